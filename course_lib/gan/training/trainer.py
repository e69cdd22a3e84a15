"""Train a GAN: from a config to a folder of checkpoints.

    run = train(TrainConfig(discriminators=("msstftd",)), "runs/a", minutes=5)

A run can stop after any step, for any reason, and continue later with ``resume=True``. It then
takes the same steps as a run that never stopped.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from course_lib.discriminators.registry import entry
from course_lib.gan.training.batches import TrainingData, load_data
from course_lib.gan.training.checkpoints import save_checkpoint
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.distributed import (
    any_rank,
    choose_device,
    joined_ranks,
    rank,
    wait_for_all,
)
from course_lib.gan.training.held_out_snapshot import Snapshot
from course_lib.gan.training.interrupts import Interrupts
from course_lib.gan.training.learner_parts import OwnParts
from course_lib.gan.training.presets import PRESETS
from course_lib.gan.training.random_state import keep_random_state
from course_lib.gan.training.resume import start_or_resume
from course_lib.gan.training.run_json import Run, Stopped, write_run
from course_lib.gan.training.step import train_step
from course_lib.gan.training.thread_count import FirstSteps, choose_threads, computing_with
from course_lib.gan.training.train_state import TrainState, new_state

# A function called after each step with the step number, its scalars, and a snapshot of the run.
Watch = Callable[[int, Mapping[str, float], Snapshot], object]


class TrainingError(RuntimeError):
    """Training can't continue; the message, one line, says why and what to do."""


def train(
    config: TrainConfig,
    out: str | Path,
    *,
    resume: bool = False,
    minutes: float | None = None,
    device: str = "auto",
    threads: int | None = None,
    branch: str | Path | None = None,
    parts: OwnParts | None = None,
    watch: Sequence[Watch] = (),
    notify: Callable[[str], object] | None = None,
) -> Run:
    """Train until the last step, a time limit or an interrupt, and return the run.

    The run is saved in each of these cases. Under torchrun every rank calls this function; see
    `course_lib.gan.training.distributed`.

    Args:
        config: The choices of the run.
        out: The folder of the run; it is created.
        resume: If True, continue the run in ``out``. The config must be the same, except for
            ``steps`` and for how often the run is saved and logged.
        minutes: The time limit; at least one step is taken. None means no limit.
        device: "cpu", "cuda", or "auto" for a GPU if there is one.
        threads: The number of CPU threads. None means one for preset ``tiny`` on a CPU, and
            PyTorch's own number otherwise.
        branch: A run or a checkpoint whose generator is at the end of the new run's warm-up, so
            that several runs can share one warm-up. If it is a run, its checkpoint at that step is
            used.
        parts: Losses, steps and a balancer of your own, which replace the library's; see
            `course_lib.gan.training.learner_parts`.
        watch: Functions that are called after each step; see `Watch`.
        notify: A function that is called once, after the first steps, with a line about the number
            of threads and the time per step. If you asked for several threads on a CPU, the run
            also times one thread.

    Raises:
        ValueError: ``out`` contains another run, or a run that isn't to be resumed; there is no
            such device; the data can't be used; or ``threads`` is below 1.
        RegistryError: A discriminator isn't registered.
        CheckpointError: A checkpoint can't be read or written.
        TrainingError: The GPU has too little memory.
    """
    config, place, folder = config.resolved(), choose_device(device), Path(out).expanduser()
    cores = computing_with(choose_threads(threads, config.preset, place))
    # The caller's random state is restored at the end.
    with (
        cores,
        keep_random_state(place),
        joined_ranks(place),
        Interrupts() as interrupts,
    ):
        torch.manual_seed(config.seed)
        data = load_data(config)
        state = new_state(config, place, parts)
        start_or_resume(state, folder, data.digest, resume=resume, branch=branch)
        wait_for_all()  # every rank has read the folder before rank 0 writes to it
        deadline = None if minutes is None else time.monotonic() + 60 * minutes
        saver = _Saver(state, folder, data)
        saver.save("running")
        speed = FirstSteps(notify if rank() == 0 else None, compare=threads is not None)
        stopped = _run(state, data, saver, interrupts, deadline, watch, speed)
        return saver.save(stopped)


