"""The samples that one logit of a discriminator depends on.

Nothing here knows how a discriminator is built. It fulfils the contract, and autograd does the
rest, so this also works for a class that you registered a minute ago.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry import RegistryError, example, names
from course_lib.instruments.fold_explorer.model import logit_samples
from course_lib.sounds import Sound


class SubDiscriminator(nn.Module):
    """One sub-discriminator of a multi-discriminator, with the output ``(logits, fmaps)``.

    Args:
        discriminator: The multi-discriminator.
        k: The number of the sub-discriminator, counted from 0.
    """

    def __init__(self, discriminator: MultiDiscriminator, k: int) -> None:
        super().__init__()
        self.discriminator = discriminator
        self.k = k

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return logits and feature maps of sub-discriminator ``k`` for a wave [batch, 1, time]."""
        logits, fmaps = self.discriminator(wave)
        return logits[self.k], fmaps[self.k]


class ReceptiveField(NamedTuple):
    """Numbers about the samples that one logit depends on."""

    samples: int
    first: int
    last: int
    step: int | None  # distance between two of them; None if it varies

    @property
    def spread(self) -> int:
        """The number of samples from the first to the last."""
        return self.last - self.first + 1


def known_discriminators() -> tuple[dict[str, MultiDiscriminator], dict[str, str]]:
    """Return a small instance of each registered name, and the reason for each missing one."""
    built: dict[str, MultiDiscriminator] = {}
    left_out: dict[str, str] = {}
    for name in names():
        try:
            with torch.random.fork_rng(devices=[]):  # leaves your own random numbers as they are
                torch.manual_seed(0)
                built[name] = example(name)
        except (RegistryError, TypeError, ValueError) as error:
            left_out[name] = str(error)
    return built, left_out


def receptive_field(
    discriminator: MultiDiscriminator, k: int, length: int, position: tuple[int, ...]
) -> Tensor:
    """Return which samples a logit depends on, as bool [length].

    Args:
        discriminator: The multi-discriminator.
        k: The number of the sub-discriminator, counted from 0.
        length: The number of samples in the wave.
        position: The index of the logit along the axes after batch and channel.
    """
    return logit_samples(SubDiscriminator(discriminator, k), length, position)


def measure_field(field: Tensor) -> ReceptiveField | None:
    """Return numbers about a field, bool [time]; None if it contains no sample."""
    where = field.nonzero().flatten()
    if not len(where):
        return None
    steps = torch.unique(where.diff())
    step = int(steps[0]) if len(steps) == 1 else 1 if len(where) == 1 else None
    return ReceptiveField(len(where), int(where[0]), int(where[-1]), step)


def keep_field(sound: Sound, field: Tensor) -> Sound:
    """Return the sound with silence in place of every sample outside ``field``, bool [time]."""
    inside = torch.where(field, sound.samples, 0.0)
    return Sound(inside, sound.sample_rate, "what one score hears, the rest silent")


def as_map(scores: Tensor) -> Tensor:
    """Return a sub-discriminator's scores of the first wave as [time, places]."""
    if scores.ndim < 3:
        raise ValueError(
            f"The logits need a time axis after the channel, got the shape {list(scores.shape)}."
        )
    return scores[0, 0].flatten(1) if scores.ndim > 3 else scores[0, 0][:, None]


def describe_pattern(field: ReceptiveField) -> str:
    """Return whether the samples of a field are neighbours, or have gaps between them."""
    if field.samples == field.spread:
        return "They are neighbours, without a gap."
    if field.step is not None:
        gap = field.step - 1
        unheard = "one sample is" if gap == 1 else f"{gap} samples in a row are"
        return f"Between two of them, {unheard} not heard."
    return "There are gaps of different lengths between them."
