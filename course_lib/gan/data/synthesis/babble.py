"""Speech without words: vowels that glide into each other, hissing consonants, pauses.

The voice is a sum of partials of a moving pitch. Three resonances of the mouth (formants) set the
gain of each partial, and move from vowel to vowel.
"""

from typing import NamedTuple

import numpy as np

from course_lib.gan.data.synthesis.building_blocks import (
    CODEC_SAMPLE_RATE,
    STEP,
    Array,
    SynthesizedClip,
    add_partials,
    band_noise,
    smooth,
)

# F1 to F3 in Hz, means for men: Peterson and Barney, "Control Methods Used in a Study of the
# Vowels", 1952, table II; the words are hod, heed, who'd, head, hawed, hood, had
VOWELS = np.array(
    [
        (730, 1090, 2440),
        (270, 2290, 3010),
        (300, 870, 2240),
        (530, 1840, 2480),
        (570, 840, 2410),
        (440, 1020, 2240),
        (660, 1720, 2410),
    ],
    dtype=np.float64,
)
BANDWIDTHS = (80.0, 100.0, 140.0)  # Hz
HEIGHTS = (1.0, 0.6, 0.35)


class Sounding(NamedTuple):
    """A piece of babble, described by its voice, its formants and its hiss."""

    voice: Array  # [time], the level of the voice, 0 to 1
    formants: Array  # [time, 3], in Hz
    hiss: Array  # [time], samples


def babble(rng: np.random.Generator, length: int) -> SynthesizedClip:
    """Return babble, ``length`` samples long; it is voiced where the voice's level is > 0.05."""
    low = rng.random() < 0.5
    base = rng.uniform(85, 140) if low else rng.uniform(160, 240)
    f0 = base * smooth(rng.uniform(0.85, 1.2, 8), length) * np.linspace(1.08, 0.88, length)
    f0 *= 1 + 0.006 * smooth(rng.standard_normal(120), length)  # jitter: no throat is steady
    # a shorter mouth has higher resonances
    voice, formants, hiss = _speak(rng, length, VOWELS * (1.0 if low else 1.15))

    at_points = np.append(formants[::STEP], formants[-1:], axis=0)
    sung = add_partials(f0, lambda hertz, _: _mouth(hertz, at_points)) * voice
    breath = 0.02 * voice * rng.standard_normal(length)
    return SynthesizedClip(sung + 0.25 * hiss + breath, f0=f0, voiced=voice > 0.05)


def _speak(rng: np.random.Generator, length: int, vowels: Array) -> Sounding:
    """Return a row of syllables: an optional consonant, a vowel, an optional pause."""
    pieces: list[Sounding] = []
    vowel = rng.choice(vowels)
    while sum(len(piece.voice) for piece in pieces) < length:
        if rng.random() < 0.55:
            pieces.append(_consonant(rng, vowel))
        after = rng.choice(vowels)
        pieces.append(_glide(rng, vowel, after))
        vowel = after
        if rng.random() < 0.3:
            pause = np.zeros(_duration(rng, 0.04, 0.12))
            pieces.append(Sounding(pause, np.tile(vowel, (len(pause), 1)), pause))
    return Sounding(*(np.concatenate(parts)[:length] for parts in zip(*pieces, strict=True)))


def _consonant(rng: np.random.Generator, vowel: Array) -> Sounding:
    count = _duration(rng, 0.06, 0.14)
    low, high = sorted(rng.uniform(2200, 7500, 2))
    hiss = band_noise(rng, count, low, high + 300) * np.hanning(count) * rng.uniform(0.4, 1)
    return Sounding(np.zeros(count), np.tile(vowel, (count, 1)), hiss)


def _glide(rng: np.random.Generator, before: Array, after: Array) -> Sounding:
    """Return a vowel that becomes another in its first half, and stays there in its second."""
    count = _duration(rng, 0.12, 0.3)
    place = np.arange(count)
    voice = np.clip(np.minimum(place, place[::-1]) / (0.025 * CODEC_SAMPLE_RATE), 0, 1)
    tracks = [smooth(np.array([a, b, b]), count) for a, b in zip(before, after, strict=True)]
    return Sounding(voice * rng.uniform(0.6, 1), np.stack(tracks, axis=1), np.zeros(count))


def _mouth(hertz: Array, formants: Array) -> Array:
    """Return the gain at each of ``hertz`` [points] for formants [points, 3]."""
    gain = np.zeros_like(hertz)
    for height, width, centre in zip(HEIGHTS, BANDWIDTHS, formants.T, strict=True):
        gain += height / np.sqrt(1 + ((hertz - centre) / width) ** 2)
    tilt = (hertz / 300 + 0.3) ** -0.4
    return gain * tilt + 0.003


def _duration(rng: np.random.Generator, shortest: float, longest: float) -> int:
    return int(rng.uniform(shortest, longest) * CODEC_SAMPLE_RATE)
