"""``course start``: copy the notebooks into a folder that updates of the course never touch."""

import argparse
import sys
from pathlib import Path

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError


def add_command(commands: Commands) -> None:
    """Add ``start`` to the parser."""
    start = commands.add_parser(
        "start",
        help="copy the notebooks into a folder of your own, or update that copy",
        epilog="Run it again after an update: what you have changed is never overwritten.",
    )
    start.add_argument("folder", type=Path, metavar="FOLDER", help="outside of the course")
    start.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.classroom.exercises.course_toml import course_root
    from course_lib.classroom.exercises.errors import CourseError
    from course_lib.classroom.own_copy import make_own_copy

    try:
        root = course_root()
        report = make_own_copy(root, arguments.folder)
    except CourseError as error:
        raise UsageError(error) from error
    print(report)
    python = "python" if sys.platform == "win32" else "python3"
    print(f'Open it with: {python} "{root / "course.py"}" lab "{report.folder}"')
    return 0
