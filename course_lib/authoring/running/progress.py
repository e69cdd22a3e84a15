"""Show in a terminal how far a run is: a line for each lesson that ended, and one for the rest.

    02 Periods  ✓ ok          24.1 s  30 of 30 cells
    03 Scales, cell 12 of 36 ━━━━━━━━━━━━╸━━━━━━━━━━ 0:01:10

If stderr is not a terminal, it only gets the lines of lessons that ended.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from course_lib.authoring.running.notebooks import Chosen
from course_lib.authoring.running.results import SIGNS, LessonRun

_COLOURS = {"ok": "green", "failed": "red", "too slow": "red", "stopped": "yellow"}


class LiveProgress(AbstractContextManager["LiveProgress"]):
    """Shows the progress of a run; use it in a ``with`` block.

    Args:
        chosen: The notebooks that run.
        console: Where to write; stderr if None, so that stdout has only results.
    """

    def __init__(self, chosen: Sequence[Chosen], console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)
        self._width = max((len(_name(one)) for one in chosen), default=0)
        self._done = dict.fromkeys((one.place for one in chosen), 0)  # cells of each notebook
        text = TextColumn("{task.description}", markup=False)
        self._bar = Progress(
            *(text, BarColumn(), TimeRemainingColumn()),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=sum(len(one.cells) for one in chosen))

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def cell(self, chosen: Chosen, number: int) -> None:
        """Show that cell ``number`` starts; 1 is the first."""
        self._done[chosen.place] = number - 1
        text = f"{_name(chosen)}, cell {number} of {len(chosen.cells)}"
        self._bar.update(self._task, completed=sum(self._done.values()), description=text)

    def ended(self, chosen: Chosen, run: LessonRun) -> None:
        """Write the line of a lesson that ended, and a line for each of its faults."""
        self._done[chosen.place] = run.total
        self._bar.update(self._task, completed=sum(self._done.values()))
        line = Text(f"{_name(chosen):{self._width}}  ")
        line.append(f"{SIGNS[run.state]} {run.state:8}", _COLOURS.get(run.state))
        line.append(f"  {run.seconds:6.1f} s  {len(run.cells)} of {run.total} cells")
        for fault in run.faults:
            line.append(f"\n    cell {fault.number}: {fault.title}")
        self._console.print(line, soft_wrap=True)


def _name(chosen: Chosen) -> str:
    return f"{chosen.id} {chosen.title}"
