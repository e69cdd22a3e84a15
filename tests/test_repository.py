"""Rules for the whole repository: the tools find no faults, files are short, links work."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

# docs/style.md says "up to 400, most below 200", "about 30" and "about 15"
FILE_LINES, FUNCTION_LINES, EXPORTED_NAMES = 400, 32, 20
NOTEBOOK_BYTES = 100_000
HOME = re.compile(r"(?<![\w.~])/(?:home|Users|root|work|content)/[\w.-]+|[A-Z]:\\{1,2}Users")
LINK = re.compile(r"\]\(([^)\s]+)\)")
DOCUMENTS = ("README.md", "CONTRIBUTING.md")


@cache
def tracked(root: Path) -> list[Path]:
    """Return the files of the repository, those not yet committed included."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.check_output(command, cwd=root, text=True).split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def files(root: Path, suffix: str, *folders: str) -> list[Path]:
    found = [path for path in tracked(root) if path.suffix == suffix]
    return [p for p in found if not folders or p.relative_to(root).parts[0] in folders]


def run(root: Path, *command: str) -> None:
    """Run a tool, and fail with what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing(root):
    run(root, "ruff", "check", ".")


def test_ruff_would_format_nothing(root):
    run(root, "ruff", "format", "--check", ".")


@pytest.mark.slow
def test_mypy_finds_nothing(root):
    run(root, "mypy", "course_lib", "course.py", *map(str, files(root, ".py", "scripts")))


def trees(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in files(root, ".py", "course_lib"):
        yield path.relative_to(root), ast.parse(path.read_text(encoding="utf-8"))


def test_files_are_short(root):
    paths = [*files(root, ".py", "course_lib", "scripts"), root / "course.py"]
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}

    assert {str(p.relative_to(root)): n for p, n in lines.items() if n > FILE_LINES} == {}


def test_functions_are_short(root):
    long = {
        f"{path}:{node.lineno} {node.name}": code_lines(node)
        for path, tree in trees(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and code_lines(node) > FUNCTION_LINES
    }

    assert long == {}


def code_lines(function: ast.FunctionDef) -> int:
    """Return how many lines a function has below its signature and docstring."""
    first = function.body[1 if ast.get_docstring(function) and function.body[1:] else 0]
    return (function.end_lineno or 0) - first.lineno + 1


def test_no_two_classes_of_the_package_have_the_same_name(root):
    places: dict[str, list[str]] = {}
    for path, tree in trees(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(f"{path}:{node.lineno}")

    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_one_sample_rate_is_called_sample_rate(root):
    """Lessons and the small GAN have different rates, so only one of them may have this name."""
    places = [
        f"{path}:{node.lineno}"
        for path, tree in trees(root)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id == "SAMPLE_RATE"
    ]

    assert len(places) == 1, places


def test_the_docstring_of_a_package_names_its_public_modules(root):
    missing = {}
    for init in sorted((root / "course_lib").rglob("__init__.py")):
        docstring = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or ""
        modules = [path.stem for path in init.parent.glob("[!_]*.py")]
        modules += [path.parent.name for path in init.parent.glob("[!_]*/__init__.py")]
        words = set(re.findall(r"\w+", docstring))
        if unnamed := sorted(set(modules) - words):
            missing[str(init.parent.relative_to(root))] = unnamed

    assert missing == {}


def test_a_package_exports_few_names(root):
    """A reader can take in a short list of names; longer ones are named here with a reason."""
    long = {
        "course_lib.gan.metrics",  # the metrics, one by one
        "course_lib.classroom",  # what lesson notebooks call
        "course_lib.instruments",  # an instrument each, and what lessons call to show things
        "course_lib.sounds",  # a function each sound
    }
    packages = [path.parent.relative_to(root) for path in root.glob("course_lib/**/__init__.py")]
    names = {".".join(p.parts): exported(".".join(p.parts)) for p in packages}

    assert {name: n for name, n in names.items() if n > EXPORTED_NAMES and name not in long} == {}


def exported(package: str) -> int:
    return len(getattr(import_module(package), "__all__", ()))


def test_the_package_raises_and_never_asserts(root):
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
    ]

    assert found == []


def test_no_default_can_be_changed_by_a_call(root):
    mutable = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
    found = [
        f"{path}:{default.lineno}"
        for path, tree in trees(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.Lambda)
        for default in (*node.args.defaults, *node.args.kw_defaults)
        if isinstance(default, mutable)
    ]

    assert found == []


def test_the_package_imports_from_the_module_that_defines(root):
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module == "course_lib" or node.level > 0)
    ]

    assert found == [], "`from course_lib import X` and relative imports hide the layers"


def test_links_between_documents_lead_somewhere(root):
    dead = [
        f"{page.relative_to(root)}: {link}"
        for page in files(root, ".md")
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not re.match(r"https?://|mailto:|#", link)
        and not (page.parent / link.split("#")[0]).exists()
    ]

    assert dead == []


def test_notebooks_are_small(root):
    sizes = {str(p.relative_to(root)): p.stat().st_size for p in files(root, ".ipynb")}

    assert {name: size for name, size in sizes.items() if size > NOTEBOOK_BYTES} == {}


def test_no_file_knows_the_machine_it_was_written_on(root):
    found = []
    for path in tracked(root):
        if path.suffix in {".py", ".md", ".toml", ".txt", ".yml", ".json", ".ipynb", ""}:
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.relative_to(root)}: {home[0]}" for home in HOME.finditer(text)]

    assert [line for line in found if ": /content/" not in line] == []  # Colab's own folder


@pytest.mark.slow
def test_the_derived_notebooks_are_what_the_lessons_say(root):
    run(root, "course_lib", "build", "--check")


def test_the_commands_in_the_documents_exist(root):
    text = "".join((root / name).read_text(encoding="utf-8") for name in DOCUMENTS)
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
    help_of_course = [sys.executable, "-m", "course_lib", "--help"]
    words = set(re.findall(r"[a-z]+", subprocess.check_output(help_of_course, text=True)))

    made = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE))
    assert {"lab", "test"} <= made <= targets
    called = set(re.findall(r"course\.py ([a-z]+)", text))
    assert called - words - {"lab", "test", "setup"} == set()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"])
def test_the_documents_that_people_look_for_are_there(root, name):
    assert (root / name).stat().st_size > 200
