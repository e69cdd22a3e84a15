"""Score a wave by its magnitude spectrogram, at three resolutions (MRD).

    wave ──► mirror the ends ──► STFT ──► |·| ──► convolutions over [frequency, frames] ──► logits

The magnitude forgets the phase. What remains is where the energy is, in frequency and in time: a
buzz is a comb of lines, a smeared attack a wide column. Each resolution is a compromise: a short
window shows when, a long one shows which frequency.

Source: Jang et al., "UnivNet", 2021, https://arxiv.org/abs/2106.07889; numbers as in BigVGAN 2.4.1
on PyPI, which passes no window to the STFT: it is rectangular, unless you ask for "hann".
"""

from collections.abc import Sequence
from typing import Any, Literal

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
from torch import Tensor, nn

Resolution = Sequence[int]  # n_fft, hop_length, win_length, in samples


class ResolutionDiscriminator(nn.Module):
    """Score the magnitude spectrogram of a wave at one resolution.

    Args:
        resolution: The lengths of the transform, the hop and the window, in samples.
        channels: The number of channels of each hidden layer.
        norm: The name of the convolutions' norm; see `course_lib.discriminators.norm_convs`.
        slope: The slope of the leaky ReLU for negative values.
        window: The window of the STFT: "rectangular", or "hann".

    Shapes:
        wave    [batch, 1, time]
        logits  [batch, 1, frequencies, frames / 8]
        fmaps   five hidden layers [batch, channels, frequencies, frames], then the logits
    """

    window: Tensor

    def __init__(
        self,
        resolution: Resolution,
        channels: int = 32,
        norm: str = "weight_norm",
        slope: float = 0.1,
        window: Literal["rectangular", "hann"] = "rectangular",
    ) -> None:
        super().__init__()
        self.n_fft, self.hop_length, self.win_length = resolution
        if not 1 <= self.hop_length <= self.win_length <= self.n_fft:
            raise ValueError(
                "a resolution must be (n_fft, hop, window) with hop <= window <= n_fft, got "
                f"{tuple(resolution)}."
            )
        makers = {"rectangular": torch.ones, "hann": torch.hann_window}
        if window not in makers:
            raise ValueError(f"window must be one of {', '.join(makers)}, got {window!r}.")
        self.register_buffer("window", makers[window](self.win_length), persistent=False)
        self.slope = slope
        self.margin = (self.n_fft - self.hop_length) // 2
        self.minimum_length = max(self.margin + 1, self.n_fft - 2 * self.margin)
        strided = {"kernel_size": (3, 9), "stride": (1, 2), "padding": (1, 4), "norm": norm}
        self.convs = nn.ModuleList(
            [
                NormConv2d(1, channels, (3, 9), padding=(1, 4), norm=norm),
                *(NormConv2d(channels, channels, **strided) for _ in range(3)),
                NormConv2d(channels, channels, (3, 3), padding=(1, 1), norm=norm),
            ]
        )
        self.conv_post = NormConv2d(channels, 1, (3, 3), padding=(1, 1), norm=norm)

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the logits, and the feature maps that led to them."""
        check_wave(wave, channels=1, minimum=self.minimum_length, who=type(self).__name__)
        x = self.magnitudes(wave)
        fmaps: list[Tensor] = []
        for conv in self.convs:
            x = F.leaky_relu(conv(x), self.slope)
            fmaps.append(x)
        logits = self.conv_post(x)
        return logits, [*fmaps, logits]

    def magnitudes(self, wave: Tensor) -> Tensor:
        """Return the magnitude spectrogram of a wave, [batch, 1, frequencies, frames]."""
        precision = torch.promote_types(wave.dtype, torch.float32)  # the FFT has no half precision
        mirrored = F.pad(wave, (self.margin, self.margin), "reflect")[:, 0].to(precision)
        window = self.window.to(precision)
        sizes = (self.n_fft, self.hop_length, self.win_length)
        spectrum = torch.stft(mirrored, *sizes, window, center=False, return_complex=True)
        # the gradient of this norm is 0 in silence; that of a square root would be infinite
        magnitudes = torch.norm(torch.view_as_real(spectrum), p=2, dim=-1)
        return magnitudes[:, None].to(wave.dtype)


@register(
    "mrd",
    example={"resolutions": ((64, 16, 64), (128, 32, 96)), "channels": 2},
    sizes={
        "tiny": {"resolutions": ((1024, 256, 1024), (256, 64, 256)), "channels": 8},
        "small": {"channels": 16},
        "full": {},  # UnivNet's
    },
    sub=ResolutionDiscriminator,
    sub_excludes=("resolution",),
)
class MultiResolutionDiscriminator(MultiDiscriminator):
    """Score magnitude spectrograms: one `ResolutionDiscriminator` per resolution.

    Args:
        resolutions: The lengths of the transform, the hop and the window of each, in samples.
        options: Further arguments of `ResolutionDiscriminator`, shared by all.
    """

    def __init__(
        self,
        resolutions: Sequence[Resolution] = (
            (1024, 120, 600),
            (2048, 240, 1200),
            (512, 50, 240),
        ),
        **options: Any,
    ) -> None:
        super().__init__()
        subs = [ResolutionDiscriminator(resolution, **options) for resolution in resolutions]
        self.minimum_length = max(sub.minimum_length for sub in subs)
        self.discriminators = nn.ModuleList(subs)

    @property
    def num_discriminators(self) -> int:
        """The number of resolutions."""
        return len(self.discriminators)

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Score the same wave at every resolution."""
        return run_each(self.discriminators, [wave] * self.num_discriminators)
