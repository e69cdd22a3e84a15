"""Compare the outputs of a cell with the ones stored in its notebook, as nbval does.

Only cells that the build has marked are compared (docs/adr/0012). Text must agree to the last
character. Pictures, the random ids of widgets and metadata are ignored.
"""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.authoring.source.expected_outputs import CHECKED

Output = Mapping[str, Any]
_IGNORED = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")


def is_compared(cell: Mapping[str, Any]) -> bool:
    """Return True if the build has marked a cell as one whose stored outputs are compared."""
    return CHECKED in cell["metadata"].get("tags", ()) and cell["execution_count"] is not None


def difference(stored: Sequence[Output], given: Sequence[Output]) -> list[str]:
    """Return the lines in which two lists of outputs differ; empty if they agree."""
    marks = {"- ": "stored   ", "+ ": "printed  "}
    lines = difflib.ndiff(_lines(stored), _lines(given))
    return [marks[line[:2]] + line[2:] for line in lines if line[:2] in marks]


def _lines(outputs: Sequence[Output]) -> list[str]:
    """Return the text of outputs line by line; the parts of a stream are joined."""
    texts: dict[tuple[int, str], str] = {}
    for number, output in enumerate(outputs, start=1):
        if output["output_type"] == "stream":
            key = (0, output["name"])
            texts[key] = texts.get(key, "") + output["text"]
        for kind, text in sorted(output.get("data", {}).items()):
            if kind not in _IGNORED:
                texts[number, kind] = str(text)
    return [
        ("" if kind == "stdout" else f"[{kind}] ") + line
        for (_, kind), text in texts.items()
        for line in text.split("\n")
    ]
