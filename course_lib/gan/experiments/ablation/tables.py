"""Write the results of an ablation as tables, for a document or a page.

Each table has a note that says what its numbers are. A difference without its baseline, or an
interval without what was resampled, could mean several things. Next to each mode is the size of its
discriminators and the time of a step, so that nobody takes a difference in size for one in kind.
"""

from collections.abc import Callable
from dataclasses import dataclass

from course_lib.gan.experiments.ablation.plan import BASELINE
from course_lib.gan.experiments.ablation.results import (
    MetricDifference,
    ModeSize,
    Range,
    Results,
)
from course_lib.gan.experiments.comparison.table import heading, number
from course_lib.gan.metrics import METRICS, Metric

Cell = Callable[[Metric, str], str]
SIZE_COLUMNS = ("weights", "CPU ms per step")


@dataclass(frozen=True)
class ResultTable:
    """A table whose cells may contain `code` and **bold**, as in Markdown."""

    title: str
    note: str
    names: tuple[str, ...]  # of the columns
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """Return the table in Markdown, without its title."""
        first, *others = self.names
        head = [f"| {first} | {' | '.join(others)} |", "|---" + "|--:" * len(others) + "|"]
        return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in self.rows)])


def tables(results: Results) -> dict[str, ResultTable]:
    """Return all tables, each under a short name."""
    return {
        "differences": difference_table(results),
        "intervals": interval_table(results),
        "scores": score_table(results),
        "cost": cost_table(results),
    }


def as_markdown(results: Results) -> str:
    """Return all tables in Markdown, each with its heading and note."""
    return "\n\n".join(
        f"### {table.title}\n\n{table.note}\n\n{table.markdown()}"
        for table in tables(results).values()
    )


def score_table(results: Results) -> ResultTable:
    """Return a table of each metric of each mode."""
    modes = list(results.outcomes)

    def cell(metric: Metric, mode: str) -> str:
        values = [o.scores[metric.name] for o in results.outcomes[mode] if metric.name in o.scores]
        return mean_and_spread(values)

    return ResultTable(
        "Scores",
        "Mean ± standard deviation over n seeds. Weights are those of the discriminators.",
        ("metric", *(f"`{mode}` (n={len(results.outcomes[mode])})" for mode in modes)),
        _rows(results, modes, cell),
    )


def difference_table(results: Results) -> ResultTable:
    """Return a table of each metric of each mode, minus the baseline."""
    modes = list(results.differences)

    def cell(metric: Metric, mode: str) -> str:
        difference = results.differences[mode].get(metric.name)
        return "–" if difference is None else difference_text(difference)

    return ResultTable(
        f"Difference to `{BASELINE}` of the same seed",
        "Mean [smallest, largest over seeds]. **Bold**: all seeds agree on the sign, which may be "
        "the worse one; see the arrow. Weights are those of the discriminators.",
        ("metric", *(f"`{m}` (n={_seeds(results, m)})" for m in modes)),
        _rows(results, modes, cell),
    )


def interval_table(results: Results) -> ResultTable:
    """Return a table of the bootstrap intervals of every headline difference."""
    rows = [
        (
            f"`{mode}`",
            heading(metric),
            signed(own[metric.name].mean),
            span(own[metric.name].clips),
            span(own[metric.name].both),
            *_size_cells(results.size(mode)),
        )
        for mode, own in results.differences.items()
        for metric in METRICS
        if metric.headline and metric.name in own
    ]
    return ResultTable(
        "How sure the headline differences are",
        "95 % bootstrap intervals of the mean difference. Over clips: these models on other clips. "
        "Over seeds and clips: other seeds as well, which is rough for few seeds. A dash: there is "
        "only one item to draw from; FD-fine measures all clips as one.",
        ("mode", "metric", "mean", "over clips", "over seeds and clips", *SIZE_COLUMNS),
        tuple(rows),
    )


def cost_table(results: Results) -> ResultTable:
    """Return a table of the updates and the computing time of each mode."""
    rows = []
    if results.warm_ups:
        seconds = [w["cpu_seconds"] for w in results.warm_ups]
        rows.append(_cost("warm-up", seconds, [results.about["preset"]["warm_steps"]], 0))
    for mode, own in results.outcomes.items():
        seconds, steps = [o.cpu_seconds for o in own], [o.steps for o in own]
        rows.append(_cost(f"`{mode}`", seconds, steps, results.size(mode).weights))
    total = sum(int(row[2]) for row in rows)
    rows.append(("one seed, all of these", "", str(total), "", ""))
    return ResultTable(
        "What it took",
        "Mean over seeds, one thread each, without the evaluation. Computing time depends on the "
        "machine and on its load. Weights are those of the discriminators.",
        ("run", "updates", "CPU seconds", SIZE_COLUMNS[1], SIZE_COLUMNS[0]),
        tuple(rows),
    )


def difference_text(difference: MetricDifference) -> str:
    """Return "mean [smallest, largest over seeds]", bold if all seeds agree on the sign."""
    text = signed(difference.mean)
    if len(difference.by_seed) > 1:
        text += f" {span((min(difference.by_seed), max(difference.by_seed)))}"
    return f"**{text}**" if difference.same_sign else text


def size_text(size: ModeSize) -> str:
    """Return the size of a mode in a few words, as in "12,676 weights, 95 ms/step"."""
    weights, milliseconds = _size_cells(size)
    return f"{weights} weights, {milliseconds} ms/step"


def mean_and_spread(values: list[float]) -> str:
    """Return "mean ± standard deviation", or the mean alone for a single value."""
    if not values:
        return "–"
    mean = _mean(values)
    if len(values) == 1:
        return number(mean)
    spread = (sum((v - mean) ** 2 for v in values) / (len(values) - 1)) ** 0.5
    return f"{number(mean)} ± {number(spread)}"


def signed(value: float) -> str:
    """Return a number with its sign."""
    text = number(value)
    return text if text.startswith("−") or text == "0" else f"+{text}"


def span(ends: Range | None) -> str:
    """Return an interval as "[low, high]", or a dash."""
    return "–" if ends is None else f"[{signed(ends[0])}, {signed(ends[1])}]"


def _rows(results: Results, modes: list[str], cell: Cell) -> tuple[tuple[str, ...], ...]:
    outcomes = [o for own in results.outcomes.values() for o in own]
    measured = [m for m in METRICS if any(m.name in o.scores for o in outcomes)]
    sizes = [_size_cells(results.size(mode)) for mode in modes]
    head = tuple((name, *(cells[k] for cells in sizes)) for k, name in enumerate(SIZE_COLUMNS))
    return head + tuple((heading(m), *(cell(m, mode) for mode in modes)) for m in measured)


def _size_cells(size: ModeSize) -> tuple[str, str]:
    weights = "–" if size.weights is None else f"{size.weights:,}"
    return weights, f"{size.milliseconds:.0f}"


def _cost(
    name: str, seconds: list[float], steps: list[int], weights: int | None
) -> tuple[str, ...]:
    updates = ", ".join(dict.fromkeys(str(count) for count in steps))
    each = 1000 * _mean(seconds) / _mean([float(count) for count in steps])
    return name, updates, f"{_mean(seconds):.0f}", *reversed(_size_cells(ModeSize(weights, each)))


def _seeds(results: Results, mode: str) -> int:
    return max((len(d.by_seed) for d in results.differences[mode].values()), default=0)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
