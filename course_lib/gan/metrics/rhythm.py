"""Ask whether the rhythm survived: onsets, their strength, and the beat that they make.

    onset strength(t) = mean over bins of max( 0, ln|X(t)| - ln|X(t - 5 ms)| )

It rises wherever something begins, loud or soft, and stays at zero while a sound rings. Each wave
is measured against its own loudest bin, so the level of an estimate does not matter.

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
RANGE = 1e-3  # -60 dB of the loudest bin: what lies below does not begin anything
PEAK_REACH = 8  # frames on either side that a peak must exceed: 40 ms
PEAK_LEVEL = 0.7  # standard deviations above the mean
TOLERANCE = 0.03  # seconds
EDGE = 0.05  # seconds; an onset this close to the end has no room to be heard: it is passed over
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
    """Measure whether notes and hits begin when the synthesiser began them.

        F1 = 2 hits / (onsets found + onsets played)     hit: within 30 ms, each used once

    Unit: none. 1 is best, **higher is better**. Compare with what the references themselves get.

    It does not hear: pitch, timbre, and how loud an onset is.

    Args:
        estimate: waves [clips, time].
        onsets: the exact times in seconds, ascending, one sequence per clip.
        tolerance: seconds that an onset may be off.
        sample_rate: in Hz.

    Returns:
        [clips]; NaN for a clip without onsets.
    """
    waves, _ = checked(estimate, estimate, minimum=1, who="onset_f1")
    if len(onsets) != len(waves):
        raise ValueError(f"onset_f1 was given {len(onsets)} lists of onsets for {len(waves)} clips")
    latest = waves.shape[1] / sample_rate - EDGE
    scores = []
    for found, exact in zip(find_onsets(waves, sample_rate), onsets, strict=True):
        played = [float(time) for time in exact if float(time) < latest]
        late = [float(time) for time in exact if float(time) >= latest]
        fair = [time for time in found if all(abs(time - other) > tolerance for other in late)]
        hits = _count_hits(fair, played, tolerance)
        scores.append(2 * hits / (len(fair) + len(played)) if played else math.nan)
    return torch.tensor(scores, dtype=torch.float64)


def onset_correlation(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Correlate the onset strengths of both: does it hit when, and as hard as, it should?

        Pearson correlation over frames of 5 ms

    Unit: none. 1 is best, **higher is better**; 0 for unrelated rhythms. The level does not matter.

    It does not hear: pitch and timbre; an estimate late by 20 ms everywhere loses nearly all.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        sample_rate: in Hz.
    """
    both = checked(reference, estimate, minimum=1, who="onset_correlation")
    wanted, heard = (_centred(_inside(waves, sample_rate)) for waves in both)
    sizes = wanted.square().sum(1).sqrt() * heard.square().sum(1).sqrt()
    return (wanted * heard).sum(1) / (sizes + FAINTEST)


def beat_acf_rmse(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Compare the beats: at which lags does each rhythm resemble itself, and how much?

        sqrt( mean over lags from 0.1 to 1.2 s of (acf' - acf)² )     acf: of the onset strength

    Unit: none. 0 for a perfect copy; lower is better. Neither the level nor a delay of the whole
    clip matters.

    It does not hear: when the beat began, and what plays it.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        sample_rate: in Hz.
    """
    shortest = math.ceil(BEAT_NEEDS * sample_rate)
    both = checked(reference, estimate, minimum=shortest, who="beat_acf_rmse")
    wanted, heard = (_autocorrelation(_inside(waves, sample_rate)) for waves in both)
    return (heard - wanted).square().mean(1).sqrt()


def crest_error_db(
    reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE
) -> Tensor:
    """Compare how far the attacks stand out: a dull drum has lost its crest.

        | crest' - crest |      crest = 20 log10( 99.5th percentile of a 1 ms RMS / RMS of all )

    Unit: dB. 0 for a perfect copy; lower is better. The level does not matter.

    It does not hear: when the attacks come, and what they sound like.

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        sample_rate: in Hz.
    """
    both = checked(reference, estimate, minimum=1, who="crest_error_db")
    wanted, heard = (_crest(waves, sample_rate) for waves in both)
    return (heard - wanted).abs()


def onset_strength(waves: Tensor, sample_rate: int = CODEC_SAMPLE_RATE) -> Tensor:
    """Measure how much begins at each frame of 5 ms: [clips, frames], float64."""
    hop = round(HOP_SECONDS * sample_rate)
    # one frame of silence first, so that a sound that is there at once begins, too
    sizes = power(F.pad(waves, (N_FFT, 0)), N_FFT, hop).sqrt()
    loudest = sizes.flatten(1).amax(1).clamp(min=FAINTEST)
    levels = (sizes / loudest[:, None, None] + RANGE).log()
    return levels.diff(dim=2).clamp(min=0).to(torch.float64).mean(1)


def find_onsets(waves: Tensor, sample_rate: int = CODEC_SAMPLE_RATE) -> list[list[float]]:
    """Find the onsets of waves [clips, time], in seconds: one list per clip."""
    strength = onset_strength(waves, sample_rate)
    highest = F.max_pool1d(strength[:, None], 2 * PEAK_REACH + 1, 1, PEAK_REACH)[:, 0]
    level = strength.mean(1, keepdim=True) + PEAK_LEVEL * strength.std(1, keepdim=True)
    peaks = (strength == highest) & (strength > level)
    hop = round(HOP_SECONDS * sample_rate)
    # Step k leads from frame k to frame k + 1, and a window of silence came before the wave. In a
    # logarithm a sound rises most while it enters the window, a quarter of it ahead of the middle.
    offset = 0.5 * hop - N_FFT + N_FFT // 4
    return [
        [max(0.0, (int(k) * hop + offset) / sample_rate) for k in clip.nonzero()] for clip in peaks
    ]


def _inside(waves: Tensor, sample_rate: int) -> Tensor:
    """Measure the onset strength where a window lies in the wave: the cut at its start is none."""
    strength = onset_strength(waves, sample_rate)
    return strength[:, math.ceil(1.5 * N_FFT / round(HOP_SECONDS * sample_rate)) :]


def _count_hits(found: list[float], played: list[float], tolerance: float) -> int:
    """Pair ascending times, each used once; taking the earliest partner is never worse."""
    hits = later = 0
    for time in played:
        while later < len(found) and found[later] < time - tolerance:
            later += 1
        if later < len(found) and found[later] <= time + tolerance:
            hits += 1
            later += 1
    return hits


def _centred(values: Tensor) -> Tensor:
    return values - values.mean(1, keepdim=True)


def _autocorrelation(strength: Tensor) -> Tensor:
    """Correlate [clips, frames] with itself at the lags of beats: 1 would be a perfect repeat."""
    centred = _centred(strength)
    size = 2 * centred.shape[1]
    spectrum = torch.fft.rfft(centred, size)
    products: Tensor = torch.fft.irfft(spectrum.abs().square(), size)
    first, last = (round(seconds / HOP_SECONDS) for seconds in BEAT_SECONDS)
    return products[:, first:last] / (products[:, :1] + FAINTEST)


def _crest(waves: Tensor, sample_rate: int) -> Tensor:
    window = max(1, round(CREST_WINDOW_SECONDS * sample_rate))
    squares = waves.to(torch.float64).square()
    short = F.avg_pool1d(squares[:, None], window, 1)[:, 0].sqrt()
    attack = short.quantile(0.995, dim=1)
    return 20 * ((attack + FAINTEST) / (squares.mean(1).sqrt() + FAINTEST)).log10()
