"""Draw what was measured during training: one small picture per quantity, one line per run.

Conventions
    Lines differ in colour and dash (``lines.css``), and have their names at their ends.
    The loss of a single step mostly reflects its batch, so each point is a mean over several steps.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from course_lib.display.html_pieces import apart
from course_lib.display.pages import render
from course_lib.display.round_numbers import round_numbers

WIDTH, HEIGHT = 440, 200
LEFT, RIGHT, TOP, BOTTOM = 48, 132, 14, 26
POINTS = 40  # on a line, at most
LINE_HEIGHT = 15
STYLES = 6  # of lines, in lines.css
LOG_FROM = 5.0  # the scale is logarithmic if largest / smallest value is at least this
LONGEST_NAME = 14
MOST_TICKS = 4  # distances between the numbers of the vertical axis
FROM_START = 0.3  # a curve that starts within this part of the run is drawn from step 0 on

Curve = Sequence[tuple[int, float]]


class Tick(NamedTuple):
    """A number beside the vertical axis."""

    y: float
    text: str


class CurveLine(NamedTuple):
    """The line of one run."""

    name: str
    style: int
    points: str
    y: float  # height of its name


@dataclass(frozen=True)
class CurvePicture:
    """The values of the template `curves.html.j2`, in units of the picture."""

    caption: str
    alt: str
    ticks: list[Tick]
    lines: list[CurveLine]
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
    """Return one quantity as an HTML figure, with a text for screen readers.

    Args:
        quantity: The name of the quantity.
        curves: The values of each run, by its name, in the order of the page's colours. A run that
            lacks the quantity has no points.
        joined: The step at which the discriminators joined, which is marked; None for no mark.
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
    """Convert steps and values to coordinates of the picture."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        steps, values = [step for step, _ in points], [value for _, value in points]
        self.first, self.last = min(steps), max(steps)
        if self.first < FROM_START * self.last:
            self.first = 0.0
        self.low, self.high = min(values), max(values)
        self.log = self.low > 0 and self.high / self.low >= LOG_FROM
        if self.log:
            self.ticks = [self.low, math.sqrt(self.low * self.high), self.high]
            return
        if self.low == self.high:
            self.low, self.high = self.low - 0.5, self.high + 0.5
        self.ticks = round_numbers(self.low, self.high, MOST_TICKS)
        self.low, self.high = self.ticks[0], self.ticks[-1]

    def x(self, step: float) -> float:
        part = (step - self.first) / max(self.last - self.first, 1.0)
        return LEFT + (WIDTH - LEFT - RIGHT) * part

    def y(self, value: float) -> float:
        turn = math.log if self.log else float
        part = (turn(value) - turn(self.low)) / (turn(self.high) - turn(self.low))
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part


def _means(curve: Curve) -> list[tuple[float, float]]:
    """Return the means of a curve over stretches with the same number of values."""
    known = [(step, value) for step, value in curve if math.isfinite(value)]
    size = max(1, math.ceil(len(known) / POINTS))
    stretches = [known[i : i + size] for i in range(0, len(known), size)]
    return [
        (sum(step for step, _ in part) / len(part), sum(value for _, value in part) / len(part))
        for part in stretches
    ]


def _ticks(scale: _Scale) -> list[Tick]:
    return [
        Tick(round(scale.y(value), 1), f"{value:.3g}".replace("-", "−")) for value in scale.ticks
    ]


def _lines(scale: _Scale, means: Mapping[str, Sequence[tuple[float, float]]]) -> list[CurveLine]:
    """Return the lines, each with its name beside its end."""
    drawn = [(place, name, curve) for place, (name, curve) in enumerate(means.items()) if curve]
    heights = apart([scale.y(curve[-1][1]) for *_, curve in drawn], LINE_HEIGHT, HEIGHT - BOTTOM)
    return [
        CurveLine(
            name if len(name) <= LONGEST_NAME else f"…{name[-LONGEST_NAME + 1 :]}",
            place % STYLES,
            " ".join(f"{scale.x(step):.1f},{scale.y(value):.1f}" for step, value in curve),
            round(height, 1),
        )
        for height, (place, name, curve) in zip(heights, drawn, strict=True)
    ]


def _describe(quantity: str, means: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    ranges = [
        f"{name} goes from {curve[0][1]:.3g} to {curve[-1][1]:.3g}"
        for name, curve in means.items()
        if curve
    ]
    return f"{quantity} over the training steps: {'; '.join(ranges)}."
