"""``course build``: write the notebooks from ``lessons/``."""

import argparse
import sys

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError


def add_command(commands: Commands) -> None:
    """Add ``build`` to the parser."""
    parser = commands.add_parser("build", help="write the notebooks that lessons/ describes")
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="such as 02; all if left out")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a byte would change"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    # imported late: they need torch and the authors' packages
    from course_lib.authoring import SourceError, build
    from course_lib.classroom.exercises.course_toml import course_root

    try:
        report = build(course_root(), check=arguments.check, lessons=arguments.lessons)
    except SourceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (LookupError, ValueError, OSError) as error:
        raise UsageError(error) from error
    print(report)
    return 0 if report.ok else 1
