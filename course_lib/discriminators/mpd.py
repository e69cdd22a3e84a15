"""Multi-Period Discriminator (MPD): fold the wave into rows, and read it column by column.

Voiced speech and held notes repeat. Cut a wave into rows of ``period`` samples and stack them, and
anything that repeats at that period lines up in columns:

    0 1 2 3 4 5 6 7 8     fold at 3     0 1 2
                         ──────────►    3 4 5      column 0: samples 0, 3, 6, ...
                                        6 7 8

Every kernel is several rows tall and one column wide. It compares samples that are ``period`` apart
and never sees their neighbours. The periods are primes, so no two of them share their columns.
They are also short: at 24 000 samples a second, the longest one (11 samples) repeats 2182 times a
second. That is the range of harmonics; beats are far slower.

Source: Kong et al., "HiFi-GAN", 2020, section 2.3, https://arxiv.org/abs/2010.05646; arguments,
defaults and numbers are AudioCraft's.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import torch
from einops import rearrange
from torch import Tensor, nn

from course_lib.discriminators.interface import (
    SeparableDiscriminator,
    check_wave,
)
from course_lib.discriminators.norm_convs import (
    LEAKY_SLOPE,
    NormConv2d,
    make_activation,
    shortest_input,
)
from course_lib.discriminators.registry import register


def fold(wave: Tensor, period: int, *, extra_row: bool = False) -> Tensor:
    """Stack a wave in rows of ``period`` samples, mirroring its end to fill the last row.

    Args:
        wave: The wave, [batch, channels, time].
        period: The number of samples in a row.
        extra_row: Whether to mirror a whole row more if the last row is full, as the Descript
            audio codec does.

    Returns:
        The folded wave, [batch, channels, rows, period].

    Raises:
        ValueError: The wave has other axes, the period is below 1, or the wave is too short to
            fill a row.
    """
    if wave.ndim != 3:
        raise ValueError(f"fold needs a wave [batch, channels, time], got {list(wave.shape)}.")
    _check_period(period)
    time = wave.shape[-1]
    missing = -time % period or (period if extra_row else 0)
    if missing >= time:  # the mirror image leaves out the last sample, so it is one shorter
        raise ValueError(
            f"a wave of {time} samples is too short to fold at period {period}: it needs at least "
            f"{_fewest_samples(period, extra_row)} samples."
        )
    if missing:
        mirrored = wave[..., -missing - 1 : -1].flip(-1)
        wave = torch.cat([wave, mirrored], dim=-1)
    return rearrange(wave, "b c (rows period) -> b c rows period", period=period)


class PeriodDiscriminator(nn.Module):
    """Score a wave by its columns at one period.

    Args:
        period: The number of samples in a row: how far apart vertical neighbours are.
        in_channels: The number of channels of the wave; 1 for mono.
        out_channels: The number of scores per position.
        n_layers: The number of hidden layers. Each but the last divides the rows by ``stride``.
        kernel_sizes: The rows that a hidden kernel spans, and the rows that the final one spans.
        stride: The rows between one position of a hidden kernel and the next: one number for all
            layers but the last, which keeps its rows, or one for each layer.
        filters: The base width: hidden layer i = 1, 2, ... has
            ``min(filters * filters_scale**i, max_filters)`` channels.
        filters_scale: How many times wider each hidden layer is than the one before it.
        max_filters: The largest number of channels of any layer.
        channels: The number of channels of each hidden layer; replaces ``n_layers``, ``filters``,
            ``filters_scale`` and ``max_filters``.
        post_padding: The rows of zeros before and after the input of the final kernel; half of
            the kernel by default. Parallel WaveGAN has a final kernel of 2 rows and a padding of 1.
        extra_row: Whether `fold` mirrors a whole row more if the last row is full.
        norm: The name of the convolutions' norm; see `course_lib.discriminators.norm_convs`.
        activation: The name of a class in ``torch.nn``, applied after each hidden layer.
        activation_params: The keyword arguments of that class.

    Shapes:
        wave    [batch, in_channels, time]
        logits  [batch, out_channels, rows, period]
        fmaps   n_layers + 1 tensors [batch, channels, rows, period]; the last is the logits

    ``minimum_length`` is the length of the shortest wave it accepts, in samples.

    Raises:
        ValueError: An argument has the wrong number of entries, or a value out of range.
    """

    def __init__(
        self,
        period: int,
        in_channels: int = 1,
        out_channels: int = 1,
        n_layers: int = 5,
        kernel_sizes: Sequence[int] = (5, 3),
        stride: int | Sequence[int] = 3,
        filters: int = 8,
        filters_scale: int = 4,
        max_filters: int = 1024,
        channels: Sequence[int] | None = None,
        post_padding: int | None = None,
        extra_row: bool = False,
        norm: str = "weight_norm",
        activation: str = "LeakyReLU",
        activation_params: Mapping[str, Any] = LEAKY_SLOPE,
    ) -> None:
        super().__init__()
        if len(kernel_sizes) != 2:
            raise ValueError(f"kernel_sizes must be two numbers, got {list(kernel_sizes)}.")
        _check_period(period)
        self.period = period
        self.extra_row = extra_row
        self.in_channels = in_channels
        self.activation = make_activation(activation, activation_params)
        inner, last = kernel_sizes
        hidden = channels
        if hidden is None:
            hidden = [min(filters * filters_scale**i, max_filters) for i in range(1, n_layers + 1)]
        strides = _strides(stride, len(hidden))
        widths = [in_channels, *hidden]
        self.convs = nn.ModuleList(
            _column_conv(c_in, c_out, inner, step, norm)
            for (c_in, c_out), step in zip(pairwise(widths), strides, strict=True)
        )
        self.conv_post = _column_conv(widths[-1], out_channels, last, 1, norm, post_padding)
        self.minimum_length = self._minimum_length()

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
        x = fold(wave, self.period, extra_row=self.extra_row)
        fmaps: list[Tensor] = []
        for conv in self.convs:
            x = self.activation(conv(x))
            fmaps.append(x)
        logits = self.conv_post(x)
        return logits, [*fmaps, logits]

    def _minimum_length(self) -> int:
        convs = [conv for conv in self.modules() if isinstance(conv, NormConv2d)]
        rows = shortest_input(convs, widths=[self.period] * len(convs))
        # with an extra row, rows - 1 full rows become enough
        samples = (rows - 1) * self.period + (0 if self.extra_row else 1)
        return max(_fewest_samples(self.period, self.extra_row), samples)


@register(
    "mpd",
    example={"periods": (2, 3, 5), "n_layers": 3, "filters": 2, "filters_scale": 2},
    sizes={
        "tiny": {"filters": 4, "filters_scale": 2, "max_filters": 64},
        "small": {"filters": 8, "filters_scale": 2, "max_filters": 256},
        "full": {},  # AudioCraft's
    },
    sub=PeriodDiscriminator,
    sub_excludes=("period",),
)
class MultiPeriodDiscriminator(SeparableDiscriminator):
    """Score a wave with one `PeriodDiscriminator` per period.

    Args:
        in_channels: The number of channels of the wave; 1 for mono.
        out_channels: The number of scores per position.
        periods: The number of samples in a row, for each sub-discriminator.
        options: Further arguments of `PeriodDiscriminator`, shared by all of them.

    Raises:
        ValueError: There is no period, or `PeriodDiscriminator` refuses an option.
    """

    def __init__(
        self,
        in_channels: int = 1,
        out_channels: int = 1,
        periods: Sequence[int] = (2, 3, 5, 7, 11),
        **options: Any,  # noqa: ANN401 — PeriodDiscriminator has their types
    ) -> None:
        super().__init__()
        subs = [PeriodDiscriminator(p, in_channels, out_channels, **options) for p in periods]
        if not subs:
            raise ValueError("periods is empty: give at least one period.")
        self.in_channels = in_channels
        self.minimum_length = max(sub.minimum_length for sub in subs)
        self.discriminators = nn.ModuleList(subs)

    @property
    def num_discriminators(self) -> int:
        """The number of periods."""
        return len(self.discriminators)

    def each(self, wave: Tensor) -> Iterator[tuple[Tensor, list[Tensor]]]:
        """Yield the logits and feature maps at one period after the other.

        Args:
            wave: The waves [batch, in_channels, time], in floating point.

        Raises:
            ValueError: The wave has another shape or dtype, or is shorter than ``minimum_length``.
        """
        check_wave(
            wave, channels=self.in_channels, minimum=self.minimum_length, who=type(self).__name__
        )
        for sub in self.discriminators:
            yield sub(wave)


def _check_period(period: int) -> None:
    if period < 1:
        raise ValueError(f"period must be at least 1 sample, got {period}.")


def _fewest_samples(period: int, extra_row: bool) -> int:
    """Return the shortest wave whose mirror image fills the last row of it and of longer ones."""
    return period + 1 if extra_row else period // 2 + 1


def _strides(stride: int | Sequence[int], layers: int) -> Sequence[int]:
    if isinstance(stride, int):
        return [stride] * (layers - 1) + [1] * min(1, layers)  # the last keeps the number of rows
    if len(stride) != layers:
        raise ValueError(
            f"stride must be one number, or one for each of the {layers} hidden layers, got "
            f"{list(stride)}."
        )
    return stride


def _column_conv(
    c_in: int, c_out: int, rows: int, stride: int, norm: str, margin: int | None = None
) -> NormConv2d:
    if margin is None:
        margin = (rows - 1) // 2  # an odd kernel at stride 1 keeps the number of rows
    return NormConv2d(c_in, c_out, (rows, 1), stride=(stride, 1), padding=(margin, 0), norm=norm)
