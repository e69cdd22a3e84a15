"""The three files that declare dependencies agree, and declare what the code imports.

The imports are checked by deptry (https://deptry.com).
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ON_REQUEST = {"speech-metrics"}  # extras that neither `make` nor conda installs

# The extras that each folder may import from, besides torch, einops and numpy. Colab has what the
# extra notebooks names, so a lesson may import no more.
LESSONS = ("lessons", "course_lib", "--exclude=course_lib/(authoring|grading)")
NOTEBOOKS = {"sounds", "train", "notebooks"}
EXTRAS = {
    ("course_lib/discriminators", "course_lib/losses"): set(),
    ("course_lib/audio", "course_lib/sounds"): {"sounds"},
    ("course_lib/gan", "--exclude=course_lib/gan/experiments"): {"sounds", "train"},
    LESSONS: NOTEBOOKS,
    ("course_lib/authoring",): {*NOTEBOOKS, "authoring"},
    ("course_lib/grading",): {*NOTEBOOKS, "grading", "cluster"},
    ("scripts",): {*NOTEBOOKS, "authoring", "test"},  # the bench of instruments drives a browser
    ("tests",): {*NOTEBOOKS, "lab", "authoring", "grading", "cluster", "test"},
}
# Modules beside the tests that the tests import; pyproject.toml puts their folder on the path.
BESIDE_TESTS = ("claims", "lesson_text", "stated_numbers")
COMMANDS = {"jupyterlab", "mypy", "ruff", "import-linter", "pytest-xdist", "deptry"}
FOUND_BY_NAME = {"pesq", "pystoi", "visqol-python"}  # only where they are installed
ONLY_WITH = {"libsvm-official": "visqol-python"}  # pinned for what needs it, on request too

CONDA_SPEC = re.compile(r"[a-z0-9_-]+((=|==|>=|<=|<|>)[0-9][0-9.]*(,(>=|<=|<|>)[0-9][0-9.]*)*)?")


@pytest.fixture(scope="module")
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def asked(project: dict) -> dict[str, Requirement]:
    extras = project["optional-dependencies"].values()
    found = map(Requirement, sum(extras, start=project["dependencies"]))
    return {canonicalize_name(r.name): r for r in found if r.name != project["name"]}


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, Version]:
    found = {}
    for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version = line.split("==")
            assert canonicalize_name(name) not in found, f"{name} is pinned twice"
            found[canonicalize_name(name)] = Version(version)
    return found


@pytest.fixture(scope="module")
def installed(pins: dict[str, Version], project: dict) -> dict[str, Version]:
    """Return the pins that must be installed here: those of an extra on request may be missing."""
    extras = project["optional-dependencies"]
    optional = {canonicalize_name(Requirement(n).name) for x in ON_REQUEST for n in extras[x]}
    optional |= {name for name, needed_by in ONLY_WITH.items() if needed_by in optional}
    return {name: pin for name, pin in pins.items() if name not in optional or is_here(name)}


def is_here(name: str) -> bool:
    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False


def test_every_dependency_has_a_tested_version_inside_its_range(asked, pins):
    assert asked.keys() - pins.keys() == set(), "not pinned in constraints.txt"

    outside = [str(need) for name, need in asked.items() if pins[name] not in need.specifier]
    assert outside == []


def test_every_tested_version_runs_on_the_oldest_python_that_the_project_takes(installed, project):
    oldest = project["requires-python"].removeprefix(">=") + ".0"
    wanted = {name: metadata(name).get("Requires-Python") for name in installed}

    refused = {n: need for n, need in wanted.items() if need and oldest not in SpecifierSet(need)}
    assert refused == {}, f"not for Python {oldest}, as Debian's may be: pin an older version"


def test_this_environment_has_the_tested_versions(installed):
    versions = {name: Version(version(name)) for name in installed}
    other = {n: str(v) for n, v in versions.items() if v.public != installed[n].public}

    assert other == {}, "installed by hand? python3 course.py setup, after removing .venv"


def test_importing_nbformat_builds_no_parsers():
    """Each kernel's client, server and pytest process imports it: parsers would slow down all."""
    code = "import sys, nbformat; sys.exit('lark' in sys.modules)"

    assert subprocess.call([sys.executable, "-c", code]) == 0, "jsonschema: see constraints.txt"


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
        "traitlets": "5.7.1",
        "anywidget": "0.9.21",
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


