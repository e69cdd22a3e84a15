"""Apply ``overrides.csv`` to the results of a run, and show every change with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from course_lib.grading.intake.names import letters
from course_lib.grading.intake.roster import RosterError
from course_lib.grading.results.ledger import GRADED, Line
from course_lib.grading.results.override_rows import EVERYBODY, OVERRIDES, Override
from course_lib.grading.results.scoring import Mark
from course_lib.spelling import did_you_mean


def apply_overrides(
    lines: Sequence[Line], overrides: Sequence[Override], worth: Mapping[str, float]
) -> list[Line]:
    """Return the results with every change made, each shown in the result's ``changes``.

    Args:
        lines: The results of one lesson.
        overrides: The changes, in the order of the file; a later one wins.
        worth: The points of each exercise.

    Raises:
        RosterError: A change is for a student or an exercise that is not here, or gives more
            points than there are.
    """
    for one in overrides:
        _refuse_too_much(one, worth)
    everybody = [one for one in overrides if one.student == EVERYBODY]
    mine: dict[str, list[Override]] = {line.student: list(everybody) for line in lines}
    for one in overrides:
        if one.student != EVERYBODY:
            mine[_student(one.student, lines)].append(one)
    return [_changed(line, mine[line.student], worth) for line in lines]


def _student(name: str, lines: Sequence[Line]) -> str:
    """Find whom a row is for: a name as it is in the gradebook, or the only one like it."""
    names = [line.student for line in lines]
    if name in names:
        return name
    alike = [known for known in names if letters(known) == letters(name)]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise RosterError(f"{OVERRIDES}: {name!r} may be {' or '.join(map(repr, alike))}.")
    near = did_you_mean(name, names)
    raise RosterError(f"{OVERRIDES}: nobody here is called {name!r}.{near}")


def _refuse_too_much(one: Override, worth: Mapping[str, float]) -> None:
    if one.exercise and one.exercise not in worth:
        known = ", ".join(worth)
        raise RosterError(f"{OVERRIDES}: no exercise {one.exercise!r} here; there are {known}.")
    most = worth.get(one.exercise, sum(worth.values()))
    if one.points is not None and one.points > most:
        raise RosterError(
            f"{OVERRIDES}: {one.student} gets {one.points:g} points of {most:g}; at most all."
        )


def _changed(line: Line, overrides: Sequence[Override], worth: Mapping[str, float]) -> Line:
    for one in overrides:
        if one.points is not None and one.exercise:
            line = _with_mark(line, one, one.points, worth)
    for one in overrides:
        if one.points is not None and not one.exercise:
            said = f"total by hand from {line.points:g} to {one.points:g}: {one.reason}"
            line = _said(replace(line, points=one.points, status=GRADED, reason=""), said)
    return _penalised(line, overrides)


def _with_mark(line: Line, one: Override, points: float, worth: Mapping[str, float]) -> Line:
    """Set the points of one exercise; the total follows."""
    most = worth[one.exercise]
    state = "PASS" if points == most else "PARTIAL" if points else "WRONG"
    old = next((mark for mark in line.marks if mark.exercise == one.exercise), None)
    mark = old or Mark(one.exercise, state, 0.0, most, {})
    said = f"{one.exercise} by hand from {mark.points:g} to {points:g} of {most:g}: {one.reason}"
    new = replace(mark, points=points)
    marks = [mark for mark in line.marks if mark.exercise != one.exercise] + [new]
    marks.sort(key=lambda mark: list(worth).index(mark.exercise))
    total = round(sum(mark.points for mark in marks), 2)
    return _said(replace(line, marks=tuple(marks), points=total, status=GRADED, reason=""), said)


def _penalised(line: Line, overrides: Sequence[Override]) -> Line:
    """Take off what handing in late costs."""
    due = next((one.due for one in reversed(overrides) if one.due), None)
    policy = next((one.late for one in reversed(overrides) if one.late), None)
    when = next((one.handed_in for one in reversed(overrides) if one.handed_in), None)
    when = when or (datetime.fromisoformat(line.handed_in) if line.handed_in else None)
    if due is None or policy is None:
        return line
    if when is None:
        said = f"due {due:%Y-%m-%d %H:%M}; when it was handed in is not known, so nothing is lost"
        return _said(replace(line, flags=(*line.flags, said)), "")
    days, part = policy.lost(when - due)
    if not days:
        return line
    points = round(line.points * (1 - part), 2)
    return _said(
        replace(line, points=points),
        f"late by {days} day{'s' if days > 1 else ''} (due {due:%Y-%m-%d %H:%M}, handed in "
        f"{when:%Y-%m-%d %H:%M}): {part:.0%} less, from {line.points:g} to {points:g}",
    )


def _said(line: Line, said: str) -> Line:
    """Show a change to the student and to the teacher."""
    return replace(line, notes=(*line.notes, said), changes=(*line.changes, said)) if said else line
