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


def fold(wave: Tensor, period: int) -> Tensor:
    """Stack a wave in rows of ``period`` samples, mirroring its end to fill the last row.

    Args:
        wave: The wave, [batch, channels, time].
        period: The number of samples in a row.

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
    missing = -time % period
    if missing >= time:  # the mirror image leaves out the last sample, so it is one shorter
        raise ValueError(
            f"a wave of {time} samples is too short to fold at period {period}: it needs at least "
            f"{period // 2 + 1} samples."
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
        stride: The rows between one position of a hidden kernel and the next.
        filters: The base width: hidden layer i = 1, 2, ... has
            ``min(filters * filters_scale**i, max_filters)`` channels.
        filters_scale: How many times wider each hidden layer is than the one before it.
        max_filters: The largest number of channels of any layer.
        norm: The name of the convolutions' norm; see `course_lib.discriminators.norm_convs`.
        activation: The name of a class in ``torch.nn``, applied after each hidden layer.
        activation_params: The keyword arguments of that class.

    Shapes:
        wave    [batch, in_channels, time]
        logits  [batch, out_channels, rows, period]
        fmaps   n_layers + 1 tensors [batch, channels, rows, period]; the last is the logits

    ``minimum_length`` is the length of the shortest wave it accepts, in samples.
    """

    def __init__(
        self,
        period: int,
        in_channels: int = 1,
        out_channels: int = 1,
        n_layers: int = 5,
        kernel_sizes: Sequence[int] = (5, 3),
        stride: int = 3,
        filters: int = 8,
        filters_scale: int = 4,
        max_filters: int = 1024,
        norm: str = "weight_norm",
        activation: str = "LeakyReLU",
        activation_params: Mapping[str, Any] = LEAKY_SLOPE,
    ) -> None:
        super().__init__()
        if len(kernel_sizes) != 2:
            raise ValueError(f"kernel_sizes must be two numbers, got {list(kernel_sizes)}.")
        _check_period(period)
        self.period = period
        self.in_channels = in_channels
        self.activation = make_activation(activation, activation_params)
        inner, last = kernel_sizes
        hidden = [min(filters * filters_scale**i, max_filters) for i in range(1, n_layers + 1)]
        channels = [in_channels, *hidden]
        self.convs = nn.ModuleList(
            # The last hidden layer keeps the number of rows.
            _column_conv(c_in, c_out, inner, stride if i < n_layers else 1, norm)
            for i, (c_in, c_out) in enumerate(pairwise(channels), start=1)
        )
        self.conv_post = _column_conv(channels[-1], out_channels, last, 1, norm)
        self.minimum_length = self._minimum_length()

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the logits and the feature maps that led to them."""
        check_wave(
            wave, channels=self.in_channels, minimum=self.minimum_length, who=type(self).__name__
        )
        x = fold(wave, self.period)
        fmaps: list[Tensor] = []
        for conv in self.convs:
            x = self.activation(conv(x))
            fmaps.append(x)
        logits = self.conv_post(x)
        return logits, [*fmaps, logits]

    def _minimum_length(self) -> int:
        convs = [conv for conv in self.modules() if isinstance(conv, NormConv2d)]
        rows = shortest_input(convs, widths=[self.period] * len(convs))
        fills_a_row = self.period // 2 + 1
        return max(fills_a_row, (rows - 1) * self.period + 1)


@register(
    "mpd",
    example={"periods": (2, 3, 5), "n_layers": 3, "filters": 2, "filters_scale": 2},
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
        """Score the wave at one period after the other."""
        check_wave(
            wave, channels=self.in_channels, minimum=self.minimum_length, who=type(self).__name__
        )
        for sub in self.discriminators:
            yield sub(wave)


def _check_period(period: int) -> None:
    if period < 1:
        raise ValueError(f"period must be at least 1 sample, got {period}.")


def _column_conv(c_in: int, c_out: int, rows: int, stride: int, norm: str) -> NormConv2d:
    padding = ((rows - 1) // 2, 0)  # an odd kernel at stride 1 keeps the number of rows
    return NormConv2d(c_in, c_out, (rows, 1), stride=(stride, 1), padding=padding, norm=norm)
