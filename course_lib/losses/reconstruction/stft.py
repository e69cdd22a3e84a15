"""Compare the STFT magnitudes of two sounds, at one or several resolutions.

    spectral convergence    ‖ |Y| - |X| ‖ / ‖ |Y| ‖        loud bins dominate
    log magnitude           mean| log|Y| - log|X| |        every bin counts, quiet ones too

Conventions
    Waves are ``[batch, channels, time]``. Their ends are mirrored, so that frames are centred.
    Magnitudes are at least ``sqrt(1e-7)``: the slope of a square root at zero is infinite.
    Spectra are computed in at least float32, even under autocast.

Sources: Yamamoto et al., "Parallel WaveGAN", 2020, section 2.2, https://arxiv.org/abs/1910.11480;
AudioCraft, ``audiocraft/losses/stftloss.py``, https://github.com/facebookresearch/audiocraft
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.losses.at_least_float32 import widened
from course_lib.losses.reconstruction.pairs import check_pair

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
    """Two distances between magnitudes."""

    convergence: Tensor
    log_magnitude: Tensor


class STFTLosses(nn.Module):
    """Both distances at one resolution.

    Args:
        n_fft: The length of one transform, in samples.
        hop_length: The distance between two frames, in samples.
        win_length: The length of the window, in samples.
        window: The shape of the window, one of `WINDOWS`.
        normalized: Whether to divide the spectrum by ``sqrt(n_fft)``.
        epsilon: A small number that keeps the logarithm and the quotient finite.
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
            raise ValueError(
                f"no window is called {window!r}. Choose one of: {', '.join(WINDOWS)}."
            )
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.win_length = win_length
        self.normalized = normalized
        self.epsilon = epsilon
        self.minimum_length = n_fft // 2 + 1  # half a frame is mirrored at each end
        self.register_buffer("window", WINDOWS[window](win_length), persistent=False)

    def forward(self, estimate: Tensor, target: Tensor) -> STFTDistance:
        """Return the loss for two waves [batch, channels, time] of equal shape."""
        check_pair(estimate, target, minimum=self.minimum_length, who=type(self).__name__)
        with torch.autocast(estimate.device.type, enabled=False):
            of_estimate, of_target = self._magnitude(estimate), self._magnitude(target)
            size = torch.linalg.vector_norm(of_target) + self.epsilon
            return STFTDistance(
                torch.linalg.vector_norm(of_target - of_estimate) / size,
                F.l1_loss((self.epsilon + of_estimate).log(), (self.epsilon + of_target).log()),
            )

    def _magnitude(self, wave: Tensor) -> Tensor:
        wave = widened(wave).reshape(-1, wave.shape[-1])
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

    A long window separates frequencies and smears time, and a short one does the opposite. The
    sound has to be right at all resolutions.

    Args:
        n_ffts: The length of one transform at each resolution, in samples.
        hop_lengths: The distance between two frames at each resolution, in samples.
        win_lengths: The length of the window at each resolution, in samples.
        window: The shape of the windows, one of `WINDOWS`.
        factor_sc: The weight of the spectral convergence.
        factor_mag: The weight of the log magnitudes.
        normalized: Whether to divide the spectra by ``sqrt(n_fft)``.
        epsilon: A small number that keeps logarithms and quotients finite.

    Raises:
        ValueError: The three lists differ in length, or the name of the window is unknown.
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
                "n_ffts, hop_lengths and win_lengths need one entry per resolution, at least one, "
                f"got {len(n_ffts)}, {len(hop_lengths)} and {len(win_lengths)}."
            )
        self.stft_losses = nn.ModuleList(
            STFTLosses(n_fft, hop_length, win_length, window, normalized, epsilon)
            for n_fft, hop_length, win_length in zip(n_ffts, hop_lengths, win_lengths, strict=True)
        )
        self.factor_sc = factor_sc
        self.factor_mag = factor_mag
        self.minimum_length = max(n_ffts) // 2 + 1

    def forward(self, estimate: Tensor, target: Tensor) -> Tensor:
        """Return the loss for two waves [batch, channels, time] of equal shape.

        Args:
            estimate: The generated waves [batch, channels, time].
            target: The real waves, of the same shape.

        Raises:
            ValueError: The waves differ in shape, or are too short for the loss.
        """
        check_pair(estimate, target, minimum=self.minimum_length, who=type(self).__name__)
        distances = [loss(estimate, target) for loss in self.stft_losses]
        convergence = torch.stack([distance.convergence for distance in distances]).mean()
        log_magnitude = torch.stack([distance.log_magnitude for distance in distances]).mean()
        return self.factor_sc * convergence + self.factor_mag * log_magnitude


class STFTLoss(MRSTFTLoss):
    """The weighted sum of both distances of `MRSTFTLoss`, at one resolution.

    Args:
        n_fft: The length of one transform, in samples.
        hop_length: The distance between two frames, in samples.
        win_length: The length of the window, in samples.
        window: The shape of the window, one of `WINDOWS`.
        normalized: Whether to divide the spectra by ``sqrt(n_fft)``.
        factor_sc: The weight of the spectral convergence.
        factor_mag: The weight of the log magnitudes.
        epsilon: A small number that keeps logarithms and quotients finite.
    """

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
