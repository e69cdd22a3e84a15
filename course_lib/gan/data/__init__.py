"""Sounds to train on and to evaluate with: synthesised clips, or a folder of recordings.

    synthetic_clips("train")         the synthetic_clips data set
    folder_clips("my/recordings")    any folder of audio files
    clips.batch(step, ...)           a batch that depends on the seed and the step alone

clips              `Clip`, and `Clips`: a set of them, and batches cut from it
synthetic_clips, cache   the synthetic_clips data set, and a file that keeps it
synthesis/         the synthesisers of its five kinds of sound
folders, file_tree clips from a folder of recordings, and its files
splits             train, tuning and report; Split is the type of these words
"""

from course_lib.gan.data.clips import Clip, Clips
from course_lib.gan.data.folders import folder_clips
from course_lib.gan.data.splits import Split
from course_lib.gan.data.synthetic_clips import synthetic_clips

__all__ = ["Clip", "Clips", "Split", "folder_clips", "synthetic_clips"]
