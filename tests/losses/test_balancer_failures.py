"""What the balancer refuses, what it skips, and how it comes back after a stop."""

import copy
import json
import pickle

import pytest
import torch

from course_lib.losses import Balancer

NAN, INF = float("nan"), float("inf")


def wave(seed=0):
    draw = torch.Generator().manual_seed(seed)
    return torch.randn(4, 1, 8, dtype=torch.float64, generator=draw).requires_grad_(True)


def step(balancer, seed=0, **factors):
    output = wave(seed)
    losses = {"sq": output.square().mean(), "l1": (output - 1).abs().sum()}
    losses = {name: factors.get(name, 1.0) * loss for name, loss in losses.items()}
    value = balancer.backward(losses, output)
    return value, output.grad


def make(**options):
    return Balancer({"sq": 1.0, "l1": 2.0}, monitor=True, **options)


# ---------------------------------------------------------------- bad batches


@pytest.mark.parametrize("poison", [NAN, INF, -INF])
@pytest.mark.parametrize("balance", [True, False])
def test_a_gradient_that_is_not_finite_is_dropped_and_counted(poison, balance):
    balancer = make(balance_grads=balance)
    step(balancer)
    before = balancer.state_dict()

    value, gradient = step(balancer, l1=poison)

    assert value.isnan()
    assert gradient is None
    assert balancer.metrics == {}
    assert balancer.state_dict() == {**before, "skipped_batches": 1}


def test_after_a_skipped_batch_the_next_step_is_as_if_it_had_never_come():
    disturbed, calm = make(), make()
    for balancer in (disturbed, calm):
        step(balancer, 1)
    step(disturbed, 2, sq=NAN)

    results = [step(balancer, 3) for balancer in (disturbed, calm)]

    assert all(map(torch.equal, *results))


def test_an_optimiser_passes_over_a_skipped_batch():
    parameter = torch.nn.Parameter(torch.ones(4, 1, 8))
    optimizer = torch.optim.AdamW([parameter], weight_decay=0.5)
    output = parameter * 2

    Balancer({"a": 1.0}).backward({"a": NAN * output.sum()}, output)
    optimizer.step()

    assert torch.equal(parameter, torch.ones(4, 1, 8))


# ---------------------------------------------------------------- refusals


def refused(balancer, losses, output, message):
    before = balancer.state_dict()
    with pytest.raises(ValueError, match=message):
        balancer.backward(losses, output)
    assert balancer.state_dict() == before
    assert output.grad is None


def test_no_losses_are_refused():
    refused(make(), {}, wave(), "no losses")


def test_a_loss_without_a_weight_is_refused_with_a_guess():
    output = wave()

    refused(
        make(), {"sqq": output.sum()}, output, r"'sqq'\. Did you mean 'sq'\?.*weights for: sq, l1"
    )


def test_a_loss_that_does_not_depend_on_the_output_is_named():
    output, other = wave(), wave(1)
    good = output.square().mean()
    for loss in (other.sum(), torch.tensor(3.0), (output.detach() ** 2).sum()):
        refused(
            make(), {"sq": good, "l1": loss}, output, "loss 'l1' doesn't depend on the given output"
        )


def test_a_detached_output_is_refused():
    output = wave()

    refused(
        make(), {"sq": output.sum()}, output.detach(), "'sq' doesn't depend on the given output"
    )


def test_a_loss_that_is_not_a_scalar_is_refused():
    output = wave()

    refused(
        make(),
        {"sq": output.square()},
        output,
        r"'sq' must be one number, got a tensor \[4, 1, 8\].*mean",
    )


def test_losses_whose_weights_are_all_zero_are_refused():
    output = wave()
    balancer = Balancer({"a": 1.0, "b": 0.0, "c": 0.0})

    refused(balancer, {"c": output.sum(), "b": output.sum()}, output, r"\(c, b\) have weight 0")


def test_without_balancing_weights_of_zero_send_back_zero():
    balancer = Balancer({"a": 0.0}, balance_grads=False)
    output = wave()

    value = balancer.backward({"a": output.sum()}, output)

    assert value.item() == 0.0
    assert output.grad.abs().max().item() == 0.0


