"""The clips that lesson 00 lets its learners judge, and which of them is what.

A notebook that made them in its own cells would give away the answers.
"""

import html

from course_lib.display.cards import card, labelled_player
from course_lib.display.figures.wave_and_spectrogram import wave_and_spectrogram
from course_lib.display.forms import Shown
from course_lib.gan.training.shipped import READY
from course_lib.instruments.time_machine.widget import generated, originals
from course_lib.sounds import Sound, beat, for_listening, pluck, spoil, vowel

KINDS = ("chord", "drums", "babble")
TRAINED = READY[-1]

Pair = tuple[Sound, Sound]

# artefact, strength, and the sound it is put on
QUIZ = (
    ("clicks", 2, "voice"),
    ("pre-echo", 3, "drums"),
    ("comb buzz", 3, "string"),
    ("phasiness", 3, "voice"),
    ("dull top", 2, "drums"),
    ("DC thump", 3, "string"),
    ("comb buzz", 2, "voice"),
    ("phasiness", 3, "high voice"),
)


def blind_pair() -> Pair:
    """Give one sound twice, as A and as B: as it was, and as a network made it anew."""
    source = originals(("chord",), each=2)["chord 1"]
    made = generated(TRAINED, {"chord": source})["chord"]
    return made.renamed("A"), source.renamed("B")


def unblinded_pair() -> Pair:
    """Give the same two with their true names."""
    made, source = blind_pair()
    return made.renamed("A, made by the network"), source.renamed("B, the original")


def ear_test_clips(each: int = 2) -> tuple[list[Sound], list[Sound]]:
    """Give clips to judge: real ones, and others that the trained network made anew.

    No clip comes in both forms, so that none can be found out by comparing.
    """
    pool = originals(KINDS, each=1 + 2 * each)
    real = [pool[f"{kind} {i}"] for kind in KINDS for i in range(1, 1 + each)]
    names = [f"{kind} {i}" for kind in KINDS for i in range(1 + each, 1 + 2 * each)]
    made = generated(TRAINED, {name: pool[name] for name in names})
    return real, [made[name].renamed(name) for name in names]


class ArtefactQuiz(Shown):
    """Eight clips, each with one artefact, to be named by ear; made by `artefact_quiz`."""

    def __init__(self, pictures: bool) -> None:
        bases = {
            "voice": vowel(f0=120, vowel="e", seconds=1.2),
            "high voice": vowel(f0=210, vowel="o", seconds=1.2),
            "drums": beat(bpm=150, seed=3),
            "string": pluck(165, 1.2, seed=2),
        }
        clips = [spoil(bases[on], name, level, seed=7) for name, level, on in QUIZ]
        self.levelled = for_listening(*clips, match="rms")
        self.pictures = pictures

    def clip(self, number: int) -> Sound:
        """Give a clip as it is played, from 1 on."""
        if not 1 <= number <= len(QUIZ):
            raise ValueError(f"clips go from 1 to {len(QUIZ)}; there is no clip {number!r}")
        return self.levelled.sounds[number - 1].renamed(f"clip {number}")

    def text(self) -> str:
        """Say how to hear the clips."""
        return f"Eight clips: clip(1) to clip({len(QUIZ)}). All are equally loud."

    def static_html(self) -> str:
        """Show the players; the pictures only where they are asked for."""
        parts = []
        for number in range(1, len(QUIZ) + 1):
            sound = self.clip(number)
            picture = wave_and_spectrogram(sound) if self.pictures else ""
            parts.append(picture + labelled_player(sound, sound.name))
        return card(f"{''.join(parts)}<p>{html.escape(self.text())}</p>", "quiz")


def artefact_quiz(pictures: bool = False) -> ArtefactQuiz:
    """Show eight clips with one artefact each.

    Args:
        pictures: show wave and spectrogram, too. Ears first.
    """
    return ArtefactQuiz(pictures)
