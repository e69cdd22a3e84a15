"""Curves that grow during training: a small SVG, fast enough for every update."""

import html
import math
from collections.abc import Mapping, Sequence

from course_lib.display.html_pieces import apart, card, line_picture, svg_text
from course_lib.display.round_numbers import round_numbers
from course_lib.display.three_forms import Showable

WIDTH, HEIGHT = 680, 230  # CSS pixels
LEFT, RIGHT, TOP, BOTTOM = 52, 110, 12, 26  # margins
MOST_TICKS = 5  # distances between the numbers of an axis
MOST_POINTS = 300  # per curve: more would be narrower than a pixel
LINE_HEIGHT = 16  # the least distance of two names or numbers above each other
ROOM = 50  # for the words at the ends of the horizontal axis
STYLES = 7  # of lines, in lines.css
DIM = 'class="dim"'

Curve = Sequence[tuple[int, float]]  # (step, value)


class StepCurves(Showable):
    """Curves over training steps, as text and as a picture with a title.

    Args:
        finding: The title.
        curves: A value for each step, by the name of the curve.
        values: What the values are, for the vertical axis, such as "mean score".
        step: What a step is, for the horizontal axis.
        marked: Values that get a thin line with its number.
        styles: The style of each line, as in lines.css; None takes one after another.
    """

    def __init__(
        self,
        finding: str,
        curves: Mapping[str, list[float]],
        values: str = "values",
        *,
        step: str = "step",
        marked: Sequence[float] = (),
        styles: Sequence[str] | None = None,
    ) -> None:
        self.finding, self.curves, self.values = finding, dict(curves), values
        self.step, self.marked, self.styles = step, tuple(marked), styles

    def text(self) -> str:
        """Return the first and the last value of each curve."""
        ends = [f"{n}: from {_two(c[0])} to {_two(c[-1])}" for n, c in self.curves.items()]
        return "\n".join([f"{self.finding}.", *ends, f"Vertical axis: {self.values}."])

    def static_html(self) -> str:
        """Return a picture of the curves."""
        steps = {name: list(enumerate(curve)) for name, curve in self.curves.items()}
        last = max(map(len, self.curves.values())) - 1
        alt = self.text().replace("\n", " ")
        picture = curves_picture(
            steps, last, alt, step=self.step, marked=self.marked, styles=self.styles
        )
        title = f"<b>{html.escape(self.finding)}</b><div>{html.escape(self.values)}</div>"
        return card(f"{title}{picture}", "curves")


def curves_picture(
    curves: Mapping[str, Curve],
    total: int,
    alt: str,
    *,
    first: int = 0,
    step: str = "step",
    marked: Sequence[float] = (),
    styles: Sequence[str] | None = None,
) -> str:
    """Return a picture of curves, each with its name at its end.

    Args:
        curves: The points (step, value) of each curve, by name.
        total: The last step of the axis.
        alt: Sentences that say what the picture shows.
        first: The first step of the axis.
        step: What a step is, for the horizontal axis.
        marked: Values that get a thin line and a number, if they are inside the axis.
        styles: The style of each line, as in lines.css; None takes one after another.
    """
    inks = styles or [f"c{place % STYLES}" for place in range(len(curves))]
    known = {
        name: [(step, value) for step, value in curve if math.isfinite(value)]
        for name, curve in curves.items()
    }
    axes = _Axes(first, total, [value for curve in known.values() for _, value in curve])
    body = _steps(axes, step) + _values(axes, marked) + _lines(axes, known, inks)
    return line_picture(body, WIDTH, HEIGHT, alt)


class _Axes:
    """Convert steps and values to places; the vertical axis ends at round numbers."""

    def __init__(self, first: int, last: int, values: Sequence[float]) -> None:
        self.first, self.last = first, last
        low, high = min(values, default=0.0), max(values, default=1.0)
        if high == low:
            low, high = low - 0.5, high + 0.5
        self.ticks = round_numbers(low, high, MOST_TICKS)
        self.low, self.high = self.ticks[0], self.ticks[-1]

    def x(self, step: float) -> float:
        part = (step - self.first) / max(1, self.last - self.first)
        return LEFT + (WIDTH - LEFT - RIGHT) * part

    def y(self, value: float) -> float:
        part = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part


def _steps(axes: _Axes, step: str) -> str:
    """Return the horizontal axis: its ends, and round numbers that leave room for them."""
    right, height = WIDTH - RIGHT, HEIGHT - 8
    inner = [
        svg_text(axes.x(tick), height, f"{tick:g}", anchor="middle", extra=DIM)
        for tick in round_numbers(axes.first, axes.last, MOST_TICKS, integer=True)
        if LEFT + ROOM < axes.x(tick) < right - ROOM
    ]
    first = svg_text(LEFT, height, f"{step} {axes.first}", extra=DIM)
    last = svg_text(right, height, str(axes.last), anchor="end", extra=DIM)
    return "".join([first, *inner, last])


def _values(axes: _Axes, marked: Sequence[float]) -> str:
    """Return the vertical axis: round numbers, and the marked values with a line each."""
    inside = [value for value in marked if axes.low < value < axes.high]
    free = [
        tick
        for tick in axes.ticks
        if all(abs(axes.y(tick) - axes.y(value)) >= LINE_HEIGHT for value in inside)
    ]
    lines = [_across(axes.y(tick), "zero" if tick == 0 else "tick") for tick in axes.ticks]
    lines += [_across(axes.y(value), "mark") for value in inside]
    numbers = [(tick, f"{tick:.5g}", DIM) for tick in free]
    numbers += [(value, f"{value:.2g}", "") for value in inside]
    labels = (
        svg_text(LEFT - 7, axes.y(value) + 4, text.replace("-", "−"), anchor="end", extra=ink)
        for value, text, ink in numbers
    )
    return "".join([*lines, *labels])


def _across(y: float, kind: str) -> str:
    return f'<path class="{kind}" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'


def _lines(axes: _Axes, curves: Mapping[str, Curve], inks: Sequence[str]) -> str:
    """Return the curves that have points, each with its name beside its end."""
    drawn = [
        (ink, name, curve) for ink, (name, curve) in zip(inks, curves.items(), strict=True) if curve
    ]
    ends = [axes.y(curve[-1][1]) for *_, curve in drawn]
    right = WIDTH - RIGHT
    return "".join(
        f'<polyline class="line {ink}" points="{_points(axes, curve)}"/>'
        f'<path class="line {ink}" d="M{right + 6} {y:.1f}h22"/>'
        + svg_text(right + 34, y + 4, name)
        for y, (ink, name, curve) in zip(
            apart(ends, LINE_HEIGHT, HEIGHT - BOTTOM), drawn, strict=True
        )
    )


def _points(axes: _Axes, curve: Curve) -> str:
    every = -(-len(curve) // MOST_POINTS)
    shown = list(curve[::every])
    if shown[-1] != curve[-1]:
        shown.append(curve[-1])  # always show the newest point
    return " ".join(f"{axes.x(step):.1f},{axes.y(value):.1f}" for step, value in shown)


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
