"""Compare plain data: what a learner's answer returned with what the solution returned."""

from collections.abc import Iterator
from typing import NamedTuple

from course_lib.classroom.exercises.measuring.data import Data, is_raised, is_scalar, is_tensor

RTOL, ATOL = 1e-4, 1e-6  # float32 sums differ in the last digits from one machine to the next
_FLOATS = {"float32", "float64"}


class Mismatch(NamedTuple):
    """A place where two pieces of data differ: the keys that lead there, and both values."""

    path: tuple[str | int, ...]
    got: Data
    expected: Data


def same(got: Data, expected: Data, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Return True if two pieces of data agree: |got - expected| <= atol + rtol * |expected|.

    Integers, strings and shapes must be equal. Two calls that raised agree if the exceptions have
    the same type, since the wording of a message is up to its author. The container doesn't matter
    where the value is the same: float64 agrees with float32, a tensor without axes with the number
    in it unless autograd tracks it, and a tensor of numbers with the list that is expected.
    """
    return next(differences(got, expected, rtol, atol), None) is None


def differences(
    got: Data,
    expected: Data,
    rtol: float = RTOL,
    atol: float = ATOL,
    path: tuple[str | int, ...] = (),
) -> Iterator[Mismatch]:
    """Yield the places where two pieces of data differ. A tensor counts as one place."""
    got, expected = _unwrapped(got, expected)
    if is_tensor(got) and is_tensor(expected):
        if not _same_tensors(got, expected, rtol, atol):
            yield Mismatch(path, got, expected)
    elif is_raised(got) and is_raised(expected):
        if _key(got, "raises") != _key(expected, "raises"):
            yield Mismatch(path, got, expected)
    elif isinstance(got, list) and isinstance(expected, list) and len(got) == len(expected):
        for i, (a, b) in enumerate(zip(got, expected, strict=True)):
            yield from differences(a, b, rtol, atol, (*path, i))
    elif isinstance(got, dict) and isinstance(expected, dict) and got.keys() == expected.keys():
        for key, b in expected.items():
            yield from differences(got[key], b, rtol, atol, (*path, key))
    elif not _same_values(got, expected, rtol, atol):
        yield Mismatch(path, got, expected)


def wrong_values(
    got: Data,
    expected: Data,
    rtol: float = RTOL,
    atol: float = ATOL,
    index: tuple[int, ...] = (),
) -> Iterator[tuple[tuple[int, ...], Data, Data]]:
    """Yield index, got and expected for the values that differ in two tensors of one shape."""
    if isinstance(got, list) and isinstance(expected, list):
        for i, (a, b) in enumerate(zip(got, expected, strict=True)):
            yield from wrong_values(a, b, rtol, atol, (*index, i))
    elif not _same_values(got, expected, rtol, atol):
        yield index, got, expected


def _unwrapped(got: Data, expected: Data) -> tuple[Data, Data]:
    """Return both, as plain values where one is a tensor and the other one isn't."""
    if is_tensor(got) == is_tensor(expected):
        return got, expected
    if isinstance(expected, dict) and is_scalar(expected):  # a number in place of a scalar tensor
        plain = isinstance(got, int | float) and "tracked" not in expected
        return (got, expected["values"]) if plain else (got, expected)
    if isinstance(got, dict) and is_tensor(got):
        plain_type = list if got["shape"] else int | float
        if isinstance(expected, plain_type) and "tracked" not in got:
            return got["values"], expected
    return got, expected


def same_kind(got: dict[str, Data], expected: dict[str, Data]) -> bool:
    """Return True if two tensors may have these dtypes: equal ones, or float64 for float32."""
    if got["shape"] == expected["shape"] == []:
        return (got["dtype"] == "bool") == (expected["dtype"] == "bool")
    return {got["dtype"], expected["dtype"]} <= _FLOATS or got["dtype"] == expected["dtype"]


def _same_tensors(got: Data, expected: Data, rtol: float, atol: float) -> bool:
    if not isinstance(got, dict) or not isinstance(expected, dict):
        return False
    if got["shape"] != expected["shape"] or not same_kind(got, expected):
        return False
    return _same_values(got["values"], expected["values"], rtol, atol)


def _same_values(a: Data, b: Data, rtol: float, atol: float) -> bool:
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    if isinstance(a, int | float) and isinstance(b, int | float):
        return abs(a - b) <= atol + rtol * abs(b)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(
            _same_values(x, y, rtol, atol) for x, y in zip(a, b, strict=True)
        )
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same_values(a[k], b[k], rtol, atol) for k in a)
    return type(a) is type(b) and a == b


def _key(data: Data, key: str) -> Data:
    return data.get(key) if isinstance(data, dict) else None
