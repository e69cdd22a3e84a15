"""What a scale of MSD receives, computed with the library's decimators and with a formula.

A decimator is linear. So we can split a sound at the limit of the scale, and decimate each part
alone. The result of the upper part consists of aliases: tones that aren't in the sound.

Conventions
    Scale 0 receives the sound itself, and scale k its result after k decimators by 2.
    Frequencies are in Hz. Levels are in dB, relative to the level in the sound.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.audio.resample import resample
from course_lib.discriminators.decimation import make_decimator
from course_lib.sounds import Sound

FACTOR = 2  # AudioCraft's default, and MelGAN's
HEADROOM = 0.5  # largest peak before decimation, because a sinc can overshoot
SILENT_DB = -120.0  # below the noise of a 16-bit file; lower levels are shown as this one


def waves_received(discriminator: nn.Module, wave: Tensor) -> list[Tensor]:
    """Return the wave that each sub-discriminator receives, in the order of the calls.

    Args:
        discriminator: A discriminator with its sub-discriminators in ``discriminators``.
        wave: The input [batch, channels, time].
    """
    received: list[Tensor] = []

    def record(_: nn.Module, inputs: tuple[Any, ...]) -> None:
        received.append(inputs[0].detach().clone())

    subs = discriminator.get_submodule("discriminators").children()
    # each module once, because two scales may share one
    hooks = [sub.register_forward_pre_hook(record) for sub in dict.fromkeys(subs)]
    try:
        with torch.no_grad():
            discriminator(wave)
    finally:
        for hook in hooks:
            hook.remove()
    return received


def comes_back_at(frequency: float, sample_rate: float) -> float:
    """Return the frequency of a tone after sampling at ``sample_rate``, both in Hz."""
    return abs(frequency - sample_rate * round(frequency / sample_rate))


def gain(decimator: str, frequency: float, sample_rate: float) -> float:
    """Return the factor by which one decimator scales a tone.

    This is the magnitude of the Fourier transform of its impulse response, which is measured with a
    single 1 as input.

    Args:
        decimator: A name from `DECIMATORS`.
        frequency: The frequency of the tone in Hz.
        sample_rate: The sample rate before the decimator in Hz.
    """
    taps = 64  # an even place, further from the edge than the longest filter reaches
    click = torch.zeros(1, 1, 2 * taps + 1, dtype=torch.float64)
    total: complex = 0j
    for phase in range(FACTOR):  # even and odd inputs have different weights
        click.zero_()
        click[..., taps + phase] = 1
        response = make_decimator(decimator, FACTOR)(click)[0, 0]
        places = taps + phase - FACTOR * torch.arange(len(response), dtype=torch.float64)
        phases = torch.exp(2j * math.pi * frequency / sample_rate * places)
        total += complex((response * phases).sum())
    return float(abs(total))


def predicted(
    frequency: float, scale: int, decimator: str, sample_rate: int
) -> tuple[float, float]:
    """Return the predicted frequency in Hz and level in dB of a tone at a scale.

    Args:
        frequency: The frequency of the tone in the sound, in Hz.
        scale: The scale, counted from 0.
        decimator: A name from `DECIMATORS`.
        sample_rate: The sample rate of the sound in Hz.
    """
    level, rate = 1.0, float(sample_rate)
    for _ in range(scale):
        level *= gain(decimator, frequency, rate)
        rate /= FACTOR
        frequency = comes_back_at(frequency, rate)
    return frequency, decibels(level)


def sound_at_scale(sound: Sound, scale: int, decimator: str) -> Sound:
    """Return a sound after ``scale`` decimators, as the sub-discriminator of that scale gets it.

    Raises:
        ValueError: If the sample rate isn't divisible by 2 that often.
    """
    if sound.sample_rate % FACTOR**scale:
        raise ValueError(
            f"The sample rate must be divisible by {FACTOR}**{scale}, got {sound.sample_rate} Hz "
            f"for {sound.name!r}: load it at 24 000 Hz, as load(path) does."
        )
    wave = sound.wave.double()
    for _ in range(scale):
        wave = make_decimator(decimator, FACTOR)(wave)
    name = f"{sound.name}, scale {scale}"
    return Sound(wave[0, 0].float(), sound.sample_rate // FACTOR**scale, name)


def false_part(sound: Sound, scale: int, decimator: str) -> Sound:
    """Return the aliases at a scale alone: the result of the frequencies above its limit."""
    spectrum = torch.fft.rfft(sound.samples.double())
    hertz = torch.fft.rfftfreq(sound.samples.shape[0], 1 / sound.sample_rate)
    spectrum[hertz <= limit(scale, sound.sample_rate)] = 0
    above = torch.fft.irfft(spectrum, n=sound.samples.shape[0]).float().clamp(-1, 1)
    aliases = sound_at_scale(Sound(above, sound.sample_rate, sound.name), scale, decimator)
    return aliases.renamed(f"{sound.name}, scale {scale}, the false part")


def false_share(sound: Sound, scale: int, decimator: str) -> float:
    """Return the level of the false part in dB, relative to the whole sound at the scale."""
    if scale == 0:
        return SILENT_DB
    false, whole = (
        float(part(sound, scale, decimator).samples.double().square().mean())
        for part in (false_part, sound_at_scale)
    )
    return decibels(math.sqrt(false / whole)) if whole > 0 else SILENT_DB


def limit(scale: int, sample_rate: int) -> float:
    """Return the highest frequency in Hz that a scale can carry: half its sample rate."""
    return sample_rate / float(FACTOR**scale) / 2


def measured_level(sound: Sound, received: Sound) -> float:
    """Return the level of ``received`` relative to ``sound`` in dB, measured away from the ends."""
    powers = [
        float(part.samples[len(part.samples) // 8 : -len(part.samples) // 8].square().mean())
        for part in (received, sound)
    ]
    return decibels(math.sqrt(powers[0] / powers[1])) if powers[1] > 0 else SILENT_DB


def playable_at_scale(sound: Sound, scale: int, decimator: str) -> Sound:
    """Return what a scale receives at the sample rate of the sound, so that you can play it."""
    return playable(sound_at_scale(sound, scale, decimator), sound.sample_rate)


def playable(sound: Sound, sample_rate: int) -> Sound:
    """Return a sound resampled to a common rate, so that every browser plays it."""
    samples = resample(sound.samples, sound.sample_rate, sample_rate).clamp(-1, 1)
    return Sound(samples, sample_rate, sound.name)


def with_headroom(sound: Sound) -> Sound:
    """Return the sound with a peak of at most `HEADROOM`."""
    peak = float(sound.samples.abs().max())
    return sound if peak <= HEADROOM else sound.with_samples(sound.samples * (HEADROOM / peak))


def decibels(factor: float) -> float:
    """Return a factor in dB, at least `SILENT_DB`."""
    return max(SILENT_DB, 20 * math.log10(max(factor, 1e-12)))


# their names in version 0.1
waves_heard = waves_received
what_scale_hears = sound_at_scale
as_heard = playable_at_scale
