"""Write files so that a reader finds the old ones or the new ones, whatever happens in between.

Everything is written under a hidden name first, flushed to the disk, and then renamed, which a file
system does at once or not at all. After a kill, a full disk or a power cut, the file is still the
old one; at most something hidden is left behind.
"""

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path


def write_file(path: Path, content: bytes | str) -> None:
    """Replace a file as a whole.

    Two processes may write the same file at the same time: one of them wins.

    Args:
        path: The file, which need not exist yet. Its folder must.
        content: Bytes, or text that is written as UTF-8 with its line ends as they are.

    Raises:
        OSError: The file cannot be written. The old one is still there.
    """
    hidden = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        _write(hidden, content.encode() if isinstance(content, str) else content)
        hidden.replace(path)
        _sync(path.parent)
    except BaseException:
        hidden.unlink(missing_ok=True)  # frees the space again when the disk is full
        raise


def write_folder(path: Path, contents: Mapping[str, bytes]) -> None:
    """Create a folder with files in it, as a whole; one process writes it at a time.

    Args:
        path: The folder, which must not exist yet.
        contents: The content of each file, by its name.

    Raises:
        OSError: The folder cannot be written, or exists. Nothing of it is left.
    """
    hidden = _hidden(path)
    shutil.rmtree(hidden, ignore_errors=True)  # left behind by a process that was killed
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
    hidden = _hidden(path)
    path.rename(hidden)
    shutil.rmtree(hidden)


def _hidden(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.partial")


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system allows it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
