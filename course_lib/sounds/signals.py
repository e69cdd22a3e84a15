"""Test signals: sounds with one property each, known to the last digit."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from course_lib.sounds.limits import (
    PEAK,
    check_amplitude,
    check_frequency,
    count_samples,
    dice,
    first_sample,
)
from course_lib.sounds.sound import SAMPLE_RATE, Sound


def tone(
    frequency: float,
    seconds: float = 1.0,
    phase: float = 0.0,
    amplitude: float = PEAK,
    *,
    sample_rate: int = SAMPLE_RATE,
) -> Sound:
    """Make a sine of ``frequency`` Hz that starts at ``phase`` radians."""
    length = count_samples(seconds, sample_rate)
    check_frequency(frequency, sample_rate)
    check_amplitude(amplitude)
    samples = amplitude * torch.sin(2 * math.pi * frequency * _times(length, sample_rate) + phase)
    name = f"tone {frequency:g} Hz"
    return Sound(samples.to(torch.float32), sample_rate, name, f0=frequency, onsets=(0.0,))


def sweep(
    start: float = 20.0,
    stop: float = 12_000.0,
    seconds: float = 2.0,
    *,
    sample_rate: int = SAMPLE_RATE,
) -> Sound:
    """Glide from ``start`` to ``stop`` Hz, by the same number of Hz in each second.

    ``stop`` may be half the sample rate: it is reached when the sound ends.
    """
    length = count_samples(seconds, sample_rate)
    highest = sample_rate / 2
    if not (0 <= start <= highest and 0 <= stop <= highest):
        raise ValueError(
            f"a sweep stays between 0 and half the sample rate, {highest:g} Hz, and was asked "
            f"to go from {start} to {stop}"
        )
    times = _times(length, sample_rate)
    cycles = start * times + (stop - start) / (2 * length / sample_rate) * times.square()
    samples = PEAK * torch.sin(2 * math.pi * cycles)
    name = f"sweep {start:g} to {stop:g} Hz"
    return Sound(samples.to(torch.float32), sample_rate, name, onsets=(0.0,))


def click(
    at: Sequence[float] = (0.1,), seconds: float = 0.5, *, sample_rate: int = SAMPLE_RATE
) -> Sound:
    """Put a click, one sample long, at each of the times ``at``, in seconds."""
    length = count_samples(seconds, sample_rate)
    onsets = sorted(float(onset) for onset in at)
    places = [first_sample(onset, sample_rate) for onset in onsets if math.isfinite(onset)]
    if len(places) < max(1, len(onsets)) or places[0] < 0 or places[-1] >= length:
        raise ValueError(f"clicks need times from 0 to below {seconds:g} s, and got {list(at)}")
    samples = torch.zeros(length, dtype=torch.float32)
    samples[places] = PEAK
    name = "click" if len(onsets) == 1 else f"{len(onsets)} clicks"
    return Sound(samples, sample_rate, name, onsets=tuple(onsets))


def noise(seconds: float = 1.0, seed: int = 0, *, sample_rate: int = SAMPLE_RATE) -> Sound:
    """Make white noise: independent samples, each value from -0.5 to 0.5 equally likely."""
    length = count_samples(seconds, sample_rate)
    samples = torch.rand(length, generator=dice(seed), dtype=torch.float32)
    return Sound((2 * samples - 1) * PEAK, sample_rate, "noise", onsets=(0.0,))


def _times(length: int, sample_rate: int) -> Tensor:
    return torch.arange(length, dtype=torch.float64) / sample_rate
