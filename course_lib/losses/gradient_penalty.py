"""Penalties on the slope of a discriminator, which keep the generator's gradient from exploding.

A discriminator that separates real from fake by a cliff has no useful slope anywhere else. A
penalty on the size of its gradient makes the cliff a ramp:

    r1    ‖slope‖²        at real sound
    gp    (‖slope‖ - 1)²  at random mixtures of real and fake sound (WGAN-GP)

The penalty is itself trained: its gradient is a derivative of a derivative (double backward), so a
step costs about twice as much.

Conventions
    Waves are ``[batch, channels, time]``. The slope is the gradient of the mean logit of one
    sub-discriminator, so it is, up to the sign, what a generator with the hinge loss gets from it.
    A penalty is the mean over the batch and over the sub-discriminators. The slope is smaller than
    that of a sum of logits, which others penalise, so its weight must be larger.

Sources: Mescheder et al., "Which Training Methods for GANs do actually Converge?", 2018, equation
9, https://arxiv.org/abs/1801.04406; Gulrajani et al., "Improved Training of Wasserstein GANs",
2017, equation 3, https://arxiv.org/abs/1704.00028
"""

from collections.abc import Callable
from typing import Literal, get_args

import torch
from torch import Tensor, nn

from course_lib.losses.adversary_outputs import score
from course_lib.losses.at_least_float32 import widened
from course_lib.spelling import did_you_mean

PenaltyName = Literal["none", "r1", "gp"]
Penalty = Callable[[nn.Module, Tensor, Tensor], Tensor]


def get_penalty(name: PenaltyName) -> Penalty | None:
    """Return the penalty of this name, called as ``penalty(adversary, fake, real)``.

    Args:
        name: "r1", "gp", or "none", which gives None.

    Raises:
        ValueError: There is no such penalty.
    """
    known: dict[str, Penalty | None] = {"none": None, "r1": r1_penalty, "gp": mixture_penalty}
    if name not in known:
        names = get_args(PenaltyName)
        hint = did_you_mean(str(name), names)
        raise ValueError(f"no gradient penalty {name!r}.{hint} Choose one of: {', '.join(names)}.")
    return known[name]


def r1_penalty(adversary: nn.Module, fake: Tensor, real: Tensor) -> Tensor:
    """Return the mean squared norm of the discriminator's gradient at real sound.

    Args:
        adversary: The discriminator.
        fake: Generated waves; they aren't used.
        real: Real waves [batch, channels, time].
    """
    return _slopes(adversary, real).square().mean()


def mixture_penalty(adversary: nn.Module, fake: Tensor, real: Tensor) -> Tensor:
    """Return the mean squared distance of the gradient's norm from 1, between real and fake.

    Each item is mixed with a proportion of its own, drawn from torch's random state.

    Args:
        adversary: The discriminator.
        fake: Generated waves [batch, channels, time].
        real: Real waves of the same shape.
    """
    proportion = torch.rand(len(real), 1, 1, dtype=real.dtype, device=real.device)
    mixture = torch.lerp(fake.detach(), real.detach(), proportion)
    return (_slopes(adversary, mixture) - 1).square().mean()


def _slopes(adversary: nn.Module, waves: Tensor) -> Tensor:
    """Return the norm of each sub-discriminator's gradient for each item, [subs, batch]."""
    place = waves.detach().requires_grad_(True)
    logits, _ = score(adversary, place)
    norms = []
    for of_sub in logits:
        # The mean over the positions of an item; the sum over items keeps their gradients apart.
        total = widened(of_sub).flatten(1).mean(1).sum()
        (grad,) = torch.autograd.grad(total, place, create_graph=True)
        # The square root has no slope at zero, where a saturated discriminator may be.
        norms.append((widened(grad).flatten(1).square().sum(1) + 1e-20).sqrt())
    return torch.stack(norms)
