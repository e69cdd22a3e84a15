"""Synthesisers of five kinds of sound, which know the pitch and the onsets of what they make.

    harmonic    one held note that glides or trembles     exact f0
    drums       a beat of kick, snare and hat             exact onsets
    chirp       gliding sines
    babble      syllables without words                   exact f0 and voicing
    chord       plucked strings, together or in turn      exact onsets

`building_blocks` has what they share: envelopes, partials that follow a pitch, bands of noise.

`course_lib.sounds` makes one specific sound per call, for lessons. These synthesisers make sets to
train on: each call draws a new sound, so a network meets many variants and can't memorise one.
"""

from collections.abc import Callable, Mapping

import numpy as np

from course_lib.gan.data.synthesis.babble import babble
from course_lib.gan.data.synthesis.building_blocks import CODEC_SAMPLE_RATE, SynthesizedClip
from course_lib.gan.data.synthesis.chirp import chirp
from course_lib.gan.data.synthesis.chord import chord
from course_lib.gan.data.synthesis.drums import drums
from course_lib.gan.data.synthesis.harmonic import harmonic

# (random generator, length in samples) -> clip
KINDS: Mapping[str, Callable[[np.random.Generator, int], SynthesizedClip]] = {
    "harmonic": harmonic,
    "drums": drums,
    "chirp": chirp,
    "babble": babble,
    "chord": chord,
}

__all__ = [
    "CODEC_SAMPLE_RATE",
    "KINDS",
    "SynthesizedClip",
    "babble",
    "chirp",
    "chord",
    "drums",
    "harmonic",
]
