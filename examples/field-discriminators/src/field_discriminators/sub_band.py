"""Score a wave split into bands by a filterbank: MPD without its aliases.

    wave ──► N filters (PQMF) ──► every N-th sample ──► [rows, N bands] ──► MPD's convolutions

`fold` gives column k of MPD every N-th sample, so frequencies above the new half rate fold back: a
column can't tell a hiss from a hum. Here a filter goes first, and column k contains band k alone.
Everything after it is MPD's own `PeriodDiscriminator`.

Source: the idea is that of the multi-filter-bank discriminator in Ahn et al., "HILCodec", 2024,
https://arxiv.org/abs/2405.04752. The filterbank is a pseudo-QMF, as in Nguyen,
"Near-perfect-reconstruction pseudo-QMF banks", 1994, https://doi.org/10.1109/78.268178. HILCodec
isn't on PyPI, so the numbers aren't compared with its own.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from course_lib.discriminators.interface import (
    DiscriminatorOutput,
    MultiDiscriminator,
    check_wave,
    run_each,
)
from course_lib.discriminators.mpd import PeriodDiscriminator
from course_lib.discriminators.registry import register
from einops import rearrange
from torch import Tensor, nn

TAPS_PER_BAND = 16  # the length of each filter, in samples per band
BETA = 9.0  # of the Kaiser window: stop band below -90 dB


def pqmf_filters(bands: int) -> Tensor:
    """Return the filters of a pseudo-QMF bank, [bands, 1, taps]; taps is odd.

    A low-pass is modulated to the middle of each band. Its cutoff is where the power is one half,
    so that the powers of two neighbours add up to one between them.

    Args:
        bands: The number of bands, 2 or more.
    """
    place = np.arange(TAPS_PER_BAND * bands + 1) - TAPS_PER_BAND * bands / 2
    window = np.kaiser(len(place), BETA)
    edge = np.pi / (2 * bands)
    low, high = 0.5 / (2 * bands), 2.0 / (2 * bands)  # of half the sample rate
    for _ in range(50):
        cutoff = (low + high) / 2
        prototype = cutoff * np.sinc(cutoff * place) * window
        gain = float(prototype @ np.cos(edge * place))
        low, high = (cutoff, high) if gain < np.sqrt(0.5) else (low, cutoff)
    band = np.arange(bands)[:, None]
    phase = (-1) ** band * np.pi / 4
    filters = 2 * prototype * np.cos((2 * band + 1) * edge * place + phase)
    return torch.from_numpy(filters[:, None]).float()


class SubBandDiscriminator(PeriodDiscriminator):
    """Score a wave by its bands, each at its own low sample rate.

    Args:
        period: The number of bands; each keeps one sample in ``period``.
        in_channels: The number of channels of the wave, which must be 1.
        options: Further arguments of `PeriodDiscriminator`.

    Shapes:
        wave    [batch, 1, time]
        logits  [batch, out_channels, rows, period]
        fmaps   n_layers + 1 tensors [batch, channels, rows, period]; the last is the logits
    """

    filters: Tensor

    def __init__(self, period: int, in_channels: int = 1, **options: Any) -> None:
        if period < 2 or in_channels != 1:
            raise ValueError(
                f"a filterbank needs 2 bands or more and a mono wave, got {period} bands and "
                f"{in_channels} channels."
            )
        super().__init__(period, in_channels, **options)
        self.register_buffer("filters", pqmf_filters(period), persistent=False)

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the logits, and the feature maps that led to them."""
        check_wave(wave, channels=1, minimum=self.minimum_length, who=type(self).__name__)
        x = self.split(wave)
        fmaps: list[Tensor] = []
        for conv in self.convs:
            x = self.activation(conv(x))
            fmaps.append(x)
        logits = self.conv_post(x)
        return logits, [*fmaps, logits]

    def split(self, wave: Tensor) -> Tensor:
        """Return the bands of a wave, [batch, 1, rows, bands], low frequencies first."""
        margin = self.filters.shape[-1] // 2
        padded = F.pad(wave, (margin, margin + -wave.shape[-1] % self.period))
        bands = F.conv1d(padded, self.filters.to(wave.dtype), stride=self.period)
        return rearrange(bands, "b band rows -> b 1 rows band")


@register(
    "sub_band",
    example={"periods": (2, 3), "n_layers": 3, "filters": 2, "filters_scale": 2},
    sizes={
        "tiny": {"filters": 4, "filters_scale": 2, "max_filters": 64},
        "small": {"filters": 8, "filters_scale": 2, "max_filters": 256},
        "full": {},  # as large as MPD
    },
    sub=SubBandDiscriminator,
    sub_excludes=("period",),
)
class MultiSubBandDiscriminator(MultiDiscriminator):
    """Score the bands of a filterbank: one `SubBandDiscriminator` per number of bands.

    Args:
        periods: The number of bands of each sub-discriminator.
        options: Further arguments of `SubBandDiscriminator`, shared by all.
    """

    def __init__(self, periods: Sequence[int] = (2, 3, 5, 7, 11), **options: Any) -> None:
        super().__init__()
        subs = [SubBandDiscriminator(bands, **options) for bands in periods]
        self.minimum_length = max(sub.minimum_length for sub in subs)
        self.discriminators = nn.ModuleList(subs)

    @property
    def num_discriminators(self) -> int:
        """The number of filterbanks."""
        return len(self.discriminators)

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Score the same wave through every filterbank."""
        return run_each(self.discriminators, [wave] * self.num_discriminators)
