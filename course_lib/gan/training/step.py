"""One step of the game: the discriminators move, then the generator.

    real ──► generator ──► fake ─┬─► reconstruction loss ─────────────────┐
                                 │                                        ├──► generator learns
                                 └─► crop ─┬─► discriminators judge ──────┘
                    real ──► crop ─────────┴─► discriminators learn (no gradient to the generator)

In the first stage, the warm-up, there is no lower half. A generator that puts out noise teaches a
discriminator nothing, and learns little from one that can tell at a glance.

Every process has a part of the batch. Gradients and reported numbers are means over all of them.
"""

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from course_lib.gan.data.seeding import dice
from course_lib.gan.training.distributed import mean_over_ranks
from course_lib.gan.training.state import TrainState
from course_lib.losses.gradient_shares import shares_at_output, shares_in_parameters
from course_lib.losses.ranks import average_gradients


def train_step(state: TrainState, real: Tensor) -> dict[str, float]:
    """Let the players take one step on real sound [batch, 1, time]; return what was measured.

    A batch whose losses or gradients are not finite changes no player, and is counted.
    """
    set_rates(state)
    with state.autocast():
        fake = state.generator(real)
    losses, judged = {"recon": state.reconstruction(fake, real)}, {}
    if not state.warming_up:
        step = state.adversarial_step
        # The same crop of both, so that feature maps can be compared place by place.
        real_crop, fake_crop = crop(state, real), crop(state, fake)
        # Detached: what teaches the discriminators to tell must not teach the generator to be told.
        judged = state.adversaries.train_step(fake_crop.detach(), real_crop, step)
        # Then the generator faces the judges as they are now. They only pass gradients on.
        losses |= state.adversaries.generator_losses(fake_crop, real_crop, step)

    weights = loss_weights(state)
    losses = {name: losses[name] for name in weights}
    shares = gradient_shares(state, losses, weights, fake)
    norm = backpropagate(state, losses, weights, fake)
    scalars = mean_over_ranks({**losses, **judged, "gradient_norm": norm})
    # All processes decide on the same numbers, so all of them step, or none does.
    if all(math.isfinite(scalars[name]) for name in (*losses, "gradient_norm")):
        state.optimizer.step()
        follow(state.ema, state.generator, ema_factor(state))
    else:
        state.skipped_batches += 1
    state.adversaries.observe(scalars)
    state.step += 1
    return scalars | shares


def set_rates(state: TrainState) -> None:
    """Set the generator's learning rate and Adam's memory for the step to come."""
    preset = state.config.preset
    if state.adversarial_step == 0:
        # The second stage has other losses: what Adam remembers of their gradients is of no use.
        state.optimizer.state.clear()
    for group in state.optimizer.param_groups:
        warm = state.warming_up
        group["lr"] = preset.warm_rate(state.step) if warm else preset.lr
        group["betas"] = preset.warm_betas if warm else preset.betas


def crop(state: TrainState, wave: Tensor) -> Tensor:
    """Cut out what the discriminators see: a few items, and a part of each.

    Judging costs several times what generating does, and neighbouring samples say much the same.
    The generator keeps its long context.
    """
    preset = state.config.preset
    room = preset.segment - preset.d_segment
    # Half a window at either end of a segment was decoded from silence: nothing to be judged by.
    margin = min(preset.codec.n_fft // 2, room // 2)
    chance = dice("crop", state.config.seed, state.step)
    first = margin + int(torch.randint(room - 2 * margin + 1, (), generator=chance))
    return wave[: preset.d_batch, :, first : first + preset.d_segment]


def loss_weights(state: TrainState) -> dict[str, float]:
    """Weigh each loss that the generator pays in this step; those that weigh nothing are absent."""
    if state.warming_up:
        return {"recon": 1.0}
    preset, terms = state.config.preset, state.config.terms
    weights = state.adversaries.loss_weights(
        state.adversarial_step,
        adv=0.0 if terms == "feat" else preset.adv_weight,
        feat=0.0 if terms == "adv" else preset.feat_weight,
    )
    return {n: w for n, w in {"recon": preset.recon_weight, **weights}.items() if w}


def backpropagate(
    state: TrainState, losses: Mapping[str, Tensor], weights: Mapping[str, float], fake: Tensor
) -> Tensor:
    """Give the generator its gradient, averaged over all processes; return its norm."""
    state.optimizer.zero_grad()
    if state.balancer and not state.warming_up:
        state.balancer.weights.update(weights)
        state.balancer.backward(losses, fake)
    else:
        total = torch.stack([weight * losses[name] for name, weight in weights.items()]).sum()
        torch.autograd.backward(total)
    parameters = list(state.generator.parameters())
    average_gradients(parameters)
    preset = state.config.preset
    # One odd batch must not throw the generator far: a long gradient is shortened.
    limit = preset.warm_clip if state.warming_up else preset.clip
    return nn.utils.clip_grad_norm_(parameters, limit)


def gradient_shares(
    state: TrainState, losses: Mapping[str, Tensor], weights: Mapping[str, float], fake: Tensor
) -> dict[str, float]:
    """Measure every so many steps which loss steers the generator (`losses.gradient_shares`)."""
    every = state.config.shares_every
    if len(losses) < 2 or not every or state.adversarial_step % every:
        return {}
    if state.balancer:
        sizes = shares_at_output(losses, fake)  # a balancer divides each loss by its own
        weights = {name: w / sizes[name] if sizes[name] else 0.0 for name, w in weights.items()}
    weighted = {name: weight * losses[name] for name, weight in weights.items()}
    at_output = shares_at_output(weighted, fake)
    in_parameters = shares_in_parameters(weighted, state.generator.parameters())
    return {f"share_output_{name}": share for name, share in at_output.items()} | {
        f"share_parameters_{name}": share for name, share in in_parameters.items()
    }


def ema_factor(state: TrainState) -> float:
    """Say how much of the running mean stays: little at first, when all of it is old."""
    return min(state.config.preset.ema, (1 + state.step) / (10 + state.step))


@torch.no_grad()
def follow(ema: nn.Module, model: nn.Module, factor: float) -> None:
    """Move a running mean of a model's parameters on by one step."""
    for mean, parameter in zip(ema.parameters(), model.parameters(), strict=True):
        mean.lerp_(parameter, 1 - factor)
