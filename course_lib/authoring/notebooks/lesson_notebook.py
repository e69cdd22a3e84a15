"""Make the lesson's notebook: the cells at the top of every notebook, then lesson.py.

Where lesson.py names an exercise for more practice, the notebook says so.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from course_lib.authoring.notebooks import header_cells
from course_lib.authoring.notebooks.classroom_imports import with_classroom
from course_lib.authoring.notebooks.colab_cell import colab_cell
from course_lib.authoring.notebooks.notebook import (
    NotebookCell,
    locking_question,
    notebook_text,
)
from course_lib.authoring.notebooks.web_address import Project
from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.expected_outputs import CHECKED, split_expected, stdout
from course_lib.classroom.exercises.after_texts import TAG as AFTER
from course_lib.classroom.exercises.course_records import Course, LessonCard


def lesson_notebook(
    course: Course,
    lesson: LessonCard,
    cells: Sequence[Cell],
    *,
    project: Project,
    public: Collection[str],
) -> str:
    """Return the text of the lesson's notebook.

    Args:
        course: The course.
        lesson: The card of the lesson.
        cells: The cells of lesson.py.
        project: The address of the course on the web.
        public: The public names of the classroom.
    """
    shown = [cell for cell in cells if AFTER not in cell.tags]  # `reveal` shows the others
    own = with_classroom(lesson.id, [_shown(lesson, cell) for cell in shown], public)
    opening = [
        header_cells.title_cell(course, lesson, project, "notebooks"),
        header_cells.card_cell(course, lesson),
        colab_cell(lesson, project),
    ]
    name = f"{lesson.slug}.ipynb"
    return notebook_text([*opening, *own], name=name, accelerator=lesson.accelerator)


def _shown(lesson: LessonCard, cell: Cell) -> NotebookCell:
    made = shipped_cell(lesson, cell)
    if cell.kind == "markdown":
        made = replace(made, source=lesson.with_practice_named(made.source))
    return made


def shipped_cell(lesson: LessonCard, cell: Cell, mark: str = "") -> NotebookCell:
    """Return a cell as a notebook stores it: with an id, and with the output that it must print.

    A cell without an id gets ``c02-`` + ``mark`` + its number, so it has the same id in every
    notebook.
    """
    cell_id = cell.id or f"c{lesson.id}-{mark}{cell.number:03d}"
    made = NotebookCell(cell_id, cell.kind, _opened_by_a_comment(cell), cell.tags)
    if "check-output" not in cell.tags:
        return made
    code, expected = split_expected(cell)
    tags = (*(tag for tag in cell.tags if tag != "check-output"), CHECKED)
    return replace(made, source=code, tags=tags, output=stdout(expected))


def _opened_by_a_comment(cell: Cell) -> str:
    """Return the source; that of a locked demo starts with a comment.

    Its code is collapsed, but JupyterLab shows the first line of collapsed code.
    """
    question = locking_question(cell.tags, cell.source) if cell.kind == "code" else None
    return cell.source if question is None else f"# Demo for {question}\n{cell.source}"
