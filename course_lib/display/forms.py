"""Give every instrument three forms: a live widget, a saved page, and plain text.

    live     widgets, where a kernel runs and the front end knows ipywidgets
    static   HTML with pictures and players: the same notebook on a web page, or without a kernel
    text     sentences: a terminal, a screen reader, a test

All three leave in *one* output. A front end takes the richest form that it can show, so that a
saved notebook never shows the empty shell of a widget.

Setting the environment variable ``COURSE_STATIC=1`` leaves the widgets out.

Source: the formats of one output stand in the Jupyter messaging protocol, "display_data",
https://jupyter-client.readthedocs.io/en/stable/messaging.html
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Protocol

from course_lib.display.publishing import has_kernel, publish

STATIC = "COURSE_STATIC"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class WidgetLike(Protocol):
    """What `show` needs of a widget, in ipywidgets 7 and 8 alike."""

    @property
    def model_id(self) -> str:
        """Name by which the front end finds the widget."""


class Shown(ABC):
    """Something with a static and a text form; its static form is all it needs to be live."""

    @abstractmethod
    def text(self) -> str:
        """Say in sentences what is shown."""

    @abstractmethod
    def static_html(self) -> str:
        """Show it without a kernel."""

    def _ipython_display_(self) -> None:
        show(None, self.static_html(), self.text())

    def __repr__(self) -> str:
        return self.text()


class Instrument(Shown):
    """Something that answers while one plays with it."""

    @abstractmethod
    def widget(self) -> WidgetLike:
        """Build the live form; each call builds another view of the same instrument."""

    def _ipython_display_(self) -> None:
        show(self.widget, self.static_html(), self.text())


def show(make_widget: Callable[[], WidgetLike] | None, static_html: str, text: str) -> None:
    """Show the three forms of one thing in one output.

    Args:
        make_widget: builds the live form; called only where widgets can be seen.
        static_html: the form without a kernel.
        text: the form without pictures.
    """
    bundle: dict[str, object] = {"text/html": static_html, "text/plain": text}
    if make_widget is not None and has_kernel() and not static_only():
        # made by hand, since a widget's own display has no static form in ipywidgets 7 and 8
        bundle[WIDGET_VIEW] = {
            "version_major": 2,
            "version_minor": 0,
            "model_id": make_widget().model_id,
        }
    publish(bundle)


def static_only() -> bool:
    """Tell whether COURSE_STATIC asks for no widgets."""
    return os.environ.get(STATIC, "") not in ("", "0")
