"""Gather what the runs of an ablation scored, and pair each mode with the baseline of its seed.

Everything that tables and pages say comes from `Results`, and `Results` goes into one JSON file and
comes back from it. So a table in a document can be made again from the numbers beside it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from course_lib.gan.experiments.ablation.bootstrap import Over, bootstrap
from course_lib.gan.experiments.ablation.layout import (
    COST,
    SCORES,
    WARM,
    read_cost,
    read_plan,
    run_folder,
)
from course_lib.gan.experiments.ablation.plan import BASELINE, Plan
from course_lib.gan.experiments.ablation.worker import judged_clips
from course_lib.gan.metrics import METRICS, Metric
from course_lib.gan.training.checkpoints import versions
from course_lib.gan.training.runs import read_run

Answers = list[float | None] | float  # of one metric: one per clip, or one for the set
Range = tuple[float, float]


@dataclass(frozen=True)
class Outcome:
    """What one run took, and what it scored."""

    seed: int
    steps: int  # after the warm-up
    cpu_seconds: float
    seconds: float
    sessions: int  # a run that was killed may have taken more computing time than is known
    scores: Mapping[str, float]


@dataclass(frozen=True)
class Difference:
    """One metric of one mode, minus that of the baseline of the same seed."""

    by_seed: tuple[float, ...]
    clips: Range | None  # 95 % interval of the mean: these models, other clips
    both: Range | None  # other seeds and other clips

    @property
    def mean(self) -> float:
        """The mean over seeds."""
        return math.fsum(self.by_seed) / len(self.by_seed)

    @property
    def same_sign(self) -> bool:
        """Whether two seeds or more all agree on the direction."""
        return len(self.by_seed) > 1 and (min(self.by_seed) > 0 or max(self.by_seed) < 0)


@dataclass(frozen=True)
class Results:
    """An ablation in numbers, as far as it is finished."""

    about: Mapping[str, Any]  # preset, data, clips, versions
    warm_ups: tuple[Mapping[str, float], ...]
    outcomes: Mapping[str, tuple[Outcome, ...]]  # by mode; seeds that are finished
    differences: Mapping[str, Mapping[str, Difference]]  # by mode, then by metric
    missing: tuple[str, ...]  # runs that are planned and not finished

    def to_dict(self) -> dict[str, Any]:
        """Write the results as plain values, which JSON can hold."""
        plain: dict[str, Any] = json.loads(
            json.dumps(
                {
                    "about": self.about,
                    "warm_ups": self.warm_ups,
                    "outcomes": {m: [vars(o) for o in own] for m, own in self.outcomes.items()},
                    "differences": {
                        mode: {name: vars(d) for name, d in own.items()}
                        for mode, own in self.differences.items()
                    },
                    "missing": self.missing,
                },
                default=dict,
            ),
            parse_float=lambda text: float(f"{float(text):.6g}"),
        )
        return plain

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Results":
        """Read results from plain values."""
        return cls(
            about=values["about"],
            warm_ups=tuple(values["warm_ups"]),
            outcomes={
                mode: tuple(Outcome(**outcome) for outcome in own)
                for mode, own in values["outcomes"].items()
            },
            differences={
                mode: {name: _difference(d) for name, d in own.items()}
                for mode, own in values["differences"].items()
            },
            missing=tuple(values["missing"]),
        )


def gather(folder: str | Path) -> Results:
    """Read the finished runs of an ablation.

    Raises:
        ValueError: the folder holds no ablation, or the baseline is not finished for any seed.
    """
    folder = Path(folder).expanduser()
    plan = read_plan(folder)
    answers: dict[str, dict[int, dict[str, Answers]]] = {mode: {} for mode in plan.modes}
    planned = [(mode, seed) for mode in plan.modes for seed in plan.seeds]
    for mode, seed in planned:
        file = run_folder(folder, seed, mode) / SCORES
        if file.is_file():
            answers[mode][seed] = json.loads(file.read_bytes())
    missing = [f"{mode}, seed {seed}" for mode, seed in planned if seed not in answers[mode]]
    if not answers[BASELINE]:
        raise ValueError(f"{folder}: no run of {BASELINE!r} is finished, so nothing to compare.")
    warm = [run_folder(folder, seed, WARM) for seed in plan.seeds]
    return Results(
        about=_about(plan),
        warm_ups=tuple(read_cost(run) for run in warm if (run / COST).is_file()),
        outcomes={
            mode: tuple(_outcome(folder, plan, mode, seed, own[seed]) for seed in own)
            for mode, own in answers.items()
            if own
        },
        differences={
            mode: _differences(own, answers[BASELINE])
            for mode, own in answers.items()
            if mode != BASELINE and set(own) & set(answers[BASELINE])
        },
        missing=tuple(missing),
    )


def _about(plan: Plan) -> dict[str, Any]:
    clips = judged_clips(plan.branch(BASELINE, plan.seeds[0]))
    return {
        "preset": plan.preset.to_dict(),
        "data": plan.data,
        "seeds": list(plan.seeds),
        "clips": {"count": len(clips), "digest": clips.digest},
        "versions": versions(),
    }


def _outcome(
    folder: Path, plan: Plan, mode: str, seed: int, answers: Mapping[str, Answers]
) -> Outcome:
    run = run_folder(folder, seed, mode)
    scores = {m.name: _summary(m, answers[m.name]) for m in METRICS if m.name in answers}
    known = {name: value for name, value in scores.items() if math.isfinite(value)}
    steps = read_run(run).step - plan.preset.warm_steps
    return Outcome(seed=seed, steps=steps, scores=known, **read_cost(run))


def _differences(
    own: Mapping[int, Mapping[str, Answers]], baseline: Mapping[int, Mapping[str, Answers]]
) -> dict[str, Difference]:
    seeds = [seed for seed in own if seed in baseline]
    found = {}
    for metric in METRICS:
        pairs = [
            (own[seed][metric.name], baseline[seed][metric.name])
            for seed in seeds
            if metric.name in own[seed] and metric.name in baseline[seed]
        ]
        if len(pairs) == len(seeds) and (difference := _paired(metric, pairs)):
            found[metric.name] = difference
    return found


def _paired(metric: Metric, pairs: list[tuple[Answers, Answers]]) -> Difference | None:
    by_seed = tuple(_summary(metric, a) - _summary(metric, b) for a, b in pairs)
    if not all(math.isfinite(value) for value in by_seed):
        return None
    by_clip = torch.stack([_tensor(a) - _tensor(b) for a, b in pairs]).reshape(len(pairs), -1)
    known = by_clip[:, by_clip.isfinite().all(0)]
    if metric.average == "median":  # no mean over clips: seeds are all there is to draw
        known = torch.tensor(by_seed).double()[:, None]
    if not known.numel():
        return None
    return Difference(by_seed, _range(known, "clips"), _range(known, "both"))


def _range(differences: Tensor, over: Over) -> Range | None:
    interval = bootstrap(differences, over)
    return None if interval is None else (interval.low, interval.high)


def _difference(values: Mapping[str, Any]) -> Difference:
    clips, both = values["clips"], values["both"]
    return Difference(tuple(values["by_seed"]), clips and tuple(clips), both and tuple(both))


def _summary(metric: Metric, answers: Answers) -> float:
    return metric.summarise(_tensor(answers))


def _tensor(answers: Answers) -> Tensor:
    if isinstance(answers, list):
        return torch.tensor([math.nan if a is None else a for a in answers], dtype=torch.float64)
    return torch.tensor(answers, dtype=torch.float64)
