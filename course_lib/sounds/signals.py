"""Test signals: sounds with one exactly known property each."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from course_lib.seeding import plain_seed_generator
from course_lib.sounds.argument_checks import (
    PEAK,
    check_amplitude,
    check_frequency,
    count_samples,
    first_sample,
)
from course_lib.sounds.sound import LESSON_SAMPLE_RATE, Sound


def tone(
    frequency: float,
    seconds: float = 1.0,
    phase: float = 0.0,
    amplitude: float = PEAK,
    *,
    sample_rate: int = LESSON_SAMPLE_RATE,
) -> Sound:
    """Return a sine.

    Args:
        frequency: The frequency, in Hz.
        seconds: The length of the sound.
        phase: The phase at the start, in radians.
        amplitude: The largest sample, between 0 and 1.
        sample_rate: The sample rate, in Hz.

    Raises:
        ValueError: An argument is out of range.
    """
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
    sample_rate: int = LESSON_SAMPLE_RATE,
) -> Sound:
    """Return a sine whose frequency changes linearly.

    Args:
        start: The frequency at the beginning, in Hz.
        stop: The frequency at the end, in Hz; at most half the sample rate.
        seconds: The length of the sound.
        sample_rate: The sample rate, in Hz.

    Raises:
        ValueError: An argument is out of range.
    """
    length = count_samples(seconds, sample_rate)
    highest = sample_rate / 2
    if not (0 <= start <= highest and 0 <= stop <= highest):
        raise ValueError(
            f"start and stop must be between 0 and half the sample rate, {highest:g} Hz, "
            f"got {start} and {stop}."
        )
    times = _times(length, sample_rate)
    cycles = start * times + (stop - start) / (2 * length / sample_rate) * times.square()
    samples = PEAK * torch.sin(2 * math.pi * cycles)
    name = f"sweep {start:g} to {stop:g} Hz"
    return Sound(samples.to(torch.float32), sample_rate, name, onsets=(0.0,))


def click(
    at: Sequence[float] = (0.1,), seconds: float = 0.5, *, sample_rate: int = LESSON_SAMPLE_RATE
) -> Sound:
    """Return clicks, each one sample long.

    Args:
        at: The times of the clicks, in seconds.
        seconds: The length of the sound.
        sample_rate: The sample rate, in Hz.

    Raises:
        ValueError: There is no time, or a time is outside the sound.
    """
    length = count_samples(seconds, sample_rate)
    onsets = sorted(float(onset) for onset in at)
    places = [first_sample(onset, sample_rate) for onset in onsets if math.isfinite(onset)]
    if len(places) < max(1, len(onsets)) or places[0] < 0 or places[-1] >= length:
        raise ValueError(f"at needs times from 0 to below {seconds:g} seconds, got {list(at)}.")
    samples = torch.zeros(length, dtype=torch.float32)
    samples[places] = PEAK
    name = "click" if len(onsets) == 1 else f"{len(onsets)} clicks"
    return Sound(samples, sample_rate, name, onsets=tuple(onsets))


def noise(seconds: float = 1.0, seed: int = 0, *, sample_rate: int = LESSON_SAMPLE_RATE) -> Sound:
    """Return white noise: independent samples, uniform between -0.5 and 0.5.

    Args:
        seconds: The duration, in seconds.
        seed: The seed; equal seeds give equal noise.
        sample_rate: The sample rate, in Hz.
    """
    length = count_samples(seconds, sample_rate)
    samples = torch.rand(length, generator=plain_seed_generator(seed), dtype=torch.float32)
    return Sound((2 * samples - 1) * PEAK, sample_rate, "noise", onsets=(0.0,))


def _times(length: int, sample_rate: int) -> Tensor:
    return torch.arange(length, dtype=torch.float64) / sample_rate
