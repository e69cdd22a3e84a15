"""Fill a copy of the file that the teacher downloaded from the LMS.

Moodle: download the grading worksheet; its rows are found by number and name.
Canvas: export the gradebook; its rows are found by ID, login or name; one column gets the points.
nbgrader: the columns of its own CSV export.

A student without a grade keeps what the file had, and so does one who is excused. The copy is
written to the folder of the run; the teacher's file doesn't change.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.intake.errors import InputError
from course_lib.grading.intake.moodle_numbers import participant_number
from course_lib.grading.results.gradebook import points_text, safe
from course_lib.grading.results.ledger import Result
from course_lib.grading.results.lms.columns import (
    canvas_column,
    moodle_columns,
    named_column,
)
from course_lib.grading.results.lms.matching import Finder, base_name
from course_lib.grading.results.lms.tables import LmsTable, Row, as_number, read_table

_WHO = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email")
_NBGRADER = (*_WHO, "raw_score", "late_submission_penalty", "score", "max_score")
_EXCUSED = {"EX", "EXC", "EXCUSED"}
_OURS = re.compile(r"[\d.]+ of [\d.]+ points")  # a comment that an earlier export wrote


@dataclass(frozen=True)
class _Place:
    """The columns of one kind of table, and its maximum of points."""

    grade: int
    name: int | None  # the student's name, for messages
    most: Callable[[Row], str]  # returns the maximum for a row


def export_moodle(
    results: Sequence[Result], worksheet: Path, folder: Path, column: str | None = None
) -> str:
    """Fill the grades and the feedback comments of a grading worksheet in any language.

    Args:
        results: The results.
        worksheet: The file from Moodle.
        folder: Where the filled copy is written.
        column: The header of the column for the points; None looks for it.
    """
    table = read_table(worksheet)
    at = moodle_columns(table, column)
    finder = Finder(results, _named(table, at.name))

    def find(row: Row) -> Result | None:
        names = [row[i] for i in (at.name, at.group, at.who) if i is not None]
        return finder.find(participant_number(row[at.who]), *names)

    def comment(row: Row, result: Result) -> None:
        old = row[at.comment] if at.comment is not None else "-"
        if at.comment is not None and (not old.strip() or _OURS.fullmatch(old.strip())):
            row[at.comment] = safe(f"{result.points:g} of {result.max_points:g} points")

    place = _Place(at.grade, at.name, lambda row: row[at.most] if at.most is not None else "")
    filled = _fill(table.rows, find, place, comment)
    return _written(table, table.head, filled, finder, results, folder / "moodle.csv")


def export_canvas(
    results: Sequence[Result],
    gradebook: Path,
    folder: Path,
    column: str | None = None,
    titles: Sequence[str] = (),
) -> str:
    """Fill the column of the lesson in an exported gradebook; add it if nothing looks like it.

    Args:
        results: The results.
        gradebook: The file from Canvas.
        folder: Where the filled copy is written.
        column: The assignment's name or id; None looks for it.
        titles: Names of the lesson besides its id.
    """
    table = read_table(gradebook)
    head, lesson = list(table.head), next((result.lesson for result in results), "")
    at = named_column(table, column) if column else canvas_column(table, lesson, titles)
    rows = table.rows
    if at is None:
        at, rows = len(head), [[*row, ""] for row in rows]
        head.append(f"Lesson {lesson}")
    who, login = table.column("ID"), table.column("SIS Login ID")
    finder = Finder(results, _named(table, 0))
    most = _points_possible(rows, who, at, results)

    def find(row: Row) -> Result | None:
        if who is not None and not row[who].strip():
            return None
        names = [row[i] for i in (0, login) if i is not None]
        return finder.find(row[who].strip() if who is not None else "", *names)

    place = _Place(at, 0, lambda row: most)
    students = [row for row in rows if who is None or row[who].strip()]
    filled = _fill(students, find, place, lambda row, result: None)
    if at == len(table.head) and results and not filled.used:
        raise InputError(
            f"{gradebook} has no column for lesson {lesson} and none of the students: is it the "
            "gradebook that Canvas exported?"
        )
    return _written(table, head, filled, finder, results, folder / "canvas.csv", rows)


def export_nbgrader(results: Sequence[Result], folder: Path) -> str:
    """Write nbgrader's columns, for tools that read its export."""
    target = folder / "nbgrader.csv"
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_NBGRADER)
        for result in results:
            points, most = points_text(result), f"{result.max_points:g}"
            who = [safe(result.number or result.student), safe(base_name(result)), "", ""]
            row = [result.lesson, "", result.handed_in, *who, points, "0", points, most]
            writer.writerow(row)
    return f"{len(results)} rows in {target}"


@dataclass(frozen=True)
class _Filled:
    rows: list[Row]
    used: set[str]  # students whose row was found
    empty: list[str]  # names in the file without a result
    excused: list[str]


def _fill(
    rows: list[Row],
    find: Callable[[Row], Result | None],
    place: _Place,
    comment: Callable[[Row, Result], None],
) -> _Filled:
    """Write each student's points into the row."""
    found = _Filled(rows, set(), [], [])
    comma = any(re.fullmatch(r"\d+,\d+", place.most(row).strip()) for row in rows)
    for row in rows:
        who = row[place.name] if place.name is not None else row[0]
        result = find(row)
        if result is None:
            found.empty.append(who)
            continue
        found.used.add(result.student)
        if row[place.grade].strip().upper() in _EXCUSED:
            found.excused.append(who)
        elif points_text(result):
            row[place.grade] = scaled(result, place.most(row)).replace(".", "," if comma else ".")
            comment(row, result)
        else:
            found.empty.append(who)
    return found


def scaled(result: Result, most: str) -> str:
    """Return the points scaled to the maximum ``most``, or unscaled if that isn't a number."""
    maximum = as_number(most)
    if not maximum or maximum < 0 or not result.max_points:
        return _short(result.points)
    return _short(result.points * maximum / result.max_points)


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _points_possible(rows: list[Row], who: int | None, at: int, results: Sequence[Result]) -> str:
    """Return the maximum of Canvas's column; if it has none, write the lesson's own."""
    for row in rows[:3]:
        if who is not None and row[who].strip() and row[0].strip() != "Points Possible":
            break
        if row[0].strip() == "Points Possible" or as_number(row[at]) is not None:
            if not row[at].strip():
                row[at] = f"{next((result.max_points for result in results), 0):g}"
            return row[at]
    return ""


def _named(table: LmsTable, at: int | None) -> list[str]:
    return [row[at] for row in table.rows] if at is not None else []


def _written(
    table: LmsTable,
    head: Row,
    filled: _Filled,
    finder: Finder,
    results: Sequence[Result],
    target: Path,
    rows: list[Row] | None = None,
) -> str:
    """Write the copy; return a message with the students who got no points."""
    target.write_bytes(table.written(head, filled.rows if rows is None else rows))
    lost = [result.student for result in results if result.student not in filled.used]
    messages = [f"{len(filled.used)} of {len(results)} students found; written to {target}"]
    lists: Iterable[tuple[str, list[str]]] = (
        ("Not in the file", lost),
        ("Not written, since the names differ", finder.refused),
        ("In the file, without a grade", filled.empty),
        ("Excused, and left so", filled.excused),
    )
    messages += [f"{what}: {', '.join(names)}" for what, names in lists if names]
    return "\n".join(messages)
