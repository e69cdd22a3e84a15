"""Plucked strings, by the Karplus-Strong algorithm solved on paper.

The algorithm sends a burst of noise around a loop: a delay of one period and a mean of two
neighbouring samples. The mean takes a little from each partial on each round, more from the high
ones: a factor cos(pi f / sample_rate) at frequency f. So the sound is bright first and mellow
later, as a string is.

A delay line of whole samples can be tuned to few pitches only. Jaffe and Smith tune it with an
allpass filter, which is right for one partial and bends the others. Here the loop is taken as
ideal, with a delay of exactly one period. Then its output is known in closed form: partial k stays
at k * f0 and has the factor above f0 times a second. It is added up as such.

Source: K. Karplus and A. Strong, "Digital Synthesis of Plucked-String and Drum Timbres", Computer
Music Journal 7(2), 1983; D. Jaffe and J. O. Smith, "Extensions of the Karplus-Strong Plucked-String
Algorithm", same issue.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from course_lib.sounds.limits import (
    LOWEST_PITCH,
    at_peak,
    check_frequency,
    count_samples,
    dice,
)
from course_lib.sounds.partials import add_partials, harmonics
from course_lib.sounds.sound import SAMPLE_RATE, Sound

LOOP_LOSS = 0.996  # factor on every partial in each round, as if by friction

A_MAJOR = (220.0, 220.0 * 2 ** (4 / 12), 220.0 * 2 ** (7 / 12))  # Hz, equal temperament


def pluck(
    f0: float = 220.0, seconds: float = 1.5, seed: int = 0, *, sample_rate: int = SAMPLE_RATE
) -> Sound:
    """Pluck a string of pitch ``f0`` Hz; ``seed`` draws the phases of its partials."""
    length = count_samples(seconds, sample_rate)
    samples = _string(f0, length, sample_rate, dice(seed))
    return Sound(at_peak(samples), sample_rate, f"pluck {f0:g} Hz", f0=f0, onsets=(0.0,))


def chord(
    f0s: Sequence[float] = A_MAJOR,
    seconds: float = 1.5,
    seed: int = 0,
    *,
    sample_rate: int = SAMPLE_RATE,
) -> Sound:
    """Pluck one string per pitch in ``f0s``, all at once."""
    if len(f0s) == 0:
        raise ValueError("a chord needs at least one pitch in f0s")
    length = count_samples(seconds, sample_rate)
    generator = dice(seed)
    strings = [at_peak(_string(f0, length, sample_rate, generator)) for f0 in f0s]
    name = "chord " + " ".join(f"{f0:.0f}" for f0 in f0s) + " Hz"
    return Sound(at_peak(torch.stack(strings).sum(dim=0)), sample_rate, name, onsets=(0.0,))


def loop_decay(frequencies: Tensor, f0: float, sample_rate: int) -> Tensor:
    """Return how fast a partial at each of ``frequencies`` fades, per second."""
    factor = LOOP_LOSS * torch.cos(math.pi * frequencies / sample_rate)
    return -f0 * factor.log()


def _string(f0: float, length: int, sample_rate: int, generator: torch.Generator) -> Tensor:
    check_frequency(f0, sample_rate, lowest=LOWEST_PITCH)
    frequencies = harmonics(f0, sample_rate)
    # a soft pick: partial k starts at 1 / k of the first, at a phase of its own
    phases = 2 * math.pi * torch.rand(len(frequencies), generator=generator, dtype=torch.float64)
    amplitudes = torch.polar(f0 / frequencies, phases)
    decays = loop_decay(frequencies, f0, sample_rate)
    return add_partials(frequencies, amplitudes, decays, length=length, sample_rate=sample_rate)
