import json
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.classroom.exercises.compare import differences, same
from course_lib.classroom.exercises.data import MAX_LEAVES, errors_in, is_tensor, to_data

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


@given(plain, plain)
def test_values_that_json_tells_apart_differ(a, b):
    numbers = isinstance(a, int | float) and isinstance(b, int | float)
    if json.dumps(a) != json.dumps(b) and not numbers and not isinstance(a, list | dict):
        assert not same(to_data(a), to_data(b))


@given(st.lists(st.integers(0, 3), max_size=3), st.sampled_from([torch.float32, torch.int64]))
def test_a_tensor_keeps_dtype_shape_and_values(shape, dtype):
    tensor = torch.arange(math.prod(shape)).reshape(shape).to(dtype)
    data = to_data(tensor)
    assert is_tensor(data)
    assert data["shape"] == shape
    assert torch.equal(torch.tensor(data["values"], dtype=dtype).reshape(shape), tensor)
    assert data["dtype"] == str(dtype).removeprefix("torch.")


@pytest.mark.parametrize(
    ("got", "expected", "agree"),
    [
        (torch.ones(3), torch.ones(3) + 5e-5, True),  # rtol 1e-4
        (torch.ones(3), torch.ones(3) + 5e-4, False),
        (torch.zeros(3), torch.zeros(3) + 5e-7, True),  # atol 1e-6
        (torch.ones(3), torch.ones(1, 3), False),
        (torch.ones(3), torch.ones(3, dtype=torch.float64), True),  # either is a right answer
        (torch.ones(3), torch.ones(3, dtype=torch.int64), False),
        (torch.ones(3), torch.ones(3, dtype=torch.float16), False),
        (torch.tensor(11), 11, True),
        (torch.tensor(11.5, dtype=torch.float64), 11.5, True),
        (torch.tensor([11]), 11, False),
        (torch.tensor(12), 11, False),
        (np.int64(11), 11, True),
        (np.int64(12), 11, False),
        (np.float32(0.5), 0.5, True),
        (np.bool_(True), True, True),
        (np.bool_(True), 1, False),
        (torch.tensor([100_000]), torch.tensor([100_001]), False),
        (torch.ones(2, requires_grad=True), torch.ones(2), True),
        (torch.ones(2), [1.0, 1.0], False),
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
        (lambda: torch.zeros(3, device="meta"), "cannot be read"),
        (lambda: circle, "deep"),
        (lambda: {1, 2}, "set"),
    ],
)
def test_what_is_no_plain_data_becomes_an_error_text(make, word):
    data = to_data(make())
    assert word in "".join(errors_in(data))
    json.dumps(data, allow_nan=False)


def test_an_error_text_agrees_with_nothing_that_is_right():
    assert not same(to_data(Liar()), to_data(torch.ones(2)))
    assert not same(to_data(torch.tensor(math.nan)), to_data(torch.tensor(0.0)))


def test_the_numbers_of_one_value_are_limited_together():
    data = to_data([torch.zeros(MAX_LEAVES // 2)] * 4)
    assert len(list(errors_in(data))) >= 2
