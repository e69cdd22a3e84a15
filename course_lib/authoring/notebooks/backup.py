"""Keep what somebody worked in a notebook, before a build writes over it.

A derived notebook carries outputs and counts only where nbval compares them. Others show that a
person ran the file in JupyterLab, so it may hold answers that stand nowhere else.
"""

import json
from itertools import count
from pathlib import Path

from course_lib.atomic import write_file

ENDING = ".kept"


def keep_work(path: Path) -> Path | None:
    """Copy a worked notebook to ``NAME.ipynb.kept``, beside it; None where there is no work."""
    if not path.is_file() or not is_worked(path.read_bytes()):
        return None
    names = (f"{path.name}{ENDING}{number or ''}" for number in count())
    place = next(place for name in names if not (place := path.with_name(name)).exists())
    write_file(place, path.read_bytes())
    return place


def is_worked(content: bytes) -> bool:
    """Tell whether a person ran this notebook; what cannot be read counts as work."""
    try:
        cells = json.loads(content)["cells"]
        return any(_ran(cell) for cell in cells if cell["cell_type"] == "code")
    except (ValueError, KeyError, TypeError):
        return bool(content.strip())


def _ran(cell: dict[str, object]) -> bool:
    metadata = cell.get("metadata")
    tags = metadata.get("tags", []) if isinstance(metadata, dict) else []
    compared = "nbval-check-output" in tags
    return not compared and bool(cell.get("execution_count") or cell.get("outputs"))
