"""What one of two processes does in `test_ranks.py`: each rank has its half of every batch.

    python two_ranks.py RANK FOLDER     one rank of two; they meet in FOLDER
    python two_ranks.py alone FOLDER    one process with the whole batch

Writes what it saw to FOLDER/RANK.pt.
"""

import sys
from datetime import timedelta
from pathlib import Path

import torch
from torch import distributed, nn

from course_lib.losses import AdversarialLoss, Balancer, FeatureMatchingLoss, get_real_criterion
from course_lib.losses.averages_over_ranks import (
    average_gradients,
    copy_from_first_rank,
    number_of_ranks,
)


class Adversary(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 3, 3)
        self.unused = nn.Linear(1, 1)
        self.register_buffer("loudest", torch.zeros(()))

    def forward(self, wave):
        self.loudest.copy_(torch.maximum(self.loudest, wave.detach().abs().max()))
        fmap = self.conv(wave)
        return [fmap.square().mean(1)], [[fmap]]


def half(batch, rank):
    return batch if rank is None else batch[2 * rank : 2 * rank + 2]


def batches(step):
    draw = torch.Generator().manual_seed(step)
    return torch.randn(2, 4, 1, 10, dtype=torch.float64, generator=draw)


def train_adversary(rank):
    torch.manual_seed(rank or 0)  # different weights on each rank, until rank 0 shares its own
    adversary = Adversary().double()
    mse, offset = get_real_criterion("mse"), torch.zeros(())

    def criterion(logits):
        return mse(logits) + offset  # an offset changes the loss and no gradient

    optimizer = torch.optim.AdamW(adversary.parameters(), lr=0.05, weight_decay=0.1)
    loss = AdversarialLoss(adversary, optimizer, criterion, criterion, criterion)
    losses = []
    for step in range(5):
        offset.fill_(torch.inf if step == 3 and rank in (None, 0) else 0.0)
        fake, real = (half(batch, rank).clone() for batch in batches(step))
        if step == 2 and rank in (None, 1):
            fake[0, 0, 0] = torch.nan  # a batch that is bad on one rank is skipped on both
        losses.append(loss.train_adv(fake, real))
    skipped = loss.skipped_batches
    return {"adversary": adversary.state_dict(), "losses": torch.stack(losses), "skipped": skipped}


def balance(rank):
    balancer = Balancer({"a": 1.0, "b": 3.0, "late": 2.0}, ema_decay=0.5, monitor=True)
    shares = []
    for step in range(5):
        batch = batches(step)[0]
        if rank is not None:  # one item here, three there
            batch = batch[:1] if rank == 0 else batch[1:]
        output = batch.clone().requires_grad_(True)
        losses = {"a": output.square().sum(), "b": (output - 1).abs().sum()}
        if step in (2, 4):
            losses["late"] = output[..., 0].sum()
        if step == 3 and rank in (None, 0):
            losses["a"] = losses["a"] * torch.nan
        balancer.backward(losses, output)
        shares.append(dict(balancer.metrics))
    return {"state": balancer.state_dict(), "metrics": shares, "gradient": output.grad}


def match(rank):
    fake, real = batches(0)
    loudness = torch.tensor([0.1, 0.2, 10.0, 20.0])[:, None, None]  # rank 1 has the loud half
    real = half(loudness * real, rank)
    maps = [half(fake, rank).requires_grad_(True), torch.zeros_like(real).requires_grad_(True)]
    loss = FeatureMatchingLoss(relative=True)(maps, [real, 1e-9 * real])  # and a silent map
    gradients = torch.autograd.grad(loss, maps)
    return {"loss": loss.detach(), "gradients": gradients}


def average(rank):
    model = nn.ParameterDict({name: torch.zeros(2) for name in ("both", "one", "none")})
    model["frozen"] = nn.Parameter(torch.zeros(2), requires_grad=False)
    model["both"].grad = torch.tensor([1.0, 2.0]) * (rank + 1)
    if rank == 1:
        model["one"].grad = torch.tensor([4.0, 8.0])
    average_gradients(model.parameters())
    tensors = [torch.full((3,), float(rank)), torch.tensor(rank), torch.tensor(rank == 0)]
    copy_from_first_rank(tensors)
    return {"grads": {name: p.grad for name, p in model.items()}, "copied": tensors}


def main(who, folder):
    rank = None if who == "alone" else int(who)
    if rank is not None:
        distributed.init_process_group(
            "gloo",
            init_method=f"file://{folder}/meeting",
            rank=rank,
            world_size=2,
            timeout=timedelta(seconds=60),
        )
    seen = {
        "adversary": train_adversary(rank),
        "balancer": balance(rank),
        "matching": match(rank),
    }
    if rank is not None:
        seen["average"] = average(rank)
    seen["ranks"] = number_of_ranks()
    torch.save(seen, Path(folder) / f"{who}.pt")
    if rank is not None:
        distributed.destroy_process_group()


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(*sys.argv[1:])
