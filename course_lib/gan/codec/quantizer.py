"""Finite scalar quantisation (FSQ): round each number of a code to one of a few values.

A codec has to express its code in integers. With nine levels:

    z ──► tanh ──► 4 · ──► round ──► ÷ 4        -1, -3/4, -1/2, ... , 3/4, 1

Rounding is flat almost everywhere, so its gradient is zero, and an encoder before it would learn
nothing. The *straight-through estimator* rounds in the forward pass, and passes the gradient
through in the backward pass as if there were no rounding.

Unlike vector quantisation, there is no codebook to learn, and no entry can fall out of use.

Source: Mentzer et al., "Finite Scalar Quantization: VQ-VAE SynthesizedClip Simple", 2023,
https://arxiv.org/abs/2309.15505
"""

import math

import torch
from torch import Tensor, nn


class FiniteScalarQuantizer(nn.Module):
    """Rounds tensors of any shape to evenly spaced values from -1 to 1.

    Args:
        levels: The number of values; odd, so that zero is one of them.

    Raises:
        ValueError: ``levels`` is even or below 3.
    """

    def __init__(self, levels: int = 9) -> None:
        super().__init__()
        if levels < 3 or levels % 2 == 0:
            raise ValueError(f"levels must be an odd number, 3 or more, got {levels}.")
        self.levels = levels
        self.bits = math.log2(levels)  # the information in one value

    def forward(self, z: Tensor) -> Tensor:
        """Return tanh(z) rounded to the levels; the gradient is that of the tanh alone."""
        bounded = torch.tanh(z)
        rounded = self.from_indices(self.to_indices(bounded).to(bounded))
        # adds an exact zero: the value is the rounded one, and the gradient is that of ``bounded``
        return rounded + (bounded - bounded.detach())

    def to_indices(self, values: Tensor) -> Tensor:
        """Return the index, 0 to ``levels - 1``, of the level nearest to each value in [-1, 1]."""
        return ((values + 1) * self._half).round().long()

    def from_indices(self, indices: Tensor) -> Tensor:
        """Return the level in [-1, 1] of each index."""
        return indices / self._half - 1

    @property
    def _half(self) -> float:
        return (self.levels - 1) / 2