def _run(
    state: TrainState,
    data: TrainingData,
    saver: "_Saver",
    interrupts: Interrupts,
    deadline: float | None,
    watch: Sequence[Watch],
    speed: FirstSteps,
) -> Stopped:
    """Take steps until there is a reason to stop, and return the reason."""
    config = state.config
    while state.step < config.last_step:
        started = time.monotonic()
        scalars = _step_in_memory(state, data.batch(state))
        taken = time.monotonic() - started
        state.seconds += taken
        if _is_logged(state, scalars):
            state.history.append(_record(state, scalars))
        if _is_saved(state):
            saver.save("running")
        if rank() == 0:  # after the save, so that a failing watcher can't prevent it
            interrupts.noted |= not _call_watchers(watch, state, scalars, data)
            speed.note(taken, state, data)
        late = deadline is not None and time.monotonic() >= deadline
        # All ranks stop after the same step: a rank that continued alone would wait forever.
        if any_rank(interrupts.noted, state.device):
            return "interrupted"
        if any_rank(late, state.device):
            return "finished" if state.step == config.last_step else "time"
    return "finished"


class _Saver:
    """Writes checkpoints and the record of a run, on rank 0 only."""

    def __init__(self, state: TrainState, folder: Path, data: TrainingData) -> None:
        self.state, self.folder, self.digest = state, folder, data.digest

    def save(self, stopped: Stopped) -> Run:
        """Save the run, and return its record."""
        state = self.state
        run = Run(
            folder=self.folder,
            config=state.config.to_dict(),
            step=state.step,
            stopped=stopped,
            seconds=state.seconds,
            skipped_batches={
                "generator": state.skipped_batches,
                **state.adversaries.skipped_batches,
            },
            history=list(state.history),
        )
        if rank() == 0:
            config = state.config
            sources = {n: entry(config.preset.family(n)).source for n in config.discriminators}
            about = {"data_digest": self.digest, "sources": sources}
            save_checkpoint(self.folder, state.config, state.state_dict(), about)
            write_run(run)
        return run


def _step_in_memory(state: TrainState, real: Tensor) -> dict[str, float]:
    try:
        return train_step(state, real)
    except torch.OutOfMemoryError as error:
        advice = _memory_advice(state.config)
        raise TrainingError(f"the GPU has too little memory: {advice}") from error


def _memory_advice(config: TrainConfig) -> str:
    names = list(PRESETS)  # smallest first
    name = config.preset.name
    if name in names[1:]:
        smaller = names[names.index(name) - 1]
        return f"preset {name!r} doesn't fit. The next smaller preset is {smaller!r}."
    return "use a smaller batch or segment, or the CPU (course train --device cpu)."


def _is_saved(state: TrainState) -> bool:
    """Return True if this step gets a checkpoint."""
    config, step = state.config, state.step
    return step % config.save_every == 0 or step in (*config.kept_steps, config.last_step)


def _is_logged(state: TrainState, scalars: Mapping[str, float]) -> bool:
    """Return True if the history gets this step: every N steps, the last, and those with shares."""
    config = state.config
    return (
        state.step % config.log_every == 0
        or state.step == config.last_step
        or any(name.startswith("share_") for name in scalars)
    )


def _record(state: TrainState, scalars: Mapping[str, float]) -> dict[str, float]:
    """Return a line of the history, without scalars that aren't finite: JSON can't store them."""
    finite = {name: value for name, value in scalars.items() if value - value == 0}
    return {"step": state.step, "seconds": round(state.seconds, 3), **finite}


def _call_watchers(
    watch: Sequence[Watch], state: TrainState, scalars: Mapping[str, float], data: TrainingData
) -> bool:
    """Call each watcher, and return False if one of them was interrupted."""
    try:
        for watcher in watch:
            watcher(state.step, scalars, Snapshot(state, data))
    except KeyboardInterrupt:
        return False
    return True
