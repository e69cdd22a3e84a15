"""Plan a training run that fits the machine: the same call on a laptop and on a GPU.

    session = plan_session(("mpd", "msstftd"))
    session.train(watch=[...])          call it again to continue the run

    machine    discriminators and batch of preset    time limit
    GPU        small                                 12 minutes
    CPU        tiny                                  50 seconds

Both start with the same pretrained generator of preset ``tiny``, from
`course_lib.gan.training.shipped`: a warm-up would use up most of the time, without a discriminator.

Runs are in a folder that outlives the session: the one that ``COURSE_RUNS`` names, or else your
Google Drive if it is mounted, as on Colab, or else your system's folder for user data.
"""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from platformdirs import user_data_path

from course_lib.gan.codec import Codec
from course_lib.gan.training.checkpoints import load_generator
from course_lib.gan.training.config import SYNTHETIC, Mode, TrainConfig
from course_lib.gan.training.distributed import choose_device
from course_lib.gan.training.learner_parts import OwnParts
from course_lib.gan.training.presets import preset
from course_lib.gan.training.run_json import Run
from course_lib.gan.training.shipped import FOLDER as READY_FOLDER
from course_lib.gan.training.shipped import READY, ready_log, stage_folder
from course_lib.gan.training.thread_count import choose_threads
from course_lib.gan.training.trainer import Watch, train

PROJECT = "what-does-a-discriminator-hear"
DRIVE = Path("/content/drive/MyDrive")  # where Colab mounts it
# the last stage of the pretrained generator without discriminators
WARM_STAGE = max(step for step in READY if step <= ready_log()["preset"]["warm_steps"])
WARM_CHECKPOINT = READY_FOLDER / f"step-{WARM_STAGE:06d}"
CPU_MINUTES, GPU_MINUTES = 50 / 60, 12.0
FAST_STEPS = 4


@dataclass(frozen=True)
class Session:
    """A planned run."""

    config: TrainConfig
    folder: Path
    branch: Path | None  # the checkpoint to start from; None starts from scratch
    minutes: float  # the time limit
    device: str

    def train(
        self,
        watch: Sequence[Watch] = (),
        minutes: float | None = None,
        parts: OwnParts | None = None,
    ) -> Run:
        """Start the run, or resume it; return when it ends, its time is up, or you interrupt it.

        Args:
            watch: Functions that are called after each step; see `Watch`.
            minutes: Another time limit. None means the one that was planned.
            parts: Losses, steps and a balancer of your own, which replace the library's.
        """
        return train(
            self.config,
            self.folder,
            resume=True,
            minutes=self.minutes if minutes is None else minutes,
            device=self.device,
            branch=self.branch,
            parts=parts,
            watch=watch,
        )

    def generators(self) -> tuple[Codec, Codec]:
        """Return the generator that the run started with, and the one it has now.

        Raises:
            CheckpointError: The run hasn't started yet.
        """
        now = load_generator(self.folder)
        if self.branch is None:
            return self.config.preset.new_generator(self.config.seed).eval(), now
        return load_generator(self.branch), now

    def __repr__(self) -> str:
        config = self.config
        done = config.preset.warm_steps if self.branch else 0
        one = choose_threads(None, config.preset, torch.device(self.device)) == 1
        return (
            f"preset {config.preset.name} on {self.device}{' with one thread' * one}, against "
            f"{', '.join(config.discriminators)}: steps {done} to {config.last_step}, "
            f"{_time(self.minutes)} at most"
        )


def plan_session(
    discriminators: Sequence[str],
    *,
    mode: Mode = "weights",
    seed: int = 0,
    device: str = "auto",
    fast: bool = False,
    data: str | os.PathLike[str] = SYNTHETIC,
) -> Session:
    """Return a run that fits this machine.

    Args:
        discriminators: The registered names of the discriminators.
        mode: How the losses are combined; see `TrainConfig`.
        seed: The seed of the run.
        device: "cpu", "cuda", or "auto" for a GPU if there is one.
        fast: If True, plan a few steps in a temporary folder, to check that every line works.
        data: A folder of recordings to train on. The default is the synthetic clips.

    Raises:
        ValueError: There is no such device, or a discriminator is named twice.
        MissingExtraError: Only the library is installed, without the pretrained generator.
    """
    place = choose_device(device).type
    on_cpu = place == "cpu" or fast
    sizes = preset("tiny" if on_cpu else "small")
    sizes = sizes.replace(codec=preset("tiny").codec, warm_steps=WARM_STAGE)
    if fast:
        sizes = sizes.replace(steps=FAST_STEPS)
    config = TrainConfig(
        sizes,
        discriminators=tuple(discriminators),
        mode=mode,
        seed=seed,
        data=str(data),
        save_every=20 if on_cpu else 100,
        shares_every=FAST_STEPS // 2 if fast else 20,
        log_every=1 if fast else 5,
    )
    balanced = "" if mode == "weights" else f"-{mode}"
    recordings = "" if data == SYNTHETIC else f"-{Path(data).absolute().name}"
    name = f"{sizes.name}-{'+'.join(discriminators)}{balanced}{recordings}-seed{seed}"
    return Session(
        config=config,
        folder=Path(tempfile.mkdtemp()) / name if fast else runs_folder() / name,
        branch=stage_folder(WARM_STAGE),
        minutes=CPU_MINUTES if on_cpu else GPU_MINUTES,
        device=place,
    )


def runs_folder() -> Path:
    """Return the folder for runs: ``COURSE_RUNS``, or a mounted Google Drive, or the user's data.

    Colab loses everything outside the Drive when its machine is released.
    """
    if named := os.environ.get("COURSE_RUNS"):
        return Path(named).expanduser()
    if DRIVE.is_dir():
        return DRIVE / PROJECT / "runs"
    return user_data_path(PROJECT, appauthor=False) / "runs"


def _time(minutes: float) -> str:
    return f"{minutes:.0f} min" if minutes >= 2 else f"{60 * minutes:.0f} s"
