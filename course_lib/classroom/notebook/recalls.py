"""Questions without a prediction: recall at the start of a lesson, an own text at its end."""

from typing import TYPE_CHECKING

from course_lib.classroom.exercises.lessons import bank, find_question
from course_lib.classroom.exercises.question import Question
from course_lib.classroom.notebook.choosing import ask
from course_lib.classroom.progress import store as progress
from course_lib.display.messages import as_html, panel, publish, publish_form

if TYPE_CHECKING:
    from course_lib.display.forms import WidgetLike


def recall(lesson_id: str, question_id: str | None = None, option: str | None = None) -> None:
    """Ask what earlier lessons taught; or answer one question, as in the second line.

    recall("02")
    recall("02", "02.r1", "b")
    """
    if question_id is not None:
        question = find_question(question_id, "recall")
        if option is not None:
            publish(_answer(question, option))
        else:
            _ask(lesson_id, question)
    else:
        for question in bank(lesson_id).questions.values():
            if question.kind == "recall":
                _ask(lesson_id, question)
    progress.tell_notices()


def explain(question_id: str, text: str | None = None) -> None:
    """Ask for an explanation in the learner's own words, then show what a good one says.

    explain("02.e1")
    explain("02.e1", "A column keeps every fifth sample, so ...")
    """
    question = find_question(question_id, "explain")
    kept = progress.read("texts").get(question.id, {}).get("text")
    if text is not None:
        _show_list(question, _keep(question, text))
    elif isinstance(kept, str):
        _show_list(question, kept)
    else:
        how = f'explain("{question.id}", "your text")'
        shown = f"{question.text}\nWrite first, then compare: {how}"
        page = (
            f"<p>{as_html(question.text)}</p><p>Write first, then compare: <code>{how}</code></p>"
        )
        publish_form(shown, page, lambda: _form(question))
    progress.tell_notices()


def _ask(lesson_id: str, question: Question) -> None:
    ask(
        question,
        f'recall("{lesson_id}", "{question.id}", "a")',
        lambda letter, _sure: _answer(question, letter),
        answers=True,
    )


def _answer(question: Question, letter: str) -> str:
    option = question.option(letter)
    if question.id not in progress.read("recall"):  # the first answer is the one from memory
        progress.remember("recall", question.id, {"option": option.letter})
    if option.right:
        return f"{question.id}: {option.letter} is right. {option.because}"
    return f"{question.id}: not {option.letter}. {option.because} {_right(question)}"


def _right(question: Question) -> str:
    return f"It is {question.right.letter}, {question.right.text}. {question.right.because}"


def _keep(question: Question, text: str) -> str:
    if not text.strip():
        raise ValueError(f"{question.id}: the text is empty. Write one sentence or more.")
    progress.remember("texts", question.id, {"text": text})
    return text


def _show_list(question: Question, own: str) -> None:
    lines = [f"[ ] {item}" for item in question.look_for]
    text = "\n".join([f"You wrote: {own}", "Compare with this list:", *lines])
    publish(text, _list_page(question, own))


def _list_page(question: Question, own: str) -> str:
    items = "".join(
        f'<li><label><input type="checkbox"> {as_html(item)}</label></li>'
        for item in question.look_for
    )
    return (
        f"<blockquote>{as_html(own)}</blockquote><p>Compare with this list:</p>"
        f'<ul style="list-style:none">{items}</ul>'
    )


def _form(question: Question) -> "WidgetLike":
    import ipywidgets as widgets  # slow to import, and of no use without a kernel

    area = widgets.Textarea(
        description="Your own words",  # the label that a screen reader reads
        style={"description_width": "initial"},
        rows=6,
        layout=widgets.Layout(width="98%"),
    )
    go = widgets.Button(description="Store my text", tooltip="Store my text, show the list")
    told = widgets.HTML()

    def on_store(_button: object) -> None:
        if not area.value.strip():
            told.value = panel("Write one sentence or more first.", "told")
            return
        told.value = panel(_list_page(question, _keep(question, area.value)), "told")

    go.on_click(on_store)
    head = widgets.HTML(f'<p style="line-height:1.5">{as_html(question.text)}</p>')
    form: WidgetLike = widgets.VBox([head, area, go, told])
    return form
