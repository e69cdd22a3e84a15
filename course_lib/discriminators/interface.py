"""The interface that every discriminator of this course implements.

A *multi-discriminator* runs several *sub-discriminators* on the same sound. Each one looks at the
sound in its own way, and returns its scores together with the activations that led to them:

    wave ──► sub-discriminator k ──► logits[k]    raw scores: high means "real", low means "fake"
                                └──► fmaps[k]     its feature maps, from shallow to deep

Conventions
    A wave is a floating-point tensor ``[batch, channels, time]`` with samples in [-1, 1].
    Logits are raw scores: no sigmoid has been applied. There are many per wave, not one.

Source: AudioCraft, ``audiocraft/adversarial/discriminators/base.py``,
https://github.com/facebookresearch/audiocraft
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from torch import Tensor, nn


class DiscriminatorOutput(NamedTuple):
    """One entry per sub-discriminator; unpacks as ``logits, fmaps = discriminator(wave)``."""

    logits: list[Tensor]
    fmaps: list[list[Tensor]]


class MultiDiscriminator(ABC, nn.Module):
    """Several sub-discriminators behind one call. Subclass it to write your own."""

    @abstractmethod
    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Return the scores of a batch of waves; both lists have ``num_discriminators`` entries.

        Args:
            wave: The waves [batch, channels, time].
        """

    @property
    @abstractmethod
    def num_discriminators(self) -> int:
        """The number of sub-discriminators."""


class SeparableDiscriminator(MultiDiscriminator):
    """A `MultiDiscriminator` whose sub-discriminators share no layer and can run one at a time.

    It also scores each wave on its own, whatever else is in the batch. So a training step can put
    real and generated waves into one batch, and finish with one sub-discriminator, backward pass
    included, before the next one needs memory.
    """

    @abstractmethod
    def each(self, wave: Tensor) -> Iterator[tuple[Tensor, list[Tensor]]]:
        """Yield the logits and the feature maps of one sub-discriminator at a time."""

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Score a batch of waves; both lists have ``num_discriminators`` entries."""
        outputs = list(self.each(wave))
        return DiscriminatorOutput([logits for logits, _ in outputs], [maps for _, maps in outputs])

    @property
    def can_mix_batches(self) -> bool:
        """True if one pass of `each` over two waves does the same as two calls of the module.

        It is False if a layer updates itself in every call, as spectral norm does, and if a
        subclass or a hook changes what a call does.
        """
        return (
            type(self).forward is SeparableDiscriminator.forward
            and not (self._forward_hooks or self._forward_pre_hooks)
            and not any(getattr(part, "updates_itself", False) for part in self.modules())
        )


def run_each(
    sub_discriminators: Iterable[nn.Module], waves: Iterable[Tensor]
) -> DiscriminatorOutput:
    """Run the k-th sub-discriminator on the k-th wave, and collect the outputs.

    Args:
        sub_discriminators: Modules that return ``(logits, fmaps)`` for a wave.
        waves: One wave [batch, channels, time] for each of them.

    Raises:
        ValueError: There are more sub-discriminators than waves, or fewer.
    """
    outputs = [sub(wave) for sub, wave in zip(sub_discriminators, waves, strict=True)]
    return DiscriminatorOutput([logits for logits, _ in outputs], [fmaps for _, fmaps in outputs])


def check_wave(wave: Tensor, *, channels: int, minimum: int, who: str) -> None:
    """Raise a helpful error for a wave that ``who`` can't process, before any layer sees it.

    It reads the shape and dtype only, never a sample: no wait for a GPU, no break in a compiled
    graph.

    Args:
        wave: The caller's tensor.
        channels: The number of channels that the first convolution takes.
        minimum: The shortest wave, in samples, that gives every layer an output.
        who: The name of the calling class, for the message.

    Raises:
        ValueError: The wave isn't ``[batch, channels, time]``, isn't floating point, or is too
            short. The message says what was given, what is needed and what to do.
    """
    if wave.ndim != 3:
        advice = f"Add the missing ones, as in wave.reshape(-1, {channels}, time)."
        raise ValueError(
            f"{who} needs a wave [batch, channels, time], got {wave.ndim} axes: "
            f"{list(wave.shape)}. {advice if wave.ndim < 3 else 'Give it the wave itself.'}"
        )
    if not wave.is_floating_point():
        raise ValueError(
            f"{who} needs floating-point samples in [-1, 1], got {wave.dtype}. "
            "Divide integer samples by their full scale first: wave.float() / 32768 for 16 bits."
        )
    if wave.shape[1] != channels:
        raise ValueError(
            f"{who} was built for {channels} channel(s), got a wave {list(wave.shape)} with "
            f"{wave.shape[1]}. Build it with in_channels={wave.shape[1]}, or mix the wave down."
        )
    if wave.shape[2] < minimum:
        raise ValueError(
            f"{who} needs at least {minimum} samples, got {wave.shape[2]}: give it a longer wave."
        )


judge = run_each  # the name under which plugins written for version 0.1 import it
