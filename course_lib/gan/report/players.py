"""Examples to listen to: for each, the reference and what every run made of it.

All sounds of the page share one gain, and all pictures one range of colours: a difference that is
seen or heard is one of the sounds.
"""

import base64
import html
from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib import colormaps
from matplotlib.colors import to_hex
from torch import Tensor

from course_lib.audio.wav import wav_bytes
from course_lib.gan.clips import Clips
from course_lib.plots.style import new_figure, picture_tag, to_png
from course_lib.plots.waves import draw_spectrogram
from course_lib.sounds import Sound, for_listening

REFERENCE = "reference"
MOST = 6  # examples on a page
FLOOR_DB = -80.0
PICTURE = (320, 150)  # CSS pixels
DPI = 100


@dataclass(frozen=True)
class Example:
    """One clip, as it is and as each run has it."""

    title: str
    versions: tuple[Sound, ...]  # the reference first; at their listening level


def choose_examples(clips: Clips, estimates: Mapping[str, Tensor]) -> tuple[list[Example], str]:
    """Take one clip of each kind, in all versions, and say what was done to their level.

    Args:
        clips: the references.
        estimates: [clips, 1, time], by the name of the run.
    """
    kinds = clips.kinds
    places = [kinds.index(kind) for kind in dict.fromkeys(kinds)][:MOST]
    if len(places) == 1:  # recordings: one kind, so several of it
        places = list(range(0, len(clips), -(-len(clips) // MOST)))
    versions = {REFERENCE: clips.waves, **estimates}
    loudest = max(float(waves[places].abs().max()) for waves in versions.values())
    room = max(1.0, loudest)  # a file holds samples up to 1
    sounds = [
        Sound(waves[i, 0, : clips.lengths[i]] / room, clips.sample_rate, name)
        for i in places
        for name, waves in versions.items()
    ]
    levelled = for_listening(*sounds)
    size = len(versions)
    examples = [
        Example(_title(clips, i), levelled.sounds[k * size : (k + 1) * size])
        for k, i in enumerate(places)
    ]
    over = f" An estimate reaches {loudest:.2f} of full scale, so all were divided by that first."
    return examples, f"{levelled.text}.{over if room > 1 else ''}"


def draw_example(example: Example) -> str:
    """Show the versions of one clip beside each other."""
    cells = "".join(_version(k, sound) for k, sound in enumerate(example.versions, start=1))
    title = html.escape(example.title)
    return (
        f'<section class="example" aria-label="{title}"><h3>{title}</h3>'
        f'<div class="versions">{cells}</div></section>'
    )


def draw_colour_scale() -> str:
    """Show which colour is which level."""
    colours = [to_hex(colormaps["cividis"](k / 8)) for k in range(9)]
    return (
        f'<p class="scale">{FLOOR_DB:.0f} dB <span class="ramp" role="img" '
        'aria-label="from dark blue to yellow" '
        f'style="background:linear-gradient(to right,{",".join(colours)})"></span> 0 dB</p>'
    ).replace("-80", "−80")


def _title(clips: Clips, place: int) -> str:
    clip = clips[place]
    return clip.name if clip.kind == "recording" else clip.kind.capitalize()


def _version(key: int, sound: Sound) -> str:
    name = html.escape(sound.name)
    image, top = _spectrogram(sound), f"{sound.sample_rate / 2000:g} kHz"
    data = base64.b64encode(wav_bytes(sound.samples, sound.sample_rate)).decode()
    return (
        f"<figure><figcaption><kbd>{key}</kbd> {name}</figcaption>"
        f'<div class="picture">{image}<span class="top">{top}</span>'
        f'<span class="end">{sound.seconds:.3g} s</span></div>'
        f'<audio controls preload="metadata" aria-label="{name}" '
        f'src="data:audio/wav;base64,{data}"></audio></figure>'
    )


def _spectrogram(sound: Sound) -> str:
    """Draw the picture alone: its axes are the page's, in the page's colours."""
    figure, axes = new_figure(PICTURE[0] / DPI, PICTURE[1] / DPI)
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
    return picture_tag(to_png(figure, DPI), "image/png", alt, PICTURE)
