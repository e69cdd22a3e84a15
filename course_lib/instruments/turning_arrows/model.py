"""Measure how the complex numbers of the STFT turn from frame to frame, for a steady tone.

A frame that begins ``hop`` samples later begins later in the tone's cycle. The number in each bin
around the tone keeps its length, and its angle grows by the cycles that fit into one hop:

    hertz * hop / sample_rate  cycles, of which only the part after the point can be seen

Two more properties can be seen. All bins around the tone turn equally fast, and neighbouring bins
point in nearly opposite directions, because the angle counts from the first sample of a frame.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from course_lib.audio.stft import stft
from course_lib.sounds import LESSON_SAMPLE_RATE

N_FFT = 1024  # samples of a window, and of its transform
FRAMES = 25
AROUND = 4  # bins that are shown on each side of the tone's
LOWEST, HIGHEST = 500.0, 2000.0  # Hz, of the tone
SHORTEST_HOP, LONGEST_HOP = 8, 512  # samples


class TurningCells(NamedTuple):
    """The complex numbers of some bins in all frames."""

    first_bin: int
    cells: Tensor  # complex [bins, frames]


def turning_cells(hertz: float, hop: int) -> TurningCells:
    """Return the numbers of the bins around a tone of amplitude 1.

    Args:
        hertz: The frequency of the tone, 500 to 2000 Hz.
        hop: The number of samples between two frames, 8 to 512.

    Raises:
        ValueError: The tone or the hop is out of range.
    """
    if not LOWEST <= hertz <= HIGHEST:
        raise ValueError(f"hertz must be between {LOWEST:g} and {HIGHEST:g}, got {hertz}.")
    if not SHORTEST_HOP <= hop <= LONGEST_HOP:
        raise ValueError(
            f"hop must be between {SHORTEST_HOP} and {LONGEST_HOP} samples, got {hop}."
        )
    times = torch.arange(N_FFT + (FRAMES - 1) * hop, dtype=torch.float64) / LESSON_SAMPLE_RATE
    spectrum = stft(torch.cos(2 * math.pi * hertz * times), N_FFT, hop, normalized=True)
    first = nearest_bin(hertz) - AROUND
    return TurningCells(first, spectrum[first : first + 2 * AROUND + 1])


def nearest_bin(hertz: float) -> int:
    """Return the number of the bin that is nearest to a frequency."""
    return math.floor(hertz * N_FFT / LESSON_SAMPLE_RATE + 0.5)


def cycles_per_hop(hertz: float, hop: int) -> float:
    """Return how many cycles of the tone fit between the beginnings of two frames."""
    return hertz * hop / LESSON_SAMPLE_RATE


def visible_turn(hertz: float, hop: int) -> float:
    """Return the turn from frame to frame that can be seen, from -0.5 to 0.5 of a whole turn."""
    cycles = cycles_per_hop(hertz, hop)
    return cycles - math.floor(cycles + 0.5)
