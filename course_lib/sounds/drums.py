"""Drum hits and beats whose onsets are known exactly.

    kick    a sine whose pitch drops, as a drum head's does while its tension relaxes
    snare   a short tone for the head and white noise for the wires below it
    hat     high noise that fades within a few hundredths of a second

A hit is a function of the time since its onset, and silent before it. An onset may fall between two
samples: the hit is then evaluated at the samples that follow.
"""

import math
from collections.abc import Callable
from typing import Literal, get_args

import torch
from torch import Tensor

from course_lib.seeding import plain_seed_generator
from course_lib.sounds.argument_checks import at_peak, count_samples, first_sample
from course_lib.sounds.sound import LESSON_SAMPLE_RATE, Sound

DrumName = Literal["kick", "snare", "hat"]
Voice = Callable[[Tensor, int, int], Tensor]  # times since the onset, sample rate, seed → samples

LEAD_IN = 0.05  # seconds of silence before a single hit, so that a fade-in spares its attack
HIT_SECONDS = 0.45  # a hit is silent after this, so hits at 120 bpm don't overlap
BEATS_PER_BAR = 4
LEVELS: dict[DrumName, float] = {"kick": 1.0, "snare": 0.6, "hat": 0.3}  # peaks within a beat
HAT_EDGE = 6000.0  # Hz; at low sample rates, a quarter of the rate


def drum(
    kind: DrumName = "kick",
    seed: int = 0,
    seconds: float = 0.5,
    *,
    sample_rate: int = LESSON_SAMPLE_RATE,
) -> Sound:
    """Return one hit of a drum, 50 ms after the start.

    Args:
        kind: The drum: "kick", "snare" or "hat".
        seed: The seed of the noise in a snare or hat.
        seconds: The length of the sound.
        sample_rate: The sample rate, in Hz.

    Raises:
        ValueError: There is no such drum, or the sound is too short to contain the hit.
    """
    if kind not in get_args(DrumName):
        raise ValueError(f"no drum is called {kind!r}. Known: {', '.join(get_args(DrumName))}.")
    length = count_samples(seconds, sample_rate)
    if seconds <= LEAD_IN:
        raise ValueError(
            f"seconds must be above {LEAD_IN:g}, where the hit begins, got {seconds:g}."
        )
    samples = torch.zeros(length, dtype=torch.float64)
    _add_hit(samples, kind, LEAD_IN, 1.0, sample_rate, seed)
    return Sound(at_peak(samples), sample_rate, kind, onsets=(LEAD_IN,))


def beat(
    bpm: float = 120.0, bars: int = 1, seed: int = 0, *, sample_rate: int = LESSON_SAMPLE_RATE
) -> Sound:
    """Return bars of four beats: kick on 1 and 3, snare on 2 and 4, hat on each.

    The onsets are the multiples of 60 / bpm seconds, from 0 on. All kicks are identical, as from a
    drum machine, and so are all snares and all hats.

    Args:
        bpm: The tempo, in beats per minute.
        bars: The number of bars.
        seed: The seed of the noise in snares and hats.
        sample_rate: The sample rate, in Hz.

    Raises:
        ValueError: ``bpm`` is outside 20 to 400, or there is no bar.
    """
    if not 20 <= bpm <= 400:
        raise ValueError(f"bpm must be between 20 and 400, got {bpm}.")
    if not isinstance(bars, int) or bars < 1:
        raise ValueError(f"bars must be an integer of at least 1, got {bars!r}.")
    step = 60 / bpm
    onsets = tuple(step * number for number in range(BEATS_PER_BAR * bars))
    length = count_samples(step * len(onsets), sample_rate)
    samples = torch.zeros(length, dtype=torch.float64)
    for number, onset in enumerate(onsets):
        low_drum: DrumName = "snare" if number % 2 else "kick"
        for kind in (low_drum, "hat"):
            _add_hit(samples, kind, onset, LEVELS[kind], sample_rate, seed)
    return Sound(at_peak(samples), sample_rate, f"beat {bpm:g} bpm", onsets=onsets)


def _add_hit(
    samples: Tensor, kind: DrumName, onset: float, level: float, sample_rate: int, seed: int
) -> None:
    """Add one hit to ``samples``, in place."""
    first = first_sample(onset, sample_rate)
    count = math.ceil(HIT_SECONDS * sample_rate)
    late = max(0.0, first / sample_rate - onset)  # seconds from the onset to the first sample
    times = late + torch.arange(count, dtype=torch.float64) / sample_rate
    hit = level * _VOICES[kind](times, sample_rate, seed) * _ending(times)
    room = min(count, samples.shape[0] - first)
    samples[first : first + room] += hit[:room]


def _kick(times: Tensor, sample_rate: int, seed: int) -> Tensor:
    # from 180 Hz down to 50 Hz, with a time constant of 30 ms
    cycles = 50 * times + 130 * 0.03 * (1 - torch.exp(-times / 0.03))
    return torch.sin(2 * math.pi * cycles) * torch.exp(-times / 0.09)


def _snare(times: Tensor, sample_rate: int, seed: int) -> Tensor:
    head = torch.sin(2 * math.pi * 190 * times) * torch.exp(-times / 0.05)
    wires = _white(times.shape[0], seed) * torch.exp(-times / 0.06)
    return 0.5 * head + 0.5 * wires


def _hat(times: Tensor, sample_rate: int, seed: int) -> Tensor:
    spectrum = torch.fft.rfft(_white(times.shape[0], seed))
    hertz = torch.fft.rfftfreq(times.shape[0], 1 / sample_rate, dtype=torch.float64)
    # Filter first, then apply the envelope: the filter's smear can't precede the onset.
    bright: Tensor = torch.fft.irfft(
        spectrum * (hertz > min(HAT_EDGE, sample_rate / 4)), n=times.shape[0]
    )
    return bright * torch.exp(-times / 0.02)


def _ending(times: Tensor) -> Tensor:
    """Return the gains that fade out the last 50 ms of a hit, along a raised cosine."""
    left = ((HIT_SECONDS - times) / 0.05).clamp(0, 1)
    return torch.sin(left * math.pi / 2).square()


def _white(length: int, seed: int) -> Tensor:
    return 2 * torch.rand(length, generator=plain_seed_generator(seed), dtype=torch.float64) - 1


_VOICES: dict[DrumName, Voice] = {"kick": _kick, "snare": _snare, "hat": _hat}
