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
    styles = re.findall(r'<polyline class="line (c\d)"', svg)
    colours = dict(re.findall(r"svg \.(c\d) { stroke: var\((--ci-\w+)\)", svg))
    dashes = dict(re.findall(r"svg \.(c\d) {[^}]*stroke-dasharray: ([\d ]+);", svg))
    assert len({colours[style] for style in styles}) == 5
    assert len({dashes.get(style, "solid") for style in styles}) == 5


def test_each_name_is_at_the_end_of_its_curve_and_no_two_overlap():
    ends = {"a": 1.0, "b": 0.99, "c": 0.0, "d": 0.01}
    svg = drawing({name: [(0, 0.5), (1, end)] for name, end in ends.items()}, 1)
    names = re.findall(r'<text x="[\d.]+" y="([\d.]+)" text-anchor="start" >(\w)</text>', svg)
    heights = {name: float(height) for height, name in names}
    assert sorted(heights, key=heights.__getitem__) == sorted(ends, key=lambda name: -ends[name])
    # written with one decimal
    assert all(b - a > 15.8 for a, b in itertools.pairwise(sorted(heights.values())))
    assert 10 < min(heights.values()) < max(heights.values()) < HEIGHT - 10


def test_the_picture_asks_for_the_colour_scheme_of_its_place():
    svg = drawing({"a": [(0, 1.0), (1, 2.0)]}, 1)
    assert 'class="ci-page"' in svg
    assert "color-scheme: light dark" in svg


def test_names_are_written_safely_and_the_drawing_is_well_formed():
    svg = drawing({"a < b & c": [(1, 1.0)], "empty": []}, 2)
    words = [text.text for text in ElementTree.fromstring(svg).iter() if text.text]
    assert "a < b & c" in words


def test_a_grey_line_shows_zero_where_curves_change_their_sign_and_only_there():
    def zero(low, high):
        return re.findall(
            r'<path class="zero" d="M\d+ ([\d.]+)H\d+"/>', drawing(ramp(low, high), 1)
        )

    def ramp(low, high):
        return {"score": [(0, float(low)), (1, float(high))]}

    (height,) = zero(-1, 3)
    (line,) = points(drawing(ramp(-1, 3), 1))
    (bottom, top) = (y for _, y in line)
    assert abs(float(height) - (0.75 * bottom + 0.25 * top)) < 0.1
    assert zero(1, 3) == zero(-3, -1) == []


@pytest.mark.parametrize("ends", [(-0.25, 0.5), (1.93, 2.07), (0.5, 20_000.0), (-3e-3, -1e-3)])
def test_the_vertical_axis_has_round_numbers_at_the_heights_of_their_values(ends):
    svg = drawing({"score": list(enumerate(ends))}, 1)
    heights = re.findall(r'class="(?:tick|zero)" d="M\d+ ([\d.]+)H', svg)
    labels = re.findall(r'text-anchor="end" class="dim">(.*?)<', svg)[1:]  # without the last step
    ticks = list(zip(heights, labels, strict=True))
    ((_, first), (_, last)) = points(svg)[0]
    values = [float(label.replace("−", "-")) for _, label in ticks]

    assert 3 <= len(ticks) <= 6
    assert values[0] <= ends[0] < ends[1] <= values[-1]
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

    assert svg.count('<path class="mark"') == 2  # 4 is outside
    assert {"2", "0.33", "move 0"} <= words


def test_the_horizontal_axis_has_round_steps_between_its_ends():
    svg = drawing({"a": [(0, 1.0), (300, 2.0)]}, 300)
    words = [text.text for text in ElementTree.fromstring(svg).iter() if text.text]
    assert words[words.index("step 0") :][:4] == ["step 0", "100", "200", "300"]
