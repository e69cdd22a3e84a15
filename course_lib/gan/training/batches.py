"""The sounds of a run: batches to train on, and a few held-out sounds to listen to."""

import warnings
from functools import cached_property

import torch
from torch import Tensor, nn

from course_lib.gan.data import Clips, Split, folder_clips, synthetic_clips
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.distributed import rank
from course_lib.gan.training.state import TrainState
from course_lib.losses.ranks import number_of_ranks

SYNTHETIC = "synthetic"
HEARD = 5  # held-out sounds, one of each synthetic kind


class Data:
    """What a run trains on.

    Args:
        config: says where the sounds come from.
        clips: what it trains on.
    """

    def __init__(self, config: TrainConfig, clips: Clips) -> None:
        self.config = config
        self.clips = clips
        self.digest = clips.digest

    def batch(self, state: TrainState) -> Tensor:
        """Cut out this process's part of the batch for the step to come, [batch, 1, time]."""
        preset, ranks = state.config.preset, number_of_ranks()
        size = preset.warm_batch if state.warming_up else preset.batch
        length = preset.warm_segment if state.warming_up else preset.segment
        batch = self.clips.batch(
            state.step, size * ranks, length, state.config.seed, rank=rank(), world_size=ranks
        )
        return batch.to(state.device)

    @cached_property
    def held_out(self) -> Tensor:
        """A few sounds [clips, 1, time] that no step trains on."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what cannot be read was named when training began
            clips = _clips(self.config, "tuning")
        every = max(1, len(clips) // HEARD)
        return clips.waves[::every][:HEARD]

    @torch.no_grad()
    def listen(self, generator: nn.Module) -> Tensor:
        """Send the held-out sounds through a generator; it stays in the mode that it is in."""
        parameter = next(generator.parameters())
        heard: Tensor = generator(self.held_out.to(parameter.device))
        return heard.cpu()


def load_data(config: TrainConfig) -> Data:
    """Return the sounds of a run.

    Raises:
        ValueError: the folder or file does not exist, or has too little to train on.
    """
    return Data(config, _clips(config, "train"))


def _clips(config: TrainConfig, split: Split) -> Clips:
    if config.data == SYNTHETIC:
        return synthetic_clips(split)
    return folder_clips(config.data, split=split, sample_rate=config.preset.sample_rate)
