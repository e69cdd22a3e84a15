"""Use a discriminator without training it.

A forward or backward pass can change a discriminator in two unwanted ways: gradients accumulate in
its parameters when only the generator should learn, and a batch with NaN ruins running statistics,
as in batch norm, permanently.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import torch
from torch import Tensor, nn


@contextmanager
def readonly(model: nn.Module) -> Iterator[None]:
    """Return a context that freezes a model's parameters; gradients still flow through the model.

    A layer that computes its weight from its parameters has one weight for the whole context, if it
    offers a ``constant_weight()``.

    Args:
        model: The model, whose parameters get their ``requires_grad`` back at the end.
    """
    before = [(parameter, parameter.requires_grad) for parameter in model.parameters()]
    computed = [getattr(layer, "constant_weight", None) for layer in model.modules()]
    try:
        for parameter, _ in before:
            parameter.requires_grad_(False)
        with ExitStack() as constant:
            for constant_weight in filter(None, computed):
                constant.enter_context(constant_weight())
            yield
    finally:
        for parameter, required in before:
            parameter.requires_grad_(required)


def remember_buffers(model: nn.Module) -> list[Tensor]:
    """Return copies of a model's buffers, which a forward pass may change."""
    return [buffer.detach().clone() for buffer in model.buffers()]


def restore_buffers_unless(good: Tensor, model: nn.Module, before: Sequence[Tensor]) -> None:
    """Restore a model's buffers if ``good`` is False, without synchronising with the device.

    Args:
        good: A boolean scalar: whether the current buffers stay.
        model: The model whose buffers are restored.
        before: The copies that `remember_buffers` returned.
    """
    for buffer, old in zip(model.buffers(), before, strict=True):
        # Through .data, so that a later backward pass doesn't see it as an in-place change.
        buffer.data.copy_(torch.where(good, buffer, old))
