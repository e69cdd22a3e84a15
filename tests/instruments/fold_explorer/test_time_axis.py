import base64
import math
import re
from xml.etree import ElementTree

import pytest

from course_lib.instruments.fold_explorer.time_axis import (
    LEFT,
    WIDTH,
    Landmark,
    beat_landmark,
    describe_axis,
    time_axis,
)

PERIODS = (2, 3, 5, 7, 11)
PITCH = Landmark(160.0, "one cycle: 160 samples")


def svg_of(current):
    tag = time_axis(PERIODS, PITCH, beat_landmark(120, 24_000), current, 24_000)
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", tag)[1]).decode()
    ElementTree.fromstring(svg)  # well formed
    return svg


def places(svg):
    periods = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', svg)]
    pitch = float(re.search(r'<path d="M([\d.]+) \d+ l7 8', svg)[1])
    beat = float(re.search(r'<rect x="([\d.]+)" y="58"', svg)[1]) + 6
    current = float(re.search(r'<path d="M([\d.]+) \d+ l6 9', svg)[1])
    return periods, pitch, beat, current


def test_a_beat_at_120_bpm_is_12000_samples():
    assert beat_landmark(120, 24_000).samples == 12_000


def test_the_real_periods_are_far_left_of_the_pitch_and_the_beat():
    periods, pitch, beat, _ = places(svg_of(11))
    assert periods == sorted(periods)
    assert periods[-1] < pitch < beat
    assert pitch - periods[-1] > periods[-1] - periods[0]


@pytest.mark.parametrize("current", [1, 11, 160, 256])
def test_equal_ratios_are_equal_distances(current):
    periods, pitch, beat, slider = places(svg_of(current))
    octave = (beat - LEFT) / math.log2(12_000)
    for samples, x in [*zip(PERIODS, periods, strict=True), (160, pitch), (current, slider)]:
        assert x == pytest.approx(LEFT + octave * math.log2(samples), abs=0.2)


def test_no_label_is_cut_off():
    svg = svg_of(1)
    for x, label in re.findall(
        r'<text x="([\d.]+)" y="[\d.]+" text-anchor="middle" [^>]*>(.*?)<', svg
    ):
        assert float(x) - 3 * len(label) >= 0
        assert float(x) + 3 * len(label) <= WIDTH


def test_the_text_says_how_far_the_beat_is():
    text = describe_axis(PERIODS, PITCH, beat_landmark(120, 24_000), 57, 24_000)
    assert "2, 3, 5, 7, 11 samples, last 0.0833 ms to 0.458 ms" in text
    assert "12000 samples (500 ms), 1091 times the longest period" in text
    assert round(12_000 / 11) == 1091
    assert text.endswith("The slider is at 57.")
