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

from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.html_pieces import status
from course_lib.display.keys import key_line
from course_lib.display.panels import row, stack
from course_lib.instruments.ear_test.human import colour_of
from course_lib.instruments.listen.panels import BlindTestPanel
from course_lib.instruments.pictures.roc import area
from course_lib.sounds import Sound, for_listening

SCORES = {-2: "surely made", -1: "made", 0: "cannot tell", 1: "real", 2: "surely real"}
KEYS = "Click here, then use the keys: `X` plays · `1` surely made · `2` made · `3` cannot tell · "
KEYS += "`4` real · `5` surely real"


@dataclass(frozen=True)
class Rating:
    """A listener's score for one clip."""

    clip: str
    real: bool
    score: int
    colour: tuple[float, ...]  # from `colour_of`


Judgement = Rating  # its name in version 0.1
OnRating = Callable[[int, Rating], None]  # receives the place in the test and the rating


class EarTest(Instrument):
    """A blind test of single clips, which also works without widgets.

    Args:
        real: Real clips.
        fake: Clips that a generator made.
        seed: The seed of the order.
        on_rating: A function to call after each answer, for example to store it.
        earlier: The scores of an interrupted test with the same clips and seed, to continue it.
    """

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

    def answer(self, score: int) -> None:
        """Rate the clip, from -2 (surely made by a generator) to 2 (surely real)."""
        self._check_open()
        self.scores.append(_checked(score))
        if self._on_rating is not None:
            self._on_rating(len(self.scores) - 1, self.ratings()[-1])

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
            f"In {100 * area(real, fake):.0f} of 100 pairs of a real and a generated clip, the "
            f"real one has your higher score. Guessing gives 50. The clips: {truth}."
        )

    def question(self) -> str:
        """Return the next question, or the result after the last clip."""
        if self.done:
            return self.verdict()
        return f"Clip {len(self.scores) + 1} of {len(self._clips)}: real, or made by a generator?"

    def text(self) -> str:
        """Return how to take the test without buttons, or how it ended."""
        how = "" if self.done else " Play it: x(). Then answer(score), from -2 (made) to 2 (real)."
        return f"Ear test. Gain: the same loudness for each clip. {self.question()}{how}"

    def static_html(self) -> str:
        """Return the result if there is one. A blind test needs a kernel."""
        return status(self.verdict() if self.done else "Run this cell to rate the clips by ear.")

    def widget(self) -> WidgetLike:
        """Return the player and the five buttons."""
        answers = {
            text: (f"Answer: {text}", lambda score=score: self.answer(score))
            for score, text in SCORES.items()
        }
        panel = BlindTestPanel(self, answers, "ear-x")
        parts = [key_line(KEYS), panel.hidden, row(panel.buttons), panel.message]
        return stack(parts, "course-ear-test", keys=True)

    def _check_open(self) -> None:
        if self.done:
            raise ValueError("You have rated every clip: read verdict().")


def _checked(score: int) -> int:
    if score not in SCORES:
        raise ValueError(f"A score must be -2, -1, 0, 1 or 2, got {score!r}.")
    return score
