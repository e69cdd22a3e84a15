"""Show a question with its options: as a form to click, a page to read, or text to answer."""

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from course_lib.classroom.exercises.question import Later, Option, Question
from course_lib.display.messages import as_html, panel, publish_form

if TYPE_CHECKING:
    from course_lib.display.forms import WidgetLike

CONFIDENCES = ("guess", "fairly sure", "certain")
Store = Callable[[str, str], str]  # (letter, confidence) -> message for the learner


def ask(
    question: Question | Later,
    how: str,
    store: Store,
    *,
    confidences: Sequence[str] = (),
    skip: Callable[[], str] | None = None,
    then: Callable[[], None] = lambda: None,
    answers: bool = False,
) -> None:
    """Show a question and let the learner answer it.

    Args:
        question: The question.
        how: The call that answers the question without a form.
        store: The function that stores an answer and returns a message for the learner.
        confidences: The degrees of confidence to choose from. If empty, confidence isn't asked for.
        skip: The function of the form's skip button. None leaves the button out.
        then: What to do once an answer is stored or skipped, and the learner sees the message.
        answers: Whether the page contains the answer, folded away.
    """
    options = [lettered(option) for option in question.options]
    text = "\n".join([question.text, *(f"  {line}" for line in options), f"Answer with {how}"])
    page = _page(question, how, answers)
    publish_form(text, page, lambda: _form(question, store, confidences, skip, then))


def lettered(option: Option) -> str:
    """Return an option with its letter in front."""
    return f"{option.letter}) {option.text}"


def _line(text: str) -> str:
    """Return a line of a form as HTML. Some front ends would space it too wide otherwise."""
    return f'<p style="line-height:1.5;margin:8px 0 0">{text}</p>'


def _as_answers(confidences: Sequence[str]) -> list[tuple[str, str]]:
    """Return the degrees of confidence, worded as answers to "How sure are you?"."""
    wording = {"guess": "it is a guess"}
    return [(wording.get(confidence, confidence), confidence) for confidence in confidences]


def _page(question: Question | Later, how: str, answers: bool) -> str:
    items = [f"<li>{as_html(lettered(option))}</li>" for option in question.options]
    parts = [
        f"<p>{as_html(question.text)}</p>",
        f'<ul style="list-style:none">{"".join(items)}</ul>',
        f"<p>Answer with <code>{html.escape(how)}</code></p>",
    ]
    if answers:
        answer = f"{question.right.letter}: {question.right.text}. {question.right.because}"
        parts.append(f"<details><summary>Answer</summary>{as_html(answer)}</details>")
    return f'<div class="course-question">{"".join(parts)}</div>'


def _form(
    question: Question | Later,
    store: Store,
    confidences: Sequence[str],
    skip: Callable[[], str] | None,
    then: Callable[[], None],
) -> "WidgetLike":
    import ipywidgets as widgets  # slow to import, and useless without a kernel

    wide = widgets.Layout(width="max-content")
    options = [(lettered(option), option.letter) for option in question.options]
    choice = widgets.RadioButtons(options=options, value=None, layout=wide)
    sure = widgets.RadioButtons(options=_as_answers(confidences), value=None, layout=wide)
    message = widgets.HTML()

    def show(text: str) -> None:
        message.value = panel(as_html(text), "message")

    def answer(text: str) -> None:
        show(text)
        then()

    def on_store() -> None:
        if choice.value is None or (confidences and sure.value is None):
            missing = "an option" if choice.value is None else "how sure you are"
            show(f"Choose {missing} first.")
        else:
            answer(store(choice.value, sure.value or ""))

    buttons = [_button("Store my answer", "Store my answer", on_store, style="primary")]
    if skip is not None:
        buttons.append(_button("Skip", "Skip this question", lambda: answer(skip())))
    how_sure = [widgets.HTML(_line("How sure are you?")), sure] if confidences else []
    head = widgets.HTML(_line(as_html(question.text)))
    form: WidgetLike = widgets.VBox([head, choice, *how_sure, widgets.HBox(buttons), message])
    return form


def _button(label: str, tooltip: str, press: Callable[[], None], style: str = "") -> object:
    import ipywidgets as widgets

    button = widgets.Button(description=label, tooltip=tooltip, button_style=style)
    button.on_click(lambda _: press())
    return button
