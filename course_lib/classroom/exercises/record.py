"""What is known of an exercise: how to measure an answer, and the answers that are known.

Measuring needs no solution, so that it works where a grader has taken the answers out of the file.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from course_lib.classroom.exercises import probe
from course_lib.classroom.exercises import answer_source as sources
from course_lib.classroom.exercises.data import Data
from course_lib.classroom.exercises.draw import Draw, Seed
from course_lib.classroom.exercises.errors import AuthoringError, UnknownIdError
from course_lib.classroom.exercises.probe import Property, Trial

_V = TypeVar("_V")
SOLUTION = "the solution"  # its key in an exercise's memory
Judge = Callable[[dict[str, Data], dict[str, Data]], Mapping[str, bool]]


@dataclass(frozen=True)
class Mutant:
    """A wrong answer that is known, and what to tell who gives it."""

    name: str
    says: str
    edit: Mapping[str, str] | None  # of the answer cell, or
    source: str | None  # a whole answer


class ExerciseRecord:
    """An exercise as it is used; `Exercise` adds the words for writing one.

    Args:
        id: as in ``lessons/course.toml``: "02.1".
        answer: the name that the answer cell defines.
        namespace: the names of the file that makes the exercise, the solution among them.
    """

    def __init__(self, id: str, answer: str, namespace: Mapping[str, object]) -> None:
        self.id = id
        self.answer = answer
        self.namespace = namespace
        self.properties: dict[str, Property] = {}
        self.mutants: dict[str, Mutant] = {}
        self.alternatives: dict[str, object] = {}  # code as itself, a value as its source text
        self.hint_texts: tuple[str, ...] = ()
        self.why_text = ""
        self.wrong_turn_text = ""
        self.picture_of: Callable[..., object] | None = None
        self.judge_of: Judge | None = None
        self.memory: dict[tuple[str, Seed], dict[str, Data]] = {}  # what known answers gave

    def __repr__(self) -> str:
        return f"Exercise({self.id!r}, answer={self.answer!r})"

    @property
    def mutant_names(self) -> tuple[str, ...]:
        """The mistakes that a check can name."""
        return tuple(self.mutants)

    @property
    def alternative_labels(self) -> tuple[str, ...]:
        """The right answers that are written differently."""
        return tuple(self.alternatives)

    @property
    def file(self) -> Path:
        """The file that the exercise is written in."""
        place = self.namespace.get("__file__")
        if not isinstance(place, str):
            raise AuthoringError(f"{self.id} was not written in a file, so it has no answer cell.")
        return Path(place)

    @property
    def takes(self) -> str:
        """What kind of answer is asked for: ``"function"``, ``"class"`` or ``"data"``."""
        solution = self.solution_answer()
        if inspect.isclass(solution):
            return "class"
        return "function" if callable(solution) else "data"

    def trials(self, answer: object, seed: Seed) -> dict[str, Trial]:
        """Measure every property of an answer on inputs drawn from ``seed``."""
        if not self.properties:
            raise AuthoringError(f"{self.id} has no property: add one with @ex.property.")
        return {
            name: probe.measure(prop, answer, Draw(seed, self.id, name))
            for name, prop in self.properties.items()
        }

    def measure(self, answer: object, seed: Seed) -> dict[str, Data]:
        """Measure every property of an answer, as plain data."""
        return {name: trial.data for name, trial in self.trials(answer, seed).items()}

    def solution_answer(self) -> object:
        """Return the solution: what the file's answer cell defines."""
        if self.answer not in self.namespace:
            raise AuthoringError(f"The solution of {self.id}, {self.answer}, is not in this file.")
        return self.namespace[self.answer]

    def mutant_answer(self, name: str) -> object:
        """Build a wrong answer."""
        return self._run(self.mutant_source(name), f"{self.id}, mutant {name}")

    def alternative_answer(self, label: str) -> object:
        """Return a right answer that is written differently."""
        known = self._known("alternative", label, self.alternatives)
        if not isinstance(known, str):
            return known
        return self._run(known, f"{self.id}, alternative {label}")

    def answer_cell_source(self) -> str:
        """Return the code of the answer cell, solved, without the course's markers."""
        return sources.answer_cell(self.file, self.id)

    def mutant_source(self, name: str) -> str:
        """Return the code of a wrong answer cell."""
        mutant = self._known("mutant", name, self.mutants)
        if mutant.source is not None:
            return mutant.source
        who = f"{self.id}, mutant {name}"
        return sources.edited(self.answer_cell_source(), mutant.edit or {}, who)

    def alternative_source(self, label: str) -> str:
        """Return the code of an answer cell that is right and written differently."""
        known = self._known("alternative", label, self.alternatives)
        return known if isinstance(known, str) else sources.source_of(known, self.answer)

    def _run(self, source: str, who: str) -> object:
        return sources.run_answer(source, self.namespace, self.answer, who)

    def _known(self, what: str, name: str, table: Mapping[str, _V]) -> _V:
        if name not in table:
            raise UnknownIdError(f"{what} of {self.id}", name, table)
        return table[name]
