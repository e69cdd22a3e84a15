"""Run notebooks as a learner does: every cell from the first to the last, each in its own kernel.

    notebooks/02_periods.ipynb ──► kernel ──► seconds, outputs, faults ──► one page, and JSON

    lessons = choose(root, solutions=True)
    run = run_course(root, lessons, Settings(fast=True), progress, on_result)
    write_report(run, Path("runs/lessons/index.html"))

A lesson fails where a cell raises, exceeds its time, or prints something other than the output that
the notebook stores. The notebooks themselves are never changed.

Reading order: results, limits, notebooks, lesson, workers, progress, report, page.
"""

from course_lib.authoring.running.limits import Limits, measure_slack
from course_lib.authoring.running.notebooks import Chosen, choose
from course_lib.authoring.running.report import write_report
from course_lib.authoring.running.results import CourseRun, LessonRun, Settings
from course_lib.authoring.running.workers import run_course

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
