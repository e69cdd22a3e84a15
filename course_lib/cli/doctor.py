"""``course doctor``: check whether this machine can grade."""

import argparse

from course_lib.cli.arguments import Commands


def add_command(commands: Commands) -> None:
    """Add ``doctor`` to the parser."""
    doctor = commands.add_parser("doctor", help="check whether this machine can grade")
    doctor.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.grading.sandbox.availability import requirements

    found = requirements()
    for one in found:
        state = "ok     " if one.met else "missing" if one.required else "without"
        print(f"{state} {one.name}: {one.message}")
    return 0 if all(one.met for one in found if one.required) else 1
