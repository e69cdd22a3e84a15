"""Load your own recordings as sounds, and save sounds to files.

Any file that libsndfile reads (WAV, FLAC, OGG, MP3, AIFF and others), at any rate and with any
number of channels, becomes one mono `Sound` at the rate you ask for. torchaudio is not used for
files: its ``load`` needs a further package, TorchCodec.
"""

import os
import warnings
from pathlib import Path

from course_lib.audio.files import (
    READABLE,
    AudioFileError,
    expanded,
    printable,
    read_mono,
    write_audio,
)
from course_lib.audio.resample import resample
from course_lib.audio.wav import pcm16
from course_lib.sounds.sound import SAMPLE_RATE, Sound

_WRITABLE = {".wav": "WAV", ".flac": "FLAC", ".ogg": "OGG", ".mp3": "MP3"}


def load(
    path: str | os.PathLike[str], sample_rate: int = SAMPLE_RATE, name: str | None = None
) -> Sound:
    """Return a recording as mono, at ``sample_rate`` Hz, at its own level.

    Channels are averaged. If a sample is beyond [-1, 1] (in a float file, or after an overshoot of
    the resampling), the whole sound is made quieter until its peak is 1. Nothing is made louder.

    Args:
        path: The file; ``~`` is your home folder.
        sample_rate: The sound's rate in Hz, whatever the file's own rate is.
        name: The sound's name; by default the file's name without its ending.

    Raises:
        AudioFileError: a ValueError: the file cannot be used, and the message says why.
    """
    return _load(expanded(path), sample_rate, name)


def load_folder(path: str | os.PathLike[str], sample_rate: int = SAMPLE_RATE) -> list[Sound]:
    """Return the recordings in a folder, in the order of their file names.

    Hidden files and subfolders are ignored. Files that cannot be used are left out; one warning
    lists them, each with the reason.

    Raises:
        ValueError: there is no such folder, or no file in it can be used.
    """
    folder = expanded(path).absolute()
    if not folder.is_dir():
        raise ValueError(f"there is no folder {printable(folder)}")
    sounds, left_out = [], []
    for file in sorted(folder.iterdir()):
        if file.name.startswith(".") or file.is_dir():
            continue
        try:
            sounds.append(_load(file, sample_rate, None))
        except AudioFileError as error:
            left_out.append(f"{printable(file.name)}: {error.reason}")
    if left_out:
        warnings.warn("left out:\n" + "\n".join(left_out), stacklevel=2)
    if not sounds:
        raise ValueError(f"no file in {printable(folder)} can be used; {READABLE}")
    return sounds


def save(sound: Sound, path: str | os.PathLike[str]) -> None:
    """Write a sound as .wav or .flac (16 bits, exact to half a step), .ogg or .mp3 (compressed).

    Raises:
        ValueError: the file's name has another ending, its folder does not exist, or it cannot be
            written. A file that was there before is then unchanged, unless the disk is full.
    """
    file = expanded(path)
    suffix = file.suffix.lower()
    if suffix not in _WRITABLE:
        raise ValueError(
            f"a sound is saved as {', '.join(_WRITABLE)}; the name was {printable(file.name)!r}"
        )
    if not file.parent.is_dir():
        raise ValueError(f"there is no folder {printable(file.parent)}: make it first")
    exact = suffix in (".wav", ".flac")
    samples = pcm16(sound.samples) if exact else sound.samples
    write_audio(file, samples, sound.sample_rate, _WRITABLE[suffix])


def _load(file: Path, sample_rate: int, name: str | None) -> Sound:
    recorded, file_rate = read_mono(file)
    mono = resample(recorded, file_rate, sample_rate)
    peak = float(mono.abs().max())
    return Sound(mono / max(1.0, peak), sample_rate, printable(file.stem) if name is None else name)
