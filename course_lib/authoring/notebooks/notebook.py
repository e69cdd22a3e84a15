"""Turn cells into the text of a notebook, the same bytes every time.

`notebook_text` writes `NotebookCell`s exactly as Jupyter would save them: sorted keys, one space of
indent, a list of lines per source. Nothing in it changes from one build to the next: no time, no
path, no random id.

Source: https://nbformat.readthedocs.io/en/latest/format_description.html (format 4.5)
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from course_lib.authoring.source.code import bare_calls

# nbformat's own key, which JupyterLab and VS Code read, and Colab's
COLLAPSED: Mapping[str, object] = {"cellView": "form", "jupyter": {"source_hidden": True}}


@dataclass(frozen=True)
class NotebookCell:
    """A cell of a notebook to write."""

    id: str
    kind: Literal["code", "markdown"]
    source: str
    tags: tuple[str, ...] = ()
    course: Mapping[str, object] = field(default_factory=dict)  # metadata for the grader
    output: Mapping[str, object] | None = None  # the stored output, which nbval compares


def notebook_text(cells: Sequence[NotebookCell], *, name: str, accelerator: str = "") -> str:
    """Return the text of a notebook.

    Args:
        cells: The cells, in order.
        name: The file name, for Colab's title bar and for errors.
        accelerator: The kind of machine to ask Colab for. "GPU" asks for a T4.

    Raises:
        ValueError: Two cells have the same id.
    """
    twice = [cell_id for cell_id, times in Counter(c.id for c in cells).items() if times > 1]
    if twice:
        raise ValueError(f"{name}: two cells have the id {twice[0]!r}: change the id= of one")
    numbers = iter(range(1, len(cells) + 1))  # of the code cells, as "Run All" would count them
    colab: dict[str, object] = {"name": name, "provenance": []}
    metadata: dict[str, object] = {
        "colab": colab | {"gpuType": "T4"} if accelerator else colab,
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook = {
        "cells": [_cell(cell, next(numbers) if cell.kind == "code" else 0) for cell in cells],
        "metadata": metadata | {"accelerator": accelerator} if accelerator else metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def locking_question(tags: Collection[str], source: str) -> str | None:
    """Return the question whose prediction a demo waits for, or None if it waits for none."""
    calls = bare_calls(source) if "demo" in tags else ()
    return next((call.first for call in calls if call.name == "reveal"), None)


def _is_collapsed(cell: NotebookCell) -> bool:
    locked = locking_question(cell.tags, cell.source) is not None
    return locked or bool({"setup", "colab"} & set(cell.tags))


def _cell(cell: NotebookCell, number: int) -> dict[str, object]:
    metadata: dict[str, object] = {"course": dict(cell.course)} if cell.course else {}
    if _is_collapsed(cell):
        metadata |= COLLAPSED
    if cell.tags:
        metadata["tags"] = list(cell.tags)
    written: dict[str, object] = {
        "cell_type": cell.kind,
        "id": cell.id,
        "metadata": metadata,
        "source": cell.source.splitlines(keepends=True),
    }
    if cell.kind == "code":
        written["outputs"] = [_output(cell.output)] if cell.output else []
        # nbval only compares cells with a count, and rejects outputs without one
        written["execution_count"] = number if cell.output else None
    return written


def _output(output: Mapping[str, object]) -> dict[str, object]:
    """Return the output with its texts as lists of lines, as Jupyter saves them."""
    written = dict(output)
    if "text" in written:
        written["text"] = str(written["text"]).splitlines(keepends=True)
    data = written.get("data")
    if isinstance(data, Mapping):
        written["data"] = {k: str(v).splitlines(keepends=True) for k, v in data.items()}
    return written
