"""Magnitude distances: known gains and known silences."""

import math

import pytest
import torch

from course_lib.gan.metrics import log_mel_l1, mrstft_log, spectral_convergence
from course_lib.losses.reconstruction.reconstruction_loss import ReconstructionLoss

ALL = [log_mel_l1, mrstft_log, spectral_convergence]


@pytest.mark.parametrize("metric", ALL)
def test_a_perfect_copy_costs_nothing(clips, metric):
    waves = clips.waves[:, 0]

    assert metric(waves, waves).tolist() == [0.0] * len(clips)


@pytest.mark.parametrize("metric", ALL)
def test_more_noise_costs_more(clips, artefacts, metric):
    waves = clips.waves[:, 0]

    errors = [
        float(metric(waves, artefacts.noise(waves, rms)).mean()) for rms in (1e-4, 1e-3, 1e-2, 1e-1)
    ]

    assert errors == sorted(errors)
    assert errors[0] > 0


@pytest.mark.parametrize("gain", [0.5, 2.0])
def test_noise_at_another_level_costs_what_the_formula_says(artefacts, gain):
    noise = artefacts.noise(torch.zeros(1, 16_000), 0.1)

    assert float(mrstft_log(noise, gain * noise)) == pytest.approx(abs(math.log(gain)), abs=0.01)
    assert float(log_mel_l1(noise, gain * noise)) == pytest.approx(abs(math.log(gain)), abs=0.01)
    assert float(spectral_convergence(noise, gain * noise)) == pytest.approx(abs(gain - 1))


def test_two_noises_alike_are_six_tenths_of_a_neper_apart(artefacts):
    silence = torch.zeros(1, 160_000)
    one, other = artefacts.noise(silence, 0.05), artefacts.noise(silence, 0.05, seed=1)

    # |ln of the quotient of two exponential powers| / 2 has the mean ln 2
    assert float(mrstft_log(one, other)) == pytest.approx(math.log(2), abs=0.02)


def test_silence_is_all_of_the_error(clips):
    waves = clips.waves[:, 0]

    got = spectral_convergence(waves, torch.zeros_like(waves))

    torch.testing.assert_close(got, torch.ones(len(clips), dtype=torch.float64), rtol=0, atol=1e-6)


@pytest.mark.parametrize("metric", ALL)
def test_silence_is_a_perfect_copy_of_silence(metric):
    assert metric(torch.zeros(2, 4000), torch.zeros(2, 4000)).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("metric", ALL)
def test_the_sign_does_not_matter(clips, metric):
    waves = clips.waves[:, 0]

    assert float(metric(waves, -waves).max()) == pytest.approx(0, abs=1e-6)


def test_the_mel_distance_is_the_one_that_the_generator_is_trained_on(clips, artefacts):
    waves = clips.waves[:, 0]
    noisy = artefacts.noise(waves, 0.01)

    trained = ReconstructionLoss(16_000).mel_distance(noisy[:, None], waves[:, None])

    assert float(log_mel_l1(waves, noisy).mean()) == pytest.approx(float(trained), rel=1e-5)
