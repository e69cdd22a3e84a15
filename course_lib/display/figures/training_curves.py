"""Curves that grow during training: a small SVG, fast enough for every update."""

import html
import math
from collections.abc import Mapping, Sequence
from itertools import cycle

from matplotlib.ticker import MaxNLocator

from course_lib.display.figure_style import OKABE_ITO
from course_lib.display.html_pieces import card, svg_picture, svg_text
from course_lib.display.three_forms import Showable

WIDTH, HEIGHT = 680, 200  # CSS pixels
LEFT, RIGHT, TOP, BOTTOM = 52, 110, 12, 26  # margins
MOST_TICKS = 5  # numbers on the vertical axis
MOST_POINTS = 300  # per curve: more would be narrower than a pixel
LINE_COLOURS = tuple(
    colour for colour in OKABE_ITO if colour != "#F0E442"
)  # yellow is hard to see on white
SVG_DASHES = ("", "6 3", "2 2", "8 3 2 3", "1 2")

Curve = Sequence[tuple[int, float]]  # (step, value)


class StepCurves(Showable):
    """Curves over training steps, as text and as a picture with a title.

    Args:
        finding: The title.
        curves: A value for each step, by the name of the curve.
        values: What the values are, for the vertical axis, such as "mean score".
        step: What a step is, for the horizontal axis.
        marked: Values that get a thin line with its number.
    """

    def __init__(
        self,
        finding: str,
        curves: Mapping[str, list[float]],
        values: str = "values",
        *,
        step: str = "step",
        marked: Sequence[float] = (),
    ) -> None:
        self.finding, self.curves, self.values = finding, dict(curves), values
        self.step, self.marked = step, tuple(marked)

    def text(self) -> str:
        """Return the first and the last value of each curve."""
        ends = [f"{n}: from {_two(c[0])} to {_two(c[-1])}" for n, c in self.curves.items()]
        return "\n".join([f"{self.finding}.", *ends, f"Vertical axis: {self.values}."])

    def static_html(self) -> str:
        """Return a picture of the curves."""
        steps = {name: list(enumerate(curve)) for name, curve in self.curves.items()}
        last = max(map(len, self.curves.values())) - 1
        alt = self.text().replace("\n", " ")
        picture = curves_picture(steps, last, alt, step=self.step, marked=self.marked)
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
) -> str:
    """Return a picture of curves, with a legend on the right.

    Args:
        curves: The points (step, value) of each curve, by name.
        total: The last step of the axis.
        alt: Sentences that say what the picture shows.
        first: The first step of the axis.
        step: What a step is, for the horizontal axis.
        marked: Values that get a thin line and a number, if they are inside the axis.
    """
    finite = [y for curve in curves.values() for _, y in curve if math.isfinite(y)]
    low, high = min(finite, default=0.0), max(finite, default=1.0)
    if high == low:
        low, high = low - 0.5, high + 0.5
    lines = [_line_at(value, low, high) for value in (0.0, *marked)]
    styles = zip(cycle(LINE_COLOURS), cycle(SVG_DASHES), strict=False)  # both are endless
    for row, ((colour, dash), (name, curve)) in enumerate(
        zip(styles, curves.items(), strict=False)
    ):
        stroke = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
        lines.append(
            f'<polyline fill="none" {stroke} points="{_points(curve, (first, total), low, high)}"/>'
        )
        lines.append(_legend(row, name, stroke))
    frame = _frame((first, total), low, high, step)
    return svg_picture(frame + "".join(lines), WIDTH, HEIGHT, alt)


def _points(curve: Curve, span: tuple[int, int], low: float, high: float) -> str:
    first, total = span
    finite = [(step, y) for step, y in curve if math.isfinite(y)]
    every = -(-len(finite) // MOST_POINTS) or 1
    shown = finite[::every]
    if finite and shown[-1] != finite[-1]:
        shown.append(finite[-1])  # always show the newest point
    return " ".join(
        f"{LEFT + (WIDTH - LEFT - RIGHT) * (step - first) / max(1, total - first):.1f},"
        f"{_height(y, low, high):.1f}"
        for step, y in shown
    )


def _frame(span: tuple[int, int], low: float, high: float, step: str) -> str:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    return (
        f'<path d="M{LEFT} {TOP} V{bottom} H{right}" fill="none" stroke="#333"/>'
        + "".join(_tick(value, low, high) for value in _round_numbers(low, high))
        + svg_text(LEFT, HEIGHT - 8, f"{step} {span[0]}")
        + svg_text(right, HEIGHT - 8, str(span[1]), anchor="end")
    )


def _round_numbers(low: float, high: float) -> list[float]:
    """Return a few round numbers from ``low`` to ``high``, at equal distances."""
    ticks = map(float, MaxNLocator(MOST_TICKS).tick_values(low, high))
    return [value for value in ticks if low <= value <= high]


def _tick(value: float, low: float, high: float) -> str:
    y = _height(value, low, high)
    label = f"{value:.5g}".replace("-", "−")
    line = f'<path d="M{LEFT - 4} {y:.1f} h4" stroke="#333"/>'
    return line + svg_text(LEFT - 7, y + 4, label, anchor="end")


def _height(value: float, low: float, high: float) -> float:
    """Return how far from the top of the picture a value is."""
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low)


def _line_at(value: float, low: float, high: float) -> str:
    """Return a grey line, with its number unless it is 0, if the value is inside the axis."""
    if not low < value < high:
        return ""
    y = _height(value, low, high)
    line = f'<path d="M{LEFT} {y:.1f} H{WIDTH - RIGHT}" stroke="#999"/>'
    return line + (svg_text(WIDTH - RIGHT + 4, y + 4, f"{value:.2g}") if value else "")


def _legend(row: int, name: str, stroke: str) -> str:
    x, y = WIDTH - RIGHT + 10, TOP + 8 + 18 * row
    return f'<line x1="{x}" x2="{x + 24}" y1="{y}" y2="{y}" {stroke}/>' + svg_text(
        x + 30, y + 4, name
    )


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
