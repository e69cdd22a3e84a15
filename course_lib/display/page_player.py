"""The player of a sound on a page without a kernel: the browser's own.

In a notebook, a cell's sounds are in a `deck`.
"""

import base64
import html

from course_lib.audio.wav import wav_bytes
from course_lib.sounds import Sound


def player(sound: Sound, label: str) -> str:
    """Return an ``<audio>`` element that plays a sound at its own level.

    Args:
        sound: A sound from `course_lib.sounds.for_listening`, since nothing is scaled here.
        label: The name of the player for screen readers.
    """
    data = base64.b64encode(wav_bytes(sound.samples, sound.sample_rate)).decode()
    return (
        '<audio class="course-player" controls preload="metadata" '
        f'style="width:280px;max-width:100%" aria-label="{html.escape(label)}" '
        f'src="data:audio/wav;base64,{data}"></audio>'
    )


def labelled_player(sound: Sound, label: str) -> str:
    """Return a player with its name above it."""
    return (
        f'<figure style="margin:4px;display:inline-block"><figcaption>{html.escape(label)}'
        f"</figcaption>{player(sound, label)}</figure>"
    )
