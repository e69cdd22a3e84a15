"""One training step: update the discriminators, then the generator.

    real ──► generator ──► fake ─┬─► reconstruction loss ─────────────────┐
                                 │                                        ├──► update the generator
                                 └─► crop ─┬─► discriminators score ──────┘
                    real ──► crop ─────────┴─► update the discriminators (fake is detached)

In the first stage, the warm-up, the lower half is absent. A generator that outputs noise teaches a
discriminator nothing, and learns little from one that sees the difference at a glance.

Each rank has a part of the batch. Gradients and reported scalars are means over all ranks.
"""

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from course_lib.gan.training.distributed import mean_over_ranks
from course_lib.gan.training.learning_rate import set_learning_rate
from course_lib.gan.training.train_state import TrainState
from course_lib.losses.averages_over_ranks import average_gradients
from course_lib.losses.gradient_shares import shares_at_output, shares_in_parameters
from course_lib.seeding import seeded_generator


def train_step(state: TrainState, real: Tensor) -> dict[str, float]:
    """Take one step and return its scalars: losses, the gradient norm, gradient shares.

    If a loss or a gradient isn't finite, the batch changes no network and is counted as skipped.

    Args:
        state: The state of the run, which is updated.
        real: This rank's part of a batch of real sound, [batch, 1, time].
    """
    set_learning_rate(state)
    with state.autocast():
        fake = state.generator(real)
    if state.scale:
        fake = state.scale.leave(fake)
    losses, d_losses = {"recon": state.reconstruction(fake, real)}, {}
    if not state.warming_up:
        step = state.adversarial_step
        # The same crop of both, since feature matching compares the maps element by element.
        real_crop, fake_crop = crop(state, real), crop(state, fake)
        # Detached: the discriminators' losses must not train the generator.
        d_losses = state.adversaries.update_due(fake_crop.detach(), real_crop, step)
        # The generator faces the updated discriminators, which only pass gradients on.
        losses |= state.adversaries.generator_losses(fake_crop, real_crop, step)

    weights = loss_weights(state)
    losses = {name: losses[name] for name in weights}
    shares = gradient_shares(state, losses, weights, fake)
    norm = backpropagate(state, losses, weights, fake)
    scalars = mean_over_ranks({**losses, **d_losses, "gradient_norm": norm})
    # All ranks decide on the same numbers, so either all of them step or none does.
    if all(math.isfinite(scalars[name]) for name in (*losses, "gradient_norm")):
        state.optimizer.step()
        follow(state.ema, state.generator, ema_factor(state))
    else:
        state.skipped_batches += 1
    if state.scale:
        state.scale.update()
    state.adversaries.observe(scalars)
    state.step += 1
    return scalars | shares


def crop(state: TrainState, wave: Tensor) -> Tensor:
    """Return the part of a batch that the discriminators get: a few items, and a cut of each.

    Discriminators cost several times as much as the generator, and neighbouring samples carry
    similar information. The generator keeps its long context.

    Args:
        state: The state of the run; its step number decides where to cut.
        wave: Sound, [batch, 1, time].

    Returns:
        [d_batch, 1, d_segment]
    """
    preset = state.config.preset
    room = preset.segment - preset.d_segment
    # Half a window at either end of a segment was decoded from silence: leave it out.
    margin = min(preset.codec.n_fft // 2, room // 2)
    rng = seeded_generator("crop", state.config.seed, state.step)
    first = margin + int(torch.randint(room - 2 * margin + 1, (), generator=rng))
    return wave[: preset.d_batch, :, first : first + preset.d_segment]


def loss_weights(state: TrainState) -> dict[str, float]:
    """Return the weight of each of the generator's losses in this step, without zero weights."""
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
    """Compute the generator's gradient, averaged over all ranks and clipped; return its norm.

    Args:
        state: The state of the run.
        losses: The generator's losses by name.
        weights: The weight of each loss.
        fake: The generator's output, [batch, 1, time], for the balancer.
    """
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
    # Clip the gradient, so that one unusual batch can't throw the generator far off.
    limit = preset.warm_clip if state.warming_up else preset.clip
    return nn.utils.clip_grad_norm_(parameters, limit)


def gradient_shares(
    state: TrainState, losses: Mapping[str, Tensor], weights: Mapping[str, float], fake: Tensor
) -> dict[str, float]:
    """Return the share of each loss in the generator's gradient, if a measurement is due.

    See `course_lib.losses.gradient_shares`; the arguments are those of `backpropagate`.
    """
    every = state.config.shares_every
    if len(losses) < 2 or not every or state.adversarial_step % every:
        return {}
    if state.balancer:
        sizes = shares_at_output(losses, fake)  # a balancer divides each loss by its own size
        weights = {name: w / sizes[name] if sizes[name] else 0.0 for name, w in weights.items()}
    weighted = {name: weight * losses[name] for name, weight in weights.items()}
    at_output = shares_at_output(weighted, fake)
    in_parameters = shares_in_parameters(weighted, state.generator.parameters())
    return {f"share_output_{name}": share for name, share in at_output.items()} | {
        f"share_parameters_{name}": share for name, share in in_parameters.items()
    }


def ema_factor(state: TrainState) -> float:
    """Return the decay of the running mean: small at first, so that early weights fade quickly."""
    return min(state.config.preset.ema, (1 + state.step) / (10 + state.step))


@torch.no_grad()
def follow(ema: nn.Module, model: nn.Module, factor: float) -> None:
    """Update a running mean of a model's parameters: factor * mean + (1 - factor) * model."""
    for mean, parameter in zip(ema.parameters(), model.parameters(), strict=True):
        mean.lerp_(parameter, 1 - factor)
