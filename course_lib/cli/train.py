"""``course train``: train the small GAN, and stop, resume or watch it from a terminal."""

import argparse
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_lib.cli.arguments import Commands, positive_float, split_list
from course_lib.cli.errors import UsageError, notices_of_unusable_files, write_notice
from course_lib.cli.option_sets import add_options_argument, read_names, with_option_sets

if TYPE_CHECKING:
    from course_lib.gan.training.config import TrainConfig
    from course_lib.gan.training.presets import Preset
    from course_lib.gan.training.run_json import Run

# A resumed run takes these from its checkpoint instead, unless a flag is given again.
DEFAULTS: dict[str, Any] = {
    "preset": "tiny",
    "discriminators": "mpd,msd,msstftd",
    "mode": "weights",
    "terms": "both",
    "generator": "stft",
    "loss": "hinge",
    "relativistic": False,
    "reduction": "mean",
    "penalty": "none",
    "penalty_weight": 100.0,
    "d_clip": None,
    "frozen": "",
    "seed": 0,
    "data": "synthetic",
}
EPILOG = """
Ctrl-C stops after the current step and loses nothing; --resume continues from there.
Several GPUs: torchrun --nproc-per-node 4 -m course_lib train ... Ctrl-C loses nothing there either;
the long traceback that follows is torchrun's own.
"""


def add_command(commands: Commands) -> None:
    """Add ``train`` to the parser."""
    train = commands.add_parser("train", help="train the small GAN", epilog=EPILOG)
    train.add_argument(
        "--out", required=True, type=Path, metavar="FOLDER", help="folder of the run"
    )
    train.add_argument("--preset", help="tiny, small or full; tiny if left out")
    train.add_argument(
        "--discriminators",
        metavar="A,B",
        help='names from `course list`, or none; or variants such as wide=mpd:{"filters":16}',
    )
    add_options_argument(train)
    train.add_argument("--mode", help="how losses are combined: weights, balancer or adaptive")
    train.add_argument("--terms", help="losses of the generator: both, adv or feat")
    _add_losses(train)
    train.add_argument("--generator", help="stft or waveform; stft if left out")
    train.add_argument("--seed", type=int)
    train.add_argument(
        "--data", metavar="PLACE", help="folder or file of recordings; synthetic if left out"
    )
    train.add_argument("--warm-steps", type=int, metavar="N", help="steps without discriminators")
    train.add_argument("--steps", type=int, metavar="N", help="steps against discriminators")
    train.add_argument("--minutes", type=positive_float, help="stop after this time")
    train.add_argument("--save-every", type=int, metavar="N", help="steps between checkpoints")
    train.add_argument("--device", default="auto", help="auto, cpu or cuda")
    train.add_argument(
        "--threads", type=int, metavar="N", help="CPU threads; if left out, 1 for tiny on a CPU"
    )
    start = train.add_mutually_exclusive_group()
    start.add_argument("--resume", action="store_true", help="continue a run that stopped")
    start.add_argument("--branch", type=Path, metavar="RUN", help="start at the end of its warm-up")
    train.set_defaults(run=_run)


def _add_losses(train: argparse.ArgumentParser) -> None:
    losses = train.add_argument_group("losses")
    losses.add_argument("--loss", help="hinge, hinge2 or mse (LSGAN); hinge if left out")
    losses.add_argument(
        "--relativistic",
        action="store_true",
        default=None,
        help="score each fake against the real sound beside it",
    )
    losses.add_argument("--reduction", help="mean, or sum to add up losses as HiFi-GAN does")
    losses.add_argument("--penalty", help="on the discriminators' slope: none, r1 or gp")
    losses.add_argument(
        "--penalty-weight", type=positive_float, metavar="W", help="100 if left out"
    )
    losses.add_argument(
        "--d-clip", type=positive_float, metavar="NORM", help="clip the discriminators' gradients"
    )
    losses.add_argument("--frozen", metavar="A,B", help="discriminators that are never updated")


def _run(arguments: argparse.Namespace) -> int:
    # imported late: they need torch
    from course_lib.gan.training.checkpoints import SaveError
    from course_lib.gan.training.progress_line import ProgressLine, SampleFiles
    from course_lib.gan.training.trainer import TrainingError, train

    prints = os.environ.get("RANK", "0") == "0"  # of several processes, only the first one
    try:
        config = _config(arguments)
        line = ProgressLine(config)
        with closing(line), notices_of_unusable_files("train", write=prints):
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
        write_notice("train", str(error))
        return 1
    except (LookupError, TypeError, ValueError) as error:
        raise UsageError(error) from error
    if prints:
        print(_result_line(run))
    return 1 if run.stopped == "interrupted" else 0


def _config(arguments: argparse.Namespace) -> "TrainConfig":
    """Return the configuration: defaults and flags, or the saved one and flags when resuming."""
    from dataclasses import replace

    from course_lib.gan.training.checkpoints import load_checkpoint
    from course_lib.gan.training.config import TrainConfig
    from course_lib.gan.training.presets import preset

    given = {n: getattr(arguments, n) for n in DEFAULTS if getattr(arguments, n) is not None}
    if arguments.resume:
        config = load_checkpoint(arguments.out).config
        sizes = config.preset
        if given.pop("preset", sizes.name) != sizes.name:
            raise UsageError(
                f"the run in {arguments.out} has preset {sizes.name}, not {arguments.preset}: "
                "leave --preset out, or choose another --out"
            )
    else:
        given = {**DEFAULTS, **given}
        config, sizes = TrainConfig(), preset(given.pop("preset"))
        if arguments.branch is not None:
            sizes = _sizes_of_branch(arguments)
    steps = {n: getattr(arguments, n) for n in ("steps", "warm_steps")}
    sizes = sizes.replace(**{name: n for name, n in steps.items() if n is not None})
    if "frozen" in given:
        given["frozen"] = split_list(given["frozen"])
    if "generator" in given:
        sizes = sizes.replace(generator=given["generator"])
    if "discriminators" in given:
        given["discriminators"], sizes = _discriminators(given["discriminators"], sizes)
    sizes = with_option_sets(sizes, arguments.options)
    if arguments.save_every is not None:
        given["save_every"] = arguments.save_every
    return replace(config, preset=sizes, **given)


def _sizes_of_branch(arguments: argparse.Namespace) -> "Preset":
    """Return the preset of the run to branch from, with a warm-up as long as it had."""
    from course_lib.gan.training.checkpoints import load_checkpoint
    from course_lib.gan.training.presets import preset

    theirs = load_checkpoint(arguments.branch).config.preset
    return preset(arguments.preset or theirs.name).replace(warm_steps=theirs.warm_steps)


def _discriminators(text: str, sizes: "Preset") -> tuple[tuple[str, ...], "Preset"]:
    names, sizes = read_names(text, sizes)
    if "none" in names and len(names) > 1:
        raise UsageError(f"--discriminators must be none or names, got {text}")
    return () if names == ("none",) else names, sizes


def _result_line(run: "Run") -> str:
    reasons = {
        "finished": "finished",
        "time": "the time is up; continue with course train --resume",
        "interrupted": "stopped; continue with course train --resume",
    }
    skipped = {name: count for name, count in run.skipped_batches.items() if count}
    note = f" · skipped batches that were not finite: {skipped}" if skipped else ""
    return f"{run.folder}: step {run.step}, {reasons[run.stopped]}{note}"