@pytest.mark.parametrize("shape", [(), (0, 1, 8)])
def test_an_output_without_items_is_refused_by_name(shape):
    output = torch.ones(shape, requires_grad=True)

    refused(make(), {"sq": output.sum()}, output, r"per item of a batch.*per_batch_item=False")


def test_an_output_without_a_batch_is_fine_if_the_norm_is_not_per_item():
    output = torch.tensor(5.0, requires_grad=True)

    Balancer({"a": 1.0}, per_batch_item=False).backward({"a": output.square()}, output)

    assert output.grad.item() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({}, "no weights"),
        ({"a": 0.0, "b": 0.0}, "all weights are 0"),
        ({"a": 1.0, "b": -1.0}, "weight of 'b' must be .* got -1"),
        ({"a": NAN}, "weight of 'a' must be .* got nan"),
    ],
)
def test_weights_that_cannot_be_shares_are_refused_at_once(weights, message):
    with pytest.raises(ValueError, match=message):
        Balancer(weights)


@pytest.mark.parametrize("decay", [-0.1, 1.1])
def test_a_decay_outside_its_range_is_refused(decay):
    with pytest.raises(ValueError, match=rf"decay must be above 0 and at most 1, got {decay}"):
        make(ema_decay=decay)


def test_weights_changed_by_the_caller_later_change_nothing():
    weights = {"sq": 1.0, "l1": 2.0}
    balancer = Balancer(weights)
    weights["sq"] = 1000.0

    assert torch.equal(step(balancer)[1], step(Balancer({"sq": 1.0, "l1": 2.0}))[1])


# ---------------------------------------------------------------- saved state


def through_json(balancer):
    twin = make()
    twin.load_state_dict(json.loads(json.dumps(balancer.state_dict())))
    return twin


def through_pickle(balancer):
    return pickle.loads(pickle.dumps(balancer))


@pytest.mark.parametrize("carry", [through_json, through_pickle, copy.deepcopy])
def test_a_resumed_balancer_takes_the_same_next_steps(carry):
    straight = make()
    for seed in range(5):
        step(straight, seed)
    step(straight, l1=NAN)
    resumed = carry(straight)

    for seed in range(5, 8):
        assert all(map(torch.equal, step(straight, seed), step(resumed, seed)))
        assert straight.metrics == resumed.metrics
    assert straight.state_dict() == resumed.state_dict()


def test_without_its_state_the_next_step_would_differ():
    straight, forgetful = make(), make()
    step(straight, 0, sq=100.0)

    assert not torch.equal(step(straight, 1)[1], step(forgetful, 1)[1])


def test_a_copy_does_not_share_its_averages():
    balancer = make()
    step(balancer)
    before = balancer.state_dict()

    step(copy.deepcopy(balancer), 1)

    assert balancer.state_dict() == before


def test_a_saved_state_does_not_change_later():
    balancer = make()
    step(balancer)
    state = balancer.state_dict()
    text = json.dumps(state)

    step(balancer, 1)

    assert json.dumps(state) == text


def test_a_state_may_know_fewer_losses_than_there_are_weights():
    young = Balancer({"sq": 1.0})
    output = wave()
    young.backward({"sq": output.square().mean()}, output)
    balancer = make()

    balancer.load_state_dict(young.state_dict())

    assert step(balancer)[1].isfinite().all()


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"sums": {"sqr": 1.0}, "counts": {"sqr": 1.0}}, "'sqr'.*Did you mean 'sq'"),
        ({"sums": {"sq": 1.0}, "counts": {}}, "isn't the state of moving averages"),
        ({"sums": {"sq": NAN}, "counts": {"sq": 1.0}}, "'sq', nan / 1.0, is damaged"),
        ({"sums": {"sq": -1.0}, "counts": {"sq": 1.0}}, "damaged"),
        ({"sums": {"sq": 1.0}, "counts": {"sq": 0.0}}, "damaged"),
    ],
)
def test_a_damaged_or_foreign_state_is_refused_and_changes_nothing(state, message):
    balancer = make()
    step(balancer)
    before = balancer.state_dict()

    with pytest.raises(ValueError, match=message):
        balancer.load_state_dict({**state, "skipped_batches": 5})

    assert balancer.state_dict() == before
