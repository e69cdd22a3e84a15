"""``course export``, as a terminal has it."""

import pytest

from course_lib.authoring.export import LessonFailedError
from course_lib.cli import main


@pytest.fixture
def exported(monkeypatch, tmp_path):
    """Replace the export itself, which starts a kernel; return what it was asked for."""
    asked = []

    def export(root, lesson, settings):
        asked.append((lesson, settings.fast))
        if lesson == "03":
            raise LessonFailedError("cell 2 of 9 failed")
        return "<!doctype html>"

    monkeypatch.setattr("course_lib.authoring.export.export_lesson", export)
    monkeypatch.chdir(tmp_path)
    return asked


def test_the_page_has_the_name_of_the_lesson(exported, tmp_path, capsys):
    assert main(["export", "02", "--html"]) == 0

    assert exported == [("02", False)]
    assert (tmp_path / "runs/pages/02_periods.html").read_text() == "<!doctype html>"
    assert "02_periods.html" in capsys.readouterr().out


def test_the_page_goes_where_you_say_and_a_folder_is_made(exported, tmp_path):
    assert main(["export", "02", "--html", "--fast", "--out", "new/page.html"]) == 0

    assert exported == [("02", True)]
    assert (tmp_path / "new/page.html").is_file()


def test_a_lesson_that_fails_leaves_the_page_of_before(exported, tmp_path, capsys):
    page = tmp_path / "page.html"
    page.write_text("before")

    assert main(["export", "03", "--html", "--out", str(page)]) == 1
    assert page.read_text() == "before"
    assert capsys.readouterr().err == "course export: cell 2 of 9 failed\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [(["02"], "--html"), (["99", "--html"], "99")],
)
def test_wrong_use_says_what_is_wrong(exported, capsys, words, says):
    assert main(["export", *words]) == 2
    assert says in capsys.readouterr().err
    assert exported == []
