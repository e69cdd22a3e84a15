"""Metrics of rhythm: onsets, their strength, and the beat that they make.

    onset strength(t) = mean over bins of max( 0, ln|X(t)| - ln|X(t - 5 ms)| )

It rises wherever a sound begins, loud or soft, and stays at zero while a sound decays. Levels are
relative to the loudest bin of each wave, so the level of an estimate doesn't matter.

Sources: Bello et al., "A tutorial on onset detection in music signals", 2005, sections III-A and
IV, https://doi.org/10.1109/TSA.2005.851998; the F-measure as in mir_eval.onset,
https://craffel.github.io/mir_eval/
"""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.gan.metrics.spectra import checked, power

HOP_SECONDS = 0.005
N_FFT = 256
RANGE = 1e-3  # -60 dB below the loudest bin: quieter bins don't count
PEAK_REACH = 8  # frames on either side that a peak must exceed: 40 ms
PEAK_LEVEL = 0.7  # standard deviations above the mean
TOLERANCE = 0.03  # seconds between an onset and its match
EDGE = 0.05  # seconds; an onset this close to the end is ignored
BEAT_SECONDS = (0.1, 1.2)  # 600 to 50 beats per minute
BEAT_NEEDS = BEAT_SECONDS[1] + 2 * HOP_SECONDS  # seconds of sound
CREST_WINDOW_SECONDS = 0.001
FAINTEST = 1e-9


def onset_f1(
    estimate: Tensor,
    onsets: Sequence[Tensor | Sequence[float]],
    *,
    tolerance: float = TOLERANCE,
    sample_rate: int = CODEC_SAMPLE_RATE,
) -> Tensor:
    """Return how well the onsets of the estimate match the exact onsets.

        F1 = 2 hits / (onsets found + exact onsets)     hit: within 30 ms, each used once

    Unit: none. Range: 0 to 1; 1 is best. **Higher is better**. Compare it with the score of the
    references.

    Can't measure: pitch, timbre, and how loud an onset is.

    Args:
        estimate: What the generator made of each reference, [clips, time].
        onsets: The exact onsets in seconds, ascending; one sequence per clip.
        tolerance: The largest error of a hit in seconds.
        sample_rate: The sample rate of the waves in Hz.

    Returns:
        [clips]; NaN for a clip without onsets.

    Raises:
        ValueError: There isn't one list of onsets per clip.
    """
    waves, _ = checked(estimate, estimate, minimum=1, who="onset_f1")
    if len(onsets) != len(waves):
        raise ValueError(
            f"onset_f1 needs one list of onsets per clip, got {len(onsets)} for {len(waves)} clips."
        )
    latest = waves.shape[1] / sample_rate - EDGE
    scores = []
    for found, exact in zip(find_onsets(waves, sample_rate), onsets, strict=True):
        target = [float(time) for time in exact if float(time) < latest]
        ignored = [float(time) for time in exact if float(time) >= latest]
        scored = [time for time in found if all(abs(time - t) > tolerance for t in ignored)]
        hits = _count_hits(scored, target, tolerance)
        scores.append(2 * hits / (len(scored) + len(target)) if target else math.nan)
    return torch.tensor(scores, dtype=torch.float64)


