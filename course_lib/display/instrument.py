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
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import ipywidgets

from course_lib.display.forms import Instrument, WidgetLike, show, static_only
from course_lib.display.publishing import has_kernel, publish, request

State = dict[str, object]  # traits by name, as a module reads them
Key = tuple[str, str]  # cell, hash of the initial state

_HERE = Path(__file__).parent
_STYLES = (_HERE / "templates" / "theme.css", _HERE / "browser" / "panel.css")
_IMPORT = re.compile(r"^import (\{[^}]*\}) from '(\.{1,2}/[^']+)';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)
_EXPORT_WORD = re.compile(r"^export (?!default)", re.MULTILINE)
_kept: dict[Key, State] = {}  # for the life of the kernel


def bundle(module: Path) -> str:
    """Return one self-contained ES module: the modules that it imports, each once, then itself.

    Each imported module becomes a function scope that returns what it exports, so two modules may
    use one name. Imports must have the form ``import { a, b } from './file.js';``, and exports
    that of ``export function``, ``class`` or ``const``; only ``module`` has a default export.
    """
    scopes: dict[Path, str] = {}
    entry = _take_imports(module.resolve(), scopes)
    return "".join([*scopes.values(), entry])


def _take_imports(module: Path, scopes: dict[Path, str]) -> str:
    """Return the source of a module with its imports taken from ``scopes``, which grows."""

    def from_scope(found: re.Match[str]) -> str:
        imported = (module.parent / found[2]).resolve()
        if imported not in scopes:
            source = _take_imports(imported, scopes)
            scopes[imported] = _scope(source, _scope_name(imported))
        return f"const {found[1]} = {_scope_name(imported)};\n"

    return _IMPORT.sub(from_scope, module.read_text("utf-8"))


def _scope(source: str, name: str) -> str:
    body, exported = _EXPORT_WORD.sub("", source), ", ".join(_EXPORT.findall(source))
    return f"const {name} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"


def _scope_name(module: Path) -> str:
    return f"${module.parent.name}_{module.stem}"


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
    page = _scope((_HERE / "browser" / "static.js").read_text("utf-8"), "$page")
    mount = f'$page.mount(render, "{name}", {text});'
    script = f"{kind._esm}\n{page}{mount}".replace("</", r"<\/")
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
    return str(request().get("metadata", {}).get("cellId", ""))
