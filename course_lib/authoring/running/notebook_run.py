"""Run one notebook from its first cell to its last, or to the first one that fails."""

import asyncio
import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode

from course_lib.authoring.running.kernel import open_kernel
from course_lib.authoring.running.results import CellRun, Fault, NotebookRun, Reason, Settings
from course_lib.authoring.running.run_progress import LiveProgress
from course_lib.authoring.running.stored_outputs import difference, is_compared

_WIDTH = 300  # characters of a line
_FIRST_LINES, _LAST_LINES = 3, 12  # of a traceback; the first ones name the line of the cell


async def run_notebook(
    root: Path, chosen: NotebookRun, settings: Settings, progress: LiveProgress
) -> NotebookRun:
    """Run a notebook; return its results, with a fault for each wrong output and for overtime.

    Args:
        root: The folder of the course.
        chosen: The notebook.
        settings: How to run it.
        progress: Is notified of each cell that starts.
    """
    notebook = nbformat.read(root / chosen.path, as_version=4)
    stored = {cell.id: cell.outputs for cell in notebook.cells if is_compared(cell)}
    run = await execute(notebook, root, chosen, settings, progress)
    after = {cell.id: cell for cell in notebook.cells}
    title = "Its output differs from the one in the notebook."
    wrong = tuple(
        Fault("output", ran.number, ran.id, title, after[ran.id].source, tuple(lines))
        for ran in run.cells
        if ran.id in stored and (lines := difference(stored[ran.id], after[ran.id].outputs))
    )
    if run.state == "ok" and wrong:
        return replace(run, state="failed", faults=wrong)
    if run.state == "ok" and (late := _overtime(run, settings)):
        return replace(run, state="too slow", faults=(Fault("time", 0, "", late, ""),))
    return replace(run, faults=(*wrong, *run.faults))


async def execute(
    notebook: NotebookNode,
    root: Path,
    chosen: NotebookRun,
    settings: Settings,
    progress: LiveProgress,
) -> NotebookRun:
    """Run the cells of a notebook in its own kernel; return the results, even if cancelled.

    Args:
        notebook: The content of the notebook. Its cells receive their outputs.
        root: The folder of the course.
        chosen: The name and the path of the notebook.
        settings: How to run it.
        progress: Is notified of each cell that starts.
    """
    start, run = time.monotonic(), replace(chosen, state="ok")
    cell = NotebookNode(id="", source="")  # until one runs, a fault is that of the whole notebook
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as private:
        log = Path(private, "kernel.log")
        try:
            async with open_kernel(notebook, root, chosen.path, log, settings) as client:
                for index, cell in enumerate(notebook.cells):
                    if cell.cell_type == "code" and cell.source.strip():
                        progress.cell(chosen, len(run.cells) + 1)
                        ran = await _run_cell(client, index, len(run.cells) + 1)
                        run = replace(run, cells=(*run.cells, ran))
        except (CellExecutionError, RuntimeError, OSError, asyncio.CancelledError) as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():  # nbclient reports this as a dead kernel
                run = replace(run, state="stopped")
            else:
                fault = _fault(error, cell, len(run.cells) + 1, settings, log)
                run = replace(run, state="failed", faults=(fault,))
    return replace(run, seconds=time.monotonic() - start)


async def _run_cell(client: NotebookClient, index: int, number: int) -> CellRun:
    start = time.monotonic()
    cell = await client.async_execute_cell(client.nb.cells[index], index)
    seconds = time.monotonic() - start
    size = len(json.dumps(cell.outputs, ensure_ascii=False).encode()) if cell.outputs else 0
    return CellRun(number, cell.id, _first_line(cell.source), seconds, size)


def _fault(
    error: BaseException, cell: NotebookNode, number: int, settings: Settings, log: Path
) -> Fault:
    """Return what ended a run in a cell, or before the first one."""
    reason: Reason = "kernel"
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if isinstance(error, CellExecutionError):
        reason, title = "error", f"{error.ename}: {error.evalue}"
        raised = [output for output in cell.outputs if output.output_type == "error"]
        text = "\n".join(frame for output in raised for frame in output.traceback)
    elif isinstance(error, CellTimeoutError):
        reason, title = "time", f"It took longer than {settings.limits.cell:.0f} seconds."
        text = ""
    elif cell.id:
        title = "The kernel died: it ran out of memory, or a library crashed."
    else:
        number, title = 0, f"The kernel does not start: {error}"
    return Fault(reason, number, cell.id, _cut(title), cell.source, _shortened(text))


def _overtime(run: NotebookRun, settings: Settings) -> str:
    """Return a sentence if a notebook exceeds the limit or the time that its card promises."""
    limits, took = settings.limits, f"It took {run.seconds:.0f} seconds"
    promised = 0 if settings.fast else 60 * run.promised * limits.slack
    if run.seconds > limits.lesson:
        return f"{took}; the limit here is {limits.lesson:.0f}."
    if promised and run.seconds > promised:
        return f"{took}; its card promises less than {promised:.0f} here. Correct one of them."
    return ""


def _shortened(text: str) -> tuple[str, ...]:
    """Return the lines of a traceback or a log; of many, the first and the last ones."""
    lines = [_cut(line) for line in text.splitlines() if line.strip()]
    if (left_out := len(lines) - _FIRST_LINES - _LAST_LINES) > 0:
        lines[_FIRST_LINES:-_LAST_LINES] = [f"  ({left_out} more lines)"]
    return tuple(lines)


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]} …"


def _first_line(source: str) -> str:
    """Return the first line of code that is neither an import nor a comment."""
    lines = [line for line in source.splitlines() if line.strip()]
    skipped = ("import ", "from ", "#", " ", ")")  # an import may continue on indented lines
    return next((line for line in lines if not line.startswith(skipped)), lines[0])
