"""Drum hits and a beat, with onsets that are known exactly.

    kick    a sine whose pitch drops, as a struck skin's does when its tension lets go
    snare   a short tone for the skin and white noise for the wires below it
    hat     high noise, gone in a few hundredths of a second

A hit is a function of the time since its onset, and silent before. An onset may fall between two
samples: the hit is then read off at the samples that come after it.
"""

import math
from collections.abc import Callable
from typing import Literal, get_args

import torch
from torch import Tensor

from course_lib.sounds.limits import at_peak, count_samples, dice, first_sample
from course_lib.sounds.sound import SAMPLE_RATE, Sound

DrumName = Literal["kick", "snare", "hat"]
Voice = Callable[[Tensor, int, int], Tensor]  # times since the onset, sample rate, seed → samples

LEAD_IN = 0.05  # seconds of silence before a single hit: a fade-in leaves its attack alone
HIT_SECONDS = 0.45  # a hit is silent after this time, so that at 120 bpm hits do not overlap
BEATS_PER_BAR = 4
LEVELS: dict[DrumName, float] = {"kick": 1.0, "snare": 0.6, "hat": 0.3}  # peaks within a beat
HAT_EDGE = 6000.0  # Hz; at low rates, half of what the rate holds


def drum(
    kind: DrumName = "kick",
    seed: int = 0,
    seconds: float = 0.5,
    *,
    sample_rate: int = SAMPLE_RATE,
) -> Sound:
    """Hit one drum once, 50 ms after the start; ``seed`` draws the noise of snare and hat."""
    if kind not in get_args(DrumName):
        raise ValueError(f"drums are {', '.join(get_args(DrumName))}; there is no {kind!r}")
    length = count_samples(seconds, sample_rate)
    if seconds <= LEAD_IN:
        raise ValueError(f"a hit begins {LEAD_IN:g} s in: ask for more than {seconds:g} seconds")
    samples = torch.zeros(length, dtype=torch.float64)
    _add_hit(samples, kind, LEAD_IN, 1.0, sample_rate, seed)
    return Sound(at_peak(samples), sample_rate, kind, onsets=(LEAD_IN,))


def beat(
    bpm: float = 120.0, bars: int = 1, seed: int = 0, *, sample_rate: int = SAMPLE_RATE
) -> Sound:
    """Play bars of four beats: kick on 1 and 3, snare on 2 and 4, hat on each.

    The onsets are the multiples of 60 / bpm seconds, from 0 on. Every kick is the same kick, as
    from a drum machine, and so are snares and hats.
    """
    if not 20 <= bpm <= 400:
        raise ValueError(f"a beat has 20 to 400 beats a minute, not {bpm}")
    if not isinstance(bars, int) or bars < 1:
        raise ValueError(f"a beat has one bar or more, not {bars!r}")
    step = 60 / bpm
    onsets = tuple(step * number for number in range(BEATS_PER_BAR * bars))
    length = count_samples(step * len(onsets), sample_rate)
    samples = torch.zeros(length, dtype=torch.float64)
    for number, onset in enumerate(onsets):
        skin: DrumName = "snare" if number % 2 else "kick"
        for kind in (skin, "hat"):
            _add_hit(samples, kind, onset, LEVELS[kind], sample_rate, seed)
    return Sound(at_peak(samples), sample_rate, f"beat {bpm:g} bpm", onsets=onsets)


def _add_hit(
    samples: Tensor, kind: DrumName, onset: float, level: float, sample_rate: int, seed: int
) -> None:
    """Add one hit to ``samples``, which the caller has just made."""
    first = first_sample(onset, sample_rate)
    count = math.ceil(HIT_SECONDS * sample_rate)
    late = max(0.0, first / sample_rate - onset)  # seconds from the onset to the first sample
    times = late + torch.arange(count, dtype=torch.float64) / sample_rate
    hit = level * _VOICES[kind](times, sample_rate, seed) * _ending(times)
    room = min(count, samples.shape[0] - first)
    samples[first : first + room] += hit[:room]


def _kick(times: Tensor, sample_rate: int, seed: int) -> Tensor:
    # 50 Hz, and 130 Hz more at first, gone with a time constant of 30 ms
    cycles = 50 * times + 130 * 0.03 * (1 - torch.exp(-times / 0.03))
    return torch.sin(2 * math.pi * cycles) * torch.exp(-times / 0.09)


def _snare(times: Tensor, sample_rate: int, seed: int) -> Tensor:
    skin = torch.sin(2 * math.pi * 190 * times) * torch.exp(-times / 0.05)
    wires = _white(times.shape[0], seed) * torch.exp(-times / 0.06)
    return 0.5 * skin + 0.5 * wires


def _hat(times: Tensor, sample_rate: int, seed: int) -> Tensor:
    spectrum = torch.fft.rfft(_white(times.shape[0], seed))
    hertz = torch.fft.rfftfreq(times.shape[0], 1 / sample_rate, dtype=torch.float64)
    # cut before the envelope is laid on: what the filter smears in time cannot precede the onset
    bright: Tensor = torch.fft.irfft(
        spectrum * (hertz > min(HAT_EDGE, sample_rate / 4)), n=times.shape[0]
    )
    return bright * torch.exp(-times / 0.02)


def _ending(times: Tensor) -> Tensor:
    """Fade the last 50 ms of a hit to nothing, along a raised cosine."""
    left = ((HIT_SECONDS - times) / 0.05).clamp(0, 1)
    return torch.sin(left * math.pi / 2).square()


def _white(length: int, seed: int) -> Tensor:
    return 2 * torch.rand(length, generator=dice(seed), dtype=torch.float64) - 1


_VOICES: dict[DrumName, Voice] = {"kick": _kick, "snare": _snare, "hat": _hat}
