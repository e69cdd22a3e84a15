"""``course run``: run every cell of some lessons, and report what happened."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.cli.arguments import Commands, positive_float, positive_int
from course_lib.cli.errors import UsageError

if TYPE_CHECKING:
    from course_lib.authoring.running.results import CourseRun

PAGE = Path("runs", "lessons", "index.html")
EPILOG = """
A notebook fails if a cell raises, exceeds its time, or prints something other than its stored
output. It stops at its first error, and the others continue. Ctrl-C keeps the results so far.
"""


def add_command(commands: Commands) -> None:
    """Add ``run`` to the parser."""
    run = commands.add_parser("run", help="run every cell of lessons, and report", epilog=EPILOG)
    run.add_argument("lessons", nargs="*", metavar="LESSON", help="such as 02")
    run.add_argument("--all", action="store_true", help="every lesson that exists")
    run.add_argument("--solutions", action="store_true", help="also run their solutions")
    run.add_argument("--fast", action="store_true", help="shorten long work, as in the tests")
    run.add_argument(
        "--jobs", type=positive_int, default=1, metavar="N", help="notebooks at once (1)"
    )
    run.add_argument(
        "--threads", type=positive_int, default=1, metavar="N", help="torch threads in each (1)"
    )
    run.add_argument(
        "--timeout",
        type=positive_float,
        metavar="S",
        help="seconds for a cell (60 times the slack)",
    )
    run.add_argument(
        "--slack",
        type=positive_float,
        metavar="X",
        help="how many times slower than usual this machine is; measured if left out",
    )
    run.add_argument(
        "--out", type=Path, default=PAGE, metavar="FILE", help=f"the page ({PAGE.as_posix()})"
    )
    run.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.all == bool(arguments.lessons):
        raise UsageError("name lessons, such as 02, or give --all")
    file = _page_file(arguments.out)
    try:
        run = _run_all(arguments, file)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("course_lib"):
            raise
        raise UsageError(
            f"{error.name} is missing. It comes with what authors need: "
            "python3 course.py setup, or pip install -e '.[authoring]'"
        ) from error
    except (LookupError, ValueError, OSError) as error:
        raise UsageError(error) from error
    from course_lib.authoring.running.run_report import headline

    print(f"{headline(run)}: {file}")
    return 0 if run.ok else 1


def _run_all(arguments: argparse.Namespace, file: Path) -> "CourseRun":
    # imported late: they take seconds, and need the authors' packages
    from course_lib.authoring.running.course_run import run_course
    from course_lib.authoring.running.notebooks_to_run import choose
    from course_lib.authoring.running.results import Settings
    from course_lib.authoring.running.run_progress import LiveProgress
    from course_lib.authoring.running.run_report import write_report
    from course_lib.authoring.running.time_limits import TimeLimits, measure_slack
    from course_lib.classroom.exercises.course_toml import course_root
    from course_lib.progress_bar import progress_bar

    root = course_root()
    chosen = choose(root, arguments.lessons, solutions=arguments.solutions)
    limits = TimeLimits(arguments.slack or measure_slack(arguments.jobs), arguments.timeout)
    settings = Settings(arguments.fast, arguments.jobs, arguments.threads, limits)
    with progress_bar() as bar:
        progress = LiveProgress(chosen, bar)
        return run_course(root, chosen, settings, progress, lambda run: write_report(run, file))


def _page_file(out: Path) -> Path:
    """Return the file of the page; raise now, not after minutes, if it can't be written."""
    file = out.expanduser()
    if file.is_dir() or not file.suffix:
        file = file / PAGE.name
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error}") from error
    if not os.access(file.parent, os.W_OK):
        raise UsageError(f"cannot write {file}: the folder is read-only")
    return file
