"""Run lessons as a learner does: every cell from the first to the last, in a kernel of its own.

    notebooks/02_periods.ipynb ──► kernel ──► seconds, outputs, faults ──► one page, and JSON

    run = run_course(root, choose(root, all_lessons=True), Settings(fast=True), watch)
    write_report(run, Path("runs/lessons/index.html"))

Nothing is written into the notebooks. A lesson fails where a cell raises, takes longer than it may,
or prints other than what the notebook has stored. It stops there, and the others go on.

Reading order: results, notebooks, limits, kernel, lesson, crew, report, page.
"""

from course_lib.authoring.running.crew import run_course
from course_lib.authoring.running.limits import Limits, measure_slack
from course_lib.authoring.running.notebooks import Chosen, choose
from course_lib.authoring.running.report import write_report
from course_lib.authoring.running.results import CourseRun, LessonRun, Settings

__all__ = [
    "Chosen",
    "CourseRun",
    "LessonRun",
    "Limits",
    "Settings",
    "choose",
    "measure_slack",
    "run_course",
    "write_report",
]
