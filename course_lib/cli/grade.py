"""Commands for teachers: grade a class, put shards together, fill an LMS's own file.

course grade SUBMISSIONS/ --exercise 02 --out GRADES/
course grade notebook.ipynb --exercise 02 --self
course grade merge GRADES-1/ GRADES-2/ --exercise 02 --out GRADES/
course grade export GRADES/ --moodle worksheet.csv
"""

import argparse
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.cli.wrong_use import WrongUseError

if TYPE_CHECKING:
    from course_lib.classroom.cards import LessonCard
    from course_lib.grading.ledger import Line
    from course_lib.grading.limits import Limits
    from course_lib.grading.roster import Entry
    from course_lib.grading.run import Plan

_SHARD = re.compile(r"(\d+)/(\d+)")


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``grade`` to the parser."""
    grade = commands.add_parser("grade", help="grade notebooks; merge shards; export to an LMS")
    grade.add_argument(
        "words",
        nargs="+",
        metavar="SUBMISSIONS",
        help="a notebook, a folder or an LMS's zip; or: merge GRADES ...; or: export GRADES",
    )
    grade.add_argument("--exercise", metavar="LESSON", help="the lesson, such as 02")
    grade.add_argument("--out", type=Path, metavar="GRADES", help="folder for the results")
    grade.add_argument("--resume", action="store_true", help="go on where a run was stopped")
    grade.add_argument("--workers", type=int, default=2, help="how many at once (2)")
    grade.add_argument("--warm", action="store_true", help="import torch once, not every time")
    grade.add_argument("--cell-seconds", type=float, default=20.0, help="time for a cell (20)")
    grade.add_argument("--shard", metavar="I/N", help="grade every N-th, from the I-th on")
    grade.add_argument("--cluster", metavar="ADDRESS", help="of a dask scheduler to grade on")
    grade.add_argument("--self", action="store_true", help="check your own notebook, on your own")
    grade.add_argument("--i-trust-this-code", action="store_true", help="run it with your rights")
    grade.add_argument("--moodle", type=Path, metavar="CSV", help="export: Moodle's worksheet")
    grade.add_argument("--canvas", type=Path, metavar="CSV", help="export: Canvas's gradebook")
    grade.add_argument("--nbgrader", action="store_true", help="export: nbgrader's columns")
    grade.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.classroom.errors import CourseError
    from course_lib.grading.cluster import ClusterError
    from course_lib.grading.key import KeyFileError
    from course_lib.grading.roster import RosterError
    from course_lib.grading.warm import ZygoteError

    told = (CourseError, ClusterError, KeyFileError, RosterError, ZygoteError, LookupError, OSError)
    work = {"merge": _merge, "export": _export}.get(arguments.words[0], _grade)
    try:
        return work(arguments)
    except BlockingIOError as fault:
        raise WrongUseError(f"another grader is at work in {arguments.out}.") from fault
    except told as fault:
        raise WrongUseError(fault) from fault


def _grade(arguments: argparse.Namespace) -> int:
    from course_lib.grading.report import closing_words, write_reports
    from course_lib.grading.roster import find_entries
    from course_lib.grading.run import Plan

    if len(arguments.words) > 1:
        raise WrongUseError("give one notebook, one folder or one zip file at a time.")
    if arguments.self:
        return _own(arguments)
    root, lesson = _lesson(arguments)
    out, share = _out(arguments), _shard(arguments.shard)
    trusted, workers = arguments.i_trust_this_code, max(1, arguments.workers)
    _refuse_without_sandbox(trusted)
    if (out / "ledger.jsonl").exists() and not arguments.resume:
        raise WrongUseError(f"{out} has results: add --resume to go on, or name a new folder.")
    warm = _warm(arguments)
    plan = Plan(root, lesson.id, out, not trusted, warm, workers, _limits(arguments), share)
    entries = find_entries(Path(arguments.words[0]), plan.work / "unpacked")
    lines = _lines(plan, entries, arguments.cluster)
    write_reports(out, lesson, lines)
    print(closing_words(list(lines.values()), out))
    return 0


def _lines(plan: "Plan", entries: "list[Entry]", cluster: str | None) -> "Mapping[str, Line]":
    from course_lib.grading.cluster import grade_on_cluster
    from course_lib.grading.report import LiveCount
    from course_lib.grading.run import grade_all

    told = LiveCount().told
    if cluster:
        return grade_on_cluster(cluster, plan, entries, told)
    return grade_all(plan, entries, told)


def _own(arguments: argparse.Namespace) -> int:
    """Check one's own notebook: one's own code needs no sandbox."""
    from course_lib.grading.selfcheck import check_own

    root, lesson = _lesson(arguments)
    told, full = check_own(root, lesson.id, Path(arguments.words[0]), _limits(arguments))
    print(told)
    return 0 if full else 1


def _merge(arguments: argparse.Namespace) -> int:
    from course_lib.grading.report import closing_words, write_reports
    from course_lib.grading.shards import merge

    _, lesson = _lesson(arguments)
    out = _out(arguments)
    lines = merge([Path(folder) for folder in arguments.words[1:]], out)
    write_reports(out, lesson, lines)
    print(closing_words(list(lines.values()), out))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from course_lib.grading.export import export_canvas, export_moodle, export_nbgrader
    from course_lib.grading.ledger import LEDGER, read_ledger

    if len(arguments.words) != 2:
        raise WrongUseError("name the folder of one run: course grade export GRADES --moodle FILE.")
    folder = Path(arguments.words[1])
    lines = list(read_ledger(folder / LEDGER).values())
    if arguments.moodle:
        written = export_moodle(lines, arguments.moodle, folder)
    elif arguments.canvas:
        written = export_canvas(lines, arguments.canvas, folder)
    elif arguments.nbgrader:
        written = export_nbgrader(lines, folder)
    else:
        raise WrongUseError("say for what: --moodle FILE, --canvas FILE or --nbgrader.")
    print(written)
    return 0


def _lesson(arguments: argparse.Namespace) -> "tuple[Path, LessonCard]":
    from course_lib.classroom.course import course_root, load_course

    if not arguments.exercise:
        raise WrongUseError("say which lesson: --exercise 02.")
    root = course_root()
    return root, load_course(root).lesson(arguments.exercise)


def _out(arguments: argparse.Namespace) -> Path:
    if arguments.out is None:
        raise WrongUseError("say where the results go: --out GRADES.")
    out: Path = arguments.out.resolve()
    return out


def _limits(arguments: argparse.Namespace) -> "Limits":
    from course_lib.grading.limits import Limits

    if arguments.cell_seconds <= 0:
        raise WrongUseError("--cell-seconds must be above 0.")
    usual = Limits()
    total = max(usual.total_seconds, 6 * arguments.cell_seconds)  # for exercises that take long
    return Limits(cell_seconds=arguments.cell_seconds, total_seconds=total)


def _warm(arguments: argparse.Namespace) -> bool:
    for other in ("i_trust_this_code", "cluster"):
        if arguments.warm and getattr(arguments, other):
            option = other.replace("_", "-")
            raise WrongUseError(f"--warm and --{option} do not go together: leave out one.")
    return bool(arguments.warm)


def _refuse_without_sandbox(trusted: bool) -> None:
    from course_lib.grading.availability import WAYS_OUT, sandbox_fault

    fault = "" if trusted else sandbox_fault()
    if fault:
        raise WrongUseError(f"no sandbox: {fault} {WAYS_OUT}")


def _shard(text: str | None) -> tuple[int, int]:
    if text is None:
        return 1, 1
    match = _SHARD.fullmatch(text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise WrongUseError(f"--shard {text}: write it as 1/4, 2/4, ...")
    return int(match[1]), int(match[2])
