"""Grade on several machines with dask.distributed, where one machine is not enough.

The unit is one submission. Scheduler and workers are the teacher's own and trust each other.
Students' code runs in a sandbox on the worker, from which no network leads out. A worker that dies
loses nothing: its submission goes to another one.
"""

import importlib
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

from course_lib.classroom.exercises.course import load_course
from course_lib.grading.intake.roster import Entry
from course_lib.grading.results.ledger import GRADER_ERROR, LEDGER, Ledger, Line
from course_lib.grading.results.shards import shard
from course_lib.grading.run import Desk, Plan, Told, open_seed, record_of, report_progress, todo_of

_desks: dict[tuple[Path, str, str], Desk] = {}
_places: list["tempfile.TemporaryDirectory[str]"] = []  # removed when the worker ends
_PREFIX = "course-worker-"
_one_at_a_time = Lock()  # a worker is one slot, whatever its number of threads


class ClusterError(RuntimeError):
    """There is no cluster to grade on; the message says what to do."""


def grade_on_cluster(
    address: str, plan: Plan, entries: Sequence[Entry], told: Told
) -> Mapping[str, Line]:
    """Grade as `course_lib.grading.run.grade_all` does, on the workers of a scheduler.

    Args:
        address: of the scheduler; its workers see the same files.
        plan: what to grade against.
        entries: what was handed in.
        told: called after each submission.

    Raises:
        ClusterError: dask.distributed is missing.
    """
    distributed = _distributed()
    plan.work.mkdir(parents=True, mode=0o700, exist_ok=True)
    seed = open_seed(plan)
    with Ledger.open(plan.out / LEDGER) as ledger, distributed.Client(address) as client:
        record = record_of(plan, ledger, entries)
        entries = shard(entries, *plan.share)
        todo = todo_of(ledger, entries, record)
        if todo and plan.self_test:
            client.submit(self_test_here, plan, seed, pure=False).result()
        running = {client.submit(grade_here, plan, seed, e, retries=2, pure=False): e for e in todo}
        for count, future in enumerate(distributed.as_completed(list(running)), 1):
            line = _line(plan, running[future], future.result)
            ledger.add(line)
            report_progress(told, line, count, len(todo))
        return {entry.student: ledger.lines[entry.student] for entry in entries}


def grade_here(plan: Plan, seed: str, entry: Entry) -> Line:
    """Grade one submission on this worker."""
    with _one_at_a_time:
        return _desk(plan, seed).grade(entry, _slot())


def self_test_here(plan: Plan, seed: str) -> float:
    """Check on this worker that the lesson can be graded; return the CPU seconds that took."""
    with _one_at_a_time:
        return _desk(plan, seed).self_test()


def _desk(plan: Plan, seed: str) -> Desk:
    key = (plan.root, plan.lesson, seed)
    if key not in _desks:
        remove_leftovers()
        _places.append(tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-"))
        out = Path(_places[-1].name)
        (out / ".work").mkdir(mode=0o700)
        _desks[key] = Desk(replace(plan, out=out), seed)
    return _desks[key]


def remove_leftovers() -> None:
    """Remove the folders of workers of this user that were killed, and so could not do it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        process = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if process.isdecimal() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _distributed() -> ModuleType:
    try:
        return importlib.import_module("distributed")
    except ModuleNotFoundError as fault:
        raise ClusterError(
            "--cluster needs dask.distributed: pip install -c constraints.txt -e .[cluster]"
        ) from fault


def _slot() -> int:
    """Give each worker of a machine its own slot."""
    worker: Any = _distributed().get_worker()
    return zlib.crc32(worker.address.encode()) % 900


def _line(plan: Plan, entry: Entry, result: Callable[[], Line]) -> Line:
    try:
        return result()
    except Exception as fault:  # a worker that died again and again
        reason = f"the cluster failed: {fault}"[:300]
        points = load_course(plan.root).lesson(plan.lesson).points
        return Line(
            entry.student, entry.path.name, plan.lesson, GRADER_ERROR, points, reason=reason
        )
