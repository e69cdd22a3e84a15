"""The picture of growing costs: titles state what was found, and lines are relative."""

from course_lib.gan.experiments.speed.growth_figure import growth_figure


def test_each_panel_says_by_how_much_its_costs_grew():
    rows = [
        {"axis": "batch", "size": 2, "seconds": 0.01, "bytes": 3},
        {"axis": "batch", "size": 8, "seconds": 0.03, "bytes": 12},
        {"axis": "periods", "size": 1, "seconds": 0.02, "bytes": 5},
        {"axis": "periods", "size": 4, "seconds": 0.08, "bytes": 5},
    ]

    batch, periods = growth_figure(rows).axes

    assert batch.get_title() == "4 × batch:\n3.0 × time, 4.0 × memory"
    assert periods.get_title() == "4 × periods:\n4.0 × time, 1.0 × memory"
    in_proportion, time, memory = (list(line.get_ydata()) for line in batch.lines)
    assert (in_proportion, time, memory) == ([1, 4], [1, 3], [1, 4])
    assert batch.get_xlabel() == "batch, × 2"
