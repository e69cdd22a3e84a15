"""What authors write, and what their slips say."""

import pytest

from course_lib.classroom.exercises.errors import AuthoringError, UnknownIdError
from course_lib.classroom.exercises.exercise import Exercise

IDS = ("01.1", "01.2", "01.3", "01.4")


def test_a_mutant_does_not_touch_the_solution(exercises):
    before = exercises["01.1"].solution_answer()
    exercises["01.1"].mutant_answer("to the left")
    assert exercises["01.1"].solution_answer() is before


def test_the_kind_of_answer_is_that_of_the_solution(exercises):
    kinds = [exercises[id_].takes for id_ in IDS]
    assert kinds == ["function", "data", "class", "data"]


def test_an_unknown_mutant_gets_a_suggestion(exercises):
    with pytest.raises(UnknownIdError, match="Did you mean 'to the left'"):
        exercises["01.1"].mutant_source("to the lift")


def test_mistakes_of_an_author_get_a_clear_error():
    ex = Exercise("99.1", answer="nothing_here")
    with pytest.raises(AuthoringError, match="has no property"):
        ex.measure(1, 0)
    ex.property("p", cause="c")(lambda answer, draw: answer)
    with pytest.raises(AuthoringError, match="duplicate property 'p'"):
        ex.property("p", cause="c")
    with pytest.raises(AuthoringError, match="either edit or source"):
        ex.mutant("m", says="s")
    with pytest.raises(AuthoringError, match="either edit or source"):
        ex.mutant("m", says=" ", source="x = 1")
    with pytest.raises(AuthoringError, match="the solution's name"):
        ex.alternative("a")(type("nothing_here", (), {}))
    with pytest.raises(AuthoringError, match="nothing_here, is not in this file"):
        ex.solution_answer()
    with pytest.raises(AuthoringError, match=r"exactly one cell must have the line .* got 0"):
        ex.answer_cell_source()
    with pytest.raises(AuthoringError, match=r"duplicate id 99\.1"):
        Exercise("99.1", answer="nothing_here")


@pytest.mark.parametrize("decorator", ["comparator", "judge"])
def test_a_comparator_can_be_added_under_its_name_of_version_0_1(decorator):
    ex = Exercise(f"99.{decorator}", answer="nothing_here")

    def compare(data, expected):
        return {"equal": data == expected}

    assert getattr(ex, decorator)(compare) is compare
    assert ex.own_comparator is compare
