"""Multi-Scale Discriminator (MSD): the same stack of convolutions at three sample rates.

Each scale runs strided convolutions over the raw samples. A lower sample rate stretches the same
kernels over more time:

    wave ───────────────────────► scale 0    x x x x x x x x    fine detail
      └─ average ───────────────► scale 1     x   x   x   x     twice the time per sample
            └─ average ─────────► scale 2       x       x       four times

The average over a few samples is a poor low-pass: what is above the new Nyquist frequency gets
weaker, then aliases. ``decimator="sinc"`` removes it instead
(`course_lib.discriminators.decimation`).

AudioCraft computes the average and drops it, so all its scales see the same wave.
``audiocraft_compat=True`` restores that (docs/adr/0001-msd-downsamples.md).

Sources: Kumar et al., "MelGAN", 2019, section 2.2, https://arxiv.org/abs/1910.06711; Kong et al.,
"HiFi-GAN", 2020, section 2.3, https://arxiv.org/abs/2010.05646; arguments, defaults and numbers
are AudioCraft's.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any

from torch import Tensor, nn

from course_lib.discriminators.decimation import make_decimator
from course_lib.discriminators.interface import (
    SeparableDiscriminator,
    check_wave,
)
from course_lib.discriminators.norm_convs import (
    LEAKY_SLOPE,
    NormConv1d,
    choose,
    make_activation,
    shortest_input,
)
from course_lib.discriminators.registry import register

__all__ = ["MultiScaleDiscriminator", "ScaleDiscriminator"]

# name: (class, the samples it needs to pad by n): a mirror needs n + 1, a circle needs n.
_PADDINGS: Mapping[str, tuple[Callable[..., nn.Module], Callable[[int], int]]] = {
    "ReflectionPad1d": (nn.ReflectionPad1d, lambda n: n + 1),
    "CircularPad1d": (nn.CircularPad1d, lambda n: n),
    "ReplicationPad1d": (nn.ReplicationPad1d, lambda n: 1),
    "ConstantPad1d": (nn.ConstantPad1d, lambda n: 1),
    "ZeroPad1d": (nn.ZeroPad1d, lambda n: 1),
}


class ScaleDiscriminator(nn.Module):
    """Score a wave with strided convolutions over its samples.

    Args:
        in_channels: The number of channels of the wave; 1 for mono.
        out_channels: The number of scores per position.
        kernel_sizes: Two odd numbers. Their product is the length of the first kernel; they are
            the lengths of the last two kernels.
        filters: The number of channels after the first convolution.
        max_filters: The largest number of channels of any convolution.
        downsample_scales: One inner convolution per entry s. It has stride s, and s times the
            channels of the one before it.
        inner_kernel_sizes: The length of each inner kernel; 10 s + 1 by default.
        groups: The number of channel groups of each inner convolution; by default a quarter of
            its input channels, so that a group has 4.
        strides: The stride of each inner convolution; s by default.
        paddings: The zeros at both ends before each inner convolution; half its kernel by default.
        norm: The name of the convolutions' norm; see `course_lib.discriminators.norm_convs`.
        activation: The name of a class in ``torch.nn``, applied after each hidden convolution.
        activation_params: The keyword arguments of that class.
        pad: The name of a one-dimensional padding in ``torch.nn``, before the first convolution.
        pad_params: The keyword arguments of that padding.

    Shapes:
        wave    [batch, in_channels, time]
        logits  [batch, out_channels, time / product of the strides]
        fmaps   one tensor [batch, channels, positions] per convolution; the last is the logits

    ``minimum_length`` is the length of the shortest wave it accepts, in samples.

    Raises:
        ValueError: An argument has the wrong number of entries, or a value out of range.
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
            raise ValueError(f"kernel_sizes must be two odd numbers, got {list(kernel_sizes)}.")
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
        """Return the logits and the feature maps that led to them.

        Args:
            wave: The waves [batch, in_channels, time], in floating point.

        Raises:
            ValueError: The wave has another shape or dtype, or is shorter than ``minimum_length``.
        """
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


