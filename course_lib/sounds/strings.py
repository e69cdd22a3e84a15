"""Plucked strings: the closed-form solution of the Karplus-Strong algorithm.

The algorithm sends a burst of noise around a loop: a delay of one period, then the mean of two
neighbouring samples. On each trip the mean attenuates every partial a little, the high ones more:
by a factor cos(pi f / sample_rate) at frequency f. So the sound starts bright and turns mellow,
like a string.

A delay line of whole samples can only be tuned to a few pitches. Jaffe and Smith tune it with an
allpass filter, which is exact for one partial and detunes the others. Here the loop is ideal, with
a delay of exactly one period. Its output is then known in closed form: partial k stays at k * f0,
and is multiplied by the factor above f0 times per second. These partials are added up.

Source: K. Karplus and A. Strong, "Digital Synthesis of Plucked-String and Drum Timbres", Computer
Music Journal 7(2), 1983; D. Jaffe and J. O. Smith, "Extensions of the Karplus-Strong Plucked-String
Algorithm", same issue.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from course_lib.seeding import plain_seed_generator
from course_lib.sounds.argument_checks import (
    LOWEST_PITCH,
    at_peak,
    check_frequency,
    count_samples,
)
from course_lib.sounds.partials import add_partials, harmonics
from course_lib.sounds.sound import LESSON_SAMPLE_RATE, Sound

LOOP_LOSS = 0.996  # a gain for every partial on each trip, which acts like friction

A_MAJOR = (220.0, 220.0 * 2 ** (4 / 12), 220.0 * 2 ** (7 / 12))  # Hz, equal temperament


def pluck(
    f0: float = 220.0, seconds: float = 1.5, seed: int = 0, *, sample_rate: int = LESSON_SAMPLE_RATE
) -> Sound:
    """Return a plucked string.

    Args:
        f0: The pitch, in Hz.
        seconds: The length of the sound.
        seed: The seed of the partials' phases.
        sample_rate: The sample rate, in Hz.

    Raises:
        ValueError: An argument is out of range.
    """
    length = count_samples(seconds, sample_rate)
    samples = _string(f0, length, sample_rate, plain_seed_generator(seed))
    return Sound(at_peak(samples), sample_rate, f"pluck {f0:g} Hz", f0=f0, onsets=(0.0,))


def chord(
    f0s: Sequence[float] = A_MAJOR,
    seconds: float = 1.5,
    seed: int = 0,
    *,
    sample_rate: int = LESSON_SAMPLE_RATE,
) -> Sound:
    """Return several strings that are plucked at once.

    Args:
        f0s: The pitch of each string, in Hz.
        seconds: The length of the sound.
        seed: The seed of the partials' phases.
        sample_rate: The sample rate, in Hz.

    Raises:
        ValueError: There is no pitch, or an argument is out of range.
    """
    if len(f0s) == 0:
        raise ValueError("f0s needs at least one pitch.")
    length = count_samples(seconds, sample_rate)
    rng = plain_seed_generator(seed)
    strings = [at_peak(_string(f0, length, sample_rate, rng)) for f0 in f0s]
    name = "chord " + " ".join(f"{f0:.0f}" for f0 in f0s) + " Hz"
    return Sound(at_peak(torch.stack(strings).sum(dim=0)), sample_rate, name, onsets=(0.0,))


def loop_decay(frequencies: Tensor, f0: float, sample_rate: int) -> Tensor:
    """Return the decay rate of a partial at each of ``frequencies`` (in Hz), per second."""
    factor = LOOP_LOSS * torch.cos(math.pi * frequencies / sample_rate)
    return -f0 * factor.log()


def _string(f0: float, length: int, sample_rate: int, rng: torch.Generator) -> Tensor:
    check_frequency(f0, sample_rate, lowest=LOWEST_PITCH)
    frequencies = harmonics(f0, sample_rate)
    # a soft pick: partial k starts at 1 / k of the first one's amplitude, with a random phase
    phases = 2 * math.pi * torch.rand(len(frequencies), generator=rng, dtype=torch.float64)
    amplitudes = torch.polar(f0 / frequencies, phases)
    decays = loop_decay(frequencies, f0, sample_rate)
    return add_partials(frequencies, amplitudes, decays, length=length, sample_rate=sample_rate)
