"""Draw the differences of one metric: a row per mode, a ring per seed, an interval as a bar."""

import html

from course_lib.gan.ablation.plan import BASELINE
from course_lib.gan.ablation.results import Difference, Results
from course_lib.gan.ablation.tables import signed, span
from course_lib.gan.metrics import Metric

WIDTH, LEFT, RIGHT, TOP, ROW, BOTTOM = 440, 92, 28, 8, 24, 38
NEAREST = 44  # pixels between two numbers of the scale


def draw_differences(results: Results, metric: Metric) -> str:
    """Draw a figure with an SVG element that a screen reader can read."""
    rows = {
        mode: own[metric.name] for mode, own in results.differences.items() if metric.name in own
    }
    low, high = _ends(list(rows.values()))

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - low) / (high - low)

    bottom = TOP + ROW * len(rows)
    body = f'<path class="zero" d="M{x(0):.1f} {TOP}V{bottom}"/>'
    for place, (mode, difference) in enumerate(rows.items()):
        y = TOP + ROW * (place + 0.5)
        body += _text(LEFT - 8, y + 4, mode, "end")
        if interval := difference.both or difference.clips:
            body += f'<path class="range" d="M{x(interval[0]):.1f} {y}H{x(interval[1]):.1f}"/>'
        for value in difference.by_seed:
            body += f'<circle class="seed" cx="{x(value):.1f}" cy="{y}" r="4"/>'
        body += f'<circle class="mean" cx="{x(difference.mean):.1f}" cy="{y}" r="3"/>'
    zero = [0.0] if min(x(0) - x(low), x(high) - x(0)) >= NEAREST else []
    for value in (low, *zero, high):
        body += _text(x(value), bottom + 16, signed(value))
    side = "left" if metric.better == "lower" else "right"
    body += _text((LEFT + WIDTH) / 2, bottom + 32, f"better than {BASELINE}: to the {side}")
    unit = f" ({metric.unit})" if metric.unit else ""
    return (
        f'<figure class="curve"><figcaption>{html.escape(metric.title + unit)}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {bottom + BOTTOM}" role="img" '
        f'aria-label="{html.escape(_describe(metric, rows))}">{body}</svg></figure>'
    )


def _ends(rows: list[Difference]) -> tuple[float, float]:
    values = [0.0]
    for difference in rows:
        values += [*difference.by_seed, *(difference.both or difference.clips or ())]
    low, high = min(values), max(values)
    return (low, high) if low < high else (-1.0, 1.0)


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(words)}</text>'


def _describe(metric: Metric, rows: dict[str, Difference]) -> str:
    told = [
        f"{mode} {signed(d.mean)} {span(d.both or d.clips)}".replace(" –", "")
        for mode, d in rows.items()
    ]
    return (
        f"{metric.title}, difference to {BASELINE}, {metric.better} is better: {'; '.join(told)}."
    )
