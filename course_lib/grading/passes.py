"""Grade one graft: once through, and what was disturbed a second time, each exercise alone.

A cell that ends the kernel takes all later exercises with it. In the second pass every exercise
that could still gain gets a kernel of its own, with the cells that it needs and without those that
did the harm. If a student's own cells may be the cause, a third pass leaves them out. What any pass
has shown counts: all were judged outside.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.classroom.outcome import State
from course_lib.grading.job import Job
from course_lib.grading.judging import Judge, Mark, error_name
from course_lib.grading.key import AnswerKey
from course_lib.grading.limits import DISTURBED
from course_lib.grading.one_pass import Ran, run_pass
from course_lib.grading.transplant import Graft, RunCell

_REASONS = {
    "timeout": "Your code did not end within its time.",
    "kernel_died": "Your code ended the kernel.",
    "memory_limit": "Your code took too much memory.",
    "output_limit": "Your code wrote too much output.",
    "silent": "The verdict cell published nothing.",
}


@dataclass(frozen=True)
class Graded:
    """The marks of one graft."""

    marks: tuple[Mark, ...]
    passes: int
    categories: tuple[str, ...]  # of cells that were stopped


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
        ran = run_pass(job, [graft.cells], folder)
        marks = {id_: self._mark(id_, ran) for id_ in self.key.exercises}
        stopped, passes = _stopped(ran), 1
        harmful = {id(cell.cell) for cell in ran if cell.category in DISTURBED}
        for keep_own in (True, False):
            again = [id_ for id_ in self.key.exercises if _may_gain(marks[id_])]
            if not _stopped(ran) or not again or (not keep_own and not _has_own(graft)):
                break
            ran = run_pass(
                job, [self.alone(graft, id_, harmful, keep_own) for id_ in again], folder
            )
            marks |= {id_: max(marks[id_], self._mark(id_, ran), key=_worth) for id_ in again}
            stopped, passes = stopped | _stopped(ran), passes + 1
        return Graded(tuple(marks.values()), passes, tuple(sorted(stopped)))

    def alone(
        self, graft: Graft, exercise: str, harmful: set[int], keep_own: bool = True
    ) -> list[RunCell]:
        """Choose the cells that one exercise needs; of the student's own, only the harmless."""
        chosen: list[RunCell] = []
        for cell in graft.cells:
            needed = cell.role == "answer" and cell.exercise in self._needs[exercise]
            harmless = (needed or (cell.role == "own" and keep_own)) and id(cell) not in harmful
            if cell.role == "given" or cell.exercise == exercise or harmless:
                chosen.append(cell)
            if cell.role == "verdict" and cell.exercise == exercise:
                break
        return chosen

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


def _stopped(ran: Sequence[Ran]) -> set[str]:
    return {cell.category for cell in ran} & DISTURBED


def _may_gain(mark: Mark) -> bool:
    """Say whether another pass could do better: not for what is full, or was never begun."""
    return not mark.full and mark.state != State.NOT_ATTEMPTED.value


def _has_own(graft: Graft) -> bool:
    return any(cell.role == "own" for cell in graft.cells)


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
