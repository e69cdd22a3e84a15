"""One window of MS-STFT-D: convolutions over a complex spectrogram."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from torch import Tensor, nn

from course_lib.discriminators.convs import (
    LEAKY_SLOPE,
    NormConv2d,
    make_activation,
    shortest_input,
)
from course_lib.discriminators.interface import check_wave
from course_lib.discriminators.msstftd.spectrogram import ComplexSpectrogram


class DiscriminatorSTFT(nn.Module):
    """Judge a wave by its complex spectrogram.

    Args:
        filters: channels after the first convolution.
        in_channels: channels of the wave; 1 for mono.
        out_channels: scores per position.
        n_fft: samples that the transform takes.
        hop_length: samples from one frame to the next.
        win_length: samples that the window covers.
        max_filters: the most channels that a convolution after the first may have.
        filters_scale: how many times wider each convolution is than the one before it.
        kernel_size: frames and frequencies that a kernel covers. The last two convolutions are
            square: they cover as many frequencies as frames.
        dilations: one convolution each: frames from one row of its kernel to the next.
        stride: frames and frequencies by which the kernels of those convolutions move on.
        normalized: divide the transform by the root of the window's energy.
        norm: what tames all convolutions but the first; see `course_lib.discriminators.convs`.
        activation: a class of ``torch.nn``, after each hidden convolution,
        activation_params: and its arguments.

    Shapes:
        wave    [batch, in_channels, time]
        logits  [batch, out_channels, frames, frequencies / 8] for three dilations
        fmaps   one tensor [batch, channels, frames, frequencies] per hidden convolution

    ``minimum_length`` is the number of samples it needs.
    """

    def __init__(
        self,
        filters: int,
        in_channels: int = 1,
        out_channels: int = 1,
        n_fft: int = 1024,
        hop_length: int = 256,
        win_length: int = 1024,
        max_filters: int = 1024,
        filters_scale: int = 1,
        kernel_size: Sequence[int] = (3, 9),
        dilations: Sequence[int] = (1, 2, 4),
        stride: Sequence[int] = (1, 2),
        normalized: bool = True,
        norm: str = "weight_norm",
        activation: str = "LeakyReLU",
        activation_params: Mapping[str, Any] = LEAKY_SLOPE,
    ) -> None:
        super().__init__()
        if len(kernel_size) != 2 or len(stride) != 2:
            raise ValueError(
                "kernel_size and stride take two numbers, for frames and frequencies, not "
                f"{list(kernel_size)} and {list(stride)}."
            )
        rows, columns = kernel_size
        down, right = stride
        self.in_channels = in_channels
        self.activation = make_activation(activation, activation_params)
        self.spec_transform = ComplexSpectrogram(n_fft, hop_length, win_length, normalized)

        layers = range(1, len(dilations) + 2)
        channels = [filters, *(min(filters * filters_scale**i, max_filters) for i in layers)]
        # The first has no norm, whatever ``norm`` says: AudioCraft's state dict has none there.
        self.convs = nn.ModuleList([_conv(2 * in_channels, filters, (rows, columns))])
        for dilation, (c_in, c_out) in zip(dilations, pairwise(channels[:-1]), strict=True):
            conv = _conv(c_in, c_out, (rows, columns), (down, right), dilation, norm)
            self.convs.append(conv)
        self.convs.append(_conv(channels[-2], channels[-1], (rows, rows), norm=norm))
        self.conv_post = _conv(channels[-1], out_channels, (rows, rows), norm=norm)
        self.minimum_length = self._minimum_length()

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the logits, and the feature maps that led to them, without the logits."""
        check_wave(
            wave, channels=self.in_channels, minimum=self.minimum_length, who=type(self).__name__
        )
        x = self.spec_transform(wave)
        fmaps: list[Tensor] = []
        for conv in self.convs:
            x = self.activation(conv(x))
            fmaps.append(x)
        return self.conv_post(x), fmaps

    def _minimum_length(self) -> int:
        """Count the samples that leave every convolution with a frame to look at."""
        convs = [conv for conv in self.modules() if isinstance(conv, NormConv2d)]
        n_fft, hop_length = self.spec_transform.n_fft, self.spec_transform.hop_length
        widths = [n_fft // 2 + 1]
        for conv in convs:
            widths.append(conv.positions_out(widths[-1], axis=1))
        if min(widths) < 1:
            raise ValueError(
                f"n_fft {n_fft} makes {widths[0]} frequencies, and the convolutions use them up: "
                f"{widths}. Use a larger n_fft, smaller strides or fewer dilations."
            )
        frames = shortest_input(convs, widths[1:])
        return n_fft + (frames - 1) * hop_length


def _conv(
    c_in: int,
    c_out: int,
    kernel_size: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    dilation: int = 1,
    norm: str = "none",
) -> NormConv2d:
    rows, columns = kernel_size
    padding = ((rows - 1) * dilation // 2, (columns - 1) // 2)  # keeps the size at stride 1
    return NormConv2d(
        c_in, c_out, kernel_size, stride=stride, padding=padding, dilation=(dilation, 1), norm=norm
    )