def onset_correlation(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Return the correlation of the onset strengths: are the onsets in time, and as strong?

        Pearson correlation over frames of 5 ms

    Unit: none. Range: -1 to 1; 1 for a perfect copy, 0 for unrelated rhythms. **Higher is better**.
    The level doesn't matter.

    Can't measure: pitch and timbre. An estimate that is 20 ms late everywhere loses nearly all.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        sample_rate: The sample rate of both in Hz.
    """
    both = checked(reference, estimate, minimum=1, who="onset_correlation")
    x, y = (_centred(_inside(waves, sample_rate)) for waves in both)
    sizes = x.square().sum(1).sqrt() * y.square().sum(1).sqrt()
    return (x * y).sum(1) / (sizes + FAINTEST)


def beat_acf_rmse(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Return the difference between the beats: how much each rhythm repeats itself, at each lag.

        sqrt( mean over lags from 0.1 to 1.2 s of (acf' - acf)² )     acf: of the onset strength

    Unit: none. Range: 0 and up; 0 for a perfect copy. **Lower is better**. The level and a delay of
    the whole clip don't matter.

    Can't measure: when the beat starts, and what plays it.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        sample_rate: The sample rate of both in Hz.
    """
    shortest = math.ceil(BEAT_NEEDS * sample_rate)
    both = checked(reference, estimate, minimum=shortest, who="beat_acf_rmse")
    x, y = (_autocorrelation(_inside(waves, sample_rate)) for waves in both)
    return (y - x).square().mean(1).sqrt()


def crest_error_db(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Return the difference between the crest factors: a dull drum has a lower one.

        | crest' - crest |      crest = 20 log10( 99.5th percentile of a 1 ms RMS / RMS of all )

    Unit: dB. Range: 0 and up; 0 for a perfect copy. **Lower is better**. The level doesn't matter.

    Can't measure: when the attacks come, and what they sound like.

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        sample_rate: The sample rate of both in Hz.
    """
    reference, estimate = checked(reference, estimate, minimum=1, who="crest_error_db")
    return (_crest(estimate, sample_rate) - _crest(reference, sample_rate)).abs()


def onset_strength(waves: Tensor, sample_rate: int = CODEC_SAMPLE_RATE) -> Tensor:
    """Return the onset strength of waves [clips, time], one frame per 5 ms: [clips, frames].

    Args:
        waves: The waves, [clips, time].
        sample_rate: Their sample rate, in Hz.
    """
    hop = round(HOP_SECONDS * sample_rate)
    # silence first, so that a sound at the very start has an onset too
    sizes = power(F.pad(waves, (N_FFT, 0)), N_FFT, hop).sqrt()
    loudest = sizes.flatten(1).amax(1).clamp(min=FAINTEST)
    levels = (sizes / loudest[:, None, None] + RANGE).log()
    return levels.diff(dim=2).clamp(min=0).to(torch.float64).mean(1)


def find_onsets(waves: Tensor, sample_rate: int = CODEC_SAMPLE_RATE) -> list[list[float]]:
    """Return the onsets of waves [clips, time] in seconds, one list per clip.

    Args:
        waves: The waves, [clips, time].
        sample_rate: Their sample rate, in Hz.
    """
    strength = onset_strength(waves, sample_rate)
    highest = F.max_pool1d(strength[:, None], 2 * PEAK_REACH + 1, 1, PEAK_REACH)[:, 0]
    level = strength.mean(1, keepdim=True) + PEAK_LEVEL * strength.std(1, keepdim=True)
    peaks = (strength == highest) & (strength > level)
    hop = round(HOP_SECONDS * sample_rate)
    # Step k is between frames k and k + 1, and a window of silence precedes the wave. The logarithm
    # of a sound rises most while it enters the window, a quarter of a window before its middle.
    offset = 0.5 * hop - N_FFT + N_FFT // 4
    return [
        [max(0.0, (int(k) * hop + offset) / sample_rate) for k in clip.nonzero()] for clip in peaks
    ]


def _inside(waves: Tensor, sample_rate: int) -> Tensor:
    """Return the onset strength where the window is inside the wave: its start isn't an onset."""
    strength = onset_strength(waves, sample_rate)
    return strength[:, math.ceil(1.5 * N_FFT / round(HOP_SECONDS * sample_rate)) :]


def _count_hits(found: list[float], target: list[float], tolerance: float) -> int:
    """Return the number of pairs of ascending times; taking the earliest match is never worse."""
    hits = later = 0
    for time in target:
        while later < len(found) and found[later] < time - tolerance:
            later += 1
        if later < len(found) and found[later] <= time + tolerance:
            hits += 1
            later += 1
    return hits


def _centred(values: Tensor) -> Tensor:
    return values - values.mean(1, keepdim=True)


def _autocorrelation(strength: Tensor) -> Tensor:
    """Return the autocorrelation of [clips, frames] at the lags of beats; 1 is a perfect repeat."""
    centred = _centred(strength)
    size = 2 * centred.shape[1]
    spectrum = torch.fft.rfft(centred, size)
    products: Tensor = torch.fft.irfft(spectrum.abs().square(), size)
    first, last = (round(seconds / HOP_SECONDS) for seconds in BEAT_SECONDS)
    return products[:, first:last] / (products[:, :1] + FAINTEST)


def _crest(waves: Tensor, sample_rate: int) -> Tensor:
    """Return the crest factors of waves [clips, time] in dB, [clips]."""
    window = max(1, round(CREST_WINDOW_SECONDS * sample_rate))
    squares = waves.to(torch.float64).square()
    short = F.avg_pool1d(squares[:, None], window, 1)[:, 0].sqrt()
    attack = short.quantile(0.995, dim=1)
    return 20 * ((attack + FAINTEST) / (squares.mean(1).sqrt() + FAINTEST)).log10()
