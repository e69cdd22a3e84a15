"""Keep the exercises and questions of a lesson with the file that makes them.

Nothing is global: two checkouts, or a notebook and a file, never see each other's exercises.
"""

from collections.abc import MutableMapping
from typing import TypeVar

from course_lib.classroom.exercises.errors import AuthoringError

_NAME = "__course_bank__"  # among the names of the file
_T = TypeVar("_T")

Namespace = MutableMapping[str, object]


def register(namespace: Namespace, id: str, item: object) -> None:
    """Keep an exercise or a question under its id, with the names of the file that makes it.

    In a notebook a cell may run again, and replaces what it made. A file that uses an id twice is
    refused.
    """
    items = _items(namespace)
    if id in items and namespace.get("__name__") != "__main__":
        raise AuthoringError(f"{namespace.get('__file__')}: the id {id} is used twice.")
    items[id] = item


def registered(namespace: Namespace, kind: type[_T]) -> dict[str, _T]:
    """Return what a file has registered of one kind, in the order of the file."""
    return {id: item for id, item in _items(namespace).items() if isinstance(item, kind)}


def _items(namespace: Namespace) -> dict[str, object]:
    found = namespace.setdefault(_NAME, {})
    if not isinstance(found, dict):
        raise AuthoringError(f"The name {_NAME} belongs to the course.")
    return found
