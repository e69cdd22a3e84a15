"""The commands that only the course has: for learners, teachers, authors and experiments.

The library's wheel doesn't contain them (docs/adr/0045-two-wheels.md).
"""

from types import ModuleType

from course_lib.cli import (
    ablate,
    bench_gan,
    bench_grading,
    bench_quality,
    bench_step,
    build,
    bundle,
    compare,
    docs,
    doctor,
    export,
    grade,
    grade_export,
    grade_merge,
    grade_report,
    hear,
    lint,
    publish,
    release,
    run,
    start,
    upstream,
)

# in the order of `course --help`
COURSE_COMMANDS: tuple[ModuleType, ...] = (
    start,
    run,
    compare,
    ablate,
    hear,
    upstream,
    build,
    lint,
    publish,
    bundle,
    docs,
    export,
    grade,
    grade_merge,
    grade_export,
    grade_report,
    release,
    doctor,
    bench_grading,
    bench_step,
    bench_gan,
    bench_quality,
)
