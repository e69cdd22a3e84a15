"""Score a wave by how the loudness of its bands changes over time.

    wave ──► filters ──► square ──► mean over a window ──► log ──► convolutions ──► logits
             bands       power      the envelope           as in dB

Squaring removes the sign of the wave: a sound and its inverted copy get the same scores. What
remains is modulation. At 24 kHz, a window of 64 samples is 2.7 ms long and follows an attack; one
of 1024 samples is 43 ms long and follows a tremolo or a rhythm.

Source: the idea of analysing modulation instead of samples is from Dau et al., "Modeling auditory
processing of amplitude modulation", 1997, https://doi.org/10.1121/1.420344
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from course_lib.discriminators.interface import (
    DiscriminatorOutput,
    MultiDiscriminator,
    check_wave,
    run_each,
)
from course_lib.discriminators.registry import register
from torch import Tensor, nn

QUIET = 1e-5  # the power of -50 dBFS; keeps the logarithm finite in silence


class WindowDiscriminator(nn.Module):
    """Score the envelopes of a wave, measured with one window length.

    Args:
        window: The length of the window in samples; the hop is half of it.
        in_channels: The number of channels of the wave; 1 for mono.
        bands: The number of bands that the wave is split into, each with its own envelope.
        filters: The number of channels of the hidden layers.

    Shapes:
        wave    [batch, in_channels, time]
        logits  [batch, 1, frames]
        fmaps   the log envelopes [batch, bands, frames], then two hidden layers
    """

    def __init__(
        self, window: int, in_channels: int = 1, *, bands: int = 8, filters: int = 16
    ) -> None:
        super().__init__()
        if window < 2:
            raise ValueError(f"window must be at least 2 samples, got {window}.")
        self.window = window
        self.in_channels = in_channels
        self.minimum_length = window
        self.split = nn.Conv1d(in_channels, bands, 31, padding=15, bias=False)
        self.hidden = nn.ModuleList(
            [
                nn.Conv1d(bands, filters, 5, padding=2),
                nn.Conv1d(filters, filters, 5, padding=4, dilation=2),
            ]
        )
        self.post = nn.Conv1d(filters, 1, 3, padding=1)

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Score the envelopes, one score per hop."""
        check_wave(
            wave, channels=self.in_channels, minimum=self.minimum_length, who=type(self).__name__
        )
        x = self.envelopes(wave)
        fmaps = [x]
        for conv in self.hidden:
            x = F.leaky_relu(conv(x), negative_slope=0.2)
            fmaps.append(x)
        return self.post(x), fmaps

    def envelopes(self, wave: Tensor) -> Tensor:
        """Return the log power of each band in each window, [batch, bands, frames]."""
        power = F.avg_pool1d(self.split(wave) ** 2, self.window, self.window // 2)
        return torch.log10(power + QUIET)


@register(
    "envelope",
    example={"windows": (32, 128), "bands": 2, "filters": 2},
    sub=WindowDiscriminator,
    sub_excludes=("window",),
)
class EnvelopeDiscriminator(MultiDiscriminator):
    """Score how loudness changes over time: one `WindowDiscriminator` per window length.

    Args:
        windows: The window length of each sub-discriminator, in samples.
        options: Further arguments of `WindowDiscriminator`, shared by all.
    """

    def __init__(self, windows: Sequence[int] = (64, 256, 1024), **options: int) -> None:
        super().__init__()
        self.discriminators = nn.ModuleList(
            WindowDiscriminator(window, **options) for window in windows
        )
        self.minimum_length = max(windows)

    @property
    def num_discriminators(self) -> int:
        """The number of window lengths."""
        return len(self.discriminators)

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Score the same wave with every window length."""
        return run_each(self.discriminators, [wave] * self.num_discriminators)
