"""Write files atomically: a reader finds the old content or the new, never something in between.

Everything is written under a hidden name, flushed to disk, and then renamed, which file systems do
atomically. After a kill, a full disk or a power cut, the old file is still there; at most a hidden
file is left behind.
"""

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path


def write_file(path: Path, content: bytes | str) -> None:
    """Write a file, or replace it, atomically.

    If two processes write the same file at the same time, one of them wins.

    Args:
        path: The file, which needn't exist yet. Its folder must exist.
        content: Bytes, or text, which is encoded as UTF-8 with its line endings unchanged.

    Raises:
        OSError: The file can't be written; an existing file is unchanged.
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
    """Create a folder with files in it, atomically. Only one process may write it at a time.

    Args:
        path: The folder, which mustn't exist yet.
        contents: The content of each file, by name.

    Raises:
        OSError: The folder can't be written, or exists; nothing of the new one is left.
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
    """Delete a folder atomically: a reader never finds part of it under its name."""
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
    """Flush the entries of a folder to disk, if the system supports it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
