"""Draw a sound's wave and its spectrogram side by side, fast enough to follow a slider.

The axes stand where they stand in every picture, so that two of them, one below the other, compare
point by point. A layout that is computed anew for each picture would take most of the time.
"""

import io
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

from course_lib.display.figures.waves import draw_spectrogram, draw_wave
from course_lib.display.theme import picture_tag
from course_lib.sounds import Sound

SIZE = (7.6, 2.05)  # inches
DPI = 90
LEFT = (0.075, 0.23, 0.38, 0.56)  # x, y, width, height, as parts of the figure
RIGHT = (0.545, 0.23, 0.44, 0.56)


def wave_and_spectrogram(sound: Sound, *, finding: str = "", n_fft: int = 512) -> str:
    """Draw both as one ``<img>``.

    Args:
        sound: at the level it is played at; its name begins the title.
        finding: what is seen, for the title and the alt text.
        n_fft: samples under one window of the spectrogram.
    """
    figure = Figure(SIZE, dpi=DPI, facecolor="white")
    canvas: Any = FigureCanvasAgg(figure)
    left, right = figure.add_axes(LEFT), figure.add_axes(RIGHT)
    wave = draw_wave(left, sound.samples, sound.sample_rate, name=sound.name)
    title = f"{sound.name}: {finding}" if finding else sound.name
    figure.text(LEFT[0], 0.98, title, fontsize=9.5, va="top")
    spectrogram = draw_spectrogram(
        right,
        sound.samples,
        sound.sample_rate,
        name=sound.name,
        n_fft=n_fft,
        hop_length=n_fft // 2,
        colourbar=False,
        title="level, from −80 dB (dark) to 0 dB (bright)",
    )
    for axes in (left, right):
        axes.title.set_fontsize(8)
        axes.tick_params(labelsize=8)
        axes.xaxis.label.set_fontsize(8)
        axes.yaxis.label.set_fontsize(8)
        axes.locator_params(nbins=4)
    canvas.draw()
    width, height = canvas.get_width_height()
    buffer = io.BytesIO()
    # level 1: a sixth of the time of level 6, and the picture never leaves the machine
    imsave(buffer, canvas.buffer_rgba(), format="png", pil_kwargs={"compress_level": 1})
    alt = " ".join(filter(None, (wave, spectrogram, finding and f"To be seen: {finding}.")))
    return picture_tag(buffer.getvalue(), "image/png", alt, size=(width, height))
