"""Compare a training step of our discriminators with that of the published ones.

D step    update the discriminator once
G step    the generator's losses, and their gradient at its sound
whole     both
"""

import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

import torch
from torch import nn

from course_lib.gan.experiments.speed import references, timed_discriminators
from course_lib.gan.experiments.speed.timed_discriminators import TimedDiscriminator
from course_lib.gan.experiments.speed.timing import (
    Pairs,
    count_flops,
    matmul_peak,
    peak_memory,
    time_pairs,
)
from course_lib.pypi_downloads import default_cache

FAMILIES = ("mpd", "msd", "msstftd")
# Which families a reference has with the same architecture as ours.
REFERENCES: Mapping[str, Sequence[str]] = {
    "audiocraft": FAMILIES,
    "encodec": ("msstftd",),
    "dac": ("mpd",),
    "vocos": ("mpd",),
}
# Each gradient, of an input or of a weight, costs about as much as a forward pass.
_G_FORWARDS = 3  # fake and real, and the gradient at the fake sound
_D_FORWARDS = 6  # fake and real, each with the gradients of inputs and weights
PRECISIONS: Mapping[str, torch.dtype | None] = {
    "float32": None,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}


@dataclass(frozen=True)
class StepBench:
    """What to measure."""

    families: tuple[str, ...] = FAMILIES
    reference: str = "audiocraft"
    batch: int = 1
    samples: int = 16_000
    pairs: int = 5
    precision: str = "float32"  # ours; the reference's, too, unless its own is given
    reference_precision: str | None = None
    compiled: bool = False  # ours; the reference stays eager
    threads: int = 1
    device: str = "cpu"


@dataclass(frozen=True)
class Row:
    """One line of the table; times in seconds, memory in bytes."""

    family: str
    part: str
    ours: float
    theirs: float
    ratio: float
    interval: tuple[float, float]
    memory: tuple[int, int] | None = None  # ours and theirs
    share_of_peak: tuple[float, float] | None = None
    difference: float | None = None  # the largest, relative to the largest value


def bench_steps(
    bench: StepBench, cache: Path | None = None, notify: Callable[[Row], object] = lambda row: None
) -> dict[str, Any]:
    """Return the rows and the circumstances, as plain data.

    Args:
        bench: What to measure.
        cache: The folder of the downloaded references; the user's cache by default.
        notify: A function that is called with each row as soon as it is there.

    Raises:
        ValueError: The reference doesn't have one of the families.
        UnavailableReferenceError: The reference can't be downloaded.
    """
    missing = [name for name in bench.families if name not in REFERENCES[bench.reference]]
    if missing:
        known = ", ".join(REFERENCES[bench.reference])
        raise ValueError(f"{bench.reference} has no {missing[0]} like ours. It has: {known}.")
    before = torch.get_num_threads()
    torch.set_num_threads(bench.threads)
    try:
        return _bench(bench, _modules(bench.reference, cache or default_cache()), notify)
    finally:
        torch.set_num_threads(before)


def _bench(
    bench: StepBench, modules: Mapping[str, ModuleType], notify: Callable[[Row], object]
) -> dict[str, Any]:
    peak = matmul_peak(torch.device(bench.device), PRECISIONS[bench.precision] or torch.float32)
    rows: list[Row] = []
    totals: list[Pairs] = []

    def add(row: Row) -> None:
        rows.append(row)
        notify(row)

    for family in bench.families:
        halves = []
        for row, times in _half_steps(bench, family, modules, peak):
            halves.append(times)
            add(row)
        totals.append(halves[0] + halves[1])
        add(_row(family, "whole", totals[-1]))
    if len(totals) > 1:
        together = totals[0]
        for total in totals[1:]:
            together += total
        add(_row("all", "whole", together))
    return {
        "bench": asdict(bench),
        "machine": machine(),
        "peak": peak,
        "rows": [*map(asdict, rows)],
    }


