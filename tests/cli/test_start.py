"""``course start``: copy the notebooks, and say how to open the copy."""


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
    assert "must be outside of the course" in err
