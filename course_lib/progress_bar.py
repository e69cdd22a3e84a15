"""The progress of a long command, on one line of a terminal.

    warm-up ━━━━━━━━━━╸━━━━━━━━━  120/300  0:01:12  recon 0.512

Commands write it to stderr, so that stdout contains only results. If stderr isn't a terminal, as in
a log, nothing is drawn, and the command writes plain lines instead.

Source: https://rich.readthedocs.io/en/stable/progress.html
"""

import sys
import time
from collections.abc import Callable
from typing import TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column

WINDOW = 600.0  # seconds over which the speed is measured


def progress_bar(
    stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
) -> Progress:
    """Return a display of tasks, a line each; every task needs a field ``note``, its last column.

    It draws when `refresh` is called, and starts no thread. Without a terminal it draws nothing,
    but still estimates the time left.

    Args:
        stream: Where to draw; stderr if None.
        clock: A function that returns the time in seconds.
    """
    # The stream itself, not its name: while another thread measures an answer, sys.stderr is taken.
    console = Console(file=stream or sys.stderr, highlight=False)
    note = Column(no_wrap=True, overflow="ellipsis", ratio=1)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}", table_column=note, markup=False),
        console=console,
        auto_refresh=False,
        speed_estimate_period=WINDOW,
        get_time=clock,
        disable=not console.is_terminal,
        expand=True,
    )


def time_left(task: Task) -> str:
    """Return "m:ss left"; an empty string if the speed is unknown or the task is finished."""
    seconds = task.time_remaining
    if not seconds or task.finished:
        return ""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02} left"
