"""Mutation operators on statements. Each yields its name and a changed tree."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from course_lib.authoring.mutation.order import has_call, is_repeatable, order_is_free
from course_lib.authoring.mutation.syntax import Function, blocks, functions, is_docstring, replaced

Changed = Iterator[tuple[str, ast.Module]]
_DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def dropped(tree: ast.Module) -> Changed:
    """Leave out one statement."""
    for block in blocks(tree):
        for i, statement in enumerate(block):
            if not _is_fixed(statement) and not isinstance(statement, ast.Pass):
                rest = [*block[:i], *block[i + 1 :]]
                yield "drop statement", replaced(tree, (block, rest or [ast.Pass()]))


def swapped(tree: ast.Module) -> Changed:
    """Exchange two neighbours whose order matters."""
    for block in blocks(tree):
        for i, (first, second) in enumerate(pairwise(block)):
            if _is_fixed(first) or _is_fixed(second) or order_is_free(first, second):
                continue
            other = [*block[:i], second, first, *block[i + 2 :]]
            yield "swap statements", replaced(tree, (block, other))


def repeated(tree: ast.Module) -> Changed:
    """Run one statement twice, unless that can't change anything."""
    for block in blocks(tree):
        for i, statement in enumerate(block):
            leaves = isinstance(statement, ast.Return | ast.Raise | ast.Continue | ast.Break)
            if _is_fixed(statement) or leaves or is_repeatable(statement):
                continue
            yield "repeat statement", replaced(tree, (block, [*block[:i], statement, *block[i:]]))


def without_gradients(tree: ast.Module) -> Changed:
    """Run one statement under ``torch.no_grad()``."""
    guard = ast.parse("torch.no_grad()", mode="eval").body
    for block in blocks(tree, but="__init__"):
        for statement in block:
            if not has_call(statement) or isinstance(statement, ast.Raise | ast.Assert):
                continue
            if _is_fixed(statement):
                continue
            inside = ast.With(items=[ast.withitem(context_expr=guard)], body=[statement])
            yield "no_grad", replaced(tree, (statement, inside))


def negated(tree: ast.Module) -> Changed:
    """Turn one condition over."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.IfExp | ast.While | ast.Assert):
            other = ast.UnaryOp(op=ast.Not(), operand=node.test)
            yield "negate condition", replaced(tree, (node.test, other))


def arguments_ignored(tree: ast.Module) -> Changed:
    """Set one argument to its default, whatever was given."""
    for function in functions(tree):
        for name, default in _defaults(function):
            ignored = ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=default)
            start = 1 if is_docstring(function.body[0]) else 0
            body = [*function.body[:start], ignored, *function.body[start:]]
            yield f"ignore argument {name}", replaced(tree, (function.body, body))


def _defaults(function: Function) -> Iterator[tuple[str, ast.expr]]:
    plain = [*function.args.posonlyargs, *function.args.args]
    defaults = function.args.defaults
    for argument, default in zip(plain[len(plain) - len(defaults) :], defaults, strict=True):
        yield argument.arg, default
    for argument, given in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if given is not None:
            yield argument.arg, given


def _is_fixed(statement: ast.stmt) -> bool:
    return isinstance(statement, _DEFINITIONS) or is_docstring(statement)


OPERATORS = (dropped, swapped, repeated, without_gradients, negated, arguments_ignored)