def _half_steps(
    bench: StepBench, family: str, modules: Mapping[str, ModuleType], peak: float
) -> Iterator[tuple[Row, Pairs]]:
    """Yield the G step and the D step of a family, as rows and with all times."""
    device = torch.device(bench.device)
    ours, theirs = _sides(bench, family, modules)
    differences = _differences(ours, theirs) if bench.reference == "audiocraft" else {}
    forward = count_flops(theirs.forward)
    for part, mine, others, forwards in (
        ("G step", ours.generator_step, theirs.generator_step, _G_FORWARDS),
        ("D step", ours.discriminator_step, theirs.discriminator_step, _D_FORWARDS),
    ):
        times = time_pairs(mine, others, bench.pairs, device)
        at_peak = forward * forwards / peak  # seconds
        row = _row(
            family,
            part,
            times,
            memory=(peak_memory(mine, device), peak_memory(others, device)),
            share_of_peak=(at_peak / median(times.ours), at_peak / median(times.theirs)),
            difference=differences.get(part),
        )
        yield row, times


def _sides(
    bench: StepBench, family: str, modules: Mapping[str, ModuleType]
) -> tuple[TimedDiscriminator, TimedDiscriminator]:
    device = torch.device(bench.device)
    rng = torch.Generator().manual_seed(1)
    shape = (2, bench.batch, 1, bench.samples)
    fake, real = (0.1 * torch.randn(shape, generator=rng)).to(device)
    options: dict[str, Any] = dict(timed_discriminators.SAME_AS_AUDIOCRAFT[family])
    if bench.reference in ("dac", "vocos"):
        options["activation_params"] = {"negative_slope": 0.1}
    precision = bench.reference_precision or bench.precision
    mine = _on(device, timed_discriminators.ours(family, options))
    if bench.compiled:
        # One graph for each sub-discriminator and kind of call. By default torch gives up after 8
        # graphs of a class and runs the others eagerly.
        torch._dynamo.config.recompile_limit = 64
        for sub in mine.get_submodule("adversary.discriminators").children():
            sub.compile()
    others = _on(device, timed_discriminators.theirs(family, bench.reference, modules))
    return (
        TimedDiscriminator(mine, fake, real, PRECISIONS[bench.precision]),
        TimedDiscriminator(others, fake, real, PRECISIONS[precision]),
    )


def _on(device: torch.device, adversarial: nn.Module) -> nn.Module:
    # Parameters stay the same objects, so the optimiser keeps them.
    return adversarial.to(device)


def _row(family: str, part: str, times: Pairs, **more: Any) -> Row:  # noqa: ANN401 (Row has the types)
    return Row(
        family, part, median(times.ours), median(times.theirs), times.ratio, times.interval, **more
    )


def _differences(ours: TimedDiscriminator, theirs: TimedDiscriminator) -> dict[str, float]:
    """Return how far both sides are apart, whose weights are the same before the first step.

    For the G step, that is the gradient at the sound. For the D step, it is the gradient of the
    weights, or the loss if that is further apart.
    """
    of_sound = _difference(ours.generator_step(), theirs.generator_step())
    of_loss = _difference(ours.discriminator_step(), theirs.discriminator_step())
    of_weights = _difference(ours.gradients(), theirs.gradients())
    return {"G step": of_sound, "D step": max(of_loss, of_weights)}


def _difference(one: torch.Tensor, other: torch.Tensor) -> float:
    """Return the largest difference, relative to the largest value."""
    return float((one - other).abs().max() / other.abs().max())


def _modules(reference: str, cache: Path) -> dict[str, ModuleType]:
    names = dict.fromkeys(["audiocraft", reference])  # its losses train each of them
    return {name: references.LOADERS[name](cache) for name in names}


def machine() -> dict[str, Any]:
    """Return where and in which circumstances this was measured."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "torch": torch.__version__,
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def table(rows: Iterable[Mapping[str, Any]], reference: str) -> str:
    """Return rows as a Markdown table.

    Args:
        rows: The rows of `bench_steps`.
        reference: The name of the other side.
    """
    lines = [
        f"| | part | {reference}, s | ours, s | times faster | MB, ours / theirs "
        "| share of matmul peak | differs by |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        low, high = row["interval"]
        memory = share = differs = ""
        if row["memory"]:
            mine, others = row["memory"]
            memory = f"{mine / 1e6:.0f} / {others / 1e6:.0f} = {mine / others:.2f}"
        if row["share_of_peak"]:
            share = " / ".join(f"{value:.2f}" for value in row["share_of_peak"])
        if row["difference"] is not None:
            differs = f"{row['difference']:.0e}"
        lines.append(
            f"| {row['family']} | {row['part']} | {row['theirs']:.3f} | {row['ours']:.3f} "
            f"| **{row['ratio']:.2f}** ({low:.2f}–{high:.2f}) | {memory} | {share} | {differs} |"
        )
    return "\n".join(lines)
