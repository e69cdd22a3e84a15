"""Everything that is ready to grade one submission after another."""

import hashlib
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from course_lib.classroom.exercises.cards import LessonCard
from course_lib.classroom.exercises.course import load_course
from course_lib.grading.execution.job import Job
from course_lib.grading.execution.passes import Grader
from course_lib.grading.execution.self_test import self_test
from course_lib.grading.intake.key import AnswerKey, KeyFileError, read_key
from course_lib.grading.intake.merge import transplant
from course_lib.grading.intake.notebook import RejectedError, Submission, read_untrusted
from course_lib.grading.intake.roster import Entry
from course_lib.grading.results.flags import flags
from course_lib.grading.results.ledger import GRADED, GRADER_ERROR, REJECTED, Line
from course_lib.grading.results.scoring import Judge
from course_lib.grading.results.written_answers import written_in
from course_lib.grading.sandbox.kernel_home import make_kernel_home
from course_lib.grading.sandbox.limits import Limits
from course_lib.grading.sandbox.warm import Zygote

SANDBOXED, WARM, UNSANDBOXED = "bubblewrap", "bubblewrap, warm", "none: unsandboxed"


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
    share: tuple[int, int] = (1, 1)  # (2, 4): the second of four shards
    self_test: bool = True  # before the first submission

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
        self.version = key_version(plan.root, card)
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

    def self_test(self) -> float:
        """Check that the solution gets every point here, and the untouched sheet none.

        Returns:
            The CPU seconds that this took.

        Raises:
            SelfTestError: The lesson can't be graded.
        """
        return self_test(self.tries[0], self.solutions, self.plan.work / "self-test")

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
            return replace(line, status=REJECTED, reason=_reason(entry, str(refused)))
        except Exception as fault:  # whatever the file contains, it is one student's trouble
            reason = f"cannot be read ({type(fault).__name__})"
            return replace(line, status=REJECTED, reason=_reason(entry, reason))
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
            key=self.version,
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
        looks += [
            f"{mark.exercise}: only what is the same for every seed holds"
            for mark in found.marks
            if mark.fixed_only
        ]
        looks = [
            *(f"{mark.exercise}: {flag}" for mark in found.marks for flag in mark.flags),
            *looks,
        ]
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


def _reason(entry: Entry, found: str) -> str:
    """Return why a file was rejected; what its finder noted comes first if there is no file."""
    try:
        return found if entry.path.exists() or not entry.note else entry.note
    except (OSError, ValueError):
        return found


def key_version(root: Path, card: LessonCard) -> str:
    """Return a short name for all that a lesson's points depend on: sheet, exercises, points.

    Args:
        root: The checkout of the course.
        card: The lesson.
    """
    files = [
        root / "exercises" / f"{card.slug}.ipynb",
        root / "lessons" / card.slug / "exercises.py",
    ]
    digest = hashlib.sha256(repr([(e.id, e.points) for e in card.exercises]).encode())
    for file in files:
        if not file.is_file():
            raise KeyFileError(f"{file} is missing: write it with `course build`.")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]
