"""The share of each loss in the gradient, and losses that appear, disappear or are zero."""

import itertools
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.losses import Balancer


def wave(batch=4, seed=0):
    draw = torch.Generator().manual_seed(seed)
    return torch.randn(batch, 1, 8, dtype=torch.float64, generator=draw).requires_grad_(True)


def pull(output, direction, size):
    """A loss whose gradient has the norm ``size`` in every item, along one axis of time."""
    return size * output[..., direction].sum()


def received(balancer, losses, output):
    output.grad = None
    balancer.backward(losses, output)
    return output.grad


# ---------------------------------------------------------------- shares


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(0.1, 10.0), st.floats(1e-4, 1e6)), min_size=2, max_size=5))
def test_each_loss_gets_its_share_whatever_its_size(weights_and_sizes):
    weights = {str(k): weight for k, (weight, _) in enumerate(weights_and_sizes)}
    output = wave()
    losses = {str(k): pull(output, k, size) for k, (_, size) in enumerate(weights_and_sizes)}

    # each loss pulls along its own axis, so the result shows what each of them contributed
    gradient = received(Balancer(weights), losses, output)

    for k, weight in enumerate(weights.values()):
        share = gradient[..., k].abs().mean().item()
        assert share == pytest.approx(weight / sum(weights.values()), rel=1e-6)


def test_shares_are_right_within_two_percent_while_sizes_vary():
    balancer = Balancer({"loud": 1.0, "quiet": 3.0})
    draw = torch.Generator().manual_seed(1)
    sums = torch.zeros(2, dtype=torch.float64)
    for _ in range(2000):
        output = wave()
        loud, quiet = torch.rand(2, generator=draw).add(0.5).tolist()
        losses = {"loud": pull(output, 0, 1e4 * loud), "quiet": pull(output, 1, 1e-3 * quiet)}
        sums += received(balancer, losses, output).abs().mean(dim=(0, 1))[:2]

    shares = sums / sums.sum()

    torch.testing.assert_close(shares, torch.tensor([0.25, 0.75]).double(), rtol=0.02, atol=0)


def test_total_norm_is_the_norm_of_aligned_gradients():
    output = wave()
    losses = {"a": pull(output, 0, 7.0), "b": pull(output, 0, 0.01)}

    gradient = received(Balancer({"a": 1.0, "b": 1.0}, total_norm=2.5), losses, output)

    torch.testing.assert_close(gradient.norm(dim=(1, 2)), torch.full((4,), 2.5).double())


def test_without_balancing_the_gradient_is_that_of_the_weighted_sum():
    output = wave()
    square, cube = output.square().mean(), output.pow(3).mean()
    (expected,) = torch.autograd.grad(2 * square - 0.5 * cube, output, retain_graph=True)
    balancer = Balancer({"square": 2.0, "cube": -0.5}, balance_grads=False)

    value = balancer.backward({"square": square, "cube": cube}, output)

    torch.testing.assert_close(output.grad, expected)
    torch.testing.assert_close(value, (2 * square - 0.5 * cube).detach())


def test_the_returned_loss_uses_the_factors_that_the_gradients_got():
    output = wave()
    losses = {"a": pull(output, 0, 4.0), "b": pull(output, 1, 0.5)}

    value = Balancer({"a": 1.0, "b": 1.0}).backward(losses, output)

    expected = 0.5 / 4.0 * losses["a"] + 0.5 / 0.5 * losses["b"]
    torch.testing.assert_close(value, expected.detach())


def test_a_norm_per_item_does_not_grow_with_the_batch_and_one_per_batch_does():
    for per_item, factor in ((True, 1.0), (False, math.sqrt(9))):
        balancer = Balancer({"a": 1.0}, per_batch_item=per_item)
        output = wave(batch=9)

        gradient = received(balancer, {"a": pull(output, 0, 5.0)}, output)

        assert gradient[..., 0].abs().mean().item() * factor == pytest.approx(1.0)


