"""Show in a terminal how far a run is, and save what the generator makes on the way.

Both are watchers for `course_lib.gan.training.trainer.train`. In a notebook, use
`course_lib.instruments.Live`, which draws curves:

    with Live(config.last_step) as live:
        train(config, "runs/a", watch=[lambda step, scalars, listen: live.step(step, **scalars)])
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from rich.progress import TaskID
from torch import Tensor

from course_lib.display.progress import progress_bar, time_left
from course_lib.gan.training.checkpoints import SaveError
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.runs import samples_folder
from course_lib.sounds.files import save
from course_lib.sounds.sound import Sound

TERMINAL, FILE = 0.2, 10.0  # seconds between two updates: a terminal's line, a new line in a log


class ProgressLine:
    """A bar for each stage on a terminal; elsewhere a line now and then.

    The time left is that of the present stage: a step against discriminators takes several times
    as long as one without.

    Args:
        config: The config of the run.
        stream: Where to write; stderr if None, so that results stay alone on stdout.
        clock: A function that returns the time in seconds.
    """

    def __init__(
        self,
        config: TrainConfig,
        stream: TextIO | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.config = config
        self._bar = progress_bar(stream, clock)
        self._clock = clock
        self._tasks: dict[str, TaskID] = {}
        self._written_at = -float("inf")

    def __call__(
        self, step: int, scalars: Mapping[str, float], listen: Callable[[], Tensor]
    ) -> None:
        """Take note of a step, and write if it is time to."""
        losses = [f"{n} {v:.3g}" for n, v in scalars.items() if n.startswith(("recon", "d_"))]
        stage, done, total = self._stage(step)
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(stage, total=total, completed=done, note="")
        self._bar.update(self._tasks[stage], completed=done, note=" · ".join(losses))
        now, pause = self._clock(), FILE if self._bar.disable else TERMINAL
        if now - self._written_at >= pause or step == self.config.last_step:
            self._written_at = now
            self._write(stage)

    def note(self, text: str) -> None:
        """Write a line that stays, above the one that is written over."""
        self._write(text)
        self.close()
        self._width = 0

    def close(self) -> None:
        """End the line, so that what follows begins a new one."""
        self._bar.stop()

    def _stage(self, step: int) -> tuple[str, int, int]:
        """Return the stage of a step: its name, how many of its steps are done, and its length."""
        warm, last = self.config.preset.warm_steps, self.config.last_step
        if step <= warm:
            return "warm-up", step, warm
        return "adversarial", step - warm, last - warm

    def _write(self, stage: str) -> None:
        if not self._bar.disable:
            self._bar.start()
            self._bar.refresh()
            return
        task = self._bar.tasks[self._bar.task_ids.index(self._tasks[stage])]
        count = f"{stage} {task.completed:.0f}/{task.total:.0f}"
        parts = [count, task.fields["note"], time_left(task)]
        print(" · ".join(filter(None, parts)), file=self._bar.console.file, flush=True)


class SampleFiles:
    """Write the held-out sounds, as the generator makes them, beside each checkpoint.

    Args:
        config: of the run.
        folder: of the run.

    Raises:
        SaveError: they cannot be written: the disk is full, or the folder is not ours.
    """

    def __init__(self, config: TrainConfig, folder: Path) -> None:
        self.config = config
        self.folder = samples_folder(folder)

    def __call__(
        self, step: int, scalars: Mapping[str, float], listen: Callable[[], Tensor]
    ) -> None:
        """Write one file with all sounds in a row, if a checkpoint is due."""
        if step % self.config.save_every and step != self.config.last_step:
            return
        row = listen().flatten().clamp(-1, 1)  # all at the level they have: files are compared
        sound = Sound(row, self.config.preset.sample_rate, name=f"step {step}")
        file = self.folder / f"step-{step:06d}.wav"
        try:
            self.folder.mkdir(exist_ok=True)
            save(sound, file)
        except (OSError, ValueError, AssertionError) as error:  # soundfile asserts that all fits
            file.unlink(missing_ok=True)
            raise SaveError(
                f"cannot write {file}: is the disk full? The run is whole: make room, and resume."
            ) from error
