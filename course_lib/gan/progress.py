"""Tell a terminal how far a run is, and keep what the generator makes on the way.

Both are watchers for `course_lib.gan.trainer.train`. In a notebook, `course_lib.instruments.Live`
draws curves instead:

    with Live(config.last_step) as live:
        train(config, "runs/a", watch=[lambda step, scalars, listen: live.step(step, **scalars)])
"""

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from torch import Tensor

from course_lib.gan.checkpoints import SaveError
from course_lib.gan.config import TrainConfig
from course_lib.gan.runs import samples_folder
from course_lib.sounds.files import save
from course_lib.sounds.sound import Sound

TERMINAL, FILE = 0.2, 10.0  # seconds between two updates: a terminal's line, a new line in a log
RECENT = 50  # steps: the time left is told from how fast these were


class ProgressLine:
    """One line on a terminal that is written over again; elsewhere a line now and then.

    The time left is that of the present stage: a step against discriminators takes several times
    as long as one without.

    Args:
        config: of the run.
        stream: stderr if None, so that results stay alone on stdout.
        clock: tells the time in seconds.
    """

    def __init__(
        self,
        config: TrainConfig,
        stream: TextIO | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.config = config
        self.stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._times: list[tuple[int, float]] = []
        self._written_at = -float("inf")
        self._width = 0

    def __call__(
        self, step: int, scalars: Mapping[str, float], listen: Callable[[], Tensor]
    ) -> None:
        """Take note of a step, and write if it is time to."""
        now = self._clock()
        if step == self.config.preset.warm_steps + 1:
            self._times.clear()  # the steps before were of another kind
        self._times = [*self._times[-RECENT:], (step, now)]
        pause = TERMINAL if self.stream.isatty() else FILE
        if now - self._written_at >= pause or step == self.config.last_step:
            self._written_at = now
            self._write(self.text(step, scalars))

    def text(self, step: int, scalars: Mapping[str, float]) -> str:
        """Say which stage and step it is, the losses, and the time left."""
        warm, last = self.config.preset.warm_steps, self.config.last_step
        if step <= warm:
            stage, done, total = "warm-up", step, warm
        else:
            stage, done, total = "adversarial", step - warm, last - warm
        shown = [f"{n} {v:.3g}" for n, v in scalars.items() if n.startswith(("recon", "d_"))]
        parts = [f"{stage} {done}/{total}", *shown, *self._time_left(total - done)]
        return " · ".join(parts)

    def note(self, text: str) -> None:
        """Write a line that stays, above the one that is written over."""
        self._write(text)
        self.close()
        self._width = 0

    def close(self) -> None:
        """End the line, so that what follows begins a new one."""
        if self._width:
            self.stream.write("\n")
            self.stream.flush()

    def _time_left(self, steps: int) -> list[str]:
        (first, begun), (newest, now) = self._times[0], self._times[-1]
        if newest == first or not steps:
            return []
        seconds = round((now - begun) / (newest - first) * steps)
        return [f"{seconds // 60}:{seconds % 60:02} left"]

    def _write(self, text: str) -> None:
        if self.stream.isatty():
            self.stream.write("\r" + text.ljust(self._width))
            self._width = len(text)
        else:
            self.stream.write(text + "\n")
        self.stream.flush()


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
