"""Variants are the same answer: they compute the same, and a sound check passes them all."""

import numpy as np
import pytest
import torch

from course_lib.authoring.mutation import retyping
from course_lib.authoring.mutation.variants import variants_of
from course_lib.classroom.exercises.load_bank import bank


def exercise(small_course):
    return bank("01", small_course.root).exercises["01.1"]


def test_every_variant_computes_what_the_solution_does(small_course):
    solved = exercise(small_course)
    expected = solved.solution_answer()([1.0, 0.0, 2.0], 1)
    found = list(variants_of(solved))

    for change in found:
        names = dict(solved.namespace)
        exec(change.source, names)
        assert [float(value) for value in names["echo"]([1.0, 0.0, 2.0], 1)] == expected, change.key
    assert {"rename variables", "no docstrings", "no annotations"} <= {c.operator for c in found}


def test_a_renamed_answer_keeps_its_name_and_its_arguments(small_course):
    renamed = next(
        c for c in variants_of(exercise(small_course)) if c.operator == "rename variables"
    )

    assert "def echo(samples" in renamed.source
    assert "my_wall" in renamed.source


@pytest.mark.parametrize(
    ("retype", "value", "kind"),
    [
        (retyping.float64_tensors, torch.ones(2), torch.Tensor),
        (retyping.numpy_numbers, 3, np.int64),
        (retyping.numpy_numbers, 0.1, np.float64),
        (retyping.torch_numbers, 0.1, torch.Tensor),
        (retyping.whole_numbers_as_floats, 3, float),
        (retyping.whole_floats_as_integers, 3.0, int),
        (retyping.tuples_for_lists, [1], tuple),
    ],
)
def test_retyping_changes_the_type_and_keeps_the_value(retype, value, kind):
    (found,) = retyping.throughout(retype, {"key": value}).values()

    assert type(found) is kind
    assert torch.equal(*(torch.as_tensor(x, dtype=torch.float64) for x in (found, value)))


def test_a_truth_value_is_no_number():
    assert retyping.whole_numbers_as_floats(True) is True
