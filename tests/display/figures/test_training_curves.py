import base64
import itertools
import re
from xml.etree import ElementTree

import pytest

from course_lib.display.figures.training_curves import HEIGHT, WIDTH, StepCurves, curves_picture


def drawing(curves, total):
    tag = curves_picture(curves, total, "curves")
    return base64.b64decode(re.search(r"base64,([^\"]+)", tag)[1]).decode()


def points(svg):
    return [
        [tuple(map(float, point.split(","))) for point in line.split()]
        for line in re.findall(r'points="([^"]*)"', svg)
    ]


def test_all_points_lie_inside_the_picture_and_high_is_up():
    (line,) = points(drawing({"loss": [(0, 5.0), (5, 1.0), (10, -3.0)]}, 10))
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in line)
    assert line[0][1] < line[1][1] < line[2][1]
    assert line[0][0] < line[1][0] < line[2][0]


def test_a_long_curve_is_thinned_and_keeps_its_newest_point():
    curve = [(step, float(step)) for step in range(10_001)]
    (line,) = points(drawing({"loss": curve}, 10_000))
    assert len(line) <= 301
    assert line[-1] == points(drawing({"loss": curve[-1:] + curve[:1]}, 10_000))[0][0]


def test_curves_differ_by_colour_and_by_dash():
    svg = drawing({name: [(0, 1.0), (1, 2.0)] for name in "abcde"}, 1)
    lines = re.findall(r'<polyline fill="none" stroke="(.*?)" .*?stroke-dasharray="(.*?)"', svg)
    assert len({colour for colour, _ in lines}) == 5
    assert len({dash for _, dash in lines}) == 5


def test_names_are_written_safely_and_the_drawing_is_well_formed():
    svg = drawing({"a < b & c": [(1, 1.0)], "empty": []}, 2)
    words = [text.text for text in ElementTree.fromstring(svg).iter() if text.text]
    assert "a < b & c" in words


def test_a_grey_line_shows_zero_where_curves_change_their_sign_and_only_there():
    def zero(low, high):
        return re.findall(
            r'<path d="M\d+ ([\d.]+) H\d+" stroke="#999"/>', drawing(ramp(low, high), 1)
        )

    def ramp(low, high):
        return {"score": [(0, float(low)), (1, float(high))]}

    (height,) = zero(-1, 3)
    (line,) = points(drawing(ramp(-1, 3), 1))
    (bottom, top) = (y for _, y in line)
    assert abs(float(height) - (0.75 * bottom + 0.25 * top)) < 0.1
    assert zero(1, 3) == zero(-3, -1) == zero(0, 3) == []


@pytest.mark.parametrize("ends", [(-0.25, 0.5), (1.93, 2.07), (0.5, 20_000.0), (-3e-3, -1e-3)])
def test_the_vertical_axis_has_round_numbers_at_the_heights_of_their_values(ends):
    svg = drawing({"score": list(enumerate(ends))}, 1)
    ticks = re.findall(r'd="M48 ([\d.]+) h4" stroke="#333"/><text .*?>(.*?)<', svg)
    ((_, first), (_, last)) = points(svg)[0]
    values = [float(label.replace("−", "-")) for _, label in ticks]

    assert 3 <= len(ticks) <= 6
    assert all(len(label) <= 7 for _, label in ticks)  # as there is room for
    steps = [b - a for a, b in itertools.pairwise(values)]
    assert steps == pytest.approx([steps[0]] * len(steps))
    for (height, _), value in zip(ticks, values, strict=True):
        share = (value - ends[0]) / (ends[1] - ends[0])
        assert float(height) == pytest.approx(first + share * (last - first), abs=0.11)


def test_a_constant_curve_has_its_value_on_the_axis():
    assert ">3</text>" in drawing({"score": [(0, 3.0), (1, 3.0)]}, 1)


def test_curves_with_a_title_are_a_picture_and_the_same_as_text():
    shown = StepCurves("Real > fake & stays", {"real": [0.1, 0.5], "fake": [0.0, -0.25]}, "score")

    assert shown.text().splitlines() == [
        "Real > fake & stays.",
        "real: from 0.10 to 0.50",
        "fake: from 0.00 to −0.25",
        "Vertical axis: score.",
    ]
    assert "<b>Real &gt; fake &amp; stays</b><div>score</div>" in shown.static_html()


def test_marked_values_get_a_line_and_a_number_and_a_step_has_a_name():
    shown = StepCurves("Up", {"a": [0.0, 3.0]}, step="move", marked=(1 / 3, 2.0, 4.0))
    tag = shown.static_html()
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", tag)[1]).decode()
    words = {text.text for text in ElementTree.fromstring(svg).iter() if text.text}

    assert len(re.findall(r'H\d+" stroke="#999"/>', svg)) == 2  # 4 is outside
    assert {"2", "move 0"} <= words
