"""Show a question with its options: as a form to click, as a page to read, as text to answer."""

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from course_lib.classroom.exercises.question import Option, Question
from course_lib.display.messages import as_html, panel, publish_form

if TYPE_CHECKING:
    from course_lib.display.forms import WidgetLike

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
    options = [lettered(option) for option in question.options]
    text = "\n".join([question.text, *(f"  {line}" for line in options), f"Answer with {how}"])
    page = _page(question, how, answers)
    publish_form(text, page, lambda: _form(question, store, confidences, skip))


def lettered(option: Option) -> str:
    """Write an option behind its letter."""
    return f"{option.letter}) {option.text}"


def _line(text: str) -> str:
    """Write a line of a form; without a height of its own, a front end spaces it too wide."""
    return f'<p style="line-height:1.5;margin:8px 0 0">{text}</p>'


def _as_answers(confidences: Sequence[str]) -> list[tuple[str, str]]:
    """Word the degrees of sureness as answers to "How sure are you?"."""
    words = {"guess": "it is a guess"}
    return [(words.get(confidence, confidence), confidence) for confidence in confidences]


def _page(question: Question, how: str, answers: bool) -> str:
    items = [f"<li>{as_html(lettered(option))}</li>" for option in question.options]
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
    options = [(lettered(option), option.letter) for option in question.options]
    choice = widgets.RadioButtons(options=options, value=None, layout=wide)
    sure = widgets.RadioButtons(options=_as_answers(confidences), value=None, layout=wide)
    told = widgets.HTML()
    go = widgets.Button(description="Store my answer", tooltip="Store my answer")

    def tell(text: str) -> None:
        told.value = panel(as_html(text), "told")

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
    how_sure = [widgets.HTML(_line("How sure are you?")), sure] if confidences else []
    head = widgets.HTML(_line(as_html(question.text)))
    rows = [head, choice, *how_sure, widgets.HBox(buttons), told]
    form: WidgetLike = widgets.VBox(rows)
    return form
