"""Compare plain data: what a learner's answer returned with what the solution returned."""

from collections.abc import Iterator
from typing import NamedTuple

from course_lib.classroom.exercises.measuring.data import Data, is_raised, is_tensor

RTOL, ATOL = 1e-4, 1e-6  # float32 sums differ in the last digits from one machine to the next


class Mismatch(NamedTuple):
    """A place where two pieces of data differ: the keys that lead there, and both values."""

    path: tuple[str | int, ...]
    got: Data
    expected: Data


def same(got: Data, expected: Data, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Return True if two pieces of data agree: |got - expected| <= atol + rtol * |expected|.

    Integers, strings and shapes must be equal. Two calls that raised agree if the exceptions have
    the same type, since the wording of a message is up to its author.
    """
    return next(differences(got, expected, rtol, atol), None) is None


def differences(
    got: Data,
    expected: Data,
    rtol: float = RTOL,
    atol: float = ATOL,
    path: tuple[str | int, ...] = (),
) -> Iterator[Mismatch]:
    """Yield the places where two pieces of data differ. A tensor counts as one place.

    A tensor may be float64 where float32 is expected, and a tensor without axes may take a number's
    place.
    """
    if is_tensor(got) and isinstance(expected, int | float):
        got = _key(got, "values") if _key(got, "shape") == [] else got
    if is_tensor(got) and is_tensor(expected):
        if not _same_values(_any_float(got), _any_float(expected), rtol, atol):
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


def _any_float(tensor: Data) -> Data:
    """Return the data of a tensor with one name for the two usual floating-point types."""
    usual = isinstance(tensor, dict) and tensor["dtype"] in ("float32", "float64")
    return tensor | {"dtype": "float"} if isinstance(tensor, dict) and usual else tensor


def _key(data: Data, key: str) -> Data:
    return data.get(key) if isinstance(data, dict) else None
