"""The zip file for Colab: complete, without solutions/, and enough on a machine without a clone."""

import json
import os
import subprocess
import sys
import zipfile

import pytest

from course_lib.authoring.notebooks.bundle import BundleError, build_wheels, write_bundle
from course_lib.authoring.notebooks.colab_cell import BUNDLE_NAME, colab_source
from course_lib.authoring.notebooks.web_address import read_project
from course_lib.classroom.exercises.course_toml import load_course

pytestmark = pytest.mark.slow

PROGRAM = """
import sys
from pathlib import Path

import course_lib
from course_lib.classroom.exercises.course_toml import course_root, load_course
from course_lib.classroom.exercises.load_bank import bank
from course_lib.gan.experiments.failures import failed_runs
from course_lib.gan.training.shipped import ready_generator

lessons = [lesson.id for lesson in load_course().lessons if not lesson.planned]
print("banks", *(len(bank(lesson).exercises) for lesson in lessons))
print("root", course_root())
print("package", Path(course_lib.__file__).parents[1])
runs = [run.clips[min(run.clips)] for run in failed_runs()]
print("data", len(runs), sum(p.numel() for p in ready_generator(1000).parameters()) > 0)
"""


@pytest.fixture(scope="module")
def bundle(root, tmp_path_factory):
    return write_bundle(root, tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="module")
def colab(bundle, tmp_path_factory):
    """Stand in for a Colab to whose Drive the zip was uploaded."""
    content = tmp_path_factory.mktemp("colab") / "content"
    drive = content / "drive" / "MyDrive"
    drive.mkdir(parents=True)
    (drive / bundle.name).write_bytes(bundle.read_bytes())
    return content


@pytest.fixture(scope="module")
def names(bundle):
    with zipfile.ZipFile(bundle) as archive:
        return archive.namelist()


def code_cells(root, path):
    cells = json.loads((root / path).read_bytes())["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"}


def run(content, program):
    environment = {**os.environ, "COLAB_RELEASE_TAG": "release-colab_20260819"}
    environment.pop("COURSE_ROOT", None)
    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        cwd=content,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_zip_has_both_wheels_and_every_notebook_but_the_solutions(root, names):
    handed_out = {
        path.relative_to(root).as_posix()
        for folder in ("notebooks", "exercises")
        for path in (root / folder).glob("*.ipynb")
    }

    assert [name for name in names if name.endswith(".ipynb")] != []
    assert {name for name in names if name.endswith(".ipynb")} == handed_out
    assert sum(name.endswith(".whl") for name in names) == 2
    assert [name for name in names if "solution" in name] == []


def test_the_sheets_are_stubs_whatever_was_done_in_the_checkout(bundle, root):
    with zipfile.ZipFile(bundle) as archive:
        sheet = archive.read("exercises/02_periods.ipynb").decode()
    assert 'raise NotAttempted(\\"02.1\\")' in sheet
    # the derived notebook of the checkout is that of its source: test_repository compares them
    assert sheet == (root / "exercises/02_periods.ipynb").read_text(encoding="utf-8")


def test_on_a_colab_without_a_clone_the_set_up_cell_is_enough(root, colab):
    """Every lesson's checks, the recorded runs and the ready-made generator come out of the zip."""
    cell = colab_source(read_project(root), str(colab))

    said = dict(line.split(" ", 1) for line in run(colab, cell + PROGRAM).splitlines())

    assert said["package"] == str(colab / "course")
    assert said["root"] == str(colab / "course" / "course_lib")
    ready = [lesson for lesson in load_course(root).lessons if not lesson.planned]
    assert said["banks"].split() == [str(len(lesson.exercises)) for lesson in ready]
    assert said["data"] == "8 True"


def test_a_sheet_out_of_the_zip_is_checked_and_gives_its_points(root, colab):
    sheet, solved = (code_cells(root, f"{f}/02_periods.ipynb") for f in ("exercises", "solutions"))
    cell = colab_source(read_project(root), str(colab))
    assert sheet["c02-colab"].replace('"/content"', json.dumps(str(colab))) == cell

    parts = [cell, sheet["c02-x002"], solved["02-1-answer"], sheet["02-1-check"]]
    said = run(colab, "\n".join([*parts, sheet["02-1-verdict"]]))

    assert "02.1 PASS" in said
    assert "2/2" in said


def test_a_folder_that_is_not_there_is_named(root, tmp_path):
    with pytest.raises(BundleError, match=r"there is no folder .*nowhere: create it"):
        write_bundle(root, tmp_path / "nowhere")


def test_what_is_missing_from_the_checkout_is_named(small_course, tmp_path):
    (tmp_path / "place").mkdir()
    with pytest.raises(BundleError, match="has no course_lib: run this in a clone"):
        build_wheels(small_course.root, tmp_path / "place")


def test_the_set_up_cell_looks_for_the_name_that_the_bundle_has(bundle, root):
    assert bundle.name.startswith(BUNDLE_NAME)
    assert json.dumps(BUNDLE_NAME) in colab_source(read_project(root))
