"""Rules on the parts of a lesson: which it needs, and in which order.

    recall → hook → (idea → predict → demo → after → exercise) × 3 to 6
           → explain → exit ticket → look back → checklist

Learners who have committed to a guess look at the result with a question in mind. So a result is
shown only after the guess is stored.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.lesson_source import LessonSource
from course_lib.authoring.source.prose import prose
from course_lib.authoring.source.source_finding import SourceFinding
from course_lib.classroom.exercises.after_texts import TAG as AFTER
from course_lib.classroom.exercises.question import Question
from course_lib.spelling import did_you_mean

PREDICTIONS = 4
RECALL_QUESTIONS = 3
OBJECTIVES = range(4, 7)
EXIT_QUESTIONS = 3
TAGS = (
    "after",
    "answer",
    "bank",
    "check-output",
    "demo",
    "derivation",
    "exercise",
    "exit",
    "explain",
    "predict",
    "recall",
    "setup",
)


def tags_are_known(lesson: LessonSource) -> Iterator[SourceFinding]:
    """Every tag is one that the course knows, so no tag is misspelt."""
    for cell in lesson.all_cells():
        for tag in set(cell.tags) - set(TAGS):
            advice = did_you_mean(tag, TAGS) or f" The tags are: {', '.join(TAGS)}."
            yield cell.fault(f"unknown tag {tag!r}.{advice}")


def has_four_predictions(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A lesson asks for at least four predictions."""
    asked = {call.first for _, call in lesson.calls("predict")}
    if len(asked) < PREDICTIONS:
        message = f"{len(asked)} predictions: ask for at least {PREDICTIONS}, before the demos"
        yield SourceFinding(lesson.path, 0, message)


def predict_comes_before_reveal(lesson: LessonSource) -> Iterator[SourceFinding]:
    """Every answer comes after its question, and every question gets its answer."""
    asked: set[str | None] = set()
    revealed: set[str | None] = set()
    for cell, calls in lesson.calls_by_cell():
        for call in calls:
            if call.name == "predict":
                asked.add(call.first)
            elif call.name == "reveal":
                revealed.add(call.first)
                if call.first not in asked:
                    message = f'reveal("{call.first}") without a predict("{call.first}") above it'
                    yield cell.fault(f"{message}: ask first", call.offset)
    for cell, call in lesson.calls("predict"):
        if call.first not in revealed:
            message = f'predict("{call.first}") is never answered: add reveal("{call.first}", show)'
            yield cell.fault(message, call.offset)


def predictions_are_written(lesson: LessonSource) -> Iterator[SourceFinding]:
    """Each prediction in the lesson is in the bank, and the other way round."""
    if not lesson.bank.loaded:
        return
    written = lesson.bank.questions_of("predict")
    for cell, call in lesson.calls("predict"):
        if call.first not in written:
            known = ", ".join(written) or "none"
            message = f'no Question "{call.first}" of kind predict in exercises.py (there: {known})'
            yield cell.fault(f"{message}: write it there, or correct the id", call.offset)
    asked = {call.first for _, call in lesson.calls("predict")}
    for name in written:
        if name not in asked:
            message = f'the question "{name}" is never asked: add predict("{name}") to lesson.py'
            yield SourceFinding(lesson.exercises_path, lesson.bank.line_of(name), message)


def demo_follows_a_prediction(lesson: LessonSource) -> Iterator[SourceFinding]:
    """There is a prediction between two demos; only the first demo needs none."""
    guessed, demos = False, 0
    for cell in lesson.cells:
        if "predict" in cell.tags:
            guessed = True
        if "demo" in cell.tags:
            demos += 1
            if demos > 1 and not guessed:
                message = "a demo without a prediction since the demo before it"
                yield cell.fault(
                    f'{message}: put a predict cell above it, or remove the tag "demo"'
                )
            guessed = False


