"""How well do scores separate real from generated clips? The ROC curve, and the area under it.

A threshold turns a score into a verdict: above it, a clip is called real. Each threshold gives two
shares: the real clips that are called real (hits), and the generated clips that are called real
(false alarms). The curve shows both for all thresholds. The area under it is the probability that a
real clip has the higher score in a pair: 0.5 is guessing, 1 is perfect. Scaling or shifting all
scores doesn't change it, so a person and a network fit into one picture.

Source: N. A. Macmillan & C. D. Creelman, "Detection Theory: A User's Guide", 2nd ed., 2005, ch. 3.
"""

from collections.abc import Sequence

import torch

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.sounds import Sound

STEPS = 1000  # of rounding, between the lowest and the highest score

Scores = tuple[Sequence[float], Sequence[float]]  # of the real clips, and of the generated ones


def roc(real: Sequence[float], fake: Sequence[float]) -> list[tuple[float, float]]:
    """Return pairs (false alarms, hits) from the strictest threshold to the loosest, as shares."""
    _check(real, fake)
    points = [(0.0, 0.0)]
    for threshold in sorted({*real, *fake}, reverse=True):
        alarms = sum(score >= threshold for score in fake) / len(fake)
        hits = sum(score >= threshold for score in real) / len(real)
        points.append((alarms, hits))
    return points


def area(real: Sequence[float], fake: Sequence[float]) -> float:
    """Return the share of pairs in which the real clip has the higher score; a tie counts half."""
    _check(real, fake)
    won = sum((r > f) + 0.5 * (r == f) for r in real for f in fake)
    return won / (len(real) * len(fake))


def clip_scores(discriminator: MultiDiscriminator, sounds: Sequence[Sound]) -> list[float]:
    """Return one score for each clip: the mean over sub-discriminators of their mean logits."""
    scores = []
    with torch.no_grad():
        for sound in sounds:
            logits = discriminator(sound.wave)[0]
            scores.append(float(torch.stack([of_one.mean() for of_one in logits]).mean()))
    return scores


def in_steps(real: Sequence[float], fake: Sequence[float]) -> Scores:
    """Return scores rounded to a thousandth of their range, so that rounding errors are ties."""
    lowest, highest = min([*real, *fake]), max([*real, *fake])
    step = (highest - lowest) / STEPS or 1.0

    def rounded(scores: Sequence[float]) -> list[float]:
        return [lowest + step * round((score - lowest) / step) for score in scores]

    return rounded(real), rounded(fake)


def _check(real: Sequence[float], fake: Sequence[float]) -> None:
    if not real or not fake:
        raise ValueError(
            f"A ROC curve needs scores of both kinds, got {len(real)} real and {len(fake)} "
            "generated."
        )
