"""Choose how many CPU threads a run computes with, and measure what its steps take with them.

More threads aren't always faster. On a machine that was busy with other work, a step of ``tiny``
took many times as long with two threads as with one. So ``tiny`` uses one thread on a CPU by
default. If you ask for several, the run also times one thread and reports which is faster.

    1 CPU thread: ... s a step
    2 CPU threads: ... s a step. One thread takes ... s, so --threads 1 is faster here.
"""

import copy
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import torch

from course_lib.gan.training.batches import TrainingData
from course_lib.gan.training.presets import Preset
from course_lib.gan.training.step import train_step
from course_lib.gan.training.train_state import TrainState
from course_lib.losses.averages_over_ranks import number_of_ranks

ONE_THREAD_PRESETS = ("tiny",)
TIMED_STEPS = 3  # after the first step, which is slower: it also loads code and allocates memory


def choose_threads(asked: int | None, preset: Preset, device: torch.device) -> int | None:
    """Return the number of CPU threads for a run; None leaves PyTorch's own number as it is.

    Args:
        asked: The number that the user asked for, or None.
        preset: The preset of the run.
        device: The device of the networks.

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
    """Compute with a number of CPU threads, and restore the caller's number at the end.

    Args:
        threads: The number of threads. None leaves the present number.
    """
    before = torch.get_num_threads()
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class FirstSteps:
    """Times the first steps of a run, and reports their speed in one line.

    Args:
        notify: A function that is called once with the line. None measures nothing.
        compare: If True, and several threads are in use, also time one thread on a copy of the run.
    """

    def __init__(self, notify: Callable[[str], object] | None, compare: bool) -> None:
        self._notify = notify
        self._compare = (
            compare and number_of_ranks() == 1
        )  # a copy can't synchronise with other ranks
        self._seconds: list[float] = []

    def note(self, seconds: float, state: TrainState, data: TrainingData) -> None:
        """Record a step, and report after the last step that is timed.

        Args:
            seconds: The duration of the step.
            state: The state of the run.
            data: The data of the run.
        """
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


def seconds_with_one_thread(state: TrainState, data: TrainingData) -> float:
    """Return the seconds per step with one thread, measured on a copy of the run's state."""
    seconds = []
    with torch.random.fork_rng(devices=[]), computing_with(1):
        trial = copy.deepcopy(state)
        for _ in range(TIMED_STEPS):
            started = time.monotonic()
            train_step(trial, data.batch(trial))
            seconds.append(time.monotonic() - started)
    return median(seconds)


def speed_line(device: torch.device, threads: int, seconds: float, one: float | None) -> str:
    """Return the line about a run's speed.

    Args:
        device: The device of the networks.
        threads: The number of CPU threads in use.
        seconds: The duration of a step.
        one: The duration of a step with one thread, or None if it wasn't measured.
    """
    if device.type != "cpu":
        return f"{device.type}: {seconds:.2g} s a step"
    line = f"{threads} CPU thread{'s' if threads > 1 else ''}: {seconds:.2g} s a step"
    if one is None:
        return line
    line = f"{line}. One thread takes {one:.2g} s"
    return f"{line}, so --threads 1 is faster here." if one < seconds else f"{line}."
