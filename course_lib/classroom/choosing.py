"""Show a question with its options: as a form to click, as a page to read, as text to answer."""

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from course_lib.classroom.question import Question
from course_lib.classroom.screen import as_html, publish_form

if TYPE_CHECKING:
    from course_lib.instruments.forms import WidgetLike

CONFIDENCES = ("guess", "fairly sure", "certain")
Store = Callable[[str, str], str]  # letter, confidence -> what to tell the learner


def ask(
    question: Question,
    how: str,
    store: Store,
    *,
    confidences: Sequence[str] = (),
    skip: Callable[[], str] | None = None,
    answers: bool = False,
) -> None:
    """Show a question and let the learner answer it.

    Args:
        question: what to ask.
        how: the call that answers it without a form, as the text form shows it.
        store: called with the letter and the confidence; returns what to tell the learner.
        confidences: to choose from; none where confidence is not asked for.
        skip: called by the form's skip button; without it there is none.
        answers: whether the page offers the answer, folded away.
    """
    options = [f"{option.letter}  {option.text}" for option in question.options]
    text = "\n".join([question.text, *(f"  {line}" for line in options), f"Answer with {how}"])
    page = _page(question, how, answers)
    publish_form(text, page, lambda: _form(question, store, confidences, skip))


def _page(question: Question, how: str, answers: bool) -> str:
    items = [
        f"<li><b>{option.letter}</b> {as_html(option.text)}</li>" for option in question.options
    ]
    parts = [
        f"<p>{as_html(question.text)}</p>",
        f'<ul style="list-style:none">{"".join(items)}</ul>',
        f"<p>Answer with <code>{html.escape(how)}</code></p>",
    ]
    if answers:
        told = f"{question.right.letter}: {question.right.text}. {question.right.because}"
        parts.append(f"<details><summary>Answer</summary>{as_html(told)}</details>")
    return f'<div class="course-question">{"".join(parts)}</div>'


def _form(
    question: Question,
    store: Store,
    confidences: Sequence[str],
    skip: Callable[[], str] | None,
) -> "WidgetLike":
    import ipywidgets as widgets  # slow to import, and of no use without a kernel

    wide = widgets.Layout(width="max-content")
    choice = widgets.RadioButtons(
        options=[(f"{option.letter}  {option.text}", option.letter) for option in question.options],
        value=None,
        layout=wide,
    )
    sure = widgets.RadioButtons(
        options=list(confidences) or ["-"], value=None, description="I am:", layout=wide
    )
    told = widgets.HTML()
    go = widgets.Button(description="Store my answer", tooltip="Store my answer")

    def tell(text: str) -> None:
        told.value = f'<span role="status">{as_html(text)}</span>'

    def on_store(_button: object) -> None:
        if choice.value is None or (confidences and sure.value is None):
            missing = "an option" if choice.value is None else "how sure you are"
            tell(f"Choose {missing} first.")
            return
        tell(store(choice.value, sure.value or ""))

    go.on_click(on_store)
    buttons = [go]
    if skip is not None:
        leave = widgets.Button(description="Skip", tooltip="Skip this question")
        leave.on_click(lambda _button: tell(skip()))
        buttons.append(leave)
    head = widgets.HTML(f"<p>{as_html(question.text)}</p>")
    rows = [head, choice, *([sure] if confidences else []), widgets.HBox(buttons), told]
    form: WidgetLike = widgets.VBox(rows)
    return form
