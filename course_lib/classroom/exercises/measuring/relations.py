"""Find a simple relation between what was returned and what was expected.

"The expected values, with the opposite sign" is a fact about two pieces of data. It tells a learner
where to look without a guess at the cause.
"""

import itertools
import math

import torch
from torch import Tensor

from course_lib.classroom.exercises.measuring.data import Data, is_scalar, is_tensor

_RTOL, _ATOL = 1e-4, 1e-6
_MAX_AXES = 4  # a permutation of more axes isn't searched


def relation(got: Data, expected: Data) -> str:
    """Return a sentence that relates two values that differ, or "" if no simple relation is true.

    Args:
        got: What the learner's code returned.
        expected: What the solution returned.
    """
    if isinstance(expected, dict) and is_scalar(expected) and isinstance(got, int | float):
        value = expected["values"]
        if isinstance(value, int | float) and _close(_tensor(got), _tensor(value)):
            return "The value is right, but it's a plain number: autograd can't follow it."
    if isinstance(got, dict) and is_scalar(got) and isinstance(expected, int | float):
        value = got["values"]
        if isinstance(value, int | float) and _close(_tensor(value), _tensor(expected)):
            return "The value is right, but it's a tensor that still carries its graph."
    a, b = _values(got), _values(expected)
    if a is None or b is None or not b.numel() or not a.numel():
        return ""
    return _of_shapes(a, b) if a.shape != b.shape else _of_values(a, b)


def _of_shapes(a: Tensor, b: Tensor) -> str:
    if a.ndim == b.ndim <= _MAX_AXES and sorted(a.shape) == sorted(b.shape):
        for axes in itertools.permutations(range(a.ndim)):
            if _close(a.permute(axes), b):
                return "The values are right; the axes are in another order."
    if a.numel() == b.numel() and b.numel() > 1 and _close(a.flatten(), b.flatten()):
        return "The values are right and in order; only the shape differs."
    if b.numel() == 1 and _close(a.mean(), b.flatten()[0]):
        return "The mean of your values is the expected number."
    return ""


def _of_values(a: Tensor, b: Tensor) -> str:
    """Relate two tensors of one shape."""
    if _close(a, -b):
        return "These are the expected values with the opposite sign."
    if b.numel() < 3:
        return ""
    for axis in range(b.ndim):
        if b.shape[axis] > 1 and _close(a.flip(axis), b):
            where = f" along axis {axis}" if b.ndim > 1 else ""
            return f"These are the expected values in the opposite order{where}."
    if not bool(a.any()):
        return "All of your values are 0."
    if _close(b, b.mean().expand_as(b)):
        return ""  # of values that are all alike, any number is a factor
    largest = int(b.abs().argmax())
    factor = float(a.flatten()[largest] / b.flatten()[largest])
    if math.isfinite(factor) and factor and _close(a, factor * b):
        return f"Each of your values is {factor:.4g} times the expected one."
    offset = float((a - b).mean())
    if _close(a, b + offset):
        return f"Each of your values is the expected one plus {offset:.4g}."
    if _close(a.flatten().sort().values, b.flatten().sort().values):
        return "The values are the expected ones, in another order."
    return ""


def _values(data: Data) -> Tensor | None:
    """Return the numbers of a tensor or of a flat list of numbers."""
    if isinstance(data, dict) and is_tensor(data):
        return None if data["dtype"] == "bool" else _tensor(data["values"], data["shape"])
    if isinstance(data, list) and data and all(type(item) in (int, float) for item in data):
        return _tensor(data)
    return None


def _tensor(values: Data, shape: Data = None) -> Tensor:
    tensor = torch.tensor(values, dtype=torch.float64)
    if isinstance(shape, list) and not tensor.numel():
        return tensor.reshape([size for size in shape if isinstance(size, int)])
    return tensor


def _close(a: Tensor, b: Tensor) -> bool:
    return a.shape == b.shape and torch.allclose(a, b, rtol=_RTOL, atol=_ATOL)
