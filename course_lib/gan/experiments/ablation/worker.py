"""Train and measure one run of an ablation, as a process of its own with one thread.

    python -c "from course_lib.gan.experiments.ablation.worker import main; main()" < job.json

A process of its own: its computing time can be told from the others', and several can work at once.
Scores are written last, so a run that has them is finished.
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
from course_lib.gan.data import Clips, Split, folder_clips, synthetic_clips
from course_lib.gan.experiments.ablation.layout import COST, SCORES
from course_lib.gan.metrics import evaluate_clips
from course_lib.gan.training.batches import SYNTHETIC
from course_lib.gan.training.checkpoints import checkpoints, load_generator
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.runs import read_run
from course_lib.gan.training.trainer import train

JUDGED: Split = "report"  # settings were chosen by the tuning clips, so these are fresh
AT_ONCE = 6  # clips that a generator is given together


def work(job: dict[str, Any]) -> None:
    """Train a run to its end, from where it stopped if it did, and measure it.

    Args:
        job: "config" as `TrainConfig.to_dict` has it, "out" folder, "branch" warm-up or None,
            "device", and "judge": whether to measure.
    """
    torch.set_num_threads(1)
    config, out = TrainConfig.from_dict(job["config"]), Path(job["out"])
    if not _trained(out, config):
        cost = _Cost(out)
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
            raise KeyboardInterrupt  # from outside: nothing more is to be done, and nothing is lost
    if job["judge"]:
        write_scores(out)


def _trained(out: Path, config: TrainConfig) -> bool:
    """Whether nothing is left but to measure: scores that were removed are measured again."""
    return f"step-{config.last_step:06d}" in [folder.name for folder in checkpoints(out)]


def write_scores(out: Path) -> None:
    """Measure the generator of a run on clips that it never saw, and keep the numbers."""
    config = TrainConfig.from_dict(read_run(out).config)
    scores = _scores(judged_clips(config), load_generator(out))
    write_file(out / SCORES, json.dumps(scores, allow_nan=False).encode())


def judged_clips(config: TrainConfig) -> Clips:
    """Return the clips that are reported on: no run trains on them."""
    if config.data == SYNTHETIC:
        return synthetic_clips(JUDGED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what cannot be read was named when training began
        return folder_clips(config.data, split=JUDGED, sample_rate=config.preset.sample_rate)


@torch.no_grad()
def _scores(clips: Clips, generator: torch.nn.Module) -> dict[str, Any]:
    estimate = torch.cat([generator(waves) for waves in torch.split(clips.waves, AT_ONCE)])
    measured = evaluate_clips(clips, estimate)
    return {name: _plain(values) for name, values in measured.items()}


def _plain(values: Tensor) -> float | list[float | None]:
    """Turn [clips] or [] into what JSON can hold; a clip that was not asked about is None."""
    if values.ndim == 0:
        return float(values)
    return [None if value != value else value for value in values.tolist()]


class _Cost:
    """Adds this session's computing time to that of the sessions before."""

    def __init__(self, out: Path) -> None:
        self.file = out / COST
        before = {"cpu_seconds": 0.0, "seconds": 0.0, "sessions": 0}
        self.before = json.loads(self.file.read_bytes()) if self.file.exists() else before
        self.cpu, self.wall = time.process_time(), time.monotonic()

    def write(self) -> None:
        cost = {
            "cpu_seconds": self.before["cpu_seconds"] + time.process_time() - self.cpu,
            "seconds": self.before["seconds"] + time.monotonic() - self.wall,
            "sessions": self.before["sessions"] + 1,
        }
        if self.file.parent.is_dir():
            write_file(self.file, json.dumps(cost).encode())


def main() -> None:
    """Do the job on stdin; write to stderr its speed, and the recordings that were left out."""
    with warnings.catch_warnings():
        warnings.filterwarnings("always", message="left out")
        warnings.showwarning = lambda message, *_: _name_left_out(str(message))
        work(json.load(sys.stdin))


def _print_speed(line: str) -> None:
    print(f"speed: {line}", file=sys.stderr)


def _name_left_out(warning: str) -> None:
    for line in warning.splitlines()[1:]:
        print(f"left out: {line}", file=sys.stderr)


if __name__ == "__main__":
    main()
