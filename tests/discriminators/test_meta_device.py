import subprocess
import sys

import pytest
import torch
from torch import nn
from torch.nn.utils.parametrizations import weight_norm

from course_lib.discriminators.meta_device import meta_device

CONVOLUTIONS = {
    "Conv1d": lambda: nn.Conv1d(3, 4, 5),
    "Conv2d": lambda: nn.Conv2d(3, 4, (5, 2)),
    "ConvTranspose1d": lambda: nn.ConvTranspose1d(3, 4, 5),
}


@pytest.mark.parametrize("dim", [0, 1, None])
@pytest.mark.parametrize("convolution", CONVOLUTIONS)
def test_shapes_are_those_of_real_weights(convolution, dim):
    real = weight_norm(CONVOLUTIONS[convolution](), dim=dim)
    with meta_device():
        shapes = weight_norm(CONVOLUTIONS[convolution](), dim=dim)

    assert {key: value.shape for key, value in shapes.state_dict().items()} == {
        key: value.shape for key, value in real.state_dict().items()
    }
    assert all(value.is_meta for value in shapes.state_dict().values())


def test_a_forward_call_gives_the_shape_that_real_weights_give():
    with meta_device():
        found = weight_norm(nn.Conv1d(1, 2, 3))(torch.empty(1, 1, 9))

    assert found.is_meta
    assert found.shape == weight_norm(nn.Conv1d(1, 2, 3))(torch.zeros(1, 1, 9)).shape


def test_afterwards_norms_are_computed_again():
    with meta_device():
        pass

    assert torch.norm_except_dim(torch.full((2, 3), 2.0), 2, 0).flatten().tolist() == pytest.approx(
        [12**0.5] * 2
    )


def test_torchs_compiler_is_not_imported_for_shapes():
    program = """
import sys
from course_lib.discriminators.registry import parameter_count

parameter_count("mpd")
sys.exit("sympy" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
