"""Every number and every "always" that the prose of lesson 03 states, computed."""

import math
from itertools import pairwise

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from course_lib import MultiScaleDiscriminator, ScaleDiscriminator
from course_lib.instruments import waves_heard, what_scale_hears
from course_lib.instruments.scale_questions import decibels, false_share, gain, measured_level
from course_lib.sounds import drum, tone, vowel

RATE = 24_000
SMALL = {"filters": 4, "max_filters": 32}
STEPS = 16_000


def lengths(**options):
    logits, _ = MultiScaleDiscriminator(**options, **SMALL)(torch.randn(1, 1, STEPS))
    return [logit.shape[-1] for logit in logits]


def equal_weights(msd):
    for judge in msd.discriminators[1:]:
        judge.load_state_dict(msd.discriminators[0].state_dict())
    return msd


def level_at_scale_1(frequency, decimator="average"):
    sound = tone(frequency)
    return measured_level(sound, what_scale_hears(sound, 1, decimator))


def test_the_suspects_maps_are_63_63_63_and_the_mended_ones_63_32_16():
    assert lengths(audiocraft_compat=True) == [63, 63, 63]
    assert lengths() == [63, 32, 16]


def test_each_judge_makes_one_score_for_256_samples():
    logits, _ = MultiScaleDiscriminator(**SMALL)(torch.randn(1, 1, 256 * 8))
    assert logits[0].shape[-1] == 8
    assert 4 * 4 * 4 * 4 == 256


def test_with_equal_weights_the_suspects_judges_agree_to_the_bit_and_the_mended_ones_do_not():
    wave = torch.randn(1, 1, STEPS)
    suspect = equal_weights(MultiScaleDiscriminator(audiocraft_compat=True, **SMALL))
    logits, _ = suspect(wave)
    assert all(torch.equal(logit, logits[0]) for logit in logits)
    assert all(torch.equal(heard, wave) for heard in waves_heard(suspect, wave))

    mended, _ = equal_weights(MultiScaleDiscriminator(**SMALL))(wave)
    assert not torch.equal(mended[1], mended[0][..., :32])


def test_pooling_does_not_change_its_input_and_returns_8001_samples():
    x = torch.randn(1, 1, STEPS)
    before = x.clone()
    halved = nn.AvgPool1d(4, 2, padding=2)(x)
    assert torch.equal(x, before)
    assert halved.shape[-1] == 8001


def test_the_three_loops_of_the_prediction_give_these_lengths():
    decimate = nn.AvgPool1d(4, 2, padding=2)
    wave = torch.randn(1, 1, STEPS)

    def lengths_of(loop):
        x, waves = wave, []
        for _ in range(3):
            x = loop(x, waves)
        return [w.shape[-1] for w in waves]

    def one(x, waves):
        waves.append(x)
        return decimate(x)

    def two(x, waves):
        x = decimate(x)
        waves.append(x)
        return x

    def three(x, waves):
        waves.append(x)
        return decimate(wave)

    assert lengths_of(one) == [16_000, 8001, 4001]
    assert lengths_of(two) == [8001, 4001, 2001]
    assert lengths_of(three) == [16_000, 8001, 8001]


def test_one_logit_reaches_4951_samples_without_a_gap():
    judge = ScaleDiscriminator(**SMALL).double()
    wave = torch.randn(1, 1, 12_000, dtype=torch.float64, requires_grad=True)
    judge(wave)[0][0, 0, 23].backward()
    heard = wave.grad[0, 0].nonzero().flatten()
    assert len(heard) == 4951 == heard[-1] - heard[0] + 1


def test_the_reach_by_recurrence_and_the_sum_in_the_solution():
    layers = [(15, 1), (41, 4), (41, 4), (41, 4), (41, 4), (5, 1), (3, 1)]
    samples, step, gaps = 1, 1, []
    for kernel, stride in layers:
        gaps.append(step)
        samples += (kernel - 1) * step
        step *= stride
    assert samples == 4951
    assert gaps == [1, 1, 4, 16, 64, 256, 256]
    assert [(k - 1) * g for (k, _), g in zip(layers, gaps, strict=True)] == [
        14, 40, 160, 640, 2560, 1024, 512,
    ]  # fmt: skip


def test_the_wrong_turn_of_the_reach_gives_15151():
    samples, step = 1, 1
    for kernel, stride in [(15, 1), (41, 4), (41, 4), (41, 4), (41, 4), (5, 1), (3, 1)]:
        step *= stride
        samples += (kernel - 1) * step
    assert samples == 15_151
    assert 3 < samples / 4951 < 3.1


def test_the_reach_lasts_206_413_and_825_ms_longer_than_a_beat_at_120_bpm():
    assert [round(4951 * 2**scale / 24) for scale in range(3)] == [206, 413, 825]
    assert 825 > 60_000 / 120


