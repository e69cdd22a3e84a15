"""The toy run: its next step depends on every part, so a checkpoint needs all of them."""

import copy

import pytest
import torch

from course_lib.gan.training.toy import ToyRun, restore

MODULES = ("generator", "discriminator", "ema")
PARTS = (*MODULES, "g_optimizer", "d_optimizer")


def save(run):
    states = {name: getattr(run, name).state_dict() for name in PARTS}
    return copy.deepcopy({**states, "rng": run.rng.get_state(), "step": run.step})


def after(run, steps):
    """Return all weights of a run after some steps."""
    for _ in range(steps):
        run.take_step()
    return torch.cat([p.detach().flatten() for m in MODULES for p in getattr(run, m).parameters()])


def begun(seed=3):
    run = ToyRun(seed)
    after(run, 3)
    return run


def test_a_restored_run_takes_the_same_steps():
    run = begun()
    restored = restore(save(run))

    assert torch.equal(after(restored, 5), after(run, 5))
    assert restored.step == run.step == 8


@pytest.mark.parametrize("part", [*PARTS, "rng", "step"])
def test_every_part_matters(part):
    run = begun()
    saved = save(run)
    del saved[part]

    assert not torch.equal(after(restore(saved), 2), after(run, 2))


def test_the_names_of_version_0_1_still_work():
    run = begun()
    saved = save(run)
    saved["judge"], saved["dice"] = saved.pop("discriminator"), saved.pop("rng")

    assert torch.equal(after(restore(saved), 2), after(run, 2))
    assert run.judge is run.discriminator
    assert run.dice is run.rng


def test_an_unknown_part_is_an_attribute_error():
    with pytest.raises(AttributeError, match="ToyRun has no attribute 'critic'"):
        restore({"critic": {}})
