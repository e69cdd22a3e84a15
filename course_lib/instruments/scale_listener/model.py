"""What a scale of MSD hears: computed from the library's own decimators, and from a formula.

A decimator is linear. So a sound can be cut in two, what the scale can carry and what it cannot,
and each part sent through alone. The second part is all false: tones that are not in the sound.

Conventions
    Scale 0 hears the sound itself, and scale k what k decimators, by 2 each, leave of it.
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
HEADROOM = 0.5  # the highest peak that is decimated: a sinc can overshoot
SILENT_DB = -120.0  # below a 16-bit file's own noise; what is shown is not lower


def waves_heard(discriminator: nn.Module, wave: Tensor) -> list[Tensor]:
    """Record the wave that reaches each sub-discriminator.

    Args:
        discriminator: with its sub-discriminators in ``discriminator.discriminators``.
        wave: [batch, channels, time].
    """
    heard: list[Tensor] = []

    def record(_: nn.Module, inputs: tuple[Any, ...]) -> None:
        heard.append(inputs[0].detach().clone())

    subs = discriminator.get_submodule("discriminators").children()
    # each once: two scales may be one and the same module
    hooks = [sub.register_forward_pre_hook(record) for sub in dict.fromkeys(subs)]
    try:
        with torch.no_grad():
            discriminator(wave)
    finally:
        for hook in hooks:
            hook.remove()
    return heard


def comes_back_at(frequency: float, sample_rate: float) -> float:
    """Give the frequency of a tone once it is sampled at ``sample_rate``."""
    return abs(frequency - sample_rate * round(frequency / sample_rate))


def gain(decimator: str, frequency: float, sample_rate: float) -> float:
    """Give the factor by which one decimator scales a tone: the sum of its weights, turned.

    The formula reads the weights off the decimator itself, as its answer to a single 1.
    """
    taps = 64  # an even place, beyond the reach of the longest weights
    click = torch.zeros(1, 1, 2 * taps + 1, dtype=torch.float64)
    total: complex = 0j
    for phase in range(FACTOR):  # each output weighs even and odd places differently
        click.zero_()
        click[..., taps + phase] = 1
        answer = make_decimator(decimator, FACTOR)(click)[0, 0]
        places = taps + phase - FACTOR * torch.arange(len(answer), dtype=torch.float64)
        turned = torch.exp(2j * math.pi * frequency / sample_rate * places)
        total += complex((answer * turned).sum())
    return float(abs(total))


def predicted(
    frequency: float, scale: int, decimator: str, sample_rate: int
) -> tuple[float, float]:
    """Predict where a tone is heard at a scale, and at which level: (Hz, dB)."""
    level, rate = 1.0, float(sample_rate)
    for _ in range(scale):
        level *= gain(decimator, frequency, rate)
        rate /= FACTOR
        frequency = comes_back_at(frequency, rate)
    return frequency, decibels(level)


def what_scale_hears(sound: Sound, scale: int, decimator: str) -> Sound:
    """Send a sound through ``scale`` decimators: the sound that the judge of that scale gets."""
    if sound.sample_rate % FACTOR**scale:
        raise ValueError(
            f"{sound.name!r} has {sound.sample_rate} samples a second, which {FACTOR}**{scale} "
            "does not divide: load it at 24 000 Hz, as load(path) does"
        )
    wave = sound.wave.double()
    for _ in range(scale):
        wave = make_decimator(decimator, FACTOR)(wave)
    name = f"{sound.name}, scale {scale}"
    return Sound(wave[0, 0].float(), sound.sample_rate // FACTOR**scale, name)


def false_part(sound: Sound, scale: int, decimator: str) -> Sound:
    """Keep of what a scale hears only what is false: it comes from above the scale's limit."""
    spectrum = torch.fft.rfft(sound.samples.double())
    hertz = torch.fft.rfftfreq(sound.samples.shape[0], 1 / sound.sample_rate)
    spectrum[hertz <= limit(scale, sound.sample_rate)] = 0
    above = torch.fft.irfft(spectrum, n=sound.samples.shape[0]).float().clamp(-1, 1)
    heard = what_scale_hears(Sound(above, sound.sample_rate, sound.name), scale, decimator)
    return heard.renamed(f"{sound.name}, scale {scale}, the false part")


def false_share(sound: Sound, scale: int, decimator: str) -> float:
    """Measure the level of the false part, in dB relative to all that the scale hears."""
    if scale == 0:
        return SILENT_DB
    false, heard = (
        float(part(sound, scale, decimator).samples.double().square().mean())
        for part in (false_part, what_scale_hears)
    )
    return decibels(math.sqrt(false / heard)) if heard > 0 else SILENT_DB


def limit(scale: int, sample_rate: int) -> float:
    """Give the highest frequency that a scale can carry: half of its sample rate."""
    return sample_rate / float(FACTOR**scale) / 2


def measured_level(sound: Sound, heard: Sound) -> float:
    """Measure how loud ``heard`` is beside ``sound``, in dB, away from the ends of both."""
    powers = [
        float(part.samples[len(part.samples) // 8 : -len(part.samples) // 8].square().mean())
        for part in (heard, sound)
    ]
    return decibels(math.sqrt(powers[0] / powers[1])) if powers[1] > 0 else SILENT_DB


def as_heard(sound: Sound, scale: int, decimator: str) -> Sound:
    """Let a person hear what a scale hears: the same tones, at the sample rate of the sound."""
    return playable(what_scale_hears(sound, scale, decimator), sound.sample_rate)


def playable(sound: Sound, sample_rate: int) -> Sound:
    """Write a slow recording at a common rate, so that every browser plays it; it sounds alike."""
    samples = resample(sound.samples, sound.sample_rate, sample_rate).clamp(-1, 1)
    return Sound(samples, sample_rate, sound.name)


def with_headroom(sound: Sound) -> Sound:
    """Make a sound quieter where its peak would leave a decimator no room."""
    peak = float(sound.samples.abs().max())
    return sound if peak <= HEADROOM else sound.with_samples(sound.samples * (HEADROOM / peak))


def decibels(factor: float) -> float:
    """Give a factor in dB, and no less than silence."""
    return max(SILENT_DB, 20 * math.log10(max(factor, 1e-12)))
