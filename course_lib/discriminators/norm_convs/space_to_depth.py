"""A strided convolution in groups, computed as one of stride 1: the same sums in another order.

With stride 4, output t reads samples 4 t, 4 t + 1, 4 t + 2, ... Stack four neighbouring samples as
channels, and the same kernel moves on by one position per output:

    0 1 2 3 4 5 6 7 8 ...     stack 4     0 4 8 ...     four channels
                             ─────────►   1 5 9 ...     at a quarter of the rate
                                          2 6 ...
                                          3 7 ...

A CPU convolves many channels at a time. MSD's groups have 4 input channels; stacked at stride 4,
they have 16. docs/performance.md has the gain.
"""

import torch.nn.functional as F
from einops import rearrange
from torch import Tensor

LANES = 8  # the fewest output channels in a group with which it was measured to pay


def pays(x: Tensor, weight: Tensor, stride: int, groups: int) -> bool:
    """Return True if `space_to_depth_conv1d` is faster than ``F.conv1d``, as far as was measured.

    Args:
        x: The input, [batch, channels, time].
        weight: The weight, [out_channels, channels / groups, taps].
        stride: The stride of the convolution.
        groups: The number of channel groups.
    """
    fills_lanes = weight.shape[0] // groups % LANES == 0  # not so in MSD's last grouped layer
    return x.device.type == "cpu" and stride > 1 and groups > 1 and fills_lanes


def space_to_depth_conv1d(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, groups: int
) -> Tensor:
    """Return ``F.conv1d(x, weight, bias, stride, padding, groups=groups)``, up to rounding.

    Args:
        x: The input, [batch, channels, time].
        weight: The weight, [out_channels, channels / groups, taps].
        bias: The bias, [out_channels], or None.
        stride: The samples between one output and the next.
        padding: The zeros at both ends of the input.
        groups: The number of channel groups.
    """
    time, taps = x.shape[-1], weight.shape[-1]
    outputs = (time + 2 * padding - taps) // stride + 1
    stacked_taps = -(-taps // stride)  # rounded up; the kernel's last taps are zeros
    reach = (outputs - 1 + stacked_taps) * stride
    padded = F.pad(x, (padding, reach - padding - time))  # cuts samples that no output reads
    kernel = F.pad(weight, (0, stacked_taps * stride - taps))
    return F.conv1d(_stack(padded, stride), _stack(kernel, stride), bias, groups=groups)


def _stack(x: Tensor, stride: int) -> Tensor:
    """Turn [a, channels, time] into [a, channels * stride, time / stride]."""
    return rearrange(x, "a channels (time s) -> a (channels s) time", s=stride)
