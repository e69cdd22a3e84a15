"""Let an answer from a sheet of an earlier version use the names that its sheet gave."""

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from types import FunctionType

# by lesson: what the set-up cell of version 0.1 imported, and the name that it has today
SETUP_NAMES = {"04": {"LibraryJudge": "LibraryDiscriminator"}}


def add_setup_names(lesson_id: str, names: MutableMapping[str, object]) -> None:
    """Add the names that an earlier set-up cell imported to those of a notebook.

    Args:
        lesson_id: The id of the lesson, such as "04".
        names: The names of the notebook. What it has already isn't changed.
    """
    for earlier, today in SETUP_NAMES.get(lesson_id, {}).items():
        if today in names:
            names.setdefault(earlier, names[today])


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
