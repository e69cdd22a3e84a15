"""`Exercise`: how an answer is measured, which mistakes are known, and what helps.

    ex = Exercise("02.1", answer="fold")

    @ex.property("row-major order", cause="view(period, -1) followed by a transpose")
    def _(fold, draw):
        return fold(draw.distinct(1, 1, 12), 3)

    ex.mutant("transposed", says="Rows and columns are swapped.", edit={"(a b)": "(b a)"})

The solution is whatever the same file calls ``fold``. Measuring an answer doesn't need it, so a
grader can measure with a copy of the file that has no answers in it.
"""

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from course_lib.classroom.exercises import answer_source
from course_lib.classroom.exercises.earlier_names import given_names
from course_lib.classroom.exercises.errors import AuthoringError, UnknownIdError
from course_lib.classroom.exercises.measuring import probe
from course_lib.classroom.exercises.measuring.data import Data
from course_lib.classroom.exercises.measuring.probe import Measure, Property, Trial
from course_lib.classroom.exercises.measuring.seeded_inputs import Draw, Seed
from course_lib.classroom.exercises.registration import register

_V = TypeVar("_V")
_F = TypeVar("_F")
SOLUTION = "the solution"  # its key in an exercise's memory
Comparator = Callable[[dict[str, Data], dict[str, Data]], Mapping[str, bool]]
Picture = Callable[..., object]


@dataclass(frozen=True)
class Mutant:
    """A known mistake, and what to say to a learner who makes it."""

    name: str
    says: str
    edit: Mapping[str, str] | None  # of the answer cell, or
    source: str | None  # a whole answer
    part: str = ""  # the key of the only measured part that it is about


