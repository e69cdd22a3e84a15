"""Measure what each loss sends into the generator's output.

Conventions
    The output is ``[batch, ...]``. Norms are Euclidean, in at least float32.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from course_lib.losses.ranks import sum_over_ranks


def partial_gradient(name: str, loss: Tensor, output: Tensor) -> Tensor:
    """Differentiate one loss with respect to the generator's output.

    Raises:
        ValueError: the loss is no scalar, or does not depend on the output.
    """
    if loss.numel() != 1:
        raise ValueError(
            f"loss {name!r} is a tensor {list(loss.shape)}, and a loss is one number: "
            "take its mean."
        )
    grad = None
    if loss.requires_grad and output.requires_grad:
        (grad,) = torch.autograd.grad(
            loss.reshape(()), [output], retain_graph=True, allow_unused=True
        )
    if grad is None:
        raise ValueError(
            f"loss {name!r} does not depend on the output that was given, so it cannot train "
            "anything: compute it from that very tensor, without detach() or no_grad(), or leave "
            "it out."
        )
    return grad


def mean_norms(
    grads: Mapping[str, Tensor], names: Sequence[str], *, per_item: bool
) -> dict[str, float]:
    """Average the norm of each gradient over the items of the batch and over the ranks.

    Args:
        grads: gradients by name, at least one, all of the same shape.
        names: every name that any rank may have a gradient for, in the same order on all of them.
        per_item: False takes one norm over the whole batch.
    """
    like = next(iter(grads.values()))
    count = float(len(like)) if per_item else 1.0
    zero = like.new_zeros((), dtype=_wide(like))
    norms = [_norm(grads[name], per_item) if name in grads else zero for name in names]
    given = [zero + float(name in grads) for name in names]
    # A message of the same size on every rank, whichever losses a rank was given.
    sums, counts = sum_over_ranks(count * torch.stack([*norms, *given])).view(2, -1).tolist()
    return {
        name: total / number
        for name, total, number in zip(names, sums, counts, strict=True)
        if number
    }


def _norm(grad: Tensor, per_item: bool) -> Tensor:
    items = grad.reshape(len(grad) if per_item else 1, -1)
    norms: Tensor = torch.linalg.vector_norm(items, dim=1, dtype=_wide(grad))
    return norms.mean()


def _wide(tensor: Tensor) -> torch.dtype:
    return torch.promote_types(tensor.dtype, torch.float32)
