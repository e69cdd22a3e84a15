"""The data of a run: batches to train on, and a few held-out clips to listen to."""

import warnings
from functools import cached_property

import torch
from torch import Tensor, nn

from course_lib.gan.data import Clips, Split, folder_clips, synthetic_clips
from course_lib.gan.training.config import SYNTHETIC, TrainConfig
from course_lib.gan.training.distributed import rank
from course_lib.gan.training.train_state import TrainState
from course_lib.losses.averages_over_ranks import number_of_ranks

HELD_OUT_CLIPS = 5  # one of each synthetic kind


class TrainingData:
    """The clips of a run.

    Args:
        config: The config of the run.
        clips: The clips to train on.
    """

    def __init__(self, config: TrainConfig, clips: Clips) -> None:
        self.config = config
        self.clips = clips
        self.digest = clips.digest

    def batch(self, state: TrainState) -> Tensor:
        """Return this rank's part of the batch for the next step, [batch, 1, time]."""
        preset, ranks = state.config.preset, number_of_ranks()
        size = preset.warm_batch if state.warming_up else preset.batch
        length = preset.warm_segment if state.warming_up else preset.segment
        batch = self.clips.batch(
            state.step, size * ranks, length, state.config.seed, rank=rank(), world_size=ranks
        )
        return batch.to(state.device)

    @cached_property
    def held_out(self) -> Tensor:
        """A few clips [clips, 1, time] that the run isn't trained on."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # unreadable files were reported when training began
            clips = _clips(self.config, "tuning")
        every = max(1, len(clips) // HELD_OUT_CLIPS)
        return clips.waves[::every][:HELD_OUT_CLIPS]

    @torch.no_grad()
    def reconstruct(self, generator: nn.Module) -> Tensor:
        """Return the held-out clips as a generator reconstructs them, [clips, 1, time], on the CPU.

        Args:
            generator: The generator. It stays in its present mode, training or evaluation.
        """
        parameter = next(generator.parameters())
        reconstructed: Tensor = generator(self.held_out.to(parameter.device))
        return reconstructed.cpu()


def load_data(config: TrainConfig) -> TrainingData:
    """Return the data of a run.

    Args:
        config: The config of the run.

    Raises:
        ValueError: The folder or file doesn't exist, or contains too little to train on.
    """
    return TrainingData(config, _clips(config, "train"))


def _clips(config: TrainConfig, split: Split) -> Clips:
    if config.data == SYNTHETIC:
        return synthetic_clips(split)
    return folder_clips(config.data, split=split, sample_rate=config.preset.sample_rate)
