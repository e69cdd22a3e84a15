"""Give each loss a fixed share of the gradient: that of its weight.

Losses have no common unit: the gradient of one may be a thousand times that of another. The
balancer rescales the gradient that each loss sends into the generator's output y:

    adv  ──► g_adv  ──► × share / usual size ──┐
    feat ──► g_feat ──► × share / usual size ──┼──► + ──► y ──► generator
    l1   ──► g_l1   ──► × share / usual size ──┘

    G = sum_i  total_norm · w_i / (sum_j w_j) · g_i / avg(‖g_i‖)

With weights 2 and 1, two thirds of the gradient come from the first loss, whatever its unit. The
*usual size* is a moving average of the norm, so a loss still has a larger gradient in a bad step.

Conventions
    The shares are those at y. In the generator's parameters they can differ a lot.
    The sum over j covers the losses of the current call. A loss that is absent keeps its usual
    size until it returns, and so does one whose gradient is exactly zero.
    With several ranks, norms are averaged, weighted by batch size, before they enter the moving
    average. All ranks have the same state, so one saved state resumes all of them.

Sources: Défossez et al., "High Fidelity Neural Audio Compression" (EnCodec), 2022, section 3.4,
https://arxiv.org/abs/2210.13438; AudioCraft, ``audiocraft/losses/balancer.py``,
https://github.com/facebookresearch/audiocraft
"""

import math
from collections.abc import Mapping
from typing import TypedDict

import torch
from torch import Tensor

from course_lib.losses.at_least_float32 import wide_dtype
from course_lib.losses.gradient_norms import mean_norms, partial_gradient
from course_lib.losses.moving_averages import MovingAverages
from course_lib.spelling import did_you_mean


class BalancerState(TypedDict):
    """The state of a `Balancer`: plain numbers, which JSON stores exactly."""

    sums: dict[str, float]
    counts: dict[str, float]
    skipped_batches: int


