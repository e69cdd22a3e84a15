"""Close a lesson: look back at the predictions, and see which objectives you have reached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.course_records import ExerciseCard, LessonCard, Objective
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.errors import UnknownIdError
from course_lib.classroom.exercises.load_bank import bank, find_question
from course_lib.classroom.exercises.question import Later, Question
from course_lib.classroom.notebook.opening import points_of, score
from course_lib.classroom.notebook.predictions import SKIPPED, chosen_option, how_sure
from course_lib.classroom.notebook.question_forms import (
    CONFIDENCES,
    Reply,
    ask,
    right_answer,
    show_reply,
)
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import Item, Tone, as_html, item_list, panel, publish

TONES: Mapping[str, Tone] = {"reached": "good", "started": "accent", "to do": "dim"}


def look_back(
    lesson_id: str,
    question_id: str | None = None,
    option: str | None = None,
    confidence: str | None = None,
) -> None:
    """List your predictions, show how well your confidence matched, and ask some again.

        look_back("02")
        look_back("02", "02.p1", "b", "certain")

    The questions asked again are those you were certain about and got wrong. If a question has a
    form with other numbers, that one is asked. The second line answers it.

    Args:
        lesson_id: The id of the lesson, such as "02".
        question_id: The id of a question that is asked again. None lists all predictions.
        option: The letter of your answer.
        confidence: How sure you are: "guess", "fairly sure" or "certain".
    """
    if question_id is not None:
        question = find_question(question_id, "predict")
        show_reply(_answer_again(question, option or "", confidence or ""))
        progress.show_notices()
        return
    stored = progress.read("predictions")
    questions = [q for q in bank(lesson_id).questions.values() if q.kind == "predict"]
    again = to_ask_again(questions, stored)
    rows = [_row(question, stored.get(question.id), question in again) for question in questions]
    calibrated = calibration(questions, stored)
    publish(
        "\n".join([*map(_line, rows), "", *calibrated]),
        panel(
            f"<h4>Your predictions</h4>{item_list(map(_item, rows))}"
            f"<p><b>{as_html(' · '.join(calibrated))}</b></p>",
            "list",
        ),
    )
    for question in again:
        _ask_again(lesson_id, question)
    progress.show_notices()


def calibration(questions: Sequence[Question], stored: progress.ProgressSection) -> list[str]:
    """Return a line for each degree of confidence: how many of its predictions were right."""
    lines = []
    for confidence in CONFIDENCES:
        asked = [q for q in questions if stored.get(q.id, {}).get("confidence") == confidence]
        right = sum(_is_right(question, stored[question.id]) for question in asked)
        if asked:
            how = how_sure({"confidence": confidence}).capitalize()
            lines.append(f"{how}: {right} of {len(asked)} right")
    return lines or ["No predictions yet."]


def certain_and_wrong(
    questions: Sequence[Question], stored: progress.ProgressSection
) -> list[Question]:
    """Return the questions where the learner was certain and wrong."""
    sure = [q for q in questions if stored.get(q.id, {}).get("confidence") == "certain"]
    return [question for question in sure if not _is_right(question, stored[question.id])]


def to_ask_again(questions: Sequence[Question], stored: progress.ProgressSection) -> list[Question]:
    """Return the questions that were certain and wrong, and are not yet right when asked again."""
    again = progress.read("again")
    wrong = certain_and_wrong(questions, stored)
    return [question for question in wrong if not _right_again(question, again)]


def checklist(lesson_id: str) -> None:
    """List the objectives of a lesson, with the verdicts that show them, and your points so far.

    An objective is reached when its exercises of the core pass. If it has none, those for more
    practice count.

    Args:
        lesson_id: The id of the lesson, such as "02".
    """
    lesson = load_course().lesson(lesson_id)
    verdicts = progress.read("verdicts")
    practice = {card.id for card in lesson.practice}
    rows = [_objective(objective, practice, verdicts) for objective in lesson.objectives]
    lines = [f"{reached}: {text} ({exercises})" for reached, text, exercises in rows]
    items = [
        (reached, TONES[reached], f"{as_html(text)}<br><small>{exercises}</small>")
        for reached, text, exercises in rows
    ]
    total = _total(lesson)
    head = "<h4>What you can do now</h4>"
    publish(
        "\n".join([*lines, total]),
        panel(f"{head}{item_list(items)}<p><b>{total}</b></p>", "list"),
    )
    progress.show_notices()


def _total(lesson: LessonCard) -> str:
    """Return the points so far; with more practice, also those of each part and its minutes."""
    total = f"{score(lesson.exercises)} points so far"
    if not lesson.practice:
        return total
    return f"{total}: core {_part(lesson.core)}, more practice {_part(lesson.practice)}"


def _part(exercises: Sequence[ExerciseCard]) -> str:
    return f"{score(exercises)} (about {sum(card.minutes for card in exercises)} min)"


def _objective(
    objective: Objective, practice: Collection[str], verdicts: progress.ProgressSection
) -> tuple[str, str, str]:
    """Return how far an objective is reached, its text, its level and its exercises' states."""
    states = {id: str(verdicts.get(id, {}).get("state", "to do")) for id in objective.exercises}
    core = [id for id in states if id not in practice]
    more = [id for id in states if id in practice]
    if states and all(states[id] == State.PASS.value for id in core or more):
        reached = "reached"
    else:
        reached = "started" if any(points_of(id) > 0 for id in states) else "to do"
    shown_by = [", ".join(f"{id} {states[id]}" for id in core)] if core else []
    if more:
        shown_by.append("more practice: " + ", ".join(f"{id} {states[id]}" for id in more))
    if objective.level:
        shown_by.insert(0, objective.level)
    return reached, objective.text, "; ".join(shown_by)


