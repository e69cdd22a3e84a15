"""``course list``: every discriminator, built in or from an installed plugin.

A list of names and summaries needs no torch, which takes seconds to import. So the built-in
discriminators are read from their source, and torch is imported only if plugins are installed.
"""

import argparse
import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

import course_lib
from course_lib.cli.arguments import Commands

_FOLDER = Path(course_lib.__file__).parent / "discriminators"


@dataclass(frozen=True)
class ListedDiscriminator:
    """One row of the list."""

    name: str
    source: str  # the package that it comes from
    class_name: str | None  # None if it cannot be imported
    summary: str  # first line of its docstring
    fault: str | None = None  # why it cannot be imported

    def as_json(self) -> dict[str, str | None]:
        """Return the row as plain data."""
        return {
            "name": self.name,
            "source": self.source,
            "class": self.class_name,
            "summary": self.summary,
            "broken": self.fault,
        }


def add_command(commands: Commands) -> None:
    """Add ``list`` to the parser."""
    parser = commands.add_parser("list", help="list every discriminator, plugins included")
    parser.add_argument("--json", action="store_true", help="print JSON for a machine")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    rows = _registered() if entry_points(group="course_lib.discriminators") else built_in()
    if arguments.json:
        print(json.dumps([row.as_json() for row in rows], indent=2))
        return 0
    names = max((len(row.name) for row in rows), default=0)
    sources = max((len(row.source) for row in rows), default=0)
    for row in rows:
        text = f"BROKEN: {' '.join(row.fault.split())}" if row.fault else row.summary
        print(f"{row.name:<{names}}  {row.source:<{sources}}  {text}".rstrip())
    return 0


def built_in() -> list[ListedDiscriminator]:
    """Return the discriminators of this package, sorted by name, without importing torch."""
    return sorted(_registered_classes(), key=lambda row: row.name)


def _registered() -> list[ListedDiscriminator]:
    from course_lib.discriminators.registry import entries  # imported late: it needs torch

    return [
        ListedDiscriminator(
            entry.name,
            entry.source,
            entry.cls.__name__ if entry.cls else None,
            entry.summary,
            entry.error,
        )
        for entry in entries()
    ]


def _registered_classes() -> Iterator[ListedDiscriminator]:
    for file in _FOLDER.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        if "\n@register(" not in source:
            continue
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and (name := _registered_name(node)):
                summary = (ast.get_docstring(node) or "").partition("\n")[0]
                yield ListedDiscriminator(name, "course_lib", node.name, summary)


def _registered_name(node: ast.ClassDef) -> str:
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(func=ast.Name(id="register"), args=[ast.Constant(value=str(name))]):
                return name
    return ""
