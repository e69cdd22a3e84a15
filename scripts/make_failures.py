"""Record the runs of course_lib/gan/experiments/failures: seven broken ones and a good one.

    python scripts/make_failures.py runs/failures

Every run starts from the shipped generator of step 1000, on the CPU, against two discriminators.
course_lib/gan/experiments/failures/faults.py breaks them. A run that is already recorded in the
folder is not trained again. The log beside the data is written last; it says how the data was made.
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

from course_lib.gan.experiments.failures.faults import JUDGES, configuration
from course_lib.gan.experiments.failures.kinds import KINDS
from course_lib.gan.experiments.failures.recorder import record
from course_lib.gan.training.batches import TrainingData, load_data
from course_lib.gan.training.checkpoints import versions
from course_lib.gan.training.shipped import ready_generator
from course_lib.sounds import Sound, save

DATA = Path(__file__).resolve().parents[1] / "course_lib" / "gan" / "failures" / "data"
SEED = 0  # of the runs that are shown; the others are curves only
HELD_OUT = (*((kind, 1) for kind in KINDS), ("good", 3))
RUNS = {  # what each is for
    **{(kind, SEED): "shown" for kind in KINDS},
    **dict.fromkeys(HELD_OUT, "held out"),
    ("good", 2): "healthy",
}
WARM = 1000  # stage of the ready generator
STEPS = 200
HEARD_AT = (0, 50, 100, 150, 200)
HEARD = (1, 3)  # of the held-out sounds: drums and babble
SECONDS = 1.5  # of each


def main() -> None:
    """Train what is not recorded yet, and export all of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path, metavar="FOLDER", help="for the recordings")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for kind, seed in RUNS:
        if not (out / f"{kind}-{seed}.json").is_file():
            _record(kind, seed, out)
    _export(out)


def _record(kind: str, seed: int, out: Path) -> None:
    """Train one run; keep its curves, the held-out sounds by step, and the computing time."""
    heard: dict[str, Tensor] = {}

    def listen(step: int, sounds: Tensor) -> None:
        if seed == SEED and step in HEARD_AT:
            heard[f"{step}"] = sounds

    began = time.process_time()
    curves = record(kind, seed, STEPS, ready_generator(WARM), listen)
    spent = round(time.process_time() - began, 1)
    save_file(curves, out / f"{kind}-{seed}.safetensors")
    save_file(heard, out / f"{kind}-{seed}-heard.safetensors")
    (out / f"{kind}-{seed}.json").write_text(json.dumps({"cpu_seconds": spent}))
    print(f"{kind}, seed {seed}: {spent} s", flush=True)


def _export(out: Path) -> None:
    """Write the package's data: curves, short clips, and the log."""
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
        "discriminators": list(JUDGES),
        "steps": STEPS,
        "versions": versions(),
        "runs": entries,
    }
    (DATA / "failures.json").write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")


def _export_run(kind: str, seed: int, out: Path, data: TrainingData) -> dict[str, Any]:
    name = f"{kind}-{seed}"
    shutil.copyfile(out / f"{name}.safetensors", DATA / f"{name}.safetensors")  # not its mode
    heard = load_file(out / f"{name}-heard.safetensors")
    for step, sounds in heard.items():
        _save_clip(sounds, "start" if step == "0" else f"{kind}-{int(step):03d}", data)
    return {
        "name": kind,
        "seed": seed,
        "role": RUNS[kind, seed],
        "cpu_seconds": json.loads((out / f"{name}.json").read_bytes())["cpu_seconds"],
        "heard_at": sorted(int(step) for step in heard),
    }


def _save_clip(sounds: Tensor, name: str, data: TrainingData) -> None:
    """Put the sounds that are shown in a row; what is no number becomes silence."""
    rate = data.config.preset.sample_rate
    row = torch.cat([sounds[i, 0, : round(SECONDS * rate)] for i in HEARD])
    sound = Sound(row.nan_to_num(0.0, 0.0, 0.0).clamp(-1, 1), rate, name)
    save(sound, DATA / "clips" / f"{name}.flac")


if __name__ == "__main__":
    main()
