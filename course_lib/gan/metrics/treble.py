"""Metrics of the band above 4 kHz: breath, cymbals, the hiss of an s.

A loss that averages over phases it can't predict makes the treble dull, or fills it with noise of
the wrong kind. Two metrics distinguish these: how much energy there is, and where it is.

Source of the log-spectral distance: Rabiner & Juang, "Fundamentals of Speech Recognition", 1993,
section 4.5; as used for neural vocoders in Lee & Han, "NU-Wave", 2021, section 4.2,
https://arxiv.org/abs/2104.02321
"""

import torch
from torch import Tensor

from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.gan.metrics.spectra import FLOOR, checked, decibels, per_clip, power

N_FFT = 1024
EDGE = 4000.0  # Hz


def hf_lsd(reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE) -> Tensor:
    """Return the log-spectral distance above 4 kHz.

        mean over frames of sqrt( mean over bins of (10 log10 P - 10 log10 P')² )

    Unit: dB. Range: 0 and up; 0 for a perfect copy. **Lower is better**. A gain of g dB alone costs
    up to |g|. Two noises that sound identical are about 8 dB apart, since it compares single bins.

    Can't measure: phase, anything below 4 kHz, anything below the floor of -86 dBFS.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        sample_rate: The sample rate of both in Hz.
    """
    reference, estimate = _powers_above_edge(reference, estimate, sample_rate, "hf_lsd")
    difference = decibels(estimate) - decibels(reference)
    return per_clip(difference.square().mean(1).sqrt())


def hf_energy_error(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Return how much too loud or too quiet the band above 4 kHz is.

        | 10 log10 (mean power of the estimate) - 10 log10 (mean power of the reference) |

    Unit: dB. Range: 0 and up; 0 for a perfect copy. **Lower is better**. Missing treble and too
    much treble both count, and can't cancel each other between clips.

    Source: this course.

    Can't measure: where or when the energy is, so noise in place of a cymbal costs nothing.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        sample_rate: The sample rate of both in Hz.
    """
    powers = _powers_above_edge(reference, estimate, sample_rate, "hf_energy_error")
    in_reference, in_estimate = (10 * (per_clip(p) + FLOOR**2).log10() for p in powers)
    return (in_estimate - in_reference).abs()


def _powers_above_edge(
    reference: Tensor, estimate: Tensor, sample_rate: int, who: str
) -> tuple[Tensor, Tensor]:
    """Return the powers above the edge, [clips, freq, frames], of both sets of waves."""
    if sample_rate <= 2 * EDGE:
        raise ValueError(f"{who} needs a sample rate above {2 * EDGE:g} Hz, got {sample_rate}.")
    reference, estimate = checked(reference, estimate, minimum=1, who=who)
    above = torch.arange(N_FFT // 2 + 1) * (sample_rate / N_FFT) >= EDGE
    return power(reference, N_FFT)[:, above], power(estimate, N_FFT)[:, above]
