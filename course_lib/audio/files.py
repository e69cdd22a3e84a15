"""Read and write audio files without trusting their headers.

A header states a sample rate and a length. Streams leave the length open, and a damaged or hostile
file can claim anything: memory reserved from such a number can crash the program. So `read_mono`
decodes forwards, block by block, until no samples are left. It keeps only the average of the
channels, and stops at `MOST_PER_BYTE` samples per byte of the file.

Conventions
    Samples are [time], float64. A recording that can't be used raises `AudioFileError`, whatever
    error libsndfile or its Python wrapper raised.
"""

import io
import os
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from course_lib.extras import extra

if TYPE_CHECKING:
    import soundfile

READABLE = "WAV, FLAC, OGG and MP3 can be read"
RATES = (1_000, 1_000_000)  # Hz; each sample of a file at 1 Hz would become 24000 samples
# FLAC packs 342 samples of digital silence into one byte, Opus 205; sound takes far more bytes.
MOST_PER_BYTE = 512
CANCELLED = 1e-4  # -40 dB; of up to 1024 independent channels, the average keeps at least -30 dB
_BLOCK = 2**18  # values decoded at a time, over all channels: 2 MiB


class AudioFileError(ValueError):
    """A recording that can't be used.

    Args:
        file: The path of the recording.
        reason: What is wrong with it, without the file's name.
    """

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"cannot read {printable(file)}: {reason}")
        self.reason = reason


def read_mono(file: Path) -> tuple[Tensor, int]:
    """Return the average of a recording's channels, [time], and its sample rate in Hz.

    Raises:
        MissingExtraError: The extra "sounds" isn't installed.
        AudioFileError: The file doesn't exist, isn't audio or is damaged; or it has no samples, NaN
            or infinite samples, a sample rate outside `RATES`, or channels that cancel each other.
    """
    if not os.path.lexists(file):
        raise AudioFileError(file, f"there is no such file (looked from {printable(Path.cwd())})")
    if file.is_dir():
        raise AudioFileError(file, "it is a folder: use load_folder to read the recordings in it")
    if not file.is_file():
        kind = "a broken link" if file.is_symlink() else "a device or a pipe"
        raise AudioFileError(file, f"it is {kind}")
    try:
        # overflow is refused below, so it needs no warning
        with np.errstate(over="ignore", invalid="ignore"), _forward_file(file) as decoder:
            return _decode(decoder, file), int(decoder.samplerate)
    except (AudioFileError, ModuleNotFoundError):
        raise
    except Exception as error:  # for damaged files, soundfile raises nearly any class
        detail = getattr(error, "error_string", None) or error or type(error).__name__
        reason = f"it isn't audio, or it is damaged; {READABLE}. Reason: {detail}"
        raise AudioFileError(file, reason) from error


def write_audio(file: Path, samples: Tensor, sample_rate: int, form: str) -> None:
    """Write samples [time] in one of libsndfile's formats.

    The file is encoded in memory first: if that fails, an existing file of this name is unchanged.

    Args:
        file: The path to write to. Its folder must exist.
        samples: The samples [time], in [-1, 1].
        sample_rate: The sample rate, in Hz.
        form: The format, such as "WAV" or "FLAC".

    Raises:
        MissingExtraError: The extra "sounds" isn't installed.
        ValueError: The format doesn't support this sample rate, or the file can't be written.
    """
    soundfile = _import_soundfile()
    buffer = io.BytesIO()
    try:
        with soundfile.SoundFile(buffer, "w", sample_rate, channels=1, format=form) as encoder:
            for block in torch.split(samples, _BLOCK):  # libvorbis crashes on long blocks
                encoder.write(block.numpy())
        file.write_bytes(buffer.getvalue())
    except (soundfile.SoundFileError, OSError, AssertionError) as error:
        # soundfile asserts that every sample was written
        detail = getattr(error, "error_string", None) or getattr(error, "strerror", None) or error
        raise ValueError(f"cannot write {printable(file)}: {detail}") from error


def printable(path: str | os.PathLike[str]) -> str:
    r"""Return a path as printable text: unprintable characters become \x1b, \udce9 and so on.

    A file's name may contain line breaks, control characters, and bytes that aren't text.
    """
    text = os.fspath(path)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def expanded(path: str | os.PathLike[str]) -> Path:
    """Return a path with ``~`` replaced by the home folder; a file may also be named ``~x.wav``."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # no user is called x.wav
        return Path(path)


def _import_soundfile() -> ModuleType:
    """Return soundfile, which only those need who read or write files."""
    with extra("sounds", "reading and writing audio files"):
        import soundfile
    module: ModuleType = soundfile
    return module


def _forward_file(file: Path) -> "soundfile.SoundFile":
    """Return an open file that is only read forwards.

    soundfile seeks after each block of a seekable file. libsndfile can't seek in a FLAC file whose
    header gives no length, and after a seek in an MP3 file the samples differ by rounding.
    """
    decoder = _import_soundfile().SoundFile(_native(file))
    decoder.seekable = lambda: False
    return decoder


def _native(file: Path) -> str | bytes:
    """Return the file's name as the system stores it; soundfile encodes text as strict UTF-8."""
    return str(file) if os.name == "nt" else os.fsencode(file)


def _decode(decoder: "soundfile.SoundFile", file: Path) -> Tensor:
    rate, channels = decoder.samplerate, decoder.channels
    if not RATES[0] <= rate <= RATES[1]:
        raise AudioFileError(
            file,
            f"its header must state a sample rate between {RATES[0]} and {RATES[1]} Hz, and states "
            f"{rate}: export the file again",
        )
    most = MOST_PER_BYTE * file.stat().st_size
    blocks: list[np.ndarray[Any, Any]] = []
    length, power, mono_power = 0, 0.0, 0.0
    while len(block := decoder.read(max(1, _BLOCK // channels), "float64", always_2d=True)):
        mono = block.mean(axis=1)
        if not (np.isfinite(block).all() and np.isfinite(mono).all()):
            raise AudioFileError(file, "it contains NaN or infinite samples: export the file again")
        length += len(mono)
        if length > most:
            raise AudioFileError(
                file,
                f"it decodes to more than {MOST_PER_BYTE} samples per byte",
            )
        blocks.append(mono)
        power += float(np.square(block).sum() / channels)
        mono_power += float(np.square(mono).sum())
    if not length:
        raise AudioFileError(file, "it is an audio file, but contains no samples")
    if mono_power < CANCELLED * power:
        raise AudioFileError(
            file,
            f"its {channels} channels cancel each other: their average is (nearly) silent. Export "
            "one channel alone, or invert one of them",
        )
    return torch.from_numpy(np.concatenate(blocks))
