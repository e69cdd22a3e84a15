"""Write a student's feedback: a page, and the same as JSON.

All text on the page is the course's, except the student's name and the name of a file, which are
escaped. The page runs no script and loads nothing. It has no expected value, seed or solution.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from course_lib.display.pages import render
from course_lib.grading.intake.student_names import file_name
from course_lib.grading.results.gradebook import points_text
from course_lib.grading.results.ledger import GRADED, GRADER_ERROR, Result
from course_lib.grading.results.marks import Mark

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


def write_feedback(folder: Path, result: Result, titles: Mapping[str, str]) -> None:
    """Write ``STUDENT.html`` and ``STUDENT.json``.

    Args:
        folder: Where to write them; it is created if needed.
        result: The student's result.
        titles: The title of each exercise, by its id.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = file_name(result.student)
    (folder / f"{name}.html").write_text(feedback_page(result, titles), encoding="utf-8")
    data = json.dumps(feedback_data(result), indent=1, ensure_ascii=False)
    (folder / f"{name}.json").write_text(data + "\n", encoding="utf-8")


def feedback_data(result: Result) -> dict[str, object]:
    """Return the content of the JSON file."""
    return {
        "schema": 1,
        "student": result.student,
        "lesson": result.lesson,
        "status": result.status,
        "reason": result.reason if result.status != GRADER_ERROR else "",
        "points": None if result.status == GRADER_ERROR else result.points,
        "max_points": result.max_points,
        "notes": list(result.notes),
        "exercises": [
            {
                "id": mark.exercise,
                "state": mark.state,
                "points": mark.points,
                "max_points": mark.max_points,
                "properties": dict(mark.holds),
                "says": list(mark.says),
            }
            for mark in result.marks
        ],
    }


def feedback_page(result: Result, titles: Mapping[str, str]) -> str:
    """Return the page as HTML."""
    return render(
        "feedback",
        title=f"Feedback on lesson {result.lesson}",
        lesson=result.lesson,
        student=result.student,
        points=f"{points_text(result) or '–'} of {result.max_points:g} points",
        problem=_problem(result),
        notes=result.notes,
        exercises=[_exercise(mark, titles.get(mark.exercise, "")) for mark in result.marks],
    )


def _problem(result: Result) -> str:
    if result.status == GRADER_ERROR:
        return "Your work couldn't be graded yet. This isn't your fault."
    return "" if result.status == GRADED else f"Your file couldn't be graded: {result.reason}."


def _exercise(mark: Mark, title: str) -> dict[str, object]:
    return {
        "name": f"{mark.exercise} {title}",
        "kind": KINDS.get(mark.state, "wrong"),
        "points": f"{mark.points:g} of {mark.max_points:g} points",
        "word": _WORDS.get(mark.state, mark.state).capitalize(),
        "says": mark.says,
        "properties": mark.holds if mark.state != "NOT ATTEMPTED" else {},
    }
