"""Additive synthesis: a sum of partials (sines), each with its own decay.

A pitched sound is a sum of partials at integer multiples of its f0. Adding only those below half
the sample rate gives a sound without aliases, whose pitch is exact for any f0.
"""

import math

import torch
from torch import Tensor


def harmonics(f0: float, sample_rate: int) -> Tensor:
    """Return the integer multiples [partials] of ``f0`` below half the sample rate, in Hz."""
    count = math.ceil(sample_rate / 2 / f0) - 1
    return f0 * torch.arange(1, count + 1, dtype=torch.float64)


def add_partials(
    frequencies: Tensor, amplitudes: Tensor, decays: Tensor, *, length: int, sample_rate: int
) -> Tensor:
    """Return the sum of partials as samples [time], float64.

    Sample n is the real part of ``sum_k amplitudes[k] * exp((-decays[k] + 2j pi f[k]) * t)`` at
    ``t = n / sample_rate``. The exponential of a sum is a product, so with n = row * width + column
    all samples come from one product of two small matrices.

    Args:
        frequencies: The frequency of each partial, [partials], in Hz.
        amplitudes: The complex amplitude (size and phase) of each partial at time 0, [partials].
        decays: The decay rate of each partial, [partials], per second: after 1 / decay seconds it
            has decayed to 1 / e.
        length: The number of samples to return.
        sample_rate: The sample rate, in Hz.
    """
    width = math.isqrt(length - 1) + 1
    rows = math.ceil(length / width)
    rates = torch.complex(-decays, 2 * math.pi * frequencies) / sample_rate
    starts = torch.arange(rows, dtype=torch.float64)[:, None] * width
    steps = torch.arange(width, dtype=torch.float64)
    coarse = torch.exp(starts * rates) * amplitudes
    fine = torch.exp(rates[:, None] * steps)
    return (coarse @ fine).real.reshape(-1)[:length]
