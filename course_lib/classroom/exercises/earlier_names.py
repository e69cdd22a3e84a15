"""Let an answer from a sheet of an earlier version use the names that its sheet gave."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FunctionType


@contextmanager
def given_names(answer: object, earlier: Mapping[str, str]) -> Iterator[None]:
    """Make what an answer's notebook defines available under earlier names, for a ``with`` block.

    A name that the notebook has already isn't changed.

    Args:
        answer: Anything but a function is left alone.
        earlier: Today's name for each earlier one.
    """
    names = answer.__globals__ if isinstance(answer, FunctionType) else {}
    added = [old for old, new in earlier.items() if new in names and old not in names]
    names.update({old: names[earlier[old]] for old in added})
    try:
        yield
    finally:
        for old in added:
            names.pop(old, None)
