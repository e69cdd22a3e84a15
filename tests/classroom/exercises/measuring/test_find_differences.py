"""Two pieces of data agree exactly, but for the last digits of floats."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.classroom.exercises.measuring.data import to_data
from course_lib.classroom.exercises.measuring.find_differences import differences, same

floats = st.floats(allow_nan=False, allow_infinity=False)


leaves = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.text(max_size=5) | floats


plain = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("got", "expected", "agree"),
    [
        (torch.ones(3), torch.ones(3) + 5e-5, True),  # rtol 1e-4
        (torch.ones(3), torch.ones(3) + 5e-4, False),
        (torch.zeros(3), torch.zeros(3) + 5e-7, True),  # atol 1e-6
        (torch.ones(3), torch.ones(1, 3), False),
        (torch.ones(3, dtype=torch.float64), torch.ones(3), True),
        (torch.ones(3, dtype=torch.float16), torch.ones(3), False),
        (torch.ones(3, dtype=torch.int64), torch.ones(3), False),  # a wave cast to whole numbers
        (torch.ones(3, dtype=torch.bool), torch.ones(3), False),
        (torch.tensor(11), 11, True),
        (np.int64(11), 11, True),
        (np.float32(0.5), 0.5, True),
        (np.array(0.5), 0.5, True),
        (np.bool_(True), True, True),
        (11.0, 11, True),
        (11.5, 11, False),
        (0.5, torch.tensor(0.5), True),
        (torch.tensor(11), 12, False),
        (torch.tensor(True), 1, False),
        (torch.tensor(1.0, requires_grad=True), 1.0, False),  # it would keep its graph alive
        (1.0, torch.tensor(1.0, requires_grad=True), False),  # autograd can't follow a number
        (torch.tensor(11.5, dtype=torch.float64), 11.5, True),
        (torch.tensor([11]), 11, False),
        (np.int64(12), 11, False),
        (np.bool_(True), 1, False),
        (torch.tensor([100_000]), torch.tensor([100_001]), False),
        (torch.ones(2, requires_grad=True), torch.ones(2), True),
        (torch.ones(2), [1.0, 1.0], True),
        ([1.0, 1.0], torch.ones(2), False),
        (1, 1.0, True),
        (1, True, False),
        (100_000, 100_001, False),
        ("a", "b", False),
        ((1, 2), [1, 2], True),
        ([1, 2], [1, 2, 3], False),
        ({"a": 1}, {"b": 1}, False),
        (np.float64(0.5), 0.5, True),
        ({"raises": "ValueError", "message": "a"}, {"raises": "ValueError", "message": "b"}, True),
        ({"raises": "ValueError", "message": "a"}, {"raises": "TypeError", "message": "a"}, False),
    ],
)
def test_agreement_is_exact_but_for_the_last_digits_of_floats(got, expected, agree):
    assert same(to_data(got), to_data(expected)) is agree


def test_a_difference_says_where_it_is():
    got = to_data({"a": [1, {"b": torch.zeros(2)}]})
    expected = to_data({"a": [1, {"b": torch.ones(2)}]})
    assert [place.path for place in differences(got, expected)] == [("a", 1, "b")]


def test_complex_tensors_are_compared_with_both_parts():
    wave = torch.tensor([1 + 2j, 3 - 1j])
    assert to_data(wave)["shape"] == [2]
    assert same(to_data(wave), to_data(wave.conj().conj()))
    assert not same(to_data(wave), to_data(wave.conj()))


@given(plain, plain)
def test_values_with_different_json_differ(a, b):
    numbers = isinstance(a, int | float) and isinstance(b, int | float)
    if json.dumps(a) != json.dumps(b) and not numbers and not isinstance(a, list | dict):
        assert not same(to_data(a), to_data(b))
