"""Describe the first property that fails: the smallest input, the value returned and expected.

Nothing here guesses at a cause. A message says what the check did, what came back, and where that
differs from what was expected.
"""

import inspect
from dataclasses import dataclass
from operator import attrgetter

from course_lib.classroom.checking.assess import Assessment
from course_lib.classroom.checking.tracebacks import own_lines, raised
from course_lib.classroom.checking.value_answers import (
    as_written,
    contains_code,
    describe_value,
    form_of,
    listed,
)
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.measuring.calls import RecordedCall
from course_lib.classroom.exercises.measuring.data import (
    NOTHING_RAISED,
    Data,
    is_raised,
    to_data,
)
from course_lib.classroom.exercises.measuring.describe_difference import compact, describe
from course_lib.classroom.exercises.measuring.find_differences import Mismatch, differences, same
from course_lib.classroom.exercises.measuring.probe import Trial

_SHORT_LIST = 12  # entries of a list that is shown as a whole


@dataclass(frozen=True)
class Finding:
    """The first failure in words, and the learner's lines that led to it."""

    text: str
    lines: tuple[str, ...] = ()


def finding(
    exercise: Exercise, answer: object, found: Assessment, expected: dict[str, Data]
) -> Finding:
    """Return a description of the first property that fails."""
    name = next(prop for prop, passes in found.marks.items() if not passes)
    measured = name if name in exercise.properties else _to_describe(exercise, found, expected)
    trial = found.trials[measured]
    if trial.exception is not None:
        raised_by = _exception(exercise, answer, trial, trial.exception)
        return Finding(f"{measured}: {raised_by.text}", raised_by.lines)
    if exercise.takes == "data":  # the expected value would be the answer itself
        return Finding(describe_value(exercise, answer, found, name, expected))
    wrong = _wrong_refusals(trial, expected[measured])
    if wrong:
        said = _refusal(exercise, trial, wrong[0], expected[measured])
        lines = _lines(exercise, trial.refusals[wrong[0]].exception)
        return Finding(f"{measured}: {said}{_also_wrong(trial, wrong)}", lines)
    if exercise.own_comparator is not None:
        return Finding(f"This property fails: {name}. The check measured: {compact(trial.data)}.")
    return Finding(
        f"{name}: {_difference(exercise, trial, expected[name])}",
        _lines(exercise, _surprise(trial, expected[name])),
    )


def _to_describe(exercise: Exercise, found: Assessment, expected: dict[str, Data]) -> str:
    """Return the measure to describe if a comparator has names of its own.

    The first one that raised, otherwise the first one whose values differ from the solution's.
    """
    raising = [name for name, trial in found.trials.items() if trial.exception is not None]
    differing = [name for name in expected if not same(found.trials[name].data, expected[name])]
    return (raising or differing or list(exercise.properties))[0]


def _lines(exercise: Exercise, exception: BaseException | None) -> tuple[str, ...]:
    if exception is None:
        return ()
    return tuple(own_lines(exception, str(exercise.namespace.get("__file__"))))


def _surprise(trial: Trial, expected: Data) -> BaseException | None:
    """Return the exception of a single refusal that has another type than expected."""
    if len(trial.refusals) != 1 or not isinstance(expected, str):
        return None
    return trial.refusals[0].exception


def _wrong_refusals(trial: Trial, expected: Data) -> list[int]:
    """Return which refusals differ, where a measure returns one verdict for each of them."""
    data = trial.data
    if not (isinstance(data, list) and isinstance(expected, list)):
        return []
    if not len(data) == len(expected) == len(trial.refusals):
        return []
    return [i for i, pair in enumerate(zip(data, expected, strict=True)) if not same(*pair)]


def _also_wrong(trial: Trial, wrong: list[int]) -> str:
    """Name what else the answer was given when it was wrong, beside the first."""
    first, *others = (trial.refusals[place].of for place in wrong)
    named = [name for name in dict.fromkeys(others) if name and name != first]
    return f" It was also wrong about {_joined(named)}." if named else ""


