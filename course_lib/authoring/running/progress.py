"""Tell a terminal how far a run is: a line for each lesson that runs, and the time left.

    02 Periods           ok        24.1 s   30 cells
    03 Scales            cell 12 of 36  ━━━━━━━━━━━━╸
    2 of 4 lessons       1:10 left      ━━━━━━━━━╸

Where stderr is no terminal, as in a log, it gets one line for each lesson that has ended.
"""

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from course_lib.authoring.running.notebooks import Chosen
from course_lib.authoring.running.results import SIGNS, LessonRun
from course_lib.authoring.running.time_left import Past, TimeLeft, clock

_COLOURS = {"ok": "green", "failed": "red", "too slow": "red", "stopped": "yellow"}


class LiveProgress:
    """Watches a run; use it in a ``with`` block.

    Args:
        chosen: what runs.
        past: how long cells took before.
        jobs: lessons at the same time.
        console: where to write; stderr if None, so that results stay alone on stdout.
    """

    def __init__(
        self, chosen: Sequence[Chosen], past: Past, jobs: int, console: Console | None = None
    ) -> None:
        self._console = Console(stderr=True, highlight=False) if console is None else console
        self._width = max((len(_name(one)) for one in chosen), default=0)
        self._left, self._all = TimeLeft(chosen, past, jobs), len(chosen)
        columns = (TextColumn("{task.description}"), TextColumn("{task.fields[said]}"), BarColumn())
        self._bars = Progress(
            *columns, console=self._console, transient=True, disable=not self._console.is_terminal
        )
        self._tasks: dict[str, TaskID] = {}
        self._total = self._bars.add_task("", total=sum(len(c.cells) for c in chosen), said="")
        self._ended = 0

    def __enter__(self) -> Self:
        self._bars.start()
        self._tell()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def cell(self, chosen: Chosen, number: int) -> None:
        """Take note that a cell begins."""
        self._left.cell(chosen.place, number, time.monotonic())
        if chosen.place not in self._tasks:
            task = self._bars.add_task(_name(chosen), total=len(chosen.cells), said="")
            self._tasks[chosen.place] = task
        said = f"cell {number} of {len(chosen.cells)}"
        self._bars.update(self._tasks[chosen.place], completed=number - 1, said=said)
        self._bars.advance(self._total, 1 if number > 1 else 0)
        self._tell()

    def ended(self, chosen: Chosen, run: LessonRun) -> None:
        """Take note that a lesson has ended, and write its line."""
        self._left.ended(chosen.place)
        self._ended += 1
        if chosen.place in self._tasks:
            self._bars.remove_task(self._tasks.pop(chosen.place))
        left_out = run.total - len(run.cells)
        self._bars.advance(self._total, left_out + (1 if run.cells else 0))
        self._console.print(Text.from_markup(self._line(chosen, run)), soft_wrap=True)
        for fault in run.faults:
            self._console.print(Text(f"    cell {fault.number}: {fault.title}"), soft_wrap=True)
        self._tell()

    def _line(self, chosen: Chosen, run: LessonRun) -> str:
        colour = _COLOURS.get(run.state, "default")
        state = f"[{colour}]{SIGNS[run.state]} {run.state:8}[/]"
        cells = f"{len(run.cells)} of {run.total} cells"
        return f"{_name(chosen):{self._width}}  {state}  {run.seconds:6.1f} s  {cells}"

    def _tell(self) -> None:
        seconds = self._left.seconds()
        left = "" if seconds is None else f"{clock(seconds)} left"
        lessons = f"{self._ended} of {self._all} lessons"
        self._bars.update(self._total, description=f"{lessons:{self._width}}", said=left)


def _name(chosen: Chosen) -> str:
    return f"{chosen.id} {chosen.title}"
