"""Read a submitted notebook without trusting it.

Only the source text of its code cells is read, and what identifies each cell. Outputs, kernel name,
tags and points are ignored. The file is never run as it is.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from course_lib.grading.intake.errors import RejectedError

MAX_FILE = 8 << 20  # bytes, without outputs
MAX_RAW = 64 << 20  # bytes, with outputs
MAX_CELL = 64 << 10  # characters
MAX_CELLS = 400  # cells of code
_MARKER = re.compile(r"^[ \t]*# ?@answer[ \t]+(\S+)[ \t]*$", re.MULTILINE)
_ANSWER_ID = re.compile(r"(\d\d)-(\d+)-answer")
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[][{}]', re.DOTALL)  # a string or a bracket in JSON
_MAX_TOKENS = 4_000_000  # a few seconds of work
_VALUE = re.compile(rb"\s*:\s*(?=[\[{])")
_UNREAD = {(3, b'"outputs"'), (3, b'"attachments"'), (2, b'"widgets"')}  # keys, and their depth
_KINDS = {  # the first bytes of files that were given a notebook's name
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x1f\x8b": "a gz archive",
    b"<!doctype": "a web page",
    b"<html": "a web page",
}


@dataclass(frozen=True)
class SubmittedCell:
    """A code cell, and what the file says about its place."""

    source: str
    exercise: str | None = None  # from its metadata
    cell_id: str | None = None


@dataclass(frozen=True)
class Submission:
    """What is read from a notebook."""

    cells: tuple[SubmittedCell, ...]
    sha: str  # SHA-256 of the file
    notes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()  # for the teacher


def read_untrusted(path: Path) -> Submission:
    """Read the code cells of a submitted notebook.

    Raises:
        RejectedError: The file isn't a notebook that can be graded; the message is the reason.
    """
    return parse_untrusted(read_source(lambda size: read_start(path, size)))


def read_source(read: Callable[[int], bytes]) -> bytes:
    """Read a notebook; the outputs of a large one are left out, since nothing reads them.

    Args:
        read: Returns at most that many bytes of the file.

    Returns:
        At most one byte more than a notebook may have.
    """
    raw = read(MAX_RAW + 1)
    if MAX_FILE < len(raw) <= MAX_RAW:
        raw = _without_outputs(raw)
    return raw[: MAX_FILE + 1]


def kind_of(start: bytes) -> str:
    """Return what a file is by its first bytes, such as "a PDF file", or "" if it may be text."""
    found = (kind for mark, kind in _KINDS.items() if start[: len(mark)].lower() == mark.lower())
    return next(found, "")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a submitted notebook, or "" if it can't be graded."""
    try:
        return read_untrusted(path).sha
    except Exception:  # grading it says why
        return ""


def parse_untrusted(raw: bytes) -> Submission:
    """Read the code cells from a submitted notebook's bytes.

    An answer cell that was turned into Markdown or raw text counts as code if its exercise has no
    other answer.

    Raises:
        RejectedError: This isn't a notebook that can be graded; the message is the reason.
    """
    text, damaged = _text(raw)
    cells, old = _cells(_parsed(text))
    read = [cell for cell in map(_submitted, cells) if cell is not None]
    answered = {_exercise_of(cell) for is_code, cell in read if is_code}
    code = [cell for is_code, cell in read if is_code or _exercise_of(cell) not in answered]
    texts = [_exercise_of(c) for is_code, c in read if not is_code and c in code]
    flags = [*damaged, *old]
    flags += [f"{exercise}: the answer cell is text, not code; read as code" for exercise in texts]
    notes = []
    if len(code) > MAX_CELLS:
        notes.append(f"only the first {MAX_CELLS} of {len(code)} code cells were read")
        code = code[:MAX_CELLS]
    small = [cell for cell in code if len(cell.source) <= MAX_CELL]
    if len(small) < len(code):
        notes.append(f"{len(code) - len(small)} code cells of more than 64 kB were left out")
    sha = hashlib.sha256(raw).hexdigest()
    return Submission(tuple(small), sha, tuple(notes), tuple(flags[:20]))


