"""Make two notebooks from an exercises.py: what a learner gets, and the solutions.

Both come from the same cells, in the same order, with the same ids. The exercises of the core come
first, then those for more practice, each in the order of the file. Per exercise:

    source          exercises/                          solutions/
    head            head, completed from course.toml    the same
    answer          the stub                            the solution
    (untagged)      as it is                            as it is
    bank            check, verdict, help                check, verdict, why

The bank cell itself (probes, mutants, hints) isn't in any notebook; the learner's check takes its
place. Only the verdict has a stored output, which nbval compares.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from course_lib.authoring.notebooks import header_cells
from course_lib.authoring.notebooks.classroom_imports import with_classroom
from course_lib.authoring.notebooks.colab_cell import colab_cell
from course_lib.authoring.notebooks.lesson_notebook import shipped_cell
from course_lib.authoring.notebooks.notebook import NotebookCell, notebook_text
from course_lib.authoring.notebooks.web_address import Project
from course_lib.authoring.source.bank import BankView, ids_in
from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.expected_outputs import CHECKED, displayed
from course_lib.authoring.source.solution_and_stub import answer_id, solution_source, stub_source
from course_lib.authoring.source.source_finding import SourceError, SourceFinding
from course_lib.classroom.checking.states_and_points import ExerciseOutcome, State
from course_lib.classroom.exercises.course_records import Course, ExerciseCard, LessonCard

EXERCISE_MARK = "x"  # in the ids of cells from exercises.py


@dataclass(frozen=True)
class NotebookInputs:
    """Everything that the two notebooks of a lesson's exercises are made from."""

    course: Course
    lesson: LessonCard
    cells: Sequence[Cell]  # of exercises.py
    bank: BankView  # the exercises and questions that exercises.py defines
    project: Project
    public: Collection[str]  # the public names of the classroom


def exercise_notebook(inputs: NotebookInputs) -> str:
    """Return the notebook that a teacher hands out: stubs, checks, verdicts, help."""
    return _written(inputs, "exercises")


def solution_notebook(inputs: NotebookInputs) -> str:
    """Return the solutions, each with its reason, a common wrong turn and an alternative."""
    return _written(inputs, "solutions")


def _written(inputs: NotebookInputs, folder: header_cells.Folder) -> str:
    lesson = inputs.lesson
    for fault in missing_parts(lesson, inputs.cells):
        raise SourceError(fault)
    made = list(_sheet(inputs, folder))
    intro = list(takewhile(lambda part: part.kind == "markdown" and not part.tags, made))
    cells = [
        header_cells.title_cell(inputs.course, lesson, inputs.project, folder),
        *intro,
        header_cells.exercise_list_cell(lesson),
        colab_cell(lesson, inputs.project),
        *with_classroom(lesson.id, made[len(intro) :], inputs.public),
    ]
    return notebook_text(cells, name=f"{lesson.slug}.ipynb")


def _sheet(inputs: NotebookInputs, folder: header_cells.Folder) -> Iterator[NotebookCell]:
    """Yield the cells of the sheet: before the first exercise, the core, more practice.

    The cells from one head to the next belong to the same exercise, and move with it.
    """
    practice = {card.id for card in inputs.lesson.practice}
    core: list[NotebookCell] = []
    more: list[NotebookCell] = []
    part = core
    for cell in inputs.cells:
        if "exercise" in cell.tags:
            part = more if head_id(cell) in practice else core
        part.extend(_made(inputs, cell, folder))
    yield from core
    if more:
        yield header_cells.more_practice_cell(inputs.lesson)
        yield from more


def missing_parts(lesson: LessonCard, cells: Sequence[Cell]) -> Iterator[SourceFinding]:
    """Yield the exercises of course.toml that don't have exactly one head, answer and bank."""
    heads = [head_id(cell) for cell in cells if "exercise" in cell.tags]
    answers = [answer_id(cell) for cell in cells if "answer" in cell.tags]
    banks = [name for cell in cells if "bank" in cell.tags for name in ids_in(cell)]
    parts = {
        'head (a [markdown] cell tagged "exercise")': heads,
        'answer (a cell tagged "answer" with "# @answer {}")': answers,
        'bank (a cell tagged "bank" with Exercise("{}", answer=...))': banks,
    }
    path = f"lessons/{lesson.slug}/exercises.py"
    for card in lesson.exercises:
        for part, found in parts.items():
            if (number := found.count(card.id)) != 1:
                what = part.format(card.id)
                yield SourceFinding(path, 0, f"exercise {card.id} needs one {what}, got {number}")


