"""The page of a lesson: text, code, and what each cell shows.

The instruments' static forms are on it, so everything that needs no kernel works. Code that the
notebook hides, as that of a demo which answers a question, is folded away.
"""

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from markupsafe import Markup
from nbformat import NotebookNode

from course_lib.authoring.export.markdown import code_html, markdown_html
from course_lib.authoring.export.outputs import outputs_html
from course_lib.authoring.notebooks.web_address import Project, read_project
from course_lib.authoring.running.notebook_run import execute
from course_lib.authoring.running.notebooks_to_run import choose
from course_lib.authoring.running.results import NotebookRun, Settings
from course_lib.authoring.running.run_progress import LiveProgress
from course_lib.display.pages import render
from course_lib.progress_bar import progress_bar

LEFT_OUT = {"colab", "setup"}  # tags of cells that only prepare a notebook
_LESSON = re.compile(r"(\d\d_\w+)\.ipynb(#.*)?")


class LessonFailedError(Exception):
    """A cell of the lesson failed, so there is no page."""


@dataclass(frozen=True)
class PageCell:
    """A cell on the page."""

    text: Markup | None = None  # of a cell of Markdown
    code: Markup | None = None
    folded: bool = False  # whether the code is folded away
    outputs: tuple[Markup, ...] = ()


def export_lesson(root: Path, lesson: str, settings: Settings) -> str:
    """Run a lesson and return its page.

    Args:
        root: The folder of the course.
        lesson: The id of the lesson, such as "02".
        settings: How to run it.

    Raises:
        LookupError: There is no such lesson, or it is only planned.
        FileNotFoundError: Its notebook hasn't been built.
        LessonFailedError: A cell failed.
    """
    [chosen] = choose(root, [lesson])
    project = read_project(root)
    notebook = nbformat.read(root / chosen.path, as_version=4)
    with progress_bar() as bar:
        progress = LiveProgress([chosen], bar)
        run = asyncio.run(execute(notebook, root, chosen, settings, progress))
    if run.state == "stopped":
        raise KeyboardInterrupt
    if run.faults:
        raise LessonFailedError(_failure(run))
    cells = [_page_cell(cell, project) for cell in notebook.cells if _is_shown(cell)]
    return render("lesson", title=chosen.name, cells=cells)


def _failure(run: NotebookRun) -> str:
    [fault] = run.faults
    place = f"cell {fault.number} of {run.total} in {run.path}" if fault.number else run.path
    return f"{place} failed: {fault.title.rstrip('.')}. `course run {run.id}` shows more."


def _is_shown(cell: NotebookNode) -> bool:
    return not LEFT_OUT & set(cell.metadata.get("tags", ())) and bool(cell.source.strip())


def _page_cell(cell: NotebookNode, project: Project) -> PageCell:
    def linked(address: str) -> str:
        return page_address(address, project)

    if cell.cell_type != "code":
        return PageCell(text=markdown_html(cell.source, linked))
    return PageCell(
        code=code_html(cell.source, "Code"),
        folded=bool(cell.metadata.get("jupyter", {}).get("source_hidden")),
        outputs=tuple(outputs_html(cell.outputs, linked)),
    )


def page_address(address: str, project: Project) -> str:
    """Return where a link of a lesson leads from its page.

    Another lesson is a page in the same folder. A file of the course, such as an exercise notebook,
    is in the repository.
    """
    if found := _LESSON.fullmatch(address):
        return f"{found[1]}.html{found[2] or ''}"
    if address.startswith("../"):
        return f"{project.repository}/blob/{project.branch}/{address.removeprefix('../')}"
    return address
