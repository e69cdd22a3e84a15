"""Lay out the scale listener's controls, picture and players as core widgets.

Callbacks only move the listener and show what it says; they never raise, since an exception in a
callback would vanish into the log of the front end.
"""

from typing import TYPE_CHECKING

import ipywidgets

from course_lib.discriminators.decimation import DECIMATORS
from course_lib.display.cards import alert, card, status
from course_lib.display.forms import WidgetLike
from course_lib.display.slider_names import slider_names

if TYPE_CHECKING:
    from course_lib.instruments.scale_listener import ScaleListener

TIPS = {
    "average": "the average of four samples, as AudioCraft means it",
    "nearest": "every second sample as it is",
    "sinc": "a windowed sinc over 64 samples",
}


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(self, listener: "ScaleListener", scales: tuple[int, ...]) -> None:
        self.listener = listener
        self.clip = ipywidgets.Dropdown(
            options=list(listener.names), value=listener.clip, description="clip"
        )
        self.scale = ipywidgets.ToggleButtons(
            options=[(f"scale {scale}", scale) for scale in scales],
            value=listener.scale,
            description="heard at",
            tooltips=[f"one sample in {2**scale}" for scale in scales],
        )
        self.decimator = ipywidgets.ToggleButtons(
            options=list(DECIMATORS),
            value=listener.decimator,
            description="decimator",
            tooltips=[TIPS[name] for name in DECIMATORS],
        )
        self.frequency = ipywidgets.IntSlider(
            value=listener.frequency,
            min=100,
            max=11_900,
            step=100,
            description="tone (Hz)",
            continuous_update=False,
            layout={"width": "min(100%, 560px)"},
        )
        self.picture, self.words = ipywidgets.HTML(), ipywidgets.HTML()
        self.players = ipywidgets.HTML()
        for control in (self.clip, self.scale, self.decimator, self.frequency):
            control.style = {"description_width": "80px"}
            control.observe(self._move, "value")
        self.refresh()

    def refresh(self) -> None:
        """Show what the listener shows now."""
        tuned = self.listener.clip == "tone"
        self.frequency.layout.display = None if tuned else "none"
        self.picture.value = card(self.listener.picture(), "scale")
        self.words.value = status(self.listener.words(), "words")
        self.players.value = self.listener.players()

    def _move(self, _: object) -> None:
        try:
            self.listener.move(
                self.scale.value, self.decimator.value, self.clip.value, self.frequency.value
            )
            self.refresh()
        except Exception as error:
            self.words.value = alert(str(error))


def build_panel(listener: "ScaleListener", scales: tuple[int, ...]) -> WidgetLike:
    """Build one view of the listener."""
    panel = _Panel(listener, scales)
    box = ipywidgets.VBox(
        [
            panel.clip,
            panel.frequency,
            panel.scale,
            panel.decimator,
            panel.picture,
            panel.words,
            panel.players,
            slider_names(),
        ]
    )
    box.add_class("course-scale-listener")
    widget: WidgetLike = box
    return widget
