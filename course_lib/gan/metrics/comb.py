"""Hear the generator's frame rate: the buzz of a decoder that repeats itself at every frame.

A decoder that turns one latent frame into ``hop_length`` samples tends to make the same small
mistake in each frame. What repeats every ``hop_length`` samples has its power at multiples of
``sample_rate / hop_length``: in a spectrogram, evenly spaced horizontal lines; to the ear, a buzz
of that pitch (125 Hz at 16 kHz and a hop of 128).

          tooth       tooth       tooth
    ──┐     │           │           │
      │     │   midway  │   midway  │         comb = mean(teeth in dB) - mean(midways in dB)
      └─────┴───────────┴───────────┴──► Hz

Source: this course; the lines are described in Odena et al., "Deconvolution and Checkerboard
Artifacts", 2016, https://distill.pub/2016/deconv-checkerboard/, and for sound in Pons et al.,
"Upsampling artifacts in neural audio synthesis", 2021, https://arxiv.org/abs/2010.14356
"""

import torch
from torch import Tensor

from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.gan.metrics.spectra import FLOOR_AT_UNIT_RMS, at_unit_rms, checked, decibels, power

HOP_LENGTH = 128  # samples per latent frame, in every preset
BINS_PER_TOOTH = 16  # of the spectrum: a tooth and the point midway are well apart
BAND = (3000.0, 7500.0)  # Hz; below it, the harmonics of voices stand where teeth would


def frame_comb_db(
    reference: Tensor,
    estimate: Tensor,
    *,
    hop_length: int = HOP_LENGTH,
    sample_rate: int = CODEC_SAMPLE_RATE,
) -> Tensor:
    """Measure how far the teeth of the frame-rate comb stand out, beyond the reference's own.

        comb(x) = mean over teeth of L  -  mean over midways of L        L: mean log power in dB
        result  = comb(estimate) - comb(reference)

    Unit: dB. 0 for a perfect copy; lower is better. A little below 0 is chance, or a reference
    with partials on the teeth that the estimate lacks. The level of the estimate does not matter.

    It does not hear: buzz below 3 kHz or 66 dB below the clip's RMS, noise that does not repeat, a
    wrong pitch or rhythm.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        hop_length: samples per latent frame of the generator.
        sample_rate: in Hz.
    """
    n_fft = BINS_PER_TOOTH * hop_length
    both = checked(reference, estimate, minimum=n_fft, who="frame_comb_db")
    wanted, heard = (_comb(waves, n_fft, sample_rate) for waves in both)
    return heard - wanted


def _comb(waves: Tensor, n_fft: int, sample_rate: int) -> Tensor:
    powers = power(at_unit_rms(waves), n_fft)
    levels = decibels(powers, FLOOR_AT_UNIT_RMS).to(torch.float64).mean(-1)
    hertz = torch.arange(levels.shape[1]) * (sample_rate / n_fft)
    inside = (hertz >= BAND[0]) & (hertz <= BAND[1])
    place = torch.arange(levels.shape[1]) % BINS_PER_TOOTH
    teeth = levels[:, inside & (place == 0)].mean(1)
    midways = levels[:, inside & (place == BINS_PER_TOOTH // 2)].mean(1)
    return teeth - midways
