"""A form for one question, in the theme of the instruments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import traitlets

from course_lib.display.browser_widget import BrowserWidget, style
from course_lib.display.bundle_modules import bundle
from course_lib.display.messages import message_style

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Filled:
    """What a learner has entered."""

    chosen: str  # the letter of an option
    sure: str
    text: str


class QuestionForm(BrowserWidget):
    """The traits of widget.js. Texts are HTML, except for the learner's own.

    ``pressed`` is called with the name of a button, "store" or "skip", and what is filled in.
    """

    _esm = bundle(_HERE / "widget.js")
    _css = "\n".join([style(), message_style(), (_HERE / "form.css").read_text("utf-8")])
    asked = traitlets.Unicode("").tag(sync=True)
    options = traitlets.List(traitlets.Dict()).tag(sync=True)  # letter, html; none: a text
    confidences = traitlets.List(traitlets.Dict()).tag(sync=True)  # value, label
    store = traitlets.Unicode("Store my answer").tag(sync=True)  # the label of the button
    skippable = traitlets.Bool(False).tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)
    sure = traitlets.Unicode("").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    message = traitlets.Unicode("").tag(sync=True)
    marks = traitlets.Dict().tag(sync=True)  # "right" or "wrong", by letter
    closed = traitlets.Bool(False).tag(sync=True)  # answered for good

    def on_press(self, pressed: Callable[[str, Filled], None]) -> None:
        """Call a function whenever the learner presses a button."""

        def receive(_widget: object, sent: Mapping[str, Any], _buffers: object) -> None:
            filled = Filled(*(str(sent.get(name, "")) for name in ("chosen", "sure", "text")))
            pressed(str(sent["press"]), filled)
            self.send({"id": sent.get("id")})  # the module waits for it

        self.on_msg(receive)
