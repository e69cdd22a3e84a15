"""``course info``: the options of one discriminator, with their defaults, and what it is for."""

import argparse
import json

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError, write_notice


def add_command(commands: Commands) -> None:
    """Add ``info`` to the parser."""
    parser = commands.add_parser("info", help="show the options of a discriminator")
    parser.add_argument("name", metavar="NAME", help="a name from `course list`")
    parser.add_argument("--json", action="store_true", help="print JSON for a machine")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.cli.description import describe  # imported late: it needs torch
    from course_lib.discriminators.registry import RegistryError, entry

    try:
        found = entry(arguments.name)
    except RegistryError as error:
        raise UsageError(error) from error
    if found.cls is None:
        fault = " ".join((found.error or "").split())
        write_notice("info", f"{found.name!r} is broken: {fault}")
        return 1
    description = describe(found, found.cls)
    print(json.dumps(description.as_json(), indent=2) if arguments.json else description)
    return 0
