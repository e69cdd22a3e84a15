"""Reduce ``exercises.py`` to the half that measures: no answers, no mutants, no explanations.

What stays are the exercises, the measures of their properties, and every definition these need.
Answers, alternatives, comparators, pictures, hints, questions, comments and causes are left out.
"""

import ast
import symtable
from collections.abc import Iterator
from typing import TypeGuard

_MARKER = "# @answer "


def probe_half(source: str) -> str:
    """Return the code that measures answers.

    Args:
        source: The text of an ``exercises.py``.
    """
    answers = set(_answer_lines(source))
    body = [node for node in ast.parse(source).body if node.lineno not in answers]
    exercises = _exercise_names(body)
    adders = {node.name for node in body if _is_adder(node, exercises)}
    chosen = {
        i for i, node in enumerate(body) if _measures(node, exercises) or _reads(node) & adders
    }
    needed = {name for index in chosen for name in _reads(body[index])}
    grown = True
    while grown:
        more = {i for i, node in enumerate(body) if i not in chosen and _defines(node) & needed}
        chosen |= more
        needed |= {name for index in more for name in _reads(body[index])}
        grown = bool(more)
    return "\n\n".join(ast.unparse(_bare(body[i], needed)) for i in sorted(chosen)) + "\n"


def _answer_lines(source: str) -> Iterator[int]:
    """Yield the line numbers of the answer cells."""
    inside, cell = False, list[int]()
    for number, line in enumerate([*source.splitlines(), "# %%"], 1):
        if line.startswith("# %%"):
            yield from cell if inside else ()
            inside, cell = False, []
        cell.append(number)
        inside = inside or line.startswith(_MARKER)


def _exercise_names(body: list[ast.stmt]) -> set[str]:
    """Return the variables that exercises are assigned to: ``ex`` in ``ex = Exercise(...)``."""
    return {name for node in body if _makes_exercise(node) for name in _defines(node)}


def _makes_exercise(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Assign) else None
    made = value.func if isinstance(value, ast.Call) else None
    return isinstance(made, ast.Name) and made.id == "Exercise"


def _measures(node: ast.stmt, exercises: set[str]) -> bool:
    """Return whether a statement creates an exercise or adds a property to one."""
    return _makes_exercise(node) or _names_property(node, exercises)


def _is_adder(node: ast.stmt, exercises: set[str]) -> TypeGuard[ast.FunctionDef]:
    """Return whether a statement defines a function that adds properties when it is called."""
    inner = node.body if isinstance(node, ast.FunctionDef) else []
    return any(_names_property(part, exercises) for part in inner)


def _names_property(node: ast.stmt, exercises: set[str]) -> bool:
    return any(
        isinstance(part, ast.Attribute)
        and part.attr == "property"
        and isinstance(part.value, ast.Name)
        and part.value.id in exercises
        for part in ast.walk(node)
    )


def _defines(node: ast.stmt) -> set[str]:
    """Return the module-level names that a statement binds.

    A comprehension's variable isn't one of them: it is bound in a scope of its own.
    """
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        marks = {
            part.attr
            for mark in node.decorator_list
            for part in ast.walk(mark)
            if isinstance(part, ast.Attribute)
        }
        return set() if marks & {"comparator", "scorer", "picture", "alternative"} else {node.name}
    symbols = _scope(node).get_symbols()
    return {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}


def _reads(node: ast.stmt) -> set[str]:
    """Return the module-level names that a statement reads, annotations included."""
    found, scopes = set[str](), [_scope(node)]
    while scopes:
        scope = scopes.pop()
        # at module level every name counts as local
        found |= {
            symbol.get_name()
            for symbol in scope.get_symbols()
            if symbol.is_referenced() and (symbol.is_global() or scope.get_type() == "module")
        }
        scopes += scope.get_children()
    # a loop binds its own variable before it reads it
    return found - _defines(node) if isinstance(node, ast.For) else found


def _scope(node: ast.stmt) -> symtable.SymbolTable:
    return symtable.symtable(ast.unparse(node), "exercises.py", "exec")


def _bare(node: ast.stmt, needed: set[str]) -> ast.stmt:
    """Remove from a statement what no measure needs: unused imports and causes."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        node.names = [a for a in node.names if (a.asname or a.name.split(".")[0]) in needed]
    for part in ast.walk(node):
        if isinstance(part, ast.keyword) and part.arg == "cause":
            part.value = ast.Constant("")
    return node