def test_the_inner_kernels_cover_41_samples_and_the_channels_multiply_by_four():
    with torch.device("meta"):
        judge = ScaleDiscriminator()
    inner = [conv.conv.weight.shape for conv in judge.convs[1:-1]]
    assert [shape[-1] for shape in inner] == [41] * 4
    channels = [16, *(shape[0] for shape in inner)]
    assert channels == [16, 64, 256, 1024, 1024]
    assert all(b in (4 * a, 1024) for a, b in pairwise(channels))
    assert all(shape[1] == 4 for shape in inner)  # channels that one output hears
    assert 1024 * 256 * 41 == 64 * (1024 * 4 * 41)
    assert inner[3] == (1024, 4, 41)


def test_the_full_msd_has_16_9_million_weights_and_56_6_with_four_groups():
    with torch.device("meta"):
        usual = sum(p.numel() for p in MultiScaleDiscriminator().parameters())
        four = sum(p.numel() for p in MultiScaleDiscriminator(groups=[4] * 4).parameters())
    assert round(usual / 1e6, 1) == 16.9
    assert round(four / 1e6, 1) == 56.6


def test_a_judge_has_seven_maps_and_the_last_is_the_logits():
    logits, fmaps = ScaleDiscriminator(**SMALL)(torch.randn(1, 1, STEPS))
    assert len(fmaps) == 7
    assert fmaps[-1] is logits


def test_9_khz_comes_back_at_3_khz_11_4_db_quieter_about_a_quarter():
    heard = what_scale_hears(tone(9000), 1, "average")
    bins = torch.fft.rfft(heard.samples * torch.hann_window(len(heard.samples))).abs()
    assert int(bins.argmax()) * 12_000 / len(heard.samples) == pytest.approx(3000, abs=1)
    assert level_at_scale_1(9000) == pytest.approx(-11.4, abs=0.05)
    assert pytest.approx(0.27, abs=0.01) == 10 ** (-11.4 / 20)
    cosines = [math.cos(math.pi * 9000 / RATE), math.cos(2 * math.pi * 9000 / RATE)]
    assert [round(c, 3) for c in cosines] == [0.383, -0.707]
    assert abs(math.prod(cosines)) == pytest.approx(0.271, abs=5e-4)
    assert 20 * math.log10(0.271) == pytest.approx(-11.4, abs=0.1)


def test_the_true_5_khz_is_2_db_louder_than_the_false_one():
    true, false = level_at_scale_1(5000), level_at_scale_1(7000)
    assert true == pytest.approx(-13.8, abs=0.05)
    assert false == pytest.approx(-16.1, abs=0.06)
    assert round(true - false) == 2
    assert 12_000 - 7000 == 5000


def test_the_average_is_deaf_at_6_and_12_khz():
    for hertz, which in ((6000, 2), (12_000, 1)):
        assert gain("average", hertz, RATE) < 1e-6
        assert abs(math.cos(which * math.pi * hertz / RATE)) < 1e-12


def test_the_sinc_gives_up_from_4500_hz_and_is_clean_from_6400_hz():
    for hertz in range(100, 4501, 100):
        assert abs(decibels(gain("sinc", hertz, RATE))) < 0.1
    assert decibels(gain("sinc", 5000, RATE)) < -1
    for hertz in range(6400, 12_001, 100):
        assert decibels(gain("sinc", hertz, RATE)) < -75
    assert level_at_scale_1(9000, "sinc") < -80
    sinc = MultiScaleDiscriminator(decimator="sinc", **SMALL).downsample
    assert sinc.weights.shape == (64,)


def test_all_that_scale_1_hears_of_a_hi_hat_is_false_and_nothing_of_the_vowel():
    hat = drum("hat")
    spectrum = torch.fft.rfft(hat.samples).abs().square()
    hertz = torch.fft.rfftfreq(len(hat.samples), 1 / RATE)
    assert spectrum[hertz > 6000].sum() > 0.99 * spectrum.sum()
    assert false_share(hat, 1, "average") > -0.5
    assert false_share(vowel(f0=150), 1, "average") < -100


def test_a_cleanly_decimated_vowel_i_has_nothing_false_to_speak_of():
    for scale in (1, 2):
        assert false_share(vowel(f0=150, vowel="i"), scale, "sinc") < -40


def test_the_average_of_four_is_two_averages_of_two_that_lie_two_apart():
    x = torch.randn(1000, dtype=torch.float64)
    two = (x[:-1] + x[1:]) / 2
    four = (two[:-2] + two[2:]) / 2
    assert_close(four, torch.nn.functional.avg_pool1d(x[None, None], 4, 1)[0, 0])


def test_the_nyquist_frequencies_of_the_scales():
    assert [RATE / 2**scale / 2 for scale in range(3)] == [12_000, 6000, 3000]
