"""A zoo of failed training runs, recorded: their curves, and how they sounded.

    for run in failed_runs():        seven runs that were broken on purpose, and a good one
        run.curves["d_accuracy"], run.clips[200], run.cause

    recorded_run("d_frozen")         one of them
    failed_runs(held_out=True)       the same kinds with another seed, to score an alarm
    healthy_run()                    one more good run, to compare with

Made by ``scripts/make_failures.py``; `course_lib.gan.experiments.failures.faults` breaks each run.
"""

from course_lib.gan.experiments.failures.kinds import KINDS, Kind
from course_lib.gan.experiments.failures.recorded import (
    COLLAPSED,
    RecordedRun,
    collapse_step,
    failed_runs,
    failures_log,
    healthy_run,
    real_clip,
    recorded_run,
)

__all__ = [
    "COLLAPSED",
    "KINDS",
    "Kind",
    "RecordedRun",
    "collapse_step",
    "failed_runs",
    "failures_log",
    "healthy_run",
    "real_clip",
    "recorded_run",
]
