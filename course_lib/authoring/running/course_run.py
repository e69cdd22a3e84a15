"""Run several notebooks, some at the same time, and keep the results if the run is stopped."""

import asyncio
import platform
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from course_lib.authoring.running.notebook_run import run_notebook
from course_lib.authoring.running.results import CourseRun, NotebookRun, Settings
from course_lib.authoring.running.run_progress import LiveProgress


def run_course(
    root: Path,
    chosen: Sequence[NotebookRun],
    settings: Settings,
    progress: LiveProgress,
    on_result: Callable[[CourseRun], None],
) -> CourseRun:
    """Run notebooks and return the results. Ctrl-C ends the kernels and keeps the results so far.

    Args:
        root: The folder of the course.
        chosen: The notebooks to run, in this order.
        settings: How to run them.
        progress: Is notified of each cell that starts and of each notebook that ended.
        on_result: Receives the results so far after each notebook.
    """
    start, date = time.monotonic(), datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    about = f"{machine}, torch {version('torch')}"
    runs = {run.path: run for run in chosen}
    waiting = iter(chosen)

    def result() -> CourseRun:
        return CourseRun(tuple(runs.values()), settings, date, time.monotonic() - start, about)

    async def worker() -> None:
        for notebook in waiting:
            runs[notebook.path] = run = await run_notebook(root, notebook, settings, progress)
            progress.ended(run)
            on_result(result())
            if run.state == "stopped":
                return

    async def all_workers() -> None:
        with suppress(asyncio.CancelledError):  # Ctrl-C; by now each worker has ended its kernel
            await asyncio.gather(*(worker() for _ in range(settings.jobs)))

    asyncio.run(all_workers())
    return result()
