"""A sound's wave and its spectrogram side by side, drawn fast enough to follow a slider.

The axes have the same place in every picture, so you can compare two pictures point by point.
Computing a layout for each picture would take most of the time.
"""

import io
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

from course_lib.display.figure_style import themed_picture
from course_lib.display.figures.waves import draw_spectrogram, draw_wave
from course_lib.sounds import Sound

SIZE = (7.6, 2.05)  # inches
DPI = 90
LEFT = (0.075, 0.23, 0.38, 0.56)  # x, y, width, height, as shares of the figure
RIGHT = (0.545, 0.23, 0.44, 0.56)


def wave_and_spectrogram(sound: Sound, *, finding: str = "", n_fft: int = 512) -> str:
    """Return both as one ``<img>``.

    Args:
        sound: The sound, at the level at which it is played. Its name begins the title.
        finding: What the picture shows, for the title and the alt text.
        n_fft: The number of samples in a window of the spectrogram.
    """
    figure = Figure(SIZE, dpi=DPI, facecolor="none")
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
        title="level, from −80 dB (as the page) to 0 dB",
    )
    for axes in (left, right):
        axes.set_facecolor("none")
        axes.title.set_fontsize(8)
        axes.tick_params(labelsize=8)
        axes.xaxis.label.set_fontsize(8)
        axes.yaxis.label.set_fontsize(8)
        axes.locator_params(nbins=4)
    canvas.draw()
    buffer = io.BytesIO()
    # level 1 takes a sixth of the time of level 6, and the picture stays on this machine
    imsave(buffer, canvas.buffer_rgba(), format="png", pil_kwargs={"compress_level": 1})
    alt = " ".join(filter(None, (wave, spectrogram, finding and f"It shows: {finding}.")))
    return themed_picture(figure, buffer.getvalue(), alt, DPI)
