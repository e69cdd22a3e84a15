"""``course bundle``: refuse an incomplete checkout in one line."""

import pytest


@pytest.mark.usefixtures("small_course")
def test_bundle_of_an_incomplete_checkout_is_one_line(course, tmp_path):
    code, out, err = course("bundle", "--out", tmp_path)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "has no course_lib: run this in a clone of the course" in err
    assert list(tmp_path.glob("*.zip")) == []
