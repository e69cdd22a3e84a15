"""An answer that is a value is described by its form, and the expected value stays hidden."""

from types import SimpleNamespace

import pytest

from course_lib.classroom.checking.value_answers import describe_value, form_of, listed
from course_lib.classroom.exercises.measuring.data import to_data

SOLUTION = {"rate": 0.5, "name": "fold", "sizes": (1, 2)}


def test_missing_and_unknown_keys_are_named():
    assert form_of({"rate": 1, "nmae": "fold", "sizes": [3]}, SOLUTION) == (
        "These keys are missing: 'name'. These keys aren't asked for: 'nmae'."
    )


def test_a_value_of_another_kind_is_named():
    assert form_of({"rate": (1, 2), "name": 3, "sizes": [1]}, SOLUTION) == (
        "'rate' should be a number, got several values. 'name' should be text, got a number."
    )


def test_a_number_in_a_tuple_is_not_called_several():
    assert form_of({"rate": (0.5,), "name": "fold", "sizes": [1, 2]}, SOLUTION) == (
        "'rate' should be a number, got it in a list or tuple."
    )


def test_a_text_that_the_check_read_as_a_number_is_not_mentioned():
    given = {"rate": "1", "name": "fold", "sizes": [3]}
    assert form_of(given, SOLUTION) == "'rate' should be a number, got text."
    assert form_of(given, SOLUTION, {"rate": 1.0}) == ""


def test_a_key_as_text_is_not_missing():
    assert form_of({"1": "good", "2": "d_frozen"}, {1: "good", 2: "d_frozen"}) == ""


def test_numbers_and_sequences_of_every_type_have_the_same_form():
    assert form_of({"rate": 1, "name": "x", "sizes": [9]}, SOLUTION) == ""
    assert form_of({}, [1]) == ""


def test_an_answer_without_keys_is_asked_for_a_dict():
    assert form_of([1], SOLUTION) == (
        "It should be a dict with the keys 'rate', 'name', 'sizes'; got an object of type list."
    )


def test_a_text_that_nobody_joined_is_an_iterator():
    given = {"rate": 1, "name": iter("fold"), "sizes": [1]}
    assert form_of(given, SOLUTION) == "'name' should be text, got an iterator."


def test_a_long_answer_shows_the_beginning_of_each_entry():
    text = listed(to_data({"patch": "x" * 500, "title": "short"}))
    assert text.split("\n")[2] == "    title: 'short'"
    assert len(text.split("\n")[1]) < 200
    assert listed(to_data({"a": 1})) == "{a: 1}."


def test_what_a_measure_found_right_is_not_shown_as_the_reason():
    """As in 05.4: the bug has a wrong name, and its function is right."""
    answer = {"A": ("R", abs)}
    exercise = SimpleNamespace(
        properties={"A": None}, solution_answer=lambda: {"A": ("P", abs)}, also_takes=()
    )
    expected = {"A": to_data({"cost": 2.5})}

    def described(cost):
        found = SimpleNamespace(trials={"A": SimpleNamespace(data=to_data({"cost": cost}))})
        return describe_value(exercise, answer, found, "A, its name", expected)

    assert described(2.5) == "This property fails: A, its name."
    assert "gave" in described(1.5)


@pytest.mark.parametrize(("also_takes", "asked"), [((), True), ((list,), False)])
def test_the_form_of_the_solution_is_not_asked_for_where_an_earlier_form_is_read(also_takes, asked):
    exercise = SimpleNamespace(
        properties={"names": None}, solution_answer=lambda: {"names": []}, also_takes=also_takes
    )
    found = SimpleNamespace(trials={"names": SimpleNamespace(data=to_data(["hum"]))})
    text = describe_value(exercise, ["hum"], found, "two names", {})
    assert ("should be a dict" in text) == asked
