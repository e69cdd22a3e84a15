"""The record of a training run on disk.

    runs/a/run.json         config, how far the run got and why it stopped, history
    runs/a/step-000300/     checkpoints; see `course_lib.gan.training.checkpoints`
    runs/a/samples/         held-out clips as the generator reconstructed them along the way

``run.json`` is written with each checkpoint. It contains nothing that the checkpoint doesn't, but
you can read it without loading any tensor.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch

from course_lib.atomic import write_file
from course_lib.gan.codec.codec import Codec
from course_lib.gan.training.checkpoints import CheckpointError, SaveError, load_generator

Stopped = Literal["running", "finished", "time", "interrupted"]
RECORD = "run.json"


@dataclass(frozen=True)
class Run:
    """The record of a training run."""

    folder: Path
    config: dict[str, Any]  # `TrainConfig.from_dict` reads it
    step: int  # the number of steps taken
    stopped: Stopped  # why it stopped; "running" while it runs, or if it was killed
    seconds: float
    skipped_batches: dict[str, int]  # of the generator and of each discriminator
    history: list[dict[str, float]]  # lines with "step", "seconds" and the scalars of that step

    def generator(self, device: torch.device | str = "cpu") -> Codec:
        """Return the generator of the newest checkpoint, in evaluation mode.

        Args:
            device: The device to put the generator on.

        Raises:
            CheckpointError: There is no checkpoint, or it can't be read.
        """
        return load_generator(self.folder, device)

    def curve(self, name: str) -> list[tuple[int, float]]:
        """Return one scalar over the steps as (step, value), without steps that lack it.

        Args:
            name: The name of the scalar, such as "recon".
        """
        return [(int(line["step"]), line[name]) for line in self.history if name in line]


def read_run(folder: str | Path) -> Run:
    """Return the record of a run.

    Args:
        folder: The folder of the run.

    Raises:
        CheckpointError: The folder contains no run, or its record is damaged.
    """
    folder = Path(folder).expanduser()
    try:
        record = json.loads((folder / RECORD).read_bytes())
        return Run(folder=folder, **record)
    except FileNotFoundError as error:
        raise CheckpointError(
            f"{folder} isn't the folder of a training run: it contains no {RECORD}."
        ) from error
    except (OSError, TypeError, ValueError) as error:
        raise CheckpointError(f"{folder / RECORD} can't be read: {error}") from error


def samples_folder(folder: Path) -> Path:
    """Return the folder of the sounds that a run writes along the way."""
    return folder / "samples"


def write_run(run: Run) -> None:
    """Write the record of a run into its folder.

    Raises:
        SaveError: The record can't be written.
    """
    record = {name: value for name, value in vars(run).items() if name != "folder"}
    content = json.dumps(record, allow_nan=False, indent=1)
    try:
        write_file(run.folder / RECORD, content.encode())
    except OSError as error:
        raise SaveError(f"cannot write {run.folder / RECORD}: {error.strerror}") from error
