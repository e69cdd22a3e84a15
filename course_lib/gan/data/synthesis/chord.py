"""Plucked strings: chords that are strummed, or played one string after another."""

import math

import numpy as np
import torch

from course_lib.gan.data.synthesis.building_blocks import CODEC_SAMPLE_RATE, Array, SynthesizedClip
from course_lib.sounds.partials import add_partials, harmonics
from course_lib.sounds.strings import loop_decay

QUALITIES = ((0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 3, 7, 10))  # semitones above the root
STEPS = (0, 3, 5, 7, -2)  # semitones by which the root may move


def chord(rng: np.random.Generator, length: int) -> SynthesizedClip:
    """Return a row of chords, ``length`` samples long; each string begins on a whole sample.

    The strings of a strummed chord begin within 0.12 s and count as one onset.
    """
    root = rng.uniform(82, 200)
    quality = QUALITIES[rng.integers(len(QUALITIES))]
    pause = rng.uniform(0.25, 0.5)  # seconds
    strummed = rng.random() < 0.6
    between = rng.uniform(0, 0.03) if strummed else pause / 2  # seconds from string to string
    samples = np.zeros(length)
    onsets = []
    begin = 0.0
    while begin * CODEC_SAMPLE_RATE < length:
        shift = int(rng.choice(STEPS))
        for place, semitones in enumerate(quality):
            start = round((begin + place * between) * CODEC_SAMPLE_RATE)
            if start >= length:
                break
            samples[start:] += _string(rng, root * 2 ** ((semitones + shift) / 12), length - start)
            if place == 0 or not strummed:
                onsets.append(start / CODEC_SAMPLE_RATE)
        begin += pause if strummed else between * len(quality)
    return SynthesizedClip(samples, onsets=tuple(onsets))


def _string(rng: np.random.Generator, f0: float, length: int) -> Array:
    """Return a plucked string; the pick is drawn, from hard (bright) to soft (dull)."""
    frequencies = harmonics(f0, CODEC_SAMPLE_RATE)
    sizes = (f0 / frequencies) ** rng.uniform(0, 1)
    sizes /= torch.linalg.vector_norm(sizes)  # each pick gives the string the same energy
    phases = torch.from_numpy(rng.uniform(0, 2 * math.pi, len(frequencies)))
    samples = add_partials(
        frequencies,
        torch.polar(sizes, phases),
        loop_decay(frequencies, f0, CODEC_SAMPLE_RATE),
        length=length,
        sample_rate=CODEC_SAMPLE_RATE,
    )
    string: Array = samples.numpy()
    return string
