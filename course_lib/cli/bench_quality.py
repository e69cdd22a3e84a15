"""``course bench quality``: seconds of training until the buzz has faded, by recipe."""

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from course_lib.cli.arguments import Commands, positive_int
from course_lib.cli.errors import UsageError


def add_command(commands: Commands) -> None:
    """Add ``bench quality`` to the parser."""
    bench = commands.add_parser("bench quality", help="seconds until the buzz fades, by recipe")
    bench.add_argument("--seeds", type=positive_int, default=3, help="number of seeds (3)")
    bench.add_argument("--fall", type=float, default=4.0, metavar="DB", help="of the comb (4)")
    bench.add_argument("--limit", type=float, default=600.0, metavar="SECONDS", help="a run (600)")
    bench.add_argument(
        "--branch", type=Path, metavar="RUN", help="start from this warm-up (makes its own)"
    )
    bench.add_argument("--json", action="store_true", help="print JSON for a machine")
    bench.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.gan.experiments.speed.quality_bench import summary
    from course_lib.gan.experiments.speed.step_bench import machine
    from course_lib.gan.training.checkpoints import CheckpointError

    try:
        with TemporaryDirectory(prefix="course-quality-") as folder:
            rows = _measure(arguments, Path(folder))
    except (CheckpointError, ValueError) as error:
        raise UsageError(error) from error
    if arguments.json:
        print(json.dumps({"machine": machine(), "result": rows}, indent=2))
    else:
        print(f"{summary(rows)}\n\n{machine()}, 1 thread")
    return 0


def _measure(arguments: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    from course_lib.gan.experiments.speed import quality_bench
    from course_lib.gan.training.config import TrainConfig
    from course_lib.gan.training.presets import TINY
    from course_lib.gan.training.trainer import train

    def notify(line: str) -> None:
        if not arguments.json:
            print(line, flush=True)

    warm_up = arguments.branch
    if warm_up is None:
        notify("Warming up, two to five minutes ...")
        warm_up = folder / "warm-up"
        alone = TrainConfig(preset=TINY.replace(steps=0), discriminators=())
        train(alone, warm_up, device="cpu", threads=1)
    bench = quality_bench.QualityBench(
        warm_up, seeds=range(arguments.seeds), fall_db=arguments.fall, limit=arguments.limit
    )
    return quality_bench.time_to_quality(bench, folder, notify)
