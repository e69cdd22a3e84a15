"""The description of a metric, and the choice of the clips it is applied to.

A pitch metric is applied to the clips whose pitch is known, and a rhythm metric to those with known
onsets. If no clip has labels, as in a folder of recordings, the metrics that need no labels are
applied to all clips.
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

# (clips to measure, estimates [clips, time]) -> [clips], or [] for the set as a whole. If a metric
# ``needs_hop``, there is a keyword argument ``hop_length``.
Measure = Callable[..., Tensor]
# (all clips) -> the indices of the clips to measure; empty if the metric doesn't apply
Choose = Callable[[Clips], list[int]]


def every_clip(clips: Clips) -> list[int]:
    """Return the indices of all clips."""
    return list(range(len(clips)))


def with_pitch(clips: Clips) -> list[int]:
    """Return the indices of the clips whose pitch is known."""
    return [i for i, clip in enumerate(clips) if clip.f0 is not None and clip.voiced is not None]


def with_onsets(clips: Clips) -> list[int]:
    """Return the indices of the clips with known onsets, at least one."""
    return [i for i, clip in enumerate(clips) if clip.onsets is not None and len(clip.onsets)]


def pitched(clips: Clips) -> list[int]:
    """Return the indices of the clips whose pitch is known; all clips if none has labels."""
    return with_pitch(clips) or _if_unlabelled(clips)


def rhythmic(clips: Clips) -> list[int]:
    """Return the indices of the clips with known onsets; all clips if none has labels."""
    return with_onsets(clips) or _if_unlabelled(clips)


def of_kind(kind: str) -> Choose:
    """Return a function that chooses the clips of one kind."""
    return lambda clips: [i for i, clip in enumerate(clips) if clip.kind == kind]


def lasting(seconds: float, choose: Choose) -> Choose:
    """Return a function that keeps the chosen clips that are long enough.

    Args:
        seconds: The shortest length of a clip.
        choose: The function to choose from.
    """

    def choose_long(clips: Clips) -> list[int]:
        samples = math.ceil(seconds * clips.sample_rate)
        return [i for i in choose(clips) if clips.lengths[i] >= samples]

    return choose_long


@dataclass(frozen=True)
class Metric:
    """A metric: how to measure an estimate against its reference, and how to present the result."""

    name: str
    title: str  # for tables and pages
    asks: str  # the question that it answers
    unit: str  # "" if there is none
    better: Better
    group: Group
    measure: Measure
    choose: Choose = every_clip
    average: Literal["mean", "median"] = "mean"  # over clips
    package: str | None = None  # the optional package that it needs
    needs_hop: bool = False  # whether it depends on the generator's frame rate

    @property
    def headline(self) -> bool:
        """True for the metrics of what the reconstruction loss can't see; see `catalogue`."""
        return self.group == "headline"

    @property
    def arrow(self) -> str:
        """The better direction as an arrow."""
        return "↓" if self.better == "lower" else "↑"

    def is_better(self, value: float, other: float) -> bool:
        """Return True if the first value is better than the other.

        Args:
            value: The first value.
            other: The second value.
        """
        return value < other if self.better == "lower" else value > other

    def summarise(self, values: Tensor) -> float:
        """Return the average of [clips], without NaN; NaN if nothing is left.

        Args:
            values: One value per clip.
        """
        known = values.flatten()
        known = known[~known.isnan()]
        if not len(known):
            return float("nan")
        return float(known.mean() if self.average == "mean" else torch.quantile(known, 0.5))


def _if_unlabelled(clips: Clips) -> list[int]:
    labelled = any(clip.f0 is not None or clip.onsets is not None for clip in clips)
    return [] if labelled else every_clip(clips)
