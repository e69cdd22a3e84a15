"""Finite scalar quantisation (FSQ): round each number of a code to one of a few values.

A codec sends numbers through a channel that carries whole numbers only. With nine levels:

    z ──► tanh ──► 4 · ──► round ──► ÷ 4        -1, -3/4, -1/2, ... , 3/4, 1

Rounding is flat almost everywhere, so its gradient is zero and an encoder before it would learn
nothing. The *straight-through* estimator rounds on the way forward, and on the way back lets the
gradient pass as if there had been no rounding.

There is no code book to learn and none that can fall out of use, as in vector quantisation.

Source: Mentzer et al., "Finite Scalar Quantization: VQ-VAE SynthesizedClip Simple", 2023,
https://arxiv.org/abs/2309.15505
"""

import math

import torch
from torch import Tensor, nn


class FiniteScalarQuantizer(nn.Module):
    """Round tensors of any shape to ``levels`` evenly spaced values from -1 to 1.

    Args:
        levels: how many values there are; odd, so that zero is one of them.
    """

    def __init__(self, levels: int = 9) -> None:
        super().__init__()
        if levels < 3 or levels % 2 == 0:
            raise ValueError(f"levels is an odd number from 3 on, not {levels}.")
        self.levels = levels
        self.bits = math.log2(levels)  # that one value is worth

    def forward(self, z: Tensor) -> Tensor:
        """Squash into [-1, 1] and round; the gradient is that of the squashing alone."""
        bounded = torch.tanh(z)
        rounded = self.from_indices(self.to_indices(bounded).to(bounded))
        # adding an exact zero: the value is the rounded one, the slope that of ``bounded``
        return rounded + (bounded - bounded.detach())

    def to_indices(self, values: Tensor) -> Tensor:
        """Number the level nearest to each value in [-1, 1]: 0 to ``levels - 1``."""
        return ((values + 1) * self._half).round().long()

    def from_indices(self, indices: Tensor) -> Tensor:
        """Return the level, in [-1, 1], that each number stands for."""
        return indices / self._half - 1

    @property
    def _half(self) -> float:
        return (self.levels - 1) / 2
