"""Train and measure one run of an ablation, in a process with one thread.

    python -c "from course_lib.gan.experiments.ablation.worker import main; main()" < job.json

In a process of its own, the computing time of a run can be measured, and several can run at the
same time. Scores are written last: a run that has them is finished.
"""

import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from course_lib.atomic import write_file
from course_lib.gan.codec.codec import Codec
from course_lib.gan.data import Clips, Split, folder_clips, synthetic_clips
from course_lib.gan.experiments.ablation.layout import COST, SCORES
from course_lib.gan.experiments.ablation.sizes import discriminator_weights
from course_lib.gan.metrics import evaluate_clips
from course_lib.gan.training.checkpoints import checkpoints, load_generator
from course_lib.gan.training.config import SYNTHETIC, TrainConfig
from course_lib.gan.training.run_json import read_run
from course_lib.gan.training.trainer import train

SPLIT: Split = "report"  # settings were chosen with the tuning clips, so these are unseen
BATCH = 6  # clips that the generator processes at a time


def work(job: dict[str, Any]) -> None:
    """Train a run to its end, starting where it stopped if it did, and measure it.

    Args:
        job: The job as `AblationJob.to_json` writes it. "config" is from `TrainConfig.to_dict`,
            "out" is the folder of the run, "branch" the folder of its warm-up or None, "device" the
            device, and "measure" says whether to write scores.
    """
    torch.set_num_threads(1)
    config, out = TrainConfig.from_dict(job["config"]), Path(job["out"])
    if not _trained(out, config):
        cost = _Cost(out, discriminator_weights(config))
        try:
            branch = None if checkpoints(out) else job["branch"]
            run = train(
                config,
                out,
                resume=True,
                device=job["device"],
                threads=1,
                branch=branch,
                notify=_print_speed,
            )
        finally:
            cost.write()
        if run.stopped != "finished":
            raise KeyboardInterrupt  # stopped from outside; the checkpoint is written
    if job["measure"]:
        write_scores(out)


def _trained(out: Path, config: TrainConfig) -> bool:
    """Whether training is over: scores that were removed are only measured again."""
    return f"step-{config.last_step:06d}" in [folder.name for folder in checkpoints(out)]


def write_scores(out: Path) -> None:
    """Measure the generator of a run on clips that it was not trained on; write the scores."""
    config = TrainConfig.from_dict(read_run(out).config)
    scores = generator_scores(report_clips(config), load_generator(out))
    write_file(out / SCORES, json.dumps(scores, allow_nan=False).encode())


def report_clips(config: TrainConfig) -> Clips:
    """Return the clips to measure on, which no run trains on.

    Args:
        config: The configuration of any run of the ablation.
    """
    if config.data == SYNTHETIC:
        return synthetic_clips(SPLIT)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # files that can't be read were reported when training started
        return folder_clips(config.data, split=SPLIT, sample_rate=config.preset.sample_rate)


@torch.no_grad()
def generator_scores(clips: Clips, generator: Codec) -> dict[str, Any]:
    """Return every metric of a generator on every clip, as plain data.

    Args:
        clips: The clips to measure on.
        generator: The generator; its own frame rate is that of the comb metric.
    """
    estimate = torch.cat([generator(waves) for waves in torch.split(clips.waves, BATCH)])
    measured = evaluate_clips(clips, estimate, hop_length=generator.options.hop_length)
    return {name: _plain(values) for name, values in measured.items()}


def _plain(values: Tensor) -> float | list[float | None]:
    """Return values [clips], or one value, as plain data; NaN, for a clip not measured, is None."""
    if values.ndim == 0:
        return float(values)
    return [None if value != value else value for value in values.tolist()]


class _Cost:
    """Add the time of this session to the time of earlier ones."""

    def __init__(self, out: Path, weights: int) -> None:
        self.file, self.weights = out / COST, weights
        before = {"cpu_seconds": 0.0, "seconds": 0.0, "sessions": 0}
        self.before = json.loads(self.file.read_bytes()) if self.file.exists() else before
        self.cpu, self.wall = time.process_time(), time.monotonic()

    def write(self) -> None:
        cost = {
            "cpu_seconds": self.before["cpu_seconds"] + time.process_time() - self.cpu,
            "seconds": self.before["seconds"] + time.monotonic() - self.wall,
            "sessions": self.before["sessions"] + 1,
            "weights": self.weights,
        }
        if self.file.parent.is_dir():
            write_file(self.file, json.dumps(cost).encode())


def main() -> None:
    """Do the job on stdin; write its speed, and the recordings it could not use, to stderr."""
    with warnings.catch_warnings():
        warnings.filterwarnings("always", message="left out")
        warnings.showwarning = lambda message, *_: _print_left_out(str(message))
        work(json.load(sys.stdin))


def _print_speed(line: str) -> None:
    print(f"speed: {line}", file=sys.stderr)


def _print_left_out(warning: str) -> None:
    for line in warning.splitlines()[1:]:
        print(f"left out: {line}", file=sys.stderr)


if __name__ == "__main__":
    main()
