"""The teacher's page counts mistakes and names who needs a look."""

from course_lib.grading.results.ledger import Result
from course_lib.grading.results.marks import Mark
from course_lib.grading.results.pages.summary import misconceptions, write_summary

EVIL = "=1+1<script>alert(1)</script>\x1b[31m\u202e"
MARK = Mark("02.1", "WRONG", 0.0, 2.0, {"row-major order": False}, "transposed", ("Rows `a<b`.",))


def result_of(student="anna", status="graded", points=1.5, **more):
    return Result(student, "a.ipynb", "02", status, 12.0, points, **more)


def test_the_teachers_page_counts_the_mistakes_and_names_who_needs_a_look(tmp_path):
    results = [result_of(f"s{i}", marks=(MARK,)) for i in range(3)]
    results.append(result_of("x", status="rejected", points=0.0, reason="the file is empty"))
    write_summary(tmp_path / "s.html", results, {"02.1": "Fold a wave"})

    text = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert misconceptions(results) == [(3, "02.1", "transposed", "Rows `a<b`.")]
    assert "3 wrong" in text
    assert "the file is empty" in text
