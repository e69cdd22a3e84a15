"""From a wave to overlapping frames of its spectrum, and back without loss.

    wave ──► mirror the ends ──► window ──► rfft ──► spectrum [freq, frames]
    wave ◄── cut the ends ◄── overlap-add ◄── window ◄── irfft ◄──┘

Frames are ``hop_length`` samples apart, and several windows cover each sample. On the way back,
each frame is windowed again, overlapping frames are added, and the sum is divided by the sum of the
squared windows. So an unchanged spectrum gives the same wave again. A *changed* spectrum may not
belong to any wave. Then the result is the wave whose frames are closest to it, by least squares.

Source: Griffin and Lim, "Signal estimation from modified short-time Fourier transform", 1984,
https://doi.org/10.1109/TASSP.1984.1164317
"""

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor

from course_lib.audio.stft import stft


class Frames:
    """A pair of transforms with one frame per ``hop_length`` samples.

    Args:
        n_fft: The number of samples in a window; even.
        hop_length: The number of samples between frames; even, and at most half a window.

    Raises:
        ValueError: A length is odd, or the hop is too long.
    """

    def __init__(self, n_fft: int = 512, hop_length: int = 128) -> None:
        if n_fft % 2 or hop_length % 2 or not 2 <= 2 * hop_length <= n_fft:
            raise ValueError(
                "n_fft and hop_length must be even, and hop_length at most half of n_fft, got "
                f"n_fft={n_fft}, hop_length={hop_length}."
            )
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.bins = n_fft // 2 + 1
        # a frame is centred on its hop, and extends this far beyond it on either side
        self.margin = (n_fft - hop_length) // 2

    def count(self, time: int) -> int:
        """Return the number of frames of a wave: enough to cover it and to mirror its ends.

        Args:
            time: The length of the wave in samples.
        """
        return max(-(-time // self.hop_length), self.margin // self.hop_length + 1)

    def analyse(self, wave: Tensor) -> Tensor:
        """Return the complex spectrum [batch, freq, frames] of a wave [batch, 1, time].

        Silence fills the last hop. Then both ends are mirrored, so that the first and last frames
        have sound on both sides.
        """
        missing = self.count(wave.shape[-1]) * self.hop_length - wave.shape[-1]
        whole = F.pad(wave, (0, missing))
        mirrored = F.pad(whole, (self.margin, self.margin), mode="reflect")
        return stft(mirrored.squeeze(1), self.n_fft, self.hop_length)

    def synthesise(self, spectrum: Tensor) -> Tensor:
        """Return the wave [batch, 1, frames * hop_length] of a spectrum [batch, freq, frames]."""
        pieces = torch.fft.irfft(spectrum, n=self.n_fft, dim=1)
        window = torch.hann_window(self.n_fft, dtype=pieces.dtype, device=pieces.device)[:, None]
        overlaps = window.square().expand(-1, pieces.shape[-1])[None]
        return self._overlap_add(pieces * window) / self._overlap_add(overlaps)

    def _overlap_add(self, pieces: Tensor) -> Tensor:
        """Return the sum [batch, 1, time] of overlapping frames, without the mirrored ends."""
        length = (pieces.shape[-1] - 1) * self.hop_length + self.n_fft
        added = F.fold(pieces, (1, length), (1, self.n_fft), stride=(1, self.hop_length))
        return rearrange(added, "b 1 1 t -> b 1 t")[..., self.margin : length - self.margin]
