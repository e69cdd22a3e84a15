"""Assess an answer: compare its measured values with the solution's on the same inputs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from course_lib.classroom.checking.states_and_points import State, state_of
from course_lib.classroom.exercises.errors import AuthoringError
from course_lib.classroom.exercises.exercise import SOLUTION, Exercise
from course_lib.classroom.exercises.measuring import probe
from course_lib.classroom.exercises.measuring.data import Data, errors_in, is_raised
from course_lib.classroom.exercises.measuring.find_differences import same
from course_lib.classroom.exercises.measuring.probe import Trial
from course_lib.classroom.exercises.measuring.seeded_inputs import Seed
from course_lib.classroom.exercises.protection.origin import library_code
from course_lib.classroom.progress import saved_progress as progress


@dataclass(frozen=True)
class Assessment:
    """An answer's marks, and the trials that they come from."""

    state: State
    marks: dict[str, bool]  # whether each property passes
    trials: dict[str, Trial]
    library: str = ""  # the library's code that was given as an answer, which earns nothing

    @property
    def data(self) -> dict[str, Data]:
        """The measured values, by property."""
        return {name: trial.data for name, trial in self.trials.items()}

    @property
    def todo(self) -> str | None:
        """The id of the exercise whose untouched stub the first measure called, if any."""
        return next((trial.todo for trial in self.trials.values()), None)


def assess(exercise: Exercise, answer: object, seed: Seed) -> Assessment:
    """Measure an answer and compare it with the solution, property by property."""
    none = dict.fromkeys(reference_marks(exercise, seed), False)
    if not probe.attempted(answer):
        return Assessment(State.NOT_ATTEMPTED, none, {})
    if library := library_code(answer):
        return Assessment(State.WRONG, none, {}, library=library)
    trials = exercise.trials(answer, seed)
    first = next(iter(trials.values()))
    if first.todo is not None:
        return Assessment(State.NOT_ATTEMPTED, none, trials)
    data = {name: trial.data for name, trial in trials.items()}
    marks = mark(exercise, data, seed)
    state = state_of(marks or none, is_raised(first.data), exercise.independent_parts)
    return Assessment(state, marks or none, trials)


def mark(exercise: Exercise, data: dict[str, Data], seed: Seed) -> dict[str, bool] | None:
    """Return whether each property passes; None if the own comparator can't read the data."""
    expected = reference(exercise, seed)
    if exercise.own_comparator is None:
        return {name: same(data[name], expected[name]) for name in expected}
    raised = [name for name in expected if is_raised(data[name]) and not is_raised(expected[name])]
    if raised and not exercise.independent_parts:
        return None
    data = {**data, **dict.fromkeys(raised)}  # an error in one part leaves the others as they are
    if any(is_hollow(data[name], expected[name]) for name in expected):
        return None
    try:
        return _plain_marks(exercise.own_comparator(data, expected))
    except Exception:  # the comparator was written for sensible answers
        return None


def is_hollow(data: Data, expected: Data) -> bool:
    """Return whether a list or dict is empty where the solution's is not.

    ``all()`` of nothing is true, so a comparator must never see it.
    """
    if isinstance(expected, dict) and isinstance(data, dict):
        shared = data.keys() & expected.keys()
        return (bool(expected) and not data) or any(is_hollow(data[k], expected[k]) for k in shared)
    if isinstance(expected, list) and isinstance(data, list):
        pairs = zip(data, expected, strict=False)
        return (bool(expected) and not data) or any(is_hollow(a, b) for a, b in pairs)
    return False


def reference(exercise: Exercise, seed: Seed) -> dict[str, Data]:
    """Return the solution's measured values, which are computed once for each seed."""
    key = (SOLUTION, seed)
    if key not in exercise.memory:
        with progress.set_aside():
            trials = exercise.trials(exercise.solution_answer(), seed)
        for name, trial in trials.items():
            problems = [str(trial.data)] if trial.exception else list(errors_in(trial.data))
            if problems:
                raise AuthoringError(
                    f"{exercise.id}, {name!r}: measuring the solution gives {problems[0]}"
                ) from trial.exception
        exercise.memory[key] = {name: trial.data for name, trial in trials.items()}
    return exercise.memory[key]


def reference_marks(exercise: Exercise, seed: Seed) -> tuple[str, ...]:
    """Return the names of the marked properties: the comparator's own, or one for each measure."""
    expected = reference(exercise, seed)
    if exercise.own_comparator is None:
        return tuple(expected)
    marks = _plain_marks(exercise.own_comparator(expected, expected))
    if not marks or not all(marks.values()):
        raise AuthoringError(f"{exercise.id}: its comparator must pass the solution, got {marks}.")
    return tuple(marks)


def known_data(exercise: Exercise, mutant: str, seed: Seed) -> dict[str, Data]:
    """Return all of a mutant's measured values, which are computed once for each seed."""
    return dict(known_values(exercise, mutant, seed))


def known_values(exercise: Exercise, mutant: str, seed: Seed) -> Iterator[tuple[str, Data]]:
    """Yield a mutant's properties and values, in order; each is measured when it is asked for.

    Most mutants differ from an answer in one of the first properties; the others are left out.
    """
    key = (mutant, seed)
    known = exercise.memory.setdefault(key, {})
    for name in exercise.properties:
        if name not in known:
            with progress.set_aside():
                if key not in exercise.half_measured:
                    exercise.half_measured[key] = exercise.mutant_answer(mutant)
                known[name] = exercise.trial(exercise.half_measured[key], name, seed).data
        yield name, known[name]
    exercise.half_measured.pop(key, None)


def _plain_marks(marks: Mapping[str, bool]) -> dict[str, bool]:
    return {str(name): bool(passes) for name, passes in marks.items()}
