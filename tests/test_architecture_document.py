"""docs/architecture.md names what exists, and its walk of a notebook only goes down."""

import ast
import re
from pathlib import Path

import grimp
import pytest

LINK = re.compile(r"\[([^\]]+)\]\((\.\./course_lib/[^)]+\.py)\)")
NAMED = re.compile(r"`([\w.]+)`")
ENTRY = "course_lib.cli.grade"
PACKAGES = 8


@pytest.fixture(scope="module")
def document(root):
    return (root / "docs" / "architecture.md").read_text(encoding="utf-8")


def names_in(file: Path) -> set[str]:
    """Return the functions and classes that a file defines, methods as ``Class.method``."""
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
            found |= {f"{node.name}.{method.name}" for method in methods}
    return found


def test_what_a_link_names_is_defined_in_the_file_that_it_leads_to(root, document):
    found = [(NAMED.fullmatch(text), root / "docs" / file) for text, file in LINK.findall(document)]
    named = [(n[1], file) for n, file in found if n and n[1] not in (file.name, file.stem)]

    assert len(named) >= 20  # else it finds no links
    assert [(name, file.name) for name, file in named if name not in names_in(file)] == []


def test_the_walk_of_a_notebook_only_goes_down_and_through_at_most_eight_packages(document):
    walk = document.partition("## A notebook through the grader")[2].partition("\n## ")[0]
    targets = [target for _, target in LINK.findall(walk)]
    modules = {target.removeprefix("../")[:-3].replace("/", ".") for target in targets} - {ENTRY}
    graph = grimp.build_graph("course_lib", cache_dir=None)

    assert len(modules) > 10
    assert len({module.rpartition(".")[0] for module in [ENTRY, *modules]}) <= PACKAGES
    for module in modules:
        assert graph.chain_exists(ENTRY, module)
        assert not graph.chain_exists(module, ENTRY)
