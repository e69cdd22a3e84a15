"""Bad batches, optimisers of other models and malformed outputs don't destroy a model."""

import copy

import pytest
import torch
from torch import nn

from course_lib.losses import (
    AdversarialLoss,
    FeatureMatchingLoss,
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)


class Adversary(nn.Module):
    """One sub-discriminator with a running statistic, which a bad batch would poison."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 2, 3)
        self.norm = nn.BatchNorm1d(2)

    def forward(self, wave):
        fmap = self.norm(self.conv(wave))
        return [fmap.mean(1)], [[fmap]]


class Returning(nn.Module):
    """An adversary that returns whatever the test needs."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer
        self.conv = nn.Conv1d(1, 1, 1)

    def forward(self, wave):
        return self.answer(self.conv(wave))


def wrap(adversary, optimizer=None, **changes):
    parts = {
        "loss": get_adv_criterion("hinge"),
        "loss_real": get_real_criterion("hinge"),
        "loss_fake": get_fake_criterion("hinge"),
        "loss_feat": FeatureMatchingLoss(),
    }
    optimizer = optimizer or torch.optim.AdamW(adversary.parameters(), weight_decay=0.1)
    return AdversarialLoss(adversary, optimizer, **{**parts, **changes})


def sound(seed=0):
    return torch.randn(2, 1, 12, generator=torch.Generator().manual_seed(seed))


def flat(state):
    """Every tensor and number of a state, in order, as exact text."""
    if isinstance(state, dict):
        return [part for key in state for part in (str(key), *flat(state[key]))]
    if isinstance(state, list | tuple):
        return [part for item in state for part in flat(item)]
    return [str(state.tolist())] if isinstance(state, torch.Tensor) else [str(state)]


# ---------------------------------------------------------------- bad batches


@pytest.mark.parametrize("poison", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("side", ["fake", "real"])
def test_a_batch_that_is_not_finite_leaves_the_model_bit_identical_and_is_counted(poison, side):
    loss = wrap(Adversary())
    loss.train_adv(sound(1), sound(2))
    before = flat(loss.state_dict())
    waves = {"fake": sound(3), "real": sound(4)}
    waves[side][0, 0, 5] = poison

    value = loss.train_adv(**waves)

    assert not value.isfinite()
    assert flat(loss.state_dict()) == before
    assert loss.skipped_batches == 1
    assert all(p.grad is None for p in loss.adversary.parameters())


def test_after_a_skipped_batch_training_goes_on_as_if_it_had_never_come():
    disturbed = wrap(Adversary())
    calm = wrap(copy.deepcopy(disturbed.adversary))
    disturbed.train_adv(sound() * float("nan"), sound())

    for loss in (disturbed, calm):
        loss.train_adv(sound(1), sound(2))

    assert flat(disturbed.state_dict()) == flat(calm.state_dict())
    assert (disturbed.skipped_batches, calm.skipped_batches) == (1, 0)


def test_a_finite_loss_with_an_infinite_gradient_is_skipped_too():
    # the root has the value 0 and an infinite slope at a score of exactly 0
    loss = wrap(
        Returning(lambda x: ([x], [[x]])),
        loss_fake=lambda x: x.abs().sqrt().mean(),
        loss_real=lambda x: 0 * x.mean(),
    )
    nn.init.zeros_(loss.adversary.conv.weight)
    nn.init.zeros_(loss.adversary.conv.bias)
    before = flat(loss.state_dict())

    value = loss.train_adv(sound(), sound())

    assert value.item() == 0.0
    assert loss.skipped_batches == 1
    assert flat(loss.state_dict()) == before


def test_a_good_batch_is_not_counted():
    loss = wrap(Adversary())

    loss.train_adv(1e4 * sound(1), sound(2))

    assert loss.skipped_batches == 0


@pytest.mark.parametrize("poison", [(float("nan"), 1.0), (1.0, float("inf"))])
@pytest.mark.parametrize("feature_loss", [FeatureMatchingLoss(), None])
def test_scoring_a_bad_batch_for_the_generator_does_not_spoil_statistics(poison, feature_loss):
    loss = wrap(Adversary(), loss_feat=feature_loss)
    before = flat(loss.state_dict())
    fake = (sound() * poison[0]).requires_grad_(True)

    sum(loss(fake, sound() * poison[1])).backward()

    assert flat(loss.state_dict()) == before


def test_scoring_a_good_batch_still_updates_running_statistics():
    loss = wrap(Adversary())

    loss(sound(1), sound(2))

    assert loss.adversary.norm.num_batches_tracked == 2
    assert loss.adversary.norm.running_mean.abs().sum() > 0


# ---------------------------------------------------------------- wrong arguments


def test_an_optimizer_of_another_model_is_refused():
    with pytest.raises(ValueError, match=r"6 of the 6 .* adversary\.parameters\(\)"):
        wrap(
            Adversary(),
            torch.optim.SGD(nn.Sequential(Adversary(), nn.Conv1d(1, 1, 1)).parameters(), 0.1),
        )


def test_an_optimizer_of_some_of_the_parameters_is_fine():
    adversary = Adversary()
    frozen = adversary.conv.weight.clone()

    wrap(adversary, torch.optim.SGD(adversary.norm.parameters(), 0.1)).train_adv(sound(1), sound(2))

    assert torch.equal(adversary.conv.weight, frozen)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda x: x, r"must return a pair \(logits, fmaps\), got a tensor \[2, 1, 12\]"),
        (lambda x: (x, [x]), r"logits .* got a tensor .* returns \[logits\]"),
        (lambda x: ([x], [x]), r"feature maps .* got a list of 1 \(Tensor\).* returns \[fmaps\]"),
        (lambda x: ([0.5], [[x]]), r"logits .* got a list of 1 \(float\)"),
        (lambda x: (None, [[x]]), r"logits .* got a NoneType"),
    ],
)
def test_an_adversary_that_returns_something_else_is_named(answer, message):
    with pytest.raises(TypeError, match=message) as error:
        wrap(Returning(answer))(sound(), sound())

    assert "Returning" in str(error.value)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda x: ([], []), "0 logits and 0 lists"),
        (lambda x: ([x, x], [[x]]), "2 logits and 1 lists"),
    ],
)
def test_an_adversary_with_unequal_lists_is_refused(answer, message):
    with pytest.raises(ValueError, match=message):
        wrap(Returning(answer)).train_adv(sound(), sound())


def test_waves_of_different_lengths_do_not_pass_feature_matching():
    with pytest.raises(ValueError, match=r"feature map 0 is \[2, 2, 10\].*\[2, 2, 8\]"):
        wrap(Adversary())(sound(), sound()[..., :10])


def test_a_criterion_without_a_mean_is_refused():
    with pytest.raises(ValueError, match=r"one number, got a tensor \[2, 10\]"):
        wrap(Adversary(), loss=lambda x: -x)(sound(), sound())


def test_an_error_inside_the_adversary_leaves_it_trainable():
    adversary = Adversary()

    with pytest.raises(RuntimeError):
        wrap(adversary)(torch.zeros(2, 3, 12), torch.zeros(2, 3, 12))

    assert all(p.requires_grad for p in adversary.parameters())
