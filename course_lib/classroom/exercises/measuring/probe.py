"""Measure an answer on inputs drawn from a seed. This half of a check needs no right answer.

The learner's code may raise, print, exit, change its inputs or return nonsense: the result is
always plain data. Only a keyboard interrupt is passed on.
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

from course_lib.classroom.exercises.errors import NotAttempted
from course_lib.classroom.exercises.measuring.calls import (
    RecordedCall,
    record_calls,
    record_forward,
)
from course_lib.classroom.exercises.measuring.data import Data, to_data
from course_lib.classroom.exercises.measuring.seeded_inputs import Draw, Refusal, message_of
from course_lib.classroom.exercises.protection.plain_values import plain_value
from course_lib.display.messages import hold_displays

MAX_PRINTED = 2_000  # characters of a learner's output that are stored
Measure = Callable[..., object]


@dataclass(frozen=True)
class Property:
    """A property of a right answer: its name and how to measure it.

    The cause is a note for authors on what often goes wrong. A learner never reads it, because
    nothing shows that it is the cause of this failure.
    """

    name: str
    cause: str
    measure: Measure


@dataclass(frozen=True)
class Trial:
    """The result of measuring one property."""

    data: Data
    calls: tuple[RecordedCall, ...]
    tensors: tuple[Tensor, ...]  # the inputs that were drawn
    exception: BaseException | None  # raised by the answer, where the measure didn't expect it
    printed: str
    refusals: tuple[Refusal, ...] = ()  # what `Draw.refusal` found

    @property
    def todo(self) -> str | None:
        """The id of the exercise whose untouched stub was called, if any."""
        return self.exception.exercise if isinstance(self.exception, NotAttempted) else None


def attempted(answer: object) -> bool:
    """Return False for an untouched stub: None, ``...``, a list of ``...`` or `NotAttempted`."""
    if type(answer) in (list, tuple) and answer:
        return not all(item is ... for item in cast("Sequence[object]", answer))
    is_stub = answer is NotAttempted or isinstance(answer, NotAttempted)
    return not (answer is None or answer is ... or is_stub)


def measure(prop: Property, answer: object, draw: Draw) -> Trial:
    """Return what one property's measure finds, on inputs from ``draw``."""
    calls: list[RecordedCall] = []
    printed = PrintedText()
    exception: BaseException | None = None
    with isolated_session(draw.seed, printed), record_forward(answer, calls):
        try:
            data = to_data(prop.measure(record_calls(_own_copy(plain_value(answer)), calls), draw))
        except KeyboardInterrupt:
            raise
        except BaseException as caught:
            exception = caught
            data = {"raises": type(caught).__name__, "message": message_of(caught)}
    tensors, refusals = tuple(draw.tensors), tuple(draw.refusals)
    return Trial(data, tuple(calls), tensors, exception, printed.text, refusals)


@contextmanager
def isolated_session(seed: int, printed: TextIOBase) -> Iterator[None]:
    """Run code with seeded random generators and no output, and restore the session afterwards."""
    python, numbers, dtype = random.getstate(), np.random.get_state(), torch.get_default_dtype()
    threads = torch.get_num_threads()
    with ExitStack() as stack:
        stack.enter_context(torch.random.fork_rng(devices=[]))
        stack.enter_context(torch.enable_grad())
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(redirect_stdout(printed))
        stack.enter_context(redirect_stderr(printed))
        stack.enter_context(hold_displays())
        warnings.simplefilter("ignore")
        torch.set_default_dtype(torch.float32)
        torch.set_num_threads(1)  # sharing small inputs out takes longer than the work
        # Measures run on the CPU; torch.manual_seed would also reseed the session's GPU.
        torch.default_generator.manual_seed(seed)
        random.seed(seed)
        np.random.seed(seed)
        try:
            yield
        finally:
            torch.set_default_dtype(dtype)
            torch.set_num_threads(threads)
            random.setstate(python)
            np.random.set_state(numbers)


def _own_copy(answer: object) -> object:
    """Return a copy of a container or tensor, so that measures can't affect each other."""
    if type(answer) in (list, dict, set):
        return copy.deepcopy(answer)
    return answer.detach().clone() if type(answer) is Tensor else answer


class PrintedText(TextIOBase):
    """A stream that stores the first `MAX_PRINTED` characters printed to it."""

    def __init__(self) -> None:
        self.text = ""

    def writable(self) -> bool:
        """Return True, as every stream that can be printed to."""
        return True

    def write(self, text: str) -> int:
        """Store as much of the text as there is room for."""
        self.text += text[: MAX_PRINTED - len(self.text)]
        return len(text)
