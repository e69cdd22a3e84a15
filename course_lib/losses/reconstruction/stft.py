"""Compare two sounds by the magnitudes of their Fourier transforms, at one or several resolutions.

    spectral convergence    ‖ |Y| - |X| ‖ / ‖ |Y| ‖        loud bins decide
    log magnitude           mean| log|Y| - log|X| |        every bin counts, quiet ones too

Conventions
    Waves are ``[batch, channels, time]``, mirrored at the ends, so that frames are centred.
    Magnitudes below ``sqrt(1e-7)`` count as that: the slope of a root at zero is infinite.
    Spectra are computed in at least float32, also under autocast.

Sources: Yamamoto et al., "Parallel WaveGAN", 2020, section 2.2, https://arxiv.org/abs/1910.11480;
AudioCraft, ``audiocraft/losses/stftloss.py``, https://github.com/facebookresearch/audiocraft
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.losses.reconstruction.pairs import check_pair, wide

EPSILON = torch.finfo(torch.float32).eps
QUIETEST_POWER = 1e-7
WindowName = Literal["hann_window", "hamming_window", "blackman_window", "bartlett_window"]
WINDOWS: dict[str, Callable[[int], Tensor]] = {
    "hann_window": torch.hann_window,
    "hamming_window": torch.hamming_window,
    "blackman_window": torch.blackman_window,
    "bartlett_window": torch.bartlett_window,
}


class STFTDistance(NamedTuple):
    """The two ways to compare magnitudes."""

    convergence: Tensor
    log_magnitude: Tensor


class STFTLosses(nn.Module):
    """Both distances at one resolution.

    Args:
        n_fft: samples in one transform.
        hop_length: samples between frames.
        win_length: samples under the window.
        window: its shape.
        normalized: divide the spectrum by ``sqrt(n_fft)``.
        epsilon: keeps the logarithm and the quotient finite.
    """

    window: Tensor

    def __init__(
        self,
        n_fft: int = 1024,
        hop_length: int = 120,
        win_length: int = 600,
        window: WindowName = "hann_window",
        normalized: bool = False,
        epsilon: float = EPSILON,
    ) -> None:
        super().__init__()
        if window not in WINDOWS:
            raise ValueError(f"no window {window!r}. Choose one of: {', '.join(WINDOWS)}.")
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.win_length = win_length
        self.normalized = normalized
        self.epsilon = epsilon
        self.minimum_length = n_fft // 2 + 1  # half a frame is mirrored at each end
        self.register_buffer("window", WINDOWS[window](win_length), persistent=False)

    def forward(self, estimate: Tensor, target: Tensor) -> STFTDistance:
        """Compare two waves [batch, channels, time] of equal shape."""
        check_pair(estimate, target, minimum=self.minimum_length, who=type(self).__name__)
        with torch.autocast(estimate.device.type, enabled=False):
            heard, wanted = self._magnitude(estimate), self._magnitude(target)
            size = torch.linalg.vector_norm(wanted) + self.epsilon
            return STFTDistance(
                torch.linalg.vector_norm(wanted - heard) / size,
                F.l1_loss((self.epsilon + heard).log(), (self.epsilon + wanted).log()),
            )

    def _magnitude(self, wave: Tensor) -> Tensor:
        wave = wide(wave).reshape(-1, wave.shape[-1])
        spectrum = torch.stft(
            wave,
            self.n_fft,
            self.hop_length,
            self.win_length,
            self.window.to(wave),
            normalized=self.normalized,
            return_complex=True,
        )
        power = spectrum.real.square() + spectrum.imag.square()
        return power.clamp(min=QUIETEST_POWER).sqrt()


class MRSTFTLoss(nn.Module):
    """Both distances, averaged over several resolutions.

    A long window tells frequencies apart and smears time, a short one does the opposite; a sound
    has to be right in all of them.

    Args:
        n_ffts: samples in one transform, one per resolution.
        hop_lengths: samples between frames.
        win_lengths: samples under the window.
        window: its shape.
        factor_sc: weight of the spectral convergence.
        factor_mag: weight of the log magnitudes.
        normalized: divide the spectra by ``sqrt(n_fft)``.
        epsilon: keeps logarithms and quotients finite.
    """

    def __init__(
        self,
        n_ffts: Sequence[int] = (1024, 2048, 512),
        hop_lengths: Sequence[int] = (120, 240, 50),
        win_lengths: Sequence[int] = (600, 1200, 240),
        window: WindowName = "hann_window",
        factor_sc: float = 0.1,
        factor_mag: float = 0.1,
        normalized: bool = False,
        epsilon: float = EPSILON,
    ) -> None:
        super().__init__()
        if not len(n_ffts) == len(hop_lengths) == len(win_lengths) > 0:
            raise ValueError(
                f"{len(n_ffts)} n_ffts, {len(hop_lengths)} hop_lengths and {len(win_lengths)} "
                "win_lengths were given: give one of each per resolution, and at least one."
            )
        self.stft_losses = nn.ModuleList(
            STFTLosses(n_fft, hop_length, win_length, window, normalized, epsilon)
            for n_fft, hop_length, win_length in zip(n_ffts, hop_lengths, win_lengths, strict=True)
        )
        self.factor_sc = factor_sc
        self.factor_mag = factor_mag
        self.minimum_length = max(n_ffts) // 2 + 1

    def forward(self, estimate: Tensor, target: Tensor) -> Tensor:
        """Compare two waves [batch, channels, time] of equal shape."""
        check_pair(estimate, target, minimum=self.minimum_length, who=type(self).__name__)
        distances = [loss(estimate, target) for loss in self.stft_losses]
        convergence = torch.stack([distance.convergence for distance in distances]).mean()
        log_magnitude = torch.stack([distance.log_magnitude for distance in distances]).mean()
        return self.factor_sc * convergence + self.factor_mag * log_magnitude


class STFTLoss(MRSTFTLoss):
    """Both distances at one resolution, added up; arguments as for `MRSTFTLoss`."""

    def __init__(
        self,
        n_fft: int = 1024,
        hop_length: int = 120,
        win_length: int = 600,
        window: WindowName = "hann_window",
        normalized: bool = False,
        factor_sc: float = 0.1,
        factor_mag: float = 0.1,
        epsilon: float = EPSILON,
    ) -> None:
        super().__init__(
            (n_fft,),
            (hop_length,),
            (win_length,),
            window,
            factor_sc,
            factor_mag,
            normalized,
            epsilon,
        )
