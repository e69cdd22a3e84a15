"""The weights of two decimators, and what each does to every frequency, by formula."""

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.discriminators.decimation import DECIMATORS, make_decimator
from course_lib.display.figure_style import BLUE, CARD_DPI, CARD_WIDTH, DASHES, OKABE_ITO, img_tag
from course_lib.display.html_pieces import card
from course_lib.display.three_forms import Showable
from course_lib.instruments.scale_listener.model import FACTOR, decibels, gain, limit
from course_lib.instruments.scale_listener.picture import signed
from course_lib.sounds import LESSON_SAMPLE_RATE

FLOOR_DB = -60.0
TITLE = "The average lets false tones in; the sinc keeps nearly all of them out"
STEPS = 241  # points of a curve: one every 50 Hz
TEXT_HERTZ = (5000, 7000, 9000)  # Hz, in the text form
DRAWN = {  # in two rows, with what to see in each
    "average": ("the average: {} weights, all equal", "dulls what fits"),
    "sinc": ("the sinc: {} weights, some negative", "keeps most of what fits"),
}
COLOURS = (BLUE, OKABE_ITO[5])  # of the palette's two oranges, the one that isn't brown in the dark
REACH = 33  # samples on either side of an output


class DecimatorCurves(Showable):
    """The weights and the frequency response of each decimator. Use `decimator_curves`."""

    def text(self) -> str:
        """Return the levels of a few tones after each decimator."""
        return "\n".join(map(self.text_of, DECIMATORS))

    def text_of(self, decimator: str) -> str:
        """Return the levels of a few tones after a decimator."""
        levels = (f"{hertz} Hz {signed(self.level(decimator, hertz))} dB" for hertz in TEXT_HERTZ)
        return f"{decimator}: {', '.join(levels)}"

    def level(self, decimator: str, frequency: float) -> float:
        """Return the level in dB of a tone of this frequency in Hz after a decimator."""
        return decibels(gain(decimator, frequency, LESSON_SAMPLE_RATE))

    def static_html(self) -> str:
        """Return the weights on the left, and the level of every frequency on the right."""
        figure = Figure(figsize=(CARD_WIDTH, 4.4), layout="constrained", facecolor="none")
        grid = figure.subplots(len(DRAWN), 2, sharex="col")
        for k, (name, row) in enumerate(zip(DRAWN, grid, strict=True)):
            weights_title, curve_title = DRAWN[name]
            _draw_weights(row[0], name, weights_title, COLOURS[k])
            self._draw_levels(row[1], name, curve_title, k)
        grid[-1][0].set_xlabel("distance from the new sample (samples of the input)")
        grid[-1][1].set_xlabel("frequency (kHz)")
        alt = (
            "Two rows: the weights of a decimator, and the level of every frequency after it. "
            "Above 6 kHz, what passes comes back as a false tone. "
            + "; ".join(self.text_of(name) for name in DRAWN)
        )
        return card(f"<b>{TITLE}</b>{img_tag(figure, alt, CARD_DPI)}", "decimator-curves")

    def _draw_levels(self, axes: Axes, decimator: str, finding: str, place: int) -> None:
        axes.set_facecolor("none")
        hertz = torch.linspace(0, LESSON_SAMPLE_RATE / 2, STEPS).tolist()
        levels = [max(FLOOR_DB, self.level(decimator, f)) for f in hertz]
        kilohertz = [f / 1000 for f in hertz]
        axes.plot(kilohertz, levels, color=COLOURS[place], linestyle=DASHES[place])
        top = limit(1, LESSON_SAMPLE_RATE) / 1000
        axes.axvline(top, color="#333", linewidth=1)
        axes.axvspan(top, 2 * top, color="#888", alpha=0.15, linewidth=0)
        axes.text(top + 0.3, -5, "false from here on", va="top")
        if levels.count(FLOOR_DB) > STEPS / 10:  # the curve stops at the frame
            axes.text(top + 0.5, FLOOR_DB + 2, f"−{-FLOOR_DB:.0f} dB or less", va="bottom")
        axes.set_title(f"the {decimator} {finding}", fontsize="medium")
        axes.set(ylabel="level (dB)", xlim=(0, 2 * top), ylim=(FLOOR_DB, 3))


def impulse_response(decimator: str) -> dict[int, float]:
    """Return the weights of a decimator by their distance from its output, in input samples.

    They are measured: a single 1 at each distance shows its weight.
    """
    middle = 2 * REACH
    decimate = make_decimator(decimator, FACTOR)
    found: dict[int, float] = {}
    for distance in range(-REACH, REACH + 1):
        click = torch.zeros(1, 1, 4 * REACH + 1, dtype=torch.float64)
        click[..., middle + distance] = 1
        found[distance] = float(decimate(click)[0, 0, middle // FACTOR])
    return {distance: weight for distance, weight in found.items() if weight}


def _draw_weights(axes: Axes, decimator: str, title: str, colour: str) -> None:
    axes.set_facecolor("none")
    weights = impulse_response(decimator)
    axes.vlines(list(weights), 0, list(weights.values()), color=colour, linewidth=1)
    axes.plot(list(weights), list(weights.values()), "o", color=colour, markersize=3)
    axes.axhline(0, color="#333", linewidth=0.6)
    axes.set_title(title.format(len(weights)), fontsize="medium")
    axes.set(ylabel="weight", xlim=(-REACH, REACH), ylim=(-0.15, 0.5))


def decimator_curves() -> DecimatorCurves:
    """Return the weights and the frequency responses of the decimators."""
    return DecimatorCurves()
