import copy
import math

import pytest
import torch

from course_lib.gan.training.step import (
    crop,
    ema_factor,
    follow,
    loss_weights,
    train_step,
)
from course_lib.gan.training.train_state import new_state


def weights_of(module):
    return {name: weight.detach().clone() for name, weight in module.named_parameters()}


def same(one, other):
    return all(torch.equal(one[name], other[name]) for name in one)


def test_the_generator_gets_the_gradient_of_the_weighted_losses_and_of_nothing_else(
    second_stage, real, monkeypatch
):
    state = second_stage()
    by_hand = copy.deepcopy(state)
    monkeypatch.setattr(state.optimizer, "step", lambda: None)

    train_step(state, real())

    names = ("mpd", "msd", "msstftd")
    fake = by_hand.generator(real())
    fake_crop, real_crop = crop(by_hand, fake), crop(by_hand, real())
    loss = by_hand.reconstruction(fake, real())
    for name in names:
        by_hand.adversaries[name].train_adv(fake_crop.detach(), real_crop)
    for name in names:
        adv, feat = by_hand.adversaries[name](fake_crop, real_crop)
        loss = loss + adv / 3 + 2 * feat / 3
    grads = torch.autograd.grad(loss, list(by_hand.generator.parameters()))
    norm = torch.stack([grad.norm() for grad in grads]).norm()
    scale = min(1.0, by_hand.config.preset.clip / norm.item())
    for parameter, grad in zip(state.generator.parameters(), grads, strict=True):
        torch.testing.assert_close(parameter.grad, scale * grad, rtol=1e-4, atol=1e-7)


def test_the_discriminators_learn_from_the_detached_crop_alone(second_stage, real):
    state = second_stage()
    by_hand = copy.deepcopy(state)
    fake, sound = by_hand.generator(real()).detach(), real()

    train_step(state, real())

    for name in ("mpd", "msd", "msstftd"):
        by_hand.adversaries[name].train_adv(crop(by_hand, fake), crop(by_hand, sound))
        assert same(weights_of(by_hand.adversaries[name]), weights_of(state.adversaries[name]))


def test_no_discriminator_scores_during_the_warm_up(config, real):
    state = new_state(config({"warm_steps": 1}))
    before = weights_of(state.adversaries)

    warm = train_step(state, real())

    assert set(warm) == {"recon", "gradient_norm"}
    assert same(before, weights_of(state.adversaries))
    assert "d_mpd" in train_step(state, real(1))
    assert not same(before, weights_of(state.adversaries))


@pytest.mark.parametrize("mode", ["weights", "balancer", "adaptive"])
@pytest.mark.parametrize("worst", [math.nan, math.inf])
def test_a_batch_that_is_not_finite_changes_no_network_and_is_counted(
    second_stage, real, mode, worst
):
    state = second_stage(mode=mode)
    train_step(state, real())
    players = (state.generator, state.ema, state.adversaries)
    before = [weights_of(player) for player in players]
    bad = real(1)
    bad[:, :, 250:400] = worst

    train_step(state, bad)

    assert all(same(w, weights_of(p)) for w, p in zip(before, players, strict=True))
    assert (state.step, state.skipped_batches) == (2, 1)
    assert set(state.adversaries.skipped_batches.values()) == {1}
    assert math.isfinite(train_step(state, real(2))["recon"])
    assert state.skipped_batches == 1


def test_a_discriminator_that_is_not_finite_stops_only_itself_and_the_generator(second_stage, real):
    state = second_stage()
    with torch.no_grad():
        next(state.adversaries["msd"].parameters()).fill_(math.nan)
    before = weights_of(state.generator), weights_of(state.adversaries["mpd"])

    train_step(state, real())

    assert same(before[0], weights_of(state.generator))
    assert not same(before[1], weights_of(state.adversaries["mpd"]))
    assert state.adversaries.skipped_batches == {"mpd": 0, "msd": 1, "msstftd": 0}


