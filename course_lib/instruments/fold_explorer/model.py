"""Answer, with numbers, what one can ask of a folded wave.

Which tones look alike in a column, what does a column sound like, which samples does one logit
depend on, and which period fits the sound? No widgets here: lessons and tests call these directly.
"""

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from course_lib.audio.resample import resample
from course_lib.discriminators.mpd import PeriodDiscriminator
from course_lib.display.figures.folds import uprightness
from course_lib.sounds import Sound

ROWS = 32  # of a folded picture: one sample too many slants, a fraction of one still stands
SAME_HERTZ = 1e-6  # two frequencies closer than this are one, computed in two ways
COMPARED_ROWS = 16  # few: a cycle of 163.3 samples drifts, and whole periods cannot follow
NEARLY_BEST = 0.9  # a shorter period this close to the most upright one is the one to name


def alias_partners(frequency: float, period: int, sample_rate: int) -> tuple[float, ...]:
    """List the frequencies that a column cannot tell from ``frequency``, lowest first.

    A column keeps every ``period``-th sample, so it is sampled at ``sample_rate / period`` Hz. At
    that rate a tone at f and those at ``|k * sample_rate / period ± f|`` have equal samples.

    Args:
        frequency: of the tone, in Hz.
        period: samples per row.
        sample_rate: of the wave, in Hz.

    Returns:
        All partners above 0 and below half the sample rate, without ``frequency`` itself.
    """
    _check_period(period)
    if not 0 <= frequency <= sample_rate / 2:
        raise ValueError(
            f"a tone lies between 0 and half the sample rate, {sample_rate / 2:g} Hz, and was "
            f"given {frequency:g} Hz"
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
    """Make one column of a fold audible: every ``period``-th sample, from sample ``index`` on.

    The column has ``sample_rate / period`` samples a second. For playing it is brought back to the
    sound's own rate, which adds nothing: whatever is heard is in the column, aliases included.
    """
    _check_period(period)
    if not 0 <= index < period:
        raise ValueError(f"a fold at {period} has columns 0 to {period - 1}, and no column {index}")
    kept = sound.samples[index::period]
    if kept.shape[0] == 0:
        raise ValueError(f"{sound.name!r} has no sample {index}: take a longer sound")
    played = resample(kept, 1, period)
    # between its samples a wave can be higher than any of them, and a Sound holds at most 1
    played = played / max(1.0, float(played.abs().max()))
    heard = sound.f0 is not None and sound.f0 < sound.sample_rate / (2 * period)
    return Sound(
        played,
        sound.sample_rate,
        f"column {index} of {period}: {sound.name}",
        sound.f0 if heard else None,
    )


def logit_samples(
    discriminator_or_period: nn.Module | int,
    length: int,
    position: int | tuple[int, ...] | None = None,
) -> Tensor:
    """Find the samples on which one logit depends, by asking autograd rather than a formula.

    Args:
        discriminator_or_period: one sub-discriminator, whose ``forward`` gives ``(logits, fmaps)``;
            or a period, for an untrained `PeriodDiscriminator` that is as deep as AudioCraft's, but
            narrow. It is copied, and left as it was.
        length: samples in the wave.
        position: which logit: its index along the axes after batch and channel, or its number in
            reading order; None for the one in the middle of each axis.

    Returns:
        Tensor of bool [length], True where a change of the sample would change the logit.
    """
    judge = _narrow(discriminator_or_period)
    # float64, since a weak but real influence must not round to zero
    wave = torch.randn(1, getattr(judge, "in_channels", 1), length, generator=_dice()).double()
    wave.requires_grad_()
    logits, _ = judge(wave)
    if not isinstance(logits, Tensor):
        raise TypeError(
            "logit_samples looks at one sub-discriminator, and was given one that returns a list: "
            "pick one, as in discriminator.discriminators[0]"
        )
    chosen = logits[0, 0][_place(position, logits[0, 0])]
    (gradient,) = torch.autograd.grad(chosen, wave)
    heard: Tensor = (gradient[0] != 0).any(0)
    return heard


def most_upright(samples: Tensor, periods: Sequence[int] = range(2, 257)) -> tuple[int, float]:
    """Find the period whose fold has the most upright stripes: ``(period, uprightness)``.

    All periods are compared on the same samples, as many as make 16 rows of the longest. A multiple
    of a period that fits, fits too; so the shortest one that is nearly the best is given. This
    measures the picture. It is no pitch detector: where nothing repeats, the best uprightness is
    low, and says so.
    """
    if not periods or samples.shape[0] < 2 * max(periods):
        raise ValueError(
            f"{samples.shape[0]} samples are too few for two rows of each period: "
            f"give at least {2 * max(periods, default=1)}, or shorter periods"
        )
    window = samples[: COMPARED_ROWS * max(periods)]
    found = {period: uprightness(window, period) for period in periods}
    best = max(found.values())
    return next((p, u) for p, u in sorted(found.items()) if u >= NEARLY_BEST * best)


def _narrow(given: nn.Module | int) -> nn.Module:
    if isinstance(given, nn.Module):
        return copy.deepcopy(given).double().eval()
    _check_period(given)
    with torch.random.fork_rng(devices=[]):  # the learner's own random numbers are not disturbed
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
        raise ValueError(f"no logit {position}: there are {list(logits.shape)} of them")
    return position


def _dice() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def _check_period(period: int) -> None:
    if period < 1:
        raise ValueError(f"a period is at least 1 sample, and was given {period}")
