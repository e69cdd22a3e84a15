"""Check the package on a CUDA machine, and print one table for docs/performance.md.

    python scripts/gpu_check.py                         about six minutes on a GPU
    python scripts/gpu_check.py --device cpu --quick    the same path on a CPU, on a small scale

It trains in a temporary folder and changes nothing else, except that `course bench step` downloads
AudioCraft's modules into the user's cache once. A check that raises is reported as failed; the
others still run. The exit code is 1 if one failed.
"""

import argparse
import copy
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from course_lib import check_contract, create
from course_lib.discriminators.registry import example_options, get
from course_lib.gan.experiments.speed import StepBench, bench_steps, table
from course_lib.gan.experiments.speed.step_bench import FAMILIES, machine
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import Preset, preset
from course_lib.gan.training.trainer import train

# A GPU adds in another order than a CPU: float32 has 24 bits, and sums have thousands of terms.
TOLERANCE = 1e-3
Check = Callable[[torch.device, bool, Path], str]


def contract(device: torch.device, quick: bool, folder: Path) -> str:
    """Run the contract kit on each family."""
    for family in FAMILIES[-1:] if quick else FAMILIES:
        report = check_contract(create(family, **example_options(get(family))).to(device))
        if not report.ok:
            raise RuntimeError(f"{family}: {report}")
    return "no fault"


def agreement(device: torch.device, quick: bool, folder: Path) -> str:
    """Compare outputs and input gradients with those of the CPU in float64."""
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    largest = 0.0
    for family in FAMILIES:
        torch.manual_seed(0)
        here = create(family, **example_options(get(family)))
        wave = 0.1 * torch.randn(2, 1, 4000)
        sides = []
        for discriminator, input in (
            (copy.deepcopy(here).to(device), wave.to(device)),
            (here.double(), wave.double()),
        ):
            input = input.detach().requires_grad_(True)
            logits, fmaps = discriminator(input)
            squares = [fmap.square().mean() for maps in fmaps for fmap in maps]
            torch.autograd.backward(torch.stack(squares).sum())
            sides.append([x.detach().cpu().double() for x in (*logits, input.grad)])
        for one, other in zip(*sides, strict=True):
            largest = max(largest, float((one - other).abs().max() / other.abs().max()))
    if largest > TOLERANCE:
        raise RuntimeError(f"differs by {largest:.1e} of the largest value")
    return f"within {largest:.0e} of the largest value"


def resume(device: torch.device, quick: bool, folder: Path) -> str:
    """Stop a run, resume it, and compare it with one that never stopped."""
    sizes = preset("tiny").replace(warm_steps=4, steps=4, warm_rise=1)
    config = TrainConfig(preset=sizes, discriminators=("msstftd",), log_every=1, shares_every=0)
    whole = train(config, folder / "whole", device=device.type)
    train(config, folder / "parts", device=device.type, minutes=1e-9)
    parts = train(config, folder / "parts", device=device.type, resume=True)
    ends = [run.history[-1]["recon"] for run in (whole, parts)]
    if abs(ends[0] - ends[1]) > TOLERANCE * abs(ends[0]):
        raise RuntimeError(f"the last reconstruction losses are {ends[0]} and {ends[1]}")
    return f"step {parts.step}, last losses {ends[0]:.6f} and {ends[1]:.6f}"


def training(device: torch.device, quick: bool, folder: Path) -> str:
    """Train against all discriminators: preset ``small`` for two minutes."""
    sizes: Preset = preset("tiny" if quick else "small")
    sizes = sizes.replace(warm_steps=3 if quick else 200)
    config = TrainConfig(preset=sizes, log_every=1)
    began = time.monotonic()
    run = train(config, folder / "small", device=device.type, minutes=0.1 if quick else 2.0)
    if any(run.skipped_batches.values()):
        raise RuntimeError(f"skipped batches: {run.skipped_batches}")
    taken = 1000 * run.seconds / max(1, run.step)
    return (
        f"{sizes.name}: {run.step} steps in {time.monotonic() - began:.0f} s, {taken:.0f} ms each"
    )


CHECKS: dict[str, Check] = {
    "contract": contract,
    "same as the CPU": agreement,
    "resume": resume,
    "training": training,
}


def benches(device: torch.device, quick: bool) -> dict[str, StepBench]:
    """Return the comparisons, by title."""
    if quick:
        return {"float32": StepBench(("msstftd",), samples=4000, pairs=1, device=device.type)}
    plain = StepBench(batch=16, device=device.type)
    half = replace(plain, precision="bfloat16")
    return {
        "float32": plain,
        "bfloat16 and compiled, against eager float32": replace(
            half, reference_precision="float32", compiled=True
        ),
        "bfloat16 on both sides": half,
    }


def main() -> int:
    """Run all checks and print the table."""
    parser = argparse.ArgumentParser(description="Check the package on a CUDA machine.")
    parser.add_argument("--device", default="cuda", choices=["cuda", "cpu"])
    parser.add_argument("--quick", action="store_true", help="a dry run on a small scale")
    words = parser.parse_args()
    if words.device == "cuda" and not torch.cuda.is_available():
        print("PyTorch finds no GPU. For a dry run: --device cpu --quick", file=sys.stderr)
        return 2
    device, failed = torch.device(words.device), False
    print(f"{machine()}\n\n| check | result |\n|---|---|")
    with tempfile.TemporaryDirectory(prefix="gpu-check-") as folder:
        for name, check in CHECKS.items():
            try:
                result = check(device, words.quick, Path(folder))
            except Exception:  # the other checks still run
                failed, result = True, f"FAILED: {traceback.format_exc().splitlines()[-1]}"
            print(f"| {name} | {result} |", flush=True)
    for title, bench in benches(device, words.quick).items():
        print(f"\n{title}, [{bench.batch}, 1, {bench.samples}]:\n", flush=True)
        print(table(bench_steps(bench)["rows"], bench.reference), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
