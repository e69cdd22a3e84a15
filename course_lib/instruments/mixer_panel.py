"""Lay out the gradient mixer's sliders, switch, button and picture as core widgets.

Callbacks only move the instrument and show what it says; they never raise, since an exception in a
callback would vanish into the log of the front end.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets

from course_lib.display.cards import alert, card, status
from course_lib.display.forms import WidgetLike
from course_lib.display.slider_names import slider_names

if TYPE_CHECKING:
    from course_lib.instruments.gradient_mixer import GradientMixer

# even steps for the ear of a gradient: about a factor of three
WEIGHTS = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 2.0, 4.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
KINDS = (("multipliers", False), ("shares, balanced at the output", True))


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(self, mixer: "GradientMixer") -> None:
        self.mixer, self.begin = mixer, dict(mixer.weights)
        self.kind = ipywidgets.ToggleButtons(
            options=list(KINDS),
            value=mixer.balanced,
            description="weights are",
            style={"description_width": "90px", "button_width": "auto"},
        )
        self.sliders = {name: _slider(name, weight) for name, weight in mixer.weights.items()}
        self.picture, self.words, self.target = (ipywidgets.HTML() for _ in range(3))
        self.players = ipywidgets.HTML()
        self.refresh()
        self.kind.observe(lambda _: self._try(lambda: mixer.set(balanced=self.kind.value)), "value")
        for name, slider in self.sliders.items():
            slider.observe(self._mover(name), "value")

    def refresh(self) -> None:
        """Show what the instrument shows now."""
        self.picture.value = card(self.mixer.picture(), "mixer")
        self.words.value = status(self.mixer.words(), "words")
        self.target.value = status(self.mixer.target(), "target")

    def play(self, _: object) -> None:
        """Show players of the gradients as they are mixed now."""
        self._try(lambda: setattr(self.players, "value", self.mixer.players()))

    def reset(self, _: object) -> None:
        """Bring the weights back to where they were at first."""
        for name, weight in self.begin.items():
            self.sliders[name].value = weight

    def _mover(self, name: str) -> Callable[[object], None]:
        return lambda _: self._try(lambda: self.mixer.set(**{name: self.sliders[name].value}))

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
            self.refresh()
        except Exception as error:
            self.words.value = alert(str(error))


def build_panel(mixer: "GradientMixer") -> WidgetLike:
    """Build one view of the instrument."""
    panel = _Panel(mixer)
    play = _button("Play the gradients", "Hear each loss's gradient, and the mix", panel.play)
    reset = _button("Back to the first weights", "Set the weights as they were", panel.reset)
    buttons = ipywidgets.HBox([play, reset], layout={"flex_flow": "row wrap"})
    shown = [panel.picture, panel.words, panel.target, buttons, panel.players]
    box = ipywidgets.VBox([panel.kind, *panel.sliders.values(), *shown, slider_names()])
    box.add_class("course-gradient-mixer")
    widget: WidgetLike = box
    return widget


def _slider(name: str, weight: float) -> ipywidgets.SelectionSlider:
    """Pick a weight by mouse or arrow keys."""
    values = sorted({*WEIGHTS, weight})
    return ipywidgets.SelectionSlider(
        options=[(f"{value:g}", value) for value in values],
        value=weight,
        description=name,
        style={"description_width": "90px"},
        layout={"width": "min(100%, 560px)"},
    )


def _button(name: str, tooltip: str, press: Callable[[object], None]) -> ipywidgets.Button:
    button = ipywidgets.Button(description=name, tooltip=tooltip, layout={"width": "auto"})
    button.on_click(press)
    return button
