"""Grade everything that was handed in: workers, one ledger, and a result for every student.

A fault of the grader is never a zero. It is tried again, and if it stays, the grade is left blank.
"""

import contextlib
import queue
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import replace

from course_lib.classroom.exercises.course import load_course
from course_lib.grading.intake.notebook import read_untrusted
from course_lib.grading.intake.roster import Entry
from course_lib.grading.results.ledger import LEDGER, Ledger, Line
from course_lib.grading.results.run_record import OtherRunError, RunRecord, open_record
from course_lib.grading.results.shards import shard
from course_lib.grading.session import SANDBOXED, UNSANDBOXED, WARM, Desk, Plan, key_version

__all__ = ["SANDBOXED", "UNSANDBOXED", "WARM", "Desk", "OtherRunError", "Plan", "Told", "grade_all"]
_SEED = "seed"
Told = Callable[[Line, int, int], None]


def grade_all(
    plan: Plan, entries: Sequence[Entry], told: Told = lambda line, done, all_: None
) -> Mapping[str, Line]:
    """Grade what has no result yet, and return the result of every student.

    Args:
        plan: what to grade against.
        entries: what was handed in.
        told: called after each submission with its line, the count so far, and how many there are.
    """
    plan.out.mkdir(parents=True, exist_ok=True)
    plan.work.mkdir(mode=0o700, exist_ok=True)
    seed = open_seed(plan)
    with Ledger.open(plan.out / LEDGER) as ledger:
        record = record_of(plan, ledger, entries)
        entries = shard(entries, *plan.share)
        todo = todo_of(ledger, entries, record)
        if todo:
            with closing(Desk(plan, seed)) as desk:
                if plan.self_test and any(map(_sha, todo)):  # else there is nothing to run
                    _test_once(desk, record)
                for count, line in enumerate(_graded(desk, todo), 1):
                    ledger.add(line)
                    report_progress(told, line, count, len(todo))
        return {entry.student: ledger.lines[entry.student] for entry in entries}


def record_of(plan: Plan, ledger: Ledger, entries: Sequence[Entry]) -> RunRecord:
    """Return the record of this run; refuse a folder with results of another lesson or key."""
    card = load_course(plan.root).lesson(plan.lesson)
    new = RunRecord(card.id, key_version(plan.root, card), plan.share, ())
    return open_record(plan.out, new, ledger.lines, entries)


def _test_once(desk: Desk, record: RunRecord) -> None:
    """Test the lesson before its first submission; a run that is resumed has been tested.

    The result holds for one version of the key and one kind of kernel, within one run's folder:
    another folder may be on another machine.
    """
    kind = f"{desk.plan.sandbox} {desk.plan.warm} {sys.version}"
    if record.tested == kind:
        return
    cost = desk.self_test()
    print(f"Self-test of lesson {record.lesson}: passed, {cost:.1f} CPU-s.", file=sys.stderr)
    replace(record, tested=kind).write(desk.plan.out)


def report_progress(told: Told, line: Line, count: int, of: int) -> None:
    """Report one result; a terminal that can't print a name stops nobody's grading."""
    with contextlib.suppress(Exception):
        told(line, count, of)


def _graded(desk: Desk, entries: Sequence[Entry]) -> Iterator[Line]:
    """Grade with several workers; each has a slot, so no two meet in a folder or on a user."""
    slots: queue.Queue[int] = queue.Queue()
    for number in range(desk.plan.workers):
        slots.put(number)

    def work(entry: Entry) -> Line:
        with _taken(slots) as slot:
            return desk.grade(entry, slot)

    pool = ThreadPoolExecutor(desk.plan.workers)
    try:
        futures = [pool.submit(work, entry) for entry in entries]
        for future in as_completed(futures):
            yield future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _taken(slots: "queue.Queue[int]") -> Iterator[int]:
    slot = slots.get()
    try:
        yield slot
    finally:
        slots.put(slot)


def open_seed(plan: Plan) -> str:
    """Draw the seed of this run, and keep it for when the run goes on."""
    path = plan.out / _SEED
    if not path.exists():
        path.touch(0o600)
        path.write_text("s" + secrets.token_hex(16), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def todo_of(ledger: Ledger, entries: Iterable[Entry], record: RunRecord) -> list[Entry]:
    """Return the submissions without a result for this lesson and version of the key."""
    return [
        entry
        for entry in entries
        if not ledger.done(entry.student, _sha(entry), record.lesson, record.key)
    ]


def _sha(entry: Entry) -> str:
    try:
        return read_untrusted(entry.path).sha
    except Exception:  # it can't be read: `Desk.grade` says why
        return ""
