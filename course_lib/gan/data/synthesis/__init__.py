"""Five kinds of sound whose pitch and onsets are known, drawn anew with each throw of the dice.

    harmonic    one held note that glides or trembles     exact f0
    drums       a beat of kick, snare and hat             exact onsets
    chirp       gliding sines
    babble      syllables without words                   exact f0, and where there is voice
    chord       plucked strings, together or in turn      exact onsets

`course_lib.sounds` makes one known sound per call, for lessons. These make sets to train on: each
call draws a new sound, so that a network meets a thousand variants and cannot learn one by heart.
"""

from collections.abc import Callable, Mapping

import numpy as np

from course_lib.gan.data.synthesis.babble import babble
from course_lib.gan.data.synthesis.chirp import chirp
from course_lib.gan.data.synthesis.chord import chord
from course_lib.gan.data.synthesis.drums import drums
from course_lib.gan.data.synthesis.harmonic import harmonic
from course_lib.gan.data.synthesis.shapes import SAMPLE_RATE, Made

# dice, number of samples → the sound
KINDS: Mapping[str, Callable[[np.random.Generator, int], Made]] = {
    "harmonic": harmonic,
    "drums": drums,
    "chirp": chirp,
    "babble": babble,
    "chord": chord,
}

__all__ = ["KINDS", "SAMPLE_RATE", "Made", "babble", "chirp", "chord", "drums", "harmonic"]
