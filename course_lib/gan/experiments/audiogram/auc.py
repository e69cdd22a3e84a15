"""The area under the ROC curve (AUC), and how certain it is.

The AUC is the probability that a clean clip gets a higher score than a damaged one, with ties
counted half: 0.5 for guessing, 1 if all clean clips score above all damaged ones. No threshold has
to be chosen.

Each clip has a *placement*: how many damaged clips it beats while clean, plus how many clean clips
beat it while damaged. The mean placement is the AUC, and the spread of the placements gives its
variance, although every score takes part in many comparisons. The clips and the seeds are drawn
again as in `course_lib.gan.experiments.ablation.bootstrap`.

Sources: DeLong, DeLong and Clarke-Pearson, "Comparing the Areas under Two or More Correlated
Receiver Operating Characteristic Curves", Biometrics 44(3), 1988; Hanley and Lippman-Hand, "If
nothing goes wrong, is everything all right?", JAMA 249(13), 1983, for the rule of three.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from course_lib.gan.experiments.ablation.bootstrap import Interval, bootstrap


def placements(clean: Tensor, damaged: Tensor) -> Tensor:
    """Return one number per clip, [clips] float64, whose mean is the AUC.

    Args:
        clean: The scores of the clean clips, [clips].
        damaged: The scores of the same clips with the artefact, [clips].

    Raises:
        ValueError: The shapes differ, or a score isn't finite.
    """
    if clean.ndim != 1 or clean.shape != damaged.shape or not len(clean):
        raise ValueError(
            "clean and damaged must be scores [clips] of the same clips, got "
            f"{list(clean.shape)} and {list(damaged.shape)}."
        )
    if not (clean.isfinite().all() and damaged.isfinite().all()):
        raise ValueError("a score is NaN or infinite: the discriminator diverged.")
    difference = clean.double()[:, None] - damaged.double()[None]
    won = (difference.sign() + 1) / 2  # 1 if the clean clip scores higher, 0.5 for a tie
    return won.mean(1) + won.mean(0) - won.mean()


def area(by_seed: Sequence[Tensor]) -> float:
    """Return the mean AUC over seeds.

    Args:
        by_seed: The placements of each seed, [clips].
    """
    return float(torch.stack(list(by_seed)).mean())


def area_interval(by_seed: Sequence[Tensor]) -> Interval:
    """Return the 95 % interval of the mean AUC over other clips and, with two or more, other seeds.

    If every clip is on the right side with every seed, there is no spread to draw from. The
    interval then starts at 1 - 3 / clips: a higher error rate would have shown at least one error
    with 95 % probability. The same holds at 0.

    Args:
        by_seed: The placements of each seed, [clips].
    """
    table = torch.stack(list(by_seed))
    seeds, clips = table.shape
    margin, mean = min(1.0, 3 / clips), float(table.mean())
    if mean == 1:
        return Interval(1 - margin, 1.0)
    if mean == 0:
        return Interval(0.0, margin)
    found = bootstrap(table, "both" if seeds > 1 else "clips")
    if found is None:  # a single clip and a single seed
        return Interval(0.0, 1.0)
    return Interval(max(0.0, found.low), min(1.0, found.high))
