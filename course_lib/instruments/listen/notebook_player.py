"""Hear what a usual notebook player makes of a sound, to know why this course has its own.

`IPython.display.Audio` scales each clip to its own peak before it is played, unless told otherwise.
So a whisper and a shout come out alike, and what should be silent may be loud.
"""

import io

import soundfile
import torch
from IPython.display import Audio

from course_lib.sounds import Sound


def as_notebook_players_do(sound: Sound) -> Sound:
    """Return what reaches the loudspeaker when IPython's own player is given these samples."""
    data = Audio(sound.samples.numpy(), rate=sound.sample_rate).data
    samples, rate = soundfile.read(io.BytesIO(data), dtype="float32")
    return Sound(torch.from_numpy(samples), rate, f"{sound.name}, in a usual player", sound.f0)
