"""Clips from a folder of recordings: your own data set."""

import os
import warnings
from pathlib import Path

from course_lib.audio.files import AudioFileError, expanded, printable
from course_lib.gan.data.clips import Clip, Clips
from course_lib.gan.data.file_tree import find_files
from course_lib.gan.data.splits import SPLITS, Split, check_split, split_files, split_pieces
from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.sounds.files import load

PEAK = 0.7  # the peak each file is scaled to, so that quiet recordings count as much as loud ones
SILENCE = 1e-4  # -80 dBFS; a clip with a lower peak is skipped
SHORTEST = 0.5  # seconds; shorter files and remainders are left out


def folder_clips(
    path: str | os.PathLike[str],
    seconds: float = 2.0,
    *,
    split: Split | None = None,
    sample_rate: int = CODEC_SAMPLE_RATE,
) -> Clips:
    """Return clips cut from the recordings in a folder and its subfolders, or from one recording.

    Recordings of any sample rate and any number of channels become mono at ``sample_rate``. Clips
    don't overlap. The last clip of a file may be shorter, down to half a second. Silent stretches
    are skipped. Each file is scaled as a whole, so that its peak is 0.7.

    Symbolic links are followed, and no file is read twice. Files that can't be used are left out. A
    warning names each of them with the reason, and so does ``left_out`` of the result.

    Args:
        path: A folder, whose hidden files are ignored, or a single file.
        seconds: The length of a clip; at least 0.5.
        split: None returns all clips. Otherwise the name of each file decides its split: a tenth of
            the files are for tuning, a tenth for the report, the rest for training. With fewer than
            three usable files, the clips are split by time instead, in the same proportions.
        sample_rate: The sample rate of the clips in Hz.

    Raises:
        ValueError: The path doesn't exist, nothing in it can be used, or there is too little to
            split.
    """
    if split is not None:
        check_split(split)
    if not seconds >= SHORTEST:
        raise ValueError(f"seconds must be {SHORTEST} or more, got {seconds}.")
    place = expanded(path).absolute()
    length = round(seconds * sample_rate)
    clips, left_out = _read_all(place, length, sample_rate)
    if left_out:
        warnings.warn("left out:\n" + "\n".join(left_out), stacklevel=2)  # one line per file
    if not clips:
        reason = f"none of its {len(left_out)} files can be used" if left_out else "it is empty"
        raise ValueError(f"{printable(place)} contains nothing to train on: {reason}.")
    chosen = [clip for own in clips.values() for clip in own]
    if split is not None and len(clips) >= len(SPLITS):
        chosen = [clip for name in split_files(list(clips), split) for clip in clips[name]]
    elif split is not None:
        chosen = split_pieces(chosen, split)
    return Clips(chosen, sample_rate, left_out)


def _read_all(
    place: Path, length: int, sample_rate: int
) -> tuple[dict[str, list[Clip]], list[str]]:
    """Return the clips of each file by its name, and a line for each file that can't be used."""
    if not os.path.lexists(place):
        raise ValueError(f"there is no folder or file {printable(place)}.")
    folder = place if place.is_dir() else place.parent
    files, refused = find_files(place) if place.is_dir() else ([place], {})
    clips: dict[str, list[Clip]] = {}
    for file in files:
        name = file.relative_to(folder).as_posix()
        try:
            clips[name] = _read(file, printable(name), length, sample_rate)
        except AudioFileError as error:
            refused[file] = error.reason
    left_out = [
        f"{printable(file.relative_to(folder).as_posix())}: {refused[file]}"
        for file in sorted(refused)
    ]
    return clips, left_out


def _read(file: Path, name: str, length: int, sample_rate: int) -> list[Clip]:
    """Return the clips of one file, scaled to `PEAK`; at least one.

    Raises:
        AudioFileError: The file can't be read, or is too short or silent.
    """
    sound = load(file, sample_rate)
    if sound.seconds < SHORTEST:
        reason = f"it is too short: it needs {SHORTEST} s or more, got {sound.seconds:.2g} s"
        raise AudioFileError(file, reason)
    peak = float(sound.samples.abs().max())
    if peak < SILENCE:
        raise AudioFileError(file, "it is silent: no sample reaches -80 dBFS")
    samples, shortest = sound.samples * (PEAK / peak), round(SHORTEST * sample_rate)
    pieces = ((start, samples[start : start + length]) for start in range(0, len(samples), length))
    clips = [
        Clip(piece, "recording", f"{name} from {start / sample_rate:g} s")
        for start, piece in pieces
        if len(piece) >= shortest and float(piece.abs().max()) >= SILENCE
    ]
    if not clips:
        raise AudioFileError(file, "none of its clips is both long enough and not silent")
    return clips
