"""`recall` questions at the start of a lesson, and `explain` in your own words at its end."""

from typing import TYPE_CHECKING

from course_lib.classroom.exercises.load_bank import bank, find_question
from course_lib.classroom.exercises.question import Question
from course_lib.classroom.notebook.question_forms import Reply, answer_once, ask, show_reply
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import as_html, bare_panel, panel, publish, publish_form

if TYPE_CHECKING:
    from course_lib.display.question_form import Filled, QuestionForm


def recall(lesson_id: str, question_id: str | None = None, option: str | None = None) -> None:
    """Ask what earlier lessons taught, or answer one question, as in the second line.

        recall("02")
        recall("02", "02.r1", "b")

    Args:
        lesson_id: The id of the lesson that asks, such as "02".
        question_id: The id of one question. None asks all of the lesson's recall questions.
        option: The letter of your answer. None shows the question.
    """
    if question_id is not None:
        question = find_question(question_id, "recall")
        if option is not None:
            show_reply(_answer(question, option))
        else:
            _ask(lesson_id, question)
    else:
        for question in bank(lesson_id).questions.values():
            if question.kind == "recall":
                _ask(lesson_id, question)
    progress.show_notices()


def explain(question_id: str, text: str | None = None) -> None:
    """Ask for an explanation in your own words, then show what a good one says.

        explain("02.e1")
        explain("02.e1", "A column keeps every fifth sample, so ...")

    Args:
        question_id: The id of the question, such as "02.e1".
        text: Your explanation. None shows the question, or the explanation stored earlier.
    """
    question = find_question(question_id, "explain")
    stored = progress.read("texts").get(question.id, {}).get("text")
    if text is not None:
        _show_list(question, _store(question, text))
    elif isinstance(stored, str):
        _show_list(question, stored)
    else:
        how = f'explain("{question.id}", "your text")'
        shown = f"{question.text}\nWrite first, then compare: {how}"
        head = f"<h4>{as_html(question.text)}</h4>"
        page = f'{head}<p class="how">Write first, then compare: <code>{how}</code></p>'
        publish_form(shown, panel(page, "question", "dim"), lambda: _form(question))
    progress.show_notices()


def _ask(lesson_id: str, question: Question) -> None:
    ask(
        question,
        f'recall("{lesson_id}", "{question.id}", "a")',
        lambda letter, _sure: _answer(question, letter),
        answers=True,
    )


def _answer(question: Question, letter: str) -> Reply:
    return answer_once("recall", question, letter)  # only the first answer is from memory


def _store(question: Question, text: str) -> str:
    if not text.strip():
        raise ValueError(f"{question.id}: the text is empty. Write at least one sentence.")
    progress.remember("texts", question.id, {"text": text})
    return text


def _show_list(question: Question, written: str) -> None:
    lines = [f"[ ] {item}" for item in question.look_for]
    text = "\n".join([f"You wrote: {written}", "Compare with this list:", *lines])
    publish(text, panel(_list_page(question, written), "explain"))


def _list_page(question: Question, written: str) -> str:
    items = "".join(
        f'<li><label><input type="checkbox"><span>{as_html(item)}</span></label></li>'
        for item in question.look_for
    )
    return (
        f"<blockquote>{as_html(written)}</blockquote><p><b>Compare with this list:</b></p>"
        f'<ul class="list">{items}</ul>'
    )


def _form(question: Question) -> "QuestionForm":
    from course_lib.display.question_form import QuestionForm  # slow to import

    form = QuestionForm(asked=as_html(question.text), store="Store my text")

    def pressed(_button: str, filled: "Filled") -> None:
        if not filled.text.strip():
            form.message = bare_panel("<p>Write at least one sentence first.</p>", "message")
            return
        form.message = bare_panel(_list_page(question, _store(question, filled.text)), "explain")

    form.on_press(pressed)
    return form
