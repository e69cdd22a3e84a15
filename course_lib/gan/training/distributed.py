"""Train with several processes, one per GPU.

    torchrun --nproc-per-node 4 -m course_lib train --preset small --out runs/a

starts the same command four times. Environment variables give each process its *rank*. Each rank
takes its part of the batch, and `losses.averages_over_ranks` averages gradients before every step,
so all ranks have the same weights at all times. Only rank 0 writes files and prints.

Source: https://docs.pytorch.org/docs/stable/elastic/run.html for the variables.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, distributed

from course_lib.losses.averages_over_ranks import number_of_ranks, sum_over_ranks


@contextmanager
def joined_ranks(device: torch.device) -> Iterator[None]:
    """Join the process group if torchrun started several processes, and leave it at the end.

    Args:
        device: The device of this rank.
    """
    launched = int(os.environ.get("WORLD_SIZE", "1"))
    if launched == 1 or distributed.is_initialized():
        yield
        return
    on_gpu = device.type == "cuda"
    if on_gpu:
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if on_gpu else "gloo")
    try:
        yield
    finally:
        distributed.destroy_process_group()


def choose_device(wish: str) -> torch.device:
    """Return the device to train on.

    Args:
        wish: "cpu", "cuda", or "auto" for a GPU if there is one. Each rank has its own GPU.

    Raises:
        ValueError: There is no such device.
    """
    own_gpu = int(os.environ.get("LOCAL_RANK", "0"))
    if wish == "auto":
        return torch.device("cuda", own_gpu) if torch.cuda.is_available() else torch.device("cpu")
    if wish not in ("cpu", "cuda"):
        raise ValueError(f"device must be auto, cpu or cuda, got {wish!r}.")
    if wish == "cuda" and not torch.cuda.is_available():
        raise ValueError("device is cuda, but PyTorch finds no GPU: use cpu or auto instead.")
    return torch.device("cuda", own_gpu) if wish == "cuda" else torch.device("cpu")


def wait_for_all() -> None:
    """Wait until every rank has come this far."""
    if number_of_ranks() > 1:
        distributed.barrier()


def rank() -> int:
    """Return the rank of this process; 0 without ``torch.distributed``."""
    return distributed.get_rank() if number_of_ranks() > 1 else 0


def mean_over_ranks(values: Mapping[str, Tensor]) -> dict[str, float]:
    """Return scalars averaged over the ranks, with one message and one wait for the device."""
    if not values:
        return {}
    stacked = torch.stack([value.detach().reshape(()).double() for value in values.values()])
    means = sum_over_ranks(stacked) / number_of_ranks()
    return dict(zip(values, means.tolist(), strict=True))


def any_rank(here: bool, device: torch.device) -> bool:
    """Return True if the flag is set on any rank; every rank gets the same answer.

    Args:
        here: The flag on this rank.
        device: The device of this rank.
    """
    if number_of_ranks() == 1:
        return here
    return bool(sum_over_ranks(torch.tensor(int(here), device=device)))
