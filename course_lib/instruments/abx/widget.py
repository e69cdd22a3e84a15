"""A blind ABX test: find out by ear whether you can distinguish two sounds.

    test = abx(original, copy, trials=10)
    test.x()                         the hidden sound of this trial: A or B
    test.answer("A")
    test.result()                    right answers, p-value and d′

A fair coin draws each X. The sequence isn't balanced, on purpose: if A and B had to come up equally
often, you could work out the last trials by counting, and the p-value would no longer be exact.
"""

import random
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

import traitlets

from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.deck import on_page, track
from course_lib.display.html_pieces import card, status
from course_lib.display.page_player import labelled_player
from course_lib.instruments.abx.statistics import d_prime, guessing_p_value
from course_lib.sounds import Sound, for_listening
from course_lib.sounds.levels import Match

Letter = Literal["A", "B"]
LETTERS: tuple[Letter, Letter] = ("A", "B")
KEYS = "`A` `B` `X` play · `1` answers: X is A · `2` answers: X is B"


class ABXResult(NamedTuple):
    """The number of right answers so far, and what it is worth."""

    right: int
    trials: int  # answered so far
    p_value: float  # probability of this many right answers or more by guessing
    d_prime: float  # sensitivity; the model is that of independent observations


class AbxWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("hidden", "answers")
    sounds = traitlets.List(traitlets.Dict()).tag(sync=True)  # A and B
    hint = traitlets.Unicode(KEYS).tag(sync=True)
    gain = traitlets.Unicode("").tag(sync=True)
    trials = traitlets.Int(1).tag(sync=True)
    running = traitlets.Bool(False).tag(sync=True)
    hidden = traitlets.List(traitlets.Unicode()).tag(sync=True)  # if empty, the browser draws it
    answers = traitlets.List(traitlets.Unicode()).tag(sync=True)


