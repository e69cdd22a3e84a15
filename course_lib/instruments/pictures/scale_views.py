"""Spectrograms of one sound with several windows, and one colour scale for all."""

from collections.abc import Sequence
from html import escape

from course_lib.display.figure_style import img_tag, new_figure
from course_lib.display.figures.waves import draw_spectrogram
from course_lib.display.html_pieces import card
from course_lib.display.three_forms import Showable
from course_lib.sounds import Sound

AUDIOCRAFT_WINDOWS = (2048, 1024, 512, 256, 128)  # as in EnCodec's training, longest first
OVERLAP = 4  # windows over each sample, as in AudioCraft
TITLE_POINTS = 10
COLOURS = "Colours: from −80 dB, the colour of the page, to 0 dB, the same in each picture."


class ScaleViews(Showable):
    """One sound through several windows. Use `scale_views`."""

    def __init__(self, sound: Sound, windows: Sequence[int], highest: float, title: str) -> None:
        if not windows:
            raise ValueError(
                "scale_views needs at least one window, got none: give some, as in "
                "scale_views(sound, (1024, 256))."
            )
        self.sound, self.windows, self.highest = sound, tuple(windows), highest
        self.title = title

    def text(self) -> str:
        """Return the title, and what each spectrogram shows."""
        alts = [self._picture(window)[1] for window in self.windows]
        return "\n".join([self.title, *alts] if self.title else alts)

    def static_html(self) -> str:
        """Return the spectrograms in a row, below the title."""
        row = "".join(self._picture(window)[0] for window in self.windows)
        heading = f"<strong>{escape(self.title)}</strong>" if self.title else ""
        flow = f'<div style="display:flex;flex-wrap:wrap">{row}</div>'
        return card(f"{heading}{flow}{COLOURS}", "scales")

    def _picture(self, window: int) -> tuple[str, str]:
        figure, axes = new_figure(2.2, 2.4)
        rate = self.sound.sample_rate
        seconds, hertz = window / rate, rate / window
        title = f"{window} samples: {1000 * seconds:.3g} ms\nbins {hertz:.3g} Hz apart"
        alt = draw_spectrogram(
            axes,
            self.sound.samples,
            rate,
            title=title,
            name=f"{self.sound.name} through a window of {window} samples",
            n_fft=window,
            hop_length=window // OVERLAP,
            colourbar=False,
            highest=self.highest,
        )
        if window != self.windows[0]:
            axes.set_ylabel("kHz")  # the first says of what; all have the same room for it
        axes.title.set_fontsize(TITLE_POINTS)
        return img_tag(figure, alt, dpi=90), alt  # five fit beside each other


def scale_views(
    sound: Sound,
    windows: Sequence[int] = AUDIOCRAFT_WINDOWS,
    *,
    highest: float = 12_000.0,
    title: str = "",
) -> ScaleViews:
    """Return spectrograms of a sound with several windows.

    Args:
        sound: The sound.
        windows: The number of samples in each window. The hop is a quarter of it.
        highest: The upper edge of the pictures in Hz.
        title: What all pictures together show.
    """
    return ScaleViews(sound, windows, highest, title)
