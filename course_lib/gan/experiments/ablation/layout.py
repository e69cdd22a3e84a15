"""Read and write the folder of an ablation.

runs/ablation/plan.json            what to run
runs/ablation/seed-0/warm/         a training run, as `course train` makes them
runs/ablation/seed-0/msstftd/      another one, branched from it, with two more files:
    cost.json                      the time that it took, over all its sessions
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
    """Read the cost of a run: "cpu_seconds", "seconds" and "sessions"."""
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
    if (folder / PLAN).is_file():
        if not resume:
            raise ValueError(f"{folder} contains an ablation: resume it, or choose another folder.")
        before = read_plan(folder)
        if (before.preset, before.data) != (plan.preset, plan.data):
            changed = before.warm_up(0).differences(plan.warm_up(0)) or ["the steps differ"]
            raise ValueError(f"{folder} contains another ablation: {'; '.join(changed)}.")
        plan = replace(
            plan,
            modes=tuple(dict.fromkeys([*before.modes, *plan.modes])),
            seeds=tuple(dict.fromkeys([*before.seeds, *plan.seeds])),
        )
    folder.mkdir(parents=True, exist_ok=True)
    values = {
        "preset": plan.preset.to_dict(),
        "modes": plan.modes,
        "seeds": plan.seeds,
        "data": plan.data,
    }
    write_file(folder / PLAN, json.dumps(values, indent=1).encode())


def last_step(run: Path) -> int | None:
    """Return the number of steps that a run has taken, or None if it has not started."""
    try:
        return int(json.loads((run / "run.json").read_bytes())["step"])
    except (OSError, ValueError, KeyError):
        return None
