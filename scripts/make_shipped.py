"""Make the generators of course_lib/gan/training/shipped: stages of one run, in half precision.

    python scripts/make_shipped.py runs/ready-5k

The run is that of seed 0 of an ablation, only longer: reconstruction first, then MS-STFT-D joins.
Its folders have the same names, so you can copy a finished warm-up from an ablation. What is
finished is not trained again. The log beside the stages says how they were made.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import torch

from course_lib.gan.experiments.ablation.layout import WARM, read_cost
from course_lib.gan.experiments.ablation.run import AblationJob
from course_lib.gan.experiments.ablation.worker import work
from course_lib.gan.training.checkpoints import (
    checkpoints,
    export_generator,
    save_checkpoint,
    versions,
)
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import Preset, preset
from course_lib.gan.training.shipped import FOLDER as SHIPPED
from course_lib.gan.training.train_state import new_state

SEED = 0
DISCRIMINATOR = "msstftd"
WARM_STAGES = (0, 50, 200, 1000)  # steps of the warm-up; the end of the run is one more stage


def main() -> None:
    """Train what is not finished yet, and export the stages."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path, metavar="FOLDER", help="folder of the runs")
    parser.add_argument("--warm-steps", type=int, default=1500)
    parser.add_argument("--steps", type=int, default=3500)
    options = parser.parse_args()
    sizes = preset("tiny").replace(warm_steps=options.warm_steps, steps=options.steps)
    warm, run = _jobs(options.out, sizes)
    for job in (warm, run):
        if not job.finished:
            work(json.loads(job.to_json("cpu")))
    save_checkpoint(warm.out, warm.config, new_state(warm.config).state_dict(), {})  # step 0
    by_step = {int(folder.name[-6:]): folder for folder in checkpoints(warm.out)}
    sources = [*(by_step[step] for step in WARM_STAGES), checkpoints(run.out)[-1]]
    for old in checkpoints(SHIPPED):
        shutil.rmtree(old)
    log = {
        "made_by": f"python scripts/{Path(__file__).name} {options.out}",
        "seed": SEED,
        "preset": sizes.to_dict(),
        "discriminators": [DISCRIMINATOR],
        "versions": versions(),
        "cpu_seconds": [round(read_cost(job.out)["cpu_seconds"], 1) for job in (warm, run)],
        "stages": [_export(source) for source in sources],
    }
    (SHIPPED / "ready.json").write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")


def _jobs(out: Path, sizes: Preset) -> tuple[AblationJob, AblationJob]:
    warm = TrainConfig(
        sizes.replace(steps=0), discriminators=(), seed=SEED, save_every=500, milestones=WARM_STAGES
    ).resolved()
    run = TrainConfig(sizes, discriminators=(DISCRIMINATOR,), seed=SEED, save_every=500).resolved()
    return (
        AblationJob("warm-up", warm, out / WARM),
        AblationJob(DISCRIMINATOR, run, out / DISCRIMINATOR, out / WARM),
    )


def _export(source: Path) -> dict[str, Any]:
    folder = export_generator(source, SHIPPED / source.name, torch.float16)
    size = sum(file.stat().st_size for file in folder.iterdir())
    return {"step": int(source.name[-6:]), "bytes": size}


if __name__ == "__main__":
    main()
