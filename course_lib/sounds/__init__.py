"""Synthesised sounds with known pitch and onsets, sounds from files, and playback levels.

Each synthesised sound follows a formula, so its pitch and onsets are a ground truth for what a
discriminator notices. Equal arguments give equal samples, and torch's global random state is
neither read nor changed.

    sound       `Sound`: samples, and what is known about them; LESSON_SAMPLE_RATE, in Hz, was
                called SAMPLE_RATE
    signals     test signals: tone, sweep, click, noise
    strings, voice, drums    plucked strings, vowels, drum hits and beats
    artefacts   typical faults of generated sound, added on purpose; ARTEFACTS are their names
    files       load and save recordings
    levels      `for_listening`: a fair playback level for sounds that are compared
    argument_checks, partials    checked arguments, and sums of sines, for all of these
"""

from course_lib.sounds.artefacts import ARTEFACTS, spoil
from course_lib.sounds.drums import beat, drum
from course_lib.sounds.files import load, load_folder, save
from course_lib.sounds.levels import Levelled, for_listening
from course_lib.sounds.signals import click, noise, sweep, tone
from course_lib.sounds.sound import LESSON_SAMPLE_RATE, Sound
from course_lib.sounds.strings import chord, pluck
from course_lib.sounds.voice import vowel

SAMPLE_RATE = LESSON_SAMPLE_RATE
"""`LESSON_SAMPLE_RATE`, by its name in version 0.1."""

__all__ = [
    "ARTEFACTS",
    "LESSON_SAMPLE_RATE",
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
