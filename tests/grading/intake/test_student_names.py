"""Names can be written to a file, and are distinct."""

from hypothesis import given
from hypothesis import strategies as st

from course_lib.grading.intake.student_names import file_name
from course_lib.grading.results.marks import Mark

EVIL = "=1+1<script>alert(1)</script>\x1b[31m\u202e"
MARK = Mark("02.1", "WRONG", 0.0, 2.0, {"row-major order": False}, "transposed", ("Rows `a<b`.",))


@given(st.text(max_size=60))
def test_a_students_name_never_leads_out_of_the_folder(name):
    made = file_name(name)

    assert made
    assert not set(made) & set("/\\\0\n")
    assert made not in (".", "..")
