"""What each recorded run is said to show is what its curves and its sounds show."""

import pytest
import torch

from course_lib.gan.experiments.failures import failed_runs, healthy_run, real_clip, recorded_run
from course_lib.gan.experiments.failures.apply_fault import DISCRIMINATORS
from course_lib.gan.experiments.failures.recorded_runs import FOLDER
from course_lib.gan.metrics import frame_comb_db
from course_lib.sounds import load

LATE = 50  # steps at the end
CLEAR, NONE = 4.0, 1.5  # dB: a change of the level lines that is one, and one that is none


def late(run, curve):
    return float(run.curves[curve][-LATE:].mean())


def distance(run, discriminator):
    return late(run, f"logits_real_{discriminator}") - late(run, f"logits_fake_{discriminator}")


def clip(name):
    return load(FOLDER / "clips" / f"{name}.flac", sample_rate=16_000).samples


def change_of_lines(name):
    """Change of the frame-rate comb from the start to the end of a run, in dB."""
    last = max(recorded_run(name).clips)
    sounds = torch.stack([clip("start"), clip(f"{name}-{last:03d}")])
    start, end = frame_comb_db(clip("real").expand(2, -1), sounds).tolist()
    return end - start


@pytest.fixture
def good():
    return recorded_run("good")


def good_runs():
    held_out = [run for run in failed_runs(held_out=True) if run.name == "good"]
    return [recorded_run("good"), healthy_run(), *held_out]


def test_in_good_runs_the_discriminators_are_a_little_better_than_guessing():
    for run in good_runs():
        for discriminator in DISCRIMINATORS:
            assert 0.52 < late(run, f"d_accuracy_{discriminator}") < 0.6
            assert 0 < distance(run, discriminator) < 0.5
        assert 1.7 < late(run, "d_loss") < 1.95
        assert run.collapsed_at is None
    assert change_of_lines("good") < -CLEAR


def test_fast_discriminators_jump_at_first_and_then_do_no_harm(good):
    run = recorded_run("d_rate_x20")
    for discriminator in DISCRIMINATORS:
        first = slice(0, 10)
        jump = float(run.curves[f"logits_real_{discriminator}"][first].abs().max())
        assert jump > 5 * float(good.curves[f"logits_real_{discriminator}"][first].abs().max())
        assert late(run, f"d_accuracy_{discriminator}") < 0.65
    assert late(run, "feat") > late(good, "feat") + 0.1
    for curve in ("held_out", "recon", "d_loss"):
        assert late(run, curve) == pytest.approx(late(good, curve), abs=0.1)
    assert change_of_lines("d_rate_x20") < -CLEAR


def test_without_detach_the_adversarial_loss_does_not_move_and_weighs_nothing(good):
    run = recorded_run("no_detach")
    assert (run.curves["g_adv"] - 1).abs().max() < 0.1
    assert run.curves["share_parameters_adv"].mean() < 0.05
    assert late(run, "share_parameters_feat") > late(good, "share_parameters_feat")
    assert change_of_lines("good") + 2 < change_of_lines("no_detach") < -CLEAR


def test_without_feature_matching_the_curves_are_those_of_a_good_run_but_for_one(good):
    run = recorded_run("no_feature_matching")
    assert run.curves["share_parameters_feat"].eq(0).all()
    for curve in ("d_accuracy_mpd", "d_accuracy_msstftd", "d_loss", "feat", "held_out", "recon"):
        assert late(run, curve) == pytest.approx(late(good, curve), abs=0.06)
    assert change_of_lines("no_feature_matching") < -CLEAR


def test_frozen_discriminators_always_give_the_same_scores():
    run = recorded_run("d_frozen")
    for discriminator in DISCRIMINATORS:
        assert (run.curves[f"d_accuracy_{discriminator}"] - 0.5).abs().max() < 0.02
        for sound in ("real", "fake"):
            assert run.curves[f"logits_{sound}_{discriminator}"].abs().max() < 0.1
    assert (run.curves["d_loss"] - 2).abs().max() < 0.02
    assert run.curves["share_parameters_adv"].max() < 0.01
    assert abs(change_of_lines("d_frozen")) < NONE


def test_with_a_wrong_sign_a_falling_loss_is_bad_news(good):
    run = recorded_run("sign_error")
    assert late(run, "g_adv") < -0.4
    for discriminator in DISCRIMINATORS:
        assert (
            late(run, f"d_accuracy_{discriminator}")
            > late(good, f"d_accuracy_{discriminator}") + 0.05
        )
        assert distance(run, discriminator) > 2 * distance(good, discriminator)
    assert late(run, "d_loss") < late(good, "d_loss") - 0.2
    assert change_of_lines("sign_error") > -NONE


def test_the_family_that_the_generator_ignores_keeps_winning(good):
    run = recorded_run("one_family")
    assert distance(run, "mpd") == pytest.approx(distance(good, "mpd"), abs=0.1)
    assert distance(run, "msstftd") > 2 * distance(good, "msstftd")
    assert abs(change_of_lines("one_family")) < NONE


def test_an_overflow_ends_all_curves_of_the_generator_in_one_step(good):
    run = recorded_run("overflow")
    broken = {}
    for name in ("recon", "g_adv", "feat", "d_loss", "logits_fake", "d_accuracy"):
        bad = (~run.curves[name].isfinite()).nonzero().flatten()
        assert bad.tolist() == list(range(int(bad[0]), len(run.steps)))
        broken[name] = int(bad[0])
    (first,) = set(broken.values())
    assert 25 < first < 175
    assert run.curves["logits_real"].isfinite().all()
    assert first <= run.collapsed_at <= first + 10  # sounds held out are measured now and then
    before = slice(first - 50, first)
    for name in ("d_accuracy", "d_loss", "held_out"):
        healthy = float(good.curves[name][before].mean())
        assert float(run.curves[name][before].mean()) == pytest.approx(healthy, abs=0.05)
    for step in run.clips:
        assert bool(clip(f"overflow-{step:03d}").any() if step else True) == (step <= first)
    assert float(real_clip().samples.abs().max()) > 0.1
