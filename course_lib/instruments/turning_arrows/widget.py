"""The turning arrows: choose a tone and a hop, and see how fast the number of its bin turns.

The number in a bin is complex, so it's an arrow. Its shadow on the horizontal axis is the real
part, and its shadow on the vertical axis is the imaginary part. MS-STFT-D receives these two. From
frame to frame the arrow keeps its length and turns.

    arrows = turning_arrows(hertz=1010, hop=240)
    arrows.set(hop=256)
    print(arrows)                       the text form: the same facts as sentences
"""

from pathlib import Path

import traitlets

from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.html_pieces import card
from course_lib.instruments.turning_arrows.model import (
    AROUND,
    FRAMES,
    N_FFT,
    TurningCells,
    turning_cells,
)
from course_lib.instruments.turning_arrows.picture import arrows_picture
from course_lib.instruments.turning_arrows.text import finding, summary
from course_lib.sounds import LESSON_SAMPLE_RATE

LEGEND = (
    "Each arrow is the bin's number in one frame. Blue cells are above zero, orange ones below: "
    "all bins around the tone turn equally fast."
)


class ArrowsWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("hertz", "hop", "frame")
    hertz = traitlets.Float(0.0).tag(sync=True)
    hop = traitlets.Int(0).tag(sync=True)  # samples
    frame = traitlets.Int(0).tag(sync=True)  # the one that the large arrow shows
    rate = traitlets.Int(0).tag(sync=True)
    n_fft = traitlets.Int(0).tag(sync=True)
    frames = traitlets.Int(0).tag(sync=True)
    around = traitlets.Int(0).tag(sync=True)


class TurningArrows(BrowserInstrument):
    """The arrow of one bin for a steady tone. Use `turning_arrows`."""

    Widget = ArrowsWidget

    def __init__(self, hertz: float, hop: int) -> None:
        self.hertz, self.hop, self.frame = hertz, hop, 0
        turning_cells(hertz, hop)  # raises for what is out of range

    def set(self, *, hertz: float | None = None, hop: int | None = None) -> None:
        """Set the tone or the hop.

        Args:
            hertz: The frequency of the tone, 500 to 2000 Hz; None keeps it.
            hop: The number of samples between two frames, 8 to 512; None keeps it.

        Raises:
            ValueError: A value is out of range; nothing is changed then.
        """
        new = (self.hertz if hertz is None else hertz, self.hop if hop is None else hop)
        turning_cells(*new)  # raises before anything changes
        self.hertz, self.hop = new

    @property
    def cells(self) -> TurningCells:
        """The complex numbers of the bins around the tone, in all frames."""
        return turning_cells(self.hertz, self.hop)

    def finding(self) -> str:
        """Return how far the arrow turns from frame to frame."""
        return finding(self.hertz, self.hop)

    def text(self) -> str:
        """Return everything that the picture shows."""
        return f"Turning arrows. {self.finding()}. {summary(self.hertz, self.hop)}"

    def state(self) -> State:
        """Return the tone, the hop, the frame, and the sizes of the transform."""
        return {
            "hertz": float(self.hertz),
            "hop": self.hop,
            "frame": self.frame,
            "rate": LESSON_SAMPLE_RATE,
            "n_fft": N_FFT,
            "frames": FRAMES,
            "around": AROUND,
        }

    def take(self, name: str, value: object) -> None:
        """Store what the learner set."""
        setattr(self, name, value)

    def fallback_html(self) -> str:
        """Return a picture of all frames, and what to see in it."""
        alt = f"{self.finding()}. {summary(self.hertz, self.hop)} {LEGEND}"
        picture = arrows_picture(self.cells, self.finding(), alt)
        return card(f"{picture}<p>{LEGEND}</p>", "turning-arrows")


def turning_arrows(hertz: float = 1000.0, hop: int = 240) -> TurningArrows:
    """Return an instrument that shows how the number of a bin turns from frame to frame.

    Args:
        hertz: The frequency of the steady tone, 500 to 2000 Hz.
        hop: The number of samples between two frames, 8 to 512. The window has 1024.

    Raises:
        ValueError: The tone or the hop is out of range.
    """
    return TurningArrows(hertz, hop)
