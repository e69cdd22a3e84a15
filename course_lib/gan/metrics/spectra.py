"""The spectrum that all metrics use, and the checks of their waves.

Conventions
    Waves are ``[clips, time]``, floating point, one channel. The reference comes first, then the
    estimate: what a generator made of the reference. Results are ``[clips]``, float64.
    Frame k is centred on sample k * hop_length; there is silence before and after the wave.
    Spectra are divided by the root of the window's energy. So white noise with an RMS of r has bins
    with an RMS of r at every window length, and one floor works for all of them.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.audio.stft import stft
from course_lib.losses.at_least_float32 import widened
from course_lib.losses.reconstruction.pairs import check_pair

# Added to magnitudes before a logarithm: an RMS of -86 dBFS, half the noise in the synthetic clips.
# Without it, the distance between two silences would be the distance between rounding errors.
FLOOR = 5e-5
# The same floor for waves with an RMS of 1: that of the clips is about 0.1.
FLOOR_AT_UNIT_RMS = 5e-4
FAINTEST_RMS = 1e-6  # -120 dBFS; a quieter wave counts as silence and isn't amplified


def checked(
    reference: Tensor, estimate: Tensor, *, minimum: int, who: str
) -> tuple[Tensor, Tensor]:
    """Return both sets of waves in at least float32, detached, on the CPU.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        minimum: The number of samples that the metric needs per clip.
        who: The name of the metric, for messages.

    Raises:
        ValueError: The shapes differ or aren't [clips, time], or the waves are too short, integers,
            or not finite.
    """
    if reference.ndim != 2 or estimate.ndim != 2:
        raise ValueError(
            f"{who} needs waves [clips, time], got {list(reference.shape)} and "
            f"{list(estimate.shape)}. Take one channel of a batch, as in wave[:, 0]."
        )
    check_pair(estimate, reference, minimum=minimum, who=who)
    for name, waves in (("estimate", estimate), ("reference", reference)):
        broken = (~waves.isfinite().all(dim=1)).nonzero().flatten().tolist()
        if broken:
            raise ValueError(
                f"{who} needs finite samples, got NaN or infinity in the {name}, in clip "
                f"{broken[0]} and {len(broken) - 1} more."
            )
    return widened(reference.detach().cpu()), widened(estimate.detach().cpu())


def at_unit_rms(waves: Tensor) -> Tensor:
    """Return waves [clips, time] scaled to an RMS of 1 each, so that their level doesn't matter."""
    size = waves.square().mean(1, keepdim=True).sqrt()
    return waves / size.clamp(min=FAINTEST_RMS)


def spectrum(waves: Tensor, n_fft: int, hop_length: int | None = None) -> Tensor:
    """Return the complex spectrum [clips, freq, frames] of waves [clips, time].

    Args:
        waves: Waves, [clips, time].
        n_fft: The number of samples in a window.
        hop_length: The number of samples between frames. None means a quarter of a window.
    """
    padded = F.pad(waves, (n_fft // 2, n_fft - n_fft // 2))
    return stft(padded, n_fft, n_fft // 4 if hop_length is None else hop_length, normalized=True)


def power(waves: Tensor, n_fft: int, hop_length: int | None = None) -> Tensor:
    """Return the power [clips, freq, frames] of waves; arguments as for `spectrum`."""
    bins = spectrum(waves, n_fft, hop_length)
    return bins.real.square() + bins.imag.square()


def log_magnitude(
    waves: Tensor, n_fft: int, hop_length: int | None = None, floor: float = FLOOR
) -> Tensor:
    """Return ln(magnitude + floor), [clips, freq, frames]; other arguments as for `spectrum`."""
    return (power(waves, n_fft, hop_length).sqrt() + floor).log()


def decibels(powers: Tensor, floor: float = FLOOR) -> Tensor:
    """Return powers in dB, with the floor added."""
    return 10 * (powers + floor**2).log10()


def per_clip(values: Tensor) -> Tensor:
    """Return the mean of [clips, ...] over all other axes, [clips], float64."""
    return values.to(torch.float64).flatten(1).mean(1)
