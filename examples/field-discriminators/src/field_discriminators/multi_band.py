"""Score a wave by five bands of its complex spectrogram, each with layers of its own.

    wave ──► remove DC, peak at 0.8 ──► STFT ──► five bands ──► convolutions for each ──┐
                                                                    joined ◄────────────┘──► logits

One set of kernels for all frequencies has to serve a hum and a hiss alike. Here the lowest tenth of
the spectrum has kernels of its own, and so has the top. Real and imaginary parts are kept, so the
phase counts. Level and DC are removed first: this discriminator can't tell a quiet copy from a loud
one.

Source: Kumar et al., "High-fidelity audio compression with improved RVQGAN" (DAC), 2023,
https://arxiv.org/abs/2306.06546; numbers as in Vocos 0.1.0 on PyPI.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from course_lib.discriminators.interface import (
    DiscriminatorOutput,
    MultiDiscriminator,
    check_wave,
    run_each,
)
from course_lib.discriminators.norm_convs import NormConv2d
from course_lib.discriminators.registry import register
from einops import rearrange
from torch import Tensor, nn

EDGES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)  # of the bands, as parts of the spectrum
PEAK, QUIET = 0.8, 1e-9


class BandsDiscriminator(nn.Module):
    """Score the bands of a wave's spectrogram, measured with one window.

    Args:
        window_length: The length of the Hann window in samples; the hop is a quarter of it.
        channels: The number of channels of each hidden layer.
        edges: The edges of the bands, as ascending parts of the spectrum from 0 to 1.
        norm: The name of the convolutions' norm; see `course_lib.discriminators.norm_convs`.
        slope: The slope of the leaky ReLU for negative values.
        match_stride: Whether there is one frame for each hop, as in DAC, and not one more.

    Shapes:
        wave    [batch, 1, time]
        logits  [batch, 1, frames, frequencies / 8]
        fmaps   five hidden layers [batch, channels, frames, frequencies] per band, then the logits
    """

    window: Tensor

    def __init__(
        self,
        window_length: int,
        channels: int = 32,
        edges: Sequence[float] = EDGES,
        norm: str = "weight_norm",
        slope: float = 0.1,
        match_stride: bool = False,
    ) -> None:
        super().__init__()
        bins = window_length // 2 + 1
        self.bands = [(int(low * bins), int(high * bins)) for low, high in pairwise(edges)]
        if not self.bands or any(low >= high for low, high in self.bands):
            raise ValueError(
                f"edges must ascend and leave a frequency in every band, got {tuple(edges)} for a "
                f"window of {window_length} samples, which gives {self.bands}."
            )
        self.window_length, self.slope, self.match_stride = window_length, slope, match_stride
        self.minimum_length = window_length * (5 if match_stride else 4) // 8 + 1  # to mirror ends
        self.register_buffer("window", torch.hann_window(window_length), persistent=False)
        self.band_convs = nn.ModuleList(_band_convs(channels, norm) for _ in self.bands)
        self.conv_post = NormConv2d(channels, 1, (3, 3), padding=(1, 1), norm=norm)

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the logits, and the feature maps that led to them."""
        check_wave(wave, channels=1, minimum=self.minimum_length, who=type(self).__name__)
        spectrum = self.spectrum(wave)
        fmaps: list[Tensor] = []
        ends = []
        for (low, high), convs in zip(self.bands, self.band_convs, strict=True):
            x = spectrum[..., low:high]
            for conv in convs:
                x = F.leaky_relu(conv(x), self.slope)
                fmaps.append(x)
            ends.append(x)
        logits = self.conv_post(torch.cat(ends, dim=-1))
        return logits, [*fmaps, logits]

    def spectrum(self, wave: Tensor) -> Tensor:
        """Return real and imaginary parts as channels, [batch, 2, frames, frequencies]."""
        precision = torch.promote_types(wave.dtype, torch.float32)  # the FFT has no half precision
        x = wave.to(precision)
        x = x - x.mean(dim=-1, keepdim=True)
        x = PEAK * x / (x.abs().max(dim=-1, keepdim=True)[0] + QUIET)
        hop, window = self.window_length // 4, self.window.to(precision)
        start = (self.window_length - (hop if self.match_stride else 0)) // 2  # mirrored
        end = start + -x.shape[-1] % hop if self.match_stride else start
        sizes = {"n_fft": self.window_length, "hop_length": hop, "window": window, "center": False}
        spectrum = torch.stft(F.pad(x, (start, end), "reflect")[:, 0], **sizes, return_complex=True)
        return rearrange(torch.view_as_real(spectrum), "b f t part -> b part t f").to(wave.dtype)


@register(
    "multi_band",
    example={"window_lengths": (64, 128), "channels": 2},
    sizes={
        "tiny": {"window_lengths": (1024, 256), "channels": 5},
        "small": {"channels": 8},
        "full": {},  # DAC's
    },
    sub=BandsDiscriminator,
    sub_excludes=("window_length",),
)
class MultiBandDiscriminator(MultiDiscriminator):
    """Score five bands of the complex spectrogram: one `BandsDiscriminator` per window length.

    Args:
        window_lengths: The length of the window of each sub-discriminator, in samples.
        options: Further arguments of `BandsDiscriminator`, shared by all.
    """

    def __init__(self, window_lengths: Sequence[int] = (2048, 1024, 512), **options: Any) -> None:
        super().__init__()
        subs = [BandsDiscriminator(length, **options) for length in window_lengths]
        self.minimum_length = max(sub.minimum_length for sub in subs)
        self.discriminators = nn.ModuleList(subs)

    @property
    def num_discriminators(self) -> int:
        """The number of window lengths."""
        return len(self.discriminators)

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Score the same wave with every window."""
        return run_each(self.discriminators, [wave] * self.num_discriminators)


def _band_convs(channels: int, norm: str) -> nn.ModuleList:
    strided = {"kernel_size": (3, 9), "stride": (1, 2), "padding": (1, 4), "norm": norm}
    return nn.ModuleList(
        [
            NormConv2d(2, channels, (3, 9), padding=(1, 4), norm=norm),
            *(NormConv2d(channels, channels, **strided) for _ in range(3)),
            NormConv2d(channels, channels, (3, 3), padding=(1, 1), norm=norm),
        ]
    )
