"""Run one merged notebook once, in a process of its own with pytest, nbval and a sandboxed kernel.

Whatever happens in that process, the result is a list of cells, or a reason why there is none.
"""

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.grading.execution.pass_job import JOB, LOG, MERGED, RESULT, PassJob, notebook_of
from course_lib.grading.sandbox.kernel_home import PACKAGE
from course_lib.grading.sandbox.kill_processes import kill_group

if TYPE_CHECKING:  # the fork server imports this module, and shouldn't import torch
    from course_lib.grading.intake.merge import RunCell

_SPARE = 120.0  # seconds beyond the limits of the pass, for a busy machine
_PROCESS = "course_lib.grading.execution.pytest_process"  # imports pytest, so not imported here
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([_PROCESS, __name__])


class PassError(RuntimeError):
    """The pass itself failed, which says nothing about the student's work."""


@dataclass(frozen=True)
class Ran:
    """How one cell of a merged notebook ended."""

    cell: "RunCell"
    ok: bool
    category: str = ""  # why it failed
    probe: object = None  # what a verdict cell published
    raised: str = ""  # the name of the exception, as the kernel sent it


@dataclass(frozen=True)
class Pass:
    """How all cells of a merged notebook ended, and what that cost."""

    ran: list[Ran]
    grader_mb: int  # the peak memory of pytest and nbval alone
    cpu_seconds: float = 0.0  # of pytest, nbval and the kernels


def run_pass(job: PassJob, groups: "Sequence[Sequence[RunCell]]", folder: Path) -> Pass:
    """Run groups of cells, each in a fresh kernel.

    Args:
        job: What the process of the pass needs besides the cells.
        groups: The cells; each group gets a kernel of its own.
        folder: The folder of this slot, which is replaced.

    Raises:
        PassError: The pass left no result, or not one for every cell.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    (folder / MERGED).write_text(notebook_of(groups), encoding="utf-8")
    job.at(job.slot, folder / RESULT).write(folder / JOB)
    starts = len(groups) * job.limits.start_seconds
    run = _run_warm if job.zygote else _run_cold
    code: int | None = None
    try:
        code = run(folder, job.limits.total_seconds + starts + _SPARE)
        saved = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        cells, grader_mb, cpu = saved["cells"], int(saved["peak_mb"]), float(saved["cpu_seconds"])
    except (OSError, ValueError, KeyError) as fault:
        raise PassError(f"pytest ended with {code} and left no result{_end_of(folder)}") from fault
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # it has the student's code
    ran = _read(cells, [cell for group in groups for cell in group])
    _raise_if_set_up_failed(ran, groups)
    return Pass(ran, grader_mb, cpu)


def _end_of(folder: Path) -> str:
    """Return the last line of a pass's log, for the person who debugs the grader."""
    try:
        lines = (folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return f": {lines[-1][:120]}" if lines else ""


def _run_cold(folder: Path, seconds: float) -> int | None:
    """Run a pass in a new process, which imports what it needs."""
    with (folder / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", _PROCESS, str(folder)],
            env=_environment(folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if process.poll() is None:
                kill_group(process.pid)
                process.wait()


def _run_warm(folder: Path, seconds: float) -> int | None:
    """Run a pass in a fork of the standard library's fork server, which has done the imports."""
    process = _forks.Process(target=_in_fork, args=(folder, _environment(folder)))
    process.start()
    try:
        process.join(seconds)
        return process.exitcode
    finally:
        if process.is_alive():
            process.kill()
            process.join()
        process.close()


def _in_fork(folder: Path, environment: Mapping[str, str]) -> None:
    from course_lib.grading.execution.pytest_process import forked

    forked(folder, environment)


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment of a pass, without anything that could change pytest."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "PYTHONPATH": str(PACKAGE.parent),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
    }


def _raise_if_set_up_failed(ran: Sequence[Ran], groups: "Sequence[Sequence[RunCell]]") -> None:
    """Raise PassError if a teacher's cell failed before any of the student's had run."""
    at = 0
    for group in groups:
        first = ran[at]
        if first.cell.role == "given" and not first.ok and first.category != "not_run":
            raise PassError(f"the set-up cell failed: {first.category} {first.raised}")
        at += len(group)


def _read(reports: Sequence[dict[str, object]], cells: "Sequence[RunCell]") -> list[Ran]:
    """Match the reports with the cells.

    Raises:
        PassError: A cell has no report, or failed because of the grader.
    """
    if [report["number"] for report in reports] != list(range(len(cells))):
        raise PassError(f"{len(reports)} of {len(cells)} cells were reported")
    found = []
    for report, cell in zip(reports, cells, strict=True):
        category = str(report.get("category", ""))
        if category == "grader_error":
            raise PassError(f"a cell could not be run: {report.get('detail', '')}"[:300])
        probe = json.loads(str(report["probe"])) if "probe" in report else None
        raised = str(report.get("raised", ""))
        found.append(Ran(cell, report["ok"] is True, category, probe, raised))
    return found
