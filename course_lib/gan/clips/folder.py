"""Clips from a folder of recordings, whatever is in it."""

import os
import warnings
from hashlib import sha256
from pathlib import Path

from torch import Tensor

from course_lib.gan.clips.clip import Clip, Clips
from course_lib.gan.clips.splits import SPLITS, Split, check_split
from course_lib.gan.synthesis import SAMPLE_RATE
from course_lib.sounds.files import load

PEAK = 0.7  # each file's loudest sample: a quiet recording teaches as much as a loud one
SILENCE = 1e-4  # -80 dBFS; a piece that stays below it teaches nothing
SHORTEST = 0.5  # seconds
HELD_OUT = 0.1  # of the files, at least one, for tuning; as many for the report


def folder_clips(
    path: str | os.PathLike[str],
    seconds: float = 2.0,
    *,
    split: Split | None = None,
    sample_rate: int = SAMPLE_RATE,
) -> Clips:
    """Cut the recordings in a folder, and in the folders inside it, into clips.

    Any rate and any number of channels becomes mono at ``sample_rate``. Pieces are ``seconds`` long
    and do not overlap; the last one of a file may be shorter, down to half a second. Silent pieces
    are passed over. Each file is brought to one peak as a whole.

    Files that cannot be read, hold NaN, are silent or too short are left out: one warning has a
    line for each, and so has ``left_out`` of the result.

    Args:
        path: the folder; hidden files in it are passed over.
        seconds: length of a clip.
        split: None takes all files. Otherwise each file belongs to one split, by its name: ten in a
            hundred are for tuning, ten for the report, the rest to train.
        sample_rate: in Hz.

    Raises:
        ValueError: there is no such folder, nothing in it can be used, or fewer than three files
            are to be split.
    """
    if split is not None:
        check_split(split)
    if not seconds >= SHORTEST:
        raise ValueError(f"clips last at least {SHORTEST} seconds, not {seconds}.")
    folder = Path(path).expanduser()
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder} (looked from {Path.cwd()}).")
    recordings, left_out = _read_all(folder, sample_rate)
    if left_out:
        warnings.warn("left out:\n" + "\n".join(left_out), stacklevel=2)
    if not recordings:
        count = f"none of its {len(left_out)} files" if left_out else "no file: it is empty"
        raise ValueError(
            f"{folder} has nothing to train on: {count}{' can be used' * bool(left_out)}."
        )
    if split is not None:
        recordings = {name: recordings[name] for name in _share_out(list(recordings))[split]}
    clips = [
        Clip(piece, kind="recording", name=f"{name} from {start / sample_rate:g} s")
        for name, samples in recordings.items()
        for start, piece in _pieces(samples, round(seconds * sample_rate), sample_rate)
    ]
    return Clips(clips, sample_rate, left_out)


def _read_all(folder: Path, sample_rate: int) -> tuple[dict[str, Tensor], list[str]]:
    """Read what can be used, by name, and say in one line each why the rest cannot."""
    recordings: dict[str, Tensor] = {}
    left_out: list[str] = []
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder)
        if not file.is_file() or any(part.startswith(".") for part in inside.parts):
            continue
        name = inside.as_posix()
        try:
            recordings[name] = _read(file, sample_rate)
        except ValueError as error:
            left_out.append(f"{name}: {error}".replace(str(file), "the file").replace("\n", " "))
    return recordings, left_out


def _read(file: Path, sample_rate: int) -> Tensor:
    """Read samples [time] at `PEAK`."""
    sound = load(file, sample_rate)
    if sound.seconds < SHORTEST:
        raise ValueError(f"too short: {sound.seconds:.2g} s, and {SHORTEST} s are needed")
    peak = float(sound.samples.abs().max())
    if peak < SILENCE:
        raise ValueError("silent: no sample reaches -80 dBFS")
    return sound.samples * (PEAK / peak)


def _pieces(samples: Tensor, length: int, sample_rate: int) -> list[tuple[int, Tensor]]:
    """Cut samples [time] into pieces that can be heard, with the sample that each starts at."""
    pieces = [(start, samples[start : start + length]) for start in range(0, len(samples), length)]
    shortest = round(SHORTEST * sample_rate)
    return [
        (start, piece)
        for start, piece in pieces
        if len(piece) >= shortest and float(piece.abs().max()) >= SILENCE
    ]


def _share_out(names: list[str]) -> dict[Split, list[str]]:
    """Give each file to one split; by a hash of its name, so that a new file moves few others."""
    if len(names) < len(SPLITS):
        raise ValueError(
            f"{len(names)} recording(s) cannot be split by file into {', '.join(SPLITS)}: add "
            "recordings, or take all of them with split=None."
        )
    ranked = sorted(names, key=lambda name: sha256(name.encode()).digest())
    held = max(1, round(HELD_OUT * len(names)))
    shares: dict[Split, list[str]] = {
        "report": ranked[:held],
        "tuning": ranked[held : 2 * held],
        "train": ranked[2 * held :],
    }
    return {split: sorted(share) for split, share in shares.items()}
