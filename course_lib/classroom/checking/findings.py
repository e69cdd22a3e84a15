"""Describe the first property that fails: the smallest input, the value returned and expected."""

import inspect
from dataclasses import dataclass
from operator import attrgetter

from course_lib.classroom.checking.assess import Assessment
from course_lib.classroom.checking.tracebacks import own_lines, raised
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.measuring.calls import RecordedCall, call_with_tensor
from course_lib.classroom.exercises.measuring.compare import Mismatch, differences
from course_lib.classroom.exercises.measuring.data import Data, to_data
from course_lib.classroom.exercises.measuring.probe import Trial
from course_lib.classroom.exercises.measuring.wording import compact, describe


@dataclass(frozen=True)
class Finding:
    """The first failure in words, its usual cause, and the learner's lines that led to it."""

    text: str
    cause: str
    lines: tuple[str, ...] = ()


def finding(
    exercise: Exercise, answer: object, found: Assessment, expected: dict[str, Data]
) -> Finding:
    """Return a description of the first property that fails."""
    name = next(prop for prop, passes in found.marks.items() if not passes)
    measured = name if name in exercise.properties else _first_that_raised(exercise, found)
    trial, cause = found.trials[measured], exercise.properties[measured].cause
    if trial.exception is not None:
        raised_by = _exception(exercise, answer, trial, trial.exception)
        return Finding(f"{measured}: {raised_by.text}", raised_by.cause and cause, raised_by.lines)
    if exercise.own_comparator is not None or exercise.takes == "data":
        # the expected value would be the answer itself
        shown = _as_written(answer, trial) if exercise.takes == "data" else compact(trial.data)
        return Finding(f"This property fails: {name}. Your answer: {shown}.", cause)
    return Finding(f"{name}: {_difference(exercise, trial, expected[name])}", cause)


def _first_that_raised(exercise: Exercise, found: Assessment) -> str:
    """Return the first measure that raised, or else the first one, for an own comparator."""
    raising = [name for name, trial in found.trials.items() if trial.exception is not None]
    return (raising or list(exercise.properties))[0]


def _difference(exercise: Exercise, trial: Trial, expected: Data) -> str:
    places = list(differences(trial.data, expected))
    inputs = _inputs(exercise, trial)
    per_input = isinstance(expected, list) and len(expected) == len(inputs)
    if per_input and all(place.path for place in places):
        # one item per input: describe the failing item with the smallest input
        place = min(places, key=lambda place: inputs[int(place.path[0])].size)
        shorter = Mismatch(place.path[1:], place.got, place.expected)
        return describe(shorter, inputs[int(place.path[0])].text)
    return describe(places[0], _smallest_call(exercise, trial))


def _inputs(exercise: Exercise, trial: Trial) -> list[RecordedCall]:
    """Return the answer's calls or, if none was recorded, stand-ins made of the drawn tensors."""
    if trial.calls:
        return list(trial.calls)
    return [call_with_tensor(f"your {exercise.answer}", tensor) for tensor in trial.tensors]


def _smallest_call(exercise: Exercise, trial: Trial) -> str:
    if trial.calls:
        return min(trial.calls, key=attrgetter("size")).text
    inputs = _inputs(exercise, trial)
    # weights are drawn before the wave that goes through them
    return inputs[-1].text if inputs else f"your {exercise.answer}"


def _exception(
    exercise: Exercise, answer: object, trial: Trial, exception: BaseException
) -> Finding:
    """Describe an exception of the learner's code, of the call, or caused by what it returned."""
    mismatch = _wrong_kind(exercise, answer)
    if mismatch:
        return Finding(mismatch, "")
    call = trial.calls[-1].text if trial.calls else f"your {exercise.answer}"
    lines = tuple(own_lines(exception, str(exercise.namespace.get("__file__"))))
    if trial.todo is not None:
        return Finding(f"{call} reached a part that you haven't written yet.", "", lines)
    if lines:
        return Finding(f"{call} raised {raised(exception)}.", "", lines)
    if exercise.takes == "data":
        missing = isinstance(exception, KeyError)
        why = f"the key {exception} is missing" if missing else raised(exception)
        shown = _as_written(answer, trial)
        text = f"your answer couldn't be read: {why}. Your answer: {shown}."
        return Finding(text, "asked for")
    if isinstance(exception, TypeError) and "argument" in str(exception):
        text = (
            f"{call} couldn't be called: {exception}. Keep the arguments that the exercise gives."
        )
        return Finding(text, "")
    if (trial.calls and trial.calls[-1].returned_none) or "NoneType" in str(exception):
        return Finding(f"{call} returned None: is a return missing?", "")
    return Finding(f"the check couldn't use what {call} returned ({raised(exception)}).", "")


def _as_written(answer: object, trial: Trial) -> str:
    """Return a plain answer as the learner wrote it, since a measure may have reordered it."""
    written = to_data(answer)
    return compact(trial.data if isinstance(written, dict) and "error" in written else written)


def _wrong_kind(exercise: Exercise, answer: object) -> str:
    """Return a sentence if, for example, the exercise asks for a class and got an instance."""
    given, name = f"an object of type {type(answer).__name__}", exercise.answer
    if exercise.takes == "class" and not inspect.isclass(answer):
        return f"pass the class {name} itself, without brackets; got {given}."
    if exercise.takes == "function" and not callable(answer):
        return f"pass the function {name} itself, without brackets; got {given}."
    if exercise.takes == "data" and callable(answer):
        return f"pass a value; got {given}: call it, and pass what it returns."
    return ""
