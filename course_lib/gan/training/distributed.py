"""Train with several processes, one per GPU: who am I, and what do all of us know?

    torchrun --nproc-per-node 4 -m course_lib train --preset small --out runs/a

starts the same command four times and tells each process its *rank* by environment variables. Each
takes its part of the batch, gradients are averaged before every step, and so all hold the same
model at all times. Rank 0 alone writes files and speaks.

Sources: https://docs.pytorch.org/docs/stable/elastic/run.html for the variables.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, distributed

from course_lib.losses.ranks import number_of_ranks, sum_over_ranks


@contextmanager
def joined_ranks(device: torch.device) -> Iterator[None]:
    """Meet the other processes if torchrun started several, and part from them at the end."""
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
    """Find the device to train on: ``auto`` takes a GPU where there is one.

    Raises:
        ValueError: no such device here.
    """
    own_gpu = int(os.environ.get("LOCAL_RANK", "0"))
    if wish == "auto":
        return torch.device("cuda", own_gpu) if torch.cuda.is_available() else torch.device("cpu")
    if wish not in ("cpu", "cuda"):
        raise ValueError(f"a device is auto, cpu or cuda, and {wish!r} was given.")
    if wish == "cuda" and not torch.cuda.is_available():
        raise ValueError("there is no GPU that torch can use here: give --device cpu, or auto.")
    return torch.device("cuda", own_gpu) if wish == "cuda" else torch.device("cpu")


def wait_for_all() -> None:
    """Go on when every process has come this far."""
    if number_of_ranks() > 1:
        distributed.barrier()


def rank() -> int:
    """Which of the processes this is; 0 without ``torch.distributed``."""
    return distributed.get_rank() if number_of_ranks() > 1 else 0


def mean_over_ranks(values: Mapping[str, Tensor]) -> dict[str, float]:
    """Average scalars over the processes and read them: one message, one wait for the device."""
    if not values:
        return {}
    stacked = torch.stack([value.detach().reshape(()).double() for value in values.values()])
    means = sum_over_ranks(stacked) / number_of_ranks()
    return dict(zip(values, means.tolist(), strict=True))


def any_rank(here: bool, device: torch.device) -> bool:
    """Whether it is so on at least one process; all of them get the same answer."""
    if number_of_ranks() == 1:
        return here
    return bool(sum_over_ranks(torch.tensor(int(here), device=device)))
