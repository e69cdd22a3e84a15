"""Check your own notebook as the teacher will: merged in the same way, measured by the same probes.

Only the seed differs. Your own code needs no sandbox.
"""

import tempfile
from pathlib import Path

from course_lib.grading.grade_class import grade_all
from course_lib.grading.grade_submission import GradingPlan
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.results.ledger import GRADED, Result
from course_lib.grading.sandbox.limits import SandboxLimits


def check_own(root: Path, lesson: str, notebook: Path, limits: SandboxLimits) -> tuple[str, bool]:
    """Grade one notebook; return a summary, and whether it got all points.

    Args:
        root: The checkout of the course.
        lesson: The lesson's id, such as "02".
        notebook: The file to grade.
        limits: What the notebook's kernel may use.
    """
    with tempfile.TemporaryDirectory(prefix="course-") as folder:
        plan = GradingPlan(
            root, lesson, Path(folder), sandbox=False, workers=1, limits=limits, self_test=False
        )
        (result,) = grade_all(plan, [HandIn("you", notebook)]).values()
    return as_text(result), result.status == GRADED and result.points == result.max_points


def as_text(result: Result) -> str:
    """Return a result as lines for the terminal."""
    if result.status != GRADED:
        return f"Not graded: {result.reason}"
    lines = [f"{result.points:g} of {result.max_points:g} points"]
    for mark in result.marks:
        lines.append(f"{mark.exercise} {mark.state} · {mark.points:g}/{mark.max_points:g} points")
        lines += [f"    {sentence}" for sentence in mark.says]
    return "\n".join([*lines, *(f"Note: {note}" for note in result.notes)])
