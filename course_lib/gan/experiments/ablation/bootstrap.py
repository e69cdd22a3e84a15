"""Say how sure a mean difference is, by drawing the same experiment again from itself.

A difference stands at a seed and a clip: the metric of one mode minus that of another, for the same
clip, after training from the same seed. All seeds are asked about the same clips, so seeds and
clips are *crossed*, and there are two questions:

    over="clips"    would other clips say the same of these very models?
    over="both"     would other clips and other seeds?

For the first, clips are drawn with replacement. For the second, clips are drawn, and seeds, each by
itself: if a seed is drawn twice, all its clips count twice (the pigeonhole bootstrap).

A bootstrap of few seeds is too sure of itself: among three, it draws the same one three times once
in nine. Their spread is widened by n / (n - 1) in its square, which mends the mean of the estimate
but not its own uncertainty. So read an interval over three seeds as a rough one.

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
    """A range that holds the true mean difference in `LEVEL` of all experiments, or nearly."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def bootstrap(
    differences: Tensor, over: Over, *, draws: int = DRAWS, level: float = LEVEL, seed: int = 0
) -> Interval | None:
    """Return the percentile interval of the mean of differences [seeds, clips].

    Args:
        differences: finite; one column if the metric measures a set of clips as a whole.
        over: what is drawn again.
        draws: how often; 2000 settle the ends of a 95 % interval to a few per cent of its width.
        level: part of the draws that lie inside.
        seed: of the draws.

    Returns:
        None if there is only one of what is to be drawn: it says nothing about others.
    """
    if differences.ndim != 2 or not differences.numel() or not differences.isfinite().all():
        raise ValueError(
            "differences are finite numbers [seeds, clips], with one of each or more, unlike "
            f"these of shape {list(differences.shape)}."
        )
    seeds, clips = differences.shape
    if max(clips if over == "clips" else seeds, 1) == 1:
        return None
    chance = seeded_generator("bootstrap", over, seed)
    centred = differences.to(torch.float64)
    if over == "both":
        centred = _widened(centred)
    by_clip = _counts(clips, draws, chance) if clips > 1 else torch.ones(draws, 1).double()
    by_seed = (
        _counts(seeds, draws, chance)
        if over == "both"
        else torch.full((draws, seeds), 1 / seeds, dtype=torch.float64)
    )
    means = torch.einsum("ds,sc,dc->d", by_seed, centred, by_clip)
    tail = (1 - level) / 2
    low, high = torch.quantile(means, torch.tensor([tail, 1 - tail]).double()).tolist()
    return Interval(low, high)


def _counts(number: int, draws: int, chance: torch.Generator) -> Tensor:
    """Draw ``number`` things with replacement: the part of each in every draw, [draws, number]."""
    drawn = torch.randint(number, (draws, number), generator=chance)
    counts = torch.zeros(draws, number, dtype=torch.float64)
    return counts.scatter_add_(1, drawn, torch.ones_like(counts)) / number


def _widened(differences: Tensor) -> Tensor:
    """Spread the seeds' means apart, so that their variance is that of an unbiased estimate."""
    seeds = len(differences)
    own = differences.mean(1, keepdim=True)
    widening = (seeds / (seeds - 1)) ** 0.5 - 1
    widened: Tensor = differences + (own - own.mean()) * widening
    return widened
