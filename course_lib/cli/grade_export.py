"""``course grade export``: fill the file of an LMS with the points of a class.

course grade export GRADES/ --moodle worksheet.csv
course grade export GRADES/ --canvas gradebook.csv
course grade export GRADES/ --nbgrader
"""

import argparse
from pathlib import Path

from course_lib.cli.grade import refusals
from course_lib.cli.grade_results import add_export_options, export_results
from course_lib.cli.wrong_use import WrongUseError

_WANTED = ("moodle", "canvas", "nbgrader", "feedback")


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``grade export`` to the parser."""
    export = commands.add_parser("grade export", help="fill the file of your LMS with the points")
    export.add_argument(
        "grades", nargs="?", type=Path, metavar="GRADES", help="folder with the results"
    )
    lms = export.add_mutually_exclusive_group()
    lms.add_argument("--moodle", type=Path, metavar="CSV", help="Moodle's grading worksheet")
    lms.add_argument("--canvas", type=Path, metavar="CSV", help="Canvas's exported gradebook")
    lms.add_argument("--nbgrader", action="store_true", help="the columns of nbgrader's export")
    add_export_options(export)
    export.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.grading.results.ledger import LEDGER

    if arguments.grades is None:
        raise WrongUseError(
            "name the folder with the results: course grade export GRADES --moodle FILE. "
            "To grade submissions in a folder called export: course grade ./export"
        )
    if not any(getattr(arguments, name) for name in _WANTED):
        raise WrongUseError("say for what: --moodle FILE, --canvas FILE, --nbgrader or --feedback.")
    with refusals():
        if not (arguments.grades / LEDGER).is_file():
            raise WrongUseError(f"{arguments.grades} has no results of course grade.")
        print(export_results(arguments, arguments.grades))
    return 0
