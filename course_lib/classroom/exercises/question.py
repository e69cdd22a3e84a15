"""`Question`: predict before a demo, recall at the start, explain at the end, without points."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from course_lib.classroom.exercises.errors import AuthoringError, UnknownIdError
from course_lib.classroom.exercises.registration import register

Kind = Literal["predict", "recall", "explain"]
KINDS: tuple[Kind, ...] = ("predict", "recall", "explain")


@dataclass(frozen=True)
class Option:
    """One answer to choose from, with its explanation. A wrong one may name a misconception."""

    letter: str
    text: str
    right: bool = False
    because: str = ""
    misconception: str | None = None


class Question:
    """One question. It registers itself in the file that creates it.

    Args:
        id: The id of the question: "02.p1" to predict, "02.r1" to recall, "02.e1" to explain.
        text: The question.
        options: The answers to choose from: two or more, exactly one of them right. A question to
            explain has none.
        kind: When the question is asked.
        look_for: The points that a good explanation makes, shown after the learner's own text. Only
            a question to explain has them.
    """

    def __init__(
        self,
        id: str,
        text: str,
        options: Sequence[Option] = (),
        *,
        kind: Kind = "predict",
        look_for: Sequence[str] = (),
    ) -> None:
        self.id = id
        self.text = text
        self.options = tuple(options)
        self.kind = kind
        self.look_for = tuple(look_for)
        self._check()
        register(sys._getframe(1).f_globals, id, self)

    def __repr__(self) -> str:
        return f"Question({self.id!r}, kind={self.kind!r})"

    @property
    def right(self) -> Option:
        """The right option."""
        return next(option for option in self.options if option.right)

    def option(self, letter: str) -> Option:
        """Return the option with this letter."""
        given = letter.strip().lower() if isinstance(letter, str) else str(letter)
        for option in self.options:
            if option.letter == given:
                return option
        raise UnknownIdError(f"option of {self.id}", given, [o.letter for o in self.options])

    def _check(self) -> None:
        if self.kind not in KINDS:
            raise AuthoringError(f"{self.id}: kind must be one of {KINDS}, got {self.kind!r}.")
        if self.kind == "explain":
            if self.options or not self.look_for:
                raise AuthoringError(
                    f"{self.id}: a question to explain needs look_for, and no options."
                )
            return
        letters = [option.letter for option in self.options]
        if len(letters) < 2 or len(set(letters)) != len(letters):
            raise AuthoringError(f"{self.id} needs at least two options, each with its own letter.")
        if sum(option.right for option in self.options) != 1:
            raise AuthoringError(f"{self.id} needs exactly one right option.")
        if not all(option.because for option in self.options):
            raise AuthoringError(f"{self.id}: every option needs a because, its own explanation.")
