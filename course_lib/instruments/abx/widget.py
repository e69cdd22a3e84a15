"""A blind ABX test: find out by ear whether you can distinguish two sounds.

    test = abx(original, copy, trials=10)
    test.x()                         the hidden sound of this trial: A or B
    test.answer("A")
    test.result()                    right answers, p-value and d′

A fair coin draws each X. The sequence isn't balanced, on purpose: if A and B had to come up equally
often, you could work out the last trials by counting, and the p-value would no longer be exact.
"""

import random
from typing import Literal, NamedTuple

import ipywidgets

from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.html_pieces import card, labelled_player, status
from course_lib.display.keys import key_line, keyed
from course_lib.display.panels import row, stack
from course_lib.instruments.abx.statistics import d_prime, guessing_p_value
from course_lib.instruments.listen.panels import BlindTestPanel
from course_lib.sounds import Sound, for_listening
from course_lib.sounds.levels import Match

Letter = Literal["A", "B"]
LETTERS: tuple[Letter, Letter] = ("A", "B")
KEYS = "Click here, then use the keys: `A` `B` `X` play · `1` answers: X is A · `2` answers: X is B"


class ABXResult(NamedTuple):
    """The number of right answers so far, and what it is worth."""

    right: int
    trials: int  # answered so far
    p_value: float  # probability of this many right answers or more by guessing
    d_prime: float  # sensitivity; the model is that of independent observations


class ABX(Instrument):
    """A blind test of two sounds, which also works without widgets.

    Args:
        a: The sound A.
        b: The sound B.
        trials: The number of trials.
        seed: The seed of the coin; None draws a new sequence.
        match: "common" keeps differences in level, "rms" removes them.
        running: True shows the score during the test.
    """

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
        self.levelled = for_listening(a, b, match=match)
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

    def answer(self, letter: Letter) -> None:
        """Answer this trial: X is A, or X is B."""
        _check_letter(letter)
        self._check_open()
        self.answers.append(letter)

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
            f"{right} of {trials} right{so_far}. Guessing alone does as well with probability "
            f"{p_value:.3f}; d′ is {bound}{sensitivity:.1f}."
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

    def static_html(self) -> str:
        """Return players of A and B, and the result if there is one. X needs a kernel."""
        players = "".join(labelled_player(self.sound(letter), letter) for letter in LETTERS)
        text = self.verdict() if self.done else "Run this cell to take the blind test."
        return card(players, "abx") + status(text)

    def widget(self) -> WidgetLike:
        """Return the players of A, B and X, and a button for each answer."""
        players = (keyed(k.lower(), labelled_player(self.sound(k), k)) for k in LETTERS)
        known = ipywidgets.HTML(card("".join(players), "abx"))
        panel = BlindTestPanel(
            self,
            {
                "X is A": ("Answer: X is the same sound as A", lambda: self.answer("A")),
                "X is B": ("Answer: X is the same sound as B", lambda: self.answer("B")),
            },
            "abx-x",
        )
        parts = [key_line(KEYS), known, panel.hidden, row(panel.buttons), panel.message]
        return stack(parts, "course-abx-panel", keys=True)

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
