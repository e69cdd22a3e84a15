"""A small GAN for sound, and what it takes to measure it.

    run = train(TrainConfig(discriminators=("msstftd",)), "runs/a", minutes=5)

From the top floor down:

    experiments/    audiograms, ablations, comparisons of runs, runs that fail on purpose
    training/       configuration, train step, trainer, checkpoints; PRESETS of sizes, by name
    metrics/        how good is the generated sound?
    codec/          the generators: encoder, quantizer, two kinds of decoder
    data/           the clips to train on and to measure with
"""

from course_lib.extras import require

require("train", __name__)

from course_lib.gan.codec.codec import CodecOptions, STFTCodec
from course_lib.gan.codec.waveform_codec import WaveformCodec
from course_lib.gan.data.clips import Clip, Clips
from course_lib.gan.data.folders import folder_clips
from course_lib.gan.data.synthetic_clips import synthetic_clips
from course_lib.gan.training.checkpoints import CheckpointError, load_generator
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import PRESETS, Preset, preset
from course_lib.gan.training.run_json import Run, read_run
from course_lib.gan.training.trainer import train
from course_lib.losses.reconstruction.log_mel import LogMel
from course_lib.losses.reconstruction.reconstruction_loss import ReconstructionLoss

__all__ = [
    "PRESETS",
    "CheckpointError",
    "Clip",
    "Clips",
    "CodecOptions",
    "LogMel",
    "Preset",
    "ReconstructionLoss",
    "Run",
    "STFTCodec",
    "TrainConfig",
    "WaveformCodec",
    "folder_clips",
    "load_generator",
    "preset",
    "read_run",
    "synthetic_clips",
    "train",
]
