"""Read and write the folder of an ablation.

runs/ablation/plan.json            what to run
runs/ablation/seed-0/warm/         a training run, as `course train` makes them
runs/ablation/seed-0/msstftd/      another one, branched from it, with two more files:
    cost.json                      the time that it took, over all its sessions, and its weights
    scores.json                    every metric on every clip; written last
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from course_lib.atomic import write_file
from course_lib.gan.experiments.ablation.plan import AblationPlan
from course_lib.gan.training.presets import Preset

PLAN, WARM, COST, SCORES = "plan.json", "warm", "cost.json", "scores.json"


def read_plan(folder: Path) -> AblationPlan:
    """Read the plan of an ablation.

    Raises:
        ValueError: The folder has no ablation in it, or its plan is damaged.
    """
    try:
        values = json.loads((folder / PLAN).read_bytes())
        return AblationPlan(
            Preset.from_dict(values["preset"]),
            tuple(values["modes"]),
            tuple(values["seeds"]),
            values["data"],
        )
    except FileNotFoundError as error:
        raise ValueError(f"{folder} is not the folder of an ablation: it has no {PLAN}.") from error
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{folder / PLAN} is damaged: {error}.") from error


def run_folder(folder: Path, seed: int, mode: str) -> Path:
    """Return the folder of one run."""
    return folder / f"seed-{seed}" / mode


def read_cost(run: Path) -> dict[str, Any]:
    """Read the cost of a run: "cpu_seconds", "seconds", "sessions" and "weights".

    The weights are those of its discriminators. Runs of earlier versions don't have them.
    """
    cost: dict[str, Any] = json.loads((run / COST).read_bytes())
    return cost


def write_plan(plan: AblationPlan, folder: Path, resume: bool) -> None:
    """Write the plan into the folder of an ablation, which is created if needed.

    Args:
        plan: What to run.
        folder: The folder of the ablation.
        resume: Whether the folder may contain the same ablation already. The modes and seeds of
            both plans are then combined.

    Raises:
        ValueError: The folder contains an ablation, and ``resume`` is false or it is another one.
    """
    plan = combined(plan, folder, resume)
    folder.mkdir(parents=True, exist_ok=True)
    values = {
        "preset": plan.preset.to_dict(),
        "modes": plan.modes,
        "seeds": plan.seeds,
        "data": plan.data,
    }
    write_file(folder / PLAN, json.dumps(values, indent=1).encode())


def combined(plan: AblationPlan, folder: Path, resume: bool) -> AblationPlan:
    """Return a plan together with the one that a folder contains already, if it does.

    Args:
        plan: What to run.
        folder: The folder of the ablation.
        resume: Whether the folder may contain the same ablation already.

    Raises:
        ValueError: The folder contains an ablation, and ``resume`` is false or it is another one.
    """
    if not (folder / PLAN).is_file():
        return plan
    if not resume:
        raise ValueError(f"{folder} contains an ablation: resume it, or choose another folder.")
    before = read_plan(folder)
    preset = _with_what_else(plan.preset, before.preset)
    if (_with_what_else(before.preset, plan.preset), before.data) != (preset, plan.data):
        changed = _changes(before, plan) or ["the steps differ"]
        raise ValueError(f"{folder} contains another ablation: {'; '.join(changed)}.")
    return replace(
        plan,
        preset=preset,
        modes=tuple(dict.fromkeys([*before.modes, *plan.modes])),
        seeds=tuple(dict.fromkeys([*before.seeds, *plan.seeds])),
    )


def _with_what_else(preset: Preset, other: Preset) -> Preset:
    """Return a preset with the discriminators that only another preset describes."""
    return preset.replace(
        discriminators={**other.discriminators, **preset.discriminators},
        families={**other.families, **preset.families},
    )


def _changes(before: AblationPlan, plan: AblationPlan) -> list[str]:
    mine, others = before.preset.discriminators, plan.preset.discriminators
    options = [
        f"the options of {name} are {dict(mine[name])} there and {dict(others[name])} here"
        for name in mine
        if name in others and mine[name] != others[name]
    ]
    return before.warm_up(0).differences(plan.warm_up(0)) + options


def last_step(run: Path) -> int | None:
    """Return the number of steps that a run has taken, or None if it has not started."""
    try:
        return int(json.loads((run / "run.json").read_bytes())["step"])
    except (OSError, ValueError, KeyError):
        return None
