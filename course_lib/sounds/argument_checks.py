"""Limits of synthesised sounds, checked before any sample is computed."""

import math

import torch
from torch import Tensor

PEAK = 0.5  # the loudest sample of a synthesised sound, so that two of them can be added
LOWEST_PITCH = 10.0  # Hz; below this there is no audible pitch
LONGEST = 600.0  # seconds; more is usually a number of samples passed as seconds


def count_samples(seconds: float, sample_rate: int) -> int:
    """Return the number of samples in ``seconds``, at least one.

    Raises:
        ValueError: The sample rate isn't a positive integer, or the length is out of range.
    """
    if not isinstance(sample_rate, int) or sample_rate < 1:
        raise ValueError(f"the sample rate must be a positive integer in Hz, got {sample_rate!r}.")
    if not 0 < seconds <= LONGEST:
        raise ValueError(
            f"seconds must be above 0 and at most {LONGEST:g}, got {seconds}. "
            "If you have a number of samples, divide it by the sample rate."
        )
    return max(1, round(seconds * sample_rate))


def check_frequency(frequency: float, sample_rate: int, lowest: float = 0.0) -> None:
    """Raise a ValueError for a frequency that can't be represented at this sample rate."""
    if not (math.isfinite(frequency) and lowest <= frequency < sample_rate / 2 and frequency > 0):
        floor = f"at least {lowest:g}" if lowest else "above 0"
        raise ValueError(
            f"the frequency must be {floor} and below half the sample rate, {sample_rate / 2:g} "
            f"Hz, got {frequency}. A higher one would alias to a lower tone."
        )


def check_amplitude(amplitude: float) -> None:
    """Raise a ValueError for an amplitude outside [0, 1]."""
    if not 0 <= amplitude <= 1:
        raise ValueError(f"the amplitude must be between 0 and 1, got {amplitude}.")


def first_sample(onset: float, sample_rate: int) -> int:
    """Return the index of the first sample at or after ``onset`` seconds."""
    # 0.1 s at 24 kHz is sample 2400, even if the product is rounded up a little
    return math.ceil(onset * sample_rate - 1e-6)


def at_peak(samples: Tensor, peak: float = PEAK) -> Tensor:
    """Return samples [time] scaled to a peak of ``peak``, as float32; silence stays silent."""
    loudest = float(samples.abs().max())
    scaled = samples if loudest == 0 else samples * (peak / loudest)
    return scaled.to(torch.float32)
