"""Write the results for the teacher: gradebook.csv, and junit/STUDENT.xml for other tools."""

import csv
import hashlib
import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.grading.intake.roster import file_name
from course_lib.grading.results.ledger import GRADED, GRADER_ERROR, Line

_FORMULA = "=+-@\t\r"


def write_gradebook(path: Path, lines: Iterable[Line], exercises: Sequence[str]) -> Path:
    """Write one row a student; a grade that the grader could not find is blank, never 0.

    Returns:
        The file that was written. A gradebook that somebody edited is left alone, and the new one
        is written beside it.
    """
    head = ["student", "points", "max", "status", "reason", *exercises]
    head += ["needs a look", "by hand", "notes", "sandbox", "file"]
    rows = [[safe(cell) for cell in _row(line, exercises)] for line in lines]
    return write_beside_edits(path, table_of(head, rows))


def table_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV that a spreadsheet opens with every letter right."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def write_beside_edits(path: Path, content: bytes) -> Path:
    """Write a file, or ``NAME.new.csv`` if the file is no longer as this function left it."""
    fresh = path.with_name(f"{path.stem}.new{path.suffix}")
    record = path.with_name(f".{path.name}.sha256")
    known = record.read_text(encoding="ascii") if record.exists() else ""
    if path.exists() and path.read_bytes() != content and _sha(path.read_bytes()) != known:
        write_file(fresh, content)
        return fresh
    fresh.unlink(missing_ok=True)
    record.write_text(_sha(content), encoding="ascii")
    write_file(path, content)
    return path


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def points_text(line: Line) -> str:
    """Write the points; blank where there is no grade."""
    return "" if line.status == GRADER_ERROR else f"{line.points:g}"


def safe(text: str) -> str:
    """Keep a spreadsheet from reading a cell as a formula."""
    return f"'{text}" if text.startswith(tuple(_FORMULA)) else text


def _row(line: Line, exercises: Sequence[str]) -> list[str]:
    marks = {mark.exercise: f"{mark.points:g}" for mark in line.marks}
    looks = [*line.flags, *line.categories]
    if line.status != GRADED:
        looks.insert(0, line.status.replace("_", " "))
    return [
        line.student,
        points_text(line),
        f"{line.max_points:g}",
        line.status,
        line.reason,
        *(marks.get(id_, "") for id_ in exercises),
        "; ".join(looks),
        "; ".join(line.changes),
        "; ".join(note for note in line.notes if note not in line.changes),
        line.sandbox,
        line.file,
    ]


def write_junit(folder: Path, line: Line) -> None:
    """Write a student's properties as test cases; it says no more than the feedback does."""
    cases = [(mark, name, holds) for mark in line.marks for name, holds in mark.holds.items()]
    failed = sum(not holds for *_, holds in cases)
    suite = ElementTree.Element(
        "testsuite",
        name=_xml(f"{line.lesson} {line.student}"),
        tests=str(len(cases)),
        failures=str(failed),
        errors=str(int(line.status != GRADED)),
    )
    for mark, name, holds in cases:
        case = ElementTree.SubElement(suite, "testcase", classname=mark.exercise, name=_xml(name))
        if not holds:
            message = _xml(mark.says[0] if mark.says else mark.state)
            ElementTree.SubElement(case, "failure", message=message)
    if line.status != GRADED:
        case = ElementTree.SubElement(suite, "testcase", classname=line.lesson, name="submission")
        ElementTree.SubElement(case, "error", message=_xml(line.reason))
    folder.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(suite).write(
        folder / f"{file_name(line.student)}.xml", encoding="utf-8", xml_declaration=True
    )


def _xml(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
