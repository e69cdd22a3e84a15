"""Where a run starts: from nothing, from the end of another run's warm-up, or where it stopped."""

from pathlib import Path

from course_lib.gan.training.checkpoints import (
    Checkpoint,
    SaveError,
    checkpoint_name,
    checkpoints,
    load_checkpoint,
)
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.distributed import rank
from course_lib.gan.training.state import TrainState


def begin(state: TrainState, folder: Path, branch: str | Path | None) -> None:
    """Make the folder of a new run, and take over the generator of another if one is named.

    Raises:
        ValueError: the folder holds a run, or the other generator does not fit.
        CheckpointError: the other cannot be read.
        SaveError: the folder cannot be made.
    """
    if checkpoints(folder):
        raise ValueError(
            f"{folder} holds a training run already: resume it, or choose another folder."
        )
    if branch is not None:
        source = load_checkpoint(_end_of_warm_up(Path(branch), state.config))
        _check_branch(source, state.config)
        state.load_generator(source.state)
    if rank() == 0:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SaveError(f"cannot make the folder {folder}: {error.strerror}") from error


def go_on(state: TrainState, folder: Path, data_digest: str) -> None:
    """Bring a new state to where the newest checkpoint in a folder is.

    Raises:
        ValueError: the checkpoint is of another run.
        CheckpointError: it cannot be read.
    """
    saved = load_checkpoint(folder)
    if differences := saved.config.differences(state.config):
        raise ValueError(
            f"{folder} holds another run: {'; '.join(differences)}. Resume it with its own "
            "choices, or choose another folder."
        )
    if saved.header["data_digest"] != data_digest:
        raise ValueError(
            f"the sounds in {state.config.data} are not those that the run in {folder} began with: "
            "bring them back, or begin a new run."
        )
    if saved.state["step"] > state.config.last_step:
        raise ValueError(
            f"the run in {folder} has taken {saved.state['step']} steps, more than the "
            f"{state.config.last_step} that it is to have: ask for more."
        )
    state.load_state_dict(saved.state)


def _end_of_warm_up(branch: Path, config: TrainConfig) -> Path:
    """Return the checkpoint in a run at which the new run's warm-up ends, or ``branch`` itself."""
    wanted = branch.expanduser() / checkpoint_name(config.preset.warm_steps)
    return wanted if wanted.is_dir() else branch


def _check_branch(source: Checkpoint, config: TrainConfig) -> None:
    """Refuse a generator of another shape, or one that isn't at the end of the warm-up."""
    theirs, ours = source.config.preset, config.preset
    if theirs.codec != ours.codec:
        raise ValueError(
            f"{source.folder} has a generator of another shape, that of preset {theirs.name!r}: "
            f"branch from a run with preset {ours.name!r}, or take theirs."
        )
    step = source.state["step"]
    if step != ours.warm_steps:
        own_end = min(step, theirs.warm_steps)
        advice = "Branch from another run."
        if own_end != ours.warm_steps:
            advice = f"Set warm_steps to {own_end}, or branch from another run."
        raise ValueError(
            f"{source.folder} is at step {step}, but the warm-up of the new run ends at step "
            f"{ours.warm_steps}, and there is no checkpoint of that step. {advice}"
        )
