"""``course check``: check a discriminator against the contract.

course check mpd
course check my_module:MyClass --options '{"filters": 4}'
"""

import argparse
import json
from collections.abc import Sequence

from course_lib.cli.arguments import Commands, positive_int
from course_lib.cli.errors import write_notice
from course_lib.cli.option_sets import json_object


def add_command(commands: Commands) -> None:
    """Add ``check`` to the parser."""
    parser = commands.add_parser("check", help="check a discriminator against the contract")
    parser.add_argument(
        "target", metavar="NAME|MODULE:CLASS", help="a listed name, or a class of your own"
    )
    parser.add_argument(
        "--options", default="{}", metavar="JSON", help="options that differ from its example's"
    )
    parser.add_argument("--channels", type=positive_int, help="channels of the test waves")
    parser.add_argument("--length", type=positive_int, help="samples in each test wave")
    parser.add_argument("--json", action="store_true", help="print JSON for a machine")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    # imported late: they need torch
    from course_lib.cli.check_target import BrokenTargetError, build_target
    from course_lib.discriminators.contract import check_contract

    try:
        target = build_target(arguments.target, json_object(arguments.options, "--options"))
    except BrokenTargetError as error:
        fault = " ".join(str(error).split())
        if arguments.json:
            print(_verdict_json(arguments.target, faults=[fault]))
        else:
            write_notice("check", fault)
        return 1
    report = check_contract(
        target.discriminator,
        channels=arguments.channels or target.channels,
        length=arguments.length,
    )
    if arguments.json:
        lists = {name: getattr(report, name) for name in ("faults", "failed", "checks", "skipped")}
        print(_verdict_json(arguments.target, **lists))
    else:
        print(report)
    return 0 if report.ok else 1


def _verdict_json(target: str, **lists: Sequence[str]) -> str:
    verdict = {"target": target, "ok": not lists["faults"]}
    return json.dumps({**verdict, **{name: list(items) for name, items in lists.items()}}, indent=2)
