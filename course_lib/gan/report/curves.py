"""Draw what was measured while the runs trained: one small picture per quantity, a line per run.

Conventions
    Lines are told apart by colour and dash, and carry their names at their ends. Colours come from
    the page's style sheet, so that they suit light and dark.
    A loss of a single step is mostly the luck of its batch: a point is the mean over a stretch of
    steps.
"""

import html
import math
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 440, 200
LEFT, RIGHT, TOP, BOTTOM = 48, 132, 14, 26
POINTS = 40  # per line
LINE_HEIGHT = 15
DASHES = ("", "7 3", "2 2", "9 3 2 3", "1 3", "12 4")
LOG_FROM = 5.0  # largest over smallest value from which on the scale is logarithmic
LONGEST_NAME = 16
FROM_START = 0.3  # a curve that begins within this part of the run is drawn from step 0 on

Curve = Sequence[tuple[int, float]]


def draw_curves(quantity: str, curves: Mapping[str, Curve], warm_steps: int | None) -> str:
    """Draw one quantity as an SVG element that a screen reader can read.

    Args:
        quantity: what was measured.
        curves: per run, in the order of the page's colours; a run without it has no points.
        warm_steps: where to draw the end of the warm-up; None for nowhere.
    """
    means = {name: _means(curve) for name, curve in curves.items()}
    scale = _Scale([point for curve in means.values() for point in curve])
    lines, labels = [], []
    for place, (name, curve) in enumerate(means.items()):
        if curve:
            at = " ".join(f"{scale.x(step):.1f},{scale.y(value):.1f}" for step, value in curve)
            lines.append(f'<polyline class="line {_colour(place)}" points="{at}"/>')
            labels.append((scale.y(curve[-1][1]), place, name))
    body = _axes(scale, warm_steps) + "".join(lines) + _labels(labels)
    alt = _describe(quantity, means)
    return (
        f'<figure class="curve"><figcaption>{html.escape(quantity)}'
        f"{', log scale' if scale.log else ''}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(alt)}">'
        f"{body}</svg></figure>"
    )


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


def _axes(scale: _Scale, warm_steps: int | None) -> str:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    middle = math.sqrt(scale.low * scale.high) if scale.log else (scale.low + scale.high) / 2
    ticks = "".join(
        f'<path class="grid" d="M{LEFT} {scale.y(value):.1f}H{right}"/>'
        + _text(LEFT - 6, scale.y(value) + 4, f"{value:.3g}".replace("-", "−"), "end")
        for value in (scale.low, middle, scale.high)
    )
    steps = _text(LEFT, HEIGHT - 8, f"step {scale.first:.0f}") + _text(
        right, HEIGHT - 8, f"{scale.last:.0f}", "end"
    )
    if warm_steps is None or not scale.first < warm_steps < scale.last:
        return ticks + steps
    x = scale.x(warm_steps)
    return ticks + steps + f'<path class="mark" d="M{x:.1f} {TOP}V{bottom}"/>'


def _labels(ends: list[tuple[float, int, str]]) -> str:
    """Write each name beside the end of its line, moved down where two would collide."""
    ends = sorted(ends)
    placed: list[float] = []
    for y, _, _ in ends:
        placed.append(max([y, *(placed[-1:] and [placed[-1] + LINE_HEIGHT])]))
    overflow = max(0.0, placed[-1] - (HEIGHT - BOTTOM)) if placed else 0.0
    x = WIDTH - RIGHT
    return "".join(
        f'<path class="line {_colour(place)}" d="M{x + 4} {at - overflow:.1f}h18"/>'
        + _text(x + 26, at - overflow + 4, _short(name))
        for at, (_, place, name) in zip(placed, ends, strict=True)
    )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"…{name[-LONGEST_NAME + 1 :]}"


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(words)}</text>'


def _colour(place: int) -> str:
    return f"c{place % len(DASHES)}"


def _describe(quantity: str, means: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    told = [
        f"{name} goes from {curve[0][1]:.3g} to {curve[-1][1]:.3g}"
        for name, curve in means.items()
        if curve
    ]
    return f"{quantity} over the training steps: {'; '.join(told)}."
