"""Grade on several machines with dask.distributed, where one machine isn't enough.

One submission is one task. Scheduler and workers belong to the teacher and trust each other.
Students' code runs in a sandbox on the worker, without a network. If a worker dies, nothing is
lost: its submission goes to another worker.
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

from course_lib.classroom.exercises.course_toml import load_course
from course_lib.grading.grade_class import OnResult, open_seed, record_of, report_progress, todo_of
from course_lib.grading.grade_submission import GradingPlan, GradingSession
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.results.ledger import GRADER_ERROR, LEDGER, Ledger, Result
from course_lib.grading.shards import shard

_sessions: dict[tuple[Path, str, str], GradingSession] = {}
_places: list["tempfile.TemporaryDirectory[str]"] = []  # removed when the worker ends
_PREFIX = "course-worker-"
_one_at_a_time = Lock()  # a worker is one slot, whatever its number of threads


class ClusterError(RuntimeError):
    """There is no cluster to grade on; the message says what to do."""


def grade_on_cluster(
    address: str, plan: GradingPlan, hand_ins: Sequence[HandIn], on_result: OnResult
) -> Mapping[str, Result]:
    """Grade as `course_lib.grading.grade_class.grade_all` does, on the workers of a scheduler.

    Args:
        address: The scheduler's address; its workers must see the same files.
        plan: What to grade against, and how.
        hand_ins: The files of the whole class, one for each student.
        on_result: Called after each submission with its result, the number of submissions graded
            so far, and their total.

    Raises:
        ClusterError: dask.distributed is missing.
    """
    distributed = _distributed()
    plan.work.mkdir(parents=True, mode=0o700, exist_ok=True)
    seed = open_seed(plan)
    with Ledger.open(plan.out / LEDGER) as ledger, distributed.Client(address) as client:
        record = record_of(plan, ledger, hand_ins)
        mine = shard(hand_ins, *plan.share)
        todo = todo_of(ledger, mine, record)
        if todo and plan.self_test:
            client.submit(self_test_here, plan, seed, pure=False).result()
        running = {client.submit(grade_here, plan, seed, h, retries=2, pure=False): h for h in todo}
        for count, future in enumerate(distributed.as_completed(list(running)), 1):
            result = _result(plan, running[future], future.result)
            ledger.add(result)
            report_progress(on_result, result, count, len(todo))
        return {hand_in.student: ledger.results[hand_in.student] for hand_in in mine}


def grade_here(plan: GradingPlan, seed: str, hand_in: HandIn) -> Result:
    """Grade one submission on this worker."""
    with _one_at_a_time:
        return _session(plan, seed).grade(hand_in, _slot())


def self_test_here(plan: GradingPlan, seed: str) -> float:
    """Check on this worker that the lesson can be graded; return the CPU seconds that took."""
    with _one_at_a_time:
        return _session(plan, seed).self_test()


def _session(plan: GradingPlan, seed: str) -> GradingSession:
    key = (plan.root, plan.lesson, seed)
    if key not in _sessions:
        remove_leftovers()
        _places.append(tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-"))
        out = Path(_places[-1].name)
        (out / ".work").mkdir(mode=0o700)
        _sessions[key] = GradingSession(replace(plan, out=out), seed)
    return _sessions[key]


def remove_leftovers() -> None:
    """Remove the folders of this user's workers that were killed before they could do it."""
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
    """Return this worker's slot, which no other worker of the machine has."""
    worker: Any = _distributed().get_worker()
    return zlib.crc32(worker.address.encode()) % 900


def _result(plan: GradingPlan, hand_in: HandIn, result: Callable[[], Result]) -> Result:
    try:
        return result()
    except Exception as fault:  # a worker that died again and again
        reason = f"the cluster failed: {fault}"[:300]
        points = load_course(plan.root).lesson(plan.lesson).points
        return Result(
            hand_in.student, hand_in.path.name, plan.lesson, GRADER_ERROR, points, reason=reason
        )
