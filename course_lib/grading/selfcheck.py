"""Check one's own notebook as the teacher will: same graft, same probes, another seed.

It needs no sandbox, since the code is one's own, and no solutions but those the course ships.
"""

import tempfile
from pathlib import Path

from course_lib.grading.intake.roster import Entry
from course_lib.grading.results.ledger import GRADED, Line
from course_lib.grading.run import Plan, grade_all
from course_lib.grading.sandbox.limits import Limits


def check_own(root: Path, lesson: str, notebook: Path, limits: Limits) -> tuple[str, bool]:
    """Grade one notebook; return what to say, and whether all points were reached."""
    with tempfile.TemporaryDirectory(prefix="course-") as folder:
        plan = Plan(
            root, lesson, Path(folder), sandbox=False, workers=1, limits=limits, self_test=False
        )
        (line,) = grade_all(plan, [Entry("you", notebook)]).values()
    return as_text(line), line.status == GRADED and line.points == line.max_points


def as_text(line: Line) -> str:
    """Write a result for the terminal."""
    if line.status != GRADED:
        return f"Not graded: {line.reason}"
    words = [f"{line.points:g} of {line.max_points:g} points"]
    for mark in line.marks:
        words.append(f"{mark.exercise} {mark.state} · {mark.points:g}/{mark.max_points:g} points")
        words += [f"    {sentence}" for sentence in mark.says]
    return "\n".join([*words, *(f"Note: {note}" for note in line.notes)])
