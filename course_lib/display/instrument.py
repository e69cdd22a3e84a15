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

import base64
import hashlib
import json
import re
from abc import abstractmethod
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import anywidget
import ipywidgets
from IPython.core.getipython import get_ipython

from course_lib.display.forms import Instrument, WidgetLike, show
from course_lib.display.publishing import has_kernel, publish

State = dict[str, object]  # traits by name, as a module reads them
Key = tuple[str, str]  # cell, hash of the initial state

_HERE = Path(__file__).parent
_STYLES = (_HERE / "templates" / "theme.css", _HERE / "browser" / "panel.css")
_IMPORT = re.compile(r"^import \{[^}]*\} from '(\.{1,2}/[^']+)';\n", re.MULTILINE)
_kept: dict[Key, State] = {}  # for the life of the kernel


def bundle(module: Path) -> str:
    """Return one self-contained ES module: the modules that it imports, each once, then itself.

    Imports must have the form ``import { a, b } from './file.js';``. All modules share one scope
    afterwards, so no two of them may define the same name; a test checks that.
    """
    return _with_imports(module.resolve(), set())


def _with_imports(module: Path, seen: set[Path]) -> str:
    seen.add(module)
    source = module.read_text("utf-8")
    parts = []
    for name in _IMPORT.findall(source):
        imported = (module.parent / name).resolve()
        if imported not in seen:
            parts.append(_with_imports(imported, seen))
    return "".join([*parts, _IMPORT.sub("", source)])


def style() -> str:
    """Return the style sheet of all instruments: the theme's colours, then the parts."""
    return "\n".join(path.read_text("utf-8") for path in _STYLES)


class BrowserWidget(anywidget.AnyWidget):
    """The traits that an ES module reads and sets. A subclass adds ``_esm`` and its traits.

    Attributes:
        KEPT: The names of the traits that the learner sets.
    """

    KEPT: ClassVar[tuple[str, ...]] = ()
    _css = style()

    @classmethod
    def own_defaults(cls) -> State:
        """Return the traits of the module with their default values."""
        common = set(ipywidgets.DOMWidget.class_trait_names())
        traits = cls.class_traits(sync=True).items()
        return {
            name: trait.default()
            for name, trait in traits
            if name not in common and not name.startswith("_")
        }


class BrowserInstrument(Instrument):
    """An instrument whose live and static forms are the same ES module."""

    Widget: ClassVar[type[BrowserWidget]]

    @abstractmethod
    def state(self) -> State:
        """Return the present values of the widget's traits; those left out have their defaults."""

    @abstractmethod
    def fallback_html(self) -> str:
        """Return pictures with alt text, and words, for pages where scripts don't run."""

    def take(self, name: str, value: object) -> None:
        """Store what the learner set in the browser. It does nothing unless overridden."""

    @cached_property
    def live(self) -> BrowserWidget:
        """The widget of all views of this instrument, with what the learner set before."""
        state = self.state()
        widget = self.Widget(**state)
        key = (_cell(), _fingerprint(self.Widget, state))
        widget.observe(
            lambda change: self._set(key, change["name"], change["new"]), self.Widget.KEPT
        )
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
            show(self.widget, self.static_html(), self.text())
        else:
            publish({"text/plain": self.text()})

    def _set(self, key: Key, name: str, value: object) -> None:
        _kept.setdefault(key, {})[name] = value
        self.take(name, value)


def static_form(kind: type[BrowserWidget], state: State, fallback: str) -> str:
    """Return HTML with a module that needs no kernel.

    Args:
        kind: The widget whose module it is.
        state: All its traits. ``{"player": n}`` stands for the samples of the n-th ``<audio>`` of
            the fallback, so that a page contains each sound once.
        fallback: HTML for where scripts don't run; the module replaces it.
    """
    text = json.dumps(state, default=_base64, sort_keys=True)
    name = hashlib.sha256(f"{kind.__qualname__} {text}".encode()).hexdigest()[:12]
    source = f"{kind._esm}\n{(_HERE / 'browser' / 'static.js').read_text('utf-8')}"
    script = f'{source}\nmount(render, "{name}", {text});'.replace("</", r"<\/")
    return (
        f'<style>{style()}</style><div data-instrument="{name}">{fallback}</div>'
        f'<script type="module">{script}</script>'
    )


def _base64(value: object) -> dict[str, str]:
    """Write bytes as JSON; static.js reads them."""
    if not isinstance(value, bytes):
        raise TypeError(f"a page can't contain a trait of type {type(value).__name__}.")
    return {"base64": base64.b64encode(value).decode()}


def _fingerprint(kind: type[BrowserWidget], state: State) -> str:
    text = json.dumps(state, default=_base64, sort_keys=True)
    return hashlib.sha256(f"{kind.__qualname__} {text}".encode()).hexdigest()


def _cell() -> str:
    """Return the id of the cell that runs, or "" if the front end sends none."""
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return ""
    return str(kernel.get_parent("shell").get("metadata", {}).get("cellId", ""))
