"""Each fault breaks what it says, and nothing else."""

import pytest
import torch

from course_lib.gan.experiments.failures.apply_fault import (
    CHOICES,
    DISCRIMINATORS,
    FAULTS,
    GROWS_EVERY,
    LOSS_SCALE,
    TOO_FAST,
    apply_fault,
    configuration,
    loss_scale,
)
from course_lib.gan.experiments.failures.fault_descriptions import KINDS
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import TINY
from course_lib.gan.training.step import loss_weights
from course_lib.gan.training.train_state import new_state


@pytest.fixture
def state():
    return new_state(configuration("good", 0, 2))


def slope(discriminator, scores):
    logits = torch.tensor(scores, requires_grad=True)
    (grad,) = torch.autograd.grad(discriminator.loss(logits) * len(scores), logits)
    return grad.tolist()


def test_every_kind_but_the_good_one_is_broken_in_one_way():
    assert set(KINDS) == {"good"} | set(CHOICES) | set(FAULTS)
    assert not set(CHOICES) & set(FAULTS)


def test_choices_change_one_line_of_the_configuration():
    healthy = configuration("good", 3, 10)
    assert isinstance(healthy, TrainConfig)
    for kind in CHOICES:
        (difference,) = healthy.differences(configuration(kind, 3, 10))
        assert difference.split()[0] in CHOICES[kind]
    for kind in FAULTS:
        assert not healthy.differences(configuration(kind, 3, 10))
    fast = configuration("d_rate_x20", 0, 1).d_rates
    assert all(rate == TOO_FAST * TINY.d_lr for rate in fast.values())


def test_without_detach_a_fake_below_the_margin_alone_still_pulls(state):
    apply_fault("no_detach", state)
    for name in DISCRIMINATORS:
        # above the margin of -1 the two players' costs cancel: what one wants, the other does not
        assert slope(state.adversaries[name], [-3.0, -0.5, 0.5, 2.0]) == [-1, 0, 0, 0]


def test_a_wrong_sign_pulls_the_other_way(state):
    scores = [-3.0, 2.0]
    right = [slope(state.adversaries[name], scores) for name in DISCRIMINATORS]
    apply_fault("sign_error", state)
    wrong = [slope(state.adversaries[name], scores) for name in DISCRIMINATORS]
    assert wrong == [[-x for x in pull] for pull in right] == [[1.0, 1.0]] * len(DISCRIMINATORS)


def test_one_family_has_the_weight_of_two(state):
    whole = loss_weights(state)
    apply_fault("one_family", state)
    weights = loss_weights(state)
    assert set(weights) == {"recon", "adv_mpd", "feat_mpd"}
    for kind in ("adv", "feat"):
        assert weights[f"{kind}_mpd"] == sum(whole[f"{kind}_{name}"] for name in DISCRIMINATORS)


LARGEST = torch.finfo(torch.float16).max


@pytest.mark.parametrize(("size", "broken"), [(LARGEST / LOSS_SCALE, False), (16.01, True)])
def test_a_gradient_overflows_where_half_precision_ends(state, size, broken):
    apply_fault("overflow", state)
    for parameter in state.generator.parameters():
        parameter.grad = torch.full_like(parameter, size)
    state.optimizer.param_groups[0]["lr"] = 1e-4
    state.optimizer.step()
    finite = [bool(parameter.isfinite().all()) for parameter in state.generator.parameters()]
    assert not any(finite) if broken else all(finite)


def test_the_scale_doubles_and_never_shrinks():
    scales = [loss_scale(step) for step in range(4 * GROWS_EVERY)]
    assert scales == sorted(scales)
    assert scales[GROWS_EVERY] == 2 * scales[0] == 2 * LOSS_SCALE
