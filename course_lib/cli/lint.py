"""``course lint``: check the source of the lessons against the rules for lessons."""

import argparse

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError
from course_lib.cli.mutate import add_mutate_option, run_mutation


def add_command(commands: Commands) -> None:
    """Add ``lint`` to the parser."""
    parser = commands.add_parser("lint", help="look for faults in the source of the lessons")
    add_mutate_option(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.mutate is not None:
        return run_mutation(arguments)
    # imported late: they need torch and the authors' packages
    from course_lib.authoring import lint
    from course_lib.classroom.exercises.course_toml import course_root

    try:
        findings = lint(course_root())
    except (LookupError, ValueError, OSError) as error:
        raise UsageError(error) from error
    for finding in findings:
        print(finding)
    if not findings:
        print("No faults found in the lessons.")
    return 1 if findings else 0
