"""Choose the notebooks to run: lessons, and on request their solutions."""

import json
from collections.abc import Sequence
from pathlib import Path

from course_lib.authoring.running.results import NotebookRun
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
            path = f"notebooks/{card.slug}.ipynb"
            total = _count_cells(root, path, card.id)
            minutes = card.machine_minutes
            chosen.append(NotebookRun(card.id, card.title, path, total, promised=minutes))
            if solutions and card.exercises:
                path, title = f"solutions/{card.slug}.ipynb", f"{card.title}: solutions"
                total = _count_cells(root, path, card.id)
                chosen.append(NotebookRun(card.id, title, path, total))
    return chosen


def _count_cells(root: Path, path: str, lesson_id: str) -> int:
    """Return the number of code cells that aren't empty."""
    if not (root / path).is_file():
        raise FileNotFoundError(f"{path} does not exist. Build it first: course build {lesson_id}")
    cells = json.loads((root / path).read_text(encoding="utf-8"))["cells"]
    return sum(c["cell_type"] == "code" and bool("".join(c["source"]).strip()) for c in cells)
