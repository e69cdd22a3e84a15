"""Find out by ear, and blind, whether two sounds can be told apart.

Each X is drawn by its own fair coin. The sequence is not balanced on purpose: where A and B must
come up equally often, the last trials can be worked out by counting, and the p-value is no longer
exact.
"""

import random
from typing import Literal, NamedTuple

import ipywidgets

from course_lib.display.cards import alert, card, labelled_player, status
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.keys import PANEL, key_line, key_script, keyed
from course_lib.instruments.abx.statistics import d_prime, guessing_p_value
from course_lib.sounds import Sound, for_listening
from course_lib.sounds.levels import Match

Letter = Literal["A", "B"]
LETTERS: tuple[Letter, Letter] = ("A", "B")
KEYS = "Click here, then by keys: `A` `B` `X` play · `1` answers: X is A · `2` answers: X is B"


class ABXResult(NamedTuple):
    """What the answers so far are worth."""

    right: int
    trials: int  # answered so far
    p_value: float  # chance of this many right, or more, by guessing alone
    d_prime: float  # sensitivity, model of independent observations


class ABX(Instrument):
    """A blind test of two sounds. It needs no widgets: ``abx.x()``, ``abx.answer("A")``."""

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
            raise ValueError(f"an ABX test has at least 1 trial, and was given {trials}")
        self.levelled = for_listening(a, b, match=match)
        self.trials = trials
        self.running = running
        coin = random.Random(seed)
        self._hidden: list[Letter] = [coin.choice(LETTERS) for _ in range(trials)]
        self.answers: list[Letter] = []

    @property
    def done(self) -> bool:
        """Tell whether every trial was answered."""
        return len(self.answers) == self.trials

    def sound(self, letter: Letter) -> Sound:
        """The sound A or B, as it is played."""
        if letter not in LETTERS:
            raise ValueError(f'the sounds are "A" and "B"; there is no {letter!r}')
        return self.levelled.sounds[0 if letter == "A" else 1].renamed(letter)

    def x(self) -> Sound:
        """The unknown sound of this trial: it is A or B."""
        if self.done:
            raise ValueError("every trial was answered: see result(), or start another abx(...)")
        return self.sound(self._hidden[len(self.answers)]).renamed("X")

    def answer(self, letter: Letter) -> None:
        """Say that this trial's X is A, or that it is B."""
        if letter not in LETTERS:
            raise ValueError(f'an answer is "A" or "B", and was {letter!r}')
        if self.done:
            raise ValueError("every trial was answered: see result(), or start another abx(...)")
        self.answers.append(letter)

    def result(self) -> ABXResult:
        """Count the right answers so far, and weigh them against guessing."""
        trials = len(self.answers)
        if trials == 0:
            return ABXResult(0, 0, 1.0, 0.0)
        heard = zip(self._hidden[:trials], self.answers, strict=True)
        right = sum(hidden == answer for hidden, answer in heard)
        return ABXResult(right, trials, guessing_p_value(right, trials), d_prime(right, trials))

    def verdict(self) -> str:
        """Say the result in a sentence."""
        right, trials, p_value, sensitivity = self.result()
        if trials == 0:
            return "No trial was answered yet."
        bound = "at least " if right == trials else ""
        so_far = "" if self.done else " so far (the test ends at the number of trials agreed on)"
        return (
            f"{right} of {trials} right{so_far}. Guessing alone does as well with probability "
            f"{p_value:.3f}; d′ is {bound}{sensitivity:.1f}."
        )

    def question(self) -> str:
        """Say what comes next."""
        if self.done:
            return self.verdict()
        asked = f"Trial {len(self.answers) + 1} of {self.trials}: is X the same as A, or as B?"
        return f"{asked} {self.verdict()}" if self.running and self.answers else asked

    def text(self) -> str:
        """Say how to take the test without buttons, or how it ended."""
        how = (
            "" if self.done else ' Hear A, B and X: sound("A"), sound("B"), x(). Then answer("A").'
        )
        return f"ABX test. Gain: {self.levelled.text}. {self.question()}{how}"

    def static_html(self) -> str:
        """Show A and B, and the result if there is one; a blind trial needs a kernel."""
        players = "".join(labelled_player(self.sound(letter), letter) for letter in LETTERS)
        words = self.verdict() if self.done else "Run this cell to take the blind test."
        return card(players, "abx") + status(words)

    def widget(self) -> WidgetLike:
        """Build the players of A, B and X, and the two answer buttons."""
        return _panel(self)


def abx(
    a: Sound,
    b: Sound,
    trials: int = 10,
    seed: int | None = None,
    *,
    match: Match = "common",
    running: bool = False,
) -> ABX:
    """Start a blind ABX test.

    Args:
        a: one sound.
        b: the other one.
        trials: how many times X is drawn. Decide it before, and answer all of them.
        seed: makes the order repeatable, for tests; None draws a new one.
        match: ``"common"`` keeps differences in level, ``"rms"`` removes them.
        running: show the score during the test, too.
    """
    return ABX(a, b, trials, seed, match, running)


def _button(letter: Letter, number: int) -> ipywidgets.Button:
    """Make the button of an answer, which the key with its number presses."""
    words = f"Answer: X is the same sound as {letter}"
    button = ipywidgets.Button(description=f"X is {letter}", tooltip=words)
    button.add_class(f"course-key-{number}")
    return button


def _panel(test: ABX) -> WidgetLike:
    """Lay out the test; it is worked by keys, or with Tab and Space, or with the mouse."""
    unknown, line = ipywidgets.HTML(), ipywidgets.HTML()
    players = (keyed(k.lower(), labelled_player(test.sound(k), k)) for k in LETTERS)
    known = ipywidgets.HTML(card("".join(players), "abx"))
    buttons = [_button(letter, number) for number, letter in enumerate(LETTERS, start=1)]

    def refresh() -> None:
        line.value = status(test.question())
        # the trial's number makes each X a new player: one that stays would give away that X did
        label = f"X of trial {len(test.answers) + 1}"
        player = "" if test.done else keyed("x", labelled_player(test.x(), label))
        unknown.value = card(player, "abx-x") if player else ""
        for button in buttons:
            button.disabled = test.done

    def press(letter: Letter) -> None:
        try:
            test.answer(letter)
            refresh()
        except ValueError as error:  # a late click from a second view of the same test
            line.value = alert(str(error))

    buttons[0].on_click(lambda _: press("A"))
    buttons[1].on_click(lambda _: press("B"))
    refresh()
    rows = [key_line(KEYS), known, unknown, ipywidgets.HBox(buttons), line, key_script()]
    panel = ipywidgets.VBox(rows)
    panel.add_class("course-abx-panel")
    panel.add_class(PANEL)
    box: WidgetLike = panel
    return box
