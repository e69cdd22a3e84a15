"""The data of a run: the batch of each stage, and held-out clips."""

import torch
from torch import nn

from course_lib.gan.training.batches import load_data
from course_lib.gan.training.train_state import new_state


def test_each_stage_has_its_own_batch_and_segment(config):
    chosen = config({"warm_batch": 3, "warm_segment": 512, "batch": 2, "segment": 640})
    data, state = load_data(chosen), new_state(chosen)

    warm = data.batch(state)
    state.step = chosen.preset.warm_steps
    later = data.batch(state)

    assert warm.shape == (3, 1, 512)
    assert later.shape == (2, 1, 640)


def test_a_batch_depends_on_the_step_alone(config):
    chosen = config()
    data, state = load_data(chosen), new_state(chosen)
    first = data.batch(state)
    state.step = 1
    assert not torch.equal(data.batch(state), first)
    state.step = 0

    assert torch.equal(load_data(chosen).batch(state), first)


def test_no_held_out_clip_is_trained_on(config):
    data = load_data(config())

    for clip in data.held_out:
        assert not any(torch.equal(clip, wave) for wave in data.clips.waves)


def test_reconstruction_leaves_the_mode_of_the_generator(config):
    data = load_data(config())
    generator = nn.Sequential(nn.Conv1d(1, 1, 1), nn.Dropout(0.5))
    generator.eval()
    expected = generator(data.held_out)

    assert torch.equal(data.reconstruct(generator), expected)
    assert not generator.training
    generator.train()
    data.reconstruct(generator)
    assert generator.training
