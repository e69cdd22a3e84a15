"""Run one notebook from its first cell to its last, or to the first one that fails."""

import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode

from course_lib.authoring.running.kernel import open_kernel
from course_lib.authoring.running.results import CellRun, Fault, NotebookRun, Reason, Settings
from course_lib.authoring.running.run_progress import LiveProgress
from course_lib.authoring.running.stored_outputs import difference, is_compared

_TITLE = 300  # characters of an error message
_FIRST_LINES, _LAST_LINES = 3, 12  # of a traceback; the first ones name the line of the cell
_LOG_LINES = 6


async def run_notebook(
    root: Path, chosen: NotebookRun, settings: Settings, progress: LiveProgress
) -> NotebookRun:
    """Run a notebook in its own kernel. Return its results, even if the task is cancelled.

    Args:
        root: The folder of the course.
        chosen: The notebook.
        settings: How to run it.
        progress: Is notified of each cell that starts.
    """
    start = time.monotonic()
    running = _RunningNotebook(chosen, settings, progress)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as private:
        stopped = await running.run(root, Path(private))
    seconds = time.monotonic() - start
    run = replace(chosen, seconds=seconds, cells=tuple(running.cells), faults=tuple(running.faults))
    if stopped or run.faults:
        return replace(run, state="stopped" if stopped else "failed")
    if late := _overtime(run, settings):
        return replace(run, state="too slow", faults=(Fault("time", 0, "", late, ""),))
    return replace(run, state="ok")


@dataclass
class _RunningNotebook:
    """A notebook that runs, with the results so far."""

    chosen: NotebookRun
    settings: Settings
    progress: LiveProgress
    # the cell that runs; before the first one starts, a fault concerns the whole notebook
    cell: NotebookNode = field(default_factory=lambda: NotebookNode(id="", source=""))
    cells: list[CellRun] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    async def run(self, root: Path, private: Path) -> bool:
        """Run all cells. Return True if the task was cancelled."""
        try:
            async with open_kernel(self.chosen.path, root, private, self.settings) as client:
                for index, cell in enumerate(client.nb.cells):
                    if cell.cell_type == "code" and cell.source.strip():
                        self.cell = cell
                        await self._run_cell(client, index)
        except CellExecutionError as error:
            outputs = [out for out in self.cell.outputs if out.output_type == "error"]
            traceback = "\n".join(frame for out in outputs for frame in out.traceback)
            self._failed("error", f"{error.ename}: {error.evalue}", _shortened(traceback))
        except CellTimeoutError:
            self._failed("time", f"It took longer than {self.settings.limits.cell:.0f} seconds.")
        except (asyncio.CancelledError, RuntimeError, OSError) as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():  # nbclient reports this as a dead kernel
                return True
            title = "The kernel died: it ran out of memory, or a library crashed."
            title = title if self.cell.id else f"The kernel does not start: {error}"
            self._failed("kernel", title, _last_lines(private / "kernel.log"))
        return False

    async def _run_cell(self, client: NotebookClient, index: int) -> None:
        cell, number = self.cell, len(self.cells) + 1
        self.progress.cell(self.chosen, number)
        stored = cell.outputs if is_compared(cell) else None  # running replaces this list
        start = time.monotonic()
        await client.async_execute_cell(cell, index)
        seconds = time.monotonic() - start
        if stored is not None and (lines := difference(stored, cell.outputs)):
            self._failed("output", "Its output differs from the one in the notebook.", lines)
        size = len(json.dumps(cell.outputs, ensure_ascii=False).encode()) if cell.outputs else 0
        self.cells.append(CellRun(number, cell.id, _first_line(cell.source), seconds, size))

    def _failed(self, reason: Reason, title: str, lines: Sequence[str] = ()) -> None:
        number = len(self.cells) + 1 if self.cell.id else 0
        title = title if len(title) <= _TITLE else f"{title[:_TITLE]} …"
        fault = Fault(reason, number, self.cell.id, title, self.cell.source, tuple(lines))
        self.faults.append(fault)


def _overtime(run: NotebookRun, settings: Settings) -> str:
    """Return a sentence if a notebook exceeds the limit or the time that its card promises."""
    limits, took = settings.limits, f"It took {run.seconds:.0f} seconds"
    promised = 0 if settings.fast else 60 * run.promised * limits.slack
    if run.seconds > limits.lesson:
        return f"{took}; the limit here is {limits.lesson:.0f}."
    if promised and run.seconds > promised:
        return f"{took}; its card promises less than {promised:.0f} here. Correct one of them."
    return ""


def _shortened(traceback: str) -> list[str]:
    """Return the lines of a traceback; of many, those of the cell and the last ones."""
    lines = [line[:_TITLE] for line in traceback.splitlines() if line.strip()]
    if (left_out := len(lines) - _FIRST_LINES - _LAST_LINES) > 0:
        return [*lines[:_FIRST_LINES], f"  ({left_out} more lines)", *lines[-_LAST_LINES:]]
    return lines


def _last_lines(log: Path) -> list[str]:
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    return [line for line in text.splitlines() if line.strip()][-_LOG_LINES:]


def _first_line(source: str) -> str:
    """Return the first line of code that is neither an import nor a comment."""
    lines = [line for line in source.splitlines() if line.strip()]
    skipped = ("import ", "from ", "#", " ", ")")  # an import may continue on indented lines
    return next((line for line in lines if not line.startswith(skipped)), lines[0])
