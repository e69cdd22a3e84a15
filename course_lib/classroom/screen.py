"""Put results in front of the learner, with whatever there is to show them.

A notebook gets one output with up to three forms: a widget for a page with a kernel, HTML for a
saved page, text for everything else. A terminal gets the text. ``COURSE_STATIC=1`` leaves the
widgets out.
"""

import html
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from IPython.display import display
from IPython.utils.capture import capture_output

from course_lib.plots.display import has_kernel

WIDGET = "application/vnd.jupyter.widget-view+json"
Metadata = Mapping[str, object]


def publish(
    text: str,
    page: str | None = None,
    widget: Callable[[], object] | None = None,
    metadata: Metadata | None = None,
) -> None:
    """Show one output: ``text`` in a terminal; in a notebook also the page and the widget.

    Args:
        text: the text form, complete in itself.
        page: the HTML form.
        widget: makes the widget form; called only where a kernel can drive it.
        metadata: travels with the output, for programs.
    """
    if not has_kernel():
        print(text)
        return
    bundle: dict[str, object] = {"text/plain": text}
    if page is not None:
        bundle["text/html"] = page
    if widget is not None and os.environ.get("COURSE_STATIC") != "1":
        model = getattr(widget(), "model_id", "")
        # by hand: display(widget) would offer no page, and looks different in ipywidgets 7 and 8
        bundle[WIDGET] = {"version_major": 2, "version_minor": 0, "model_id": model}
    display(bundle, raw=True, metadata=dict(metadata or {}))  # type: ignore[no-untyped-call]


@contextmanager
def hold_displays() -> Iterator[None]:
    """Hold back what a learner's code displays while a check runs it."""
    if not has_kernel():
        yield
        return
    with capture_output(stdout=False, stderr=False, display=True):
        yield


def as_html(text: str) -> str:
    """Escape text for a page; words in backticks become code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
