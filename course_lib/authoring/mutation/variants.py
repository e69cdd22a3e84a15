"""Write a solution differently by machine: each variant is right, and its check must pass it."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from course_lib.authoring.mutation import retyping as _types
from course_lib.authoring.mutation.order import order_is_free
from course_lib.authoring.mutation.syntax import (
    Change,
    Function,
    blocks,
    changes,
    code_nodes,
    functions,
    is_docstring,
    replaced,
)
from course_lib.authoring.mutation.tensors import call_of
from course_lib.classroom.exercises.exercise import Exercise

Changed = Iterator[tuple[str, ast.Module]]


def variants_of(exercise: Exercise) -> Iterator[Change]:
    """Yield right answers to an exercise that are its solution in other clothes.

    Args:
        exercise: The exercise needs its solution, in a file.
    """
    tree = ast.parse(exercise.answer_cell_source())
    yield from changes(tree, _rewritten(tree, exercise.answer))
    yield from _retyped(exercise)


def _rewritten(tree: ast.Module, answer: str) -> Changed:
    yield from _renamed(tree, answer)
    yield from _reordered(tree)
    yield from _bare(tree)
    yield from _assigned(tree)
    yield from _other_sequence_returned(tree)


def _renamed(tree: ast.Module, answer: str) -> Changed:
    """Give every local variable another name, one function at a time."""
    scopes: list[ast.Module | Function] = [tree, *functions(tree)]
    for scope in scopes:
        names = _locals(scope) - {answer}
        nodes = [n for n in ast.walk(scope) if isinstance(n, ast.Name) and n.id in names]
        if nodes:
            pairs = [(node, ast.Name(id=f"my_{node.id}", ctx=node.ctx)) for node in nodes]
            yield "rename variables", replaced(tree, *pairs)


def _locals(scope: ast.Module | Function) -> set[str]:
    """Return the names that a scope assigns and that no function in it takes as an argument."""
    if isinstance(scope, ast.Module):
        stored = {name for statement in scope.body for name in _targets(statement)}
    else:
        inner = (node for node in ast.walk(scope) if isinstance(node, ast.Name))
        stored = {node.id for node in inner if isinstance(node.ctx, ast.Store)}
    return stored - {node.arg for node in ast.walk(scope) if isinstance(node, ast.arg)}


def _targets(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Assign):
        for node in (inner for target in statement.targets for inner in ast.walk(target)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _reordered(tree: ast.Module) -> Changed:
    """Exchange two neighbours whose order is free."""
    for block in blocks(tree):
        for i, (first, second) in enumerate(pairwise(block)):
            if order_is_free(first, second):
                yield (
                    "free order",
                    replaced(tree, (block, [*block[:i], second, first, *block[i + 2 :]])),
                )


def _bare(tree: ast.Module) -> Changed:
    """Leave out docstrings, and the annotations of arguments and results."""
    pairs: list[tuple[object, object]] = []
    for function in functions(tree):
        if len(function.body) > 1 and is_docstring(function.body[0]):
            pairs.append((function.body, function.body[1:]))
    if pairs:
        yield "no docstrings", replaced(tree, *pairs)
    unannotated = replaced(tree)
    for function in functions(unannotated):
        function.returns = None
    for node in ast.walk(unannotated):
        if isinstance(node, ast.arg):
            node.annotation = None
    yield "no annotations", unannotated


def _assigned(tree: ast.Module) -> Changed:
    """Write ``x += y`` as ``x = x + y``; bend a fresh tensor in place."""
    for step in code_nodes(tree, ast.AugAssign):
        if isinstance(step.target, ast.Name):
            before = ast.Name(id=step.target.id, ctx=ast.Load())
            total = ast.BinOp(left=before, op=step.op, right=step.value)
            yield "not in place", replaced(tree, (step, ast.Assign([step.target], total)))
    for call in code_nodes(tree, ast.Call):
        if ast.unparse(call.func) == "F.leaky_relu" and isinstance(call.args[0], ast.Call):
            keyword = ast.keyword(arg="inplace", value=ast.Constant(True))
            yield "in place", replaced(tree, (call.keywords, [*call.keywords, keyword]))


def _other_sequence_returned(tree: ast.Module) -> Changed:
    """Return a tuple for a list, or a list for a tuple, and leave what is in it."""
    for node in code_nodes(tree, ast.Return):
        value = node.value
        if isinstance(value, ast.List):
            yield "tuple for list", replaced(tree, (value, ast.Tuple(value.elts, ast.Load())))
        elif isinstance(value, ast.Tuple):
            yield "list for tuple", replaced(tree, (value, ast.List(value.elts, ast.Load())))
        elif isinstance(value, ast.ListComp):
            generator = ast.GeneratorExp(elt=value.elt, generators=value.generators)
            yield "tuple for list", replaced(tree, (value, call_of("tuple", generator)))


def _retyped(exercise: Exercise) -> Iterator[Change]:
    """Give what a function returns, or the value itself, in other types."""
    kinds = {"data": _types.NUMBERS + _types.WHOLE + _types.SEQUENCES, "function": _types.NUMBERS}
    wrap = "throughout" if exercise.takes == "data" else "returning"
    for retype in kinds.get(exercise.takes, ()):
        name = retype.__name__
        source = (
            f"{exercise.answer_cell_source()}\n"
            "from course_lib.authoring.mutation import retyping as _types\n"
            f"{exercise.answer} = _types.{wrap}(_types.{name}, {exercise.answer})\n"
        )
        operator = name.replace("_", " ")
        yield Change(operator, source, f"{operator}: {exercise.answer}")
