"""A lesson's exercises.py is imported when something in it is needed."""

import pytest

from course_lib.classroom.exercises.errors import CourseError, UnknownIdError
from course_lib.classroom.exercises.load_bank import (
    bank,
    find_exercise,
    find_question,
    lesson_module,
)

LESSON = '[[lesson]]\nid = "01"\nslug = "01_a"\ntitle = "A"\n'


@pytest.fixture
def write(tmp_path):
    (tmp_path / "lessons").mkdir()

    def write(text):
        (tmp_path / "lessons" / "course.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_an_unknown_id_gets_a_suggestion():
    with pytest.raises(UnknownIdError, match=r"no exercise '01.11'. Did you mean '01.1'\?"):
        find_exercise("01.11")
    with pytest.raises(UnknownIdError, match=r"no lesson '10'.*There are: 00, 01"):
        find_exercise("10.1")
    with pytest.raises(UnknownIdError, match=r"to predict '01.r1'.*01.p1, 01.p2"):
        find_question("01.r1", "predict")


def test_swapped_arguments_get_a_clear_error():
    with pytest.raises(TypeError, match="first argument must be the id of the exercise"):
        find_exercise(lambda x: x)


def test_a_planned_lesson_says_that_it_is_not_written():
    with pytest.raises(CourseError, match="Lesson 00, Before, has not been written yet"):
        bank("00")


def test_a_lesson_is_imported_once_and_again_after_a_change(write, monkeypatch):
    root = write(f'title = "T"\n{LESSON}')
    file = root / "lessons" / "01_a" / "exercises.py"
    file.parent.mkdir()
    file.write_text("value = 1\n", encoding="utf-8")
    first = lesson_module("01", root)
    assert lesson_module("01", root) is first
    file.write_text("value = 1000\n", encoding="utf-8")
    assert lesson_module("01", root).value == 1000


def test_opening_a_bank_shows_nothing(capsys):
    bank("01")
    assert capsys.readouterr().out == ""
