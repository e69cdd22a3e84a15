"""How long a cell and a lesson may take on this machine.

The course allows 60 seconds for a cell and 4 minutes for a lesson, with one thread, on the machine
where these limits were set. A slower or busier machine gets more time. How much more, its slack, is
an estimate: the time for a fixed piece of work, times the number of processes that share a core.
"""

import os
import statistics
import time
import timeit
from dataclasses import dataclass

CELL_SECONDS, LESSON_SECONDS = 60.0, 240.0
_WORK = "for number in range(400_000): total += number * 0.5"
REFERENCE = 0.055  # seconds that this work took where the limits were set


@dataclass(frozen=True)
class TimeLimits:
    """The limits on this machine, in seconds."""

    slack: float = 1.0  # 2.0 allows twice the time
    timeout: float | None = None  # the limit for a cell, if the user chose one

    @property
    def cell(self) -> float:
        """The limit for a cell, in seconds."""
        return CELL_SECONDS * self.slack if self.timeout is None else self.timeout

    @property
    def lesson(self) -> float:
        """The limit for a lesson, in seconds."""
        return LESSON_SECONDS * self.slack


def measure_slack(jobs: int = 1) -> float:
    """Return how many times longer this machine needs than the reference machine, at least 1.

    Args:
        jobs: The number of kernels that will run at the same time.
    """
    # CPU time: the time that other processes take counts once, through the load
    turns = timeit.repeat(_WORK, "total = 0.0", timer=time.process_time, repeat=7, number=1)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0  # Windows has none
    sharing = max(1.0, (load + jobs) / (os.cpu_count() or 1))
    return max(1.0, round(statistics.median(turns) / REFERENCE * sharing, 1))
