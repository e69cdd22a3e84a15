"""``course doctor``: check whether this machine can grade."""

import argparse

from course_lib.cli.arguments import Commands


def add_command(commands: Commands) -> None:
    """Add ``doctor`` to the parser."""
    doctor = commands.add_parser("doctor", help="check whether this machine can grade")
    doctor.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.grading.sandbox.availability import findings

    found = findings()
    for finding in found:
        sign = "ok     " if finding.good else "missing" if finding.needed else "without"
        print(f"{sign} {finding.what}: {finding.told}")
    return 0 if all(finding.good for finding in found if finding.needed) else 1
