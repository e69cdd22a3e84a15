"""Multi-Scale STFT Discriminator (MS-STFT-D): look at the wave through several windows.

A short-time Fourier transform (STFT) cuts the wave into overlapping windows and says, for each
window and each frequency, how strong the sound is there and where in its cycle. A long window
tells close frequencies apart, a short one tells close moments apart. Each sub-discriminator has a
window of its own:

    wave ──► STFT, long window  ──► image: few frames, fine frequencies    ──► convolutions
        └──► STFT, short window ──► image: many frames, coarse frequencies ──► convolutions

The image is complex. Its real and imaginary parts go in as channels, so phase is judged too:

    stereo  ──►  re(left)  re(right)  im(left)  im(right)     each [frames, frequencies]

The convolutions look further and further in time (dilation 1, 2, 4) and halve the frequencies.

Sources: Défossez et al., "High Fidelity Neural Audio Compression" (EnCodec), 2022, section 3.4,
https://arxiv.org/abs/2210.13438; arguments, defaults and numbers are AudioCraft's, and where they
differ, docs/adr/0002-msstftd-arguments-work.md says why.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import torch
from einops import rearrange
from torch import Tensor, nn

from course_lib.discriminators.convs import (
    LEAKY_SLOPE,
    NormConv2d,
    in_full_precision,
    make_activation,
    shortest_input,
)
from course_lib.discriminators.interface import (
    DiscriminatorOutput,
    MultiDiscriminator,
    check_wave,
    judge,
)
from course_lib.discriminators.registry import register


class ComplexSpectrogram(nn.Module):
    """Turn a wave into the real and imaginary parts of its STFT.

    The same numbers as ``torchaudio.transforms.Spectrogram(power=None, center=False)``, and a
    graph that compiles in one piece.

    Args:
        n_fft: samples that the transform takes; it makes n_fft // 2 + 1 frequencies of them.
        hop_length: samples from one frame to the next.
        win_length: samples that the window covers, in the middle of n_fft.
        normalized: divide by the root of the window's energy, so that noise of one loudness comes
            out equally strong from every window.

    Shapes:
        wave    [batch, channels, time]
        result  [batch, 2 * channels, frames, frequencies]; all real parts, then all imaginary
    """

    window: Tensor

    def __init__(self, n_fft: int, hop_length: int, win_length: int, normalized: bool) -> None:
        super().__init__()
        if not 1 <= win_length <= n_fft:
            raise ValueError(f"win_length {win_length} does not fit into n_fft {n_fft}.")
        if hop_length < 1:
            raise ValueError(f"hop_length is at least 1, not {hop_length}.")
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.win_length = win_length
        self.normalized = normalized
        # A constant, but AudioCraft keeps it in the state dict, and so must we.
        self.register_buffer("window", torch.hann_window(win_length))

    def forward(self, wave: Tensor) -> Tensor:
        """Transform every channel, and stack real above imaginary parts."""
        # No FFT takes bfloat16, and half precision would blur the phase: single, or what is finer.
        precision = torch.promote_types(wave.dtype, torch.float32)
        with in_full_precision(wave):
            window = self.window.to(precision)
            spectrum = torch.stft(
                rearrange(wave, "b c time -> (b c) time").to(precision),
                self.n_fft,
                self.hop_length,
                self.win_length,
                window,
                center=False,
                return_complex=True,
            )
            parts = torch.view_as_real(spectrum)
            if self.normalized:
                parts = parts / window.pow(2).sum().sqrt()
        parts = rearrange(parts, "(b c) freqs frames part -> b (part c) frames freqs", b=len(wave))
        return parts.to(wave.dtype)


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
