"""Sixteen bits: which kind a device gets, and gradients that float16 would lose are kept."""

import math

import pytest
import torch
from torch import nn

from course_lib.gan.training import mixed_precision
from course_lib.gan.training.learner_parts import OwnParts
from course_lib.gan.training.mixed_precision import GradientScale, compute_in
from course_lib.gan.training.step import train_step
from course_lib.gan.training.train_state import new_state

FLOAT16 = torch.autocast("cpu", torch.float16)


@pytest.fixture
def in_float16(monkeypatch):
    """Let a run compute in float16 on a CPU, as it does on a GPU without bfloat16."""
    monkeypatch.setattr(mixed_precision, "sixteen_bits", lambda device: torch.float16)


@pytest.mark.parametrize(
    ("device", "has_bfloat16", "dtype", "scaled"),
    [
        ("cuda", True, torch.bfloat16, False),
        ("cuda", False, torch.float16, True),
        ("cpu", False, None, False),
    ],
)
def test_float16_is_for_gpus_without_bfloat16_and_only_float16_needs_a_scale(
    device, has_bfloat16, dtype, scaled, monkeypatch
):
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda **_: has_bfloat16)

    assert mixed_precision.sixteen_bits(torch.device(device)) == dtype
    assert (mixed_precision.scale_for(torch.device(device)) is not None) == scaled


def test_a_cpu_computes_in_float32():
    with mixed_precision.autocast_on(torch.device("cpu")):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.float32


def small_network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv1d(1, 4, 5), nn.LeakyReLU(0.2), nn.Conv1d(4, 1, 3))


def gradients(network, loss_factor):
    wave = torch.linspace(-1, 1, 64).reshape(1, 1, -1).requires_grad_()
    (loss_factor * network(wave).float().mean()).backward()
    return [wave.grad, *(p.grad for p in network.parameters())]


def test_outside_a_network_nobody_sees_the_scale():
    """In float32, a power of two changes no digit: the gradients are equal to the last bit."""
    plain, scaled = small_network(), small_network()
    compute_in(scaled, torch.autocast("cpu", enabled=False), GradientScale(2.0**10))

    assert all(map(torch.equal, gradients(scaled, 1.0), gradients(plain, 1.0)))


def test_gradients_that_float16_would_lose_are_kept():
    exact = gradients(small_network(), 1e-7)
    lost, kept = small_network(), small_network()
    compute_in(lost, FLOAT16)
    compute_in(kept, FLOAT16, GradientScale(2.0**16))

    assert not any(gradient.any() for gradient in gradients(lost, 1e-7))
    for got, wanted in zip(gradients(kept, 1e-7), exact, strict=True):
        # Ten bits of a float16 number are 0.1 %, and some forty of them are added up here.
        torch.testing.assert_close(got, wanted, rtol=0.02, atol=0.02 * float(wanted.abs().max()))


def test_a_step_in_float16_trains_the_same_players_a_little_less_exactly(
    second_stage, real, monkeypatch
):
    full = second_stage()
    in_full = train_step(full, real())
    monkeypatch.setattr(mixed_precision, "sixteen_bits", lambda device: torch.float16)
    half = second_stage()

    in_half = train_step(half, real())

    assert half.scale is not None
    assert full.scale is None
    assert not half.skipped_batches
    for name in (name for name in in_full if not name.startswith("share")):
        assert in_half[name] == pytest.approx(in_full[name], rel=0.02, abs=0.005), name
    assert in_half["recon"] != in_full["recon"]


def test_an_overflow_changes_no_network_and_halves_the_scale(second_stage, real, in_float16):
    state = second_stage()
    state.scale.value = 2.0**60  # no gradient of float16 survives that
    before = [p.clone() for p in [*state.generator.parameters(), *state.adversaries.parameters()]]

    scalars = train_step(state, real())

    after = [*state.generator.parameters(), *state.adversaries.parameters()]
    assert all(map(torch.equal, before, after))
    assert not math.isfinite(scalars["gradient_norm"])
    assert state.skipped_batches == 1
    assert set(state.adversaries.skipped_batches.values()) == {1}
    assert state.scale.value == 2.0**59


def test_a_step_of_your_own_that_never_looks_skips_an_overflow_too(config, real, in_float16):
    class Careless:
        def __init__(self, adversary, optimizer, loss, on_real, on_fake, feature_loss):
            self.adversary, self.optimizer, self.loss = adversary, optimizer, loss

        def train_adv(self, fake, real):
            self.optimizer.zero_grad()
            score = self.adversary(fake)[0][0].mean() - self.adversary(real)[0][0].mean()
            score.backward()
            self.optimizer.step()
            return score

        def __call__(self, fake, real):
            score = -self.adversary(fake)[0][0].mean()
            return score, 0 * score

    state = new_state(
        config({"warm_steps": 0}, shares_every=0), parts=OwnParts(adversarial_step=Careless)
    )
    state.scale.value = 2.0**60
    before = [p.clone() for p in state.adversaries.parameters()]

    train_step(state, real())
    skipped = list(map(torch.equal, before, state.adversaries.parameters()))
    state.scale.value = 2.0**8
    train_step(state, real())
    moved = list(map(torch.equal, before, state.adversaries.parameters()))

    assert all(skipped)
    assert not all(moved)


def test_the_scale_doubles_after_enough_good_steps_and_survives_a_checkpoint():
    scale = GradientScale(8.0, patience=3)
    for _ in range(2):
        scale.update()
    resumed = GradientScale(patience=3)
    resumed.load_state_dict(scale.state_dict())

    resumed.update()

    assert (scale.value, resumed.value) == (8.0, 16.0)
    assert resumed.good_steps == 0
