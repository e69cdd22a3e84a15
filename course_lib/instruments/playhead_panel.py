"""Lay out the playhead's slider, picture, words and players as core widgets.

The callback only moves the playhead and shows what it says; it never raises, since an exception in
a callback would vanish into the log of the front end.
"""

from typing import TYPE_CHECKING

import ipywidgets

from course_lib.display.cards import alert, card, status
from course_lib.display.forms import WidgetLike
from course_lib.display.slider_names import slider_names

if TYPE_CHECKING:
    from course_lib.instruments.scale_playhead import ScalePlayhead


def build_panel(playhead: "ScalePlayhead") -> WidgetLike:
    """Build one view of the playhead."""
    slider = ipywidgets.FloatSlider(
        value=playhead.at,
        min=0.0,
        max=playhead.sound.seconds,
        step=0.01,
        description="playhead (s)",
        style={"description_width": "90px"},
        layout={"width": "min(100%, 640px)"},
    )
    picture, words, players = (ipywidgets.HTML() for _ in range(3))

    def refresh() -> None:
        picture.value = card(playhead.picture(), "playhead")
        words.value = status(playhead.words(), "words")
        players.value = playhead.players()

    def move(_: object) -> None:
        try:
            playhead.move(slider.value)
            refresh()
        except Exception as error:
            words.value = alert(str(error))

    slider.observe(move, "value")
    refresh()
    box = ipywidgets.VBox([slider, picture, words, players, slider_names()])
    box.add_class("course-scale-playhead")
    widget: WidgetLike = box
    return widget
