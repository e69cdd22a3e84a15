"""Run one notebook from its first cell to its last, or to the first that fails."""

import ast
import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from course_lib.authoring.running.errors import fault, raised
from course_lib.authoring.running.kernel import environment, open_kernel
from course_lib.authoring.running.notebooks import Chosen
from course_lib.authoring.running.results import CellRun, Fault, LessonRun, Settings, State
from course_lib.authoring.running.stored import difference, is_compared

Told = Callable[[int], None]  # the number of the cell that begins
_LAST_LINES = 6
_NO_CELL = {"id": "", "source": ""}  # for what is wrong with the whole notebook


@dataclass
class _Notes:
    """What is known so far."""

    log: Path  # of the kernel
    cells: list[CellRun] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    stopped: bool = False

    def last_words(self) -> list[str]:
        """Read what a kernel said before it died."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return [line for line in text.splitlines() if line.strip()][-_LAST_LINES:]


class _EndError(Exception):
    """The lesson goes no further; why is in the notes."""


async def run_lesson(root: Path, chosen: Chosen, settings: Settings, told: Told) -> LessonRun:
    """Run a notebook in a kernel of its own; whatever happens, a record comes back.

    Where the task is cancelled, the record holds what has run until then.
    """
    began = time.monotonic()
    notebook = nbformat.read(chosen.path, as_version=4)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as private:
        notes = _Notes(Path(private, "kernel.log"))
        env = environment(root, Path(private), settings)
        place, cell_seconds = chosen.path.parent, settings.limits.cell
        try:
            async with open_kernel(notebook, place, env, cell_seconds, notes.log) as client:
                await _run_cells(client, notes, settings, told)
        except _EndError:
            pass
        except asyncio.CancelledError:
            notes.stopped = True
        except (RuntimeError, OSError) as error:
            title = f"The kernel does not start: {error}"
            notes.faults.append(fault("kernel", 0, _NO_CELL, title, notes.last_words()))
    seconds = time.monotonic() - began
    late = [] if notes.faults or notes.stopped else _overtime(chosen, seconds, settings)
    state: State = "failed" if notes.faults else "too slow" if late else "ok"
    if notes.stopped:
        state = "stopped"
    notes.faults += late
    run = LessonRun(chosen.id, chosen.title, chosen.place, len(chosen.cells), state, seconds)
    return replace(run, cells=tuple(notes.cells), faults=tuple(notes.faults))


async def _run_cells(client: NotebookClient, notes: _Notes, settings: Settings, told: Told) -> None:
    number = 0
    for index, cell in enumerate(client.nb.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        number += 1
        told(number)
        stored = deepcopy(cell.outputs) if is_compared(cell) else None
        began = time.monotonic()
        await _run_cell(client, index, number, notes, settings)
        notes.cells.append(
            CellRun(
                number, cell.id, _opens(cell.source), time.monotonic() - began, _size(cell.outputs)
            )
        )
        if stored is not None and (lines := difference(stored, cell.outputs)):
            title = "It gives out other than what the notebook has stored."
            notes.faults.append(fault("output", number, cell, title, lines))


async def _run_cell(
    client: NotebookClient, index: int, number: int, notes: _Notes, settings: Settings
) -> None:
    cell = client.nb.cells[index]
    try:
        await client.async_execute_cell(cell, index)
    except CellExecutionError:
        notes.faults.append(raised(number, cell))
        raise _EndError from None
    except CellTimeoutError:
        title = f"It took longer than {settings.limits.cell:.0f} seconds."
        notes.faults.append(fault("time", number, cell, title))
        raise _EndError from None
    except DeadKernelError:
        if _cancelled():  # nbclient takes a cancelled wait for a dead kernel
            notes.stopped = True
        else:
            title = "The kernel died: memory ran out, or a library crashed."
            notes.faults.append(fault("kernel", number, cell, title, notes.last_words()))
        raise _EndError from None


def _cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _overtime(chosen: Chosen, seconds: float, settings: Settings) -> list[Fault]:
    """Compare the time of a whole lesson with the rule, and with what its card promises."""
    limits, took = settings.limits, f"It took {seconds:.0f} seconds"
    promised = 0 if settings.fast else 60 * chosen.promised * limits.slack
    if seconds > limits.lesson:
        title = f"{took}, and may take {limits.lesson:.0f} here."
    elif promised and seconds > promised:
        title = f"{took}, and its card promises less than {promised:.0f} here: mend one of them."
    else:
        return []
    return [fault("time", 0, _NO_CELL, title)]


def _opens(source: str) -> str:
    """Return the first line of what a cell does, its imports apart."""
    lines = source.splitlines()
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic, or a slip
        return lines[0]
    does = [node for node in body if not isinstance(node, ast.Import | ast.ImportFrom)] or body
    return lines[does[0].lineno - 1] if does else lines[0]


def _size(outputs: list[Mapping[str, Any]]) -> int:
    return len(json.dumps(outputs, ensure_ascii=False).encode()) if outputs else 0
