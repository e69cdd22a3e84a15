"""Compare what a sub-discriminator noticed in two sounds, instead of what it concluded.

    fake ──► layer 1 ──► layer 2 ──► ... ──► score        the score says: good or bad
                │           │
              |f - r|     |f - r|                         the maps say: what differs, and where
                │           │
    real ──► layer 1 ──► layer 2 ──► ... ──► score

Conventions
    The maps of one sub-discriminator come as a list, shallow to deep. Both lists must match in
    length and shapes. Where several processes train together, they call the loss together, with as
    many items each.

Sources: Larsen et al., "Autoencoding beyond pixels using a learned similarity metric", 2016,
https://arxiv.org/abs/1512.09300; AudioCraft, ``audiocraft/adversarial/losses.py``;
Défossez et al., "High Fidelity Neural Audio Compression" (EnCodec), 2022, section 3.4,
https://arxiv.org/abs/2210.13438
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from course_lib.losses.ranks import number_of_ranks, sum_over_ranks

# A real map quieter than this counts as this loud, so that silence is not divided by zero.
QUIETEST_MAP = 1e-5


class FeatureMatchingLoss(nn.Module):
    """Mean difference between the feature maps of a fake and of a real sound.

    Args:
        loss: compares one fake map with its real one, ``loss(fake, real)``; L1 by default.
        normalize: divide by the number of maps, so that a deep sub-discriminator weighs no more
            than a shallow one.
        relative: divide the loss of each map by the mean absolute value of the real map. Layers
            differ in loudness, and without this the loudest layer decides. EnCodec's paper
            describes it so; AudioCraft's code measures the scale and then does not use it. The mean
            is taken over all processes: each divides by what one with the whole batch would.
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
        """Compare map by map.

        Args:
            fmaps_fake: The fake sound's maps from one sub-discriminator; gradients flow into them.
            fmaps_real: The real sound's maps, as many and of the same shapes.

        Raises:
            ValueError: no maps, lists of lists (the maps of several sub-discriminators), or maps
                that do not pair up.
        """
        _check_pairs(fmaps_fake, fmaps_real)
        if self.relative:
            fmaps_fake, fmaps_real = _at_least_float32(fmaps_fake), _at_least_float32(fmaps_real)
        pairs = zip(fmaps_fake, fmaps_real, strict=True)
        differences = torch.stack([self.loss(fake, real).reshape(()) for fake, real in pairs])
        if self.relative:
            differences = differences / _loudness(fmaps_real)
        total = differences.sum()
        return total / len(fmaps_fake) if self.normalize else total


def _at_least_float32(fmaps: Sequence[Tensor]) -> list[Tensor]:
    """Widen maps of sixteen bits: they are too few to divide by a small mean."""
    return [fmap.to(torch.promote_types(fmap.dtype, torch.float32)) for fmap in fmaps]


def _loudness(fmaps: Sequence[Tensor]) -> Tensor:
    """Mean absolute value of each map, [maps], over the items of all processes."""
    # one message for all maps: the cost of a collective call is mostly the waiting
    here = torch.stack([fmap.detach().abs().mean() for fmap in fmaps])
    return (sum_over_ranks(here) / number_of_ranks()).clamp(min=QUIETEST_MAP)


def _check_pairs(fmaps_fake: Sequence[Tensor], fmaps_real: Sequence[Tensor]) -> None:
    for name, fmaps in (("fake", fmaps_fake), ("real", fmaps_real)):
        _check_list(name, fmaps)
    if len(fmaps_fake) != len(fmaps_real) or not fmaps_fake:
        raise ValueError(
            f"feature matching needs two lists of as many maps, at least one, and got "
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
