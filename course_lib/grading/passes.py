"""Grade one graft: once through, and what was disturbed a second time, each exercise alone.

A cell that ends the kernel takes all later exercises with it, and one that leaves a thread or a
patch behind may spoil them. In a second pass the exercise that did it gets a kernel of its own, and
the others share one without its cells. If that is disturbed, too, each gets its own in a third
pass, without the student's own cells. What any pass has shown counts: all were judged outside.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.classroom.outcome import State
from course_lib.grading.job import Job
from course_lib.grading.judging import Judge, Mark, error_name
from course_lib.grading.key import AnswerKey
from course_lib.grading.limits import DISTURBED, HARMFUL
from course_lib.grading.one_pass import Ran, run_pass
from course_lib.grading.transplant import Graft, RunCell

_MOST_PASSES = 3
_LINGERS = re.compile(
    r"\b(signal|threading|_thread|atexit|asyncio|settrace|setprofile|setattr|builtins|get_ipython"
    r"|multiprocessing|subprocess|fork|meta_path|set_default_\w+)\b"
    r"|^[ \t]*(?!self\b|cls\b)\w+(\.\w+)+[ \t]*=[^=]",
    re.MULTILINE,
)
_REASONS = {
    "timeout": "Your code did not end within its time.",
    "kernel_died": "Your code ended the kernel.",
    "memory_limit": "Your code took too much memory.",
    "output_limit": "Your code wrote too much output.",
    "not_run": "Your code did not run: an earlier cell had ended the kernel, or the time was over.",
    "silent": "The verdict cell published nothing.",
}


@dataclass(frozen=True)
class Graded:
    """The marks of one graft."""

    marks: tuple[Mark, ...]
    passes: int
    categories: tuple[str, ...]  # of cells that were stopped
    grader_mb: int  # the most memory that the grader took, in any pass


class Grader:
    """Grades grafts of one key with one seed."""

    def __init__(self, key: AnswerKey, judge: Judge, job: Job) -> None:
        self.key = key
        self.judge = judge
        self.job = job
        self._needs = needs(key)

    def grade(self, graft: Graft, slot: int, folder: Path) -> Graded:
        """Run and mark a graft."""
        job = self.job.at(slot, folder)
        first = run_pass(job, [graft.cells], folder)
        ran, most = first.ran, first.grader_mb
        marks = {id_: self._mark(id_, ran) for id_ in self.key.exercises}
        stopped, passes = _categories(ran), 1
        suspects = [r.cell for r in ran if r.category in HARMFUL or lingers(r.cell)]
        culprits = {cell.exercise for cell in suspects if cell.exercise}
        harmful = {id(cell) for cell in suspects}
        disturbed = bool(suspects)
        while disturbed and passes < _MOST_PASSES:
            again = [id_ for id_ in self.key.exercises if _may_gain(marks[id_])]
            shared = [id_ for id_ in again if id_ not in culprits] if passes == 1 else []
            sets = [{id_} for id_ in again if id_ not in shared] + ([{*shared}] if shared else [])
            if not again:
                break
            own = passes == 1
            parts = [self.part(graft, set_, harmful, own) for set_ in sets]
            later = run_pass(job, parts, folder)
            ran, most = later.ran, max(most, later.grader_mb)
            marks |= {id_: max(marks[id_], self._mark(id_, ran), key=_worth) for id_ in again}
            stopped, passes = stopped | _categories(ran), passes + 1
            disturbed = bool(_categories(ran) & DISTURBED)
        return Graded(tuple(marks.values()), passes, tuple(sorted(stopped & HARMFUL)), most)

    def part(
        self, graft: Graft, exercises: set[str], harmful: set[int], own: bool
    ) -> list[RunCell]:
        """Choose the cells that some exercises need.

        Args:
            graft: the whole notebook.
            exercises: those to run.
            harmful: the cells, by id(), that are left out unless they are of these exercises.
            own: whether the student's own cells run, too.
        """
        needed = set().union(*(self._needs[exercise] for exercise in exercises))
        chosen = []
        for cell in graft.cells:
            mine = cell.exercise in exercises
            help_ = (cell.role == "answer" and cell.exercise in needed) or (
                cell.role == "own" and own
            )
            if cell.role == "given" or mine or (help_ and id(cell) not in harmful):
                chosen.append(cell)
        last = max(i for i, cell in enumerate(chosen) if cell.role == "verdict")
        return chosen[: last + 1]

    def _mark(self, exercise: str, ran: Sequence[Ran]) -> Mark:
        """Mark an exercise by what its verdict cell published."""
        at = next(
            i for i, r in enumerate(ran) if (r.cell.role, r.cell.exercise) == ("verdict", exercise)
        )
        answer = next(r for r in reversed(ran[:at]) if r.cell.exercise == exercise)
        if ran[at].ok:
            found = self.judge.mark(exercise, ran[at].probe)
            if found.state != State.NOT_ATTEMPTED.value or answer.ok:
                return found
        return self.judge.blank(exercise, State.ERROR.value, (_reason(answer, ran[at]),))


def needs(key: AnswerKey) -> dict[str, set[str]]:
    """Find for each exercise the earlier ones whose answers its cells mention."""
    names = key.answer_names()
    found: dict[str, set[str]] = {}
    for exercise in key.exercises:
        text = "\n".join(cell.source for cell in key.cells if cell.exercise == exercise)
        words = set(re.findall(r"\w+", text))
        direct = {other for other in found if names[other] in words}
        found[exercise] = direct | {far for near in direct for far in found[near]}
    return found


def lingers(cell: RunCell) -> bool:
    """Say whether a student's cell may act after its end, by the words that stand in it."""
    return cell.role in ("answer", "own") and _LINGERS.search(cell.source) is not None


def _categories(ran: Sequence[Ran]) -> set[str]:
    return {cell.category for cell in ran}


def _may_gain(mark: Mark) -> bool:
    """Say whether another pass could do better: not for what is full, or was never begun."""
    return not mark.full and mark.state != State.NOT_ATTEMPTED.value


def _worth(mark: Mark) -> tuple[float, int, bool]:
    return mark.points, sum(mark.holds.values()), bool(mark.mutant)


def _reason(answer: Ran, verdict: Ran) -> str:
    for ran in (answer, verdict):
        if ran.category in _REASONS:
            return _REASONS[ran.category]
    if answer.category == "error":
        return (
            f"Your answer cell raised {error_name(answer.raised)}, so there was nothing to check."
        )
    return f"The verdict could not use your answer ({error_name(verdict.raised)})."
