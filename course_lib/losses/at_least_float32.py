"""Losses are computed in at least float32: sixteen bits are too few to add up many numbers."""

import torch
from torch import Tensor


def wide_dtype(tensor: Tensor) -> torch.dtype:
    """Return the tensor's dtype, but at least float32."""
    return torch.promote_types(tensor.dtype, torch.float32)


def widened(tensor: Tensor) -> Tensor:
    """Return the tensor in at least float32."""
    return tensor.to(wide_dtype(tensor))