def after_follows_a_locked_demo(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A text tagged ``after`` directly follows a demo with ``reveal``, or another such text.

    It has no heading: the notebook's table of contents would lose it.
    """
    before = False
    for cell, calls in lesson.calls_by_cell():
        if AFTER in cell.tags:
            if not before or cell.kind != "markdown":
                message = "only text that directly follows a demo cell with reveal(...) can be"
                yield cell.fault(f'{message} tagged "{AFTER}": move it there, or remove the tag')
            yield from _headings(cell)
        else:
            before = "demo" in cell.tags and any(call.name == "reveal" for call in calls)
    for cell in lesson.exercise_cells:
        if AFTER in cell.tags:
            yield cell.fault(f'no text of a sheet waits for a prediction: remove the tag "{AFTER}"')


def _headings(cell: Cell) -> Iterator[SourceFinding]:
    for line in prose(cell) if cell.kind == "markdown" else ():
        if line.heading:
            message = f'a heading in a text tagged "{AFTER}": put it into a cell of its own'
            yield cell.fault(message, line.offset)


def text_behind_a_demo_waits_for_it(lesson: LessonSource) -> Iterator[SourceFinding]:
    """The text right after a locked demo is shown with it. A new section may begin instead."""
    calls = list(lesson.calls_by_cell())
    for (demo, called), (cell, _) in pairwise(calls):
        locked = "demo" in demo.tags and any(call.name == "reveal" for call in called)
        opens = cell.source.startswith("#")
        if locked and cell.kind == "markdown" and AFTER not in cell.tags and not opens:
            message = "this text can give the prediction above it away"
            yield cell.fault(f'{message}: tag it "{AFTER}", or begin a section')


def predict_cells_are_tagged(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A cell that calls ``predict``, ``recall``, ... has that tag; no other cell has."""
    tags = {"predict": "predict", "recall": "recall", "explain": "explain", "exit_ticket": "exit"}
    for name, tag in tags.items():
        for cell, calls in lesson.calls_by_cell():
            does = any(call.name == name for call in calls)
            if does and tag not in cell.tags:
                yield cell.fault(f'the cell calls {name}(): give it the tag "{tag}"')
            elif tag in cell.tags and cell.kind == "code" and not does:
                yield cell.fault(
                    f'the cell has the tag "{tag}" but does not call {name}(): remove the tag'
                )


def has_three_recall_questions(lesson: LessonSource) -> Iterator[SourceFinding]:
    """The lesson opens with three questions on earlier lessons.

    A lesson that needs no other may ask more: it asks what the whole course takes for granted.
    """
    questions = lesson.bank.questions_of("recall")
    enough = len(questions) == RECALL_QUESTIONS
    if not lesson.card.needs:
        enough = len(questions) >= RECALL_QUESTIONS
    if lesson.bank.loaded and not enough:
        line = lesson.bank.line_of(questions[-1]) if questions else 0
        message = f"{len(questions)} questions of kind recall: write {RECALL_QUESTIONS}"
        yield SourceFinding(lesson.exercises_path, line, message)
    yield from _must_call(lesson, "recall", "near the top")


def ends_with_an_exit_ticket(lesson: LessonSource) -> Iterator[SourceFinding]:
    """The lesson ends with a ticket of three questions; one returns to an earlier lesson."""
    questions = lesson.bank.questions_of("exit")
    if not lesson.bank.loaded:
        return
    yield from _must_call(lesson, "exit_ticket", "before look_back")
    line = lesson.bank.line_of(questions[-1]) if questions else 0
    if len(questions) < EXIT_QUESTIONS:
        message = f"{len(questions)} questions of kind exit: write at least {EXIT_QUESTIONS}"
        yield SourceFinding(lesson.exercises_path, line, message)
    here = lesson.course.lessons.index(lesson.card)
    earlier = [card.id for card in lesson.course.lessons[:here] if not card.planned]
    if earlier and not any(_names(lesson.bank.questions[name], earlier) for name in questions):
        message = f'no question of kind exit names an earlier lesson, such as "lesson {earlier[0]}"'
        yield SourceFinding(
            lesson.exercises_path, line, f"{message}: return to one, and name it in the question"
        )


def _names(question: Question, lessons: Sequence[str]) -> bool:
    """Return True if the text of a question or of an option names one of the lessons."""
    texts = [question.text, *(text for o in question.options for text in (o.text, o.because))]
    named = {name for text in texts for name in re.findall(r"\b[Ll]esson (\d\d)\b", text)}
    return bool(named & set(lessons))


def ends_by_looking_back(lesson: LessonSource) -> Iterator[SourceFinding]:
    """The lesson ends with the learner's predictions and the checklist of objectives."""
    yield from _must_call(lesson, "look_back", "after the last section")
    yield from _must_call(lesson, "checklist", "after look_back")


def _must_call(lesson: LessonSource, name: str, where: str) -> Iterator[SourceFinding]:
    right = f'{name}("{lesson.card.id}")'
    calls = list(lesson.calls(name))
    if not calls:
        yield SourceFinding(lesson.path, 0, f"no {right}: add it {where}")
    for cell, call in calls:
        if call.first != lesson.card.id:
            message = f'{name}("{call.first}") in lesson {lesson.card.id}: write {right}'
            yield cell.fault(message, call.offset)


def has_four_to_six_objectives(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A lesson has four to six objectives."""
    number = len(lesson.card.objectives)
    if number not in OBJECTIVES:
        message = f"lesson {lesson.card.id} has {number} objectives: write 4 to 6"
        yield lesson.course_fault(f'slug = "{lesson.card.slug}"', message)


def names_each_exercise(lesson: LessonSource) -> Iterator[SourceFinding]:
    """The lesson names each exercise at the end of the section that it belongs to."""
    text = "\n".join(cell.source for cell in lesson.cells if cell.kind == "markdown")
    for card in lesson.card.exercises:
        if card.id not in text:
            message = (
                f"the lesson never mentions exercise {card.id}: end the section that it belongs to"
            )
            yield SourceFinding(lesson.path, 0, f'{message} with "Exercise {card.id}"')


RULES = (
    tags_are_known,
    has_four_predictions,
    predict_comes_before_reveal,
    predictions_are_written,
    demo_follows_a_prediction,
    after_follows_a_locked_demo,
    text_behind_a_demo_waits_for_it,
    predict_cells_are_tagged,
    has_three_recall_questions,
    ends_with_an_exit_ticket,
    ends_by_looking_back,
    has_four_to_six_objectives,
    names_each_exercise,
)
