"""Multi-Scale STFT Discriminator (MS-STFT-D): look at the wave through windows of several lengths.

A short-time Fourier transform (STFT) cuts the wave into overlapping windows. For each window and
each frequency it gives the strength of the sound and its phase. A long window separates close
frequencies; a short one separates close moments. Each sub-discriminator has its own window:

    wave ──► STFT, long window  ──► image: few frames, fine frequencies    ──► convolutions
        └──► STFT, short window ──► image: many frames, coarse frequencies ──► convolutions

The image is complex. Its real and imaginary parts are channels, so the phase counts too:

    stereo  ──►  re(left)  re(right)  im(left)  im(right)     each [frames, frequencies]

The convolutions look further and further in time (dilations 1, 2, 4) and halve the frequencies.

Sources: Défossez et al., "High Fidelity Neural Audio Compression" (EnCodec), 2022, section 3.4,
https://arxiv.org/abs/2210.13438; arguments, defaults and numbers are AudioCraft's. Where they
differ, docs/adr/0002-msstftd-arguments-work.md says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from einops import rearrange
from torch import Tensor, nn

from course_lib.discriminators.interface import (
    SeparableDiscriminator,
    check_wave,
)
from course_lib.discriminators.norm_convs import (
    LEAKY_SLOPE,
    NormConv2d,
    make_activation,
    shortest_input,
)
from course_lib.discriminators.registry import register
from course_lib.discriminators.spectrogram import ComplexSpectrogram

__all__ = ["ComplexSpectrogram", "DiscriminatorSTFT", "MultiScaleSTFTDiscriminator"]


class DiscriminatorSTFT(nn.Module):
    """Score a wave by its complex spectrogram at one resolution.

    Args:
        filters: The number of channels after the first convolution.
        in_channels: The number of channels of the wave; 1 for mono.
        out_channels: The number of scores per position.
        n_fft: The length of the transform, in samples.
        hop_length: The number of samples from one frame to the next.
        win_length: The length of the window, in samples.
        max_filters: The largest number of channels of any convolution after the first.
        filters_scale: How many times wider each convolution is than the one before it.
        kernel_size: The frames and frequencies that a kernel spans. The last two convolutions are
            square: they span as many frequencies as frames.
        dilations: One convolution per entry: the frames from one row of its kernel to the next.
        stride: The frames and frequencies by which the kernels of those convolutions move.
        normalized: Whether to divide the transform by the square root of the window's energy.
        norm: The name of the norm of all convolutions but the first; see
            `course_lib.discriminators.norm_convs`.
        activation: The name of a class in ``torch.nn``, applied after each hidden convolution.
        activation_params: The keyword arguments of that class.

    Shapes:
        wave    [batch, in_channels, time]
        logits  [batch, out_channels, frames, frequencies / 8] for three dilations
        fmaps   one tensor [batch, channels, frames, frequencies] per hidden convolution

    ``minimum_length`` is the length of the shortest wave it accepts, in samples.

    Raises:
        ValueError: An argument has the wrong number of entries, or a value out of range.
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
                "kernel_size and stride must be two numbers each (frames, frequencies), got "
                f"{list(kernel_size)} and {list(stride)}."
            )
        rows, columns = kernel_size
        down, right = stride
        self.in_channels = in_channels
        self.activation = make_activation(activation, activation_params)
        self.spec_transform = ComplexSpectrogram(n_fft, hop_length, win_length, normalized)

        layers = range(1, len(dilations) + 2)
        channels = [filters, *(min(filters * filters_scale**i, max_filters) for i in layers)]
        # The first never has a norm: AudioCraft's state dict has none there.
        self.convs = nn.ModuleList([_conv(2 * in_channels, filters, (rows, columns))])
        for dilation, (c_in, c_out) in zip(dilations, pairwise(channels[:-1]), strict=True):
            conv = _conv(c_in, c_out, (rows, columns), (down, right), dilation, norm)
            self.convs.append(conv)
        self.convs.append(_conv(channels[-2], channels[-1], (rows, rows), norm=norm))
        self.conv_post = _conv(channels[-1], out_channels, (rows, rows), norm=norm)
        self.minimum_length = self._minimum_length()

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the logits and the feature maps that led to them, without the logits.

        Args:
            wave: The waves [batch, in_channels, time], in floating point.

        Raises:
            ValueError: The wave has another shape or dtype, or is shorter than ``minimum_length``.
        """
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
        """Return the shortest length that gives every convolution at least one frame."""
        convs = [conv for conv in self.modules() if isinstance(conv, NormConv2d)]
        n_fft, hop_length = self.spec_transform.n_fft, self.spec_transform.hop_length
        widths = [n_fft // 2 + 1]
        for conv in convs:
            widths.append(conv.positions_out(widths[-1], axis=1))
        if min(widths) < 1:
            raise ValueError(
                f"n_fft = {n_fft} gives {widths[0]} frequencies, and the convolutions leave none "
                f"of them: {widths}. Use a larger n_fft, smaller strides or fewer dilations."
            )
        frames = shortest_input(convs, widths[1:])
        return n_fft + (frames - 1) * hop_length


@register(
    "msstftd",
    example={
        "filters": 2,
        "n_ffts": (128, 256, 64),
        "hop_lengths": (32, 64, 16),
        "win_lengths": (128, 256, 64),
    },
    sizes={
        "tiny": {
            "filters": 8,
            "n_ffts": (1024, 256),
            "hop_lengths": (256, 64),
            "win_lengths": (1024, 256),
        },
        "small": {
            "filters": 16,
            "n_ffts": (1024, 512, 256),
            "hop_lengths": (256, 128, 64),
            "win_lengths": (1024, 512, 256),
        },
        "full": {  # as AudioCraft trains it
            "filters": 32,
            "n_ffts": (2048, 1024, 512, 256, 128),
            "hop_lengths": (512, 256, 128, 64, 32),
            "win_lengths": (2048, 1024, 512, 256, 128),
        },
    },
    sub=DiscriminatorSTFT,
    sub_excludes=("n_fft", "hop_length", "win_length"),
)
class MultiScaleSTFTDiscriminator(SeparableDiscriminator):
    """Score a wave with one `DiscriminatorSTFT` per window length.

    Args:
        filters: The number of channels after the first convolution.
        in_channels: The number of channels of the wave; 1 for mono.
        out_channels: The number of scores per position.
        sep_channels: Whether to score each channel of the wave on its own, with the same
            networks. (AudioCraft has this argument too, and ignores it.)
        n_ffts: The length of the transform, in samples, for each sub-discriminator.
        hop_lengths: The number of samples from one frame to the next, for each of them.
        win_lengths: The length of the window, in samples, for each of them.
        options: Further arguments of `DiscriminatorSTFT`, shared by all of them.

    Shapes:
        With ``sep_channels``, the results for the channels are concatenated:
        logits  [batch, in_channels * out_channels, frames, frequencies]
        fmaps   [batch, in_channels * channels, frames, frequencies]

    Raises:
        ValueError: The three lists differ in length, or `DiscriminatorSTFT` refuses an option.
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
                "n_ffts, hop_lengths and win_lengths need one entry per sub-discriminator, got "
                f"{len(n_ffts)}, {len(hop_lengths)} and {len(win_lengths)} entries."
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
        """The number of windows."""
        return len(self.discriminators)

    def each(self, wave: Tensor) -> Iterator[tuple[Tensor, list[Tensor]]]:
        """Yield the logits and feature maps of one window after the other.

        Args:
            wave: The waves [batch, in_channels, time], in floating point.

        Raises:
            ValueError: The wave has another shape or dtype, or is shorter than ``minimum_length``.
        """
        check_wave(
            wave, channels=self.in_channels, minimum=self.minimum_length, who=type(self).__name__
        )
        for sub in self.discriminators:
            yield _score_channels(sub, wave) if self.sep_channels else sub(wave)


def _score_channels(sub: nn.Module, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
    """Score every channel as a wave of its own, then concatenate the results."""

    def concatenated(x: Tensor) -> Tensor:
        return rearrange(x, "(b c) f frames freqs -> b (c f) frames freqs", b=len(wave))

    logits, fmaps = sub(rearrange(wave, "b c time -> (b c) 1 time"))
    return concatenated(logits), [concatenated(fmap) for fmap in fmaps]


def _conv(
    c_in: int,
    c_out: int,
    kernel_size: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    dilation: int = 1,
    norm: str = "none",
) -> NormConv2d:
    rows, columns = kernel_size
    # With an odd kernel and stride 1, this padding keeps the size.
    padding = ((rows - 1) * dilation // 2, (columns - 1) // 2)
    return NormConv2d(
        c_in, c_out, kernel_size, stride=stride, padding=padding, dilation=(dilation, 1), norm=norm
    )
