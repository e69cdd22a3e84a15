"""Show a question with its options: as a form to click, a page to read, or text to answer."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_lib.classroom.exercises.question import Later, Option, Question
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import (
    Tone,
    as_html,
    bare_panel,
    panel,
    paragraphs,
    publish,
    publish_form,
)

if TYPE_CHECKING:
    from course_lib.display.question_form import Filled, QuestionForm

CONFIDENCES = ("guess", "fairly sure", "certain")
_WORDING = {"guess": "it is a guess"}  # as an answer to "How sure are you?"


@dataclass(frozen=True)
class Reply:
    """What the course says to an answer."""

    text: str
    right: bool | None = None  # None if the learner doesn't know yet
    final: bool = False  # whether the form takes no other answer
    more: tuple[str, ...] = ()  # sentences that begin a line of their own on a page

    @property
    def tone(self) -> Tone:
        """The colour of the line on its left."""
        return "accent" if self.right is None else "good" if self.right else "warm"

    @property
    def words(self) -> str:
        """All of it in one line."""
        return " ".join([self.text, *self.more])

    @property
    def page(self) -> str:
        """All of it as HTML."""
        return paragraphs("\n".join([self.text, *self.more]))


Store = Callable[[str, str], Reply]  # (letter, confidence)


def right_answer(question: Question | Later) -> str:
    """Return the right option of a question, and why it is right."""
    right = question.right
    return f"It is {right.letter}, {right.text}. {right.because}"


def answer_once(section: str, question: Question, letter: str) -> Reply:
    """Store the first answer to a question, and explain this one.

    Args:
        section: The section of the progress file.
        question: The question.
        letter: The letter of the answer.
    """
    option = question.option(letter)
    if question.id not in progress.read(section):
        progress.remember(section, question.id, {"option": option.letter})
    if option.right:
        return Reply(f"{question.id}: {option.letter} is right. {option.because}", right=True)
    explained = f"{question.id}: not {option.letter}. {option.because}"
    return Reply(explained, right=False, more=(right_answer(question),))


def show_reply(reply: Reply) -> None:
    """Show what the course says to an answer that was given by a call."""
    publish(reply.words, panel(reply.page, "message", reply.tone))


def ask(
    question: Question | Later,
    how: str,
    store: Store,
    *,
    confidences: Sequence[str] = (),
    skip: Callable[[], Reply] | None = None,
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


def _page(question: Question | Later, how: str, answers: bool) -> str:
    items = [
        f"<li><b>{o.letter})</b> <span>{as_html(o.text)}</span></li>" for o in question.options
    ]
    parts = [
        f"<h4>{as_html(question.text)}</h4>",
        f'<ul class="list options">{"".join(items)}</ul>',
        f'<p class="how">Answer with <code>{html.escape(how)}</code></p>',
    ]
    if answers:
        answer = f"{question.right.letter}: {question.right.text}. {question.right.because}"
        parts.append(f"<details><summary>Answer</summary>{as_html(answer)}</details>")
    return panel("".join(parts), "question", "dim")


def _form(
    question: Question | Later,
    store: Store,
    confidences: Sequence[str],
    skip: Callable[[], Reply] | None,
    then: Callable[[], None],
) -> "QuestionForm":
    from course_lib.display.question_form import QuestionForm  # slow to import

    form = QuestionForm(
        asked=as_html(question.text),
        options=[{"letter": o.letter, "html": as_html(o.text)} for o in question.options],
        confidences=[
            {"value": value, "label": _WORDING.get(value, value)} for value in confidences
        ],
        skippable=skip is not None,
    )

    def pressed(button: str, filled: "Filled") -> None:
        if button == "skip" and skip is not None:
            reply = skip()
        elif not filled.chosen or (confidences and not filled.sure):
            missing = "how sure you are" if filled.chosen else "an option"
            _say(form, Reply(f"Choose {missing} first."))
            return
        else:
            reply = store(filled.chosen, filled.sure)
            _mark(form, question, filled.chosen, reply)
        _say(form, reply)
        then()

    form.on_press(pressed)
    return form


def _say(form: "QuestionForm", reply: Reply) -> None:
    form.message = bare_panel(reply.page, "message", reply.tone)
    form.closed = reply.final


def _mark(form: "QuestionForm", question: Question | Later, chosen: str, reply: Reply) -> None:
    if reply.right is not None:
        form.marks = {chosen: "wrong", question.right.letter: "right"}
