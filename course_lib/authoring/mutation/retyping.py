"""Give the same values in other types: what a learner's right answer may return.

The functions are called by the source of a variant, after the solution has run.
"""

import functools
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

Retype = Callable[[object], object]


def float64_tensors(value: object) -> object:
    """Return a floating-point tensor as float64, anything else as it is."""
    is_real = isinstance(value, Tensor) and value.is_floating_point()
    return value.double() if isinstance(value, Tensor) and is_real else value


def numpy_numbers(value: object) -> object:
    """Return a number as NumPy's scalar."""
    if isinstance(value, bool):
        return np.bool_(value)
    if isinstance(value, int):
        return np.int64(value)
    return np.float64(value) if isinstance(value, float) else value


def torch_numbers(value: object) -> object:
    """Return a number as a tensor without axes; a float keeps all its digits."""
    if isinstance(value, bool | int):
        return torch.tensor(value)
    return torch.tensor(value, dtype=torch.float64) if isinstance(value, float) else value


def whole_numbers_as_floats(value: object) -> object:
    """Return an integer as a float."""
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if isinstance(value, int) and is_integer else value


def whole_floats_as_integers(value: object) -> object:
    """Return a float without a fraction as an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def tuples_for_lists(value: object) -> object:
    """Return a list as a tuple."""
    return tuple(value) if type(value) is list else value


def lists_for_tuples(value: object) -> object:
    """Return a tuple as a list."""
    return list(value) if type(value) is tuple else value


NUMBERS: tuple[Retype, ...] = (float64_tensors, numpy_numbers, torch_numbers)
SEQUENCES: tuple[Retype, ...] = (tuples_for_lists, lists_for_tuples)
WHOLE: tuple[Retype, ...] = (whole_numbers_as_floats, whole_floats_as_integers)


def throughout(retype: Retype, value: object) -> object:
    """Retype a value and all items in it; the keys of a dict stay."""
    if isinstance(value, dict):
        value = {key: throughout(retype, item) for key, item in value.items()}
    elif type(value) in (list, tuple) and isinstance(value, list | tuple):
        value = type(value)(throughout(retype, item) for item in value)
    return retype(value)


def returning(retype: Retype, function: Callable[..., object]) -> Callable[..., object]:
    """Wrap a function so that what it returns is retyped throughout."""

    @functools.wraps(function)
    def other(*args: object, **options: object) -> object:
        return throughout(retype, function(*args, **options))

    return other
