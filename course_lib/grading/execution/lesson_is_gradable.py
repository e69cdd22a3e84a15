"""Check that a lesson can be graded, before any submission is.

The solution must get every point, and the untouched sheet none, in the sandbox and with the seed
that the class is graded with. If not, the course is at fault, and every student would lose points.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from course_lib.classroom.checking.states_and_points import State
from course_lib.grading.execution.grade_notebook import Graded, Grader
from course_lib.grading.execution.run_pass import PassError
from course_lib.grading.intake.answer_key import AnswerKey, KeyCell
from course_lib.grading.intake.errors import KeyFileError
from course_lib.grading.intake.merge import merge_answers
from course_lib.grading.intake.notebook import Submission, SubmittedCell


class SelfTestError(KeyFileError):
    """The lesson can't be graded; the message names the cells that failed, and how."""


def self_test(grader: Grader, solutions: Mapping[str, str], folder: Path) -> float:
    """Grade the solution and the untouched sheet; return the CPU seconds that this took.

    Args:
        grader: The grader that the class will be graded with.
        solutions: The source of each right answer, by exercise.
        folder: A working folder, which is replaced.

    Raises:
        SelfTestError: The solution loses points, or the untouched sheet isn't NOT ATTEMPTED.
    """
    try:
        solved = grader.grade(merge_answers(grader.key, _sheet(grader.key, solutions)), 0, folder)
        untouched = grader.grade(merge_answers(grader.key, _sheet(grader.key, {})), 0, folder)
    except PassError as fault:
        raise SelfTestError(
            f"{grader.key.name} can't be graded: {fault}. Nobody was graded."
        ) from fault
    faults = [*_points_lost(grader.key, solved), *_points_for_nothing(grader.key, untouched)]
    if faults:
        raise SelfTestError(
            f"{grader.key.name} can't be graded: {'; '.join(faults)}. Nobody was graded."
        )
    return solved.cpu_seconds + untouched.cpu_seconds


def _sheet(key: AnswerKey, answers: Mapping[str, str]) -> Submission:
    """Return the sheet as handed out, with these answers put in."""
    cells = [SubmittedCell(_filled(cell, answers), cell.exercise, cell.id) for cell in key.cells]
    return Submission(tuple(cells), "")


def _filled(cell: KeyCell, answers: Mapping[str, str]) -> str:
    if cell.role != "answer" or cell.exercise is None or cell.exercise not in answers:
        return cell.source
    return f"# @answer {cell.exercise}\n{answers[cell.exercise]}"


def _points_lost(key: AnswerKey, graded: Graded) -> Iterator[str]:
    for mark in graded.marks:
        if not mark.full:
            reason = " ".join(mark.says) or mark.state
            where = key.cell(mark.exercise, "verdict").id
            yield (
                f"cell {where}: the right answer of {mark.exercise} gets {mark.points:g} of "
                f"{mark.max_points:g} points ({reason.rstrip('.')})"
            )


def _points_for_nothing(key: AnswerKey, graded: Graded) -> Iterator[str]:
    for mark in graded.marks:
        if mark.points or mark.state != State.NOT_ATTEMPTED.value:
            where = key.cell(mark.exercise, "verdict").id
            yield (
                f"cell {where}: the untouched {mark.exercise} is {mark.state} with {mark.points:g} "
                f"points, not {State.NOT_ATTEMPTED.value}"
            )
