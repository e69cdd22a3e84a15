"""Write the results of an ablation as tables for a document.

Each table says what its numbers are: a difference without its baseline, or an interval without what
was drawn again, can be read in three ways.
"""

from collections.abc import Callable

from course_lib.gan.ablation.plan import BASELINE
from course_lib.gan.ablation.results import Difference, Range, Results
from course_lib.gan.metrics import METRICS, Metric
from course_lib.gan.report.table import heading, number

SAME = "all seeds agree on the sign"


def as_markdown(results: Results) -> str:
    """Write all tables, with a heading each."""
    return "\n\n".join(
        [
            "### Scores",
            score_table(results),
            f"### Difference to `{BASELINE}` of the same seed",
            difference_table(results),
            "### Intervals of the headline differences",
            interval_table(results),
            "### What it took",
            cost_table(results),
        ]
    )


def score_table(results: Results) -> str:
    """Write mean ± standard deviation over seeds of each metric and mode."""
    modes = list(results.outcomes)
    names = [f"`{mode}` (n={len(results.outcomes[mode])})" for mode in modes]

    def cell(metric: Metric, mode: str) -> str:
        values = [o.scores[metric.name] for o in results.outcomes[mode] if metric.name in o.scores]
        return mean_and_spread(values)

    return _table("metric", names, _rows(results, modes, cell))


def difference_table(results: Results) -> str:
    """Write the mean difference, and its smallest and largest over seeds; bold where all agree."""
    modes = list(results.differences)

    def cell(metric: Metric, mode: str) -> str:
        difference = results.differences[mode].get(metric.name)
        return "–" if difference is None else told(difference)

    return _table("metric", [f"`{mode}`" for mode in modes], _rows(results, modes, cell))


def interval_table(results: Results) -> str:
    """Write both bootstrap intervals of every headline difference."""
    lines = []
    for mode, own in results.differences.items():
        for metric in METRICS:
            if metric.headline and metric.name in own:
                d = own[metric.name]
                cells = [heading(metric), signed(d.mean), span(d.clips), span(d.both)]
                lines.append([f"`{mode}`", *cells])
    names = ["metric", "mean", "95 % over clips", "95 % over seeds and clips"]
    return _table("mode", names, lines)


def cost_table(results: Results) -> str:
    """Write updates and computing time of each mode, mean over seeds."""
    lines = []
    if results.warm_ups:
        seconds = [w["cpu_seconds"] for w in results.warm_ups]
        steps = results.about["preset"]["warm_steps"]
        lines.append(["warm-up", str(steps), f"{_mean(seconds):.0f}", _per_step(seconds, [steps])])
    for mode, own in results.outcomes.items():
        seconds, counts = [o.cpu_seconds for o in own], [o.steps for o in own]
        updates = ", ".join(dict.fromkeys(str(count) for count in counts))
        lines.append([f"`{mode}`", updates, f"{_mean(seconds):.0f}", _per_step(seconds, counts)])
    return _table("run", ["updates", "CPU seconds", "CPU ms per update"], lines)


def told(difference: Difference) -> str:
    """Write a difference: mean [smallest, largest over seeds], bold if all agree on the sign."""
    text = signed(difference.mean)
    if len(difference.by_seed) > 1:
        text += f" {span((min(difference.by_seed), max(difference.by_seed)))}"
    return f"**{text}**" if difference.same_sign else text


def mean_and_spread(values: list[float]) -> str:
    """Write mean ± standard deviation; the mean alone for one value."""
    if not values:
        return "–"
    mean = _mean(values)
    if len(values) == 1:
        return number(mean)
    spread = (sum((v - mean) ** 2 for v in values) / (len(values) - 1)) ** 0.5
    return f"{number(mean)} ± {number(spread)}"


def signed(value: float) -> str:
    """Write a number with its sign."""
    text = number(value)
    return text if text.startswith("−") or text == "0" else f"+{text}"


def span(ends: Range | None) -> str:
    """Write an interval."""
    return "–" if ends is None else f"[{signed(ends[0])}, {signed(ends[1])}]"


def measured(results: Results) -> list[Metric]:
    """Return the metrics that any run has, in the order of the catalogue."""
    outcomes = [o for own in results.outcomes.values() for o in own]
    return [m for m in METRICS if any(m.name in o.scores for o in outcomes)]


def _rows(
    results: Results, modes: list[str], cell: Callable[[Metric, str], str]
) -> list[list[str]]:
    return [[heading(m), *(cell(m, mode) for mode in modes)] for m in measured(results)]


def _table(first: str, names: list[str], rows: list[list[str]]) -> str:
    lines = [f"| {first} | {' | '.join(names)} |", "|---" + "|--:" * len(names) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _per_step(seconds: list[float], steps: list[int]) -> str:
    return f"{1000 * sum(seconds) / len(seconds) / (sum(steps) / len(steps)):.0f}"


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
