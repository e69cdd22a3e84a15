"""Six typical faults of generated sound, added on purpose at one of three strengths.

    comb buzz    a steady tone with many partials    a decoder repeats itself in every frame
    pre-echo     a hiss before each hit              part of a hit is spread over a whole window
    dull top     no high frequencies                 nothing above a limit was learned
    phasiness    a hollow, roomy sound               partials no longer move together
    DC thump     soft thuds, the wave off centre     an offset that comes and goes
    clicks       single samples that jump            pieces that don't match where they meet

`spoil` adds one of them to any sound. What it adds is known to the sample, so a test can state what
a listener or a discriminator should notice. No network is involved.

Conventions
    Strength 0 leaves the sound alone; 1 is faint, 2 is plain, 3 is strong. Levels are relative to
    the sound's own.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, get_args

import torch
from torch import Tensor

from course_lib.seeding import plain_seed_generator
from course_lib.sounds.sound import Sound

ArtefactName = Literal["comb buzz", "pre-echo", "dull top", "phasiness", "DC thump", "clicks"]
ARTEFACTS: tuple[ArtefactName, ...] = get_args(ArtefactName)
STRENGTHS = (1, 2, 3)

BUZZ_HZ = 125.0  # the frame rate of this course's small codec: a multiple of 8 ms
BUZZ_DB = (-34.0, -26.0, -18.0)  # of the sound's RMS
ECHO_SECONDS = 0.128  # the window that a hit is spread over
ECHO_DB = (-21.0, -15.0, -9.0)  # of the sound itself
TOP_HZ = (5000.0, 3000.0, 1500.0)  # where the top ends
PHASE_SECONDS = 0.032  # the window whose phases are disturbed
PHASE_TURN = (0.25, 0.5, 1.0)  # at most, to either side, as a fraction of half a turn
THUMP_SECONDS = 0.02
THUMP_PEAK = (0.15, 0.4, 0.8)  # of the sound's peak
CLICK_PEAK = (0.08, 0.25, 0.7)  # of the sound's peak
EVERY_SECONDS = 0.23  # between thumps and between clicks; unrelated to the sound's rhythm


def spoil(sound: Sound, artefact: str, strength: int = 2, seed: int = 0) -> Sound:
    """Return the sound with one artefact added.

    If the result would exceed [-1, 1], all of it is made quieter.

    Args:
        sound: Any sound. Some artefacts need something to act on: a steady tone hides a pre-echo.
        artefact: One of `ARTEFACTS`.
        strength: The strength, from 0 (none) to 3 (strong).
        seed: The seed of the artefact's random choices.

    Raises:
        ValueError: There is no such artefact or strength.
    """
    if artefact not in ARTEFACTS:
        raise ValueError(f"no artefact is called {artefact!r}. Known: {', '.join(ARTEFACTS)}.")
    if strength not in (0, *STRENGTHS):
        raise ValueError(f"strength must be 0, 1, 2 or 3, got {strength!r}.")
    if strength == 0:
        return sound
    spoilt = _ARTEFACTS[artefact](sound, strength - 1, plain_seed_generator(seed))
    peak = float(spoilt.abs().max())
    name = f"{sound.name}, {artefact} {strength}"
    return sound.with_samples((spoilt / max(1.0, peak)).to(torch.float32)).renamed(name)


def _comb_buzz(sound: Sound, level: int, rng: torch.Generator) -> Tensor:
    """Add pulses at the frame rate: partials of equal height up to half the sample rate."""
    samples = sound.samples.to(torch.float64)
    times = torch.arange(len(samples), dtype=torch.float64) / sound.sample_rate
    highest = int((sound.sample_rate / 2 - 1) // BUZZ_HZ)
    buzz = torch.zeros_like(samples)
    for partial in range(1, highest + 1):
        turn = float(torch.rand((), generator=rng, dtype=torch.float64))
        buzz += torch.cos(2 * torch.pi * (partial * BUZZ_HZ * times + turn))
    return samples + buzz * (_rms(samples) * _factor(BUZZ_DB[level]) / _rms(buzz))


def _pre_echo(sound: Sound, level: int, rng: torch.Generator) -> Tensor:
    """Add a copy that is smeared over a long window: what was one instant now fills it."""
    samples = sound.samples.to(torch.float64)
    smeared = _with_phases(samples, _even(ECHO_SECONDS, sound), 1.0, rng)
    return samples + _factor(ECHO_DB[level]) * smeared


def _dull_top(sound: Sound, level: int, rng: torch.Generator) -> Tensor:
    """Remove everything above a frequency; the cosine edge is a tenth of it wide."""
    samples = sound.samples.to(torch.float64)
    edge = min(TOP_HZ[level], 0.45 * sound.sample_rate)
    hertz = torch.fft.rfftfreq(len(samples), 1 / sound.sample_rate, dtype=torch.float64)
    down = ((hertz / edge - 1) / 0.1).clamp(0, 1)
    gains = torch.cos(down * torch.pi / 2).square()
    dull: Tensor = torch.fft.irfft(torch.fft.rfft(samples) * gains, n=len(samples))
    return dull


def _phasiness(sound: Sound, level: int, rng: torch.Generator) -> Tensor:
    """Rotate the phase of each bin in each short window by a random angle."""
    samples = sound.samples.to(torch.float64)
    return _with_phases(samples, _even(PHASE_SECONDS, sound), PHASE_TURN[level], rng)


def _dc_thump(sound: Sound, level: int, rng: torch.Generator) -> Tensor:
    """Add soft bumps, all to one side."""
    samples = sound.samples.to(torch.float64)
    width = max(2, round(THUMP_SECONDS * sound.sample_rate))
    bump = torch.hann_window(width, periodic=False, dtype=torch.float64)
    added = torch.zeros_like(samples)
    for place in _places(sound, rng):
        room = min(width, len(samples) - place)
        added[place : place + room] += bump[:room]
    return samples + THUMP_PEAK[level] * _peak(samples) * added


def _clicks(sound: Sound, level: int, rng: torch.Generator) -> Tensor:
    """Make single samples jump, alternately up and down."""
    samples = sound.samples.to(torch.float64).clone()
    for number, place in enumerate(_places(sound, rng)):
        samples[place] += (-1) ** number * CLICK_PEAK[level] * _peak(samples)
    return samples


def _with_phases(samples: Tensor, n_fft: int, turn: float, rng: torch.Generator) -> Tensor:
    """Rotate every bin's phase by up to ``turn`` half turns, and overlap-add the windows again."""
    if len(samples) <= n_fft // 2:
        return samples
    window = torch.hann_window(n_fft, dtype=torch.float64)
    hop = n_fft // 4
    spectrum = torch.stft(samples, n_fft, hop, window=window, return_complex=True)
    angles = torch.rand(spectrum.shape, generator=rng, dtype=torch.float64) * 2 - 1
    turned = spectrum * torch.polar(torch.ones_like(angles), torch.pi * turn * angles)
    turned[[0, -1]] = spectrum[[0, -1]]  # 0 Hz and the highest bin are real
    smeared = torch.istft(turned, n_fft, hop, window=window, length=len(samples))
    # The overlapping windows no longer agree, which makes the sum quieter.
    return smeared * (_rms(samples) / max(_rms(smeared), 1e-12))


def _places(sound: Sound, rng: torch.Generator) -> list[int]:
    """Draw positions near an even beat, in samples; the first is well inside the sound."""
    count = max(1, int(sound.seconds / EVERY_SECONDS))
    drift = torch.rand(count, generator=rng, dtype=torch.float64) * 0.6 + 0.2
    places = (torch.arange(count) + drift) * sound.seconds / count * sound.sample_rate
    return [min(int(place), len(sound.samples) - 1) for place in places]


def _even(seconds: float, sound: Sound) -> int:
    return max(8, 8 * round(seconds * sound.sample_rate / 8))


def _factor(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _rms(samples: Tensor) -> float:
    return float(samples.square().mean().sqrt())


def _peak(samples: Tensor) -> float:
    return float(samples.abs().max())


_ARTEFACTS: Mapping[str, Callable[[Sound, int, torch.Generator], Tensor]] = MappingProxyType(
    {
        "comb buzz": _comb_buzz,
        "pre-echo": _pre_echo,
        "dull top": _dull_top,
        "phasiness": _phasiness,
        "DC thump": _dc_thump,
        "clicks": _clicks,
    }
)
