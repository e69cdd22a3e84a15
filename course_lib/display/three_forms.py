"""The three forms of an instrument: a live widget, a saved page, and plain text.

    live     widgets, if a kernel runs and the front end supports ipywidgets
    static   HTML with pictures and players, for web pages and notebooks without a kernel
    text     sentences, for a terminal, a screen reader or a test

All three are in *one* output. A front end shows the richest form that it supports, so a saved
notebook never shows an empty widget.

The environment variable ``COURSE_STATIC=1`` leaves the widgets out.

Source: Jupyter messaging protocol, "display_data",
https://jupyter-client.readthedocs.io/en/stable/messaging.html
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Protocol

from course_lib.display.mime_output import has_kernel, publish

STATIC = "COURSE_STATIC"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class WidgetLike(Protocol):
    """A widget as `show` uses it, in ipywidgets 7 and 8."""

    @property
    def model_id(self) -> str:
        """The name by which the front end finds the widget."""


class Showable(ABC):
    """Something with a static and a text form, but without controls."""

    @abstractmethod
    def text(self) -> str:
        """Return what is shown, in sentences."""

    @abstractmethod
    def static_html(self) -> str:
        """Return HTML that needs no kernel."""

    def _ipython_display_(self) -> None:
        show(None, self.static_html(), self.text())

    def __repr__(self) -> str:
        return self.text()


Shown = Showable  # its name in version 0.1


class Instrument(Showable):
    """Something with controls: a live, a static and a text form."""

    @abstractmethod
    def widget(self) -> WidgetLike:
        """Return the live form. Each call returns another view of the same instrument."""

    def _ipython_display_(self) -> None:
        show(self.widget, self.static_html(), self.text())


def show(make_widget: Callable[[], WidgetLike] | None, static_html: str, text: str) -> None:
    """Show the three forms of one thing in one output.

    Args:
        make_widget: A function that returns the live form. It is called only if widgets can be
            shown. None if there is no live form.
        static_html: The static form.
        text: The text form.
    """
    publish(all_forms(make_widget, static_html, text))


def all_forms(
    make_widget: Callable[[], WidgetLike] | None, static_html: str, text: str
) -> dict[str, object]:
    """Return the three forms of one thing as a bundle; for the arguments see `show`."""
    bundle: dict[str, object] = {"text/html": static_html, "text/plain": text}
    if make_widget is not None and has_kernel() and not static_only():
        # built by hand, because a widget's own display has no static form in ipywidgets 7 and 8
        bundle[WIDGET_VIEW] = {
            "version_major": 2,
            "version_minor": 0,
            "model_id": make_widget().model_id,
        }
    return bundle


def static_only() -> bool:
    """Return True if COURSE_STATIC asks for no widgets."""
    return os.environ.get(STATIC, "") not in ("", "0")
