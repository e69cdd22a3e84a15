"""Run a notebook from its first cell to its last, and return it with its outputs."""

import tempfile
from pathlib import Path

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course_lib.authoring.running.kernel import open_kernel
from course_lib.authoring.running.results import NotebookRun, Settings
from course_lib.authoring.running.run_progress import LiveProgress


class LessonFailedError(Exception):
    """A cell of the lesson failed, so there is no page."""


async def execute(
    root: Path, chosen: NotebookRun, settings: Settings, progress: LiveProgress
) -> NotebookNode:
    """Return a notebook with the outputs of all its cells. The file itself is unchanged.

    Args:
        root: The folder of the course.
        chosen: The notebook to run.
        settings: How to run it.
        progress: Is notified of each cell that starts.

    Raises:
        LessonFailedError: A cell raised, took too long, or ended its kernel.
        RuntimeError: The kernel does not start.
    """
    number = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as private:
        async with open_kernel(chosen.path, root, Path(private), settings) as client:
            for index, cell in enumerate(client.nb.cells):
                if cell.cell_type != "code" or not cell.source.strip():
                    continue
                number += 1
                progress.cell(chosen, number)
                try:
                    await client.async_execute_cell(cell, index)
                except CellExecutionError as error:
                    raise _failed(chosen, number, f"{error.ename}: {error.evalue}") from error
                except CellTimeoutError as error:
                    limit = f"it takes longer than {settings.limits.cell:.0f} seconds"
                    raise _failed(chosen, number, limit) from error
                except DeadKernelError as error:
                    raise _failed(chosen, number, "its kernel died") from error
            return client.nb


def _failed(chosen: NotebookRun, number: int, why: str) -> LessonFailedError:
    return LessonFailedError(
        f"cell {number} of {chosen.total} in {chosen.path} failed: {why}. "
        f"`course run {chosen.id}` shows more."
    )
