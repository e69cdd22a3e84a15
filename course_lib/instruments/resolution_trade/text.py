"""The sentences of the resolution trade."""

from collections.abc import Sequence

from course_lib.instruments.resolution_trade.model import ReadOut
from course_lib.sounds import LESSON_SAMPLE_RATE


def finding(results: Sequence[ReadOut]) -> str:
    """Return which pairs one window splits, or several together, as a title."""
    pairs = (
        ("the tones", any(result.tones_split for result in results)),
        ("the clicks", any(result.clicks_split for result in results)),
    )
    split = " and ".join(name for name, is_split in pairs if is_split) or "neither pair"
    if len(results) == 1:
        return f"A window of {results[0].window} samples splits {split}"
    windows = " and ".join(str(result.window) for result in results)
    return f"Windows of {windows} samples together split {split}"


def summary(result: ReadOut) -> str:
    """Return which pairs one transform separates."""
    return (
        f"n_fft {result.n_fft}, hop {result.hop}, window {result.window} samples "
        f"({1000 * result.window / LESSON_SAMPLE_RATE:.3g} ms). {result}."
    )


def target(tones_apart: float, clicks_apart: float, results: Sequence[ReadOut]) -> str:
    """Return the target, and whether it is reached.

    Args:
        tones_apart: The distance of the tones in Hz.
        clicks_apart: The distance of the clicks in seconds.
        results: The read-out of each transform.
    """
    goal = f"Target: tones {tones_apart:g} Hz apart and clicks "
    goal += f"{1000 * clicks_apart:g} ms apart, both split."
    count = "one window" if len(results) == 1 else f"{len(results)} windows"
    if target_met(results):
        return f"{goal} Reached, with {count}."
    return f"{goal} Locked: with {count}, at least one pair still blurs into one peak."


def target_met(results: Sequence[ReadOut]) -> bool:
    """Return True if at least one transform splits each pair."""
    return any(r.tones_split for r in results) and any(r.clicks_split for r in results)
