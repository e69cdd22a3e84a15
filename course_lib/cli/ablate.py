"""``course ablate``: measure what each discriminator does, over several seeds."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.atomic import write_file
from course_lib.cli.notices import say
from course_lib.cli.wrong_use import WrongUseError

if TYPE_CHECKING:
    from course_lib.gan.experiments.ablation.plan import Plan

EPILOG = """
Each seed is warmed up once; all modes begin there and see the same batches. Ctrl-C keeps
everything; --resume goes on, also with more modes or seeds.
"""


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``ablate`` to the parser."""
    ablate = commands.add_parser("ablate", help="measure each discriminator", epilog=EPILOG)
    ablate.add_argument("--out", required=True, type=Path, metavar="FOLDER")
    ablate.add_argument("--preset", default="tiny", help="tiny, small or full")
    ablate.add_argument("--seeds", default="0,1,2", metavar="0,1,2")
    ablate.add_argument("--modes", metavar="A,B", help="names of discriminators, and others")
    ablate.add_argument("--data", default="synthetic", metavar="FOLDER", help="recordings")
    ablate.add_argument("--warm-steps", type=int, metavar="N", help="steps without discriminators")
    ablate.add_argument("--steps", type=int, metavar="N", help="steps against discriminators")
    ablate.add_argument(
        "--processes", type=int, default=1, metavar="N", help="runs at once, a CPU thread each"
    )
    ablate.add_argument("--device", default="auto", help="auto, cpu or cuda")
    ablate.add_argument("--resume", action="store_true", help="go on with what is in the folder")
    ablate.add_argument(
        "--html", type=Path, metavar="FILE", help="of the page; FOLDER/page.html if left out"
    )
    ablate.add_argument("--json", action="store_true", help="print JSON instead of tables")
    ablate.set_defaults(run=_run_ablate)


def _run_ablate(arguments: argparse.Namespace) -> int:
    page, tell = arguments.html, partial(say, "ablate")
    if page is not None and not page.expanduser().parent.is_dir():  # before hours of training
        raise WrongUseError(f"there is no folder {page.expanduser().parent} for the page")
    # imported late: they need torch
    from course_lib.gan.experiments.ablation import (
        AblationError,
        ablate,
        as_markdown,
        gather,
        write_page,
    )

    try:
        with _run_counter() as progress:
            folder = ablate(
                _plan(arguments),
                arguments.out,
                processes=arguments.processes,
                resume=arguments.resume,
                device=arguments.device,
                tell=tell,
                progress=progress,
            )
        results = gather(folder)
        page = folder / "page.html" if page is None else page.expanduser()
        write_file(page, write_page(results))
    except (LookupError, TypeError, ValueError) as error:
        raise WrongUseError(error) from error
    except OSError as error:
        raise WrongUseError(f"cannot write: {error}") from error
    except AblationError as error:
        tell(str(error))
        return 1
    print(json.dumps(results.to_dict(), indent=1) if arguments.json else as_markdown(results))
    tell(f"the page: {page}")
    return 0


@contextmanager
def _run_counter() -> Iterator[Callable[[int, int], None]]:
    """Show how many runs are finished, below the lines that are written meanwhile."""
    from course_lib.display.progress import progress_bar

    with progress_bar() as bar:
        task = bar.add_task("ablation", total=None, note="")

        def show(finished: int, total: int) -> None:
            bar.update(task, completed=finished, total=total)
            bar.refresh()

        yield show


def _plan(arguments: argparse.Namespace) -> "Plan":
    from course_lib.gan.experiments.ablation.plan import MODES, Plan
    from course_lib.gan.training.presets import preset

    steps = {n: getattr(arguments, n) for n in ("warm_steps", "steps")}
    sizes = preset(arguments.preset).replace(**{n: k for n, k in steps.items() if k is not None})
    modes = MODES if arguments.modes is None else _parts(arguments.modes)
    try:
        seeds = tuple(int(part) for part in _parts(arguments.seeds))
    except ValueError as error:
        raise WrongUseError(f"--seeds {arguments.seeds}: give whole numbers") from error
    return Plan(sizes, modes, seeds, arguments.data)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
