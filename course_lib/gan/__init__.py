"""A small GAN for sound, and what it takes to measure it.

    run = train(TrainConfig(discriminators=("msstftd",)), "runs/a", minutes=5)

Reading order: settings and presets, frames, fsq, codec, spectral_loss, synthesis, clips; then
step, state, trainer, adversaries, checkpoints; then metrics, report, ablation.
"""

from course_lib.gan.checkpoints import CheckpointError, load_generator
from course_lib.gan.clips import Clip, Clips, folder_clips, synthetic_clips
from course_lib.gan.codec import CodecOptions, STFTCodec
from course_lib.gan.config import TrainConfig
from course_lib.gan.presets import PRESETS, Preset, preset
from course_lib.gan.runs import Run, read_run
from course_lib.gan.trainer import train
from course_lib.losses.reconstruction.log_mel import LogMel, ReconstructionLoss

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
    "folder_clips",
    "load_generator",
    "preset",
    "read_run",
    "synthetic_clips",
    "train",
]
