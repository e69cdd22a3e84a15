"""Read the source of a lesson: a Python file that ``# %%`` lines divide into cells.

    # %% [markdown] id="02-1-head" tags=["exercise"]     a cell of text; each line begins with "# "
    # ### 02.1

    # %% tags=["demo"]                                    a cell of code
    fold_explorer(voice)

The format is jupytext's ``py:percent``, so JupyterLab opens the same file as a notebook. jupytext
reads it here, too; this module adds the line numbers, which messages to the author need.

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

from course_lib.authoring.source.source_finding import SourceError, SourceFinding

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
    id: str | None = None  # if the author gave one

    def fault(self, message: str, offset: int = 0) -> SourceFinding:
        """Return a finding ``offset`` lines below the first line of the cell."""
        return SourceFinding(self.path, self.line + offset, message)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield the lines, each with its offset from the first one."""
        return enumerate(self.source.split("\n"))


def read_cells(root: Path, path: str) -> tuple[Cell, ...]:
    """Return the cells of the file at ``root / path``.

    Raises:
        SourceError: The file is missing, or isn't in the cell format.
    """
    try:
        text = (root / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        message = 'the file is missing: write it, or say "planned = true" in lessons/course.toml'
        raise SourceError(SourceFinding(path, 0, message)) from None
    except UnicodeDecodeError as error:
        raise SourceError(
            SourceFinding(path, 0, f"not UTF-8 text ({error}): save it as UTF-8")
        ) from None
    lines = text.splitlines()
    markers = list(_marker_lines(text))
    if not markers:
        raise SourceError(SourceFinding(path, 1, 'no cells: begin each one with a line "# %%"'))
    _check_preface(path, lines[: markers[0] - 1])
    notebook = jupytext.reads("\n".join(lines[markers[0] - 1 :]) + "\n", fmt="py:percent")
    if len(notebook.cells) != len(markers):
        message = 'cannot find the cells: write "# %%" only where a cell begins'
        raise SourceError(SourceFinding(path, markers[0], message))
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
    """Yield the lines that open a cell: comments, not text inside a string."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and _MARKER.fullmatch(token.line.rstrip("\n")):
                yield token.start[0]
    except (tokenize.TokenError, SyntaxError):
        return  # the lines so far are right; a rule on syntax reports the rest


def _check_preface(path: str, lines: list[str]) -> None:
    """Refuse code above the first cell. A docstring and comments, for authors, are fine."""
    body = ast.parse("\n".join(lines)).body
    code = [node for node in body if not _is_text(node)]
    if code:
        message = 'code above the first cell reaches no notebook: put a line "# %%" before it'
        raise SourceError(SourceFinding(path, code[0].lineno, message))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _cell(path: str, lines: list[str], number: int, marker: int, raw: object) -> Cell:
    kind, source, metadata = raw.cell_type, raw.source, raw.metadata  # type: ignore[attr-defined]
    unknown = set(metadata) - _KEYS
    if kind not in ("code", "markdown") or unknown:
        what = f"unknown options {sorted(unknown)}" if unknown else f"a {kind} cell"
        message = f"{what}: use code or [markdown] cells with id= and tags= only"
        raise SourceError(SourceFinding(path, marker, message))
    cell_id = metadata.get("id")
    if cell_id is not None and not _ID.fullmatch(str(cell_id)):
        message = (
            f'the cell id "{cell_id}" is not allowed: '
            "use at most 64 letters, digits, hyphens and underscores, as in 02-1-head"
        )
        raise SourceError(SourceFinding(path, marker, message))
    first = marker + 1
    while first <= len(lines) and not lines[first - 1].strip() and source:
        first += 1
    tags = tuple(metadata.get("tags", ()))
    return Cell(path, first, number, kind, source.strip("\n"), tags, cell_id)
