"""Commands for authors: derive the notebooks from ``lessons/``, and lint the lessons."""

import argparse
import sys

from course_lib.cli.mutate import add_mutate_option, run_mutation
from course_lib.cli.wrong_use import WrongUseError


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``build`` and ``lint`` to the parser."""
    build = commands.add_parser("build", help="write the notebooks that lessons/ describes")
    build.add_argument("lessons", nargs="*", metavar="LESSON", help="such as 02; all if left out")
    build.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a byte would change"
    )
    build.set_defaults(run=_run_build)
    lint = commands.add_parser("lint", help="look for faults in the source of the lessons")
    add_mutate_option(lint)
    lint.set_defaults(run=_run_lint)


def _run_build(arguments: argparse.Namespace) -> int:
    # imported late: they need torch and the authors' packages
    from course_lib.authoring import SourceError, build
    from course_lib.classroom.exercises.course import course_root

    try:
        report = build(course_root(), check=arguments.check, lessons=arguments.lessons)
    except SourceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (LookupError, ValueError, OSError) as error:
        raise WrongUseError(error) from error
    print(report)
    return 0 if report.ok else 1


def _run_lint(arguments: argparse.Namespace) -> int:
    if arguments.mutate is not None:
        return run_mutation(arguments)
    # imported late: they need torch and the authors' packages
    from course_lib.authoring import lint
    from course_lib.classroom.exercises.course import course_root

    try:
        findings = lint(course_root())
    except (LookupError, ValueError, OSError) as error:
        raise WrongUseError(error) from error
    for finding in findings:
        print(finding)
    if not findings:
        print("No faults found in the lessons.")
    return 1 if findings else 0
