"""All metrics together: directions, labels, and what does not apply."""

import math

import pytest
import torch

from course_lib.gan.data import Clip, Clips
from course_lib.gan.metrics import METRICS, evaluate, evaluate_clips, metric, mrstft_log

OURS = [m for m in METRICS if m.package is None]


@pytest.fixture(scope="module")
def perfect(clips):
    return evaluate(clips, clips.waves, OURS)


def test_every_metric_applies_to_the_synthetic_clips(perfect):
    assert list(perfect) == [m.name for m in OURS]


def test_a_perfect_copy_gets_the_best_value(perfect):
    for m in OURS:
        if m.name == "f0_error_cents":
            assert 0 < perfect[m.name] < 15  # the tracker's own error
        elif m.better == "lower":
            assert perfect[m.name] == pytest.approx(0, abs=1e-6), m.name
        elif m.unit == "dB":
            assert perfect[m.name] > 40
        else:
            assert 0.9 < perfect[m.name] <= 1.000001, m.name


@pytest.mark.parametrize("m", OURS, ids=lambda m: m.name)
def test_a_ruined_estimate_is_worse_and_worse_than_a_hurt_one(clips, artefacts, perfect, m):
    def ruin(strength):
        hurt = artefacts.dull(artefacts.scramble(clips.waves[:, 0], strength), 20 * strength)
        return artefacts.noise(artefacts.buzz(hurt, 0.05 * strength), 0.2 * strength**3)

    hurt, ruined = (evaluate(clips, ruin(s), [m])[m.name] for s in (0.5, 1.5))

    assert m.is_better(perfect[m.name], ruined)
    if m.name != "frame_comb_db":  # noise hides a comb: test_comb has it grow by itself
        assert m.is_better(hurt, ruined)


def test_a_kind_is_measured_on_its_own_clips_only(clips, artefacts):
    estimate = clips.waves[:, 0].clone()
    drums = torch.tensor([kind == "drums" for kind in clips.kinds])
    estimate[drums] = artefacts.noise(estimate[drums], 0.1)

    scores = evaluate(clips, estimate, [m for m in METRICS if m.name.startswith("mrstft_log_")])

    assert [name for name, value in scores.items() if value > 0] == ["mrstft_log_drums"]


def test_clips_are_scored_one_by_one_with_nan_where_a_metric_does_not_apply(clips, artefacts):
    estimate = artefacts.noise(clips.waves[:, 0], 0.01)

    some = [metric(name) for name in ("fd_fine", "vuv_f1", "onset_f1", "mrstft_log")]

    scores = evaluate_clips(clips, estimate, some)
    asked = {m.name: set(m.choose(clips)) for m in some}

    for name, values in scores.items():
        if values.ndim:
            known = (~values.isnan()).nonzero().flatten().tolist()
            assert set(known) == asked[name], name
    assert scores["fd_fine"].shape == ()
    torch.testing.assert_close(
        scores["mrstft_log"], mrstft_log(clips.waves[:, 0], estimate), rtol=0, atol=1e-6
    )


def test_recordings_are_measured_by_what_needs_no_labels():
    noise = torch.randn(3, 32_000, generator=torch.Generator().manual_seed(0)) * 0.1
    recordings = Clips([Clip(wave, "recording", str(i)) for i, wave in enumerate(noise)], 16_000)

    scores = evaluate(recordings, recordings.waves)

    assert {"frame_comb_db", "fd_fine", "periodicity_rmse", "beat_acf_rmse", "si_sdr"} <= set(
        scores
    )
    assert not {"f0_error_cents", "vuv_f1", "onset_f1", "mrstft_log_drums", "pesq_wb"} & set(scores)


def test_samples_after_the_end_of_a_short_clip_are_ignored():
    waves = [
        torch.randn(length, generator=torch.Generator().manual_seed(length)) * 0.1
        for length in (32_000, 20_000)
    ]
    clips = Clips([Clip(wave, "recording", "r") for wave in waves], 16_000)
    estimate = clips.waves.clone()
    estimate[1, :, 20_000:] = 0.5

    assert evaluate(clips, estimate)["mrstft_log"] == 0


@pytest.mark.parametrize("shape", [(3, 1, 100), (100,), (10, 2, 32_000)])
def test_estimates_that_do_not_fit_the_clips_are_refused(clips, shape):
    with pytest.raises(ValueError, match="estimate must have the shape of the clips"):
        evaluate(clips, torch.zeros(shape))


@pytest.mark.parametrize("m", OURS, ids=lambda m: m.name)
def test_a_broken_estimate_is_refused_with_its_place(clips, m):
    estimate = clips.waves.clone()
    estimate[:, 0, 77] = math.nan

    with pytest.raises(ValueError, match="NaN or infinity in the estimate, in clip 0"):
        evaluate(clips, estimate, [m])


def test_metrics_are_found_by_name_and_misspellings_corrected():
    assert metric("fd_fine").title == "FD-fine"
    with pytest.raises(LookupError, match=r"no metric 'fd_fien'.*'fd_fine'"):
        metric("fd_fien")


@pytest.mark.parametrize("seconds", [0.5, 1.0])
def test_short_recordings_are_measured_by_what_fits_them(seconds):
    noise = torch.randn(3, round(seconds * 16_000), generator=torch.Generator().manual_seed(0))
    recordings = Clips([Clip(0.1 * wave, "recording", "r") for wave in noise], 16_000)

    scores = evaluate(recordings, recordings.waves)

    assert "beat_acf_rmse" not in scores  # no beat is as short
    assert {"frame_comb_db", "fd_fine", "onset_correlation"} <= set(scores)
