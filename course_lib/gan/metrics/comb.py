"""Frame-rate comb: the buzz of a decoder that repeats the same error in every frame.

A decoder that turns one latent frame into ``hop_length`` samples tends to make the same small error
in each frame. A signal that repeats every ``hop_length`` samples has its power at multiples of
``sample_rate / hop_length``. In a spectrogram you see evenly spaced horizontal lines, and you hear
a buzz of that pitch: 125 Hz at 16 kHz and a hop of 128.

          tooth       tooth       tooth
    ──┐     │           │           │
      │     │   midway  │   midway  │         comb = mean(teeth in dB) - mean(midways in dB)
      └─────┴───────────┴───────────┴──► Hz

Source: the metric is this course's own. The lines are described in Odena et al., "Deconvolution and
Checkerboard Artifacts", 2016, https://distill.pub/2016/deconv-checkerboard/, and for sound in Pons
et al., "Upsampling artifacts in neural audio synthesis", 2021, https://arxiv.org/abs/2010.14356
"""

import torch
from torch import Tensor

from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.gan.metrics.spectra import FLOOR_AT_UNIT_RMS, at_unit_rms, checked, decibels, power

HOP_LENGTH = 128  # samples per latent frame, in every preset; `evaluate` takes the generator's own
BINS_PER_TOOTH = 16  # bins of the spectrum per tooth: enough to separate a tooth from the midway
BAND = (3000.0, 7500.0)  # Hz; below it, harmonics of voices can fall on the teeth


def frame_comb_db(
    reference: Tensor,
    estimate: Tensor,
    *,
    hop_length: int = HOP_LENGTH,
    sample_rate: int = CODEC_SAMPLE_RATE,
) -> Tensor:
    """Return how much louder the teeth of the frame-rate comb are than in the reference.

        comb(x) = mean over teeth of L  -  mean over midways of L        L: mean log power in dB
        result  = comb(estimate) - comb(reference)

    Unit: dB. Range: unbounded; 0 for a perfect copy. **Lower is better**. A value slightly below 0
    is chance, or a reference with partials on the teeth that the estimate lacks. The level of the
    estimate doesn't matter.

    Can't measure: buzz below 3 kHz or 66 dB below the RMS of the clip, noise that doesn't repeat, a
    wrong pitch or rhythm.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        hop_length: The number of samples per latent frame of the generator.
        sample_rate: The sample rate of both in Hz.

    Raises:
        ValueError: No tooth is between 3 and 7.5 kHz at this hop and sample rate, or the waves are
            too short.
    """
    n_fft = BINS_PER_TOOTH * hop_length
    spacing, top = sample_rate / hop_length, min(BAND[1], sample_rate / 2)
    if top // spacing * spacing < BAND[0] or top < BAND[0] + spacing:
        raise ValueError(
            f"at a hop of {hop_length} samples and {sample_rate} Hz the teeth of the comb are "
            f"{spacing:.0f} Hz apart, which leaves none to compare between {BAND[0]:.0f} and "
            f"{top:.0f} Hz. Use a longer hop, or a higher sample rate."
        )
    reference, estimate = checked(reference, estimate, minimum=n_fft, who="frame_comb_db")
    return _comb(estimate, n_fft, sample_rate) - _comb(reference, n_fft, sample_rate)


def _comb(waves: Tensor, n_fft: int, sample_rate: int) -> Tensor:
    """Return the mean level of the teeth over that of the midways in dB, [clips]."""
    powers = power(at_unit_rms(waves), n_fft)
    levels = decibels(powers, FLOOR_AT_UNIT_RMS).to(torch.float64).mean(-1)
    hertz = torch.arange(levels.shape[1]) * (sample_rate / n_fft)
    inside = (hertz >= BAND[0]) & (hertz <= BAND[1])
    place = torch.arange(levels.shape[1]) % BINS_PER_TOOTH
    teeth = levels[:, inside & (place == 0)].mean(1)
    midways = levels[:, inside & (place == BINS_PER_TOOTH // 2)].mean(1)
    return teeth - midways
