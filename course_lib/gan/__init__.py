"""A small GAN for sound, and what it takes to measure it.

Reading order: settings and presets, frames, fsq, codec, spectral_loss, synthesis, clips.
"""

from course_lib.gan.clips import Clip, Clips, folder_clips, synthetic_clips
from course_lib.gan.codec import CodecOptions, STFTCodec
from course_lib.gan.presets import PRESETS, Preset, preset
from course_lib.gan.spectral_loss import LogMel, ReconstructionLoss

__all__ = [
    "PRESETS",
    "Clip",
    "Clips",
    "CodecOptions",
    "LogMel",
    "Preset",
    "ReconstructionLoss",
    "STFTCodec",
    "folder_clips",
    "preset",
    "synthetic_clips",
]
