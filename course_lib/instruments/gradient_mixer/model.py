"""The size of each loss's gradient in a weighted sum of losses, at two places.

    loss ──► gradient at the output y ──► through the generator ──► gradient in the parameters

A gradient is proportional to the weight of its loss. So sizes are measured once, without weights,
and every mix follows from them.

Conventions
    Sizes are norms, divided by the sum of all norms. Shares add up to 1.
    A gradient has no loudness of its own: as a sound, it is scaled to a peak of one half.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn

from course_lib.losses.gradient_norms import partial_gradient
from course_lib.losses.gradient_shares import shares_at_output, shares_in_parameters
from course_lib.sounds import Sound

PEAK = 0.5

Numbers = dict[str, float]


class Ingredients(NamedTuple):
    """Gradients of the losses at the output [batch, 1, time], and their sizes at both places."""

    gradients: dict[str, Tensor]
    at_output: Numbers
    in_parameters: Numbers


def ingredients(
    losses: Mapping[str, Tensor], output: Tensor, parameters: Iterable[nn.Parameter]
) -> Ingredients:
    """Return the gradient of each loss and its sizes at both places.

    The losses keep their graph, and no stored gradient changes.

    Args:
        losses: Scalars by name, with their graph.
        output: The generator's output [batch, 1, time].
        parameters: The generator's parameters.
    """
    gradients = {
        name: partial_gradient(name, loss, output).detach() for name, loss in losses.items()
    }
    return Ingredients(
        gradients, shares_at_output(losses, output), shares_in_parameters(losses, parameters)
    )


def factors(weights: Mapping[str, float], at_output: Numbers, *, balanced: bool) -> Numbers:
    """Return the factor of each gradient: its weight, or the factor that a balancer gives it.

    A balancer first divides each gradient by its size at the output. This is the first step of a
    balancer, when its running mean equals the present size.

    Args:
        weights: The weight of each loss.
        at_output: The size of each gradient at the output.
        balanced: True for the factors of a balancer.
    """
    if not balanced:
        return dict(weights)
    return {name: w / at_output[name] if at_output[name] else 0.0 for name, w in weights.items()}


def shares(factor_of: Mapping[str, float], sizes: Numbers) -> Numbers:
    """Return the share of each loss, from its factor and its size."""
    mixed = {name: factor * sizes[name] for name, factor in factor_of.items()}
    total = sum(mixed.values())
    return {name: size / total if total else 0.0 for name, size in mixed.items()}


def mix(factor_of: Mapping[str, float], gradients: Mapping[str, Tensor]) -> Tensor:
    """Return the weighted sum of the gradients at the output."""
    parts = [factor * gradients[name] for name, factor in factor_of.items()]
    return torch.stack(parts).sum(0)


def gradient_sound(gradient: Tensor, sample_rate: int, name: str) -> Sound:
    """Return the gradient of the first wave of a batch [batch, 1, time] as a sound."""
    wave = gradient.detach()[0, 0].to(torch.float32)
    peak = float(wave.abs().max())
    return Sound(PEAK * wave / peak if peak else wave, sample_rate, name)


def middle_frequency(sound: Sound) -> float:
    """Return the frequency in Hz with half of the sound's power below it."""
    power = torch.fft.rfft(sound.samples.to(torch.float64)).abs().square().cumsum(0)
    half = int((power < power[-1] / 2).sum())
    return half * sound.sample_rate / len(sound.samples)
