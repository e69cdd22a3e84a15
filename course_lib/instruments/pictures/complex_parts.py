"""Pictures of a complex spectrum: its magnitude, its real part and its imaginary part."""

import html

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from course_lib.audio.stft import stft
from course_lib.display.figure_style import LEVELS, img_tag, new_figure
from course_lib.display.figures.signed_images import draw_signed
from course_lib.display.html_pieces import card
from course_lib.display.three_forms import Showable
from course_lib.sounds import Sound

SIZE, DPI = (3.3, 3.0), 90  # three beside each other on a wide page, two on a narrow one
FLOOR_DB = -60.0  # below the largest magnitude
TITLE_POINTS = 11
LEGEND = (
    "Blue is above zero, orange below. In a steady sound the magnitude hardly changes from frame "
    "to frame, but the real and imaginary parts swing around zero. Their colours show the root of "
    "the size, so that weak cells are visible too."
)


class ComplexParts(Showable):
    """The magnitude, the real part and the imaginary part of one sound. Use `complex_parts`."""

    def __init__(self, sound: Sound, n_fft: int, hop_length: int, highest: float) -> None:
        spectrum = stft(sound.samples, n_fft, hop_length, normalized=True)
        bins = min(spectrum.shape[0], int(highest * n_fft / sound.sample_rate) + 1)
        if bins < 2:
            raise ValueError(
                f"highest must be above {sound.sample_rate / n_fft:g} Hz, got {highest}."
            )
        self.sound, self.n_fft, self.hop_length = sound, n_fft, hop_length
        self.spectrum: Tensor = spectrum[:bins]

    def sign_changes(self) -> float:
        """Return in which share of the steps from frame to frame the real part changes its sign.

        Only cells within 40 dB of the largest magnitude count.
        """
        magnitude = self.spectrum.abs()
        strong = magnitude > magnitude.max() / 100
        both = strong[:, 1:] & strong[:, :-1]
        signs = self.spectrum.real.sign()
        return float((signs[:, 1:] != signs[:, :-1])[both].double().mean())

    def title(self) -> str:
        """Return what the pictures show."""
        return (
            f"{self.sound.name}: the real part changes its sign in "
            f"{100 * self.sign_changes():.0f} % of the steps from frame to frame"
        )

    def text(self) -> str:
        """Return what the pictures show, and their sizes."""
        bins, frames = self.spectrum.shape
        return (
            f"{self.title()}. {frames} frames, {self.hop_length} samples apart, and the lowest "
            f"{bins} of {self.n_fft // 2 + 1} bins. {LEGEND}"
        )

    def static_html(self) -> str:
        """Return the three pictures beside each other, as many as there is room for."""
        root = float(self.spectrum.abs().max().sqrt())
        pictures = [self._magnitude()]
        for values, name in ((self.spectrum.real, "real"), (self.spectrum.imag, "imaginary")):
            figure, axes = self._axes(f"{name} part")
            signed = values.sign() * values.abs().sqrt()
            draw_signed(axes, signed, extent=self._extent(), largest=root, label="root of the size")
            pictures.append(img_tag(figure, f"The {name} part of {self.sound.name}.", dpi=DPI))
        row = f'<div style="display:flex;flex-wrap:wrap">{"".join(pictures)}</div>'
        title = f"<b>{html.escape(self.title())}</b>"
        return card(f"{title}{row}{LEGEND}", "complex-parts")

    def _magnitude(self) -> str:
        figure, axes = self._axes("magnitude")
        levels = 20 * (self.spectrum.abs() / self.spectrum.abs().max()).clamp(min=1e-6).log10()
        image = axes.imshow(
            levels.numpy(),
            origin="lower",
            aspect="auto",
            cmap=LEVELS,
            vmin=FLOOR_DB,
            vmax=0.0,
            interpolation="nearest",
            extent=self._extent(),
        )
        figure.colorbar(image, ax=axes, label="level (dB)")
        return img_tag(figure, self.text(), dpi=DPI)

    def _axes(self, title: str) -> tuple[Figure, Axes]:
        figure, axes = new_figure(*SIZE)
        axes.set(xlabel="time (s)", ylabel="frequency (kHz)")
        axes.set_title(title, fontsize=TITLE_POINTS)
        return figure, axes

    def _extent(self) -> tuple[float, float, float, float]:
        """Return the edges of the images: the middles of the frames, and the bins in kHz."""
        rate = self.sound.sample_rate
        bins, frames = self.spectrum.shape
        first = (self.n_fft - self.hop_length) / 2 / rate
        hertz = rate / self.n_fft
        return (
            first,
            first + frames * self.hop_length / rate,
            -hertz / 2000,
            (bins - 0.5) * hertz / 1000,
        )


def complex_parts(
    sound: Sound, n_fft: int = 1024, hop_length: int = 256, *, highest: float = 3000.0
) -> ComplexParts:
    """Return pictures of a sound's magnitudes, and of its real and imaginary parts.

    Args:
        sound: The sound.
        n_fft: The number of samples in a window.
        hop_length: The number of samples between two frames.
        highest: The upper edge of the pictures in Hz.

    Raises:
        ValueError: There are fewer than two bins below ``highest``.
    """
    return ComplexParts(sound, n_fft, hop_length, highest)
