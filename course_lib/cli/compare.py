"""``course compare``: what several training runs make of the same clips."""

import argparse
import json
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.cli.notices import files_left_out_are_named
from course_lib.cli.wrong_use import WrongUseError


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``compare`` to the parser."""
    compare = commands.add_parser("compare", help="measure training runs side by side")
    compare.add_argument("runs", nargs="+", metavar="RUN", help="a folder that `train` wrote")
    compare.add_argument("--html", type=Path, metavar="FILE", help="write a page with sounds")
    compare.add_argument("--data", metavar="FOLDER", help="recordings to ask about, or synthetic")
    form = compare.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON for a machine")
    form.add_argument("--markdown", action="store_true", help="print the table for a document")
    compare.set_defaults(run=_run_compare)


def _run_compare(arguments: argparse.Namespace) -> int:
    page = arguments.html
    if page is not None and not page.expanduser().parent.is_dir():  # before minutes of measuring
        raise WrongUseError(f"there is no folder {page.expanduser().parent} for the page")
    from course_lib.gan.experiments.comparison import compare  # imported late: it needs torch

    try:
        with files_left_out_are_named("compare"):
            comparison = compare(arguments.runs, data=arguments.data)
        if page is not None:
            write_file(page.expanduser(), comparison.html())
    except (ValueError, LookupError) as error:
        raise WrongUseError(error) from error
    except OSError as error:
        raise WrongUseError(f"cannot write {page}: {error.strerror}") from error
    if arguments.json:
        print(json.dumps(comparison.as_json(), indent=2))
    else:
        print(comparison.markdown() if arguments.markdown else comparison.text())
        if page is not None:
            print(f"\nThe page with the sounds: {page}")
    return 0
