"""Say what failed first: the property, the smallest input, what was got and what was expected."""

import inspect
from dataclasses import dataclass
from operator import attrgetter

from course_lib.classroom.checking.assess import Assessment
from course_lib.classroom.checking.faults import own_lines, raised
from course_lib.classroom.exercises.calls import Call, given_tensor
from course_lib.classroom.exercises.compare import Difference, differences
from course_lib.classroom.exercises.data import Data, to_data
from course_lib.classroom.exercises.probe import Trial
from course_lib.classroom.exercises.record import ExerciseRecord
from course_lib.classroom.exercises.wording import compact, describe


@dataclass(frozen=True)
class Finding:
    """The first failure in words, its usual cause, and the learner's lines that led there."""

    text: str
    cause: str
    lines: tuple[str, ...] = ()


def finding(
    exercise: ExerciseRecord, answer: object, found: Assessment, expected: dict[str, Data]
) -> Finding:
    """Describe the first property that does not hold."""
    name = next(prop for prop, holds in found.marks.items() if not holds)
    measured = name if name in exercise.properties else _culprit(exercise, found)
    trial, cause = found.trials[measured], exercise.properties[measured].cause
    if trial.fault is not None:
        told = _fault(exercise, answer, trial, trial.fault)
        return Finding(f"{measured}: {told.text}", told.cause and cause, told.lines)
    if exercise.judge_of is not None or exercise.takes == "data":
        # what was expected would be the answer itself
        shown = _as_written(answer, trial) if exercise.takes == "data" else compact(trial.data)
        return Finding(f"This does not hold: {name}. Your answer: {shown}.", cause)
    return Finding(f"{name}: {_difference(exercise, trial, expected[name])}", cause)


def _culprit(exercise: ExerciseRecord, found: Assessment) -> str:
    """Of an exercise with its own judge, the first measure that raised, else the first one."""
    failed = [name for name, trial in found.trials.items() if trial.fault is not None]
    return (failed or list(exercise.properties))[0]


def _difference(exercise: ExerciseRecord, trial: Trial, expected: Data) -> str:
    places = list(differences(trial.data, expected))
    inputs = _inputs(exercise, trial)
    per_input = isinstance(expected, list) and len(expected) == len(inputs)
    if per_input and all(place.path for place in places):
        # one input for each item: tell the failing item with the smallest input
        place = min(places, key=lambda place: inputs[int(place.path[0])].size)
        shorter = Difference(place.path[1:], place.got, place.expected)
        return describe(shorter, inputs[int(place.path[0])].text)
    return describe(places[0], _who(exercise, trial))


def _inputs(exercise: ExerciseRecord, trial: Trial) -> list[Call]:
    """List what the answer was given: its calls, or the tensors drawn where no call was seen."""
    if trial.calls:
        return list(trial.calls)
    return [given_tensor(f"your {exercise.answer}", tensor) for tensor in trial.tensors]


def _who(exercise: ExerciseRecord, trial: Trial) -> str:
    if trial.calls:
        return min(trial.calls, key=attrgetter("size")).text
    inputs = _inputs(exercise, trial)
    # weights are drawn before the wave that goes through them
    return inputs[-1].text if inputs else f"your {exercise.answer}"


def _fault(exercise: ExerciseRecord, answer: object, trial: Trial, fault: BaseException) -> Finding:
    mismatch = _wrong_kind(exercise, answer)
    if mismatch:
        return Finding(mismatch, "")
    bank_file = str(exercise.namespace.get("__file__"))
    who = trial.calls[-1].text if trial.calls else f"your {exercise.answer}"
    lines = tuple(own_lines(fault, bank_file))
    if trial.todo is not None:
        return Finding(f"{who} came to a part that is still to do.", "", lines)
    if lines:
        return Finding(f"{who} raised {raised(fault)}.", "", lines)
    if exercise.takes == "data":
        lacks = f"the key {fault}" if isinstance(fault, KeyError) else ""
        why = f"{lacks} is missing" if lacks else raised(fault)
        shown = _as_written(answer, trial)
        return Finding(f"it could not be read: {why}. Your answer: {shown}.", "asked for")
    if isinstance(fault, TypeError) and "argument" in str(fault):
        text = f"{who} could not be called: {fault}. Keep the arguments of the contract."
        return Finding(text, "")
    if (trial.calls and trial.calls[-1].gave_none) or "NoneType" in str(fault):
        return Finding(f"{who} gave None: is a return missing?", "")
    return Finding(f"the check could not use what {who} gave ({raised(fault)}).", "")


def _as_written(answer: object, trial: Trial) -> str:
    """Show an answer of plain data as the learner wrote it: a measure may have put it in order."""
    written = to_data(answer)
    return compact(trial.data if isinstance(written, dict) and "error" in written else written)


def _wrong_kind(exercise: ExerciseRecord, answer: object) -> str:
    """Say it when a class was asked for and something else came, and the like."""
    given, name = f"a value of type {type(answer).__name__}", exercise.answer
    if exercise.takes == "class" and not inspect.isclass(answer):
        return f"the class {name} itself is asked for, without brackets, and this is {given}."
    if exercise.takes == "function" and not callable(answer):
        return f"the function {name} itself is asked for, without brackets, and this is {given}."
    if exercise.takes == "data" and callable(answer):
        return f"a value is asked for, and this is {given}: give what it returns."
    return ""
