"""Compute how certain a mean difference is, by resampling the experiment.

Each difference belongs to one seed and one clip: the metric of one mode minus that of another, on
the same clip, after training from the same seed. All seeds are measured on the same clips, so seeds
and clips are *crossed*, and there are two questions:

    over="clips"    Would other clips give the same result with these very models?
    over="both"     Would other clips and other seeds?

For the first, clips are drawn with replacement. For the second, clips and seeds are drawn
independently: if a seed is drawn twice, all its clips count twice (the pigeonhole bootstrap).

A bootstrap of few seeds is overconfident: of three seeds, it draws the same one three times in one
draw of nine. The variance of the seeds is therefore multiplied by n / (n - 1). That corrects the
estimate on average, but not its own uncertainty: an interval over three seeds is a rough one.

Sources: Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13 (percentiles);
Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 1(2), 2007.
"""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from course_lib.seeding import seeded_generator

Over = Literal["clips", "both"]
DRAWS = 2000
LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A range that contains the true mean difference in about `LEVEL` of all experiments."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def bootstrap(
    differences: Tensor, over: Over, *, draws: int = DRAWS, level: float = LEVEL, seed: int = 0
) -> Interval | None:
    """Return the percentile interval of a mean difference, or None if nothing can be resampled.

    Args:
        differences: Finite numbers, [seeds, clips]. A metric that measures a set of clips as a
            whole has one column.
        over: What is drawn again: "clips", or "both" seeds and clips.
        draws: The number of draws. With 2000, the ends of a 95 % interval are stable to a few per
            cent of its width.
        level: The fraction of the draws inside the interval.
        seed: The seed of the draws.

    Raises:
        ValueError: ``differences`` is not a table of finite numbers.
    """
    if differences.ndim != 2 or not differences.numel() or not differences.isfinite().all():
        raise ValueError(
            "differences must be finite numbers [seeds, clips] with at least one of each, got "
            f"shape {list(differences.shape)}."
        )
    seeds, clips = differences.shape
    if (clips if over == "clips" else seeds) == 1:
        return None  # one clip, or one seed, says nothing about others
    rng = seeded_generator("bootstrap", over, seed)
    centred = differences.to(torch.float64)
    if over == "both":
        centred = _widened(centred)
    by_clip = _weights(clips, draws, rng) if clips > 1 else torch.ones(draws, 1).double()
    by_seed = (
        _weights(seeds, draws, rng)
        if over == "both"
        else torch.full((draws, seeds), 1 / seeds, dtype=torch.float64)
    )
    means = torch.einsum("ds,sc,dc->d", by_seed, centred, by_clip)
    tail = (1 - level) / 2
    low, high = torch.quantile(means, torch.tensor([tail, 1 - tail]).double()).tolist()
    return Interval(low, high)


def _weights(number: int, draws: int, rng: torch.Generator) -> Tensor:
    """Draw with replacement; return the share of each item in each draw, [draws, number]."""
    drawn = torch.randint(number, (draws, number), generator=rng)
    counts = torch.zeros(draws, number, dtype=torch.float64)
    return counts.scatter_add_(1, drawn, torch.ones_like(counts)) / number


def _widened(differences: Tensor) -> Tensor:
    """Spread the means of the seeds, so that their variance is that of an unbiased estimate."""
    seeds = len(differences)
    own = differences.mean(1, keepdim=True)
    widening = (seeds / (seeds - 1)) ** 0.5 - 1
    widened: Tensor = differences + (own - own.mean()) * widening
    return widened
