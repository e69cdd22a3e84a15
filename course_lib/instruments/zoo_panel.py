"""Lay out the failure zoo's controls, curves and players as core widgets.

Callbacks only move the zoo and show what it says; they never raise, since an exception in a
callback would vanish into the log of the front end.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets

from course_lib.display.cards import alert, card, status
from course_lib.display.forms import WidgetLike
from course_lib.display.slider_names import slider_names
from course_lib.gan.experiments.failures import KINDS
from course_lib.instruments.zoo_game import EIGHTHS
from course_lib.instruments.zoo_words import score, task, where

if TYPE_CHECKING:
    from course_lib.instruments.failure_zoo import FailureZoo

SAY = {"curves": "Diagnose from the curves", "ear": "Diagnose by ear", "cause": "Done"}


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(self, zoo: "FailureZoo") -> None:
        self.zoo = zoo
        self._drawn, self._heard = (0, 0), (0, False)  # no run: nothing was shown yet
        self.shown = ipywidgets.IntSlider(
            value=1,
            min=1,
            max=EIGHTHS,
            description="eighths shown",
            continuous_update=False,
            layout={"width": "min(100%, 420px)"},
            style={"description_width": "100px"},
        )
        self.choice = ipywidgets.Dropdown(
            options=[(kind.title, name) for name, kind in KINDS.items()],
            description="diagnosis",
            style={"description_width": "100px"},
            layout={"width": "min(100%, 420px)"},
        )
        self.say = ipywidgets.Button(layout={"width": "210px"})
        self.give_up = ipywidgets.Button(description="Tell me", tooltip="Tell the cause: no points")
        self.next = ipywidgets.Button(description="Next run")
        self.where, self.picture, self.players = (ipywidgets.HTML() for _ in range(3))
        self.words, self.score = ipywidgets.HTML(), ipywidgets.HTML()
        self.shown.observe(self._reveal, "value")
        self.say.on_click(lambda _: self._do(lambda: zoo.diagnose(self.choice.value)))
        self.give_up.on_click(lambda _: self._do(zoo.give_up))
        self.next.on_click(lambda _: self._do(zoo.next))
        self.refresh()

    def refresh(self) -> None:
        """Show what the zoo shows now."""
        case = self.zoo.case
        done = case.stage == "cause"
        self.where.value = status(where(self.zoo.game), "where")
        self._redraw(self.zoo.game.number, case.eighths, case.stage == "curves")
        self.words.value = status(task(case), "words")
        self.score.value = status(score(self.zoo.game), "score")
        self.say.description = SAY[case.stage]
        for control in (self.say, self.give_up, self.choice):
            control.disabled = done
        self.shown.disabled = case.stage != "curves"
        self.shown.value = case.eighths

    def _redraw(self, number: int, eighths: int, silent: bool) -> None:
        """Draw what has changed: a picture takes a good part of a second."""
        if (number, eighths) != self._drawn:
            self._drawn = (number, eighths)
            self.picture.value = card(self.zoo.picture(), "zoo")
        if (number, silent) != self._heard:
            self._heard = (number, silent)
            self.players.value = self.zoo.players()

    def _reveal(self, _: object) -> None:
        if self.shown.value != self.zoo.case.eighths:  # else the panel has moved the slider itself
            self._do(lambda: self.zoo.show(self.shown.value))

    def _do(self, move: Callable[[], None]) -> None:
        try:
            move()
            self.refresh()
        except Exception as error:
            self.words.value = alert(str(error))


def build_panel(zoo: "FailureZoo") -> WidgetLike:
    """Build one view of the zoo."""
    panel = _Panel(zoo)
    buttons = ipywidgets.HBox(
        [panel.say, panel.give_up, panel.next], layout={"flex_flow": "row wrap"}
    )
    box = ipywidgets.VBox(
        [
            panel.where,
            panel.shown,
            panel.picture,
            panel.players,
            panel.choice,
            buttons,
            panel.words,
            panel.score,
            slider_names(),
        ]
    )
    box.add_class("course-failure-zoo")
    widget: WidgetLike = box
    return widget
