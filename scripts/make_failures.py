"""Record the runs of course_lib/gan/experiments/failures: seven broken ones, and good ones.

    python scripts/make_failures.py runs/failures

Every run starts from the shipped generator of step 1000 and trains on the CPU against two
discriminators, with a fault from course_lib/gan/experiments/failures/apply_fault.py. A run that the
folder contains already is not trained again. The log, failures.json, is written last and says how
the data was made.
"""

import argparse
import json
import shutil
import time
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from course_lib.gan.experiments.failures.apply_fault import DISCRIMINATORS, configuration
from course_lib.gan.experiments.failures.fault_descriptions import KINDS
from course_lib.gan.experiments.failures.record_run import record
from course_lib.gan.experiments.failures.recorded_runs import FOLDER as DATA
from course_lib.gan.training.batches import TrainingData, load_data
from course_lib.gan.training.checkpoints import versions
from course_lib.gan.training.shipped import ready_generator
from course_lib.sounds import Sound, save

SEED = 0  # of the runs that lessons show; the others have curves only
HELD_OUT = (*((kind, 1) for kind in KINDS), ("good", 3))
RUNS = {  # (kind, seed): role
    **{(kind, SEED): "shown" for kind in KINDS},
    **dict.fromkeys(HELD_OUT, "held out"),
    ("good", 2): "healthy",
}
WARM = 1000  # the step of the shipped generator to start from
STEPS = 200
CLIP_STEPS = (0, 50, 100, 150, 200)
CLIP_SOUNDS = (1, 3)  # indices of held-out sounds: drums and babble
SECONDS = 1.5  # of each sound


def main() -> None:
    """Train the runs that are not recorded yet, and export all of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path, metavar="FOLDER", help="folder for the recordings")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for kind, seed in RUNS:
        if not (out / f"{kind}-{seed}.json").is_file():
            _record(kind, seed, out)
    _export(out)


def _record(kind: str, seed: int, out: Path) -> None:
    """Train one run; store its curves, the held-out sounds by step, and the computing time."""
    sounds_at: dict[str, Tensor] = {}

    def on_sounds(step: int, sounds: Tensor) -> None:
        if seed == SEED and step in CLIP_STEPS:
            sounds_at[f"{step}"] = sounds

    began = time.process_time()
    curves = record(kind, seed, STEPS, ready_generator(WARM), on_sounds)
    spent = round(time.process_time() - began, 1)
    save_file(curves, out / f"{kind}-{seed}.safetensors")
    save_file(sounds_at, out / f"{kind}-{seed}-heard.safetensors")
    (out / f"{kind}-{seed}.json").write_text(json.dumps({"cpu_seconds": spent}))
    print(f"{kind}, seed {seed}: {spent} s", flush=True)


def _export(out: Path) -> None:
    """Write the data of the package: curves, short clips, and the log."""
    if DATA.exists():
        shutil.rmtree(DATA)
    (DATA / "clips").mkdir(parents=True)
    data = load_data(configuration("good", SEED, STEPS))
    _save_clip(data.held_out, "real", data)
    entries = [_export_run(kind, seed, out, data) for kind, seed in RUNS]
    log = {
        "made_by": f"python scripts/{Path(__file__).name} {out}",
        "warm_up": f"course_lib.gan.training.shipped, step {WARM}",
        "preset": configuration("good", SEED, STEPS).preset.to_dict(),
        "discriminators": list(DISCRIMINATORS),
        "steps": STEPS,
        "versions": versions(),
        "runs": entries,
    }
    (DATA / "failures.json").write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")


def _export_run(kind: str, seed: int, out: Path, data: TrainingData) -> dict[str, Any]:
    name = f"{kind}-{seed}"
    shutil.copyfile(
        out / f"{name}.safetensors", DATA / f"{name}.safetensors"
    )  # without its permissions
    sounds_at = load_file(out / f"{name}-heard.safetensors")
    for step, sounds in sounds_at.items():
        _save_clip(sounds, "start" if step == "0" else f"{kind}-{int(step):03d}", data)
    return {
        "name": kind,
        "seed": seed,
        "role": RUNS[kind, seed],
        "cpu_seconds": json.loads((out / f"{name}.json").read_bytes())["cpu_seconds"],
        "heard_at": sorted(int(step) for step in sounds_at),
    }


def _save_clip(sounds: Tensor, name: str, data: TrainingData) -> None:
    """Save the chosen sounds one after the other; NaN and infinity become silence."""
    rate = data.config.preset.sample_rate
    row = torch.cat([sounds[i, 0, : round(SECONDS * rate)] for i in CLIP_SOUNDS])
    sound = Sound(row.nan_to_num(0.0, 0.0, 0.0).clamp(-1, 1), rate, name)
    save(sound, DATA / "clips" / f"{name}.flac")


if __name__ == "__main__":
    main()
