"""The plugin with which nbval runs one graft: its kernel in a box, its points decided elsewhere.

    python -m course_lib.grading.execution.pass_process FOLDER

nbval runs cell by cell and reports each as a test. Three of its classes are replaced: the kernel,
the file and the cell. A verdict cell passes when it published what its probe measured. What was
published goes to a result file; whether it is right, the process that reads that file decides.
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

from course_lib.grading.execution.job import Job
from course_lib.grading.execution.kernel import BoundedKernel
from course_lib.grading.execution.recorder import Recorder
from course_lib.grading.sandbox.limits import (
    MalformedMessageError,
    NotRunError,
    StoppedError,
    TimeLimitError,
)
from course_lib.grading.sandbox.sandbox import Box, OpenPlace, Sandbox
from course_lib.grading.sandbox.warm import WarmSandbox

PROBE = "application/vnd.course.probe+json"
SUFFIX = ".course.ipynb"
_UNREADABLE = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
_QUIET = 3.0  # seconds that nbval waits for a message after the cell's time is over


RECORDER: pytest.StashKey[Recorder] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the job."""
    parser.getgroup("course").addoption("--course-job", type=Path)


def pytest_configure(config: pytest.Config) -> None:
    """Read the job, and end with the process that gave it."""
    if config.option.course_job is None:
        return
    _die_with_parent()
    config.stash[RECORDER] = Recorder(Job.read(config.option.course_job))
    config.option.course_job.unlink()  # it contains the seed, and whoever is killed can't tidy up
    config.pluginmanager.register(config.stash[RECORDER], "course-recorder")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the graft."""
    if parent.config.option.course_job is None or not file_path.name.endswith(SUFFIX):
        return None
    made: pytest.Collector = GraftFile.from_parent(parent, path=file_path)
    return made


class GraftFile(IPyNbFile):  # type: ignore[misc]
    """A graft, and the kernel that runs it."""

    kernel: BoundedKernel | None = None

    def setup(self) -> None:
        """Start the clock; the first cell starts the kernel."""
        self.job = self.config.stash[RECORDER].job
        self.end = time.monotonic() + self.job.limits.total_seconds
        self.setup_sanitize_files()

    def restart(self) -> None:
        """Begin with a fresh kernel."""
        self.stop()
        self.kernel = BoundedKernel(_box(self.job))

    def stop(self) -> None:
        """End the kernel, and note what it took."""
        if self.kernel is not None:
            self.kernel.stop()
            self.config.stash[RECORDER].cpu_seconds += self.kernel.box.cpu_seconds
        self.kernel = None

    def collect(self) -> Iterator[pytest.Item]:
        """Give each cell as a test; nbval's markers in a student's text mean nothing."""
        self.nb = nbformat.read(self.path, as_version=4)
        for number, cell in enumerate(self.nb.cells):
            facts = cell.metadata["course"]
            options = defaultdict(bool, check=facts["role"] == "verdict")
            name = f"{number}-{facts['role']}-{facts['exercise'] or ''}"
            item = GraftCell.from_parent(
                self, name=name, cell_num=number, cell=cell, options=options
            )
            item.facts = facts
            yield item

    def teardown(self) -> None:
        """End with the kernel."""
        self.stop()


class GraftCell(IPyNbCell):  # type: ignore[misc]
    """One cell of a graft."""

    facts: Mapping[str, Any]

    def setup(self) -> None:
        """Leave out what nbval does here: it would give up all cells after a late one."""

    def runtest(self) -> None:
        """Run the cell within its time."""
        file, began = self.parent, time.monotonic()
        left = file.end - began
        if left < 1:
            raise NotRunError("the notebook used up its time")
        if self.facts["fresh"]:
            file.restart()
        if file.kernel is None or not file.kernel.is_alive():
            raise NotRunError("an earlier cell had ended the kernel")
        limits = file.job.limits
        # the teacher's own cells import what takes long to import
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
            file.kernel.box.kill("bad_message")
            raise MalformedMessageError("the kernel sent what nbval cannot read") from fault
        if self.facts["fresh"] and self.facts["role"] == "given":
            file.end += time.monotonic() - began  # starting and importing is not the student's time

    def stop(self) -> None:
        """End the kernel: it reported an error, and then did not become idle."""
        self.parent.kernel.box.kill("timeout")
        raise TimeLimitError("the kernel did not become idle after an error")

    def compare_outputs(self, test: Any, ref: Any, skip_compare: Any = None) -> bool:  # noqa: ANN401
        """Take what the probe published; comparing it is not done here."""
        found = [out["metadata"][PROBE] for out in test if PROBE in (out.get("metadata") or {})]
        self.comparison_traceback = ["the probe published nothing"]
        if len(found) >= 2:  # what the session measured, and what the course's own code did
            self.user_properties.append(("probe", json.dumps([found[0], found[-1]])))
            return True
        return False

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:  # noqa: ANN401
        """Sort the failure; the student's own words stay out of it."""
        category = _category(excinfo.value)
        self.user_properties.append(("category", category))
        if category == "error":
            self.user_properties.append(("raised", _raised(self.test_outputs)))
        return category if category != "grader_error" else f"{category}: {excinfo.value!r}"


def _box(job: Job) -> Box:
    if job.zygote:
        place = Path(job.zygote)
        return WarmSandbox(place, job.course, job.limits, job.environment, job.slot)
    if job.sandbox:
        return Sandbox(job.course, job.limits, job.environment, job.slot)
    return OpenPlace(job.course, job.limits, job.environment)


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
    """Ask Linux for a signal when the grader ends, however it ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
