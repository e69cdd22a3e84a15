"""Save a training run, and get it back: tensors in safetensors, everything else in JSON.

    runs/a/step-000300/tensors.safetensors    both generators, discriminators, Adam's moments
    runs/a/step-000300/checkpoint.json        configuration, versions, history, the rest

Nothing in them can run: a checkpoint from a stranger is as safe to open as a sound. It knows how
everything in it was built, so `load_generator` needs no more than a path.

A checkpoint is there as a whole or not at all; see `course_lib.atomic`.
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

from course_lib.atomic import remove_folder, write_folder
from course_lib.gan.codec.codec import STFTCodec
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.packing import pack, unpack

FORMAT = 1  # one more for every change that an older reader would misunderstand
TENSORS, HEADER = "tensors.safetensors", "checkpoint.json"
NEWEST_KEPT = 2


class CheckpointError(ValueError):
    """A checkpoint cannot be written or read; one line says why and what to do."""

    def __str__(self) -> str:
        return " ".join(super().__str__().split())


class SaveError(CheckpointError):
    """A checkpoint cannot be written: the disk is full, or the folder is not ours."""


@dataclass(frozen=True)
class Checkpoint:
    """What was found in the folder of one checkpoint."""

    folder: Path
    config: TrainConfig
    header: Mapping[str, Any]  # versions, who judged, digest of the data
    state: dict[str, Any]  # as `TrainState.state_dict` wrote it


def save_checkpoint(
    run: Path, config: TrainConfig, state: Mapping[str, Any], about: Mapping[str, object]
) -> Path:
    """Write the state after its last step into the folder of a run; return the checkpoint's folder.

    The newest two are kept, the milestones, and the one at the end of the warm-up.

    Raises:
        SaveError: it cannot be written; those written before are as they were.
    """
    folder = run / checkpoint_name(state["step"])
    if folder.exists():
        return folder  # an interrupt right after a save: the same state, as steps are reproducible
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
    """Turn a state into the files of a checkpoint."""
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
    """Read a checkpoint, or the newest one of a run.

    Raises:
        CheckpointError: there is none, it is damaged, or newer than this code.
    """
    folder = find_checkpoint(path)
    try:
        header = json.loads((folder / HEADER).read_bytes())
        content = (folder / TENSORS).read_bytes()
        if header["format"] > FORMAT:
            raise CheckpointError(
                f"{folder} has format {header['format']}, and this version reads up to {FORMAT}: "
                "it was written by a newer course_lib. Update this one."
            )
        if sha256(content).hexdigest() != header["tensors"]["sha256"]:
            raise ValueError(f"{TENSORS} is not what was written")
        state = unpack(header.pop("state"), load_tensors(content))
        return Checkpoint(folder, TrainConfig.from_dict(header["config"]), header, state)
    except CheckpointError:
        raise
    except (OSError, SafetensorError, LookupError, TypeError, ValueError) as error:
        raise CheckpointError(
            f"{folder} cannot be read: {type(error).__name__}: {error}. {_instead(folder)}"
        ) from error


def load_generator(path: str | Path, device: torch.device | str = "cpu") -> STFTCodec:
    """Rebuild the generator that people listen to, the running mean, from a checkpoint or a run."""
    checkpoint = load_checkpoint(Path(path))
    generator = STFTCodec(checkpoint.config.preset.codec)
    # half-precision weights, as small checkpoints have, become single precision here
    generator.load_state_dict(checkpoint.state["ema"])
    return generator.to(device).requires_grad_(False).eval()


def export_generator(path: str | Path, folder: str | Path, dtype: torch.dtype) -> Path:
    """Write the generator alone, at ``dtype``, as a small checkpoint: to listen, not to resume.

    Args:
        path: a checkpoint, or a run: its newest one is taken.
        folder: created; `load_generator` reads it.
        dtype: such as ``torch.float16``, which halves the file.
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
    """List the checkpoints of a run, oldest first."""
    found = [folder for folder in run.glob("step-*") if re.fullmatch(r"step-\d+", folder.name)]
    return sorted(found, key=_step)


def find_checkpoint(path: Path) -> Path:
    """Return ``path`` if it is a checkpoint, or the newest checkpoint in it."""
    path = path.expanduser()
    if (path / HEADER).is_file():
        return path
    if path.is_dir() and (found := checkpoints(path)):
        return found[-1]
    what = "is a file" if path.is_file() else "has none" if path.is_dir() else "does not exist"
    raise CheckpointError(
        f"no checkpoint at {path}: it {what}. Give the folder of a run, or one of its "
        "step-… folders."
    )


def versions() -> dict[str, str]:
    """Name the versions of what computes: the same steps need the same ones."""
    found = {"python": platform.python_version()}
    for package in ("course-lib", "torch", "numpy", "safetensors"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:  # used from a checkout that was not installed
            found[package] = "unknown"
    return found


def checkpoint_name(step: int) -> str:
    """Return the folder name of the checkpoint after ``step`` steps."""
    return f"step-{step:06d}"


def _step(folder: Path) -> int:
    return int(folder.name.removeprefix("step-"))


def _cannot_write(folder: Path, error: OSError) -> str:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    reason = "no space left on the disk" if full else error.strerror or str(error)
    before = [old.name for old in checkpoints(folder.parent)]
    kept = f"{before[-1]} is whole: make room, and resume from it" if before else "nothing is lost"
    return f"cannot write {folder}: {reason}. {kept[0].upper()}{kept[1:]}."


def _instead(folder: Path) -> str:
    others = [other.name for other in checkpoints(folder.parent) if other != folder]
    if not others:
        return "It is damaged, or no checkpoint of this course."
    return f"It is damaged; remove it to go on from {others[-1]}."
