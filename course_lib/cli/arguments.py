"""Types of command-line arguments, for ``add_argument(type=...)``, and words split at commas."""

import argparse
import math
from typing import TypeAlias

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
