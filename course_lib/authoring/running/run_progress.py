"""Show the progress of a run in a terminal: a line for each notebook that ended, and a bar.

    02 Periods  ✓ ok          24.1 s  30 of 30 cells
    03 Scales, cell 12 of 36 ━━━━━━━━━━━━╸━━━━━━━━━━ 0:01:10

If stderr isn't a terminal, it only receives the lines of the notebooks that ended.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from course_lib.authoring.running.results import SIGNS, NotebookRun

_COLOURS = {"ok": "green", "failed": "red", "too slow": "red", "stopped": "yellow"}


class LiveProgress(Progress):
    """Shows the progress of a run. Use it in a ``with`` block.

    Args:
        notebooks: The notebooks that run.
        console: Where to write. None writes to stderr, so that stdout only has results.
    """

    def __init__(self, notebooks: Sequence[NotebookRun], console: Console | None = None) -> None:
        console = console or Console(stderr=True, highlight=False)
        super().__init__(
            *(TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn()),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._width = max((len(run.name) for run in notebooks), default=0)
        self._cells_done = dict.fromkeys((run.path for run in notebooks), 0)
        self._bar = self.add_task("", total=sum(run.total for run in notebooks))

    def cell(self, run: NotebookRun, number: int) -> None:
        """Show that cell ``number`` of a notebook starts; the first is 1."""
        text = f"{run.name}, cell {number} of {run.total}"
        self._advance(run, number - 1)
        self.update(self._bar, description=text)

    def ended(self, run: NotebookRun) -> None:
        """Write the line of a notebook that ended, and a line for each of its faults."""
        self._advance(run, run.total)
        line = Text(f"{run.name:{self._width}}  ")
        line.append(f"{SIGNS[run.state]} {run.state:8}", _COLOURS.get(run.state))
        line.append(f"  {run.seconds:6.1f} s  {len(run.cells)} of {run.total} cells")
        for fault in run.faults:
            line.append(f"\n    cell {fault.number}: {fault.title}")
        self.console.print(line, soft_wrap=True)

    def _advance(self, run: NotebookRun, cells: int) -> None:
        self._cells_done[run.path] = cells
        self.update(self._bar, completed=sum(self._cells_done.values()))
