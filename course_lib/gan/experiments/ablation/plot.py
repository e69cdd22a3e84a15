"""Draw the differences of one metric: a row per mode, a ring per seed, an interval as a bar."""

from dataclasses import dataclass
from typing import NamedTuple

from course_lib.display.pages import render
from course_lib.display.round_numbers import round_numbers
from course_lib.gan.experiments.ablation.plan import BASELINE
from course_lib.gan.experiments.ablation.results import MetricDifference, Results
from course_lib.gan.experiments.ablation.tables import signed, size_text, span
from course_lib.gan.metrics import Metric

WIDTH, LEFT, RIGHT, TOP, ROW = 440, 208, 24, 8, 36  # at the left is room for the sizes
MOST_TICKS = 3  # distances between the numbers of the scale


class DifferenceRow(NamedTuple):
    """The row of one mode, in units of the picture."""

    mode: str
    size: str
    y: float
    seeds: list[float]
    mean: float
    interval: list[float]  # its two ends; empty if there is none


@dataclass(frozen=True)
class DifferencePicture:
    """What `differences.html.j2` draws, in units of the picture."""

    caption: str
    alt: str
    rows: list[DifferenceRow]
    scale: list[tuple[float, str]]  # numbers below the picture
    zero: float
    bottom: float
    better: str  # which side is better, in words
    width: int = WIDTH
    left: int = LEFT
    top: int = TOP


def draw_differences(results: Results, metric: Metric) -> str:
    """Return the differences of one metric as an HTML figure, with a text for screen readers."""
    differences = {
        mode: own[metric.name] for mode, own in results.differences.items() if metric.name in own
    }
    ticks = round_numbers(*_ends(list(differences.values())), MOST_TICKS)
    low, high = ticks[0], ticks[-1]

    def x(value: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (value - low) / (high - low), 1)

    rows = [
        DifferenceRow(
            mode,
            size_text(results.size(mode)),
            TOP + ROW * (place + 0.5),
            [x(value) for value in difference.by_seed],
            x(difference.mean),
            [x(end) for end in difference.both or difference.clips or ()],
        )
        for place, (mode, difference) in enumerate(differences.items())
    ]
    picture = DifferencePicture(
        caption=metric.title + (f" ({metric.unit})" if metric.unit else ""),
        alt=_describe(metric, differences),
        rows=rows,
        scale=[(x(value), _tick(value)) for value in ticks],
        zero=x(0),
        bottom=TOP + ROW * len(rows),
        better=f"better than {BASELINE}: to the {'left' if metric.better == 'lower' else 'right'}",
    )
    return render("differences", picture=picture)


def _ends(rows: list[MetricDifference]) -> tuple[float, float]:
    values = [0.0]
    for difference in rows:
        values += [*difference.by_seed, *(difference.both or difference.clips or ())]
    low, high = min(values), max(values)
    return (low, high) if low < high else (-1.0, 1.0)


def _tick(value: float) -> str:
    return f"{value:+.3g}".replace("-", "−") if value else "0"


def _describe(metric: Metric, rows: dict[str, MetricDifference]) -> str:
    means = [
        f"{mode} {signed(d.mean)} {span(d.both or d.clips)}".replace(" –", "")
        for mode, d in rows.items()
    ]
    return (
        f"{metric.title}, difference to {BASELINE}, {metric.better} is better: {'; '.join(means)}."
    )
