"""All scales of MSD: one wave, and what is left of it after each decimator."""

from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn

from course_lib.discriminators.interface import (
    DiscriminatorOutput,
    MultiDiscriminator,
    check_wave,
    judge,
)
from course_lib.discriminators.msd.decimators import make_decimator
from course_lib.discriminators.msd.scale import ScaleDiscriminator
from course_lib.discriminators.registry import register


@register(
    "msd",
    example={"filters": 4, "max_filters": 16, "downsample_scales": (4, 2)},
    sub=ScaleDiscriminator,
    sub_excludes=("norm",),
)
class MultiScaleDiscriminator(MultiDiscriminator):
    """Let one `ScaleDiscriminator` per scale judge the wave, each at a fraction of the rate.

    Args:
        in_channels: channels of the wave; 1 for mono.
        out_channels: scores per position.
        downsample_factor: how many samples of one scale make one of the next.
        scale_norms: the norm of each sub-discriminator, so also how many there are.
        audiocraft_compat: let every scale hear the whole wave, as AudioCraft does by mistake.
        decimator: how samples are made fewer: "average" as AudioCraft means to, "sinc" without
            false tones, or "nearest" with all of them. It has no parameters.
        options: further arguments of `ScaleDiscriminator`, the same for each.
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
            if not audiocraft_compat:  # what the next scale needs, before it is decimated
                self.minimum_length = (self.minimum_length - 1) * downsample_factor
            self.minimum_length = max(self.minimum_length, sub.minimum_length)

    @property
    def num_discriminators(self) -> int:
        """How many scales sit on the committee."""
        return len(self.discriminators)

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Judge the wave at every scale."""
        check_wave(
            wave, channels=self.in_channels, minimum=self.minimum_length, who=type(self).__name__
        )
        return judge(self.discriminators, self._pyramid(wave))

    def _pyramid(self, wave: Tensor) -> list[Tensor]:
        """List what each scale hears: the wave, half of its samples, a quarter of them, ..."""
        waves = [wave]
        while len(waves) < self.num_discriminators:
            waves.append(waves[-1] if self.audiocraft_compat else self.downsample(waves[-1]))
        return waves
