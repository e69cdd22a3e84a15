"""Sounds whose pitch and onsets are known, sounds from files, and the level they are played at.

Every sound here is made by a formula, so a claim about what a discriminator hears has something
true to be compared with. The same arguments give the same samples, and the global random state of
torch is neither read nor changed.
"""

from course_lib.sounds.artefacts import ARTEFACTS, spoil
from course_lib.sounds.drums import beat, drum
from course_lib.sounds.files import load, load_folder, save
from course_lib.sounds.levels import Levelled, for_listening
from course_lib.sounds.signals import click, noise, sweep, tone
from course_lib.sounds.sound import SAMPLE_RATE, Sound
from course_lib.sounds.strings import chord, pluck
from course_lib.sounds.voice import vowel

__all__ = [
    "ARTEFACTS",
    "SAMPLE_RATE",
    "Levelled",
    "Sound",
    "beat",
    "chord",
    "click",
    "drum",
    "for_listening",
    "load",
    "load_folder",
    "noise",
    "pluck",
    "save",
    "spoil",
    "sweep",
    "tone",
    "vowel",
]
