"""Choose how many CPU threads a run computes with, and measure what its steps take with them.

More threads aren't always faster. On a machine that was busy with other work, a step of ``tiny``
took many times as long with two threads as with one. So ``tiny`` uses one on a CPU unless told
otherwise, and a run that was given several measures one thread too and says which is faster.

    1 CPU thread: ... s a step
    2 CPU threads: ... s a step. One thread takes ... s, so --threads 1 is faster here.
"""

import copy
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import torch

from course_lib.gan.training.batches import Data
from course_lib.gan.training.preset import Preset
from course_lib.gan.training.state import TrainState
from course_lib.gan.training.step import train_step
from course_lib.losses.ranks import number_of_ranks

ONE_THREAD_PRESETS = ("tiny",)
TIMED_STEPS = 3  # after the first, which also loads and allocates what later steps find ready


def choose_threads(asked: int | None, preset: Preset, device: torch.device) -> int | None:
    """Return the number of CPU threads for a run; None leaves PyTorch's own number as it is.

    Args:
        asked: The number that the user gave, or None.
        preset: The preset of the run.
        device: Where the networks are.

    Raises:
        ValueError: ``asked`` is below 1.
    """
    if asked is not None and asked < 1:
        raise ValueError(f"threads must be 1 or more, got {asked}.")
    if asked is None and device.type == "cpu" and preset.name in ONE_THREAD_PRESETS:
        return 1
    return asked


@contextmanager
def computing_with(threads: int | None) -> Iterator[None]:
    """Compute with so many CPU threads, and give the caller its own number back at the end."""
    before = torch.get_num_threads()
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class FirstSteps:
    """Time the first steps of a run, and report their speed in one line.

    Args:
        notify: Called once with the line. None measures nothing.
        compare: Also time one thread, on a copy of the run, if several are in use.
    """

    def __init__(self, notify: Callable[[str], object] | None, compare: bool) -> None:
        self._notify = notify
        self._compare = compare and number_of_ranks() == 1  # a copy can't wait for other ranks
        self._seconds: list[float] = []

    def note(self, seconds: float, state: TrainState, data: Data) -> None:
        """Record how long a step took; after the last one that is timed, report."""
        if self._notify is None or len(self._seconds) > TIMED_STEPS:
            return
        self._seconds.append(seconds)
        if len(self._seconds) <= TIMED_STEPS:
            return
        taken, threads = median(self._seconds[1:]), torch.get_num_threads()
        one = None
        if self._compare and state.device.type == "cpu" and threads > 1:
            one = seconds_with_one_thread(state, data)
        self._notify(speed_line(state.device, threads, taken, one))


def seconds_with_one_thread(state: TrainState, data: Data) -> float:
    """Return the seconds of a step with one thread, measured on a copy: the run stays as it is."""
    seconds = []
    with torch.random.fork_rng(devices=[]), computing_with(1):
        trial = copy.deepcopy(state)
        for _ in range(TIMED_STEPS):
            started = time.monotonic()
            train_step(trial, data.batch(trial))
            seconds.append(time.monotonic() - started)
    return median(seconds)


def speed_line(device: torch.device, threads: int, seconds: float, one: float | None) -> str:
    """Write the line about a run's speed.

    Args:
        device: Where the networks are.
        threads: The CPU threads in use.
        seconds: A step's duration.
        one: A step's duration with one thread, or None if it wasn't measured.
    """
    if device.type != "cpu":
        return f"{device.type}: {seconds:.2g} s a step"
    line = f"{threads} CPU thread{'s' if threads > 1 else ''}: {seconds:.2g} s a step"
    if one is None:
        return line
    line = f"{line}. One thread takes {one:.2g} s"
    return f"{line}, so --threads 1 is faster here." if one < seconds else f"{line}."
