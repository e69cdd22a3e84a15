"""Mutation operators that know PyTorch: gradients, in-place work, containers of modules."""

import ast
import inspect
from collections.abc import Iterator

import torch
import torch.nn.functional as F

from course_lib.authoring.mutation.syntax import code_nodes, replaced

Changed = Iterator[tuple[str, ast.Module]]
_NAMESPACES = ("self", "torch", "nn", "F")
_IN_PLACE: dict[type[ast.operator], str] = {
    ast.Add: "add_",
    ast.Sub: "sub_",
    ast.Mult: "mul_",
    ast.Div: "div_",
}


def detached(tree: ast.Module) -> Changed:
    """Cut one expression off the graph."""
    skipped = _no_tensors(tree)
    for node in code_nodes(tree, ast.expr):
        if id(node) in skipped or not isinstance(node, ast.Name | ast.Call | ast.BinOp):
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            continue
        yield "detach", replaced(tree, (node, _method(node, "detach")))


def in_place(tree: ast.Module) -> Changed:
    """Change a tensor where it is, instead of making a new one."""
    for call in code_nodes(tree, ast.Call):
        if not isinstance(call.func, ast.Attribute):
            continue
        name = f"{call.func.attr}_"
        if hasattr(torch.Tensor, name):
            func = ast.Attribute(value=call.func.value, attr=name, ctx=ast.Load())
            yield "in place", replaced(tree, (call.func, func))
        elif _takes_inplace(call.func) and not isinstance(call.args[0], ast.Call):
            # a fresh tensor may be changed where it is: see variants
            keyword = ast.keyword(arg="inplace", value=ast.Constant(True))
            yield "in place", replaced(tree, (call.keywords, [*call.keywords, keyword]))
    for node in code_nodes(tree, ast.BinOp):
        method = _IN_PLACE.get(type(node.op))
        if method and isinstance(node.left, ast.Name | ast.Subscript | ast.Attribute):
            yield "in place", replaced(tree, (node, _method(node.left, method, node.right)))


def other_sequences(tree: ast.Module) -> Changed:
    """Give a tuple for a list within a result, or what is empty at the second call for a list.

    The outermost list or tuple that a function returns may be either: see `variants`.
    """
    outermost = {id(node.value) for node in code_nodes(tree, ast.Return)}
    for node in (inner for value in _results(tree) for inner in ast.walk(value)):
        if isinstance(node, ast.List) and id(node) not in outermost:
            yield "tuple for list", replaced(tree, (node, ast.Tuple(node.elts, ast.Load())))
        elif isinstance(node, ast.ListComp):
            generator = ast.GeneratorExp(elt=node.elt, generators=node.generators)
            yield "generator for list", replaced(tree, (node, generator))
            if id(node) not in outermost:
                yield "tuple for list", replaced(tree, (node, call_of("tuple", generator)))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("list", "tuple"):
            yield "iterator for list", replaced(tree, (node, call_of("iter", *node.args)))


def call_of(name: str, *arguments: ast.expr) -> ast.Call:
    """Return the call of a function by its name."""
    return ast.Call(func=ast.Name(id=name, ctx=ast.Load()), args=list(arguments), keywords=[])


def _results(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what functions return, and what is assigned on the way there."""
    for node in code_nodes(tree, ast.stmt):
        if isinstance(node, ast.Return | ast.Assign | ast.AnnAssign) and node.value is not None:
            yield node.value


def plain_lists(tree: ast.Module) -> Changed:
    """Keep modules in a list that torch doesn't see."""
    for call in code_nodes(tree, ast.Call):
        if ast.unparse(call.func) == "nn.ModuleList":
            name = ast.Name(id="list", ctx=ast.Load())
            yield "plain list of modules", replaced(tree, (call.func, name))


def _no_tensors(tree: ast.Module) -> set[int]:
    """Return the expressions that can't be tensors: called functions, ``self``, modules, types."""
    found = {id(call.func) for call in code_nodes(tree, ast.Call)}
    for node in code_nodes(tree, ast.stmt):
        compares = isinstance(node, ast.Assert) and "grad" not in ast.unparse(node)
        if isinstance(node, ast.Raise) or compares:
            found.update(id(inner) for inner in ast.walk(node))
    for part in code_nodes(tree, ast.Attribute):
        is_name = isinstance(part.value, ast.Name) and part.value.id in _NAMESPACES
        if is_name or part.attr in ("shape", "dtype", "device", "ndim"):
            found.add(id(part.value))
    return found


def _method(value: ast.expr, name: str, *arguments: ast.expr) -> ast.Call:
    func = ast.Attribute(value=value, attr=name, ctx=ast.Load())
    return ast.Call(func=func, args=list(arguments), keywords=[])


def _takes_inplace(func: ast.Attribute) -> bool:
    function = getattr(F, func.attr, None)
    if ast.unparse(func.value) not in ("F", "torch.nn.functional") or function is None:
        return False
    try:
        return "inplace" in inspect.signature(function).parameters
    except (TypeError, ValueError):  # written in C++, without a signature
        return False


OPERATORS = (detached, in_place, other_sequences, plain_lists)
