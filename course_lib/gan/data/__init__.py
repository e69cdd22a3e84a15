"""Sounds to train on and to measure with: synthesised ones, or a folder of recordings."""

from course_lib.gan.data.clips import Clip, Clips
from course_lib.gan.data.folders import folder_clips
from course_lib.gan.data.splits import Split
from course_lib.gan.data.synthetic import synthetic_clips

__all__ = ["Clip", "Clips", "Split", "folder_clips", "synthetic_clips"]
