"""Start a fresh kernel for one notebook, and always end it."""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

from course_lib.authoring.running.results import Settings

_START_SECONDS = 120  # other kernels may start at the same time
_PLAIN = ["--InteractiveShell.xmode=Plain", "--InteractiveShell.colors=nocolor"]  # of tracebacks
# nbclient's log only repeats what its exceptions say
_SILENT = logging.Logger("course_lib.running", logging.CRITICAL + 1)


@asynccontextmanager
async def open_kernel(
    notebook: NotebookNode, root: Path, path: str, log: Path, settings: Settings
) -> AsyncIterator[NotebookClient]:
    """Start a kernel of the running Python; yield a client that runs a notebook's cells in it.

    Ctrl-C has to end all kernels. nbclient's own ``async_execute`` can't do that: it installs a
    signal handler that ends only one.

    Args:
        notebook: The notebook. Its cells receive their outputs.
        root: The folder of the course.
        path: The path of the notebook from the root. Its cells run in its folder.
        log: Receives what the process prints outside of cells. Its folder is for this kernel alone.
        settings: How to run the notebook.

    Raises:
        RuntimeError: The kernel does not start.
    """
    own = KernelSpecManager(kernel_dirs=[])  # ignore a kernel of this name installed elsewhere
    manager = AsyncKernelManager(kernel_spec_manager=own, log=_SILENT)
    client = NotebookClient(
        notebook,
        km=manager,
        log=_SILENT,
        timeout=max(1, round(settings.limits.cell)),
        startup_timeout=_START_SECONDS,
        iopub_timeout=30,
        coalesce_streams=True,
        extra_arguments=_PLAIN,
    )
    folder, environment = str((root / path).parent), _environment(root, log.parent, settings)
    try:
        with log.open("wb") as file:
            await client.async_start_new_kernel(
                cwd=folder, env=environment, stdout=file, stderr=file
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
