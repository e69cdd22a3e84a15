"""Draw the inputs of a check from a seed: the same seed gives the same inputs on every machine.

In class the seed is 0. A grader sets a secret seed in ``COURSE_SEED``. Each property of each
exercise has its own generator, so adding a property doesn't change the inputs of the others.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor

from course_lib.classroom.exercises.course_toml import course_root
from course_lib.classroom.exercises.errors import CourseError, NotAttempted
from course_lib.classroom.exercises.measuring.data import NOTHING_RAISED

Seed = int | str
_T = TypeVar("_T")


LONGEST_MESSAGE = 300  # characters of an exception's message
COHORT = "cohort"  # the file beside course.toml that contains the seed of one class


def current_seed() -> Seed:
    """Return the session's seed: ``$COURSE_SEED``, or the seed of this copy of the course, or 0."""
    return as_seed(os.environ.get("COURSE_SEED") or _cohort() or "0")


def as_seed(text: str) -> Seed:
    """Return the seed that a text names: an int if it is a whole number, otherwise the text."""
    return int(text) if text.lstrip("-").isdecimal() else text


def _cohort() -> str:
    try:
        return (course_root() / "lessons" / COHORT).read_text(encoding="utf-8").strip()
    except (CourseError, OSError):
        return ""


@dataclass(frozen=True)
class Refusal:
    """What a call under `Draw.refusal` raised, and what the learner's code was given there."""

    of: str
    exception: BaseException | None  # None: nothing was raised


class Draw:
    """A seeded source of a check's inputs, which keeps a copy of each tensor it returned.

    Args:
        seed: The session's seed, a number or any string.
        exercise: The id of the exercise.
        name: The name of the property that is measured.
    """

    def __init__(self, seed: Seed, exercise: str, name: str) -> None:
        digest = hashlib.sha256(f"{seed}/{exercise}/{name}".encode()).digest()
        self.seed = int.from_bytes(digest[:4], "big")  # for code that needs a seed of its own
        self.tensors: list[Tensor] = []
        self.refusals: list[Refusal] = []  # one for each call of `refusal`, in order
        self._generator = torch.Generator().manual_seed(int.from_bytes(digest[4:11], "big"))

    def randn(self, *shape: int) -> Tensor:
        """Return normally distributed float32 values."""
        return self._hand_out(torch.randn(*shape, generator=self._generator, dtype=torch.float32))

    def distinct(self, *shape: int) -> Tensor:
        """Return the whole numbers 1, 2, ... in shuffled order, never sorted, as float32.

        Each value occurs once and none is 0, so a swapped, lost or zeroed sample always shows.
        """
        count = torch.Size(shape).numel()
        values = self._permutation(count) + 1
        return self._hand_out(values.to(torch.float32).reshape(shape))

    def integer(self, lo: int, hi: int) -> int:
        """Return a whole number from ``lo`` to ``hi``, both included."""
        return int(torch.randint(lo, hi + 1, (), generator=self._generator))

    def uniform(self, lo: float, hi: float) -> float:
        """Return a number between ``lo`` and ``hi``."""
        return lo + (hi - lo) * float(torch.rand((), generator=self._generator))

    def choice(self, options: Sequence[_T]) -> _T:
        """Return one of ``options``."""
        return options[self.integer(0, len(options) - 1)]

    def shuffled(self, items: Sequence[_T]) -> list[_T]:
        """Return ``items`` in another order; from three on, never the given one or its reverse."""
        return [items[i] for i in self._permutation(len(items)).tolist()]

    def outcome(self, call: Callable[[], object]) -> object:
        """Call, and return the value, or the type and message of the exception as a dict."""
        try:
            return call()
        except (KeyboardInterrupt, NotAttempted):
            raise
        except BaseException as exception:
            return {"raises": type(exception).__name__, "message": message_of(exception)}

    def refusal(self, call: Callable[[], object], of: str = "") -> str:
        """Call, and return the name of the exception's type, or ``"nothing was raised"``.

        Args:
            call: The call that may raise.
            of: What the learner's code is given, such as "a sound MPD", for the message.
        """
        try:
            call()
        except (KeyboardInterrupt, NotAttempted):
            raise
        except BaseException as exception:
            self.refusals.append(Refusal(of, exception))
            return type(exception).__name__
        self.refusals.append(Refusal(of, None))
        return NOTHING_RAISED

    def _permutation(self, count: int) -> Tensor:
        while True:
            order = torch.randperm(count, generator=self._generator)
            steps = order.diff()
            if count < 3 or not (bool((steps > 0).all()) or bool((steps < 0).all())):
                return order

    def _hand_out(self, tensor: Tensor) -> Tensor:
        self.tensors.append(tensor.clone())  # the caller may change the original
        return tensor


def message_of(exception: BaseException) -> str:
    """Return the message of an exception, even if its ``__str__`` fails."""
    try:
        return str(exception)[:LONGEST_MESSAGE]
    except Exception:
        return "(a message that can't be read)"
