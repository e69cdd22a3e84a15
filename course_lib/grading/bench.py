"""Measure what grading costs: processor seconds a submission, beside plain nbval on the same."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from course_lib.grading.intake.roster import Entry
from course_lib.grading.run import SANDBOXED, WARM, Desk, Plan


def bench_grading(root: Path, lesson: str, notebook: Path, times: int) -> str:
    """Grade one notebook some times, cold and warm, and run plain nbval on it as often.

    Args:
        root: the checkout of the course.
        lesson: such as "02".
        notebook: a submission.
        times: how often.
    """
    with tempfile.TemporaryDirectory(prefix="course-") as folder:
        copy = Path(folder) / notebook.name
        shutil.copy(notebook, copy)
        rows = [("course grade", *_graded(Plan(root, lesson, Path(folder)), copy, times))]
        warm = Plan(root, lesson, Path(folder), warm=True)
        rows += [("course grade --warm", *_graded(warm, copy, times))]
        rows += [("pytest --nbval-lax", *_cost(lambda: _plain_nbval(copy, root), times))]
    lines = [f"{'':20} {'CPU-s':>7} {'wall s':>7}   a submission, mean of {times}"]
    lines += [f"{name:20} {cpu:7.2f} {wall:7.2f}" for name, cpu, wall in rows]
    load = os.getloadavg()[0]
    return "\n".join([*lines, f"{os.cpu_count()} cores, load {load:.1f}"])


def _graded(plan: Plan, notebook: Path, times: int) -> tuple[float, float]:
    """Return processor and wall seconds of grading once: passes, kernels, zygote, and this process.

    Getting ready does not count: a class pays for it once.

    Raises:
        RuntimeError: it was not graded, or not in that way.
    """
    plan.work.mkdir(mode=0o700, exist_ok=True)
    with closing(Desk(plan, "sbench")) as desk:
        began, before = time.monotonic(), time.process_time()
        zygote = desk.zygote.cpu_seconds if desk.zygote else 0.0
        lines = [desk.grade(Entry("bench", notebook), 0) for _ in range(times)]
        wall, cpu = time.monotonic() - began, time.process_time() - before
        cpu += desk.zygote.cpu_seconds - zygote if desk.zygote else 0.0
    wanted = WARM if plan.warm else SANDBOXED
    if faults := [line for line in lines if line.reason or line.sandbox != wanted]:
        raise RuntimeError(f"{notebook} was not graded as it should be: {faults[0]}")
    return (cpu + sum(line.cpu_seconds for line in lines)) / times, wall / times


def _cost(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Return processor and wall seconds of one turn; those of ended children are counted."""
    began, before = time.monotonic(), _of_children()
    for _ in range(times):
        work()
    return (_of_children() - before) / times, (time.monotonic() - began) / times


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _plain_nbval(notebook: Path, root: Path) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "--nbval-lax", "-p", "no:cacheprovider"]
    words += ["--nbval-current-env", "--rootdir", str(notebook.parent), str(notebook)]
    environment = dict(os.environ, COURSE_ROOT=str(root), COURSE_STATIC="1")
    environment["COURSE_PROGRESS"] = str(notebook.parent / "progress.json")
    subprocess.run(words, env=environment, capture_output=True, check=False)
