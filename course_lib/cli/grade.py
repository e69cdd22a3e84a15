"""``course grade``: grade a class, or check your own notebook.

course grade SUBMISSIONS/ --exercise 02 --out GRADES/
course grade notebook.ipynb --exercise 02 --self

The commands that come afterwards are in `grade_merge.py`, `grade_export.py` and `grade_report.py`.
"""

import argparse
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError
from course_lib.cli.grade_shared import find_lesson, grading_errors_in_one_line, write_gradebook

if TYPE_CHECKING:
    from course_lib.grading.grade_submission import GradingPlan
    from course_lib.grading.intake.hand_ins import HandIn
    from course_lib.grading.results.ledger import Result
    from course_lib.grading.sandbox.limits import SandboxLimits

_SHARD = re.compile(r"(\d+)/(\d+)")
_NOT_TOGETHER = (
    *[("self", other) for other in ("out", "resume", "warm", "shard", "cluster")],
    ("warm", "i_trust_this_code"),
    ("warm", "cluster"),
)


def add_command(commands: Commands) -> None:
    """Add ``grade`` to the parser."""
    grade = commands.add_parser(
        "grade",
        help="grade notebooks, in a sandbox",
        epilog="Afterwards: course grade merge, course grade export, course grade report. To grade "
        "a folder with one of these names, write ./merge.",
    )
    grade.add_argument(
        "submissions",
        type=Path,
        metavar="SUBMISSIONS",
        help="a notebook, a folder of notebooks, or the zip file of an LMS",
    )
    grade.add_argument("--exercise", required=True, metavar="LESSON", help="such as 02")
    grade.add_argument("--out", type=Path, metavar="GRADES", help="folder for the results")
    grade.add_argument("--resume", action="store_true", help="continue a run that was stopped")
    grade.add_argument("--workers", type=int, default=2, metavar="N", help="notebooks at once (2)")
    grade.add_argument("--warm", action="store_true", help="import torch once for all notebooks")
    grade.add_argument(
        "--cell-seconds", type=float, metavar="S", help="time for a cell, if 20 aren't enough"
    )
    grade.add_argument("--shard", metavar="I/N", help="grade every N-th, starting with the I-th")
    grade.add_argument("--cluster", metavar="ADDRESS", help="address of a dask scheduler")
    grade.add_argument("--self", action="store_true", help="check your own notebook")
    grade.add_argument("--i-trust-this-code", action="store_true", help="run it with your rights")
    grade.add_argument(
        "--roster",
        type=Path,
        metavar="CSV",
        help="list of the class, or a file of the LMS",
    )
    grade.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    for one, other in _NOT_TOGETHER:
        if getattr(arguments, one) and getattr(arguments, other):
            options = f"--{one} and --{other.replace('_', '-')}"
            raise UsageError(f"{options} do not go together: leave out one.")
    with grading_errors_in_one_line():
        return _check_own(arguments) if arguments.self else _grade(arguments)


def _grade(arguments: argparse.Namespace) -> int:
    from course_lib.grading.grade_submission import GradingPlan

    root, lesson = find_lesson(arguments.exercise)
    if arguments.out is None:
        raise UsageError("--out is missing: add --out GRADES, the folder for the results.")
    out, share = arguments.out.resolve(), _shard(arguments.shard)
    trusted, workers = arguments.i_trust_this_code, max(1, arguments.workers)
    _refuse_without_sandbox(trusted)
    if (out / "ledger.jsonl").exists() and not arguments.resume:
        raise UsageError(f"{out} has results: add --resume to continue, or name a new folder.")
    warm, limits = arguments.warm, _limits(arguments)
    plan = GradingPlan(root, lesson.id, out, not trusted, warm, workers, limits, share)
    hand_ins = _hand_ins(arguments.submissions, plan, arguments.roster)
    write_gradebook(lesson, _results(plan, hand_ins, arguments.cluster), out)
    return 0


def _hand_ins(place: Path, plan: "GradingPlan", roster: Path | None) -> "list[HandIn]":
    """List what was handed in for a lesson, and store the list of the class with the results."""
    from course_lib.classroom.exercises.course_toml import load_course
    from course_lib.grading.intake.answer_key import read_key
    from course_lib.grading.intake.hand_ins import find_hand_ins
    from course_lib.grading.results.roster import CLASS, read_class

    slug = load_course(plan.root).lesson(plan.lesson).slug
    key = read_key(plan.root / "exercises" / f"{slug}.ipynb")
    if roster is not None:
        read_class(roster)  # report a list that can't be read now, not after an hour
    hand_ins = find_hand_ins(place, plan.work / "unpacked", key)
    if roster is not None:
        shutil.copy(roster, plan.out / CLASS)
    return hand_ins


def _results(
    plan: "GradingPlan", hand_ins: "list[HandIn]", cluster: str | None
) -> "Mapping[str, Result]":
    from course_lib.grading.cluster import grade_on_cluster
    from course_lib.grading.grade_class import grade_all
    from course_lib.grading.results.live_count import LiveCount

    with LiveCount() as count:
        if cluster:
            return grade_on_cluster(cluster, plan, hand_ins, count.show)
        return grade_all(plan, hand_ins, count.show)


def _check_own(arguments: argparse.Namespace) -> int:
    """Check the user's own notebook, without a sandbox: the code is their own."""
    from course_lib.grading.grade_own_notebook import check_own

    root, lesson = find_lesson(arguments.exercise)
    summary, full = check_own(root, lesson.id, arguments.submissions, _limits(arguments))
    print(summary)
    return 0 if full else 1


def _limits(arguments: argparse.Namespace) -> "SandboxLimits":
    from course_lib.grading.sandbox.limits import SandboxLimits

    seconds: float | None = arguments.cell_seconds
    if seconds is None:
        return SandboxLimits()
    if seconds <= 0:
        raise UsageError(f"--cell-seconds must be above 0, got {seconds:g}.")
    return SandboxLimits().with_cell_seconds(seconds)


def _refuse_without_sandbox(trusted: bool) -> None:
    from course_lib.grading.sandbox.availability import WAYS_OUT, sandbox_fault

    fault = "" if trusted else sandbox_fault()
    if fault:
        raise UsageError(f"no sandbox: {fault} {WAYS_OUT}")


def _shard(text: str | None) -> tuple[int, int]:
    if text is None:
        return 1, 1
    match = _SHARD.fullmatch(text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError(f"--shard must be such as 1/4 or 2/4, got {text}.")
    return int(match[1]), int(match[2])
