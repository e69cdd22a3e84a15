"""Fill the file that the teacher's LMS gave: no format is invented here.

Moodle: download the grading worksheet; its rows are found by number, else by name.
Canvas: export the gradebook; its rows are found by ID, login or name; one column gets the points.
nbgrader: the columns of its own CSV export.

A student without a grade keeps what stood in the file. The file itself is never changed: the filled
copy lies beside the gradebook.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from course_lib.grading.gradebook import points_text, safe
from course_lib.grading.ledger import Line
from course_lib.grading.roster import RosterError

_WHO = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email")
_NBGRADER = (*_WHO, "raw_score", "late_submission_penalty", "score", "max_score")
Row = list[str]


def export_moodle(lines: Sequence[Line], worksheet: Path, folder: Path) -> str:
    """Fill the columns Grade and Feedback comments of a grading worksheet."""
    head, rows = _read(worksheet)
    who, grade = _column(head, "Identifier", worksheet), _column(head, "Grade", worksheet)
    name, most = _maybe(head, "Full name"), _maybe(head, "Maximum Grade")
    comment = _maybe(head, "Feedback comments")
    found = _Finder(lines)

    def fill(row: Row) -> Line | None:
        digits = "".join(filter(str.isdecimal, row[who]))
        line = found.by(digits, row[name] if name is not None else "")
        if line is not None and points_text(line):
            row[grade] = _scaled(line, row[most] if most is not None else "")
            if comment is not None:
                row[comment] = safe(f"{line.points:g} of {line.max_points:g} points")
        return line

    return _filled(head, rows, fill, lines, folder / "moodle.csv")


def export_canvas(lines: Sequence[Line], gradebook: Path, folder: Path) -> str:
    """Fill the column of the lesson in an exported gradebook; add it if there is none."""
    head, rows = _read(gradebook)
    lesson = next((line.lesson for line in lines), "")
    at = next((i for i, word in enumerate(head) if _names_lesson(word, lesson)), None)
    if at is None:
        at = len(head)
        head.append(f"Lesson {lesson}")
        rows = [[*row, ""] for row in rows]
    keys = [i for n in ("ID", "SIS Login ID", "Student") if (i := _maybe(head, n)) is not None]
    found = _Finder(lines)

    def fill(row: Row) -> Line | None:
        if row and row[0].strip() == "Points Possible":
            row[at] = row[at] or f"{next((line.max_points for line in lines), 0):g}"
            return None
        line = found.by(*(row[i] for i in keys))
        if line is not None and points_text(line):
            row[at] = points_text(line)
        return line

    return _filled(head, rows, fill, lines, folder / "canvas.csv")


def export_nbgrader(lines: Sequence[Line], folder: Path) -> str:
    """Write nbgrader's columns, for tools that read its export."""
    rows = [
        [line.lesson, "", "", safe(line.student), "", "", "", points, "0", points, f"{most:g}"]
        for line, points, most in ((ln, points_text(ln), ln.max_points) for ln in lines)
    ]
    _write(folder / "nbgrader.csv", _NBGRADER, rows)
    return f"{len(rows)} rows in {folder / 'nbgrader.csv'}"


class _Finder:
    """Finds a student's line by number or by name, whichever the LMS gives."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._found: dict[str, Line] = {}
        for line in lines:
            for key in (line.number, _plain(line.student)):
                if key:
                    self._found.setdefault(key, line)

    def by(self, *keys: str) -> Line | None:
        for key in keys:
            line = self._found.get(key) or self._found.get(_plain(key))
            if key and line is not None:
                return line
        return None


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _scaled(line: Line, most: str) -> str:
    """Give the points on the scale of the worksheet, if it has one."""
    try:
        maximum = float(most.replace(",", "."))
    except ValueError:
        return points_text(line)
    return f"{round(line.points * maximum / line.max_points, 2):g}"


def _names_lesson(head: str, lesson: str) -> bool:
    return bool(lesson) and lesson in head.replace("(", " ").split()


def _read(path: Path) -> tuple[Row, list[Row]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    if not rows:
        raise RosterError(f"{path} is empty: export it again.")
    return rows[0], [row + [""] * (len(rows[0]) - len(row)) for row in rows[1:]]


def _column(head: Row, name: str, path: Path) -> int:
    found = _maybe(head, name)
    if found is None:
        raise RosterError(f"{path} has no column {name!r}; it has: {', '.join(head)}.")
    return found


def _maybe(head: Row, name: str) -> int | None:
    return next((i for i, word in enumerate(head) if word.strip() == name), None)


def _filled(
    head: Row,
    rows: list[Row],
    fill: Callable[[Row], Line | None],
    lines: Sequence[Line],
    target: Path,
) -> str:
    used = {line.student for row in rows if (line := fill(row)) is not None}
    _write(target, head, rows)
    lost = [line.student for line in lines if line.student not in used]
    told = f"{len(used)} of {len(lines)} students found; written to {target}"
    return told + (f"\nNot in the file: {', '.join(lost)}" if lost else "")


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
