"""A whole training step on a device that isn't the CPU, without such a device.

A tensor on the ``meta`` device has a shape and no values. Mixing it with a CPU tensor fails as it
would with a GPU tensor, so this finds a constant made on the wrong device. What needs values is
replaced: whether a batch is finite, and the sizes of losses and gradients.
"""

import contextlib

import pytest
import torch

from course_lib.gan.training import step as step_module
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.mixed_precision import compute_in
from course_lib.gan.training.presets import PRESETS
from course_lib.gan.training.train_state import new_state
from course_lib.losses import AdversarialLoss, balancer
from course_lib.losses.reconstruction.log_mel import LogMel


class PlainAdamW(torch.optim.AdamW):
    """AdamW without its fused kernel, which the meta device lacks."""

    def __init__(self, *args, fused=False, **options):
        super().__init__(*args, **options)


@pytest.fixture
def without_values(monkeypatch):
    """Replace what reads a value, and autocast, which doesn't know the meta device."""

    def ones(values, names=None, **_):
        return dict.fromkeys(names or values, 1.0)

    monkeypatch.setattr(torch, "autocast", lambda *_, **__: contextlib.nullcontext())
    monkeypatch.setattr(torch.optim, "AdamW", PlainAdamW)
    monkeypatch.setattr(AdversarialLoss, "_is_finite", lambda *_: torch.tensor(True))
    monkeypatch.setattr(step_module, "mean_over_ranks", ones)
    monkeypatch.setattr(balancer, "mean_norms", ones)


@pytest.mark.slow
@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("mode", ["weights", "balancer", "adaptive"])
def test_a_step_of_each_preset_and_mode_makes_no_tensor_elsewhere(name, mode, without_values):
    config = TrainConfig(preset=PRESETS[name], mode=mode, shares_every=0)
    state = new_state(config, "meta")
    size = config.preset

    for step, batch, length in (
        (0, size.warm_batch, size.warm_segment),
        (size.warm_steps, size.batch, size.segment),
    ):
        state.step = step
        step_module.train_step(state, torch.empty(batch, 1, length, device="meta"))

        assert state.step == step + 1
    players = [*state.generator.parameters(), *state.adversaries.parameters()]
    assert all(p.is_meta and (p.grad is None or p.grad.is_meta) for p in players)


def test_a_constant_made_on_the_cpu_is_found(without_values, monkeypatch):
    def wrong(self, wave):
        return wave[..., :64] * torch.ones(64)

    monkeypatch.setattr(LogMel, "forward", wrong)
    state = new_state(TrainConfig(preset=PRESETS["tiny"], shares_every=0), "meta")

    with pytest.raises(RuntimeError, match="device"):
        step_module.train_step(state, torch.empty(8, 1, 8192, device="meta"))


def test_under_autocast_layers_are_in_sixteen_bits_and_sums_in_thirty_two(second_stage, real):
    state = second_stage()
    loss = state.adversaries["msstftd"]
    bfloat16 = torch.autocast("cpu", torch.bfloat16)
    compute_in(loss.adversary, bfloat16)
    spectra = []
    loss.adversary.discriminators[0].spec_transform.register_forward_hook(
        lambda _, inputs, output: spectra.append((inputs[0].dtype, output.dtype))
    )

    with bfloat16:
        fake = state.generator(real())
    logits, fmaps = loss.adversary(fake[..., :256])
    adv, feat = loss(fake[..., :256], real()[..., :256])

    assert fake.dtype == torch.float32
    assert spectra[0] == (torch.float32, torch.float32)
    assert {maps.dtype for maps in fmaps[0]} == {logits[0].dtype} == {torch.bfloat16}
    assert adv.dtype == feat.dtype == state.reconstruction(fake, real()).dtype == torch.float32
    assert loss.train_adv(fake[..., :256], real()[..., :256]).dtype == torch.float32
    assert all(p.grad.dtype == torch.float32 for p in loss.adversary.parameters())
