"""Split a nested state into named tensors and plain JSON, and join them again.

    {"step": 3, "moments": {0: tensor}}   ──►   {"t0": tensor}   and   {"step": 3, "moments": ...}

PyTorch's own files are pickles: opening one runs whatever code its author put in. Tensors in
safetensors and everything else in JSON can't contain code.

Conventions
    What JSON can't express is a dict with one key that begins with ``$``:

    {"$tensor": "t0"}     a tensor, by its name
    {"$items": [[k, v]]}  a dict with keys that aren't strings, or that begin with ``$``
    {"$tuple": [...]}     a tuple
    {"$float": "nan"}     a float that isn't finite

    Floats survive to the last bit, since Python writes enough digits.
"""

import math
from collections.abc import Mapping
from typing import Any

from torch import Tensor

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def pack(state: object) -> tuple[dict[str, Tensor], Plain]:
    """Return the tensors of a state by name, copied to the CPU, and everything else as plain JSON.

    Args:
        state: Nested dicts, lists and tuples of tensors, numbers and strings.

    Raises:
        TypeError: The state contains something else.
    """
    tensors: dict[str, Tensor] = {}
    return tensors, _pack(state, "", tensors)


def unpack(plain: Plain, tensors: Mapping[str, Tensor]) -> Any:  # noqa: ANN401 (as it was packed)
    """Return the state that `pack` split.

    Args:
        plain: The plain part.
        tensors: The tensors by name.

    Raises:
        KeyError: A tensor is missing.
    """
    if isinstance(plain, list):
        return [unpack(item, tensors) for item in plain]
    if not isinstance(plain, dict):
        return plain
    match plain:
        case {"$tensor": str(name)}:
            return tensors[name]
        case {"$items": list(items)}:
            return dict(unpack(item, tensors) for item in items)
        case {"$tuple": list(items)}:
            return tuple(unpack(item, tensors) for item in items)
        case {"$float": str(text)}:
            return float(text)
    return {key: unpack(value, tensors) for key, value in plain.items()}


def _pack(state: object, place: str, tensors: dict[str, Tensor]) -> Plain:
    match state:
        case Tensor():
            # a copy, since safetensors refuses tensors that share memory
            tensors[place] = state.detach().to("cpu", copy=True).contiguous()
            return {"$tensor": place}
        case Mapping():
            return _pack_mapping(state, place, tensors)
        case list():
            return [_pack(item, _join(place, i), tensors) for i, item in enumerate(state)]
        case tuple():
            return {"$tuple": [_pack(x, _join(place, i), tensors) for i, x in enumerate(state)]}
        case float() if not math.isfinite(state):
            return {"$float": str(state)}
        case None | bool() | int() | float() | str():
            return state
    raise TypeError(
        f"{place or 'the state'} must be made of tensors, numbers, strings, lists, tuples and "
        f"dicts, got a {type(state).__name__}."
    )


def _pack_mapping(state: Mapping[object, object], place: str, tensors: dict[str, Tensor]) -> Plain:
    packed = {key: _pack(value, _join(place, key), tensors) for key, value in state.items()}
    if all(isinstance(key, str) and not key.startswith("$") for key in packed):
        return {str(key): value for key, value in packed.items()}
    return {"$items": [[_pack(key, place, tensors), value] for key, value in packed.items()]}


def _join(place: str, key: object) -> str:
    return f"{place}.{key}" if place else str(key)
