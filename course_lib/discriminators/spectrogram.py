"""The complex spectrogram that is the input of each MS-STFT-D sub-discriminator."""

import torch
from einops import rearrange
from torch import Tensor, nn

from course_lib.discriminators.norm_convs import in_full_precision


class ComplexSpectrogram(nn.Module):
    """Return the real and imaginary parts of a wave's STFT as channels.

    The numbers equal those of ``torchaudio.transforms.Spectrogram(power=None, center=False)``, and
    the graph compiles in one piece.

    Args:
        n_fft: The length of the transform, in samples; it gives n_fft // 2 + 1 frequencies.
        hop_length: The number of samples from one frame to the next.
        win_length: The length of the Hann window, in samples, centred in n_fft.
        normalized: Whether to divide by the square root of the window's energy, so that noise has
            the same level in every window.

    Shapes:
        wave    [batch, channels, time]
        result  [batch, 2 * channels, frames, frequencies]; all real parts, then all imaginary ones
    """

    window: Tensor

    def __init__(self, n_fft: int, hop_length: int, win_length: int, normalized: bool) -> None:
        super().__init__()
        if not 1 <= win_length <= n_fft:
            raise ValueError(f"win_length must be in [1, n_fft = {n_fft}], got {win_length}.")
        if hop_length < 1:
            raise ValueError(f"hop_length must be at least 1, got {hop_length}.")
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.win_length = win_length
        self.normalized = normalized
        # A constant, but AudioCraft stores it in the state dict, so we must too.
        self.register_buffer("window", torch.hann_window(win_length))

    def forward(self, wave: Tensor) -> Tensor:
        """Transform every channel, and stack the real parts before the imaginary ones."""
        # The FFT has no bfloat16, and half precision would blur the phase: use float32 or finer.
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
        # The channels of a point side by side in memory, which every later layer keeps: a CPU
        # convolves two channels in this order about eight times as fast.
        return parts.to(wave.dtype, memory_format=torch.channels_last)
