"""Load recordings as sounds, and save sounds to files.

Any file that libsndfile reads (WAV, FLAC, OGG, MP3, AIFF and others), at any sample rate and with
any number of channels, becomes a mono `Sound` at the rate you choose. torchaudio isn't used for
files: its ``load`` needs another package, TorchCodec.
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
from course_lib.sounds.sound import LESSON_SAMPLE_RATE, Sound

_WRITABLE = {".wav": "WAV", ".flac": "FLAC", ".ogg": "OGG", ".mp3": "MP3"}


def load(
    path: str | os.PathLike[str], sample_rate: int = LESSON_SAMPLE_RATE, name: str | None = None
) -> Sound:
    """Return a recording as a mono sound at ``sample_rate`` Hz, at its own level.

    Channels are averaged. If a sample exceeds [-1, 1] (in a float file, or because resampling
    overshoots), the whole sound is made quieter until its peak is 1. Nothing is made louder.

    Args:
        path: The file; ``~`` is your home folder.
        sample_rate: The sample rate of the sound, in Hz, whatever the file's own rate is.
        name: The name of the sound; by default the file's name without its suffix.

    Raises:
        AudioFileError: The file can't be used; the message says why. It is a ValueError.
    """
    return _load(expanded(path), sample_rate, name)


def load_folder(path: str | os.PathLike[str], sample_rate: int = LESSON_SAMPLE_RATE) -> list[Sound]:
    """Return the recordings in a folder as sounds, in the order of their file names.

    Hidden files and subfolders are ignored. Files that can't be used are skipped; one warning lists
    them with the reasons.

    Args:
        path: The folder; ``~`` is your home folder.
        sample_rate: The sample rate of the sounds, in Hz.

    Raises:
        ValueError: The folder doesn't exist, or no file in it can be used.
    """
    folder = expanded(path).absolute()
    if not folder.is_dir():
        raise ValueError(f"there is no folder {printable(folder)}.")
    sounds, skipped = [], []
    for file in sorted(folder.iterdir()):
        if file.name.startswith(".") or file.is_dir():
            continue
        try:
            sounds.append(_load(file, sample_rate, None))
        except AudioFileError as error:
            skipped.append(f"{printable(file.name)}: {error.reason}")
    if skipped:
        warnings.warn("skipped:\n" + "\n".join(skipped), stacklevel=2)
    if not sounds:
        raise ValueError(f"no file in {printable(folder)} can be used; {READABLE}.")
    return sounds


def save(sound: Sound, path: str | os.PathLike[str]) -> None:
    """Write a sound as .wav or .flac (16 bits, exact to half a step), .ogg or .mp3 (compressed).

    Args:
        sound: The sound to save.
        path: The file to write; its suffix chooses the format.

    Raises:
        ValueError: The suffix is unknown, the folder doesn't exist, or the file can't be written.
            An existing file is then unchanged, unless the disk is full.
    """
    file = expanded(path)
    suffix = file.suffix.lower()
    if suffix not in _WRITABLE:
        raise ValueError(
            f"the file name must end in {', '.join(_WRITABLE)}, got {printable(file.name)!r}."
        )
    if not file.parent.is_dir():
        raise ValueError(f"there is no folder {printable(file.parent)}: create it first.")
    exact = suffix in (".wav", ".flac")
    samples = pcm16(sound.samples) if exact else sound.samples
    write_audio(file, samples, sound.sample_rate, _WRITABLE[suffix])


def _load(file: Path, sample_rate: int, name: str | None) -> Sound:
    recorded, file_rate = read_mono(file)
    mono = resample(recorded, file_rate, sample_rate)
    peak = float(mono.abs().max())
    return Sound(mono / max(1.0, peak), sample_rate, printable(file.stem) if name is None else name)
