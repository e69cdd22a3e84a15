"""Ask two standardised listeners about the babble: PESQ and extended STOI.

Both are models of people who listen to speech over a telephone. Babble has the pitch, formants and
rhythm of speech, and no words: their scales were never fitted to it, so read differences between
two estimates of one set, and no absolute value.

The listeners are packages of their own, ``pesq`` (compiles C) and ``pystoi``. They come with
``pip install pesq pystoi``; without them, nothing else is missing.
"""

import importlib
import math
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from types import ModuleType
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.gan.metrics.spectra import checked

Array: TypeAlias = NDArray[np.float32]

PESQ_RATE = 16_000  # Hz; the only rate of the wide-band model
WORST_MOS = 1.04  # where P.862.2 puts the lowest raw score, -0.5; given to a silent estimate


def installed(package: str) -> bool:
    """Tell whether a listener is there, without importing it."""
    return find_spec(package) is not None


def pesq_wb(reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE) -> Tensor:
    """Ask the wide-band PESQ listener for a mean opinion score.

    Unit: MOS-LQO, from about 1.0 (bad) to 4.64 (a perfect copy). **Higher is better**. The level
    of either does not matter.

    It does not hear: anything above 7 kHz, music as music, a delay of the whole clip.

    Source: ITU-T P.862.2, 2007, https://www.itu.int/rec/T-REC-P.862.2; the package pesq,
    https://github.com/ludlows/PESQ

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        sample_rate: in Hz; 16000.

    Returns:
        [clips]; NaN where PESQ finds no speech in a clip.
    """
    if sample_rate != PESQ_RATE:
        raise ValueError(f"wide-band PESQ listens at {PESQ_RATE} Hz, not at {sample_rate} Hz")
    pesq = _package("pesq")

    def ask(x: Array, y: Array) -> float:
        if not y.any():
            return WORST_MOS
        try:
            return float(pesq.pesq(PESQ_RATE, x, y, "wb"))
        except pesq.NoUtterancesError:
            return math.nan

    both = checked(reference, estimate, minimum=PESQ_RATE // 4, who="pesq_wb")
    return _ask_about_each(ask, *both)


def estoi(reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE) -> Tensor:
    """Estimate how much of the speech would be understood: extended STOI.

        correlation of normalised spectrogram segments of 384 ms, in third-octave bands

    Unit: none, up to 1 for a perfect copy. **Higher is better**. The level of the estimate does not
    matter.

    It does not hear: anything above 4.3 kHz, phase, moments 40 dB below the loudest.

    Source: Jensen & Taal, "An algorithm for predicting the intelligibility of speech masked by
    modulated noise maskers", 2016, https://doi.org/10.1109/TASLP.2016.2585878; the package pystoi,
    https://github.com/mpariente/pystoi

    Args:
        reference: waves [clips, time].
        estimate: waves [clips, time].
        sample_rate: in Hz.

    Returns:
        [clips]; NaN where a clip has too little sound in it.
    """
    pystoi = _package("pystoi")

    def ask(x: Array, y: Array) -> float:
        if not y.any():
            return 0.0
        with warnings.catch_warnings():
            # it warns of too little sound, and then returns a number that means nothing
            warnings.simplefilter("error", RuntimeWarning)
            try:
                return float(pystoi.stoi(x, y, sample_rate, extended=True))
            except RuntimeWarning:
                return math.nan

    both = checked(reference, estimate, minimum=sample_rate // 2, who="estoi")
    return _ask_about_each(ask, *both)


def _ask_about_each(
    ask: Callable[[Array, Array], float], reference: Tensor, estimate: Tensor
) -> Tensor:
    """Ask about each clip [time]; a silent reference is not worth asking about."""
    pairs = zip(reference.numpy(), estimate.numpy(), strict=True)
    return torch.tensor([ask(x, y) if x.any() else math.nan for x, y in pairs], dtype=torch.float64)


def _package(name: str) -> ModuleType:
    if not installed(name):
        raise ModuleNotFoundError(
            f"this metric is computed by the package {name}: pip install {name}",
            name=name,
        )
    return importlib.import_module(name)
