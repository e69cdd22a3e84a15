"""Read the code of a cell as a syntax tree: what it calls, what it defines, how long it is."""

import ast
import io
import symtable
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True)
class BareCall:
    """A call of a function by its bare name, with its first argument if that is a string."""

    name: str
    first: str | None
    offset: int  # lines below the first line of the code


def parse(source: str) -> ast.Module:
    """Parse code. Invalid code gives an empty module: one rule reports it, the others pass."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def bare_calls(source: str) -> Iterator[BareCall]:
    """Yield the calls of functions by bare name, from top to bottom."""
    nodes = [node for node in ast.walk(parse(source)) if isinstance(node, ast.Call)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(node.func, ast.Name):
            yield BareCall(node.func.id, _first_text(node), node.lineno - 1)


def _first_text(call: ast.Call) -> str | None:
    if not call.args or not isinstance(call.args[0], ast.Constant):
        return None
    value = call.args[0].value
    return value if isinstance(value, str) else None


def names_used(source: str) -> set[str]:
    """Return every bare name in the code."""
    return {node.id for node in ast.walk(parse(source)) if isinstance(node, ast.Name)}


def globals_used(source: str) -> set[str]:
    """Return the names that the code reads from outside its functions and classes."""
    try:
        scopes = [symtable.symtable(source, "cell", "exec")]
    except SyntaxError:
        return set()
    names: set[str] = set()
    while scopes:
        scope = scopes.pop()
        outside = scope.get_type() == "module"
        names |= {
            s.get_name()
            for s in scope.get_symbols()
            if s.is_referenced() and (outside or s.is_global())
        }
        scopes.extend(scope.get_children())
    return names


def definitions(source: str) -> Iterator[tuple[str, int, bool]]:
    """Yield the names that a cell binds at its top level: name, offset, whether by def or class.

    Imports don't count: an imported name means what it means in the library.
    """
    pending: list[ast.AST] = list(parse(source).body)
    while pending:
        node = pending.pop(0)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno - 1, True
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno - 1, False
        if not isinstance(node, _SCOPES + _COMPREHENSIONS):
            pending.extend(ast.iter_child_nodes(node))


def imports_from(source: str, package: str) -> set[str]:
    """Return the names that ``from package... import name`` brings in."""
    return {
        alias.asname or alias.name
        for node in ast.walk(parse(source))
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{package}.")
        for alias in node.names
    }


def line_count(source: str) -> int:
    """Return the number of lines of code, without blank lines, comments and docstrings."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return 0
    used = {n for t in tokens if t.type not in _SILENT for n in range(t.start[0], t.end[0] + 1)}
    return len(used - _docstring_lines(source))


def _docstring_lines(source: str) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            text = node.body[0]
            lines |= set(range(text.lineno, (text.end_lineno or text.lineno) + 1))
    return lines


def public_names(*packages: str) -> set[str]:
    """Return the public names of packages: what their ``__all__`` lists."""
    return {name for package in packages for name in getattr(import_module(package), "__all__", ())}
