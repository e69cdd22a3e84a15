"""The dependencies stand in three files for three kinds of people; here they are compared."""

import ast
import re
import sys
import tomllib
from importlib.metadata import metadata, packages_distributions, version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

CONDA_SPEC = re.compile(r"[a-z0-9_-]+((=|==|>=|<=|<|>)[0-9][0-9.]*(,(>=|<=|<|>)[0-9][0-9.]*)*)?")


@pytest.fixture(scope="module")
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def asked(project: dict) -> dict[str, Requirement]:
    extras = project["optional-dependencies"].values()
    found = map(Requirement, sum(extras, start=project["dependencies"]))
    return {canonicalize_name(requirement.name): requirement for requirement in found}


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, Version]:
    found = {}
    for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version = line.split("==")
            assert canonicalize_name(name) not in found, f"{name} is pinned twice"
            found[canonicalize_name(name)] = Version(version)
    return found


def test_every_dependency_has_a_tested_version_inside_its_range(asked, pins):
    assert asked.keys() - pins.keys() == set(), "not pinned in constraints.txt"

    outside = [str(need) for name, need in asked.items() if pins[name] not in need.specifier]
    assert outside == []


def test_every_tested_version_runs_on_the_oldest_python_that_the_project_takes(pins, project):
    oldest = project["requires-python"].removeprefix(">=") + ".0"
    wanted = {name: metadata(name).get("Requires-Python") for name in pins}

    refused = {n: need for n, need in wanted.items() if need and oldest not in SpecifierSet(need)}
    assert refused == {}, f"not for Python {oldest}, as Debian's may be: pin an older version"


def test_this_environment_has_the_tested_versions(pins):
    other = {n: version(n) for n, pin in pins.items() if Version(version(n)).public != pin.public}

    assert other == {}, "installed by hand? python3 course.py setup, after removing .venv"


def test_the_ranges_let_colab_keep_what_it_has(asked):
    colab = {
        "torch": "2.11.0",
        "torchaudio": "2.11.0",
        "einops": "0.8.2",
        "numpy": "2.1.3",
        "matplotlib": "3.10.0",
        "ipywidgets": "7.7.1",
        "ipython": "7.34.0",
        "pygments": "2.21.0",
        "ipykernel": "6.17.1",
        "soundfile": "0.14.0",
        "platformdirs": "4.11.3",
        "scipy": "1.16.3",
        "jinja2": "3.1.6",
        "markupsafe": "3.0.3",
        "rich": "13.9.4",
    }

    refused = [
        f"{asked[name]}, Colab has {v}"
        for name, v in colab.items()
        if v not in asked[name].specifier
    ]
    assert refused == []


def test_conda_installs_the_project_with_the_same_constraints(root, project):
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    *conda, pip = environment["dependencies"]

    assert environment["channels"] == ["conda-forge"]
    assert [spec for spec in conda if not CONDA_SPEC.fullmatch(spec)] == []
    assert "pip" in conda
    assert pip == {"pip": ["-c constraints.txt", "-e ." + extras_of(root)]}


def test_conda_brings_a_python_that_the_project_takes(root, project):
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    python = next(spec for spec in environment["dependencies"] if spec[:6] == "python")

    assert (
        python.removeprefix("python=")
        in Requirement("python" + project["requires-python"]).specifier
    )


def test_make_installs_every_extra(root, project):
    assert set(extras_of(root)[1:-1].split(",")) == set(project["optional-dependencies"])


def extras_of(root: Path) -> str:
    found = re.search(r'"-e", "\.(\[[a-z,]+\])"', (root / "course.py").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def test_course_py_wants_the_python_that_the_project_wants(root, project):
    assert project["requires-python"] == ">=3.11"
    assert "sys.version_info < (3, 11)" in (root / "course.py").read_text(encoding="utf-8")


def imported(folder: Path) -> set[str]:
    """Return the distributions whose modules the Python files in a folder import."""
    modules: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                modules.add(node.module.split(".")[0])
    foreign = modules - sys.stdlib_module_names - {"course_lib"}
    distributions = packages_distributions()
    return {canonicalize_name(distributions.get(name, [name])[0]) for name in foreign}


def test_what_a_lesson_imports_is_what_colab_has(root, project):
    declared = {canonicalize_name(Requirement(need).name) for need in project["dependencies"]}
    authors = {"authoring", "grading", "cli"}  # never imported by a lesson
    folders = [p for p in (root / "course_lib").iterdir() if p.is_dir() and p.name not in authors]

    assert {name for folder in folders for name in imported(folder)} - declared == set()


def test_the_package_imports_nothing_undeclared(root, asked):
    assert imported(root / "course_lib") - asked.keys() == set()
