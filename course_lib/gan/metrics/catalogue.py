"""All metrics of the small GAN, in the order of the tables.

A metric is a headline if it measures what the reconstruction loss can't see. That loss compares mel
bands of 64 ms windows, so it misses fine structure inside a band (the comb, FD-fine, the log
spectra at four resolutions), and above 4 kHz, where a band is hundreds of Hz wide, nearly
everything but the level (the two metrics of the treble). A discriminator is added for exactly
these. Whether the seeds agree is no reason: it would select what looks certain.

The other metrics answer a specific question, such as whether the pitch or the rhythm survived, or
measure what the generator is trained on.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from course_lib.gan.data import Clips
from course_lib.gan.data.synthesis import KINDS
from course_lib.gan.metrics.comb import frame_comb_db
from course_lib.gan.metrics.frechet import fd_fine
from course_lib.gan.metrics.metric import (
    Measure,
    Metric,
    lasting,
    of_kind,
    pitched,
    rhythmic,
    with_onsets,
    with_pitch,
)
from course_lib.gan.metrics.perceptual import estoi, pesq_wb, visqol
from course_lib.gan.metrics.phases import group_delay_error, if_error, si_sdr
from course_lib.gan.metrics.pitch import f0_error_cents, f0_gross_error, periodicity_rmse, vuv_f1
from course_lib.gan.metrics.rhythm import (
    BEAT_NEEDS,
    beat_acf_rmse,
    crest_error_db,
    onset_correlation,
    onset_f1,
)
from course_lib.gan.metrics.spectral_distances import log_mel_l1, mrstft_log, spectral_convergence
from course_lib.gan.metrics.treble import hf_energy_error, hf_lsd


def _plain(function: Callable[[Tensor, Tensor], Tensor]) -> Measure:
    """Return a measure from a function of two sets of waves."""
    return lambda clips, estimate: function(clips.waves[:, 0], estimate)


def _in_hertz(function: Callable[..., Tensor]) -> Measure:
    """Return a measure from a function of two sets of waves and their sample rate."""
    return lambda clips, estimate, **options: function(
        clips.waves[:, 0], estimate, sample_rate=clips.sample_rate, **options
    )


def _with_f0(function: Callable[..., Tensor]) -> Measure:
    """Return a measure from a function that also takes the exact pitch."""

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
    """Return the labels of all samples, [clips, time], with zeros after the end of a clip."""
    labels = torch.zeros(len(clips), clips.waves.shape[-1])
    for row, clip in zip(labels, clips, strict=True):
        row[: len(clip.samples)] = getattr(clip, name)
    return labels


def _mrstft_of(kind: str) -> Metric:
    return Metric(
        f"mrstft_log_{kind}",
        f"MR-STFT log distance, {kind}",
        f"How far are the log spectra of the {kind} clips, at four resolutions?",
        "Np",
        "lower",
        "headline",
        _plain(mrstft_log),
        of_kind(kind),
    )


# one metric per entry: name, title, question; unit, better, group, measure, which clips
# fmt: off
METRICS: tuple[Metric, ...] = (
    Metric("frame_comb_db", "Frame-rate comb", "How loud does the generator's frame rate buzz?",
           "dB", "lower", "headline", _in_hertz(frame_comb_db), needs_hop=True),
    Metric("fd_fine", "FD-fine", "Is the fine texture of its spectra that of the references?",
           "", "lower", "headline", _plain(fd_fine)),
    Metric("hf_lsd", "Log-spectral distance > 4 kHz", "Is the top of the spectrum right in detail?",
           "dB", "lower", "headline", _in_hertz(hf_lsd)),
    Metric("hf_energy_error", "Energy error > 4 kHz", "Is there as much above 4 kHz as should be?",
           "dB", "lower", "headline", _in_hertz(hf_energy_error)),
    *(_mrstft_of(kind) for kind in KINDS),
    Metric("f0_error_cents", "F0 error", "How far is the pitch from the exact one?",
           "cents", "lower", "pitch", _with_f0(f0_error_cents), with_pitch),
    Metric("f0_gross_error", "F0 gross errors", "How often is it off by over a quarter tone?",
           "%", "lower", "pitch", _with_f0(f0_gross_error), with_pitch),
    Metric("vuv_f1", "Voiced/unvoiced F1", "Is there a pitch where there should be, only there?",
           "", "higher", "pitch", _vuv, with_pitch),
    Metric("periodicity_rmse", "Periodicity RMSE", "Is it as periodic, or as breathy, as it was?",
           "", "lower", "pitch", _in_hertz(periodicity_rmse), pitched),
    Metric("onset_f1", "Onset F1", "Do notes and hits begin when they should?",
           "", "higher", "rhythm", _onsets, with_onsets),
    Metric("onset_correlation", "Onset strength correlation", "Are the hits as strong as before?",
           "", "higher", "rhythm", _in_hertz(onset_correlation), rhythmic),
    Metric("beat_acf_rmse", "Beat autocorrelation RMSE", "Does the rhythm repeat as it did?",
           "", "lower", "rhythm", _in_hertz(beat_acf_rmse), lasting(BEAT_NEEDS, rhythmic)),
    Metric("crest_error_db", "Crest factor error", "Do the attacks stand out as far as they did?",
           "dB", "lower", "rhythm", _in_hertz(crest_error_db), rhythmic),
    Metric("if_error", "Instantaneous frequency error", "Are partials at the right frequencies?",
           "rad", "lower", "phase", _plain(if_error)),
    Metric("group_delay_error", "Group delay error", "Are clicks sharp, and in their places?",
           "rad", "lower", "phase", _plain(group_delay_error)),
    Metric("si_sdr", "SI-SDR, median", "How far does the wave differ, sample by sample?",
           "dB", "higher", "phase", _plain(si_sdr), average="median"),
    Metric("log_mel_l1", "Log-mel L1", "How far is the generator from its training target?",
           "Np", "lower", "training", _in_hertz(log_mel_l1)),
    Metric("mrstft_log", "MR-STFT log distance", "How far are the log spectra of all clips?",
           "Np", "lower", "training", _plain(mrstft_log)),
    Metric("spectral_convergence", "Spectral convergence", "How large is the error of loud bins?",
           "", "lower", "training", _plain(spectral_convergence)),
    Metric("pesq_wb", "PESQ, babble", "What would listeners on a telephone say?",
           "MOS", "higher", "speech", _in_hertz(pesq_wb), of_kind("babble"), package="pesq"),
    Metric("visqol", "ViSQOL, babble", "How alike are its spectrograms, to a model of the ear?",
           "MOS", "higher", "speech", _in_hertz(visqol), of_kind("babble"), package="visqol"),
    Metric("estoi", "Extended STOI, babble", "How much of its words would be understood?",
           "", "higher", "speech", _in_hertz(estoi), of_kind("babble"), package="pystoi"),
)
# fmt: on
