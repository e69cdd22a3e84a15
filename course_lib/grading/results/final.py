"""The results of a run as they count: what the grader found, and then what people changed."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.classroom.exercises.cards import LessonCard
from course_lib.grading.intake.roster import RosterError
from course_lib.grading.results.gradebook import table_of
from course_lib.grading.results.ledger import LEDGER, Line, read_ledger
from course_lib.grading.results.override_rows import COLUMNS, OVERRIDES, read_overrides
from course_lib.grading.results.overrides import apply_overrides


def final_lines(
    folder: Path, lesson: LessonCard, lines: Sequence[Line] | None = None
) -> list[Line]:
    """Return the results of a run with its ``overrides.csv`` applied, by student.

    Args:
        folder: The folder of the run.
        lesson: The lesson that was graded.
        lines: The results as the grader found them; None reads the run's ledger.
    """
    found = ledger_lines(folder) if lines is None else sorted(lines, key=lambda one: one.student)
    changes = read_overrides(folder / OVERRIDES)
    return apply_overrides(found, changes, worth_of(lesson))


def ledger_lines(folder: Path) -> list[Line]:
    """Return what a run's ledger has, by student.

    Raises:
        RosterError: There is no run in this folder.
    """
    if not (folder / LEDGER).is_file():
        raise RosterError(f"{folder} has no results: name a folder that `course grade` wrote.")
    return sorted(read_ledger(folder / LEDGER).values(), key=lambda line: line.student)


def worth_of(lesson: LessonCard) -> Mapping[str, float]:
    """Return the points of each exercise of a lesson."""
    return {card.id: card.points for card in lesson.exercises}


def offer_overrides(folder: Path) -> None:
    """Write an ``overrides.csv`` that changes nothing, unless there is one."""
    path = folder / OVERRIDES
    if not path.exists():
        path.write_bytes(table_of(COLUMNS, []))
