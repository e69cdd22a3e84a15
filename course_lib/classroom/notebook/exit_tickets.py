"""`exit_ticket`: a few questions at the end of a lesson, scored at the first try."""

from collections.abc import Sequence

from course_lib.classroom.exercises.load_bank import bank, find_question
from course_lib.classroom.exercises.question import Question
from course_lib.classroom.notebook.question_forms import Reply, answer_once, ask, show_reply
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import say

SECTION = "exit"


def exit_ticket(lesson_id: str, question_id: str | None = None, option: str | None = None) -> None:
    """Ask the questions of a lesson's exit ticket, or answer one, as in the second line.

        exit_ticket("02")
        exit_ticket("02", "02.x1", "b")

    The first answer to each question is stored and scored. More tries change nothing.

    Args:
        lesson_id: The id of the lesson, such as "02".
        question_id: The id of one question. None asks all of them.
        option: The letter of your answer. None shows the question.
    """
    questions = _questions(lesson_id)
    if question_id is not None:
        question = find_question(question_id, "exit")
        if option is not None:
            show_reply(_answer(question, option, questions))
        else:
            _ask(lesson_id, question, questions)
    else:
        if all(question.id in progress.read(SECTION) for question in questions):
            say(f"{score(questions)} Answer again if you like; the score stays.", "score", "good")
        for question in questions:
            _ask(lesson_id, question, questions)
    progress.show_notices()


def score(questions: Sequence[Question]) -> str:
    """Return how many questions were right at the first try, or how many are open."""
    first = progress.read(SECTION)
    answered = [question for question in questions if question.id in first]
    right = sum(first[question.id].get("option") == question.right.letter for question in answered)
    if len(answered) < len(questions):
        return f"{len(questions) - len(answered)} of {len(questions)} still open."
    return f"{right} of {len(questions)} at the first try."


def _questions(lesson_id: str) -> list[Question]:
    return [question for question in bank(lesson_id).questions.values() if question.kind == "exit"]


def _ask(lesson_id: str, question: Question, questions: Sequence[Question]) -> None:
    ask(
        question,
        f'exit_ticket("{lesson_id}", "{question.id}", "a")',
        lambda letter, _sure: _answer(question, letter, questions),
        answers=True,
    )


def _answer(question: Question, letter: str, questions: Sequence[Question]) -> Reply:
    reply = answer_once(SECTION, question, letter)  # only the first try is scored
    return Reply(f"{reply.text} {score(questions)}", reply.right)
