"""List and read the files in a folder or a zip file without trusting them.

Nothing is unpacked under its own name. A zip file's paths may lead anywhere, and its members may be
damaged, locked or endless. A bad member never affects the others.
"""

import io
import os
import stat
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.intake.errors import RejectedError
from course_lib.grading.intake.notebook import read_start

MAX_NESTED = 32 << 20  # bytes of a zip file within what was handed in
MAX_DIRECTORY = 2 << 20  # bytes of its table of contents
_LINK = "(a link, which is not followed)"
# A member's name may be marked as UTF-8 and not be UTF-8, or be UTF-8 without the mark.
_UTF8 = 0x800  # the flag that marks a name as UTF-8
_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"
_SYSTEM = {"__MACOSX", "Thumbs.db", "desktop.ini", "Icon\r"}


@dataclass(frozen=True)
class ReceivedFile:
    """One file, or one empty folder."""

    parts: tuple[str, ...]  # of its path; the last one is "" for a folder
    time: tuple[int, ...]  # when it was changed: year, month, day, hour, minute, second
    read: Callable[[int], bytes]  # reads at most that many bytes; raises RejectedError
    path: Path | None = None  # None in a zip file

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.parts[-1]

    @property
    def shown(self) -> str:
        """The path as it is shown to people."""
        return "/".join(self.parts)


def is_hidden(parts: tuple[str, ...]) -> bool:
    """Return True for files that no person wrote: hidden ones, and those that systems add."""
    return any(
        (part.startswith(".") and part not in (".", "..")) or part in _SYSTEM for part in parts
    )


def is_checkpoint(parts: tuple[str, ...]) -> bool:
    """Return True for the copies that Jupyter saves by itself."""
    return ".ipynb_checkpoints" in parts or parts[-1].endswith("-checkpoint.ipynb")


def list_folder(folder: Path) -> Iterator[ReceivedFile]:
    """Yield the files of a folder; links are yielded, but never followed."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        at = Path(place)
        links = [name for name in folders if (at / name).is_symlink()]
        parts = at.relative_to(folder).parts
        for name in sorted(files):
            path = at / name
            yield ReceivedFile((*parts, name), _changed(path), _reader_of(path), path)
        for name in links:
            path = at / name
            yield ReceivedFile((*parts, name, _LINK), _changed(path), _reader_of(path), path)
        if not files and not folders and parts:
            yield ReceivedFile((*parts, ""), _changed(at), _reader_of(at))


def one_file(path: Path) -> ReceivedFile:
    """Return a single file that isn't in a folder or a zip file."""
    return ReceivedFile((path.name,), _changed(path), _reader_of(path), path)


def list_zip(source: Path | bytes) -> Iterator[ReceivedFile]:
    """Yield the members of a zip file.

    Raises:
        RejectedError: The zip file itself can't be read.
    """
    try:
        archive = _open_zip(source)
    except Exception as fault:  # zipfile raises many kinds of errors for damaged files
        raise RejectedError("a damaged zip file") from fault
    for member in archive.infolist():
        parts = tuple(_decoded_name(member).split("/"))
        yield ReceivedFile(parts, member.date_time, _member_reader(archive, member))


def list_nested(raw: bytes) -> Iterator[ReceivedFile]:
    """Yield the members of a zip file from a student.

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
        except Exception as fault:  # as above: zlib, lzma and struct have their own errors
            raise RejectedError("damaged in the zip file: ask for it again") from fault

    return read


def _reader_of(path: Path) -> Callable[[int], bytes]:
    return lambda limit: read_start(path, limit)


def _changed(path: Path) -> tuple[int, ...]:
    with suppress(OSError, ValueError, OverflowError):
        return tuple(time.localtime(path.lstat().st_mtime)[:6])
    return (0,) * 6


def _open_zip(source: Path | bytes) -> zipfile.ZipFile:
    """Open a zip file; names that are wrongly marked as UTF-8 lose the mark.

    Raises:
        zipfile.BadZipFile: It is damaged; other errors are possible.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except UnicodeDecodeError:
        raw = source if isinstance(source, bytes) else source.read_bytes()
        return zipfile.ZipFile(io.BytesIO(_unmarked(bytearray(raw))))


def _decoded_name(member: zipfile.ZipInfo) -> str:
    """Return a member's path with slashes, decoded as UTF-8 where its bytes are that."""
    name = member.filename
    if not member.flag_bits & _UTF8:
        with suppress(UnicodeError):  # an old tool's code page: zipfile's guess is as good as any
            name = name.encode("cp437").decode("utf-8")
    return name if "/" in name else name.replace("\\", "/")


def _unmarked(raw: bytearray) -> bytearray:
    """Clear the UTF-8 flag of every member whose name is not UTF-8, here and in its header."""
    end = raw.rfind(_END)
    at = end - _number(raw, end + 12, 4)
    while raw[at : at + 4] == _ENTRY:
        length = _number(raw, at + 28)
        try:
            raw[at + 46 : at + 46 + length].decode("utf-8")
        except UnicodeDecodeError:
            for flags in (at + 8, _number(raw, at + 42, 4) + 6):
                cleared = _number(raw, flags) & ~_UTF8
                raw[flags : flags + 2] = cleared.to_bytes(2, "little")
        at += 46 + length + _number(raw, at + 30) + _number(raw, at + 32)
    return raw


def _number(raw: bytearray, at: int, size: int = 2) -> int:
    return int.from_bytes(raw[at : at + size], "little")
