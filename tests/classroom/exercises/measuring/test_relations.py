"""A relation between two values is stated only if it is true of every value."""

import pytest
import torch

from course_lib.classroom.exercises.measuring.data import to_data
from course_lib.classroom.exercises.measuring.relations import relation

ROW = torch.tensor([3.0, -1.0, 4.0, 1.5, 9.0, 2.0])


@pytest.mark.parametrize(
    ("got", "expected", "sentence"),
    [
        (-ROW, ROW, "These are the expected values with the opposite sign."),
        (ROW.flip(0), ROW, "These are the expected values in the opposite order."),
        (
            ROW.reshape(2, 3).flip(1),
            ROW.reshape(2, 3),
            "These are the expected values in the opposite order along axis 1.",
        ),
        (ROW.roll(1), ROW, "The values are the expected ones, in another order."),
        (0.5 * ROW, ROW, "Each of your values is 0.5 times the expected one."),
        (ROW + 2, ROW, "Each of your values is the expected one plus 2."),
        (0 * ROW, ROW, "All of your values are 0."),
        (
            ROW.reshape(2, 3),
            ROW,
            "The values are right and in order; only the shape differs.",
        ),
        (
            ROW.reshape(2, 3).T,
            ROW.reshape(2, 3),
            "The values are right; the axes are in another order.",
        ),
        (ROW, ROW.mean(), "The mean of your values is the expected number."),
        ([2, 1, 3], [1, 2, 3], "The values are the expected ones, in another order."),
        (
            0.5,
            torch.tensor(0.5, requires_grad=True),
            "The value is right, but it's a plain number: autograd can't follow it.",
        ),
        (
            torch.tensor(0.5, requires_grad=True),
            0.5,
            "The value is right, but it's a tensor that still carries its graph.",
        ),
    ],
)
def test_a_simple_relation_is_stated(got, expected, sentence):
    assert relation(to_data(got), to_data(expected)) == sentence


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (ROW.square(), ROW),
        (torch.cat([2 * ROW[:5], ROW[5:]]), ROW),  # a factor of all values but one
        (torch.cat([-ROW[:5], ROW[5:]]), ROW),
        (torch.full((4,), 0.5), torch.ones(4)),  # any two constants have a factor
        (torch.tensor([1.0, 2.0]), torch.tensor([2.0, 1.0])),  # two values are right by chance
        (ROW[:5], ROW),
        (ROW[0:0], ROW),
        ("a", "b"),
        ([], [1]),
        (None, ROW),
        (torch.tensor([True, False, True]), torch.tensor([False, True, True])),
    ],
)
def test_no_relation_is_stated_that_a_value_contradicts(got, expected):
    assert relation(to_data(got), to_data(expected)) == ""
