"""Start a fresh kernel for one notebook, with this very Python, and end it whatever happens."""

import logging
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import nbformat
from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from course_lib.authoring.running.results import Settings

_START_SECONDS = 120  # with other kernels starting beside it
_SILENT = logging.getLogger("course_lib.running")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False  # what it has to say comes back as an exception, too


class _ThisPython(KernelSpecManager):
    """Knows one kernel; one that is installed under the same name elsewhere is not asked."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(resource_dir=str(RESOURCES), **get_kernel_dict())


@asynccontextmanager
async def open_kernel(
    notebook: nbformat.NotebookNode,
    folder: Path,
    env: Mapping[str, str],
    cell_seconds: float,
    log: Path,
) -> AsyncIterator[NotebookClient]:
    """Start a kernel, give a client that runs the cells of ``notebook`` in it, and end it.

    Args:
        notebook: what runs.
        folder: where its cells find themselves.
        env: environment of the kernel.
        cell_seconds: what a cell may take.
        log: gets what the kernel's process, and not a cell, has to say.

    Raises:
        RuntimeError: the kernel does not start.
    """
    manager = AsyncKernelManager(kernel_spec_manager=_ThisPython(log=_SILENT), log=_SILENT)
    client = NotebookClient(
        notebook,
        km=manager,
        log=_SILENT,
        timeout=max(1, round(cell_seconds)),
        startup_timeout=_START_SECONDS,
        iopub_timeout=30,
        coalesce_streams=True,
    )
    try:
        with log.open("wb") as said:
            await client.async_start_new_kernel(
                cwd=str(folder), env=dict(env), stdout=said, stderr=said
            )
        await client.async_start_new_kernel_client()
        yield client
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)


def environment(root: Path, private: Path, settings: Settings) -> dict[str, str]:
    """Make the environment of a learner who begins: no progress, no settings of one's own.

    Args:
        root: the checkout of the course.
        private: an empty folder of this kernel's own.
        settings: how to run.
    """
    count = str(settings.threads)
    return os.environ | {
        "COURSE_ROOT": str(root),
        "COURSE_PROGRESS": str(private / "progress.json"),
        "COURSE_PREDICT": "skip",
        "COURSE_FAST": "1" if settings.fast else "0",
        "IPYTHONDIR": str(private / "ipython"),
        "MPLBACKEND": "agg",
        "OMP_NUM_THREADS": count,
        "MKL_NUM_THREADS": count,
        "OMP_WAIT_POLICY": "passive",  # a thread that waits must not spin: others need the core
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # the debugger need not say that it is slow
    }