class Exercise:
    """One exercise. Authors write it with the methods from `property` to `comparator`.

    It registers itself in the file that creates it.

    Args:
        id: The id in ``lessons/course.toml``, such as "02.1".
        answer: The name that the answer cell defines: a function, a class or a value.
        earlier_names: The names that sheets handed out before use for what the sheet gives, each
            with today's name. An answer that is a function may use them.
        independent_parts: True if each property counts on its own. Otherwise nothing counts unless
            the first property passes.
        also_takes: Types of answers that sheets handed out before ask for. A check reads them, and
            doesn't ask for the form of the solution.
    """

    def __init__(
        self,
        id: str,
        answer: str,
        *,
        earlier_names: Mapping[str, str] = MappingProxyType({}),
        independent_parts: bool = False,
        also_takes: tuple[type, ...] = (),
    ) -> None:
        self.id = id
        self.answer = answer
        self.earlier_names = dict(earlier_names)
        self.independent_parts = independent_parts
        self.also_takes = also_takes
        self.on_measured: Callable[[], None] | None = None  # called after each property
        self.namespace: Mapping[str, object] = sys._getframe(1).f_globals  # of the calling file
        self.properties: dict[str, Property] = {}
        self.mutants: dict[str, Mutant] = {}
        self.alternatives: dict[str, object] = {}  # code as itself, a value as its source text
        self.hint_texts: tuple[str, ...] = ()
        self.shown_solution = ""  # what `solution` prints; empty for the answer cell
        self.why_text = ""
        self.leads_to_text = ""
        self.wrong_turn_text = ""
        self.picture_of: Picture | None = None
        self.own_comparator: Comparator | None = None  # None: compare with the solution's values
        self.memory: dict[tuple[str, Seed], dict[str, Data]] = {}  # what known answers returned
        self.half_measured: dict[tuple[str, Seed], object] = {}  # known mistakes, to go on with
        register(sys._getframe(1).f_globals, id, self)

    def __repr__(self) -> str:
        return f"Exercise({self.id!r}, answer={self.answer!r})"

    @property
    def mutant_names(self) -> tuple[str, ...]:
        """The known mistakes, by name."""
        return tuple(self.mutants)

    @property
    def alternative_labels(self) -> tuple[str, ...]:
        """The right answers that are written differently, by label."""
        return tuple(self.alternatives)

    @property
    def file(self) -> Path:
        """The file that the exercise is written in."""
        path = self.namespace.get("__file__")
        if not isinstance(path, str):
            raise AuthoringError(f"{self.id} was not written in a file, so it has no answer cell.")
        return Path(path)

    @property
    def takes(self) -> str:
        """The kind of answer: ``"function"``, ``"class"`` or ``"data"``."""
        solution = self.solution_answer()
        if inspect.isclass(solution):
            return "class"
        return "function" if callable(solution) else "data"

    def property(self, name: str, *, cause: str) -> Callable[[Measure], Measure]:
        """Add a property, measured by the decorated function. The first property is essential.

        Args:
            name: The property in a few words, as a learner reads it.
            cause: What usually goes wrong when the property fails: a note for authors. A check
                doesn't show it, because it names a cause only if a known mistake demonstrates it.
        """
        self._refuse_repeat("property", name, self.properties)

        def add(measure: Measure) -> Measure:
            self.properties[name] = Property(name, cause, measure)
            return measure

        return add

    def mutant(
        self,
        name: str,
        *,
        says: str,
        edit: Mapping[str, str] | None = None,
        source: str | None = None,
        part: str = "",
    ) -> None:
        """Add a known mistake, as an edit of the answer cell or as a whole answer.

        Args:
            name: A short name, for authors.
            says: What a learner who makes this mistake reads.
            edit: Replacements {old: new} in the answer cell. Each old text must occur there once.
            source: The code of a whole wrong answer.
            part: What the mistake is about: a property, or a key of a dict that a property
                measures. The mistake is then also named in an answer whose other parts are wrong in
                other ways, so what it says must be true whatever they are.
        """
        self._refuse_repeat("mutant", name, self.mutants)
        if not says.strip() or (edit is None) == (source is None):
            raise AuthoringError(
                f"{self.id}, mutant {name!r}: give the sentence it says, and either edit or source."
            )
        self.mutants[name] = Mutant(name, says, edit, source, part)

    def alternative(self, label: str, *, source: str | None = None) -> Callable[[_F], _F]:
        """Add a right answer that is written differently.

        Args:
            label: What is different about it, in a few words.
            source: The code of the answer, where the answer is a value. Without it, the decorated
                function or class is the answer.
        """
        self._refuse_repeat("alternative", label, self.alternatives)
        if source is not None:
            self.alternatives[label] = source

        def add(code: _F) -> _F:
            if getattr(code, "__name__", self.answer) == self.answer:
                raise AuthoringError(
                    f"{self.id}, alternative {label!r}: it must not be called {self.answer!r}, "
                    "which is the solution's name."
                )
            self.alternatives[label] = code
            return code

        return add

    def hints(self, *texts: str) -> None:
        """Set the hints, in order: a question, the line in words, the line with a blank."""
        self.hint_texts = texts

    def shows(self, code: str) -> None:
        """Set what `solution` prints, where the answer cell would be right for no learner."""
        self.shown_solution = code

    def why(self, text: str) -> None:
        """Set the reason why the solution is as it is."""
        self.why_text = text

    def leads_to(self, text: str) -> None:
        """Set what a learner who passed reads next: where the course uses what they built."""
        self.leads_to_text = text

    def wrong_turn(self, text: str) -> None:
        """Set the description of a common mistake."""
        self.wrong_turn_text = text

    def picture(self, draw: Picture) -> Picture:
        """Draw the learner's result beside the right one: answer -> (figure, alt text)."""
        self.picture_of = draw
        return draw

    def comparator(self, compare: Comparator) -> Comparator:
        """Compare an open answer by its own rule: (data, solution's data) -> {property: passes}."""
        self.own_comparator = compare
        return compare

    judge = comparator  # its name in version 0.1

    def trials(self, answer: object, seed: Seed) -> dict[str, Trial]:
        """Measure every property of an answer on inputs drawn from ``seed``."""
        if not self.properties:
            raise AuthoringError(f"{self.id} has no property: add one with @ex.property.")
        return {name: self.trial(answer, name, seed) for name in self.properties}

    def trial(self, answer: object, name: str, seed: Seed) -> Trial:
        """Measure one property of an answer on inputs drawn from ``seed``."""
        with given_names(answer, self.earlier_names):
            found = probe.measure(self.properties[name], answer, Draw(seed, self.id, name))
        if self.on_measured is not None:
            self.on_measured()
        return found

    def measure(self, answer: object, seed: Seed) -> dict[str, Data]:
        """Measure every property of an answer, and return plain data."""
        return {name: trial.data for name, trial in self.trials(answer, seed).items()}

    def solution_answer(self) -> object:
        """Return the solution, which the file's answer cell defines."""
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
        """Return the code of the solved answer cell, without the course's markers."""
        return answer_source.answer_cell(self.file, self.id)

    def mutant_source(self, name: str) -> str:
        """Return the code of a wrong answer cell."""
        mutant = self._known("mutant", name, self.mutants)
        if mutant.source is not None:
            return mutant.source
        where = f"{self.id}, mutant {name}"
        return answer_source.edited(self.answer_cell_source(), mutant.edit or {}, where)

    def alternative_source(self, label: str) -> str:
        """Return the code of a right answer cell that is written differently."""
        known = self._known("alternative", label, self.alternatives)
        return known if isinstance(known, str) else answer_source.source_of(known, self.answer)

    def _run(self, source: str, where: str) -> object:
        return answer_source.run_answer(source, self.namespace, self.answer, where)

    def _known(self, what: str, name: str, table: Mapping[str, _V]) -> _V:
        if name not in table:
            raise UnknownIdError(f"{what} of {self.id}", name, table)
        return table[name]

    def _refuse_repeat(self, what: str, name: str, table: Mapping[str, object]) -> None:
        if name in table:
            raise AuthoringError(f"{self.id}: duplicate {what} {name!r}.")
