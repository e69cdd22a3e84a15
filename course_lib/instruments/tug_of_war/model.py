"""The pull of discriminator and generator on each score, by autograd.

A player moves each score in the direction that lowers its loss. So its *pull* on a score is minus
the slope of its loss: above 0 it pulls the score up, below 0 down, and 0 has no effect.

    each its own loss      the discriminator's loss for real and fake, the generator's for fake
    one sum for both       both minimise the sum of all losses, so both pull alike

Conventions
    Losses are means over scores. Pulls are multiplied by the number of scores, so they don't depend
    on it.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.losses import get_adv_criterion, get_fake_criterion, get_real_criterion

LETS_GO = 1e-6  # smaller pulls count as none

Loss = Callable[[Tensor], Tensor]


class LossRule(NamedTuple):
    """The losses of both players, as functions of scores."""

    discriminator_real: Loss
    discriminator_fake: Loss
    generator_fake: Loss


class _Pulls(NamedTuple):
    discriminator_real: Tensor
    discriminator_fake: Tensor
    generator_fake: Tensor


class Pulls(_Pulls):
    """Minus the slopes of the losses: one number per score."""

    # their names in version 0.1
    judge_real = property(lambda self: self.discriminator_real)
    judge_fake = property(lambda self: self.discriminator_fake)


RULES = {
    "hinge": LossRule(
        get_real_criterion("hinge"), get_fake_criterion("hinge"), get_adv_criterion("hinge")
    ),
    "LSGAN": LossRule(
        get_real_criterion("mse"), get_fake_criterion("mse"), get_adv_criterion("mse")
    ),
    # binary cross-entropy of sigmoid(score), with the non-saturating loss for the generator
    "BCE": LossRule(
        lambda scores: F.softplus(-scores).mean(),
        lambda scores: F.softplus(scores).mean(),
        lambda scores: F.softplus(-scores).mean(),
    ),
}


def pulls(rule: str, real: Tensor, fake: Tensor, *, one_sum: bool = False) -> Pulls:
    """Return the pull of each player on each score.

    Args:
        rule: "hinge", "LSGAN" or "BCE".
        real: The scores of real sound, in any shape.
        fake: The scores of fake sound, in any shape.
        one_sum: True if both players minimise the sum of all losses.
    """
    loss = find_rule(rule)
    real, fake = (scores.detach().clone().requires_grad_() for scores in (real, fake))
    discriminator = loss.discriminator_real(real) + loss.discriminator_fake(fake)
    generator = loss.generator_fake(fake)
    if one_sum:
        discriminator = generator = discriminator + generator
    return Pulls(_pull(discriminator, real), _pull(discriminator, fake), _pull(generator, fake))


def find_rule(name: str) -> LossRule:
    """Return a rule by its name.

    Raises:
        ValueError: If there is no rule of this name.
    """
    if name not in RULES:
        raise ValueError(f"There is no rule {name!r}: choose one of {', '.join(RULES)}.")
    return RULES[name]


def count(pull: Tensor) -> tuple[int, int, int]:
    """Return how many scores are pulled up, pulled down, and not pulled."""
    up, down = int((pull > LETS_GO).sum()), int((pull < -LETS_GO).sum())
    return up, down, pull.numel() - up - down


def describe_pull(pull: Tensor) -> str:
    """Return how a cloud of scores is pulled, as the end of a sentence."""
    up, down, free = count(pull)
    if free == pull.numel():
        return "pulls none"
    parts = [f"{number} of {pull.numel()} {way}" for number, way in ((up, "up"), (down, "down"))]
    pulled = ", ".join(part for part in parts if not part.startswith("0 "))
    lets_go = f", lets go of {free}" if free else ""
    return f"pulls {pulled}{lets_go} (mean pull {_signed(float(pull.mean()))})"


def _pull(loss: Tensor, scores: Tensor) -> Tensor:
    (slope,) = torch.autograd.grad(loss, scores, retain_graph=True)
    return -scores.numel() * slope


def _signed(value: float) -> str:
    rounded = round(value, 2)
    return f"{rounded:+.2f}".replace("-", "−") if rounded else "0"
