"""The command that says what grading can count on here: ``course doctor``."""

import argparse


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``doctor`` to the parser."""
    doctor = commands.add_parser("doctor", help="say what is here for grading, and what is not")
    doctor.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.grading.sandbox.availability import requirements

    found = requirements()
    for one in found:
        state = "ok     " if one.met else "missing" if one.required else "without"
        print(f"{state} {one.name}: {one.message}")
    return 0 if all(one.met for one in found if one.required) else 1
