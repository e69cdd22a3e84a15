"""Score what a student's kernel published, out of reach of the student's code.

The solution is measured here, once, with the secret seed of the run; a known mistake is measured
when the first wrong answer is compared with it. The rest of scoring is a comparison of data. The
feedback names the property that fails, and the known mistake if exactly one has the same values in
every property. It never contains an expected value, the seed, or text from the student's code.
"""

import builtins
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from course_lib.classroom.checking.assess import (
    Assessment,
    mark,
    reference,
    reference_marks,
)
from course_lib.classroom.checking.checks import MAX_CALLED
from course_lib.classroom.checking.diagnosis import best_fit
from course_lib.classroom.checking.states_and_points import ExerciseOutcome, State, state_of
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.load_bank import bank
from course_lib.classroom.exercises.measuring.data import Data, error, is_raised
from course_lib.classroom.exercises.measuring.probe import Trial
from course_lib.classroom.exercises.protection.library_calls import (
    SWITCHED_OFF,
    library_calls,
    library_object,
)
from course_lib.classroom.exercises.protection.plain_values import OwnOperatorsError
from course_lib.grading.results.marks import Mark, agreed, with_properties
from course_lib.grading.results.untrusted_verdict import plain, plain_name, refusal

_SCORING_SECONDS = 30.0
_OWN_OPERATORS = OwnOperatorsError.__name__
# the cells of exercises.py that students get as they are
_GIVEN = re.compile(
    r'^# %%[^\n]*id="[\w-]+-given[^\n]*\n(.*?)(?=^# %%|\Z)', re.MULTILINE | re.DOTALL
)
_OPERATORS_FLAG = "returns objects with operators of their own"
_T = TypeVar("_T")

__all__ = ["Mark", "Scorer", "ScoringError", "error_name"]


