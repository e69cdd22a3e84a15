"""A question has options that explain themselves."""

import pytest

from course_lib.classroom.exercises.errors import AuthoringError
from course_lib.classroom.exercises.question import Later, Option, Question


def test_a_question_has_one_right_option_and_an_explanation_for_each():
    yes, no = Option("a", "yes", right=True, because="so"), Option("b", "no", because="not so")
    for options, kind, message in [
        ([yes], "predict", "at least two options"),
        ([no, Option("c", "no", because="x")], "predict", "exactly one"),
        ([yes, Option("b", "no")], "predict", "needs a because"),
        ([yes, no], "guess", "kind must be one of .* got 'guess'"),
        ([yes, no], "explain", "needs look_for, and no options"),
    ]:
        with pytest.raises(AuthoringError, match=message):
            Question("99.p1", "?", options, kind=kind)


def test_a_later_form_is_checked_like_a_question_and_only_predictions_have_one():
    yes, no = Option("a", "yes", right=True, because="so"), Option("b", "no", because="not so")
    for later, kind, message in [
        (Later("?", [yes]), "predict", "99.p1, later needs at least two options"),
        (Later("?", [no, Option("c", "no", because="x")]), "predict", "exactly one right"),
        (Later("?", [yes, no]), "recall", "only a question to predict"),
    ]:
        with pytest.raises(AuthoringError, match=message):
            Question("99.p1", "?", [yes, no], kind=kind, later=later)


def test_a_later_form_has_options_of_its_own():
    later = Later("?", [Option("a", "x", because="y"), Option("b", "z", right=True, because="y")])
    assert later.right.letter == "b"
    assert later.option(" B ").text == "z"
