"""Run notebooks as a learner does: every cell from the first to the last, each in its own kernel.

    notebooks/02_periods.ipynb ──► kernel ──► seconds, outputs, faults ──► one page, and JSON

    chosen = choose(root, solutions=True)
    with LiveProgress(chosen) as progress:
        run = run_course(root, chosen, Settings(fast=True), progress, on_result)
    write_report(run, Path("runs/lessons/index.html"))

A notebook fails if a cell raises, exceeds its time, or prints something other than its stored
output. The notebooks themselves are never changed.

    results           the records: settings, cells, faults, notebooks, the course
    time_limits       the time that a cell and a lesson may take on this machine
    notebooks_to_run  which notebooks to run
    course_run        several notebooks, some at the same time
    notebook_run      one notebook, cell by cell
    kernel            its kernel
    stored_outputs    compare outputs with the stored ones
    run_progress      the terminal
    run_report        the page and the JSON file
"""

from course_lib.authoring.running.course_run import run_course
from course_lib.authoring.running.notebooks_to_run import choose
from course_lib.authoring.running.results import CourseRun, NotebookRun, Settings
from course_lib.authoring.running.run_progress import LiveProgress
from course_lib.authoring.running.run_report import headline, write_report
from course_lib.authoring.running.time_limits import TimeLimits, measure_slack

__all__ = [
    "CourseRun",
    "LiveProgress",
    "NotebookRun",
    "Settings",
    "TimeLimits",
    "choose",
    "headline",
    "measure_slack",
    "run_course",
    "write_report",
]
