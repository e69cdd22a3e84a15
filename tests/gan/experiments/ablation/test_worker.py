"""A worker trains one run, measures it, and stores what it took."""

import json

import pytest
import torch
from torch import nn

from course_lib.gan import synthetic_clips
from course_lib.gan.codec import CodecOptions
from course_lib.gan.experiments.ablation.layout import read_cost, run_folder
from course_lib.gan.experiments.ablation.worker import generator_scores, write_scores
from course_lib.gan.metrics import frame_comb_db


class Buzzing(nn.Module):
    """A generator that copies its input and adds a pulse at the start of each frame."""

    def __init__(self, hop_length):
        super().__init__()
        self.options = CodecOptions(n_fft=256, hop_length=hop_length)

    def forward(self, wave):
        pulses = torch.zeros_like(wave)
        pulses[..., :: self.options.hop_length] = 0.05
        return wave + pulses


@pytest.mark.parametrize("hop_length", [64, 128])
def test_the_comb_is_measured_at_the_generators_own_frame_rate(hop_length):
    clips, generator = synthetic_clips("tuning", 1), Buzzing(hop_length)

    scores = generator_scores(clips, generator)

    expected = frame_comb_db(clips.waves[:, 0], generator(clips.waves)[:, 0], hop_length=hop_length)
    assert scores["frame_comb_db"] == pytest.approx(expected.tolist())
    assert sum(scores["frame_comb_db"]) > 10 * len(clips)


def test_the_cost_of_a_run_is_its_time_and_the_weights_of_its_discriminators(finished):
    none, own = (read_cost(run_folder(finished, 0, mode)) for mode in ("none", "msstftd"))

    assert none["weights"] == 0 < own["weights"]
    assert own["cpu_seconds"] > 0
    assert own["sessions"] == 1


def test_scores_can_be_measured_again_without_training(copy_of_finished):
    run = run_folder(copy_of_finished, 0, "none")
    before = json.loads((run / "scores.json").read_bytes())
    (run / "scores.json").unlink()

    write_scores(run)

    assert json.loads((run / "scores.json").read_bytes()) == before
