"""Complete a notebook's import from the classroom, and its call of ``setup``.

The build adds calls of ``check`` and ``verdict``, so it also adds their imports. If the source has
a cell that calls ``setup``, its line ``from course_lib.classroom import ...`` gets the missing
names. Otherwise the notebook gets a new first cell.
"""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import replace

from course_lib.authoring.notebooks.notebook import NotebookCell
from course_lib.authoring.source.code import bare_calls, names_used, parse

PACKAGE = "course_lib.classroom"
_WIDTH = 100


def with_classroom(
    lesson_id: str, cells: Sequence[NotebookCell], public: Iterable[str]
) -> list[NotebookCell]:
    """Return the cells with their classroom imports completed and ``setup`` called.

    Args:
        lesson_id: The id that ``setup`` is called with.
        cells: The cells of a notebook, without the header cells.
        public: The public names of the classroom.
    """
    code = [cell for cell in cells if cell.kind == "code"]
    commented = {name for cell in code if "help" in cell.tags for name in _commented(cell.source)}
    used = {name for cell in code for name in names_used(cell.source)} | commented
    elsewhere = {name for cell in code for name in _imported_elsewhere(cell.source)}
    names = (used & set(public)) - elsewhere | {"setup"}
    opens = [cell for cell in code if any(c.name == "setup" for c in bare_calls(cell.source))]
    if not opens:
        source = f'{_import(names)}\n\nsetup("{lesson_id}")'
        return [NotebookCell(f"c{lesson_id}-setup", "code", source, ("setup",)), *cells]
    completed = replace(opens[0], source=_completed(opens[0].source, names))
    return [completed if cell is opens[0] else cell for cell in cells]


def _commented(source: str) -> set[str]:
    """Return the names that a help cell calls in its comments."""
    return names_used("\n".join(line.removeprefix("# ") for line in source.split("\n")))


def _imported_elsewhere(source: str) -> set[str]:
    """Return the names imported from anywhere but the classroom."""
    return {
        alias.asname or alias.name
        for node in ast.walk(parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and getattr(node, "module", None) != PACKAGE
        for alias in node.names
    }


def _completed(source: str, names: set[str]) -> str:
    imports = [
        node
        for node in parse(source).body
        if isinstance(node, ast.ImportFrom) and node.module == PACKAGE
    ]
    if not imports:
        return f"{_import(names)}\n{source}"
    node = imports[0]
    present = {alias.name for alias in node.names}
    if names <= present:
        return source
    lines = source.split("\n")
    lines[node.lineno - 1 : node.end_lineno] = [_import(names | present)]
    return "\n".join(lines)


def _import(names: set[str]) -> str:
    # as ruff's isort sorts: constants, classes, then the rest
    ordered = sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    line = f"from {PACKAGE} import {', '.join(ordered)}"
    if len(line) <= _WIDTH:
        return line
    return "\n".join([f"from {PACKAGE} import (", *(f"    {name}," for name in ordered), ")"])
