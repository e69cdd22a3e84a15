"""Measure the gradient that each loss sends into the generator's output.

Conventions
    The output is ``[batch, ...]``. Norms are Euclidean, in at least float32.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from course_lib.losses.at_least_float32 import wide_dtype
from course_lib.losses.averages_over_ranks import sum_over_ranks


def partial_gradient(name: str, loss: Tensor, output: Tensor) -> Tensor:
    """Return the gradient of one loss with respect to the generator's output.

    Args:
        name: The name of the loss, for messages.
        loss: The loss, a scalar.
        output: The generator's output [batch, ...].

    Raises:
        ValueError: The loss isn't a scalar, or doesn't depend on the output.
    """
    if loss.numel() != 1:
        raise ValueError(
            f"loss {name!r} must be one number, got a tensor {list(loss.shape)}: take its mean."
        )
    grad = None
    if loss.requires_grad and output.requires_grad:
        (grad,) = torch.autograd.grad(
            loss.reshape(()), [output], retain_graph=True, allow_unused=True
        )
    if grad is None:
        raise ValueError(
            f"loss {name!r} doesn't depend on the given output, so it can't train anything: "
            "compute it from that same tensor, without detach() or no_grad(), or leave it out."
        )
    return grad


def mean_norms(
    grads: Mapping[str, Tensor], names: Sequence[str], *, per_item: bool
) -> dict[str, float]:
    """Return the norm of each gradient, averaged over the items of the batch and the ranks.

    Args:
        grads: The gradients by name, at least one, all of the same shape.
        names: All names for which any rank may have a gradient, in the same order on every rank.
        per_item: Whether to average one norm per item; False means one norm over the whole batch.
    """
    like = next(iter(grads.values()))
    count = float(len(like)) if per_item else 1.0
    zero = like.new_zeros((), dtype=wide_dtype(like))
    norms = [_norm(grads[name], per_item) if name in grads else zero for name in names]
    given = [zero + float(name in grads) for name in names]
    # A message of the same size on every rank, whichever losses it has.
    sums, counts = sum_over_ranks(count * torch.stack([*norms, *given])).view(2, -1).tolist()
    return {
        name: total / number
        for name, total, number in zip(names, sums, counts, strict=True)
        if number
    }


def _norm(grad: Tensor, per_item: bool) -> Tensor:
    items = grad.reshape(len(grad) if per_item else 1, -1)
    norms: Tensor = torch.linalg.vector_norm(items, dim=1, dtype=wide_dtype(grad))
    return norms.mean()
