"""``course grade export``: fill the file of an LMS with the points of a class.

course grade export GRADES/ --moodle worksheet.csv
course grade export GRADES/ --canvas gradebook.csv
course grade export GRADES/ --nbgrader
"""

import argparse
from pathlib import Path

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError
from course_lib.cli.grade_shared import grading_errors_in_one_line

_FORMS = ("moodle", "canvas", "nbgrader", "feedback")


def add_command(commands: Commands) -> None:
    """Add ``grade export`` to the parser."""
    export = commands.add_parser("grade export", help="fill the file of your LMS with the points")
    export.add_argument(
        "grades", nargs="?", type=Path, metavar="GRADES", help="folder with the results"
    )
    lms = export.add_mutually_exclusive_group()
    lms.add_argument("--moodle", type=Path, metavar="CSV", help="Moodle's grading worksheet")
    lms.add_argument("--canvas", type=Path, metavar="CSV", help="Canvas's exported gradebook")
    lms.add_argument("--nbgrader", action="store_true", help="the columns of nbgrader's export")
    export.add_argument("--column", metavar="NAME", help="the column that gets the points")
    export.add_argument("--feedback", action="store_true", help="a zip of the students' pages")
    export.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.grading.results.ledger import LEDGER

    if arguments.grades is None:
        raise UsageError(
            "name the folder with the results: course grade export GRADES --moodle FILE. "
            "To grade submissions in a folder called export: course grade ./export"
        )
    if not any(getattr(arguments, name) for name in _FORMS):
        raise UsageError("name a form: --moodle FILE, --canvas FILE, --nbgrader or --feedback.")
    with grading_errors_in_one_line():
        if not (arguments.grades / LEDGER).is_file():
            raise UsageError(f"{arguments.grades} has no results of course grade.")
        print(_export(arguments, arguments.grades))
    return 0


def _export(arguments: argparse.Namespace, folder: Path) -> str:
    """Write the requested exports; return what was written, and the students without points."""
    from course_lib.classroom.exercises.course_toml import course_root, load_course
    from course_lib.grading.results.ledger import ledger_results
    from course_lib.grading.results.lms.export import export_canvas, export_moodle, export_nbgrader
    from course_lib.grading.results.lms.feedback_zip import write_feedback_zip
    from course_lib.grading.results.overrides import final_results

    found = ledger_results(folder)
    lesson = load_course(course_root()).lesson(found[0].lesson if found else "")
    lines = final_results(folder, lesson, found)
    titles = (lesson.title, lesson.slug)
    messages = []
    if arguments.moodle:
        messages.append(export_moodle(lines, arguments.moodle, folder, arguments.column))
    if arguments.canvas:
        messages.append(export_canvas(lines, arguments.canvas, folder, arguments.column, titles))
    if arguments.nbgrader:
        messages.append(export_nbgrader(lines, folder))
    if arguments.feedback:
        messages.append(write_feedback_zip(lines, folder))
    return "\n".join(messages)
