"""`Question`: predict before a demo, recall at the start, explain and an exit ticket at the end."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from course_lib.classroom.exercises.errors import AuthoringError, UnknownIdError
from course_lib.classroom.exercises.registration import register

Kind = Literal["predict", "recall", "explain", "exit"]
KINDS: tuple[Kind, ...] = ("predict", "recall", "explain", "exit")


@dataclass(frozen=True)
class Option:
    """One answer to choose from, with its explanation. A wrong one may name a misconception."""

    letter: str
    text: str
    right: bool = False
    because: str = ""
    misconception: str | None = None


@dataclass(frozen=True)
class Later:
    """A prediction asked again at the end of a lesson, with other numbers.

    Attributes:
        text: The question.
        options: The answers to choose from: two or more, exactly one of them right.
    """

    text: str
    options: Sequence[Option]

    @property
    def right(self) -> Option:
        """The right option."""
        return _right(self.options)

    def option(self, letter: str) -> Option:
        """Return the option with this letter."""
        return _option(self.options, letter, "this question")


class Question:
    """One question. It registers itself in the file that creates it.

    Args:
        id: The id of the question: "02.p1" to predict, "02.r1" to recall, "02.e1" to explain,
            "02.x1" for the exit ticket.
        text: The question.
        options: The answers to choose from: two or more, exactly one of them right. A question to
            explain has none.
        kind: When the question is asked.
        look_for: The points that a good explanation makes, shown after the learner's own text. Only
            a question to explain has them.
        later: The same question with other numbers. `look_back` asks it if the learner was certain
            and wrong. Only a question to predict may have one.
    """

    def __init__(
        self,
        id: str,
        text: str,
        options: Sequence[Option] = (),
        *,
        kind: Kind = "predict",
        look_for: Sequence[str] = (),
        later: Later | None = None,
    ) -> None:
        self.id = id
        self.text = text
        self.options = tuple(options)
        self.kind = kind
        self.look_for = tuple(look_for)
        self.later = later
        self._check()
        register(sys._getframe(1).f_globals, id, self)

    def __repr__(self) -> str:
        return f"Question({self.id!r}, kind={self.kind!r})"

    @property
    def right(self) -> Option:
        """The right option."""
        return _right(self.options)

    def option(self, letter: str) -> Option:
        """Return the option with this letter."""
        return _option(self.options, letter, self.id)

    def _check(self) -> None:
        if self.kind not in KINDS:
            raise AuthoringError(f"{self.id}: kind must be one of {KINDS}, got {self.kind!r}.")
        if self.later is not None and self.kind != "predict":
            raise AuthoringError(f"{self.id}: only a question to predict may have a later form.")
        if self.kind == "explain":
            if self.options or not self.look_for:
                raise AuthoringError(
                    f"{self.id}: a question to explain needs look_for, and no options."
                )
            return
        _check_options(self.id, self.options)
        if self.later is not None:
            _check_options(f"{self.id}, later", self.later.options)


def _right(options: Sequence[Option]) -> Option:
    return next(option for option in options if option.right)


def _option(options: Sequence[Option], letter: str, of: str) -> Option:
    given = letter.strip().lower() if isinstance(letter, str) else str(letter)
    for option in options:
        if option.letter == given:
            return option
    raise UnknownIdError(f"option of {of}", given, [option.letter for option in options])


def _check_options(of: str, options: Sequence[Option]) -> None:
    letters = [option.letter for option in options]
    if len(letters) < 2 or len(set(letters)) != len(letters):
        raise AuthoringError(f"{of} needs at least two options, each with its own letter.")
    if sum(option.right for option in options) != 1:
        raise AuthoringError(f"{of} needs exactly one right option.")
    if not all(option.because for option in options):
        raise AuthoringError(f"{of}: every option needs a because, its own explanation.")
