"""One scale of MSD: strided convolutions over the samples."""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any

from torch import Tensor, nn

from course_lib.discriminators.convs import (
    LEAKY_SLOPE,
    NormConv1d,
    choose,
    make_activation,
    shortest_input,
)
from course_lib.discriminators.interface import check_wave

# What padding by n needs: a mirror shows n samples beside the first, a circle n in all.
_PADDINGS: Mapping[str, tuple[Callable[..., nn.Module], Callable[[int], int]]] = {
    "ReflectionPad1d": (nn.ReflectionPad1d, lambda n: n + 1),
    "CircularPad1d": (nn.CircularPad1d, lambda n: n),
    "ReplicationPad1d": (nn.ReplicationPad1d, lambda n: 1),
    "ConstantPad1d": (nn.ConstantPad1d, lambda n: 1),
    "ZeroPad1d": (nn.ZeroPad1d, lambda n: 1),
}


class ScaleDiscriminator(nn.Module):
    """Judge a wave by strided convolutions over its samples.

    Args:
        in_channels: channels of the wave; 1 for mono.
        out_channels: scores per position.
        kernel_sizes: two odd numbers. Their product is the samples that the first kernel covers;
            the last two convolutions cover as many as each says.
        filters: channels after the first convolution,
        max_filters: and the most that any convolution may have.
        downsample_scales: one inner convolution each: it takes every s-th position and has s times
            the channels of the one before it.
        inner_kernel_sizes: positions that each inner kernel covers; by default 10 s + 1.
        groups: groups of channels that each inner convolution keeps apart; by default groups of 4.
        strides: positions by which each inner kernel moves on; by default s.
        paddings: zeros at both ends before each inner convolution; by default half its kernel.
        norm: what tames the convolutions; see `course_lib.discriminators.convs`.
        activation: a class of ``torch.nn``, after each hidden convolution,
        activation_params: and its arguments.
        pad: a padding of ``torch.nn`` in one dimension, before the first convolution,
        pad_params: and its arguments.

    Shapes:
        wave    [batch, in_channels, time]
        logits  [batch, out_channels, time / product of the strides]
        fmaps   one tensor [batch, channels, positions] per convolution; the last is the logits

    ``minimum_length`` is the number of samples it needs.
    """

    def __init__(
        self,
        in_channels: int = 1,
        out_channels: int = 1,
        kernel_sizes: Sequence[int] = (5, 3),
        filters: int = 16,
        max_filters: int = 1024,
        downsample_scales: Sequence[int] = (4, 4, 4, 4),
        inner_kernel_sizes: Sequence[int] | None = None,
        groups: Sequence[int] | None = None,
        strides: Sequence[int] | None = None,
        paddings: Sequence[int] | None = None,
        norm: str = "weight_norm",
        activation: str = "LeakyReLU",
        activation_params: Mapping[str, Any] = LEAKY_SLOPE,
        pad: str = "ReflectionPad1d",
        pad_params: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        super().__init__()
        if len(kernel_sizes) != 2 or any(size % 2 == 0 for size in kernel_sizes):
            raise ValueError(f"kernel_sizes takes two odd numbers, not {list(kernel_sizes)}.")
        self.in_channels = in_channels
        self.activation = make_activation(activation, activation_params)

        scales = downsample_scales
        channels = list(accumulate(scales, lambda c, s: min(c * s, max_filters), initial=filters))
        kernels = _one_each("inner_kernel_sizes", inner_kernel_sizes, [10 * s + 1 for s in scales])
        steps = _one_each("strides", strides, scales)
        margins = _one_each("paddings", paddings, [5 * s for s in scales])
        parts = _one_each("groups", groups, [max(1, c // 4) for c in channels[:-1]])

        first, widest = math.prod(kernel_sizes), min(channels[-1] * 2, max_filters)
        pad_class, shortest_padded = choose("padding", pad, _PADDINGS)
        padding = pad_class(first // 2, **pad_params)
        widen = NormConv1d(in_channels, filters, first, norm=norm)
        self.convs = nn.ModuleList([nn.Sequential(padding, widen)])
        layers = zip(pairwise(channels), kernels, steps, margins, parts, strict=True)
        for (c_in, c_out), kernel, step, margin, part in layers:
            self.convs.append(_inner_conv(c_in, c_out, kernel, step, margin, part, norm))
        self.convs.append(_refining_conv(channels[-1], widest, kernel_sizes[0], norm))
        self.conv_post = _refining_conv(widest, out_channels, kernel_sizes[1], norm)

        convs = [conv for conv in self.modules() if isinstance(conv, NormConv1d)]
        padded = shortest_input(convs, widths=[1] * len(convs))
        self.minimum_length = max(padded - 2 * (first // 2), shortest_padded(first // 2), 1)

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the logits, and the feature maps that led to them."""
        check_wave(
            wave, channels=self.in_channels, minimum=self.minimum_length, who=type(self).__name__
        )
        x = wave
        fmaps: list[Tensor] = []
        for conv in self.convs:
            x = self.activation(conv(x))
            fmaps.append(x)
        logits = self.conv_post(x)
        return logits, [*fmaps, logits]


def _one_each(name: str, given: Sequence[int] | None, default: Sequence[int]) -> Sequence[int]:
    values = given or default
    if len(values) != len(default):
        raise ValueError(
            f"{name} has {len(values)} entries, and downsample_scales has {len(default)}: "
            "give one for each."
        )
    return values


def _inner_conv(
    c_in: int, c_out: int, kernel_size: int, stride: int, padding: int, groups: int, norm: str
) -> NormConv1d:
    if c_in % groups or c_out % groups:
        raise ValueError(
            f"{c_in} channels in and {c_out} out cannot be cut into {groups} groups: "
            "choose groups that divide both, or filters that are a power of two."
        )
    return NormConv1d(
        c_in, c_out, kernel_size, stride=stride, padding=padding, groups=groups, norm=norm
    )


def _refining_conv(c_in: int, c_out: int, kernel_size: int, norm: str) -> NormConv1d:
    return NormConv1d(c_in, c_out, kernel_size, padding=kernel_size // 2, norm=norm)
