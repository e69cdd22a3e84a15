"""Choose which notebooks to run: lessons that exist, and their solutions where asked for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from course_lib.classroom.course import load_course


@dataclass(frozen=True)
class Chosen:
    """A notebook to run."""

    id: str  # of the lesson
    title: str
    path: Path
    place: str  # of the notebook, from the course's root
    cells: tuple[str, ...]  # ids of its cells of code; empty ones do not count
    promised: float = 0.0  # minutes that its card says; 0 where it says none


def choose(root: Path, lessons: Sequence[str] = (), *, solutions: bool = False) -> list[Chosen]:
    """List the notebooks of some lessons, in the order of the course.

    Args:
        root: the checkout of the course.
        lessons: their ids; all that are not only planned, where none is named.
        solutions: whether their solutions are to run, too.

    Raises:
        LookupError: no such lesson, or one that is only planned.
        FileNotFoundError: a notebook has not been built.
    """
    course = load_course(root)
    named = [course.lesson(name) for name in lessons]
    for card in named:
        if card.planned:
            raise LookupError(f"Lesson {card.id} is only planned: there is nothing to run yet.")
    chosen = []
    for card in [card for card in course.lessons if (card in named if named else not card.planned)]:
        lesson = _notebook(root, "notebooks", card.slug, card.id, card.title)
        chosen.append(replace(lesson, promised=card.machine_minutes))
        if solutions and card.exercises:
            title = f"{card.title}: solutions"
            chosen.append(_notebook(root, "solutions", card.slug, card.id, title))
    return chosen


def _notebook(root: Path, folder: str, slug: str, lesson: str, title: str) -> Chosen:
    place = f"{folder}/{slug}.ipynb"
    if not (root / place).is_file():
        raise FileNotFoundError(f"{place} is not there. Write it first: course build {lesson}")
    cells = json.loads((root / place).read_text(encoding="utf-8"))["cells"]
    code = [c["id"] for c in cells if c["cell_type"] == "code" and "".join(c["source"]).strip()]
    return Chosen(lesson, title, root / place, place, tuple(code))