class ABX(BrowserInstrument):
    """A blind test of two sounds, which also works without a browser.

    Args:
        a: The sound A.
        b: The sound B.
        trials: The number of trials.
        seed: The seed of the coin; None draws a new sequence.
        match: "common" keeps differences in level, "rms" removes them.
        running: True shows the score during the test.
    """

    Widget = AbxWidget

    def __init__(
        self,
        a: Sound,
        b: Sound,
        trials: int = 10,
        seed: int | None = None,
        match: Match = "common",
        running: bool = False,
    ) -> None:
        if trials < 1:
            raise ValueError(f"An ABX test has at least 1 trial, got trials={trials}.")
        self.levelled = for_listening(a.renamed("A"), b.renamed("B"), match=match)
        self.names = (a.name, b.name)  # shown after the last answer
        self.trials = trials
        self.running = running
        coin = random.Random(seed)
        self._hidden: list[Letter] = [coin.choice(LETTERS) for _ in range(trials)]
        self.answers: list[Letter] = []

    @property
    def done(self) -> bool:
        """True after the last answer."""
        return len(self.answers) == self.trials

    def sound(self, letter: Letter) -> Sound:
        """Return the sound A or B as it is played."""
        _check_letter(letter)
        return self.levelled.sounds[0 if letter == "A" else 1].renamed(letter)

    def x(self) -> Sound:
        """Return the hidden sound of this trial, which is A or B."""
        self._check_open()
        return self.sound(self._hidden[len(self.answers)]).renamed("X")

    def label(self) -> str:
        """Return a name for the player of X that contains the trial's number.

        The number makes each X a new player. If the player stayed, it would give away that X did.
        """
        return f"X of trial {len(self.answers) + 1}"

    def answer(self, letter: Letter) -> None:  # type: ignore[override]  # the module asks nothing
        """Answer this trial: X is A, or X is B."""
        _check_letter(letter)
        self._check_open()
        self.answers = [*self.answers, letter]
        if "live" in vars(self):  # it is on a page
            self.live.answers = self.answers

    def result(self) -> ABXResult:
        """Return the number of right answers so far, compared with guessing."""
        trials = len(self.answers)
        if trials == 0:
            return ABXResult(0, 0, 1.0, 0.0)
        pairs = zip(self._hidden[:trials], self.answers, strict=True)
        right = sum(hidden == answer for hidden, answer in pairs)
        return ABXResult(right, trials, guessing_p_value(right, trials), d_prime(right, trials))

    def verdict(self) -> str:
        """Return the result in a sentence."""
        right, trials, p_value, sensitivity = self.result()
        if trials == 0:
            return "You haven't answered a trial yet."
        bound = "at least " if right == trials else ""
        so_far = "" if self.done else " so far (the test ends at the number of trials agreed on)"
        return (
            f"{right} of {trials} right{so_far}. Guessing alone does as well or better with "
            f"probability {p_value:.3f}; d′ is {bound}{sensitivity:.1f}."
        )

    def question(self) -> str:
        """Return the question of this trial, or the result after the last one."""
        if self.done:
            return self.verdict()
        asked = f"Trial {len(self.answers) + 1} of {self.trials}: is X the same as A, or as B?"
        return f"{asked} {self.verdict()}" if self.running and self.answers else asked

    def text(self) -> str:
        """Return how to take the test without buttons, or how it ended."""
        how = (
            "" if self.done else ' Play A, B and X: sound("A"), sound("B"), x(). Then answer("A").'
        )
        return f"ABX test. Gain: {self.levelled.text}. {self.question()}{how}"

    @cached_property
    def live(self) -> BrowserWidget:
        """The widget. When the cell runs again, a test that was begun goes on."""
        widget = super().live
        if not widget.hidden:  # else it comes from the run before, with its answers
            widget.hidden = list(self._hidden)
        return widget

    def state(self) -> State:
        """Return the sounds and the answers. The hidden sequence isn't part of the question."""
        return {
            "sounds": self._tracks(),
            "gain": self.levelled.text,
            "trials": self.trials,
            "running": self.running,
            "answers": list(self.answers),
        }

    def page_state(self, state: State) -> State:
        """Return the state for a page: X is drawn there, unless the test has ended."""
        sounds = [on_page(sent, k) for k, sent in enumerate(self._tracks())]
        if self.done:
            return {**state, "sounds": sounds, "hidden": self._hidden}
        return {**state, "sounds": sounds, "hidden": [], "answers": []}

    def take(self, name: str, value: object) -> None:
        """Store the answers, or the sequence of a new test."""
        letters: list[Letter] = list(value)  # type: ignore[call-overload]
        if name == "hidden":
            self._hidden = letters
        else:
            self.answers = letters

    def fallback_html(self) -> str:
        """Return players of A and B, and the result if there is one."""
        players = "".join(labelled_player(self.sound(letter), letter) for letter in LETTERS)
        text = self.verdict() if self.done else "Run this cell to take the blind test."
        return card(players, "abx") + status(text)

    def _tracks(self) -> list[State]:
        return [
            track(sound.renamed(name))
            for sound, name in zip(self.levelled.sounds, self.names, strict=True)
        ]

    def _check_open(self) -> None:
        if self.done:
            raise ValueError(
                "You have answered every trial: read result(), or start another test with abx(...)."
            )


def abx(
    a: Sound,
    b: Sound,
    trials: int = 10,
    seed: int | None = None,
    *,
    match: Match = "common",
    running: bool = False,
) -> ABX:
    """Return a new blind ABX test.

    Args:
        a: The sound A.
        b: The sound B.
        trials: How many times X is drawn. Choose the number before the test, and answer all trials.
        seed: The seed of the sequence, for tests; None draws a new sequence.
        match: "common" keeps differences in level, "rms" removes them.
        running: True shows the score during the test.
    """
    return ABX(a, b, trials, seed, match, running)


def _check_letter(letter: str) -> None:
    if letter not in LETTERS:
        raise ValueError(f'The letter must be "A" or "B", got {letter!r}.')
