"""The periods of a discriminator, a pitch and a beat on one logarithmic time axis."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from course_lib.display.html_pieces import svg_picture, svg_text
from course_lib.display.theme import OKABE_ITO

WIDTH, HEIGHT = 560, 118  # CSS pixels
LEFT, RIGHT = 24, 44  # margins
LINE = 64  # height of the axis
BLUE, ORANGE, VERMILLION = OKABE_ITO[0], OKABE_ITO[1], OKABE_ITO[5]


class Landmark(NamedTuple):
    """A period to mark on the axis."""

    samples: float
    label: str


def beat_landmark(bpm: float, sample_rate: int) -> Landmark:
    """Return one beat at ``bpm`` beats a minute as a landmark."""
    samples = 60 * sample_rate / bpm
    return Landmark(samples, f"one beat ({bpm:g} bpm): {samples:.6g} samples")


def time_axis(
    periods: Sequence[int],
    pitch: Landmark,
    beat: Landmark,
    current: int,
    sample_rate: int,
) -> str:
    """Return the axis with the discriminator's periods, pitch, beat and the current period.

    Args:
        periods: The periods of the discriminator, in samples.
        pitch: The period of the sound.
        beat: The duration of a beat.
        current: The period of the fold, in samples.
        sample_rate: The sample rate in Hz.
    """
    top = max(beat.samples, pitch.samples, *periods, current)

    def x(samples: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(samples) / math.log(top)

    marks = [_circle(x(period), str(period)) for period in periods]
    marks.append(_diamond(x(pitch.samples), pitch.label))
    marks.append(_square(x(beat.samples), beat.label))
    marks.append(_triangle(x(current), f"p = {current}"))
    alt = describe_axis(periods, pitch, beat, current, sample_rate)
    return svg_picture(_axis(x, top, sample_rate) + "".join(marks), WIDTH, HEIGHT, alt)


def describe_axis(
    periods: Sequence[int],
    pitch: Landmark,
    beat: Landmark,
    current: int,
    sample_rate: int,
) -> str:
    """Return what the axis shows."""
    shortest, longest = min(periods), max(periods)
    return (
        f"Time axis, logarithmic. MPD's periods, {', '.join(map(str, periods))} samples, last "
        f"{_ms(shortest, sample_rate)} to {_ms(longest, sample_rate)}. "
        f"{_capital(pitch.label)} ({_ms(pitch.samples, sample_rate)}). "
        f"{_capital(beat.label)} ({_ms(beat.samples, sample_rate)}), "
        f"{beat.samples / longest:.0f} times the longest period. "
        f"The slider is at {current}."
    )


def _axis(x: Callable[[float], float], top: float, sample_rate: int) -> str:
    parts = [f'<path d="M{LEFT} {LINE} H{WIDTH - RIGHT}" stroke="#333"/>']
    for power in range(-5, 2):
        samples = sample_rate * 10.0**power
        if 1 <= samples <= top:
            parts.append(f'<path d="M{x(samples):.1f} {LINE} v5" stroke="#333"/>')
            parts.append(
                svg_text(x(samples), LINE + 18, _ms(samples, sample_rate), anchor="middle")
            )
    return "".join(parts)


def _circle(x: float, label: str) -> str:
    dot = f'<circle cx="{x:.1f}" cy="{LINE}" r="4.5" fill="{BLUE}"/>'
    return dot + svg_text(x, LINE - 9, label, anchor="middle")


def _diamond(x: float, label: str) -> str:
    shape = f'<path d="M{x:.1f} {LINE - 8} l7 8 l-7 8 l-7 -8 z" fill="{ORANGE}" stroke="#111"/>'
    return _stem(x, 34) + shape + svg_text(_inside(x, label), 30, label, anchor="middle")


def _square(x: float, label: str) -> str:
    shape = (
        f'<rect x="{x - 6:.1f}" y="{LINE - 6}" width="12" height="12" fill="{VERMILLION}" '
        'stroke="#111"/>'
    )
    return _stem(x, 18) + shape + svg_text(_inside(x, label), 14, label, anchor="middle")


def _triangle(x: float, label: str) -> str:
    shape = f'<path d="M{x:.1f} {LINE + 1} l6 9 h-12 z" fill="#111"/>'
    at = _inside(x, label)
    return shape + svg_text(at, LINE + 40, label, anchor="middle", extra='font-weight="bold"')


def _stem(x: float, top: int) -> str:
    return f'<path d="M{x:.1f} {top} V{LINE}" stroke="#555" stroke-dasharray="2 2"/>'


def _inside(x: float, label: str) -> float:
    """Return ``x``, moved so that a centred label isn't cut off at the edge."""
    half = 3.5 * len(label)  # pixels; about half of its width
    return min(max(x, half), WIDTH - half)


def _ms(samples: float, sample_rate: int) -> str:
    return f"{1000 * samples / sample_rate:.3g} ms"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
