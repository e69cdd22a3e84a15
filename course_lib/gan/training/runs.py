"""What a training run leaves behind, for people and for programs.

    runs/a/run.json         configuration, how far it got and why it stopped, history
    runs/a/step-000300/     checkpoints; see `course_lib.gan.training.checkpoints`
    runs/a/samples/         what the generator made of a few held-out sounds on the way

``run.json`` is written together with each checkpoint and says nothing that the checkpoint does not:
it is there to be read without any tensor.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch

from course_lib.atomic import write_file
from course_lib.gan.codec.codec import STFTCodec
from course_lib.gan.training.checkpoints import CheckpointError, SaveError, load_generator

Stopped = Literal["running", "finished", "time", "interrupted"]
RECORD = "run.json"


@dataclass(frozen=True)
class Run:
    """A training run on disk."""

    folder: Path
    config: dict[str, Any]  # `TrainConfig.from_dict` reads it
    step: int  # how many were taken
    stopped: Stopped  # why; "running" while it runs, or if it was killed
    seconds: float
    skipped_batches: dict[str, int]  # of the generator and of each discriminator
    history: list[dict[str, float]]  # "step", "seconds" and what was measured, now and then

    def generator(self, device: torch.device | str = "cpu") -> STFTCodec:
        """Rebuild the generator of its newest checkpoint, ready to listen to."""
        return load_generator(self.folder, device)

    def curve(self, name: str) -> list[tuple[int, float]]:
        """Return one measured number over the steps; steps without it are left out."""
        return [(int(line["step"]), line[name]) for line in self.history if name in line]


def read_run(folder: str | Path) -> Run:
    """Read what a run left behind.

    Raises:
        CheckpointError: the folder holds no run, or its record is damaged.
    """
    folder = Path(folder).expanduser()
    try:
        record = json.loads((folder / RECORD).read_bytes())
        return Run(folder=folder, **record)
    except FileNotFoundError as error:
        raise CheckpointError(
            f"{folder} is no folder of a training run: it has no {RECORD}."
        ) from error
    except (OSError, TypeError, ValueError) as error:
        raise CheckpointError(f"{folder / RECORD} cannot be read: {error}") from error


def samples_folder(folder: Path) -> Path:
    """Name the folder for what the generator makes on the way."""
    return folder / "samples"


def write_run(run: Run) -> None:
    """Write the record of a run."""
    record = {name: value for name, value in vars(run).items() if name != "folder"}
    content = json.dumps(record, allow_nan=False, indent=1)
    try:
        write_file(run.folder / RECORD, content.encode())
    except OSError as error:
        raise SaveError(f"cannot write {run.folder / RECORD}: {error.strerror}") from error
