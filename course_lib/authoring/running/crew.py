"""Run many lessons, some at the same time, and keep what has run when somebody stops it."""

import asyncio
import platform
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from course_lib.authoring.running.lesson import run_lesson
from course_lib.authoring.running.notebooks import Chosen
from course_lib.authoring.running.results import CourseRun, LessonRun, Settings


class Watch(Protocol):
    """Somebody who wants to know how far it is."""

    def cell(self, chosen: Chosen, number: int) -> None:
        """A cell begins; 1 is the first."""

    def ended(self, chosen: Chosen, run: LessonRun) -> None:
        """A lesson has ended, one way or the other."""


def run_course(
    root: Path,
    chosen: Sequence[Chosen],
    settings: Settings,
    watch: Watch,
    keep: Callable[[CourseRun], None],
) -> CourseRun:
    """Run notebooks, each in a kernel of its own; Ctrl-C ends the kernels and keeps what has run.

    Args:
        root: the checkout of the course.
        chosen: what to run.
        settings: how.
        watch: is told of every cell.
        keep: gets what is known whenever a lesson has ended, and at the end.
    """
    return asyncio.run(_Crew(root, chosen, settings, watch, keep).work())


class _Crew:
    """Workers that take one notebook after another."""

    def __init__(
        self,
        root: Path,
        chosen: Sequence[Chosen],
        settings: Settings,
        watch: Watch,
        keep: Callable[[CourseRun], None],
    ) -> None:
        self.root, self.chosen, self.settings = root, chosen, settings
        self.watch, self.keep = watch, keep
        self.runs = {c.place: LessonRun(c.id, c.title, c.place, len(c.cells)) for c in chosen}
        self._waiting = iter(chosen)
        self._clock = time.monotonic()
        self._began = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")

    async def work(self) -> CourseRun:
        crew = [asyncio.create_task(self._worker()) for _ in range(max(1, self.settings.jobs))]
        finished = True
        try:
            await asyncio.gather(*crew)
        except asyncio.CancelledError:  # Ctrl-C; by now every worker has put its kernel away
            finished = False
        run = self._so_far(finished)
        self.keep(run)
        return run

    async def _worker(self) -> None:
        for chosen in self._waiting:
            told = partial(self.watch.cell, chosen)
            run = await run_lesson(self.root, chosen, self.settings, told)
            self.runs[chosen.place] = run
            self.watch.ended(chosen, run)
            if run.state == "stopped":
                return
            self.keep(self._so_far(finished=False))

    def _so_far(self, finished: bool) -> CourseRun:
        about = (
            f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
            f"torch {version('torch')}"
        )
        seconds = time.monotonic() - self._clock
        lessons = tuple(self.runs.values())
        return CourseRun(lessons, self.settings, self._began, seconds, about, finished)
