"""Phase errors: known detunings, known delays, and random phases."""

import math

import pytest
import torch

from course_lib.gan.metrics import group_delay_error, if_error, si_sdr


@pytest.mark.parametrize("metric", [if_error, group_delay_error])
def test_a_perfect_copy_costs_nothing(clips, metric):
    waves = clips.waves[:, 0]

    assert float(metric(waves, waves).max()) < 1e-6


@pytest.mark.parametrize("metric", [if_error, group_delay_error])
def test_neither_the_level_nor_the_sign_matters(clips, metric):
    waves = clips.waves[:, 0]

    assert float(metric(waves, -0.1 * waves).max()) < 1e-6


@pytest.mark.parametrize("metric", [if_error, group_delay_error])
def test_more_scrambled_phases_cost_more(clips, artefacts, metric):
    waves = clips.waves[:, 0]

    errors = [
        float(metric(waves, artefacts.scramble(waves, radians)).mean())
        for radians in (0.0, 0.3, 1.0, math.pi)
    ]

    assert errors == sorted(errors)
    assert errors[0] < 1e-3


def test_unrelated_noises_cost_much_and_silence_costs_as_much_as_random_guesses(artefacts):
    silence = torch.zeros(1, 64_000)
    one, other = artefacts.noise(silence, 0.1), artefacts.noise(silence, 0.1, seed=1)

    assert float(if_error(one, other)) == pytest.approx(0.27, abs=0.01)
    assert float(group_delay_error(one, other)) == pytest.approx(1.02, abs=0.02)
    assert float(if_error(one, silence)) == pytest.approx(math.pi / 2)
    assert float(group_delay_error(one, silence)) == pytest.approx(math.pi / 2)


def test_a_detuned_tone_is_off_by_its_hertz(artefacts):
    t = torch.arange(32_000) / 16_000
    tone, detuned = (torch.sin(2 * math.pi * f * t)[None] * 0.5 for f in (440.0, 450.0))

    # 40 Hz advance the phase by one radian per hop of 64 samples, more or less
    assert 2 * math.pi * 40 * 64 / 16_000 == pytest.approx(1, abs=0.01)
    expected = 2 * math.pi * 10 * 64 / 16_000
    assert float(if_error(tone, detuned)) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("samples", [4, 16, 64])
def test_a_late_click_is_off_by_its_samples(samples):
    click = torch.zeros(1, 16_000)
    click[0, 8000] = 0.5
    late = click.roll(samples, 1)

    expected = 2 * math.pi * samples / 512
    assert float(group_delay_error(click, late)) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("metric", [if_error, group_delay_error])
def test_a_silent_reference_has_no_phases(metric):
    assert metric(torch.zeros(1, 4000), torch.randn(1, 4000)).isnan().tolist() == [True]


@pytest.mark.parametrize("ratio_db", [0.0, 10.0, 20.0, 30.0])
def test_si_sdr_is_the_level_of_the_noise(artefacts, ratio_db):
    noise = artefacts.noise(torch.zeros(2, 64_000), 0.1)
    noise = noise - noise.mean(1, keepdim=True)
    wave, rest = noise[:1], noise[1:]
    rest = rest - wave * (wave * rest).sum() / wave.square().sum()  # unrelated

    estimate = wave + rest * (wave.norm() / rest.norm()) * 10 ** (-ratio_db / 20)

    assert float(si_sdr(wave, estimate)) == pytest.approx(ratio_db, abs=0.02)
    assert float(si_sdr(wave, 0.3 * estimate + 0.1)) == pytest.approx(ratio_db, abs=0.02)


@pytest.mark.parametrize("gain", [0.01, 1.0])
def test_si_sdr_gives_a_perfect_copy_69_decibels_at_any_level(clips, gain):
    ratios = si_sdr(clips.waves[:, 0], gain * clips.waves[:, 0])

    torch.testing.assert_close(ratios, torch.full_like(ratios, 69.2), rtol=0, atol=0.2)


def test_si_sdr_of_random_phases_is_far_below_zero(clips, artefacts):
    waves = clips.waves[:, 0]

    assert float(si_sdr(waves, artefacts.scramble(waves, math.pi)).median()) < -15


def test_si_sdr_is_ruined_by_a_millisecond(clips, artefacts):
    waves = clips.waves[:, 0]

    assert float(si_sdr(waves, artefacts.delay(waves, 16)).median()) < 0
