"""Exceptions are shown in the learner's own lines."""

import pytest

from course_lib import MultiPeriodDiscriminator
from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.checking.tracebacks import raised


@pytest.fixture
def rotate(exercises):
    return lambda answer: diagnose(exercises["01.1"], answer, 0)


def test_an_error_is_shown_in_the_learner_s_own_lines(rotate):
    def inner(row):
        return row.view(4, 4)

    def outer(row, steps):
        return inner(row)

    found = rotate(outer)
    assert found.state is State.ERROR
    assert "outer(row, steps=2) with row = [" in found.sentences[0]
    assert "raised RuntimeError: shape '[4, 4]' is invalid" in found.sentences[0]
    assert [line.partition(":")[2] for line in found.lines] == [
        " return inner(row)",
        " return row.view(4, 4)",
    ]


def test_endless_recursion_is_shown_in_a_few_lines(rotate):
    def again(row, steps):
        return again(row, steps)

    found = rotate(again)
    assert found.state is State.ERROR
    assert len(found.lines) <= 4


def test_lines_of_the_library_and_of_torch_are_left_out(rotate):
    def in_the_library(row, steps):
        return MultiPeriodDiscriminator()(row)  # a wave needs three axes

    found = rotate(in_the_library)
    assert found.state is State.ERROR
    assert [line.partition(":")[2].partition("#")[0].strip() for line in found.lines] == [
        "return MultiPeriodDiscriminator()(row)"
    ]


def test_a_long_message_ends_with_a_whole_sentence_or_word():
    said = "It went wrong in a long way, and here is why: " + "because " * 20 + "of it."
    assert raised(RuntimeError(f"{said} {'Advice, ' * 40}")) == f"RuntimeError: {said[:-1]}"
    assert raised(ValueError("word " * 100)).endswith("word …")
    assert raised(ValueError("Too short.")) == "ValueError: Too short"
