"""What every discriminator of this course promises.

A *multi-discriminator* is a committee. Its sub-discriminators judge the same sound, each from its
own angle, and each hands back its scores and the activations that led to them:

    wave ──► sub-discriminator k ──► logits[k]    raw scores: high means "real", low means "fake"
                                └──► fmaps[k]     its feature maps, shallow to deep

Conventions
    A wave is a floating-point tensor ``[batch, channels, time]`` with samples in [-1, 1].
    Logits are raw scores. No sigmoid has been applied, and there are many per wave, not one.

Source: AudioCraft, ``audiocraft/adversarial/discriminators/base.py``,
https://github.com/facebookresearch/audiocraft
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import NamedTuple

from torch import Tensor, nn


class DiscriminatorOutput(NamedTuple):
    """One entry per sub-discriminator; unpacks as ``logits, fmaps = discriminator(wave)``."""

    logits: list[Tensor]
    fmaps: list[list[Tensor]]


class MultiDiscriminator(ABC, nn.Module):
    """Several sub-discriminators behind one call. Subclass this to write your own."""

    @abstractmethod
    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        """Judge a batch of waves; both lists have ``num_discriminators`` entries."""

    @property
    @abstractmethod
    def num_discriminators(self) -> int:
        """How many sub-discriminators sit on the committee."""


def judge(judges: Iterable[nn.Module], waves: Iterable[Tensor]) -> DiscriminatorOutput:
    """Let the k-th sub-discriminator judge the k-th wave.

    Each judge returns ``(logits, fmaps)`` for its wave. There must be as many waves as judges.
    """
    verdicts = [judge_k(wave) for judge_k, wave in zip(judges, waves, strict=True)]
    return DiscriminatorOutput([v[0] for v in verdicts], [v[1] for v in verdicts])


def check_wave(wave: Tensor, *, channels: int, minimum: int, who: str) -> None:
    """Refuse a wave that ``who`` cannot judge, before any layer sees it.

    Only shape and dtype are read, never a sample: no wait for a GPU, no break in a compiled graph.

    Args:
        wave: what the caller gave.
        channels: channels that the first convolution takes.
        minimum: samples below which some layer has nothing left to look at.
        who: the class that asks, for the message.

    Raises:
        ValueError: not ``[batch, channels, time]``, not floating point, or too short; the message
            says what was given, what is needed and what to do.
    """
    if wave.ndim != 3:
        raise ValueError(
            f"{who} takes a wave [batch, channels, time], and was given {wave.ndim} axes: "
            f"{list(wave.shape)}. Add the missing ones, as in wave.reshape(-1, {channels}, time)."
        )
    if not wave.is_floating_point():
        raise ValueError(
            f"{who} takes floating-point samples in [-1, 1], and was given {wave.dtype}. "
            "Divide integer samples by their full scale first: wave.float() / 32768 for 16 bits."
        )
    if wave.shape[1] != channels:
        raise ValueError(
            f"{who} was built for {channels} channel(s), and the wave {list(wave.shape)} has "
            f"{wave.shape[1]}. Build it with in_channels={wave.shape[1]}, or mix the wave down."
        )
    if wave.shape[2] < minimum:
        raise ValueError(
            f"{who} needs at least {minimum} samples, and was given {wave.shape[2]}: "
            "give it a longer wave."
        )
