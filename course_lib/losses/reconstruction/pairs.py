"""Refuse a pair of sounds that cannot be compared, before any transform sees it."""

import torch
from torch import Tensor


def check_pair(estimate: Tensor, target: Tensor, *, minimum: int, who: str) -> None:
    """Check that two waves can be compared; only shapes and dtypes are read, never a sample.

    Args:
        estimate: what the generator made.
        target: what it should have made.
        minimum: samples below which ``who`` has nothing to measure.
        who: the loss that asks, for the message.

    Raises:
        ValueError: different shapes, integer samples, or too few of them.
    """
    if estimate.shape != target.shape or estimate.ndim == 0:
        raise ValueError(
            f"{who} compares two waves of the same shape [batch, channels, time], and was given "
            f"{list(estimate.shape)} and {list(target.shape)}: cut both to the same length."
        )
    if not (estimate.is_floating_point() and target.is_floating_point()):
        raise ValueError(
            f"{who} takes floating-point samples in [-1, 1], and was given {estimate.dtype} and "
            f"{target.dtype}. Divide integer samples by their full scale first."
        )
    if estimate.shape[-1] < minimum:
        raise ValueError(
            f"{who} needs at least {minimum} samples, and was given {estimate.shape[-1]}: give it "
            "longer waves, or build it with shorter windows."
        )


def wide(wave: Tensor) -> Tensor:
    """Bring samples to at least float32: a Fourier transform of sixteen bits is mostly rounding."""
    return wave.to(torch.promote_types(wave.dtype, torch.float32))
