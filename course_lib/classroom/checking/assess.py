"""Judge an answer: compare what was measured with what the solution gives on the same inputs."""

from collections.abc import Mapping
from dataclasses import dataclass

from course_lib.classroom.checking.outcome import State, state_of
from course_lib.classroom.exercises import probe
from course_lib.classroom.exercises.compare import same
from course_lib.classroom.exercises.data import Data, errors_in, is_raised
from course_lib.classroom.exercises.draw import Seed
from course_lib.classroom.exercises.errors import AuthoringError
from course_lib.classroom.exercises.probe import Trial
from course_lib.classroom.exercises.record import SOLUTION, ExerciseRecord


@dataclass(frozen=True)
class Assessment:
    """The marks of an answer, and the trials that they come from."""

    state: State
    marks: dict[str, bool]  # per property, whether it holds
    trials: dict[str, Trial]
    judged: bool  # the exercise's own judge could read the data

    @property
    def data(self) -> dict[str, Data]:
        """What was measured."""
        return {name: trial.data for name, trial in self.trials.items()}

    @property
    def todo(self) -> str | None:
        """The exercise whose stub the first measure ran into."""
        return next((trial.todo for trial in self.trials.values()), None)


def assess(exercise: ExerciseRecord, answer: object, seed: Seed) -> Assessment:
    """Measure an answer and mark it, property by property."""
    none = dict.fromkeys(reference_marks(exercise, seed), False)
    if not probe.attempted(answer):
        return Assessment(State.NOT_ATTEMPTED, none, {}, judged=False)
    trials = exercise.trials(answer, seed)
    first = next(iter(trials.values()))
    if first.todo is not None:
        return Assessment(State.NOT_ATTEMPTED, none, trials, judged=False)
    data = {name: trial.data for name, trial in trials.items()}
    marks = mark(exercise, data, seed)
    state = state_of(marks or none, raised=is_raised(first.data))
    return Assessment(state, marks or none, trials, judged=marks is not None)


def mark(exercise: ExerciseRecord, data: dict[str, Data], seed: Seed) -> dict[str, bool] | None:
    """Mark measured data; ``None`` where the exercise's own judge cannot read it."""
    expected = reference(exercise, seed)
    if exercise.judge_of is None:
        return {name: same(data[name], expected[name]) for name in expected}
    if any(is_raised(data[name]) for name in expected if not is_raised(expected[name])):
        return None
    if any(is_hollow(data[name], expected[name]) for name in expected):
        return None
    try:
        return _plain_marks(exercise.judge_of(data, expected))
    except Exception:  # the judge was written for sensible answers
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


def reference(exercise: ExerciseRecord, seed: Seed) -> dict[str, Data]:
    """Measure the solution, once for each seed."""
    key = (SOLUTION, seed)
    if key not in exercise.memory:
        trials = exercise.trials(exercise.solution_answer(), seed)
        for name, trial in trials.items():
            faults = [str(trial.data)] if trial.fault else list(errors_in(trial.data))
            if faults:
                raise AuthoringError(
                    f"{exercise.id}, {name!r}: measuring the solution gives {faults[0]}"
                ) from trial.fault
        exercise.memory[key] = {name: trial.data for name, trial in trials.items()}
    return exercise.memory[key]


def reference_marks(exercise: ExerciseRecord, seed: Seed) -> tuple[str, ...]:
    """Name the properties that are marked: the judge's own, or one for each measure."""
    expected = reference(exercise, seed)
    if exercise.judge_of is None:
        return tuple(expected)
    marks = _plain_marks(exercise.judge_of(expected, expected))
    if not marks or not all(marks.values()):
        raise AuthoringError(f"{exercise.id}: its judge does not pass the solution: {marks}.")
    return tuple(marks)


def known_data(exercise: ExerciseRecord, mutant: str, seed: Seed) -> dict[str, Data]:
    """Measure a mutant, once for each seed."""
    key = (mutant, seed)
    if key not in exercise.memory:
        exercise.memory[key] = exercise.measure(exercise.mutant_answer(mutant), seed)
    return exercise.memory[key]


def _plain_marks(marks: Mapping[str, bool]) -> dict[str, bool]:
    return {str(name): bool(holds) for name, holds in marks.items()}
