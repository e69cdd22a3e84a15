"""Choose the notebooks to run: lessons, and on request their solutions."""

import json
from collections.abc import Sequence
from pathlib import Path

from course_lib.authoring.running.results import NotebookRun
from course_lib.classroom.exercises.course_records import LessonCard
from course_lib.classroom.exercises.course_toml import load_course


def choose(
    root: Path, lessons: Sequence[str] = (), *, solutions: bool = False
) -> list[NotebookRun]:
    """Return the notebooks of lessons, none of them run yet, in the order of the course.

    Args:
        root: The folder of the course.
        lessons: The ids of the lessons. Empty means all lessons that are written.
        solutions: Whether to return their solutions, too.

    Raises:
        LookupError: There is no such lesson, or it is only planned.
        FileNotFoundError: A notebook hasn't been built.
    """
    course = load_course(root)
    named = [course.lesson(name) for name in lessons]
    if planned := [card.id for card in named if card.planned]:
        raise LookupError(f"lesson {planned[0]} is only planned: there is nothing to run yet.")
    chosen = []
    for card in course.lessons:
        if not card.planned and (not named or card in named):
            chosen.append(_notebook(root, card, "notebooks", card.title, card.machine_minutes))
            if solutions and card.exercises:
                chosen.append(_notebook(root, card, "solutions", f"{card.title}: solutions"))
    return chosen


def _notebook(
    root: Path, card: LessonCard, folder: str, title: str, minutes: float = 0.0
) -> NotebookRun:
    """Return a notebook with the number of its code cells, without empty ones."""
    path = f"{folder}/{card.slug}.ipynb"
    if not (root / path).is_file():
        raise FileNotFoundError(f"{path} does not exist. Build it first: course build {card.id}")
    cells = json.loads((root / path).read_text(encoding="utf-8"))["cells"]
    total = sum(c["cell_type"] == "code" and bool("".join(c["source"]).strip()) for c in cells)
    return NotebookRun(card.id, title, path, total, promised=minutes)