def read_start(path: Path, size: int) -> bytes:
    """Read at most ``size`` bytes of a regular file.

    Raises:
        RejectedError: It is a link, a pipe or the like, or can't be read.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC
    # a pipe must not block the grader, and a link must not lead it elsewhere
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise RejectedError("not a regular file")
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise RejectedError("not a regular file")
            return file.read(size)
    except OSError as fault:
        raise RejectedError(f"cannot be read: {fault.strerror}") from fault


def _without_outputs(raw: bytes) -> bytes:
    """Replace the outputs of a notebook's cells, and other large parts that nobody reads, by null.

    The text isn't parsed as a whole: that would take many times its size in memory.
    """
    kept, start, depth, skipped = list[bytes](), 0, 0, 0
    for count, token in enumerate(_TOKEN.finditer(raw)):
        if count > _MAX_TOKENS:
            break
        mark = raw[token.start()]
        if mark in b"[{":
            depth += 1
        elif mark in b"]}":
            depth -= 1
            if skipped and depth == skipped:
                skipped, start = 0, token.end()
        elif (
            not skipped and (depth, token[0]) in _UNREAD and (at := _VALUE.match(raw, token.end()))
        ):
            kept += [raw[start : at.end()], b"null"]
            skipped = depth
    return b"".join(kept) + (b"" if skipped else raw[start:])


def _text(raw: bytes) -> tuple[str, list[str]]:
    """Return the text of a file, and a flag if it isn't UTF-8.

    Raises:
        RejectedError: It is empty, too large, or no text.
    """
    if len(raw) > MAX_FILE:
        raise RejectedError(
            f"larger than {MAX_FILE >> 20} MB: clear its outputs, save it and hand it in again"
        )
    if not raw.strip():
        raise RejectedError("the file is empty")
    if kind := kind_of(raw.lstrip()):
        raise RejectedError(f"{kind}, not a notebook: ask for the .ipynb file")
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))  # what PowerShell writes
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig"), ["saved as UTF-16"] if wide else []
    except UnicodeDecodeError:
        if not raw.lstrip().startswith(b"{"):
            raise RejectedError("not a text file, so not a notebook") from None
    return raw.decode("utf-8", "replace"), ["not saved as UTF-8: some characters are lost"]


def _parsed(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except RecursionError:
        raise RejectedError("its JSON is nested too deeply") from None
    except ValueError as fault:
        raise RejectedError(f"not valid notebook JSON: {_plain(str(fault))}") from None
    if not isinstance(found, dict):
        raise RejectedError("JSON, but not a notebook")
    return found


def _cells(found: dict[str, object]) -> tuple[list[object], list[str]]:
    """Return the cells of a notebook, and a flag if its format is an old one."""
    cells = found.get("cells")
    if cells is None and isinstance(sheets := found.get("worksheets"), list):
        old = [_updated(cell) for sheet in sheets for cell in _cells_of_sheet(sheet)]
        if not old:
            raise RejectedError("an old notebook format (3), and without cells")
        return old, ["an old notebook format (3)"]
    if not isinstance(cells, list):
        raise RejectedError("JSON, but a notebook without cells")
    return cells, []


def _cells_of_sheet(sheet: object) -> list[object]:
    cells = sheet.get("cells") if isinstance(sheet, dict) else None
    return cells if isinstance(cells, list) else []


def _updated(cell: object) -> object:
    """Return a cell of format 3 as one of format 4, as far as it is read here."""
    return {**cell, "source": cell["input"]} if isinstance(cell, dict) and "input" in cell else cell


def _submitted(cell: object) -> tuple[bool, SubmittedCell] | None:
    """Return whether a cell is code, and what is read from it; None for text without an answer."""
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return None
    metadata = cell.get("metadata")
    course = metadata.get("course") if isinstance(metadata, dict) else None
    exercise = course.get("id") if isinstance(course, dict) else None
    taken = SubmittedCell(_utf8(source), _word(exercise), _word(cell.get("id")))
    if cell.get("cell_type") == "code":
        return True, taken
    if cell.get("cell_type") not in ("markdown", "raw"):
        return None
    role = course.get("role") if isinstance(course, dict) else None
    is_answer = (
        role == "answer" or _MARKER.search(source) or _ANSWER_ID.fullmatch(taken.cell_id or "")
    )
    return (False, _unfenced(taken)) if is_answer else None


def _exercise_of(cell: SubmittedCell) -> str:
    """Return the exercise that a cell answers, or "" if it answers none."""
    if match := _MARKER.search(cell.source):
        return match[1]
    if match := _ANSWER_ID.fullmatch(cell.cell_id or ""):
        return f"{match[1]}.{match[2]}"
    is_call = re.match(r'\s*(?:check|verdict|hint)\("', cell.source) is not None
    return "" if is_call else cell.exercise or ""


def _unfenced(cell: SubmittedCell) -> SubmittedCell:
    """Return a text cell with only the code inside its fences, if it has any, and its marker."""
    code, inside = list[str](), False
    for line in cell.source.splitlines():
        if line.startswith("```"):
            inside = not inside
        elif inside:
            code.append(line)
    if not code:
        return cell
    exercise, text = _exercise_of(cell), "\n".join(code) + "\n"
    marker = f"# @answer {exercise}\n" if exercise and not _MARKER.search(text) else ""
    return replace(cell, source=marker + text)


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 100 else None


def _utf8(text: str) -> str:
    """Remove Windows' line ends, and what no message can carry: halves of surrogate pairs."""
    return text.replace("\0", "").replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:120]
