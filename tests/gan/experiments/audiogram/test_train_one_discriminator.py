"""A discriminator that is trained alone: what it gets, and what is recorded of it."""

import torch
from torch import nn

from course_lib.gan.experiments.audiogram.train_one_discriminator import (
    clip_scores,
    damaged_clips,
    train_alone,
)
from course_lib.gan.training.adversaries import Adversaries
from course_lib.sounds.artefacts import spoil
from course_lib.sounds.sound import Sound


class Means(nn.Module):
    """Two sub-discriminators: the mean of each part of a wave, and 3."""

    def forward(self, wave):
        parts = wave.unflatten(-1, (2, -1)).mean(-1)
        return [parts, torch.full_like(parts, 3.0)], [[parts], [parts]]


def test_the_score_of_a_clip_is_the_mean_over_positions_and_then_over_sub_discriminators():
    waves = torch.randn(13, 1, 8)  # more than are scored at a time

    torch.testing.assert_close(clip_scores(Means(), waves), (waves.mean((1, 2)) + 3) / 2)


def test_each_clip_gets_the_artefact_with_choices_of_its_own_and_keeps_its_labels():
    sets = damaged_clips("report", "comb buzz")
    clean, damaged = sets[0], sets[2]

    expected = spoil(Sound(clean[5].samples, 16_000), "comb buzz", 2, seed=5)
    assert torch.equal(damaged[5].samples, expected.samples)
    assert (damaged.kinds, damaged.lengths) == (clean.kinds, clean.lengths)
    added = [damaged[i].samples - clean[i].samples for i in (0, 1)]
    assert torch.corrcoef(torch.stack(added))[0, 1].abs() < 0.9  # another phase of each partial


def test_it_gets_the_same_cuts_with_and_without_the_artefact_and_each_strength_in_turn(
    plan, monkeypatch
):
    received = []

    def update_due(self, fake, real, step):
        received.append((fake, real))
        return {}

    monkeypatch.setattr(Adversaries, "update_due", update_due)
    train_alone(plan, "mpd", "clicks", 0)

    sets = damaged_clips("train", "clicks")
    for step, (fake, real) in enumerate(received):
        assert real.shape == (2, 1, 512)
        assert torch.equal(real, sets[0].batch(step, 2, 512, 0))
        assert torch.equal(fake, sets[step + 1].batch(step, 2, 512, 0))


def test_a_cell_has_the_size_the_time_and_a_score_for_each_clip_of_the_test_set(plan):
    cell = train_alone(plan, "mpd", "clicks", 0)

    assert cell.parameters > 0
    assert cell.cpu_seconds > 0
    assert {s: len(of) for s, of in cell.scores.items()} == dict.fromkeys((0, 1, 2, 3), 30)


def test_a_cell_depends_on_its_seed_and_on_nothing_else(plan):
    first = train_alone(plan, "mpd", "clicks", 1).scores
    torch.rand(7)

    assert train_alone(plan, "mpd", "clicks", 1).scores == first
    assert train_alone(plan, "mpd", "clicks", 2).scores != first
