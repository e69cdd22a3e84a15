"""What is in a mix of losses: how large each one's gradient is, at two places.

    loss ──► gradient at the output y ──► through the generator ──► gradient in the parameters

A gradient grows with its loss's weight. So sizes are measured once, without weights, and every mix
follows from them.

Conventions
    Sizes are norms, as parts of the sum of all norms. Shares add up to 1.
    A gradient has no loudness of its own: as a sound, it is brought to a peak of one half.
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
    """Measure each loss alone; the losses keep their graph, and no stored gradient changes."""
    gradients = {
        name: partial_gradient(name, loss, output).detach() for name, loss in losses.items()
    }
    return Ingredients(
        gradients, shares_at_output(losses, output), shares_in_parameters(losses, parameters)
    )


def factors(weights: Mapping[str, float], at_output: Numbers, *, balanced: bool) -> Numbers:
    """Say by what each gradient is multiplied: by its weight, or as a balancer does it.

    A balancer first divides each gradient by its own size at the output. What is shown is its first
    step, when the usual size is the present one.
    """
    if not balanced:
        return dict(weights)
    return {name: w / at_output[name] if at_output[name] else 0.0 for name, w in weights.items()}


def shares(multiplied_by: Mapping[str, float], sizes: Numbers) -> Numbers:
    """Share of each loss, from what it is multiplied by and its size."""
    mixed = {name: factor * sizes[name] for name, factor in multiplied_by.items()}
    total = sum(mixed.values())
    return {name: size / total if total else 0.0 for name, size in mixed.items()}


def mix(multiplied_by: Mapping[str, float], gradients: Mapping[str, Tensor]) -> Tensor:
    """Add up the gradients at the output."""
    parts = [factor * gradients[name] for name, factor in multiplied_by.items()]
    return torch.stack(parts).sum(0)


def gradient_sound(gradient: Tensor, sample_rate: int, name: str) -> Sound:
    """Turn the gradient of the first wave of a batch [batch, 1, time] into a sound."""
    wave = gradient.detach()[0, 0].to(torch.float32)
    peak = float(wave.abs().max())
    return Sound(PEAK * wave / peak if peak else wave, sample_rate, name)


def middle_frequency(sound: Sound) -> float:
    """Frequency in Hz below which half of a sound's power lies."""
    power = torch.fft.rfft(sound.samples.to(torch.float64)).abs().square().cumsum(0)
    half = int((power < power[-1] / 2).sum())
    return half * sound.sample_rate / len(sound.samples)


def percent(part: float) -> str:
    """Write a share in words: whole percents, and one digit more below one."""
    hundredths = 100 * part
    if 0 < hundredths < 0.05:
        return "below 0.1 %"
    return f"{hundredths:.1f} %" if 0 < hundredths < 0.95 else f"{hundredths:.0f} %"
