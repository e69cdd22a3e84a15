"""Take published data apart before anything looks at it: it comes from a student's kernel.

A probe publishes numbers, strings, lists and dicts, within the limits of
`course_lib.classroom.exercises.measuring.data`.
Whatever claims to be a probe and is none becomes an error text, which equals nothing that is right.
"""

import math

from course_lib.classroom.exercises.measuring.data import MAX_LEAVES, MAX_TEXT, Data, error

_MAX_DEPTH = 20  # as the receiver allows
_BROKEN = "data that no check publishes"


def plain(value: object) -> Data:
    """Copy what came from a kernel, if it is what a probe could have published."""
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
            return self._sound(value, abs(value) < 2**63)
        if isinstance(value, float):
            return self._sound(value, math.isfinite(value))
        if isinstance(value, list):
            return [self.read(item, depth + 1) for item in value]
        if isinstance(value, dict):
            return {str(k)[:MAX_TEXT]: self.read(v, depth + 1) for k, v in value.items()}
        raise ValueError(_BROKEN)

    @staticmethod
    def _sound(number: int | float, sound: bool) -> Data:
        if not sound:
            raise ValueError(_BROKEN)
        return number
