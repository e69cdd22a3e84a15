"""The frame-rate comb: it responds at the frame rate and at no other."""

import math

import pytest
import torch

from course_lib.gan.metrics import evaluate, frame_comb_db, metric


def test_a_perfect_copy_has_no_comb_of_its_own(clips):
    waves = clips.waves[:, 0]

    assert frame_comb_db(waves, waves).tolist() == [0.0] * len(clips)


def test_it_grows_with_the_buzz(clips, artefacts):
    waves = clips.waves[:, 0]

    combs = [
        float(frame_comb_db(waves, artefacts.buzz(waves, amplitude)).mean())
        for amplitude in (0.0, 0.003, 0.01, 0.03, 0.1)
    ]

    assert combs == sorted(combs)
    assert combs[0] == 0
    assert combs[2] > 3
    assert combs[4] > 15


def test_a_buzz_in_noise_stands_out_as_far_as_theory_says(artefacts):
    noise = artefacts.noise(torch.zeros(1, 480_000), 0.01)
    amplitude = 0.03

    got = float(frame_comb_db(noise, artefacts.buzz(noise, amplitude)))

    # An impulse every 128 samples has partials of amplitude 2a/128. A sine of amplitude A has the
    # power A²/4 (Σw)² / Σw² in its bin, with Σw = n/2 and Σw² = 3n/8 under a Hann window, n = 2048.
    tooth = (2 * amplitude / 128) ** 2 / 4 * (2048 / 2) ** 2 / (3 * 2048 / 8)
    k = tooth / 0.01**2
    # a line in noise: mean ln|s + n|² - mean ln|n|² = ln k + E1(k) + γ, as a series
    nepers = -sum((-k) ** i / (i * math.factorial(i)) for i in range(1, 20))
    assert got == pytest.approx(10 / math.log(10) * nepers, abs=0.2)


def test_a_buzz_at_another_rate_does_not_count(clips, artefacts):
    waves = clips.waves[:, 0]
    at_100_samples = artefacts.buzz(waves, 0.1, hop_length=100)

    here = float(frame_comb_db(waves, at_100_samples).mean())
    there = float(frame_comb_db(waves, at_100_samples, hop_length=100).mean())

    assert abs(here) < there / 5


def test_a_buzz_at_the_generators_own_frame_rate_is_measured_whatever_its_hop(clips, artefacts):
    buzzing = artefacts.buzz(clips.waves[:, 0], 0.1, hop_length=64)
    comb = [metric("frame_comb_db")]

    own = evaluate(clips, buzzing, comb, hop_length=64)["frame_comb_db"]
    other = evaluate(clips, buzzing, comb)["frame_comb_db"]

    assert own > 10
    # at a hop of 128, every other tooth is a midway of the finer comb, and empty
    assert other == pytest.approx(own / 2, rel=0.1)


@pytest.mark.parametrize(("hop_length", "sample_rate"), [(2, 16_000), (128, 4000)])
def test_a_comb_without_teeth_in_its_band_is_refused(clips, hop_length, sample_rate):
    waves = clips.waves[:, 0]

    with pytest.raises(ValueError, match="leaves none to compare between 3000 and"):
        frame_comb_db(waves, waves, hop_length=hop_length, sample_rate=sample_rate)


@pytest.mark.parametrize("gain", [0.1, 0.5, 1.0])
def test_the_level_of_the_estimate_does_not_matter(clips, artefacts, gain):
    waves = clips.waves[:, 0]
    buzzing = artefacts.buzz(waves, 0.03)

    loud, quiet = frame_comb_db(waves, buzzing), frame_comb_db(waves, gain * buzzing)

    torch.testing.assert_close(quiet, loud, rtol=0, atol=1e-3)


def test_noise_alone_has_no_comb(clips, artefacts):
    waves = clips.waves[:, 0]

    assert abs(float(frame_comb_db(waves, artefacts.noise(waves, 0.05)).mean())) < 1
