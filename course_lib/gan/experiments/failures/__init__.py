"""Recorded training runs that were broken on purpose: their curves, and how they sound.

    for run in failed_runs():        seven broken runs, each in its own way, and a good one
        run.curves["d_accuracy"], run.clips[200], run.cause

    recorded_run("d_frozen")         one of them
    failed_runs(held_out=True)       the same kinds with another seed, to evaluate an alarm
    lettered_runs()                  four of them as A to D, to compare before you know
    healthy_run()                    one more good run, to compare with

`fault_descriptions` says what was done to each run and where it shows, and `recorded_runs` reads
the recordings. The script ``scripts/make_failures.py`` made them: `apply_fault` breaks a run, and
`record_run` trains and records it.
"""

from course_lib.gan.experiments.failures.fault_descriptions import KINDS, FailureKind
from course_lib.gan.experiments.failures.recorded_runs import (
    COLLAPSED,
    RecordedRun,
    collapse_step,
    failed_runs,
    failures_log,
    healthy_run,
    lettered_runs,
    real_clip,
    recorded_run,
)

Kind = FailureKind  # its name in version 0.1

__all__ = [
    "COLLAPSED",
    "KINDS",
    "FailureKind",
    "Kind",
    "RecordedRun",
    "collapse_step",
    "failed_runs",
    "failures_log",
    "healthy_run",
    "lettered_runs",
    "real_clip",
    "recorded_run",
]