class Scorer:
    """Scores the exercises of one lesson for one seed.

    Args:
        root: The checkout of the course.
        lesson: The lesson's id, such as "02".
        seed: The secret seed of the run.
    """

    def __init__(self, root: Path, lesson: str, seed: str) -> None:
        card = load_course(root).lesson(lesson)
        self.seed = seed
        self.points = {exercise.id: exercise.points for exercise in card.exercises}
        self.exercises = bank(card.id, root).exercises
        self._fixed: dict[str, set[str]] = {}
        self._called: dict[str, set[str]] = {}  # library code that the solution calls
        self._properties_of: dict[tuple[str, str], set[str]] = {}  # of library code as an answer
        self._lock = threading.Lock()  # measuring seeds the process's random generators
        for id_ in self.points:
            reference(self.exercises[id_], self.seed)

    def fixed(self, exercise: Exercise) -> set[str]:
        """Return the properties whose values are the same for another seed."""
        with self._lock:
            if exercise.id not in self._fixed:
                here, other = (reference(exercise, s) for s in (self.seed, f"not {self.seed}"))
                self._fixed[exercise.id] = {name for name in here if here[name] == other[name]}
            return self._fixed[exercise.id]

    def blank(self, exercise: str, state: str, says: tuple[str, ...] = ()) -> Mark:
        """Return a mark without points; ``says`` is the reason."""
        names = reference_marks(self.exercises[exercise], self.seed)
        none = dict.fromkeys(names, False)
        return Mark(exercise, state, 0.0, self.points[exercise], none, says=says)

    def mark(self, exercise_id: str, published: object) -> Mark:
        """Return the mark for what a kernel published: one measurement, or a list of several.

        A property counts if every measurement confirms it.

        Raises:
            ScoringError: The exercise's comparator failed.
        """
        several = published if isinstance(published, list) else [published]
        marks = [self._one(exercise_id, measured) for measured in several or [None]]
        return agreed(marks)

    def _one(self, exercise_id: str, measured: object) -> Mark:
        exercise = self.exercises[exercise_id]
        found = measured if isinstance(measured, dict) else {}
        if refused := refusal(found, exercise_id, self.seed):
            blank = self.blank(exercise_id, refused.state.value, refused.says)
            return replace(blank, flags=refused.flags)
        properties = found["properties"]
        data = {
            name: plain(properties[name]) if name in properties else error("not measured")
            for name in exercise.properties
        }
        called = self._called_beyond_solution(exercise, found.get("called"))
        scored = _within(_SCORING_SECONDS, lambda: self._assessed(exercise, data))
        mark = self._with_reasons(exercise, scored)
        if called:
            mark = self._borrowed(exercise, mark, called)
        has_operators = any(
            is_raised(d) and d.get("raises") == _OWN_OPERATORS for d in map(_dict, data.values())
        )
        return replace(mark, flags=(*mark.flags, _OPERATORS_FLAG)) if has_operators else mark

    def _called_beyond_solution(self, exercise: Exercise, called: object) -> list[str]:
        """Return the library code that an answer called and the solution doesn't."""
        names = {str(one)[:200] for one in called[:MAX_CALLED]} if isinstance(called, list) else {}
        return sorted(set(names) - self._called_by_solution(exercise)) if names else []

    def _borrowed(self, exercise: Exercise, mark: Mark, called: Sequence[str]) -> Mark:
        """Return a mark without the properties that the library's code has, not the answer's.

        Only code that is an answer to the exercise takes points away: most of the properties are
        right if it is handed in itself. Any other call is flagged.
        """
        with self._lock:
            owned = set().union(*(self._owned(exercise, name) for name in called))
        names = (plain_name(name.rpartition(":")[2]) for name in called if name != SWITCHED_OFF)
        flags = [f"calls the library's own code ({shown})"] if (shown := _listed(names)) else []
        if SWITCHED_OFF in called:
            flags.append("its calls of library code could not be watched to the end")
        mark = replace(mark, flags=(*mark.flags, *flags))
        holds = {name: good and name not in owned for name, good in mark.holds.items()}
        if holds == mark.holds:
            return mark
        mark = replace(mark, flags=(*mark.flags, "what the library's code does gives no points"))
        return with_properties(mark, holds, "This calls the library's own code. Write your own.")

    def _owned(self, exercise: Exercise, name: str) -> set[str]:
        """Return the properties that library code has as an answer, if it has most of them."""
        key = exercise.id, name
        if key not in self._properties_of:
            answer = library_object(name)
            data = {} if answer is None else exercise.measure(answer, self.seed)
            marks = (mark(exercise, data, self.seed) if data else None) or {}
            holds = {property_ for property_, good in marks.items() if good}
            self._properties_of[key] = holds if 2 * len(holds) > len(marks) else set()
        return self._properties_of[key]

    def _called_by_solution(self, exercise: Exercise) -> set[str]:
        """Return the library code that the solution calls, itself or through the given cells."""
        with self._lock:
            if exercise.id not in self._called:
                names = dict(exercise.namespace)
                given = "\n".join(_GIVEN.findall(Path(exercise.file).read_text(encoding="utf-8")))
                for source in (given, exercise.answer_cell_source()):
                    exec(compile(source, "<the solution>", "exec"), names)
                with library_calls() as called:
                    exercise.trials(names[exercise.answer], self.seed)
                self._called[exercise.id] = called
            return self._called[exercise.id]

    def _assessed(self, exercise: Exercise, data: dict[str, Data]) -> Assessment:
        none = dict.fromkeys(reference_marks(exercise, self.seed), False)
        marks = mark(exercise, data, self.seed)
        holds, raised = marks or none, is_raised(next(iter(data.values())))
        trials = {name: Trial(value, (), (), None, "") for name, value in data.items()}
        return Assessment(state_of(holds, raised, exercise.independent_parts), holds, trials)

    def _with_reasons(self, exercise: Exercise, found: Assessment) -> Mark:
        state, holds = found.state, found.marks
        total = self.points[exercise.id]
        outcome = ExerciseOutcome(exercise.id, state, sum(holds.values()), len(holds), total)
        mutant, says = None, ()
        if state is not State.PASS:
            with self._lock:
                mutant = best_fit(exercise, found, self.seed)
            known = (exercise.mutants[mutant].says,) if mutant else ()
            says = (*known, *_reason(exercise, holds, found.data))
        partial = outcome.points > 0 and state is not State.PASS
        held = {name for name, good in holds.items() if good}
        fixed = partial and exercise.own_comparator is None and held <= self.fixed(exercise)
        return Mark(
            exercise.id, state.value, outcome.points, total, holds, mutant, says, fixed_only=fixed
        )


def _reason(exercise: Exercise, holds: Mapping[str, bool], data: Mapping[str, Data]) -> list[str]:
    """Return a sentence that names the first property that fails."""
    failed = next(name for name, good in holds.items() if not good)
    measured = failed if failed in data else next(iter(data))
    if is_raised(data[measured]) and exercise.own_comparator is None:
        return [f"{measured}: your code raised {error_name(data[measured])}."]
    return [f"This property fails: {failed}."]


def _dict(data: Data) -> dict[str, Data]:
    return data if isinstance(data, dict) else {}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def error_name(data: Data) -> str:
    """Return the name of an exception's type if Python defines it, else a neutral phrase."""
    name = data.get("raises") if isinstance(data, dict) else data
    known = getattr(builtins, name, None) if isinstance(name, str) else None
    if isinstance(known, type) and issubclass(known, BaseException):
        return str(name)
    return "an error of its own kind"


def _within(seconds: float, work: Callable[[], _T]) -> _T:
    """Run a comparator, which an author wrote for sensible answers, and stop waiting in time.

    Raises:
        ScoringError: It failed, or took too long.
    """
    results: list[_T] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not results:
        reason = f"failed: {faults[0]!r}" if faults else "never ended"
        raise ScoringError(f"the comparator {reason}")
    return results[0]


class ScoringError(RuntimeError):
    """An exercise's comparator failed, which is the course's fault, not the student's."""
