"""Every number and every "always" that the prose of lesson 04 states, computed."""

import pytest
import torch
from torch.testing import assert_close

from course_lib import DiscriminatorSTFT, MultiPeriodDiscriminator, MultiScaleSTFTDiscriminator
from course_lib.audio import spectrogram_db, stft
from course_lib.discriminators.convs import NormConv2d
from course_lib.instruments import (
    field_size,
    logit_field,
    logit_samples,
    random_phase,
    read_out,
    tones_and_clicks,
)
from course_lib.sounds import beat, click, vowel

RATE = 24_000
ENCODEC_WINDOWS = (2048, 1024, 512, 256, 128)


def test_tones_15_hz_apart_are_split_by_4096_only():
    split = {n: read_out(n, n // 4).tones_split for n in (64, 128, 256, 512, 1024, 2048, 4096)}
    assert [n for n, holds in split.items() if holds] == [4096]
    assert [round(RATE / n, 1) for n in (512, 1024, 2048, 4096)] == [46.9, 23.4, 11.7, 5.9]
    assert 2 * RATE / 15 == 3200


def test_clicks_8_ms_apart_are_split_by_256_and_shorter():
    split = {n: read_out(n, n // 4).clicks_split for n in (64, 128, 256, 512, 1024, 2048, 4096)}
    assert [n for n, holds in split.items() if holds] == [64, 128, 256]
    assert 0.008 * RATE == 192
    assert round(1000 * 4096 / RATE) == 171


def test_none_of_audiocrafts_windows_splits_tones_15_hz_apart():
    assert not any(read_out(n, n // 4).tones_split for n in ENCODEC_WINDOWS)


def test_zeros_make_2049_bins_and_no_second_hill():
    assert (256 // 2 + 1, 4096 // 2 + 1) == (129, 2049)
    assert not read_out(4096, 64, 256).tones_split
    assert read_out(4096, 64, 4096).tones_split


@pytest.mark.parametrize("window", [512, 1024, 3600])
def test_a_hann_window_is_at_half_its_peak_one_bin_and_a_quarter_window_away(window):
    """Two hills then meet at twice a quarter of their power: half."""
    bell = torch.hann_window(window, dtype=torch.float64)
    assert float(bell[window // 4] / bell[window // 2]) == pytest.approx(0.5)
    lines = torch.fft.rfft(bell).abs()
    assert float(lines[1] / lines[0]) == pytest.approx(0.5)


def test_the_limits_multiply_to_one_and_the_target_lies_below():
    for window in (64, 256, 1024, 4096):
        assert (2 * RATE / window) * (window / 2 / RATE) == pytest.approx(1)
    assert pytest.approx(0.12) == 15 * 0.008


def test_a_short_window_shows_the_beats_of_the_tones():
    """The tones throb: 15 times a second, in a window that does not split them."""
    clip = tones_and_clicks().samples[:7000]  # before the clicks
    power = stft(clip, 128, 32).abs().square().sum(0)
    spectrum = torch.fft.rfft(power - power.mean(), n=60_000).abs()
    strongest = float(spectrum.argmax()) * (RATE / 32) / 60_000
    assert strongest == pytest.approx(15, abs=1)


def test_a_long_window_shows_the_clicks_as_stripes():
    """Two clicks 8 ms apart ripple along frequency, every 125 Hz."""
    clicks = click((0.3, 0.308), 0.6).samples
    power = stft(clicks, 4096, 64).abs().square().sum(1)
    ripple = torch.fft.rfft(power - power.mean()).abs()
    period = len(power) / float(ripple[5:].argmax() + 5) * RATE / 4096
    assert period == pytest.approx(125, rel=0.03)


def test_a_hit_begins_too_early_through_the_longest_window():
    cut = beat(bpm=120, bars=1).crop(0.4, 0.25)
    assert cut.onsets == pytest.approx((0.1,))

    def begins(window):
        levels = spectrogram_db(cut.samples, window, window // 4)
        hertz = torch.linspace(0, RATE / 2, levels.shape[0])
        loud = (levels[hertz > 2000] > -70).any(0)
        return int(loud.nonzero()[0]) * (window // 4) / RATE

    assert begins(2048) < 0.09  # a long frame that holds the hit at its end
    assert begins(128) == pytest.approx(0.1, abs=0.004)


def test_a_polarity_flip_changes_signs_and_logits_and_no_magnitude():
    voice = vowel(f0=160, vowel="a")
    for seed in range(10):
        torch.manual_seed(seed)
        judge = DiscriminatorSTFT(filters=32)
        image, flipped = judge.spec_transform(voice.wave), judge.spec_transform(-voice.wave)
        assert torch.equal(flipped, -image)
        with torch.no_grad():
            before, after = judge(voice.wave)[0], judge(-voice.wave)[0]
        assert (before - after).norm() > 0.1 * (before - before.mean()).norm()


def test_noise_is_equally_strong_in_every_window():
    torch.manual_seed(0)
    noise = torch.randn(1, 1, 48_000)
    levels = []
    for n in ENCODEC_WINDOWS:
        judge = DiscriminatorSTFT(1, n_fft=n, hop_length=n // 4, win_length=n)
        # bins 0 and the last one hold half as many numbers
        levels.append(float(judge.spec_transform(noise)[..., 2:-2].square().mean()))
    assert_close(torch.tensor(levels), torch.full((5,), 0.5), rtol=0.05, atol=0)


def test_stereo_channels_are_real_left_real_right_imaginary_left_imaginary_right():
    judge = DiscriminatorSTFT(filters=2, in_channels=2)
    mono = DiscriminatorSTFT(filters=2)
    wave = torch.randn(1, 2, 4000)
    image = judge.spec_transform(wave)
    left, right = mono.spec_transform(wave[:, :1]), mono.spec_transform(wave[:, 1:])
    assert_close(image[:, [0, 2]], left)
    assert_close(image[:, [1, 3]], right)


def test_random_phases_keep_every_magnitude_of_the_beat():
    drums = beat(bpm=120, bars=1)
    before, after = (
        torch.fft.rfft(sound.samples.double()).abs() for sound in (drums, random_phase(drums))
    )
    assert_close(before, after, atol=1e-5 * float(before.max()), rtol=0)


def test_513_bins_become_65_and_frames_stay():
    judge = DiscriminatorSTFT(filters=2)
    with torch.no_grad():
        logits, fmaps = judge(torch.randn(1, 1, RATE))
    assert [fmap.shape[-1] for fmap in fmaps] == [513, 257, 129, 65, 65]
    assert {fmap.shape[-2] for fmap in fmaps} == {(RATE - 1024) // 256 + 1} == {90}
    assert logits.shape[-2:] == (90, 65)
    assert len(fmaps) == 5


def test_dilation_reaches_in_time_and_stride_in_frequency():
    assert field_size(logit_field(DiscriminatorSTFT(2))) == (21, 97)
    assert field_size(logit_field(DiscriminatorSTFT(2, dilations=(1, 1, 1)))) == (13, 97)
    assert field_size(logit_field(DiscriminatorSTFT(2, stride=(1, 1)))) == (21, 37)


@pytest.mark.parametrize("n_fft", ENCODEC_WINDOWS)
def test_one_logit_hears_an_unbroken_block(n_fft):
    hop = n_fft // 4
    judge = DiscriminatorSTFT(filters=1, n_fft=n_fft, hop_length=hop, win_length=n_fft)
    where = logit_samples(judge, length=n_fft + 60 * hop).nonzero().flatten()
    assert len(where) == where[-1] - where[0] + 1 == 20 * hop + n_fft - 1
    assert round(len(where) / 24) == 512 * n_fft // 2048


def test_the_longest_block_is_sixteen_times_the_shortest():
    assert max(ENCODEC_WINDOWS) / min(ENCODEC_WINDOWS) == 16


def test_counting_as_audiocraft_does_crashes_at_scale_2():
    first, second = NormConv2d(2, 8, (3, 9)), NormConv2d(16, 16, (3, 9))
    with pytest.raises(RuntimeError):
        second(first(torch.randn(1, 2, 30, 65)))


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_in_the_library_filters_scale_works(scale):
    judge = DiscriminatorSTFT(filters=2, filters_scale=scale)
    with torch.no_grad():
        _, fmaps = judge(torch.randn(1, 1, 2000))
    assert [fmap.shape[1] for fmap in fmaps] == [2 * scale**i for i in range(5)]


def test_with_sep_channels_the_left_score_does_not_hear_the_right_side():
    windows = {"n_ffts": (256,), "hop_lengths": (64,), "win_lengths": (256,)}
    left, right, other = torch.randn(3, 1, 1, 4000)
    for separate in (False, True):
        committee = MultiScaleSTFTDiscriminator(2, 2, sep_channels=separate, **windows)
        with torch.no_grad():
            before = committee(torch.cat([left, right], dim=1))[0][0]
            after = committee(torch.cat([left, other], dim=1))[0][0]
        assert before.shape[1] == 1 + separate
        assert torch.equal(before[:, 0], after[:, 0]) is separate


def test_the_sizes_of_both_families():
    with torch.device("meta"):
        windows = MultiScaleSTFTDiscriminator(filters=32)
        periods = MultiPeriodDiscriminator()
    assert sum(p.numel() for p in windows.parameters()) == 283_398
    assert round(sum(p.numel() for p in periods.parameters()) / 1e6, 1) == 41.1


def test_a_quarter_hop_makes_about_96_000_numbers_a_second_in_every_window():
    for n in (128, 512, 1024, 2048, 4096):
        assert (n + 2) * RATE / (n // 4) == pytest.approx(96_000, rel=0.02)


def test_the_limits_that_the_hints_of_04_6_give():
    assert 2 * 0.004 * RATE == 192
    assert 2 * RATE / 60 == 800
    assert 2 * RATE / 20 == 2400
    assert 2 * 0.03 * RATE == 1440


def test_what_04_4_says_of_its_mutants_is_so():
    """A shape test finds AudioCraft's shape, and not the one with a score per channel."""
    windows = {"n_ffts": (32,), "hop_lengths": (16,), "win_lengths": (32,)}
    wave = torch.randn(3, 2, 400)
    ignored = MultiScaleSTFTDiscriminator(2, 2, **windows)(wave).logits[0]
    mended = MultiScaleSTFTDiscriminator(2, 2, out_channels=2, **windows)(wave).logits[0]
    assert (ignored.shape[1], mended.shape[1]) == (1, 2)
