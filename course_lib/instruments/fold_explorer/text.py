"""Say in words what the fold explorer shows: the same facts as the picture, for eyes and ears."""

import math

import torch
from torch import Tensor

from course_lib.display.figures.folds import UPRIGHT

SLANT = 0.1  # of a cycle: further off, the eye no longer follows a stripe from row to row
NEAREST = 0.5  # samples: no whole period comes closer to a cycle
FAINT = 0.2  # uprightness: less than this shows no stripe
LITTLE = 0.25  # of a cycle: less than this in a row leaves no stripe to see


def fold_in_words(period: int, upright: float, true_period: float | None, sample_rate: int) -> str:
    """Say how the stripes stand at this period, and why.

    Args:
        period: samples per row.
        upright: the uprightness of the picture.
        true_period: samples in one cycle of the sound, or None where it is not known.
        sample_rate: in Hz.
    """
    row = f"A row is {period} sample{'s' * (period > 1)}, {1000 * period / sample_rate:.2f} ms."
    return f"{row} {_stripes(period, upright, true_period)} Uprightness {upright:.2f}."


def finding(period: int, upright: float, true_period: float | None) -> str:
    """Give the picture its title."""
    off = math.inf if true_period is None else abs(_drift(period, true_period))
    if true_period is not None and NEAREST < off <= SLANT * true_period:
        return f"p = {period}: the stripes slant"
    if NEAREST < off < math.inf and upright >= UPRIGHT:
        return f"p = {period}: an overtone makes stripes"
    if upright >= (FAINT if off <= NEAREST else UPRIGHT):
        return f"p = {period}: the stripes stand upright"
    if upright >= FAINT and true_period is None:
        return f"p = {period}: the stripes stand partly upright"
    return f"p = {period}: no upright stripes"


def pitch_in_words(true_period: float | None, sample_rate: int, best: tuple[int, float]) -> str:
    """Say what is known about the sound's own period, and how."""
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
        f"{unknown} At p = {period} the stripes are about as upright as at any: a row holds one "
        "cycle there, or several."
    )


def logit_in_words(heard: Tensor, period: int, sample_rate: int) -> str:
    """Say which samples one logit depends on, counted from ``heard [time]``."""
    where = heard.nonzero().flatten()
    count, spread = len(where), int(where[-1] - where[0]) + 1
    columns = torch.unique(where % period).tolist()
    lattice = (
        f"Each of them stands in column {columns[0]}: none of its neighbours is heard."
        if len(columns) == 1
        else f"They stand in columns {columns}."
    )
    return (
        f"One logit at p = {period} depends on {count} samples, spread over {spread} "
        f"({1000 * spread / sample_rate:.1f} ms). {lattice}"
    )


def aliases_in_words(
    frequency: float, period: int, sample_rate: int, partners: tuple[float, ...]
) -> str:
    """Say which tones are one and the same to a column."""
    rate = f"A column at p = {period} has {sample_rate / period:.6g} samples a second."
    if not partners:
        return f"{rate} {frequency:.6g} Hz has no partner below {sample_rate / 2:g} Hz."
    shown = ", ".join(f"{partner:.6g}" for partner in partners[:8])
    more = f" and {len(partners) - 8} more" if len(partners) > 8 else ""
    return f"{rate} There, {frequency:.6g} Hz cannot be told from {shown} Hz{more}."


def _stripes(period: int, upright: float, true_period: float | None) -> str:
    if true_period is None:
        return f"The stripes {_standing(upright)}."
    cycles = period / true_period
    drift = _drift(period, true_period)
    if abs(drift) <= NEAREST:
        return _fitting(round(cycles), upright, true_period)
    if abs(drift) > SLANT * true_period:
        return _misfit(cycles, upright)
    side, length = ("left", "long") if drift < 0 else ("right", "short")
    return (
        f"The stripes slant to the {side} on their way down: "
        f"a row is {abs(drift):.1f} samples too {length}."
    )


def _standing(upright: float) -> str:
    """Say what is seen where only the picture can tell."""
    if upright >= UPRIGHT:
        return "stand upright: each row repeats the one above it"
    if upright >= FAINT:
        return "stand partly upright: each row resembles the one above it"
    return "do not stand up: the rows do not repeat"


def _fitting(cycles: int, upright: float, true_period: float) -> str:
    """Say what is seen at the whole period that is nearest to one or more cycles."""
    held = "one cycle" if cycles == 1 else f"{cycles} cycles"
    if upright >= UPRIGHT:
        return f"The stripes stand upright: a row holds {held} of the sound."
    if upright >= FAINT:
        return (
            f"The stripes stand nearly upright: a row holds {held} of {true_period:.2f} samples, "
            "as well as whole samples can."
        )
    return f"A row holds {held}, but the sound changes from row to row: the stripes blur."


def _misfit(cycles: float, upright: float) -> str:
    """Say what is seen where a row is far from a whole number of cycles."""
    if upright >= UPRIGHT:
        return (
            f"Stripes stand upright, though a row holds {cycles:.2f} cycles: an overtone fits it."
        )
    if cycles < LITTLE:
        return f"There are no stripes: a row holds 1/{1 / cycles:.0f} of one cycle."
    return f"No stripes stand upright: a row holds {cycles:.2f} cycles."


def _drift(period: int, true_period: float) -> float:
    """How many columns a stripe moves to the right from one row to the next."""
    return max(1, round(period / true_period)) * true_period - period
