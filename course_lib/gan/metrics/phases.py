"""Metrics of phase: how it changes over time and over frequency, and SI-SDR.

A magnitude says that a partial is there. The speed of its phase gives its frequency, and the phase
differences between neighbouring bins give its time. Both errors compare *changes* of phase, so a
constant phase offset, such as an inverted wave, costs nothing.

    instantaneous frequency   phase(t + hop) - phase(t)     detuned, rough, warbling tones
    group delay               phase(f + bin) - phase(f)     smeared clicks, pulses out of place
"""

import math

import torch
from torch import Tensor

from course_lib.gan.metrics.spectra import at_unit_rms, checked, spectrum
from course_lib.losses.reconstruction.sisnr import SISNR

UNKNOWN = math.pi / 2  # the error where the estimate has no phase: the mean of random guesses
FAINTEST = 1e-30  # a product of two bins below this has no phase in float32


def if_error(reference: Tensor, estimate: Tensor) -> Tensor:
    """Return the error of the instantaneous frequency, weighted by loudness.

        Σ w |wrap( Δₜφ' - Δₜφ )| / Σ w       n_fft 1024, hop 64, w = |X(t)| |X(t + 1)|

    Unit: radians per hop; 1 rad is 40 Hz at 16 kHz. Range: 0 to π; 0 for a perfect copy. **Lower is
    better**. Two unrelated noises get 0.27, since a bin passes only frequencies near its own. A
    missing partial gets π/2. The level of the estimate doesn't matter.

    Can't measure: a constant phase offset, magnitudes, quiet partials.

    Source: Engel et al., "GANSynth", 2019, section 2, https://arxiv.org/abs/1902.08710

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
    """
    return _step_error(reference, estimate, 1024, 64, axis=2, who="if_error")


def group_delay_error(reference: Tensor, estimate: Tensor) -> Tensor:
    """Return the error of the group delay: is each click in its place, and still sharp?

        Σ w |wrap( Δ_f φ' - Δ_f φ )| / Σ w       n_fft 512, hop 128, w = |X(f)| |X(f + 1)|

    Unit: radians per bin; a delay by d samples costs 2πd/512. Range: 0 to π; 0 for a perfect copy.
    **Lower is better**. Two unrelated noises get 1.02. The level of the estimate doesn't matter.

    Can't measure: a constant phase offset, magnitudes, quiet moments.

    Source: Yegnanarayana & Murthy, "Significance of group delay functions in spectrum estimation",
    1992, section II, https://doi.org/10.1109/78.157227

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
    """
    return _step_error(reference, estimate, 512, 128, axis=1, who="group_delay_error")


def si_sdr(reference: Tensor, estimate: Tensor) -> Tensor:
    """Return the scale-invariant signal-to-distortion ratio, a comparison sample by sample.

        10 log10( ‖a·x‖² / ‖x' - a·x‖² )       a: the gain that fits best

    Unit: dB. Range: up to 69 dB for a perfect copy (a trace of noise keeps it finite); below -15 dB
    for random phases. **Higher is better**. Level and offset don't matter. It is meaningful for a
    codec, whose code carries the phase, but not for a vocoder.

    Can't measure: what you hear. A shift by a millisecond ruins it.

    Source: Le Roux et al., "SDR - half-baked or well done?", 2019, section 3,
    https://arxiv.org/abs/1811.02508

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
    """
    both = checked(reference, estimate, minimum=1, who="si_sdr")
    # SISNR adds a trace of energy to both parts; at unit RMS it weighs the same in all clips
    references, estimates = (at_unit_rms(waves) for waves in both)
    loss = SISNR(segment=None)
    ratios = [
        -loss(y[None, None], x[None, None]) for x, y in zip(references, estimates, strict=True)
    ]
    return torch.stack(ratios).to(torch.float64)


def _step_error(
    reference: Tensor, estimate: Tensor, n_fft: int, hop_length: int, *, axis: int, who: str
) -> Tensor:
    """Return the error of the phase changes along an axis of [clips, freq, frames], [clips]."""
    both = checked(reference, estimate, minimum=1, who=who)
    # one clip at a time, since the spectra of a whole set would take gigabytes
    pairs = zip(both[0][:, None], both[1][:, None], strict=True)
    errors = [
        _turn_error(*(_turns(spectrum(wave, n_fft, hop_length), axis) for wave in pair))
        for pair in pairs
    ]
    return torch.stack(errors)


def _turns(bins: Tensor, axis: int) -> Tensor:
    """Return complex numbers whose angles are the phase changes along an axis."""
    count = bins.shape[axis] - 1
    return bins.narrow(axis, 1, count) * bins.narrow(axis, 0, count).conj()


def _turn_error(reference: Tensor, estimate: Tensor) -> Tensor:
    """Return the mean angle [] between the turns of both, weighted by those of the reference."""
    weights = reference.abs()
    sizes = estimate.abs()
    silent = sizes <= FAINTEST
    unit = estimate / sizes.clamp(min=FAINTEST)
    # the angle of a quotient is the difference of the angles, already wrapped
    errors = torch.where(silent, UNKNOWN, (unit * reference.conj()).angle().abs())
    total = weights.to(torch.float64).sum()
    if float(total) == 0:
        return torch.tensor(math.nan, dtype=torch.float64)  # a silent reference has no phase
    return (errors * weights).to(torch.float64).sum() / total
