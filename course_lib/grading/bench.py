"""Measure what grading costs: processor seconds a submission, beside plain nbval on the same."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from course_lib.grading.roster import Entry
from course_lib.grading.run import Desk, Plan


def bench_grading(root: Path, lesson: str, notebook: Path, times: int, sandbox: bool = True) -> str:
    """Grade one notebook some times, and run plain nbval on it as often.

    Args:
        root: the checkout of the course.
        lesson: such as "02".
        notebook: a submission.
        times: how often.
        sandbox: whether to measure with it.
    """
    with tempfile.TemporaryDirectory(prefix="course-") as folder:
        plan = Plan(root, lesson, Path(folder), sandbox)
        plan.work.mkdir(mode=0o700)
        desk = Desk(plan, "sbench")
        copy = Path(folder) / notebook.name
        shutil.copy(notebook, copy)
        rows = [
            ("course grade", *_cost(lambda: desk.grade(Entry("bench", copy), 0), times)),
            ("pytest --nbval-lax", *_cost(lambda: _plain_nbval(copy, root), times)),
        ]
    lines = [f"{'':20} {'CPU-s':>7} {'wall s':>7}   a submission, mean of {times}"]
    lines += [f"{name:20} {cpu:7.2f} {wall:7.2f}" for name, cpu, wall in rows]
    load = os.getloadavg()[0]
    return "\n".join([*lines, f"{os.cpu_count()} cores, load {load:.1f}"])


def _cost(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Return processor and wall seconds of one turn; those of ended children are counted."""
    began, before = time.monotonic(), _processor()
    for _ in range(times):
        work()
    return (_processor() - before) / times, (time.monotonic() - began) / times


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _plain_nbval(notebook: Path, root: Path) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "--nbval-lax", "-p", "no:cacheprovider"]
    words += ["--nbval-current-env", "--rootdir", str(notebook.parent), str(notebook)]
    environment = dict(os.environ, COURSE_ROOT=str(root), COURSE_STATIC="1")
    environment["COURSE_PROGRESS"] = str(notebook.parent / "progress.json")
    subprocess.run(words, env=environment, capture_output=True, check=False)
