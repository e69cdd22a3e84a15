"""Run several notebooks, some at the same time, and keep the results if the run is stopped."""

import asyncio
import platform
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
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
        on_result: Receives the results so far after each notebook, and once more at the end.
    """
    start, date = time.monotonic(), datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    runs = {run.path: run for run in chosen}
    waiting = iter(chosen)

    def result(finished: bool) -> CourseRun:
        seconds = time.monotonic() - start
        return CourseRun(tuple(runs.values()), settings, date, seconds, _machine(), finished)

    async def worker() -> None:
        for notebook in waiting:
            runs[notebook.path] = run = await run_notebook(root, notebook, settings, progress)
            progress.ended(run)
            if run.state == "stopped":
                return
            on_result(result(finished=False))

    run = result(asyncio.run(_all_finish([worker() for _ in range(settings.jobs)])))
    on_result(run)
    return run


async def _all_finish(workers: Iterable[Coroutine[object, object, None]]) -> bool:
    """Wait for workers; return False if Ctrl-C stopped them, when each has ended its kernel."""
    try:
        await asyncio.gather(*workers)
    except asyncio.CancelledError:
        return False
    return True


def _machine() -> str:
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{system}, torch {version('torch')}"
