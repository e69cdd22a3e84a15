"""Compare what lies above 4 kHz: breath, cymbals, the hiss of an s.

A loss that averages over phases it cannot know makes the top of a sound dull, or fills it with
noise of the wrong kind. Two numbers tell these apart: how much is there, and where.

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
    """Measure the log-spectral distance above 4 kHz.

        mean over frames of sqrt( mean over bins of (10 log10 P - 10 log10 P')² )

    Unit: dB. 0 for a perfect copy; lower is better. A gain of g dB alone costs up to |g|, and two
    noises that no ear tells apart about 8 dB: single bins are compared, not their averages.

    It does not hear: phase, anything below 4 kHz, anything below the floor of -86 dBFS.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        sample_rate: in Hz.
    """
    wanted, heard = _tops(reference, estimate, sample_rate, "hf_lsd")
    difference = decibels(heard) - decibels(wanted)
    return per_clip(difference.square().mean(1).sqrt())


def hf_energy_error(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Measure how much too loud or too quiet everything above 4 kHz is, whatever it is.

        | 10 log10 (mean power of the estimate) - 10 log10 (mean power of the reference) |

    Unit: dB. 0 for a perfect copy; lower is better. A top that is missing and one that is too
    bright both count, and cannot cancel between clips.

    It does not hear: where or when the energy is, so noise in place of a cymbal is free.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        sample_rate: in Hz.
    """
    tops = _tops(reference, estimate, sample_rate, "hf_energy_error")
    wanted, heard = (10 * (per_clip(top) + FLOOR**2).log10() for top in tops)
    return (heard - wanted).abs()


def _tops(reference: Tensor, estimate: Tensor, sample_rate: int, who: str) -> tuple[Tensor, Tensor]:
    """Measure the powers above the edge, [clips, freq, frames], of both."""
    if sample_rate <= 2 * EDGE:
        raise ValueError(f"{who} looks above {EDGE:g} Hz, and {sample_rate} Hz hold nothing there")
    both = checked(reference, estimate, minimum=1, who=who)
    above = torch.arange(N_FFT // 2 + 1) * (sample_rate / N_FFT) >= EDGE
    return power(both[0], N_FFT)[:, above], power(both[1], N_FFT)[:, above]
