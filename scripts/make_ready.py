"""Make the generators of course_lib/gan/training/shipped: stages of one run, at half precision.

    python scripts/make_ready.py runs/ready-5k

The run begins as that of seed 0 of an ablation does: reconstruction, then MS-STFT-D joins. It goes
on for longer. Its folders have the same names, so a warm-up can be copied from there; what is
finished is not trained again. The log beside the stages says what was done.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import torch

from course_lib.gan.experiments.ablation.layout import WARM, read_cost
from course_lib.gan.experiments.ablation.run import Job
from course_lib.gan.experiments.ablation.worker import work
from course_lib.gan.training.checkpoints import (
    checkpoints,
    export_generator,
    save_checkpoint,
    versions,
)
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import Preset, preset
from course_lib.gan.training.state import new_state

READY = Path(__file__).resolve().parents[1] / "course_lib" / "gan" / "ready"
SEED = 0
JUDGE = "msstftd"
YOUNG = (0, 50, 200, 1000)  # stages of the warm-up; the end of the run is one more


def main() -> None:
    """Train what is not trained yet, and export the stages."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path, metavar="FOLDER", help="of the runs")
    parser.add_argument("--warm-steps", type=int, default=1500)
    parser.add_argument("--steps", type=int, default=3500)
    options = parser.parse_args()
    sizes = preset("tiny").replace(warm_steps=options.warm_steps, steps=options.steps)
    warm, run = _jobs(options.out, sizes)
    for job in (warm, run):
        if not job.finished:
            work(json.loads(job.order("cpu")))
    save_checkpoint(warm.out, warm.config, new_state(warm.config).state_dict(), {})  # step 0
    aged = {int(folder.name[-6:]): folder for folder in checkpoints(warm.out)}
    sources = [*(aged[step] for step in YOUNG), checkpoints(run.out)[-1]]
    for old in checkpoints(READY):
        shutil.rmtree(old)
    log = {
        "made_by": f"python scripts/{Path(__file__).name} {options.out}",
        "seed": SEED,
        "preset": sizes.to_dict(),
        "discriminators": [JUDGE],
        "versions": versions(),
        "cpu_seconds": [round(read_cost(job.out)["cpu_seconds"], 1) for job in (warm, run)],
        "stages": [_export(source) for source in sources],
    }
    (READY / "ready.json").write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")


def _jobs(out: Path, sizes: Preset) -> tuple[Job, Job]:
    warm = TrainConfig(
        sizes.replace(steps=0), discriminators=(), seed=SEED, save_every=500, milestones=YOUNG
    ).resolved()
    run = TrainConfig(sizes, discriminators=(JUDGE,), seed=SEED, save_every=500).resolved()
    return (
        Job("warm-up", warm, out / WARM),
        Job(JUDGE, run, out / JUDGE, out / WARM),
    )


def _export(source: Path) -> dict[str, Any]:
    folder = export_generator(source, READY / source.name, torch.float16)
    size = sum(file.stat().st_size for file in folder.iterdir())
    return {"step": int(source.name[-6:]), "bytes": size}


if __name__ == "__main__":
    main()
