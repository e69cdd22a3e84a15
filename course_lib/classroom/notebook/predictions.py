"""Predict before you see: a stored prediction opens the demo, and its explanation follows.

A prediction that was made and turned out wrong is what a learner remembers. So it is stored once,
with how sure the learner was, and `look_back` comes back to it.
"""

import os
from collections.abc import Callable

from IPython.display import display

from course_lib.classroom.exercises.errors import UnknownIdError
from course_lib.classroom.exercises.lessons import find_question
from course_lib.classroom.exercises.question import Option, Question
from course_lib.classroom.notebook.choosing import CONFIDENCES, ask
from course_lib.classroom.progress import store as progress
from course_lib.display.messages import as_html, panel, publish
from course_lib.display.publishing import has_kernel

SKIPPED = "skipped"


def predict(
    question_id: str,
    option: str | None = None,
    confidence: str | None = None,
    *,
    again: bool = False,
) -> None:
    """Show a question to predict on; or store a prediction, as in the second line.

        predict("02.p1")
        predict("02.p1", "b", "certain")

    Args:
        question_id: as in "02.p1".
        option: the letter of an option.
        confidence: "guess", "fairly sure" or "certain".
        again: answer once more; the first prediction is kept beside the new one.
    """
    question = find_question(question_id, "predict")
    if option is not None:
        publish(_store(question, option, confidence, again=again))
    elif (kept := stored(question)) is not None and not again:
        publish(
            f"{question.id}: {_said(kept)}. "
            f'`predict("{question.id}", again=True)` asks once more.'.replace("`", "")
        )
    else:
        ask_to_predict(question, again=again)
    progress.tell_notices()


def ask_to_predict(question: Question, *, again: bool) -> None:
    """Show the form of a prediction."""
    more = ", again=True" if again else ""
    ask(
        question,
        f'predict("{question.id}", "a", "fairly sure"{more})',
        lambda letter, sure: _store(question, letter, sure, again=again),
        confidences=CONFIDENCES,
        skip=None if again else lambda: _skip(question),
    )


def skip(question_id: str) -> None:
    """See a demo without a prediction."""
    publish(_skip(find_question(question_id, "predict")))
    progress.tell_notices()


def reveal(question_id: str, show: Callable[[], object]) -> None:
    """Show what happens, once there is a prediction, and explain the option that was chosen.

    Args:
        question_id: the question that asks for the prediction.
        show: called without arguments; what it returns is displayed.
    """
    question = find_question(question_id, "predict")
    kept = stored(question)
    if kept is None and os.environ.get("COURSE_PREDICT") != "skip":
        first = (
            f"Predict first: answer {question.id} above, then run this cell again. "
            f'To see it without: `skip("{question.id}")`.'
        )
        publish(first.replace("`", ""), panel(f"<p>{as_html(first)}</p>", "predict-first"))
        return
    result = show() if callable(show) else show
    if result is not None:
        _display(result)
    text = explanation(question, kept)
    publish(text, panel(f"<p>{as_html(text)}</p>", "explanation"))


def stored(question: Question) -> progress.Entry | None:
    """Return what is stored for a question: the latest prediction, if there is one."""
    return progress.read("again").get(question.id) or progress.read("predictions").get(question.id)


def explanation(question: Question, kept: progress.Entry | None) -> str:
    """Explain the option that was chosen, and the right one."""
    right = question.right
    chosen = chosen_option(question, kept)
    if chosen is None:
        return f"The answer is {right.letter}, {right.text}. {right.because}"
    if chosen.right:
        return f"{_said(kept)}: right. {right.because}"
    return f"{_said(kept)}. {chosen.because} It is {right.letter}, {right.text}. {right.because}"


def chosen_option(question: Question, kept: progress.Entry | None) -> Option | None:
    """Return the option of a stored prediction; ``None`` where it was skipped."""
    letter = (kept or {}).get("option")
    return next((option for option in question.options if option.letter == letter), None)


def _store(question: Question, letter: str, confidence: str | None, *, again: bool) -> str:
    option = question.option(letter)
    if confidence not in CONFIDENCES:
        raise UnknownIdError("confidence", str(confidence), CONFIDENCES)
    kept = progress.read("predictions").get(question.id)
    if chosen_option(question, kept) is not None and not again:
        return f"{question.id}: {_said(kept)}, and that is kept. To change it, add again=True."
    entry: progress.Entry = {"option": option.letter, "confidence": confidence}
    first = kept is None or not again
    progress.remember("predictions" if first else "again", question.id, entry)
    return f"{question.id}: {_said(entry)}. Stored. Now run the next cell."


def _skip(question: Question) -> str:
    kept = progress.read("predictions").get(question.id)
    if kept is not None:
        return f"{question.id}: {_said(kept)}. Run the next cell."
    progress.remember("predictions", question.id, {"option": SKIPPED, "confidence": None})
    return f"{question.id}: skipped. Run the next cell."


def _said(kept: progress.Entry | None) -> str:
    entry = kept or {}
    if entry.get("option") == SKIPPED:
        return "You skipped it"
    return f"You said {entry.get('option')}, {how_sure(entry)}"


def how_sure(entry: progress.Entry) -> str:
    """Say how sure the learner was, so that it reads well behind "You said b"."""
    confidence = str(entry.get("confidence"))
    return "as a guess" if confidence == "guess" else confidence


def _display(result: object) -> None:
    if has_kernel():
        display(result)
    else:
        print(result)
