"""Metrics of pitch and voicing: did the pitch survive?

Synthetic clips come with their exact pitch and voicing. So the pitch error compares `track_pitch`
of the estimate with a known pitch, not with another estimate.

Sources: Morrison et al., "CARGAN", 2022, section 4.3, https://arxiv.org/abs/2110.10139 (periodicity
RMSE, V/UV F1); Siuzdak, "Vocos", 2024, section 4.2, https://arxiv.org/abs/2306.00814
"""

import math

import torch
from torch import Tensor

from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.gan.metrics.pitch_tracker import Track, track_pitch
from course_lib.gan.metrics.spectra import checked, per_clip

PERIODIC = 0.6  # a frame with more periodicity counts as voiced
LARGEST_CENTS = 600.0  # larger errors are clipped: an octave isn't twice as wrong as a tritone
GROSS_CENTS = 50.0  # a quarter tone


def f0_error_cents(
    reference: Tensor,
    estimate: Tensor,
    f0: Tensor,
    voiced: Tensor,
    *,
    sample_rate: int = CODEC_SAMPLE_RATE,
) -> Tensor:
    """Return the pitch error in voiced frames.

        RMS of min( |1200 log2( F0' / F0 )|, 600 )       over voiced frames of 10 ms

    A frame counts only if the tracker is within 50 cents of the exact pitch in the reference too,
    so that errors of the tracker aren't blamed on the estimate.

    Unit: cents (hundredths of a semitone). Range: 0 to 600; near 0 for a perfect copy. **Lower is
    better**. The level doesn't matter.

    Can't measure: timbre, noise between the partials, and clips without a single pitch (chords).

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        f0: The exact pitch of the reference in Hz, [clips, time].
        voiced: Where the reference is voiced, bool [clips, time].
        sample_rate: The sample rate of both in Hz.

    Returns:
        [clips]; NaN for a clip without a voiced frame.
    """
    cents, counted = _deviation(reference, estimate, f0, voiced, sample_rate, "f0_error_cents")
    return _masked_mean(cents.clamp(max=LARGEST_CENTS).square(), counted).sqrt()


def f0_gross_error(
    reference: Tensor,
    estimate: Tensor,
    f0: Tensor,
    voiced: Tensor,
    *,
    sample_rate: int = CODEC_SAMPLE_RATE,
) -> Tensor:
    """Return how often the pitch is off by more than a quarter tone.

        100 · (frames with |1200 log2( F0' / F0 )| > 50) / (voiced frames)

    Unit: percent of frames. Range: 0 to 100; 0 for a perfect copy. **Lower is better**. The same
    frames count as in `f0_error_cents`.

    Can't measure: smaller detuning, and the size of larger errors.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        f0: The exact pitch of the reference in Hz, [clips, time].
        voiced: Where the reference is voiced, bool [clips, time].
        sample_rate: The sample rate of both in Hz.
    """
    cents, counted = _deviation(reference, estimate, f0, voiced, sample_rate, "f0_gross_error")
    return 100 * _masked_mean((cents > GROSS_CENTS).to(torch.float64), counted)


def vuv_f1(estimate: Tensor, voiced: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE) -> Tensor:
    """Return how well the voicing survived: is the estimate periodic where it should be?

        F1 = 2 tp / (2 tp + fp + fn)        a frame is positive if its periodicity is above 0.6

    Unit: none. Range: 0 to 1; 1 is best. **Higher is better**. Compare it with the score of the
    references: frames at the edge of a voiced part are partly voiced, and some always count as
    wrong.

    Can't measure: the pitch itself.

    Args:
        estimate: What the generator made of each reference, [clips, time].
        voiced: Where the reference is voiced, bool [clips, time].
        sample_rate: The sample rate of the waves in Hz.

    Returns:
        [clips]; NaN for a clip without a voiced frame.
    """
    _check_labels(estimate, voiced, "voiced")
    waves, _ = checked(estimate, estimate, minimum=1, who="vuv_f1")
    track = track_pitch(waves, sample_rate)
    found = track.periodicity > PERIODIC
    true = voiced[:, track.places]
    both = (found & true).sum(1).to(torch.float64)
    score = 2 * both / (found.sum(1) + true.sum(1))
    return torch.where(true.any(1), score, math.nan)


def periodicity_rmse(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Return how far the periodicity of the estimate is from that of the reference.

        sqrt( mean over frames of (periodicity' - periodicity)² )

    Unit: none. Range: 0 to 1; 0 for a perfect copy. **Lower is better**. Breath in a clean voice
    and hum in a breath both count. The level doesn't matter.

    Can't measure: the pitch itself.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        sample_rate: The sample rate of both in Hz.
    """
    both = checked(reference, estimate, minimum=1, who="periodicity_rmse")
    in_reference, in_estimate = (track_pitch(waves, sample_rate).periodicity for waves in both)
    return per_clip((in_estimate - in_reference).square()).sqrt()


def _deviation(
    reference: Tensor, estimate: Tensor, f0: Tensor, voiced: Tensor, sample_rate: int, who: str
) -> tuple[Tensor, Tensor]:
    """Return the pitch error in cents, and which frames count: both [clips, frames]."""
    _check_labels(estimate, f0, "f0")
    _check_labels(estimate, voiced, "voiced")
    both = checked(reference, estimate, minimum=1, who=who)
    in_reference, in_estimate = (track_pitch(waves, sample_rate) for waves in both)
    exact = _exact(f0, in_reference, sample_rate)
    trusted = _cents(in_reference.hertz, exact) < GROSS_CENTS
    return _cents(in_estimate.hertz, exact), voiced[:, in_reference.places] & trusted


def _exact(f0: Tensor, track: Track, sample_rate: int) -> Tensor:
    """Return the exact pitch half a period after each place, the middle of the compared windows."""
    at_place = f0[:, track.places].to(torch.float64)
    later = track.places + (sample_rate / (2 * at_place.clamp(min=1.0))).round().long()
    return f0.to(torch.float64).gather(1, later.clamp(max=f0.shape[1] - 1)).clamp(min=1.0)


def _cents(hertz: Tensor, exact: Tensor) -> Tensor:
    return (1200 * (hertz.to(torch.float64) / exact).log2()).abs()


def _masked_mean(values: Tensor, counted: Tensor) -> Tensor:
    """Return the mean of [clips, frames] over the frames that count; NaN if there are none."""
    return (values * counted).sum(1) / counted.sum(1)


def _check_labels(waves: Tensor, labels: Tensor, name: str) -> None:
    if labels.shape != waves.shape:
        raise ValueError(
            f"{name} needs one label per sample, of the same shape as the waves "
            f"{list(waves.shape)}, got {list(labels.shape)}."
        )
