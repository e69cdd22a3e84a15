"""Add up partials: sines that each may fade away at their own rate.

A pitched sound is a sum of partials at whole multiples of its f0. Adding only those below half the
sample rate gives a sound whose pitch is exact for any f0, and in which nothing is folded back.
"""

import math

import torch
from torch import Tensor


def harmonics(f0: float, sample_rate: int) -> Tensor:
    """List the whole multiples [partials] of ``f0`` below half the sample rate, in Hz."""
    count = math.ceil(sample_rate / 2 / f0) - 1
    return f0 * torch.arange(1, count + 1, dtype=torch.float64)


def add_partials(
    frequencies: Tensor, amplitudes: Tensor, decays: Tensor, *, length: int, sample_rate: int
) -> Tensor:
    """Add up partials into samples [time], float64.

    Sample n is the real part of ``sum_k amplitudes[k] * exp((-decays[k] + 2j pi f[k]) * t)`` at
    ``t = n / sample_rate``. An exponential of a sum is a product, so with n = row * width + column
    all samples come from one product of two small matrices.

    Args:
        frequencies: [partials], in Hz.
        amplitudes: [partials], complex: size and phase at time 0.
        decays: [partials], per second: after 1 / decay seconds a partial is down to 1 / e.
        length: samples wanted.
        sample_rate: in Hz.
    """
    width = math.isqrt(length - 1) + 1
    rows = math.ceil(length / width)
    rates = torch.complex(-decays, 2 * math.pi * frequencies) / sample_rate
    starts = torch.arange(rows, dtype=torch.float64)[:, None] * width
    steps = torch.arange(width, dtype=torch.float64)
    coarse = torch.exp(starts * rates) * amplitudes
    fine = torch.exp(rates[:, None] * steps)
    return (coarse @ fine).real.reshape(-1)[:length]
