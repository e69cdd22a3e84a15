import torch

from course_lib.display.figure_style import to_png
from course_lib.display.figures.beside import curves_beside, grids_beside


def test_the_title_of_two_grids_counts_the_places_that_differ():
    right = torch.arange(12.0).reshape(3, 4)
    yours = right.clone()
    yours[1, 2] = 9
    figure, alt = grids_beside(yours, right, "a fold")
    assert alt == "Two grids, yours and the right one, of a fold: 1 of 12 values differ."
    (cross,) = figure.axes[0].lines
    (x,), (y,) = cross.get_xdata(), cross.get_ydata()
    assert (round(float(x)), y) == (2, 1)
    assert 0.2 < x - 2 < 0.5  # in the cell, beside its number
    assert to_png(figure)


def test_crosses_do_not_hide_a_grid_that_is_wrong_nearly_everywhere():
    right = torch.linspace(-1, 1, 12).reshape(3, 4)
    figure, alt = grids_beside(right + 1, right, "a map")
    assert "12 of 12 values differ" in alt
    assert not figure.axes[0].lines
    assert {image.get_clim() for axes in figure.axes for image in axes.images} == {(-1.0, 1.0)}


def test_equal_grids_say_so_and_other_shapes_are_named():
    right = torch.arange(12.0).reshape(3, 4)
    assert "no value differs" in grids_beside(right, right, "a fold")[1]
    figure, alt = grids_beside(right.T, right, "a fold")
    assert "yours is 4 × 3, and should be 3 × 4" in alt
    assert to_png(figure)


def test_each_pair_of_curves_has_a_finding_of_its_own():
    right = {"measured": torch.arange(5.0), "by formula": torch.arange(5.0)}
    yours = {"measured": torch.arange(5.0), "by formula": torch.arange(4.0)}
    figure, alt = curves_beside(yours, right, "A gain", "step", "dB")
    assert "measured: no value differs; by formula: yours is 4 values, and should be 5" in alt
    assert to_png(figure)


def test_curves_lie_where_their_points_are_and_one_of_another_length_is_counted():
    at = torch.tensor([-3.0, 0.0, 3.0])
    figure, _ = curves_beside({"loss": at[:2]}, {"loss": at}, "A loss", "score", "loss", at=at)
    yours, right = figure.axes[0].lines
    assert list(yours.get_xdata()) == [0, 1]
    assert list(right.get_xdata()) == [-3, 0, 3]


def test_points_can_have_a_distance_and_then_a_shorter_curve_keeps_it():
    right = torch.arange(3.0)
    figure, _ = curves_beside({"a": right[:2]}, {"a": right}, "A level", "seconds", "dB", at=0.5)
    assert [list(line.get_xdata()) for line in figure.axes[0].lines] == [[0, 0.5], [0, 0.5, 1]]