def _ask_again(lesson_id: str, question: Question) -> None:
    ask(
        _asked(question),
        f'look_back("{lesson_id}", "{question.id}", "a", "fairly sure")',
        lambda letter, sure: _answer_again(question, letter, sure),
        confidences=CONFIDENCES,
    )


def _answer_again(question: Question, letter: str, confidence: str) -> Reply:
    """Store an answer to a question asked again, and return its explanation."""
    asked = _asked(question)
    option = asked.option(letter)
    if confidence not in CONFIDENCES:
        raise UnknownIdError("confidence", confidence, CONFIDENCES)
    entry: progress.ProgressEntry = {"option": option.letter, "confidence": confidence}
    progress.remember("again", _again_id(question), entry)
    said = f"{question.id}: you said {option.letter}, {how_sure(entry)}"
    if option.right:
        return Reply(f"{said}: right. {option.because}", right=True)
    return Reply(f"{said}. {option.because}", right=False, more=(right_answer(asked),))


def _asked(question: Question) -> Question | Later:
    """Return the form of a question that is asked again."""
    return question.later or question


def _again_id(question: Question) -> str:
    # the letters of the later form are its own: stored under the question's id, they would be read
    # as answers to the first form
    return f"{question.id}/later" if question.later else question.id


def _right_again(question: Question, again: progress.ProgressSection) -> bool:
    return again.get(_again_id(question), {}).get("option") == _asked(question).right.letter


@dataclass(frozen=True)
class _Row:
    """A prediction in the list: what became of it."""

    question: Question
    said: str  # "" if nothing was predicted
    verdict: str
    tone: Tone


def _row(question: Question, entry: progress.ProgressEntry | None, asked_again: bool) -> _Row:
    if entry is None or entry.get("option") == SKIPPED:
        return _Row(question, "", "no prediction yet" if entry is None else "skipped", "dim")
    said = f"you said {entry.get('option')}, {how_sure(entry)}"
    if asked_again:
        return _Row(question, said, "not right, so it comes again below", "warm")
    if _is_right(question, entry):
        return _Row(question, said, "right", "good")
    return _Row(question, said, f"it is {question.right.letter}", "warm")


def _line(row: _Row) -> str:
    said = f"{row.said}; {row.verdict}" if row.said else row.verdict
    return f"{row.question.id}: {said}. {row.question.text}"


def _item(row: _Row) -> Item:
    said = f"{row.said}; {row.verdict}" if row.said else row.verdict
    body = f"{as_html(row.question.text)}<br><small>{said}.</small>"
    return row.question.id, row.tone, body


def _is_right(question: Question, entry: progress.ProgressEntry) -> bool:
    chosen = chosen_option(question, entry)
    return chosen is not None and chosen.right
