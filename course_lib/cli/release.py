"""``course release``: make the folder that students get, without solutions.

course release 02 --to HANDOUT/
course release 02 03 --to HANDOUT/ --seed autumn-2026
"""

import argparse
from pathlib import Path

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError


def add_command(commands: Commands) -> None:
    """Add ``release`` to the parser."""
    release = commands.add_parser("release", help="make what students get, without solutions")
    release.add_argument("lessons", nargs="+", metavar="LESSON", help="such as 02")
    release.add_argument("--to", type=Path, required=True, metavar="DIR", help="a new folder")
    release.add_argument(
        "--seed",
        default="",
        metavar="COHORT",
        help="a word that sets the checks' random numbers",
    )
    release.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.classroom.exercises.course_toml import course_root
    from course_lib.grading.release_without_solutions import release

    try:
        print(release(course_root(), arguments.lessons, arguments.to, arguments.seed))
    except (ValueError, LookupError, OSError) as error:
        raise UsageError(error) from error
    return 0
