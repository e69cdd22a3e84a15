"""A beat: kick, snare and hat on a grid of sixteenths; each clip has its own drums and pattern."""

from collections.abc import Callable

import numpy as np

from course_lib.gan.data.synthesis.building_blocks import (
    CODEC_SAMPLE_RATE,
    Array,
    SynthesizedClip,
    band_noise,
    times,
)

BAR = 16  # sixteenths
HIT = 0.25  # seconds that a hit lasts
FADE = (
    0.05  # seconds of fade-out at its end: a drum that is cut off clicks, and a click is an onset
)


def drums(rng: np.random.Generator, length: int) -> SynthesizedClip:
    """Return a repeating pattern, ``length`` samples long; each hit begins on a whole sample."""
    sixteenth = 60 / rng.uniform(90, 160) / 4 * CODEC_SAMPLE_RATE  # samples, at 90 to 160 bpm
    pattern = _draw_pattern(rng)
    ending = np.clip((HIT - times(round(HIT * CODEC_SAMPLE_RATE))) / FADE, 0, 1)
    samples = np.zeros(length)
    onsets = []
    for number in range(int(length / sixteenth) + 1):
        start = round(number * sixteenth)
        sounding = pattern[number % BAR] if start < length else []
        for hit in sounding:
            piece = (hit() * ending)[: length - start]
            samples[start : start + len(piece)] += piece
        if sounding:
            onsets.append(start / CODEC_SAMPLE_RATE)
    return SynthesizedClip(samples, onsets=tuple(onsets))


def _draw_pattern(rng: np.random.Generator) -> list[list[Callable[[], Array]]]:
    """Return the drums that sound on each sixteenth of a bar; drums and pattern are drawn."""
    t = times(round(HIT * CODEC_SAMPLE_RATE))
    kick = _draw_kick(rng, t)
    hat_edge = rng.uniform(4500, 6000)

    def snare() -> Array:
        skin = np.sin(2 * np.pi * 190 * t)
        return 0.6 * (0.5 * rng.standard_normal(len(t)) + skin) * np.exp(-t * 22)

    def hat() -> Array:
        hiss = band_noise(rng, len(t), low=hat_edge)
        return 0.45 * hiss * np.exp(-t * rng.uniform(50, 80))

    kick_on = {0, 8, int(rng.choice([3, 6, 10, 11]))}
    snare_on = {4, 12}
    hat_every = int(rng.choice([1, 2, 4]))
    return [
        [lambda: kick] * (step in kick_on)
        + [snare] * (step in snare_on)
        + [hat] * (step % hat_every == 0)
        for step in range(BAR)
    ]


def _draw_kick(rng: np.random.Generator, t: Array) -> Array:
    """Return a sine whose pitch drops, as that of a drum does when its skin relaxes."""
    rest, drop = rng.uniform(42, 60), rng.uniform(90, 180)  # Hz
    hertz = rest + drop * np.exp(-t * rng.uniform(25, 45))
    swing: Array = np.sin(2 * np.pi * np.cumsum(hertz) / CODEC_SAMPLE_RATE)
    return swing * np.exp(-t * rng.uniform(10, 18))