def _made(
    inputs: NotebookInputs, cell: Cell, folder: header_cells.Folder
) -> Iterator[NotebookCell]:
    """Yield the notebook cells that one cell of the source becomes."""
    if "bank" in cell.tags:
        for exercise_id in ids_in(cell):
            yield from _after_answer(inputs, card_of(inputs.lesson, cell, exercise_id), folder)
    elif "exercise" in cell.tags:
        yield _head(inputs, cell)
    elif "answer" in cell.tags:
        card = card_of(inputs.lesson, cell, answer_id(cell))
        source = stub_source(cell) if folder == "exercises" else solution_source(cell)
        tags = ("answer", *(tag for tag in cell.tags if tag != "answer"))
        name = cell.id or f"{_stem(card)}-answer"
        yield NotebookCell(name, "code", source, tags, _role(card, "answer"))
    else:
        yield shipped_cell(inputs.lesson, cell, EXERCISE_MARK)


def card_of(lesson: LessonCard, cell: Cell, exercise_id: str) -> ExerciseCard:
    """Return the entry of course.toml for an exercise that a cell names."""
    for card in lesson.exercises:
        if card.id == exercise_id:
            return card
    known = ", ".join(card.id for card in lesson.exercises) or "none"
    message = (
        f'lesson {lesson.id} has no exercise "{exercise_id}" in lessons/course.toml '
        f"(it has: {known}): add a [[lesson.exercise]] there, or correct the id"
    )
    raise SourceError(cell.fault(message))


def head_id(cell: Cell) -> str:
    """Return the exercise's id from the first line of its head, ``### 02.1``."""
    words = cell.source.split("\n")[0].split()
    if len(words) < 2 or words[0] != "###":
        message = 'an exercise head must begin with a line "### ID", such as "### 02.1"'
        raise SourceError(cell.fault(message))
    return words[1]


def _head(inputs: NotebookInputs, cell: Cell) -> NotebookCell:
    card = card_of(inputs.lesson, cell, head_id(cell))
    facts = (
        f"*{card.kind} · {_plural(card.points, 'point')} · about {card.minutes} min · "
        f"difficulty {card.difficulty} of 5*"
    )
    body = "\n".join(cell.source.split("\n")[1:]).strip("\n")
    text = f"### {card.id} {card.title}\n\n{facts}\n\n{body}".rstrip("\n")
    return NotebookCell(cell.id or f"{_stem(card)}-head", "markdown", text, cell.tags)


def _after_answer(
    inputs: NotebookInputs, card: ExerciseCard, folder: header_cells.Folder
) -> Iterator[NotebookCell]:
    stem, answer = _stem(card), inputs.bank.exercises[card.id].answer
    yield NotebookCell(
        f"{stem}-check", "code", f'check("{card.id}", {answer})', ("check",), _role(card, "check")
    )
    yield NotebookCell(
        f"{stem}-verdict",
        "code",
        f'verdict("{card.id}", {answer})',
        ("verdict", CHECKED),
        _role(card, "verdict"),
        displayed(verdict_line(card, passed=folder == "solutions")),
    )
    if folder == "exercises":
        help_text = (
            f'# hint("{card.id}")   # remove the first # and run; each run gives the next hint\n'
            f'# solution("{card.id}")   # the answer, and why it is right'
        )
        yield NotebookCell(f"{stem}-help", "code", help_text, ("help",))
    else:
        yield NotebookCell(f"{stem}-why", "markdown", inputs.bank.reasons(card.id), ("why",))


def verdict_line(card: ExerciseCard, *, passed: bool) -> str:
    """Return the verdict on an untouched stub or, if ``passed``, on the solution."""
    state = State.PASS if passed else State.NOT_ATTEMPTED
    return ExerciseOutcome(card.id, state, int(passed), 1, card.points).line


def _role(card: ExerciseCard, role: str) -> dict[str, object]:
    return {"id": card.id, "points": card.points, "role": role, "schema": 1}


def _stem(card: ExerciseCard) -> str:
    return card.id.replace(".", "-")


def _plural(number: float, noun: str) -> str:
    return f"{number:g} {noun}" if number == 1 else f"{number:g} {noun}s"
