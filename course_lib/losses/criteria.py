"""Adversarial criteria: the losses of discriminator and generator as functions of the logits.

The discriminator should give real sound high scores and fake sound low ones. The generator should
get high scores for its fake sound. A criterion takes the logits of one sub-discriminator, of any
shape, and returns their mean loss:

    name     generator, on fake    discriminator, on real    discriminator, on fake
    mse      (x - 1)²              (x - 1)²                  x²
    hinge    -x                    max(0, 1 - x)             max(0, 1 + x)
    hinge2   max(0, 1 - x)         max(0, 1 - x)             max(0, 1 + x)

``mse`` is the loss of LSGAN. The gradient of ``hinge2`` for the generator is zero once its scores
are above 1; that of ``hinge`` never is.

Conventions
    A score exactly at the corner of a hinge gets half of the slope: torch's ``minimum`` splits the
    gradient between two equal arguments, whereas ``relu`` would give it zero.
    For empty logits, the generator's loss is a zero of shape [1]. The discriminator's is NaN, since
    they have no mean.

Sources: AudioCraft, ``audiocraft/adversarial/losses.py``,
https://github.com/facebookresearch/audiocraft;
Mao et al., "Least Squares Generative Adversarial Networks", 2017, https://arxiv.org/abs/1611.04076;
Lim and Ye, "Geometric GAN", 2017, https://arxiv.org/abs/1705.02894
"""

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor

from course_lib.spelling import did_you_mean

CriterionName = Literal["mse", "hinge", "hinge2"]
Criterion = Callable[[Tensor], Tensor]


def get_adv_criterion(loss_type: CriterionName) -> Criterion:
    """Return the generator's criterion for the logits of fake sound.

    Args:
        loss_type: "mse", "hinge" or "hinge2".
    """
    return _choose(loss_type, {"mse": mse_loss, "hinge": hinge_loss, "hinge2": hinge2_loss})


def get_real_criterion(loss_type: CriterionName) -> Criterion:
    """Return the discriminator's criterion for the logits of real sound.

    Args:
        loss_type: "mse", "hinge" or "hinge2".
    """
    return _choose(
        loss_type, {"mse": mse_real_loss, "hinge": hinge_real_loss, "hinge2": hinge_real_loss}
    )


def get_fake_criterion(loss_type: CriterionName) -> Criterion:
    """Return the discriminator's criterion for the logits of fake sound.

    Args:
        loss_type: "mse", "hinge" or "hinge2".
    """
    return _choose(
        loss_type, {"mse": mse_fake_loss, "hinge": hinge_fake_loss, "hinge2": hinge_fake_loss}
    )


def mse_loss(logits: Tensor) -> Tensor:
    """Pull fake scores towards 1 from both sides: 3 is as wrong as -1."""
    return mse_real_loss(logits) if logits.numel() else _nothing(logits)


def hinge_loss(logits: Tensor) -> Tensor:
    """Push fake scores up without bound."""
    return -logits.mean() if logits.numel() else _nothing(logits)


def hinge2_loss(logits: Tensor) -> Tensor:
    """Push fake scores up until they reach 1."""
    return hinge_real_loss(logits) if logits.numel() else _nothing(logits)


def mse_real_loss(logits: Tensor) -> Tensor:
    """Pull real scores towards 1."""
    return (logits - 1).square().mean()


def mse_fake_loss(logits: Tensor) -> Tensor:
    """Pull fake scores towards 0."""
    return logits.square().mean()


def hinge_real_loss(logits: Tensor) -> Tensor:
    """Push real scores up until they reach 1."""
    return _below_zero(logits - 1)


def hinge_fake_loss(logits: Tensor) -> Tensor:
    """Push fake scores down until they reach -1."""
    return _below_zero(-logits - 1)


def _below_zero(margin: Tensor) -> Tensor:
    """Return the mean distance of the margins below zero; minimum() gives a tie half the slope."""
    return -torch.minimum(margin, margin.new_zeros(())).mean()


def _nothing(logits: Tensor) -> Tensor:
    """Return a zero of shape [1] with the device, dtype and graph of the empty logits."""
    return logits.sum().reshape(1)


def _choose(name: str, criteria: dict[str, Criterion]) -> Criterion:
    if name not in criteria:
        hint = did_you_mean(str(name), criteria)
        raise ValueError(
            f"no adversarial criterion {name!r}.{hint} Choose one of: mse (LSGAN), hinge, hinge2."
        )
    return criteria[name]
