"""Read the source of a lesson: a Python file cut into cells by ``# %%`` lines.

    # %% [markdown] id="02-1-head" tags=["exercise"]     a cell of text, each line behind "# "
    # ### 02.1

    # %% tags=["demo"]                                    a cell of code
    fold_explorer(voice)

The format is jupytext's ``py:percent``, so that JupyterLab opens the same file as a notebook, and
jupytext reads it here. This module adds what a message to the author needs: line numbers.

Source: https://jupytext.readthedocs.io/en/latest/formats-scripts.html
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import jupytext

from course_lib.authoring.source.findings import Finding, SourceError

_MARKER = re.compile(r"\s*#\s*%%(%*)(\s.*)?$")
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # nbformat's own rule for cell ids
_KEYS = {"id", "tags", "title", "lines_to_next_cell", "cell_depth"}


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson's source."""

    path: str  # of the file, from the root of the course
    line: int  # of the first line of ``source``
    number: int  # 1 for the first cell of the file
    kind: Literal["code", "markdown"]
    source: str
    tags: tuple[str, ...] = ()
    id: str | None = None  # where the author gave one

    def fault(self, message: str, offset: int = 0) -> Finding:
        """Describe a fault ``offset`` lines below the first line of the cell."""
        return Finding(self.path, self.line + offset, message)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Go through the lines, each with its offset from the first one."""
        return enumerate(self.source.split("\n"))


def read_cells(root: Path, path: str) -> tuple[Cell, ...]:
    """Read the cells of the file at ``root / path``.

    Raises:
        SourceError: the file is missing, or is not in the cell format.
    """
    try:
        text = (root / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        message = 'the file is missing: write it, or say "planned = true" in lessons/course.toml'
        raise SourceError(Finding(path, 0, message)) from None
    except UnicodeDecodeError as error:
        raise SourceError(Finding(path, 0, f"not UTF-8 text ({error}); save it as such")) from None
    lines = text.splitlines()
    markers = list(_marker_lines(text))
    if not markers:
        raise SourceError(Finding(path, 1, 'no cells: begin each one with a line "# %%"'))
    _check_preface(path, lines[: markers[0] - 1])
    notebook = jupytext.reads("\n".join(lines[markers[0] - 1 :]) + "\n", fmt="py:percent")
    if len(notebook.cells) != len(markers):
        message = 'the cell markers cannot be told apart: write "# %%" at the start of a line only'
        raise SourceError(Finding(path, markers[0], message))
    found = zip(markers, notebook.cells, strict=True)
    cells = tuple(_cell(path, lines, k, marker, raw) for k, (marker, raw) in enumerate(found, 1))
    _check_ids(cells)
    return cells


def _check_ids(cells: tuple[Cell, ...]) -> None:
    seen: set[str] = set()
    for cell in cells:
        if cell.id in seen:
            raise SourceError(cell.fault(f'two cells have the id "{cell.id}": change that of one'))
        if cell.id is not None:
            seen.add(cell.id)


def _marker_lines(text: str) -> Iterator[int]:
    """Find the lines that open a cell: comments, never text inside a string."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and _MARKER.fullmatch(token.line.rstrip("\n")):
                yield token.start[0]
    except (tokenize.TokenError, SyntaxError):
        return  # the lines found so far are right, and the rule on syntax names what follows


def _check_preface(path: str, lines: list[str]) -> None:
    """Allow a docstring and comments above the first cell: they are the author's, not shipped."""
    body = ast.parse("\n".join(lines)).body
    code = [node for node in body if not _is_text(node)]
    if code:
        message = 'code above the first cell reaches no notebook: put a line "# %%" before it'
        raise SourceError(Finding(path, code[0].lineno, message))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _cell(path: str, lines: list[str], number: int, marker: int, raw: object) -> Cell:
    kind, source, metadata = raw.cell_type, raw.source, raw.metadata  # type: ignore[attr-defined]
    unknown = set(metadata) - _KEYS
    if kind not in ("code", "markdown") or unknown:
        what = f"the cell's {sorted(unknown)} mean nothing here" if unknown else f"a {kind} cell"
        message = f"{what}: use code or [markdown] cells with id= and tags= only"
        raise SourceError(Finding(path, marker, message))
    cell_id = metadata.get("id")
    if cell_id is not None and not _ID.fullmatch(str(cell_id)):
        message = (
            f'the cell id "{cell_id}" is not one that notebooks allow: '
            "use at most 64 letters, digits, hyphens and underscores, as in 02-1-head"
        )
        raise SourceError(Finding(path, marker, message))
    first = marker + 1
    while first <= len(lines) and not lines[first - 1].strip() and source:
        first += 1
    tags = tuple(metadata.get("tags", ()))
    return Cell(path, first, number, kind, source.strip("\n"), tags, cell_id)
