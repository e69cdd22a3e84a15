"""Write gradebook.csv for the teacher, and junit/STUDENT.xml for other tools."""

import csv
import hashlib
import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.grading.intake.student_names import file_name
from course_lib.grading.results.ledger import GRADED, GRADER_ERROR, Result

_FORMULA = "=+-@\t\r"


def write_gradebook(path: Path, results: Iterable[Result], exercises: Sequence[str]) -> Path:
    """Write one row for each student; if the grader failed, the grade is blank, not 0.

    Args:
        path: The gradebook.
        results: The results, in the order of the rows.
        exercises: The ids of the lesson's exercises, which have a column each.

    Returns:
        The file that was written: another one if somebody has edited the gradebook.
    """
    head = ["student", "points", "max", "status", "reason", *exercises]
    head += ["needs a look", "by hand", "notes", "sandbox", "file"]
    rows = [[safe(cell) for cell in _row(result, exercises)] for result in results]
    return write_beside_edits(path, table_of(head, rows))


def table_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV with a byte order mark, so that spreadsheets read it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def write_beside_edits(path: Path, content: bytes) -> Path:
    """Write a file, or ``NAME.new.csv`` if somebody has edited the file; return its path."""
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


def points_text(result: Result) -> str:
    """Return the points as text, or "" if there is no grade."""
    return "" if result.status == GRADER_ERROR else f"{result.points:g}"


def safe(text: str) -> str:
    """Return a cell's text such that a spreadsheet doesn't read it as a formula."""
    return f"'{text}" if text.startswith(tuple(_FORMULA)) else text


def _row(result: Result, exercises: Sequence[str]) -> list[str]:
    marks = {mark.exercise: f"{mark.points:g}" for mark in result.marks}
    flags = [*result.flags, *result.categories]
    if result.status != GRADED:
        flags.insert(0, result.status.replace("_", " "))
    return [
        result.student,
        points_text(result),
        f"{result.max_points:g}",
        result.status,
        result.reason,
        *(marks.get(id_, "") for id_ in exercises),
        "; ".join(flags),
        "; ".join(result.changes),
        "; ".join(note for note in result.notes if note not in result.changes),
        result.sandbox,
        result.file,
    ]


def write_junit(folder: Path, result: Result) -> None:
    """Write a student's properties as test cases, with no more detail than the feedback page."""
    cases = [(mark, name, holds) for mark in result.marks for name, holds in mark.holds.items()]
    failed = sum(not holds for *_, holds in cases)
    suite = ElementTree.Element(
        "testsuite",
        name=_xml(f"{result.lesson} {result.student}"),
        tests=str(len(cases)),
        failures=str(failed),
        errors=str(int(result.status != GRADED)),
    )
    for mark, name, holds in cases:
        case = ElementTree.SubElement(suite, "testcase", classname=mark.exercise, name=_xml(name))
        if not holds:
            message = _xml(mark.says[0] if mark.says else mark.state)
            ElementTree.SubElement(case, "failure", message=message)
    if result.status != GRADED:
        case = ElementTree.SubElement(suite, "testcase", classname=result.lesson, name="submission")
        ElementTree.SubElement(case, "error", message=_xml(result.reason))
    folder.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(suite).write(
        folder / f"{file_name(result.student)}.xml", encoding="utf-8", xml_declaration=True
    )


def _xml(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
