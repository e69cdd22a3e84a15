"""``course release``: make what a teacher hands out, without solutions.

course release 02 --to HANDOUT/
course release 02 03 --to HANDOUT/ --seed autumn-2026
"""

import argparse
from pathlib import Path

from course_lib.cli.wrong_use import WrongUseError


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``release`` to the parser."""
    release = commands.add_parser("release", help="sheets and course for students, no solutions")
    release.add_argument("lessons", nargs="+", metavar="LESSON", help="such as 02")
    release.add_argument("--to", type=Path, required=True, metavar="DIR", help="a new folder")
    release.add_argument(
        "--seed", default="", metavar="COHORT", help="a word; the checks draw new numbers from it"
    )
    release.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.classroom.exercises.course import course_root
    from course_lib.grading.release import release

    try:
        print(release(course_root(), arguments.lessons, arguments.to, arguments.seed))
    except (ValueError, LookupError, OSError) as error:
        raise WrongUseError(error) from error
    return 0
