"""Find out whether an answer's code is the learner's own or the library's."""

import functools
import sys
from pathlib import Path
from types import CodeType

_LIBRARY = str(Path(__file__).parents[3]) + "/"
_ENTRIES = ("forward", "__call__", "__init__")  # the first of these identifies a class


def library_code(answer: object) -> str:
    """Return the name of the library code that an answer runs, or "" for the learner's own code.

    The library's function is recognised under another name, in a `functools.partial`, copied, or
    inherited by an empty subclass.

    Args:
        answer: A function, a class, an instance or a value.
    """
    code = _code_of(answer)
    if code is None or not code.co_filename.startswith(_LIBRARY):
        return ""
    return code.co_qualname if sys.version_info >= (3, 11) else code.co_name


def _code_of(answer: object) -> CodeType | None:
    """Return the code that runs when an answer is used, or None if it isn't written in Python."""
    for _ in range(16):  # enough for any honest nesting of wrappers
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
    """Return the code of the class's first method in `_ENTRIES` that is written in Python."""
    for name in _ENTRIES:
        for place in type.mro(kind):
            code = _attribute(vars(place).get(name), "__code__")
            if isinstance(code, CodeType):
                if _is_torch(place):
                    break  # nn.Module's own, which every module has
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
