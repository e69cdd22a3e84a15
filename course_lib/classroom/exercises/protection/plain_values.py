"""Strip operators that returned objects define for themselves, before a measure computes with them.

A measure compares, adds and squares what it receives. An object whose ``__lt__`` always returns
False would pass any threshold, so only plain values, tensors, modules and functions are allowed.
"""

from decimal import Decimal
from fractions import Fraction
from types import FunctionType
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

_PLAIN = (type(None), bool, int, float, complex, str, bytes, Tensor, nn.Parameter, range, slice)
_COMPARE = {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__"}
_CONVERT = {"__bool__", "__float__", "__int__", "__index__", "__len__", "__array__", "__iter__"}
_COMPUTE = {"__abs__", "__neg__", "__add__", "__sub__", "__mul__", "__truediv__", "__matmul__"}
_COMPUTE |= {"__radd__", "__rsub__", "__rmul__", "__rtruediv__", "__pow__", "__torch_function__"}
_ACCESS = {"__getattr__", "__getattribute__", "__getitem__"}
_OPERATORS = _COMPARE | _CONVERT | _COMPUTE | _ACCESS
_GENERATED = "<string>"  # the file of a dataclass's own __eq__ and __lt__


class OwnOperatorsError(TypeError):
    """An answer returned an object that defines its own comparison or arithmetic."""


def plain_value(value: object) -> object:
    """Return a value that behaves as its built-in type does.

    A subclass of a tensor, number, string or container becomes the built-in type. A plain value is
    returned itself.

    Args:
        value: The object that the learner's code returned.

    Raises:
        OwnOperatorsError: The object's class defines operators of its own.
    """
    kind = type(value)
    if kind in _PLAIN or isinstance(value, nn.Module | type):
        return value
    if isinstance(value, Tensor):
        with torch._C.DisableTorchFunctionSubclass():
            return Tensor.as_subclass(value, Tensor)
    if getattr(np, kind.__name__, None) is kind or getattr(torch, kind.__name__, None) is kind:
        return value
    if getattr(torch.return_types, kind.__name__, None) is kind:
        return value
    if isinstance(value, list | tuple | dict | set | frozenset):
        return _container(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if kind in (Fraction, Decimal):
        return float(value)  # type: ignore[arg-type]  # numbers of the standard library
    if names := sorted(_own_operators(kind)):
        raise OwnOperatorsError(
            f"returned an object of type {kind.__name__[:80]} with its own {names[0]}: "
            "return tensors or numbers"
        )
    return value


def _container(value: object) -> object:
    if isinstance(value, dict):
        pairs = list(dict.items(value))
        items = {plain_value(key): plain_value(item) for key, item in pairs}
        same = all(items.get(key) is item for key, item in pairs if type(key) in (str, int))
        return value if type(value) is dict and same else items
    bases: tuple[type[Any], ...] = (list, tuple, set, frozenset)
    base = next(base for base in bases if isinstance(value, base))
    old = list(base.__iter__(value))
    new = [plain_value(item) for item in old]
    same = all(a is b for a, b in zip(old, new, strict=True))
    return value if type(value) is base and same else base(new)


def _own_operators(kind: type) -> set[str]:
    """Return the operators that a class defines in Python, except those of a dataclass."""
    return {
        name
        for place in type.mro(kind)
        for name, method in vars(place).items()
        if name in _OPERATORS
        and isinstance(method, FunctionType)
        and not (name in ("__eq__", "__lt__") and method.__code__.co_filename == _GENERATED)
    }
