"""``course compare``: measure several training runs on the same held-out clips."""

import argparse
import json
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError, notices_of_unusable_files


def add_command(commands: Commands) -> None:
    """Add ``compare`` to the parser."""
    compare = commands.add_parser("compare", help="measure training runs side by side")
    compare.add_argument("runs", nargs="+", metavar="RUN", help="a folder that `train` wrote")
    compare.add_argument("--html", type=Path, metavar="FILE", help="write a page with sounds")
    compare.add_argument("--data", metavar="FOLDER", help="recordings to measure on, or synthetic")
    form = compare.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON for a machine")
    form.add_argument("--markdown", action="store_true", help="print the table for a document")
    compare.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    page = arguments.html
    if page is not None and not page.expanduser().parent.is_dir():  # before minutes of measuring
        raise UsageError(f"there is no folder {page.expanduser().parent} for the page")
    from course_lib.gan.experiments.comparison import compare  # imported late: it needs torch

    try:
        with notices_of_unusable_files("compare"):
            comparison = compare(arguments.runs, data=arguments.data)
        if page is not None:
            write_file(page.expanduser(), comparison.html())
    except (ValueError, LookupError) as error:
        raise UsageError(error) from error
    except OSError as error:
        raise UsageError(f"cannot write {page}: {error.strerror}") from error
    if arguments.json:
        print(json.dumps(comparison.as_json(), indent=2))
    else:
        print(comparison.markdown() if arguments.markdown else comparison.text())
        if page is not None:
            print(f"\nThe page with the sounds: {page}")
    return 0
