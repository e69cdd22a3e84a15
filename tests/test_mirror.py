"""The tests mirror the package: a module that does work is tested in a file found by its name.

For ``course_lib/losses/balancer.py`` that is one of

    tests/losses/test_balancer.py, or test_balancer_*.py    the module's own
    tests/test_losses.py                                    the package's
    tests/losses/test_*.py                                  any, if the package is small
"""

import ast
from pathlib import Path

import pytest

WORK = 40  # lines of code in functions; a module with fewer is tested where it is used
SMALL = 6  # modules that do work; a reader finds a test among so few by its first line


def lines_in_functions(source: str) -> int:
    """Return the number of lines of code in the functions of a module, without docstrings."""
    texts = source.splitlines()
    lines: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1 if ast.get_docstring(node) is not None else 0 :]
            for part in body:
                lines |= set(range(part.lineno, (part.end_lineno or part.lineno) + 1))
    code = [texts[n - 1].strip() for n in lines]
    return sum(bool(text) and not text.startswith("#") for text in code)


def working_modules(package: Path) -> list[Path]:
    """Return the modules that do work, as paths from the package."""
    found = [path for path in sorted(package.rglob("[!_]*.py")) if "__pycache__" not in path.parts]
    return [
        path.relative_to(package)
        for path in found
        if lines_in_functions(path.read_text(encoding="utf-8")) >= WORK
    ]


def files_for(module: Path, modules: list[Path], tests: Path) -> list[Path]:
    """Return the test files in which a reader looks for the tests of a module."""
    room = module.parent
    found = [*tests.glob(f"{room}/test_{module.stem}.py")]
    found += tests.glob(f"{room}/test_{module.stem}_*.py")
    if room.name:
        found += tests.glob(f"{room.parent}/test_{room.name}.py")
        if sum(other.parent == room for other in modules) <= SMALL:
            found += tests.glob(f"{room}/test_*.py")
    return found


def test_every_module_that_does_work_is_tested_in_a_file_found_by_its_name(root):
    modules = working_modules(root / "course_lib")
    untested = [
        module.as_posix() for module in modules if not files_for(module, modules, root / "tests")
    ]

    assert len(modules) > 50, "the package is not where this test looks for it"
    if untested:
        pytest.fail("\n".join(["no test file has the name of", *untested]), pytrace=False)


def test_only_code_in_functions_counts_as_work():
    source = 'X = 1\n\n\ndef f():\n    """Doc."""\n    # why\n\n    return (\n        X\n    )\n'

    assert lines_in_functions(source) == 3


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("tests/losses/test_balancer.py", True),
        ("tests/losses/test_balancer_failures.py", True),
        ("tests/test_losses.py", True),
        ("tests/losses/test_other.py", False),
        ("tests/sounds/test_balancer.py", False),
    ],
)
def test_a_module_of_a_large_package_needs_its_own_test_or_the_packages(tmp_path, file, found):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.touch()
    module = Path("losses/balancer.py")
    modules = [module, *(Path(f"losses/other_{k}.py") for k in range(SMALL))]

    assert bool(files_for(module, modules, tmp_path / "tests")) is found
