"""Compute what the page of a comparison shows; the template `comparison.html.j2` lays it out."""

from collections.abc import Mapping, Sequence

from course_lib.display.pages import render
from course_lib.display.sounds_with_spectrograms import level_scale, sound_player
from course_lib.gan.data import Clips
from course_lib.gan.experiments.comparison.compared_run import ComparedRun
from course_lib.gan.experiments.comparison.curves import draw_curves
from course_lib.gan.experiments.comparison.examples import choose_examples
from course_lib.gan.experiments.comparison.table import (
    COPY,
    GROUPS,
    Scores,
    marked,
    measured,
    number,
)
from course_lib.gan.metrics import Metric

# Beginnings of the names in a run's history, in the order in which they are drawn.
QUANTITIES = {
    "recon": "reconstruction loss",
    "d_": "loss of the discriminator ",
    "adv_": "adversarial loss from ",
    "feat_": "feature matching with ",
}


def write_page(clips: Clips, source: str, copy: Scores, runs: Sequence[ComparedRun]) -> str:
    """Return the page: one HTML file that works without a mouse, a script or a network.

    Args:
        clips: The references.
        source: Where the clips are from, in words.
        copy: The scores of the references themselves.
        runs: The runs, measured on ``clips``.
    """
    scores = {run.name: run.scores for run in runs}
    examples, gain = choose_examples(clips, {run.name: run.estimates for run in runs})
    headlines = [m.name for m in measured(scores) if m.headline]
    joined = _joined(runs)
    return render(
        "comparison",
        title=f"Compared: {', '.join(scores)}",
        clips=len(clips),
        source=source,
        runs=runs,
        headlines=len(headlines),
        wins=_wins(headlines, scores),
        gain=gain,
        levels=level_scale(),
        examples=[
            {"title": example.title, "players": map(sound_player, example.versions)}
            for example in examples
        ],
        copy=COPY,
        groups=_groups(copy, scores),
        curves=_curves(runs, joined),
        joined=joined,
        questions=measured(scores),
    )


def _wins(headlines: Sequence[str], scores: Mapping[str, Scores]) -> dict[str, int]:
    best = marked(scores)
    return {run: sum(run in best[name] for name in headlines) for run in scores}


def _groups(copy: Scores, scores: Mapping[str, Scores]) -> list[dict[str, object]]:
    """Return the table: a title and rows for each group of metrics."""
    best = marked(scores)
    groups: list[dict[str, object]] = []
    for group, title in GROUPS.items():
        rows = [
            _row(metric, copy, scores, best[metric.name])
            for metric in measured(scores)
            if metric.group == group
        ]
        if rows:
            groups.append({"title": title, "rows": rows})
    return groups


def _row(
    metric: Metric, copy: Scores, scores: Mapping[str, Scores], best: Sequence[str]
) -> dict[str, object]:
    return {
        "title": metric.title + (f" ({metric.unit})" if metric.unit else ""),
        "arrow": metric.arrow,
        "better": metric.better,
        "perfect": number(copy.get(metric.name)),
        "cells": [(number(own.get(metric.name)), run in best) for run, own in scores.items()],
    }


def _joined(runs: Sequence[ComparedRun]) -> int | None:
    """Return the step at which discriminators joined, if it is the same in all runs."""
    steps = {run.warm_steps for run in runs}
    return steps.pop() if len(steps) == 1 else None


def _curves(runs: Sequence[ComparedRun], joined: int | None) -> list[str]:
    known = {name for run in runs for name, curve in run.curves.items() if curve}
    drawn = [
        (start, name) for start in QUANTITIES for name in sorted(known) if name.startswith(start)
    ]
    return [
        draw_curves(
            QUANTITIES[start] + (name.removeprefix(start) if start.endswith("_") else ""),
            {run.name: run.curves.get(name, ()) for run in runs},
            joined,
        )
        for start, name in drawn
    ]
