"""``course generate``: send a recording through the generator of a training run."""

import argparse
from pathlib import Path

from course_lib.cli.arguments import Commands
from course_lib.cli.errors import UsageError


def add_command(commands: Commands) -> None:
    """Add ``generate`` to the parser."""
    generate = commands.add_parser("generate", help="send a recording through a trained generator")
    generate.add_argument(
        "--checkpoint", required=True, type=Path, metavar="RUN", help="a run, or a step- folder"
    )
    generate.add_argument("--in", dest="source", required=True, type=Path, metavar="FILE")
    generate.add_argument("--out", dest="target", required=True, type=Path, metavar="FILE")
    generate.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.gan.training.generate import generate  # imported late: it needs torch

    try:
        print(generate(arguments.checkpoint, arguments.source, arguments.target))
    except ValueError as error:
        raise UsageError(error) from error
    return 0
