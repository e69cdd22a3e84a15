"""``course build``: arguments in, a report out, one line for what went wrong."""

import pytest

from course_lib import authoring


class Report:
    def __init__(self, ok):
        self.ok = ok

    def __str__(self):
        return "the report"


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
def test_build_hands_its_words_on_and_prints_the_report(course, monkeypatch, root, ok, code):
    calls = []
    monkeypatch.setenv("COURSE_ROOT", str(root))
    monkeypatch.setattr(authoring, "build", lambda *a, **o: calls.append((a, o)) or Report(ok))

    result = course("build", "--check", "02")

    assert result == (code, "the report\n", "")
    assert calls == [((root,), {"check": True, "lessons": ["02"]})]


def test_build_of_an_unknown_lesson_is_wrong_use(course, monkeypatch, root):
    monkeypatch.setenv("COURSE_ROOT", str(root))

    code, out, err = course("build", "--check", "77")

    assert (code, out) == (2, "")
    assert "77" in err


def test_build_away_from_the_course_is_wrong_use(course, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_ROOT", str(tmp_path))

    code, _, err = course("build")

    assert code == 2
    assert err.startswith("course build: ")


def test_build_names_the_line_that_no_notebook_can_be_made_of(course, monkeypatch, root):
    def fail(*_, **__):
        raise authoring.SourceError(
            authoring.SourceFinding("lessons/x/lesson.py", 3, "no such tag")
        )

    monkeypatch.setenv("COURSE_ROOT", str(root))
    monkeypatch.setattr(authoring, "build", fail)

    assert course("build") == (1, "", "lessons/x/lesson.py:3: no such tag\n")
