"""The complex spectrogram that each sub-discriminator of MS-STFT-D looks at."""

import torch
from einops import rearrange
from torch import Tensor, nn

from course_lib.discriminators.convs import in_full_precision


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
