"""What an ordinary notebook player does to a sound, and so why this course has its own player.

By default, `IPython.display.Audio` scales each clip to its own peak. So a whisper and a shout come
out equally loud, and near-silence can be loud.
"""

import io

import soundfile
import torch
from IPython.display import Audio

from course_lib.sounds import Sound


def as_notebook_players_do(sound: Sound) -> Sound:
    """Return what IPython's own player sends to the loudspeaker for this sound."""
    data = Audio(sound.samples.numpy(), rate=sound.sample_rate).data
    samples, rate = soundfile.read(io.BytesIO(data), dtype="float32")
    return Sound(torch.from_numpy(samples), rate, f"{sound.name}, in a usual player", sound.f0)
