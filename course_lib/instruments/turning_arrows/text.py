"""The sentences of the turning arrows."""

from course_lib.instruments.turning_arrows.model import (
    N_FFT,
    cycles_per_hop,
    nearest_bin,
    visible_turn,
)
from course_lib.sounds import LESSON_SAMPLE_RATE


def finding(hertz: float, hop: int) -> str:
    """Return how far the arrow turns from frame to frame, as a title."""
    degrees = round(360 * visible_turn(hertz, hop))
    if degrees == 0:
        return f"The arrow stands still: {_cycles(hertz, hop)} of the tone fit into one hop"
    way = "forwards" if degrees > 0 else "backwards"
    return (
        f"The arrow turns {way} by {abs(degrees)}° from frame to frame: "
        f"{_cycles(hertz, hop)} of the tone fit into one hop"
    )


def summary(hertz: float, hop: int) -> str:
    """Return the tone, the hop, and the bin whose arrow is drawn."""
    number = nearest_bin(hertz)
    middle = round(number * LESSON_SAMPLE_RATE / N_FFT, 1)
    milliseconds = round(1000 * hop / LESSON_SAMPLE_RATE, 2)
    return (
        f"A steady tone of {hertz:g} Hz, a hop of {hop} samples ({milliseconds:g} ms). "
        f"The arrow is bin {number}, at {middle:g} Hz: the same length in every frame."
    )


def _cycles(hertz: float, hop: int) -> str:
    return f"{round(cycles_per_hop(hertz, hop), 2):g} cycles"
