"""Average gradients and add up numbers over all processes of a distributed run.

A *rank* is one process of a distributed run, with its own part of the batch. Without
``torch.distributed`` there is one rank, and every function here leaves its input unchanged.

Conventions
    Every rank must make the same calls in the same order; otherwise all of them hang. So decisions,
    such as skipping a batch, depend only on numbers that all ranks share.

Source: flashy, ``flashy/distrib.py``, https://github.com/facebookresearch/flashy
"""

from collections.abc import Iterable

import torch
from torch import Tensor, distributed, nn


def number_of_ranks() -> int:
    """Return the number of ranks; 1 without ``torch.distributed``."""
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_world_size()
    return 1


def sum_over_ranks(values: Tensor) -> Tensor:
    """Return the sum of a tensor over all ranks, the same on each."""
    if number_of_ranks() == 1:
        return values
    total = values.clone()
    distributed.all_reduce(total)
    return total


def copy_from_first_rank(tensors: Iterable[Tensor]) -> None:
    """Overwrite the tensors of every rank with those of rank 0."""
    if number_of_ranks() == 1:
        return
    for tensor in tensors:
        distributed.broadcast(tensor.detach(), src=0)


def average_gradients(parameters: Iterable[nn.Parameter]) -> None:
    """Replace each gradient by its mean over the ranks.

    A parameter that only some ranks used counts as a zero gradient on the others. One that no
    rank used keeps ``grad = None``, so that an optimiser leaves it alone.
    """
    if number_of_ranks() == 1:
        return
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    if not trained:
        return
    grads = [torch.zeros_like(p) if p.grad is None else p.grad for p in trained]
    used = trained[0].new_tensor([p.grad is not None for p in trained])
    # One message for all of them: most of the cost of a collective call is latency.
    message = sum_over_ranks(torch.cat([used, *(grad.flatten() for grad in grads)]))
    used, *means = torch.split(message, [len(trained), *(grad.numel() for grad in grads)])
    for parameter, mean, anywhere in zip(trained, means, used.tolist(), strict=True):
        if anywhere:
            parameter.grad = (mean / number_of_ranks()).view_as(parameter).to(parameter.dtype)
