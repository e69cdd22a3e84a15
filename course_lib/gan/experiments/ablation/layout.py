"""Where an ablation keeps what, and how to read it.

runs/ablation/plan.json            what is to be run
runs/ablation/seed-0/warm/         a training run, as `course train` makes them
runs/ablation/seed-0/msstftd/      likewise, branched from it, with two more files:
    cost.json                      computing time, over all its sessions
    scores.json                    every metric of every clip; written last
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from course_lib.atomic import write_file
from course_lib.gan.experiments.ablation.plan import Plan
from course_lib.gan.training.presets import Preset

PLAN, WARM, COST, SCORES = "plan.json", "warm", "cost.json", "scores.json"


def read_plan(folder: Path) -> Plan:
    """Read what an ablation was to run.

    Raises:
        ValueError: the folder holds no ablation.
    """
    try:
        values = json.loads((folder / PLAN).read_bytes())
        return Plan(
            Preset.from_dict(values["preset"]),
            tuple(values["modes"]),
            tuple(values["seeds"]),
            values["data"],
        )
    except FileNotFoundError as error:
        raise ValueError(f"{folder} holds no ablation: it has no {PLAN}.") from error
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{folder / PLAN} is damaged: {error}.") from error


def run_folder(folder: Path, seed: int, mode: str) -> Path:
    """Name the folder of one run."""
    return folder / f"seed-{seed}" / mode


def read_cost(run: Path) -> dict[str, Any]:
    """Read what a run took: "cpu_seconds", "seconds" and "sessions"."""
    cost: dict[str, Any] = json.loads((run / COST).read_bytes())
    return cost


def remember(plan: Plan, folder: Path, resume: bool) -> None:
    """Write the plan down; refuse to mix two ablations in one folder."""
    if (folder / PLAN).is_file():
        if not resume:
            raise ValueError(f"{folder} holds an ablation: resume it, or choose another folder.")
        before = read_plan(folder)
        if (before.preset, before.data) != (plan.preset, plan.data):
            changed = before.warm_up(0).differences(plan.warm_up(0)) or ["the steps are others"]
            raise ValueError(f"{folder} holds another ablation: {'; '.join(changed)}.")
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
    """Read how many steps a run has taken; None if it has not begun."""
    try:
        return int(json.loads((run / "run.json").read_bytes())["step"])
    except (OSError, ValueError, KeyError):
        return None
