"""Replace the phases of a sound by random ones, to hear what phase contributes."""

import math

import torch
from torch import Tensor

from course_lib.sounds import Sound

OVERLAP = 4  # windows over each sample


def random_phase(sound: Sound, n_fft: int | None = None, seed: int = 0) -> Sound:
    """Return the sound with a random phase in each cell of its transform.

    One transform of the whole sound keeps all magnitudes. With windows, each sample belongs to
    several frames that no longer agree, so the magnitudes of the result are only close to those of
    the sound. A result that would leave [-1, 1] is scaled down as a whole.

    Args:
        sound: The sound.
        n_fft: The number of samples in a window; four windows overlap. None transforms the whole
            sound at once.
        seed: The seed of the phases.
    """
    length = sound.samples.shape[0]
    if n_fft is not None and not OVERLAP <= n_fft <= length:
        raise ValueError(
            f"n_fft must be between {OVERLAP} and {length} samples for this sound, got {n_fft}."
        )
    rng = torch.Generator().manual_seed(seed)
    samples = _whole(sound.samples, rng) if n_fft is None else _framed(sound.samples, n_fft, rng)
    samples = samples / max(1.0, float(samples.abs().max()))  # a Sound is at most 1
    return Sound(samples, sound.sample_rate, f"{sound.name}, phases random")


def _whole(samples: Tensor, rng: torch.Generator) -> Tensor:
    spectrum = torch.fft.rfft(samples.double())
    changed = _with_random_phases(spectrum, rng)
    changed[0] = spectrum[0]  # these two are real, so they have no phase
    if samples.shape[0] % 2 == 0:
        changed[-1] = spectrum[-1]
    whole: Tensor = torch.fft.irfft(changed, n=samples.shape[0])
    return whole


def _framed(samples: Tensor, n_fft: int, rng: torch.Generator) -> Tensor:
    window, hop = torch.hann_window(n_fft), n_fft // OVERLAP
    spectrum = torch.stft(samples, n_fft, hop, window=window, return_complex=True)
    changed = _with_random_phases(spectrum, rng)
    return torch.istft(changed, n_fft, hop, window=window, length=samples.shape[0])


def _with_random_phases(spectrum: Tensor, rng: torch.Generator) -> Tensor:
    angles = 2 * math.pi * torch.rand(spectrum.shape, generator=rng, dtype=spectrum.real.dtype)
    return torch.polar(spectrum.abs(), angles)
