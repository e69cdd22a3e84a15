"""The frequency response of each decimator, by formula."""

import torch

from course_lib.discriminators.decimation import DECIMATORS
from course_lib.display.forms import Showable
from course_lib.display.html_pieces import card
from course_lib.display.theme import DASHES, OKABE_ITO, img_tag, new_figure
from course_lib.instruments.scale_listener.model import decibels, gain, limit
from course_lib.instruments.scale_listener.picture import signed
from course_lib.sounds import LESSON_SAMPLE_RATE

FLOOR_DB = -60.0
STEPS = 241  # points of a curve: one every 50 Hz
TEXT_HERTZ = (5000, 7000, 9000)  # Hz, in the text form


class DecimatorCurves(Showable):
    """The level of every frequency after each decimator. Use `decimator_curves`."""

    def text(self) -> str:
        """Return the levels of a few tones after each decimator."""
        return "\n".join(
            f"{name}: "
            + ", ".join(f"{hertz} Hz {signed(self.level(name, hertz))} dB" for hertz in TEXT_HERTZ)
            for name in DECIMATORS
        )

    def level(self, decimator: str, frequency: float) -> float:
        """Return the level in dB of a tone of this frequency in Hz after a decimator."""
        return decibels(gain(decimator, frequency, LESSON_SAMPLE_RATE))

    def static_html(self) -> str:
        """Return the three curves, with the limit of scale 1."""
        figure, axes = new_figure(6.4, 3.0)
        hertz = torch.linspace(0, LESSON_SAMPLE_RATE / 2, STEPS).tolist()
        for k, name in enumerate(DECIMATORS):
            levels = [max(FLOOR_DB, self.level(name, f)) for f in hertz]
            kilohertz = [f / 1000 for f in hertz]
            axes.plot(kilohertz, levels, color=OKABE_ITO[k], linestyle=DASHES[k], label=name)
        top = limit(1, LESSON_SAMPLE_RATE) / 1000
        axes.axvline(top, color="#333", linewidth=1)
        axes.axvspan(top, 2 * top, color="#eee")
        axes.text(top + 0.6, -56, "comes back below 6 kHz")
        axes.set(
            title="The average dulls what fits and lets through what does not",
            xlabel="frequency (kHz)",
            ylabel="level (dB)",
            xlim=(0, 2 * top),
            ylim=(FLOOR_DB, 3),
        )
        axes.legend(loc="lower left", frameon=False)
        alt = "Level after each decimator against frequency. " + self.text().replace("\n", "; ")
        return card(img_tag(figure, alt), "decimator-curves")


def decimator_curves() -> DecimatorCurves:
    """Return the frequency responses of the three decimators."""
    return DecimatorCurves()
