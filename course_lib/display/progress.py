"""How far a long command is, on one line of a terminal.

    warm-up ━━━━━━━━━━╸━━━━━━━━━  120/300  0:01:12  recon 0.512

Commands write it to stderr, so that results stay alone on stdout. Where stderr is no terminal, as
in a log, nothing is drawn, and the command writes plain lines of its own instead.

Source: https://rich.readthedocs.io/en/stable/progress.html
"""

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

WINDOW = 600.0  # seconds: the time left follows from the speed over these


def progress_bar(
    stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
) -> Progress:
    """Return a display of tasks, a line each; every task needs a field ``note``, its last column.

    It draws when `refresh` is called and starts no thread. On anything but a terminal it draws
    nothing, but still knows the time left.

    Args:
        stream: Where to draw; stderr if None.
        clock: A function that returns the time in seconds.
    """
    console = Console(file=stream, stderr=stream is None, highlight=False)
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
    """Return "m:ss left", or nothing while the speed is unknown or nothing is left to do."""
    seconds = task.time_remaining
    if not seconds or task.finished:
        return ""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02} left"
