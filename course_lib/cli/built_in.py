"""What ``course list`` says of the built-in discriminators, read from their source.

Importing them imports torch, which takes seconds. A list of names and summaries needs none of it.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import course_lib

_FOLDER = Path(course_lib.__file__).parent / "discriminators"


@dataclass(frozen=True)
class BuiltIn:
    """A registered class of the package."""

    name: str
    class_name: str
    summary: str  # first line of its docstring


def built_in() -> list[BuiltIn]:
    """Return the built-in discriminators, sorted by name."""
    return sorted(_registered_classes(), key=lambda found: found.name)


def _registered_classes() -> Iterator[BuiltIn]:
    for file in _FOLDER.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        if "\n@register(" not in source:
            continue
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and (name := _registered_name(node)):
                summary = (ast.get_docstring(node) or "").partition("\n")[0]
                yield BuiltIn(name, node.name, summary)


def _registered_name(node: ast.ClassDef) -> str:
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(func=ast.Name(id="register"), args=[ast.Constant(value=str(name))]):
                return name
    return ""
