"""``course hear``: train each discriminator alone, and report which artefacts it hears."""

import argparse
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_lib.atomic import write_file
from course_lib.cli.arguments import (
    Commands,
    add_result_arguments,
    chosen_page,
    positive_int,
    split_list,
)
from course_lib.cli.errors import UsageError, write_notice

if TYPE_CHECKING:
    from course_lib.gan.experiments.audiogram import AudiogramPlan

EPILOG = """
Ctrl-C loses only the cell that is being trained. The same command continues, and can add more
discriminators, artefacts or seeds.
"""


def add_command(commands: Commands) -> None:
    """Add ``hear`` to the parser."""
    hear = commands.add_parser("hear", help="what a discriminator can hear", epilog=EPILOG)
    hear.add_argument("--out", required=True, type=Path, metavar="FOLDER")
    hear.add_argument("--preset", default="tiny", help="tiny, small or full")
    hear.add_argument("--discriminators", metavar="A,B", help="names from `course list`")
    hear.add_argument(
        "--artefacts", metavar="A,B", help="such as 'comb buzz,clicks'; all if left out"
    )
    hear.add_argument("--seeds", default="0,1,2", metavar="0,1,2")
    hear.add_argument(
        "--steps", type=positive_int, metavar="N", help="updates of each discriminator"
    )
    add_result_arguments(hear)
    hear.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    page = chosen_page(arguments)
    # imported late: they need torch
    from course_lib.gan.experiments.audiogram import gather_audiogram, hear, write_audiogram
    from course_lib.gan.experiments.audiogram.audiogram_tables import as_markdown
    from course_lib.progress_bar import progress_bar

    try:
        with progress_bar() as bar:
            task = bar.add_task("audiogram", total=None, note="")

            def show(finished: int, total: int) -> None:
                bar.update(task, completed=finished, total=total)
                bar.refresh()

            folder = hear(
                _plan(arguments),
                arguments.out,
                on_message=partial(write_notice, "hear"),
                on_progress=show,
            )
        audiogram = gather_audiogram(folder)
        page = page or folder / "page.html"
        write_file(page, write_audiogram(audiogram))
    except (LookupError, TypeError, ValueError) as error:
        raise UsageError(error) from error
    except OSError as error:
        raise UsageError(f"cannot write: {error}") from error
    print(json.dumps(audiogram.to_dict()) if arguments.json else as_markdown(audiogram))
    write_notice("hear", f"the page: {page}")
    return 0


def _plan(arguments: argparse.Namespace) -> "AudiogramPlan":
    from course_lib.gan.experiments.audiogram import AudiogramPlan
    from course_lib.gan.training.presets import preset

    given: dict[str, Any] = {
        name: split_list(getattr(arguments, name))
        for name in ("discriminators", "artefacts")
        if getattr(arguments, name) is not None
    }
    if arguments.steps is not None:
        given["steps"] = arguments.steps
    try:
        seeds = tuple(int(part) for part in split_list(arguments.seeds))
    except ValueError as error:
        raise UsageError(
            f"--seeds must be whole numbers, such as 0,1,2, got {arguments.seeds}"
        ) from error
    return AudiogramPlan(preset(arguments.preset), seeds=seeds, **given)
