"""Messages to the learner.

In a notebook, a message is one output with up to three forms: a widget for a page with a kernel,
HTML for a saved page, and text. A terminal gets the text. ``COURSE_STATIC=1`` leaves the widgets
out.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from IPython.display import display
from IPython.utils.capture import capture_output

from course_lib.display import publishing as screen
from course_lib.display.theme import OKABE_ITO

if TYPE_CHECKING:
    from course_lib.display.forms import WidgetLike

BLUE = OKABE_ITO[0]


def publish(text: str, page: str | None = None) -> None:
    """Show one output: ``text`` in a terminal, the HTML of ``page`` in a notebook."""
    screen.publish({"text/plain": text} | ({} if page is None else {"text/html": page}))


def publish_markdown(text: str) -> None:
    """Show Markdown: a terminal prints it as it is written."""
    screen.publish({"text/plain": text, "text/markdown": text})


def publish_form(text: str, page: str, widget: Callable[[], "WidgetLike"]) -> None:
    """Show a form to fill in: as a widget if there is a kernel, as HTML, and as text."""
    from course_lib.display.forms import show  # a grader's kernel has no widgets

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


def panel(body: str, kind: str, edge: str = BLUE) -> str:
    """Return HTML with a coloured line on its left, in the colours of the theme.

    A screen reader reads it out when it appears.
    """
    style = f"border-left:4px solid {edge};padding:1px 12px;margin:8px 0;line-height:1.5"
    return f'<div class="course-{kind}" role="status" style="{style}">{body}</div>'


def as_html(text: str) -> str:
    """Return text as HTML. Text in backticks becomes code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
