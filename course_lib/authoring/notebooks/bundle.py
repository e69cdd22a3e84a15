"""Pack the course into one zip file: what a learner on Colab needs, without solutions.

    what-does-a-discriminator-hear.zip
        what_does_..._hear-0.1.0-py3-none-any.whl           the library
        what_does_..._hear_course-0.1.0-py3-none-any.whl    the rest of course_lib; lessons' checks
        notebooks/NN_slug.ipynb              the lessons
        exercises/NN_slug.ipynb              untouched exercises, even if someone worked in them
        docs/NAME.md                         the documents they link to

The second isn't free of answers: a check compares an answer with the solution, so it has lessons/.
"""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from course_lib.authoring.notebooks.builder import derive
from course_lib.authoring.notebooks.colab_cell import BUNDLE_NAME
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.own_copy import linked_documents

WHEELS = (".", "packages/course")  # the folders of the two projects
SOURCES = (
    *("course_lib", "lessons", "packages"),
    *("pyproject.toml", "setup.py", "README.md", "LICENSE"),
)
HANDED_OUT = ("notebooks/", "exercises/")
SETUPTOOLS = 77  # the oldest that pyproject.toml allows


class BundleError(RuntimeError):
    """The bundle can't be made; one line says why and what to do."""


def write_bundle(root: Path, folder: Path) -> Path:
    """Write the zip file into ``folder`` and return its path.

    Args:
        root: The checkout of the course.
        folder: An existing folder. An older bundle in it is replaced.

    Raises:
        BundleError: ``folder`` doesn't exist, or a wheel can't be built.
    """
    if not folder.is_dir():
        raise BundleError(f"there is no folder {folder}: create it, or choose another.")
    path = folder / f"{BUNDLE_NAME}.zip"
    course, texts = load_course(root), dict[str, str]()
    for lesson in course.lessons:
        if not lesson.planned:
            texts |= derive(root, course, lesson)
    handed_out = {name: text for name, text in texts.items() if name.startswith(HANDED_OUT)}
    with tempfile.TemporaryDirectory() as place:
        wheels, partial = build_wheels(root, Path(place)), Path(place, path.name)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for wheel in wheels:
                archive.write(wheel, wheel.name)
            for name, text in handed_out.items():
                archive.writestr(name, text)
            for name in linked_documents(handed_out.values()):
                archive.write(root / name, name)
        shutil.copyfile(partial, path)
    return path


def build_wheels(root: Path, place: Path) -> list[Path]:
    """Build the library's and the course's wheel from a checkout, and return their paths.

    They are built from a copy, so that nothing left over from an earlier build gets into them.

    Args:
        root: The checkout of the course.
        place: An empty folder, for the copy and the wheels.

    Raises:
        BundleError: Something is missing from the checkout, or pip fails.
    """
    source = place / "source"
    source.mkdir()
    for name in SOURCES:
        if (root / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(root / name, source / name, ignore=ignored)
        elif (root / name).is_file():
            shutil.copyfile(root / name, source / name)
        else:
            raise BundleError(f"{root} has no {name}: run this in a clone of the course.")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    command += [str(place), *(str(source / name) for name in WHEELS), *_without_isolation()]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    wheels = sorted(place.glob("*.whl"))
    if done.returncode or len(wheels) < len(WHEELS):
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BundleError(f"pip cannot build the wheels: {reason}")
    return wheels


def _without_isolation() -> list[str]:
    """Return the option that builds offline, if the installed setuptools is new enough."""
    try:
        installed = importlib.metadata.version("setuptools")
    except importlib.metadata.PackageNotFoundError:
        return []
    return ["--no-build-isolation"] if int(installed.split(".")[0]) >= SETUPTOOLS else []
