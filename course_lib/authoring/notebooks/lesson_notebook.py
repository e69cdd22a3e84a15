"""Make the lesson's notebook: lesson.py behind the four cells that open every notebook."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from course_lib.authoring.notebooks import header_cells as front
from course_lib.authoring.notebooks.classroom_imports import with_classroom
from course_lib.authoring.notebooks.notebook import NotebookCell, notebook_text
from course_lib.authoring.notebooks.project import Project
from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.outputs import CHECKED, split_expected, stdout
from course_lib.classroom.exercises.cards import Course, LessonCard


def lesson_notebook(
    course: Course,
    lesson: LessonCard,
    cells: Sequence[Cell],
    *,
    project: Project,
    public: Collection[str],
) -> str:
    """Write the notebook of ``lesson``; ``public`` are the names that the classroom offers."""
    own = with_classroom(lesson.id, [shipped_cell(lesson, cell) for cell in cells], public)
    opening = [
        front.title_cell(course, lesson, project, "notebooks"),
        front.card_cell(course, lesson),
        front.colab_cell(lesson, project),
    ]
    name = f"{lesson.slug}.ipynb"
    return notebook_text([*opening, *own], name=name, accelerator=lesson.accelerator)


def shipped_cell(lesson: LessonCard, cell: Cell, mark: str = "") -> NotebookCell:
    """Give a cell as notebooks have it: with an id, and what it must print as its output.

    Without an id of its own a cell gets ``c02-`` + ``mark`` + its number, so that the same cell has
    the same id in each notebook that it goes into.
    """
    cell_id = cell.id or f"c{lesson.id}-{mark}{cell.number:03d}"
    made = NotebookCell(cell_id, cell.kind, cell.source, cell.tags)
    if "check-output" not in cell.tags:
        return made
    code, expected = split_expected(cell)
    tags = (*(tag for tag in cell.tags if tag != "check-output"), CHECKED)
    return replace(made, source=code, tags=tags, output=stdout(expected))
