"""Exercises and questions belong to the file that creates them."""

import pytest

from course_lib.classroom.exercises.errors import AuthoringError
from course_lib.classroom.exercises.registration import register, registered


def test_two_files_never_see_each_others_items():
    one, other = {"__name__": "a"}, {"__name__": "b"}
    register(one, "01.1", 1)
    assert registered(one, int) == {"01.1": 1}
    assert registered(other, int) == {}


def test_items_are_found_by_kind_in_the_order_of_the_file():
    names = {}
    for id_, item in (("01.2", "text"), ("01.1", 7), ("01.0", "word")):
        register(names, id_, item)
    assert list(registered(names, str)) == ["01.2", "01.0"]


def test_running_a_notebook_cell_again_replaces_its_item():
    names = {"__name__": "__main__"}
    for item in (1, 2):
        register(names, "01.1", item)
    assert registered(names, int) == {"01.1": 2}


def test_a_file_that_uses_an_id_twice_is_refused():
    names = {"__name__": "lesson", "__file__": "exercises.py"}
    register(names, "01.1", 1)
    with pytest.raises(AuthoringError, match=r"exercises\.py: duplicate id 01\.1"):
        register(names, "01.1", 2)


def test_the_name_that_the_course_uses_is_refused():
    with pytest.raises(AuthoringError, match="uses the name __course_bank__ itself"):
        register({"__course_bank__": 3}, "01.1", 1)
