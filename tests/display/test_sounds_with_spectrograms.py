"""Sounds on a page: samples as they are, pictures that suit any ground."""

import base64
import io

import matplotlib.image
import numpy as np
import pytest
import soundfile
import torch

from course_lib.display.sounds_with_spectrograms import HEIGHT, WIDTH, level_scale, sound_player
from course_lib.sounds import Sound

TONE = Sound(0.3 * torch.sin(torch.arange(16_000) * 0.4), 16_000, "a <tone>")


def decoded(url, mime):
    start = f"data:{mime};base64,"
    assert url.startswith(start)
    return io.BytesIO(base64.b64decode(url.removeprefix(start)))


@pytest.fixture(scope="module")
def player():
    return sound_player(TONE)


def test_the_level_of_the_sound_is_left_alone(player):
    samples, rate = soundfile.read(decoded(player.sound, "audio/wav"))

    assert rate == 16_000
    np.testing.assert_allclose(samples, TONE.samples, atol=0.5 / 2**15)


def test_silence_lets_the_page_through_and_sound_covers_it(player):
    picture = matplotlib.image.imread(decoded(player.picture, "image/png"))

    assert picture.shape == (HEIGHT, WIDTH, 4)
    row = round(HEIGHT * (1 - 1019 / 8000))  # 0.4 rad a sample is 1019 Hz; row 0 is the top
    assert picture[row - 1 : row + 2, 20:-20, 3].max(0).min() == 1
    assert picture[5, 20:-20, 3].max() < 0.3  # 7.7 kHz


def test_the_picture_has_words_and_its_edges_have_units(player):
    assert player.alt.startswith("Spectrogram of a <tone>")
    assert (player.top, player.length) == ("8 kHz", "1 s")


def test_the_legend_grows_darker_from_clear_to_opaque():
    scale = level_scale()
    alphas = [int(colour[7:9], 16) for colour in scale.colours]
    lightness = [sum(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for colour in scale.colours]

    assert (scale.low, scale.high) == ("−80 dB", "0 dB")
    assert alphas == sorted(alphas)
    assert (alphas[0], alphas[-1]) == (0, 255)
    assert lightness == sorted(lightness, reverse=True)
