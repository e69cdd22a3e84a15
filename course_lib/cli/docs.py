"""``course docs``: write the library's reference from its docstrings."""

import argparse
from pathlib import Path

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError


def add_command(commands: Commands) -> None:
    """Add ``docs`` to the parser."""
    docs = commands.add_parser("docs", help="write the library's reference, as pages of HTML")
    docs.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="docs/api of the course if left out, which git ignores",
    )
    docs.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    # imported late: they need torch and pdoc
    from course_lib.authoring.reference import write_reference
    from course_lib.classroom.exercises.course_toml import course_root

    try:
        folder = arguments.out or course_root() / "docs" / "api"
        print(write_reference(folder.expanduser()))
    except (LookupError, OSError) as error:
        raise UsageError(error) from error
    return 0
