"""Predict before you see: a prediction unlocks the demo, and its explanation follows.

Learners remember a prediction that turned out wrong. Each one is stored once, with the learner's
confidence, and `look_back` returns to it at the end of the lesson.
"""

import os
from collections.abc import Callable

from IPython.display import display

from course_lib.classroom.exercises.after_texts import after_text
from course_lib.classroom.exercises.errors import UnknownIdError
from course_lib.classroom.exercises.load_bank import find_question
from course_lib.classroom.exercises.question import Option, Question
from course_lib.classroom.notebook.locked_demos import (
    OPEN_CODE,
    forget,
    is_locked,
    lock,
    show_figures,
    unlock,
)
from course_lib.classroom.notebook.question_forms import (
    CONFIDENCES,
    Reply,
    ask,
    right_answer,
    show_reply,
)
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import as_html, panel, publish, publish_markdown
from course_lib.display.mime_output import has_kernel

SKIPPED = "skipped"


def predict(
    question_id: str,
    option: str | None = None,
    confidence: str | None = None,
    *,
    again: bool = False,
) -> None:
    """Show a question, or store your prediction, as in the second line.

        predict("02.p1")
        predict("02.p1", "b", "certain")

    Args:
        question_id: The id of the question, such as "02.p1".
        option: The letter of your answer. None shows the question.
        confidence: How sure you are: "guess", "fairly sure" or "certain".
        again: Whether to predict once more. Your first prediction stays stored.
    """
    question = find_question(question_id, "predict")
    if option is not None:
        show_reply(_store(question, option, confidence, again=again))
        unlock(question.id)
    elif (entry := stored(question)) is not None and not again:
        once_more = f'`predict("{question.id}", again=True)` asks once more.'
        show_reply(Reply(f"{question.id}: {_said(entry)}. {once_more}"))
    else:
        ask_to_predict(question, again=again)
    progress.show_notices()


def ask_to_predict(question: Question, *, again: bool) -> None:
    """Show the form for a prediction.

    Args:
        question: The question to predict on.
        again: Whether a stored prediction may be replaced.
    """
    more = ", again=True" if again else ""
    ask(
        question,
        f'predict("{question.id}", "a", "fairly sure"{more})',
        lambda letter, sure: _store(question, letter, sure, again=again),
        confidences=CONFIDENCES,
        skip=None if again else lambda: _skip(question),
        then=lambda: unlock(question.id),
    )


def skip(question_id: str) -> None:
    """Unlock a demo without a prediction."""
    question = find_question(question_id, "predict")
    show_reply(_skip(question))
    unlock(question.id)
    progress.show_notices()


def reveal(question_id: str, show: Callable[[], object]) -> None:
    """Show what happens, once you have predicted it, and explain the option that you chose.

    Until then, the cell shows one line. It is replaced by the demo when your answer is stored.

    Args:
        question_id: The id of the question that asks for the prediction.
        show: The demo, a function without arguments. Its result is displayed.
    """
    question = find_question(question_id, "predict")
    forget(question.id)
    if stored(question) is not None or os.environ.get("COURSE_PREDICT") == "skip":
        _reveal(question, show)
        return
    first, skipping = f"Predict first: answer {question.id} above", f'skip("{question.id}")'
    without = f"To see it without a prediction: `{skipping}`."
    page = as_html(f"{first}, and the result appears here. {without}")
    text = f"{first}, then run this cell again. {without}".replace("`", "")
    lock(
        question.id,
        text,
        panel(f"<p>{page}</p>", "predict-first", "dim"),
        lambda: _reveal(question, show),
    )


def _reveal(question: Question, show: Callable[[], object]) -> None:
    """Show the demo of a question, the explanation, and the text that follows."""
    result = show() if callable(show) else show
    if result is not None:
        _display(result)
    show_figures()
    entry = stored(question)
    publish(explanation(question, entry), _explanation_page(question, entry) + OPEN_CODE)
    if after := after_text(question.id):
        publish_markdown(after)


def stored(question: Question) -> progress.ProgressEntry | None:
    """Return the latest prediction for a question, or None."""
    return progress.read("again").get(question.id) or progress.read("predictions").get(question.id)


def explanation(question: Question, entry: progress.ProgressEntry | None) -> str:
    """Return the explanation of the chosen option and of the right one."""
    right = question.right
    chosen = chosen_option(question, entry)
    if chosen is None:
        return f"The answer is {right.letter}, {right.text}. {right.because}"
    if chosen.right:
        return f"{_said(entry)}: right. {right.because}"
    return f"{_said(entry)}. {chosen.because} {right_answer(question)}"


def _explanation_page(question: Question, entry: progress.ProgressEntry | None) -> str:
    """Return the same as HTML: what you said, why, and the right option."""
    right, chosen = question.right, chosen_option(question, entry)
    answer = f"<p><b>{right.letter}, {as_html(right.text)}.</b> {as_html(right.because)}</p>"
    if chosen is None:
        return panel(f"<h4>The answer</h4>{answer}", "explanation")
    verdict = "right" if chosen.right else "not this time"
    head = f'<h4>{_said(entry)} <span class="state">· {verdict}</span></h4>'
    reason = "" if chosen.right else f"<p>{as_html(chosen.because)}</p>"
    return panel(f"{head}{reason}{answer}", "explanation", "good" if chosen.right else "warm")


def chosen_option(question: Question, entry: progress.ProgressEntry | None) -> Option | None:
    """Return the option of a stored prediction, or None if it was skipped."""
    letter = (entry or {}).get("option")
    return next((option for option in question.options if option.letter == letter), None)


def _store(question: Question, letter: str, confidence: str | None, *, again: bool) -> Reply:
    option = question.option(letter)
    if confidence not in CONFIDENCES:
        raise UnknownIdError("confidence", str(confidence), CONFIDENCES)
    first = progress.read("predictions").get(question.id)
    if chosen_option(question, first) is not None and not again:
        return Reply(
            f"{question.id}: {_said(first)}. That is already stored. To change it, add again=True."
        )
    entry: progress.ProgressEntry = {"option": option.letter, "confidence": confidence}
    section = "predictions" if first is None or not again else "again"
    progress.remember(section, question.id, entry)
    return Reply(f"{question.id}: {_said(entry)}. Stored. {_next(question)}", final=True)


def _skip(question: Question) -> Reply:
    entry = progress.read("predictions").get(question.id)
    if entry is not None:
        return Reply(f"{question.id}: {_said(entry)}. {_next(question)}", final=True)
    progress.remember("predictions", question.id, {"option": SKIPPED, "confidence": None})
    return Reply(f"{question.id}: skipped. {_next(question)}", final=True)


def _next(question: Question) -> str:
    if is_locked(question.id):
        return "The result is below. If it isn't, run its cell again."
    return "Now run the next cell."


def _said(entry: progress.ProgressEntry | None) -> str:
    entry = entry or {}
    if entry.get("option") == SKIPPED:
        return "You skipped it"
    return f"You said {entry.get('option')}, {how_sure(entry)}"


def how_sure(entry: progress.ProgressEntry) -> str:
    """Return the confidence of a prediction, worded to follow "You said b, "."""
    confidence = str(entry.get("confidence"))
    return "as a guess" if confidence == "guess" else confidence


def _display(result: object) -> None:
    if has_kernel():
        display(result)
    else:
        print(result)
