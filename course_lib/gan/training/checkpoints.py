"""Save and load training runs: tensors as safetensors, everything else as JSON.

    runs/a/step-000300/tensors.safetensors    generator, running mean, discriminators, AdamW's state
    runs/a/step-000300/checkpoint.json        config, versions, history and everything else

Neither file can contain code, so a checkpoint from a stranger is as safe to open as a sound. The
config says how the networks were built, so `load_generator` needs a path and nothing else.

A checkpoint is written completely or not at all; see `course_lib.atomic`.
"""

import errno
import json
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors

import course_lib
from course_lib.atomic import remove_folder, write_folder
from course_lib.gan.codec.codec import Codec
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.packing import pack, unpack

FORMAT = 1  # increased by every change that an older reader would misunderstand
TENSORS, HEADER = "tensors.safetensors", "checkpoint.json"
NEWEST_KEPT = 2


class CheckpointError(ValueError):
    """A checkpoint can't be written or read; the message, one line, says why and what to do."""

    def __str__(self) -> str:
        return " ".join(super().__str__().split())


class SaveError(CheckpointError):
    """A checkpoint can't be written: the disk is full, or the folder is read-only."""


@dataclass(frozen=True)
class Checkpoint:
    """The content of a checkpoint."""

    folder: Path
    config: TrainConfig
    header: Mapping[str, Any]  # versions, sources of the discriminators, digest of the data
    state: dict[str, Any]  # as `TrainState.state_dict` wrote it


def save_checkpoint(
    run: Path, config: TrainConfig, state: Mapping[str, Any], about: Mapping[str, object]
) -> Path:
    """Write a checkpoint into the folder of a run, and return the checkpoint's folder.

    Older checkpoints are removed, except the newest two, the milestones, and the end of the
    warm-up.

    Args:
        run: The folder of the run.
        config: The config of the run.
        state: The state, as `TrainState.state_dict` returns it.
        about: More values for the header of the checkpoint.

    Raises:
        SaveError: The checkpoint can't be written; earlier checkpoints stay as they were.
    """
    folder = run / checkpoint_name(state["step"])
    if folder.exists():
        return folder  # saved already, just before an interrupt: steps are reproducible
    try:
        write_folder(folder, encode(config, state, about))
    except OSError as error:
        raise SaveError(_cannot_write(folder, error)) from error
    for old in checkpoints(run)[:-NEWEST_KEPT]:
        if _step(old) not in config.kept_steps:
            remove_folder(old)
    return folder


def encode(
    config: TrainConfig, state: Mapping[str, Any], about: Mapping[str, object]
) -> dict[str, bytes]:
    """Return the files of a checkpoint, by their names; arguments as for `save_checkpoint`."""
    tensors, plain = pack(state)
    content = save_tensors(tensors)
    header = {
        "format": FORMAT,
        "step": state["step"],
        "config": config.to_dict(),
        "versions": versions(),
        **about,
        "tensors": {"bytes": len(content), "sha256": sha256(content).hexdigest()},
        "state": plain,
    }
    return {TENSORS: content, HEADER: json.dumps(header, allow_nan=False).encode()}


def load_checkpoint(path: Path) -> Checkpoint:
    """Return a checkpoint, or the newest checkpoint of a run.

    Args:
        path: The folder of a checkpoint or of a run.

    Raises:
        CheckpointError: There is no checkpoint, or it is damaged, or a newer version wrote it.
    """
    folder = find_checkpoint(path)
    try:
        header = json.loads((folder / HEADER).read_bytes())
        content = (folder / TENSORS).read_bytes()
        if header["format"] > FORMAT:
            raise CheckpointError(
                f"{folder} has format {header['format']}, but this version of course_lib reads "
                f"formats up to {FORMAT}. Update course_lib."
            )
        if sha256(content).hexdigest() != header["tensors"]["sha256"]:
            raise ValueError(f"{TENSORS} has changed since it was written")
        state = unpack(header.pop("state"), load_tensors(content))
        return Checkpoint(folder, TrainConfig.from_dict(header["config"]), header, state)
    except CheckpointError:
        raise
    except (OSError, SafetensorError, LookupError, TypeError, ValueError) as error:
        raise CheckpointError(
            f"{folder} can't be read: {type(error).__name__}: {error}. {_advice(folder)}"
        ) from error


