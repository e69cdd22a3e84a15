"""Measure what grading costs: CPU seconds per submission, compared with plain nbval."""

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

from course_lib.grading.grade_submission import SANDBOXED, WARM, GradingPlan, GradingSession
from course_lib.grading.intake.hand_ins import HandIn


def bench_grading(root: Path, lesson: str, notebook: Path, times: int) -> str:
    """Return a table of the costs of grading one notebook, cold and warm, and of plain nbval.

    Args:
        root: The checkout of the course.
        lesson: The lesson's id, such as "02".
        notebook: The submission to grade.
        times: The number of runs that each mean is over.
    """
    with tempfile.TemporaryDirectory(prefix="course-") as folder:
        copy = Path(folder) / notebook.name
        shutil.copy(notebook, copy)
        rows = [("course grade", *_graded(GradingPlan(root, lesson, Path(folder)), copy, times))]
        warm = GradingPlan(root, lesson, Path(folder), warm=True)
        rows += [("course grade --warm", *_graded(warm, copy, times))]
        rows += [("pytest --nbval-lax", *_cost(lambda: _plain_nbval(copy, root), times))]
    lines = [f"{'':20} {'CPU-s':>7} {'wall s':>7}   a submission, mean of {times}"]
    lines += [f"{name:20} {cpu:7.2f} {wall:7.2f}" for name, cpu, wall in rows]
    load = os.getloadavg()[0]
    return "\n".join([*lines, f"{os.cpu_count()} cores, load {load:.1f}"])


def _graded(plan: GradingPlan, notebook: Path, times: int) -> tuple[float, float]:
    """Return the CPU and wall seconds of grading once: passes, kernels, zygote, this process.

    Preparing the session doesn't count: a class pays for it once.

    Raises:
        RuntimeError: The notebook wasn't graded, or not in the way that the plan asks for.
    """
    plan.work.mkdir(mode=0o700, exist_ok=True)
    with closing(GradingSession(plan, "sbench")) as session:
        began, before = time.monotonic(), time.process_time()
        zygote = session.zygote.cpu_seconds if session.zygote else 0.0
        results = [session.grade(HandIn("bench", notebook), 0) for _ in range(times)]
        wall, cpu = time.monotonic() - began, time.process_time() - before
        cpu += session.zygote.cpu_seconds - zygote if session.zygote else 0.0
    expected = WARM if plan.warm else SANDBOXED
    if faults := [one for one in results if one.reason or one.sandbox != expected]:
        raise RuntimeError(f"{notebook} was not graded as planned: {faults[0]}")
    return (cpu + sum(one.cpu_seconds for one in results)) / times, wall / times


def _cost(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the CPU and wall seconds of one run; only children that have ended are counted."""
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
