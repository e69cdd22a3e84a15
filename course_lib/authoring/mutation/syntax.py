"""Change one place of a syntax tree, and describe the change in a line.

The package has its own mutator. cosmic-ray and mutmut were read: both can mutate text in memory,
but neither drops, swaps or repeats a statement, and neither knows tensors, so only their smallest
operators (numbers, comparisons, booleans) would be of use, for a web client, a database, a
terminal interface and a second parser as dependencies. Here Python's own `ast` is enough.
"""

import ast
import copy
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

_CONTEXT = 40  # characters on both sides of a change
_BLOCKS = ("body", "orelse", "finalbody")
_N = TypeVar("_N", bound=ast.AST)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Change:
    """One changed copy of a solution.

    Args:
        operator: What was done, in two or three words: "drop statement".
        source: The whole changed answer cell.
        key: The operator and the lines that differ. It stays the same when other lines change.
    """

    operator: str
    source: str
    key: str


def replaced(tree: ast.Module, *pairs: tuple[object, object]) -> ast.Module:
    """Return a copy of a tree in which some of its nodes, or lists of nodes, are others.

    Args:
        tree: The tree is left as it is.
        pairs: Each pair is a part of the tree and what replaces it in the copy.
    """
    # deepcopy looks here first, by identity, and takes what it finds instead of copying
    return copy.deepcopy(tree, {id(old): new for old, new in pairs})


def changes(
    tree: ast.Module, found: Iterator[tuple[str, ast.Module]], allow_same: bool = False
) -> Iterator[Change]:
    """Turn changed trees into changes, each once, with keys that differ.

    Args:
        tree: The tree before the change.
        found: Pairs of an operator's name and a changed tree.
        allow_same: Whether a copy that reads as before counts, too.
    """
    original = ast.unparse(tree)
    sources = set() if allow_same else {original}
    counts: dict[str, int] = {}
    for operator, changed in found:
        source = ast.unparse(ast.fix_missing_locations(changed))
        if source in sources:
            continue
        sources.add(source)
        key = f"{operator}: {difference(original, source)}"
        counts[key] = counts.get(key, 0) + 1
        if counts[key] > 1:
            key += f" ({counts[key]})"  # the same line in another place
        yield Change(operator, source + "\n", key)


def difference(before: str, after: str) -> str:
    """Return the lines that differ, long ones cut to the part that does: ``- a = 1 | + a = 2``.

    A line that is only indented anew is named by ``=``, and only the first one.
    """
    signs: list[list[str]] = [
        [line[0], line[2:].strip()]
        for line in difflib.ndiff(before.splitlines(), after.splitlines())
        if line[0] in "+-"
    ]
    gone = [text for sign, text in signs if sign == "-"]
    new = [text for sign, text in signs if sign == "+"]
    if len(gone) == len(new) == 1 and gone != new:
        left, right = _trimmed(gone[0], new[0])
        return f"- {left} | + {right}"
    moved = [text for text in gone if text in new][:1]
    changed_lines = [f"{sign} {text}" for sign, text in signs if not (text in gone and text in new)]
    return " | ".join([*changed_lines, *(f"= {text}" for text in moved)])


def _trimmed(before: str, after: str) -> tuple[str, str]:
    """Cut what two lines have in common, but for some characters on both sides."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    head = max(0, start - _CONTEXT)
    tail = max(0, end - _CONTEXT)
    cut = [text[head : len(text) - tail] for text in (before, after)]
    dots = ("…" if head else "", "…" if tail else "")
    return f"{dots[0]}{cut[0]}{dots[1]}", f"{dots[0]}{cut[1]}{dots[1]}"


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their start."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def blocks(tree: ast.AST, but: str = "") -> Iterator[list[ast.stmt]]:
    """Yield the lists of statements that run in order: bodies of functions, loops, branches.

    Args:
        tree: The blocks of this tree are yielded; bodies of classes have no order.
        but: The functions of this name are left out, with all that is in them.
    """
    skipped = {
        id(inner) for node in functions(tree) if node.name == but for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) or id(node) in skipped:
            continue
        for field in _BLOCKS:
            block = getattr(node, field, None)
            if isinstance(block, list) and block:
                yield block


def code_nodes(tree: ast.AST, kind: type[_N]) -> Iterator[_N]:
    """Yield the nodes of one kind that change what an answer does.

    Left out are annotations, decorators, docstrings, and the words of errors and assertions.
    """
    silent: set[int] = set()
    for node in ast.walk(tree):
        for part in _silent_parts(node):
            silent.update(id(inner) for inner in ast.walk(part))
    for node in ast.walk(tree):
        if isinstance(node, kind) and id(node) not in silent:
            yield node


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield all functions and methods of a tree."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def top_level_names(source: str) -> set[str]:
    """Return the names that a cell defines by assignments, functions and classes."""
    names: set[str] = set()
    for statement in ast.parse(source).body:
        if isinstance(statement, Function | ast.ClassDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            stored = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
            names.update(node.id for node in stored if isinstance(node.ctx, ast.Store))
    return names


def is_docstring(statement: ast.stmt) -> bool:
    """Return whether a statement is a text alone."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _silent_parts(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, Function):
        yield from node.decorator_list
        yield from [node.returns] if node.returns else []
    elif isinstance(node, ast.ClassDef):
        yield from node.decorator_list
        yield from node.bases
    elif isinstance(node, ast.arg | ast.AnnAssign):
        yield from [node.annotation] if node.annotation else []
    elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        yield from node.exc.args
    elif isinstance(node, ast.Assert):
        yield from [node.msg] if node.msg else []
    elif isinstance(node, ast.Expr) and is_docstring(node):
        yield node.value
