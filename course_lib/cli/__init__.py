"""The ``course`` command: parse the command line, call one function of the library, print.

Each command has a file under its own name; ``course grade merge`` is in `grade_merge`.

    learners     start, upstream
    plugins      list, info, check
    the GAN      train, generate, compare, ablate, hear, import_weights
    teachers     grade, grade_merge, grade_export, grade_report, release, doctor
    speed        bench_step, bench_gan, bench_quality, bench_grading
    authors      build, lint, run, bundle, publish, docs, export

`command_line` runs the one that was asked for. `course_commands` lists those that only the course
has. What several commands need is in `arguments`, `option_sets`, `errors`, `console`,
`description`, `check_target`, `grade_shared` and `mutate`.

`main` is the entry point: it takes the words after ``course`` and returns the exit code.
"""

from course_lib.cli.command_line import COMMAND_MODULES, main

__all__ = ["COMMAND_MODULES", "main"]
