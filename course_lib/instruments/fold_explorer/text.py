"""The sentences of the fold explorer: the same facts as its pictures."""

import math

import torch
from torch import Tensor

from course_lib.display.figures.folds import UPRIGHT

SLANT = 0.1  # of a cycle: further off, the eye can't follow a stripe from row to row
NEAREST = 0.5  # samples: some whole period is always this close to a cycle
FAINT = 0.2  # uprightness: less than this shows no stripe
LITTLE = 0.25  # of a cycle: less than this in a row leaves no stripe to see


def describe_fold(period: int, upright: float, true_period: float | None, sample_rate: int) -> str:
    """Return how the stripes look at this period, and why.

    Args:
        period: The number of samples per row.
        upright: The uprightness of the picture, from 0 to 1.
        true_period: The number of samples in one cycle of the sound; None if it isn't known.
        sample_rate: The sample rate in Hz.
    """
    row = f"A row is {period} sample{'s' * (period > 1)}, {1000 * period / sample_rate:.2f} ms."
    return f"{row} {_stripes(period, upright, true_period)} Uprightness {upright:.2f}."


def finding(period: int, upright: float, true_period: float | None) -> str:
    """Return the title of the picture."""
    off = math.inf if true_period is None else abs(_drift(period, true_period))
    if true_period is not None and NEAREST < off <= SLANT * true_period:
        return f"p = {period}: the stripes slant"
    if NEAREST < off < math.inf and upright >= UPRIGHT:
        return f"p = {period}: an overtone makes stripes"
    if upright >= (FAINT if off <= NEAREST else UPRIGHT):
        return f"p = {period}: the stripes are upright"
    if upright >= FAINT and true_period is None:
        return f"p = {period}: the stripes are partly upright"
    if true_period is not None and period < LITTLE * true_period:
        return f"p = {period}: the stripes lie flat"
    return f"p = {period}: no upright stripes"


def describe_pitch(true_period: float | None, sample_rate: int, best: tuple[int, float]) -> str:
    """Return what is known about the period of the sound."""
    if true_period is not None:
        return (
            f"One cycle of this sound takes {true_period:.6g} samples "
            f"({1000 * true_period / sample_rate:.2f} ms): {sample_rate / true_period:.6g} Hz."
        )
    period, upright = best
    unknown = "The pitch of this sound is not known."
    if upright < FAINT:
        return f"{unknown} No period up to the slider's end makes upright stripes here."
    return (
        f"{unknown} At p = {period} the stripes are about as upright as at any period: there, a "
        "row contains one cycle, or several."
    )


def describe_logit(field: Tensor, period: int, sample_rate: int) -> str:
    """Return which samples one logit depends on, from ``field``, a bool for each sample [time]."""
    where = field.nonzero().flatten()
    count, spread = len(where), int(where[-1] - where[0]) + 1
    columns = torch.unique(where % period).tolist()
    lattice = (
        f"Each of them is in column {columns[0]}: no sample of another column counts."
        if len(columns) == 1
        else f"They are in columns {columns}."
    )
    return (
        f"One logit at p = {period} depends on {count} samples, spread over {spread} "
        f"({1000 * spread / sample_rate:.1f} ms). {lattice}"
    )


def describe_aliases(
    frequency: float, period: int, sample_rate: int, partners: tuple[float, ...]
) -> str:
    """Return which tones give the same column."""
    rate = f"A column at p = {period} has {sample_rate / period:.6g} samples a second."
    if not partners:
        return f"{rate} {frequency:.6g} Hz has no partner below {sample_rate / 2:g} Hz."
    shown = ", ".join(f"{partner:.6g}" for partner in partners[:8])
    more = f" and {len(partners) - 8} more" if len(partners) > 8 else ""
    return f"{rate} There, {frequency:.6g} Hz looks the same as {shown} Hz{more}."


def _stripes(period: int, upright: float, true_period: float | None) -> str:
    if true_period is None:
        return f"The stripes {_by_uprightness(upright)}."
    cycles = period / true_period
    drift = _drift(period, true_period)
    if abs(drift) <= NEAREST:
        return _fitting(round(cycles), upright, true_period)
    if abs(drift) > SLANT * true_period:
        return _misfit(cycles, upright)
    side, length = ("left", "long") if drift < 0 else ("right", "short")
    off = f"{abs(drift):.1f}".removesuffix(".0")
    samples = "sample" if off == "1" else "samples"
    return (
        f"The stripes slant to the {side} on their way down: a row is {off} {samples} too {length}."
    )


def _by_uprightness(upright: float) -> str:
    """Return what the picture shows if the pitch isn't known."""
    if upright >= UPRIGHT:
        return "are upright: each row repeats the one above it"
    if upright >= FAINT:
        return "are partly upright: each row resembles the one above it"
    return "aren't upright: the rows don't repeat"


def _fitting(cycles: int, upright: float, true_period: float) -> str:
    """Return what the picture shows at the period closest to a whole number of cycles."""
    cycle = "one cycle" if cycles == 1 else f"{cycles} cycles"
    if upright >= UPRIGHT:
        return f"The stripes are upright: a row contains {cycle} of the sound."
    if upright >= FAINT:
        return (
            f"The stripes are nearly upright: a row contains {cycle} of {true_period:.2f} samples, "
            "as closely as whole samples can."
        )
    return f"A row contains {cycle}, but the sound changes from row to row: the stripes blur."


def _misfit(cycles: float, upright: float) -> str:
    """Return what the picture shows if a row is far from a whole number of cycles."""
    if upright >= UPRIGHT:
        return f"Stripes are upright although a row contains {cycles:.2f} cycles: an overtone fits."
    if cycles < LITTLE:
        return f"The stripes lie flat: a row contains 1/{1 / cycles:.0f} of one cycle."
    return f"No stripes are upright: a row contains {cycles:.2f} cycles."


def _drift(period: int, true_period: float) -> float:
    """Return how many columns a stripe moves to the right from one row to the next."""
    return max(1, round(period / true_period)) * true_period - period
