"""Draw what was measured while the runs trained: one small picture per quantity, a line per run.

Conventions
    Lines differ in colour and dash (``pages.css``), and have their names at their ends.
    A loss of a single step mostly reflects its batch: a point is the mean over a stretch of steps.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from course_lib.display.pages import render

WIDTH, HEIGHT = 440, 200
LEFT, RIGHT, TOP, BOTTOM = 48, 132, 14, 26
POINTS = 40  # per line
LINE_HEIGHT = 15
STYLES = 6  # of lines, in pages.css
LOG_FROM = 5.0  # largest over smallest value from which on the scale is logarithmic
LONGEST_NAME = 14
FROM_START = 0.3  # a curve that begins within this part of the run is drawn from step 0 on

Curve = Sequence[tuple[int, float]]


class Tick(NamedTuple):
    """A number beside the picture."""

    y: float
    text: str


class Line(NamedTuple):
    """One run."""

    name: str
    style: int
    points: str
    y: float  # of its name


@dataclass(frozen=True)
class CurvePicture:
    """What `curves.html.j2` draws, in units of the picture."""

    caption: str
    alt: str
    ticks: list[Tick]
    lines: list[Line]
    first: str  # step at the left edge
    last: str
    joined: float | None  # x of the step at which discriminators joined
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def draw_curves(quantity: str, curves: Mapping[str, Curve], joined: int | None) -> str:
    """Return one quantity as an HTML figure that a screen reader can read.

    Args:
        quantity: What was measured.
        curves: The values of each run, by its name, in the order of the page's colours. A run
            without the quantity has no points.
        joined: The step at which discriminators joined, to be marked; None for no mark.
    """
    means = {name: _means(curve) for name, curve in curves.items()}
    scale = _Scale([point for curve in means.values() for point in curve])
    inside = joined is not None and scale.first < joined < scale.last
    picture = CurvePicture(
        caption=f"{quantity}, log scale" if scale.log else quantity,
        alt=_describe(quantity, means),
        ticks=_ticks(scale),
        lines=_lines(scale, means),
        first=f"{scale.first:.0f}",
        last=f"{scale.last:.0f}",
        joined=round(scale.x(joined), 1) if joined is not None and inside else None,
    )
    return render("curves", picture=picture)


class _Scale:
    """Places on the picture for steps and values."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        steps, values = [step for step, _ in points], [value for _, value in points]
        self.first, self.last = min(steps), max(steps)
        if self.first < FROM_START * self.last:
            self.first = 0.0
        self.low, self.high = min(values), max(values)
        self.log = self.low > 0 and self.high / self.low >= LOG_FROM
        if self.low == self.high:
            self.low, self.high = self.low - 0.5, self.high + 0.5

    def x(self, step: float) -> float:
        part = (step - self.first) / max(self.last - self.first, 1.0)
        return LEFT + (WIDTH - LEFT - RIGHT) * part

    def y(self, value: float) -> float:
        turn = math.log if self.log else float
        part = (turn(value) - turn(self.low)) / (turn(self.high) - turn(self.low))
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part


def _means(curve: Curve) -> list[tuple[float, float]]:
    """Average a curve over stretches of equally many records."""
    known = [(step, value) for step, value in curve if math.isfinite(value)]
    size = max(1, math.ceil(len(known) / POINTS))
    stretches = [known[i : i + size] for i in range(0, len(known), size)]
    return [
        (sum(step for step, _ in part) / len(part), sum(value for _, value in part) / len(part))
        for part in stretches
    ]


def _ticks(scale: _Scale) -> list[Tick]:
    middle = math.sqrt(scale.low * scale.high) if scale.log else (scale.low + scale.high) / 2
    return [
        Tick(round(scale.y(value), 1), f"{value:.3g}".replace("-", "−"))
        for value in (scale.low, middle, scale.high)
    ]


def _lines(scale: _Scale, means: Mapping[str, Sequence[tuple[float, float]]]) -> list[Line]:
    """Place the lines, and each name beside the end of its line."""
    drawn = [(place, name, curve) for place, (name, curve) in enumerate(means.items()) if curve]
    heights = _apart([scale.y(curve[-1][1]) for *_, curve in drawn])
    return [
        Line(
            name if len(name) <= LONGEST_NAME else f"…{name[-LONGEST_NAME + 1 :]}",
            place % STYLES,
            " ".join(f"{scale.x(step):.1f},{scale.y(value):.1f}" for step, value in curve),
            round(height, 1),
        )
        for height, (place, name, curve) in zip(heights, drawn, strict=True)
    ]


def _apart(heights: Sequence[float]) -> list[float]:
    """Move names down where two would collide, and all of them up where the last would fall off."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved, free = dict.fromkeys(order, 0.0), -math.inf
    for place in order:
        moved[place] = max(heights[place], free)
        free = moved[place] + LINE_HEIGHT
    overflow = max(0.0, free - LINE_HEIGHT - (HEIGHT - BOTTOM))
    return [moved[place] - overflow for place in range(len(heights))]


def _describe(quantity: str, means: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    ranges = [
        f"{name} goes from {curve[0][1]:.3g} to {curve[-1][1]:.3g}"
        for name, curve in means.items()
        if curve
    ]
    return f"{quantity} over the training steps: {'; '.join(ranges)}."
