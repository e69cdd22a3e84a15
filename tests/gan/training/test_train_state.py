"""The state of a run: it can be saved and restored, and computes in bfloat16 on request."""

import pytest
import torch

from course_lib.gan.training import mixed_precision
from course_lib.gan.training.checkpoints import load_checkpoint, save_checkpoint
from course_lib.gan.training.mixed_precision import compute_in
from course_lib.gan.training.step import train_step
from course_lib.gan.training.train_state import new_state


def test_a_new_state_restores_everything_that_was_saved(second_stage, tmp_path, real):
    state = second_stage()
    train_step(state, real())
    torch.manual_seed(5)
    folder = save_checkpoint(tmp_path, state.config, state.state_dict(), {"data_digest": "x"})
    torch.manual_seed(9)
    other = new_state(state.config)
    other.load_state_dict(load_checkpoint(folder).state)

    assert torch.equal(torch.get_rng_state(), torch.Generator().manual_seed(5).get_state())
    assert train_step(other, real(3)) == train_step(state, real(3))


def test_bfloat16_trains_the_same_players_a_little_less_exactly(second_stage, real, monkeypatch):
    full, half = second_stage(), second_stage()
    in_full = train_step(full, real())
    monkeypatch.setattr(mixed_precision, "sixteen_bits", lambda device: torch.bfloat16)
    for name in half.adversaries.losses:
        compute_in(half.adversaries[name].adversary, torch.autocast("cpu", torch.bfloat16))

    in_half = train_step(half, real())

    assert in_half.keys() == in_full.keys()
    for name in (name for name in in_full if not name.startswith("share")):
        assert in_half[name] == pytest.approx(in_full[name], rel=0.1, abs=0.02), name
        assert in_half[name] != in_full[name], name
    assert all(p.dtype == torch.float32 for p in half.generator.parameters())
    assert not torch.is_autocast_enabled("cpu")


def test_a_discriminator_that_raises_leaves_the_precision_as_it_was(second_stage):
    discriminator = second_stage().adversaries["mpd"].adversary
    compute_in(discriminator, torch.autocast("cpu", torch.bfloat16))

    with pytest.raises(ValueError, match="needs a wave"):
        discriminator(torch.zeros(3))

    assert not torch.is_autocast_enabled("cpu")
