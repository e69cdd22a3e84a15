"""Start a fresh kernel for one notebook, and always end it."""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from course_lib.authoring.running.results import Settings

_START_SECONDS = 120  # other kernels may start at the same time
_PLAIN = ["--InteractiveShell.xmode=Plain", "--InteractiveShell.colors=nocolor"]  # of tracebacks
_SILENT = logging.getLogger("course_lib.running")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False  # nbclient's log only repeats what its exceptions say


@asynccontextmanager
async def open_kernel(
    notebook: str, root: Path, private: Path, settings: Settings
) -> AsyncIterator[NotebookClient]:
    """Start a kernel of the running Python; yield a client that runs a notebook's cells in it.

    Ctrl-C has to end all kernels. nbclient's own ``async_execute`` can't do that: it installs a
    signal handler that ends only one.

    Args:
        notebook: The path of the notebook from the root. Its cells run in its folder.
        root: The folder of the course.
        private: An empty folder for this kernel alone. Its ``kernel.log`` receives what the process
            prints outside of cells.
        settings: How to run the notebook.

    Raises:
        RuntimeError: The kernel does not start.
    """
    own = KernelSpecManager(kernel_dirs=[])  # ignore a kernel of this name installed elsewhere
    manager = AsyncKernelManager(kernel_spec_manager=own, log=_SILENT)
    client = NotebookClient(
        nbformat.read(root / notebook, as_version=4),
        km=manager,
        log=_SILENT,
        timeout=max(1, round(settings.limits.cell)),
        startup_timeout=_START_SECONDS,
        iopub_timeout=30,
        coalesce_streams=True,
        extra_arguments=_PLAIN,
    )
    environment = _environment(root, private, settings)
    try:
        with (private / "kernel.log").open("wb") as log:
            await client.async_start_new_kernel(
                cwd=str((root / notebook).parent), env=environment, stdout=log, stderr=log
            )
        await client.async_start_new_kernel_client()
        yield client
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)


def _environment(root: Path, private: Path, settings: Settings) -> dict[str, str]:
    """Return the environment of a new learner: without the author's progress and settings."""
    threads = str(settings.threads)
    return os.environ | {
        "COURSE_ROOT": str(root),
        "COURSE_PROGRESS": str(private / "progress.json"),
        "COURSE_PREDICT": "skip",
        "COURSE_FAST": "1" if settings.fast else "0",
        "IPYTHONDIR": str(private / "ipython"),
        "MPLBACKEND": "agg",
        "OMP_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "OMP_WAIT_POLICY": "passive",  # waiting threads leave the core to others
    }
