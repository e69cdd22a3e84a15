"""The reference of the library: each public name, with all that a caller must know."""

import ast
import dataclasses
import inspect
import re
import textwrap
from collections.abc import Iterator
from importlib import import_module

import pytest

from course_lib.authoring.reference import PACKAGES, write_reference
from course_lib.cli import main


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, str]:
    """Return the page of each package; a warning of pdoc is an error, as everywhere here."""
    folder = tmp_path_factory.mktemp("reference")
    assert write_reference(folder) == folder / "course_lib.html"
    files = {package: folder / f"{package.replace('.', '/')}.html" for package in PACKAGES}
    assert set(files.values()) | {folder / "index.html"} == set(folder.rglob("*.html"))
    return {package: file.read_text(encoding="utf-8") for package, file in files.items()}


def public(package: str) -> dict[str, object]:
    module = import_module(package)
    return {name: getattr(module, name) for name in module.__all__}


def documented() -> Iterator[tuple[str, object]]:
    """Yield the functions and classes of all packages, and the public methods of the classes."""
    seen: set[int] = set()
    for package in PACKAGES:
        for name, value in public(package).items():
            if id(value) in seen or not (inspect.isclass(value) or inspect.isfunction(value)):
                continue
            seen.add(id(value))
            yield name, value
            if inspect.isclass(value):
                fields = getattr(value, "__dataclass_fields__", {})
                for method, function in vars(value).items():
                    if method[0] != "_" and method not in fields and inspect.isfunction(function):
                        yield f"{name}.{method}", function


def section(text: str, title: str) -> str | None:
    """Return the lines below a heading such as "Args:", or None if there is no such heading."""
    found = re.search(rf"^{title}:\n((?: +.*\n?|\n)*)", text, re.MULTILINE)
    return found and found[1]


def arguments(text: str) -> set[str]:
    heads = re.findall(r"^ {4}([\w*, ]+):", section(text, "Args") or "", re.MULTILINE)
    return {name.strip(" *") for head in heads for name in head.split(",")}


def raises(function: object) -> bool:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return any(isinstance(node, ast.Raise) and node.exc for node in ast.walk(tree))


def gaps(value: object) -> list[str]:
    """Return what the docstring of a function or class doesn't say."""
    text = inspect.getdoc(value) or ""
    if not text:
        return ["has no docstring"]
    call = value
    if inspect.isclass(value):
        if dataclasses.is_dataclass(value) or "__init__" not in vars(value):
            return []  # its fields are on the page; or it is built as its base class is
        call = value.__init__
    signature = inspect.signature(call)
    missing = set(signature.parameters) - {"self"} - arguments(text)
    found = [f"doesn't describe {name}" for name in sorted(missing)]
    summary = text.partition("\n\n")[0]
    says = section(text, "Returns") or re.search(r"(?i)\b(return|yield)", summary)
    if not inspect.isclass(value) and signature.return_annotation is not None and not says:
        found.append("doesn't say what it returns")
    if raises(call) and section(text, "Raises") is None:
        found.append("doesn't say what it raises")
    return found


def test_every_package_has_a_page_with_every_public_name(pages):
    absent = {
        f"{package}.{name}"
        for package, page in pages.items()
        for name in public(package)
        if f'<section id="{name}">' not in page
    }

    assert absent == set()


def test_every_function_and_class_has_its_docstring_on_the_page(pages):
    bare = set()
    for package, page in pages.items():
        sections = dict(re.findall(r'(?s)<section id="(\w+)">(.*?)</section>', page))
        bare |= {
            f"{package}.{name}"
            for name, value in public(package).items()
            if (inspect.isclass(value) or inspect.isfunction(value))
            and 'class="docstring"' not in sections[name]
        }

    assert bare == set()


def test_a_constant_is_explained_by_the_package_that_exports_it():
    unexplained = {
        f"{package}.{name}"
        for package in PACKAGES
        for name, value in public(package).items()
        if not (inspect.isclass(value) or inspect.isfunction(value))
        and not re.search(rf"\b{name}\b", inspect.getdoc(import_module(package)))
    }

    assert unexplained == set()


def test_a_docstring_says_what_goes_in_what_comes_out_and_what_is_raised():
    found = {name: gaps(value) for name, value in documented()}

    assert len(found) > 150
    assert {name: missing for name, missing in found.items() if missing} == {}


def test_a_docstring_with_a_gap_is_found():
    def f(a, b) -> int:
        """Add.

        Args:
            a: A number.
        """
        raise ValueError(a + b)

    assert gaps(f) == [
        "doesn't describe b",
        "doesn't say what it returns",
        "doesn't say what it raises",
    ]


def test_the_command_says_where_the_pages_are(tmp_path, capsys):
    assert main(["docs", "--out", str(tmp_path / "a" / "b")]) == 0

    assert capsys.readouterr().out == f"{tmp_path / 'a' / 'b' / 'course_lib.html'}\n"


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path, capsys):
    (tmp_path / "file").touch()

    assert main(["docs", "--out", str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err.startswith("course docs: ")


def test_git_ignores_the_pages(root):
    assert "docs/api/" in (root / ".gitignore").read_text(encoding="utf-8").splitlines()
