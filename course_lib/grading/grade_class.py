"""Grade everything that was handed in: workers, one ledger, and a result for every student.

A fault of the grader never becomes a zero. The submission is tried again; if the fault remains, the
grade is left blank.
"""

import contextlib
import queue
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import replace

from course_lib.classroom.exercises.course_toml import load_course
from course_lib.grading.grade_submission import GradingPlan, GradingSession
from course_lib.grading.intake.answer_key import key_version
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.intake.notebook import digest_of
from course_lib.grading.results.ledger import LEDGER, Ledger, Result
from course_lib.grading.results.run_record import RunRecord, open_record
from course_lib.grading.shards import shard

_SEED = "seed"
OnResult = Callable[[Result, int, int], None]


def grade_all(
    plan: GradingPlan,
    hand_ins: Sequence[HandIn],
    on_result: OnResult = lambda result, done, total: None,
) -> Mapping[str, Result]:
    """Grade the submissions that have no result yet, and return the result of every student.

    Args:
        plan: What to grade against, and how.
        hand_ins: The files of the whole class, one for each student.
        on_result: Called after each submission with its result, the number of submissions graded
            so far, and their total.

    Raises:
        OtherRunError: The folder has results of another lesson, key or shard.
        SelfTestError: The lesson can't be graded.
    """
    plan.out.mkdir(parents=True, exist_ok=True)
    plan.work.mkdir(mode=0o700, exist_ok=True)
    seed = open_seed(plan)
    with Ledger.open(plan.out / LEDGER) as ledger:
        record = record_of(plan, ledger, hand_ins)
        mine = shard(hand_ins, *plan.share)
        todo = todo_of(ledger, mine, record)
        if todo:
            with closing(GradingSession(plan, seed)) as session:
                if plan.self_test and any(map(_digest, todo)):  # else there is nothing to run
                    _test_once(session, record)
                for count, result in enumerate(_results(session, todo), 1):
                    ledger.add(result)
                    report_progress(on_result, result, count, len(todo))
        return {hand_in.student: ledger.results[hand_in.student] for hand_in in mine}


def record_of(plan: GradingPlan, ledger: Ledger, hand_ins: Sequence[HandIn]) -> RunRecord:
    """Return the record of this run.

    Raises:
        OtherRunError: The folder has results of another lesson, key or shard.
    """
    card = load_course(plan.root).lesson(plan.lesson)
    new = RunRecord(card.id, key_version(plan.root, card), plan.share, ())
    return open_record(plan.out, new, ledger.results, hand_ins)


def _test_once(session: GradingSession, record: RunRecord) -> None:
    """Test the lesson before its first submission, unless a run in this folder has tested it.

    The test is valid for one version of the key, one kind of kernel and one folder: another folder
    may be on another machine.
    """
    kind = f"{session.plan.sandbox} {session.plan.warm} {sys.version}"
    if record.tested == kind:
        return
    cost = session.self_test()
    print(f"Self-test of lesson {record.lesson}: passed, {cost:.1f} CPU-s.", file=sys.stderr)
    replace(record, tested=kind).write(session.plan.out)


def report_progress(on_result: OnResult, result: Result, count: int, total: int) -> None:
    """Report one result; a terminal that can't print a name doesn't stop the grading."""
    with contextlib.suppress(Exception):
        on_result(result, count, total)


def _results(session: GradingSession, hand_ins: Sequence[HandIn]) -> Iterator[Result]:
    """Grade with several workers; each has a slot, so no two share a folder or a user."""
    slots: queue.Queue[int] = queue.Queue()
    for number in range(session.plan.workers):
        slots.put(number)

    def work(hand_in: HandIn) -> Result:
        with _taken(slots) as slot:
            return session.grade(hand_in, slot)

    pool = ThreadPoolExecutor(session.plan.workers)
    try:
        futures = [pool.submit(work, hand_in) for hand_in in hand_ins]
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


def open_seed(plan: GradingPlan) -> str:
    """Return the secret seed of this run; the first call draws it, and a resumed run reads it."""
    path = plan.out / _SEED
    if not path.exists():
        path.touch(0o600)
        path.write_text("s" + secrets.token_hex(16), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def todo_of(ledger: Ledger, hand_ins: Iterable[HandIn], record: RunRecord) -> list[HandIn]:
    """Return the submissions without a result for this lesson and version of the key."""
    return [
        hand_in
        for hand_in in hand_ins
        if not ledger.done(hand_in.student, _digest(hand_in), record.lesson, record.key)
    ]


def _digest(hand_in: HandIn) -> str:
    return digest_of(hand_in.path)
