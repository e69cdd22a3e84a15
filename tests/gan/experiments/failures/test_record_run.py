"""A recording is a run of the library's own trainer, and recording it changes nothing."""

import pytest
import torch

from course_lib.gan.data import synthetic_clips
from course_lib.gan.experiments.failures import record_run as recorder
from course_lib.gan.experiments.failures.apply_fault import configuration
from course_lib.gan.training.shipped import ready_generator
from course_lib.gan.training.step import train_step

STEPS = 2


class Short:
    """Data of a run, with one held-out sound and two to train on."""

    def __init__(self, config, clips):
        self.config, self.clips = config, clips
        self.held_out = clips.waves[:1, :, :8192]

    def batch(self, state):
        preset = state.config.preset
        return self.clips.batch(state.step, preset.batch, preset.segment, state.config.seed)

    def reconstruct(self, generator):
        with torch.no_grad():
            return generator(self.held_out)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """One run, its sounds, and the same steps without a recorder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(tmp_path_factory.mktemp("cache")))
        clips = synthetic_clips("train", per_kind=1)
        data = Short(configuration("good", 0, STEPS), clips)
        patch.setattr(recorder, "load_data", lambda config: data)
        patch.setattr(recorder, "HELD_OUT_EVERY", 1)
        sounds = {}
        warm = ready_generator(50)
        curves = recorder.record("good", 0, STEPS, warm, sounds.__setitem__)
        return curves, sounds, data, warm


def test_every_curve_has_one_value_per_step(recorded):
    curves, sounds, _, _ = recorded
    assert {tuple(curve.shape) for curve in curves.values()} == {(STEPS,)}
    assert list(sounds) == [0, 1, 2]


def test_the_recorder_changes_nothing(recorded):
    curves, sounds, data, warm = recorded
    config = configuration("good", 0, STEPS)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        state = recorder.new_state(config)
        state.generator.load_state_dict(warm.state_dict())
        lines = [train_step(state, data.batch(state)) for _ in range(STEPS)]
    for step, line in enumerate(lines):
        assert float(curves["recon"][step]) == pytest.approx(float(line["recon"]))
        assert float(curves["d_loss_mpd"][step]) == pytest.approx(float(line["d_mpd"]))
        assert float(curves["g_adv_msstftd"][step]) == pytest.approx(float(line["adv_msstftd"]))
        assert float(curves["feat_mpd"][step]) == pytest.approx(float(line["feat_mpd"]))
    assert torch.equal(sounds[STEPS], data.reconstruct(state.generator))


def test_means_are_those_over_the_discriminators_and_shares_add_up(recorded):
    curves = recorded[0]
    for name in ("d_loss", "g_adv", "feat", "d_accuracy", "logits_real", "logits_fake"):
        both = (curves[f"{name}_mpd"] + curves[f"{name}_msstftd"]) / 2
        assert torch.allclose(curves[name], both, atol=1e-5)
    for place in ("output", "parameters"):
        parts = [curves[f"share_{place}_{term}"] for term in recorder.TERMS]
        assert torch.allclose(torch.stack(parts).sum(0), torch.ones(STEPS), atol=1e-5)


def test_a_new_discriminator_guesses_and_its_loss_shows_it(recorded):
    curves = recorded[0]
    assert float(curves["d_loss"][0]) == pytest.approx(2, abs=0.05)  # hinge at scores near 0
    assert abs(float(curves["logits_fake"][0])) < 0.1
