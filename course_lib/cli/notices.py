"""Warnings of the library as lines of the command that caused them."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


def say(command: str, text: str) -> None:
    """Write lines to stderr, each with the name of the command."""
    for line in text.splitlines():
        sys.stderr.write(f"course {command}: {line}\n")


@contextmanager
def files_left_out_are_named(command: str, aloud: bool = True) -> Iterator[None]:
    """Name the recordings that cannot be used, a line each, where the library warns of them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("always", message="left out")
        warnings.showwarning = lambda message, *_: say(command, str(message)) if aloud else None
        yield