class Balancer:
    """Backpropagate several losses with fixed shares of the gradient.

    A call whose gradients are NaN or infinite sends nothing back and leaves the averages unchanged;
    ``skipped_batches`` counts it. If the generator's gradients were None they stay None, and an
    optimiser skips them.

    Args:
        weights: The share of each loss, by name; they needn't add up to 1.
        balance_grads: Whether to balance; False gives the plain weighted sum,
            ``G = sum_i w_i · g_i``.
        total_norm: The norm that G would have if all g_i were aligned; None and 0 mean 1.
        ema_decay: The decay of the moving averages per step; 1, None and 0 all mean the plain mean
            of all steps so far.
        per_batch_item: Whether ``‖g_i‖`` is measured per item of the batch and averaged; False
            means the norm over the whole batch.
        epsilon: A small number added to the usual size, so that nothing is divided by zero.
        monitor: Whether ``metrics`` contains, as ``ratio_<name>``, the fraction of each loss in
            the sum of all usual sizes, before rescaling.
    """

    def __init__(
        self,
        weights: Mapping[str, float],
        balance_grads: bool = True,
        total_norm: float | None = 1.0,
        ema_decay: float | None = 0.999,
        per_batch_item: bool = True,
        epsilon: float = 1e-12,
        monitor: bool = False,
    ) -> None:
        self.weights = dict(weights)
        self.balance_grads = balance_grads
        self.total_norm = total_norm or 1.0
        self.per_batch_item = per_batch_item
        self.epsilon = epsilon
        self.monitor = monitor
        self.metrics: dict[str, float] = {}
        self.skipped_batches = 0
        self._averages = MovingAverages(ema_decay or 1.0)
        _check_weights(self.weights, balance_grads)

    def backward(self, losses: Mapping[str, Tensor], input: Tensor) -> Tensor:
        """Backpropagate the balanced gradient of the losses into ``input`` and the graph behind it.

        Args:
            losses: The losses, scalars by name. Each needs a weight; a weight needs no loss.
            input: The generator's output, through which alone the losses depend on the generator.

        Returns:
            The sum of the losses, with the factors of their gradients; NaN for a skipped call.

        Raises:
            ValueError: There are no losses, a name has no weight, the weights add up to 0, or a
                loss isn't a scalar or doesn't depend on ``input``. Nothing was changed.
        """
        self._check_losses(losses)
        self._check_input(input)
        # In the order of the weights, so that the order of the losses doesn't change the rounding.
        names = [name for name in self.weights if name in losses]
        grads = {name: partial_gradient(name, losses[name], input) for name in names}
        norms = mean_norms(grads, list(self.weights), per_item=self.per_batch_item)
        effective_loss = input.new_zeros((), dtype=wide_dtype(input))
        self.metrics = {}
        if not all(map(math.isfinite, norms.values())):
            self.skipped_batches += 1
            return effective_loss.fill_(math.nan)

        # A zero says nothing about the usual size: after a thousand zeros, the first gradient would
        # be scaled up a thousand times.
        self._averages.update({name: norm for name, norm in norms.items() if norm > 0})
        scales = self._scales(names)
        if self.monitor:
            self.metrics = self._ratios(names)
        # In at least float32: a scale of 1e-8 is zero in float16.
        balanced = torch.zeros_like(input, dtype=wide_dtype(input))
        for name in names:
            balanced.add_(grads[name].to(balanced.dtype), alpha=scales[name])
            effective_loss += scales[name] * losses[name].detach().reshape(())
        torch.autograd.backward(input, balanced.to(input.dtype))
        return effective_loss

    def state_dict(self) -> BalancerState:
        """Return a copy of the state, with which a resumed run takes the same next step."""
        return {
            "sums": dict(self._averages.sums),
            "counts": dict(self._averages.counts),
            "skipped_batches": self.skipped_batches,
        }

    def load_state_dict(self, state: BalancerState) -> None:
        """Continue from a saved state.

        Args:
            state: What ``state_dict`` returned.

        Raises:
            ValueError: The state contains a loss that has no weight here, or is damaged.
        """
        for name in state["sums"]:
            self._check_name(name)
        self._averages.load(state["sums"], state["counts"])
        self.skipped_batches = state["skipped_batches"]

    def _scales(self, names: list[str]) -> dict[str, float]:
        if not self.balance_grads:
            return {name: self.weights[name] for name in names}
        unit = self.total_norm / math.fsum(self.weights[name] for name in names)
        sizes = {name: self._averages.value(name) for name in names}
        return {
            # There is nothing to rescale before the first gradient.
            name: unit * self.weights[name] / (self.epsilon + size) if size else 0.0
            for name, size in sizes.items()
        }

    def _ratios(self, names: list[str]) -> dict[str, float]:
        sizes = {name: self._averages.value(name) for name in names}
        total = math.fsum(sizes.values())
        return {f"ratio_{name}": size / total if total else 0.0 for name, size in sizes.items()}

    def _check_losses(self, losses: Mapping[str, Tensor]) -> None:
        if not losses:
            raise ValueError("no losses to balance: pass at least one.")
        for name in losses:
            self._check_name(name)
        if self.balance_grads and not any(self.weights[name] for name in losses):
            raise ValueError(
                f"all losses of this call ({', '.join(losses)}) have weight 0, so none has a "
                "share: give one of them a weight, or skip this step."
            )

    def _check_name(self, name: str) -> None:
        if name not in self.weights:
            hint = did_you_mean(name, self.weights)
            raise ValueError(
                f"no weight for the loss {name!r}.{hint} There are weights for: "
                f"{', '.join(self.weights)}."
            )

    def _check_input(self, input: Tensor) -> None:
        if self.per_batch_item and (input.ndim == 0 or not len(input)):
            raise ValueError(
                f"norms are measured per item of a batch, so input must be [batch, ...] with at "
                f"least one item, got {list(input.shape)}. Otherwise, build the balancer with "
                "per_batch_item=False."
            )


def _check_weights(weights: Mapping[str, float], balance_grads: bool) -> None:
    if not weights:
        raise ValueError("the balancer has no weights: pass one per loss, as in {'l1': 1.0}.")
    for name, weight in weights.items():
        if not math.isfinite(weight) or (balance_grads and weight < 0):
            raise ValueError(
                f"the weight of {name!r} must be finite, and not negative if gradients are "
                f"balanced, got {weight}."
            )
    if balance_grads and not any(weights.values()):
        raise ValueError("all weights are 0, so no loss has a share: give one of them a weight.")
