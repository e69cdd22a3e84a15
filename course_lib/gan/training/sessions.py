"""Plan a training run for the machine at hand: one call on a laptop and on a graphics card.

    session = plan_session(("mpd", "msstftd"))
    session.train(watch=[...])          once more, and it goes on where it stopped

    machine    size     begins                          time at most
    GPU        small    at its first step               12 minutes
    CPU        tiny     with a ready-made generator     50 seconds

On a CPU the warm-up comes from `course_lib.gan.training.shipped`: it would take most of a minute.

Runs are kept in a folder that outlives the session: on Google Colab that is your Drive, if it is
mounted, and elsewhere the user's data folder, or where ``COURSE_RUNS`` says.
"""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from platformdirs import user_data_path

from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.distributed import choose_device
from course_lib.gan.training.presets import preset
from course_lib.gan.training.runs import Run
from course_lib.gan.training.shipped import FOLDER as READY_FOLDER
from course_lib.gan.training.shipped import READY, ready_log
from course_lib.gan.training.threads import choose_threads
from course_lib.gan.training.trainer import Watch, train

PROJECT = "what-does-a-discriminator-hear"
DRIVE = Path("/content/drive/MyDrive")  # where Colab mounts it
# of the ready-made generator: the last stage that has met no judge
WARM_STAGE = max(step for step in READY if step <= ready_log()["preset"]["warm_steps"])
WARM_CHECKPOINT = READY_FOLDER / f"step-{WARM_STAGE:06d}"
CPU_MINUTES, GPU_MINUTES = 50 / 60, 12.0
FAST_STEPS = 4


@dataclass(frozen=True)
class Session:
    """A run that is planned: what to train, where it is kept, how it begins, how long it may."""

    config: TrainConfig
    folder: Path
    branch: Path | None  # begin with this generator; None: at the first step
    minutes: float
    device: str

    def train(self, watch: Sequence[Watch] = (), minutes: float | None = None) -> Run:
        """Train until the last step, the end of the time, or an interrupt; go on if it is kept."""
        return train(
            self.config,
            self.folder,
            resume=True,
            minutes=self.minutes if minutes is None else minutes,
            device=self.device,
            branch=self.branch,
            watch=watch,
        )

    def __repr__(self) -> str:
        config = self.config
        done = config.preset.warm_steps if self.branch else 0
        one = choose_threads(None, config.preset, torch.device(self.device)) == 1
        return (
            f"preset {config.preset.name} on {self.device}{' with one thread' * one}, judged by "
            f"{', '.join(config.discriminators)}: steps {done} to {config.last_step}, "
            f"{_time(self.minutes)} at most"
        )


def plan_session(
    discriminators: Sequence[str], *, seed: int = 0, device: str = "auto", fast: bool = False
) -> Session:
    """Choose size, beginning and time for this machine.

    Args:
        discriminators: registered names.
        seed: of the run.
        device: "cpu", "cuda", or "auto" for a GPU where there is one.
        fast: only a few steps, in a folder that is nobody's: to see that every line works.
    """
    place = choose_device(device).type
    tiny = place == "cpu" or fast
    sizes = preset("tiny").replace(warm_steps=WARM_STAGE) if tiny else preset("small")
    if fast:
        sizes = sizes.replace(steps=FAST_STEPS)
    config = TrainConfig(
        sizes,
        discriminators=tuple(discriminators),
        seed=seed,
        save_every=20 if tiny else 100,
        shares_every=FAST_STEPS // 2 if fast else 20,
        log_every=1 if fast else 5,
    )
    name = f"{sizes.name}-{'+'.join(discriminators)}-seed{seed}"
    return Session(
        config=config,
        folder=Path(tempfile.mkdtemp()) / name if fast else runs_folder() / name,
        branch=WARM_CHECKPOINT if tiny else None,
        minutes=CPU_MINUTES if tiny else GPU_MINUTES,
        device=place,
    )


def runs_folder() -> Path:
    """Say where runs are kept: ``COURSE_RUNS``, else a mounted Google Drive, else the user's own.

    What Colab writes elsewhere is gone when its machine is.
    """
    if named := os.environ.get("COURSE_RUNS"):
        return Path(named).expanduser()
    if DRIVE.is_dir():
        return DRIVE / PROJECT / "runs"
    return user_data_path(PROJECT, appauthor=False) / "runs"


def _time(minutes: float) -> str:
    return f"{minutes:.0f} min" if minutes >= 2 else f"{60 * minutes:.0f} s"
