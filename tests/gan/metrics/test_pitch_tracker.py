"""The pitch tracker: it finds known pitches, and no pitch in noise or silence."""

import pytest
import torch

from course_lib.gan.metrics import track_pitch


@pytest.mark.parametrize("hertz", [80.0, 110.0, 220.0, 333.3, 592.6])
def test_the_tracker_finds_the_pitch_of_a_note(artefacts, hertz):
    track = track_pitch(artefacts.notes(hertz))

    steady = slice(5, -10)  # the last windows reach past the end
    cents = 1200 * (track.hertz[0, steady] / hertz).log2().abs()
    assert float(cents.max()) < 5
    assert float(track.periodicity[0, steady].min()) > 0.98


def test_the_tracker_is_not_sure_of_noise_nor_of_silence(artefacts):
    silence = torch.zeros(1, 16_000)

    noise = track_pitch(artefacts.noise(silence, 0.1)).periodicity

    assert float(noise.max()) < 0.5
    assert float(track_pitch(silence).periodicity.max()) == 0
