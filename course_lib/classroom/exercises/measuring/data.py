"""Turn what a measure returned into plain data.

A check never compares a learner's objects, because their methods may do anything. It copies them
into plain data, which can be written as JSON, and compares that:

    Tensor          {"dtype": "float32", "shape": [2, 3], "values": [[...], [...]]}
    NumPy scalar    the Python number
    list, tuple     a list
    anything else   {"error": "what is wrong with it"}

A call that raised is data too: {"raises": "ValueError", "message": "..."}. A tensor without axes
that autograd still tracks has the entry ``"tracked": True``, because it isn't a plain number.
"""

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, cast

import numpy as np
import torch
from torch import Tensor

Data: TypeAlias = "bool | int | float | str | list[Data] | dict[str, Data] | None"

NOTHING_RAISED = "nothing was raised"  # what `Draw.refusal` returns where it expects an exception
MAX_LEAVES = 4_096  # numbers and strings per property, so that a verdict stays well below 1 MB
MAX_DEPTH = 8
MAX_TEXT = 2_000  # characters
_TENSOR_KEYS = {"dtype", "shape", "values"}
_TRACKED_KEYS = _TENSOR_KEYS | {"tracked"}
_RAISES_KEYS = {"raises", "message"}


def to_data(value: object) -> Data:
    """Return ``value`` as plain data. Anything that can't be copied becomes an error text."""
    return _Copier().copy(value, depth=0)


def error(text: str) -> Data:
    """Return the data that stands for a value that can't be used."""
    return {"error": text[:MAX_TEXT]}


def is_tensor(data: Data) -> bool:
    """Return True if ``data`` is what `to_data` makes of a tensor."""
    return isinstance(data, dict) and data.keys() in (_TENSOR_KEYS, _TRACKED_KEYS)


def is_scalar(data: Data) -> bool:
    """Return True if ``data`` represents a tensor without axes: a single number."""
    return isinstance(data, dict) and is_tensor(data) and data["shape"] == []


def is_raised(data: Data) -> bool:
    """Return True if ``data`` represents a call that raised."""
    return isinstance(data, dict) and data.keys() == _RAISES_KEYS


def errors_in(data: Data) -> Iterator[str]:
    """Yield the error texts that `to_data` put into ``data``."""
    if isinstance(data, list):
        for item in data:
            yield from errors_in(item)
    elif isinstance(data, dict):
        text = data.get("error")
        if data.keys() == {"error"} and isinstance(text, str):
            yield text
        for item in data.values() if not is_tensor(data) else ():
            yield from errors_in(item)


class _Copier:
    """Copies one value with the methods of the built-in types, never with the object's own."""

    def __init__(self) -> None:
        self.left = MAX_LEAVES

    def copy(self, value: object, depth: int) -> Data:
        try:
            return self._copy(value, type(value), depth)
        except Exception as failure:  # the learner's object may fail in any way
            return error(f"a value that can't be read ({type(failure).__name__})")

    def _copy(self, value: object, kind: type, depth: int) -> Data:
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH:
            return error(f"more than {MAX_LEAVES} values, or nested more than {MAX_DEPTH} deep")
        if value is None or kind is bool:
            return value if value is None else bool(value)
        if issubclass(kind, Tensor):
            return self._tensor(value)
        if issubclass(kind, np.generic) and getattr(np, kind.__name__, None) is kind:
            return self.copy(np.generic.item(cast("np.generic[object]", value)), depth)
        if kind is np.ndarray and cast("np.ndarray[tuple[int, ...]]", value).ndim == 0:
            return self.copy(np.ndarray.item(cast("np.ndarray[tuple[()]]", value)), depth)
        if issubclass(kind, str):
            return str.__str__(value)[:MAX_TEXT]
        if issubclass(kind, int | float):  # NumPy's float64 is a float
            return _number(value)
        if issubclass(kind, np.number | np.bool_):  # the other scalars of NumPy
            item = cast("np.generic", value).item()
            return self._copy(item, type(item), depth)
        if kind in (Fraction, Decimal):
            return _number(float(cast("Fraction", value)))
        if issubclass(kind, list):
            return self._list(list.copy(cast("list[object]", value)), depth)
        if issubclass(kind, tuple):
            return self._list(list(tuple.__iter__(cast("tuple[object]", value))), depth)
        if issubclass(kind, dict):
            return self._dict(dict.copy(cast("dict[object, object]", value)), depth)
        return error(_foreign(value, kind))

    def _list(self, items: list[object], depth: int) -> Data:
        if len(items) > self.left:
            return error(f"a list of {len(items)} items: a check reads {MAX_LEAVES} at most")
        return [self.copy(item, depth + 1) for item in items]

    def _dict(self, items: dict[object, object], depth: int) -> Data:
        if len(items) > self.left:
            return error(f"a dict of {len(items)} entries: a check reads {MAX_LEAVES} at most")
        copied: dict[str, Data] = {}
        for key, item in items.items():
            if type(key) not in (str, int):
                return error(f"a dict with a key of type {type(key).__name__}: use strings")
            copied[str(key)[:MAX_TEXT]] = self.copy(item, depth + 1)
        return copied

    def _tensor(self, value: object) -> Data:
        with torch.no_grad(), torch._C.DisableTorchFunctionSubclass():
            tensor = Tensor.detach(value).as_subclass(Tensor)  # type: ignore[arg-type]
            shape, tracked = list(tensor.shape), cast(Tensor, value).requires_grad
            if tensor.numel() > self.left:
                return error(f"a tensor {shape}: more than the {MAX_LEAVES} values a check reads")
            self.left -= tensor.numel()
            tensor = tensor.cpu().resolve_conj().resolve_neg()
            plain = torch.view_as_real(tensor) if tensor.is_complex() else tensor
            if plain.is_floating_point() and not bool(torch.isfinite(plain).all()):
                where = (~torch.isfinite(tensor)).nonzero()[0].tolist()
                return error(f"a tensor {shape} with {tensor[tuple(where)].item()} at {where}")
            dtype = str(tensor.dtype).removeprefix("torch.")
            copied: dict[str, Data] = {"dtype": dtype, "shape": [*shape], "values": plain.tolist()}
            if not shape and tracked:
                copied["tracked"] = True
            return copied


def _number(value: object) -> Data:
    if isinstance(value, float):
        number = float.__float__(value)
        return number if math.isfinite(number) else error(f"the number {number}")
    whole = int.__index__(value)  # type: ignore[arg-type]  # an int, by its caller
    if abs(whole) >= 2**63:
        return error("a whole number of more than 64 bits")
    return whole


def _foreign(value: object, kind: type) -> str:
    if value is ...:
        return "the placeholder ..."
    if kind.__name__ == "ndarray":
        return "a NumPy array: make it a tensor with torch.from_numpy"
    if kind.__name__ == "generator":
        return "a generator: put its items into a list"
    if kind in (set, frozenset):
        return "a set, which has no order: use a list"
    return f"an object of type {kind.__name__[:80]}"
