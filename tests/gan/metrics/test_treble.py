"""The treble metrics: known losses of treble give known decibels."""

import math

import pytest
import torch

from course_lib.gan.metrics import hf_energy_error, hf_lsd


@pytest.mark.parametrize("metric", [hf_lsd, hf_energy_error])
def test_a_perfect_copy_costs_nothing(clips, metric):
    waves = clips.waves[:, 0]

    assert metric(waves, waves).tolist() == [0.0] * len(clips)


@pytest.mark.parametrize("metric", [hf_lsd, hf_energy_error])
def test_duller_treble_costs_more(clips, artefacts, metric):
    waves = clips.waves[:, 0]

    errors = [
        float(metric(waves, artefacts.dull(waves, loss)).mean()) for loss in (0, 1, 3, 6, 12, 24)
    ]

    assert errors == sorted(errors)
    assert errors[0] == pytest.approx(0, abs=0.2)


@pytest.mark.parametrize("metric", [hf_lsd, hf_energy_error])
@pytest.mark.parametrize("gain_db", [-12.0, -6.0, 6.0])
def test_noise_at_another_level_costs_exactly_the_difference(artefacts, metric, gain_db):
    noise = artefacts.noise(torch.zeros(1, 16_000), 0.05)

    got = float(metric(noise, noise * 10 ** (gain_db / 20)))

    assert got == pytest.approx(abs(gain_db), abs=0.02)


def test_two_noises_alike_are_eight_decibels_apart_bin_by_bin_and_equal_as_a_whole(artefacts):
    silence = torch.zeros(1, 160_000)
    one, other = artefacts.noise(silence, 0.05), artefacts.noise(silence, 0.05, seed=1)

    # the level of a noise bin in dB has a variance of (10 / ln 10)² π²/6, two bins twice that
    assert float(hf_lsd(one, other)) == pytest.approx(
        10 / math.log(10) * math.pi / math.sqrt(3), abs=0.2
    )
    assert float(hf_energy_error(one, other)) < 0.2


@pytest.mark.parametrize("metric", [hf_lsd, hf_energy_error])
def test_errors_below_four_kilohertz_do_not_count(artefacts, metric):
    noise = artefacts.noise(torch.zeros(1, 16_000), 0.05)
    tone = 0.3 * torch.sin(2 * math.pi * 1000 * torch.arange(16_000) / 16_000)

    # faded: a tone that is cut off has a click, and a click has a top
    faded = tone * torch.hann_window(16_000)

    assert float(metric(noise, noise + faded)) < 0.1


@pytest.mark.parametrize("metric", [hf_lsd, hf_energy_error])
def test_a_sample_rate_without_treble_is_refused(metric):
    with pytest.raises(ValueError, match="needs a sample rate above 8000 Hz, got 8000"):
        metric(torch.zeros(1, 8000), torch.zeros(1, 8000), sample_rate=8000)
