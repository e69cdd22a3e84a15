"""Train a GAN: from a configuration to a folder with checkpoints.

    run = train(TrainConfig(discriminators=("msstftd",)), "runs/a", minutes=5)

It can stop at any step, for any reason, and go on later with ``resume=True``. What a second call
does then is what the first would have done.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from course_lib.discriminators.registry import entry
from course_lib.gan.training.batches import Data, load_data
from course_lib.gan.training.checkpoints import checkpoints, save_checkpoint
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.distributed import (
    any_rank,
    choose_device,
    joined_ranks,
    rank,
    wait_for_all,
)
from course_lib.gan.training.interrupts import Interrupts
from course_lib.gan.training.presets import PRESETS
from course_lib.gan.training.resume import begin, go_on
from course_lib.gan.training.runs import Run, Stopped, write_run
from course_lib.gan.training.snapshot import Look
from course_lib.gan.training.state import TrainState, new_state
from course_lib.gan.training.step import train_step
from course_lib.gan.training.threads import FirstSteps, choose_threads, computing_with

# Called after each step with its number, what was measured, and a look at the players, which costs
# time only if it is used: called, it gives the held-out sounds [clips, 1, time] as they are now.
Watch = Callable[[int, Mapping[str, float], Look], object]


class TrainingError(RuntimeError):
    """Training cannot go on; one line says why and what to do."""


def train(
    config: TrainConfig,
    out: str | Path,
    *,
    resume: bool = False,
    minutes: float | None = None,
    device: str = "auto",
    threads: int | None = None,
    branch: str | Path | None = None,
    watch: Sequence[Watch] = (),
    notify: Callable[[str], object] | None = None,
) -> Run:
    """Train until the last step, the time is up, or somebody interrupts; nothing is lost.

    Under torchrun every process calls this; see `course_lib.gan.training.distributed`.

    Args:
        config: what to train, on what, how.
        out: folder of the run; created.
        resume: go on where the run in ``out`` stopped. The configuration must be the same, but for
            ``steps`` and for what is saved and logged.
        minutes: stop after this time; at least one step is taken.
        device: "cpu", "cuda", or "auto" for a GPU where there is one.
        threads: The number of CPU threads. None means one for preset ``tiny`` on a CPU, and
            PyTorch's own number otherwise.
        branch: A run or a checkpoint whose generator is where the new run's warm-up ends, so that
            several runs can share one warm-up. Of a run, the checkpoint of that step is taken.
        watch: called after each step.
        notify: Called once with a line that says how many threads compute and how long a step
            takes, measured in the first steps. If ``threads`` asks for several on a CPU, one
            thread is timed too.

    Raises:
        ValueError: ``out`` holds a run and ``resume`` is not given, or another run; no such device;
            ``threads`` is below 1.
        RegistryError: nobody registered one of the discriminators.
        CheckpointError: a checkpoint cannot be read or written.
        TrainingError: the GPU has too little memory.
    """
    config, place, folder = config.resolved(), choose_device(device), Path(out).expanduser()
    gpus = [place] if place.type == "cuda" else []
    cores = computing_with(choose_threads(threads, config.preset, place))
    # The caller's random numbers stay as they were: training has its own.
    with (
        cores,
        torch.random.fork_rng(devices=gpus),
        joined_ranks(place),
        Interrupts() as interrupts,
    ):
        torch.manual_seed(config.seed)
        data = load_data(config)
        state = new_state(config, place)
        if resume and checkpoints(folder):
            go_on(state, folder, data.digest)
        else:
            begin(state, folder, branch)
        wait_for_all()  # everybody has looked into the folder before rank 0 writes into it
        deadline = None if minutes is None else time.monotonic() + 60 * minutes
        keeper = _Keeper(state, folder, data)
        keeper.save("running")
        speed = FirstSteps(notify if rank() == 0 else None, compare=threads is not None)
        stopped = _run(state, data, keeper, interrupts, deadline, watch, speed)
        return keeper.save(stopped)


def _run(
    state: TrainState,
    data: Data,
    keeper: "_Keeper",
    interrupts: Interrupts,
    deadline: float | None,
    watch: Sequence[Watch],
    speed: FirstSteps,
) -> Stopped:
    """Take steps until there is a reason to stop."""
    config = state.config
    while state.step < config.last_step:
        started = time.monotonic()
        scalars = _step_in_memory(state, data.batch(state))
        taken = time.monotonic() - started
        state.seconds += taken
        if _is_worth_a_line(state, scalars):
            state.history.append(_record(state, scalars))
        if _is_due(state):
            keeper.save("running")
        if rank() == 0:  # after the save: whatever happens to those who watch, the step is kept
            interrupts.noted |= not _tell(watch, state, scalars, data)
            speed.note(taken, state, data)
        late = deadline is not None and time.monotonic() >= deadline
        # All processes stop after the same step: one that went on alone would wait for ever.
        if any_rank(interrupts.noted, state.device):
            return "interrupted"
        if any_rank(late, state.device):
            return "finished" if state.step == config.last_step else "time"
    return "finished"


class _Keeper:
    """Writes what the run must not lose; only the process of rank 0 does."""

    def __init__(self, state: TrainState, folder: Path, data: Data) -> None:
        self.state, self.folder, self.digest = state, folder, data.digest

    def save(self, stopped: Stopped) -> Run:
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
            sources = {name: entry(name).source for name in state.config.discriminators}
            about = {"data_digest": self.digest, "sources": sources}
            save_checkpoint(self.folder, state.config, state.state_dict(), about)
            write_run(run)
        return run


def _step_in_memory(state: TrainState, real: Tensor) -> dict[str, float]:
    try:
        return train_step(state, real)
    except torch.OutOfMemoryError as error:
        raise TrainingError(f"the GPU has too little memory: {_smaller(state.config)}") from error


def _smaller(config: TrainConfig) -> str:
    names = list(PRESETS)  # smallest first
    name = config.preset.name
    if name in names[1:]:
        return f"preset {name!r} does not fit; {names[names.index(name) - 1]!r} is the next smaller"
    return "take a smaller batch or segment, or --device cpu."


def _is_due(state: TrainState) -> bool:
    """Return True if this step gets a checkpoint."""
    config, step = state.config, state.step
    return step % config.save_every == 0 or step in (*config.kept_steps, config.last_step)


def _is_worth_a_line(state: TrainState, scalars: Mapping[str, float]) -> bool:
    """Whether the history gets this step: every so often, the last, and where shares are known."""
    config = state.config
    return (
        state.step % config.log_every == 0
        or state.step == config.last_step
        or any(name.startswith("share_") for name in scalars)
    )


def _record(state: TrainState, scalars: Mapping[str, float]) -> dict[str, float]:
    """Make a line of the history; what is not finite is absent, and counted elsewhere."""
    finite = {name: value for name, value in scalars.items() if value - value == 0}
    return {"step": state.step, "seconds": round(state.seconds, 3), **finite}


def _tell(
    watch: Sequence[Watch], state: TrainState, scalars: Mapping[str, float], data: Data
) -> bool:
    """Tell everybody who watches about the step; False if one of them asks to stop."""
    try:
        for tell in watch:
            tell(state.step, scalars, Look(state, data))
    except KeyboardInterrupt:
        return False
    return True
