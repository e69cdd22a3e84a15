"""An instrument that runs in the browser: one ES module for notebooks and for pages.

    class ZoomWidget(BrowserWidget):
        _esm = bundle(Path(__file__).with_name("widget.js"))    # exports default {render}
        KEPT = ("factor",)                                      # what the learner sets
        factor = traitlets.Int(2).tag(sync=True)

    class Zoom(BrowserInstrument):
        Widget = ZoomWidget

        def state(self): return {"factor": self.factor}         # the traits
        def take(self, name, value): self.factor = value        # the learner set it
        def fallback_html(self): ...                            # a picture with alt text, and words
        def text(self): ...

Live, the module runs over a widget's traits (https://anywidget.dev/en/afm/). On a page without a
kernel it runs over a model that only stores. Where scripts don't run, the page shows the fallback,
and without a front end `text` is printed.

What the learner set survives when the cell runs again: it is kept for each cell, as long as the
code in the cell asks for the same initial state.
"""

import hashlib
from abc import abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.mime_output import has_kernel, publish, request
from course_lib.display.static_form import state_as_json, static_form
from course_lib.display.three_forms import Instrument, WidgetLike, show, static_only

Key = tuple[str, str]  # cell, hash of the initial state

_kept: dict[Key, State] = {}  # for the life of the kernel


class BrowserInstrument(Instrument):
    """An instrument whose live and static forms are the same ES module."""

    Widget: ClassVar[type[BrowserWidget]]

    @abstractmethod
    def state(self) -> State:
        """Return the present values of the widget's traits; those left out have their defaults."""

    @abstractmethod
    def fallback_html(self) -> str:
        """Return pictures with alt text, and words, for pages where scripts don't run."""

    def asked_for(self, state: State) -> State:
        """Return what the code of the cell asks for: by default, the whole initial state."""
        return state

    def take(self, name: str, value: object) -> None:
        """Store what the learner set in the browser. It does nothing unless overridden."""

    def answer(self, question: Mapping[str, Any]) -> State:
        """Return what the module's ``ask`` gets from the kernel. Override it if the module asks."""
        raise NotImplementedError(f"{type(self).__name__} answers no questions, got {question}.")

    @cached_property
    def live(self) -> BrowserWidget:
        """The widget of all views of this instrument, with what the learner set before."""
        state = self.state()
        widget = self.Widget(**state)
        key = (_cell(), _fingerprint(self.Widget, self.asked_for(state)))
        widget.observe(
            lambda change: self._set(key, change["name"], change["new"]), self.Widget.KEPT
        )
        widget.on_msg(self._reply)
        for name, value in _kept.get(key, {}).copy().items():
            setattr(widget, name, value)
        return widget

    def widget(self) -> WidgetLike:
        """Return the live form. All views of an instrument show the same state."""
        live: WidgetLike = self.live
        return live

    def static_html(self) -> str:
        """Return the module with its state, over the fallback."""
        state = {**self.Widget.own_defaults(), **self.state()}
        return static_form(self.Widget, self.page_state(state), self.fallback_html())

    def page_state(self, state: State) -> State:
        """Return the state as a page contains it; see `static_form`."""
        return state

    def _ipython_display_(self) -> None:
        if has_kernel():
            if not static_only():
                self.widget()  # takes back what the learner set, before the other forms are written
            show(self.widget, self.static_html(), self.text())
        else:
            publish({"text/plain": self.text()})

    def _set(self, key: Key, name: str, value: object) -> None:
        if key[0]:  # a cell; without one, nothing can run again
            _kept.setdefault(key, {})[name] = value
        self.take(name, value)

    def _reply(self, widget: BrowserWidget, question: Mapping[str, Any], _: object) -> None:
        try:
            reply = self.answer(question)
        except Exception as error:  # the front end would only log it
            reply = {"error": str(error) or type(error).__name__}
        widget.send({**reply, "id": question["id"]})


def _fingerprint(kind: type[BrowserWidget], state: State) -> str:
    text = f"{kind.__qualname__} {state_as_json(state)}"
    return hashlib.sha256(text.encode()).hexdigest()


def _cell() -> str:
    """Return the id of the cell that runs, or "" if the front end sends none."""
    return str(request().get("metadata", {}).get("cellId", ""))
