"""Lay out the logit map inspector's menus, sliders and pictures as core widgets.

Callbacks only move the inspector and show what it says; they never raise, since an exception in a
callback would vanish into the log of the front end.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets

from course_lib.display.cards import alert, card, status
from course_lib.display.forms import WidgetLike
from course_lib.display.slider_names import slider_names

if TYPE_CHECKING:
    from course_lib.instruments.logit_inspector import LogitInspector

WIDE = {"width": "min(100%, 560px)"}
STYLE = {"description_width": "110px"}


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(self, inspector: "LogitInspector") -> None:
        self.inspector = inspector
        self.name = ipywidgets.Dropdown(
            options=inspector.names, value=inspector.name, description="discriminator", style=STYLE
        )
        self.member = ipywidgets.Dropdown(description="member", style=STYLE)
        self.row = ipywidgets.IntSlider(description="score, in time", style=STYLE, layout=WIDE)
        self.place = ipywidgets.IntSlider(description="place", style=STYLE, layout=WIDE)
        self.play = ipywidgets.Button(
            description="Play what it hears", tooltip="Hear the samples that light up"
        )
        self.pictures, self.words, self.answer = (ipywidgets.HTML() for _ in range(3))
        self.setting = False  # the panel itself moves its controls
        self.follow()
        self.name.observe(self.choose_name, "value")
        self.member.observe(self.choose_member, "value")
        self.row.observe(self.choose_score, "value")
        self.place.observe(self.choose_score, "value")
        self.play.on_click(self.hear)

    def follow(self) -> None:
        """Set every control to what the inspector shows, and show it."""
        self.setting = True
        rows, places = self.inspector.map.shape
        self.member.options = list(range(len(self.inspector.scores[self.inspector.name])))
        self.member.value = self.inspector.member
        _set(self.row, self.inspector.row, rows)
        _set(self.place, self.inspector.place, places)
        self.place.layout.display = None if places > 1 else "none"
        self.setting = False
        self.refresh()

    def refresh(self) -> None:
        """Show the pictures and the words."""
        self.answer.value = ""  # it was about another score
        self.pictures.value = card(self.inspector.pictures(), "logit-map")
        self.words.value = status(self.inspector.words(), "words")

    def choose_name(self, _: object) -> None:
        """Another discriminator."""
        self._do(lambda: self.inspector.move(name=self.name.value), all_controls=True)

    def choose_member(self, _: object) -> None:
        """Another member."""
        self._do(lambda: self.inspector.move(member=self.member.value), all_controls=True)

    def choose_score(self, _: object) -> None:
        """Another score."""
        self._do(lambda: self.inspector.move(row=self.row.value, place=self.place.value))

    def hear(self, _: object) -> None:
        """Play what the score hears."""
        try:
            self.answer.value = self.inspector.play().html
        except Exception as error:
            self.answer.value = alert(str(error))

    def _do(self, move: Callable[[], None], *, all_controls: bool = False) -> None:
        if self.setting:
            return
        try:
            move()
            self.follow() if all_controls else self.refresh()
        except Exception as error:
            self.setting = False
            self.words.value = alert(str(error))


def build_panel(inspector: "LogitInspector") -> WidgetLike:
    """Build one view of the inspector."""
    panel = _Panel(inspector)
    box = ipywidgets.VBox(
        [
            panel.name,
            panel.member,
            panel.row,
            panel.place,
            panel.pictures,
            panel.words,
            panel.play,
            panel.answer,
            slider_names(),
        ]
    )
    box.add_class("course-logit-inspector")
    widget: WidgetLike = box
    return widget


def _set(slider: ipywidgets.IntSlider, value: int, count: int) -> None:
    slider.value = 0  # so that a new maximum never lies below the handle
    slider.max = count - 1
    slider.value = value