@register(
    "msd",
    example={"filters": 4, "max_filters": 16, "downsample_scales": (4, 2)},
    sizes={
        "tiny": {
            "filters": 8,
            "max_filters": 64,
            "downsample_scales": (4, 4, 4),
            "groups": (4, 4, 4),
        },
        "small": {"filters": 16, "max_filters": 256},
        "full": {},  # AudioCraft's
    },
    sub=ScaleDiscriminator,
    sub_excludes=("norm",),
)
class MultiScaleDiscriminator(SeparableDiscriminator):
    """Score a wave with one `ScaleDiscriminator` per scale, each at a lower sample rate.

    Args:
        in_channels: The number of channels of the wave; 1 for mono.
        out_channels: The number of scores per position.
        downsample_factor: The ratio of the sample rates of one scale and the next.
        scale_norms: The norm of each sub-discriminator; its length is the number of scales.
        audiocraft_compat: Whether every scale gets the undecimated wave, reproducing AudioCraft's
            bug.
        decimator: How the sample rate is lowered: "average" as AudioCraft intends, "sinc" without
            aliases, or "nearest" with all of them. None of them has parameters.
        options: Further arguments of `ScaleDiscriminator`, shared by all scales.

    Raises:
        ValueError: There is no scale, or `ScaleDiscriminator` refuses an option.
    """

    def __init__(
        self,
        in_channels: int = 1,
        out_channels: int = 1,
        downsample_factor: int = 2,
        scale_norms: Sequence[str] = ("weight_norm", "weight_norm", "weight_norm"),
        audiocraft_compat: bool = False,
        decimator: str = "average",
        **options: Any,  # noqa: ANN401 — ScaleDiscriminator has their types
    ) -> None:
        super().__init__()
        subs = [
            ScaleDiscriminator(in_channels, out_channels, norm=norm, **options)
            for norm in scale_norms
        ]
        if not subs:
            raise ValueError("scale_norms is empty: give the norm of at least one scale.")
        self.in_channels = in_channels
        self.audiocraft_compat = audiocraft_compat
        self.discriminators = nn.ModuleList(subs)
        self.downsample = make_decimator(decimator, downsample_factor)
        self.minimum_length = 1
        for sub in reversed(subs):
            if not audiocraft_compat:  # the next scale's minimum, before decimation
                self.minimum_length = (self.minimum_length - 1) * downsample_factor
            self.minimum_length = max(self.minimum_length, sub.minimum_length)

    @property
    def num_discriminators(self) -> int:
        """The number of scales."""
        return len(self.discriminators)

    def each(self, wave: Tensor) -> Iterator[tuple[Tensor, list[Tensor]]]:
        """Yield the logits and feature maps at one scale after the other.

        Args:
            wave: The waves [batch, in_channels, time], in floating point.

        Raises:
            ValueError: The wave has another shape or dtype, or is shorter than ``minimum_length``.
        """
        check_wave(
            wave, channels=self.in_channels, minimum=self.minimum_length, who=type(self).__name__
        )
        for sub, at_scale in zip(self.discriminators, self._pyramid(wave), strict=True):
            yield sub(at_scale)

    def _pyramid(self, wave: Tensor) -> list[Tensor]:
        """List the input of each scale: the wave, half of its samples, a quarter of them, ..."""
        waves = [wave]
        while len(waves) < self.num_discriminators:
            waves.append(waves[-1] if self.audiocraft_compat else self.downsample(waves[-1]))
        return waves


def _one_each(name: str, given: Sequence[int] | None, default: Sequence[int]) -> Sequence[int]:
    values = given or default
    if len(values) != len(default):
        raise ValueError(
            f"{name} needs one entry per downsample_scale ({len(default)}), got {len(values)}."
        )
    return values


def _inner_conv(
    c_in: int, c_out: int, kernel_size: int, stride: int, padding: int, groups: int, norm: str
) -> NormConv1d:
    if c_in % groups or c_out % groups:
        raise ValueError(
            f"groups must divide the channels in ({c_in}) and out ({c_out}), got {groups}. "
            "With filters that are a power of two, the default does."
        )
    return NormConv1d(
        c_in, c_out, kernel_size, stride=stride, padding=padding, groups=groups, norm=norm
    )


def _refining_conv(c_in: int, c_out: int, kernel_size: int, norm: str) -> NormConv1d:
    return NormConv1d(c_in, c_out, kernel_size, padding=kernel_size // 2, norm=norm)