def load_generator(path: str | Path, device: torch.device | str = "cpu") -> Codec:
    """Return the generator of a checkpoint or a run, with the weights of its running mean.

    Args:
        path: The folder of a checkpoint or of a run.
        device: The device to put the generator on.

    Raises:
        CheckpointError: There is no checkpoint, or it can't be read.
    """
    checkpoint = load_checkpoint(Path(path))
    generator = checkpoint.config.preset.new_generator()
    # weights in half precision, as exports have them, become single precision here
    generator.load_state_dict(checkpoint.state["ema"])
    return generator.to(device).requires_grad_(False).eval()


def export_generator(path: str | Path, folder: str | Path, dtype: torch.dtype) -> Path:
    """Write the generator alone as a small checkpoint, and return its folder.

    `load_generator` can read an export, but a run can't be resumed from it.

    Args:
        path: The folder of a checkpoint, or of a run, whose newest checkpoint is used.
        folder: The folder to create.
        dtype: The dtype of the weights, such as ``torch.float16``, which halves the file.

    Raises:
        CheckpointError: There is no checkpoint, it can't be read, or the export can't be written.
    """
    source, target = load_checkpoint(Path(path)), Path(folder)
    ema = {name: tensor.to(dtype) for name, tensor in source.state["ema"].items()}
    step = source.state["step"]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_folder(target, encode(source.config, {"step": step, "ema": ema}, {}))
    except OSError as error:
        raise SaveError(_cannot_write(target, error)) from error
    return target


def checkpoints(run: Path) -> list[Path]:
    """Return the folders of a run's checkpoints, oldest first."""
    found = [folder for folder in run.glob("step-*") if re.fullmatch(r"step-\d+", folder.name)]
    return sorted(found, key=_step)


def find_checkpoint(path: Path) -> Path:
    """Return ``path`` if it is a checkpoint, or else the newest checkpoint in it.

    Raises:
        CheckpointError: There is no checkpoint.
    """
    path = path.expanduser()
    if (path / HEADER).is_file():
        return path
    if path.is_dir() and (found := checkpoints(path)):
        return found[-1]
    what = "doesn't exist"
    if path.exists():
        what = "contains none" if path.is_dir() else "is a file"
    raise CheckpointError(
        f"no checkpoint at {path}: it {what}. Give the folder of a run, or one of its "
        "step-… folders."
    )


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that the steps of a run depend on."""
    # "course-lib" was the name of the distribution when the first runs were saved
    found = {"python": platform.python_version(), "course-lib": course_lib.__version__}
    for package in ("torch", "numpy", "safetensors"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:  # a checkout that isn't installed
            found[package] = "unknown"
    return found


def checkpoint_name(step: int) -> str:
    """Return the name of the folder for the checkpoint after ``step`` steps."""
    return f"step-{step:06d}"


def _step(folder: Path) -> int:
    return int(folder.name.removeprefix("step-"))


def _cannot_write(folder: Path, error: OSError) -> str:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    reason = "no space left on the disk" if full else error.strerror or str(error)
    before = [old.name for old in checkpoints(folder.parent)]
    advice = (
        f"Make room, and resume from {before[-1]}." if before else "Make room, and start again."
    )
    return f"cannot write {folder}: {reason}. {advice}"


def _advice(folder: Path) -> str:
    others = [other.name for other in checkpoints(folder.parent) if other != folder]
    if not others:
        return "It is damaged, or course_lib didn't write it."
    return f"It is damaged: remove it to continue from {others[-1]}."
