"""Draw the inputs of a check from a seed: the same seed gives the same inputs on every machine.

In class the seed is 0. A grader sets another one in ``COURSE_SEED`` that nobody has seen. Each
property of each exercise has its own generator, so that adding one does not disturb the others.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from typing import TypeVar

import torch
from torch import Tensor

from course_lib.classroom.exercises.course import course_root
from course_lib.classroom.exercises.errors import CourseError, NotAttempted

Seed = int | str
_T = TypeVar("_T")


COHORT = "cohort"  # the file beside course.toml with the seed of a copy made for one class


def current_seed() -> Seed:
    """Return the seed of this session: ``$COURSE_SEED``, else this copy's own, else 0."""
    return as_seed(os.environ.get("COURSE_SEED") or _cohort() or "0")


def as_seed(text: str) -> Seed:
    """Return a seed as it is drawn from: a whole number as a number, anything else as a word."""
    return int(text) if text.lstrip("-").isdecimal() else text


def _cohort() -> str:
    try:
        return (course_root() / "lessons" / COHORT).read_text(encoding="utf-8").strip()
    except (CourseError, OSError):
        return ""


class Draw:
    """A seeded source of challenge inputs, which remembers the tensors that it handed out.

    Args:
        seed: of the session; a number or any word.
        exercise: id of the exercise.
        name: of the property that is measured.
    """

    def __init__(self, seed: Seed, exercise: str, name: str) -> None:
        digest = hashlib.sha256(f"{seed}/{exercise}/{name}".encode()).digest()
        self.seed = int.from_bytes(digest[:4], "big")  # for code that draws on its own
        self.tensors: list[Tensor] = []
        self._generator = torch.Generator().manual_seed(int.from_bytes(digest[4:11], "big"))

    def randn(self, *shape: int) -> Tensor:
        """Draw normally distributed float32 values."""
        return self._hand_out(torch.randn(*shape, generator=self._generator, dtype=torch.float32))

    def distinct(self, *shape: int) -> Tensor:
        """Draw the whole numbers 1, 2, ... in shuffled order, never sorted, as float32.

        Each value occurs once and none is 0: a swapped, lost or zeroed sample always shows.
        """
        count = torch.Size(shape).numel()
        values = self._permutation(count) + 1
        return self._hand_out(values.to(torch.float32).reshape(shape))

    def integer(self, lo: int, hi: int) -> int:
        """Draw a whole number from ``lo`` to ``hi``, both included."""
        return int(torch.randint(lo, hi + 1, (), generator=self._generator))

    def uniform(self, lo: float, hi: float) -> float:
        """Draw a number between ``lo`` and ``hi``."""
        return lo + (hi - lo) * float(torch.rand((), generator=self._generator))

    def choice(self, options: Sequence[_T]) -> _T:
        """Draw one of ``options``."""
        return options[self.integer(0, len(options) - 1)]

    def shuffled(self, items: Sequence[_T]) -> list[_T]:
        """Draw another order of ``items``: never the one given, nor its reverse, from 3 on."""
        return [items[i] for i in self._permutation(len(items)).tolist()]

    def outcome(self, call: Callable[[], object]) -> object:
        """Call, and return the value; or, if the call raises, its type and message as a dict."""
        try:
            return call()
        except (KeyboardInterrupt, NotAttempted):
            raise
        except BaseException as fault:
            return {"raises": type(fault).__name__, "message": message_of(fault)}

    def refusal(self, call: Callable[[], object]) -> str:
        """Call, and return the name of the error's type, or ``"nothing was raised"``."""
        try:
            call()
        except (KeyboardInterrupt, NotAttempted):
            raise
        except BaseException as fault:
            return type(fault).__name__
        return "nothing was raised"

    def _permutation(self, count: int) -> Tensor:
        while True:
            order = torch.randperm(count, generator=self._generator)
            steps = order.diff()
            if count < 3 or not (bool((steps > 0).all()) or bool((steps < 0).all())):
                return order

    def _hand_out(self, tensor: Tensor) -> Tensor:
        self.tensors.append(tensor.clone())  # the caller may change its own
        return tensor


def message_of(fault: BaseException) -> str:
    """Read the message of an exception, even of one that cannot say it."""
    try:
        return str(fault)[:300]
    except Exception:
        return "(a message that cannot be read)"
