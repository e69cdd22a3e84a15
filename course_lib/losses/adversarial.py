"""Train the discriminator, and compute the generator's adversarial loss, with one object.

    train_adv(fake, real)         the discriminator learns: one step of its own optimiser;
                                  no gradient reaches the generator
    adv, feat = loss(fake, real)  the generator's losses: gradients flow through the
                                  discriminator, but its own parameters get none

Three options go beyond AudioCraft. *Relativistic pairing* scores each fake against the real sound
beside it, so that only the difference counts:

    discriminator   loss_real(D(real) - D(fake))        generator   loss(D(fake) - D(real))

A *gradient penalty* limits the slope of the discriminator, and *gradient clipping* the length of
its step.

Conventions
    Waves are ``[batch, channels, time]``. Losses are scalars in the dtype of ``fake``, but at
    least float32.

Sources: AudioCraft, ``audiocraft/adversarial/losses.py``,
https://github.com/facebookresearch/audiocraft; Jolicoeur-Martineau, "The relativistic
discriminator", 2018, https://arxiv.org/abs/1807.00734; Huang et al., "The GAN is dead; long live
the GAN!", 2024, equation 2, https://arxiv.org/abs/2501.05441, for pairing with one real sound.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol, cast

import torch
from torch import Tensor, nn

from course_lib.losses.adversary_outputs import apply_criterion, check_ownership, score
from course_lib.losses.at_least_float32 import wide_dtype
from course_lib.losses.averages_over_ranks import (
    average_gradients,
    copy_from_first_rank,
    number_of_ranks,
    sum_over_ranks,
)
from course_lib.losses.criteria import Criterion
from course_lib.losses.frozen_model import readonly, remember_buffers, restore_buffers_unless
from course_lib.losses.gradient_penalty import Penalty

FeatureLoss = Callable[[Sequence[Tensor], Sequence[Tensor]], Tensor]


class Separable(Protocol):
    """A discriminator that runs one sub-discriminator at a time; `SeparableDiscriminator` does."""

    num_discriminators: int

    def each(self, wave: Tensor) -> Iterator[tuple[Tensor, list[Tensor]]]:
        """Yield the logits and the feature maps of one sub-discriminator at a time."""


class GeneratorLosses(NamedTuple):
    """The generator's losses; unpacks as ``adv, feat = loss(fake, real)``."""

    adv: Tensor
    feat: Tensor