def test_the_crop_is_the_same_place_of_both_sounds_and_moves_with_the_step(second_stage):
    state = second_stage({"d_batch": 1})
    places = torch.arange(640.0).expand(2, 1, 640)
    seen = []
    for state.step in range(40):
        one, other = crop(state, places), crop(state, places + 1000)
        assert one.shape == (1, 1, 256)
        assert torch.equal(other, one + 1000)
        seen.append(int(one[0, 0, 0]))

    assert len(set(seen)) > 20
    assert min(seen) >= 32  # half a window of 64 samples
    assert max(seen) + 256 <= 640 - 32


def test_a_crop_may_be_the_whole_segment(second_stage):
    state = second_stage({"d_segment": 640, "d_batch": 2})
    wave = torch.randn(2, 1, 640)

    assert torch.equal(crop(state, wave), wave)


@pytest.mark.parametrize(
    ("terms", "kinds"), [("both", {"adv", "feat"}), ("adv", {"adv"}), ("feat", {"feat"})]
)
def test_terms_choose_the_losses_of_the_generator(second_stage, real, terms, kinds):
    state = second_stage(terms=terms)

    paid = {name.partition("_")[0] for name in loss_weights(state)} - {"recon"}

    assert paid == kinds
    assert {name.partition("_")[0] for name in train_step(state, real()) if "mpd" in name} == {
        *kinds,
        "d",
        "share",
    }


def test_the_running_mean_follows_by_its_factor(second_stage):
    state = second_stage()
    start = weights_of(state.ema)
    with torch.no_grad():
        for parameter in state.generator.parameters():
            parameter.add_(1.0)

    follow(state.ema, state.generator, 0.75)

    for name, mean in state.ema.named_parameters():
        torch.testing.assert_close(mean, start[name] + 0.25)


def test_the_running_mean_is_quick_at_first_and_slow_in_the_end(second_stage):
    state = second_stage({"ema": 0.99})
    factors = []
    for state.step in (0, 9, 10_000):
        factors.append(ema_factor(state))

    assert factors == pytest.approx([0.1, 10 / 19, 0.99])


def test_the_balancer_gives_each_item_a_gradient_of_one_over_the_batch(second_stage, real):
    # All of the gradient from one loss: its norm at the output is total_norm.
    state = second_stage(mode="balancer", discriminators=("mpd",))
    fake = state.generator(real()).detach().requires_grad_()

    state.balancer.backward({"recon": state.reconstruction(fake, real())}, fake)

    norms = fake.grad.flatten(1).norm(dim=1)
    torch.testing.assert_close(norms.mean(), torch.tensor(1 / state.config.preset.batch))


def test_balanced_losses_have_the_promised_shares_at_the_output(second_stage, real):
    state = second_stage(mode="balancer", discriminators=("mpd",), shares_every=1)

    scalars = train_step(state, real())

    weights = {"recon": 1.0, "adv_mpd": 1.0, "feat_mpd": 2.0}
    for name, weight in weights.items():
        assert scalars[f"share_output_{name}"] == pytest.approx(weight / 4)
    parameters = [scalars[f"share_parameters_{name}"] for name in weights]
    assert sum(parameters) == pytest.approx(1)
    assert parameters != pytest.approx([0.25, 0.25, 0.5], abs=0.02)


def test_measuring_shares_does_not_change_the_training(second_stage, real):
    states = [second_stage(shares_every=every) for every in (0, 1)]
    for number in range(3):
        with_none, with_all = (train_step(state, real(number)) for state in states)

    assert any(name.startswith("share") for name in with_all)
    assert {name: with_all[name] for name in with_none} == with_none
    assert same(weights_of(states[0].generator), weights_of(states[1].generator))


def test_sixty_steps_of_warm_up_bring_the_reconstruction_closer(config, real):
    state = new_state(config({"warm_steps": 60, "warm_lr": 5e-3}))
    first = train_step(state, real())["recon"]
    for _ in range(59):
        last = train_step(state, real())["recon"]

    assert last < 0.8 * first


def test_a_trained_discriminator_separates_fake_from_real_better(second_stage, real):
    # the generator doesn't move, so the discriminator has time to learn
    state = second_stage({"lr": 0.0, "d_lr": 1e-2}, discriminators=("msstftd",))

    losses = [train_step(state, real(step))["d_msstftd"] for step in range(40)]

    assert sum(losses[-5:]) < 0.9 * sum(losses[:5])
