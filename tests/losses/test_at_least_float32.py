"""Tensors of sixteen bits are widened to float32; wider ones keep their precision."""

import pytest
import torch

from course_lib.losses.at_least_float32 import wide_dtype, widened

DTYPES = [
    (torch.float16, torch.float32),
    (torch.bfloat16, torch.float32),
    (torch.float32, torch.float32),
    (torch.float64, torch.float64),
]


@pytest.mark.parametrize(("dtype", "expected"), DTYPES)
def test_the_dtype_is_at_least_float32(dtype, expected):
    tensor = torch.ones(2, dtype=dtype)

    assert wide_dtype(tensor) == expected
    assert widened(tensor).dtype == expected
