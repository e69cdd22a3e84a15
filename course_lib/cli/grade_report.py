"""``course grade report``: one gradebook over all lessons.

course grade report GRADES-01/ GRADES-02/ --out REPORT/
"""

import argparse
from pathlib import Path

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError


def add_command(commands: Commands) -> None:
    """Add ``grade report`` to the parser."""
    report = commands.add_parser("grade report", help="one gradebook over all lessons")
    report.add_argument(
        "grades", nargs="+", type=Path, metavar="GRADES", help="folder with a lesson's results"
    )
    report.add_argument(
        "--out", type=Path, metavar="REPORT", help="folder for the report (the first GRADES)"
    )
    report.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    """Write the results of each folder again, with the changes made by hand, and combine them."""
    from course_lib.classroom.exercises.course_toml import course_root, load_course
    from course_lib.grading.results.ledger import ledger_results
    from course_lib.grading.results.pages.course_report import read_runs, write_report
    from course_lib.grading.results.write_results import notes_on_edits, write_results

    try:
        course = load_course(course_root())
        runs = read_runs(arguments.grades, course)
        for run in runs:
            lines = {line.student: line for line in ledger_results(run.folder)}
            write_results(run.folder, run.lesson, lines)
            for note in notes_on_edits(run.folder):
                print(note)
        print(write_report(runs, arguments.out or arguments.grades[0]))
    except (ValueError, LookupError, OSError) as error:
        raise UsageError(error) from error
    return 0
