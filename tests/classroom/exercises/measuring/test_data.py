"""Objects of any kind become plain data."""

import json
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.classroom.exercises.measuring.data import MAX_LEAVES, errors_in, is_tensor, to_data
from course_lib.classroom.exercises.measuring.find_differences import same

floats = st.floats(allow_nan=False, allow_infinity=False)


leaves = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.text(max_size=5) | floats


plain = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(plain)
def test_plain_values_stay_what_they_are_and_travel_as_json(value):
    data = to_data(value)
    assert data == value
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert same(data, to_data(value))


@given(st.lists(st.integers(0, 3), max_size=3), st.sampled_from([torch.float32, torch.int64]))
def test_a_tensor_keeps_dtype_shape_and_values(shape, dtype):
    tensor = torch.arange(math.prod(shape)).reshape(shape).to(dtype)
    data = to_data(tensor)
    assert is_tensor(data)
    assert data["shape"] == shape
    assert torch.equal(torch.tensor(data["values"], dtype=dtype).reshape(shape), tensor)
    assert data["dtype"] == str(dtype).removeprefix("torch.")


class Liar:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


class LyingList(list):
    def __iter__(self):
        return iter([1, 2, 3])

    def __len__(self):
        return 3

    def __eq__(self, other):
        return True

    __hash__ = None


class Hostile:
    def __getattribute__(self, name):
        raise SystemExit


class LyingTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        raise RuntimeError("mine")


def endless():
    while True:
        yield 1


def test_a_lying_subclass_is_read_by_its_base_class():
    assert to_data(LyingList([7])) == [7]
    assert to_data(torch.ones(2).as_subclass(LyingTensor))["values"] == [1, 1]
    assert not same(to_data(Liar()), to_data(1))


circle: list = []
circle.append(circle)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: float("nan"), "nan"),
        (lambda: -math.inf, "-inf"),
        (lambda: torch.tensor([[1.0, math.nan]]), r"nan at [0, 1]"),
        (lambda: torch.zeros(MAX_LEAVES + 1), "more than"),
        (lambda: [0] * (MAX_LEAVES + 1), "items"),
        (lambda: dict.fromkeys(range(MAX_LEAVES + 1)), "entries"),
        (lambda: 10**5000, "64 bits"),
        (lambda: endless(), "generator"),
        (lambda: np.ones(3), "torch.from_numpy"),
        (lambda: Hostile(), "Hostile"),
        (lambda: Liar(), "Liar"),
        (lambda: ..., "placeholder"),
        (lambda: {Liar(): 1}, "key of type Liar"),
        (lambda: torch.zeros(3, device="meta"), "can't be read"),
        (lambda: circle, "deep"),
        (lambda: {1, 2}, "set"),
    ],
)
def test_an_object_that_is_not_plain_data_becomes_an_error_text(make, word):
    data = to_data(make())
    assert word in "".join(errors_in(data))
    json.dumps(data, allow_nan=False)


def test_an_error_text_agrees_with_nothing_that_is_right():
    assert not same(to_data(Liar()), to_data(torch.ones(2)))
    assert not same(to_data(torch.tensor(math.nan)), to_data(torch.tensor(0.0)))


def test_the_numbers_of_one_value_are_limited_together():
    data = to_data([torch.zeros(MAX_LEAVES // 2)] * 4)
    assert len(list(errors_in(data))) >= 2
