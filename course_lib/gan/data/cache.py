"""Keep synthesised clips in a file, so that the next run need not make them again.

The file is a convenience. If it is damaged, was made by other code, or cannot be written, the clips
are made once more, and nobody is told. It lies in the system's folder for such files, or in the
folder that the variable COURSE_CACHE names.
"""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_cache_path
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from course_lib.atomic import write_file
from course_lib.gan.data.clips import Clip, Clips

LABELS = ("f0", "voiced", "onsets")  # the tensors that a clip may have, beside its samples


def remember(name: str, recipe: str, make: Callable[[], Clips]) -> Clips:
    """Return the clips kept under ``name``, if this recipe made them; else make and keep them.

    Args:
        name: what was asked for; there is one file per name.
        recipe: a digest of the code that makes the clips.
        make: makes them.
    """
    file = cache_folder() / f"clips-{name}.safetensors"
    kept = _read(file, recipe)
    if kept is not None:
        return kept
    clips = make()
    _write(file, recipe, clips)
    return clips


def cache_folder() -> Path:
    """Return the folder in which files are kept that can be made again."""
    chosen = os.environ.get("COURSE_CACHE")
    return Path(chosen) if chosen else user_cache_path("what-does-a-discriminator-hear")


def _read(file: Path, recipe: str) -> Clips | None:
    try:
        with safe_open(file, framework="pt") as stored:
            about = json.loads(stored.metadata()["clips"])
            tensors = {key: stored.get_tensor(key) for key in stored.keys()}  # noqa: SIM118
        if about["recipe"] != recipe or about["digest"] != _digest(tensors):
            return None
        clips = [
            Clip(tensors[f"{i}.samples"], kind, name, *(tensors.get(f"{i}.{t}") for t in LABELS))
            for i, (kind, name) in enumerate(about["labels"])
        ]
        return Clips(clips, about["sample_rate"])
    except (OSError, SafetensorError, LookupError, TypeError, ValueError):
        return None


def _write(file: Path, recipe: str, clips: Clips) -> None:
    tensors = {
        f"{i}.{track}": getattr(clip, track).contiguous()
        for i, clip in enumerate(clips)
        for track in ("samples", *LABELS)
        if getattr(clip, track) is not None
    }
    about = {
        "recipe": recipe,
        "digest": _digest(tensors),
        "labels": [(clip.kind, clip.name) for clip in clips],
        "sample_rate": clips.sample_rate,
    }
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, save(tensors, {"clips": json.dumps(about)}))
    except OSError:
        return  # no room, or no right to write: the clips are made anew next time


def _digest(tensors: dict[str, Tensor]) -> str:
    sums = hashlib.sha256()
    for key in sorted(tensors):
        sums.update(key.encode())
        sums.update(tensors[key].numpy().tobytes())
    return sums.hexdigest()
