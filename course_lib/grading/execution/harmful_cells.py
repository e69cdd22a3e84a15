"""Find a student's cells that may have harmed the cells after them."""

import re
from collections.abc import Mapping, Sequence

from course_lib.classroom.checking.states_and_points import State
from course_lib.grading.execution.run_pass import Ran
from course_lib.grading.intake.answer_key import AnswerKey
from course_lib.grading.intake.merge import MergedNotebook, RunCell
from course_lib.grading.results.marks import Mark
from course_lib.grading.sandbox.stop_reasons import HARMFUL

_LINGERS = re.compile(
    r"\b(signal|threading|_thread|atexit|asyncio|settrace|setprofile|setattr|builtins|get_ipython"
    r"|multiprocessing|subprocess|fork|meta_path|set_default_\w+)\b"
    r"|^[ \t]*(?!self\b|cls\b)\w+(\.\w+)+[ \t]*=[^=]",
    re.MULTILINE,
)
_SPENT = {"OSError", "MemoryError", "BlockingIOError"}  # raised when a resource is used up


def suspects_of(ran: Sequence[Ran]) -> list[RunCell]:
    """Return the cells that may have harmed others, by how they ended or by their text.

    If a verdict cell fails although its answer didn't, some cell has broken the kernel. Then every
    cell of the student is a suspect.
    """
    answers = {r.cell.exercise: r.ok for r in ran if r.cell.role == "answer"}
    broken = [r for r in ran if r.cell.role == "verdict" and r.category in ("error", "silent")]
    if any(answers[r.cell.exercise] for r in broken):
        return [r.cell for r in ran if r.cell.role in ("answer", "own")]
    return blamed(ran)


def blamed(ran: Sequence[Ran]) -> list[RunCell]:
    """Return the cells with evidence of their own: how they ended, or the words in their text."""
    return [r.cell for r in ran if r.category in HARMFUL or r.raised in _SPENT or lingers(r.cell)]


def innocent(ran: Sequence[Ran]) -> list[RunCell]:
    """Return the answers that ended well, as their verdicts did, and don't act after their end."""
    good = {r.cell.exercise for r in ran if r.cell.role == "verdict" and r.ok}
    answers = [r.cell for r in ran if r.cell.role == "answer" and r.ok and not lingers(r.cell)]
    return [cell for cell in answers if cell.exercise in good]


def lingers(cell: RunCell) -> bool:
    """Return True if a student's cell may act after its end, by the words in its text."""
    return cell.role in ("answer", "own") and _LINGERS.search(cell.source) is not None


def unlikely(key: AnswerKey, notebook: MergedNotebook, marks: Mapping[str, Mark]) -> set[str]:
    """Return the exercises that are NOT ATTEMPTED although their answer cell was changed."""
    changed = {
        cell.exercise
        for cell in notebook.cells
        if cell.role == "answer"
        and cell.exercise
        and cell.source.strip() != key.cell(cell.exercise, "answer").source.strip()
    }
    return {id_ for id_ in changed if marks[id_].state == State.NOT_ATTEMPTED.value}
