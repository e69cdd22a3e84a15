import math

import pytest
import torch
from torch.testing import assert_close

from course_lib.audio import import_torchaudio, mel_filterbank
from course_lib.audio.mel import sparse_mel_filterbank


def test_mel_bands_are_triangles_with_corners_evenly_spaced_in_mel():
    n_mels, n_fft, rate = 20, 2048, 24_000
    top = 2595 * math.log10(1 + rate / 2 / 700)  # the HTK scale
    corners = [700 * (10 ** (top * k / (n_mels + 1) / 2595) - 1) for k in range(n_mels + 2)]

    bands = mel_filterbank(n_mels, n_fft, rate)

    hertz = torch.arange(n_fft // 2 + 1, dtype=torch.float64) * rate / n_fft
    for band, low, mid, high in zip(bands, corners, corners[1:], corners[2:], strict=False):
        rise, fall = (hertz - low) / (mid - low), (high - hertz) / (high - mid)
        assert_close(band.double(), torch.minimum(rise, fall).clamp(min=0), rtol=0, atol=2e-5)


@pytest.mark.parametrize(
    ("n_mels", "n_fft", "rate", "f_min", "f_max"),
    [
        (80, 1024, 24_000, 0.0, 12_000.0),
        (320, 2048, 16_000, 0.0, 8000.0),
        (10, 1023, 22_050, 50.0, 7600.0),  # an odd transform
        (80, 1024, 11_025, 0.0, 5512.5),  # half an odd rate
    ],
)
def test_the_bands_are_those_of_torchaudio_bit_for_bit(n_mels, n_fft, rate, f_min, f_max):
    build = import_torchaudio().functional.melscale_fbanks
    theirs = build(n_fft // 2 + 1, f_min, f_max, n_mels, rate).T

    assert torch.equal(sparse_mel_filterbank(n_mels, n_fft, rate, f_min, f_max), theirs)


def test_mel_bands_stay_between_their_edges():
    bands = mel_filterbank(10, 1024, 16_000, f_min=1000.0, f_max=4000.0)

    inside = torch.arange(513)[bands.sum(dim=0) > 0] * 16_000 / 1024
    assert float(inside.min()) > 1000
    assert float(inside.max()) < 4000


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_mels": 0}, "n_mels=0"),
        ({"f_min": 5000.0, "f_max": 4000.0}, "f_min=5000"),
        ({"f_max": 13_000.0}, "f_max=13000"),
        ({"n_mels": 128, "n_fft": 256}, "of 128 mel bands contain no bin"),
    ],
)
def test_impossible_bands_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        mel_filterbank(**options)


def test_a_sparse_filterbank_has_the_same_bands_and_allows_empty_ones():
    dense = mel_filterbank(20, 2048, 24_000)

    assert torch.equal(sparse_mel_filterbank(20, 2048, 24_000, 0.0, 12_000.0), dense)
    sparse = sparse_mel_filterbank(128, 256, 24_000, 0.0, 12_000.0)
    assert sparse.shape == (128, 129)
    assert bool((sparse.amax(dim=1) == 0).any())
