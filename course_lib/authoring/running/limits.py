"""How long a cell and a lesson may take on this machine.

The limits of the course are 60 seconds for a cell and 4 minutes for a lesson, with one thread, on
the machine where they were set. A slower or a busier machine gets more time. Its slack, the factor,
is an estimate: the time of a fixed piece of work, times the number of processes that share a core.
"""

import os
import statistics
import time
import timeit
from dataclasses import dataclass

CELL_SECONDS, LESSON_SECONDS = 60.0, 240.0
_WORK = "for number in range(400_000): total += number * 0.5"
REFERENCE = 0.055  # seconds for this work, where the limits were set


@dataclass(frozen=True)
class Limits:
    """The limits on this machine, in seconds."""

    slack: float = 1.0  # 2.0: this machine takes twice as long
    timeout: float | None = None  # seconds for a cell, if the user chose them

    @property
    def cell(self) -> float:
        """Seconds that a cell may take here."""
        return CELL_SECONDS * self.slack if self.timeout is None else self.timeout

    @property
    def lesson(self) -> float:
        """Seconds that a lesson may take here."""
        return LESSON_SECONDS * self.slack


def measure_slack(jobs: int = 1) -> float:
    """Return how much longer this machine needs than the reference machine; at least 1.

    Args:
        jobs: The number of kernels that will run at the same time.
    """
    # time of the processor: what other processes take is left out, and comes with the load
    turns = timeit.repeat(_WORK, "total = 0.0", timer=time.process_time, repeat=7, number=1)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0  # Windows has none
    sharing = max(1.0, (load + jobs) / (os.cpu_count() or 1))
    return max(1.0, round(statistics.median(turns) / REFERENCE * sharing, 1))
