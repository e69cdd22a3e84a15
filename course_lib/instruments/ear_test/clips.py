"""The clips that you rate in lesson 00, and which of them is real.

If the notebook made the clips in its own cells, you could read the answers there.
"""

import random

from course_lib.display.deck import Deck
from course_lib.gan.training.shipped import READY
from course_lib.instruments.time_machine.model import generated, originals
from course_lib.sounds import Sound, beat, for_listening, pluck, spoil, vowel
from course_lib.sounds.artefacts import ArtefactName

KINDS = ("chord", "drums", "babble")
TRAINED = READY[-1]

Pair = tuple[Sound, Sound]

QuizItem = tuple[ArtefactName, int, str]  # artefact, strength, and the sound that has it

QUIZ: tuple[QuizItem, ...] = (
    ("clicks", 2, "voice"),
    ("pre-echo", 3, "drums"),
    ("comb buzz", 3, "string"),
    ("phasiness", 3, "voice"),
    ("dull top", 2, "drums"),
    ("DC thump", 3, "string"),
    ("comb buzz", 2, "voice"),
    ("phasiness", 3, "high voice"),
)


# what can come a second time, on another sound than in `QUIZ`
_AGAIN: tuple[QuizItem, ...] = (
    ("clicks", 2, "high voice"),
    ("comb buzz", 2, "voice"),
    ("phasiness", 3, "high voice"),
    ("DC thump", 3, "high voice"),
)


def quiz_items(number: int) -> tuple[QuizItem, ...]:
    """Return the eight items of a quiz: each artefact once, two of them twice, in some order.

    Args:
        number: The number of the quiz. Quiz 0 is `QUIZ`; the others are drawn from their number.
    """
    if number == 0:
        return QUIZ
    rng = random.Random(f"artefact quiz {number}")
    once = {name: (name, strength, on) for name, strength, on in reversed(QUIZ)}
    items = [*once.values(), *rng.sample(_AGAIN, 2)]
    rng.shuffle(items)
    return tuple(items)


def blind_pair() -> Pair:
    """Return two versions of one sound under the names A and B: generated, and original."""
    source = originals(("chord",), each=2)["chord 1"]
    fake = generated(TRAINED, {"chord": source})["chord"]
    return fake.renamed("A"), source.renamed("B")


def unblinded_pair() -> Pair:
    """Return the sounds of `blind_pair` under names that say what they are."""
    fake, source = blind_pair()
    return fake.renamed("A, made by the network"), source.renamed("B, the original")


def ear_test_clips(each: int = 2) -> tuple[list[Sound], list[Sound]]:
    """Return clips for an ear test: real ones, and others that the trained generator made.

    No clip occurs in both versions, so comparing clips gives nothing away.

    Args:
        each: The number of clips of each kind of sound, real and generated alike.
    """
    pool = originals(KINDS, each=1 + 2 * each)
    real = [pool[f"{kind} {i}"] for kind in KINDS for i in range(1, 1 + each)]
    names = [f"{kind} {i}" for kind in KINDS for i in range(1 + each, 1 + 2 * each)]
    fake = generated(TRAINED, {name: pool[name] for name in names})
    return real, [fake[name].renamed(name) for name in names]


class ArtefactQuiz(Deck):
    """Eight clips with one artefact each, to name by ear. Use `artefact_quiz`."""

    def __init__(self, number: int, pictures: bool) -> None:
        self.items = quiz_items(number)
        bases = {
            "voice": vowel(f0=120, vowel="e", seconds=1.2),
            "high voice": vowel(f0=210, vowel="o", seconds=1.2),
            "drums": beat(bpm=150, seed=3),
            "string": pluck(165, 1.2, seed=2),
        }
        clips = [spoil(bases[on], name, level, seed=7) for name, level, on in self.items]
        self.levelled = for_listening(*clips, match="rms")
        self.pictures = pictures
        super().__init__(
            [sound.renamed(f"clip {k}") for k, sound in enumerate(self.levelled.sounds, start=1)],
            title="Which artefact does each clip have?",
            facts="All have the same level.",
            view="spectrogram" if pictures else "none",
        )

    def clip(self, number: int) -> Sound:
        """Return a clip as it is played, counted from 1."""
        if not 1 <= number <= len(QUIZ):
            raise ValueError(f"Clips are numbered 1 to {len(QUIZ)}; there is no clip {number!r}.")
        return self.sounds[number - 1]

    def text(self) -> str:
        """Return how to play the clips."""
        return f"Eight clips: clip(1) to clip({len(QUIZ)}). All have the same level."


def artefact_quiz(number: int = 0, pictures: bool = False) -> ArtefactQuiz:
    """Return a quiz of eight clips with one artefact each.

    Args:
        number: Which quiz: each number has its own items, in its own order.
        pictures: True shows waves and spectrograms, too. Try it by ear first.
    """
    return ArtefactQuiz(number, pictures)
