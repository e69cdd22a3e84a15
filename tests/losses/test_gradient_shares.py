import pytest
import torch
from torch import nn

from course_lib.losses.gradient_shares import shares_at_output, shares_in_parameters


def test_shares_at_the_output_are_those_of_the_gradients_there():
    output = torch.zeros(4, 1, 5, requires_grad=True)
    losses = {"three": 3 * output.sum(), "one": -output.sum()}

    assert shares_at_output(losses, output) == pytest.approx({"three": 0.75, "one": 0.25})


def test_shares_at_the_output_differ_from_shares_in_the_parameters():
    # y = (w0 · 1, w1 · 0.01): equal gradients at y, a hundredth of one of them behind it
    weight = nn.Parameter(torch.ones(2))
    output = weight * torch.tensor([1.0, 0.01])
    losses = {"loud": output[0], "quiet": output[1]}

    assert shares_at_output(losses, output) == pytest.approx({"loud": 0.5, "quiet": 0.5})
    assert shares_in_parameters(losses, [weight]) == pytest.approx(
        {"loud": 1 / 1.01, "quiet": 0.01 / 1.01}
    )


def test_measuring_leaves_stored_gradients_and_the_graph_alone():
    weight, unused = nn.Parameter(torch.ones(3)), nn.Parameter(torch.ones(1))
    output = weight * 2
    losses = {"a": output.sum()}
    weight.grad = torch.full((3,), 7.0)

    shares_at_output(losses, output)
    shares_in_parameters(losses, [weight, unused])

    assert weight.grad.tolist() == [7, 7, 7]
    assert unused.grad is None
    losses["a"].backward()  # the graph is still there
    assert weight.grad.tolist() == [9, 9, 9]


def test_without_gradients_all_shares_are_zero():
    weight = nn.Parameter(torch.ones(2))
    output = weight.clone()
    losses = {"a": 0 * output.sum(), "b": 0 * output.sum()}

    assert shares_at_output(losses, output) == {"a": 0, "b": 0}
    assert shares_in_parameters(losses, [weight]) == {"a": 0, "b": 0}
