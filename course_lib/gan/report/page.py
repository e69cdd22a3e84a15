"""Write the page: one HTML file with everything in it, readable without a mouse or a network."""

import html
from collections.abc import Mapping, Sequence
from typing import Protocol

from torch import Tensor

from course_lib.gan.clips import Clips
from course_lib.gan.metrics import Metric
from course_lib.gan.report.curves import DASHES, Curve, draw_curves
from course_lib.gan.report.players import choose_examples, draw_colour_scale, draw_example
from course_lib.gan.report.style import JS, style_sheet
from course_lib.gan.report.table import COPY, GROUPS, Scores, marked, measured, number

# Nothing is loaded from anywhere: the browser itself sees to it.
POLICY = (
    "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'"
)
# What is drawn of a history, in this order; the rest are means to an end.
DRAWN = ("recon", "d_", "adv_", "feat_")
MEANING = {
    "recon": "reconstruction loss",
    "d_": "loss of the discriminator ",
    "adv_": "adversarial loss from ",
    "feat_": "feature matching with ",
}


class Shown(Protocol):
    """What the page needs to know of a run."""

    @property
    def name(self) -> str:
        """What tells it from the others."""

    @property
    def about(self) -> str:
        """Its choices, in one line."""

    @property
    def scores(self) -> Scores:
        """What was measured at the end."""

    @property
    def estimates(self) -> Tensor:
        """What it makes of the clips, [clips, 1, time]."""

    @property
    def curves(self) -> Mapping[str, Curve]:
        """What was measured while it trained."""

    @property
    def warm_steps(self) -> int:
        """Where discriminators joined."""


def write_page(clips: Clips, source: str, copy: Scores, runs: Sequence[Shown]) -> str:
    """Write the whole page."""
    title = f"Compared: {', '.join(run.name for run in runs)}"
    scores = {run.name: run.scores for run in runs}
    sections = [
        _opening(clips, source, runs, scores),
        _sounds(clips, runs),
        _table(copy, scores),
        _curves(runs),
        _questions(measured(scores)),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{style_sheet(DASHES)}</style></head>\n<body>"
        '<a class="skip" href="#measured">Skip to the table</a>\n<main>'
        f"<h1>{html.escape(title)}</h1>\n"
        + "\n".join(sections)
        + f"</main>\n<script>{JS}</script></body></html>\n"
    )


def _opening(clips: Clips, source: str, runs: Sequence[Shown], scores: Mapping[str, Scores]) -> str:
    facts = "".join(
        f"<dt>{html.escape(run.name)}</dt><dd>{html.escape(run.about)}</dd>" for run in runs
    )
    headlines = [m.name for m in measured(scores) if m.headline]
    best = marked(scores)
    counts = {run.name: sum(run.name in best[name] for name in headlines) for run in runs}
    told = ", ".join(f"{html.escape(name)} on {count}" for name, count in counts.items())
    verdict = (
        f"<p>Best by headline metrics, {len(headlines)} in all: {told}. A small lead can be the "
        "luck of a seed.</p>"
    )
    return (
        f"<p>Each run was asked about the same {len(clips)} clips: {html.escape(source)}. Every "
        "number sums up those that it applies to.</p>"
        f"{verdict if len(runs) > 1 else ''}<dl>{facts}</dl>"
    )


def _sounds(clips: Clips, runs: Sequence[Shown]) -> str:
    examples, gain = choose_examples(clips, {run.name: run.estimates for run in runs})
    return (
        '<h2 id="heard">Listen</h2>'
        f"<p>Gain: {html.escape(gain)} Put the focus on a player, and the keys <kbd>1</kbd> to "
        f"<kbd>{len(runs) + 1}</kbd> play another version from the same place on.</p>"
        f"{draw_colour_scale()}" + "".join(draw_example(example) for example in examples)
    )


def _table(copy: Scores, scores: Mapping[str, Scores]) -> str:
    best, metrics = marked(scores), measured(scores)
    names = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in (COPY, *scores))
    rows = []
    for group, title in GROUPS.items():
        members = [m for m in metrics if m.group == group]
        if members:
            span = f'<tr><th colspan="{len(scores) + 2}" scope="rowgroup">{title}</th></tr>'
            lines = (_row(m, copy, scores, best[m.name]) for m in members)
            rows.append(f"<tbody>{span}{''.join(lines)}</tbody>")
    return (
        '<h2 id="measured">Measure</h2><p>★ marks the best run of a row; ↓ lower is better, '
        f"↑ higher is better. The column “{COPY}” holds what the references themselves get.</p>"
        '<div class="wide" tabindex="0" role="region" aria-label="Table of metrics"><table>'
        f'<thead><tr><th scope="col">metric</th>{names}</tr></thead>{"".join(rows)}</table></div>'
    )


def _row(metric: Metric, copy: Scores, scores: Mapping[str, Scores], best: list[str]) -> str:
    unit = f" ({metric.unit})" if metric.unit else ""
    cells = "".join(
        f'<td class="best">{number(own.get(metric.name))}<span class="hidden"> best</span></td>'
        if run in best
        else f"<td>{number(own.get(metric.name))}</td>"
        for run, own in scores.items()
    )
    return (
        f'<tr><th scope="row">{html.escape(metric.title + unit)} '
        f'<span aria-hidden="true">{metric.arrow}</span>'
        f'<span class="hidden">{metric.better} is better</span></th>'
        f'<td class="quiet">{number(copy.get(metric.name))}</td>{cells}</tr>'
    )


def _curves(runs: Sequence[Shown]) -> str:
    known = {name for run in runs for name, curve in run.curves.items() if curve}
    drawn = [name for start in DRAWN for name in sorted(known) if name.startswith(start)]
    if not drawn:
        return ""
    stages = {run.warm_steps for run in runs}
    warm = stages.pop() if len(stages) == 1 else None
    marks = " The dotted vertical line is where discriminators joined." if warm else ""
    pictures = "".join(
        draw_curves(_meaning(name), {run.name: run.curves.get(name, ()) for run in runs}, warm)
        for name in drawn
    )
    return (
        '<h2 id="curves">How they came to it</h2><p>Each point is a mean over a stretch of '
        f'training steps, on training clips.{marks}</p><div class="curves">{pictures}</div>'
    )


def _meaning(name: str) -> str:
    start = next(start for start in DRAWN if name.startswith(start))
    return MEANING[start] + (name.removeprefix(start) if start.endswith("_") else "")


def _questions(metrics: Sequence[Metric]) -> str:
    told = "".join(
        f"<dt>{html.escape(m.title)}</dt><dd>{html.escape(m.asks)}</dd>" for m in metrics
    )
    return (
        "<h2>What the metrics ask</h2>"
        f"<details><summary>One question each</summary><dl>{told}</dl></details>"
    )
