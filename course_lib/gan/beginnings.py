"""Where a run starts: from nothing, from the end of another run's warm-up, or where it stopped."""

from pathlib import Path

from course_lib.gan.checkpoints import SaveError, checkpoints, load_checkpoint
from course_lib.gan.distributed import rank
from course_lib.gan.state import TrainState


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
        source = load_checkpoint(Path(branch))
        warm = state.config.preset.warm_steps
        if source.config.preset.codec != state.config.preset.codec or source.state["step"] != warm:
            raise ValueError(
                f"{source.folder} is at step {source.state['step']} of a generator with "
                f"{source.config.preset.codec}; to branch from it, the new run needs the same "
                f"generator, and warm_steps={source.state['step']}, not {warm}."
            )
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
