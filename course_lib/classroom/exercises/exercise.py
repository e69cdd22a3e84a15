"""Write an exercise: how an answer is measured, which mistakes are known, what helps.

    ex = Exercise("02.1", answer="fold")

    @ex.property("row-major order", cause="view(period, -1) followed by a transpose")
    def _(fold, draw):
        return fold(draw.distinct(1, 1, 12), 3)

    ex.mutant("transposed", says="Rows and columns are swapped.", edit={"(a b)": "(b a)"})

The solution is the name ``fold`` of the same file.
"""

import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from course_lib.classroom.exercises.bank import register
from course_lib.classroom.exercises.errors import AuthoringError
from course_lib.classroom.exercises.probe import Measure, Property
from course_lib.classroom.exercises.record import ExerciseRecord, Judge, Mutant

Picture = Callable[..., object]
_F = TypeVar("_F")


class Exercise(ExerciseRecord):
    """One exercise, in the words that a course author writes it with.

    It registers itself in the file that makes it.

    Args:
        id: as in ``lessons/course.toml``: "02.1".
        answer: the name that the answer cell defines: a function, a class or a value.
    """

    def __init__(self, id: str, answer: str) -> None:
        names = sys._getframe(1).f_globals  # of the file that this call stands in
        super().__init__(id, answer, names)
        register(names, id, self)

    def property(self, name: str, *, cause: str) -> Callable[[Measure], Measure]:
        """Add a property: the function below measures it. The first property is essential."""
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
    ) -> None:
        """Add a wrong answer: the answer cell with ``edit`` applied, or another ``source``."""
        self._refuse_repeat("mutant", name, self.mutants)
        if not says.strip() or (edit is None) == (source is None):
            raise AuthoringError(
                f"{self.id}, mutant {name!r}: give the sentence it says, and either edit or source."
            )
        self.mutants[name] = Mutant(name, says, edit, source)

    def alternative(self, label: str, *, source: str | None = None) -> Callable[[_F], _F]:
        """Add a right answer written differently: the code below, or a value's ``source``."""
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
        """Set the rungs of the ladder: a question, the line in words, the line with a blank."""
        self.hint_texts = texts

    def why(self, text: str) -> None:
        """Say why the solution is as it is."""
        self.why_text = text

    def wrong_turn(self, text: str) -> None:
        """Describe a mistake that many make."""
        self.wrong_turn_text = text

    def picture(self, draw: Picture) -> Picture:
        """Draw the learner's result beside the right one: answer -> (figure, alt text)."""
        self.picture_of = draw
        return draw

    def judge(self, judge: Judge) -> Judge:
        """Judge an open answer by its data: (data, solution's data) -> {property: holds}."""
        self.judge_of = judge
        return judge

    def _refuse_repeat(self, what: str, name: str, table: Mapping[str, object]) -> None:
        if name in table:
            raise AuthoringError(f"{self.id} has two times the {what} {name!r}.")
