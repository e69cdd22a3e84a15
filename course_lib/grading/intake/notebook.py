"""Read a submitted notebook without trusting it.

Only the source text of its code cells is read, and what identifies each cell. Outputs, kernel name,
tags and points are ignored. The file is never run as it is.
"""

import hashlib
import json
import os
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from course_lib.grading.intake.errors import RejectedError

MAX_FILE = 8 << 20  # bytes
MAX_CELL = 64 << 10  # characters
MAX_CELLS = 400  # cells of code
_MARKER = re.compile(r"^[ \t]*# ?@answer[ \t]+(\S+)[ \t]*$", re.MULTILINE)
_ANSWER_ID = re.compile(r"(\d\d)-(\d+)-answer")


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
    return parse_untrusted(read_regular(path))


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
    cells = _cells(_parsed(raw))
    read = [cell for cell in map(_submitted, cells) if cell is not None]
    answered = {_exercise_of(cell) for is_code, cell in read if is_code}
    code = [cell for is_code, cell in read if is_code or _exercise_of(cell) not in answered]
    texts = [_exercise_of(c) for is_code, c in read if not is_code and c in code]
    flags = [f"{exercise}: the answer cell is text, not code; read as code" for exercise in texts]
    notes = []
    if len(code) > MAX_CELLS:
        notes.append(f"only the first {MAX_CELLS} of {len(code)} code cells were read")
        code = code[:MAX_CELLS]
    small = [cell for cell in code if len(cell.source) <= MAX_CELL]
    if len(small) < len(code):
        notes.append(f"{len(code) - len(small)} code cells of more than 64 kB were left out")
    sha = hashlib.sha256(raw).hexdigest()
    return Submission(tuple(small), sha, tuple(notes), tuple(flags[:20]))


def read_regular(path: Path, limit: int = MAX_FILE) -> bytes:
    """Read a regular file of at most ``limit`` bytes.

    Raises:
        RejectedError: It is larger, or a link, a pipe or the like.
    """
    raw = read_start(path, limit + 1)
    if len(raw) > limit:
        raise _too_large(limit)
    return raw


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


def _too_large(limit: int) -> RejectedError:
    return RejectedError(
        f"larger than {limit >> 20} MB: clear its outputs, save it and hand it in again"
    )


def _parsed(raw: bytes) -> dict[str, object]:
    if len(raw) > MAX_FILE:
        raise _too_large(MAX_FILE)
    if not raw.strip():
        raise RejectedError("the file is empty")
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except RecursionError:
        raise RejectedError("its JSON is nested too deeply") from None
    except UnicodeDecodeError:
        raise RejectedError("not a text file, so not a notebook") from None
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
    """Remove what no message can carry: null characters, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:120]
