"""All windows of MS-STFT-D, on all channels at once or on each alone."""

from collections.abc import Sequence
from typing import Any

from einops import rearrange
from torch import Tensor, nn

from course_lib.discriminators.interface import (
    DiscriminatorOutput,
    MultiDiscriminator,
    check_wave,
    judge,
)
from course_lib.discriminators.msstftd.window import DiscriminatorSTFT
from course_lib.discriminators.registry import register


@register(
    "msstftd",
    example={
        "filters": 2,
        "n_ffts": (128, 256, 64),
        "hop_lengths": (32, 64, 16),
        "win_lengths": (128, 256, 64),
    },
    sub=DiscriminatorSTFT,
    sub_excludes=("n_fft", "hop_length", "win_length"),
)
class MultiScaleSTFTDiscriminator(MultiDiscriminator):
    """Let one `DiscriminatorSTFT` per window length judge the wave.

    Args:
        filters: channels after the first convolution.
        in_channels: channels of the wave; 1 for mono.
        out_channels: scores per position.
        sep_channels: judge each channel of the wave alone, all by the same networks. (AudioCraft
            has this argument too, and ignores it.)
        n_ffts: samples that the transform takes, for each sub-discriminator.
        hop_lengths: samples from one frame to the next, likewise.
        win_lengths: samples that the window covers, likewise.
        options: further arguments of `DiscriminatorSTFT`, the same for each.

    Shapes:
        with ``sep_channels``, the verdicts on the channels stand side by side:
        logits  [batch, in_channels * out_channels, frames, frequencies]
        fmaps   [batch, in_channels * channels, frames, frequencies]
    """

    def __init__(
        self,
        filters: int,
        in_channels: int = 1,
        out_channels: int = 1,
        sep_channels: bool = False,
        n_ffts: Sequence[int] = (1024, 2048, 512),
        hop_lengths: Sequence[int] = (256, 512, 128),
        win_lengths: Sequence[int] = (1024, 2048, 512),
        **options: Any,  # noqa: ANN401 — DiscriminatorSTFT has their types
    ) -> None:
        super().__init__()
        if not 0 < len(n_ffts) == len(hop_lengths) == len(win_lengths):
            raise ValueError(
                f"n_ffts, hop_lengths and win_lengths have {len(n_ffts)}, {len(hop_lengths)} and "
                f"{len(win_lengths)} entries: give each of them one entry per sub-discriminator."
            )
        subs = [
            DiscriminatorSTFT(
                filters,
                1 if sep_channels else in_channels,
                out_channels,
                n_fft,
                hop_length,
                win_length,
                **options,
            )
            for n_fft, hop_length, win_length in zip(n_ffts, hop_lengths, win_lengths, strict=True)
        ]
        self.in_channels = in_channels
        self.sep_channels = sep_channels
        self.minimum_length = max(sub.minimum_length for sub in subs)
        self.discriminators = nn.ModuleList(subs)

    @property
    def num_discriminators(self) -> int:
        """How many windows sit on the committee."""
        return len(self.discriminators)

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Judge the wave through every window."""
        check_wave(
            wave, channels=self.in_channels, minimum=self.minimum_length, who=type(self).__name__
        )
        if self.sep_channels:
            return self._judge_channels(wave)
        return judge(self.discriminators, [wave] * self.num_discriminators)

    def _judge_channels(self, wave: Tensor) -> DiscriminatorOutput:
        """Judge every channel as a wave of its own, then put their verdicts side by side."""
        alone = rearrange(wave, "b c time -> (b c) 1 time")
        logits, fmaps = judge(self.discriminators, [alone] * self.num_discriminators)

        def side_by_side(x: Tensor) -> Tensor:
            return rearrange(x, "(b c) f frames freqs -> b (c f) frames freqs", b=len(wave))

        return DiscriminatorOutput(
            [side_by_side(x) for x in logits], [[side_by_side(x) for x in sub] for sub in fmaps]
        )
