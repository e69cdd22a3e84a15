"""``course bundle``: put the course into one zip file, to upload to Colab or to a Drive."""

import argparse
from pathlib import Path

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError


def add_command(commands: Commands) -> None:
    """Add ``bundle`` to the parser."""
    bundle = commands.add_parser("bundle", help="make one zip file of the course, for Colab")
    bundle.add_argument(
        "--out", type=Path, default=Path(), metavar="FOLDER", help="this folder if left out"
    )
    bundle.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    # imported late: they need torch and the authors' packages
    from course_lib.authoring.notebooks.bundle import BundleError, write_bundle
    from course_lib.classroom.exercises.course_toml import course_root

    try:
        path = write_bundle(course_root(), arguments.out.expanduser())
    except (BundleError, LookupError, ValueError, OSError) as error:
        raise UsageError(error) from error
    print(f"{path}: {path.stat().st_size / 1_000_000:.1f} MB")
    print("Upload it to Colab's /content or to a Drive: each notebook's first code cell finds it.")
    print("It has no solutions/, but the checks know the answers: see docs/teaching.md.")
    return 0
