"""From a wave to overlapping frames of spectrum, and back again without a loss.

    wave ──► mirror the ends ──► window ──► rfft ──► spectrum [freq, frames]
    wave ◄── cut the ends ◄── overlap-add ◄── window ◄── irfft ◄──┘

Each frame moves on by ``hop_length`` samples, and each sample lies under several windows. Going
back, a frame is windowed once more; the frames are added where they overlap, and the sum is divided
by what the squared windows alone would add up to. So an unchanged spectrum gives the same wave
again. A *changed* spectrum may belong to no wave at all: then the result is the wave whose frames
come nearest to it, by least squares.

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
        n_fft: samples under one window; even.
        hop_length: samples from one frame to the next; even, and at most half a window.
    """

    def __init__(self, n_fft: int = 512, hop_length: int = 128) -> None:
        if n_fft % 2 or hop_length % 2 or not 2 <= 2 * hop_length <= n_fft:
            raise ValueError(
                "frames need an even n_fft and an even hop_length of at most half of it, and were "
                f"given n_fft={n_fft}, hop_length={hop_length}."
            )
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.bins = n_fft // 2 + 1
        # a frame is centred on its hop: it reaches this far beyond it, on either side
        self.margin = (n_fft - hop_length) // 2

    def count(self, time: int) -> int:
        """Count the frames of a wave: enough to cover it, and to have something to mirror."""
        return max(-(-time // self.hop_length), self.margin // self.hop_length + 1)

    def analyse(self, wave: Tensor) -> Tensor:
        """Transform a wave [batch, 1, time] into complex [batch, freq, frames].

        Silence fills the last hop; then both ends are mirrored, so that the first and the last
        frame see sound on both sides.
        """
        missing = self.count(wave.shape[-1]) * self.hop_length - wave.shape[-1]
        whole = F.pad(wave, (0, missing))
        mirrored = F.pad(whole, (self.margin, self.margin), mode="reflect")
        return stft(mirrored.squeeze(1), self.n_fft, self.hop_length)

    def synthesise(self, spectrum: Tensor) -> Tensor:
        """Turn complex [batch, freq, frames] into a wave [batch, 1, frames * hop_length]."""
        pieces = torch.fft.irfft(spectrum, n=self.n_fft, dim=1)
        window = torch.hann_window(self.n_fft, dtype=pieces.dtype, device=pieces.device)[:, None]
        overlaps = window.square().expand(-1, pieces.shape[-1])[None]
        return self._overlap_add(pieces * window) / self._overlap_add(overlaps)

    def _overlap_add(self, pieces: Tensor) -> Tensor:
        """Lay [batch, n_fft, frames] over each other, and cut the mirrored ends off again."""
        length = (pieces.shape[-1] - 1) * self.hop_length + self.n_fft
        added = F.fold(pieces, (1, length), (1, self.n_fft), stride=(1, self.hop_length))
        return rearrange(added, "b 1 1 t -> b 1 t")[..., self.margin : length - self.margin]
