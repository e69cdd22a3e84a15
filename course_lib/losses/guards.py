"""Use a model without leaving traces in it.

A discriminator can be changed in two ways that nobody asked for: gradients that collect in its
parameters while only the generator should learn, and running statistics (as in batch norm) that one
batch of NaN would spoil for good.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn


@contextmanager
def readonly(model: nn.Module) -> Iterator[None]:
    """Let gradients through a model without giving its parameters any; undone on leaving."""
    before = [(parameter, parameter.requires_grad) for parameter in model.parameters()]
    try:
        for parameter, _ in before:
            parameter.requires_grad_(False)
        yield
    finally:
        for parameter, required in before:
            parameter.requires_grad_(required)


def remember_buffers(model: nn.Module) -> list[Tensor]:
    """Copy everything that a forward pass may change in a model."""
    return [buffer.detach().clone() for buffer in model.buffers()]


def restore_buffers_unless(good: Tensor, model: nn.Module, before: Sequence[Tensor]) -> None:
    """Put the remembered buffers back where ``good`` is False, without waiting for the device."""
    for buffer, old in zip(model.buffers(), before, strict=True):
        # Through .data: a backward pass may still come, and it must not see this as a change.
        buffer.data.copy_(torch.where(good, buffer, old))
