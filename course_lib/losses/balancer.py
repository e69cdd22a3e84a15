"""Give each loss the share of the gradient that its weight promises.

Losses have no common unit: the gradient of one may be a thousand times that of another. The
balancer looks at what each loss sends into the generator's output y, and rescales it:

    adv  ──► g_adv  ──► × share / usual size ──┐
    feat ──► g_feat ──► × share / usual size ──┼──► + ──► y ──► generator
    l1   ──► g_l1   ──► × share / usual size ──┘

    G = sum_i  total_norm · w_i / (sum_j w_j) · g_i / avg(‖g_i‖)

With weights 2 and 1, two thirds of the gradient come from the first loss, whatever its unit. The
*usual size* is a moving average, so that a loss may still speak louder in a bad step.

Conventions
    Shares hold at y, not in the parameters behind it: a generator may pass on one loss much
    better than another.
    The sums over j take the losses of the present call. A loss that is not given keeps its usual
    size until it comes back, and so does one whose gradient is exactly zero.
    With several ranks, norms are averaged before they enter the moving average, weighted by batch
    size. All ranks hold the same state, so that one saved state resumes all of them.

Sources: Défossez et al., "High Fidelity Neural Audio Compression" (EnCodec), 2022, section 3.4,
https://arxiv.org/abs/2210.13438; AudioCraft, ``audiocraft/losses/balancer.py``,
https://github.com/facebookresearch/audiocraft
"""

import math
from collections.abc import Mapping
from typing import TypedDict

import torch
from torch import Tensor

from course_lib.losses.averages import MovingAverages
from course_lib.losses.gradient_norms import mean_norms, partial_gradient
from course_lib.spelling import did_you_mean


class BalancerState(TypedDict):
    """What `Balancer.state_dict` holds: plain numbers, so JSON keeps them exactly."""

    sums: dict[str, float]
    counts: dict[str, float]
    skipped_batches: int


class Balancer:
    """Backpropagate several losses with fixed shares of the gradient.

    A call whose gradients are NaN or infinite sends nothing back and leaves the averages alone;
    ``skipped_batches`` counts it. The generator's gradients stay None then, if they were, and an
    optimiser passes over them.

    Args:
        weights: share of each loss, by name; they need not add up to 1.
        balance_grads: False gives the plain weighted sum instead, ``G = sum_i w_i · g_i``.
        total_norm: norm that G would have if all g_i were aligned; None and 0 mean 1.
        ema_decay: memory of the averages per step; 1, None and 0 all mean the plain mean of all
            steps so far.
        per_batch_item: measure ``‖g_i‖`` per item of the batch, and average; False takes the norm
            over the whole batch.
        epsilon: added to the usual size, so that nothing is divided by zero.
        monitor: keep in ``metrics``, as ``ratio_<name>``, which part of all usual sizes is
            each loss's, before rescaling.
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
        """Send the balanced gradient of the losses into ``input``, and on to what made it.

        Args:
            losses: scalars by name; each name has a weight, but not each weight needs a loss.
            input: the only thing through which the losses depend on the generator: its output.

        Returns:
            The losses summed with the factors that their gradients got; NaN for a skipped call.

        Raises:
            ValueError: no losses, a name without a weight, weights that add up to 0, a loss that
                is no scalar or does not depend on ``input``. Nothing has been changed then.
        """
        self._check_losses(losses)
        self._check_input(input)
        # The order of the weights, so that the order of the losses changes no rounding.
        names = [name for name in self.weights if name in losses]
        grads = {name: partial_gradient(name, losses[name], input) for name in names}
        norms = mean_norms(grads, list(self.weights), per_item=self.per_batch_item)
        effective_loss = input.new_zeros((), dtype=_wide(input))
        self.metrics = {}
        if not all(map(math.isfinite, norms.values())):
            self.skipped_batches += 1
            return effective_loss.fill_(math.nan)

        # A zero says nothing about the usual size: a loss that wakes up after a thousand of them
        # would be blown up a thousand times.
        self._averages.update({name: norm for name, norm in norms.items() if norm > 0})
        scales = self._scales(names)
        if self.monitor:
            self.metrics = self._ratios(names)
        # In float32 at least: a scale of one in a million is zero in float16.
        balanced = torch.zeros_like(input, dtype=_wide(input))
        for name in names:
            balanced.add_(grads[name].to(balanced.dtype), alpha=scales[name])
            effective_loss += scales[name] * losses[name].detach().reshape(())
        torch.autograd.backward(input, balanced.to(input.dtype))
        return effective_loss

    def state_dict(self) -> BalancerState:
        """Copy what a resumed run needs to take the same next step."""
        return {
            "sums": dict(self._averages.sums),
            "counts": dict(self._averages.counts),
            "skipped_batches": self.skipped_batches,
        }

    def load_state_dict(self, state: BalancerState) -> None:
        """Continue from a saved state.

        Raises:
            ValueError: the state knows a loss that has no weight here, or is damaged.
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
            # Nothing to rescale where no gradient has been seen yet.
            name: unit * self.weights[name] / (self.epsilon + size) if size else 0.0
            for name, size in sizes.items()
        }

    def _ratios(self, names: list[str]) -> dict[str, float]:
        sizes = {name: self._averages.value(name) for name in names}
        total = math.fsum(sizes.values())
        return {f"ratio_{name}": size / total if total else 0.0 for name, size in sizes.items()}

    def _check_losses(self, losses: Mapping[str, Tensor]) -> None:
        if not losses:
            raise ValueError("the balancer was given no losses: give it at least one.")
        for name in losses:
            self._check_name(name)
        if self.balance_grads and not any(self.weights[name] for name in losses):
            raise ValueError(
                f"all losses given ({', '.join(losses)}) have weight 0, so nothing has a share: "
                "give one of them a weight, or skip this step."
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
                f"norms are measured per item of a batch, and the input has the shape "
                f"{list(input.shape)}: give it [batch, ...] with at least one item, or build the "
                "balancer with per_batch_item=False."
            )


def _check_weights(weights: Mapping[str, float], balance_grads: bool) -> None:
    if not weights:
        raise ValueError("the balancer has no weights: give one per loss, as in {'l1': 1.0}.")
    for name, weight in weights.items():
        if not math.isfinite(weight) or (balance_grads and weight < 0):
            raise ValueError(
                f"the weight of {name!r} is {weight}, and a share of the gradient is finite and "
                "not negative."
            )
    if balance_grads and not any(weights.values()):
        raise ValueError("all weights are 0, so no loss has a share: give one of them a weight.")


def _wide(tensor: Tensor) -> torch.dtype:
    return torch.promote_types(tensor.dtype, torch.float32)
