"""Write files so that a reader finds the old ones or the new ones, whatever happens in between.

Everything is written under a hidden name first, sent to the disk, and then renamed, which a file
system does at once or not at all. A process that is killed, a full disk or a power cut leave at
most something hidden behind, and the next write clears it away.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path


def write_file(path: Path, content: bytes) -> None:
    """Replace a file as a whole."""
    hidden = path.with_name(f".{path.name}.partial")
    try:
        _write(hidden, content)
        hidden.replace(path)
        _sync(path.parent)
    except BaseException:
        hidden.unlink(missing_ok=True)  # gives the room back, where the disk is full
        raise


def write_folder(path: Path, contents: Mapping[str, bytes]) -> None:
    """Create a folder with files in it, as a whole."""
    hidden = path.with_name(f".{path.name}.partial")
    shutil.rmtree(hidden, ignore_errors=True)  # of a process that was killed
    try:
        hidden.mkdir()
        for name, content in contents.items():
            _write(hidden / name, content)
        _sync(hidden)
        hidden.rename(path)
        _sync(path.parent)
    except BaseException:
        shutil.rmtree(hidden, ignore_errors=True)
        raise


def remove_folder(path: Path) -> None:
    """Delete a folder; half of it is never seen under its name."""
    hidden = path.with_name(f".{path.name}.partial")
    path.rename(hidden)
    shutil.rmtree(hidden)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    """Send the names in a folder to the disk, where the system allows it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
