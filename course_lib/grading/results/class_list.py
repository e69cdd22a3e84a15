"""Write ``roster.csv``: every student of the class, what came from them, and who is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.intake.names import readable
from course_lib.grading.intake.roster import RosterError
from course_lib.grading.results.gradebook import points_text, safe, table_of
from course_lib.grading.results.ledger import GRADED, GRADER_ERROR, Line
from course_lib.grading.results.lms_columns import moodle_columns, number_in
from course_lib.grading.results.lms_tables import read_table
from course_lib.grading.results.matching import Finder

ROSTER, CLASS = "roster.csv", "class.csv"
_NAMES = ("student", "name", "full name", "vollständiger name", "nom complet", "nombre completo")


@dataclass(frozen=True)
class Student:
    """One student of the class, as a list of the class names them."""

    name: str
    number: str = ""


def read_class(path: Path) -> list[Student]:
    """Read who is in the class, from what an LMS exports or from a table of your own.

    Args:
        path: Moodle's grading worksheet, Canvas's gradebook, or a CSV with a column ``student``
            and perhaps one called ``number``.

    Raises:
        RosterError: It has no column with names.
    """
    table = read_table(path)
    if (who := table.column("ID")) is not None and table.column("Student") == 0:  # Canvas
        return [Student(readable(row[0]), row[who]) for row in table.rows if row[who].strip()]
    try:
        at = moodle_columns(table)
    except RosterError:
        name = next((i for word in _NAMES if (i := table.column(word)) is not None), None)
        if name is None:
            raise RosterError(f"{path} has no column 'student'.") from None
        number = table.column("number")
        return [
            Student(readable(row[name]), row[number].strip() if number is not None else "")
            for row in table.rows
        ]
    names = at.name if at.name is not None else at.who
    return [Student(readable(row[names]), number_in(row[at.who])) for row in table.rows]


def missing(lines: Sequence[Line], students: Sequence[Student]) -> list[Student]:
    """Return the students from whom nothing came."""
    finder = Finder(lines, [student.name for student in students])
    return [one for one in students if finder.find(one.number, one.name) is None]


def write_roster(path: Path, lines: Sequence[Line], students: Sequence[Student]) -> int:
    """Write one row for each student; return how many are missing.

    Args:
        path: The file.
        lines: What came in.
        students: The class; empty if nobody said who is in it.
    """
    rows = [
        [line.student, line.number, _status(line), points_text(line), line.file, line.handed_in]
        for line in lines
    ]
    absent = missing(lines, students)
    rows += [[one.name, one.number, "missing", "", "", ""] for one in absent]
    head = ["student", "number", "status", "points", "file", "handed in"]
    path.write_bytes(table_of(head, [[safe(cell) for cell in row] for row in rows]))
    return len(absent)


def _status(line: Line) -> str:
    if line.status in (GRADED, GRADER_ERROR):
        return "handed in"
    return f"nothing that can be graded: {line.reason}"
