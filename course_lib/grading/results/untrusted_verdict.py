"""Read the verdict that a student's kernel published, and refuse a forged one.

The student's code can publish whatever it likes, so nothing here is believed. A forgery for another
exercise, or without the secret seed of the run, gets no points. One that knows both still has to
contain the right measurements: points come from comparing those with the solution's, in `scoring`.

A probe publishes numbers, strings, lists and dicts, within the limits of
`course_lib.classroom.exercises.measuring.data`. Anything else becomes an error, which equals no
right answer.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.measuring.data import MAX_LEAVES, MAX_TEXT, Data, error

_MAX_DEPTH = 20  # as the receiver allows
_BROKEN = "data that no check publishes"


@dataclass(frozen=True)
class RefusedVerdict:
    """Why a verdict gets no points without being scored."""

    state: State
    says: tuple[str, ...] = ()  # for the student
    flags: tuple[str, ...] = ()  # for the teacher


def refusal(verdict: Mapping[str, object], exercise: str, seed: str) -> RefusedVerdict | None:
    """Return why a published verdict is refused, or None if its measurements can be scored.

    Args:
        verdict: What the kernel published.
        exercise: The id of the exercise that was probed.
        seed: The secret seed of the run.
    """
    if verdict.get("exercise") != exercise or not isinstance(verdict.get("properties"), dict):
        return RefusedVerdict(State.ERROR, ("The probe published nothing.",))
    if verdict.get("seed") != seed:
        return RefusedVerdict(State.ERROR, ("The verdict was measured for another seed.",))
    if verdict.get("attempted") is not True:
        return RefusedVerdict(State.NOT_ATTEMPTED)
    if library := verdict.get("library"):
        says = ("This is the library's own code. Write your own.",)
        return RefusedVerdict(
            State.WRONG, says, (f"is the library's own code ({plain_name(library)})",)
        )
    return None


def plain_name(text: object) -> str:
    """Return a name from a kernel if it is one, dots included, else a neutral phrase."""
    name = str(text)[:80]
    return name if all(part.isidentifier() for part in name.split(".")) else "without a name"


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
