"""``course bench gan``: what each discriminator costs in the small GAN, and how costs grow."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from course_lib.cli.arguments import Commands, positive_int
from course_lib.cli.errors import UsageError


def add_command(commands: Commands) -> None:
    """Add ``bench gan`` to the parser."""
    bench = commands.add_parser("bench gan", help="measure what each discriminator costs a step")
    bench.add_argument("--rounds", type=positive_int, default=7, help="timed steps of each (7)")
    bench.add_argument("--growth", action="store_true", help="against batch, length and periods")
    bench.add_argument("--figure", metavar="PNG", help="with --growth: draw it, too")
    bench.add_argument("--json", action="store_true", help="print JSON for a machine")
    bench.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.figure and not arguments.growth:
        raise UsageError("--figure draws how costs grow: add --growth.")
    from course_lib.gan.experiments.speed import gan_step
    from course_lib.gan.experiments.speed.step_bench import machine
    from course_lib.gan.training.thread_count import computing_with

    with computing_with(1):
        if arguments.growth:
            rows = gan_step.growth(arguments.rounds)
            text = gan_step.growth_table(rows)
            data: object = rows
            if arguments.figure:
                from course_lib.gan.experiments.speed.growth_figure import growth_figure

                growth_figure(rows).savefig(Path(arguments.figure), dpi=100)
        else:
            costs = gan_step.step_costs(arguments.rounds)
            text = gan_step.cost_table(costs)
            data = {name: asdict(cost) for name, cost in costs.items()}
    if arguments.json:
        print(json.dumps({"machine": machine(), "result": data}, indent=2))
    else:
        print(f"{text}\n\n{machine()}, 1 thread")
    return 0
