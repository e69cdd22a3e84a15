"""Rules on size: how much a learner can take in at one time.

Only prose counts as words, not code, formulas and addresses. Blank lines, comments and docstrings
don't count as lines of code.
"""

import json
from collections.abc import Iterator

from course_lib.authoring.source.code import line_count
from course_lib.authoring.source.expected_outputs import ARROW
from course_lib.authoring.source.lesson_source import LessonSource
from course_lib.authoring.source.prose import word_count
from course_lib.authoring.source.source_finding import SourceFinding

CELLS = range(30, 71)  # of the lesson's notebook, with the cells that the build writes
LESSON_WORDS = 2500
IDEA_WORDS = 150  # in one cell of text
HEAD_WORDS = 90  # in the head of an exercise, tables apart
CODE_LINES = 15  # in one cell that a learner sees
NOTEBOOK_BYTES = 100_000


def lesson_has_30_to_70_cells(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A lesson's notebook has 30 to 70 cells."""
    text = lesson.notebooks.get(f"notebooks/{lesson.card.slug}.ipynb")
    number = len(json.loads(text)["cells"]) if text else None
    if number is not None and number not in CELLS:
        message = f"the notebook has {number} cells: keep it between {CELLS[0]} and {CELLS[-1]}"
        yield SourceFinding(lesson.path, 0, message)


def lesson_has_at_most_2500_words(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A lesson is short enough to read in one sitting."""
    words = sum(word_count(cell) for cell in lesson.cells if cell.kind == "markdown")
    if words > LESSON_WORDS:
        message = f"the lesson has {words} words: cut it to {LESSON_WORDS}"
        yield SourceFinding(lesson.path, 0, message)


def one_idea_takes_at_most_150_words(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A cell of text is short enough for one idea."""
    for cell in lesson.cells:
        if cell.kind == "markdown" and (words := word_count(cell)) > IDEA_WORDS:
            message = f"a text of {words} words: cut it to {IDEA_WORDS}, or show something between"
            yield cell.fault(message)


def exercise_head_has_at_most_90_words(lesson: LessonSource) -> Iterator[SourceFinding]:
    """The text of an exercise is short; its table of facts isn't counted."""
    for cell in lesson.exercise_cells:
        if "exercise" in cell.tags and (words := word_count(cell, tables=False)) > HEAD_WORDS:
            message = f"the exercise's text has {words} words outside its tables"
            yield cell.fault(f"{message}: cut it to {HEAD_WORDS}, or move facts into the table")


def code_cell_has_at_most_15_lines(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A cell of code is short enough to read at a glance."""
    for cell, source in lesson.learner_code():
        code = "\n".join(line for line in source.split("\n") if not line.startswith(ARROW))
        if "setup" not in cell.tags and (lines := line_count(code)) > CODE_LINES:
            message = f"{lines} lines of code in one cell: cut it to {CODE_LINES}"
            yield cell.fault(f"{message}, split it, or move code into course_lib")


def notebook_has_at_most_100_kb(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A notebook is small enough to read in a diff."""
    for path, text in lesson.notebooks.items():
        size = len(text.encode())
        if size > NOTEBOOK_BYTES:
            message = f"the notebook has {size} bytes: cut it to {NOTEBOOK_BYTES}"
            yield SourceFinding(path, 0, f"{message}; pictures and sounds are made when it runs")


RULES = (
    lesson_has_30_to_70_cells,
    lesson_has_at_most_2500_words,
    one_idea_takes_at_most_150_words,
    exercise_head_has_at_most_90_words,
    code_cell_has_at_most_15_lines,
    notebook_has_at_most_100_kb,
)
