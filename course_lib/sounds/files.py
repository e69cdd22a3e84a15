"""A person's own recordings, in and out.

Any file that libsndfile reads (WAV, FLAC, OGG, MP3, AIFF and others), at any rate and with any
number of channels, becomes one mono `Sound` at the rate that is asked for. torchaudio is not used
for files: its ``load`` needs a further package, TorchCodec.
"""

import os
import warnings
from pathlib import Path

import soundfile
import torch
from torch import Tensor

from course_lib.audio.resampling import resample
from course_lib.audio.wav import pcm16
from course_lib.sounds.sound import SAMPLE_RATE, Sound

_READABLE = "WAV, FLAC, OGG and MP3 can be read"
_WRITABLE = {".wav": "WAV", ".flac": "FLAC", ".ogg": "OGG", ".mp3": "MP3"}


def load(
    path: str | os.PathLike[str], sample_rate: int = SAMPLE_RATE, name: str | None = None
) -> Sound:
    """Read a recording as mono, at ``sample_rate`` Hz, at the level it has.

    Channels are averaged. Samples beyond [-1, 1] (a float file, or an overshoot of the resampling)
    make the whole sound quieter until its loudest is 1; nothing is made louder.

    Raises:
        ValueError: there is no such file, it is not audio, it is empty, or it holds NaN or
        infinity.
    """
    file = Path(path).expanduser()
    samples, file_rate = _read(file)
    if not bool(samples.isfinite().all()):
        raise ValueError(f"{file} holds samples that are NaN or infinite: export it again")
    mono = resample(samples.mean(dim=1), file_rate, sample_rate)
    peak = float(mono.abs().max())
    return Sound(mono / max(1.0, peak), sample_rate, file.stem if name is None else name)


def load_folder(path: str | os.PathLike[str], sample_rate: int = SAMPLE_RATE) -> list[Sound]:
    """Read each recording in a folder, in the order of the file names.

    Folders inside it and hidden files are passed over. A file that cannot be read is left out, and
    one warning names all of them.

    Raises:
        ValueError: there is no such folder, or nothing in it can be read.
    """
    folder = Path(path).expanduser()
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder}")
    sounds, skipped = [], []
    for file in sorted(folder.iterdir()):
        if file.name.startswith(".") or not file.is_file():
            continue
        try:
            sounds.append(load(file, sample_rate))
        except ValueError:
            skipped.append(file.name)
    if not sounds:
        raise ValueError(f"no file in {folder} is audio; {_READABLE}")
    if skipped:
        warnings.warn(f"left out, since it is not audio: {', '.join(skipped)}", stacklevel=2)
    return sounds


def save(sound: Sound, path: str | os.PathLike[str]) -> None:
    """Write a sound as .wav or .flac (16 bits, exact to half a step), .ogg or .mp3 (compressed).

    Raises:
        ValueError: the ending of the name is another, or the folder does not exist.
    """
    file = Path(path).expanduser()
    suffix = file.suffix.lower()
    if suffix not in _WRITABLE:
        raise ValueError(f"sounds are saved as {', '.join(_WRITABLE)}, and not as {file.name!r}")
    if not file.parent.is_dir():
        raise ValueError(f"there is no folder {file.parent}: make it first")
    exact = suffix in (".wav", ".flac")
    samples = pcm16(sound.samples) if exact else sound.samples
    try:
        soundfile.write(file, samples.numpy(), sound.sample_rate, format=_WRITABLE[suffix])
    except soundfile.LibsndfileError as error:
        raise ValueError(f"cannot write {file}: {error.error_string}") from error


def _read(file: Path) -> tuple[Tensor, int]:
    """Read samples [time, channels], float64, and the file's own rate."""
    if file.is_dir():
        raise ValueError(f"{file} is a folder: load_folder reads the recordings inside it")
    if not file.is_file():
        raise ValueError(f"there is no file {file} (looked from {Path.cwd()})")
    try:
        samples, rate = soundfile.read(file, dtype="float64", always_2d=True)
    except (soundfile.LibsndfileError, TypeError) as error:  # TypeError: a headerless .raw file
        raise ValueError(f"{file} cannot be read as audio; {_READABLE}. Reason: {error}") from error
    if samples.shape[0] == 0:
        raise ValueError(f"{file} is audio, but holds no sample")
    return torch.from_numpy(samples), int(rate)
