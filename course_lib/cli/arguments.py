"""Types of command-line arguments, words split at commas, and arguments of several commands."""

import argparse
import math
from pathlib import Path
from typing import TypeAlias

from course_lib.cli.errors import UsageError

# What `add_subparsers` returns: each command adds its own parser to it.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def positive_int(text: str) -> int:
    """Return a whole number of at least 1."""
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number above 0, got {text!r}")
    return number


def positive_float(text: str) -> float:
    """Return a finite number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number above 0, got {text!r}")
    return number


def split_list(text: str) -> tuple[str, ...]:
    """Return the words between commas, without spaces around them and without empty ones.

    A comma inside braces, brackets or double quotes separates nothing, so a word may be JSON.
    """
    words, depth, quoted = [""], 0, False
    for sign in text:
        quoted ^= sign == '"'
        if not quoted:
            depth += (sign in "{[") - (sign in "}]")
        if sign == "," and depth <= 0 and not quoted:
            words.append("")
        else:
            words[-1] += sign
    return tuple(word.strip() for word in words if word.strip())


def add_result_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--html`` and ``--json`` to a command that prints tables and writes a page."""
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="the page; FOLDER/page.html if left out"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")


def chosen_page(arguments: argparse.Namespace) -> Path | None:
    """Return the page of ``--html``, or None. Call it before the work that the page shows.

    Raises:
        UsageError: The page's folder doesn't exist.
    """
    page: Path | None = None if arguments.html is None else arguments.html.expanduser()
    if page is not None and not page.parent.is_dir():
        raise UsageError(f"there is no folder {page.parent} for the page")
    return page
