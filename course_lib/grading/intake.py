"""Read a submitted notebook as what it is: a file from somebody else.

Only the source text of code cells, and the few words that say which cell it was, are taken. Its
outputs, kernel name, tags and points mean nothing. The file is never run as it is.
"""

import hashlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

MAX_FILE = 8 << 20  # bytes
MAX_CELL = 64 << 10  # characters
MAX_CELLS = 400  # cells of code


class RejectedError(Exception):
    """A file that is no notebook; the message is the reason, for teacher and student."""


@dataclass(frozen=True)
class SubmittedCell:
    """A cell of code, with what the file says about where it belongs."""

    source: str
    exercise: str | None = None  # by its metadata
    cell_id: str | None = None


@dataclass(frozen=True)
class Submission:
    """What is taken from a file."""

    cells: tuple[SubmittedCell, ...]
    sha: str  # SHA-256 of the file
    notes: tuple[str, ...] = ()


def read_untrusted(path: Path) -> Submission:
    """Read the cells of code of a submitted notebook.

    Raises:
        RejectedError: with the reason, if the file is not a notebook that can be graded.
    """
    raw = read_regular(path)
    cells = _cells(_parsed(raw))
    code = [cell for cell in map(_submitted, cells) if cell is not None]
    notes = []
    if len(code) > MAX_CELLS:
        notes.append(f"only the first {MAX_CELLS} of {len(code)} code cells were read")
        code = code[:MAX_CELLS]
    kept = [cell for cell in code if len(cell.source) <= MAX_CELL]
    if len(kept) < len(code):
        notes.append(f"{len(code) - len(kept)} code cells of more than 64 kB were left out")
    return Submission(tuple(kept), hashlib.sha256(raw).hexdigest(), tuple(notes))


def read_regular(path: Path, limit: int = MAX_FILE) -> bytes:
    """Read a file that is neither a link, nor a pipe, nor larger than ``limit``."""
    flags = os.O_RDONLY | os.O_CLOEXEC
    # a pipe must not hold the grader up, and a link must not lead it elsewhere
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise RejectedError("not a regular file")
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise RejectedError("not a regular file")
            raw = file.read(limit + 1)
    except OSError as fault:
        raise RejectedError(f"cannot be read: {fault.strerror}") from fault
    if len(raw) > limit:
        raise RejectedError(
            f"larger than {limit >> 20} MB: clear its outputs, save it and hand it in again"
        )
    return raw


def _parsed(raw: bytes) -> dict[str, object]:
    if not raw.strip():
        raise RejectedError("the file is empty")
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except RecursionError:
        raise RejectedError("its JSON is nested too deeply") from None
    except UnicodeDecodeError:
        raise RejectedError("not a text file, so no notebook") from None
    except ValueError as fault:
        raise RejectedError(f"not valid notebook JSON: {_plain(str(fault))}") from None
    if not isinstance(found, dict):
        raise RejectedError("JSON, but not a notebook")
    return found


def _cells(found: dict[str, object]) -> list[object]:
    cells = found.get("cells")
    if cells is None and isinstance(found.get("worksheets"), list):
        raise RejectedError("an old notebook format (3): open it in Jupyter and save it again")
    if not isinstance(cells, list):
        raise RejectedError("JSON, but a notebook without cells")
    return cells


def _submitted(cell: object) -> SubmittedCell | None:
    """Take what counts of a cell; None for one that is no code."""
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return None
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return None
    metadata = cell.get("metadata")
    course = metadata.get("course") if isinstance(metadata, dict) else None
    exercise = course.get("id") if isinstance(course, dict) else None
    return SubmittedCell(_utf8(source), _word(exercise), _word(cell.get("id")))


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 100 else None


def _utf8(text: str) -> str:
    """Drop what no message can carry: zeros, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:120]
