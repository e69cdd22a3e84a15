"""Compare the feature maps of two sounds, instead of their scores.

    fake ──► layer 1 ──► layer 2 ──► ... ──► score        the score: real or fake?
                │           │
              |f - r|     |f - r|                         the maps: what differs, and where?
                │           │
    real ──► layer 1 ──► layer 2 ──► ... ──► score

Conventions
    The maps of one sub-discriminator are a list, from shallow to deep. Both lists have the same
    length and shapes. In a distributed run, all ranks call the loss together, with equally many
    items each.

Sources: Larsen et al., "Autoencoding beyond pixels using a learned similarity metric", 2016,
https://arxiv.org/abs/1512.09300; AudioCraft, ``audiocraft/adversarial/losses.py``;
Défossez et al., "High Fidelity Neural Audio Compression" (EnCodec), 2022, section 3.4,
https://arxiv.org/abs/2210.13438
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from course_lib.losses.at_least_float32 import widened
from course_lib.losses.averages_over_ranks import number_of_ranks, sum_over_ranks

# The smallest mean of a real map that is divided by, so that nothing is divided by zero.
QUIETEST_MAP = 1e-5


class FeatureMatchingLoss(nn.Module):
    """The mean difference between the feature maps of a fake and a real sound.

    Args:
        loss: The distance between two maps, called as ``loss(fake, real)``; L1 by default.
        normalize: Whether to divide by the number of maps, so that a deep sub-discriminator counts
            no more than a shallow one.
        relative: Whether to divide the loss of each map by the mean absolute value of the real
            map, as in EnCodec's paper. Otherwise the layer with the largest values dominates.
            AudioCraft's code computes this mean and then doesn't use it. The mean is taken over all
            ranks, so each divides by the same value as one process with the whole batch.
    """

    def __init__(
        self,
        loss: Callable[[Tensor, Tensor], Tensor] | None = None,
        normalize: bool = True,
        relative: bool = False,
    ) -> None:
        super().__init__()
        self.loss = nn.L1Loss() if loss is None else loss
        self.normalize = normalize
        self.relative = relative

    def forward(self, fmaps_fake: Sequence[Tensor], fmaps_real: Sequence[Tensor]) -> Tensor:
        """Return the loss for the maps of one sub-discriminator.

        Args:
            fmaps_fake: The maps of the fake sound; gradients flow into them.
            fmaps_real: The maps of the real sound, as many and of the same shapes.

        Raises:
            ValueError: There are no maps, the lists are nested (the maps of several
                sub-discriminators), or the maps don't match.
        """
        _check_pairs(fmaps_fake, fmaps_real)
        if self.relative:
            fmaps_fake, fmaps_real = [*map(widened, fmaps_fake)], [*map(widened, fmaps_real)]
        pairs = zip(fmaps_fake, fmaps_real, strict=True)
        differences = torch.stack([self.loss(fake, real).reshape(()) for fake, real in pairs])
        if self.relative:
            differences = differences / _mean_magnitudes(fmaps_real)
        total = differences.sum()
        return total / len(fmaps_fake) if self.normalize else total


def _mean_magnitudes(fmaps: Sequence[Tensor]) -> Tensor:
    """Return the mean absolute value of each map over the items of all ranks, [maps]."""
    # One message for all maps: most of the cost of a collective call is latency.
    here = torch.stack([fmap.detach().abs().mean() for fmap in fmaps])
    return (sum_over_ranks(here) / number_of_ranks()).clamp(min=QUIETEST_MAP)


def _check_pairs(fmaps_fake: Sequence[Tensor], fmaps_real: Sequence[Tensor]) -> None:
    for name, fmaps in (("fake", fmaps_fake), ("real", fmaps_real)):
        _check_list(name, fmaps)
    if len(fmaps_fake) != len(fmaps_real) or not fmaps_fake:
        raise ValueError(
            f"feature matching needs two lists of equal length, with at least one map, got "
            f"{len(fmaps_fake)} fake and {len(fmaps_real)} real ones: take both lists from the "
            "same sub-discriminator."
        )
    for index, (fake, real) in enumerate(zip(fmaps_fake, fmaps_real, strict=True)):
        if fake.shape != real.shape:
            raise ValueError(
                f"feature map {index} is {list(fake.shape)} for the fake sound and "
                f"{list(real.shape)} for the real one: give the sub-discriminator two waves of the "
                "same shape."
            )


def _check_list(name: str, fmaps: object) -> None:
    if isinstance(fmaps, Tensor) or not isinstance(fmaps, Sequence):
        raise ValueError(
            f"the {name} feature maps must be a list of tensors, got a {type(fmaps).__name__}: "
            "give [fmap] for a single map."
        )
    for index, fmap in enumerate(fmaps):
        if isinstance(fmap, Sequence):
            raise ValueError(
                f"the {name} feature maps are lists inside a list: those of {len(fmaps)} "
                "sub-discriminators. Compare one sub-discriminator at a time, as in "
                "sum(loss(f, r) for f, r in zip(fmaps_fake, fmaps_real)); AdversarialLoss does so."
            )
        if not isinstance(fmap, Tensor):
            raise ValueError(
                f"{name} feature map {index} must be a tensor, got a {type(fmap).__name__}."
            )
