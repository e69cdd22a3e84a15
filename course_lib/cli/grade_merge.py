"""``course grade merge``: combine the results of several machines.

course grade merge GRADES-1/ GRADES-2/ --exercise 02 --out GRADES/
"""

import argparse
from pathlib import Path

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError
from course_lib.cli.grade_shared import find_lesson, grading_errors_in_one_line, write_gradebook


def add_command(commands: Commands) -> None:
    """Add ``grade merge`` to the parser."""
    merge = commands.add_parser("grade merge", help="combine the results of several shards")
    merge.add_argument(
        "shards", nargs="*", type=Path, metavar="SHARD", help="folder with the results of a shard"
    )
    merge.add_argument("--exercise", required=True, metavar="LESSON", help="such as 02")
    merge.add_argument("--out", required=True, type=Path, metavar="GRADES", help="a new folder")
    merge.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.grading.shards import merge

    if not arguments.shards:
        raise UsageError(
            "name the folders with the results of the shards. "
            "To grade submissions in a folder called merge: course grade ./merge"
        )
    with grading_errors_in_one_line():
        _, lesson = find_lesson(arguments.exercise)
        out = arguments.out.resolve()
        try:
            lines = merge(arguments.shards, out)
        except FileNotFoundError as error:
            folder = Path(error.filename).parent
            raise UsageError(f"{folder} has no results of course grade.") from error
        write_gradebook(lesson, lines, out)
    return 0
