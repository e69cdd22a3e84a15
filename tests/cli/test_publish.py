"""``course publish``: write an address into every notebook."""

import pytest

from course_lib.authoring import build


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


@pytest.mark.usefixtures("small_course")
def test_publish_to_no_address_is_one_line(course):
    code, out, err = course("publish", "echo")

    assert (code, out) == (2, "")
    assert err == (
        "course publish: an address looks like https://github.com/OWNER/NAME, with your own OWNER, "
        "got 'echo'.\n"
    )
