"""Choose the notebooks to run: lessons, and their solutions where asked for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from course_lib.classroom.exercises.course import load_course


@dataclass(frozen=True)
class Chosen:
    """A notebook to run."""

    id: str  # of the lesson
    title: str
    path: Path
    place: str  # path from the root of the course
    cells: tuple[str, ...]  # ids of its code cells that aren't empty
    promised: float = 0.0  # minutes that the lesson's card promises; 0 if it promises none


def choose(root: Path, lessons: Sequence[str] = (), *, solutions: bool = False) -> list[Chosen]:
    """Return the notebooks of lessons, in the order of the course.

    Args:
        root: The folder of the course.
        lessons: The ids of the lessons; empty for all that are written.
        solutions: Whether their solutions run, too.

    Raises:
        LookupError: There is no such lesson, or it is only planned.
        FileNotFoundError: A notebook has not been built.
    """
    course = load_course(root)
    written = [card for card in course.lessons if not card.planned]
    named = [course.lesson(name) for name in lessons]
    for card in named:
        if card.planned:
            raise LookupError(f"lesson {card.id} is only planned: there is nothing to run yet.")
    chosen = []
    for card in written:
        if named and card not in named:
            continue
        lesson = _notebook(root, f"notebooks/{card.slug}.ipynb", card.id, card.title)
        chosen.append(replace(lesson, promised=card.machine_minutes))
        if solutions and card.exercises:
            title = f"{card.title}: solutions"
            chosen.append(_notebook(root, f"solutions/{card.slug}.ipynb", card.id, title))
    return chosen


def _notebook(root: Path, place: str, lesson: str, title: str) -> Chosen:
    if not (root / place).is_file():
        raise FileNotFoundError(f"{place} does not exist. Build it first: course build {lesson}")
    cells = json.loads((root / place).read_text(encoding="utf-8"))["cells"]
    code = [c["id"] for c in cells if c["cell_type"] == "code" and "".join(c["source"]).strip()]
    return Chosen(lesson, title, root / place, place, tuple(code))
