"""``course publish``, ``course start`` and ``course bundle``, as a terminal has them."""

import shutil
from pathlib import Path

import pytest

from course_lib import cli
from course_lib.authoring import build

FIXTURE = Path(__file__).parents[1] / "authoring" / "fixture_course"


@pytest.fixture
def small_course(tmp_path, monkeypatch):
    root = tmp_path / "course"
    shutil.copytree(FIXTURE, root, ignore=shutil.ignore_patterns("__pycache__"))
    build(root)
    monkeypatch.setenv("COURSE_ROOT", str(root))
    return root


@pytest.fixture
def course(capsys, small_course):
    def run(*words):
        code = cli.main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_publish_writes_the_address_into_every_notebook(course, small_course):
    code, out, err = course("publish", "https://github.com/new-owner/echo", "--branch", "v2")

    assert (code, err) == (0, "")
    assert out.endswith(
        "The address is https://github.com/new-owner/echo, branch v2. Commit and push it.\n"
    )
    notebooks = list(small_course.glob("*/*.ipynb"))
    assert len(notebooks) == 3
    for path in notebooks:
        text, name = path.read_text(encoding="utf-8"), path.relative_to(small_course).as_posix()
        assert f"(https://colab.research.google.com/github/new-owner/echo/blob/v2/{name})" in text
        assert 'address = \\"https://github.com/new-owner/echo\\"' in text
        assert "teacher/echo-course" not in text
    assert build(small_course, check=True).ok


def test_publish_somewhere_else_than_github_says_that_colab_has_no_link(course, small_course):
    code, out, _ = course("publish", "https://git.example.org/new-owner/echo")

    assert code == 0
    assert "Colab opens notebooks from github.com only" in out
    assert "colab.research" not in (small_course / "notebooks/01_echo.ipynb").read_text("utf-8")


def test_publish_keeps_what_somebody_did_in_a_sheet(course, small_course):
    sheet = small_course / "exercises/01_echo.ipynb"
    worked = sheet.read_text("utf-8").replace('"execution_count": null', '"execution_count": 7')
    sheet.write_text(worked, encoding="utf-8")

    course("publish", "https://github.com/new-owner/echo")

    assert (sheet.parent / "01_echo.ipynb.backup").read_text("utf-8") == worked


def test_publish_to_no_address_is_one_line(course):
    code, out, err = course("publish", "echo")

    assert (code, out) == (2, "")
    assert err == (
        "course publish: an address looks like https://github.com/OWNER/NAME, with your own OWNER, "
        "got 'echo'.\n"
    )


def test_start_makes_a_copy_and_says_how_to_open_it(course, small_course, tmp_path):
    code, out, err = course("start", tmp_path / "mine")

    assert (code, err) == (0, "")
    assert "exercises/01_echo.ipynb: copied" in out
    assert out.splitlines()[-1].endswith(
        f'"{small_course / "course.py"}" lab "{tmp_path / "mine"}"'
    )
    assert (tmp_path / "mine/notebooks/01_echo.ipynb").is_file()


def test_start_inside_the_course_is_one_line(course, small_course):
    code, out, err = course("start", small_course / "mine")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "is inside the course" in err


def test_bundle_of_an_incomplete_checkout_is_one_line(course, tmp_path):
    code, out, err = course("bundle", "--out", tmp_path)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "has no course_lib: run this in a clone of the course" in err
    assert list(tmp_path.glob("*.zip")) == []
