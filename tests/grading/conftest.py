"""What the tests of the grader share: the lesson's notebooks, and submissions made from them."""

import copy
import json
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
USER = 65_534


def pytest_collection_modifyitems(config, items):
    """Leave out what takes long, unless COURSE_HOSTILE=all asks for it."""
    long = [item for item in items if item.get_closest_marker("long")]
    if long and os.environ.get("COURSE_HOSTILE") != "all":
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def hostile() -> dict:
    """The hostile set: name -> (threat, kind, cells to replace)."""
    return runpy.run_path(str(HERE / "hostile_notebooks.py"))


@pytest.fixture(scope="session")
def solved(root):
    """Lesson 02 as a student hands it in: the release, every answer right."""
    notebook = json.loads((root / "exercises" / "02_periods.ipynb").read_text(encoding="utf-8"))
    solutions = json.loads((root / "solutions" / "02_periods.ipynb").read_text(encoding="utf-8"))
    right = {cell["id"]: cell["source"] for cell in solutions["cells"]}
    for cell in notebook["cells"]:
        if "answer" in cell["metadata"].get("tags", ()):
            cell["source"] = right[cell["id"]]
    return notebook


@pytest.fixture(scope="session")
def hand_in(solved):
    """Write a submission: the right answers, but for those that are given."""

    def write(path: Path, answers: dict[str, str] | None = None, base: dict | None = None) -> Path:
        notebook = copy.deepcopy(base or solved)
        for exercise, source in (answers or {}).items():
            name = exercise.replace(".", "-") + "-answer"
            cell = next(c for c in notebook["cells"] if c["id"] == name)
            cell["source"] = f"# @answer {exercise}\n{source}"
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def course():
    """Start the command line in a process of its own, perhaps as another user."""

    def start(*words: object, prefix: tuple[str, ...] = (), **more) -> subprocess.Popen:
        return subprocess.Popen(
            [*prefix, sys.executable, "-m", "course_lib", *map(str, words)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more,
        )  # fmt: skip

    return start


@pytest.fixture
def open_folder():
    """Give a folder for everybody: pytest's own are for one user."""
    folder = Path(tempfile.mkdtemp(prefix="course-test-"))
    (folder / "in").mkdir()
    yield folder
    shutil.rmtree(folder)


def as_nobody(root: Path) -> tuple[str, ...]:
    """Words before a command: it runs as nobody, who may read the course and its Python."""
    words = ["bwrap", "--dev-bind", "/", "/", "--tmpfs", "/root"]
    for place in sorted({sys.base_prefix, sys.prefix, str(root)}):
        if place.startswith("/root/"):
            for above in reversed(Path(place).parents[:-2]):  # bubblewrap's own are for root alone
                words += ["--perms", "0755", "--dir", str(above)]
            words += ["--ro-bind", place, place]
    return (*words, "setpriv", "--reuid", str(USER), "--regid", str(USER), "--clear-groups")


@pytest.fixture
def grade_as(root, course, bubblewrap):
    """Grade the folder ``in`` of an open folder; say what was printed, and who graded."""

    def grade(who: str, folder: Path, *words: str) -> tuple[str, int]:
        for path in (folder / "in").iterdir():
            if path.is_file() and not path.is_symlink():
                path.chmod(0o644)
        (folder / "in").chmod(0o755)
        folder.chmod(0o777)
        becomes = who == "an ordinary user" and os.getuid() == 0
        environment = dict(os.environ, HOME=str(folder), COURSE_ROOT=str(root))
        running = course(
            "grade", folder / "in", "--exercise", "02", "--out", folder / "out", "--workers", 2,
            *words, prefix=as_nobody(root) if becomes else (), env=environment, cwd=folder,
        )  # fmt: skip
        output, _ = running.communicate(timeout=4 * 3600)
        assert running.returncode == 0, output
        return output, USER if becomes else os.getuid()

    return grade
