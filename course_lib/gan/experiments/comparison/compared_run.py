"""Measure one run on the clips that all runs of a comparison share."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from course_lib.gan.data import Clips
from course_lib.gan.metrics import evaluate
from course_lib.gan.training.run_json import Run

BATCH = 6  # clips that the generator processes at a time
Curve = list[tuple[int, float]]  # (step, value)


@dataclass(frozen=True, eq=False)
class ComparedRun:
    """One run of a comparison: its choices, its scores, and its sounds."""

    name: str  # no other run of the comparison has it
    about: str  # its choices, in one line
    scores: Mapping[str, float]  # by the name of the metric
    estimates: Tensor  # [clips, 1, time]
    curves: Mapping[str, Curve]  # what was measured during training
    warm_steps: int  # the step at which the discriminators joined


@torch.no_grad()
def measure_run(name: str, run: Run, clips: Clips) -> ComparedRun:
    """Let the generator of a run reconstruct clips, and measure the result.

    Args:
        name: A name that no other run of the comparison has.
        run: The run to measure.
        clips: The clips to reconstruct, at the sample rate of the run.

    Raises:
        ValueError: The run has another sample rate, or its generator returns NaN or infinity.
    """
    preset = run.config["preset"]
    if preset["sample_rate"] != clips.sample_rate:
        raise ValueError(
            f"{name} works at {preset['sample_rate']} Hz and the clips are at {clips.sample_rate} "
            "Hz: compare runs with the same sample rate."
        )
    generator = run.generator()
    estimates = torch.cat([generator(waves) for waves in torch.split(clips.waves, BATCH)])
    try:
        scores = evaluate(clips, estimates, hop_length=generator.options.hop_length)
    except ValueError as error:
        raise ValueError(f"{name} cannot be measured: {error}") from error
    measured = sorted({key for line in run.history for key in line} - {"step", "seconds"})
    curves = {key: run.curve(key) for key in measured}
    return ComparedRun(name, _about(run), scores, estimates, curves, int(preset["warm_steps"]))


def _about(run: Run) -> str:
    config = run.config
    discriminators = ", ".join(config["discriminators"]) or "no discriminators"
    facts = [f"preset {config['preset']['name']}", discriminators, f"seed {config['seed']}"]
    if config["preset"].get("generator", "stft") != "stft":
        facts.insert(1, f"{config['preset']['generator']} generator")
    if config["discriminators"] and config["mode"] != "weights":
        facts.append(f"mode {config['mode']}")
    if config["terms"] != "both":
        facts.append(f"{config['terms']} alone")
    return ", ".join([*facts, f"step {run.step}", f"{run.seconds:.0f} s of training"])
