"""Hear what phase is worth: keep how strong each frequency is, and forget its phase."""

import math

import torch
from torch import Tensor

from course_lib.sounds import Sound

OVERLAP = 4  # windows over each sample


def random_phase(sound: Sound, n_fft: int | None = None, seed: int = 0) -> Sound:
    """Give each cell of a sound's transform a random phase, and make a sound of it again.

    One transform of the whole sound keeps all its magnitudes. With windows, each sample is claimed
    by several frames that no longer agree, so the magnitudes of the result only come near to those
    that went in. A result that would leave [-1, 1] is made quieter as a whole.

    Args:
        sound: what to take the magnitudes from.
        n_fft: samples in a window, four of which overlap; None takes the whole sound at once.
        seed: draws the phases.
    """
    length = sound.samples.shape[0]
    if n_fft is not None and not OVERLAP <= n_fft <= length:
        raise ValueError(
            f"a window of this sound holds {OVERLAP} to {length} samples, and was given {n_fft}"
        )
    dice = torch.Generator().manual_seed(seed)
    samples = _whole(sound.samples, dice) if n_fft is None else _framed(sound.samples, n_fft, dice)
    samples = samples / max(1.0, float(samples.abs().max()))  # a Sound holds at most 1
    return Sound(samples, sound.sample_rate, f"{sound.name}, phases random")


def _whole(samples: Tensor, dice: torch.Generator) -> Tensor:
    spectrum = torch.fft.rfft(samples.double())
    turned = _turned(spectrum, dice)
    turned[0] = spectrum[0]  # these two are real numbers, and have no phase to lose
    if samples.shape[0] % 2 == 0:
        turned[-1] = spectrum[-1]
    whole: Tensor = torch.fft.irfft(turned, n=samples.shape[0])
    return whole


def _framed(samples: Tensor, n_fft: int, dice: torch.Generator) -> Tensor:
    window, hop = torch.hann_window(n_fft), n_fft // OVERLAP
    spectrum = torch.stft(samples, n_fft, hop, window=window, return_complex=True)
    turned = _turned(spectrum, dice)
    return torch.istft(turned, n_fft, hop, window=window, length=samples.shape[0])


def _turned(spectrum: Tensor, dice: torch.Generator) -> Tensor:
    angles = 2 * math.pi * torch.rand(spectrum.shape, generator=dice, dtype=spectrum.real.dtype)
    return torch.polar(spectrum.abs(), angles)
