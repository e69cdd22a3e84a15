"""Values and differences in words that are short enough to read."""

import pytest
import torch

from course_lib.classroom.exercises.measuring.data import to_data
from course_lib.classroom.exercises.measuring.describe_difference import SHORT, compact, describe
from course_lib.classroom.exercises.measuring.find_differences import Mismatch, differences


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


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1.00001, 1.0004),  # both are 1 in four digits
        (torch.full((30,), 1.00001), torch.full((30,), 1.0004)),
        ("1", 1),
        ([1.0, 2.0], torch.tensor([1.0, 2.0])),
        (0.5, torch.tensor(0.5, requires_grad=True)),
        (torch.tensor(0.5, requires_grad=True), 0.5),
        (True, 1),
        (torch.ones(2, dtype=torch.bool), torch.ones(2)),
        ("a" * 400 + "b", "a" * 400 + "c"),
        ([*range(400), 1], [*range(400), 2, 3]),
    ],
)
def test_two_values_that_differ_never_look_the_same(got, expected):
    [place] = differences(to_data(got), to_data(expected))
    message = describe(place, "fold(x)")
    shown = [line.split(maxsplit=1)[1] for line in message.split("\n")[1:3]]
    if shown:
        assert shown[0] != shown[1]
    else:
        before, _, after = message.partition(", expected ")
        assert before.split("returned ")[1].split(" at index")[0] != after.split(" (")[0]


def test_texts_are_cut_so_that_their_first_difference_is_in_view():
    message = describe(Mismatch((), "a" * 400 + "left", "a" * 400 + "right"), "fold(x)")
    assert "aleft'" in message
    assert "aright'" in message


def test_long_lists_of_different_length_are_shown_by_their_first_different_entry():
    message = describe(Mismatch((), [*range(200), 7], [*range(200), 8, 9]), "fold(x)")
    assert "returned 201 entries" in message
    assert "The first that differs is [200]: 7, expected 8." in message


def test_dicts_with_different_keys_are_described_by_their_keys():
    got, expected = (dict.fromkeys(keys, 1) for keys in ("abx", "abcdefgh"))
    assert describe(Mismatch((), got, expected), "fold(x)") == (
        "fold(x) returned a dict without 'c', 'd', 'e', 'f' and 2 more and with 'x', not expected"
    )


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        ("AssertionError", "ValueError", "raised AssertionError, expected ValueError"),
        ("nothing was raised", "ValueError", "raised nothing, expected ValueError"),
        ("OwnError", "nothing was raised", "returned 'OwnError'"),
        ("TypeError", "nothing was raised", "raised TypeError, expected no error"),
    ],
)
def test_the_type_of_an_exception_is_described_as_raised(got, expected, words):
    message = describe(Mismatch((), got, expected), "fold(x)")
    assert words in " ".join(message.split())


def test_an_expected_exception_is_named():
    refused = {"raises": "ValueError", "message": "too short"}
    assert describe(Mismatch((), 1, refused), "fold(x)").endswith(
        "expected the error ValueError: too short"
    )
    assert describe(Mismatch((), refused, 1), "fold(x)") == (
        "fold(x) raised ValueError: too short, expected 1"
    )
