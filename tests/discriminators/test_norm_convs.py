"""Our convolutions equal those with torch's hooks, and do what the hooks can't."""

import copy
import warnings

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from course_lib.discriminators.norm_convs import (
    LEAKY_SLOPE,
    NormConv1d,
    NormConv2d,
    SpectralNormConv,
    make_activation,
    shortest_input,
)

HOOKS = {"weight_norm": nn.utils.weight_norm, "spectral_norm": nn.utils.spectral_norm}
OURS = {1: lambda norm: NormConv1d(4, 6, 5, stride=2, padding=2, groups=2, norm=norm)}
OURS[2] = lambda norm: NormConv2d(4, 6, (3, 5), stride=(1, 2), dilation=(2, 1), norm=norm)
PLAIN = {1: lambda: nn.Conv1d(4, 6, 5, stride=2, padding=2, groups=2)}
PLAIN[2] = lambda: nn.Conv2d(4, 6, (3, 5), stride=(1, 2), dilation=(2, 1))


def twins(dimensions, norm):
    """Build torch's hooked convolution and ours from the same seed."""
    torch.manual_seed(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # torch's weight_norm is deprecated
        theirs = HOOKS[norm](PLAIN[dimensions]())
    torch.manual_seed(3)
    return theirs, OURS[dimensions](norm)


def image(dimensions, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(2, 4, *(16,) * dimensions, generator=generator)


@pytest.mark.parametrize("dimensions", [1, 2])
@pytest.mark.parametrize("norm", HOOKS)
def test_three_training_steps_are_equal_to_the_bit_to_those_of_torchs_hooks(dimensions, norm):
    theirs, ours = twins(dimensions, norm)
    assert list(theirs.state_dict()) == list(ours.conv.state_dict())
    assert [n for n, _ in theirs.named_parameters()] == [n for n, _ in ours.conv.named_parameters()]

    optimizers = [torch.optim.SGD(m.parameters(), lr=0.1) for m in (theirs, ours)]
    for step in range(3):
        for module, optimizer in zip((theirs, ours), optimizers, strict=True):
            optimizer.zero_grad()
            module(image(dimensions, step)).square().mean().backward()
            optimizer.step()

    for (key, expected), got in zip(
        theirs.state_dict().items(), ours.conv.state_dict().values(), strict=True
    ):
        assert torch.equal(expected, got), key
    theirs.eval(), ours.eval()
    assert torch.equal(theirs(image(dimensions)), ours(image(dimensions)))


def test_no_norm_is_a_plain_convolution():
    torch.manual_seed(3)
    plain = PLAIN[1]()
    torch.manual_seed(3)
    ours = OURS[1]("none")

    assert list(ours.state_dict()) == ["conv.weight", "conv.bias"]
    assert torch.equal(plain(image(1)), ours(image(1)))


def test_a_group_norm_brings_each_item_to_mean_zero_and_variance_one():
    conv = NormConv1d(4, 6, 5, norm="time_group_norm")

    out = conv(10 * image(1) + 3)

    assert list(conv.state_dict()) == ["conv.weight", "conv.bias", "norm.weight", "norm.bias"]
    # float32 sums over 72 values; GroupNorm adds 1e-5 to the variance
    assert torch.allclose(out.mean(dim=(1, 2)), torch.zeros(2), atol=1e-5)
    assert torch.allclose(out.var(dim=(1, 2), correction=0), torch.ones(2), atol=1e-4)


def test_weight_norm_keeps_the_length_of_a_weight_when_its_direction_is_scaled():
    conv = NormConv1d(4, 6, 5, norm="weight_norm")
    before = conv(image(1))

    with torch.no_grad():
        conv.conv.weight_v *= 7

    assert torch.allclose(before, conv(image(1)), atol=1e-6)
    assert torch.allclose(
        conv.conv.weight.flatten(1).norm(dim=1), conv.conv.weight_g.flatten(), atol=1e-6
    )


@pytest.mark.parametrize("norm", ["weight_norm", "spectral_norm"])
def test_a_copy_made_after_a_backward_learns_alone(norm):
    conv = OURS[1](norm)
    conv(image(1)).sum().backward()

    twin = copy.deepcopy(conv)
    before = conv.state_dict()["conv.bias"].clone()
    twin.conv.bias.data += 1

    assert torch.equal(conv.conv.bias, before)
    assert torch.equal(twin.conv.bias, before + 1)


# Spectral norm in eval mode, before any training


def largest_gain(conv):
    return torch.linalg.matrix_norm(conv.weight.flatten(1), 2).item()


@pytest.mark.parametrize("seed", range(5))
def test_a_fresh_spectral_norm_is_sane_in_eval_mode(seed):
    torch.manual_seed(seed)
    conv = NormConv1d(16, 32, 5, norm="spectral_norm")
    # The estimate can only be too small, so the gain only too large: what torch's hook leaves here.
    assert largest_gain(conv.conv) > 3

    conv.eval()

    assert 0.999 < largest_gain(conv.conv) < 1.2


def test_eval_leaves_vectors_alone_that_were_trained_or_loaded():
    fresh, loaded, trained = (NormConv1d(4, 6, 5, norm="spectral_norm") for _ in range(3))
    state = fresh.state_dict()
    loaded.load_state_dict(state)
    trained(image(1))
    after_training = trained.conv.weight_u.clone()

    assert torch.equal(loaded.eval().conv.weight_u, state["conv.weight_u"])
    assert torch.equal(trained.eval().conv.weight_u, after_training)


def test_eval_settles_vectors_that_a_partial_state_did_not_bring():
    conv = NormConv1d(4, 6, 5, norm="spectral_norm")
    before = conv.conv.weight_u.clone()

    conv.load_state_dict({"conv.bias": torch.zeros(6)}, strict=False)

    assert not torch.equal(conv.eval().conv.weight_u, before)


def test_settling_draws_no_random_numbers():
    conv = NormConv1d(4, 6, 5, norm="spectral_norm")
    before = torch.get_rng_state()

    conv.eval()

    assert torch.equal(before, torch.get_rng_state())


def test_a_training_forward_does_not_spoil_an_earlier_graph():
    conv = NormConv1d(4, 6, 5, norm="spectral_norm").eval()
    loss = conv(image(1)).square().mean()
    (expected,) = torch.autograd.grad(loss, [conv.conv.weight_orig], retain_graph=True)

    conv.train()(image(1, seed=1))  # writes new vectors

    (gradient,) = torch.autograd.grad(loss, [conv.conv.weight_orig])
    assert torch.equal(gradient, expected)


def test_only_a_training_forward_moves_the_vectors():
    conv = NormConv1d(4, 6, 5, norm="spectral_norm").eval()
    before = conv.conv.weight_u.clone()

    conv(image(1))
    assert torch.equal(conv.conv.weight_u, before)

    conv.train()(image(1))
    assert not torch.equal(conv.conv.weight_u, before)


# Names


@pytest.mark.parametrize("norm", ["weightnorm", "Spectral_Norm", "wn"])
def test_an_unknown_norm_is_refused_with_the_known_ones(norm):
    with pytest.raises(
        ValueError, match=rf"no norm is called '{norm}'.*weight_norm, spectral_norm"
    ):
        NormConv1d(1, 1, 3, norm=norm)


def test_a_misspelt_norm_gets_a_suggestion():
    with pytest.raises(ValueError, match="Did you mean 'weight_norm'"):
        NormConv2d(1, 1, (3, 3), norm="weigth_norm")


def test_a_misspelt_activation_gets_a_suggestion():
    with pytest.raises(ValueError, match=r"no activation is called 'LeakyRelu'.*mean 'LeakyReLU'"):
        make_activation("LeakyRelu", LEAKY_SLOPE)


@pytest.mark.parametrize("name", ["GLU", "MultiheadAttention", "Conv1d"])
def test_a_class_that_cannot_follow_a_convolution_is_refused(name):
    with pytest.raises(ValueError, match=f"no activation is called '{name}'"):
        make_activation(name, {})


def test_parameters_of_another_activation_are_refused_with_the_way_out():
    with pytest.raises(TypeError, match=r"ELU doesn't take .*pass activation_params=\{\}"):
        make_activation("ELU", LEAKY_SLOPE)
    assert make_activation("ELU", {"alpha": 0.5}).alpha == 0.5


# Sizes


layers = st.builds(
    dict,
    kernel_size=st.integers(1, 7),
    stride=st.integers(1, 4),
    padding=st.integers(0, 3),
)


@given(layer=layers, positions=st.integers(1, 30))
@settings(deadline=None)
def test_positions_out_counts_what_torch_makes(layer, positions):
    conv = NormConv1d(1, 1, **layer)
    expected = conv.positions_out(positions)
    if expected < 1:
        with pytest.raises(RuntimeError):
            conv(torch.zeros(1, 1, positions))
    else:
        assert conv(torch.zeros(1, 1, positions)).shape[-1] == expected


@given(layer=layers, wanted=st.integers(1, 20))
@settings(deadline=None)
def test_positions_in_is_the_fewest_that_do(layer, wanted):
    conv = NormConv1d(1, 1, **layer)
    needed = conv.positions_in(wanted)
    assert conv.positions_out(needed) >= wanted
    assert needed == 1 or conv.positions_out(needed - 1) < wanted


def test_the_shortest_input_of_three_halvings_is_counted_backwards():
    # Kernel 2, stride 2, no padding: one position needs two, and those four, and those eight.
    halvings = [NormConv1d(1, 1, 2, stride=2) for _ in range(3)]
    assert shortest_input(halvings, widths=[1, 1, 1]) == 8


def test_a_group_norm_over_one_channel_needs_two_values():
    lone, pair = (NormConv1d(1, n, 1, norm="time_group_norm") for n in (1, 2))
    assert shortest_input([lone], widths=[1]) == 2
    assert shortest_input([lone], widths=[2]) == 1
    assert shortest_input([pair], widths=[1]) == 1
    with pytest.raises(ValueError, match="more than 1 value"):
        lone(torch.zeros(1, 1, 1))


def test_every_spectral_norm_of_a_network_settles_with_it():
    network = nn.Sequential(*(NormConv1d(4, 4, 3, norm="spectral_norm") for _ in range(2))).eval()
    assert all(m.settled for m in network.modules() if isinstance(m, SpectralNormConv))
