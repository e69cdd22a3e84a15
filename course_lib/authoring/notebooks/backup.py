"""Back up a notebook that someone worked in before a build overwrites it.

A build stores outputs and execution counts only where nbval compares them. Any others show that
someone ran the notebook in JupyterLab, so it may contain answers that exist nowhere else.
"""

import json
from itertools import count
from pathlib import Path

from course_lib.atomic import write_file

SUFFIX = ".backup"


def back_up(path: Path) -> Path | None:
    """Copy a notebook to ``NAME.ipynb.backup`` beside it, and return the copy.

    None if the notebook is as a build wrote it. An earlier backup is never overwritten.
    """
    if not path.is_file() or not has_work(path.read_bytes()):
        return None
    names = (f"{path.name}{SUFFIX}{number or ''}" for number in count())
    copy = next(copy for name in names if not (copy := path.with_name(name)).exists())
    write_file(copy, path.read_bytes())
    return copy


def has_work(content: bytes) -> bool:
    """Return True if someone ran this notebook, or if it can't be read as one."""
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
