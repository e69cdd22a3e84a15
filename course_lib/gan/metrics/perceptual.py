"""Three models of people who listen to speech, applied to the babble: PESQ, ViSQOL, extended STOI.

Babble has the pitch, formants and rhythm of speech but no words, and no scale was fitted to it. So
compare two estimates of the same set, and don't read the absolute values.

PESQ and ViSQOL both predict a mean opinion score, and can disagree: PESQ was fitted to telephone
lines and codecs that code the waveform, ViSQOL compares patches of a spectrogram.

They need the extra ``speech-metrics``, of which ``pesq`` compiles C. All other metrics work without
it.
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

from course_lib.extras import extra
from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.gan.metrics.spectra import checked

Array: TypeAlias = NDArray[np.float32]

SPEECH_RATE = 16_000  # Hz; the only rate of wide-band PESQ and of ViSQOL's model of speech
WORST_VISQOL = 1.0  # the lowest score of the scale, for a silent estimate
WORST_MOS = 1.04  # the lowest raw score, -0.5, on the scale of P.862.2; for a silent estimate


def installed(package: str) -> bool:
    """Return True if a package is installed, without importing it."""
    return find_spec(package) is not None


def pesq_wb(reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE) -> Tensor:
    """Return the mean opinion score that wide-band PESQ predicts.

    Formula: the perceptual model of ITU-T P.862.2.

    Unit: MOS-LQO. Range: about 1.0 (bad) to 4.64 (a perfect copy). **Higher is better**. The level
    of either doesn't matter.

    Can't measure: anything above 7 kHz, the quality of music, a delay of the whole clip.

    Source: ITU-T P.862.2, 2007, https://www.itu.int/rec/T-REC-P.862.2; the package pesq,
    https://github.com/ludlows/PESQ

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        sample_rate: The sample rate of both in Hz; it must be 16000.

    Returns:
        [clips]; NaN where PESQ finds no speech in a clip.

    Raises:
        ValueError: The sample rate isn't 16000 Hz.
        MissingExtraError: The extra "speech-metrics" isn't installed.
    """
    if sample_rate != SPEECH_RATE:
        raise ValueError(f"sample_rate must be {SPEECH_RATE} Hz for pesq_wb, got {sample_rate}.")
    pesq = _package("pesq")

    def score(x: Array, y: Array) -> float:
        if not y.any():
            return WORST_MOS
        try:
            return float(pesq.pesq(SPEECH_RATE, x, y, "wb"))
        except pesq.NoUtterancesError:
            return math.nan

    both = checked(reference, estimate, minimum=SPEECH_RATE // 4, who="pesq_wb")
    return _score_each(score, *both)


def visqol(reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE) -> Tensor:
    """Return the mean opinion score that ViSQOL predicts for speech.

        similarity (NSIM) of patches of gammatone spectrograms, mapped to MOS-LQO by an exponential

    Unit: MOS-LQO. Range: 1 (bad) to 5 (a perfect copy). **Higher is better**. The level of the
    estimate doesn't matter.

    Can't measure: phase, a delay of the whole clip, anything above 8 kHz.

    Source: Chinen et al., "ViSQOL v3", 2020, https://arxiv.org/abs/2004.09584; the package
    visqol-python, https://github.com/talker93/visqol-python, with its polynomial mapping

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        sample_rate: The sample rate of both in Hz; it must be 16000.

    Returns:
        [clips]; NaN where the reference is silent, or has no patch of sound that is long enough.

    Raises:
        ValueError: The sample rate isn't 16000 Hz.
        MissingExtraError: The extra "speech-metrics" isn't installed.
    """
    if sample_rate != SPEECH_RATE:
        raise ValueError(f"sample_rate must be {SPEECH_RATE} Hz for visqol, got {sample_rate}.")
    api = _package("visqol").VisqolApi()
    api.create(mode="speech", use_lattice_model=False)  # the other mapping needs another package

    def score(x: Array, y: Array) -> float:
        if not y.any():
            return WORST_VISQOL
        doubles = (wave.astype(np.float64) for wave in (x, y))
        try:
            return float(api.measure_from_arrays(*doubles, SPEECH_RATE).moslqo)
        except (IndexError, ValueError):  # it finds no patch of the reference to compare
            return math.nan

    both = checked(reference, estimate, minimum=SPEECH_RATE // 2, who="visqol")
    return _score_each(score, *both)


def estoi(reference: Tensor, estimate: Tensor, *, sample_rate: int = CODEC_SAMPLE_RATE) -> Tensor:
    """Return the intelligibility of the speech that extended STOI predicts.

        correlation of normalised spectrogram segments of 384 ms, in third-octave bands

    Unit: none. Range: up to 1 for a perfect copy. **Higher is better**. The level of the estimate
    doesn't matter.

    Can't measure: anything above 4.3 kHz, phase, moments 40 dB below the loudest.

    Source: Jensen & Taal, "An algorithm for predicting the intelligibility of speech masked by
    modulated noise maskers", 2016, https://doi.org/10.1109/TASLP.2016.2585878; the package pystoi,
    https://github.com/mpariente/pystoi

    Args:
        reference: The reference waves, [clips, time].
        estimate: What the generator made of each reference, [clips, time].
        sample_rate: The sample rate of both in Hz.

    Returns:
        [clips]; NaN where a clip has too little sound in it.

    Raises:
        MissingExtraError: The extra "speech-metrics" isn't installed.
    """
    pystoi = _package("pystoi")

    def score(x: Array, y: Array) -> float:
        if not y.any():
            return 0.0
        with warnings.catch_warnings():
            # if there is too little sound, it warns and returns a meaningless number
            warnings.simplefilter("error", RuntimeWarning)
            try:
                return float(pystoi.stoi(x, y, sample_rate, extended=True))
            except RuntimeWarning:
                return math.nan

    both = checked(reference, estimate, minimum=sample_rate // 2, who="estoi")
    return _score_each(score, *both)


def _score_each(
    score: Callable[[Array, Array], float], reference: Tensor, estimate: Tensor
) -> Tensor:
    """Return the score of each clip, [clips]; NaN if the reference is silent."""
    pairs = zip(reference.numpy(), estimate.numpy(), strict=True)
    return torch.tensor(
        [score(x, y) if x.any() else math.nan for x, y in pairs], dtype=torch.float64
    )


def _package(name: str) -> ModuleType:
    with extra("speech-metrics", "this metric"):
        if not installed(name):
            raise ModuleNotFoundError(name=name)
        return importlib.import_module(name)
