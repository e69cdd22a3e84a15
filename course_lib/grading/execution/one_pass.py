"""Run one graft once: a process of its own, with pytest and nbval in it, and a kernel in a box.

Whatever happens in there, this comes back with a list of cells, or with a reason why there is none.
"""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.execution.job import GRAFT, JOB, LOG, RESULT, Job, notebook_of
from course_lib.grading.intake.merge import RunCell
from course_lib.grading.sandbox.kernel_home import PACKAGE

_SPARE = 120.0  # seconds that the process has beyond its own limits, on a busy machine
_PROCESS = "course_lib.grading.execution.pass_process"  # not imported here: it imports pytest
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([_PROCESS, __name__])


class PassError(RuntimeError):
    """The pass itself failed. It says nothing about the student's work."""


@dataclass(frozen=True)
class Ran:
    """How one cell of a graft ended."""

    cell: RunCell
    ok: bool
    category: str = ""  # why it did not end well
    probe: object = None  # what a verdict cell published
    raised: str = ""  # the name of the exception, as the kernel told it


@dataclass(frozen=True)
class Pass:
    """How all cells of a graft ended, and what that took."""

    ran: list[Ran]
    grader_mb: int  # memory, of pytest and nbval alone
    cpu_seconds: float = 0.0  # theirs, and that of the kernels


def run_pass(job: Job, groups: Sequence[Sequence[RunCell]], folder: Path) -> Pass:
    """Run groups of cells, each in a fresh kernel.

    Args:
        job: what to run them with.
        groups: the cells.
        folder: an empty place of this slot; replaced if it is there.

    Raises:
        PassError: there is no result for every cell.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    (folder / GRAFT).write_text(notebook_of(groups), encoding="utf-8")
    job.at(job.slot, folder / RESULT).write(folder / JOB)
    starts = len(groups) * job.limits.start_seconds
    run = _run_warm if job.zygote else _run_cold
    code: int | None = None
    try:
        code = run(folder, job.limits.total_seconds + starts + _SPARE)
        told = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        cells, grader_mb, cpu = told["cells"], int(told["peak_mb"]), float(told["cpu_seconds"])
    except (OSError, ValueError, KeyError) as fault:
        raise PassError(f"pytest ended with {code} and left no result{_end_of(folder)}") from fault
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # nothing of a pass stays behind
    ran = _read(cells, [cell for group in groups for cell in group])
    _raise_if_set_up_failed(ran, groups)
    return Pass(ran, grader_mb, cpu)


def _end_of(folder: Path) -> str:
    """Return the last line of a pass's log, for whoever mends the grader."""
    try:
        lines = (folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return f": {lines[-1][:120]}" if lines else ""


def _run_cold(folder: Path, seconds: float) -> int | None:
    """Run a pass in a process that imports what it needs."""
    with (folder / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", _PROCESS, str(folder)],
            env=_surroundings(folder),
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
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _run_warm(folder: Path, seconds: float) -> int | None:
    """Run a pass in a fork of the standard library's fork server, which has imported it."""
    process = _forks.Process(target=_in_fork, args=(folder, _surroundings(folder)))
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
    from course_lib.grading.execution.pass_process import forked

    forked(folder, environment)


def _surroundings(folder: Path) -> dict[str, str]:
    """Give the environment of a pass: nothing that could change pytest."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "PYTHONPATH": str(PACKAGE.parent),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
    }


def _raise_if_set_up_failed(ran: Sequence[Ran], groups: Sequence[Sequence[RunCell]]) -> None:
    """Refuse a pass in which a teacher's cell failed before any of the student's had run."""
    at = 0
    for group in groups:
        first = ran[at]
        if first.cell.role == "given" and not first.ok and first.category != "not_run":
            raise PassError(f"the set-up cell failed: {first.category} {first.raised}")
        at += len(group)


def _read(told: Sequence[dict[str, object]], cells: Sequence[RunCell]) -> list[Ran]:
    """Match reports with cells: every cell once, and none that failed for our own reasons."""
    if [report["number"] for report in told] != list(range(len(cells))):
        raise PassError(f"{len(told)} of {len(cells)} cells were reported")
    found = []
    for report, cell in zip(told, cells, strict=True):
        category = str(report.get("category", ""))
        if category == "grader_error":
            raise PassError(f"a cell could not be run: {report.get('detail', '')}"[:300])
        probe = json.loads(str(report["probe"])) if "probe" in report else None
        raised = str(report.get("raised", ""))
        found.append(Ran(cell, report["ok"] is True, category, probe, raised))
    return found
