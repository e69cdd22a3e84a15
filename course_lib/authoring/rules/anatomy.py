"""Rules on the parts of a lesson: what it must have, and in which order.

    recall → hook → (idea → predict → demo → explain → exercise) × 3 to 6 → look back → checklist

A learner who has committed to a guess looks at the result with a question in mind. So nothing that
can be guessed is shown before the guess is stored.
"""

from collections.abc import Iterator

from course_lib.authoring.source.findings import Finding
from course_lib.authoring.source.lesson_source import Material
from course_lib.spelling import did_you_mean

PREDICTIONS = 4
RECALL_QUESTIONS = 3
OBJECTIVES = range(4, 7)
TAGS = (
    "answer",
    "bank",
    "check-output",
    "demo",
    "derivation",
    "exercise",
    "explain",
    "predict",
    "recall",
    "setup",
)


def tags_are_known(material: Material) -> Iterator[Finding]:
    """A tag that nothing reads is a slip of the pen."""
    for cell in material.all_cells():
        for tag in set(cell.tags) - set(TAGS):
            advice = did_you_mean(tag, TAGS) or f" The tags are: {', '.join(TAGS)}."
            yield cell.fault(f"nothing reads the tag {tag!r}.{advice}")


def has_four_predictions(material: Material) -> Iterator[Finding]:
    """A lesson asks for at least four predictions."""
    asked = {call.first for _, call in material.calls("predict")}
    if len(asked) < PREDICTIONS:
        message = f"{len(asked)} predictions: ask for at least {PREDICTIONS}, before the demos"
        yield Finding(material.lesson_path, 0, message)


def predict_comes_before_reveal(material: Material) -> Iterator[Finding]:
    """Every answer is revealed after its question, and every question gets its answer."""
    asked: set[str | None] = set()
    revealed: set[str | None] = set()
    for cell, calls in material.calls_by_cell():
        for call in calls:
            if call.name == "predict":
                asked.add(call.first)
            elif call.name == "reveal":
                revealed.add(call.first)
                if call.first not in asked:
                    message = f'reveal("{call.first}") without a predict("{call.first}") above it'
                    yield cell.fault(f"{message}: ask first", call.offset)
    for cell, call in material.calls("predict"):
        if call.first not in revealed:
            message = f'predict("{call.first}") is never answered: add reveal("{call.first}", show)'
            yield cell.fault(message, call.offset)


def predictions_are_written(material: Material) -> Iterator[Finding]:
    """Each prediction asked is in the bank, and each one in the bank is asked."""
    if not material.bank.loaded:
        return
    written = material.bank.questions_of("predict")
    for cell, call in material.calls("predict"):
        if call.first not in written:
            known = ", ".join(written) or "none"
            message = f'no Question "{call.first}" of kind predict in exercises.py (there: {known})'
            yield cell.fault(f"{message}: write it there, or correct the id", call.offset)
    asked = {call.first for _, call in material.calls("predict")}
    for name in written:
        if name not in asked:
            message = f'the question "{name}" is never asked: add predict("{name}") to lesson.py'
            yield Finding(material.exercises_path, material.bank.line_of(name), message)


def demo_follows_a_prediction(material: Material) -> Iterator[Finding]:
    """Between two demos stands a prediction; only the hook may come without one."""
    guessed, demos = False, 0
    for cell in material.cells:
        if "predict" in cell.tags:
            guessed = True
        if "demo" in cell.tags:
            demos += 1
            if demos > 1 and not guessed:
                message = "a demo without a prediction since the demo before it"
                yield cell.fault(f'{message}: put a predict cell above it, or drop the tag "demo"')
            guessed = False


def predict_cells_are_tagged(material: Material) -> Iterator[Finding]:
    """The tag says what the cell does, for the rules and for the teacher's tools."""
    for name in ("predict", "recall", "explain"):
        for cell, calls in material.calls_by_cell():
            does = any(call.name == name for call in calls)
            if does and name not in cell.tags:
                yield cell.fault(f'the cell calls {name}(): give it the tag "{name}"')
            elif name in cell.tags and cell.kind == "code" and not does:
                yield cell.fault(f'the tag "{name}" on a cell that does not call {name}(): drop it')


def has_three_recall_questions(material: Material) -> Iterator[Finding]:
    """The lesson opens with three questions on earlier lessons; the first one may ask more.

    Nothing comes before the first lesson, so it asks what the whole course needs.
    """
    questions = material.bank.questions_of("recall")
    enough = len(questions) == RECALL_QUESTIONS
    if not material.lesson.needs:
        enough = len(questions) >= RECALL_QUESTIONS
    if material.bank.loaded and not enough:
        line = material.bank.line_of(questions[-1]) if questions else 0
        message = f"{len(questions)} questions of kind recall: write {RECALL_QUESTIONS}"
        yield Finding(material.exercises_path, line, message)
    yield from _must_call(material, "recall", "near the top")


def ends_by_looking_back(material: Material) -> Iterator[Finding]:
    """The lesson ends with the learner's predictions and the checklist of objectives."""
    yield from _must_call(material, "look_back", "after the last section")
    yield from _must_call(material, "checklist", "after look_back")


def _must_call(material: Material, name: str, where: str) -> Iterator[Finding]:
    lesson = material.lesson.id
    calls = list(material.calls(name))
    if not calls:
        yield Finding(material.lesson_path, 0, f'no {name}("{lesson}"): add it {where}')
    for cell, call in calls:
        if call.first != lesson:
            message = f'{name}("{call.first}") in lesson {lesson}: write {name}("{lesson}")'
            yield cell.fault(message, call.offset)


def has_four_to_six_objectives(material: Material) -> Iterator[Finding]:
    """A lesson has four to six objectives."""
    number = len(material.lesson.objectives)
    if number not in OBJECTIVES:
        message = f"lesson {material.lesson.id} has {number} objectives: write 4 to 6"
        yield material.course_fault(f'slug = "{material.lesson.slug}"', message)


def names_each_exercise(material: Material) -> Iterator[Finding]:
    """A section ends by naming its exercise, so that the learner knows when to leave the lesson."""
    text = "\n".join(cell.source for cell in material.cells if cell.kind == "markdown")
    for card in material.lesson.exercises:
        if card.id not in text:
            message = f"exercise {card.id} is named nowhere: end the section that it belongs to"
            yield Finding(material.lesson_path, 0, f'{message} with "Exercise {card.id}"')


RULES = (
    tags_are_known,
    has_four_predictions,
    predict_comes_before_reveal,
    predictions_are_written,
    demo_follows_a_prediction,
    predict_cells_are_tagged,
    has_three_recall_questions,
    ends_by_looking_back,
    has_four_to_six_objectives,
    names_each_exercise,
)
