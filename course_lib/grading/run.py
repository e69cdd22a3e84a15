"""Grade everything that was handed in: workers, one ledger, and a result for every student.

A fault of the grader is never a zero. It is tried again, and if it stays, the grade is left blank.
"""

import hashlib
import queue
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from course_lib.classroom.course import load_course
from course_lib.grading.flags import flags
from course_lib.grading.intake import RejectedError, Submission, read_untrusted
from course_lib.grading.job import Job
from course_lib.grading.judging import Judge
from course_lib.grading.kernel_home import make_kernel_home
from course_lib.grading.key import AnswerKey, read_key
from course_lib.grading.ledger import GRADED, GRADER_ERROR, LEDGER, REJECTED, Ledger, Line
from course_lib.grading.limits import Limits
from course_lib.grading.passes import Grader
from course_lib.grading.roster import Entry
from course_lib.grading.transplant import transplant
from course_lib.grading.warm import Zygote
from course_lib.grading.written_answers import written_in

SANDBOXED, WARM, UNSANDBOXED = "bubblewrap", "bubblewrap, warm", "none: unsandboxed"
_SEED = "seed"


@dataclass(frozen=True)
class Plan:
    """What to grade against, and how."""

    root: Path  # of the course
    lesson: str
    out: Path
    sandbox: bool = True
    warm: bool = False  # kernels come from a zygote
    workers: int = 2
    limits: Limits = field(default_factory=Limits)

    @property
    def work(self) -> Path:
        """The folder for what is needed while grading only."""
        return self.out / ".work"


class Desk:
    """Everything ready to grade one submission after another."""

    def __init__(self, plan: Plan, seed: str) -> None:
        card = load_course(plan.root).lesson(plan.lesson)
        self.plan = plan
        self.lesson = card
        self.seed_id = hashlib.sha256(f"which {seed}".encode()).hexdigest()[:12]
        self.key: AnswerKey = read_key(plan.root / "exercises" / f"{card.slug}.ipynb")
        self.judge = Judge(plan.root, card.id, seed)
        records = self.judge.exercises
        self.solutions = {id_: records[id_].answer_cell_source() for id_ in self.key.exercises}
        home = make_kernel_home(plan.root, card.slug, plan.work / "course")
        told = {"COURSE_GRADING": "1", "COURSE_SEED": seed, "COURSE_STATIC": "1"}
        cold = Job(home, plan.work / "none", told, plan.sandbox, limits=plan.limits)
        self.zygote = Zygote(plan.work) if plan.warm else None
        first = replace(cold, zygote=str(self.zygote.address)) if self.zygote else cold
        self.tries = [Grader(self.key, self.judge, job) for job in (first, cold)]

    def close(self) -> None:
        """End what it started."""
        if self.zygote:
            self.zygote.close()

    def grade(self, entry: Entry, slot: int) -> Line:
        """Grade one submission; whatever happens, a line comes back."""
        began = time.monotonic()
        line = self._blank(entry)
        try:
            submission = read_untrusted(entry.path)
        except RejectedError as refused:
            reason = entry.note if not entry.path.exists() and entry.note else str(refused)
            return replace(line, status=REJECTED, reason=reason)
        line = replace(line, sha=submission.sha, flags=(*line.flags, *submission.looks))
        for attempt, grader in enumerate(self.tries, 1):
            try:
                line = self._graded(line, submission, slot, grader)
                break
            except Exception as fault:
                reason = f"the grader failed: {fault}"[:300]
                line = replace(line, status=GRADER_ERROR, reason=reason, passes=attempt)
        return replace(line, seconds=round(time.monotonic() - began, 2))

    def _blank(self, entry: Entry) -> Line:
        return Line(
            entry.student,
            entry.source or entry.path.name.encode("utf-8", "replace").decode(),
            self.lesson.id,
            GRADED,
            self.lesson.points,
            number=entry.number,
            seed_id=self.seed_id,
            sandbox=SANDBOXED if self.plan.sandbox else UNSANDBOXED,
            handed_in=entry.handed_in,
            notes=entry.notes,
            flags=entry.looks,
        )

    def _graded(self, line: Line, submission: Submission, slot: int, grader: Grader) -> Line:
        graft = transplant(self.key, submission)
        found = grader.grade(graft, slot, self.plan.work / f"slot{slot}")
        looks = list(dict.fromkeys(flags(self.key, graft, self.solutions)))
        fixed = [mark.exercise for mark in found.marks if mark.fixed_only]
        looks += [f"{id_}: only what is the same for every seed holds" for id_ in fixed]
        if self.zygote and not grader.job.zygote:
            looks.insert(0, f"graded cold, at the second try: {line.reason}")
        return replace(
            line,
            status=GRADED,
            reason="",
            sandbox=WARM if grader.job.zygote else line.sandbox,
            points=round(sum(mark.points for mark in found.marks), 2),
            passes=found.passes,
            grader_mb=found.grader_mb,
            cpu_seconds=round(found.cpu_seconds, 2),
            marks=found.marks,
            notes=(*line.notes, *graft.notes),
            flags=(*line.flags, *looks[:12]),
            categories=found.categories,
            answers=written_in(graft, self.lesson),
        )


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
        todo = todo_of(ledger, entries)
        if todo:
            with closing(Desk(plan, seed)) as desk:
                for count, line in enumerate(_graded(desk, todo), 1):
                    ledger.add(line)
                    told(line, count, len(todo))
        return {entry.student: ledger.lines[entry.student] for entry in entries}


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


def todo_of(ledger: Ledger, entries: Iterable[Entry]) -> list[Entry]:
    """List what has no result yet."""
    return [entry for entry in entries if not ledger.done(entry.student, _sha(entry))]


def _sha(entry: Entry) -> str:
    try:
        return read_untrusted(entry.path).sha
    except RejectedError:
        return ""
