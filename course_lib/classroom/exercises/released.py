"""Use exercises in a copy of the course that has no solutions in it.

`course release` writes such a copy. What a check compares with was measured when it was made, for
one seed, and is in ``expected.json`` beside the exercises. Where that would give the answer away,
because the answer is a value and not code, nothing was recorded: a check can't say anything then,
and the answer is judged when a teacher grades it.
"""

import json
from collections.abc import Callable, MutableMapping
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from course_lib.classroom.exercises.bank import registered
from course_lib.classroom.exercises.draw import Seed
from course_lib.classroom.exercises.errors import CourseError
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.probe import Trial
from course_lib.classroom.exercises.record import SOLUTION
from course_lib.display.messages import publish

_P = ParamSpec("_P")
EXPECTED = "expected.json"


class WithheldError(CourseError):
    """This copy of the course doesn't have what was asked for; the message is for the learner."""


def explain_withheld(command: Callable[_P, None]) -> Callable[_P, None]:
    """Make a command of a notebook say in one line what this copy of the course doesn't have."""

    @wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except WithheldError as withheld:
            publish(str(withheld))

    return run


class ReleasedExercise(Exercise):
    """An exercise whose solution is elsewhere."""

    kind_of_answer = "function"
    withheld = False  # nothing to compare with was recorded

    @property
    def takes(self) -> str:
        """What kind of answer is asked for."""
        return self.kind_of_answer

    def trials(self, answer: object, seed: Seed) -> dict[str, Trial]:
        """Measure an answer; refuse to go on where there is nothing to compare it with."""
        trials = super().trials(answer, seed)
        if self.withheld and next(iter(trials.values())).todo is None:
            raise WithheldError(
                f"{self.id}: your answer is there. It is judged when your teacher grades it."
            )
        return trials

    def solution_answer(self) -> object:
        """Refuse: the solution isn't here.

        Raises:
            WithheldError: Always.
        """
        raise WithheldError(f"{self.id}: this copy of the course has no solutions in it.")

    def answer_cell_source(self) -> str:
        """Refuse, as `solution_answer` does."""
        raise WithheldError(
            f'{self.id}: this copy of the course has no solutions in it. `hint("{self.id}")` helps.'
        )


def restore(names: MutableMapping[str, object]) -> None:
    """Give the exercises of a file what was recorded of their solutions.

    Args:
        names: The names of the file: ``globals()``.
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
