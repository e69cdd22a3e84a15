"""Start a run, from scratch or from the end of another run's warm-up, or resume it."""

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
from course_lib.gan.training.train_state import TrainState


def start_or_resume(
    state: TrainState,
    folder: Path,
    data_digest: str,
    *,
    resume: bool,
    branch: str | Path | None,
) -> None:
    """Bring a new state to the point where the run starts or continues.

    Args:
        state: The state to update.
        folder: The folder of the run; it is created if the run is new.
        data_digest: The digest of the data to train on.
        resume: If True, continue from the newest checkpoint in the folder, if there is one.
        branch: A run or checkpoint whose generator a new run starts from. None starts from scratch.

    Raises:
        ValueError: The folder contains a run and ``resume`` is False, or the saved run differs from
            this one, or the generator of ``branch`` doesn't fit.
        CheckpointError: A checkpoint can't be read.
        SaveError: The folder can't be created.
    """
    if resume and checkpoints(folder):
        _resume(state, folder, data_digest)
    else:
        _start(state, folder, branch)


def _start(state: TrainState, folder: Path, branch: str | Path | None) -> None:
    if checkpoints(folder):
        raise ValueError(
            f"{folder} already contains a training run: resume it (course train --resume), or "
            "choose another folder."
        )
    if branch is not None:
        source = load_checkpoint(_end_of_warm_up(Path(branch), state.config))
        _check_branch(source, state.config)
        state.load_generator(source.state)
    if rank() == 0:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SaveError(f"cannot create the folder {folder}: {error.strerror}") from error


def _resume(state: TrainState, folder: Path, data_digest: str) -> None:
    saved = load_checkpoint(folder)
    if differences := saved.config.differences(state.config):
        raise ValueError(
            f"{folder} contains another run: {'; '.join(differences)}. Resume it with its own "
            "choices, or choose another folder."
        )
    if saved.header["data_digest"] != data_digest:
        raise ValueError(
            f"the sounds in {state.config.data} are not the ones that the run in {folder} started "
            "with: restore them, or start a new run."
        )
    if saved.state["step"] > state.config.last_step:
        raise ValueError(
            f"the run in {folder} has already taken {saved.state['step']} steps, but its last step "
            f"would be {state.config.last_step}. Ask for more steps."
        )
    state.load_state_dict(saved.state)


def _end_of_warm_up(branch: Path, config: TrainConfig) -> Path:
    """Return the checkpoint of a run at the end of the new run's warm-up, or ``branch`` itself."""
    checkpoint = branch.expanduser() / checkpoint_name(config.preset.warm_steps)
    return checkpoint if checkpoint.is_dir() else branch


def _check_branch(source: Checkpoint, config: TrainConfig) -> None:
    """Raise ValueError if the generator has another shape, or isn't at the end of the warm-up."""
    theirs, ours = source.config.preset, config.preset
    if theirs.generator != ours.generator:
        raise ValueError(
            f"{source.folder} has the generator {theirs.generator!r}, but the new run has "
            f"{ours.generator!r}. Branch from another run, or use generator {theirs.generator!r}."
        )
    if theirs.codec != ours.codec:
        raise ValueError(
            f"{source.folder} has a generator of another shape, that of preset {theirs.name!r}. "
            f"Branch from a run with preset {ours.name!r}, or use preset {theirs.name!r}."
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
