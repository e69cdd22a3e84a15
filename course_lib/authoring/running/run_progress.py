"""Show the progress of a run in a terminal: a line for each notebook that ended, and a bar.

    02 Periods  ✓ ok          24.1 s  30 of 30 cells
    03 Scales ━━━━━━━━━━━━╸━━━━━━━━━━ 41/66 0:01:10 cell 12 of 36

If stderr isn't a terminal, it only receives the lines of the notebooks that ended.
"""

from collections.abc import Sequence

from rich.progress import Progress
from rich.text import Text

from course_lib.authoring.running.results import SIGNS, NotebookRun

_COLOURS = {"ok": "green", "failed": "red", "too slow": "red", "stopped": "yellow"}


class LiveProgress:
    """Shows the progress of a run.

    Args:
        notebooks: The notebooks that run.
        bar: The bar to show it with, as `progress_bar` returns it.
    """

    def __init__(self, notebooks: Sequence[NotebookRun], bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=sum(run.total for run in notebooks), note="")
        self._width = max((len(run.name) for run in notebooks), default=0)
        self._cells_done = dict.fromkeys((run.path for run in notebooks), 0)

    def cell(self, run: NotebookRun, number: int) -> None:
        """Show that cell ``number`` of a notebook starts; the first is 1."""
        self._advance(run, number - 1)

    def ended(self, run: NotebookRun) -> None:
        """Write the line of a notebook that ended, and a line for each of its faults."""
        line = Text(f"{run.name:{self._width}}  ")
        line.append(f"{SIGNS[run.state]} {run.state:8}", _COLOURS.get(run.state))
        line.append(f"  {run.seconds:6.1f} s  {len(run.cells)} of {run.total} cells")
        for fault in run.faults:
            line.append(f"\n    cell {fault.number}: {fault.title}")
        self._bar.console.print(line, soft_wrap=True)
        self._advance(run, run.total)

    def _advance(self, run: NotebookRun, done: int) -> None:
        self._cells_done[run.path] = done
        note = f"cell {min(done + 1, run.total)} of {run.total}"
        total = sum(self._cells_done.values())
        self._bar.update(self._task, description=run.name, note=note, completed=total)
        self._bar.refresh()
