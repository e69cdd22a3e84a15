import os
import subprocess
import sys

import pytest

from course_lib.authoring.project import Project, read_project


def run(code, cwd, **environment):
    kept = {k: v for k, v in os.environ.items() if k != "COLAB_RELEASE_TAG"}
    return subprocess.run(
        [sys.executable, "-I", "-c", code],
        cwd=cwd,
        env={**kept, **environment},
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
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "init", "-q", "-b", "published"], cwd=place, check=True)
    subprocess.run([*git, "add", "."], cwd=place, check=True)
    subprocess.run([*git, "commit", "-q", "-m", "first"], cwd=place, check=True)
    return place.as_uri()


def test_on_colab_the_cell_fetches_the_course_and_makes_it_importable(tmp_path, repository):
    folder = tmp_path / "content" / "course"
    folder.parent.mkdir()
    cell = Project(repository, "published").colab_cell(str(folder))
    after = "\nimport echo_package\nprint(echo_package.loudness, os.getcwd())"

    first = run(cell + after, tmp_path, COLAB_RELEASE_TAG="release-colab_20260819")
    again = run(cell + after, tmp_path, COLAB_RELEASE_TAG="release-colab_20260819")

    assert first == again == f"3 {folder}\n"
    assert len((folder / ".git" / "shallow").read_text().split()) == 1  # the last commit only


def test_running_the_cell_twice_puts_the_folder_on_the_path_once(tmp_path, repository):
    cell = Project(repository, "published").colab_cell(str(tmp_path / "course"))
    after = f"\nprint(sys.path.count({str(tmp_path / 'course')!r}))"

    assert run(f"{cell}\n{cell}{after}", tmp_path, COLAB_RELEASE_TAG="r") == "1\n"


def test_elsewhere_the_cell_does_nothing(tmp_path):
    cell = Project("https://nowhere.invalid/x", "main").colab_cell(str(tmp_path / "course"))
    probe = "import os, sys\nbefore = os.getcwd(), list(sys.path)\n"
    after = "\nprint(before == (os.getcwd(), sys.path), os.listdir())"

    assert run(probe + cell + after, tmp_path) == "True []\n"


def test_a_failed_download_stops_the_notebook_at_once(tmp_path):
    cell = Project((tmp_path / "missing").as_uri(), "main").colab_cell(str(tmp_path / "course"))

    with pytest.raises(subprocess.CalledProcessError):
        run(cell, tmp_path, COLAB_RELEASE_TAG="r")


def test_the_cell_has_no_magics_and_no_installer():
    cell = Project("https://github.com/teacher/what-does-a-discriminator-hear", "main").colab_cell()

    compile(cell, "cell", "exec")
    assert max(map(len, cell.split("\n"))) <= 100
    assert "pip" not in cell


@pytest.mark.parametrize("ending", ["", ".git", "/"])
def test_the_link_opens_the_notebook_in_colab(ending):
    project = Project(f"https://github.com/teacher/echo{ending}", "v2")

    assert project.colab_link("exercises/01.ipynb") == (
        "https://colab.research.google.com/github/teacher/echo/blob/v2/exercises/01.ipynb"
    )


def test_colab_opens_only_what_is_on_github():
    assert Project("https://example.org/teacher/echo", "main").colab_link("a.ipynb") is None


def test_a_project_without_a_repository_is_told_what_to_add(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.course]\nbranch = 'main'\n")

    with pytest.raises(ValueError, match=r"no 'repository': add a table \[tool.course\]"):
        read_project(tmp_path)
