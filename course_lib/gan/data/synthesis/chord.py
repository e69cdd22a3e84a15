"""Plucked strings: chords that are strummed, or played one string after the other."""

import math

import numpy as np
import torch

from course_lib.gan.data.synthesis.shapes import SAMPLE_RATE, Array, Made
from course_lib.sounds.partials import add_partials, harmonics
from course_lib.sounds.strings import loop_decay

QUALITIES = ((0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 3, 7, 10))  # semitones above the root
STEPS = (0, 3, 5, 7, -2)  # semitones by which the root may move


def chord(dice: np.random.Generator, length: int) -> Made:
    """Play one chord after another; a string begins on the sample nearest to its time.

    Strings that are strummed within a few hundredths of a second are one onset.
    """
    root = dice.uniform(82, 200)
    quality = QUALITIES[dice.integers(len(QUALITIES))]
    pause = dice.uniform(0.25, 0.5)  # seconds
    strummed = dice.random() < 0.6
    between = dice.uniform(0, 0.03) if strummed else pause / 2  # seconds from string to string
    samples = np.zeros(length)
    onsets = []
    begin = 0.0
    while begin * SAMPLE_RATE < length:
        shift = int(dice.choice(STEPS))
        for place, semitones in enumerate(quality):
            start = round((begin + place * between) * SAMPLE_RATE)
            if start >= length:
                break
            samples[start:] += _string(dice, root * 2 ** ((semitones + shift) / 12), length - start)
            if place == 0 or not strummed:
                onsets.append(start / SAMPLE_RATE)
        begin += pause if strummed else between * len(quality)
    return Made(samples, onsets=tuple(onsets))


def _string(dice: np.random.Generator, f0: float, length: int) -> Array:
    """Pluck one string with a pick that is drawn: hard, so that it sounds bright, or soft."""
    frequencies = harmonics(f0, SAMPLE_RATE)
    sizes = (f0 / frequencies) ** dice.uniform(0, 1)
    sizes /= torch.linalg.vector_norm(sizes)  # the same energy at first for each pick
    phases = torch.from_numpy(dice.uniform(0, 2 * math.pi, len(frequencies)))
    samples = add_partials(
        frequencies,
        torch.polar(sizes, phases),
        loop_decay(frequencies, f0, SAMPLE_RATE),
        length=length,
        sample_rate=SAMPLE_RATE,
    )
    string: Array = samples.numpy()
    return string
