"""Compute what the page of a comparison shows; `comparison.html.j2` is how it shows it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from torch import Tensor

from course_lib.display.pages import render
from course_lib.display.players import level_scale, sound_player
from course_lib.gan.data import Clips
from course_lib.gan.experiments.comparison.curves import Curve, draw_curves
from course_lib.gan.experiments.comparison.players import choose_examples
from course_lib.gan.experiments.comparison.table import (
    COPY,
    GROUPS,
    Scores,
    marked,
    measured,
    number,
)
from course_lib.gan.metrics import Metric

# What is drawn of a history, in this order; the rest are means to an end.
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
        """A name that no other run on the page has."""

    @property
    def about(self) -> str:
        """The choices behind the run, in one line."""

    @property
    def scores(self) -> Scores:
        """What was measured at the end."""

    @property
    def estimates(self) -> Tensor:
        """What it made of the clips, [clips, 1, time]."""

    @property
    def curves(self) -> Mapping[str, Curve]:
        """What was measured while it trained."""

    @property
    def warm_steps(self) -> int:
        """The step at which discriminators joined."""


def write_page(clips: Clips, source: str, copy: Scores, runs: Sequence[Shown]) -> str:
    """Return the page: one HTML file, readable without a mouse, a script or a network."""
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
    """Return the table: a title and rows for each group of metrics that was measured."""
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


def _joined(runs: Sequence[Shown]) -> int | None:
    """Return the step at which discriminators joined, if it is the same in all runs."""
    steps = {run.warm_steps for run in runs}
    return steps.pop() if len(steps) == 1 else None


def _curves(runs: Sequence[Shown], joined: int | None) -> list[str]:
    known = {name for run in runs for name, curve in run.curves.items() if curve}
    drawn = [(start, name) for start in MEANING for name in sorted(known) if name.startswith(start)]
    return [
        draw_curves(
            MEANING[start] + (name.removeprefix(start) if start.endswith("_") else ""),
            {run.name: run.curves.get(name, ()) for run in runs},
            joined,
        )
        for start, name in drawn
    ]
