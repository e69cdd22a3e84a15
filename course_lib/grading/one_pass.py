"""Run one graft once: a process of its own, with pytest and nbval in it, and a kernel in a box.

Whatever happens in there, this comes back with a list of cells, or with a reason why there is none.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.job import Job, notebook_of
from course_lib.grading.transplant import RunCell

_SPARE = 120.0  # seconds that the process has beyond its own limits, on a busy machine


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
    """How all cells of a graft ended, and the memory that the grader itself took for it."""

    ran: list[Ran]
    grader_mb: int


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
    notebook, result = folder / "graft.course.ipynb", folder / "result.json"
    notebook.write_text(notebook_of(groups), encoding="utf-8")
    (folder / "grader.ini").write_text("[pytest]\n", encoding="utf-8")
    job.at(job.slot, result).write(folder / "job.json")
    starts = len(groups) * job.limits.start_seconds
    code = _run(folder, notebook, job.limits.total_seconds + starts + _SPARE)
    try:
        told = json.loads(result.read_text(encoding="utf-8"))
        cells, grader_mb = told["cells"], int(told["peak_mb"])
    except (OSError, ValueError, KeyError) as fault:
        raise PassError(f"pytest ended with {code} and left no result") from fault
    ran = _read(cells, [cell for group in groups for cell in group])
    _raise_if_set_up_failed(ran, groups)
    return Pass(ran, grader_mb)


def _run(folder: Path, notebook: Path, seconds: float) -> int | None:
    """Start pytest, away from everything that could change it."""
    words = [sys.executable, "-P", "-m", "pytest", "-q", "--color=no", "--tb=line"]
    words += ["-p", "nbval.plugin", "-p", "course_lib.grading.nbval_cells"]
    words += ["-p", "no:cacheprovider", "--noconftest", "-c", str(folder / "grader.ini")]
    words += ["--rootdir", str(folder), "--course-job", str(folder / "job.json"), str(notebook)]
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
    }
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            words,
            env=environment,
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
