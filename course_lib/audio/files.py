"""Read and write audio files without believing their headers.

A header states a sample rate and a length. A stream leaves the length open, and a damaged or a
hostile file can state anything: memory that is reserved from such a number ends the whole program.
So `read_mono` decodes forwards, block by block, until no samples are left; it keeps one channel,
and at most `MOST_PER_BYTE` samples for each byte of the file.

Conventions
    Samples are [time], float64. A recording that cannot be used raises `AudioFileError`, whatever
    libsndfile and its Python wrapper raised.
"""

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import torch
from torch import Tensor

READABLE = "WAV, FLAC, OGG and MP3 can be read"
RATES = (1_000, 1_000_000)  # Hz; a file at 1 Hz would grow by the rate it is converted to
# FLAC packs 342 samples of digital silence into one byte, Opus 205; sound needs far more bytes.
MOST_PER_BYTE = 512
CANCELLED = 1e-4  # -40 dB; of up to 1024 independent channels, the average keeps at least -30 dB
_BLOCK = 2**18  # values of all channels that are decoded at a time: 2 MiB


class AudioFileError(ValueError):
    """A recording that cannot be used.

    Args:
        file: Its path.
        reason: A sentence on what is wrong with it, without its name.
    """

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"cannot read {printable(file)}: {reason}")
        self.reason = reason


def read_mono(file: Path) -> tuple[Tensor, int]:
    """Return the average of a recording's channels, [time], and its sample rate in Hz.

    Raises:
        AudioFileError: there is no such file, it is not audio or damaged, it has no samples, NaN or
            infinite ones, a rate outside `RATES`, or channels that cancel each other.
    """
    if not os.path.lexists(file):
        raise AudioFileError(file, f"there is no such file (looked from {printable(Path.cwd())})")
    if file.is_dir():
        raise AudioFileError(file, "it is a folder: load_folder reads the recordings in it")
    if not file.is_file():
        kind = "a link that leads nowhere" if file.is_symlink() else "a device or a pipe"
        raise AudioFileError(file, f"it is {kind}")
    try:
        # what overflows is refused below, and needs no warning
        with np.errstate(over="ignore", invalid="ignore"), _ForwardFile(_native(file)) as decoder:
            return _decode(decoder, file), int(decoder.samplerate)
    except AudioFileError:
        raise
    except Exception as error:  # for damaged files, soundfile raises nearly any class
        detail = getattr(error, "error_string", None) or error or type(error).__name__
        reason = f"it is not audio, or damaged; {READABLE}. Reason: {detail}"
        raise AudioFileError(file, reason) from error


def write_audio(file: Path, samples: Tensor, sample_rate: int, form: str) -> None:
    """Write samples [time] in a format of libsndfile, such as "WAV" or "FLAC".

    The file is encoded in memory first: if that fails, a file of this name stays as it was.

    Raises:
        ValueError: the format cannot store this rate, or the file cannot be written.
    """
    buffer = io.BytesIO()
    try:
        with soundfile.SoundFile(buffer, "w", sample_rate, channels=1, format=form) as encoder:
            for block in torch.split(samples, _BLOCK):  # libvorbis crashes on a long one
                encoder.write(block.numpy())
        file.write_bytes(buffer.getvalue())
    except (soundfile.SoundFileError, OSError, AssertionError) as error:
        # soundfile asserts that every sample was written
        detail = getattr(error, "error_string", None) or getattr(error, "strerror", None) or error
        raise ValueError(f"cannot write {printable(file)}: {detail}") from error


def printable(path: str | os.PathLike[str]) -> str:
    r"""Return a path as text for any screen or page: signs that cannot be printed as \x1b, \udce9.

    A file's name may contain line breaks, control characters, and bytes that are not text.
    """
    text = os.fspath(path)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def expanded(path: str | os.PathLike[str]) -> Path:
    """Return a path with the home folder for ``~``; a file may also be called ``~x.wav``."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # no user is called x.wav
        return Path(path)


class _ForwardFile(soundfile.SoundFile):  # type: ignore[misc] # it has no types
    """A file that is read from its beginning to its end.

    soundfile seeks after each block of a seekable file. libsndfile cannot seek in a FLAC file
    whose header gives no length, and in an MP3 file the samples change by a rounding.
    """

    def seekable(self) -> bool:
        return False


def _native(file: Path) -> str | bytes:
    """Return the file's name as the system has it; soundfile takes text for strict UTF-8."""
    return str(file) if os.name == "nt" else os.fsencode(file)


def _decode(decoder: soundfile.SoundFile, file: Path) -> Tensor:
    rate, channels = decoder.samplerate, decoder.channels
    if not RATES[0] <= rate <= RATES[1]:
        raise AudioFileError(
            file,
            f"its header states {rate} samples a second, and from {RATES[0]} to {RATES[1]} can be "
            "read: export it again",
        )
    most = MOST_PER_BYTE * file.stat().st_size
    blocks: list[np.ndarray[Any, Any]] = []
    length, power, mono_power = 0, 0.0, 0.0
    while len(block := decoder.read(max(1, _BLOCK // channels), "float64", always_2d=True)):
        mono = block.mean(axis=1)
        if not (np.isfinite(block).all() and np.isfinite(mono).all()):
            raise AudioFileError(file, "it contains NaN or infinite samples: export it again")
        length += len(mono)
        if length > most:
            raise AudioFileError(
                file, f"it unpacks to more than {MOST_PER_BYTE} samples for each of its bytes"
            )
        blocks.append(mono)
        power += float(np.square(block).sum() / channels)
        mono_power += float(np.square(mono).sum())
    if not length:
        raise AudioFileError(file, "it is audio, but contains no samples")
    if mono_power < CANCELLED * power:
        raise AudioFileError(
            file,
            f"its {channels} channels cancel each other: their average is silent, or nearly so. "
            "Export one channel alone, or turn the sign of one around",
        )
    return torch.from_numpy(np.concatenate(blocks))
