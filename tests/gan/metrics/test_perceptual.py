"""The two metrics from packages: called correctly if installed; named in the error if not.

Tests marked `speech_metrics` need the extra of that name and run only with `-m speech_metrics`.
"""

import math
import sys

import pytest
import torch

from course_lib.extras import MissingExtraError
from course_lib.gan.metrics import estoi, evaluate, metric, perceptual, pesq_wb, visqol


@pytest.fixture
def voices(clips):
    return clips.of_kind("babble").waves[:, 0]


@pytest.mark.speech_metrics
@pytest.mark.parametrize(
    ("package", "metric", "best"),
    [("pesq", pesq_wb, 4.64), ("pystoi", estoi, 1), ("visqol", visqol, 5.0)],
)
def test_noise_makes_it_worse_step_by_step(voices, artefacts, package, metric, best):
    pytest.importorskip(package)

    scores = [metric(voices, artefacts.noise(voices, rms)) for rms in (0, 0.01, 0.1, 1)]
    means = [float(score.mean()) for score in scores]

    assert means == sorted(means, reverse=True)
    assert means[0] == pytest.approx(best, abs=0.01)
    torch.testing.assert_close(metric(voices, 0.2 * voices), scores[0], rtol=0, atol=0.01)


@pytest.mark.speech_metrics
@pytest.mark.parametrize(
    ("package", "metric", "worst"),
    [("pesq", pesq_wb, 1.04), ("pystoi", estoi, 0.0), ("visqol", visqol, 1.0)],
)
def test_a_silent_reference_has_no_score_and_a_silent_estimate_the_worst(
    voices, package, metric, worst
):
    pytest.importorskip(package)
    silence = torch.zeros_like(voices)

    assert metric(silence, voices).isnan().tolist() == [True, True]
    assert metric(voices, silence).tolist() == [worst, worst]


def test_the_worst_score_is_where_the_standard_puts_the_lowest_raw_one():
    # P.862.2, section 4: the mapping of raw scores to MOS-LQO
    lowest = 0.999 + (4.999 - 0.999) / (1 + math.exp(-1.3669 * -0.5 + 3.8224))

    assert pytest.approx(lowest, abs=0.005) == perceptual.WORST_MOS


@pytest.mark.parametrize(
    ("package", "metric"), [("pesq", pesq_wb), ("pystoi", estoi), ("visqol", visqol)]
)
def test_without_the_package_it_says_what_to_install(voices, monkeypatch, package, metric):
    monkeypatch.setattr(perceptual, "find_spec", lambda name: None)

    needs = rf"this metric needs {package}, .* pip install 'what-.*\[speech-metrics\]'$"
    with pytest.raises(MissingExtraError, match=needs):
        metric(voices, voices)


def test_without_the_packages_the_other_metrics_are_measured(clips, monkeypatch):
    monkeypatch.setattr(perceptual, "find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, "pesq", raising=False)

    scores = evaluate(clips, clips.waves, [metric(n) for n in ("pesq_wb", "estoi", "hf_lsd")])

    assert list(scores) == ["hf_lsd"]


def test_pesq_and_visqol_accept_one_sample_rate_only(voices):
    with pytest.raises(ValueError, match="sample_rate must be 16000 Hz for pesq_wb, got 24000"):
        pesq_wb(voices, voices, sample_rate=24_000)
    with pytest.raises(ValueError, match="sample_rate must be 16000 Hz for visqol, got 24000"):
        visqol(voices, voices, sample_rate=24_000)


@pytest.mark.speech_metrics
def test_a_clip_that_is_too_short_for_one_patch_has_no_visqol(voices):
    pytest.importorskip("visqol")
    half_a_second, a_second = voices[:, 4000:12_000], voices[:, 4000:20_000]

    assert visqol(half_a_second, half_a_second).isnan().all()
    assert visqol(a_second, a_second).tolist() == [5.0] * len(voices)
