"""Make the two notebooks of an exercises.py: what a learner gets, and the answers.

Both come from the same cells, in the same order, with the same ids. Per exercise:

    source          exercises/                          solutions/
    head            head, completed from course.toml    the same
    answer          the stub                            the solution
    (untagged)      as it is                            as it is
    bank            check, verdict, help                check, verdict, why

The bank cell itself (measures, mutants, hints) is never shipped: its place is where the learner's
check goes. The verdict is the one cell with a stored output; nbval compares it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from course_lib.authoring.notebooks import header_cells as front
from course_lib.authoring.notebooks.classroom_imports import with_classroom
from course_lib.authoring.notebooks.lesson_notebook import shipped_cell
from course_lib.authoring.notebooks.notebook import NotebookCell, notebook_text
from course_lib.authoring.notebooks.project import Project
from course_lib.authoring.source.answers import answer_id, solution_source, stub_source
from course_lib.authoring.source.bank import BankView, ids_in
from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.findings import Finding, SourceError
from course_lib.authoring.source.outputs import CHECKED, displayed
from course_lib.classroom.checking.outcome import ExerciseOutcome, State
from course_lib.classroom.exercises.cards import Course, ExerciseCard, LessonCard

MARK = "x"  # in the ids of cells that come from exercises.py


@dataclass(frozen=True)
class Workshop:
    """All that is needed to write the two notebooks of a lesson's exercises."""

    course: Course
    lesson: LessonCard
    cells: Sequence[Cell]  # of exercises.py
    bank: BankView  # what importing exercises.py gives
    project: Project
    public: Collection[str]  # names that the classroom offers


def exercise_notebook(shop: Workshop) -> str:
    """Write what a teacher hands out: stubs, checks, verdicts, help."""
    return _written(shop, "exercises")


def solution_notebook(shop: Workshop) -> str:
    """Write the answers, each with its reason, a common wrong turn, and an alternative."""
    return _written(shop, "solutions")


def _written(shop: Workshop, folder: front.Folder) -> str:
    lesson = shop.lesson
    for fault in missing_parts(lesson, shop.cells):
        raise SourceError(fault)
    made = [part for cell in shop.cells for part in _made(shop, cell, folder)]
    intro = list(takewhile(lambda part: part.kind == "markdown" and not part.tags, made))
    cells = [
        front.title_cell(shop.course, lesson, shop.project, folder),
        *intro,
        front.exercise_list_cell(lesson),
        front.colab_cell(lesson, shop.project),
        *with_classroom(lesson.id, made[len(intro) :], shop.public),
    ]
    return notebook_text(cells, name=f"{lesson.slug}.ipynb")


def missing_parts(lesson: LessonCard, cells: Sequence[Cell]) -> Iterator[Finding]:
    """Find the exercises of course.toml that lack a head, an answer or a bank, or have two."""
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
                yield Finding(path, 0, f"exercise {card.id} needs one {what}, and has {number}")


def _made(shop: Workshop, cell: Cell, folder: front.Folder) -> Iterator[NotebookCell]:
    """Give the cells that one cell of the source becomes."""
    if "bank" in cell.tags:
        for exercise_id in ids_in(cell):
            yield from _after_answer(shop, card_of(shop.lesson, cell, exercise_id), folder)
    elif "exercise" in cell.tags:
        yield _head(shop, cell)
    elif "answer" in cell.tags:
        card = card_of(shop.lesson, cell, answer_id(cell))
        source = stub_source(cell) if folder == "exercises" else solution_source(cell)
        tags = ("answer", *(tag for tag in cell.tags if tag != "answer"))
        name = cell.id or f"{_stem(card)}-answer"
        yield NotebookCell(name, "code", source, tags, _role(card, "answer"))
    else:
        yield shipped_cell(shop.lesson, cell, MARK)


def card_of(lesson: LessonCard, cell: Cell, exercise_id: str) -> ExerciseCard:
    """Find what course.toml says about an exercise that a cell names."""
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
    """Read the exercise's id from the first line of its head, ``### 02.1``."""
    words = cell.source.split("\n")[0].split()
    if len(words) < 2 or words[0] != "###":
        message = 'an exercise head begins with a line "### ID", as in "### 02.1": write it so'
        raise SourceError(cell.fault(message))
    return words[1]


def _head(shop: Workshop, cell: Cell) -> NotebookCell:
    card = card_of(shop.lesson, cell, head_id(cell))
    facts = (
        f"*{card.kind} · {_plural(card.points, 'point')} · about {card.minutes} min · "
        f"difficulty {card.difficulty} of 5*"
    )
    body = "\n".join(cell.source.split("\n")[1:]).strip("\n")
    text = f"### {card.id} {card.title}\n\n{facts}\n\n{body}".rstrip("\n")
    return NotebookCell(cell.id or f"{_stem(card)}-head", "markdown", text, cell.tags)


def _after_answer(
    shop: Workshop, card: ExerciseCard, folder: front.Folder
) -> Iterator[NotebookCell]:
    stem, answer = _stem(card), shop.bank.exercises[card.id].answer
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
        yield NotebookCell(f"{stem}-why", "markdown", shop.bank.reasons(card.id), ("why",))


def verdict_line(card: ExerciseCard, *, passed: bool) -> str:
    """Write the verdict on an untouched stub, or on the solution."""
    state = State.PASS if passed else State.NOT_ATTEMPTED
    return ExerciseOutcome(card.id, state, int(passed), 1, card.points).line


def _role(card: ExerciseCard, role: str) -> dict[str, object]:
    return {"id": card.id, "points": card.points, "role": role, "schema": 1}


def _stem(card: ExerciseCard) -> str:
    return card.id.replace(".", "-")


def _plural(number: float, noun: str) -> str:
    return f"{number:g} {noun}" if number == 1 else f"{number:g} {noun}s"
