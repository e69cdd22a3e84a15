"""Write ``roster.csv``: every student of the class, and what each handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.intake.errors import InputError
from course_lib.grading.intake.moodle_numbers import participant_number
from course_lib.grading.intake.student_names import readable
from course_lib.grading.results.gradebook import points_text, safe, table_of
from course_lib.grading.results.ledger import GRADED, GRADER_ERROR, Result
from course_lib.grading.results.lms.columns import moodle_columns
from course_lib.grading.results.lms.matching import Finder
from course_lib.grading.results.lms.tables import read_table

ROSTER, CLASS = "roster.csv", "class.csv"
_NAMES = ("student", "name", "full name", "vollständiger name", "nom complet", "nombre completo")


@dataclass(frozen=True)
class Student:
    """One student of the class, as a list of the class names them."""

    name: str
    number: str = ""


def read_class(path: Path) -> list[Student]:
    """Return the students of the class, from an LMS's export or a table of your own.

    Args:
        path: Moodle's grading worksheet, Canvas's gradebook, or a CSV with a column ``student``
            and perhaps one called ``number``.

    Raises:
        InputError: It has no column with names.
    """
    table = read_table(path)
    if (who := table.column("ID")) is not None and table.column("Student") == 0:  # Canvas
        return [Student(readable(row[0]), row[who]) for row in table.rows if row[who].strip()]
    try:
        columns = moodle_columns(table)
    except InputError:
        name = next((i for word in _NAMES if (i := table.column(word)) is not None), None)
        if name is None:
            raise InputError(f"{path} has no column 'student'.") from None
        number = table.column("number")
        return [
            Student(readable(row[name]), row[number].strip() if number is not None else "")
            for row in table.rows
        ]
    names = columns.name if columns.name is not None else columns.who
    return [
        Student(readable(row[names]), participant_number(row[columns.who])) for row in table.rows
    ]


def missing(results: Sequence[Result], students: Sequence[Student]) -> list[Student]:
    """Return the students who handed in nothing."""
    finder = Finder(results, [student.name for student in students])
    return [one for one in students if finder.find(one.number, one.name) is None]


def write_roster(path: Path, results: Sequence[Result], students: Sequence[Student]) -> int:
    """Write one row for each student; return how many are missing.

    Args:
        path: The file.
        results: The results of what was handed in.
        students: The class; empty if it isn't known.
    """
    rows = [
        [
            result.student,
            result.number,
            _status(result),
            points_text(result),
            result.file,
            result.handed_in,
        ]
        for result in results
    ]
    absent = missing(results, students)
    rows += [[one.name, one.number, "missing", "", "", ""] for one in absent]
    head = ["student", "number", "status", "points", "file", "handed in"]
    path.write_bytes(table_of(head, [[safe(cell) for cell in row] for row in rows]))
    return len(absent)


def _status(result: Result) -> str:
    if result.status in (GRADED, GRADER_ERROR):
        return "handed in"
    return f"nothing that can be graded: {result.reason}"
