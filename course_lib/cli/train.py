"""``course train``: train the small GAN, and stop, resume or watch it from a terminal."""

import argparse
import math
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_lib.cli.notices import files_left_out_are_named, say
from course_lib.cli.wrong_use import WrongUseError

if TYPE_CHECKING:
    from course_lib.gan.training.config import TrainConfig
    from course_lib.gan.training.runs import Run

# What a resumed run takes from its checkpoint, where the command does not say it again.
DEFAULTS: dict[str, Any] = {
    "preset": "tiny",
    "discriminators": "mpd,msd,msstftd",
    "mode": "weights",
    "terms": "both",
    "seed": 0,
    "data": "synthetic",
}
EPILOG = """
Ctrl-C stops after the step that runs and keeps everything; --resume goes on from there.
Several GPUs: torchrun --nproc-per-node 4 -m course_lib train ... There Ctrl-C keeps everything too;
the long traceback that follows is torchrun's own.
"""


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``train`` to the parser."""
    train = commands.add_parser("train", help="train the small GAN", epilog=EPILOG)
    train.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="of the run")
    train.add_argument("--preset", help="tiny, small or full; tiny if left out")
    train.add_argument(
        "--discriminators", metavar="A,B", help="as `course list` shows them; none for none"
    )
    train.add_argument("--mode", help="how to balance: weights, balancer or adaptive")
    train.add_argument("--terms", help="what the generator pays: both, adv or feat")
    train.add_argument("--seed", type=int)
    train.add_argument(
        "--data", metavar="PLACE", help="folder or file of recordings; synthetic if left out"
    )
    train.add_argument("--warm-steps", type=int, metavar="N", help="steps without discriminators")
    train.add_argument("--steps", type=int, metavar="N", help="steps against discriminators")
    train.add_argument("--minutes", type=_minutes, help="stop after this time")
    train.add_argument("--save-every", type=int, metavar="N", help="steps between checkpoints")
    train.add_argument("--device", default="auto", help="auto, cpu or cuda")
    train.add_argument(
        "--threads", type=int, metavar="N", help="CPU threads; if left out, 1 for tiny on a CPU"
    )
    start = train.add_mutually_exclusive_group()
    start.add_argument("--resume", action="store_true", help="go on where the run stopped")
    start.add_argument("--branch", type=Path, metavar="RUN", help="begin at the end of its warm-up")
    train.set_defaults(run=_run_train)


def _run_train(arguments: argparse.Namespace) -> int:
    # imported late: they need torch
    from course_lib.gan.training.checkpoints import SaveError
    from course_lib.gan.training.progress import ProgressLine, SampleFiles
    from course_lib.gan.training.trainer import TrainingError, train

    speaks = os.environ.get("RANK", "0") == "0"  # of several processes, one is enough
    try:
        config = _config(arguments)
        line = ProgressLine(config)
        with closing(line), files_left_out_are_named("train", aloud=speaks):
            run = train(
                config,
                arguments.out,
                resume=arguments.resume,
                minutes=arguments.minutes,
                device=arguments.device,
                threads=arguments.threads,
                branch=arguments.branch,
                watch=[line, SampleFiles(config, arguments.out)],
                notify=line.note,
            )
    except (SaveError, TrainingError) as error:
        say("train", str(error))
        return 1
    except (LookupError, TypeError, ValueError) as error:
        raise WrongUseError(error) from error
    if speaks:
        print(_ending(run))
    return 1 if run.stopped == "interrupted" else 0


def _config(arguments: argparse.Namespace) -> "TrainConfig":
    """Build what is asked for; a resumed run is what it was, but for what is said again."""
    from dataclasses import replace

    from course_lib.gan.training.checkpoints import load_checkpoint
    from course_lib.gan.training.config import TrainConfig
    from course_lib.gan.training.presets import preset

    given = {n: getattr(arguments, n) for n in DEFAULTS if getattr(arguments, n) is not None}
    if "discriminators" in given:
        given["discriminators"] = _names(given["discriminators"])
    if arguments.resume:
        config = load_checkpoint(arguments.out).config
        sizes = config.preset
        if given.pop("preset", sizes.name) != sizes.name:
            raise WrongUseError(
                f"the run in {arguments.out} has preset {sizes.name}, not {arguments.preset}: "
                "leave --preset out, or choose another --out"
            )
    else:
        given = {**DEFAULTS, "discriminators": _names(DEFAULTS["discriminators"]), **given}
        config, sizes = TrainConfig(), preset(given.pop("preset"))
    steps = {n: getattr(arguments, n) for n in ("steps", "warm_steps")}
    sizes = sizes.replace(**{name: n for name, n in steps.items() if n is not None})
    if arguments.save_every is not None:
        given["save_every"] = arguments.save_every
    return replace(config, preset=sizes, **given)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if "none" in names and len(names) > 1:
        raise WrongUseError(f"--discriminators {text}: none stands alone")
    return () if names == ("none",) else names


def _ending(run: "Run") -> str:
    reasons = {
        "finished": "finished",
        "time": "the time is up; go on with --resume",
        "interrupted": "stopped; go on with --resume",
    }
    skipped = {name: count for name, count in run.skipped_batches.items() if count}
    note = f" · skipped batches that were not finite: {skipped}" if skipped else ""
    return f"{run.folder}: step {run.step}, {reasons[run.stopped]}{note}"


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = math.nan
    if not 0 < minutes < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes above 0")
    return minutes