class AdversarialLoss(nn.Module):
    """A discriminator with its optimiser and its losses.

    A batch that makes the loss or a gradient NaN or infinite is skipped: parameters, buffers and
    optimiser are left unchanged on every rank, and ``skipped_batches`` counts it.

    Args:
        adversary: The discriminator. For a wave it returns ``(logits, fmaps)``: a list of tensors
            and a list of lists of tensors, with one entry per sub-discriminator.
        optimizer: An optimiser of the adversary's parameters, and of nothing else. The state dict
            of this object contains its state, under ``optimizer``.
        loss: The generator's loss for the logits of fake sound.
        loss_real: The discriminator's loss for the logits of real sound.
        loss_fake: The discriminator's loss for the logits of fake sound.
        loss_feat: The distance between the feature maps of one sub-discriminator, called as
            ``loss_feat(fake, real)``.
        normalize: Whether all losses are divided by the number of sub-discriminators. HiFi-GAN
            adds them up instead.
        relativistic: Whether each fake is scored against the real sound beside it; ``loss_fake``
            is then not used.
        penalty: A penalty on the discriminator's slope, called as ``penalty(adversary, fake,
            real)``; see `course_lib.losses.gradient_penalty`.
        penalty_weight: The weight of the penalty in the discriminator's loss.
        clip: The largest norm of the discriminator's gradient; a longer one is scaled down. None
            doesn't clip. BigVGAN-v2 uses 500.

    Raises:
        ValueError: The optimiser contains other parameters, or ``penalty_weight`` or ``clip`` is
            out of range.
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
        *,
        relativistic: bool = False,
        penalty: Penalty | None = None,
        penalty_weight: float = 1.0,
        clip: float | None = None,
    ) -> None:
        super().__init__()
        check_ownership(adversary, optimizer)
        if not 0 <= penalty_weight < math.inf:
            raise ValueError(f"penalty_weight must be finite, 0 or more, got {penalty_weight}.")
        if clip is not None and not 0 < clip < math.inf:
            raise ValueError(f"clip must be a finite number above 0, or None, got {clip}.")
        self.adversary = adversary
        self.optimizer = optimizer
        self.loss = loss
        self.loss_real = loss_real
        self.loss_fake = loss_fake
        self.loss_feat = loss_feat
        self.normalize = normalize
        self.relativistic = relativistic
        self.penalty = penalty
        self.penalty_weight = penalty_weight
        self.clip = clip
        self.skipped_batches = 0
        copy_from_first_rank(chain(adversary.parameters(), adversary.buffers()))

    def train_adv(self, fake: Tensor, real: Tensor) -> Tensor:
        """Train the discriminator on one batch, and return its loss, without a graph.

        The loss that is returned doesn't include the penalty, so runs with and without one can be
        compared.

        Args:
            fake: Generated waves [batch, channels, time].
            real: Real waves [batch, channels, time].
        """
        buffers = remember_buffers(self.adversary)
        self.optimizer.zero_grad()
        mixed = getattr(self.adversary, "can_mix_batches", False)
        mixed = mixed and fake.shape[1:] == real.shape[1:]
        backpropagate = self._backpropagate_each if mixed else self._backpropagate_all
        loss = backpropagate(fake.detach(), real.detach())
        total = loss
        if self.penalty is not None and self.penalty_weight:
            penalty = self.penalty(self.adversary, fake.detach(), real.detach())
            if penalty.requires_grad:
                torch.autograd.backward(self.penalty_weight * penalty)
            total = loss + self.penalty_weight * penalty.detach()
        average_gradients(self.adversary.parameters())
        good = self._is_finite(total)
        if self.clip is not None:
            nn.utils.clip_grad_norm_(self.adversary.parameters(), self.clip)
        restore_buffers_unless(good, self.adversary, buffers)
        if good:  # the only synchronisation with the device in a step
            self.optimizer.step()
            copy_from_first_rank(self.adversary.buffers())
        else:
            self.optimizer.zero_grad()
            self.skipped_batches += 1
        return loss.detach()

    def _backpropagate_all(self, fake: Tensor, real: Tensor) -> Tensor:
        """Compute the gradients of any discriminator, and return its loss."""
        logits_fake, _ = score(self.adversary, fake)
        logits_real, _ = score(self.adversary, real)
        pairs = zip(logits_fake, logits_real, strict=True)
        loss = self._combine([self._discriminate(*pair) for pair in pairs], fake)
        torch.autograd.backward(loss)
        return loss

    def _backpropagate_each(self, fake: Tensor, real: Tensor) -> Tensor:
        """Do the same for one sub-discriminator after the other, with both sounds in one batch.

        Its weights are then normalised, read and given a gradient once instead of twice, and only
        one sub-discriminator's activations are in memory at a time.
        """
        adversary = cast(Separable, self.adversary)
        share = 1 / adversary.num_discriminators if self.normalize else 1.0
        loss = fake.new_zeros((), dtype=wide_dtype(fake))
        for logits, fmaps in adversary.each(torch.cat([fake, real])):
            own = share * self._discriminate(logits[: len(fake)], logits[len(fake) :])
            torch.autograd.backward(own)
            loss += own.detach()
            del logits, fmaps  # free them before the next sub-discriminator runs
        return loss

    def forward(self, fake: Tensor, real: Tensor) -> GeneratorLosses:
        """Return the generator's adversarial loss and its feature-matching loss.

        Args:
            fake: Generated waves [batch, channels, time], through which gradients flow.
            real: Real waves [batch, channels, time].

        Returns:
            ``adv`` is small if the fake sound fools the discriminator. ``feat`` is the distance
            between the feature maps of fake and real sound, or zero without ``loss_feat``.
        """
        buffers = remember_buffers(self.adversary)
        with readonly(self.adversary):
            logits_fake, fmaps_fake = score(self.adversary, fake)
            with torch.no_grad():
                logits_real, fmaps_real = score(self.adversary, real)
        scores = torch.cat([logits.detach().flatten() for logits in logits_fake + logits_real])
        restore_buffers_unless(scores.isfinite().all(), self.adversary, buffers)
        scored = logits_fake
        if self.relativistic:
            scored = [f - r for f, r in zip(logits_fake, logits_real, strict=True)]
        adv = self._combine([apply_criterion(self.loss, logits) for logits in scored], fake)
        feat = torch.zeros_like(adv)
        if self.loss_feat is not None:
            pairs = zip(fmaps_fake, fmaps_real, strict=True)
            feat = self._combine(
                [self.loss_feat(of_fake, of_real) for of_fake, of_real in pairs], fake
            )
        return GeneratorLosses(adv, feat)

    def _discriminate(self, of_fake: Tensor, of_real: Tensor) -> Tensor:
        """Return the discriminator's loss for the logits of one sub-discriminator."""
        if self.relativistic:
            return apply_criterion(self.loss_real, of_real - of_fake)
        return apply_criterion(self.loss_fake, of_fake) + apply_criterion(self.loss_real, of_real)

    def _combine(self, losses: Sequence[Tensor], fake: Tensor) -> Tensor:
        dtype = wide_dtype(fake)
        total = torch.stack([loss.to(dtype).reshape(()) for loss in losses]).sum()
        return total / len(losses) if self.normalize else total

    def _is_finite(self, loss: Tensor) -> Tensor:
        """Return whether the loss and all gradients are finite on every rank."""
        grads = [p.grad for p in self.adversary.parameters() if p.grad is not None]
        # A NaN or an infinity shows in the smallest or the largest value, and, unlike a sum, these
        # can't overflow. A norm of order infinity would do too, but took 17 times as long on a CPU.
        bounds = [bound for grad in grads if grad.numel() for bound in grad.aminmax()]
        good = torch.stack([loss.detach(), *bounds]).isfinite().all()
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
        *rest: Any,  # noqa: ANN401 (two more lists, passed on to nn.Module)
    ) -> None:
        optimizer = state_dict.pop(prefix + "optimizer", None)
        super()._load_from_state_dict(
            state_dict, prefix, local_metadata, strict, missing_keys, *rest
        )
        if optimizer is None:
            missing_keys.append(prefix + "optimizer")
        else:
            self.optimizer.load_state_dict(optimizer)
