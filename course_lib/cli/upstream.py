"""``course upstream``: put AudioCraft's real ``msd.py`` on this machine, for lesson 03."""

import argparse
from pathlib import Path

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError

EPILOG = """\
Lesson 03 finds a bug in AudioCraft 1.3.0. This command downloads that release with pip, checks its
hash, and copies the file with the bug. Exercise 03.5 shows how to patch it and try the patch.
"""


def add_command(commands: Commands) -> None:
    """Add ``upstream`` to the parser."""
    upstream = commands.add_parser(
        "upstream", help="download AudioCraft's msd.py, to patch it", epilog=EPILOG
    )
    upstream.add_argument(
        "--to", type=Path, default=Path("upstream"), metavar="FOLDER", help="(upstream)"
    )
    upstream.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.classroom.audiocraft_patch import fetch_upstream
    from course_lib.pypi_downloads import UnavailableReferenceError

    try:
        copy = fetch_upstream(arguments.to)
    except (UnavailableReferenceError, OSError) as error:
        raise UsageError(error) from error
    print(f"{copy}: AudioCraft's own file, to read. The text is AudioCraft's, under its license.")
    return 0
