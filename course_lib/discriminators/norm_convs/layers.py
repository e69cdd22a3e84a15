"""Convolutions whose norm is chosen by name, and their input and output sizes."""

from collections.abc import Mapping, Sequence

from torch import Tensor, nn

from course_lib.discriminators.norm_convs.by_name import choose
from course_lib.discriminators.norm_convs.normalised_weights import SpectralNormConv, WeightNormConv

_OWNERS: Mapping[str, type[WeightNormConv | SpectralNormConv] | None] = {
    "none": None,
    "weight_norm": WeightNormConv,
    "spectral_norm": SpectralNormConv,
    "time_group_norm": None,  # normalises the output, so its convolution stays plain
}


class NormConv(nn.Module):
    """A convolution ``conv``, followed by ``norm``, which normalises its output or does nothing.

    Args:
        conv: The convolution, whose weight is taken over.
        norm: "none", "weight_norm", "spectral_norm" or "time_group_norm".

    Raises:
        ValueError: There is no such norm.
    """

    def __init__(self, conv: nn.Conv1d | nn.Conv2d, norm: str) -> None:
        super().__init__()
        owner = choose("norm", norm, _OWNERS)
        normalises_output = norm == "time_group_norm"
        self.conv = owner(conv) if owner else conv
        self.norm = nn.GroupNorm(1, conv.out_channels) if normalises_output else nn.Identity()
        # A group norm needs at least two values per item.
        self.fewest_values = 2 if normalises_output and conv.out_channels == 1 else 1
        self.stride = conv.stride
        self.padding = tuple(int(width) for width in conv.padding)
        self.span = tuple(
            dilation * (size - 1) + 1
            for dilation, size in zip(conv.dilation, conv.kernel_size, strict=True)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Convolve, then normalise."""
        out: Tensor = self.norm(self.conv(x))
        return out

    def positions_out(self, positions: int, axis: int = 0) -> int:
        """Return the output size along ``axis``; below 1 if there is no output.

        Args:
            positions: The input size along the axis.
            axis: The axis: 0 for time or height, 1 for width.
        """
        steps = positions + 2 * self.padding[axis] - self.span[axis]
        return steps // self.stride[axis] + 1

    def positions_in(self, positions: int, axis: int = 0) -> int:
        """Return the smallest input size along ``axis`` that gives an output of a certain size.

        Args:
            positions: The smallest acceptable output size along the axis.
            axis: The axis: 0 for time or height, 1 for width.
        """
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
    """Return the smallest input size along the first axis that a stack of convolutions accepts.

    Args:
        convs: The convolutions, in the order in which they are called.
        widths: The output size of each convolution along the second axis; 1 if there is none.
    """
    needed = 1
    for conv, width in zip(reversed(convs), reversed(widths), strict=True):
        fewest = -(-conv.fewest_values // width)  # rounded up
        needed = conv.positions_in(max(needed, fewest))
    return needed
