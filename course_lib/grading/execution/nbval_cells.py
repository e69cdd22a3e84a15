"""The pytest plugin with which nbval runs one merged notebook, its kernel in a sandbox.

    python -m course_lib.grading.execution.pytest_process FOLDER

nbval runs a notebook cell by cell and reports each cell as a test. This plugin replaces three of
its classes: the kernel, the file and the cell. A verdict cell passes if it published what its probe
measured. That goes to a result file, and the process that reads the file scores it.
"""

import ctypes
import json
import signal
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError  # type: ignore[import-untyped]

from course_lib.grading.execution.bounded_kernel import BoundedKernel
from course_lib.grading.execution.cell_reports import CellRecorder
from course_lib.grading.execution.pass_job import PassJob
from course_lib.grading.sandbox.sandbox import BubblewrapSandbox, Sandbox, Unsandboxed
from course_lib.grading.sandbox.stop_reasons import (
    MalformedMessageError,
    NotRunError,
    StoppedError,
    TimeLimitError,
)
from course_lib.grading.sandbox.zygote_client import WarmSandbox

PROBE = "application/vnd.course.probe+json"
SUFFIX = ".course.ipynb"
_UNREADABLE = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
_QUIET = 3.0  # seconds that nbval waits for a message after the cell's time is over


RECORDER: pytest.StashKey[CellRecorder] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the job."""
    parser.getgroup("course").addoption("--course-job", type=Path)


def pytest_configure(config: pytest.Config) -> None:
    """Read the job, and arrange to end with the process that started this one."""
    if config.option.course_job is None:
        return
    _die_with_parent()
    config.stash[RECORDER] = CellRecorder(PassJob.read(config.option.course_job))
    config.option.course_job.unlink()  # it contains the seed, and a killed process can't remove it
    config.pluginmanager.register(config.stash[RECORDER], "course-recorder")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the merged notebook as nbval would."""
    if parent.config.option.course_job is None or not file_path.name.endswith(SUFFIX):
        return None
    collected: pytest.Collector = MergedFile.from_parent(parent, path=file_path)
    return collected


class MergedFile(IPyNbFile):  # type: ignore[misc]
    """A merged, and the kernel that runs it."""

    kernel: BoundedKernel | None = None

    def setup(self) -> None:
        """Start the clock; the first cell starts the kernel."""
        self.job = self.config.stash[RECORDER].job
        self.end = time.monotonic() + self.job.limits.total_seconds
        self.setup_sanitize_files()

    def restart(self) -> None:
        """Start a fresh kernel in place of the present one."""
        self.stop()
        self.kernel = BoundedKernel(_sandbox_for(self.job))

    def stop(self) -> None:
        """End the kernel, and add its CPU time to the record."""
        if self.kernel is not None:
            self.kernel.stop()
            self.config.stash[RECORDER].cpu_seconds += self.kernel.sandbox.cpu_seconds
        self.kernel = None

    def collect(self) -> Iterator[pytest.Item]:
        """Yield each cell as a test; nbval's markers in a student's text are ignored."""
        self.nb = nbformat.read(self.path, as_version=4)
        for number, cell in enumerate(self.nb.cells):
            facts = cell.metadata["course"]
            options = defaultdict(bool, check=facts["role"] == "verdict")
            name = f"{number}-{facts['role']}-{facts['exercise'] or ''}"
            item = MergedCell.from_parent(
                self, name=name, cell_num=number, cell=cell, options=options
            )
            item.facts = facts
            yield item

    def teardown(self) -> None:
        """End the kernel."""
        self.stop()


class MergedCell(IPyNbCell):  # type: ignore[misc]
    """One cell of a merged notebook."""

    facts: Mapping[str, Any]

    def setup(self) -> None:
        """Do nothing: nbval would skip all cells after one that took too long."""

    def runtest(self) -> None:
        """Run the cell within its time.

        Raises:
            NotRunError: The time is over, or the kernel has ended.
            MalformedMessageError: The kernel sent what nbval can't read.
        """
        file, began = self.parent, time.monotonic()
        left = file.end - began
        if left < 1:
            raise NotRunError("the notebook used up its time")
        if self.facts["fresh"]:
            file.restart()
        if file.kernel is None or not file.kernel.is_alive():
            raise NotRunError("an earlier cell had ended the kernel")
        limits = file.job.limits
        # the teacher's own cells have the slow imports
        own = limits.start_seconds if self.facts["role"] == "given" else limits.cell_seconds
        own *= 2 if self.facts["role"] == "verdict" else 1  # it measures twice
        seconds = min(own, left)
        self.config.option.nbval_cell_timeout = seconds
        self.output_timeout = _QUIET
        file.kernel.begin(seconds)
        file.timed_out = False
        try:
            super().runtest()
        except _UNREADABLE as fault:  # nbval trusts what a kernel sends
            file.kernel.sandbox.kill("bad_message")
            raise MalformedMessageError("the kernel sent what nbval can't read") from fault
        if self.facts["fresh"] and self.facts["role"] == "given":
            file.end += time.monotonic() - began  # starting and importing isn't the student's time

    def stop(self) -> None:
        """Kill the kernel, which reported an error and then didn't become idle."""
        self.parent.kernel.sandbox.kill("timeout")
        raise TimeLimitError("the kernel didn't become idle after an error")

    def compare_outputs(self, test: Any, ref: Any, skip_compare: Any = None) -> bool:  # noqa: ANN401
        """Return True if the probe published its two measurements; they are scored elsewhere."""
        found = [out["metadata"][PROBE] for out in test if PROBE in (out.get("metadata") or {})]
        self.comparison_traceback = ["the probe published nothing"]
        if len(found) >= 2:  # measured by the session's modules, and by the course's own
            self.user_properties.append(("probe", json.dumps([found[0], found[-1]])))
            return True
        return False

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:  # noqa: ANN401
        """Return the category of a failure; the student's own words stay out of it."""
        category = _category(excinfo.value)
        self.user_properties.append(("category", category))
        if category == "error":
            self.user_properties.append(("raised", _raised(self.test_outputs)))
        return category if category != "grader_error" else f"{category}: {excinfo.value!r}"


def _sandbox_for(job: PassJob) -> Sandbox:
    if job.zygote:
        place = Path(job.zygote)
        return WarmSandbox(place, job.course, job.limits, job.environment, job.slot)
    if job.sandbox:
        return BubblewrapSandbox(job.course, job.limits, job.environment, job.slot)
    return Unsandboxed(job.course, job.limits, job.environment)


def _category(fault: BaseException) -> str:
    if isinstance(fault, StoppedError):
        return fault.category
    if not isinstance(fault, NbCellError):
        return "grader_error"
    if "imeout" in str(fault):
        return "timeout"
    return "silent" if "outputs differ" in str(fault) else "error"


def _raised(outputs: Any) -> str:  # noqa: ANN401
    names = [out.get("ename") for out in outputs or () if out.get("output_type") == "error"]
    return str(names[-1])[:80] if names else ""


def _die_with_parent() -> None:
    """Ask Linux to kill this process when the grader ends, however it ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
