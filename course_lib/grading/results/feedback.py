"""Write what a student gets: one page and the same as JSON.

Everything on the page is ours, except the student's name and the name of a file, and these are
escaped. The page runs no script and loads nothing. It contains no expected value, seed or solution.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from course_lib.display.pages import render
from course_lib.grading.intake.roster import file_name
from course_lib.grading.results.gradebook import points_text
from course_lib.grading.results.ledger import GRADED, GRADER_ERROR, Line
from course_lib.grading.results.scoring import Mark

KINDS = {  # the name of a state in the style sheet
    "PASS": "pass",
    "PARTIAL": "partial",
    "WRONG": "wrong",
    "ERROR": "error",
    "NOT ATTEMPTED": "none",
}
_WORDS = {
    "PASS": "right",
    "PARTIAL": "partly right",
    "WRONG": "not yet right",
    "ERROR": "stopped by an error",
    "NOT ATTEMPTED": "not attempted",
}


def write_feedback(folder: Path, line: Line, titles: Mapping[str, str]) -> None:
    """Write ``STUDENT.html`` and ``STUDENT.json``.

    Args:
        folder: Where to write them; it is created if needed.
        line: The student's result.
        titles: The title of each exercise, by its id.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = file_name(line.student)
    (folder / f"{name}.html").write_text(feedback_page(line, titles), encoding="utf-8")
    data = json.dumps(feedback_data(line), indent=1, ensure_ascii=False)
    (folder / f"{name}.json").write_text(data + "\n", encoding="utf-8")


def feedback_data(line: Line) -> dict[str, object]:
    """Return the student's result as plain data."""
    return {
        "schema": 1,
        "student": line.student,
        "lesson": line.lesson,
        "status": line.status,
        "reason": line.reason if line.status != GRADER_ERROR else "",
        "points": None if line.status == GRADER_ERROR else line.points,
        "max_points": line.max_points,
        "notes": list(line.notes),
        "exercises": [
            {
                "id": mark.exercise,
                "state": mark.state,
                "points": mark.points,
                "max_points": mark.max_points,
                "properties": dict(mark.holds),
                "says": list(mark.says),
            }
            for mark in line.marks
        ],
    }


def feedback_page(line: Line, titles: Mapping[str, str]) -> str:
    """Return the page."""
    return render(
        "feedback",
        title=f"Feedback on lesson {line.lesson}",
        lesson=line.lesson,
        student=line.student,
        points=f"{points_text(line) or '–'} of {line.max_points:g} points",
        problem=_problem(line),
        notes=line.notes,
        exercises=[_exercise(mark, titles.get(mark.exercise, "")) for mark in line.marks],
    )


def _problem(line: Line) -> str:
    if line.status == GRADER_ERROR:
        return "Your work could not be graded yet. This is no fault of yours."
    return "" if line.status == GRADED else f"Your file could not be graded: {line.reason}."


def _exercise(mark: Mark, title: str) -> dict[str, object]:
    return {
        "name": f"{mark.exercise} {title}",
        "kind": KINDS.get(mark.state, "wrong"),
        "points": f"{mark.points:g} of {mark.max_points:g} points",
        "word": _WORDS.get(mark.state, mark.state).capitalize(),
        "says": mark.says,
        "properties": mark.holds if mark.state != "NOT ATTEMPTED" else {},
    }
