"""``course grade merge``: put the results of several machines together.

course grade merge GRADES-1/ GRADES-2/ --exercise 02 --out GRADES/
"""

import argparse
from pathlib import Path

from course_lib.cli.grade import find_lesson, refusals, report
from course_lib.cli.wrong_use import WrongUseError


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``grade merge`` to the parser."""
    merge = commands.add_parser("grade merge", help="put the results of several shards together")
    merge.add_argument(
        "shards", nargs="*", type=Path, metavar="SHARD", help="folder with the results of a shard"
    )
    merge.add_argument("--exercise", required=True, metavar="LESSON", help="such as 02")
    merge.add_argument("--out", required=True, type=Path, metavar="GRADES", help="a new folder")
    merge.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.grading.results.shards import merge

    if not arguments.shards:
        raise WrongUseError(
            "name the folders with the results of the shards. "
            "To grade submissions in a folder called merge: course grade ./merge"
        )
    with refusals():
        _, lesson = find_lesson(arguments.exercise)
        out = arguments.out.resolve()
        try:
            lines = merge(arguments.shards, out)
        except FileNotFoundError as error:
            folder = Path(error.filename).parent
            raise WrongUseError(f"{folder} has no results of course grade.") from error
        report(lesson, lines, out)
    return 0
