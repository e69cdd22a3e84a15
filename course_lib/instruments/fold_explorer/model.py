"""Four questions about a folded wave, answered with numbers.

Which tones give the same column? What does a column sound like? Which samples does one logit depend
on? Which period fits the sound? Lessons and tests call these functions directly.
"""

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from course_lib.audio.resample import resample
from course_lib.discriminators.mpd import PeriodDiscriminator
from course_lib.display.figures.folds import uprightness
from course_lib.sounds import Sound

ROWS = 32  # of a folded picture: stripes slant at one sample off the period, not at a fraction
SAME_HERTZ = 1e-6  # frequencies closer than this are the same, computed in two ways
COMPARED_ROWS = 16  # few, because a cycle of 163.3 samples drifts against whole periods
NEARLY_BEST = 0.9  # share of the best uprightness that a shorter period must reach


def alias_partners(frequency: float, period: int, sample_rate: int) -> tuple[float, ...]:
    """Return the frequencies that give the same column as ``frequency``, lowest first.

    A column contains every ``period``-th sample, so it is sampled at ``sample_rate / period`` Hz.
    At that rate a tone at f and those at ``|k * sample_rate / period ± f|`` have equal samples.

    Args:
        frequency: The frequency of the tone in Hz.
        period: The number of samples per row.
        sample_rate: The sample rate of the wave in Hz.

    Returns:
        All such frequencies above 0 and below half the sample rate, without ``frequency`` itself.

    Raises:
        ValueError: If the period is below 1, or the frequency is above half the sample rate.
    """
    _check_period(period)
    if not 0 <= frequency <= sample_rate / 2:
        raise ValueError(
            f"The frequency must be between 0 and half the sample rate, {sample_rate / 2:g} Hz, "
            f"got {frequency:g} Hz."
        )
    column_rate = sample_rate / period
    images = (abs(k * column_rate + s * frequency) for k in range(period + 1) for s in (1, -1))
    partners: list[float] = []
    for image in sorted(images):
        inside = SAME_HERTZ < image < sample_rate / 2 - SAME_HERTZ
        known = any(abs(image - other) < SAME_HERTZ for other in (frequency, *partners[-1:]))
        if inside and not known:
            partners.append(image)
    return tuple(partners)


def column(sound: Sound, period: int, index: int) -> Sound:
    """Return one column of a fold as a sound: every ``period``-th sample, from ``index`` on.

    The column has ``sample_rate / period`` samples a second. To play it, it is resampled to the
    sample rate of the sound. That adds nothing: all you hear is in the column, aliases included.

    Args:
        sound: The sound to fold.
        period: The number of samples per row.
        index: The column, from 0 to ``period - 1``.
    """
    _check_period(period)
    if not 0 <= index < period:
        raise ValueError(
            f"The column must be between 0 and {period - 1} at period {period}, got {index}."
        )
    samples = sound.samples[index::period]
    if samples.shape[0] == 0:
        raise ValueError(f"{sound.name!r} has no sample {index}: take a longer sound.")
    played = resample(samples, 1, period)
    # between its samples a wave can be higher than any of them, but a Sound is at most 1
    played = played / max(1.0, float(played.abs().max()))
    has_pitch = sound.f0 is not None and sound.f0 < sound.sample_rate / (2 * period)
    return Sound(
        played,
        sound.sample_rate,
        f"column {index} of {period}: {sound.name}",
        sound.f0 if has_pitch else None,
    )


def logit_samples(
    discriminator_or_period: nn.Module | int,
    length: int,
    position: int | tuple[int, ...] | None = None,
) -> Tensor:
    """Return which samples one logit depends on. Autograd finds them, not a formula.

    Args:
        discriminator_or_period: A sub-discriminator, whose ``forward`` returns ``(logits, fmaps)``.
            Or a period, for an untrained `PeriodDiscriminator` with AudioCraft's depth and few
            channels. The function works on a copy.
        length: The number of samples in the wave.
        position: The logit, as an index along the axes after batch and channel, or as its number in
            reading order. None takes the middle of each axis.

    Returns:
        Tensor of bool [length], True where changing the sample changes the logit.
    """
    discriminator = _narrow(discriminator_or_period)
    channels = getattr(discriminator, "in_channels", 1)
    rng = torch.Generator().manual_seed(0)
    # float64, so that a weak influence doesn't round to zero
    wave = torch.randn(1, channels, length, generator=rng).double()
    wave.requires_grad_()
    logits, _ = discriminator(wave)
    if not isinstance(logits, Tensor):
        raise TypeError(
            "logit_samples needs one sub-discriminator, got a multi-discriminator, which returns a "
            "list: choose one, as in discriminator.discriminators[0]."
        )
    chosen = logits[0, 0][_place(position, logits[0, 0])]
    (gradient,) = torch.autograd.grad(chosen, wave)
    field: Tensor = (gradient[0] != 0).any(0)
    return field


def most_upright(samples: Tensor, periods: Sequence[int] = range(2, 257)) -> tuple[int, float]:
    """Return the period whose fold has the most upright stripes: ``(period, uprightness)``.

    All periods are compared on the same samples, enough for 16 rows of the longest period. If a
    period fits, so do its multiples; the function returns the shortest period that is nearly as
    good as the best. It measures the picture and isn't a pitch detector: if nothing repeats, the
    uprightness is low.

    Args:
        samples: The wave [time].
        periods: The periods to compare, in samples.
    """
    if not periods or samples.shape[0] < 2 * max(periods):
        raise ValueError(
            f"{samples.shape[0]} samples are too few for two rows of each period: "
            f"give at least {2 * max(periods, default=1)}, or shorter periods."
        )
    window = samples[: COMPARED_ROWS * max(periods)]
    found = {period: uprightness(window, period) for period in periods}
    best = max(found.values())
    return next((p, u) for p, u in sorted(found.items()) if u >= NEARLY_BEST * best)


def _narrow(given: nn.Module | int) -> nn.Module:
    if isinstance(given, nn.Module):
        return copy.deepcopy(given).double().eval()
    _check_period(given)
    with torch.random.fork_rng(devices=[]):  # leaves your own random numbers as they are
        torch.manual_seed(0)
        return PeriodDiscriminator(given, filters=1, filters_scale=1).double()


def _place(position: int | tuple[int, ...] | None, logits: Tensor) -> tuple[int, ...]:
    if position is None:
        return tuple(size // 2 for size in logits.shape)
    if isinstance(position, int):
        position = tuple(int(i) for i in torch.unravel_index(torch.tensor(position), logits.shape))
    inside = len(position) == logits.ndim and all(
        0 <= i < size for i, size in zip(position, logits.shape, strict=True)
    )
    if not inside:
        raise ValueError(
            f"There is no logit {position}: the logits have the shape {list(logits.shape)}."
        )
    return position


def _check_period(period: int) -> None:
    if period < 1:
        raise ValueError(f"The period must be at least 1 sample, got {period}.")
