"""What ``course grade`` and ``course grade export`` share: options, hand-ins, exports.

The commands add these options and call these functions; the work is the library's.
"""

import argparse
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.grading.intake.hand_ins import HandIn
    from course_lib.grading.session import GradingPlan


def add_roster_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that says who is in the class."""
    parser.add_argument(
        "--roster", type=Path, metavar="CSV", help="who is in the class: an LMS's file, or a list"
    )


def add_export_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of an export that are not for one LMS alone."""
    parser.add_argument("--column", metavar="NAME", help="export: the column that gets the points")
    parser.add_argument(
        "--feedback", action="store_true", help="export: a zip of the students' pages"
    )


def hand_ins_of(place: Path, plan: "GradingPlan", roster: Path | None) -> "list[HandIn]":
    """List what was handed in for a lesson, and keep the list of the class with the results."""
    from course_lib.classroom.exercises.course import load_course
    from course_lib.grading.intake.hand_ins import find_hand_ins
    from course_lib.grading.intake.key import read_key
    from course_lib.grading.results.roster import CLASS, read_class

    slug = load_course(plan.root).lesson(plan.lesson).slug
    key = read_key(plan.root / "exercises" / f"{slug}.ipynb")
    if roster is not None:
        read_class(roster)  # a list that cannot be read is said now, not after an hour
    hand_ins = find_hand_ins(place, plan.work / "unpacked", key)
    if roster is not None:
        shutil.copy(roster, plan.out / CLASS)
    return hand_ins


def export_results(arguments: argparse.Namespace, folder: Path) -> str:
    """Write the exports that were asked for; return what was written, and who got nothing."""
    from course_lib.classroom.exercises.course import course_root, load_course
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
