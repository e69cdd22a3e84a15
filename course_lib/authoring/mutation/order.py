"""Find out which statements may change places, or run twice, without any effect."""

import ast
from collections.abc import Iterator

_ASSIGNMENTS = (ast.Assign, ast.AnnAssign)


def order_is_free(first: ast.stmt, second: ast.stmt) -> bool:
    """Return whether two neighbours may change places.

    They may if both are assignments or assertions, and neither reads or writes what the other
    writes.
    """
    for one, other in ((first, second), (second, first)):
        if not isinstance(one, (*_ASSIGNMENTS, ast.Assert)) or _works_in_place(one):
            return False
        if written(one) & (read(other) | written(other)):
            return False
        if any("." in name for name in written(one)) and _calls_a_method_of_self(other):
            return False
    return True


def is_repeatable(statement: ast.stmt) -> bool:
    """Return whether running a statement twice is the same as running it once."""
    if isinstance(statement, _ASSIGNMENTS):
        return not written(statement) & read(statement) and not _works_in_place(statement)
    if isinstance(statement, ast.If):
        return all(isinstance(inner, ast.Raise | ast.Return) for inner in statement.body)
    is_super = isinstance(statement, ast.Expr) and "super()" in ast.unparse(statement)
    return is_super or isinstance(statement, ast.Assert | ast.Pass)


def has_call(node: ast.AST) -> bool:
    """Return whether a statement calls something."""
    return any(isinstance(inner, ast.Call) for inner in ast.walk(node))


def written(node: ast.AST) -> set[str]:
    """Return the names that a statement stores to, attributes as ``self.x``."""
    return set(_names(node, (ast.Store, ast.Del)))


def read(node: ast.AST) -> set[str]:
    """Return the names that a statement reads, attributes as ``self.x``."""
    return set(_names(node, (ast.Load,)))


def _names(node: ast.AST, context: tuple[type[ast.expr_context], ...]) -> Iterator[str]:
    for inner in ast.walk(node):
        is_place = isinstance(inner, ast.Name | ast.Attribute | ast.Subscript)
        if is_place and isinstance(getattr(inner, "ctx", None), context):
            yield ast.unparse(inner)


def _works_in_place(node: ast.AST) -> bool:
    """Return whether a statement calls a method such as ``mul_``, or ``next``."""
    called = (inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call))
    names = [ast.unparse(func) for func in called]
    return any(name == "next" or name.endswith("_") for name in names)


def _calls_a_method_of_self(node: ast.AST) -> bool:
    called = (inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call))
    return any(ast.unparse(func).split(".")[0] == "self" for func in called)
