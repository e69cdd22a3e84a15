"""Cut from ``exercises.py`` the half that measures: no answers, no mistakes, no words about them.

What stays are the exercises, the measures of their properties, and whatever of the file these need.
Everything else goes: answers, alternatives, judges, pictures, hints, questions, comments, causes.
"""

import ast
from collections.abc import Iterator

_MARKER = "# @answer "


def probe_half(source: str) -> str:
    """Return the code that measures answers.

    Args:
        source: the text of an ``exercises.py``.
    """
    answers = set(_answer_lines(source))
    body = [node for node in ast.parse(source).body if node.lineno not in answers]
    exercises = _exercise_names(body)
    kept = {index for index, node in enumerate(body) if _measures(node, exercises)}
    wanted = {name for index in kept for name in _names(body[index])}
    grown = True
    while grown:
        more = {i for i, node in enumerate(body) if i not in kept and _defines(node) & wanted}
        kept |= more
        wanted |= {name for index in more for name in _names(body[index])}
        grown = bool(more)
    return "\n\n".join(ast.unparse(_bare(body[i], wanted)) for i in sorted(kept)) + "\n"


def _answer_lines(source: str) -> Iterator[int]:
    """Go through the lines of the answer cells."""
    inside, cell = False, list[int]()
    for number, line in enumerate([*source.splitlines(), "# %%"], 1):
        if line.startswith("# %%"):
            yield from cell if inside else ()
            inside, cell = False, []
        cell.append(number)
        inside = inside or line.startswith(_MARKER)


def _exercise_names(body: list[ast.stmt]) -> set[str]:
    """Find what the exercises are called: ``ex`` in ``ex = Exercise(...)``."""
    return {name for node in body if _makes_exercise(node) for name in _defines(node)}


def _makes_exercise(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Assign) else None
    made = value.func if isinstance(value, ast.Call) else None
    return isinstance(made, ast.Name) and made.id == "Exercise"


def _measures(node: ast.stmt, exercises: set[str]) -> bool:
    """Say whether a statement makes an exercise or adds a property to one."""
    if _makes_exercise(node):
        return True
    return any(
        isinstance(part, ast.Attribute)
        and part.attr == "property"
        and isinstance(part.value, ast.Name)
        and part.value.id in exercises
        for part in ast.walk(node)
    )


def _defines(node: ast.stmt) -> set[str]:
    """Collect the names that a statement of the file binds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        marks = {
            part.attr
            for mark in node.decorator_list
            for part in ast.walk(mark)
            if isinstance(part, ast.Attribute)
        }
        return set() if marks & {"judge", "picture", "alternative"} else {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.split(".")[0] for alias in node.names}
    return {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def _names(node: ast.stmt) -> set[str]:
    """Collect the names that a statement reads, annotations included."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _bare(node: ast.stmt, wanted: set[str]) -> ast.stmt:
    """Take out of a statement what a measure does not need: unused imports, causes."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        node.names = [a for a in node.names if (a.asname or a.name.split(".")[0]) in wanted]
    for part in ast.walk(node):
        if isinstance(part, ast.keyword) and part.arg == "cause":
            part.value = ast.Constant("")
    return node
