"""A strided convolution in groups, computed with stride 1: output and gradients are the same."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.discriminators.norm_convs.space_to_depth import pays, space_to_depth_conv1d


@settings(max_examples=60, deadline=None)
@given(
    time=st.integers(20, 80),
    taps=st.integers(1, 15),
    stride=st.integers(1, 6),
    padding=st.integers(0, 8),
    groups=st.sampled_from([1, 2, 4]),
    bias=st.booleans(),
)
def test_it_is_the_convolution_that_it_replaces(time, taps, stride, padding, groups, bias):
    rng = torch.Generator().manual_seed(time * taps)
    x = torch.randn(2, 4, time, generator=rng, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(8, 4 // groups, taps, generator=rng, dtype=torch.float64)
    weight.requires_grad_(True)
    offset = torch.randn(8, generator=rng, dtype=torch.float64) if bias else None

    ours = space_to_depth_conv1d(x, weight, offset, stride, padding, groups)
    torchs = F.conv1d(x, weight, offset, stride, padding, groups=groups)

    torch.testing.assert_close(ours, torchs)
    upstream = torch.randn(ours.shape, generator=rng, dtype=torch.float64)
    for one, other in zip(
        torch.autograd.grad(ours, [x, weight], upstream),
        torch.autograd.grad(torchs, [x, weight], upstream),
        strict=True,
    ):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize(
    ("out_channels", "stride", "groups", "device", "expected"),
    [
        (64, 4, 4, "cpu", True),  # MSD's first grouped layer
        (1024, 4, 256, "cpu", False),  # its last: 4 outputs in a group
        (64, 1, 4, "cpu", False),
        (64, 4, 1, "cpu", False),
        (64, 4, 4, "meta", False),  # measured on CPUs only
    ],
)
def test_it_is_used_only_where_it_was_measured_to_pay(
    out_channels, stride, groups, device, expected
):
    x = torch.empty(1, 16, 64, device=device)
    weight = torch.empty(out_channels, 4, 41, device=device)
    assert pays(x, weight, stride, groups) == expected
