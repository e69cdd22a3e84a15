"""What a discriminator costs in the small GAN, and how the cost of a step grows.

ratio     seconds of a whole training step / seconds of the generator's own step;
          and the same of floating-point operations, which doesn't depend on the code's speed
growth    seconds and memory of one discriminator step, against one size at a time
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from course_lib.discriminators.registry import example_options, get
from course_lib.gan.experiments.speed.timed_discriminators import TimedDiscriminator, ours
from course_lib.gan.experiments.speed.timing import Job, peak_memory, seconds
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import preset
from course_lib.gan.training.step import train_step
from course_lib.gan.training.train_state import new_state

CPU = torch.device("cpu")
RUNS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "mpd": ("mpd",),
    "msd": ("msd",),
    "msstftd": ("msstftd",),
    "all three": ("mpd", "msd", "msstftd"),
}
BATCHES = (1, 2, 4, 8)
LENGTHS = (4000, 8000, 16_000, 32_000)
COPIES = (1, 2, 4)


@dataclass(frozen=True)
class StepCost:
    """What one training step costs."""

    seconds: float
    flops: int  # of matrix products and convolutions, forward and backward, without FFTs


def step_costs(rounds: int, name: str = "tiny") -> dict[str, StepCost]:
    """Return the CPU seconds and the operations of a step by discriminators; "none" has none.

    Args:
        rounds: How often each is timed; they take turns.
        name: The name of the preset.
    """
    sizes = preset(name).replace(warm_steps=0)
    rng = torch.Generator().manual_seed(0)
    real = 0.1 * torch.randn(sizes.batch, 1, sizes.segment, generator=rng)
    jobs: dict[str, Job] = {}
    for title, names in RUNS.items():
        state = new_state(TrainConfig(preset=sizes, discriminators=names, shares_every=0))
        jobs[title] = partial(train_step, state, real)
    times = _take_turns(jobs, rounds)
    return {title: StepCost(times[title], _flops(job)) for title, job in jobs.items()}


def growth(rounds: int, family: str = "mpd") -> list[dict[str, Any]]:
    """Return the cost of a discriminator step against the batch, the length and the copies.

    Args:
        rounds: How often each size is timed; the sizes take turns.
        family: The name of the discriminator, at the size of its registered example.
    """
    options = example_options(get(family))
    few = {"periods": (3,)} if family == "mpd" else {}
    cases: dict[tuple[str, int], TimedDiscriminator] = {}
    for batch in BATCHES:
        cases["batch", batch] = _timed(family, options, batch, 8000)
    for length in LENGTHS:
        cases["samples", length] = _timed(family, options, 2, length)
    for copies in COPIES if few else ():
        periods = few["periods"] * copies
        cases["periods", copies] = _timed(family, {**options, "periods": periods}, 2, 8000)
    jobs = {case: timed.discriminator_step for case, timed in cases.items()}
    times = _take_turns(jobs, rounds)
    return [
        {"axis": axis, "size": size, "seconds": times[axis, size], "bytes": peak_memory(job, CPU)}
        for (axis, size), job in jobs.items()
    ]


def _timed(family: str, options: Mapping[str, Any], batch: int, samples: int) -> TimedDiscriminator:
    rng = torch.Generator().manual_seed(1)
    fake, real = 0.1 * torch.randn(2, batch, 1, samples, generator=rng)
    return TimedDiscriminator(ours(family, options), fake, real, None)


def _flops(job: Job) -> int:
    with FlopCounterMode(display=False) as counter:
        job()
    return int(counter.get_total_flops())


def _take_turns(jobs: Mapping[Any, Job], rounds: int) -> dict[Any, float]:
    """Return the median seconds of each job."""
    for job in jobs.values():
        job()
    taken: dict[Any, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            taken[name].append(seconds(job, CPU))
    return {name: median(times) for name, times in taken.items()}


def cost_table(costs: Mapping[str, StepCost]) -> str:
    """Return the result of `step_costs` as a Markdown table."""
    lines = ["| discriminators | ms a step | × the generator alone | GFLOP | × the generator's |"]
    lines += ["|---|---|---|---|---|"]
    alone = costs["none"]
    for name, cost in costs.items():
        time = f"{1000 * cost.seconds:.1f} | {cost.seconds / alone.seconds:.2f}"
        lines.append(
            f"| {name} | {time} | {cost.flops / 1e9:.2f} | {cost.flops / alone.flops:.2f} |"
        )
    return "\n".join(lines)


def growth_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the result of `growth` as a Markdown table."""
    lines = ["| axis | size | ms | MB |", "|---|---|---|---|"]
    for row in rows:
        cost = f"{1000 * row['seconds']:.1f} | {row['bytes'] / 1e6:.2f}"
        lines.append(f"| {row['axis']} | {row['size']} | {cost} |")
    return "\n".join(lines)
