"""Copy data that a student's kernel published before anything else uses it.

A probe publishes numbers, strings, lists and dicts, within the limits of
`course_lib.classroom.exercises.measuring.data`. Anything else becomes an error, which equals no
right answer.
"""

import math

from course_lib.classroom.exercises.measuring.data import MAX_LEAVES, MAX_TEXT, Data, error

_MAX_DEPTH = 20  # as the receiver allows
_BROKEN = "data that no check publishes"


def plain(value: object) -> Data:
    """Return a copy of published data, or an error if no probe could have published it."""
    try:
        return _Reader().read(value, 0)
    except ValueError:
        return error(_BROKEN)


class _Reader:
    """Reads one value and counts as it goes."""

    def __init__(self) -> None:
        self.left = 4 * MAX_LEAVES  # shapes and names count, too

    def read(self, value: object, depth: int) -> Data:
        self.left -= 1
        if self.left < 0 or depth > _MAX_DEPTH:
            raise ValueError(_BROKEN)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return value[:MAX_TEXT]
        if isinstance(value, int):
            return self._checked(value, abs(value) < 2**63)
        if isinstance(value, float):
            return self._checked(value, math.isfinite(value))
        if isinstance(value, list):
            return [self.read(item, depth + 1) for item in value]
        if isinstance(value, dict):
            return {str(k)[:MAX_TEXT]: self.read(v, depth + 1) for k, v in value.items()}
        raise ValueError(_BROKEN)

    @staticmethod
    def _checked(number: int | float, valid: bool) -> Data:
        if not valid:
            raise ValueError(_BROKEN)
        return number
