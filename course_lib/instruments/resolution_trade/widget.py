"""The resolution trade: find a window that tells close tones apart, and close clicks.

Two tones lie close in frequency, two clicks lie close in time. Sliders set the transform, and both
pairs are judged at each step. The target, both at once, is locked: what a longer window wins in
frequency it loses in time. It opens when a second window is added, and that is why MS-STFT-D has
more than one.

    trade = resolution_trade()
    trade.move(window=4096)
    trade.add_second(window=128)
    print(trade)                        the text form: the same facts in words
"""

import html
from collections.abc import Callable, Sequence
from typing import NamedTuple

import ipywidgets

from course_lib.display.cards import alert, card, status
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.slider_names import slider_names
from course_lib.instruments.resolution_trade.model import ReadOut, Sight, look
from course_lib.instruments.resolution_trade.picture import trade_picture
from course_lib.sounds import LESSON_SAMPLE_RATE

LENGTHS = (64, 128, 256, 512, 1024, 2048, 4096)  # of windows, and of transforms
HOPS = (32, 64, 128, 256, 512, 1024)
FINEST_HOP = 32


class Setting(NamedTuple):
    """One transform, all in samples."""

    n_fft: int
    hop: int
    window: int


class ResolutionTrade(Instrument):
    """One transform or two, and what each tells apart; made by `resolution_trade`."""

    def __init__(self, tones_apart: float, clicks_apart: float) -> None:
        self.tones_apart = tones_apart
        self.clicks_apart = clicks_apart
        self.settings = [Setting(1024, 256, 1024)]  # AudioCraft's first window
        self._sight(self.settings[0])  # refuses distances that the clip has no room for

    def move(
        self,
        which: int = 0,
        *,
        n_fft: int | None = None,
        hop: int | None = None,
        window: int | None = None,
    ) -> None:
        """Set the sliders of one transform; those left out stay.

        A window never is longer than its transform: the one that is not given follows.
        """
        old = self.settings[which]
        if window is not None and n_fft is None:
            n_fft = max(old.n_fft, window)
        if n_fft is not None and window is None:
            window = min(old.window, n_fft)
        new = Setting(
            old.n_fft if n_fft is None else n_fft,
            old.hop if hop is None else hop,
            old.window if window is None else window,
        )
        self._sight(new)  # raises before anything has changed
        self.settings[which] = new

    def add_second(
        self, *, n_fft: int | None = None, hop: int | None = None, window: int | None = None
    ) -> None:
        """Add a second transform, as the first one is set, with what is given changed."""
        if len(self.settings) == 1:
            self.settings.append(self.settings[0])
        self.move(1, n_fft=n_fft, hop=hop, window=window)

    @property
    def read_outs(self) -> list[ReadOut]:
        """What each transform tells apart."""
        return [self._sight(setting).read_out for setting in self.settings]

    @property
    def target_met(self) -> bool:
        """Say whether every pair is split by at least one transform."""
        found = self.read_outs
        return any(r.tones_split for r in found) and any(r.clicks_split for r in found)

    def words(self, which: int = 0) -> str:
        """Say what one transform tells apart."""
        found = self.read_outs[which]
        return (
            f"n_fft {found.n_fft}, hop {found.hop}, window {found.window} samples "
            f"({1000 * found.window / LESSON_SAMPLE_RATE:.3g} ms). {found}."
        )

    def target(self) -> str:
        """Say how it stands with the target."""
        goal = f"Target: tones {self.tones_apart:g} Hz apart and clicks "
        goal += f"{1000 * self.clicks_apart:g} ms apart, both split."
        if self.target_met:
            return f"{goal} Reached, with {_count(len(self.settings))}."
        return (
            f"{goal} Locked: with {_count(len(self.settings))}, one pair at least stays one hill."
        )

    def picture(self, which: int = 0) -> str:
        """Show what one transform shows."""
        sight = self._sight(self.settings[which])
        title = finding(sight.read_out)
        return trade_picture(
            sight, self.tones_apart, self.clicks_apart, title, f"{title}. {self.words(which)}"
        )

    def every_window(self) -> list[ReadOut]:
        """Judge each length of window alone, with a hop that leaves nothing out."""
        lengths = [Setting(n, max(FINEST_HOP // 2, n // 4), n) for n in LENGTHS]
        return [self._sight(setting).read_out for setting in lengths]

    def every_window_text(self) -> str:
        """Say what each length of window splits."""
        found = self.every_window()
        both = sum(r.tones_split and r.clicks_split for r in found)
        lines = [f"window {r.window:4}: {r}" for r in found]
        return "\n".join([*lines, f"{both} of {len(found)} windows split both pairs."])

    def text(self) -> str:
        """Say everything that the pictures show."""
        shown = [f"window {i + 1}: {self.words(i)}" for i in range(len(self.settings))]
        return "\n".join(["Resolution trade.", *shown, self.target()])

    def static_html(self) -> str:
        """Show a short window, a long one, and how it stands with the target."""
        here = list(self.settings)
        pictures = []
        for length in (LENGTHS[1], LENGTHS[-1]):
            self.settings = [Setting(length, max(FINEST_HOP, length // 4), length)]
            pictures.append(f'<figure style="margin:4px">{self.picture()}</figure>')
        self.settings = here
        row = f'<div style="display:flex;flex-wrap:wrap">{"".join(pictures)}</div>'
        table = f"<pre>{html.escape(self.every_window_text())}</pre>"
        return card(f"{row}<p>{html.escape(self.target())}</p>{table}", "resolution-trade")

    def widget(self) -> WidgetLike:
        """Build the sliders, the buttons and the pictures that follow them."""
        return build_panel(self, LENGTHS, HOPS)

    def _sight(self, setting: Setting) -> Sight:
        return look(*setting, self.tones_apart, self.clicks_apart)


def resolution_trade(tones_apart: float = 15.0, clicks_apart: float = 0.008) -> ResolutionTrade:
    """Look for a window that splits two tones and two clicks.

    Args:
        tones_apart: distance of the tones in Hz.
        clicks_apart: distance of the clicks in seconds.
    """
    return ResolutionTrade(tones_apart, clicks_apart)


def finding(found: ReadOut) -> str:
    """Say in a few words what a window is good for."""
    names: Sequence[str] = [
        name
        for name, split in (("the tones", found.tones_split), ("the clicks", found.clicks_split))
        if split
    ]
    return f"A window of {found.window} samples splits {' and '.join(names) or 'neither pair'}"


def _count(number: int) -> str:
    return "one window" if number == 1 else f"{number} windows"


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
