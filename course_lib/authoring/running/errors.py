"""Turn what went wrong in a cell into a few lines that a person can read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from course_lib.authoring.running.results import Fault, Reason

MOST = 300  # characters of an error's own message
FRAMES = 4  # the first is the cell; of the others, the last
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CELL = re.compile(r"^\s*Cell In\s*\[\d+\], line (?P<line>\d+)")
_FILE = re.compile(r"^File (?P<file>.+?):(?P<line>\d+)(?:, in (?P<name>[\w.<>]+))?")
_ARROW = re.compile(r"^-+> *\d+ (?P<code>.*)$", re.MULTILINE)


def raised(number: int, cell: Mapping[str, Any]) -> Fault:
    """Describe the error that ended a cell."""
    error = next(out for out in reversed(cell["outputs"]) if out["output_type"] == "error")
    traceback = [_COLOUR.sub("", part) for part in error["traceback"]]
    title = f"{error['ename']}: {error['evalue']}".strip(": \n")
    return fault("error", number, cell, _shortened(title), places(traceback))


def fault(
    reason: Reason, number: int, cell: Mapping[str, Any], title: str, lines: Sequence[str] = ()
) -> Fault:
    """Describe what is wrong with a cell."""
    return Fault(reason, number, cell["id"], title, cell["source"], tuple(lines))


def places(traceback: Sequence[str]) -> list[str]:
    """List where the error passed, from the cell to where it was raised: place, then code."""
    found = list(_places(traceback))
    if len(found) > FRAMES:
        left_out = len(found) - FRAMES
        found = [*found[:1], f"({left_out} more calls)", *found[1 - FRAMES :]]
    return found or [line for part in traceback for line in part.splitlines() if line.strip()][-4:]


def _places(traceback: Sequence[str]) -> Iterator[str]:
    for part in traceback:
        cell, file = _CELL.match(part), _FILE.match(part)
        arrow = _ARROW.search(part)
        code = f": {arrow['code'].strip()}" if arrow else ""
        if cell and arrow:
            yield f"this cell, line {cell['line']}{code}"
        elif file:
            name = f", {file['name']}" if file["name"] else ""
            yield f"{_near(file['file'])}, line {file['line']}{name}{code}"


def _near(file: str) -> str:
    """Shorten a path: from the package on, or the last two parts."""
    parts = PurePath(file.replace("\\", "/")).parts
    return "/".join(parts[parts.index("course_lib") :] if "course_lib" in parts else parts[-2:])


def _shortened(text: str) -> str:
    return text if len(text) <= MOST else f"{text[:MOST].rstrip()} …"
