"""``course ablate``: measure what each discriminator contributes, over several seeds."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.atomic import write_file
from course_lib.cli.arguments import Commands, add_result_arguments, chosen_page, split_list
from course_lib.cli.errors import UsageError, write_notice
from course_lib.cli.option_sets import add_options_argument, read_names, with_option_sets

if TYPE_CHECKING:
    from course_lib.gan.experiments.ablation.plan import AblationPlan

EPILOG = """
Each seed is warmed up once; all its modes start there and see the same batches. Ctrl-C loses
nothing: --resume continues, with more modes or seeds if you like.
"""


def add_command(commands: Commands) -> None:
    """Add ``ablate`` to the parser."""
    ablate = commands.add_parser("ablate", help="measure each discriminator", epilog=EPILOG)
    ablate.add_argument("--out", required=True, type=Path, metavar="FOLDER")
    ablate.add_argument("--preset", default="tiny", help="tiny, small or full")
    ablate.add_argument("--generator", default="stft", help="stft or waveform")
    ablate.add_argument("--seeds", default="0,1,2", metavar="0,1,2")
    ablate.add_argument(
        "--modes",
        metavar="A,B",
        help="none, names of discriminators, all, balancer, ...; or variants such as "
        'wide=mpd:{"filters":16}',
    )
    add_options_argument(ablate)
    ablate.add_argument(
        "--any-size",
        action="store_true",
        help="compare discriminators of which one has 100 times the weights of another",
    )
    ablate.add_argument(
        "--data", default="synthetic", metavar="FOLDER", help="recordings to train on"
    )
    ablate.add_argument("--warm-steps", type=int, metavar="N", help="steps without discriminators")
    ablate.add_argument("--steps", type=int, metavar="N", help="steps against discriminators")
    ablate.add_argument(
        "--processes", type=int, default=1, metavar="N", help="runs at once, a CPU thread each"
    )
    ablate.add_argument("--device", default="auto", help="auto, cpu or cuda")
    ablate.add_argument("--resume", action="store_true", help="continue the ablation in the folder")
    add_result_arguments(ablate)
    ablate.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    page = chosen_page(arguments)
    # imported late: they need torch
    from course_lib.gan.experiments.ablation import AblationError, as_markdown, gather, write_page

    try:
        folder = _ablate(arguments)
        results = gather(folder)
        page = page or folder / "page.html"
        write_file(page, write_page(results))
    except (LookupError, TypeError, ValueError) as error:
        raise UsageError(error) from error
    except OSError as error:
        raise UsageError(f"cannot write: {error}") from error
    except AblationError as error:
        write_notice("ablate", str(error))
        return 1
    print(json.dumps(results.to_dict(), indent=1) if arguments.json else as_markdown(results))
    write_notice("ablate", f"the page: {page}")
    return 0


def _ablate(arguments: argparse.Namespace) -> Path:
    from course_lib.gan.experiments.ablation import ablate

    with _run_counter() as on_progress:
        return ablate(
            _plan(arguments),
            arguments.out,
            processes=arguments.processes,
            resume=arguments.resume,
            device=arguments.device,
            any_size=arguments.any_size,
            on_message=partial(write_notice, "ablate"),
            on_progress=on_progress,
        )


@contextmanager
def _run_counter() -> Iterator[Callable[[int, int], None]]:
    """Show a bar with the number of finished runs; yield the function that moves it on."""
    from course_lib.progress_bar import progress_bar

    with progress_bar() as bar:
        task = bar.add_task("ablation", total=None, note="")

        def show(finished: int, total: int) -> None:
            bar.update(task, completed=finished, total=total)
            bar.refresh()

        yield show


def _plan(arguments: argparse.Namespace) -> "AblationPlan":
    from course_lib.gan.experiments.ablation.plan import MODES, AblationPlan
    from course_lib.gan.training.presets import preset

    steps = {n: getattr(arguments, n) for n in ("warm_steps", "steps")}
    sizes = preset(arguments.preset).replace(
        generator=arguments.generator, **{n: k for n, k in steps.items() if k is not None}
    )
    modes: tuple[str, ...] = MODES
    if arguments.modes is not None:
        modes, sizes = read_names(arguments.modes, sizes)
    sizes = with_option_sets(sizes, arguments.options)
    try:
        seeds = tuple(int(part) for part in split_list(arguments.seeds))
    except ValueError as error:
        raise UsageError(
            f"--seeds must be whole numbers, such as 0,1,2, got {arguments.seeds}"
        ) from error
    return AblationPlan(sizes, modes, seeds, arguments.data)
