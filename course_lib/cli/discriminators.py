"""Commands about discriminators: list them, describe one, check one against the contract."""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

from course_lib.cli.built_in import built_in
from course_lib.cli.wrong_use import WrongUseError


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``list``, ``info`` and ``check`` to the parser."""
    listing = commands.add_parser("list", help="list every discriminator, plugins included")
    listing.set_defaults(run=_run_list)
    info = commands.add_parser("info", help="show the options of a discriminator")
    info.add_argument("name", metavar="NAME", help="as `course list` shows it")
    info.set_defaults(run=_run_info)
    check = commands.add_parser("check", help="check a discriminator against the contract")
    check.add_argument(
        "target", metavar="NAME|MODULE:CLASS", help="a listed name, or a class of your own"
    )
    check.add_argument(
        "--options", default="{}", metavar="JSON", help="options that differ from its example's"
    )
    check.add_argument("--channels", type=_positive, help="channels of the waves it is shown")
    check.add_argument("--length", type=_positive, help="samples of the waves it is shown")
    check.set_defaults(run=_run_check)
    for parser in (listing, info, check):
        parser.add_argument("--json", action="store_true", help="print JSON for a machine")


def _run_list(arguments: argparse.Namespace) -> int:
    rows = _rows()
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return 0
    names = max((len(row["name"] or "") for row in rows), default=0)
    sources = max((len(row["source"] or "") for row in rows), default=0)
    for row in rows:
        what = f"BROKEN: {_line(row['broken'])}" if row["broken"] else row["summary"]
        print(f"{row['name']:<{names}}  {row['source']:<{sources}}  {what}".rstrip())
    return 0


def _rows() -> list[dict[str, str | None]]:
    """Describe every discriminator; torch is imported only if a package has plugins."""
    if not entry_points(group="course_lib.discriminators"):
        return [
            _row(found.name, "course_lib", found.class_name, found.summary) for found in built_in()
        ]
    from course_lib.discriminators.registry import entries  # imported late: it needs torch

    return [
        _row(e.name, e.source, e.cls.__name__ if e.cls else None, e.summary, e.error)
        for e in entries()
    ]


def _run_info(arguments: argparse.Namespace) -> int:
    from course_lib.cli.description import describe  # imported late: it needs torch
    from course_lib.discriminators.registry import RegistryError, entry

    try:
        found = entry(arguments.name)
    except RegistryError as error:
        raise WrongUseError(error) from error
    if found.cls is None:
        sys.stderr.write(f"course info: {found.name!r} is broken: {_line(found.error)}\n")
        return 1
    description = describe(found, found.cls)
    print(json.dumps(description.as_json(), indent=2) if arguments.json else description)
    return 0


def _run_check(arguments: argparse.Namespace) -> int:
    from course_lib.cli.subject import BrokenSubjectError, build  # imported late: they need torch
    from course_lib.discriminators.contract import check_contract

    try:
        subject = build(arguments.target, _options(arguments.options))
    except BrokenSubjectError as error:
        if arguments.json:
            print(_verdict_json(arguments.target, faults=[_line(str(error))]))
        else:
            sys.stderr.write(f"course check: {_line(str(error))}\n")
        return 1
    report = check_contract(
        subject.discriminator,
        channels=arguments.channels or subject.channels,
        length=arguments.length,
    )
    if arguments.json:
        print(
            _verdict_json(
                arguments.target,
                faults=report.faults,
                failed=report.failed,
                checks=report.checks,
                skipped=report.skipped,
            )
        )
    else:
        print(report)
    return 0 if report.ok else 1


def _verdict_json(target: str, **lists: Sequence[str]) -> str:
    verdict = {"target": target, "ok": not lists["faults"]}
    return json.dumps({**verdict, **{name: list(words) for name, words in lists.items()}}, indent=2)


def _row(
    name: str, source: str, class_name: str | None, summary: str, broken: str | None = None
) -> dict[str, str | None]:
    words = {"name": name, "source": source, "class": class_name}
    return {**words, "summary": summary, "broken": broken}


def _options(text: str) -> dict[str, object]:
    try:
        options = json.loads(text)
    except ValueError as error:
        raise WrongUseError(f"--options is not JSON ({error}): {text}") from error
    if not isinstance(options, dict):
        raise WrongUseError(f"--options is a JSON object, as in '{{\"filters\": 4}}': {text}")
    return options


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return number


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
