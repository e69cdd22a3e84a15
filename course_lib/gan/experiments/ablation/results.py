"""Collect the scores of an ablation, and pair each mode with the baseline of the same seed.

Tables and pages are made from `Results` alone, and `Results` can be written to a JSON file and read
back. So the tables of a document can be made again from the file beside it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from scipy.special import stdtrit
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
from course_lib.gan.experiments.ablation.plan import BASELINE, AblationPlan
from course_lib.gan.experiments.ablation.worker import report_clips
from course_lib.gan.metrics import METRICS, Metric
from course_lib.gan.training.checkpoints import versions
from course_lib.gan.training.run_json import read_run

MetricValues = list[float | None] | float  # one value per clip, or one for the whole set
Range = tuple[float, float]


@dataclass(frozen=True)
class RunOutcome:
    """The cost and the scores of one run."""

    seed: int
    steps: int  # after the warm-up
    cpu_seconds: float
    seconds: float
    sessions: int  # the time of a session that was killed is not counted
    scores: Mapping[str, float]
    weights: int | None = None  # of its discriminators; None for runs of earlier versions


@dataclass(frozen=True)
class MetricDifference:
    """One metric of one mode, minus that of the baseline with the same seed."""

    by_seed: tuple[float, ...]
    clips: Range | None  # 95 % interval of the mean over other clips, for these models
    both: Range | None  # 95 % interval of the mean over other seeds and other clips

    @property
    def mean(self) -> float:
        """The mean over seeds."""
        return math.fsum(self.by_seed) / len(self.by_seed)

    @property
    def same_sign(self) -> bool:
        """Whether there are two seeds or more, and all agree on the sign."""
        return len(self.by_seed) > 1 and (min(self.by_seed) > 0 or max(self.by_seed) < 0)

    @property
    def seeds(self) -> Range | None:
        """The 95 % interval of the mean over other seeds, on the same clips; None for one seed.

        It is Student's, which takes into account that a few seeds say little about their spread:
        with three, it is 2.5 standard deviations wide on either side.
        """
        if len(self.by_seed) < 2:
            return None
        count, mean = len(self.by_seed), self.mean
        spread = math.sqrt(math.fsum((x - mean) ** 2 for x in self.by_seed) / (count - 1))
        margin = float(stdtrit(count - 1, 0.975)) * spread / math.sqrt(count)
        return mean - margin, mean + margin

    @property
    def certain(self) -> bool:
        """Whether the interval over seeds excludes zero."""
        return self.seeds is not None and not self.seeds[0] <= 0 <= self.seeds[1]


@dataclass(frozen=True)
class ModeSize:
    """How large the discriminators of a mode are, and how long one of its steps takes."""

    weights: int | None
    milliseconds: float  # of computing time a step, the mean over seeds


@dataclass(frozen=True)
class Results:
    """The numbers of an ablation, as far as it is finished."""

    about: Mapping[str, Any]  # preset, data, clips, versions
    warm_ups: tuple[Mapping[str, float], ...]
    outcomes: Mapping[str, tuple[RunOutcome, ...]]  # by mode; the finished seeds
    differences: Mapping[str, Mapping[str, MetricDifference]]  # by mode, then by metric
    missing: tuple[str, ...]  # planned runs that are not finished

    def size(self, mode: str) -> ModeSize:
        """Return the size of a mode: a difference between two modes may be one of size."""
        own = self.outcomes[mode]
        seconds = math.fsum(o.cpu_seconds for o in own) / len(own)
        steps = sum(o.steps for o in own) / len(own)
        return ModeSize(own[0].weights, 1000 * seconds / steps)

    def to_dict(self) -> dict[str, Any]:
        """Return the results as plain data that can be written as JSON."""
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
        """Return the results that `to_dict` made plain data of."""
        return cls(
            about=values["about"],
            warm_ups=tuple(values["warm_ups"]),
            outcomes={
                mode: tuple(RunOutcome(**outcome) for outcome in own)
                for mode, own in values["outcomes"].items()
            },
            differences={
                mode: {name: _difference(d) for name, d in own.items()}
                for mode, own in values["differences"].items()
            },
            missing=tuple(values["missing"]),
        )


def gather(folder: str | Path) -> Results:
    """Return the results of the finished runs of an ablation.

    Args:
        folder: The folder that `ablate` wrote.

    Raises:
        ValueError: The folder has no ablation in it, or no run of the baseline is finished.
    """
    folder = Path(folder).expanduser()
    plan = read_plan(folder)
    values: dict[str, dict[int, dict[str, MetricValues]]] = {mode: {} for mode in plan.modes}
    planned = [(mode, seed) for mode in plan.modes for seed in plan.seeds]
    for mode, seed in planned:
        file = run_folder(folder, seed, mode) / SCORES
        if file.is_file():
            values[mode][seed] = json.loads(file.read_bytes())
    missing = [f"{mode}, seed {seed}" for mode, seed in planned if seed not in values[mode]]
    if not values[BASELINE]:
        raise ValueError(
            f"no run of {BASELINE!r} in {folder} is finished, so there is nothing to compare."
        )
    warm = [run_folder(folder, seed, WARM) for seed in plan.seeds]
    return Results(
        about=_about(plan),
        warm_ups=tuple(read_cost(run) for run in warm if (run / COST).is_file()),
        outcomes={
            mode: tuple(_outcome(folder, plan, mode, seed, own[seed]) for seed in own)
            for mode, own in values.items()
            if own
        },
        differences={
            mode: _differences(own, values[BASELINE])
            for mode, own in values.items()
            if mode != BASELINE and set(own) & set(values[BASELINE])
        },
        missing=tuple(missing),
    )


def _about(plan: AblationPlan) -> dict[str, Any]:
    clips = report_clips(plan.branch(BASELINE, plan.seeds[0]))
    return {
        "preset": plan.preset.to_dict(),
        "data": plan.data,
        "seeds": list(plan.seeds),
        "clips": {"count": len(clips), "digest": clips.digest},
        "versions": versions(),
    }


def _outcome(
    folder: Path, plan: AblationPlan, mode: str, seed: int, values: Mapping[str, MetricValues]
) -> RunOutcome:
    run = run_folder(folder, seed, mode)
    scores = {m.name: _summary(m, values[m.name]) for m in METRICS if m.name in values}
    known = {name: value for name, value in scores.items() if math.isfinite(value)}
    steps = read_run(run).step - plan.preset.warm_steps
    return RunOutcome(seed=seed, steps=steps, scores=known, **read_cost(run))


def _differences(
    own: Mapping[int, Mapping[str, MetricValues]],
    baseline: Mapping[int, Mapping[str, MetricValues]],
) -> dict[str, MetricDifference]:
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


def _paired(
    metric: Metric, pairs: list[tuple[MetricValues, MetricValues]]
) -> MetricDifference | None:
    by_seed = tuple(_summary(metric, a) - _summary(metric, b) for a, b in pairs)
    if not all(math.isfinite(value) for value in by_seed):
        return None
    by_clip = torch.stack([_tensor(a) - _tensor(b) for a, b in pairs]).reshape(len(pairs), -1)
    known = by_clip[:, by_clip.isfinite().all(0)]
    if metric.average == "median":  # no mean over clips, so only seeds can be drawn
        known = torch.tensor(by_seed).double()[:, None]
    if not known.numel():
        return None
    return MetricDifference(by_seed, _range(known, "clips"), _range(known, "both"))


def _range(differences: Tensor, over: Over) -> Range | None:
    interval = bootstrap(differences, over)
    return None if interval is None else (interval.low, interval.high)


def _difference(values: Mapping[str, Any]) -> MetricDifference:
    clips, both = values["clips"], values["both"]
    return MetricDifference(tuple(values["by_seed"]), clips and tuple(clips), both and tuple(both))


def _summary(metric: Metric, values: MetricValues) -> float:
    return metric.summarise(_tensor(values))


def _tensor(values: MetricValues) -> Tensor:
    if isinstance(values, list):
        return torch.tensor([math.nan if a is None else a for a in values], dtype=torch.float64)
    return torch.tensor(values, dtype=torch.float64)
