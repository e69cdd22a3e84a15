"""``course grade report``: the results of several lessons become one report."""

import pytest


def test_several_lessons_become_one_report(course, graded, tmp_path):
    code, out, _ = course("grade", "report", graded, "--out", tmp_path / "report")

    assert code == 0
    assert "2 students, 1 lessons" in out
    assert {path.name for path in (tmp_path / "report").iterdir()} >= {
        "report.csv", "report.html", "written.html",
    }  # fmt: skip
    assert (graded / "gradebook.csv").exists()
    assert (graded / "feedback" / "bergnna.html").exists()


def test_a_gradebook_that_was_edited_is_named(course, graded, tmp_path):
    course("grade", "report", graded, "--out", tmp_path / "report")
    with (graded / "gradebook.csv").open("a", encoding="utf-8") as file:
        file.write("mine\n")

    _, out, _ = course("grade", "report", graded, "--out", tmp_path / "report")

    assert "edited by hand" in out
    assert "gradebook.new.csv" in out


@pytest.mark.parametrize("words", [[], ["nothing-here"]])
def test_wrong_use_gets_one_line(course, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    code, _, err = course("grade", "report", *words)

    assert code == 2
    assert err.count("\n") == 1
