"""Keep synthesised clips in a file, so that the next run doesn't have to synthesise them again.

The file is a convenience. If it is damaged, was written by other code, or cannot be written, the
clips are synthesised again and no error is raised. It is in the folder that ``COURSE_CACHE`` names,
or else in the system's folder for caches.
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

LABELS = ("f0", "voiced", "onsets")  # the tensors that a clip may have besides its samples


def cached_clips(name: str, recipe: str, make: Callable[[], Clips]) -> Clips:
    """Return the clips from the cache if the same recipe made them; otherwise make and cache them.

    Args:
        name: The name of the file in the cache.
        recipe: A digest of the code that makes the clips.
        make: A function that makes the clips.
    """
    file = cache_folder() / f"clips-{name}.safetensors"
    cached = _read(file, recipe)
    if cached is not None:
        return cached
    clips = make()
    _write(file, recipe, clips)
    return clips


def cache_folder() -> Path:
    """Return the folder for files that can be made again at any time."""
    chosen = os.environ.get("COURSE_CACHE")
    return Path(chosen) if chosen else user_cache_path("what-does-a-discriminator-hear")


def _read(file: Path, recipe: str) -> Clips | None:
    """Return the clips in a file, or None if it can't be read or another recipe made them."""
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
        return  # the disk is full or read-only: the clips are synthesised again next time


def _digest(tensors: dict[str, Tensor]) -> str:
    sums = hashlib.sha256()
    for key in sorted(tensors):
        sums.update(key.encode())
        sums.update(tensors[key].numpy().tobytes())
    return sums.hexdigest()
