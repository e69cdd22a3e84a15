"""Compare what a cell gave out with what its notebook has stored, as nbval does.

Only cells that the build has marked are compared (docs/adr/0012). Text must agree to the last
character. Pictures and the random ids of widgets are left out, and so is metadata.
"""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.authoring.outputs import CHECKED

_LEFT_OUT = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")

Output = Mapping[str, Any]
Said = list[tuple[str, str]]  # what kind of output, and its text


def is_compared(cell: Mapping[str, Any]) -> bool:
    """Tell whether the outputs of a cell are a claim."""
    return CHECKED in cell["metadata"].get("tags", ()) and cell["execution_count"] is not None


def difference(stored: Sequence[Output], given: Sequence[Output]) -> list[str]:
    """Return the lines in which two lists of outputs differ; none where they agree."""
    wanted, came = _said(stored), _said(given)
    if wanted == came:
        return []
    lines = difflib.ndiff(_lines(wanted), _lines(came))
    marks = {"- ": "stored   ", "+ ": "printed  "}
    return [marks[line[:2]] + line[2:] for line in lines if line[:2] in marks]


def _said(outputs: Sequence[Output]) -> Said:
    """List kinds and texts; a stream that came in pieces counts as one, where it began."""
    said: Said = []
    streams: dict[str, int] = {}
    for output in outputs:
        if output["output_type"] == "stream":
            name, text = output["name"], output["text"]
            if name in streams:
                said[streams[name]] = (name, said[streams[name]][1] + text)
            else:
                streams[name] = len(said)
                said.append((name, text))
        elif "data" in output:
            data = output["data"]
            said += [(kind, str(data[kind])) for kind in sorted(data) if kind not in _LEFT_OUT]
    return said


def _lines(said: Said) -> list[str]:
    lines = []
    for kind, text in said:
        head = "" if kind == "stdout" else f"[{kind}] "
        # the end of the last line counts, too
        pieces = text.splitlines(keepends=True) or ["(nothing)"]
        lines += [head + piece.replace("\n", "") for piece in pieces]
        lines += [] if text.endswith("\n") or kind != "stdout" else ["(this line does not end)"]
    return lines
