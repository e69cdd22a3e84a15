"""Measure two implementations of the same work in one run, on the same machine at the same time.

Conventions
    Times are seconds of CPU time of this process, all threads together: on a busy machine, the
    clock on the wall also counts the other programs. On a GPU they are seconds on the wall, after
    it has finished.
    The two take turns, and who begins alternates. A ratio is that of one pair.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

import torch
from torch.profiler import ProfilerActivity, profile
from torch.utils.flop_counter import FlopCounterMode

Job = Callable[[], object]


@dataclass(frozen=True)
class Pairs:
    """The times of both sides, pair by pair, in seconds."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    def __add__(self, other: "Pairs") -> "Pairs":
        """Return the times of both pieces of work together."""
        return Pairs(
            tuple(a + b for a, b in zip(self.ours, other.ours, strict=True)),
            tuple(a + b for a, b in zip(self.theirs, other.theirs, strict=True)),
        )

    @property
    def ratios(self) -> list[float]:
        """How many times faster ours is in each pair, in ascending order."""
        return sorted(b / a for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def ratio(self) -> float:
        """The median ratio."""
        return median(self.ratios)

    @property
    def interval(self) -> tuple[float, float]:
        """The smallest and the largest ratio.

        With n pairs, they enclose the true median with probability 1 - 2 ** (1 - n): 94 % for 5.
        """
        return self.ratios[0], self.ratios[-1]


def time_pairs(ours: Job, theirs: Job, pairs: int, device: torch.device) -> Pairs:
    """Return the times of two jobs, which take turns.

    Args:
        ours: The first job.
        theirs: The second job.
        pairs: How often each of them is timed.
        device: The device that they compute on.
    """
    jobs, times = (ours, theirs), ([], [])  # type: tuple[Job, Job], tuple[list[float], list[float]]
    for job in jobs:  # the first call loads code and allocates memory
        job()
    for index in range(pairs):
        for side in (0, 1) if index % 2 else (1, 0):
            times[side].append(seconds(jobs[side], device))
    return Pairs(tuple(times[0]), tuple(times[1]))


def seconds(job: Job, device: torch.device) -> float:
    """Return how long one call of a job takes; see the conventions of this module."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
        began = time.perf_counter()
        job()
        torch.cuda.synchronize(device)
        return time.perf_counter() - began
    began = time.process_time()
    job()
    return time.process_time() - began


def peak_memory(job: Job, device: torch.device) -> int:
    """Return the largest number of bytes that tensors made during a job occupy at one time.

    Parameters and optimiser states, which exist before it, don't count, and neither does what a
    convolution library allocates for itself.
    """
    if device.type == "cuda":
        torch.cuda.synchronize(device)
        torch.cuda.reset_peak_memory_stats(device)
        before = torch.cuda.memory_allocated(device)
        job()
        return int(torch.cuda.max_memory_allocated(device) - before)
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as recorded:
        job()
    now = largest = 0
    for event in recorded.profiler.kineto_results.events():
        if event.name() == "[memory]":
            now += event.nbytes()
            largest = max(largest, now)
    return largest


def count_flops(job: Job) -> int:
    """Return the floating-point operations of a job's convolutions and matrix products."""
    with FlopCounterMode(display=False) as counter:
        job()
    return int(counter.get_total_flops())


def matmul_peak(
    device: torch.device, dtype: torch.dtype, sizes: Sequence[int] = (512, 1024, 1536)
) -> float:
    """Return the fastest rate of a square matrix product, in operations per second.

    It is the rate of the library behind ``torch.matmul``. A convolution from another library can
    exceed it.

    Args:
        device: The device.
        dtype: The type of the numbers.
        sizes: The side lengths to try.
    """
    rates = []
    for size in sizes:
        a, b = torch.ones(2, size, size, device=device, dtype=dtype)
        product = partial(torch.matmul, a, b)
        product()
        rates.append(2 * size**3 / min(seconds(product, device) for _ in range(5)))
    return max(rates)