def test_the_package_asks_ipython_and_traitlets_for_nothing_that_colabs_lack(root):
    """Colab has IPython 7.34 and traitlets 5.7; an error at import ends every lesson there."""
    has = {"IPython", "IPython.display", "IPython.core.getipython", "IPython.utils.capture"}
    has.add("IPython.core.displaypub")
    lacking = []
    for path in sorted((root / "course_lib").rglob("*.py")):
        if path.relative_to(root).parts[1] in ("authoring", "grading"):
            continue  # not used there
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = ast.unparse(node) if isinstance(node, ast.expr | ast.stmt) else ""
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("IPython"):
                places = [{node.module, f"{node.module}.{name.name}"} for name in node.names]
                lacking += [f"{path.name}: {text}" for place in places if not place & has]
            if isinstance(node, ast.Subscript) and text.startswith("traitlets."):
                lacking.append(f"{path.name}: {text}, not in quotation marks")
    assert lacking == []


def test_conda_installs_the_project_with_the_same_constraints(root, project):
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    *conda, pip = environment["dependencies"]

    assert environment["channels"] == ["conda-forge"]
    assert [spec for spec in conda if not CONDA_SPEC.fullmatch(spec)] == []
    assert "pip" in conda
    assert pip == {"pip": ["-c constraints.txt", "-e .[course]"]}


def test_conda_brings_a_python_that_the_project_takes(root, project):
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    python = next(spec for spec in environment["dependencies"] if spec[:6] == "python")

    assert (
        python.removeprefix("python=")
        in Requirement("python" + project["requires-python"]).specifier
    )


def test_make_installs_every_extra_but_those_on_request(root, project):
    assert '"-e", ".[course]"' in (root / "course.py").read_text(encoding="utf-8")

    extras = project["optional-dependencies"]
    (course,) = map(Requirement, extras["course"])
    assert course.name == project["name"]
    assert course.extras == extras.keys() - ON_REQUEST - {"course"}


def test_course_py_wants_the_python_that_the_project_wants(root, project):
    assert project["requires-python"] == ">=3.11"
    assert "sys.version_info < (3, 11)" in (root / "course.py").read_text(encoding="utf-8")


def deptry(folder: Path, *options: str) -> str:
    """Return what deptry finds wrong below a folder that has a pyproject.toml."""
    own = [f"--known-first-party={name}" for name in ("course_lib", *BESIDE_TESTS)]
    command = [sys.executable, "-m", "deptry", "--no-ansi", *own]
    done = subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True)
    return "\n".join(line for line in (done.stdout + done.stderr).splitlines() if "DEP" in line)


@pytest.mark.parametrize("folders", EXTRAS, ids=lambda folders: folders[0])
def test_what_a_folder_imports_is_declared_for_it(root, project, folders):
    others = project["optional-dependencies"].keys() - EXTRAS[folders] - {"course"}
    options = [f"--optional-dependencies-dev-groups={','.join(others)}", "--ignore=DEP002"]

    assert deptry(root, *folders, "--exclude=no folder", *options) == ""


def test_what_is_declared_is_imported_somewhere(root):
    folders = ("course_lib", "lessons", "scripts", "tests", "--exclude=no folder")

    own = "what-does-a-discriminator-hear"  # the extra course names the others
    ignored = "|".join(COMMANDS | FOUND_BY_NAME | {own})

    assert deptry(root, *folders, f"--per-rule-ignores=DEP002={ignored}") == ""


EXAMPLES = ("course-lib-plugin", "field-discriminators")


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_plugin_declares_what_it_imports(root, name):
    plugin = root / "examples" / name
    own = "--known-first-party=field_discriminators,nnAudio"  # nnAudio: only where it is installed

    assert deptry(plugin, "src", "tests", "--exclude=no folder", own, "--ignore=DEP002") == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_plugin_can_be_installed_after_the_course_and_not_before(root, name, tmp_path):
    source = shutil.copytree(root / "examples" / name, tmp_path / name)
    distribution = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = tmp_path / "site" / f"{distribution['name'].replace('-', '_')}-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {distribution['name']}\nVersion: 0.1.0\n"
    )

    def install(*path):
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index"]
        command += ["--no-build-isolation", "--ignore-requires-python", str(source)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    after = install(tmp_path / "site")
    assert after.returncode == 0, after.stderr
    if not is_here(distribution["name"]):
        assert "No matching distribution found for what-does-a-" in install().stderr


def test_an_import_that_nothing_declares_is_found(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\ndependencies = []\n')
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "lesson.py").write_text("import torch\nimport no_such_package\n")

    found = deptry(tmp_path, "lessons", "--ignore=DEP002")

    assert "lesson.py:1:8: DEP003 'torch' imported but it is a transitive dependency" in found
    assert "lesson.py:2:8: DEP001 'no_such_package' imported but missing" in found
