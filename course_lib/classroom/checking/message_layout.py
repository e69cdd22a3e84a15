"""Write a diagnosis for the learner: as text, and as a page with a picture of their result."""

import html
from collections.abc import Mapping
from textwrap import dedent

from matplotlib.figure import Figure

from course_lib.classroom.checking.diagnosis import Diagnosis
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.measuring.probe import PrintedText, isolated_session
from course_lib.display.figure_style import img_tag
from course_lib.display.messages import Item, Tone, as_html, item_list, panel

_SIGN = {True: "✓ passes", False: "✗ fails"}
TONES: Mapping[State, Tone] = {State.PASS: "good", State.NOT_ATTEMPTED: "dim"}  # others: warm


def as_text(exercise: Exercise, found: Diagnosis) -> str:
    """Return the diagnosis as lines of text."""
    lines = [heading(exercise, found), *found.sentences]
    lines += [f"    {line}" for line in found.lines]
    if found.state in (State.WRONG, State.PARTIAL, State.ERROR):
        lines += [f"  {mark}" for mark in _marks(found)]
        lines.append(_next_step(exercise))
    if found.printed:
        lines.append(f"Your code printed:\n{found.printed.rstrip()}")
    return "\n".join(lines)


def as_page(exercise: Exercise, found: Diagnosis, picture: str = "") -> str:
    """Return the diagnosis as HTML. The words carry the meaning; colour only supports it."""
    counted = _count(found) if found.state is not State.PASS else ""  # there, a sentence says it
    count = f" <small>{counted}</small>" if counted else ""
    state = f'<span class="state">{found.state.value}</span>'
    parts = [f"<h4>{exercise.id} {state}{count}</h4>"]
    parts += [_sentence(sentence) for sentence in found.sentences]
    if found.lines:
        parts.append(_pre("\n".join(found.lines), "your lines on the way to the error"))
    if found.state in (State.WRONG, State.PARTIAL, State.ERROR):
        if found.total > 1:
            parts.append(item_list(map(_item, found.marks.items())))
        parts.append(f'<p class="dim">{as_html(_next_step(exercise))}</p>')
    if found.printed:
        parts.append("<p>Your code printed:</p>" + _pre(found.printed, "what your code printed"))
    return panel("".join(parts) + picture, "check", TONES.get(found.state, "warm"))


def heading(exercise: Exercise, found: Diagnosis) -> str:
    """Return the state as one line."""
    return f"{exercise.id} {found.state.value}{_count(found)}"


def _count(found: Diagnosis) -> str:
    if found.state is State.NOT_ATTEMPTED or found.total < 2:
        return ""
    return f" · {found.passed} of {found.total} properties pass"


def _item(mark: tuple[str, bool]) -> Item:
    name, passes = mark
    return _SIGN[passes], "good" if passes else "warm", as_html(name)


def picture_of(exercise: Exercise, answer: object) -> str:
    """Return the exercise's picture of an answer as HTML, or "" if it can't be drawn."""
    if exercise.picture_of is None:
        return ""
    try:
        with isolated_session(0, PrintedText()):
            drawn = exercise.picture_of(answer)
        figure, alt = drawn if isinstance(drawn, tuple) else (drawn, "")
        if isinstance(figure, Figure):
            return img_tag(figure, alt or f"your {exercise.answer} beside the right one")
    except (Exception, SystemExit):  # a wrong answer may return nothing that can be drawn
        return ""
    return ""


def _marks(found: Diagnosis) -> list[str]:
    """List which properties pass. A single one needs no list: the sentences already say it."""
    if found.total < 2:
        return []
    return [f"{_SIGN[passes]}: {name}" for name, passes in found.marks.items()]


def _sentence(text: str) -> str:
    """Return a sentence as HTML; values on lines of their own stay one above the other."""
    first, _, values = text.partition("\n")
    if values:  # in a box of its own, so the sentence does not go on
        return f"<p>{as_html(first.removesuffix(','))}:</p>{_pre(dedent(values), 'the values')}"
    return f"<p>{as_html(first)}</p>"


def _next_step(exercise: Exercise) -> str:
    return f'Stuck? `hint("{exercise.id}")` gives one hint at a time.'


def _pre(text: str, label: str) -> str:
    return f'<pre tabindex="0" role="region" aria-label="{label}">{html.escape(text)}</pre>'
