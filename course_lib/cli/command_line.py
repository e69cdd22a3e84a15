"""Parse the words after ``course`` and run the command that they name.

    course start FOLDER               copy the notebooks into a folder that updates never touch
    course list                       list every discriminator, plugins included
    course info mpd                   show its options and what it is for
    course check mpd                  check it against the contract; also my_module:MyClass
    course build [--check] [LESSON]   write the notebooks from lessons/
    course lint                       find faults in the source of the lessons
    course publish ADDRESS            write the repository's address into every notebook
    course bundle                     put the course into one zip file, for Colab
    course docs                       write the library's reference, as pages of HTML
    course export 02 --html           write a lesson as one page, with its players and instruments
    course run --all                  run every cell of the lessons, and report
    course train --out runs/a         train the small GAN; stop and resume as you like
    course import-weights FILE        load discriminators that another project trained
    course generate                   send a sound file through a trained generator
    course compare runs/a runs/b      compare runs: a table, and a page to listen to
    course ablate --out runs/b        measure each discriminator: seeds, controls, intervals
    course hear --out runs/c          find out what each discriminator can learn to hear
    course grade NOTEBOOKS            grade a class, in a sandbox
    course grade merge GRADES ...     combine the results of several machines
    course grade export GRADES        fill in the file of an LMS
    course grade report GRADES ...    make one gradebook over all lessons
    course release 02 --to DIR        make what students get, without solutions
    course doctor                     check whether this machine can grade
    course bench grading              measure what grading a submission costs
    course bench step                 compare a training step with AudioCraft's
    course bench gan                  measure what each discriminator costs a step
    course bench quality              measure seconds until the buzz fades, by recipe

Results go to stdout, and problems, one line each, to stderr. The exit code is 0 if all is well, 1
if a check failed, and 2 if the command was used wrongly. What takes long to import is imported
inside the command that needs it.
"""

import argparse
import contextlib
import os
import re
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

import course_lib
from course_lib.cli import check, generate, import_weights, info, train
from course_lib.cli import list as list_  # the name of the command; Python's own stays usable
from course_lib.cli.console import make_consoles_safe
from course_lib.cli.errors import UsageError, write_notice
from course_lib.extras import MissingExtraError, part_of_the_course

try:
    from course_lib.cli.course_commands import COURSE_COMMANDS
except ModuleNotFoundError as error:
    if error.name != "course_lib.cli.course_commands":
        raise
    COURSE_COMMANDS = ()  # only the library is installed

# Each module adds one command to the parser. Its name may be two words, such as "grade merge".
COMMAND_MODULES = (list_, info, check, train, import_weights, generate, *COURSE_COMMANDS)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        argv: The words after ``course``; those of the command line if None.
    """
    make_consoles_safe()  # before the first word is printed, which may be argparse's
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        arguments = _parse(words)
    except SystemExit as stop:  # argparse has already printed the reason
        return stop.code if isinstance(stop.code, int) else 0
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except (UsageError, MissingExtraError) as error:
        write_notice(arguments.command, str(error))
        return 2
    except BrokenPipeError:
        _discard_stdout()
        return 1
    except KeyboardInterrupt:
        write_notice(arguments.command, "stopped")
        return 1
    return code


class _Parser(argparse.ArgumentParser):
    """A parser whose error messages fit in one line."""

    def error(self, message: str) -> NoReturn:
        if "argument COMMAND: invalid choice" in message and not COURSE_COMMANDS:
            message += f". {part_of_the_course('Every other command').rstrip('.')}"
        self.exit(2, f"{self.prog}: {message}. Try: {self.prog} --help\n")


def _parse(words: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(
        prog="course",
        description="The command-line tool of the course What does a discriminator hear?",
        epilog="Exit codes: 0 all is well, 1 a check failed, 2 the command was used wrongly.",
    )
    parser.add_argument("--version", action="version", version=f"course {course_lib.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in COMMAND_MODULES:
        module.add_command(commands)
    if " ".join(words[:2]) in commands.choices:
        words = [" ".join(words[:2]), *words[2:]]
    arguments, unknown = parser.parse_known_args(words)
    if unknown:
        _refuse(unknown, commands.choices, arguments.command)
    return arguments


def _refuse(unknown: list[str], commands: Mapping[str, argparse.ArgumentParser], name: str) -> None:
    """Refuse unknown words; name the commands that have such an option, related ones first."""
    option = unknown[0].partition("=")[0]
    owners = {
        word: parser.prog
        for word, parser in commands.items()
        if option in re.findall(r"--[\w-]+", parser.format_usage())
    }
    related = [prog for word, prog in owners.items() if word.split()[0] == name.split()[0]]
    if owners:
        found = related or list(owners.values())
        commands[name].error(f"{option} is an option of {' and '.join(found)}")
    commands[name].error(f"unrecognized arguments: {' '.join(unknown)}")


def _discard_stdout() -> None:
    """Discard what is left to print: the reader has gone, as in ``course list | head -1``."""
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
