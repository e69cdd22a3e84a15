"""Frames: there and back without a loss, and the nearest wave where there is none."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.gan.codec.frames import Frames


def wave(time, batch=2, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(batch, 1, time, generator=generator, dtype=torch.float64)


@given(time=st.integers(1, 400), hop=st.sampled_from([8, 16, 24, 32]))
@settings(max_examples=40, deadline=None)
def test_an_unchanged_spectrum_gives_the_same_wave_again(time, hop):
    frames, x = Frames(64, hop), wave(time)

    spectrum = frames.analyse(x)
    again = frames.synthesise(spectrum)

    assert spectrum.shape == (2, 33, frames.count(time))
    assert again.shape == (2, 1, frames.count(time) * hop)
    torch.testing.assert_close(again[..., :time], x)
    torch.testing.assert_close(again[..., time:], torch.zeros_like(again[..., time:]))


def test_a_float32_wave_comes_back_to_a_millionth():
    frames, x = Frames(), wave(8192).float()

    error = frames.synthesise(frames.analyse(x)) - x

    assert error.abs().max() < 1e-5 * x.abs().max()


def test_there_is_one_frame_per_hop_and_enough_to_mirror():
    frames = Frames(512, 128)

    assert [frames.count(time) for time in (8192, 8193, 8064, 1, 256, 257)] == [64, 65, 63, 2, 2, 3]


def test_a_frame_is_centred_on_its_hop():
    frames = Frames(64, 16)
    click = torch.zeros(1, 1, 160, dtype=torch.float64)
    click[..., 5 * 16 + 8] = 1  # the middle of hop 5

    loudness = frames.analyse(click).abs().sum(dim=1)[0]

    assert loudness.argmax() == 5
    torch.testing.assert_close(loudness[4], loudness[6], rtol=0.05, atol=0.0)


def test_the_first_and_the_last_frame_see_sound_on_both_sides():
    energy = Frames(64, 16).analyse(torch.ones(1, 1, 160)).abs().square().sum(dim=1)[0]

    torch.testing.assert_close(energy, energy.new_full((10,), energy[5].item()))


def test_a_changed_spectrum_gives_the_nearest_wave_by_least_squares():
    n_fft, hop, count = 16, 4, 5
    frames = Frames(n_fft, hop)
    generator = torch.Generator().manual_seed(1)
    spectrum = torch.randn(1, n_fft // 2 + 1, count, generator=generator, dtype=torch.complex128)
    # the second road: each frame says "window · wave = these samples"; solve all of them at once
    rows, target = [], []
    for k in range(count):
        window = torch.hann_window(n_fft).double()
        says = torch.zeros(n_fft, (count - 1) * hop + n_fft, dtype=torch.float64)
        says[:, k * hop : k * hop + n_fft] = torch.diag(window)
        rows.append(says)
        target.append(torch.fft.irfft(spectrum[0, :, k], n=n_fft))
    nearest = torch.linalg.pinv(torch.cat(rows)) @ torch.cat(target)

    margin = (n_fft - hop) // 2

    torch.testing.assert_close(
        frames.synthesise(spectrum)[0, 0], nearest[margin:-margin], rtol=1e-5, atol=1e-6
    )


def test_the_squared_windows_never_leave_a_sample_uncovered():
    frames = Frames(512, 256)  # the longest hop that is allowed
    x = wave(512 * 3)

    assert frames.synthesise(frames.analyse(x)).isfinite().all()


@pytest.mark.parametrize(("n_fft", "hop"), [(64, 33), (64, 34), (63, 16), (64, 0), (0, 0), (64, 5)])
def test_windows_that_would_not_add_up_are_refused(n_fft, hop):
    with pytest.raises(ValueError, match=f"n_fft={n_fft}, hop_length={hop}"):
        Frames(n_fft, hop)


def test_the_loudest_bin_of_a_full_scale_sine_is_where_the_codec_expects_it():
    time = torch.arange(4096, dtype=torch.float64)
    sine = torch.sin(2 * math.pi * time * 32 / 512).reshape(1, 1, -1)  # in the middle of bin 32

    loudest = Frames().analyse(sine).abs().max()

    torch.testing.assert_close(loudest, torch.tensor(128.0).double(), rtol=1e-3, atol=0.0)
