"""The resolution trade: look for a window that separates close tones and close clicks.

Two tones are close in frequency, two clicks are close in time. You drag the window in the picture,
and the read-out says which pairs are split. One window can't split both: what a longer window gains
in frequency, it loses in time. A second window reaches the target, which is why MS-STFT-D has
several.

    trade = resolution_trade()
    trade.move(window=4096)
    trade.add_second(window=128)
    print(trade)                        the text form: the same facts as sentences
"""

import html
from pathlib import Path
from typing import NamedTuple, cast

import traitlets

from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.html_pieces import card
from course_lib.instruments.resolution_trade.model import ReadOut, WindowView, window_view
from course_lib.instruments.resolution_trade.picture import trade_picture
from course_lib.instruments.resolution_trade.text import finding, summary, target, target_met

LENGTHS = (64, 128, 256, 512, 1024, 2048, 4096)  # of windows, and of transforms
FINEST_HOP = 32


class StftSetting(NamedTuple):
    """The lengths of one transform, in samples."""

    n_fft: int
    hop: int
    window: int


class TradeWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("settings",)
    tones_apart = traitlets.Float(0.0).tag(sync=True)  # Hz
    clicks_apart = traitlets.Float(0.0).tag(sync=True)  # seconds
    settings = traitlets.List(traitlets.Dict()).tag(sync=True)  # n_fft, hop, window: one or two


class ResolutionTrade(BrowserInstrument):
    """One transform or two, and what each separates. Use `resolution_trade`."""

    Widget = TradeWidget

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
        return target_met(self.read_outs)

    def summary(self, which: int = 0) -> str:
        """Return which pairs one transform separates."""
        return summary(self.read_outs[which])

    def target(self) -> str:
        """Return the target, and whether it is reached."""
        return target(self.tones_apart, self.clicks_apart, self.read_outs)

    def picture(self, which: int = 0) -> str:
        """Return the picture of one transform."""
        view = self._view(self.settings[which])
        title = finding([view.read_out])
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

    def state(self) -> State:
        """Return both distances, and the lengths of each transform."""
        return {
            "tones_apart": self.tones_apart,
            "clicks_apart": self.clicks_apart,
            "settings": [setting._asdict() for setting in self.settings],
        }

    def take(self, name: str, value: object) -> None:
        """Store the lengths that the learner set."""
        self.settings = [StftSetting(**each) for each in cast(list[dict[str, int]], value)]

    def fallback_html(self) -> str:
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

    def _view(self, setting: StftSetting) -> WindowView:
        return window_view(*setting, self.tones_apart, self.clicks_apart)


def resolution_trade(tones_apart: float = 15.0, clicks_apart: float = 0.008) -> ResolutionTrade:
    """Return an instrument to look for a window that splits two tones and two clicks.

    Args:
        tones_apart: The distance of the tones, 5 to 500 Hz.
        clicks_apart: The distance of the clicks, 0.001 to 0.05 seconds.
    """
    return ResolutionTrade(tones_apart, clicks_apart)
