"""Every metric of the small GAN, in the order in which tables show them.

The study behind this list: a metric is a headline if three training seeds agree on it and it
moves when an artefact is heard. The others answer a question of their own (did the pitch survive,
did the rhythm), or say what training already asked for.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from course_lib.gan.clips import Clips
from course_lib.gan.metrics.comb import frame_comb_db
from course_lib.gan.metrics.frechet import fd_fine
from course_lib.gan.metrics.magnitudes import log_mel_l1, mrstft_log, spectral_convergence
from course_lib.gan.metrics.metric import (
    Measure,
    Metric,
    of_kind,
    pitched,
    rhythmic,
    with_onsets,
    with_pitch,
)
from course_lib.gan.metrics.perceptual import estoi, pesq_wb
from course_lib.gan.metrics.phases import group_delay_error, if_error, si_sdr
from course_lib.gan.metrics.pitch import f0_error_cents, f0_gross_error, periodicity_rmse, vuv_f1
from course_lib.gan.metrics.rhythm import (
    beat_acf_rmse,
    crest_error_db,
    onset_correlation,
    onset_f1,
)
from course_lib.gan.metrics.treble import hf_energy_error, hf_lsd
from course_lib.gan.synthesis import KINDS


def _plain(function: Callable[[Tensor, Tensor], Tensor]) -> Measure:
    """Ask a function that takes two sets of waves."""
    return lambda clips, estimate: function(clips.waves[:, 0], estimate)


def _in_hertz(function: Callable[..., Tensor]) -> Measure:
    """Ask a function that takes two sets of waves and their sample rate."""
    return lambda clips, estimate: function(
        clips.waves[:, 0], estimate, sample_rate=clips.sample_rate
    )


def _with_f0(function: Callable[..., Tensor]) -> Measure:
    """Ask a function that takes the exact pitch as well."""

    def measure(clips: Clips, estimate: Tensor) -> Tensor:
        f0, voiced = _labels(clips, "f0"), _labels(clips, "voiced").bool()
        waves = clips.waves[:, 0]
        return function(waves, estimate, f0, voiced, sample_rate=clips.sample_rate)

    return measure


def _vuv(clips: Clips, estimate: Tensor) -> Tensor:
    return vuv_f1(estimate, _labels(clips, "voiced").bool(), sample_rate=clips.sample_rate)


def _onsets(clips: Clips, estimate: Tensor) -> Tensor:
    onsets = [() if clip.onsets is None else clip.onsets.tolist() for clip in clips]
    return onset_f1(estimate, onsets, sample_rate=clips.sample_rate)


def _labels(clips: Clips, name: str) -> Tensor:
    """Lay the labels of all samples beside each other: [clips, time], zeros past a clip's end."""
    laid = torch.zeros(len(clips), clips.waves.shape[-1])
    for row, clip in zip(laid, clips, strict=True):
        row[: len(clip.samples)] = getattr(clip, name)
    return laid


def _mrstft_of(kind: str) -> Metric:
    name, title = f"mrstft_log_{kind}", f"MR-STFT log distance, {kind}"
    return Metric(name, title, "Np", "lower", "headline", _plain(mrstft_log), of_kind(kind))


# one metric a line or two, as a table
# fmt: off
METRICS: tuple[Metric, ...] = (
    Metric("frame_comb_db", "Frame-rate comb", "dB", "lower", "headline", _in_hertz(frame_comb_db)),
    Metric("fd_fine", "FD-fine", "", "lower", "headline", _plain(fd_fine)),
    Metric("hf_lsd", "Log-spectral distance > 4 kHz", "dB", "lower", "headline", _in_hertz(hf_lsd)),
    Metric("hf_energy_error", "Energy error > 4 kHz", "dB", "lower", "headline",
           _in_hertz(hf_energy_error)),
    *(_mrstft_of(kind) for kind in KINDS),
    Metric("f0_error_cents", "F0 error", "cents", "lower", "pitch",
           _with_f0(f0_error_cents), with_pitch),
    Metric("f0_gross_error", "F0 gross errors", "%", "lower", "pitch",
           _with_f0(f0_gross_error), with_pitch),
    Metric("vuv_f1", "Voiced/unvoiced F1", "", "higher", "pitch", _vuv, with_pitch),
    Metric("periodicity_rmse", "Periodicity RMSE", "", "lower", "pitch",
           _in_hertz(periodicity_rmse), pitched),
    Metric("onset_f1", "Onset F1", "", "higher", "rhythm", _onsets, with_onsets),
    Metric("onset_correlation", "Onset strength correlation", "", "higher", "rhythm",
           _in_hertz(onset_correlation), rhythmic),
    Metric("beat_acf_rmse", "Beat autocorrelation RMSE", "", "lower", "rhythm",
           _in_hertz(beat_acf_rmse), rhythmic),
    Metric("crest_error_db", "Crest factor error", "dB", "lower", "rhythm",
           _in_hertz(crest_error_db), rhythmic),
    Metric("if_error", "Instantaneous frequency error", "rad", "lower", "phase", _plain(if_error)),
    Metric("group_delay_error", "Group delay error", "rad", "lower", "phase",
           _plain(group_delay_error)),
    Metric("si_sdr", "SI-SDR, median", "dB", "higher", "phase", _plain(si_sdr), average="median"),
    Metric("log_mel_l1", "Log-mel L1", "Np", "lower", "training", _in_hertz(log_mel_l1)),
    Metric("mrstft_log", "MR-STFT log distance", "Np", "lower", "training", _plain(mrstft_log)),
    Metric("spectral_convergence", "Spectral convergence", "", "lower", "training",
           _plain(spectral_convergence)),
    Metric("pesq_wb", "PESQ, babble", "MOS", "higher", "speech",
           _in_hertz(pesq_wb), of_kind("babble"), package="pesq"),
    Metric("estoi", "Extended STOI, babble", "", "higher", "speech",
           _in_hertz(estoi), of_kind("babble"), package="pystoi"),
)
# fmt: on
