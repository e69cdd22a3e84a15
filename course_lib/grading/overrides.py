"""Change results by hand, where everybody can see it: ``overrides.csv`` in the folder of a run.

    student,exercise,points,due,handed in,late,reason
    *,,,2026-11-28 23:59,,"10 % a day, at most 50 %",
    Anna Berg,02.3,2,,,,"right, but named differently"
    Ben Cruz,,,2026-12-05 23:59,,,ill
    Cleo Dee,,0,,,,withdrew

A row for ``*`` is for the whole class. Points without an exercise replace the total. The file is
applied last, after everything that the grader found, and each change is shown with its reason.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from course_lib.discriminators.spelling import did_you_mean
from course_lib.grading.judging import Mark
from course_lib.grading.ledger import GRADED, Line
from course_lib.grading.lms_columns import as_number
from course_lib.grading.lms_tables import read_table
from course_lib.grading.names import letters
from course_lib.grading.roster import RosterError

OVERRIDES = "overrides.csv"
COLUMNS = ("student", "exercise", "points", "due", "handed in", "late", "reason")
EVERYBODY = "*"
_LATE = re.compile(
    r"(?P<rate>\d+(?:[.,]\d+)?) ?% (?:a|per) day(?:,? at most (?P<most>\d+(?:[.,]\d+)?) ?%)?"
)


@dataclass(frozen=True)
class LatePolicy:
    """How much a day costs, as a part of the points: ``rate`` each, ``most`` in all."""

    rate: float
    most: float = 1.0

    def lost(self, late: timedelta) -> tuple[int, float]:
        """Return the days begun, and the part of the points that they cost."""
        days = max(0, math.ceil(late / timedelta(days=1)))
        return days, min(days * self.rate, self.most)


@dataclass(frozen=True)
class Override:
    """One row of the file; None and "" where it says nothing."""

    student: str
    exercise: str = ""
    points: float | None = None
    due: datetime | None = None
    handed_in: datetime | None = None
    late: LatePolicy | None = None
    reason: str = ""


def read_overrides(path: Path) -> list[Override]:
    """Read the rows of a file; a file that is missing has none.

    Raises:
        RosterError: A row cannot be read; the message names it and what to write.
    """
    if not path.exists():
        return []
    table = read_table(path)
    places = {name: table.column(name) for name in COLUMNS}
    if places["student"] is None:
        raise RosterError(f"{path} needs these columns: {', '.join(COLUMNS)}.")

    def cell(row: Sequence[str], name: str) -> str:
        at = places[name]
        return row[at].strip() if at is not None else ""

    found = []
    for number, row in enumerate(table.rows, 2):
        try:
            found.append(_read({name: cell(row, name) for name in COLUMNS}))
        except ValueError as fault:
            raise RosterError(f"{path}, row {number}: {fault}") from fault
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
        _late(cells["late"]),
        cells["reason"],
    )


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ValueError(f"write a time as 2026-11-28 23:59, not {text!r}") from None


def _late(text: str) -> LatePolicy | None:
    if not text:
        return None
    match = _LATE.fullmatch(text)
    if match is None:
        raise ValueError(f"write a late policy as '10 % a day, at most 50 %', not {text!r}")
    rate, most = (as_number(match[name] or "100") or 0.0 for name in ("rate", "most"))
    return LatePolicy(rate / 100, min(most / 100, 1.0))


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
