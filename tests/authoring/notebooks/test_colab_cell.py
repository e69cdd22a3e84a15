import io
import os
import subprocess
import sys
import zipfile

import pytest

from course_lib.authoring.notebooks.colab_cell import BUNDLE_NAME, colab_link, colab_source
from course_lib.authoring.notebooks.web_address import Project


def run(code, cwd, **environment):
    clean = {k: v for k, v in os.environ.items() if k != "COLAB_RELEASE_TAG"}
    return subprocess.run(
        [sys.executable, "-I", "-c", code],
        cwd=cwd,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture
def repository(tmp_path):
    """Make a git repository on this disk, with a package in it, as the one to be cloned."""
    place = tmp_path / "published course"
    place.mkdir()
    (place / "echo_package.py").write_text("loudness = 3\n")
    (place / "course_lib").mkdir()
    (place / "course_lib" / "__init__.py").touch()
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "init", "-q", "-b", "published"], cwd=place, check=True)
    subprocess.run([*git, "add", "."], cwd=place, check=True)
    subprocess.run([*git, "commit", "-q", "-m", "first"], cwd=place, check=True)
    return place.as_uri()


@pytest.fixture
def content(tmp_path):
    """Stand in for Colab's /content, with a Drive that is not mounted yet."""
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


@pytest.fixture
def bundle(tmp_path):
    """Write a zip with a wheel in it: ``bundle(place, loudness=3)``."""

    def write(place, name=f"{BUNDLE_NAME}.zip", loudness=3):
        place.mkdir(parents=True, exist_ok=True)
        wheel, dist = io.BytesIO(), "echo_course-1.0.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("echo_package.py", f"loudness = {loudness}\n")
            archive.writestr("course_lib/__init__.py", "")
            archive.writestr(
                f"{dist}/METADATA",
                "Metadata-Version: 2.1\nName: echo-course\nVersion: 1.0\n"
                "Requires-Dist: no-such-package-anywhere\n",
            )
            archive.writestr(
                f"{dist}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr(f"{dist}/RECORD", "")
        with zipfile.ZipFile(place / name, "w") as archive:
            archive.writestr("echo_course-1.0-py3-none-any.whl", wheel.getvalue())
            archive.writestr("notebooks/01.ipynb", "{}")
        return place / name

    return write


UNPUBLISHED = Project("https://github.com/OWNER/echo", "main")
COLAB = {"COLAB_RELEASE_TAG": "release-colab_20260819"}
SHOW = "\nimport echo_package\nprint(echo_package.loudness, os.getcwd())"


@pytest.mark.parametrize("place", [".", "drive/MyDrive"])
def test_on_colab_the_cell_installs_the_zip_that_was_uploaded_or_is_in_the_drive(
    tmp_path, content, bundle, place
):
    """Also where one of its requirements is not installed: Colab has its own versions."""
    bundle(content / place)
    cell = colab_source(UNPUBLISHED, str(content))

    first = run(cell + SHOW, tmp_path, **COLAB)
    again = run(cell + SHOW, tmp_path, **COLAB)

    assert first == again == f"3 {content}/course\n"
    assert (content / "course/notebooks/01.ipynb").is_file()


def test_of_two_zips_the_newer_one_is_taken(tmp_path, content, bundle):
    old = bundle(content, loudness=1)
    os.utime(old, (1, 1))
    bundle(content, f"{BUNDLE_NAME} (1).zip", loudness=2)

    output = run(colab_source(UNPUBLISHED, str(content)) + SHOW, tmp_path, **COLAB)
    assert output.startswith("2 ")


def test_a_zip_is_taken_before_the_repository(tmp_path, content, bundle):
    bundle(content)
    cell = colab_source(Project("https://nowhere.invalid/x", "main"), str(content))

    assert run(cell + SHOW, tmp_path, **COLAB).startswith("3 ")


def test_without_a_zip_the_cell_clones_the_course_and_makes_it_importable(
    tmp_path, content, repository
):
    cell = colab_source(Project(repository, "published"), str(content))

    first = run(cell + SHOW, tmp_path, **COLAB)
    again = run(cell + SHOW, tmp_path, **COLAB)

    assert first == again == f"3 {content}/course\n"
    shallow = content / "course" / ".git" / "shallow"
    assert len(shallow.read_text().split()) == 1  # the last commit only


def test_running_the_cell_twice_puts_the_folder_on_the_path_once(tmp_path, content, repository):
    cell = colab_source(Project(repository, "published"), str(content))
    after = f"\nprint(sys.path.count({str(content / 'course')!r}))"

    assert run(f"{cell}\n{cell}{after}", tmp_path, **COLAB) == "1\n"


@pytest.mark.parametrize("address", ["https://nowhere.invalid/x", UNPUBLISHED.repository])
def test_elsewhere_the_cell_does_nothing(tmp_path, content, bundle, address):
    bundle(content)
    cell = colab_source(Project(address, "main"), str(content))
    probe = "import os, sys\nbefore = os.getcwd(), list(sys.path)\n"
    after = "\nprint(before == (os.getcwd(), sys.path), os.listdir())"

    assert run(probe + cell + after, tmp_path) == "True ['content']\n"
    assert not (content / "course").exists()


@pytest.mark.parametrize(
    ("address", "reason"),
    [(None, "Cannot fetch file:"), (UNPUBLISHED.repository, "The course isn't here")],
)
def test_without_zip_and_repository_one_sentence_says_what_to_do(
    tmp_path, content, address, reason
):
    project = Project(address or (tmp_path / "missing").as_uri(), "main")

    with pytest.raises(subprocess.CalledProcessError) as stopped:
        run(colab_source(project, str(content)), tmp_path, **COLAB)

    sentence = stopped.value.stderr.splitlines()[-1]
    assert sentence.startswith(reason)
    assert f"upload {BUNDLE_NAME}.zip to {content}" in sentence
    assert "Traceback" not in stopped.value.stderr


@pytest.mark.parametrize("owner", ["OWNER", "teacher"])
def test_the_cell_is_short_and_upgrades_nothing(owner):
    cell = colab_source(Project(f"https://github.com/{owner}/{BUNDLE_NAME}", "main"))

    compile(cell, "cell", "exec")
    assert max(map(len, cell.split("\n"))) <= 100
    assert cell.count("\n") < 35
    assert ("git" in cell) is (owner == "teacher")


@pytest.mark.parametrize("ending", ["", ".git", "/"])
def test_the_link_opens_the_notebook_in_colab(ending):
    project = Project(f"https://github.com/teacher/echo{ending}", "v2")

    assert colab_link(project, "exercises/01.ipynb") == (
        "https://colab.research.google.com/github/teacher/echo/blob/v2/exercises/01.ipynb"
    )


def test_nothing_links_to_an_unpublished_repository():
    assert colab_link(UNPUBLISHED, "a.ipynb") is None


def test_colab_opens_only_what_is_on_github():
    assert colab_link(Project("https://example.org/teacher/echo", "main"), "a.ipynb") is None
