"""Values and differences in words that are short enough to read."""

import pytest
import torch

from course_lib.classroom.exercises.measuring.compare import Mismatch, differences
from course_lib.classroom.exercises.measuring.data import to_data
from course_lib.classroom.exercises.measuring.wording import SHORT, compact, describe


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (torch.tensor([[0.0, 2.0], [1.0, 3.0]]), "[[0, 2], [1, 3]]"),
        (torch.zeros(2, 1, 24_000 // 12), "a tensor [2, 1, 2000]"),
        (torch.arange(2), "[0, 1] (int64)"),
        (torch.zeros(0, 3), "an empty tensor [0, 3]"),
        ({"rate": 0.123456, "name": "fold"}, "{rate: 0.1235, name: 'fold'}"),
        ({"raises": "ValueError", "message": "too short"}, "ValueError: too short"),
    ],
)
def test_a_value_is_written_in_one_line(value, text):
    assert compact(to_data(value)) == text


def test_a_tensor_is_shown_by_its_shape_from_one_value_above_the_limit():
    assert compact(to_data(torch.ones(SHORT))).startswith("[1, 1")
    assert compact(to_data(torch.ones(SHORT + 1))) == f"a tensor [{SHORT + 1}]"


def test_a_difference_deep_inside_names_its_place():
    got, expected = (to_data({"maps": [torch.ones(2), value]}) for value in (3, 4))
    [place] = differences(got, expected)
    assert describe(place, "fold(x)") == ("fold(x), at maps[1],\n    returned 3\n    expected 4")


def test_lists_of_different_length_are_shown_with_both_lengths():
    message = describe(Mismatch((), [1, 2], [1, 2, 3]), "fold(x)")
    assert "returned 2 entries: [1, 2]" in message
    assert "expected 3 entries: [1, 2, 3]" in message


def test_an_expected_exception_is_named():
    refused = {"raises": "ValueError", "message": "too short"}
    assert describe(Mismatch((), 1, refused), "fold(x)").endswith(
        "expected the error ValueError: too short"
    )
    assert describe(Mismatch((), refused, 1), "fold(x)") == (
        "fold(x) raised ValueError: too short, expected 1"
    )
