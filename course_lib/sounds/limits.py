"""What can be asked of a synthesised sound, checked before a sample is made."""

import math

import torch
from torch import Tensor

PEAK = 0.5  # loudest sample of a synthesised sound: two of them can be added
LOWEST_PITCH = 10.0  # Hz; below it nobody hears a pitch
LONGEST = 600.0  # seconds; more is most often a number of samples given as seconds


def count_samples(seconds: float, sample_rate: int) -> int:
    """Return how many samples ``seconds`` take, at least one."""
    if not isinstance(sample_rate, int) or sample_rate < 1:
        raise ValueError(f"a sample rate is a positive whole number of Hz, not {sample_rate!r}")
    if not 0 < seconds <= LONGEST:
        raise ValueError(
            f"a sound lasts more than 0 and at most {LONGEST:g} seconds, not {seconds}; "
            "a number of samples is divided by the sample rate first"
        )
    return max(1, round(seconds * sample_rate))


def check_frequency(frequency: float, sample_rate: int, lowest: float = 0.0) -> None:
    """Refuse a frequency that samples at this rate cannot hold."""
    if not (math.isfinite(frequency) and lowest <= frequency < sample_rate / 2 and frequency > 0):
        floor = f"at least {lowest:g}" if lowest else "above 0"
        raise ValueError(
            f"a frequency is {floor} and below half the sample rate, {sample_rate / 2:g} Hz, and "
            f"was given {frequency}; a higher one would come out as another, lower tone"
        )


def check_amplitude(amplitude: float) -> None:
    """Refuse an amplitude that leaves [-1, 1]."""
    if not 0 <= amplitude <= 1:
        raise ValueError(f"an amplitude lies between 0 and 1, not {amplitude}")


def first_sample(onset: float, sample_rate: int) -> int:
    """Return the first sample at or after ``onset`` seconds."""
    # 0.1 s at 24 kHz is sample 2400, also where the product comes out a hair above
    return math.ceil(onset * sample_rate - 1e-6)


def at_peak(samples: Tensor, peak: float = PEAK) -> Tensor:
    """Scale samples [time] so that the loudest is ``peak``, as float32; silence stays silence."""
    loudest = float(samples.abs().max())
    scaled = samples if loudest == 0 else samples * (peak / loudest)
    return scaled.to(torch.float32)


def dice(seed: int) -> torch.Generator:
    """Make a source of random numbers of its own: the global one is left alone."""
    return torch.Generator().manual_seed(seed)
