"""Quantisation: nine values forward, a slope as if nothing had happened backward."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.gan.codec.quantizer import FiniteScalarQuantizer


def test_there_are_exactly_nine_evenly_spaced_levels():
    z = torch.linspace(-6, 6, 4001)

    values = FiniteScalarQuantizer(9)(z).unique()

    assert values.tolist() == [k / 4 for k in range(-4, 5)]


@given(levels=st.sampled_from([3, 5, 7, 9, 15]))
def test_every_level_can_be_reached_and_no_other_value(levels):
    values = FiniteScalarQuantizer(levels)(torch.linspace(-9, 9, 2001)).unique()

    torch.testing.assert_close(values, torch.linspace(-1, 1, levels))


def test_rounding_goes_to_the_nearest_level():
    quantizer, z = FiniteScalarQuantizer(9), torch.linspace(-3, 3, 1001)

    error = quantizer(z) - torch.tanh(z)

    assert error.abs().max() <= 1 / 8 + 1e-6
    assert error.abs().max() > 0.12


def test_the_gradient_is_that_of_the_squashing_alone():
    z = torch.linspace(-3, 3, 101, dtype=torch.float64, requires_grad=True)
    weights = torch.linspace(1, 2, 101, dtype=torch.float64)

    (FiniteScalarQuantizer(9)(z) * weights).sum().backward()

    torch.testing.assert_close(z.grad, weights * (1 - torch.tanh(z.detach()) ** 2))


def test_codes_can_be_sent_as_whole_numbers():
    quantizer = FiniteScalarQuantizer(9)
    codes = quantizer(torch.randn(2, 16, 50))

    numbers = quantizer.to_indices(codes)

    assert numbers.dtype == torch.int64
    assert (numbers.min(), numbers.max()) == (0, 8)
    assert torch.equal(quantizer.from_indices(numbers), codes)


def test_nan_is_not_turned_into_a_level():
    assert FiniteScalarQuantizer(9)(torch.tensor([float("nan")])).isnan().all()


@pytest.mark.parametrize("levels", [8, 1, 0, -3])
def test_a_number_of_levels_without_a_zero_among_them_is_refused(levels):
    with pytest.raises(ValueError, match=f"an odd number, 3 or more, got {levels}"):
        FiniteScalarQuantizer(levels)
