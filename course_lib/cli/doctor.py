"""The command that says what grading can count on here: ``course doctor``."""

import argparse


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``doctor`` to the parser."""
    doctor = commands.add_parser("doctor", help="say what is here for grading, and what is not")
    doctor.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.grading.sandbox.availability import findings

    found = findings()
    for finding in found:
        sign = "ok     " if finding.good else "missing" if finding.needed else "without"
        print(f"{sign} {finding.what}: {finding.told}")
    return 0 if all(finding.good for finding in found if finding.needed) else 1
