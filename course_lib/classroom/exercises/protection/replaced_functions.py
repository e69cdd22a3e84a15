"""Find functions of the session that a notebook's code has replaced.

A learner's code can replace any function of the session, and forging a verdict means replacing one
of these. This finds simple replacements. The points are decided in another process.
"""

import builtins
import json
import sys
from collections.abc import Iterator, Mapping
from types import FunctionType, MethodType

import torch
from IPython import display, get_ipython
from IPython.core import displaypub

# where display() is: IPython 7, which Colab has, has no display_functions
_display_core = sys.modules[display.display.__module__]


def replaced_functions() -> Iterator[str]:
    """Yield the names of functions that are now the notebook's own."""
    for where, names in _watched():
        for name, value in list(names.items()):
            if isinstance(name, str) and _is_from_a_cell(value):
                yield f"{where}.{name}"


def _watched() -> Iterator[tuple[str, Mapping[str, object]]]:
    for module in (builtins, json, display, _display_core, displaypub, torch):
        yield module.__name__, vars(module)
    kinds: list[type] = [torch.Tensor, torch._C.TensorBase]
    shell = get_ipython()
    if shell is not None:
        kernel = getattr(shell, "kernel", None)
        parts = [shell, shell.display_pub, shell.display_formatter, kernel]
        parts.append(getattr(kernel, "session", None))
        for part in parts:
            if part is not None:
                yield type(part).__name__, getattr(part, "__dict__", {})
                kinds += type(part).mro()
    for kind in kinds:
        yield kind.__name__, vars(kind)


def _is_from_a_cell(value: object) -> bool:
    if type(value) in (staticmethod, classmethod, MethodType):
        value = object.__getattribute__(value, "__func__")
    main = vars(sys.modules["__main__"])
    if type(value) is FunctionType:
        return value.__globals__ is main or "ipykernel_" in value.__code__.co_filename
    # an instance of a class with __call__
    return callable(value) and type(value).__module__ == "__main__"
