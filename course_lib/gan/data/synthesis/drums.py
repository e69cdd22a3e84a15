"""A beat: kick, snare and hat on a grid of sixteenths, with drums of its own for each clip."""

from collections.abc import Callable

import numpy as np

from course_lib.gan.data.synthesis.shapes import SAMPLE_RATE, Array, Made, band_noise, times

BAR = 16  # sixteenths
HIT = 0.25  # seconds that a hit lasts; over the last FADE of them it is faded out,
FADE = 0.05  # since a drum that is cut off clicks, and a click is an onset


def drums(dice: np.random.Generator, length: int) -> Made:
    """Play one pattern over and over; a hit begins on the sample nearest to its sixteenth."""
    sixteenth = 60 / dice.uniform(90, 160) / 4 * SAMPLE_RATE  # samples, at 90 to 160 bpm
    pattern = _draw_pattern(dice)
    ending = np.clip((HIT - times(round(HIT * SAMPLE_RATE))) / FADE, 0, 1)
    samples = np.zeros(length)
    onsets = []
    for number in range(int(length / sixteenth) + 1):
        start = round(number * sixteenth)
        sounding = pattern[number % BAR] if start < length else []
        for hit in sounding:
            piece = (hit() * ending)[: length - start]
            samples[start : start + len(piece)] += piece
        if sounding:
            onsets.append(start / SAMPLE_RATE)
    return Made(samples, onsets=tuple(onsets))


def _draw_pattern(dice: np.random.Generator) -> list[list[Callable[[], Array]]]:
    """Draw the drums, and say which of them sound on each sixteenth of a bar."""
    t = times(round(HIT * SAMPLE_RATE))
    kick = _draw_kick(dice, t)
    hat_edge = dice.uniform(4500, 6000)

    def snare() -> Array:
        skin = np.sin(2 * np.pi * 190 * t)
        return 0.6 * (0.5 * dice.standard_normal(len(t)) + skin) * np.exp(-t * 22)

    def hat() -> Array:
        hiss = band_noise(dice, len(t), low=hat_edge)
        return 0.45 * hiss * np.exp(-t * dice.uniform(50, 80))

    kick_on = {0, 8, int(dice.choice([3, 6, 10, 11]))}
    snare_on = {4, 12}
    hat_every = int(dice.choice([1, 2, 4]))
    return [
        [lambda: kick] * (step in kick_on)
        + [snare] * (step in snare_on)
        + [hat] * (step % hat_every == 0)
        for step in range(BAR)
    ]


def _draw_kick(dice: np.random.Generator, t: Array) -> Array:
    """Make a sine whose pitch drops, as a struck skin's does when its tension lets go."""
    rest, drop = dice.uniform(42, 60), dice.uniform(90, 180)  # Hz
    hertz = rest + drop * np.exp(-t * dice.uniform(25, 45))
    swing: Array = np.sin(2 * np.pi * np.cumsum(hertz) / SAMPLE_RATE)
    return swing * np.exp(-t * dice.uniform(10, 18))
