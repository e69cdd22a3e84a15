"""The resolution trade: look for a window that separates close tones and close clicks.

Two tones are close in frequency, two clicks are close in time. Sliders set the transform, and the
read-out says which pairs are split. One window can't split both: what a longer window gains in
frequency, it loses in time. A second window reaches the target, which is why MS-STFT-D has several.

    trade = resolution_trade()
    trade.move(window=4096)
    trade.add_second(window=128)
    print(trade)                        the text form: the same facts as sentences
"""

import html
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import ipywidgets

from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.html_pieces import card, status
from course_lib.display.panels import Panel, button, row, slider, stack
from course_lib.instruments.resolution_trade.model import ReadOut, WindowView, window_view
from course_lib.instruments.resolution_trade.picture import trade_picture
from course_lib.sounds import LESSON_SAMPLE_RATE

LENGTHS = (64, 128, 256, 512, 1024, 2048, 4096)  # of windows, and of transforms
HOPS = (32, 64, 128, 256, 512, 1024)
FINEST_HOP = 32


class StftSetting(NamedTuple):
    """The lengths of one transform, in samples."""

    n_fft: int
    hop: int
    window: int


class ResolutionTrade(Instrument):
    """One transform or two, and what each separates. Use `resolution_trade`."""

    def __init__(self, tones_apart: float, clicks_apart: float) -> None:
        self.tones_apart = tones_apart
        self.clicks_apart = clicks_apart
        self.settings = [StftSetting(1024, 256, 1024)]  # AudioCraft's first window
        self._view(self.settings[0])  # raises for distances that don't fit into the clip

    def move(
        self,
        which: int = 0,
        *,
        n_fft: int | None = None,
        hop: int | None = None,
        window: int | None = None,
    ) -> None:
        """Set some sliders of one transform.

        A window can't be longer than its transform. If you give only one of them, the other
        follows.

        Args:
            which: The transform, 0 or 1.
            n_fft: The number of samples of the transform.
            hop: The number of samples between two frames.
            window: The number of samples of the window.
        """
        old = self.settings[which]
        if window is not None and n_fft is None:
            n_fft = max(old.n_fft, window)
        if n_fft is not None and window is None:
            window = min(old.window, n_fft)
        new = StftSetting(
            old.n_fft if n_fft is None else n_fft,
            old.hop if hop is None else hop,
            old.window if window is None else window,
        )
        self._view(new)  # raises before anything changes
        self.settings[which] = new

    def add_second(
        self, *, n_fft: int | None = None, hop: int | None = None, window: int | None = None
    ) -> None:
        """Add a second transform: a copy of the first one, with the given changes."""
        if len(self.settings) == 1:
            self.settings.append(self.settings[0])
        self.move(1, n_fft=n_fft, hop=hop, window=window)

    @property
    def read_outs(self) -> list[ReadOut]:
        """Which pairs each transform separates."""
        return [self._view(setting).read_out for setting in self.settings]

    @property
    def target_met(self) -> bool:
        """True if at least one transform splits each pair."""
        results = self.read_outs
        return any(r.tones_split for r in results) and any(r.clicks_split for r in results)

    def summary(self, which: int = 0) -> str:
        """Return which pairs one transform separates."""
        result = self.read_outs[which]
        return (
            f"n_fft {result.n_fft}, hop {result.hop}, window {result.window} samples "
            f"({1000 * result.window / LESSON_SAMPLE_RATE:.3g} ms). {result}."
        )

    def target(self) -> str:
        """Return the target, and whether it is reached."""
        goal = f"Target: tones {self.tones_apart:g} Hz apart and clicks "
        goal += f"{1000 * self.clicks_apart:g} ms apart, both split."
        if self.target_met:
            return f"{goal} Reached, with {_count(len(self.settings))}."
        return (
            f"{goal} Locked: with {_count(len(self.settings))}, at least one pair still blurs into "
            "one peak."
        )

    def picture(self, which: int = 0) -> str:
        """Return the picture of one transform."""
        view = self._view(self.settings[which])
        title = finding(view.read_out)
        return trade_picture(
            view, self.tones_apart, self.clicks_apart, title, f"{title}. {self.summary(which)}"
        )

    def every_window(self) -> list[ReadOut]:
        """Return the read-out of each window length alone, with a hop short enough for it."""
        lengths = [StftSetting(n, max(FINEST_HOP // 2, n // 4), n) for n in LENGTHS]
        return [self._view(setting).read_out for setting in lengths]

    def every_window_text(self) -> str:
        """Return which pairs each window length splits."""
        results = self.every_window()
        both = sum(r.tones_split and r.clicks_split for r in results)
        lines = [f"window {r.window:4}: {r}" for r in results]
        return "\n".join([*lines, f"{both} of {len(results)} windows split both pairs."])

    def text(self) -> str:
        """Return everything that the pictures show."""
        shown = [f"window {i + 1}: {self.summary(i)}" for i in range(len(self.settings))]
        return "\n".join(["Resolution trade.", *shown, self.target()])

    def static_html(self) -> str:
        """Return pictures of a short and a long window, the target, and a table of all windows."""
        chosen = list(self.settings)
        pictures = []
        for length in (LENGTHS[1], LENGTHS[-1]):
            self.settings = [StftSetting(length, max(FINEST_HOP, length // 4), length)]
            pictures.append(f'<figure style="margin:4px">{self.picture()}</figure>')
        self.settings = chosen
        strip = f'<div style="display:flex;flex-wrap:wrap">{"".join(pictures)}</div>'
        table = f"<pre>{html.escape(self.every_window_text())}</pre>"
        return card(f"{strip}<p>{html.escape(self.target())}</p>{table}", "resolution-trade")

    def widget(self) -> WidgetLike:
        """Return the sliders, the buttons, and the pictures that follow them."""
        return _TradePanel(self).layout()

    def _view(self, setting: StftSetting) -> WindowView:
        return window_view(*setting, self.tones_apart, self.clicks_apart)


def resolution_trade(tones_apart: float = 15.0, clicks_apart: float = 0.008) -> ResolutionTrade:
    """Return an instrument to look for a window that splits two tones and two clicks.

    Args:
        tones_apart: The distance of the tones, 5 to 500 Hz.
        clicks_apart: The distance of the clicks, 0.001 to 0.05 seconds.
    """
    return ResolutionTrade(tones_apart, clicks_apart)


def finding(result: ReadOut) -> str:
    """Return which pairs a window splits, as a title."""
    names: Sequence[str] = [
        name
        for name, split in (("the tones", result.tones_split), ("the clicks", result.clicks_split))
        if split
    ]
    return f"A window of {result.window} samples splits {' and '.join(names) or 'neither pair'}"


def _count(number: int) -> str:
    return "one window" if number == 1 else f"{number} windows"


class _TransformPanel(Panel):
    """The sliders and the picture of one transform.

    Args:
        trade: The instrument.
        which: The transform, 0 or 1.
        after: A function to call after each change.
    """

    def __init__(self, trade: ResolutionTrade, which: int, after: Callable[[], None]) -> None:
        super().__init__()
        self.trade, self.which, self.after = trade, which, after
        now = trade.settings[which]
        self.sliders = {
            "n_fft": _slider(f"n_fft {which + 1}", now.n_fft, LENGTHS),
            "hop": _slider(f"hop {which + 1}", now.hop, HOPS),
            "window": _slider(f"window {which + 1}", now.window, LENGTHS),
        }
        self.picture = ipywidgets.HTML()
        for name, control in self.sliders.items():
            self.on_change(control, partial(self._move, name))
        self.refresh()

    def refresh(self) -> None:
        """Show the transform, and set the sliders to it."""
        setting = self.trade.settings[self.which]
        with self.silently():
            for name, control in self.sliders.items():
                control.value = getattr(setting, name)
        self.picture.value = card(self.trade.picture(self.which), "trade")
        self.message.value = status(self.trade.summary(self.which), "words")
        self.after()

    def layout(self) -> WidgetLike:
        """Return the parts in a column."""
        parts = [*self.sliders.values(), self.picture, self.message]
        return stack(parts, "course-resolution-trade-transform")

    def _move(self, name: str) -> None:
        self.trade.move(self.which, **{name: self.sliders[name].value})


class _TradePanel(Panel):
    """One or two transforms, the target, and the buttons."""

    def __init__(self, trade: ResolutionTrade) -> None:
        super().__init__()
        self.trade = trade
        self.answer, self.transforms = ipywidgets.HTML(), ipywidgets.VBox()
        self.second = button(
            "Add a second window",
            "Use two windows at once",
            lambda: self.attempt(self._add_second, self.answer),
        )
        self.every = button(
            "Try every single window",
            "List what each window length splits",
            lambda: self.attempt(self._try_every, self.answer),
        )
        for which in range(len(trade.settings)):
            self._show_transform(which)
        self.refresh()

    def refresh(self) -> None:
        """Show the target."""
        self.message.value = status(self.trade.target(), "target")
        self.second.disabled = len(self.trade.settings) > 1

    def layout(self) -> WidgetLike:
        """Return the parts in a column."""
        buttons = row([self.second, self.every])
        return stack(
            [self.transforms, self.message, buttons, self.answer], "course-resolution-trade"
        )

    def _show_transform(self, which: int) -> None:
        panel = _TransformPanel(self.trade, which, self.refresh)
        self.transforms.children = (*self.transforms.children, panel.layout())

    def _add_second(self) -> None:
        if len(self.trade.settings) == 1:
            self.trade.add_second()
        if len(self.transforms.children) == 1:  # another view may have added the second window
            self._show_transform(1)
        self.refresh()

    def _try_every(self) -> None:
        text = html.escape(self.trade.every_window_text())
        self.answer.value = card(f'<pre role="status">{text}</pre>', "every-window")


def _slider(label: str, value: int, lengths: Sequence[int]) -> ipywidgets.SelectionSlider:
    """Return a slider over the lengths and the present value."""
    options = [(str(length), length) for length in sorted({*lengths, value})]
    return slider(label, options, value, label_width="80px")
