"""A blind test of single clips: your ratings are scores, as a discriminator's are.

    1 surely made    2 made    3 cannot tell    4 real    5 surely real
      -2               -1        0                1         2

Nothing is revealed before the last answer, because knowing how the last clip turned out would
influence the next rating. The order follows from a seed. Each rating is passed on at once, so you
can interrupt the test and continue later.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import traitlets

from course_lib.display.browser_instrument import BrowserInstrument, Key
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.deck import track
from course_lib.display.html_pieces import status
from course_lib.instruments.ear_test.human import colour_of
from course_lib.instruments.roc_curves.model import area
from course_lib.sounds import Sound, for_listening

SCORES = {-2: "surely made", -1: "made", 0: "cannot tell", 1: "real", 2: "surely real"}


@dataclass(frozen=True)
class Rating:
    """A listener's score for one clip."""

    clip: str
    real: bool
    score: int
    colour: tuple[float, ...]  # from `colour_of`


Judgement = Rating  # its name in version 0.1
OnRating = Callable[[int, Rating], None]  # receives the place in the test and the rating


class EarTestWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("scores",)
    clips = traitlets.List(traitlets.Dict()).tag(sync=True)  # "clip 1" and so on
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)  # shown after the last answer
    real = traitlets.Bytes(b"").tag(sync=True)  # for each clip 1 if it is real, else 0
    answers: "traitlets.List[object]" = traitlets.List().tag(sync=True)  # score, words; keys 1, 2 …
    scores = traitlets.List(traitlets.Int()).tag(sync=True)


class EarTest(BrowserInstrument):
    """A blind test of single clips, which also works without a browser.

    Args:
        real: Real clips.
        fake: Clips that a generator made.
        seed: The seed of the order.
        on_rating: A function to call after each answer, for example to store it.
        earlier: The scores of an interrupted test with the same clips and seed, to continue it.
    """

    Widget = EarTestWidget

    def __init__(
        self,
        real: Sequence[Sound],
        fake: Sequence[Sound],
        seed: int = 0,
        on_rating: OnRating | None = None,
        earlier: Sequence[int] = (),
    ) -> None:
        if not real or not fake:
            raise ValueError(
                f"An ear test needs real and generated clips, got {len(real)} and {len(fake)}: "
                "give some of both."
            )
        clips = [(clip, True) for clip in real] + [(clip, False) for clip in fake]
        random.Random(seed).shuffle(clips)
        self.levelled = for_listening(*(clip for clip, _ in clips), match="rms")
        self._clips = clips
        self._on_rating = on_rating
        self.scores: list[int] = [_checked(score) for score in earlier][: len(clips)]

    @property
    def done(self) -> bool:
        """True when every clip has a rating."""
        return len(self.scores) == len(self._clips)

    def x(self) -> Sound:
        """Return the clip to rate now."""
        self._check_open()
        return self.levelled.sounds[len(self.scores)].renamed(self.label())

    def label(self) -> str:
        """Return a name for the clip that doesn't give away what it is."""
        return f"clip {len(self.scores) + 1}"

    def answer(self, score: int) -> None:  # type: ignore[override]  # the module asks nothing
        """Rate the clip, from -2 (surely made by a generator) to 2 (surely real)."""
        self._check_open()
        self._rate(score)
        if "live" in vars(self):  # it is on a page
            self.live.scores = list(self.scores)

    def ratings(self) -> list[Rating]:
        """Return the ratings so far, in the order of the test."""
        rated = zip(self._clips, self.scores, strict=False)
        return [Rating(clip.name, real, score, colour_of(clip)) for (clip, real), score in rated]

    judgements = ratings  # its name in version 0.1

    def scores_by_kind(self) -> tuple[list[int], list[int]]:
        """Return the scores of the real clips, and those of the generated clips."""
        rated = list(zip(self._clips, self.scores, strict=False))
        return [s for (_, real), s in rated if real], [s for (_, real), s in rated if not real]

    of_each_kind = scores_by_kind  # its name in version 0.1

    def verdict(self) -> str:
        """Return how well the scores separate both kinds, and what each clip was."""
        real, fake = self.scores_by_kind()
        truth = ", ".join(
            f"{k} {clip.name} ({'real' if is_real else 'made'}, you: {SCORES[score]})"
            for k, ((clip, is_real), score) in enumerate(
                zip(self._clips, self.scores, strict=True), start=1
            )
        )
        return (
            f"The real clips win {100 * area(real, fake):.0f} % of their pairs with generated "
            f"ones; a tie is half a win. Guessing gives 50 %. The clips: {truth}."
        )

    def question(self) -> str:
        """Return the next question, or the result after the last clip."""
        if self.done:
            return self.verdict()
        return f"Clip {len(self.scores) + 1} of {len(self._clips)}: real, or made by a generator?"

    def text(self) -> str:
        """Return how to take the test without buttons, or how it ended."""
        how = "" if self.done else " Play it: x(). Then answer(score), from -2 (made) to 2 (real)."
        return f"Ear test. Gain: the same RMS for each clip. {self.question()}{how}"

    def state(self) -> State:
        """Return the clips under numbers, what each was, and the scores so far."""
        return {
            "clips": [
                track(sound.renamed(f"clip {k}"))
                for k, sound in enumerate(self.levelled.sounds, start=1)
            ],
            "names": [clip.name for clip, _ in self._clips],
            "real": bytes(is_real for _, is_real in self._clips),
            "answers": [[score, words] for score, words in SCORES.items()],
            "scores": list(self.scores),
        }

    def take(self, name: str, value: object) -> None:
        """Rate what the learner rated in the browser."""
        scores: list[int] = list(value)  # type: ignore[call-overload]
        for score in scores[len(self.scores) :]:
            self._rate(score)  # and sends nothing back: the browser may be further on

    def fallback_html(self) -> str:
        """Return the result if there is one. Without scripts there is no blind test."""
        return status(self.verdict() if self.done else "Run this cell to rate the clips by ear.")

    def _set(self, key: Key, name: str, value: object) -> None:
        """Keep the scores for the next run of the cell, unless ``on_rating`` stores them."""
        if self._on_rating is None:
            super()._set(key, name, value)
        else:
            self.take(name, value)

    def _rate(self, score: int) -> None:
        self.scores.append(_checked(score))
        if self._on_rating is not None:
            self._on_rating(len(self.scores) - 1, self.ratings()[-1])

    def _check_open(self) -> None:
        if self.done:
            raise ValueError("You have rated every clip: read verdict().")


def _checked(score: int) -> int:
    if score not in SCORES:
        raise ValueError(f"A score must be -2, -1, 0, 1 or 2, got {score!r}.")
    return score
