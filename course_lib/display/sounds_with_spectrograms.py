"""Sounds on a page: for each, its spectrogram with the sound player below it.

All pictures share one range of levels, so a difference in a picture is a difference in the sound.
Nothing changes the level of a sound: bring sounds to one gain before you compare them
(`course_lib.sounds.for_listening`).

The background of a picture is transparent, and faint levels nearly so. The style sheet inverts the
picture on dark pages, so the same file suits light and dark themes.
"""

import base64
from dataclasses import dataclass

from matplotlib.colors import to_hex

from course_lib.audio.wav import wav_bytes
from course_lib.display.figure_style import LEVELS, new_figure, to_png
from course_lib.display.figures.waves import draw_spectrogram
from course_lib.sounds.sound import Sound

FLOOR_DB = -80.0
WIDTH, HEIGHT = 320, 150  # CSS pixels
DPI = 100


@dataclass(frozen=True)
class SoundPlayer:
    """One sound in a template."""

    name: str
    alt: str  # the picture in words
    picture: str  # data URL of a PNG
    sound: str  # data URL of a WAV file
    top: str  # frequency at the upper edge
    length: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class LevelScale:
    """The colour scale of all pictures."""

    low: str
    high: str
    colours: tuple[str, ...]  # evenly spaced, from low to high


def sound_player(sound: Sound) -> SoundPlayer:
    """Return the picture and the samples of a sound as they are, without changing its level."""
    alt, picture = _spectrogram(sound)
    return SoundPlayer(
        name=sound.name,
        alt=alt,
        picture=_data_url("image/png", picture),
        sound=_data_url("audio/wav", wav_bytes(sound.samples, sound.sample_rate)),
        top=f"{sound.sample_rate / 2000:g} kHz",
        length=f"{sound.seconds:.3g} s",
    )


def level_scale() -> LevelScale:
    """Return the legend of the pictures of `sound_player`."""
    colours = tuple(to_hex(LEVELS(k / 8), keep_alpha=True) for k in range(9))
    return LevelScale(f"−{-FLOOR_DB:.0f} dB", "0 dB", colours)


def _spectrogram(sound: Sound) -> tuple[str, bytes]:
    """Return alt text and picture without axes. The page has the labels, in its own colours."""
    figure, axes = new_figure(WIDTH / DPI, HEIGHT / DPI)
    figure.set_facecolor("none")
    alt = draw_spectrogram(
        axes,
        sound.samples,
        sound.sample_rate,
        FLOOR_DB,
        name=sound.name,
        hop_length=128,
        colourbar=False,
    )
    figure.set_layout_engine("none")
    axes.set_axis_off()
    axes.set_position((0, 0, 1, 1))
    return alt, to_png(figure, DPI)


def _data_url(mime: str, content: bytes) -> str:
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"
