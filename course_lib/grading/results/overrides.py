"""Results that people change by hand: ``overrides.csv`` in the folder of a run.

    student,exercise,points,due,handed in,late,reason
    *,,,2026-11-28 23:59,,"10 % a day, at most 50 %",
    Anna Berg,02.3,2,,,,"right, but named differently"
    Ben Cruz,,,2026-12-05 23:59,,,ill
    Cleo Dee,,0,,,,withdrew

A row for ``*`` applies to the whole class. Points without an exercise replace the total. The file
is applied to the grader's results, and each change is shown with its reason. What late work costs
is computed by `late_penalty`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from course_lib.classroom.exercises.course_records import LessonCard
from course_lib.grading.intake.errors import InputError
from course_lib.grading.intake.student_names import letters
from course_lib.grading.results.gradebook import table_of
from course_lib.grading.results.late_penalty import (
    LatePolicy,
    less_what_late_work_costs,
    read_policy,
)
from course_lib.grading.results.ledger import GRADED, Result, ledger_results
from course_lib.grading.results.lms.tables import as_number, read_table
from course_lib.grading.results.marks import Mark
from course_lib.spelling import did_you_mean

OVERRIDES = "overrides.csv"
COLUMNS = ("student", "exercise", "points", "due", "handed in", "late", "reason")
EVERYBODY = "*"


def final_results(
    folder: Path, lesson: LessonCard, results: Sequence[Result] | None = None
) -> list[Result]:
    """Return the results of a run with its ``overrides.csv`` applied, by student.

    Args:
        folder: The folder of the run.
        lesson: The lesson that was graded.
        results: The results as the grader found them; None reads the ledger of the run.
    """
    found = (
        ledger_results(folder) if results is None else sorted(results, key=lambda one: one.student)
    )
    changes = read_overrides(folder / OVERRIDES)
    return apply_overrides(found, changes, worth_of(lesson))


def worth_of(lesson: LessonCard) -> Mapping[str, float]:
    """Return the points of each exercise of a lesson."""
    return {card.id: card.points for card in lesson.exercises}


def offer_overrides(folder: Path) -> None:
    """Write an ``overrides.csv`` with headers only, unless there is one."""
    path = folder / OVERRIDES
    if not path.exists():
        path.write_bytes(table_of(COLUMNS, []))


@dataclass(frozen=True)
class Override:
    """One row of the file; an empty cell is None or ""."""

    student: str
    exercise: str = ""
    points: float | None = None
    due: datetime | None = None
    handed_in: datetime | None = None
    late: LatePolicy | None = None
    reason: str = ""


def read_overrides(path: Path) -> list[Override]:
    """Return the rows of an overrides file; a missing file has none.

    Raises:
        InputError: A row can't be read; the message names the row and what to write.
    """
    if not path.exists():
        return []
    table = read_table(path)
    places = {name: table.column(name) for name in COLUMNS}
    if places["student"] is None:
        raise InputError(f"{path} needs these columns: {', '.join(COLUMNS)}.")

    def cell(row: Sequence[str], name: str) -> str:
        at = places[name]
        return row[at].strip() if at is not None else ""

    found = []
    for number, row in enumerate(table.rows, 2):
        try:
            found.append(_read({name: cell(row, name) for name in COLUMNS}))
        except ValueError as fault:
            raise InputError(f"{path}, row {number}: {fault}") from fault
    return found


def _read(cells: Mapping[str, str]) -> Override:
    points = as_number(cells["points"])
    if cells["points"] and (points is None or not 0 <= points < math.inf):
        raise ValueError(f"points must be a number from 0 on, got {cells['points']!r}")
    if points is not None and not cells["reason"]:
        raise ValueError("points that are set by hand need a reason")
    if not cells["student"]:
        raise ValueError("name the student, or write * for everybody")
    if cells["student"] == EVERYBODY and (points is not None or cells["handed in"]):
        raise ValueError("points and times of handing in are for one student, not for *")
    return Override(
        cells["student"],
        cells["exercise"],
        points,
        _time(cells["due"]),
        _time(cells["handed in"]),
        read_policy(cells["late"]),
        cells["reason"],
    )


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ValueError(f"write a time as 2026-11-28 23:59, not {text!r}") from None


def apply_overrides(
    results: Sequence[Result], overrides: Sequence[Override], worth: Mapping[str, float]
) -> list[Result]:
    """Return the results with every change made, each shown in the result's ``changes``.

    Args:
        results: The results of one lesson.
        overrides: The changes, in the order of the file; a later one wins.
        worth: The points of each exercise.

    Raises:
        InputError: A change is for an unknown student or exercise, or gives more points than the
            maximum.
    """
    for one in overrides:
        _refuse_too_much(one, worth)
    everybody = [one for one in overrides if one.student == EVERYBODY]
    mine: dict[str, list[Override]] = {result.student: list(everybody) for result in results}
    for one in overrides:
        if one.student != EVERYBODY:
            mine[_student(one.student, results)].append(one)
    return [_changed(result, mine[result.student], worth) for result in results]


def _student(name: str, results: Sequence[Result]) -> str:
    """Return the student whom a row names, exactly or as the only one with these letters."""
    names = [result.student for result in results]
    if name in names:
        return name
    alike = [known for known in names if letters(known) == letters(name)]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise InputError(f"{OVERRIDES}: {name!r} may be {' or '.join(map(repr, alike))}.")
    near = did_you_mean(name, names)
    raise InputError(f"{OVERRIDES}: no student is called {name!r}.{near}")


def _refuse_too_much(one: Override, worth: Mapping[str, float]) -> None:
    if one.exercise and one.exercise not in worth:
        known = ", ".join(worth)
        raise InputError(f"{OVERRIDES}: no exercise {one.exercise!r} here; there are {known}.")
    most = worth.get(one.exercise, sum(worth.values()))
    if one.points is not None and one.points > most:
        raise InputError(
            f"{OVERRIDES}: {one.student} must get at most {most:g} points, got {one.points:g}."
        )


def _changed(result: Result, overrides: Sequence[Override], worth: Mapping[str, float]) -> Result:
    for one in overrides:
        if one.points is not None and one.exercise:
            result = _with_mark(result, one, one.points, worth)
    for one in overrides:
        if one.points is not None and not one.exercise:
            note = f"total by hand from {result.points:g} to {one.points:g}: {one.reason}"
            result = replace(result, points=one.points, status=GRADED, reason="").changed(note)
    due = next((one.due for one in reversed(overrides) if one.due), None)
    policy = next((one.late for one in reversed(overrides) if one.late), None)
    handed_in = next((one.handed_in for one in reversed(overrides) if one.handed_in), None)
    return less_what_late_work_costs(result, due, policy, handed_in)


def _with_mark(result: Result, one: Override, points: float, worth: Mapping[str, float]) -> Result:
    """Return the result with the points of one exercise changed, and the new total."""
    most = worth[one.exercise]
    state = "PASS" if points == most else "PARTIAL" if points else "WRONG"
    old = next((mark for mark in result.marks if mark.exercise == one.exercise), None)
    mark = old or Mark(one.exercise, state, 0.0, most, {})
    note = f"{one.exercise} by hand from {mark.points:g} to {points:g} of {most:g}: {one.reason}"
    new = replace(mark, points=points)
    marks = [mark for mark in result.marks if mark.exercise != one.exercise] + [new]
    marks.sort(key=lambda mark: list(worth).index(mark.exercise))
    total = round(sum(mark.points for mark in marks), 2)
    return replace(result, marks=tuple(marks), points=total, status=GRADED, reason="").changed(note)
