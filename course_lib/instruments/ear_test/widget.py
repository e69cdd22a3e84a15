"""Judge clips blind, one after the other: your answers are scores, as a discriminator's are.

    1 surely made    2 made    3 cannot tell    4 real    5 surely real
      -2               -1        0                1         2

Nothing is told before the last answer: who knows how the last clip turned out judges the next one
by it. The order is drawn from a seed, and each answer is handed to ``keep`` at once, so that a test
that was broken off goes on where it stopped.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ipywidgets

from course_lib.display.cards import alert, card, labelled_player, status
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.keys import PANEL, key_line, key_script, keyed
from course_lib.instruments.ear_test.human import colour_of
from course_lib.instruments.pictures.roc import area
from course_lib.sounds import Sound, for_listening

SCORES = {-2: "surely made", -1: "made", 0: "cannot tell", 1: "real", 2: "surely real"}
KEYS = "Click here, then by keys: `X` plays · `1` surely made · `2` made · `3` cannot tell · "
KEYS += "`4` real · `5` surely real"


@dataclass(frozen=True)
class Judgement:
    """What was said of one clip."""

    clip: str
    real: bool
    score: int
    colour: tuple[float, ...]  # from `colour_of`


Keep = Callable[[int, Judgement], None]  # place in the test, what was said


class EarTest(Instrument):
    """A blind test of single clips. It needs no widgets: ``test.x()``, ``test.answer(-1)``."""

    def __init__(
        self,
        real: Sequence[Sound],
        made: Sequence[Sound],
        seed: int = 0,
        keep: Keep | None = None,
        earlier: Sequence[int] = (),
    ) -> None:
        if not real or not made:
            raise ValueError("an ear test needs real clips and made ones: give some of both")
        clips = [(clip, True) for clip in real] + [(clip, False) for clip in made]
        random.Random(seed).shuffle(clips)
        self.levelled = for_listening(*(clip for clip, _ in clips), match="rms")
        self._clips = clips
        self._keep = keep
        self.scores: list[int] = [_checked(score) for score in earlier][: len(clips)]

    @property
    def done(self) -> bool:
        """Tell whether every clip was judged."""
        return len(self.scores) == len(self._clips)

    def x(self) -> Sound:
        """The clip to judge now."""
        self._refuse_when_done()
        return self.levelled.sounds[len(self.scores)].renamed(f"clip {len(self.scores) + 1}")

    def answer(self, score: int) -> None:
        """Say how real this clip is, from -2 to 2."""
        self._refuse_when_done()
        self.scores.append(_checked(score))
        if self._keep is not None:
            self._keep(len(self.scores) - 1, self.judgements()[-1])

    def judgements(self) -> list[Judgement]:
        """What was said so far, in the order of the test."""
        judged = zip(self._clips, self.scores, strict=False)
        return [Judgement(c.name, real, score, colour_of(c)) for (c, real), score in judged]

    def of_each_kind(self) -> tuple[list[int], list[int]]:
        """Give the scores of the real clips, and those of the made ones."""
        judged = list(zip(self._clips, self.scores, strict=False))
        return [s for (_, real), s in judged if real], [s for (_, real), s in judged if not real]

    def verdict(self) -> str:
        """Say what the answers are worth, and which clip was what."""
        real, made = self.of_each_kind()
        truth = ", ".join(
            f"{k} {clip.name} ({'real' if is_real else 'made'}, you: {SCORES[score]})"
            for k, ((clip, is_real), score) in enumerate(
                zip(self._clips, self.scores, strict=True), start=1
            )
        )
        return (
            f"In {100 * area(real, made):.0f} of 100 pairs of a real and a made clip, the real one "
            f"has your higher score. Guessing gives 50. The clips: {truth}."
        )

    def question(self) -> str:
        """Say what comes next."""
        if self.done:
            return self.verdict()
        return f"Clip {len(self.scores) + 1} of {len(self._clips)}: real, or made by a generator?"

    def text(self) -> str:
        """Say how to take the test without buttons, or how it ended."""
        how = "" if self.done else " Hear it: x(). Then answer(score), from -2 (made) to 2 (real)."
        return f"Ear test. Gain: the same loudness for each clip. {self.question()}{how}"

    def static_html(self) -> str:
        """Show the result if there is one; a blind test needs a kernel."""
        return status(self.verdict() if self.done else "Run this cell to judge the clips by ear.")

    def widget(self) -> WidgetLike:
        """Build the player and the five buttons."""
        return _panel(self)

    def _refuse_when_done(self) -> None:
        if self.done:
            raise ValueError("every clip was judged: see verdict()")


def _panel(test: EarTest) -> WidgetLike:
    """Lay out the test; it is worked by keys, or with Tab and Space, or with the mouse."""
    unknown, line = ipywidgets.HTML(), ipywidgets.HTML()
    buttons = []
    for number, (score, words) in enumerate(SCORES.items(), start=1):
        button = ipywidgets.Button(description=words, tooltip=f"Answer: {words}")
        button.add_class(f"course-key-{number}")
        button.on_click(lambda _, score=score: press(score))
        buttons.append(button)

    def refresh() -> None:
        line.value = status(test.question())
        player = "" if test.done else keyed("x", labelled_player(test.x(), test.x().name))
        unknown.value = card(player, "ear-x") if player else ""
        for button in buttons:
            button.disabled = test.done

    def press(score: int) -> None:
        try:
            test.answer(score)
            refresh()
        except ValueError as error:  # a late click from a second view of the same test
            line.value = alert(str(error))

    refresh()
    row = ipywidgets.HBox(buttons, layout={"flex_flow": "row wrap"})
    panel = ipywidgets.VBox([key_line(KEYS), unknown, row, line, key_script()])
    panel.add_class("course-ear-test")
    panel.add_class(PANEL)
    box: WidgetLike = panel
    return box


def _checked(score: int) -> int:
    if score not in SCORES:
        raise ValueError(f"a score is -2, -1, 0, 1 or 2, and was {score!r}")
    return score
