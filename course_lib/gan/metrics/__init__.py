"""How good is the generated sound? Several metrics, since each of them is blind to something.

    evaluate(clips, estimate)      every metric that applies, {"frame_comb_db": 3.2, ...}
    METRICS                        name, unit, better direction, whether it is a headline
    frame_comb_db(x, y), ...       each metric by itself, on waves [clips, time]

Each docstring gives the formula, the unit, the range, the better direction, and what the metric
can't measure; the source is there or at the top of the module. Reading order: spectra, comb,
treble, frechet, spectral_distances, phases, pitch_tracker, pitch, rhythm, perceptual; then
metric, catalogue and evaluation.
"""

from course_lib.gan.metrics.catalogue import METRICS
from course_lib.gan.metrics.comb import frame_comb_db
from course_lib.gan.metrics.evaluation import evaluate, evaluate_clips, metric
from course_lib.gan.metrics.frechet import fd_fine, fine_structure, frechet_distance
from course_lib.gan.metrics.metric import Metric
from course_lib.gan.metrics.perceptual import estoi, pesq_wb, visqol
from course_lib.gan.metrics.phases import group_delay_error, if_error, si_sdr
from course_lib.gan.metrics.pitch import f0_error_cents, f0_gross_error, periodicity_rmse, vuv_f1
from course_lib.gan.metrics.pitch_tracker import track_pitch
from course_lib.gan.metrics.rhythm import (
    beat_acf_rmse,
    crest_error_db,
    find_onsets,
    onset_correlation,
    onset_f1,
    onset_strength,
)
from course_lib.gan.metrics.spectral_distances import log_mel_l1, mrstft_log, spectral_convergence
from course_lib.gan.metrics.treble import hf_energy_error, hf_lsd

__all__ = [
    "METRICS",
    "Metric",
    "beat_acf_rmse",
    "crest_error_db",
    "estoi",
    "evaluate",
    "evaluate_clips",
    "f0_error_cents",
    "f0_gross_error",
    "fd_fine",
    "find_onsets",
    "fine_structure",
    "frame_comb_db",
    "frechet_distance",
    "group_delay_error",
    "hf_energy_error",
    "hf_lsd",
    "if_error",
    "log_mel_l1",
    "metric",
    "mrstft_log",
    "onset_correlation",
    "onset_f1",
    "onset_strength",
    "periodicity_rmse",
    "pesq_wb",
    "si_sdr",
    "spectral_convergence",
    "track_pitch",
    "visqol",
    "vuv_f1",
]
