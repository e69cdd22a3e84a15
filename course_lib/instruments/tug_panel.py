"""Lay out the tug of war's choices, sliders and picture as core widgets.

Callbacks only move the instrument and show what it says; they never raise, since an exception in a
callback would vanish into the log of the front end.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import ipywidgets

from course_lib.display.cards import alert, card, status
from course_lib.display.forms import WidgetLike
from course_lib.display.slider_names import slider_names

if TYPE_CHECKING:
    from course_lib.instruments.tug_of_war import TugOfWar

QUARTER = 0.25  # between the values of a slider
PAYMENTS = (("each its own loss", False), ("one sum for both", True))


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(
        self, war: "TugOfWar", rules: Sequence[str], farthest: float, widest: float
    ) -> None:
        self.war = war
        self.rule = _choice("Rule", [(name, name) for name in rules], war.rule)
        self.paid = _choice("Paid", PAYMENTS, war.one_sum)
        self.sliders = {
            "real": _slider("real", -farthest, farthest),
            "fake": _slider("fake", -farthest, farthest),
            "spread": _slider("spread", 0.0, widest),
        }
        self.picture, self.words = ipywidgets.HTML(), ipywidgets.HTML()
        self.following = False
        self.follow()
        self.refresh()
        self.rule.observe(lambda _: self._try(lambda: war.set(rule=self.rule.value)), "value")
        self.paid.observe(lambda _: self._try(lambda: war.set(one_sum=self.paid.value)), "value")
        for name, slider in self.sliders.items():
            slider.observe(self._dragged(name), "value")

    def follow(self) -> None:
        """Let the sliders stand where the clouds lie."""
        real, fake = self.war.middles
        self.following = True  # moving a slider here is no wish of the learner's
        for name, value in (("real", real), ("fake", fake), ("spread", self.war.spread)):
            self.sliders[name].value = round(value / QUARTER) * QUARTER
        self.following = False

    def refresh(self) -> None:
        """Show what the instrument shows now."""
        self.picture.value = card(self.war.picture(), "tug")
        self.words.value = status(self.war.words(), "words")

    def buttons(self) -> ipywidgets.HBox:
        """Build the buttons that let one player move."""
        judge = _button("The judge moves", lambda: self.war.move("judge"), self)
        generator = _button("The generator moves", lambda: self.war.move("generator"), self)
        return ipywidgets.HBox([judge, generator], layout={"flex_flow": "row wrap"})

    def press(self, action: Callable[[], None]) -> None:
        """Do what a button says, and let the sliders follow."""
        self._try(action)
        self.follow()

    def _dragged(self, name: str) -> Callable[[object], None]:
        def drag(_: object) -> None:
            if not self.following:
                self._try(lambda: self.war.set(**{name: self.sliders[name].value}))

        return drag

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
            self.refresh()
        except Exception as error:
            self.words.value = alert(str(error))


def build_panel(
    war: "TugOfWar", rules: Sequence[str], farthest: float, widest: float
) -> WidgetLike:
    """Build one view of the instrument."""
    panel = _Panel(war, rules, farthest, widest)
    choices = [panel.rule, panel.paid, *panel.sliders.values()]
    parts = [*choices, panel.buttons(), panel.picture, panel.words, slider_names()]
    box = ipywidgets.VBox(parts)
    box.add_class("course-tug-of-war")
    widget: WidgetLike = box
    return widget


def _choice(
    name: str, options: Sequence[tuple[str, object]], value: object
) -> ipywidgets.ToggleButtons:
    return ipywidgets.ToggleButtons(
        options=list(options),
        value=value,
        description=name,
        style={"description_width": "60px", "button_width": "auto"},
    )


def _slider(name: str, low: float, high: float) -> ipywidgets.SelectionSlider:
    """Drag a cloud by mouse or arrow keys."""
    steps = round((high - low) / QUARTER)
    values = [low + QUARTER * step for step in range(steps + 1)]
    return ipywidgets.SelectionSlider(
        options=[(f"{value:g}", value) for value in values],
        value=values[0],
        description=name,
        style={"description_width": "60px"},
        layout={"width": "min(100%, 560px)"},
    )


def _button(name: str, action: Callable[[], None], panel: _Panel) -> ipywidgets.Button:
    words = f"{name} a quarter of its pull"
    button = ipywidgets.Button(description=name, tooltip=words, layout={"width": "auto"})
    button.on_click(lambda _: panel.press(action))
    return button