def test_the_order_of_the_losses_changes_not_one_bit():
    weights = {"a": 1.0, "b": 0.3, "c": 7.0}
    results = []
    for order in itertools.permutations(weights):
        balancer = Balancer(weights)
        for seed in range(3):
            output = wave(seed=seed)
            losses = {
                "a": output.square().mean(),
                "b": output.sin().sum(),
                "c": (output - 1).abs().mean(),
            }
            gradient = received(balancer, {name: losses[name] for name in order}, output)
        results.append(gradient)

    assert all(torch.equal(results[0], other) for other in results)


def test_the_gradient_flows_into_the_graph_behind_the_output():
    parameter = torch.ones(8, dtype=torch.float64, requires_grad=True)
    output = parameter.expand(2, 1, 8) * 2.0

    Balancer({"a": 1.0}).backward({"a": pull(output, 3, 10.0)}, output)

    # two items, each with a gradient of norm 1 at the output, times the factor 2 on the way
    expected = torch.zeros(8).double()
    expected[3] = 4.0
    torch.testing.assert_close(parameter.grad, expected)


# ---------------------------------------------------------------- the moving average


@pytest.mark.parametrize("decay", [0.9, 0.5])
def test_the_usual_size_is_the_bias_corrected_average_of_all_steps(decay):
    sizes = [3.0, 100.0, 0.2, 5.0]
    balancer = Balancer({"a": 1.0}, ema_decay=decay)
    for t, size in enumerate(sizes):
        output = wave()
        gradient = received(balancer, {"a": pull(output, 0, size)}, output)

        memory = [decay ** (t - s) for s in range(t + 1)]
        usual = sum(m * x for m, x in zip(memory, sizes, strict=False)) / sum(memory)
        assert gradient[0, 0, 0].item() == pytest.approx(size / usual, rel=1e-9)


@pytest.mark.parametrize("decay", [1.0, 0.0, None])
def test_a_decay_of_one_none_or_zero_is_the_plain_mean(decay):
    sizes = [3.0, 100.0, 0.2]
    balancer = Balancer({"a": 1.0}, ema_decay=decay)
    for size in sizes:
        output = wave()
        gradient = received(balancer, {"a": pull(output, 0, size)}, output)

    assert gradient[0, 0, 0].item() == pytest.approx(0.2 / (sum(sizes) / 3), rel=1e-9)


# ---------------------------------------------------------------- monitoring


def test_monitor_says_which_part_of_all_sizes_is_each_losss():
    output = wave()
    losses = {"a": pull(output, 0, 6.0), "b": pull(output, 1, 2.0)}
    balancer = Balancer({"a": 1.0, "b": 0.0}, monitor=True)

    balancer.backward(losses, output)

    assert balancer.metrics == pytest.approx({"ratio_a": 0.75, "ratio_b": 0.25})


def test_without_monitor_there_are_no_metrics():
    output, balancer = wave(), Balancer({"a": 1.0})

    balancer.backward({"a": pull(output, 0, 1.0)}, output)

    assert balancer.metrics == {}


# ---------------------------------------------------------------- losses that appear and disappear


def step(balancer, seed=0, **sizes):
    """One call with losses along axes 0, 1, 2 for the names a, b, c."""
    output = wave(seed=seed)
    losses = {name: pull(output, "abc".index(name), size) for name, size in sizes.items()}
    return received(balancer, losses, output).abs().mean(dim=(0, 1))[:3]


def test_the_losses_present_share_the_whole_gradient():
    balancer = Balancer({"a": 1.0, "b": 3.0, "c": 4.0})

    alone, joined = step(balancer, a=5.0), step(balancer, a=5.0, b=0.1)
    after = step(balancer, a=5.0)

    torch.testing.assert_close(alone, torch.tensor([1.0, 0.0, 0.0]).double())
    torch.testing.assert_close(joined, torch.tensor([0.25, 0.75, 0.0]).double())
    torch.testing.assert_close(after, alone)


