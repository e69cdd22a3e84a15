"""Curves as SVG: points in place, labels without overlap, a text for screen readers."""

import math
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from course_lib.gan.experiments.comparison.curves import HEIGHT, LINE_HEIGHT, WIDTH, draw_curves


def parse(text):
    return ET.fromstring(text)


def points(figure):
    return [
        [tuple(map(float, pair.split(","))) for pair in line.get("points").split()]
        for line in figure.iter("polyline")
    ]


def test_higher_values_are_drawn_higher_and_later_steps_further_right():
    (line,) = points(parse(draw_curves("loss", {"a": [(0, 3.0), (10, 2.0), (20, 1.0)]}, None)))

    assert [x for x, _ in line] == sorted(x for x, _ in line)
    assert [y for _, y in line] == sorted(y for _, y in line)  # y runs down
    assert line[1][1] == pytest.approx((line[0][1] + line[2][1]) / 2, abs=0.1)  # not log


def test_a_wide_range_has_a_log_scale_and_says_so():
    text = draw_curves("loss", {"a": [(0, 100.0), (10, 10.0), (20, 1.0)]}, None)

    (line,) = points(parse(text))
    assert "loss, log scale" in text
    assert line[1][1] == pytest.approx((line[0][1] + line[2][1]) / 2, abs=0.1)


def test_a_long_noisy_curve_is_averaged_and_its_mean_stays():
    noisy = [(step, 5.0 + (-1) ** step) for step in range(4000)]

    (line,) = points(parse(draw_curves("loss", {"a": noisy, "b": []}, None)))

    assert len(line) == 40
    assert len({y for _, y in line}) == 1


def test_not_finite_values_are_left_out():
    curve = [(0, 1.0), (1, math.nan), (2, math.inf), (3, 2.0)]

    (line,) = points(parse(draw_curves("loss", {"a": curve}, None)))

    assert len(line) == 2


@pytest.mark.parametrize("count", [2, 6, 9])
def test_names_at_the_ends_of_lines_do_not_collide_and_stay_inside(count):
    curves = {f"run {k}": [(0, 1.0), (9, 2.0 + k / 1000)] for k in range(count)}

    figure = parse(draw_curves("loss", curves, None))
    names = [text for text in figure.iter("text") if text.text.startswith("run")]
    places = sorted(float(text.get("y")) for text in names)

    assert len(names) == count
    assert all(b - a >= LINE_HEIGHT - 0.2 for a, b in pairwise(places))
    assert places[0] > 0
    assert places[-1] < HEIGHT


def test_lines_differ_in_dash_as_well_as_in_colour():
    text = draw_curves("loss", {name: [(0, 1.0), (9, 2.0)] for name in "abc"}, None)

    assert set(re.findall(r'class="line (c\d)" points', text)) == {"c0", "c1", "c2"}


def test_the_text_says_where_each_line_starts_and_ends():
    text = draw_curves("loss", {"a<b": [(0, 3.0), (20, 1.5)]}, None)

    assert parse(text).find("svg").get("aria-label") == (
        "loss over the training steps: a<b goes from 3 to 1.5."
    )


def test_the_end_of_the_warm_up_is_marked_if_it_is_inside():
    curve = {"a": [(0, 1.0), (100, 2.0)]}

    assert 'class="mark"' in draw_curves("loss", curve, 50)
    for outside in (None, 0, 100, 200):
        assert 'class="mark"' not in draw_curves("loss", curve, outside)


def test_what_begins_late_is_drawn_from_its_beginning():
    text = draw_curves("loss", {"a": [(900, 1.0), (1000, 2.0)]}, None)

    (line,) = points(parse(text))
    assert ">step 900<" in text
    assert line[0][0] < WIDTH / 4


def test_a_flat_line_and_a_single_point_can_be_drawn():
    for curve in ([(0, 1.0), (9, 1.0)], [(5, 1.0)]):
        (line,) = points(parse(draw_curves("loss", {"a": curve}, None)))
        assert all(math.isfinite(x) and math.isfinite(y) for x, y in line)
