"""Check two sets of waves, and give every metric the same spectrum.

Conventions
    Waves are ``[clips, time]``, floating point, one channel. The reference comes first, then the
    estimate: what a generator made of the reference. Results are ``[clips]``, float64.
    Frame k is centred on sample k * hop_length; there is silence before and after the wave.
    Spectra are divided by the root of the window's energy: white noise with an RMS of r has bins
    with an RMS of r, at every window length, so that one floor serves all of them.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.audio.stft import stft
from course_lib.losses.precision import widened
from course_lib.losses.reconstruction.pairs import check_pair

# Added to magnitudes before a logarithm: an RMS of -86 dBFS, half the noise that the synthetic
# clips carry. Without it the distance between two silences would be that of their rounding.
FLOOR = 5e-5
# The same floor for waves at an RMS of 1: the clips have one of 0.1 or so.
FLOOR_AT_UNIT_RMS = 5e-4
FAINTEST_RMS = 1e-6  # -120 dBFS; what is quieter is silence, and is not brought up


def checked(
    reference: Tensor, estimate: Tensor, *, minimum: int, who: str
) -> tuple[Tensor, Tensor]:
    """Return both sets of waves [clips, time], in at least float32, on the CPU.

    Args:
        reference: what should have come out.
        estimate: what came out.
        minimum: samples that ``who`` needs in a clip.
        who: the metric that asks, for the message.

    Raises:
        ValueError: not two equal shapes [clips, time], too short, integers, or not finite.
    """
    if reference.ndim != 2 or estimate.ndim != 2:
        raise ValueError(
            f"{who} takes waves [clips, time], and was given {list(reference.shape)} and "
            f"{list(estimate.shape)}: take one channel of a batch, as in wave[:, 0]."
        )
    check_pair(estimate, reference, minimum=minimum, who=who)
    for name, waves in (("estimate", estimate), ("reference", reference)):
        broken = (~waves.isfinite().all(dim=1)).nonzero().flatten().tolist()
        if broken:
            raise ValueError(
                f"{who} was given NaN or infinity in the {name}, in clip {broken[0]} and "
                f"{len(broken) - 1} more: a number made of them would say nothing."
            )
    return widened(reference.detach().cpu()), widened(estimate.detach().cpu())


def at_unit_rms(waves: Tensor) -> Tensor:
    """Bring each of the waves [clips, time] to an RMS of 1, so that its level cannot matter."""
    size = waves.square().mean(1, keepdim=True).sqrt()
    return waves / size.clamp(min=FAINTEST_RMS)


def spectrum(waves: Tensor, n_fft: int, hop_length: int | None = None) -> Tensor:
    """Transform waves [clips, time] into complex [clips, freq, frames]; hops default to n_fft/4."""
    padded = F.pad(waves, (n_fft // 2, n_fft - n_fft // 2))
    return stft(padded, n_fft, n_fft // 4 if hop_length is None else hop_length, normalized=True)


def power(waves: Tensor, n_fft: int, hop_length: int | None = None) -> Tensor:
    """Measure the power [clips, freq, frames] of waves [clips, time]."""
    bins = spectrum(waves, n_fft, hop_length)
    return bins.real.square() + bins.imag.square()


def log_magnitude(
    waves: Tensor, n_fft: int, hop_length: int | None = None, floor: float = FLOOR
) -> Tensor:
    """Take the natural logarithm of the magnitudes [clips, freq, frames], above the floor."""
    return (power(waves, n_fft, hop_length).sqrt() + floor).log()


def decibels(powers: Tensor, floor: float = FLOOR) -> Tensor:
    """Write powers in dB, above the floor."""
    return 10 * (powers + floor**2).log10()


def per_clip(values: Tensor) -> Tensor:
    """Average [clips, ...] over everything but the clips, in float64."""
    return values.to(torch.float64).flatten(1).mean(1)
