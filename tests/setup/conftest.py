"""A miniature of the course: the real course.py, around a package that installs offline."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "course-lib"
version = "0.1.0"
[project.optional-dependencies]
course = []
"""

# The smallest possible build backend (PEP 660): a .pth file and the `course` command.
BACKEND = """
import os, time, zipfile

METADATA = "Metadata-Version: 2.1\\nName: course-lib\\nVersion: 0.1.0\\n"

def build_editable(folder, config_settings=None, metadata_directory=None):
    if os.path.exists("slow"):
        open("building", "w").close()
        time.sleep(60)
    name, info = "course_lib-0.1.0-py3-none-any.whl", "course_lib-0.1.0.dist-info/"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("course_lib.pth", os.getcwd())
        wheel.writestr(info + "METADATA", METADATA)
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr(info + "entry_points.txt", "[console_scripts]\\ncourse = course_lib:main\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""

# Replaces the `course` command, JupyterLab and pytest: it prints how it was called.
ECHO = """
import json, os, sys
def main():
    seen = {"argv": sys.argv[1:], "cwd": os.getcwd(), "env": dict(os.environ), "prefix": sys.prefix}
    print("CALLED " + json.dumps(seen))
    return int(os.environ.get("ECHO_STATUS", "0"))
"""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def miniature(tmp_path: Path, root: Path) -> Path:
    """Return a folder with the real course.py, whose name has a space and non-ASCII letters."""
    return make_miniature(tmp_path / "mon cours é 소리", root)


@pytest.fixture
def course(miniature: Path) -> Run:
    """Return a function that runs the miniature's course.py."""
    return runner(miniature)


@pytest.fixture(scope="session")
def ready_miniature(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Return a miniature for the tests that don't change it: it is set up once."""
    return make_miniature(tmp_path_factory.mktemp("ready") / "mon cours é 소리", root)


@pytest.fixture(scope="session")
def ready_course(ready_miniature: Path) -> Run:
    """Return a function that runs the ready miniature's course.py."""
    run = runner(ready_miniature)
    assert "Setting up" in run("setup").stdout
    return run


@pytest.fixture(scope="session")
def backup(ready_course: Run, ready_miniature: Path, tmp_path_factory: pytest.TempPathFactory):
    """Return a copy of the ready miniature."""
    folder = tmp_path_factory.mktemp("backup") / "copy"
    return shutil.copytree(ready_miniature, folder, symlinks=True)


@pytest.fixture
def used_miniature(ready_miniature: Path, backup: Path) -> Iterator[Path]:
    """Return the ready miniature for a test that changes it, and restore it afterwards."""
    yield ready_miniature
    for folder in ready_miniature.parent.iterdir():
        shutil.rmtree(folder)
    shutil.copytree(backup, ready_miniature, symlinks=True)


def make_miniature(folder: Path, root: Path) -> Path:
    (folder / "jupyterlab_settings").mkdir(parents=True)
    for name in ("course.py", "jupyterlab_settings/overrides.json", "Makefile"):
        shutil.copy(root / name, folder / name)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "constraints.txt").write_text("")
    (folder / "backend.py").write_text(BACKEND)
    for package, code in {
        "course_lib/__init__": ECHO,
        "jupyterlab/__main__": "import course_lib\nexit(course_lib.main())",
        "pytest/__main__": "import course_lib\nexit(course_lib.main())",
        "tests/__init__": "",
    }.items():
        (folder / package).parent.mkdir()
        (folder / f"{package}.py").write_text(code)
    (folder / "exercises").mkdir()
    (folder / "notebooks").mkdir()
    for name in ("02_periods", "01_contract"):
        (folder / "notebooks" / f"{name}.ipynb").write_text("{}")
    return folder


def runner(folder: Path) -> Run:
    def run(*words: str, status: int = 0, cwd: Path = folder, before: str = "", **env: str):
        """Run course.py; `before` is Python that runs first, to take something from the machine."""
        start = f"import runpy, sys; sys.argv[0] = {str(folder / 'course.py')!r}; {before}\n"
        start += "runpy.run_path(sys.argv[0], run_name='__main__')"
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("COURSE_", "PIP_"))}
        done = subprocess.run(
            [sys.executable, "-c", start, *words],
            cwd=cwd,
            env=clean | env,
            capture_output=True,
            text=True,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done

    return run
