"""Watchers for `train`: show the progress of a run in a terminal, and save sounds along the way.

In a notebook, use `course_lib.instruments.Live`, which draws curves:

    with Live(config.last_step) as live:
        train(config, "runs/a", watch=[lambda step, scalars, snapshot: live.step(step, **scalars)])
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from rich.progress import TaskID
from torch import Tensor

from course_lib.gan.training.checkpoints import SaveError
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.run_json import samples_folder
from course_lib.progress_bar import progress_bar, time_left
from course_lib.sounds.files import save
from course_lib.sounds.sound import Sound

TERMINAL, FILE = 0.2, 10.0  # seconds between two updates in a terminal, and two lines in a log


class ProgressLine:
    """A watcher that draws a progress bar per stage in a terminal, and writes lines to a log.

    The time left is that of the present stage, since a step against discriminators takes several
    times as long as a step without.

    Args:
        config: The config of the run.
        stream: The stream to write to. None means stderr, so that stdout has only the results.
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
        self, step: int, scalars: Mapping[str, float], snapshot: Callable[[], Tensor]
    ) -> None:
        """Record a step, and write if an update is due.

        Args:
            step: The number of the step.
            scalars: The scalars of the step.
            snapshot: A snapshot of the run; it isn't used.
        """
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
        """Write a line that stays: above the bars in a terminal, and as the next line of a log."""
        self._bar.console.print(text, markup=False, soft_wrap=True)

    def close(self) -> None:
        """End the bars, so that the next output starts on a new line."""
        self._bar.stop()

    def _stage(self, step: int) -> tuple[str, int, int]:
        """Return the name of the present stage, its finished steps, and all its steps."""
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
    """A watcher that writes the reconstructed held-out clips to a file with each checkpoint.

    Args:
        config: The config of the run.
        folder: The folder of the run.

    Raises:
        SaveError: A file can't be written: the disk is full, or the folder is read-only.
    """

    def __init__(self, config: TrainConfig, folder: str | Path) -> None:
        self.config = config
        self.folder = samples_folder(Path(folder).expanduser())

    def __call__(
        self, step: int, scalars: Mapping[str, float], snapshot: Callable[[], Tensor]
    ) -> None:
        """Write one file with all clips in a row, if a checkpoint is due.

        Args:
            step: The number of the step.
            scalars: The scalars of the step; they aren't used.
            snapshot: A snapshot of the run, which reconstructs the clips.
        """
        if step % self.config.save_every and step != self.config.last_step:
            return
        row = snapshot().flatten().clamp(-1, 1)  # at their own level, so that files can be compared
        sound = Sound(row, self.config.preset.sample_rate, name=f"step {step}")
        file = self.folder / f"step-{step:06d}.wav"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            save(sound, file)
        except (
            OSError,
            ValueError,
            AssertionError,
        ) as error:  # soundfile asserts that all samples fit
            file.unlink(missing_ok=True)
            raise SaveError(
                f"cannot write {file}: is the disk full? The run itself is saved: make room, and "
                "resume it."
            ) from error
