"""Score a wave by its constant-Q transform: every octave has as many frequencies (MS-SB-CQT).

    wave ──► twice the rate ──► constant-Q ──► nine octaves ──► a convolution for each ──┐
                                                    logits ◄── convolutions ◄── joined ◄─┘

An STFT spaces its frequencies evenly, so two low notes share a bin, and the highest octave gets
half of all bins. Constant-Q spaces them as a keyboard does: a chord has the same shape in any key.
Low frequencies get long windows, and high ones short windows.

Source: Gu et al., "Multi-scale sub-band constant-Q transform discriminator", 2023,
https://arxiv.org/abs/2311.14957; layers as in BigVGAN 2.4.1 on PyPI.
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

from field_discriminators.constant_q_transform import ConstantQ, NnAudioConstantQ

TRANSFORMS = {"aligned": ConstantQ, "nnaudio": NnAudioConstantQ}


class ConstantQDiscriminator(nn.Module):
    """Score the constant-Q transform of a wave at one number of frequencies an octave.

    Args:
        bins: The number of frequencies in an octave.
        hop_length: The samples between frames, at twice the sample rate.
        sample_rate: The sample rate of the wave in Hz.
        octaves: The number of octaves, from 32.7 Hz upwards.
        filters: The number of channels of each hidden layer.
        transform: "aligned", whose octaves are aligned in time, or "nnaudio", which weights of
            BigVGAN v2 were trained with; see `field_discriminators.constant_q_transform`.
    """

    def __init__(
        self,
        bins: int,
        hop_length: int,
        sample_rate: int = 24_000,
        octaves: int = 9,
        filters: int = 32,
        transform: Literal["aligned", "nnaudio"] = "aligned",
    ) -> None:
        super().__init__()
        if transform not in TRANSFORMS:
            raise ValueError(
                f"transform must be one of {', '.join(TRANSFORMS)}, got {transform!r}."
            )
        self.bins, self.minimum_length = bins, 1
        self.transform = TRANSFORMS[transform](2 * sample_rate, hop_length, octaves, bins)
        pre = {"kernel_size": (3, 9), "padding": (1, 4)}
        self.conv_pres = nn.ModuleList(NormConv2d(2, 2, **pre) for _ in range(octaves))
        self.convs = nn.ModuleList([NormConv2d(2, filters, **pre)])
        for dilation in (1, 2, 4):
            sizes = {"stride": (1, 2), "padding": (dilation, 4), "dilation": (dilation, 1)}
            self.convs.append(NormConv2d(filters, filters, (3, 9), norm="weight_norm", **sizes))
        last = {"kernel_size": (3, 3), "padding": (1, 1), "norm": "weight_norm"}
        self.convs.append(NormConv2d(filters, filters, **last))
        self.conv_post = NormConv2d(filters, 1, **last)

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the logits [batch, 1, frames, frequencies / 8], and five feature maps."""
        check_wave(wave, channels=1, minimum=self.minimum_length, who=type(self).__name__)
        octaves = self.transform(self.transform.double(wave)).split(self.bins, dim=-1)
        x = torch.cat(
            [conv(octave) for conv, octave in zip(self.conv_pres, octaves, strict=True)], dim=-1
        )
        fmaps: list[Tensor] = []
        for conv in self.convs:
            x = F.leaky_relu(conv(x), 0.1)
            fmaps.append(x)
        return self.conv_post(x), fmaps


@register(
    "constant_q",
    example={"bins": (6, 12), "hop_lengths": (64, 32), "octaves": 6, "filters": 2},
    sizes={
        "tiny": {"bins": (12, 24), "hop_lengths": (512, 256), "sample_rate": 16_000, "octaves": 8}
        | {"filters": 8},
        "small": {"sample_rate": 16_000, "octaves": 8, "filters": 16},
        "full": {"sample_rate": 16_000, "octaves": 8},
    },
    sub=ConstantQDiscriminator,
    sub_excludes=("hop_length",),
)
class MultiConstantQDiscriminator(MultiDiscriminator):
    """Score constant-Q transforms: one `ConstantQDiscriminator` per number of frequencies.

    Args:
        bins: The number of frequencies in an octave, for each sub-discriminator.
        hop_lengths: The samples between its frames, at twice the sample rate.
        options: Further arguments of `ConstantQDiscriminator`, shared by all.
    """

    def __init__(
        self,
        bins: Sequence[int] = (24, 36, 48),
        hop_lengths: Sequence[int] = (512, 256, 256),
        **options: Any,
    ) -> None:
        super().__init__()
        subs = [
            ConstantQDiscriminator(number, hop, **options)
            for number, hop in zip(bins, hop_lengths, strict=True)
        ]
        self.minimum_length = 1
        self.discriminators = nn.ModuleList(subs)

    @property
    def num_discriminators(self) -> int:
        """The number of transforms."""
        return len(self.discriminators)

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Score the same wave through every transform."""
        return run_each(self.discriminators, [wave] * self.num_discriminators)
