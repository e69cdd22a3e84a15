"""Open zip files whose names are not what they claim to be.

A member's name may be marked as UTF-8 and be none, which `zipfile` refuses for the whole archive;
or be UTF-8 and not be marked, as many tools write it.
"""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

_UTF8 = 0x800  # the flag that marks a name as UTF-8
_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"


def open_zip(source: Path | bytes) -> zipfile.ZipFile:
    """Open a zip file; if it claims UTF-8 names and has others, take the claim out.

    Raises:
        zipfile.BadZipFile: It is damaged; other errors are possible.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except UnicodeDecodeError:
        raw = source if isinstance(source, bytes) else source.read_bytes()
        return zipfile.ZipFile(io.BytesIO(_unmarked(bytearray(raw))))


def decoded_name(member: zipfile.ZipInfo) -> str:
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