def _joined(names: list[str]) -> str:
    """Join names as a sentence does: "a", "a and b", "a, b and c"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _refusal(exercise: Exercise, trial: Trial, place: int, expected: Data) -> str:
    """Say what came of a call that might raise, and what should have come of it."""
    refusal, got = trial.refusals[place], _item(trial.data, place)
    of = f", given {refusal.of}," if refusal.of else f", in call {place + 1},"
    name = f"your {exercise.answer}{of}"
    if len(trial.calls) == len(trial.refusals) and not refusal.of:
        name = trial.calls[place].text
    target = _item(expected, place)
    if got in (type(refusal.exception).__name__, NOTHING_RAISED):
        return describe(Mismatch((), got, target), name)
    error = f" It raised {raised(refusal.exception)}." if refusal.exception else ""
    return f"{name} gave {compact(got)}, expected {compact(target)}.{error}"


def _difference(exercise: Exercise, trial: Trial, expected: Data) -> str:
    places = list(differences(trial.data, expected))
    inputs = trial.calls
    per_input = isinstance(expected, list) and len(expected) == len(inputs) > 1
    if per_input and all(place.path for place in places):
        # one item per input: describe the failing item with the smallest input
        place = min(places, key=lambda place: inputs[int(place.path[0])].size)
        call = inputs[int(place.path[0])]
        shorter = Mismatch(place.path[1:], place.got, place.expected)
        return describe(shorter, call.text, _verb(call, shorter.got))
    place = _widened(places[0], trial.data, expected)
    name, verb = f"your {exercise.answer}", "gave"
    if inputs:
        smallest = min(inputs, key=attrgetter("size"))
        source = next((call for call in inputs if _verb(call, place.got) == "returned"), smallest)
        name, verb = source.text, _verb(source, place.got)
    return describe(place, name, verb)


def _verb(call: RecordedCall, got: Data) -> str:
    """Return "returned" if a call returned ``got``; a measure may have computed it instead."""
    return "returned" if to_data(call.returned) == got else "gave"


def _widened(place: Mismatch, got: Data, expected: Data) -> Mismatch:
    """Return the short list of plain values that contains a place, or the place itself."""
    for depth in range(len(place.path)):
        if _is_short(got) and _is_short(expected):
            return Mismatch(place.path[:depth], got, expected)
        key = place.path[depth]
        got, expected = _item(got, key), _item(expected, key)
    return place


def _is_short(data: Data) -> bool:
    if not isinstance(data, list) or len(data) > _SHORT_LIST:
        return False
    return all(item is None or isinstance(item, int | float | str) for item in data)


def _item(data: Data, key: int | str) -> Data:
    if isinstance(data, list) and isinstance(key, int):
        return data[key]
    return data[str(key)] if isinstance(data, dict) and str(key) in data else None


def _exception(
    exercise: Exercise, answer: object, trial: Trial, exception: BaseException
) -> Finding:
    """Describe an exception of the learner's code, of the call, or caused by what it returned."""
    mismatch = _wrong_kind(exercise, answer)
    if mismatch:
        return Finding(mismatch)
    call = trial.calls[-1].text if trial.calls else f"your {exercise.answer}"
    lines = _lines(exercise, exception)
    if trial.todo is not None:
        return Finding(f"{call} reached a part that you haven't written yet.", lines)
    if lines:
        return Finding(f"{call} raised {raised(exception)}.{_not_run(exercise, exception)}", lines)
    if exercise.takes == "data":
        form = form_of(answer, exercise.solution_answer())
        # a missing key or another kind of value says more than the error that it led to
        explained = "missing" in form or "should be" in form
        verb = "used" if contains_code(answer) else "read"
        text = f"your answer couldn't be {verb}" + ("." if explained else f": {raised(exception)}.")
        written = as_written(answer, trial)
        shown = (
            "" if is_raised(written) or contains_code(answer) else f"Your answer: {listed(written)}"
        )
        return Finding(" ".join(filter(None, [text, form, shown])))
    if isinstance(exception, TypeError) and "argument" in str(exception):
        text = (
            f"{call} couldn't be called: {exception}. Keep the arguments that the exercise gives."
        )
        return Finding(text)
    if trial.calls and trial.calls[-1].returned_none:
        return Finding(f"{call} returned None: is a return missing?")
    if inspect.isclass(answer) and inspect.isabstract(answer):
        lacks = _joined(sorted(getattr(answer, "__abstractmethods__", ())))
        return Finding(f"your {exercise.answer} can't be built: the class still lacks {lacks}.")
    return Finding(f"the check couldn't use what {call} returned ({raised(exception)}).")


def _not_run(exercise: Exercise, exception: BaseException) -> str:
    """Say what to do about a name that the course defines, and the learner's notebook doesn't."""
    if not isinstance(exception, NameError) or exception.name not in exercise.namespace:
        return ""
    return f" If a cell of the sheet defines {exception.name}, run that cell first."


def _wrong_kind(exercise: Exercise, answer: object) -> str:
    """Return a sentence if, for example, the exercise asks for a class and got an instance."""
    given, name = f"an object of type {type(answer).__name__}", exercise.answer
    if exercise.takes == "class" and not inspect.isclass(answer):
        return f"pass the class {name} itself, without brackets; got {given}."
    if exercise.takes == "function" and not callable(answer):
        return f"pass the function {name} itself, without brackets; got {given}."
    if exercise.takes == "data" and callable(answer):
        return f"pass a value; got {given}. If it returns the value, call it, and pass the result."
    return ""
