"""Ask whether the pitch survived: against the pitch that the synthesiser played.

The synthetic clips come with their exact pitch and with where it can be heard. So nothing is
estimated on the reference's side; only the estimate is listened to, by `track_pitch`.

Sources: Morrison et al., "CARGAN", 2022, section 4.3, https://arxiv.org/abs/2110.10139 (periodicity
RMSE, V/UV F1); Siuzdak, "Vocos", 2024, section 4.2, https://arxiv.org/abs/2306.00814
"""

import math

import torch
from torch import Tensor

from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.gan.metrics.pitch_tracker import Track, track_pitch
from course_lib.gan.metrics.spectra import checked, per_clip

PERIODIC = 0.6  # periodicity from which on a frame counts as voiced
LARGEST_CENTS = 600.0  # an octave error counts as half an octave: it is wrong, not twice as wrong
GROSS_CENTS = 50.0  # a quarter tone


def f0_error_cents(
    reference: Tensor,
    estimate: Tensor,
    f0: Tensor,
    voiced: Tensor,
    *,
    sample_rate: int = CODEC_SAMPLE_RATE,
) -> Tensor:
    """Measure the pitch error where there is a pitch.

        RMS of min( |1200 log2( F0' / F0 )|, 600 )       over voiced frames of 10 ms

    Frames count if the tracker is within 50 cents of the exact pitch in the reference itself, so
    that its own slips are not blamed on the estimate.

    Unit: cents (hundredths of a semitone). Near 0 for a perfect copy; lower is better. The level
    does not matter.

    It does not hear: timbre, noise between the partials, and clips without one pitch (chords).

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        f0: the exact pitch in Hz, [clips, time].
        voiced: where it can be heard, bool [clips, time].
        sample_rate: in Hz.

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
    """Measure how often the pitch is off by more than a quarter tone.

        100 · (frames with |1200 log2( F0' / F0 )| > 50) / (voiced frames)

    Unit: percent of frames. 0 for a perfect copy; lower is better. Frames count as they do in
    `f0_error_cents`, and the arguments are the same.

    It does not hear: a detuning that is smaller, and how large a larger one is.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        f0: the exact pitch in Hz, [clips, time].
        voiced: where it can be heard, bool [clips, time].
        sample_rate: in Hz.
    """
    cents, counted = _deviation(reference, estimate, f0, voiced, sample_rate, "f0_gross_error")
    return 100 * _masked_mean((cents > GROSS_CENTS).to(torch.float64), counted)


def vuv_f1(estimate: Tensor, voiced: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE) -> Tensor:
    """Measure whether the estimate is periodic where the exact sound has a voice, and only there.

        F1 = 2 tp / (2 tp + fp + fn)        a frame is positive if its periodicity is above 0.6

    Unit: none. 1 is best, **higher is better**. Compare with what the references themselves get:
    frames at the edge of a voice are both, and some of them are always counted as wrong.

    It does not hear: which pitch it is.

    Args:
        estimate: waves [clips, time].
        voiced: where the exact sound has a voice, bool [clips, time].
        sample_rate: in Hz.

    Returns:
        [clips]; NaN for a clip that is nowhere voiced.
    """
    _check_labels(estimate, voiced, "voiced")
    waves, _ = checked(estimate, estimate, minimum=1, who="vuv_f1")
    track = track_pitch(waves, sample_rate)
    heard = track.periodicity > PERIODIC
    true = voiced[:, track.places]
    both = (heard & true).sum(1).to(torch.float64)
    score = 2 * both / (heard.sum(1) + true.sum(1))
    return torch.where(true.any(1), score, math.nan)


def periodicity_rmse(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Measure whether the estimate is as periodic as the reference, at each moment.

        sqrt( mean over frames of (periodicity' - periodicity)² )

    Unit: none, 0 to 1. 0 for a perfect copy; lower is better. Breath in a clean voice and a hum in
    a breath both count. The level does not matter.

    It does not hear: which pitch it is.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        sample_rate: in Hz.
    """
    both = checked(reference, estimate, minimum=1, who="periodicity_rmse")
    wanted, heard = (track_pitch(waves, sample_rate).periodicity for waves in both)
    return per_clip((heard - wanted).square()).sqrt()


def _deviation(
    reference: Tensor, estimate: Tensor, f0: Tensor, voiced: Tensor, sample_rate: int, who: str
) -> tuple[Tensor, Tensor]:
    """Return the pitch error in cents, and which frames count: both [clips, frames]."""
    _check_labels(estimate, f0, "f0")
    _check_labels(estimate, voiced, "voiced")
    both = checked(reference, estimate, minimum=1, who=who)
    wanted, heard = (track_pitch(waves, sample_rate) for waves in both)
    exact = _exact(f0, wanted, sample_rate)
    trusted = _cents(wanted.hertz, exact) < GROSS_CENTS
    return _cents(heard.hertz, exact), voiced[:, wanted.places] & trusted


def _exact(f0: Tensor, track: Track, sample_rate: int) -> Tensor:
    """Read the exact pitch half a period after each frame: in the middle of what it compares."""
    at_place = f0[:, track.places].to(torch.float64)
    later = track.places + (sample_rate / (2 * at_place.clamp(min=1.0))).round().long()
    return f0.to(torch.float64).gather(1, later.clamp(max=f0.shape[1] - 1)).clamp(min=1.0)


def _cents(hertz: Tensor, exact: Tensor) -> Tensor:
    return (1200 * (hertz.to(torch.float64) / exact).log2()).abs()


def _masked_mean(values: Tensor, counted: Tensor) -> Tensor:
    """Average [clips, frames] over the frames that count; NaN where none does."""
    return (values * counted).sum(1) / counted.sum(1)


def _check_labels(waves: Tensor, labels: Tensor, name: str) -> None:
    if labels.shape != waves.shape:
        raise ValueError(
            f"{name} has one label per sample, [clips, time] as the waves {list(waves.shape)}, and "
            f"was given {list(labels.shape)}"
        )
