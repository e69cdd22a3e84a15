"""Lay out the resolution trade's sliders, buttons and pictures as core widgets.

Callbacks only move the instrument and show what it says; they never raise, since an exception in a
callback would vanish into the log of the front end.
"""

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import ipywidgets

from course_lib.display.cards import alert, card, status
from course_lib.display.forms import WidgetLike
from course_lib.display.slider_names import slider_names

if TYPE_CHECKING:
    from course_lib.instruments.resolution_trade import ResolutionTrade


class _Pane:
    """The sliders and the picture of one transform."""

    def __init__(
        self, panel: "_Panel", which: int, lengths: Sequence[int], hops: Sequence[int]
    ) -> None:
        self.panel, self.which = panel, which
        now = panel.trade.settings[which]
        self.sliders = {
            "n_fft": _slider(f"n_fft {which + 1}", now.n_fft, lengths),
            "hop": _slider(f"hop {which + 1}", now.hop, hops),
            "window": _slider(f"window {which + 1}", now.window, lengths),
        }
        self.picture, self.words = ipywidgets.HTML(), ipywidgets.HTML()
        self.following = False
        for name, slider in self.sliders.items():
            slider.observe(self._mover(name), "value")
        self.refresh()
        parts = [*self.sliders.values(), self.picture, self.words]
        self.box = ipywidgets.VBox([*parts, slider_names()])  # a pane may come late

    def refresh(self) -> None:
        """Show what the instrument shows now, and let the sliders stand where it stands."""
        setting = self.panel.trade.settings[self.which]
        self.following = True  # moving a slider here is no wish of the learner's
        for name, slider in self.sliders.items():
            slider.value = getattr(setting, name)
        self.following = False
        self.picture.value = card(self.panel.trade.picture(self.which), "trade")
        self.words.value = status(self.panel.trade.words(self.which), "words")

    def _mover(self, name: str) -> Callable[[object], None]:
        def move(_: object) -> None:
            if self.following:
                return
            try:
                self.panel.trade.move(self.which, **{name: self.sliders[name].value})
                self.refresh()
                self.panel.refresh_target()
            except Exception as error:
                self.words.value = alert(str(error))

        return move


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(
        self, trade: "ResolutionTrade", lengths: Sequence[int], hops: Sequence[int]
    ) -> None:
        self.trade, self._choices = trade, (lengths, hops)
        self.target, self.answer = ipywidgets.HTML(), ipywidgets.HTML()
        panes = [_Pane(self, which, lengths, hops) for which in range(len(trade.settings))]
        self.panes = ipywidgets.VBox([pane.box for pane in panes])
        self.second = _button(
            "Add a second window", "Look through two windows at once", self._add_second
        )
        self.second.disabled = len(trade.settings) > 1
        self.every = _button(
            "Try every single window", "Judge each length of window alone", self._try_every
        )
        self.refresh_target()

    def refresh_target(self) -> None:
        """Say how it stands with the target."""
        self.target.value = status(self.trade.target(), "target")

    def _add_second(self, _: object) -> None:
        try:
            if len(self.trade.settings) == 1:
                self.trade.add_second()
            if len(self.panes.children) == 1:
                pane = _Pane(self, 1, *self._choices)
                self.panes.children = (*self.panes.children, pane.box)
            self.second.disabled = True
            self.refresh_target()
        except Exception as error:
            self.answer.value = alert(str(error))

    def _try_every(self, _: object) -> None:
        try:
            words = html.escape(self.trade.every_window_text())
            self.answer.value = card(f'<pre role="status">{words}</pre>', "every-window")
        except Exception as error:
            self.answer.value = alert(str(error))


def build_panel(
    trade: "ResolutionTrade", lengths: Sequence[int], hops: Sequence[int]
) -> WidgetLike:
    """Build one view of the instrument."""
    panel = _Panel(trade, lengths, hops)
    buttons = ipywidgets.HBox([panel.second, panel.every], layout={"flex_flow": "row wrap"})
    box = ipywidgets.VBox([panel.panes, panel.target, buttons, panel.answer])
    box.add_class("course-resolution-trade")
    widget: WidgetLike = box
    return widget


def _slider(name: str, value: int, choices: Sequence[int]) -> ipywidgets.SelectionSlider:
    """Pick one of the lengths by mouse or arrow keys."""
    return ipywidgets.SelectionSlider(
        options=[(str(choice), choice) for choice in sorted({*choices, value})],
        value=value,
        description=name,
        style={"description_width": "80px"},
        layout={"width": "min(100%, 560px)"},
    )


def _button(name: str, tooltip: str, press: Callable[[object], None]) -> ipywidgets.Button:
    button = ipywidgets.Button(description=name, tooltip=tooltip, layout={"width": "auto"})
    button.on_click(press)
    return button
