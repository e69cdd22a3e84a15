"""Rules on size: what a learner can take in at one time.

Words are words of prose: code, formulas and addresses are not counted. Lines of code are lines that
do something: blank lines, comments and docstrings are not counted.
"""

import json
from collections.abc import Iterator

from course_lib.authoring.source.code import line_count
from course_lib.authoring.source.findings import Finding
from course_lib.authoring.source.lesson_source import Material
from course_lib.authoring.source.outputs import ARROW
from course_lib.authoring.source.prose import word_count

CELLS = range(30, 71)  # of the lesson's notebook, with the cells that the build writes
LESSON_WORDS = 2500
IDEA_WORDS = 150  # in one cell of text
HEAD_WORDS = 90  # in the head of an exercise, tables apart
CODE_LINES = 15  # in one cell that a learner sees
NOTEBOOK_BYTES = 100_000


def lesson_has_30_to_70_cells(material: Material) -> Iterator[Finding]:
    """Fewer cells are no lesson, more are two."""
    text = material.notebooks.get(f"notebooks/{material.lesson.slug}.ipynb")
    number = len(json.loads(text)["cells"]) if text else None
    if number is not None and number not in CELLS:
        message = f"the notebook has {number} cells: keep it between {CELLS[0]} and {CELLS[-1]}"
        yield Finding(material.lesson_path, 0, message)


def lesson_has_at_most_2500_words(material: Material) -> Iterator[Finding]:
    """A lesson is read in one sitting."""
    words = sum(word_count(cell) for cell in material.cells if cell.kind == "markdown")
    if words > LESSON_WORDS:
        message = f"the lesson has {words} words: cut it to {LESSON_WORDS}"
        yield Finding(material.lesson_path, 0, message)


def one_idea_takes_at_most_150_words(material: Material) -> Iterator[Finding]:
    """A cell of text holds one idea."""
    for cell in material.cells:
        if cell.kind == "markdown" and (words := word_count(cell)) > IDEA_WORDS:
            message = f"a text of {words} words: cut it to {IDEA_WORDS}, or show something between"
            yield cell.fault(message)


def exercise_head_has_at_most_90_words(material: Material) -> Iterator[Finding]:
    """A task is stated in few words; the contract stands in a table, which is not counted."""
    for cell in material.exercise_cells:
        if "exercise" in cell.tags and (words := word_count(cell, tables=False)) > HEAD_WORDS:
            message = f"the exercise's text has {words} words beside its tables"
            yield cell.fault(f"{message}: cut it to {HEAD_WORDS}, or move facts into the table")


def code_cell_has_at_most_15_lines(material: Material) -> Iterator[Finding]:
    """A learner reads a cell of code as a whole."""
    for cell, source in material.learner_code():
        code = "\n".join(line for line in source.split("\n") if not line.startswith(ARROW))
        if "setup" not in cell.tags and (lines := line_count(code)) > CODE_LINES:
            message = f"{lines} lines of code in one cell: cut it to {CODE_LINES}"
            yield cell.fault(f"{message}, split it, or move code into course_lib")


def notebook_has_at_most_100_kb(material: Material) -> Iterator[Finding]:
    """Notebooks stay small enough to read in a diff."""
    for path, text in material.notebooks.items():
        size = len(text.encode())
        if size > NOTEBOOK_BYTES:
            message = f"the notebook has {size} bytes: cut it to {NOTEBOOK_BYTES}"
            yield Finding(path, 0, f"{message}; pictures and sounds are made when it runs")


RULES = (
    lesson_has_30_to_70_cells,
    lesson_has_at_most_2500_words,
    one_idea_takes_at_most_150_words,
    exercise_head_has_at_most_90_words,
    code_cell_has_at_most_15_lines,
    notebook_has_at_most_100_kb,
)
