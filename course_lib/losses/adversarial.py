"""Two players, one object: train the discriminator, then ask it how to improve the generator.

    train_adv(fake, real)        the discriminator learns: one step of its own optimiser,
                                 and no gradient reaches the generator
    adv, feat = loss(fake, real) the generator learns: the discriminator only passes the
                                 gradient on, and its own parameters get none

Conventions
    Waves are ``[batch, channels, time]``. Losses are scalars in the dtype of ``fake``, but at
    least float32: sixteen bits are too few to add up losses.

Source: AudioCraft, ``audiocraft/adversarial/losses.py``,
https://github.com/facebookresearch/audiocraft
"""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from course_lib.losses.adversary_outputs import ask, check_ownership, cost
from course_lib.losses.criteria import Criterion
from course_lib.losses.guards import readonly, remember_buffers, restore_buffers_unless
from course_lib.losses.ranks import (
    average_gradients,
    copy_from_first_rank,
    number_of_ranks,
    sum_over_ranks,
)

FeatureLoss = Callable[[Sequence[Tensor], Sequence[Tensor]], Tensor]


class GeneratorLosses(NamedTuple):
    """What the generator pays; unpacks as ``adv, feat = loss(fake, real)``."""

    adv: Tensor
    feat: Tensor


class AdversarialLoss(nn.Module):
    """A discriminator with its optimiser and its criteria.

    A batch that makes the loss or a gradient NaN or infinite is skipped: parameters, buffers and
    optimiser stay as they were, on every rank, and ``skipped_batches`` counts it.

    Args:
        adversary: called with a wave, returns ``(logits, fmaps)``: a list of tensors and a list of
            lists of tensors, one entry per sub-discriminator.
        optimizer: of parameters of the adversary, and of nothing else. Its state is saved and
            loaded with the state dict of this object, under ``optimizer``.
        loss: what the generator pays for the logits of its fake sound.
        loss_real: what the discriminator pays for the logits of real sound.
        loss_fake: what the discriminator pays for the logits of fake sound.
        loss_feat: compares the feature maps of one sub-discriminator, ``loss_feat(fake, real)``.
        normalize: divide all losses by the number of sub-discriminators.
    """

    def __init__(
        self,
        adversary: nn.Module,
        optimizer: torch.optim.Optimizer,
        loss: Criterion,
        loss_real: Criterion,
        loss_fake: Criterion,
        loss_feat: FeatureLoss | None = None,
        normalize: bool = True,
    ) -> None:
        super().__init__()
        check_ownership(adversary, optimizer)
        self.adversary = adversary
        self.optimizer = optimizer
        self.loss = loss
        self.loss_real = loss_real
        self.loss_fake = loss_fake
        self.loss_feat = loss_feat
        self.normalize = normalize
        self.skipped_batches = 0
        copy_from_first_rank(chain(adversary.parameters(), adversary.buffers()))

    def train_adv(self, fake: Tensor, real: Tensor) -> Tensor:
        """Let the discriminator learn from one batch; return its loss, without a graph."""
        buffers = remember_buffers(self.adversary)
        logits_fake, _ = ask(self.adversary, fake.detach())
        logits_real, _ = ask(self.adversary, real.detach())
        costs = [
            cost(self.loss_fake, score_fake) + cost(self.loss_real, score_real)
            for score_fake, score_real in zip(logits_fake, logits_real, strict=True)
        ]
        loss = self._combine(costs, fake)

        self.optimizer.zero_grad()
        torch.autograd.backward(loss)
        average_gradients(self.adversary.parameters())
        good = self._is_finite(loss)
        restore_buffers_unless(good, self.adversary, buffers)
        if good:  # the only wait for the device in a step
            self.optimizer.step()
            copy_from_first_rank(self.adversary.buffers())
        else:
            self.optimizer.zero_grad()
            self.skipped_batches += 1
        return loss.detach()

    def forward(self, fake: Tensor, real: Tensor) -> GeneratorLosses:
        """Judge the fake sound for the generator.

        ``adv`` says how badly it fooled the discriminator, ``feat`` how far its feature maps are
        from those of the real sound; without ``loss_feat`` that is zero.
        """
        buffers = remember_buffers(self.adversary)
        with readonly(self.adversary):
            logits_fake, fmaps_fake = ask(self.adversary, fake)
            with torch.no_grad():
                logits_real, fmaps_real = ask(self.adversary, real)
        scores = torch.cat([score.detach().flatten() for score in logits_fake + logits_real])
        restore_buffers_unless(scores.isfinite().all(), self.adversary, buffers)
        adv = self._combine([cost(self.loss, score) for score in logits_fake], fake)
        feat = torch.zeros_like(adv)
        if self.loss_feat is not None:
            pairs = zip(fmaps_fake, fmaps_real, strict=True)
            feat = self._combine(
                [self.loss_feat(of_fake, of_real) for of_fake, of_real in pairs], fake
            )
        return GeneratorLosses(adv, feat)

    def _combine(self, costs: Sequence[Tensor], fake: Tensor) -> Tensor:
        dtype = torch.promote_types(fake.dtype, torch.float32)
        total = torch.stack([cost.to(dtype).reshape(()) for cost in costs]).sum()
        return total / len(costs) if self.normalize else total

    def _is_finite(self, loss: Tensor) -> Tensor:
        """Whether every rank may take this step."""
        grads = [p.grad for p in self.adversary.parameters() if p.grad is not None]
        # The largest gradient is NaN or infinite if any of them is, and it cannot overflow.
        largest = nn.utils.get_total_norm(grads, norm_type=torch.inf)
        good = loss.detach().isfinite() & largest.isfinite()
        return sum_over_ranks(good.to(torch.int32)) == number_of_ranks()

    def _save_to_state_dict(
        self, destination: dict[str, Any], prefix: str, keep_vars: bool
    ) -> None:
        super()._save_to_state_dict(destination, prefix, keep_vars)
        destination[prefix + "optimizer"] = self.optimizer.state_dict()

    def _load_from_state_dict(
        self,
        state_dict: dict[str, Any],
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        *rest: Any,  # noqa: ANN401 (two more lists, which are passed on to nn.Module)
    ) -> None:
        optimizer = state_dict.pop(prefix + "optimizer", None)
        super()._load_from_state_dict(
            state_dict, prefix, local_metadata, strict, missing_keys, *rest
        )
        if optimizer is None:
            missing_keys.append(prefix + "optimizer")
        else:
            self.optimizer.load_state_dict(optimizer)
