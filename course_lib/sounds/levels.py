"""Set the playback level of sounds; the only place that does.

Loudness is the first difference that an ear notices, so a comparison of two sounds is fair only if
both get the same gain. Players that scale each clip to full volume hide exactly that. Everything
played in this course goes through `for_listening`.

Conventions
    Peaks are those of the samples; the continuous wave between them can be higher.
    dBFS is 20 * log10 of a sample, with 1 as 0 dBFS.
"""

import math
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from course_lib.sounds.sound import Sound

HIGHEST_PEAK = 29204 / 32768  # the largest 16-bit sample at or below -1 dBFS
LARGEST_GAIN = 10.0  # +20 dB; more would mostly amplify the hiss of a recording
FADE_SECONDS = 0.01
# below half a step of a 16-bit file, even after the largest gain
INAUDIBLE = 0.5 / 32768 / LARGEST_GAIN

Match = Literal["common", "rms"]


@dataclass(frozen=True)
class Levelled:
    """Sounds ready for playback, and the gain they were given."""

    sounds: tuple[Sound, ...]
    gain_db: float  # the common gain
    text: str  # the gains in words
    gains: tuple[str, ...] = ()  # what each sound was multiplied by in all, in words


def for_listening(*sounds: Sound, match: Match = "common") -> Levelled:
    """Return sounds at a level for listening, with one gain for all of them.

    Both ends of each sound are faded over 10 ms along a raised cosine, or over half the sound if it
    is shorter than 20 ms. Then all are multiplied by one gain, which puts the loudest sample of all
    at -1 dBFS but is at most +20 dB. Silence stays silent. The sounds passed in aren't changed.

    Args:
        *sounds: The sounds that will be compared.
        match: ``"common"`` preserves the differences in level. ``"rms"`` first attenuates the
            louder sounds to the RMS of the quietest, to compare anything but loudness.

    Raises:
        ValueError: No sound was given, ``match`` is unknown, or a sound contains NaN or infinity.
    """
    if not sounds:
        raise ValueError("for_listening needs at least one sound.")
    if match not in ("common", "rms"):
        raise ValueError(f'match must be "common" or "rms", got {match!r}.')
    faded = [_fade(sound) for sound in sounds]
    own = _gains_to_equal_rms(faded) if match == "rms" else [1.0] * len(sounds)
    loudest = max(gain * _peak(wave) for gain, wave in zip(own, faded, strict=True))
    common = 1.0 if loudest == 0 else min(HIGHEST_PEAK / loudest, LARGEST_GAIN)
    levelled = tuple(
        sound.with_samples((wave * (gain * common)).to(torch.float32))
        for sound, wave, gain in zip(sounds, faded, own, strict=True)
    )
    text = _in_words(sounds, own, common, match, silent=loudest == 0)
    gains = tuple(_in_db(gain * common) for gain in own)
    return Levelled(levelled, 20 * math.log10(common), text, gains)


def _fade(sound: Sound) -> Tensor:
    """Return a float64 copy of the samples [time], faded at both ends."""
    samples = sound.samples.to(torch.float64)  # always a copy: the dtype differs
    if not bool(samples.isfinite().all()):
        raise ValueError(f"{sound.name!r} contains NaN or infinite samples.")
    length = min(round(FADE_SECONDS * sound.sample_rate), samples.shape[0] // 2)
    if length:
        middle_of_step = (torch.arange(length, dtype=torch.float64) + 0.5) / length
        rise = torch.sin(middle_of_step * math.pi / 2).square()
        samples[:length] *= rise
        samples[-length:] *= rise.flip(0)
    return samples


def _gains_to_equal_rms(waves: list[Tensor]) -> list[float]:
    """Return one gain per wave, at most 1, that brings all to the RMS of the quietest."""
    rms = [float(wave.square().mean().sqrt()) for wave in waves]
    audible = [_peak(wave) >= INAUDIBLE for wave in waves]
    quietest = min((r for r, counts in zip(rms, audible, strict=True) if counts), default=0.0)
    return [quietest / r if counts else 1.0 for r, counts in zip(rms, audible, strict=True)]


def _peak(wave: Tensor) -> float:
    return float(wave.abs().max())


def _in_words(
    sounds: tuple[Sound, ...], own: list[float], common: float, match: Match, *, silent: bool
) -> str:
    factor = f"× {common:.2f} ({_in_db(common)})"
    if silent:
        return "silence, unchanged"
    if len(sounds) == 1:
        return f"the sound {factor}"
    if match == "common":
        return f"all sounds {factor}, the same for each"
    gains = [(sound.name, _in_db(gain)) for sound, gain in zip(sounds, own, strict=True)]
    if any("," in name for name, _ in gains):  # a comma would not end a name
        each = "; ".join(f"{name}: {gain}" for name, gain in gains)
    else:
        each = ", ".join(f"{name} {gain}" for name, gain in gains)
    return f"first brought to the same RMS ({each}), then all sounds {factor}, the same for each"


def _in_db(gain: float) -> str:
    decibels = round(20 * math.log10(gain), 1) + 0.0  # + 0.0 turns -0.0 into 0.0
    sign = "−" if decibels < 0 else "+" if decibels > 0 else ""
    return f"{sign}{abs(decibels):.1f} dB"
