"""``course bench grading``: measure what grading a submission costs."""

import argparse

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError


def add_command(commands: Commands) -> None:
    """Add ``bench grading`` to the parser."""
    bench = commands.add_parser("bench grading", help="measure what grading a submission costs")
    bench.add_argument("--exercise", default="02", metavar="LESSON", help="lesson to grade (02)")
    bench.add_argument("--times", type=int, default=5, help="number of submissions (5)")
    bench.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.classroom.exercises.course_toml import course_root, load_course
    from course_lib.grading.bench import bench_grading
    from course_lib.grading.sandbox.availability import sandbox_fault

    root = course_root()
    try:
        lesson = load_course(root).lesson(arguments.exercise)
    except LookupError as fault:
        raise UsageError(fault) from fault
    if fault_here := sandbox_fault():
        raise UsageError(f"no sandbox: {fault_here}")
    solved = root / "solutions" / f"{lesson.slug}.ipynb"
    print(bench_grading(root, lesson.id, solved, max(1, arguments.times)))
    return 0
