"""The ``course`` command: parse, call one function of the library, print.

    course start FOLDER               a copy of the notebooks to work in, safe from updates
    course list                       every discriminator, wherever it comes from
    course info mpd                   its options and what it is for
    course check mpd                  its contract report; also my_module:MyClass
    course build [--check] [LESSON]   notebooks from lessons/
    course lint                       faults in the source of the lessons
    course publish ADDRESS            the repository's address into every notebook
    course bundle                     one zip file of the course, for Colab
    course run --all                  run lessons, all cells, and report
    course train --out runs/a         train the small GAN; stop and resume at will
    course generate                   send a sound file through a trained generator
    course compare runs/a runs/b      one table, and one page to listen to
    course ablate --out runs/b        what is each discriminator worth? seeds, controls, intervals
    course grade NOTEBOOKS            grade a class, in a sandbox
    course grade merge GRADES ...     put the results of several machines together
    course grade export GRADES        fill the file of an LMS
    course grade report GRADES ...    one gradebook over all lessons
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
import re
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from course_lib.cli import (
    ablate,
    bench,
    bundle,
    compare,
    discriminators,
    doctor,
    generate,
    grade,
    grade_export,
    grade_merge,
    grade_report,
    lessons,
    publish,
    release,
    run,
    start,
    train,
)
from course_lib.cli.console import make_consoles_safe
from course_lib.cli.wrong_use import WrongUseError

# Each module adds its commands to the parser. A new command is one more module here. The name of a
# command may be two words, such as "grade merge".
COMMAND_MODULES = (
    start,
    discriminators,
    lessons,
    publish,
    bundle,
    run,
    train,
    generate,
    compare,
    ablate,
    grade,
    grade_merge,
    grade_export,
    grade_report,
    release,
    doctor,
    bench,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        argv: the words after ``course``; None takes those of the command line.
    """
    make_consoles_safe()  # before the first word is printed, and that may be argparse's
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        arguments = _parse(words)
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


def _parse(words: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(
        prog="course",
        description="What does a discriminator hear? The course's own tool.",
        epilog="Exit codes: 0 all is well, 1 a check failed, 2 the command was used wrongly.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in COMMAND_MODULES:
        module.add_commands(commands)
    if " ".join(words[:2]) in commands.choices:
        words = [" ".join(words[:2]), *words[2:]]
    arguments, unknown = parser.parse_known_args(words)
    if unknown:
        _refuse(unknown, commands.choices, arguments.command)
    return arguments


def _refuse(unknown: list[str], commands: Mapping[str, argparse.ArgumentParser], name: str) -> None:
    """Refuse what a command does not know; if a kindred command has the option, say which."""
    option = unknown[0].partition("=")[0]
    kindred = {
        word: parser for word, parser in commands.items() if word.split()[0] == name.split()[0]
    }
    owners = [
        p.prog for p in kindred.values() if option in re.findall(r"--[\w-]+", p.format_usage())
    ]
    if owners:
        commands[name].error(f"{option} is an option of {' and '.join(owners)}")
    commands[name].error(f"unrecognized arguments: {' '.join(unknown)}")


def _drop_stdout() -> None:
    """Send what is left to nowhere: the reader has gone, as in ``course list | head -1``."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
