"""Sung vowels: pulses from the vocal folds, filtered by the resonances of the vocal tract.

    folds ──► pulses, f0 times a second ──► five resonances (formants) ──► vowel

Both steps are linear, so they are computed per partial: partial k of the pulses, at k * f0, is
multiplied by the frequency response of the resonances there. The vowel is exactly periodic for
every f0.

Source: source-filter model and bandwidths after D. Klatt, "Software for a cascade/parallel formant
synthesizer", J. Acoust. Soc. Am. 67, 1980; formants F1 to F3 are the means for men in G. Peterson
and H. Barney, "Control Methods Used in a Study of the Vowels", J. Acoust. Soc. Am. 24, 1952, table
II.
"""

import math
from typing import Literal, get_args

import torch
from torch import Tensor

from course_lib.sounds.argument_checks import LOWEST_PITCH, at_peak, check_frequency, count_samples
from course_lib.sounds.partials import add_partials, harmonics
from course_lib.sounds.sound import LESSON_SAMPLE_RATE, Sound

VowelName = Literal["a", "e", "i", "o", "u"]

FORMANTS = {  # F1, F2, F3 in Hz, and a word with this vowel
    "a": (730.0, 1090.0, 2440.0),  # hod
    "e": (530.0, 1840.0, 2480.0),  # head
    "i": (270.0, 2290.0, 3010.0),  # heed
    "o": (570.0, 840.0, 2410.0),  # hawed
    "u": (300.0, 870.0, 2240.0),  # who'd
}
HIGH_FORMANTS = (3300.0, 3750.0)  # Hz; F4 and F5 depend on the singer, not on the vowel
BANDWIDTHS = (60.0, 90.0, 150.0, 250.0, 200.0)  # Hz, of F1 to F5
PULSE_BANDWIDTH = 100.0  # Hz; above it, the pulses of airflow fall by 12 dB per octave


def vowel(
    f0: float = 150.0,
    vowel: VowelName = "a",
    seconds: float = 1.0,
    *,
    sample_rate: int = LESSON_SAMPLE_RATE,
) -> Sound:
    """Return one vowel at a steady pitch.

    Args:
        f0: The pitch, in Hz.
        vowel: The vowel: "a", "e", "i", "o" or "u".
        seconds: The length of the sound.
        sample_rate: The sample rate, in Hz.

    Raises:
        ValueError: There is no such vowel, or an argument is out of range.
    """
    if vowel not in FORMANTS:
        raise ValueError(f"no vowel is called {vowel!r}. Known: {', '.join(get_args(VowelName))}.")
    length = count_samples(seconds, sample_rate)
    check_frequency(f0, sample_rate, lowest=LOWEST_PITCH)
    frequencies = harmonics(f0, sample_rate)
    samples = add_partials(
        frequencies,
        glottal_pulses(frequencies) * vocal_tract(frequencies, vowel),
        torch.zeros_like(frequencies),
        length=length,
        sample_rate=sample_rate,
    )
    name = f"vowel {vowel} at {f0:g} Hz"
    return Sound(at_peak(samples), sample_rate, name, f0=f0, onsets=(0.0,))


def glottal_pulses(frequencies: Tensor) -> Tensor:
    """Return the complex amplitudes of the pulses' partials at ``frequencies`` (in Hz).

    Two real poles shape the airflow. What radiates from the lips is its derivative, which is the
    factor 1j * frequency.
    """
    ratio = torch.complex(torch.zeros_like(frequencies), frequencies / PULSE_BANDWIDTH)
    return ratio / (1 + ratio) ** 2


def vocal_tract(frequencies: Tensor, vowel: VowelName) -> Tensor:
    """Return the complex response of five resonances in series at ``frequencies``; 1 at 0 Hz."""
    s = torch.complex(torch.zeros_like(frequencies), 2 * math.pi * frequencies)
    response = torch.ones_like(s)
    centres = (*FORMANTS[vowel], *HIGH_FORMANTS)
    for centre, bandwidth in zip(centres, BANDWIDTHS, strict=True):
        pole = complex(-math.pi * bandwidth, 2 * math.pi * centre)
        response = response * abs(pole) ** 2 / ((s - pole) * (s - pole.conjugate()))
    return response
