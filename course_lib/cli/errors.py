"""What a command writes to stderr: one line for each problem, starting with the command's name."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


class UsageError(Exception):
    """A command was used wrongly: one line on stderr, and exit code 2."""

    def __str__(self) -> str:
        return " ".join(super().__str__().split())


def write_notice(command: str, text: str) -> None:
    """Write lines to stderr, each after the name of the command.

    Args:
        command: The words after ``course`` that name the command.
        text: One line or several.
    """
    for line in text.splitlines():
        sys.stderr.write(f"course {command}: {line}\n")


@contextmanager
def notices_of_unusable_files(command: str, write: bool = True) -> Iterator[None]:
    """Write a notice for each recording that the library warns it can't use.

    Args:
        command: The words after ``course`` that name the command.
        write: Whether to write anything; of several processes, only one should.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("always", message="left out")
        warnings.showwarning = lambda message, *_: (
            write_notice(command, str(message)) if write else None
        )
        yield
