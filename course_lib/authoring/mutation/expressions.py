"""Mutation operators on expressions of any Python. Each yields its name and a changed tree."""

import ast
from collections.abc import Iterator

from course_lib.authoring.mutation.syntax import code_nodes, replaced

Changed = Iterator[tuple[str, ast.Module]]

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mod, ast.Mult),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
}
_AXES = (-2, -1, 0, 1, 2)
_ORDERLESS = (
    "min",
    "max",
    "gcd",
    "equal",
    "transpose",
)  # functions for which the order of arguments is free
_LARGE = 50  # one more or less is too near to such a number, where an answer may be rounded


def constants(tree: ast.Module) -> Changed:
    """Take another number, or the other truth value."""
    strict = {id(word.value) for word in code_nodes(tree, ast.keyword) if word.arg == "strict"}
    for node in code_nodes(tree, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            if id(node) in strict:
                continue  # of zip: it only adds an error
            yield "another constant", replaced(tree, (node, ast.Constant(not value)))
        elif isinstance(value, int):
            for other in (value + 1, value - 1):
                yield "off by one", replaced(tree, (node, ast.Constant(other)))
        elif isinstance(value, float):
            for changed in (2 * value or 1.0, 0.0 if value else -1.0):
                yield "another constant", replaced(tree, (node, ast.Constant(changed)))


def numbers(tree: ast.Module) -> Changed:
    """Take another number in an answer that is a value, by more than rounding changes."""
    for node in code_nodes(tree, ast.Constant):
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        near = isinstance(value, int) and abs(value) < _LARGE
        others = (value + 1, value - 1) if near else (1.25 * value or 1.0, 0.75 * value or -1.0)
        for other in others:
            yield "another number", replaced(tree, (node, ast.Constant(other)))


def counts(tree: ast.Module) -> Changed:
    """Count one more or one less in ``range(n)`` and ``len(x)``."""
    for node in code_nodes(tree, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in ("range", "len") or not node.args:
            continue
        target: ast.expr = node.args[-1] if name == "range" else node
        if isinstance(target, ast.Constant):
            continue  # a number is changed already
        for step in (ast.Add(), ast.Sub()):
            other = ast.BinOp(left=target, op=step, right=ast.Constant(1))
            yield "off by one", replaced(tree, (target, other))


def axes(tree: ast.Module) -> Changed:
    """Work along another axis."""
    for node in code_nodes(tree, ast.keyword):
        axis = _integer(node.value)
        if node.arg in ("dim", "axis", "start_dim", "end_dim") and axis is not None:
            for other in _AXES:
                if other != axis:
                    yield "another axis", replaced(tree, (node.value, ast.Constant(other)))
    for call in code_nodes(tree, ast.Call):
        for argument in call.args:
            if isinstance(argument, ast.UnaryOp) and _integer(argument) is not None:
                for other in (0, 1):
                    yield "another axis", replaced(tree, (argument, ast.Constant(other)))


def comparisons(tree: ast.Module) -> Changed:
    """Compare by a neighbouring relation: ``<`` for ``<=``."""
    for node in code_nodes(tree, ast.Compare):
        for i, relation in enumerate(node.ops):
            for other in _COMPARISONS[type(relation)]:
                ops = [*node.ops[:i], other(), *node.ops[i + 1 :]]
                compared = ast.Compare(left=node.left, ops=ops, comparators=node.comparators)
                yield "another comparison", replaced(tree, (node, compared))


def arithmetic(tree: ast.Module) -> Changed:
    """Take another arithmetic operator, or drop a sign."""
    for node in code_nodes(tree, ast.BinOp):
        for other in _ARITHMETIC.get(type(node.op), ()):
            changed = ast.BinOp(left=node.left, op=other(), right=node.right)
            yield "another operator", replaced(tree, (node, changed))
    for step in code_nodes(tree, ast.AugAssign):
        for other in _ARITHMETIC.get(type(step.op), ()):
            again = ast.AugAssign(target=step.target, op=other(), value=step.value)
            yield "another operator", replaced(tree, (step, again))
        plain = ast.Assign(targets=[step.target], value=step.value)
        yield "assign for add", replaced(tree, (step, plain))
    for sign in code_nodes(tree, ast.UnaryOp):
        yield "drop sign", replaced(tree, (sign, sign.operand))
    for junction in code_nodes(tree, ast.BoolOp):
        op = ast.Or() if isinstance(junction.op, ast.And) else ast.And()
        changed_too = ast.BoolOp(op=op, values=junction.values)
        yield "and for or", replaced(tree, (junction, changed_too))


def arguments(tree: ast.Module) -> Changed:
    """Swap two neighbouring arguments or items, or leave one argument out."""
    for call in code_nodes(tree, ast.Call):
        if ast.unparse(call.func).split(".")[-1] not in _ORDERLESS:
            for i in range(len(call.args) - 1):
                yield "swap arguments", replaced(tree, (call.args, _swapped(call.args, i)))
        for i, keyword in enumerate(call.keywords):
            if keyword.arg == "strict":
                continue  # of zip: it only adds an error
            rest = [*call.keywords[:i], *call.keywords[i + 1 :]]
            yield "drop argument", replaced(tree, (call.keywords, rest))
        if len(call.args) > 1:
            yield "drop argument", replaced(tree, (call.args, call.args[:-1]))
    for items in code_nodes(tree, ast.Tuple):
        if isinstance(items.ctx, ast.Load):
            for i in range(len(items.elts) - 1):
                yield "swap items", replaced(tree, (items.elts, _swapped(items.elts, i)))


def calls_dropped(tree: ast.Module) -> Changed:
    """Leave out one call of a chain: ``x.clone()`` becomes ``x``, ``len(x)`` becomes ``x``."""
    for call in code_nodes(tree, ast.Call):
        if isinstance(call.func, ast.Attribute) and not _is_super(call.func.value):
            yield "drop call", replaced(tree, (call, call.func.value))
        elif isinstance(call.func, ast.Name) and len(call.args) == 1 and not call.keywords:
            yield "drop call", replaced(tree, (call, call.args[0]))


def _swapped(items: list[ast.expr], i: int) -> list[ast.expr]:
    return [*items[:i], items[i + 1], items[i], *items[i + 2 :]]


def _integer(node: ast.expr) -> int | None:
    """Return a whole number, with its sign, as it is written; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _integer(node.operand)
        return None if inner is None else -inner
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "super"


OPERATORS = (constants, counts, axes, comparisons, arithmetic, arguments, calls_dropped)
