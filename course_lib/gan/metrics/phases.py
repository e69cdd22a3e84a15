"""Compare phases: how they advance in time, how they lie across frequency, and sample by sample.

A magnitude says that a partial is there. How fast its phase turns says at which frequency; how the
phases of neighbouring bins differ says at which moment. Both errors compare *changes* of phase, so
that a wave as a whole may be shifted or turned around without harm.

    instantaneous frequency   phase(t + hop) - phase(t)     detuned, rough, warbling tones
    group delay               phase(f + bin) - phase(f)     smeared clicks, pulses out of place
"""

import math

import torch
from torch import Tensor

from course_lib.gan.metrics.spectra import at_unit_rms, checked, spectrum
from course_lib.losses.reconstruction.sisnr import SISNR

UNKNOWN = math.pi / 2  # counted where the estimate has no phase at all: the mean of blind guesses
FAINTEST = 1e-30  # products of two bins below this have no phase that floats could hold


def if_error(reference: Tensor, estimate: Tensor) -> Tensor:
    """Measure the error of the instantaneous frequency, loud partials counting most.

        Σ w |wrap( Δₜφ' - Δₜφ )| / Σ w       n_fft 1024, hop 64, w = |X(t)| |X(t + 1)|

    Unit: radians per hop; 1 rad is 40 Hz at 16 kHz. 0 for a perfect copy; lower is better. Two
    unrelated noises get 0.27, since a bin lets only frequencies near its own through; a partial
    that is missing as a whole gets π/2. The level of the estimate does not matter.

    It does not hear: a phase that is off by a constant, magnitudes, quiet partials.

    Source: Engel et al., "GANSynth", 2019, section 2, https://arxiv.org/abs/1902.08710

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
    """
    return _step_error(reference, estimate, 1024, 64, axis=2, who="if_error")


def group_delay_error(reference: Tensor, estimate: Tensor) -> Tensor:
    """Measure the error of the group delay: is each click where it was, and as sharp?

        Σ w |wrap( Δ_f φ' - Δ_f φ )| / Σ w       n_fft 512, hop 128, w = |X(f)| |X(f + 1)|

    Unit: radians per bin; a delay by d samples costs 2πd/512. 0 for a perfect copy; lower is
    better. Two unrelated noises get 1.02. The level of the estimate does not matter.

    It does not hear: a phase that is off by a constant, magnitudes, quiet moments.

    Source: Yegnanarayana & Murthy, "Significance of group delay functions in spectrum estimation",
    1992, section II, https://doi.org/10.1109/78.157227

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
    """
    return _step_error(reference, estimate, 512, 128, axis=1, who="group_delay_error")


def si_sdr(reference: Tensor, estimate: Tensor) -> Tensor:
    """Measure the scale-invariant signal-to-distortion ratio: sample by sample, bar the volume.

        10 log10( ‖a·x‖² / ‖x' - a·x‖² )       a: the gain that fits best

    Unit: dB. **Higher is better**; a perfect copy gets 69 dB (a trace of noise is added so that it
    stays finite), an estimate with random phases less than -15 dB. Level and offset do not
    matter. It means something for a codec, which is told the phase, and nothing for a vocoder.

    It does not hear: as an ear does. A shift by a millisecond ruins it.

    Source: Le Roux et al., "SDR - half-baked or well done?", 2019, section 3,
    https://arxiv.org/abs/1811.02508

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
    """
    both = checked(reference, estimate, minimum=1, who="si_sdr")
    # SISNR adds a trace of energy to both parts: at one level, it weighs the same in all clips
    wanted, heard = (at_unit_rms(waves) for waves in both)
    loss = SISNR(segment=None)
    ratios = [-loss(y[None, None], x[None, None]) for x, y in zip(wanted, heard, strict=True)]
    return torch.stack(ratios).to(torch.float64)


def _step_error(
    reference: Tensor, estimate: Tensor, n_fft: int, hop_length: int, *, axis: int, who: str
) -> Tensor:
    """Compare how phases change along an axis of [clips, freq, frames], clip by clip."""
    both = checked(reference, estimate, minimum=1, who=who)
    # one clip at a time: the spectra of a whole set would take gigabytes
    pairs = zip(both[0][:, None], both[1][:, None], strict=True)
    errors = [
        _turn_error(*(_turns(spectrum(wave, n_fft, hop_length), axis) for wave in pair))
        for pair in pairs
    ]
    return torch.stack(errors)


def _turns(bins: Tensor, axis: int) -> Tensor:
    """Return complex numbers whose angles are the changes of phase along an axis."""
    count = bins.shape[axis] - 1
    return bins.narrow(axis, 1, count) * bins.narrow(axis, 0, count).conj()


def _turn_error(wanted: Tensor, heard: Tensor) -> Tensor:
    # the angle of a quotient is the difference of the angles, and comes out wrapped
    weights = wanted.abs()
    sizes = heard.abs()
    silent = sizes <= FAINTEST
    unit = heard / sizes.clamp(min=FAINTEST)
    errors = torch.where(silent, UNKNOWN, (unit * wanted.conj()).angle().abs())
    total = weights.to(torch.float64).sum()
    if float(total) == 0:
        return torch.tensor(math.nan, dtype=torch.float64)  # a silent reference has no phases
    return (errors * weights).to(torch.float64).sum() / total
