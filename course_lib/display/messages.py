"""Messages to the learner.

In a notebook, a message is one output with up to three forms: a widget for a page with a kernel,
HTML for a saved page, and text. A terminal gets the text. ``COURSE_STATIC=1`` leaves the widgets
out.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from IPython.display import display
from IPython.utils.capture import capture_output

from course_lib.display import mime_output as screen
from course_lib.display.style_sheets import style_sheet

if TYPE_CHECKING:
    from course_lib.display.three_forms import WidgetLike

NO_BREAK = "\u00a0"  # a space at which no line ends
# code in backticks, or a space between a number and its unit or its thousands
_MARKED = re.compile(r"`([^`]+)`|(?<=\d) (?=%|\d{3}\b|(?:dB|k?Hz|ms|s|min)\b)")

Tone = Literal["accent", "good", "warm", "dim"]  # colours of the theme, for the line on the left
Item = tuple[str, Tone, str]  # of a list: a word, its colour, HTML


def publish(text: str, page: str | None = None) -> None:
    """Show one output: ``text`` in a terminal, the HTML of ``page`` in a notebook."""
    screen.publish({"text/plain": text} | ({} if page is None else {"text/html": page}))


def say(text: str, kind: str = "message", tone: Tone = "accent") -> None:
    """Show sentences: as they are in a terminal, in a panel in a notebook."""
    publish(text, panel(paragraphs(text), kind, tone))


def publish_markdown(text: str) -> None:
    """Show Markdown: a terminal prints it as it is written."""
    screen.publish({"text/plain": text, "text/markdown": text})


def publish_form(text: str, page: str, widget: Callable[[], "WidgetLike"]) -> None:
    """Show a form to fill in: as a widget if there is a kernel, as HTML, and as text."""
    from course_lib.display.three_forms import show  # a grader's kernel has no widgets

    show(widget, page, text)


def publish_line(text: str, metadata: Mapping[str, object]) -> None:
    """Show one line of text. The metadata is stored with the output, for programs."""
    if screen.has_kernel():
        display({"text/plain": text}, raw=True, metadata=dict(metadata))
    else:
        print(text)


@contextmanager
def hold_displays() -> Iterator[None]:
    """Suppress what a learner's code displays while a check runs it."""
    if not screen.has_kernel():
        yield
        return
    with capture_output(stdout=False, stderr=False, display=True):
        yield


def panel(body: str, kind: str, tone: Tone = "accent") -> str:
    """Return HTML with the style of messages and a coloured line on its left.

    A screen reader reads it out when it appears.
    """
    return (
        f'<style>{message_style()}</style><div role="status">{bare_panel(body, kind, tone)}</div>'
    )


def bare_panel(body: str, kind: str, tone: Tone = "accent") -> str:
    """Return the panel alone, for a page that has its style, and a place that is read out."""
    return f'<div class="ci note course-{kind}" data-tone="{tone}">{body}</div>'


def message_style() -> str:
    """Return the style sheet of messages: the theme's colours, then the panel's parts."""
    return style_sheet("theme.css", "messages.css")


def paragraphs(text: str) -> str:
    """Return each line of a text as a paragraph."""
    return "".join(f"<p>{as_html(line)}</p>" for line in text.splitlines())


def item_list(items: Iterable[Item]) -> str:
    """Return a list of lines, each with a word in a colour in front."""
    rows = (
        f'<li><b class="{tone}">{word}</b> <span>{body}</span></li>' for word, tone, body in items
    )
    return f'<ul class="list">{"".join(rows)}</ul>'


def as_html(text: str) -> str:
    """Return text as HTML. Text in backticks becomes code, and no line ends within a number."""
    return _MARKED.sub(
        lambda found: f"<code>{found[1]}</code>" if found[1] else NO_BREAK,
        html.escape(text, quote=False),
    )
