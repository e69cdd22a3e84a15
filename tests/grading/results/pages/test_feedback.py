"""A student's page runs nothing and reveals nothing."""

import json

from course_lib.grading.results.ledger import Result
from course_lib.grading.results.marks import Mark
from course_lib.grading.results.pages.feedback import write_feedback

EVIL = "=1+1<script>alert(1)</script>\x1b[31m\u202e"
MARK = Mark("02.1", "WRONG", 0.0, 2.0, {"row-major order": False}, "transposed", ("Rows `a<b`.",))


def result_of(student="anna", status="graded", points=1.5, **more):
    return Result(student, "a.ipynb", "02", status, 12.0, points, **more)


def test_the_feedback_runs_nothing_and_shows_no_control_characters(tmp_path):
    write_feedback(tmp_path, result_of(EVIL, marks=(MARK,), notes=(EVIL,)), {"02.1": EVIL})

    (page,) = tmp_path.glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "\x1b" not in text
    assert "default-src 'none'" in text
    assert "<code>a&lt;b</code>" in text
    (data,) = tmp_path.glob("*.json")
    assert json.loads(data.read_text())["exercises"][0]["properties"] == {"row-major order": False}


def test_feedback_on_what_we_could_not_grade_has_no_points(tmp_path):
    write_feedback(tmp_path, result_of("b", status="grader_error", points=0.0, reason="secret"), {})

    text = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert "This isn&#39;t your fault" in text
    assert "secret" not in text
    assert json.loads((tmp_path / "b.json").read_text())["points"] is None
