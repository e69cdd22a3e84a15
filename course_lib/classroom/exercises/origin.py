"""Find out where an answer's code comes from: the learner's own cells, or the library."""

import functools
import sys
from pathlib import Path
from types import CodeType

_LIBRARY = str(Path(__file__).parents[2]) + "/"
_ENTRIES = ("forward", "__call__", "__init__")  # what makes a class: the first that it has


def library_code(answer: object) -> str:
    """Return the name of the library's code that an answer is, or "" for the learner's own.

    Objects are compared, not names: the library's function under another name, in a
    `functools.partial`, copied, or inherited by an empty subclass is still the library's.

    Args:
        answer: A function, a class, an instance or a value.
    """
    code = _code_of(answer)
    if code is None or not code.co_filename.startswith(_LIBRARY):
        return ""
    return code.co_qualname if sys.version_info >= (3, 11) else code.co_name


def _code_of(answer: object) -> CodeType | None:
    """Return the code that runs when an answer is used; None if there is none in Python."""
    for _ in range(16):  # wrappers of wrappers end somewhere
        inner = _inner(answer)
        if inner is None:
            break
        answer = inner
    if isinstance(answer, type):
        return _entry(answer)
    code = _attribute(answer, "__code__")
    if isinstance(code, CodeType):
        return code
    return _entry(type(answer))


def _inner(answer: object) -> object | None:
    if isinstance(answer, functools.partial):
        return answer.func
    for name in ("__wrapped__", "__func__"):
        inner = None if isinstance(answer, type) else _attribute(answer, name)
        if inner is not None:
            return inner
    return None


def _entry(kind: type) -> CodeType | None:
    """Return the code of a class's most telling method that is written in Python."""
    for name in _ENTRIES:
        for place in type.mro(kind):
            code = _attribute(vars(place).get(name), "__code__")
            if isinstance(code, CodeType):
                if _is_torch(place):
                    break  # every module has nn.Module's own
                return code
    return None


def _is_torch(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "torch"


def _attribute(value: object, name: str) -> object | None:
    try:
        found: object = object.__getattribute__(value, name)  # not the learner's own __getattr__
    except Exception:
        return None
    return found
