"""Grade one submission after another: all that is prepared once for a class."""

import hashlib
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from course_lib.classroom.exercises.course_toml import load_course
from course_lib.grading.execution.grade_notebook import Grader
from course_lib.grading.execution.lesson_is_gradable import self_test
from course_lib.grading.execution.pass_job import PassJob
from course_lib.grading.intake.answer_key import key_version, read_key
from course_lib.grading.intake.errors import RejectedError
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.intake.merge import merge_answers
from course_lib.grading.intake.notebook import Submission, read_untrusted
from course_lib.grading.results.flags import flags_of
from course_lib.grading.results.ledger import GRADED, GRADER_ERROR, REJECTED, Result
from course_lib.grading.results.pages.written_answers import written_in
from course_lib.grading.results.scoring import Scorer
from course_lib.grading.sandbox.kernel_home import make_kernel_home
from course_lib.grading.sandbox.limits import SandboxLimits
from course_lib.grading.sandbox.zygote_client import Zygote

SANDBOXED, WARM, UNSANDBOXED = "bubblewrap", "bubblewrap, warm", "none: unsandboxed"
MAX_FLAGS = 12  # of one submission


@dataclass(frozen=True)
class GradingPlan:
    """What to grade against, and how."""

    root: Path  # of the course
    lesson: str
    out: Path
    sandbox: bool = True
    warm: bool = False  # kernels are forked from a zygote
    workers: int = 2
    limits: SandboxLimits = field(default_factory=SandboxLimits)
    share: tuple[int, int] = (1, 1)  # (2, 4): the second of four shards
    self_test: bool = True  # before the first submission

    @property
    def work(self) -> Path:
        """The folder for files that are needed only while grading."""
        return self.out / ".work"


class GradingSession:
    """Grades submissions of one lesson with one seed.

    Args:
        plan: What to grade against, and how.
        seed: The secret from which the probes draw their inputs.
    """

    def __init__(self, plan: GradingPlan, seed: str) -> None:
        card = load_course(plan.root).lesson(plan.lesson)
        self.plan = plan
        self.lesson = card
        self.version = key_version(plan.root, card)
        self.seed_id = hashlib.sha256(f"which {seed}".encode()).hexdigest()[:12]
        self.key = read_key(plan.root / "exercises" / f"{card.slug}.ipynb")
        self.scorer = Scorer(plan.root, card.id, seed)
        records = self.scorer.exercises
        self.solutions = {id_: records[id_].answer_cell_source() for id_ in self.key.exercises}
        home = make_kernel_home(plan.root, card.slug, plan.work / "course")
        variables = {"COURSE_GRADING": "1", "COURSE_SEED": seed, "COURSE_STATIC": "1"}
        cold = PassJob(home, plan.work / "none", variables, plan.sandbox, limits=plan.limits)
        self.zygote = Zygote(plan.work) if plan.warm else None
        first = replace(cold, zygote=str(self.zygote.address)) if self.zygote else cold
        self.graders = [Grader(self.key, self.scorer, job) for job in (first, cold)]

    def self_test(self) -> float:
        """Check that the solution gets every point here, and the untouched sheet none.

        Returns:
            The CPU seconds that this took.

        Raises:
            SelfTestError: The lesson can't be graded.
        """
        return self_test(self.graders[0], self.solutions, self.plan.work / "self-test")

    def close(self) -> None:
        """End the processes that this session started."""
        if self.zygote:
            self.zygote.close()

    def grade(self, hand_in: HandIn, slot: int) -> Result:
        """Grade one submission; a fault of the file or of the grader is part of the result.

        Args:
            hand_in: The student's file.
            slot: The number of the worker; no two workers with one number may run at once.
        """
        began = time.monotonic()
        result = self._blank(hand_in)
        try:
            submission = read_untrusted(hand_in.path)
        except RejectedError as refused:
            return replace(result, status=REJECTED, reason=_reason(hand_in, str(refused)))
        except Exception as fault:  # whatever the file contains, only this student is affected
            reason = f"cannot be read ({type(fault).__name__})"
            return replace(result, status=REJECTED, reason=_reason(hand_in, reason))
        result = replace(result, sha=submission.sha, flags=(*result.flags, *submission.flags))
        for attempt, grader in enumerate(self.graders, 1):
            try:
                result = self._graded(result, submission, slot, grader)
                break
            except Exception as fault:
                reason = f"the grader failed: {fault}"[:300]
                result = replace(result, status=GRADER_ERROR, reason=reason, passes=attempt)
        return replace(result, seconds=round(time.monotonic() - began, 2))

    def _blank(self, hand_in: HandIn) -> Result:
        return Result(
            hand_in.student,
            hand_in.source or hand_in.path.name.encode("utf-8", "replace").decode(),
            self.lesson.id,
            GRADED,
            self.lesson.points,
            number=hand_in.number,
            key=self.version,
            seed_id=self.seed_id,
            sandbox=SANDBOXED if self.plan.sandbox else UNSANDBOXED,
            handed_in=hand_in.handed_in,
            notes=hand_in.notes,
            flags=hand_in.flags,
        )

    def _graded(self, result: Result, submission: Submission, slot: int, grader: Grader) -> Result:
        notebook = merge_answers(self.key, submission)
        graded = grader.grade(notebook, slot, self.plan.work / f"slot{slot}")
        flags = flags_of(self.key, notebook, self.solutions, graded.marks)
        if self.zygote and not grader.job.zygote:
            flags.insert(0, f"graded cold, at the second attempt: {result.reason}")
        return replace(
            result,
            status=GRADED,
            reason="",
            sandbox=WARM if grader.job.zygote else result.sandbox,
            points=round(sum(mark.points for mark in graded.marks), 2),
            passes=graded.passes,
            grader_mb=graded.grader_mb,
            cpu_seconds=round(graded.cpu_seconds, 2),
            marks=graded.marks,
            notes=(*result.notes, *notebook.notes),
            flags=(*result.flags, *notebook.flags, *flags[:MAX_FLAGS]),
            categories=graded.categories,
            answers=written_in(notebook, self.lesson),
        )


def _reason(hand_in: HandIn, found: str) -> str:
    """Return why a file was rejected; without a file, the reason is the one that intake noted."""
    try:
        return found if hand_in.path.exists() or not hand_in.reason else hand_in.reason
    except (OSError, ValueError):
        return found
