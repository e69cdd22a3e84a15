"""Describe an answer that is a value, such as a number, a dict or a list of letters.

The expected value is never shown: it would be the answer. What the check measured of the learner's
own value is shown, and so is what is different about its form.
"""

from collections.abc import Iterator

from course_lib.classroom.checking.assess import Assessment
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.measuring.data import Data, is_raised, is_tensor, to_data
from course_lib.classroom.exercises.measuring.describe_difference import compact, describe
from course_lib.classroom.exercises.measuring.find_differences import differences
from course_lib.classroom.exercises.measuring.probe import Trial

_LINE = 160  # characters of an answer that are shown in one line


def describe_value(
    exercise: Exercise, answer: object, found: Assessment, name: str, expected: dict[str, Data]
) -> str:
    """Describe an answer that is a value: what was written, its form, and what the check measured.

    A comparator's mark "the steps fail before the patch" belongs to the measure "the steps".
    """
    measured = next((m for m in exercise.properties if m != name and name.startswith(m)), None)
    trial = found.trials[measured or next(iter(exercise.properties))]
    read = isinstance(answer, exercise.also_takes)
    form = "" if read else form_of(answer, exercise.solution_answer(), trial.data)
    text = f"This property fails: {name}."
    if measured is not None and contains_code(answer):
        places = differences(trial.data, expected[measured])
        if (place := next(places, None)) is not None:
            return f"{name}: {describe(place, f'your {measured}', 'gave')}"
        return text  # what this measure found is right, so it explains nothing
    if measured is not None:
        return " ".join(filter(None, [text, form, f"The check measured: {listed(trial.data)}"]))
    return " ".join(filter(None, [text, form, f"Your answer: {listed(as_written(answer, trial))}"]))


def contains_code(answer: object) -> bool:
    """Return True for a value with functions in it: what they compute reveals no answer."""
    if isinstance(answer, dict | list | tuple):
        items = answer.values() if isinstance(answer, dict) else answer
        return any(contains_code(item) for item in items)
    return callable(answer)


def listed(data: Data) -> str:
    """Return a value as one line, or a dict of long values with one entry in each line."""
    text = compact(data)
    if len(text) <= _LINE or not isinstance(data, dict) or is_tensor(data) or is_raised(data):
        return f"{text}."
    return "\n" + "\n".join(f"    {key}: {_start(compact(item))}" for key, item in data.items())


def _start(text: str) -> str:
    return text if len(text) <= _LINE else f"{text[:_LINE]} …"


def form_of(answer: object, solution: object, measured: Data = None) -> str:
    """Say what is different about the form of an answer that should be a dict: keys and types.

    The exercise's own table lists the keys and what each one contains, so this reveals no value. A
    text that the check has read as a number ("0.5") isn't mentioned.
    """
    read = measured if isinstance(measured, dict) else {}
    if not isinstance(solution, dict):
        return ""
    if not isinstance(answer, dict):
        keys = ", ".join(repr(key) for key in solution)
        given = f"an object of type {type(answer).__name__}"
        return f"It should be a dict with the keys {keys}; got {given}."
    given_keys, asked = (set(map(str, keys)) for keys in (answer, solution))  # "1" is as good as 1
    missing = [repr(key) for key in solution if str(key) not in given_keys]
    extra = [repr(key) for key in answer if str(key) not in asked]
    parts = [f"These keys are missing: {', '.join(missing)}."] if missing else []
    parts += [f"These keys aren't asked for: {', '.join(extra)}."] if extra else []
    for key, value in solution.items():
        kind, given = _kind(value), _kind(answer.get(key))
        if key in answer and kind and given and kind != given:
            entries = to_data(answer[key])
            one = isinstance(entries, list) and len(entries) == 1
            given = "it in a list or tuple" if one else given
            if kind == "a number" and given == "text" and isinstance(read.get(key), int | float):
                continue
            parts.append(f"{key!r} should be {kind}, got {given}.")
    return " ".join(parts)


def _kind(value: object) -> str:
    """Return the kind of a plain value, or "" for a kind that exercises take in several forms."""
    if isinstance(value, Iterator):
        return "an iterator"
    data = to_data(value)
    if isinstance(data, bool):
        return "True or False"
    if isinstance(data, int | float):
        return "a number"
    if isinstance(data, str):
        return "text"
    return "several values" if isinstance(data, list) else ""


def as_written(answer: object, trial: Trial) -> Data:
    """Return a plain answer as the learner wrote it, since a measure may have reordered it."""
    # a set has another order in each session
    written = to_data(sorted(answer, key=str) if isinstance(answer, set | frozenset) else answer)
    return trial.data if isinstance(written, dict) and "error" in written else written
