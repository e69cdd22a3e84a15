"""Register the exercises and questions of a lesson among the names of the file that creates them.

Nothing is global, so two checkouts, or a notebook and a file, never see each other's exercises.
"""

from collections.abc import MutableMapping
from typing import TypeVar

from course_lib.classroom.exercises.errors import AuthoringError

_NAME = "__course_bank__"  # among the names of the file
_T = TypeVar("_T")

Namespace = MutableMapping[str, object]


def register(namespace: Namespace, id: str, item: object) -> None:
    """Add an exercise or a question under its id to the names of its file.

    In a notebook, running a cell again replaces what it created before.

    Raises:
        AuthoringError: A file uses the id twice.
    """
    items = _items(namespace)
    if id in items and namespace.get("__name__") != "__main__":
        raise AuthoringError(f"{namespace.get('__file__')}: duplicate id {id}.")
    items[id] = item


def registered(namespace: Namespace, kind: type[_T]) -> dict[str, _T]:
    """Return what a file has registered of one kind, by id, in the order of the file."""
    return {id: item for id, item in _items(namespace).items() if isinstance(item, kind)}


def _items(namespace: Namespace) -> dict[str, object]:
    found = namespace.setdefault(_NAME, {})
    if not isinstance(found, dict):
        raise AuthoringError(f"The course uses the name {_NAME} itself: choose another one.")
    return found
