"""Use the exercises of a copy of the course that contains no solutions.

`course release` writes such a copy, with the values that a check compares against in
``expected.json``, recorded for one seed. Where the answer is a value rather than code, recording it
would give it away. Then nothing is recorded, and the answer is checked when a teacher grades it.
"""

import json
from collections.abc import Callable, MutableMapping
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from course_lib.classroom.exercises.errors import CourseError
from course_lib.classroom.exercises.exercise import SOLUTION, Exercise
from course_lib.classroom.exercises.measuring.probe import Trial
from course_lib.classroom.exercises.measuring.seeded_inputs import Seed
from course_lib.classroom.exercises.registration import registered
from course_lib.display.messages import say

_P = ParamSpec("_P")
EXPECTED = "expected.json"


class WithheldError(CourseError):
    """This copy of the course lacks what was asked for. The message is for the learner."""


def explain_withheld(command: Callable[_P, None]) -> Callable[_P, None]:
    """Return the notebook command with `WithheldError` shown as one line, without a traceback."""

    @wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except WithheldError as withheld:
            say(str(withheld))

    return run


class ReleasedExercise(Exercise):
    """An exercise whose solution isn't in this copy of the course."""

    kind_of_answer = "function"
    withheld = False  # True: nothing was recorded to compare with

    @property
    def takes(self) -> str:
        """The kind of answer: ``"function"``, ``"class"`` or ``"data"``."""
        return self.kind_of_answer

    def trials(self, answer: object, seed: Seed) -> dict[str, Trial]:
        """Measure every property of an answer.

        Raises:
            WithheldError: There is an answer, and nothing to compare it with.
        """
        trials = super().trials(answer, seed)
        if self.withheld and next(iter(trials.values())).todo is None:
            raise WithheldError(
                f"{self.id}: your answer is in place. It is checked when your teacher grades it."
            )
        return trials

    def solution_answer(self) -> object:
        """Raise: this copy has no solution.

        Raises:
            WithheldError: Always.
        """
        raise WithheldError(f"{self.id}: this copy of the course contains no solutions.")

    def answer_cell_source(self) -> str:
        """Raise `WithheldError`, as `solution_answer` does."""
        raise WithheldError(
            f'{self.id}: this copy of the course contains no solutions. `hint("{self.id}")` helps.'
        )


def restore(names: MutableMapping[str, object]) -> None:
    """Give the exercises of a file the recorded values of their solutions.

    Args:
        names: The names of the file, its ``globals()``.
    """
    recorded = json.loads(Path(str(names["__file__"])).with_name(EXPECTED).read_text("utf-8"))
    for id_, exercise in registered(names, Exercise).items():
        known = recorded["exercises"][id_]
        exercise.__class__ = ReleasedExercise
        exercise.hint_texts = tuple(known["hints"])
        exercise.__dict__["kind_of_answer"] = known["takes"]
        exercise.__dict__["withheld"] = known["data"] is None
        data = known["data"] or dict.fromkeys(known["properties"])
        exercise.memory[SOLUTION, recorded["seed"]] = data
