"""Write metrics by runs as a table, for terminals and documents; mark the best of each row."""

import math
from collections.abc import Mapping

from course_lib.gan.metrics import METRICS, Metric

GROUPS = {
    "headline": "Headline",
    "pitch": "Pitch, against the exact one",
    "rhythm": "Rhythm, against the exact onsets",
    "phase": "Phase",
    "training": "What training asked for",
    "speech": "Listeners for speech",
}
COPY = "perfect copy"
STAR = "★"

Scores = Mapping[str, float]  # by the name of the metric


def measured(scores: Mapping[str, Scores]) -> list[Metric]:
    """Return the metrics that at least one run has, in the order of the catalogue."""
    return [m for m in METRICS if any(m.name in own for own in scores.values())]


def best_names(scores: Mapping[str, Scores]) -> dict[str, list[str]]:
    """Return the best runs by each metric: several if the table shows the same number for them."""
    found = {}
    for metric in measured(scores):
        values = {run: own[metric.name] for run, own in scores.items() if metric.name in own}
        best = (min if metric.better == "lower" else max)(values.values())
        found[metric.name] = [run for run, v in values.items() if number(v) == number(best)]
    return found


def marked(scores: Mapping[str, Scores]) -> dict[str, list[str]]:
    """Return the runs to mark for each metric: the best ones, unless all are equal."""
    best = best_names(scores)
    return {name: runs if len(runs) < len(scores) else [] for name, runs in best.items()}


def number(value: float | None) -> str:
    """Return a value with three significant digits, and at most three after the point."""
    if value is None or math.isnan(value):
        return "–"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) else "0"


def heading(metric: Metric) -> str:
    """Return the name of a row: title, unit, and an arrow in the better direction."""
    unit = f" ({metric.unit})" if metric.unit else ""
    return f"{metric.title}{unit} {metric.arrow}"


def as_text(copy: Scores, scores: Mapping[str, Scores]) -> str:
    """Return the table in columns, for a terminal.

    Args:
        copy: The scores of the references themselves.
        scores: The scores of each run, by its name.
    """
    metrics, best = measured(scores), marked(scores)
    first = max(len(heading(m)) for m in metrics)
    widths = [max(len(name), 7) for name in (COPY, *scores)]
    titles = "  ".join(f"{n:>{w}}" for n, w in zip((COPY, *scores), widths, strict=True))
    lines = [f"{'':{first}}  {titles}"]
    for group, title in GROUPS.items():
        rows = [m for m in metrics if m.group == group]
        lines += ["", title] if rows else []
        for m in rows:
            cells = [number(copy.get(m.name)) + " "]
            cells += [
                number(own.get(m.name)) + (STAR if run in best[m.name] else " ")
                for run, own in scores.items()
            ]
            row = "  ".join(f"{c:>{w}}" for c, w in zip(cells, widths, strict=True))
            lines.append(f"{heading(m):{first}}  {row}".rstrip())
    return "\n".join([*lines, "", f"{STAR} best of its row; ↓ lower is better, ↑ higher is better"])


def as_markdown(copy: Scores, scores: Mapping[str, Scores]) -> str:
    """Return the table for a Markdown document.

    Args:
        copy: The scores of the references themselves.
        scores: The scores of each run, by its name.
    """
    best = marked(scores)
    names = [name.replace("|", "\\|") for name in scores]
    lines = [f"| metric | {COPY} | {' | '.join(names)} |", "|---" + "|--:" * (len(names) + 1) + "|"]
    for m in measured(scores):
        cells = [
            f"**{number(own.get(m.name))}** {STAR}"
            if run in best[m.name]
            else number(own.get(m.name))
            for run, own in scores.items()
        ]
        lines.append(f"| {heading(m)} | {number(copy.get(m.name))} | {' | '.join(cells)} |")
    return "\n".join(lines)
