"""The ``course`` command: parse, call one function of the library, print.

    course list                       every discriminator, wherever it comes from
    course info mpd                   its options and what it is for
    course check mpd                  its contract report; also my_module:MyClass
    course build [--check] [LESSON]   notebooks from lessons/
    course lint                       faults in the source of the lessons
    course run --all                  run lessons, all cells, and report
    course train --out runs/a         train the small GAN; stop and resume at will
    course generate                   send a sound file through a trained generator
    course compare runs/a runs/b      one table, and one page to listen to
    course ablate --out runs/b        what is each discriminator worth? seeds, controls, intervals
    course grade NOTEBOOKS            grade a class, in a sandbox
    course release 02 --to DIR        what students get: no solutions in it
    course doctor                     what is here for grading, and what is not
    course bench grading              what grading a submission costs

Results go to stdout, and problems, one line each, to stderr. The exit code is 0 where all is well,
1 where a check failed, 2 where the command was used wrongly. What takes long to import is imported
inside the command that needs it.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from course_lib.cli import (
    ablate,
    bench,
    compare,
    discriminators,
    doctor,
    generate,
    grade,
    lessons,
    release,
    run,
    train,
)
from course_lib.cli.wrong_use import WrongUseError

# Each module adds its commands to the parser. A new group of commands is one more module here.
COMMAND_MODULES = (
    discriminators,
    lessons,
    run,
    train,
    generate,
    compare,
    ablate,
    grade,
    release,
    doctor,
    bench,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        argv: the words after ``course``; None takes those of the command line.
    """
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as stop:  # argparse has said all there is to say
        return stop.code if isinstance(stop.code, int) else 0
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except WrongUseError as error:
        sys.stderr.write(f"course {arguments.command}: {error}\n")
        return 2
    except BrokenPipeError:
        _drop_stdout()
        return 1
    except KeyboardInterrupt:
        sys.stderr.write(f"course {arguments.command}: stopped\n")
        return 1
    return code


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints fit in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. Try: {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="course",
        description="What does a discriminator hear? The course's own tool.",
        epilog="Exit codes: 0 all is well, 1 a check failed, 2 the command was used wrongly.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in COMMAND_MODULES:
        module.add_commands(commands)
    return parser


def _drop_stdout() -> None:
    """Send what is left to nowhere: the reader has gone, as in ``course list | head -1``."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
