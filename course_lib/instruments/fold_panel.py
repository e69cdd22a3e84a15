"""Lay out the fold explorer's sliders, buttons and pictures as core widgets.

Callbacks only move the explorer and show what it says; they never raise, since an exception in a
callback would vanish into the log of the front end.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets

from course_lib.display.cards import alert, card, line, status
from course_lib.display.forms import WidgetLike
from course_lib.display.slider_names import slider_names
from course_lib.instruments.fold_answers import Answer
from course_lib.instruments.fold_words import pitch_in_words

if TYPE_CHECKING:
    from course_lib.instruments.fold_explorer import FoldExplorer


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(self, explorer: "FoldExplorer") -> None:
        self.explorer = explorer
        self.period = _slider("period p", explorer.period, 1, explorer.longest)
        self.offset = _slider("start offset", explorer.offset, 0, explorer.most_offset)
        self.column = _slider("column", explorer.column, 0, explorer.period - 1)
        self.picture, self.axis = ipywidgets.HTML(), ipywidgets.HTML()
        self.words, self.answer = ipywidgets.HTML(), ipywidgets.HTML()
        for slider in (self.period, self.offset, self.column):
            slider.observe(self._move, "value")
        self.refresh()

    def refresh(self) -> None:
        """Show what the explorer shows now."""
        self.picture.value = card(self.explorer.picture(), "fold")
        self.axis.value = card(self.explorer.axis(), "axis")
        self.words.value = status(self.explorer.words(), "words")

    def jump(self, period: int) -> Callable[[object], None]:
        """Make the action of a button that sets the period."""

        def press(_: object) -> None:
            self.period.value = period

        return press

    def ask(self, question: Callable[[], Answer]) -> Callable[[object], None]:
        """Make the action of a button that shows an answer below the picture."""

        def press(_: object) -> None:
            try:
                self.answer.value = question().html
            except Exception as error:
                self.answer.value = alert(str(error))

        return press

    def _move(self, _: object) -> None:
        try:
            period = self.period.value
            column = min(self.column.value, period - 1)
            self.explorer.move(period, self.offset.value, column)
            self.answer.value = ""  # it was about other settings
            self.refresh()
            if self.column.max != period - 1:
                self.column.max = period - 1  # moves its handle too, where that lay beyond
        except Exception as error:
            self.words.value = alert(str(error))


def build_panel(explorer: "FoldExplorer") -> WidgetLike:
    """Build one view of the explorer."""
    panel = _Panel(explorer)
    jumps = [_button(str(p), f"Fold at period {p}", panel.jump(p)) for p in explorer.periods]
    if explorer.fitting_period is not None:
        name, period = explorer.fitting_period
        jumps.append(_button(f"{name}: {period}", f"Fold at {period}", panel.jump(period)))
    questions = [
        _button("Play column", "Hear the chosen column", panel.ask(explorer.play_column)),
        _button("Alias partners", "Tones that look alike", panel.ask(explorer.alias_partners)),
        _button("One logit's samples", "What one logit hears", panel.ask(explorer.one_logit)),
    ]
    about = pitch_in_words(explorer.sound.period, explorer.sound.sample_rate, explorer.best)
    box = ipywidgets.VBox(
        [
            ipywidgets.HTML(line(about, "pitch")),
            panel.period,
            panel.offset,
            panel.column,
            _row([ipywidgets.Label("Jump to p ="), *jumps]),
            panel.picture,
            panel.words,
            panel.axis,
            _row(questions),
            panel.answer,
            slider_names(),
        ]
    )
    box.add_class("course-fold-explorer")
    widget: WidgetLike = box
    return widget


def _slider(name: str, value: int, low: int, high: int) -> ipywidgets.IntSlider:
    return ipywidgets.IntSlider(
        value=value,
        min=low,
        max=high,
        description=name,
        style={"description_width": "90px"},
        layout={"width": "min(100%, 560px)"},
    )


def _button(name: str, tooltip: str, press: Callable[[object], None]) -> ipywidgets.Button:
    button = ipywidgets.Button(description=name, tooltip=tooltip, layout={"width": "auto"})
    button.on_click(press)
    return button


def _row(children: list[ipywidgets.Widget]) -> ipywidgets.HBox:
    return ipywidgets.HBox(children, layout={"flex_flow": "row wrap"})
