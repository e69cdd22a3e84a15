"""Measure an answer on inputs drawn from a seed. This half of a check knows no right answer.

Whatever a learner's code does here ends as plain data: it may raise, print, exit, change its
inputs or return nonsense. Only an interrupt from the keyboard goes through.
"""

import copy
import random
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import TextIOBase
from typing import cast

import numpy as np
import torch
from torch import Tensor

from course_lib.classroom.exercises.calls import Call, recorded
from course_lib.classroom.exercises.data import Data, to_data
from course_lib.classroom.exercises.draw import Draw, message_of
from course_lib.classroom.exercises.errors import NotAttempted
from course_lib.classroom.exercises.plain_values import plain_value
from course_lib.display.messages import hold_displays

MAX_PRINTED = 2_000  # characters kept of what a learner's code prints
Measure = Callable[..., object]


@dataclass(frozen=True)
class Property:
    """One property that a right answer has: its name, how to measure it, why it often fails."""

    name: str
    cause: str
    measure: Measure


@dataclass(frozen=True)
class Trial:
    """What one measure found."""

    data: Data
    calls: tuple[Call, ...]
    tensors: tuple[Tensor, ...]  # what the draw handed out
    fault: BaseException | None  # raised by the answer, and by nothing that expected it
    printed: str

    @property
    def todo(self) -> str | None:
        """The exercise whose untouched stub the measure ran into, if any."""
        return self.fault.exercise if isinstance(self.fault, NotAttempted) else None


def attempted(answer: object) -> bool:
    """Say whether there is an answer: ``None`` and ``...`` stand for none, alone or in a list."""
    if type(answer) in (list, tuple) and answer:
        return not all(item is ... for item in cast("Sequence[object]", answer))
    is_stub = answer is NotAttempted or isinstance(answer, NotAttempted)
    return not (answer is None or answer is ... or is_stub)


def measure(prop: Property, answer: object, draw: Draw) -> Trial:
    """Measure one property of an answer."""
    calls: list[Call] = []
    printed = Sink()
    fault: BaseException | None = None
    with quiet_room(draw.seed, printed):
        try:
            data = to_data(prop.measure(recorded(_own_copy(plain_value(answer)), calls), draw))
        except KeyboardInterrupt:
            raise
        except BaseException as caught:
            fault = caught
            data = {"raises": type(caught).__name__, "message": message_of(caught)}
    return Trial(data, tuple(calls), tuple(draw.tensors), fault, printed.text)


@contextmanager
def quiet_room(seed: int, printed: TextIOBase) -> Iterator[None]:
    """Run code with seeded global generators, without output, and leave the session as it was."""
    python, numbers, dtype = random.getstate(), np.random.get_state(), torch.get_default_dtype()
    with ExitStack() as room:
        room.enter_context(torch.random.fork_rng(devices=[]))
        room.enter_context(torch.enable_grad())
        room.enter_context(warnings.catch_warnings())
        room.enter_context(redirect_stdout(printed))
        room.enter_context(redirect_stderr(printed))
        room.enter_context(hold_displays())
        warnings.simplefilter("ignore")
        torch.set_default_dtype(torch.float32)
        torch.manual_seed(seed)
        random.seed(seed)
        np.random.seed(seed)
        try:
            yield
        finally:
            torch.set_default_dtype(dtype)
            random.setstate(python)
            np.random.set_state(numbers)


def _own_copy(answer: object) -> object:
    """Copy data, so that no measure sees what another did to it; functions stay themselves."""
    if type(answer) in (list, dict, set):
        return copy.deepcopy(answer)
    return answer.detach().clone() if type(answer) is Tensor else answer


class Sink(TextIOBase):
    """Keeps the beginning of what is printed, however much it is."""

    def __init__(self) -> None:
        self.text = ""

    def writable(self) -> bool:
        """Say yes, as every stream that can be printed to."""
        return True

    def write(self, text: str) -> int:
        """Keep the text as long as there is room."""
        self.text += text[: MAX_PRINTED - len(self.text)]
        return len(text)
