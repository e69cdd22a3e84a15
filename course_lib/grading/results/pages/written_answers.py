"""The page on which a person reads and marks written answers.

The grader scores the facts in an answer; a person marks what a student explains in words. The page
saves these marks as the lesson's ``overrides.csv``, with the rows that the file already has.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.course_records import ExerciseCard, LessonCard
from course_lib.display.pages import printable, render
from course_lib.grading.intake.merge import MergedNotebook
from course_lib.grading.results.gradebook import table_of
from course_lib.grading.results.ledger import Result
from course_lib.grading.results.lms.tables import read_table
from course_lib.grading.results.overrides import COLUMNS, OVERRIDES

MAX_WRITTEN = 8000  # characters of an answer


def is_written(card: ExerciseCard) -> bool:
    """Return True if a person should read the answers to an exercise."""
    return "explain" in card.kind or card.kind == "open"


def written_in(notebook: MergedNotebook, lesson: LessonCard) -> dict[str, str]:
    """Return the answers of a lesson that a person should read, by exercise."""
    written = {card.id for card in lesson.exercises if is_written(card)}
    return {
        cell.exercise: cell.source[:MAX_WRITTEN]
        for cell in notebook.cells
        if cell.role == "answer" and cell.exercise in written
    }


def write_answers_page(
    path: Path, runs: Sequence[tuple[Path, LessonCard, Sequence[Result]]]
) -> int:
    """Write the page; return how many answers are on it.

    Args:
        path: The file.
        runs: The folder, the card and the results of each lesson.
    """
    lessons = [_lesson(folder, card, results) for folder, card, results in runs]
    lessons = [lesson for lesson in lessons if lesson["exercises"]]
    write_file(path, _page(lessons))
    return sum(int(str(lesson["count"])) for lesson in lessons)


def answers_script() -> str:
    """Return the script of the page, which saves the marks as a CSV file."""
    return files("course_lib.display").joinpath("templates/written_answers.js").read_text("utf-8")


def _page(lessons: Sequence[Mapping[str, object]]) -> str:
    script = answers_script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return render(
        "written_answers",
        title="Written answers",
        lessons=lessons,
        script_hash=digest,
    )


def _shown(text: str) -> str:
    """Return a student's text with its lines, and without characters that can't be printed."""
    return "\n".join(printable(line.expandtabs()) for line in text.splitlines())


def _lesson(folder: Path, card: LessonCard, results: Sequence[Result]) -> Mapping[str, object]:
    exercises = [
        {"card": one, "answers": answers}
        for one in card.exercises
        if is_written(one) and (answers := _answers(one, results))
    ]
    return {
        "card": card,
        "folder": str(folder),
        "before": _before(folder / OVERRIDES),
        "exercises": exercises,
        "count": sum(len(_answers(one, results)) for one in card.exercises if is_written(one)),
    }


def _answers(card: ExerciseCard, results: Sequence[Result]) -> list[Mapping[str, str]]:
    return [
        {
            "student": result.student,
            "text": _shown(text),
            "points": next((f"{m.points:g}" for m in result.marks if m.exercise == card.id), "0"),
        }
        for result in results
        if (text := result.answers.get(card.id, "")) and _attempted(result, card.id)
    ]


def _attempted(result: Result, exercise: str) -> bool:
    states = [mark.state for mark in result.marks if mark.exercise == exercise]
    return State.NOT_ATTEMPTED.value not in states


def _before(path: Path) -> str:
    """Return the rows that a lesson's overrides already have, as CSV."""
    if not path.exists():
        return table_of(COLUMNS, []).decode("utf-8-sig")
    table = read_table(path)
    places = [table.column(name) for name in COLUMNS]
    rows = [[row[at] if at is not None else "" for at in places] for row in table.rows]
    return table_of(COLUMNS, rows).decode("utf-8-sig")
