"""The picture of the playhead: a wave, the scores of several scales below it, and one playhead.

It consists of lines in an SVG. Without matplotlib's layout, a change takes a few milliseconds.
"""

from collections.abc import Sequence

from torch import Tensor

from course_lib.display.figure_style import OKABE_ITO
from course_lib.display.html_pieces import svg_picture, svg_text
from course_lib.sounds import Sound

WIDTH, LEFT, ACROSS = 640, 70, 550  # CSS pixels
TOP, ROW, GAP = 36, 66, 10
EDGE = 6  # from the highest score to the edge of its row
COLUMNS = 275  # points of the wave's outline
COLOURS = (OKABE_ITO[0], OKABE_ITO[5], OKABE_ITO[2])
MARK = "#111"


def playhead_picture(
    sound: Sound,
    scores: Sequence[Tensor],
    times: Sequence[Sequence[float]],
    stretches: Sequence[tuple[float, float]],
    at: float,
    title: str,
    alt: str,
) -> str:
    """Return the rows and the playhead.

    Args:
        sound: The input of the discriminator.
        scores: The scores of each scale, in reading order.
        times: The time of each score in seconds.
        stretches: For each scale, the first and last moment that its score at the playhead hears,
            in seconds.
        at: The time of the playhead in seconds.
        title: The finding.
        alt: Sentences that say what the picture shows.
    """
    bottom = TOP + (len(scores) + 1) * (ROW + GAP)
    body = [svg_text(LEFT, 20, title, extra='font-weight="bold" font-size="14"')]
    body += [*_frame(TOP, "wave"), _outline(sound)]
    span = _span(scores)
    for k, row in enumerate(scores):
        top, colour = TOP + (k + 1) * (ROW + GAP), COLOURS[k % len(COLOURS)]
        body += [
            _stretch(stretches[k], top, sound.seconds, colour),
            *_frame(top, f"scale {k}"),
            *_scale(span, top),
            _curve(row, times[k], span, top, sound.seconds, colour),
        ]
    x = _across(at, sound.seconds)
    body.append(
        f'<path d="M{x:.1f} {TOP} V{bottom - GAP}" stroke="{MARK}" stroke-width="1.5" '
        'stroke-dasharray="5 3"/>'
    )
    body += _axis(bottom - GAP, sound.seconds)
    return svg_picture("".join(body), WIDTH, bottom + 34, alt)


def _across(seconds: float, whole: float) -> float:
    return LEFT + ACROSS * min(max(seconds / whole, 0), 1)


def _frame(top: float, name: str) -> list[str]:
    return [
        f'<rect x="{LEFT}" y="{top}" width="{ACROSS}" height="{ROW}" fill="none" stroke="#888"/>',
        svg_text(LEFT - 8, top + ROW / 2 + 4, name, anchor="end"),
    ]


def _outline(sound: Sound) -> str:
    """Return a line from the lowest to the highest sample of each column."""
    step = max(1, len(sound.samples) // COLUMNS)
    columns = sound.samples[: len(sound.samples) // step * step].reshape(-1, step)
    peak = float(columns.abs().max()) or 1.0
    middle, width = TOP + ROW / 2, ACROSS / len(columns)
    lines = [
        f"M{LEFT + i * width:.1f} {middle - ROW / 2 * high / peak:.1f} "
        f"V{middle - ROW / 2 * low / peak + 0.5:.1f}"
        for i, (low, high) in enumerate(
            zip(columns.amin(1).tolist(), columns.amax(1).tolist(), strict=True)
        )
    ]
    return f'<path d="{" ".join(lines)}" stroke="#444" stroke-width="1.5"/>'


def _stretch(ends: tuple[float, float], top: float, whole: float, colour: str) -> str:
    first, last = (_across(end, whole) for end in ends)
    return (
        f'<rect x="{first:.1f}" y="{top}" width="{last - first:.1f}" height="{ROW}" '
        f'fill="{colour}" fill-opacity="0.18" stroke="{colour}"/>'
    )


def _span(scores: Sequence[Tensor]) -> tuple[float, float]:
    """Return the lowest and the highest score of all scales: every row has this one scale."""
    return min(float(row.min()) for row in scores), max(float(row.max()) for row in scores)


def _scale(span: tuple[float, float], top: float) -> list[str]:
    low, high = (f"{end:+.3f}".replace("-", "−") for end in span)
    return [
        svg_text(LEFT - 8, top + EDGE + 4, high, anchor="end"),
        svg_text(LEFT - 8, top + ROW - EDGE + 4, low, anchor="end"),
    ]


def _curve(
    scores: Tensor,
    times: Sequence[float],
    span: tuple[float, float],
    top: float,
    whole: float,
    colour: str,
) -> str:
    low, high = span
    room = ROW - 2 * EDGE
    points = [
        (
            _across(time, whole),
            top + EDGE + room * (high - score) / ((high - low) or 1.0),
        )
        for time, score in zip(times, scores.tolist(), strict=True)
        if 0 <= time <= whole
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.6"/>' for x, y in points)
    return (
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1"/>'
        f'<g fill="{colour}">{dots}</g>'
    )


def _axis(bottom: float, seconds: float) -> list[str]:
    ticks = [
        svg_text(LEFT + ACROSS * i / 4, bottom + 16, f"{seconds * i / 4:.3g}", anchor="middle")
        for i in range(5)
    ]
    return [*ticks, svg_text(LEFT + ACROSS / 2, bottom + 34, "time (s)", anchor="middle")]
