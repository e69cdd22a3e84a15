"""An ordinary notebook player changes the level of a sound."""

import torch

from course_lib.instruments import as_notebook_players_do
from course_lib.sounds import Sound, tone


def test_a_usual_player_makes_a_whisper_as_loud_as_a_shout():
    shout = tone(440, 0.2, amplitude=0.9)
    whisper = Sound(shout.samples / 1000)
    loud, soft = (as_notebook_players_do(sound).samples for sound in (shout, whisper))
    assert loud.abs().max() > 0.99
    assert torch.allclose(loud, soft, atol=1e-3)
