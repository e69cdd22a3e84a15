"""Lock a file between processes, and move a damaged file aside."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold a lock on ``file``. The system releases it when the process ends, even after a crash."""
    with file.open("a", encoding="utf-8") as stream:
        if sys.platform == "win32":
            msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def move_aside(file: Path) -> Path:
    """Rename a damaged file to a free name, and return the new path."""
    number = 1
    while (backup := file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")).exists():
        number += 1
    file.rename(backup)
    return backup
