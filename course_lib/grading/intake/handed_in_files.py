"""List what was handed in, in a folder or in a zip file, and read it without trusting it.

Nothing is unpacked by its own name. A zip file's paths may lead anywhere, its members may be
damaged, locked or endless, and one of them is never a reason to stop for all.
"""

import os
import stat
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.intake.notebook import RejectedError, read_start
from course_lib.grading.intake.zip_names import decoded_name, open_zip

MAX_NESTED = 32 << 20  # bytes of a zip file within what was handed in
MAX_DIRECTORY = 2 << 20  # bytes of its table of contents
_LINK = "(a link, which is not followed)"
_SYSTEM = {"__MACOSX", "Thumbs.db", "desktop.ini", "Icon\r"}


@dataclass(frozen=True)
class HandedIn:
    """One file, or one folder without files."""

    parts: tuple[str, ...]  # of its path; "" at the end of a folder
    time: tuple[int, ...]  # when it was changed: year, month, day, hour, minute, second
    read: Callable[[int], bytes]  # reads at most so many bytes; raises RejectedError
    path: Path | None = None  # where it is, unless it is in a zip file

    @property
    def name(self) -> str:
        """The name of the file alone."""
        return self.parts[-1]

    @property
    def shown(self) -> str:
        """The path as it is shown to people."""
        return "/".join(self.parts)


def is_hidden(parts: tuple[str, ...]) -> bool:
    """Return True for what no person wrote: hidden files, checkpoints, what macOS adds."""
    return any(
        (part.startswith(".") and part not in (".", "..")) or part in _SYSTEM for part in parts
    )


def is_checkpoint(parts: tuple[str, ...]) -> bool:
    """Return True for the copies that Jupyter saves by itself."""
    return ".ipynb_checkpoints" in parts or parts[-1].endswith("-checkpoint.ipynb")


def list_folder(folder: Path) -> Iterator[HandedIn]:
    """List the files of a folder; links are listed and never followed."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        at = Path(place)
        links = [name for name in folders if (at / name).is_symlink()]
        parts = at.relative_to(folder).parts
        for name in sorted(files):
            path = at / name
            yield HandedIn((*parts, name), _changed(path), _reader_of(path), path)
        for name in links:
            path = at / name
            yield HandedIn((*parts, name, _LINK), _changed(path), _reader_of(path), path)
        if not files and not folders and parts:
            yield HandedIn((*parts, ""), _changed(at), _reader_of(at))


def one_file(path: Path) -> HandedIn:
    """Return a file that was handed in on its own."""
    return HandedIn((path.name,), _changed(path), _reader_of(path), path)


def list_zip(source: Path | bytes) -> Iterator[HandedIn]:
    """List the members of a zip file.

    Raises:
        RejectedError: The zip file itself cannot be read.
    """
    try:
        archive = open_zip(source)
    except Exception as fault:  # a file from somebody else fails in ways that no list holds
        raise RejectedError("a damaged zip file") from fault
    for member in archive.infolist():
        parts = tuple(decoded_name(member).split("/"))
        yield HandedIn(parts, member.date_time, _member_reader(archive, member))


def list_nested(raw: bytes) -> Iterator[HandedIn]:
    """List the members of a zip file that a student handed in.

    Raises:
        RejectedError: It is damaged, or its table of contents is too long.
    """
    end = raw.rfind(b"PK\x05\x06")
    if end >= 0 and int.from_bytes(raw[end + 12 : end + 16], "little") > MAX_DIRECTORY:
        raise RejectedError("a zip file with too many members")
    return list_zip(raw)


def _member_reader(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        if member.flag_bits & 1:
            raise RejectedError("locked with a password")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise RejectedError("a link, not a file")
        try:
            with archive.open(member) as packed:
                return packed.read(limit)
        except Exception as fault:  # as above: zlib, lzma, struct and others each have their own
            raise RejectedError("damaged in the zip file: ask for it again") from fault

    return read


def _reader_of(path: Path) -> Callable[[int], bytes]:
    return lambda limit: read_start(path, limit)


def _changed(path: Path) -> tuple[int, ...]:
    with suppress(OSError, ValueError, OverflowError):
        return tuple(time.localtime(path.lstat().st_mtime)[:6])
    return (0,) * 6