def test_a_loss_that_vanished_comes_back_with_its_old_size():
    balancer = Balancer({"a": 1.0, "b": 1.0}, ema_decay=0.9)
    for _ in range(3):
        step(balancer, a=2.0, b=10.0)
    for _ in range(50):
        step(balancer, a=2.0)

    assert step(balancer, a=2.0, b=10.0)[1].item() == pytest.approx(0.5)


def test_a_loss_of_zero_gradient_does_no_harm():
    balancer = Balancer({"a": 1.0, "b": 1.0}, monitor=True)
    output = wave()

    value = balancer.backward({"a": pull(output, 0, 3.0), "b": (0 * output).sum() + 7}, output)

    assert output.grad[0, 0, 0].item() == pytest.approx(0.5)
    assert balancer.metrics == {"ratio_a": 1.0, "ratio_b": 0.0}
    assert value.item() == pytest.approx(0.5 / 3.0 * pull(output, 0, 3.0).item())


def test_a_loss_that_wakes_up_after_a_long_sleep_is_not_blown_up():
    balancer = Balancer({"a": 1.0, "b": 1.0})
    for _ in range(300):
        step(balancer, a=2.0, b=0.0)

    assert step(balancer, a=2.0, b=10.0)[1].item() == pytest.approx(0.5)


def test_all_losses_zero_send_back_zero():
    balancer = Balancer({"a": 1.0, "b": 1.0}, monitor=True)

    gradient = step(balancer, a=0.0, b=0.0)

    assert gradient.tolist() == [0.0, 0.0, 0.0]
    assert balancer.metrics == {"ratio_a": 0.0, "ratio_b": 0.0}
    assert balancer.skipped_batches == 0


def test_a_loss_of_weight_zero_is_measured_and_changes_nothing():
    with_it, without = Balancer({"a": 1.0, "b": 0.0}, monitor=True), Balancer({"a": 1.0})

    torch.testing.assert_close(step(with_it, a=2.0, b=6.0), step(without, a=2.0))
    assert with_it.metrics["ratio_b"] == pytest.approx(0.75)


# ---------------------------------------------------------------- dtypes and shapes


@pytest.mark.parametrize(
    ("dtype", "result"),
    [
        (torch.float64, torch.float64),
        (torch.float32, torch.float32),
        (torch.bfloat16, torch.float32),
        (torch.float16, torch.float32),
    ],
)
def test_the_loss_has_the_dtype_of_the_output_but_at_least_float32(dtype, result):
    output = wave().detach().to(dtype).requires_grad_(True)

    value = Balancer({"a": 1.0}).backward({"a": output.square().mean()}, output)

    assert value.dtype == result
    assert value.shape == ()
    assert output.grad.dtype == dtype


def test_norms_of_sixteen_bit_gradients_do_not_overflow():
    output = wave().detach().half().requires_grad_(True)

    # eight times 30000 makes a norm of 84853, and the largest number in float16 is 65504
    gradient = received(Balancer({"a": 1.0}), {"a": (30000.0 * output).sum()}, output)

    torch.testing.assert_close(gradient, torch.full((4, 1, 8), 1 / math.sqrt(8)).half())


def test_a_loss_of_shape_one_is_a_scalar_too():
    output = wave()

    value = Balancer({"a": 1.0}).backward({"a": pull(output, 0, 2.0).reshape(1)}, output)

    assert value.shape == ()


def test_outputs_of_any_number_of_axes_are_fine():
    for shape in ((3,), (3, 4), (3, 2, 4, 5)):
        output = torch.ones(shape, requires_grad=True)

        Balancer({"a": 1.0}).backward({"a": output.square().sum()}, output)

        per_item = output.grad.reshape(3, -1).norm(dim=1)
        torch.testing.assert_close(per_item, torch.ones(3))
