"""Speech without words: vowels that glide into each other, hissing consonants, pauses.

The voice is a sum of partials of a moving pitch. Each partial's gain is read off three resonances
of the mouth (formants), which move from vowel to vowel.
"""

from typing import NamedTuple

import numpy as np

from course_lib.gan.data.synthesis.shapes import (
    SAMPLE_RATE,
    STEP,
    Array,
    Made,
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
    """A piece of babble: how loud the voice is, where the formants are, and the hiss."""

    voice: Array  # [time]
    formants: Array  # [time, 3]
    hiss: Array  # [time]


def babble(dice: np.random.Generator, length: int) -> Made:
    """Speak; there is a voice where it is above a twentieth of its loudest."""
    low = dice.random() < 0.5
    base = dice.uniform(85, 140) if low else dice.uniform(160, 240)
    f0 = base * smooth(dice.uniform(0.85, 1.2, 8), length) * np.linspace(1.08, 0.88, length)
    f0 *= 1 + 0.006 * smooth(dice.standard_normal(120), length)  # no throat is steady
    # a shorter mouth has higher resonances
    voice, formants, hiss = _speak(dice, length, VOWELS * (1.0 if low else 1.15))

    at_points = np.append(formants[::STEP], formants[-1:], axis=0)
    sung = add_partials(f0, lambda hertz, _: _mouth(hertz, at_points)) * voice
    breath = 0.02 * voice * dice.standard_normal(length)
    return Made(sung + 0.25 * hiss + breath, f0=f0, voiced=voice > 0.05)


def _speak(dice: np.random.Generator, length: int, vowels: Array) -> Sounding:
    """String syllables together: perhaps a consonant, a vowel, perhaps a pause."""
    pieces: list[Sounding] = []
    vowel = dice.choice(vowels)
    while sum(len(piece.voice) for piece in pieces) < length:
        if dice.random() < 0.55:
            pieces.append(_consonant(dice, vowel))
        after = dice.choice(vowels)
        pieces.append(_glide(dice, vowel, after))
        vowel = after
        if dice.random() < 0.3:
            pause = np.zeros(_duration(dice, 0.04, 0.12))
            pieces.append(Sounding(pause, np.tile(vowel, (len(pause), 1)), pause))
    return Sounding(*(np.concatenate(parts)[:length] for parts in zip(*pieces, strict=True)))


def _consonant(dice: np.random.Generator, vowel: Array) -> Sounding:
    count = _duration(dice, 0.06, 0.14)
    low, high = sorted(dice.uniform(2200, 7500, 2))
    hiss = band_noise(dice, count, low, high + 300) * np.hanning(count) * dice.uniform(0.4, 1)
    return Sounding(np.zeros(count), np.tile(vowel, (count, 1)), hiss)


def _glide(dice: np.random.Generator, before: Array, after: Array) -> Sounding:
    """Move from one vowel to the next in the first half, and hold it in the second."""
    count = _duration(dice, 0.12, 0.3)
    place = np.arange(count)
    voice = np.clip(np.minimum(place, place[::-1]) / (0.025 * SAMPLE_RATE), 0, 1)
    tracks = [smooth(np.array([a, b, b]), count) for a, b in zip(before, after, strict=True)]
    return Sounding(voice * dice.uniform(0.6, 1), np.stack(tracks, axis=1), np.zeros(count))


def _mouth(hertz: Array, formants: Array) -> Array:
    """Return the gain at each of ``hertz`` [points] for formants [points, 3]."""
    gain = np.zeros_like(hertz)
    for height, width, centre in zip(HEIGHTS, BANDWIDTHS, formants.T, strict=True):
        gain += height / np.sqrt(1 + ((hertz - centre) / width) ** 2)
    tilt = (hertz / 300 + 0.3) ** -0.4
    return gain * tilt + 0.003


def _duration(dice: np.random.Generator, shortest: float, longest: float) -> int:
    return int(dice.uniform(shortest, longest) * SAMPLE_RATE)
