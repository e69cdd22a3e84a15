"""Each learner has a number of their own, which is drawn once."""

from course_lib.classroom import own_number
from course_lib.classroom.progress import own_numbers
from course_lib.classroom.progress.own_numbers import HIGHEST, LOWEST, drawn_number


def test_a_number_is_drawn_once_and_shown(capsys):
    assert drawn_number("01.1") == 0

    number = own_number("01.1")

    assert LOWEST <= number <= HIGHEST
    assert own_number("01.1") == drawn_number("01.1") == number
    assert capsys.readouterr().out.count(f"01.1: your number is {number}.") == 2


def test_another_exercise_has_another_draw(monkeypatch):
    draws = iter([1, 2])
    monkeypatch.setattr(own_numbers.secrets, "randbelow", lambda _: next(draws))

    assert own_number("01.1") == LOWEST + 1
    assert own_number("01.2") == LOWEST + 2


def test_a_grader_draws_nothing(monkeypatch):
    monkeypatch.setenv("COURSE_GRADING", "1")

    assert own_number("01.1") == drawn_number("01.1") == 0


def test_importing_a_lesson_draws_nothing(monkeypatch):
    monkeypatch.setattr(own_numbers, "is_loading", lambda: True)

    assert own_number("01.1") == 0
    assert drawn_number("01.1") == 0
