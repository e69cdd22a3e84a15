"""How long a cell and a lesson may take, here.

The rule of the course: no cell above 60 seconds, no lesson above 4 minutes, with one thread, on the
machine where the rule was set. A slower machine, or one that does other work, gets more time: its
slack is how much longer than that one it needs. This is an estimate, from a fixed piece of work and
from how many others wait for a core.
"""

import os
import statistics
import time
from dataclasses import dataclass

CELL_SECONDS, LESSON_SECONDS = 60.0, 240.0
REFERENCE = 0.055  # seconds for one turn of the work, where the rule was set
_TURNS, _SIZE = 7, 400_000


@dataclass(frozen=True)
class Limits:
    """The rule, stretched for this machine."""

    slack: float = 1.0  # 2.0: this machine takes twice as long
    timeout: float | None = None  # seconds for a cell, where somebody said so

    @property
    def cell(self) -> float:
        """Seconds that a cell may take here."""
        return CELL_SECONDS * self.slack if self.timeout is None else self.timeout

    @property
    def lesson(self) -> float:
        """Seconds that a lesson may take here."""
        return LESSON_SECONDS * self.slack


def measure_slack(jobs: int = 1) -> float:
    """Estimate how much longer this machine needs than the one where the rule was set; at least 1.

    Args:
        jobs: kernels that will run at the same time.
    """
    return max(1.0, round(_slowness() * _crowd(jobs), 1))


def _slowness() -> float:
    turns = []
    for _ in range(_TURNS):
        began = time.process_time()  # time of the processor, without what others took of it
        _work()
        turns.append(time.process_time() - began)
    return statistics.median(turns) / REFERENCE


def _crowd(jobs: int) -> float:
    """Count how many share a core; what was here in the last minute is taken to stay."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0  # not on Windows
    return max(1.0, (load + jobs) / (os.cpu_count() or 1))


def _work() -> float:
    total = 0.0
    for number in range(_SIZE):
        total += number * 0.5
    return total
