"""What is known about a metric besides its numbers, and which clips it is asked about.

A pitch metric is asked about the clips whose pitch is known, a rhythm metric about those with
onsets. What needs no labels is asked about all clips where none of them has labels, as in a folder
of recordings.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from course_lib.gan.data import Clips

Better = Literal["lower", "higher"]
Group = Literal["headline", "pitch", "rhythm", "phase", "training", "speech"]

# (the clips that the metric is asked about, estimates [clips, time]) -> [clips], or [] for a set
Measure = Callable[[Clips, Tensor], Tensor]
# the places of the clips that a metric is asked about; none: it does not apply
Choose = Callable[[Clips], list[int]]


def every_clip(clips: Clips) -> list[int]:
    """Choose all clips."""
    return list(range(len(clips)))


def with_pitch(clips: Clips) -> list[int]:
    """Choose the clips whose pitch is known."""
    return [i for i, clip in enumerate(clips) if clip.f0 is not None and clip.voiced is not None]


def with_onsets(clips: Clips) -> list[int]:
    """Choose the clips whose onsets are known, and that have one."""
    return [i for i, clip in enumerate(clips) if clip.onsets is not None and len(clip.onsets)]


def pitched(clips: Clips) -> list[int]:
    """Choose the clips whose pitch is known; all clips if nothing is known about any."""
    return with_pitch(clips) or _if_unlabelled(clips)


def rhythmic(clips: Clips) -> list[int]:
    """Choose the clips whose onsets are known; all clips if nothing is known about any."""
    return with_onsets(clips) or _if_unlabelled(clips)


def of_kind(kind: str) -> Choose:
    """Choose the clips of one kind."""
    return lambda clips: [i for i, clip in enumerate(clips) if clip.kind == kind]


def lasting(seconds: float, choose: Choose) -> Choose:
    """Choose among those clips that last long enough."""

    def choose_long(clips: Clips) -> list[int]:
        samples = math.ceil(seconds * clips.sample_rate)
        return [i for i in choose(clips) if clips.lengths[i] >= samples]

    return choose_long


@dataclass(frozen=True)
class Metric:
    """One way to measure an estimate against its reference."""

    name: str
    title: str  # for tables and pages
    asks: str  # the question that it answers, for people
    unit: str  # "" where there is none
    better: Better
    group: Group
    measure: Measure
    choose: Choose = every_clip
    average: Literal["mean", "median"] = "mean"  # over clips
    package: str | None = None  # what must be installed for it

    @property
    def headline(self) -> bool:
        """Whether the small GAN is judged by it: sensitive, and steady from seed to seed."""
        return self.group == "headline"

    @property
    def arrow(self) -> str:
        """The better direction, in one sign."""
        return "↓" if self.better == "lower" else "↑"

    def is_better(self, value: float, other: float) -> bool:
        """Tell whether one value is better than another."""
        return value < other if self.better == "lower" else value > other

    def summarise(self, values: Tensor) -> float:
        """Average [clips], leaving out clips about which the metric says nothing (NaN)."""
        known = values.flatten()
        known = known[~known.isnan()]
        if not len(known):
            return float("nan")
        return float(known.mean() if self.average == "mean" else torch.quantile(known, 0.5))


def _if_unlabelled(clips: Clips) -> list[int]:
    labelled = any(clip.f0 is not None or clip.onsets is not None for clip in clips)
    return [] if labelled else every_clip(clips)
