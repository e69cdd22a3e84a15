"""Convolutions with a norm by name, and the sizes that go in and come out."""

from collections.abc import Mapping, Sequence

from torch import Tensor, nn

from course_lib.discriminators.norm_convs.choices import choose
from course_lib.discriminators.norm_convs.weights import SpectralNormConv, WeightNormConv

_OWNERS: Mapping[str, type[WeightNormConv | SpectralNormConv] | None] = {
    "none": None,
    "weight_norm": WeightNormConv,
    "spectral_norm": SpectralNormConv,
    "time_group_norm": None,  # levels the output, so its convolution stays plain
}


class NormConv(nn.Module):
    """A convolution ``conv`` and, after it, what levels its output: ``norm``."""

    def __init__(self, conv: nn.Conv1d | nn.Conv2d, norm: str) -> None:
        super().__init__()
        owner = choose("norm", norm, _OWNERS)
        levels = norm == "time_group_norm"
        self.conv = owner(conv) if owner else conv
        self.norm = nn.GroupNorm(1, conv.out_channels) if levels else nn.Identity()
        # A group norm compares the values of an item, so it refuses a single one.
        self.fewest_values = 2 if levels and conv.out_channels == 1 else 1
        self.stride = conv.stride
        self.padding = tuple(int(width) for width in conv.padding)
        self.span = tuple(
            dilation * (size - 1) + 1
            for dilation, size in zip(conv.dilation, conv.kernel_size, strict=True)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Convolve, then level."""
        out: Tensor = self.norm(self.conv(x))
        return out

    def positions_out(self, positions: int, axis: int = 0) -> int:
        """Count what comes out along ``axis`` for ``positions`` that go in; below 1: nothing."""
        steps = positions + 2 * self.padding[axis] - self.span[axis]
        return steps // self.stride[axis] + 1

    def positions_in(self, positions: int, axis: int = 0) -> int:
        """Count what must go in along ``axis`` for at least ``positions`` to come out."""
        steps = (positions - 1) * self.stride[axis]
        return max(1, steps + self.span[axis] - 2 * self.padding[axis])


class NormConv1d(NormConv):
    """Convolve along time: [batch, channels, time]."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        *,
        stride: int = 1,
        padding: int = 0,
        groups: int = 1,
        norm: str = "none",
    ) -> None:
        sizes = (kernel_size, stride, padding)
        super().__init__(nn.Conv1d(in_channels, out_channels, *sizes, groups=groups), norm)


class NormConv2d(NormConv):
    """Convolve over an image: [batch, channels, height, width]."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: tuple[int, int],
        *,
        stride: tuple[int, int] = (1, 1),
        padding: tuple[int, int] = (0, 0),
        dilation: tuple[int, int] = (1, 1),
        norm: str = "none",
    ) -> None:
        sizes = (kernel_size, stride, padding, dilation)
        super().__init__(nn.Conv2d(in_channels, out_channels, *sizes), norm)


def shortest_input(convs: Sequence[NormConv], widths: Sequence[int]) -> int:
    """Count the positions along the first axis that a row of convolutions needs.

    Args:
        convs: the convolutions in the order in which they are called.
        widths: per convolution, the positions of its output along the second axis; 1 where there
            is no second axis.
    """
    needed = 1
    for conv, width in zip(reversed(convs), reversed(widths), strict=True):
        fewest = -(-conv.fewest_values // width)  # rounded up
        needed = conv.positions_in(max(needed, fewest))
    return needed
