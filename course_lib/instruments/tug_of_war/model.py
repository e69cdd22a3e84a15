"""What each player wants of each score, by autograd.

A player wants what lowers its loss. So its *pull* at a score is minus the slope of its loss there:
above 0 it pulls the score up, below 0 down, and 0 lets go.

    each its own loss      the judge pays judge(real, fake), the generator pays generator(fake)
    one sum for both       both pay the sum of the two, and so both pull alike

Conventions
    Losses are means over scores. Pulls are multiplied by the number of scores, so that they do not
    depend on how many there are.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.losses import get_adv_criterion, get_fake_criterion, get_real_criterion

LETS_GO = 1e-6  # a pull below this is none

Pay = Callable[[Tensor], Tensor]


class Rule(NamedTuple):
    """What is paid for the scores of real and of fake sound."""

    judge_real: Pay
    judge_fake: Pay
    generator_fake: Pay


class Pulls(NamedTuple):
    """Minus the slopes: one number per score."""

    judge_real: Tensor
    judge_fake: Tensor
    generator_fake: Tensor


RULES = {
    "hinge": Rule(
        get_real_criterion("hinge"), get_fake_criterion("hinge"), get_adv_criterion("hinge")
    ),
    "LSGAN": Rule(get_real_criterion("mse"), get_fake_criterion("mse"), get_adv_criterion("mse")),
    # binary cross-entropy of sigmoid(score); the generator pays for not being taken for real
    "BCE": Rule(
        lambda scores: F.softplus(-scores).mean(),
        lambda scores: F.softplus(scores).mean(),
        lambda scores: F.softplus(-scores).mean(),
    ),
}


def pulls(rule: str, real: Tensor, fake: Tensor, *, one_sum: bool = False) -> Pulls:
    """Differentiate what each player pays.

    Args:
        rule: "hinge", "LSGAN" or "BCE".
        real: scores of real sound, any number of them.
        fake: scores of fake sound.
        one_sum: both players pay the sum of all losses.
    """
    pay = find_rule(rule)
    real, fake = (scores.detach().clone().requires_grad_() for scores in (real, fake))
    judge, generator = pay.judge_real(real) + pay.judge_fake(fake), pay.generator_fake(fake)
    if one_sum:
        judge = generator = judge + generator
    judge_real, judge_fake = _downhill(judge, real), _downhill(judge, fake)
    return Pulls(judge_real, judge_fake, _downhill(generator, fake))


def find_rule(name: str) -> Rule:
    """Find a rule by its name.

    Raises:
        ValueError: there is none.
    """
    if name not in RULES:
        raise ValueError(f"no rule {name!r}: choose one of {', '.join(RULES)}.")
    return RULES[name]


def count(pull: Tensor) -> tuple[int, int, int]:
    """Count the scores that are pulled up, pulled down, and let go."""
    up, down = int((pull > LETS_GO).sum()), int((pull < -LETS_GO).sum())
    return up, down, pull.numel() - up - down


def in_words(pull: Tensor) -> str:
    """Say how a cloud of scores is pulled."""
    up, down, free = count(pull)
    if free == pull.numel():
        return "pulls none"
    parts = [f"{number} of {pull.numel()} {way}" for number, way in ((up, "up"), (down, "down"))]
    pulled = ", ".join(part for part in parts if not part.startswith("0 "))
    lets_go = f", lets go of {free}" if free else ""
    return f"pulls {pulled}{lets_go} (mean pull {_signed(float(pull.mean()))})"


def _downhill(loss: Tensor, scores: Tensor) -> Tensor:
    (slope,) = torch.autograd.grad(loss, scores, retain_graph=True)
    return -scores.numel() * slope


def _signed(value: float) -> str:
    rounded = round(value, 2)
    return f"{rounded:+.2f}".replace("-", "−") if rounded else "0"
