"""Put all written answers on one page, where a person reads and marks them.

The grader marks the facts in an answer. What a student explains in words is for a person. The page
saves the marks as the lesson's ``overrides.csv``, with the rows that the file has already.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.classroom.checking.outcome import State
from course_lib.classroom.exercises.cards import ExerciseCard, LessonCard
from course_lib.grading.intake.merge import Graft
from course_lib.grading.results.gradebook import table_of
from course_lib.grading.results.ledger import Line
from course_lib.grading.results.lms_tables import read_table
from course_lib.grading.results.override_rows import COLUMNS, OVERRIDES
from course_lib.grading.results.report_pages import render

MAX_WRITTEN = 8000  # characters of an answer that are kept for the page


def is_written(card: ExerciseCard) -> bool:
    """Return True for an exercise in which a person should read what was answered."""
    return "explain" in card.kind or card.kind == "open"


def written_in(graft: Graft, lesson: LessonCard) -> dict[str, str]:
    """Return the answers of a lesson that a person should read, by exercise."""
    written = {card.id for card in lesson.exercises if is_written(card)}
    return {
        cell.exercise: cell.source[:MAX_WRITTEN]
        for cell in graft.cells
        if cell.role == "answer" and cell.exercise in written
    }


def write_answers_page(path: Path, runs: Sequence[tuple[Path, LessonCard, Sequence[Line]]]) -> int:
    """Write the page; return how many answers are on it.

    Args:
        path: The file.
        runs: For each lesson, its folder, its card and its results.
    """
    lessons = [_lesson(folder, card, lines) for folder, card, lines in runs]
    lessons = [lesson for lesson in lessons if lesson["exercises"]]
    path.write_text(render("written", lessons=lessons), encoding="utf-8")
    return sum(int(str(lesson["count"])) for lesson in lessons)


def _lesson(folder: Path, card: LessonCard, lines: Sequence[Line]) -> Mapping[str, object]:
    exercises = [
        {"card": one, "answers": answers}
        for one in card.exercises
        if is_written(one) and (answers := _answers(one, lines))
    ]
    return {
        "card": card,
        "folder": str(folder),
        "before": _before(folder / OVERRIDES),
        "exercises": exercises,
        "count": sum(len(_answers(one, lines)) for one in card.exercises if is_written(one)),
    }


def _answers(card: ExerciseCard, lines: Sequence[Line]) -> list[Mapping[str, str]]:
    return [
        {
            "student": line.student,
            "text": text,
            "points": next((f"{m.points:g}" for m in line.marks if m.exercise == card.id), "0"),
        }
        for line in lines
        if (text := line.answers.get(card.id, "")) and _attempted(line, card.id)
    ]


def _attempted(line: Line, exercise: str) -> bool:
    states = [mark.state for mark in line.marks if mark.exercise == exercise]
    return State.NOT_ATTEMPTED.value not in states


def _before(path: Path) -> str:
    """Return the rows that a lesson's overrides have already."""
    if not path.exists():
        return table_of(COLUMNS, []).decode("utf-8-sig")
    table = read_table(path)
    places = [table.column(name) for name in COLUMNS]
    rows = [[row[at] if at is not None else "" for at in places] for row in table.rows]
    return table_of(COLUMNS, rows).decode("utf-8-sig")
