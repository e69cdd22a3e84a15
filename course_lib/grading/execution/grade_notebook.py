"""Grade one merged notebook in up to three passes.

A cell that ends the kernel stops all later exercises, and one that leaves a thread or a patch
behind may spoil them. In a second pass, the exercise that did it gets a kernel of its own, and the
others share one without its cells. If that pass is disturbed as well, each exercise gets its own
kernel in a third pass, without the student's own cells. So does an exercise that builds on an
answer which was left out, and then ran well in a kernel of its own. Every pass counts, since all
are scored outside.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path

from course_lib.classroom.checking.states_and_points import State
from course_lib.grading.execution.harmful_cells import blamed, innocent, suspects_of, unlikely
from course_lib.grading.execution.pass_job import PassJob
from course_lib.grading.execution.run_pass import Ran, run_pass
from course_lib.grading.intake.answer_key import AnswerKey, KeyCell
from course_lib.grading.intake.merge import MergedNotebook, RunCell
from course_lib.grading.results.marks import Mark, combined
from course_lib.grading.results.scoring import Scorer, error_name
from course_lib.grading.sandbox.stop_reasons import DISTURBED, HARMFUL, NotRunError

_REASONS = {
    "timeout": "Your code did not finish in time.",
    "kernel_died": "Your code ended the kernel.",
    "memory_limit": "Your code took too much memory.",
    "output_limit": "Your code wrote too much output.",
    "bad_message": "Your code sent messages that no notebook sends.",
    "not_run": "Your code did not run: an earlier cell had ended the kernel, or the time was over.",
    "silent": "The verdict cell published nothing.",
}


@dataclass(frozen=True)
class Graded:
    """The marks of one notebook, and what they cost."""

    marks: tuple[Mark, ...]
    passes: int
    categories: tuple[str, ...]  # of cells that were stopped
    grader_mb: int  # the peak memory of the grader over all passes
    cpu_seconds: float  # of all passes, kernels included


@dataclass
class _Sheet:
    """What is known about one notebook so far."""

    job: PassJob
    folder: Path
    marks: dict[str, Mark] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)  # the ways in which cells were stopped
    begun: set[str] = field(default_factory=set)  # exercises of which a cell ran
    passes: int = 0
    grader_mb: int = 0
    cpu_seconds: float = 0.0


class Grader:
    """Grades merged notebooks of one key with one seed.

    Args:
        key: The answer key.
        scorer: The scorer of the lesson, which knows the seed.
        job: What each pass is given; its slot and folder are set for each notebook.
    """

    def __init__(self, key: AnswerKey, scorer: Scorer, job: PassJob) -> None:
        self.key = key
        self.scorer = scorer
        self.job = job

    def grade(self, notebook: MergedNotebook, slot: int, folder: Path) -> Graded:
        """Run a notebook, and score it.

        Args:
            notebook: The merged notebook.
            slot: The number of the worker.
            folder: The working folder, which is replaced.
        """
        sheet = _Sheet(self.job.at(slot, folder), folder)
        (ran,) = self._pass(sheet, [(set(self.key.exercises), list(notebook.cells))])
        sets = self._again(notebook, sheet, ran)
        parts = self._pass(
            sheet, [(set_, self.part(notebook, set_, harmful, own=True)) for set_, harmful in sets]
        )
        alone = self._alone(notebook, sheet, sets, parts)
        self._pass(
            sheet,
            [(set_, self.part(notebook, set_, harmful, own=False)) for set_, harmful in alone],
        )
        marks = tuple(sheet.marks[id_] for id_ in self.key.exercises)
        stopped = sheet.stopped & HARMFUL
        if len(sheet.begun) < len(marks):
            stopped |= {NotRunError.category}
        categories = tuple(sorted(stopped))
        return Graded(marks, sheet.passes, categories, sheet.grader_mb, sheet.cpu_seconds)

    def _again(
        self, notebook: MergedNotebook, sheet: _Sheet, ran: Sequence[Ran]
    ) -> list[tuple[set[str], set[int]]]:
        """Return the exercises that run again, grouped by kernel, and the cells to omit."""
        suspects, marks = suspects_of(ran), sheet.marks
        certain = {id(cell) for cell in blamed(ran)}
        culprits = {cell.exercise for cell in suspects}
        disputed = any(mark.disputed for mark in marks.values())
        # any of the cells may have used up the time
        disturbed = bool(suspects or disputed or _categories(ran) & DISTURBED)
        again = [id_ for id_ in self.key.exercises if disturbed and _may_gain(marks[id_])]
        shared = {id_ for id_ in again if id_ not in culprits}
        # the others come first: a suspect that wastes the time of a pass then wastes its own
        groups = [shared] if shared else []
        groups += [{id_} for id_ in again if id_ in culprits]
        sets = [(group, self._omitted(notebook, group, suspects, certain)) for group in groups]
        # any cell may have made an answer look untouched
        all_ = {id(cell) for cell in notebook.cells if cell.role in ("answer", "own")}
        return sets + [({id_}, all_) for id_ in sorted(unlikely(self.key, notebook, marks))]

    def _alone(
        self,
        notebook: MergedNotebook,
        sheet: _Sheet,
        sets: Sequence[tuple[set[str], set[int]]],
        parts: Sequence[Sequence[Ran]],
    ) -> list[tuple[set[str], set[int]]]:
        """Return the exercises of the third pass, and the cells to omit."""
        own = any(cell.role == "own" for cell in notebook.cells)
        cleared = {id(cell) for ran in parts for cell in innocent(ran)}
        found = []
        for (exercises, harmful), ran in zip(sets, parts, strict=True):
            was_alone = len(exercises) == 1 and not own
            disturbed = bool(_categories(ran) & DISTURBED) and not was_alone
            for id_ in sorted(exercises):
                lacked = self._answers_to(notebook, {id_}) & harmful & cleared
                if _may_gain(sheet.marks[id_]) and (disturbed or lacked):
                    found.append(({id_}, harmful - cleared))
        return found

    def _omitted(
        self,
        notebook: MergedNotebook,
        exercises: set[str],
        suspects: Sequence[RunCell],
        certain: set[int],
    ) -> set[int]:
        """Return the suspects, by id(), but not the answers that these exercises build on.

        Such an answer is left out only if it is certain to be harmful: without it, a right answer
        to a later exercise ends in a NameError.
        """
        needed = self._answers_to(notebook, exercises)
        return {id(cell) for cell in suspects} - (needed - certain)

    def _pass(
        self, sheet: _Sheet, parts: Sequence[tuple[set[str], list[RunCell]]]
    ) -> list[list[Ran]]:
        """Run parts of a notebook, each in a fresh kernel, and update the marks."""
        if not parts:
            return []
        done = run_pass(sheet.job, [cells for _, cells in parts], sheet.folder)
        left, found = iter(done.ran), list[list[Ran]]()
        for exercises, cells in parts:
            ran = list(islice(left, len(cells)))
            for id_ in exercises:
                sheet.marks[id_] = combined(sheet.marks.get(id_), self._mark(id_, ran))
            found.append(ran)
        sheet.stopped |= _categories(done.ran)
        begun = (r.cell.exercise for r in done.ran if r.category != NotRunError.category)
        sheet.begun |= {exercise for exercise in begun if exercise}
        sheet.passes += 1
        sheet.grader_mb = max(sheet.grader_mb, done.grader_mb)
        sheet.cpu_seconds += done.cpu_seconds
        return found

    def part(
        self, notebook: MergedNotebook, exercises: set[str], harmful: set[int], own: bool
    ) -> list[RunCell]:
        """Return the cells that some exercises need.

        Args:
            notebook: The whole notebook.
            exercises: The exercises to run.
            harmful: The cells to omit, by id(), unless they belong to these exercises.
            own: Whether to include the student's own cells.
        """
        needed = _needed(self.key, notebook, exercises)
        chosen = []
        for cell in notebook.cells:
            mine = cell.exercise in exercises
            help_ = (cell.role == "answer" and cell.exercise in needed) or (
                cell.role == "own" and own
            )
            if cell.role == "given" or mine or (help_ and id(cell) not in harmful):
                chosen.append(cell)
        last = max(i for i, cell in enumerate(chosen) if cell.role == "verdict")
        return chosen[: last + 1]

    def _answers_to(self, notebook: MergedNotebook, exercises: set[str]) -> set[int]:
        """Return the answer cells, by id(), that some exercises build on."""
        needed = _needed(self.key, notebook, exercises)
        return {id(c) for c in notebook.cells if c.role == "answer" and c.exercise in needed}

    def _mark(self, exercise: str, ran: Sequence[Ran]) -> Mark:
        """Return the mark of an exercise, from what its verdict cell published."""
        at = next(
            i for i, r in enumerate(ran) if (r.cell.role, r.cell.exercise) == ("verdict", exercise)
        )
        answer = next(r for r in reversed(ran[:at]) if r.cell.exercise == exercise)
        if ran[at].ok:
            found = self.scorer.mark(exercise, ran[at].probe)
            if found.state != State.NOT_ATTEMPTED.value or answer.ok:
                return found
        return self.scorer.blank(exercise, State.ERROR.value, (_reason(answer, ran[at]),))


@lru_cache(maxsize=8)  # asked for each kernel of a notebook that runs again
def needs(key: AnswerKey, notebook: MergedNotebook) -> dict[str, set[str]]:
    """Return for each exercise the earlier ones whose answers it builds on.

    Its cells use such an answer by its name, on the teacher's sheet or in the student's text.
    """
    names = key.answer_names()
    cells: tuple[KeyCell | RunCell, ...] = (*key.cells, *notebook.cells)
    found: dict[str, set[str]] = {}
    for exercise in key.exercises:
        text = "\n".join(cell.source for cell in cells if cell.exercise == exercise)
        words = set(re.findall(r"\w+", text))
        direct = {other for other in found if names.get(other, "") in words}
        found[exercise] = direct | {far for near in direct for far in found[near]}
    return found


def _needed(key: AnswerKey, notebook: MergedNotebook, exercises: set[str]) -> set[str]:
    found = needs(key, notebook)
    return {need for exercise in exercises for need in found[exercise]}


def _categories(ran: Sequence[Ran]) -> set[str]:
    return {cell.category for cell in ran}


def _may_gain(mark: Mark) -> bool:
    """Return True unless the mark is full, or the exercise wasn't attempted."""
    return not mark.full and mark.state != State.NOT_ATTEMPTED.value


def _reason(answer: Ran, verdict: Ran) -> str:
    for ran in (answer, verdict):
        if ran.category in _REASONS:
            return _REASONS[ran.category]
    if answer.category == "error":
        return (
            f"Your answer cell raised {error_name(answer.raised)}, so there was nothing to check."
        )
    return f"The verdict could not use your answer ({error_name(verdict.raised)})."
