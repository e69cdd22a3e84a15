"""Record how each cell of a pass ended, and save the record when the pass is over."""

import json
import os

import pytest

from course_lib.grading.execution.pass_job import PassJob
from course_lib.grading.sandbox.process_usage import cpu_seconds, peak_mb


class CellRecorder:
    """Collects pytest's reports, and writes the result file at the end.

    Args:
        job: The job of the pass, which names the result file.
    """

    def __init__(self, job: PassJob) -> None:
        self.job = job
        self.cpu_seconds = 0.0  # of kernels
        self.cells: list[dict[str, object]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record how a cell ended."""
        if report.when != "call" and not report.failed:
            return
        number = int(report.nodeid.rpartition("::")[2].partition("-")[0])
        facts: dict[str, object] = {"number": number, "ok": report.passed}
        facts |= {"seconds": round(report.duration, 3), **dict(report.user_properties)}
        if report.failed and "category" not in facts:
            facts |= {"category": "grader_error", "detail": str(report.longrepr)[-600:]}
        self.cells.append(facts)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the result file as a whole, or not at all."""
        partial = self.job.result.with_suffix(".part")
        with partial.open("w", encoding="utf-8") as file:
            found = {"cells": self.cells, "exit": int(exitstatus), "peak_mb": peak_mb()}
            own = cpu_seconds([os.getpid()])
            json.dump(found | {"cpu_seconds": own + self.cpu_seconds}, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.job.result)
