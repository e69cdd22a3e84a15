# %% [markdown]
# Five exercises on the lesson *Train a small GAN*. Each has a contract, a cell for your answer, a check that explains what went
# wrong, and a verdict that counts.
#
# Do them in any order: each one works on its own. Run the check as often as you like. It costs nothing.
# If you get stuck, `hint("07.1")` gives you one hint at a time, and `solution("07.1")` shows a solution and says why it works.

# %% tags=["setup"]
import copy
from collections.abc import Callable, Mapping, Sequence
from tempfile import TemporaryDirectory

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.classroom import own_number, record_run, seal, setup
from course_lib.display.source import find_source
from course_lib.gan import TrainConfig, preset, synthetic_clips, train
from course_lib.gan.experiments.failures import failed_runs, healthy_run, recorded_run
from course_lib.gan.metrics import evaluate
from course_lib.gan.metrics.evaluation import metric
from course_lib.gan.training import toy
from course_lib.gan.training.plan_session import WARM_CHECKPOINT, WARM_STAGE
from course_lib.gan.training.toy import ToyRun, restore
from course_lib.instruments import failure_zoo
from course_lib.losses import FeatureMatchingLoss

setup("07")

# %% tags=["bank"]
import re
from decimal import Decimal

from matplotlib.figure import Figure

from course_lib.classroom import Exercise, Later, Option, Question
from course_lib.classroom.checking.free_text import count_words
from course_lib.classroom.checking.gradients import ATTACHED, graph_of
from course_lib.classroom.progress.own_numbers import drawn_number
from course_lib.classroom.progress.own_run_results import OwnRun, recorded_runs
from course_lib.classroom.progress.sealed_forecasts import fingerprint_of, sealed_forecast
from course_lib.gan.metrics.catalogue import METRICS

# %% [markdown] id="07-1-head" tags=["exercise"]
# ### 07.1
# Write one training step with the losses below: which network learns from what, and when?
#
# | | |
# |---|---|
# | first | update the discriminator on `real` and the generator's output; no gradient for the generator |
# | then | update the generator with `distance(fake, real)` + `adversarial_loss` + 2 · `feature_matching_loss`, by the *updated* discriminator |
# | never | a gradient left from another turn changes a network |
# | out | a dict of floats, unweighted: `"discriminator"`, `"recon"`, `"adv"`, `"feat"` |
#
# `discriminator(wave)` returns two lists, `(logits, fmaps)`.


# %% id="07-1-given"
def discriminator_loss(real_logits: list[Tensor], fake_logits: list[Tensor]) -> Tensor:
    """Return the hinge loss: real scores below 1 and fake scores above -1 cost something."""
    pairs = zip(real_logits, fake_logits, strict=True)
    costs = [F.relu(1 - real).mean() + F.relu(1 + fake).mean() for real, fake in pairs]
    return torch.stack(costs).mean()


def adversarial_loss(fake_logits: list[Tensor]) -> Tensor:
    """Return the generator's hinge loss: the lower its scores, the more it pays."""
    return torch.stack([-fake.mean() for fake in fake_logits]).mean()


def feature_matching_loss(fake_maps: list[list[Tensor]], real_maps: list[list[Tensor]]) -> Tensor:
    """Return the distance between feature maps, averaged over the sub-discriminators."""
    matching = FeatureMatchingLoss(relative=True)
    pairs = zip(fake_maps, real_maps, strict=True)
    return torch.stack([matching(fake, real) for fake, real in pairs]).mean()


# %% id="07-1-answer" tags=["answer"]
# @answer 07.1
def gan_step(
    generator: nn.Module,
    discriminator: nn.Module,
    g_optimizer: torch.optim.Optimizer,
    d_optimizer: torch.optim.Optimizer,
    real: Tensor,
    distance: Callable[[Tensor, Tensor], Tensor],
) -> dict[str, float]:
    """Update the discriminator, then the generator; return each loss."""
    # BEGIN SOLUTION
    fake = generator(real)

    real_logits, _ = discriminator(real)
    fake_logits, _ = discriminator(fake.detach())
    d_loss = discriminator_loss(real_logits, fake_logits)
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()

    logits, fake_maps = discriminator(fake)
    with torch.no_grad():
        _, real_maps = discriminator(real)
    recon = distance(fake, real)
    adv, feat = adversarial_loss(logits), feature_matching_loss(fake_maps, real_maps)
    g_optimizer.zero_grad()
    (recon + adv + 2 * feat).backward()
    g_optimizer.step()

    losses = {"discriminator": d_loss, "recon": recon, "adv": adv, "feat": feat}
    return {name: loss.item() for name, loss in losses.items()}
    # END SOLUTION
    # STUB: raise NotAttempted("07.1")


# %% id="07-1-bank" tags=["bank"]
# the names of the given functions in sheets of version 0.1
NAMES_0_1 = {
    "judge_pays": "discriminator_loss",
    "generator_pays": "adversarial_loss",
    "maps_differ": "feature_matching_loss",
}
ex = Exercise("07.1", answer="gan_step", earlier_names=NAMES_0_1)


class ToyDiscriminator(nn.Module):
    """Two sub-discriminators with one hidden layer each, without randomness."""

    def __init__(self):
        super().__init__()
        self.first = nn.ModuleList([nn.Conv1d(1, 2, 3), nn.Conv1d(1, 2, 5, stride=2)])
        self.last = nn.ModuleList([nn.Conv1d(2, 1, 1), nn.Conv1d(2, 1, 1)])

    def forward(self, wave):
        maps = [torch.tanh(conv(wave)) for conv in self.first]
        logits = [conv(hidden) for conv, hidden in zip(self.last, maps, strict=True)]
        return logits, [[hidden] for hidden in maps]


# The discriminator takes large steps, so that the one before its update has other maps.
RATES = {"generator": 0.05, "discriminator": 1.0}


class Watched(torch.optim.SGD):
    """An optimiser that records which gradients there are when it updates its network."""

    def __init__(self, name, own, other, events):
        super().__init__(own.parameters(), lr=RATES[name])
        self.name, self.own, self.other, self.events = name, own, other, events

    def step(self, closure=None):
        self.events.append({"moves": self.name, "the other was pulled": has_gradient(self.other)})
        return super().step(closure)


def has_gradient(module):
    """Return True if any parameter has a gradient that isn't zero."""
    grads = [p.grad for p in module.parameters() if p.grad is not None]
    return any(bool(grad.abs().sum() > 0) for grad in grads)


def relative_distance(fake, real):
    """A distance that isn't the same when its arguments are swapped."""
    return ((fake - real).abs() / (1 + real.abs())).mean()


def table(draw, answer, steps=1):
    """Take some steps with random networks; return losses, weights, and the order of updates."""
    generator, discriminator, events = nn.Conv1d(1, 1, 3, padding=1), ToyDiscriminator(), []
    with torch.no_grad():
        for _, parameter in sorted(
            [*generator.named_parameters(), *discriminator.named_parameters()]
        ):
            parameter.copy_(0.5 * draw.randn(*parameter.shape))
    players = (
        Watched("generator", generator, discriminator, events),
        Watched("discriminator", discriminator, generator, events),
    )
    costs = [
        answer(generator, discriminator, *players, draw.randn(2, 1, 40), relative_distance)
        for _ in range(steps)
    ]
    weights = {
        name: dict(module.named_parameters())
        for name, module in (("generator", generator), ("discriminator", discriminator))
    }
    return costs, weights, events


def three_games(draw, answer, steps=1):
    """Return `table` three times: a wrong loss may happen to be right once, but not three times."""
    return {f"game {number}": table(draw, answer, steps) for number in (1, 2, 3)}


def as_dict(costs):
    """Return the losses by name; what isn't a dict can't be read."""
    if not isinstance(costs, Mapping):
        raise TypeError(f"the losses are in a {type(costs).__name__}, not in a dict")
    # sheets of version 0.1 have another name for it
    return {("discriminator" if key == "judge" else key): cost for key, cost in costs.items()}


@ex.property(
    "each loss", cause="a loss is missing, has the wrong sign, or uses the wrong discriminator"
)
def _(gan_step, draw):
    found = {}
    for game, (costs, _, _) in three_games(draw, gan_step).items():
        cost = as_dict(costs[0])
        found[game] = {key: float(cost[key]) for key in ("discriminator", "recon", "adv", "feat")}
    return found


@ex.property("losses are numbers", cause="a loss that keeps its graph keeps a whole step in memory")
def _(gan_step, draw):
    costs, _, _ = table(draw, gan_step)
    return {
        "a loss is attached to its graph": any(
            graph_of(cost) == ATTACHED for cost in as_dict(costs[0]).values()
        )
    }


@ex.property("the discriminator after its turn", cause="its loss is wrong, or it was updated twice")
def _(gan_step, draw):
    games = three_games(draw, gan_step).items()
    return {game: weights["discriminator"] for game, (_, weights, _) in games}


@ex.property(
    "the generator after its turn",
    cause="a wrong weight or sign, or the discriminator from before its update",
)
def _(gan_step, draw):
    games = three_games(draw, gan_step).items()
    return {game: weights["generator"] for game, (_, weights, _) in games}


@ex.property("three steps in a row", cause="a gradient that was left over changed a network")
def _(gan_step, draw):
    games = three_games(draw, gan_step, steps=3).items()
    return {game: weights for game, (_, weights, _) in games}


@ex.property(
    "the order of the updates",
    cause="the discriminator comes first, and sends no gradient to the generator",
)
def _(gan_step, draw):
    events = table(draw, gan_step)[2]
    turns = [event["moves"] for event in events]
    pulled = [
        event["the other was pulled"] for event in events if event["moves"] == "discriminator"
    ]
    return {"turns": turns, "the generator got a gradient in the discriminator's turn": pulled}


ex.mutant(
    "no_detach",
    says="The second backward pass meets a graph that the first one has freed. Either the discriminator got `fake` itself in its own turn: detach it, `fake.detach()`. "
    "Or scores or maps of its turn are used again in the generator's: compute them anew.",
    edit={"discriminator(fake.detach())": "discriminator(fake)"},
)
ex.mutant(
    "graph_kept",
    says="The generator gets gradients in the discriminator's turn as well. `retain_graph=True` would silence the error and "
    "leave its cause. Score `fake.detach()` instead.",
    edit={
        "discriminator(fake.detach())": "discriminator(fake)",
        "d_loss.backward()": "d_loss.backward(retain_graph=True)",
    },
)
ex.mutant(
    "outdated_discriminator",
    says="The generator faces the discriminator from before its update. Score `fake` again after the discriminator's step.",
    edit={
        "    fake = generator(real)\n": "    fake = generator(real)\n    outdated = copy.deepcopy(discriminator)\n",
        "logits, fake_maps = discriminator(fake)": "logits, fake_maps = outdated(fake)",
        "        _, real_maps = discriminator(real)": "        _, real_maps = outdated(real)",
    },
)
ex.mutant(
    "maps_of_the_past",
    says="You keep the feature maps of `real` from the discriminator's own turn. The discriminator has changed since then: run it on "
    "both sounds again.",
    edit={
        "real_logits, _ = discriminator(real)": "real_logits, real_maps = discriminator(real)",
        "    with torch.no_grad():\n        _, real_maps = discriminator(real)\n": "    real_maps = [[fmap.detach() for fmap in maps] for maps in real_maps]\n",
    },
)
ex.mutant(
    "discriminator_never_cleared",
    says="The discriminator's gradients are never cleared. The generator's turn leaves gradients in the discriminator, and the next "
    "step applies them. Call d_optimizer.zero_grad() before its backward pass.",
    edit={"    d_optimizer.zero_grad()\n": ""},
)
ex.mutant(
    "generator_never_cleared",
    says="The generator's gradients add up from step to step. Call g_optimizer.zero_grad() before its backward pass.",
    edit={"    g_optimizer.zero_grad()\n": ""},
)
ex.mutant(
    "discriminator_updated_twice",
    says="The discriminator is updated a second time, in the generator's turn and with the generator's gradient: it learns to be fooled.",
    edit={"    g_optimizer.step()\n": "    g_optimizer.step()\n    d_optimizer.step()\n"},
)
ex.mutant(
    "losses_with_a_graph",
    says="The losses that you return are still attached to their graph. Collect a hundred of them for a plot, and a hundred whole steps stay "
    "in memory. Return numbers: `.item()`.",
    edit={"{name: loss.item() for name, loss in losses.items()}": "losses"},
)
ex.mutant(
    "wrong_sign",
    says="Your generator is rewarded for low scores: the adversarial loss has the wrong sign.",
    edit={"adversarial_loss(logits)": "-adversarial_loss(logits)"},
)
ex.mutant(
    "matching_unweighted",
    says="The contract gives feature matching a weight of 2. Yours has a weight of 1.",
    edit={"2 * feat": "feat"},
)
ex.mutant(
    "reconstruction_for_show",
    says="The reconstruction loss is measured, but the generator learns nothing from it: none of its gradient arrives there. It has to be part of the "
    "sum that runs backward, computed on a `fake` that isn't detached.",
    edit={"distance(fake, real)": "distance(fake.detach(), real)"},
)
ex.mutant(
    "matching_for_show",
    says="Feature matching is measured, but the generator learns nothing from it: no gradient from the maps of `fake` arrives there.",
    edit={
        "        _, real_maps = discriminator(real)\n": "        _, real_maps = discriminator(real)\n        _, fake_maps = discriminator(fake)\n"
    },
)


ex.mutant(
    "distance_exchanged",
    says="`distance` gets its arguments in the wrong order. The contract says `distance(fake, real)`, and this distance is relative to its second argument.",
    edit={"distance(fake, real)": "distance(real, fake)"},
)
ex.mutant(
    "maps_exchanged",
    says="`feature_matching_loss` gets its arguments in the wrong order. It takes the maps of `fake` first: it divides by the size of the real ones.",
    edit={
        "feature_matching_loss(fake_maps, real_maps)": "feature_matching_loss(real_maps, fake_maps)"
    },
)
ex.mutant(
    "weight_in_the_report",
    says='You return the weighted loss under "feat". The weight of 2 belongs in the sum that runs backward; the contract asks for the losses unweighted. Both networks learn as they should, but no points count before the losses are right.',
    edit={'"feat": feat}': '"feat": 2 * feat}'},
)
ex.mutant(
    "fake_detached_twice",
    says="In the generator's turn, no gradient comes back from the discriminator: it gets a detached `fake`, or runs under `no_grad`. So the generator learns from the reconstruction alone.",
    edit={
        "logits, fake_maps = discriminator(fake)": "logits, fake_maps = discriminator(fake.detach())"
    },
)
ex.mutant(
    "never_cleared_after_maps_with_a_graph",
    says="The discriminator's gradients are never cleared. The generator's turn leaves gradients in the discriminator, from the maps of `real` as well, and the next "
    "step applies them. Call d_optimizer.zero_grad() before its backward pass.",
    edit={
        "    d_optimizer.zero_grad()\n": "",
        "    with torch.no_grad():\n        _, real_maps = discriminator(real)\n": "    _, real_maps = discriminator(real)\n",
    },
)
ex.mutant(
    "generator_first",
    says="The generator takes its turn first, and faces the discriminator from before its update. Update the discriminator first.",
    part="turns",
    source="""def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, distance):
    fake = generator(real)
    (logits, fake_maps), (_, real_maps) = discriminator(fake), discriminator(real)
    recon = distance(fake, real)
    adv, feat = adversarial_loss(logits), feature_matching_loss(fake_maps, real_maps)
    g_optimizer.zero_grad()
    (recon + adv + 2 * feat).backward()
    g_optimizer.step()
    d_optimizer.zero_grad()
    d_loss = discriminator_loss(discriminator(real)[0], discriminator(fake.detach())[0])
    d_loss.backward()
    d_optimizer.step()
    return {"discriminator": d_loss.item(), "recon": recon.item(), "adv": adv.item(), "feat": feat.item()}
""",
)
ex.mutant(
    "no_step_of_the_generator",
    says="The generator is never updated. After its backward pass, call `g_optimizer.step()`.",
    edit={"    g_optimizer.step()\n": ""},
)
ex.mutant(
    "no_gradient_for_the_generator",
    says="The generator's optimiser takes its step, and nothing changes: the generator has no gradient. Its `fake` must not come from a `no_grad` block, and its gradients are cleared before the backward pass, not after it.",
    edit={"    g_optimizer.step()\n": "    g_optimizer.zero_grad()\n    g_optimizer.step()\n"},
)
ex.mutant(
    "sign_in_the_sum",
    says="You report the adversarial loss with the right sign, and the sum that runs backward subtracts it: the generator learns to score low. Add it.",
    edit={"(recon + adv + 2 * feat)": "(recon - adv + 2 * feat)"},
)
ex.mutant(
    "stepped_before_backward",
    says="The discriminator's optimiser takes its step before the backward pass. It then applies no gradient, or that of the step before. First clear, then run backward, then step.",
    edit={
        "    d_loss.backward()\n    d_optimizer.step()\n": "    d_optimizer.step()\n    d_loss.backward()\n"
    },
)
ex.mutant(
    "discriminator_steps_twice",
    says="The discriminator takes two steps in its own turn. One backward pass, one step.",
    edit={"    d_optimizer.step()\n": "    d_optimizer.step()\n    d_optimizer.step()\n"},
)
ex.mutant(
    "scores_exchanged",
    says="`discriminator_loss` gets its arguments in the wrong order: the scores of the real sounds come first. As it is, the discriminator learns to score fakes high.",
    edit={
        "discriminator_loss(real_logits, fake_logits)": "discriminator_loss(fake_logits, real_logits)"
    },
)
ex.mutant(
    "fake_maps_twice",
    says="Feature matching costs nothing, because both lists of maps belong to `fake`. The second one must come from `real`.",
    edit={
        "        _, real_maps = discriminator(real)": "        _, real_maps = discriminator(fake)"
    },
)
ex.mutant(
    "half_a_loss",
    says="You report the discriminator's loss as asked, and train with half of it. The contract gives it no factor.",
    edit={"    d_loss.backward()": "    (0.5 * d_loss).backward()"},
)
ex.mutant(
    "half_a_loss_reported",
    says="Both networks learn as they should, but you report half of the discriminator's loss: `discriminator_loss` has averaged over the sub-discriminators already. No points count before the losses are right.",
    edit={'"discriminator": d_loss,': '"discriminator": d_loss / 2,'},
)
ex.mutant(
    "sum_in_the_report",
    says='You return the whole sum under "recon". The contract asks for each loss by itself. Both networks learn as they should, but no points count before the losses are right.',
    edit={'"recon": recon,': '"recon": recon + adv + 2 * feat,'},
)
ex.mutant(
    "generators_loss_of_the_discriminator",
    says="Under adv you use `discriminator_loss`. The generator has a loss of its own, `adversarial_loss`, which pays for low scores of `fake`.",
    edit={"adversarial_loss(logits)": "discriminator_loss(logits, logits)"},
)
ex.mutant(
    "outputs_exchanged",
    says="`adversarial_loss` gets something other than the list of scores. `discriminator(wave)` returns a pair, the scores first, then the feature maps: `logits, fmaps = discriminator(wave)`.",
    edit={"logits, fake_maps = discriminator(fake)": "fake_maps, logits = discriminator(fake)"},
)
ex.mutant(
    "never_thawed",
    says="You switch off the discriminator's gradients for the generator's turn, and never on again: from the second step on, it can't learn. Call `requires_grad_(True)` at the end.",
    edit={
        "    logits, fake_maps = discriminator(fake)": "    discriminator.requires_grad_(False)\n    logits, fake_maps = discriminator(fake)"
    },
)
ex.mutant(
    "one_backward_pass",
    says="One backward pass serves both networks, so the generator faces the discriminator from before its update, and its losses train the discriminator, too. Give each network a backward pass and a step of its own, the discriminator first.",
    edit={
        "    d_optimizer.zero_grad()\n    d_loss.backward()\n    d_optimizer.step()\n": "    d_optimizer.zero_grad()\n",
        "    (recon + adv + 2 * feat).backward()\n    g_optimizer.step()\n": "    (d_loss + recon + adv + 2 * feat).backward()\n    g_optimizer.step()\n    d_optimizer.step()\n",
    },
)
ex.mutant(
    "key_renamed",
    says='The dict has no entry "discriminator". It needs four, under the names in the contract. No points count before the losses can be compared.',
    edit={'"discriminator": d_loss': '"d": d_loss'},
)
ex.mutant(
    "one_sum_for_both",
    says="You add up all losses, and both networks learn from the sum. Then the generator's losses train the discriminator, too. Give each its own backward pass, the discriminator first.",
    source="""def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, distance):
    fake = generator(real)
    (real_logits, real_maps), (fake_logits, fake_maps) = discriminator(real), discriminator(fake)
    d_loss = discriminator_loss(real_logits, fake_logits)
    recon = distance(fake, real)
    adv = adversarial_loss(fake_logits)
    feat = feature_matching_loss(fake_maps, real_maps)
    g_optimizer.zero_grad()
    d_optimizer.zero_grad()
    (d_loss + recon + adv + 2 * feat).backward()
    g_optimizer.step()
    d_optimizer.step()
    return {"discriminator": d_loss.item(), "recon": recon.item(), "adv": adv.item(), "feat": feat.item()}
""",
)


ex.mutant(
    "distance_of_ones_own",
    says="You measure the reconstruction with a loss of your own. The step is given one, `distance`, and another run may give it another.",
    edit={"distance(fake, real)": "F.l1_loss(fake, real)"},
)
ex.mutant(
    "generator_steps_twice",
    says="The generator takes two steps from one backward pass. One backward pass, one step.",
    edit={"    g_optimizer.step()\n": "    g_optimizer.step()\n    g_optimizer.step()\n"},
)
ex.mutant(
    "scores_of_fake_twice",
    says="Both arguments of `discriminator_loss` are scores of `fake`. The first ones must be those of `real`.",
    edit={
        "discriminator_loss(real_logits, fake_logits)": "discriminator_loss(fake_logits, fake_logits)"
    },
)
ex.mutant(
    "first_scores_alone",
    says="`discriminator_loss` gets the scores of the first sub-discriminator alone. It takes both lists whole, and averages over them itself.",
    edit={
        "discriminator_loss(real_logits, fake_logits)": "discriminator_loss(real_logits[:1], fake_logits[:1])"
    },
)
ex.mutant(
    "gradients_clipped",
    says="You clip the generator's gradient before its step. The contract doesn't ask for that, and a clipped step is a shorter one.",
    edit={
        "    g_optimizer.step()\n": "    torch.nn.utils.clip_grad_norm_(generator.parameters(), 1.0)\n    g_optimizer.step()\n"
    },
)
ex.mutant(
    "no_step_of_the_discriminator",
    says="The discriminator is never updated. After its backward pass, call `d_optimizer.step()`.",
    edit={"    d_optimizer.step()\n": ""},
    part="turns",
)
ex.mutant(
    "scored_before_the_update",
    says="The generator's turn uses scores or maps from before the discriminator's update, and its backward pass finds changed weights. After `d_optimizer.step()`, score `fake` and `real` again.",
    source="""def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, distance):
    fake = generator(real)
    d_loss = discriminator_loss(discriminator(real)[0], discriminator(fake.detach())[0])
    (logits, fake_maps), (_, real_maps) = discriminator(fake), discriminator(real)
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()
    recon = distance(fake, real)
    adv, feat = adversarial_loss(logits), feature_matching_loss(fake_maps, real_maps)
    g_optimizer.zero_grad()
    (recon + adv + 2 * feat).backward()
    g_optimizer.step()
    return {"discriminator": d_loss.item(), "recon": recon.item(), "adv": adv.item(), "feat": feat.item()}
""",
)
ex.mutant(
    "both_weighted",
    says="You give the adversarial loss the weight 2, too. The contract gives it to feature matching alone.",
    edit={"(recon + adv + 2 * feat)": "(recon + 2 * (adv + feat))"},
)
ex.mutant(
    "adversarial_for_show",
    says="The adversarial loss is measured, but the generator learns nothing from it. It has to be part of the sum that runs backward.",
    edit={"(recon + adv + 2 * feat)": "(recon + 2 * feat)"},
)
ex.mutant(
    "everything_weighted",
    says="You give the whole sum the weight 2. The contract gives it to feature matching alone.",
    edit={"(recon + adv + 2 * feat)": "2 * (recon + adv + feat)"},
)
ex.mutant(
    "scores_of_real_twice",
    says="Both arguments of `discriminator_loss` are scores of `real`. The second ones must be those of the detached `fake`.",
    edit={"discriminator(fake.detach())": "discriminator(real)"},
)
ex.mutant(
    "half_a_loss_throughout",
    says="You train with half of the discriminator's loss, and report that half. `discriminator_loss` has averaged over the sub-discriminators already: the contract gives it no factor.",
    edit={
        "d_loss = discriminator_loss(real_logits, fake_logits)": "d_loss = discriminator_loss(real_logits, fake_logits) / 2"
    },
)
ex.mutant(
    "a_tuple_of_losses",
    says="You return the losses in a tuple, so nothing says which is which. The contract asks for a dict with four names.",
    edit={
        "return {name: loss.item() for name, loss in losses.items()}": "return tuple(loss.item() for loss in losses.values())"
    },
)
ex.mutant(
    "outputs_by_name",
    says="Here, `discriminator(wave)` returns a plain pair without names. Unpack it: `logits, fmaps = discriminator(wave)`.",
    edit={
        "fake_logits, _ = discriminator(fake.detach())": "fake_logits = discriminator(fake.detach()).logits"
    },
)


@ex.alternative("the discriminator frozen in the generator's turn")
def step_with_frozen_discriminator(
    generator, discriminator, g_optimizer, d_optimizer, real, distance
):
    d_optimizer.zero_grad(set_to_none=True)
    with torch.no_grad():
        shown = generator(real)
    d_loss = discriminator_loss(discriminator(real)[0], discriminator(shown)[0])
    d_loss.backward()
    d_optimizer.step()
    discriminator.requires_grad_(False)
    fake = generator(real)
    (logits, fake_maps), (_, real_maps) = discriminator(fake), discriminator(real)
    terms = {
        "recon": distance(fake, real),
        "adv": adversarial_loss(logits),
        "feat": feature_matching_loss(fake_maps, real_maps),
    }
    g_optimizer.zero_grad(set_to_none=True)
    (terms["recon"] + terms["adv"] + 2 * terms["feat"]).backward()
    g_optimizer.step()
    discriminator.requires_grad_(True)
    return {"discriminator": float(d_loss), **{name: float(term) for name, term in terms.items()}}


@ex.alternative("everything cleared at the top")
def step_cleared_first(generator, discriminator, g_optimizer, d_optimizer, real, distance):
    for optimizer in (g_optimizer, d_optimizer):
        optimizer.zero_grad()
    fake = generator(real)
    d_loss = discriminator_loss(discriminator(real)[0], discriminator(fake.detach())[0])
    d_loss.backward()
    d_optimizer.step()
    logits, maps = discriminator(fake)
    real_maps = [[fmap.detach() for fmap in sub] for sub in discriminator(real)[1]]
    recon, adv = distance(fake, real), adversarial_loss(logits)
    feat = feature_matching_loss(maps, real_maps)
    recon.backward(retain_graph=True)
    adv.backward(retain_graph=True)
    (feat * 2).backward()
    g_optimizer.step()
    losses = {"discriminator": d_loss, "recon": recon, "adv": adv, "feat": feat}
    return {name: float(loss) for name, loss in losses.items()}


ex.hints(
    "Which of the two networks may learn from the first backward pass? How do you keep the other one out of it?",
    "Generate the fake once. Score real and the detached fake, clear the gradients, run backward, update the discriminator. Then score the fake "
    "that isn't detached, add up the losses, clear the gradients, run backward, update the generator.",
    "fake_logits, _ = discriminator(____)   …   logits, fake_maps = discriminator(____)   …   (recon + adv + ____ * feat).backward()",
)
ex.why(
    "In its own turn, the discriminator scores a fake without a graph: it sees what the generator does, and no gradient flows back. In the second turn, the "
    "gradient runs through the discriminator to the generator, and leaves gradients in the discriminator on its way: they are cleared "
    "before the discriminator's next backward pass. The generator faces the updated discriminator, as in AudioCraft."
)
ex.leads_to(
    "The trainer's `train_step` takes the same two turns, for several discriminators at once: `course train` and 07.5 run on it. Read it now: lesson 07 says how, at the end of section 3."
)
ex.wrong_turn(
    "torch says: trying to backward through the graph a second time. Its advice, retain_graph=True, silences the error. But the discriminator's "
    "loss still sends gradients to the generator, and only the zero_grad() that happens to follow hides it."
)

# %% [markdown] id="07-2-head" tags=["exercise"]
# ### 07.2
# A colleague's resumed run took another course. `ToyRun` and `restore` are correct; the bug is in `colleagues_snapshot`.
# Write a `snapshot` from which a run continues as if it had never stopped.
#
# | | |
# |---|---|
# | in | `run`, a `ToyRun` between two steps |
# | out | a dict with all that `restore` needs, under the names of the run's parts |
# | test | the resumed run's next steps are the same to the last bit |
# | keep | later steps don't change what you saved |


# %% id="07-2-run"
find_source(toy)


# %% id="07-2-given"
def colleagues_snapshot(run: ToyRun) -> dict[str, object]:
    """Return what your colleague saves."""
    return {
        "generator": run.generator.state_dict(),
        "discriminator": run.discriminator.state_dict(),
        "step": run.step,
    }


# %% id="07-2-answer" tags=["answer"]
# @answer 07.2
def snapshot(run: ToyRun) -> dict[str, object]:
    """Return everything that the next step depends on, in a copy that later steps don't change."""
    # BEGIN SOLUTION
    parts = ("generator", "discriminator", "ema", "g_optimizer", "d_optimizer")
    states = {name: getattr(run, name).state_dict() for name in parts}
    return copy.deepcopy({**states, "rng": run.rng.get_state(), "step": run.step})
    # END SOLUTION
    # STUB: raise NotAttempted("07.2")


# %% id="07-2-bank" tags=["bank"]
ex = Exercise("07.2", answer="snapshot")


def begun(draw, steps=3):
    """Return a run after some steps."""
    run = ToyRun(draw.integer(2, 10_000))
    for _ in range(steps):
        run.take_step()
    return run


def weights(run):
    """Return all weights of a run, in one tensor for each network."""
    players = {"generator": run.generator, "discriminator": run.discriminator, "ema": run.ema}
    return {
        name: torch.cat([p.detach().flatten() for p in m.parameters()])
        for name, m in players.items()
    }


def further(run, steps):
    """Return the weights after some more steps."""
    for _ in range(steps):
        run.take_step()
    return weights(run)


def same_bits(one, other):
    """Return which networks agree to the last bit."""
    return {name: torch.equal(one[name], other[name]) for name in one}


PARTS = ("generator", "discriminator", "ema", "g_optimizer", "d_optimizer", "rng", "step")


def resumed_from(saved):
    """Return the run that `restore` makes, or say in plain words what it can't use."""
    if not isinstance(saved, Mapping):
        raise TypeError(f"a snapshot is a dict, and this is of type {type(saved).__name__}")
    for name, state in saved.items():
        if toy.OLD_NAMES.get(name, name) not in PARTS:
            raise ValueError(f"the run has no part called {name!r}")
        values = state.values() if isinstance(state, Mapping) else ()
        if any(isinstance(v, Tensor) and v.grad_fn is not None for v in values):
            raise ValueError(f"the tensors under {name!r} are attached to a graph")
    return restore(saved)


@ex.property(
    "the saved weights", cause="a network is missing, or has a name that restore doesn't know"
)
def _(snapshot, draw):
    run = begun(draw)
    before = weights(run)
    after = weights(resumed_from(snapshot(run)))
    return {"the same to the last bit": same_bits(before, after), "generator": after["generator"]}


@ex.property("the next step", cause="the random generator, an optimiser, or the step is missing")
def _(snapshot, draw):
    run = begun(draw)
    resumed = resumed_from(snapshot(run))
    straight, again = further(run, 1), further(resumed, 1)
    return {
        "the same to the last bit": same_bits(straight, again),
        "discriminator": again["discriminator"],
        "generator": again["generator"],
    }


@ex.property(
    "six steps later", cause="something that acts slowly is missing, such as the running mean"
)
def _(snapshot, draw):
    run = begun(draw)
    resumed = resumed_from(snapshot(run))
    straight, again = further(run, 6), further(resumed, 6)
    return {"the same to the last bit": same_bits(straight, again), "step": resumed.step, **again}


@ex.property("the saved state doesn't change", cause="state_dict() returns the tensors themselves")
def _(snapshot, draw):
    run = begun(draw)
    saved = snapshot(run)
    at_once, next_step = weights(resumed_from(saved)), further(resumed_from(saved), 1)
    further(run, 3)
    return {
        "the same to the last bit": same_bits(at_once, weights(resumed_from(saved))),
        "its next step the same to the last bit": same_bits(
            next_step, further(resumed_from(saved), 1)
        ),
    }


@ex.property(
    "saving changes nothing", cause="saving took a step, or drew from the random generator"
)
def _(snapshot, draw):
    run = begun(draw)
    twin = copy.deepcopy({"state": weights(run), "rng": run.rng.get_state(), "step": run.step})
    snapshot(run)
    kept = torch.equal(twin["rng"], run.rng.get_state()) and twin["step"] == run.step
    return {
        "the same to the last bit": same_bits(twin["state"], weights(run)),
        "random generator and step": kept,
    }


def without(name):
    """Return the edit that takes one part out of the solution."""
    return {f'"{name}", ' if name != "d_optimizer" else ', "d_optimizer"': ""}


ex.mutant(
    "weights_alone",
    says="Like your colleague, you save the two networks and the step number alone. Both optimisers, the random generator and the running mean are then those of a new run. "
    "List the parts of ToyRun: which of them does a step read or change?",
    source="snapshot = lambda run: copy.deepcopy(colleagues_snapshot(run))\n",
)
ex.mutant(
    "generators_memory_lost",
    says="The generator's optimiser is missing. AdamW remembers two averages for each weight; without them, the generator's next step "
    "is a different one.",
    edit=without("g_optimizer"),
)
ex.mutant(
    "discriminators_memory_lost",
    says="The discriminator's optimiser is missing. The discriminator's next step is a different one, and soon the generator's is too.",
    edit=without("d_optimizer"),
)
ex.mutant(
    "rng_lost",
    says="The random generator is missing: the resumed run draws other batches than the original run would have drawn.",
    edit={'"rng": run.rng.get_state(), ': ""},
)
ex.mutant(
    "first_seed_kept",
    says="You restart the random generator from its seed: the resumed run sees its first batches again. Save its state, "
    "not its seed.",
    edit={
        "run.rng.get_state()": "torch.Generator().manual_seed(run.rng.initial_seed()).get_state()"
    },
)
ex.mutant(
    "running_mean_lost",
    says="The running mean, `ema`, is missing. Generator and discriminator take the right steps, but the mean, which people listen to, is that of another run.",
    edit=without("ema"),
)
ex.mutant(
    "step_lost",
    says="The step number is missing. The learning rate depends on it, and jumps back to its first value.",
    edit={', "step": run.step': ""},
)
ex.mutant(
    "aliased",
    says="state_dict() returns the tensors themselves, not copies. When the run continues, your saved state changes with it. Use "
    "copy.deepcopy.",
    edit={"copy.deepcopy({**states": "({**states"},
)
ex.mutant(
    "colleagues_own",
    says="This is your colleague's snapshot. It lacks four parts of the run, and what it saves changes when the run continues, because state_dict() returns the tensors themselves.",
    source="snapshot = lambda run: colleagues_snapshot(run)\n",
)
ex.mutant(
    "both_memories_lost",
    says="Both optimisers are missing. AdamW remembers two averages for each weight; without them, both networks take another step.",
    edit={', "g_optimizer", "d_optimizer"': ""},
)
ex.mutant(
    "optimisers_aliased",
    says="The networks that you saved keep their values, but the optimisers' states change when the run continues: their tensors are still those of the run. Copy these, too: copy.deepcopy takes the whole dict.",
    edit={
        "    return copy.deepcopy({**states,": "    for name in parts[:3]:\n        states[name] = copy.deepcopy(states[name])\n    return ({**states,"
    },
)
ex.mutant(
    "next_steps_number",
    says="You save the number of the next step. `take_step` adds one itself, so the resumed run skips a step: save `run.step` as it is.",
    edit={'"step": run.step': '"step": run.step + 1'},
)
ex.mutant(
    "parts_for_states",
    says="`restore` needs the state of each network and each optimiser, `.state_dict()`, not the network or the optimiser itself.",
    edit={"getattr(run, name).state_dict()": "getattr(run, name)"},
)
ex.mutant(
    "optimisers_exchanged",
    says="The two optimisers' states are exchanged: under `g_optimizer` belongs `run.g_optimizer`. Their tensors have other shapes, so the next step stops with an error.",
    edit={
        'copy.deepcopy({**states, "rng"': 'copy.deepcopy({**states, "g_optimizer": states["d_optimizer"], "d_optimizer": states["g_optimizer"], "rng"'
    },
)
ex.mutant(
    "a_draw_while_saving",
    says="Your snapshot draws from the run's random generator, so the run continues with other batches. Only read its state: `run.rng.get_state()`.",
    edit={"    parts = (": "    torch.randn(1, generator=run.rng)\n    parts = ("},
)
ex.mutant(
    "generator_as_its_mean",
    says="Under `ema` you save the generator's own weights. The running mean is another network, with weights of its own: save `run.ema`.",
    edit={
        'copy.deepcopy({**states, "rng"': 'copy.deepcopy({**states, "ema": states["generator"], "rng"'
    },
)
ex.mutant(
    "generator_of_random_numbers_itself",
    says="`restore` needs the state of the random generator, `run.rng.get_state()`, not the random generator itself.",
    edit={"run.rng.get_state()": "run.rng"},
)
ex.mutant(
    "seed_for_a_state",
    says="Under `rng` you save a number, such as the seed. `restore` needs the state, which has moved since the seed was set: `run.rng.get_state()`.",
    edit={"run.rng.get_state()": "run.rng.initial_seed()"},
)
ex.mutant(
    "the_run_itself",
    says="You return the run, not a dict. `restore` needs a dict with the state of each part, by the part's name.",
    source="def snapshot(run):\n    return copy.deepcopy(run)\n",
)
ex.mutant(
    "step_taken",
    says="Your snapshot takes a training step. A run that is saved more often would be a different run.",
    edit={"    parts = (": "    run.take_step()\n    parts = ("},
)


ex.mutant(
    "global_random_generator",
    says="You save the state of torch's global random generator. The run draws from one of its own: `run.rng.get_state()`.",
    edit={"run.rng.get_state()": "torch.get_rng_state()"},
)
ex.mutant(
    "one_name_for_both_optimisers",
    says="Under `optimizer` you save one optimiser. The run has two, and `restore` knows them by the run's own names: `g_optimizer` and `d_optimizer`.",
    edit={
        '"g_optimizer", "d_optimizer")': '"g_optimizer")',
        "{**states, ": '{**states, "optimizer": run.g_optimizer.state_dict(), ',
    },
)
ex.mutant(
    "rate_saved",
    says="Under `lr` you save the learning rate. The run has no part of that name, and needs none: a step computes its rate from the step number.",
    edit={"{**states, ": '{**states, "lr": run.g_optimizer.param_groups[0]["lr"], '},
)
ex.mutant(
    "groups_for_states",
    says="Of each optimiser you save its `param_groups`: they contain the rate, but not the averages. `restore` needs `.state_dict()`.",
    edit={
        "{**states, ": '{**states, "g_optimizer": run.g_optimizer.param_groups, "d_optimizer": run.d_optimizer.param_groups, '
    },
)
ex.mutant(
    "lists_of_parameters",
    says="Under `generator` you save a list of parameters, without their names. `restore` needs `.state_dict()`.",
    edit={
        "{**states, ": '{**states, "generator": [p.detach().clone() for p in run.generator.parameters()], '
    },
)
ex.mutant(
    "parameters_with_a_graph",
    says="You save copies that are attached to a graph, as `clone()` of a parameter is. `restore` needs plain values: `state_dict()` has them.",
    edit={
        "{**states, ": '{**states, "generator": {name: p.clone() for name, p in run.generator.named_parameters()}, '
    },
)
ex.mutant(
    "colleagues_with_the_random_generator",
    says="Your colleague's three parts and the random generator are there, and three more are missing: both optimisers and the running mean.",
    source="snapshot = lambda run: copy.deepcopy(colleagues_snapshot(run) | {'rng': run.rng.get_state()})\n",
)


@ex.alternative("part by part, each copied")
def snapshot_by_part(run):
    saved = {"step": int(run.step), "rng": run.rng.get_state().clone()}
    for module in ("generator", "ema", "discriminator"):
        saved[module] = {k: v.clone() for k, v in getattr(run, module).state_dict().items()}
    for optimizer in ("d_optimizer", "g_optimizer"):
        saved[optimizer] = copy.deepcopy(getattr(run, optimizer).state_dict())
    return saved


@ex.alternative("every attribute of the run")
def snapshot_of_everything(run):
    saved = {}
    for name, part in vars(run).items():
        if hasattr(part, "state_dict"):
            saved[name] = copy.deepcopy(part.state_dict())
        else:
            saved[name] = part.get_state() if name == "rng" else part
    return saved


ex.hints(
    "Read take_step line by line. Which values does each line read that weren't computed in the same step?",
    "Save the state of both networks, the running mean, both optimisers and the random generator, and the step number. Then copy all of "
    "it.",
    'copy.deepcopy({"generator": run.generator.state_dict(), …, "rng": run.rng.____(), "step": run.____})',
)
ex.why(
    "A step depends only on what it reads: weights, Adam's averages, the random generator, the step number. Save all of them, and the next step is "
    "the same to the last bit. No update of the networks reads the running mean, so no loss curve shows that it is missing; you only hear it. The copy "
    "separates what you saved from the tensors that keep changing."
)
ex.leads_to(
    "`train` saves such a snapshot now and then, so that 07.5 and every longer run can be stopped and resumed."
)
ex.wrong_turn(
    "A test that restores at once and compares weights passes even without the optimisers, and without a copy. Let the run continue first, then "
    "restore, then take a step."
)

# %% [markdown] id="07-3-head" tags=["exercise"]
# ### 07.3
# Diagnose the eight runs of your zoo. Give the zoo's number, and for each run a name and your evidence: a curve, and a step in digits.
#
# ```python
# {"zoo": 1234, 1: ("overflow", "the adversarial loss ends at step 60"), ...}
# ```
#
# | name | change |
# |---|---|
# | `good` | nothing |
# | `d_rate_x20`, `d_frozen` | discriminators learn 20 times faster, or never |
# | `no_detach` | their losses train the generator, too |
# | `sign_error` | the adversarial loss has the wrong sign |
# | `no_feature_matching` | its weight is zero |
# | `one_family` | the generator uses MPD alone |
# | `overflow` | half precision, scaled too far |

# %% id="07-3-zoo"
failure_zoo(seed=own_number("07.3"))

# %% id="07-3-answer" tags=["answer"]
# @answer 07.3
# BEGIN SOLUTION
diagnoses = {
    "zoo": 0,  # failure_zoo(seed=0) has this order; yours has another number
    1: ("no_detach", "the adversarial part of the gradient stays below 0.1 up to step 200"),
    2: ("one_family", "at step 200 the scores by MS-STFT-D are further apart than in the good run"),
    3: ("no_feature_matching", "feature maps have no part in the gradient from step 20 on"),
    4: ("good", "the scores move, and are still close together at step 200"),
    5: ("d_frozen", "the accuracy stays at one half from step 1 to step 200"),
    6: ("sign_error", "the adversarial loss falls below 0 before step 100"),
    7: ("d_rate_x20", "the scores jump within the first 10 steps"),
    8: ("overflow", "the adversarial loss ends long before step 200"),
}
# END SOLUTION
# STUB: diagnoses = ...

# %% id="07-3-bank" tags=["bank"]
ex = Exercise("07.3", answer="diagnoses")

RUNS = range(1, 9)
# the titles of the zoo's panels, the names of their lines, and the names that `train` gives them
CURVES = re.compile(
    r"accura|right|scor|logit|loss|adv|feat|maps?\b|distan|recon|held|batch|gradient|share"
    r"|\breal\b|\bfake\b|\bmpd\b|stft|\blines?\b|\bcurves?\b",
    re.I,
)
# a whole number up to 200, which isn't a part of a decimal or a percentage
STEP = re.compile(r"(?<![\d.,])(?:1?\d{1,2}|200)(?![.,]?\d|\s?%)")


# what a reader calls a curve, and the recorded curves that it may mean
MEANT = {
    r"distan|held": ("held_out", "recon"),
    r"recon": ("recon",),
    r"accura|right": ("d_accuracy",),
    r"discriminators?'?s? loss|d_loss": ("d_loss",),
    r"adv": ("g_adv",),
}
VALUE_AT_STEP = re.compile(
    r"\b(?:is|are|was|were|equals?)\s+(?:at\s+)?(-?\d+(?:\.\d+)?)(?:\s*(%))?\s+(?:at|in)\s+step\s+(\d+)",
    re.I,
)
ENDS = re.compile(
    r"\b(?:lines?|curves?|loss|losses)\s+ends?\s+(?:at|before|by)\s+step\s+(\d+)", re.I
)


def contradicted(run, evidence):
    """Return True if a run's recorded curves refute what its evidence says of a step.

    Only two kinds of sentence are compared: "… is 0.5 at step 90", and "… lines end at step 90".
    A curve is read off a picture, so a value may miss by a fifth of what its panel shows.
    """
    if end := ENDS.search(evidence):
        return int(end[1]) < 180 and run.collapsed_at is None  # all recordings end at step 200
    said = VALUE_AT_STEP.search(evidence)
    named = [curves for words, curves in MEANT.items() if re.search(words, evidence, re.I)]
    if said is None or not named or re.search(r"gradient|share of|part of", evidence, re.I):
        return False
    value, step = float(said[1]) / (100 if said[2] else 1), int(said[3])
    if step > run.steps[-1]:
        return False  # it's no step of this run, which is another fault
    near = slice(max(step - 10, 0), step + 10)
    curves = [curve for name, curve in run.curves.items() if name.startswith(named[0])]
    seen = torch.cat([curve[near][curve[near].isfinite()] for curve in curves])
    shown = torch.cat([curve[curve.isfinite()] for curve in curves])
    room = 0.2 * float(shown.max() - shown.min()) + 0.1
    return not any(abs(value - float(point)) <= room for point in seen)


def order_of(zoo):
    """Return the names of the runs of a zoo, in its order."""
    return [case.run.name for case in failure_zoo(seed=zoo).game.cases]


def name_and_evidence(pair):
    """Return a run's name and all that follows it, as one text."""
    if isinstance(pair, dict):
        raise TypeError("a run has a dict where a pair is asked for")
    name, evidence, *more = pair
    return name, " ".join(map(str, [evidence, *more])) if more else evidence


def how_many(runs):
    """Say for how many of the eight runs something is true, as far as it makes a difference."""
    bounds = ((0, "no run"), (3, "fewer than four"), (7, "four or more"), (8, "every run"))
    return next(words for bound, words in bounds if runs <= bound)


@ex.property(
    "runs 1 to 8", cause="it must be a dict from each run's number to a pair: name, evidence"
)
def _(diagnoses, draw):
    try:
        given = dict(diagnoses)
    except (TypeError, ValueError):
        raise TypeError("it isn't a dict") from None
    numbered = "zoo" in given
    own = drawn_number("07.3")
    # earlier sheets ask for no number: then the order is that of this machine
    zoo = int(given.pop("zoo", own))
    if not all(str(number).strip().isdecimal() for number in given):
        raise ValueError('a key is neither "zoo" nor the number of a run')
    reported = {int(number): pair for number, pair in given.items()}
    pairs = [name_and_evidence(reported.get(number, ("", ""))) for number in RUNS]
    names = [re.sub(r"[\s_-]+", "_", str(pair[0]).strip().lower()) for pair in pairs]
    true = order_of(zoo)
    elsewhere = names != true and names in (order_of(0), order_of(own))
    # names that happen to be in place, in the order of another zoo, aren't diagnoses
    misplaced = elsewhere or 0 in reported
    right = [t for t, given in zip(true, names, strict=True) if t == given and not misplaced]
    curve = [bool(CURVES.search(str(pair[1]))) for pair in pairs]
    step = [bool(STEP.search(str(pair[1]))) for pair in pairs]
    different = {" ".join(str(pair[1]).lower().split()) for pair in pairs}
    runs = {run.name: run for run in failed_runs()}
    return {
        "right": len(right),
        "the zoo has its number": numbered,
        "the good run": "good" in right,
        "the frozen run": "d_frozen" in right,
        "the frozen run is called good": names[true.index("d_frozen")] == "good" and not misplaced,
        "the order of another zoo": elsewhere,
        "a run 0": 0 in reported,
        "runs without a name": names.count(""),
        "the same name eight times": len(set(names)) == 1,
        "names that the table has": sum(name in true for name in names),
        "evidence names a curve": how_many(sum(curve)),
        "evidence names a step": how_many(sum(step)),
        "evidence names both": how_many(sum(map(min, curve, step))),
        "each evidence names a curve": all(curve),
        "each evidence names a step": all(step),
        "evidence that its run refutes": any(
            name == given and contradicted(runs[name], str(pair[1]))
            for name, given, pair in zip(true, names, pairs, strict=True)
        ),
        "the same evidence for every run": len(different) == 1
        and len(set(names)) > 1
        and all(map(min, curve, step)),
        "the evidence comes first": all(str(pair[1]).strip().lower() in true for pair in pairs),
    }


@ex.comparator
def _(data, expected):
    answer = data["runs 1 to 8"]
    right, shown = answer["right"], answer["evidence names both"]
    own = not answer["the same evidence for every run"]
    full = shown == "every run" and not answer["evidence that its run refutes"]
    return {
        "two right": right >= 2,
        "four right": right >= 4,
        "six right": right >= 6,
        "eight right, and the zoo's number": right == len(RUNS)
        and answer["the zoo has its number"],
        "the good run and the frozen one": answer["the good run"] and answer["the frozen run"],
        "evidence that names a curve and a step, for four": own
        and shown in ("four or more", "every run"),
        "true evidence that names a curve and a step, for all": own and full,
    }


RUN_NAMES = {number: pair for number, pair in diagnoses.items() if number != "zoo"}


def answer_source(changes=None, evidence=None, zoo=0):
    """Return the source of an answer with other names for some runs, by their right names."""
    pairs = {
        number: ((changes or {}).get(name, name), why if evidence is None else evidence)
        for number, (name, why) in RUN_NAMES.items()
    }
    return f"diagnoses = { ({'zoo': zoo} | pairs)!r}\n"


NAMES = [name for name, _ in RUN_NAMES.values()]
ex.mutant(
    "off_by_one",
    says="None is right. Are your numbers those of the zoo, from 1 to 8, in its own order? Begin with the two runs that you can't confuse: the one whose lines end, and the one "
    "whose scores never move.",
    source=answer_source(dict(zip(NAMES, [*NAMES[1:], NAMES[0]], strict=True))),
)
ex.mutant(
    "all_good",
    says="You call every run good. The grey lines are a good run: look for the panel in which the coloured lines leave them first.",
    source=answer_source(dict.fromkeys(NAMES, "good")),
)
ex.mutant(
    "good_and_frozen",
    says="You took the frozen discriminators for the good run. In the frozen run no score ever moves; in the good one both clouds of scores move.",
    source=answer_source({"good": "d_frozen", "d_frozen": "good"}),
)
ex.mutant(
    "another_zoo",
    says="These are the diagnoses of another zoo, in its order. The number in your answer must be that of the zoo that you looked at.",
    source=answer_source(zoo=1001),
    part="the order of another zoo",
)
ex.mutant(
    "no_number_of_the_zoo",
    says='Your answer has no entry "zoo". Write its number into it: a grader knows the order of your runs from nothing else.',
    source=f"diagnoses = {RUN_NAMES!r}\n",
    part="the zoo has its number",
)
ex.mutant(
    "evidence_refuted",
    says="The evidence of at least one run isn't true of it: its curve has another value at this step, or its lines don't end there. Look at the panel once more.",
    source="diagnoses = "
    + repr({"zoo": 0} | RUN_NAMES | {4: ("good", "held-out distance is 3 at step 1")})
    + "\n",
    part="evidence that its run refutes",
)
ex.mutant(
    "numbered_from_0",
    says="You number the runs from 0. The zoo numbers them from 1 to 8, and nothing counts before the numbers fit.",
    source="diagnoses = "
    + repr({"zoo": 0} | {n - 1: pair for n, pair in RUN_NAMES.items()})
    + "\n",
)
ex.mutant(
    "a_dict_for_a_pair",
    says="Each run needs a pair, in parentheses, not a dict: its name, and your evidence.",
    source="diagnoses = "
    + repr(
        {"zoo": 0} | {n: {"name": name, "evidence": why} for n, (name, why) in RUN_NAMES.items()}
    )
    + "\n",
)
ex.mutant(
    "two_exchanged",
    says="Six are right, the good run and the frozen one among them. Compare the other two once more, in the parts of the gradient first, then in the scores of each family.",
    source=answer_source({"no_detach": "sign_error", "sign_error": "no_detach"}),
)
ex.mutant(
    "good_taken_for_a_fault",
    says="Six are right. The good run is among those that aren't: it is the one whose coloured lines stay near the grey ones in every panel.",
    source=answer_source({"good": "d_rate_x20", "d_rate_x20": "good"}),
)
ex.mutant(
    "name_of_ones_own",
    says="Seven are right, and the eighth has a name that the table doesn't have. Use the names in the table's first column, such as `d_frozen`.",
    source=answer_source({"sign_error": "a wrong sign"}),
)
ex.mutant(
    "one_name_twice",
    says="Seven are right. You used one name twice, so another is missing: each of the eight occurs once.",
    source=answer_source({"one_family": "no_detach"}),
)
ex.mutant(
    "one_run_left_out",
    says="Seven are right, and a run is missing: the zoo has eight, from 1 to 8.",
    source="diagnoses = " + repr({"zoo": 0} | {n: RUN_NAMES[n] for n in range(1, 8)}) + "\n",
)
ex.mutant(
    "names_alone",
    says="Each run needs a pair, in parentheses: its name, and your evidence.",
    source="diagnoses = " + repr({"zoo": 0} | dict(enumerate(NAMES, start=1))) + "\n",
)
ex.mutant(
    "no_evidence",
    says="The names are right, but the evidence is missing. For each run, say which curve shows it, and at which step.",
    source=answer_source(evidence=""),
)
ex.mutant(
    "one_evidence_for_all",
    says="All eight runs have the same evidence. What shows this fault, and no other? Each run needs a curve and a step of its own.",
    source=answer_source(evidence="the scores at step 100"),
)
ex.mutant(
    "no_curve",
    says="Your evidence names a step each time, and never a curve. Say which panel or which line shows it: accuracy, scores, losses, distances, parts of the gradient.",
    source=answer_source({}, evidence="it goes wrong at step 100"),
)
SOME_EVIDENCE, MOST_EVIDENCE = (
    "diagnoses = "
    + repr(
        {"zoo": 0}
        | {
            n: (name, why if n <= count else "it looks wrong")
            for n, (name, why) in RUN_NAMES.items()
        }
    )
    + "\n"
    for count in (3, 6)
)
ex.mutant(
    "evidence_for_some",
    says="The evidence of fewer than four runs names both a curve and a step in digits. Say both for each run.",
    source=SOME_EVIDENCE,
)
ex.mutant(
    "evidence_for_most",
    says="The evidence of some runs doesn't name both a curve and a step in digits. Say both for each run.",
    source=MOST_EVIDENCE,
)
ex.mutant(
    "a_curve_missing",
    says="The evidence of at least one run names no curve. Say which panel or which line shows it: accuracy, scores, losses, distances, parts of the gradient.",
    source="diagnoses = "
    + repr({"zoo": 0} | RUN_NAMES | {8: ("overflow", "silent at step 130")})
    + "\n",
    part="each evidence names a curve",
)
ex.mutant(
    "a_step_missing",
    says="The evidence of at least one run names no step of it in digits: a whole number up to 200. A level, such as 0.63, isn't a step.",
    source="diagnoses = "
    + repr({"zoo": 0} | RUN_NAMES | {8: ("overflow", "all lines end early")})
    + "\n",
    part="each evidence names a step",
)
ex.mutant(
    "two_names_of_ones_own",
    says="Six are right, and two have names that the table doesn't have. Use the names in the table's first column, such as `d_frozen`.",
    source=answer_source({"sign_error": "a wrong sign", "no_feature_matching": "no maps"}),
)
ex.mutant(
    "two_names_and_the_frozen_run",
    says="Six are right. Two have names that the table doesn't have, the frozen run among them. Use the names in the table's first column, such as `d_frozen`.",
    source=answer_source({"d_frozen": "frozen", "no_feature_matching": "no maps"}),
)
ex.mutant(
    "a_list_of_names",
    says="Your answer isn't a dict. It needs the number of the zoo, and for each run its number, its name and your evidence, as in the example.",
    source=f"diagnoses = {NAMES!r}\n",
)
ex.mutant(
    "names_as_keys",
    says='The keys are the numbers of the runs, and "zoo". The name belongs into the pair, before the evidence.',
    source="diagnoses = {'no_detach': (1, 'the accuracy at step 30')}\n",
)
ex.mutant(
    "names_of_ones_own",
    says="None of your names is in the table. Use those in its first column, such as `d_frozen`.",
    source=answer_source({name: f"my {name}" for name in NAMES}),
)
ex.mutant(
    "evidence_first",
    says="In each pair, the name comes first, and then the evidence. Yours are the other way round.",
    source="diagnoses = "
    + repr({"zoo": 0} | {n: (why, name) for n, (name, why) in RUN_NAMES.items()})
    + "\n",
)
ex.mutant(
    "three_exchanged",
    says="Five are right, the good run and the frozen one among them. Compare the other three once more, in the parts of the gradient first, then in the scores of each family.",
    source=answer_source(
        {"no_detach": "sign_error", "sign_error": "one_family", "one_family": "no_detach"}
    ),
)
ex.mutant(
    "frozen_twice",
    says="Seven are right. You call two runs `d_frozen`, and none `good`: in the frozen run no score moves at all.",
    source=answer_source({"good": "d_frozen"}),
)
ex.mutant(
    "nothing_diagnosed",
    says="No run has a diagnosis yet. The keys are the numbers of the runs, from 1 to 8.",
    source="diagnoses = {'zoo': 0}\n",
)
ex.mutant(
    "no_step",
    says="Your evidence names a curve each time, and no step of this run in digits. Say where the curve shows it: a whole number up to 200. A level, such as 0.63, isn't a step.",
    source=answer_source(evidence="the panel of scores shows it"),
)
ex.alternative(
    "as lists, in capitals, with spaces",
    source=f"diagnoses = {[['zoo', 0], *([n, [name.upper().replace('_', ' '), f'Scores, step {10 * n}']] for n, (name, _) in RUN_NAMES.items())]!r}\n",
)
ex.alternative(
    "another zoo",
    source="diagnoses = {'zoo': 77} | {\n"
    "    n: (case.run.name, f'accuracy at step {n}')\n"
    "    for n, case in enumerate(failure_zoo(seed=77).game.cases, start=1)}\n",
)
ex.hints(
    "Which panel would be flat if the discriminators never learnt? Which would have a line at zero without feature matching?",
    "Start with the lines that end or never move. Then look at the parts of the gradient. Then ask how far the scores of real and generated sounds separate, and in which direction the generator drives its own. "
    "Listen last.",
    '{"zoo": ____, 1: ("____", "the panel ____ shows ____ at step ____"), 2: …}',
)
ex.why(
    "Two runs take one look: with an overflow the lines end, and the scores of frozen discriminators never move. Two more show in the parts of the gradient: without feature matching one part is zero, and without detach "
    "the adversarial part is next to nothing, since the losses of both players cancel. With the wrong sign, the generator drives its own scores down, so the discriminators are right more often. "
    "If the generator's loss uses MPD alone, MS-STFT-D is right more and more often, and MPD is not. Two are left: discriminators that learn too fast, whose scores jump at once, and the good run."
)
ex.leads_to("These are the first things to look for in a run of your own, as in 07.5.")
ex.wrong_turn(
    "Choosing by the distance alone. The run with frozen discriminators has the smallest distance, since reconstruction has most of its generator's gradient."
)

# %% [markdown] id="07-4-head" tags=["exercise"]
# ### 07.4
# Write an alarm, called every tenth step. Copies of good runs collapse at a step that you don't know: fire within 60 steps, never before.
#
# | | |
# |---|---|
# | in | `curves`, each [steps so far]: `recon`, `d_loss`, `d_accuracy`, `logits_real`, `logits_fake`, `g_adv`, `feat` |
# | out | `True` to stop the run, else `False` |
# | three collapses | all values become NaN; `recon` and `feat` drift to three times as much; `d_accuracy` stays near 1 |
# | quiet | on good runs, such as `recorded_run("good").curves`; their `feat` may double |


# %% id="07-4-answer" tags=["answer"]
# @answer 07.4
def alarm(curves: Mapping[str, Tensor]) -> bool:
    """Return True if this run should be stopped, from its curves so far."""
    # BEGIN SOLUTION
    if not all(curve.isfinite().all() for curve in curves.values()):
        return True
    recon, right = curves["recon"], curves["d_accuracy"]
    if len(recon) < 60:
        return False
    drifts = recon[-30:].mean() > 1.5 * recon[:30].mean()
    return bool(drifts or right[-30:].mean() > 0.75)
    # END SOLUTION
    # STUB: raise NotAttempted("07.4")


# %% id="07-4-bank" tags=["bank"]
ex = Exercise("07.4", answer="alarm")

SEEN = ("recon", "d_loss", "d_accuracy", "logits_real", "logits_fake", "g_adv", "feat")
EVERY, LATE, DRIFT = 10, 60, 40  # steps
NEITHER = "neither True nor False"
COLLAPSES = (
    70,
    83,
    96,
    109,
    120,
)  # the same for every seed, so that a verdict doesn't depend on it


def first_alarm(alarm, curves):
    """Return the step at which an alarm fires, or "never", or that it says neither."""
    for step in range(EVERY, len(curves["recon"]) + 1, EVERY):
        says = alarm({name: curves[name][:step].clone() for name in SEEN})
        number = isinstance(says, (int, float)) and says not in (True, False)
        if number or isinstance(says, (str, tuple, list, dict)):
            return NEITHER
        if bool(says):
            return step
    return "never"


def fires(alarm, *runs):
    """Say whether an alarm fires on any of these curves, and whether its first call does."""
    steps = {first_alarm(alarm, curves) for curves in runs}
    for answer in ("never", NEITHER):
        if steps == {"never", answer} or steps == {answer}:
            return answer
    return "at the first call" if steps == {EVERY} else "at a later call"


def wrecked(run, way, step):
    """Return the curves of a good run that collapses at a step, in one of three ways."""
    curves = {name: run.curves[name].clone() for name in SEEN}
    after = torch.arange(len(curves["recon"])) >= step
    if way == "ends":
        return {name: curve.masked_fill(after, float("nan")) for name, curve in curves.items()}
    since = (torch.arange(len(after)) - step).clamp(0, DRIFT) / DRIFT
    if way == "drifts":
        return curves | {name: curves[name] * (1 + 2 * since) for name in ("recon", "feat")}
    right = curves["d_accuracy"]
    return curves | {
        "d_accuracy": right + since * (0.98 - right),
        "d_loss": curves["d_loss"] * (1 - 0.95 * since),
        "logits_real": curves["logits_real"] + 3 * since,
        "logits_fake": curves["logits_fake"] - 3 * since,
        "g_adv": curves["g_adv"] + 3 * since,
    }


def goods(held_out):
    """Return the good run that the lesson shows, or others."""
    found = [run for run in failed_runs(held_out) if run.name == "good"]
    return [*found, healthy_run()] if held_out else found


def begun_later(run):
    """Return the curves of a run as if it had begun up to nine steps later: other steps count."""
    return [{name: run.curves[name][first:] for name in SEEN} for first in range(EVERY)]


def averaged(run):
    """Return the curves of a run in which no single step stands out."""
    means = {name: run.curves[name].unfold(0, 25, 1).mean(1) for name in SEEN}
    return {name: torch.cat([curve[:1].expand(24), curve]) for name, curve in means.items()}


def guessing(curves):
    """Return the curves of a run whose discriminators are right exactly half of the time."""
    return dict(curves) | {"d_accuracy": torch.full_like(curves["d_accuracy"], 0.5)}


@ex.property(
    "quiet on the good run that you know",
    cause="a single step says too little: use means over some dozens",
)
def _(alarm, draw):
    (known,) = goods(held_out=False)
    return {
        "it fires": fires(alarm, known.curves),
        "if the discriminators only guessed": fires(alarm, guessing(known.curves)),
        "if no single step stood out": fires(alarm, averaged(known)),
    }


@ex.property(
    "quiet on good runs that you don't know",
    cause="the threshold fits only the run that you know",
)
def _(alarm, draw):
    runs = [*goods(held_out=False), *goods(held_out=True)]
    return {
        "it fires": fires(alarm, *(curves for run in runs for curves in begun_later(run))),
        "if the discriminators only guessed": fires(
            alarm, *(guessing(curves) for run in runs for curves in begun_later(run))
        ),
        "if no single step stood out": fires(alarm, *map(averaged, runs)),
    }


def promptness(steps):
    """Say when an alarm fires, of how many steps after each collapse it does."""
    if NEITHER in steps:
        return NEITHER
    if any(step != "never" and step < 0 for step in steps):
        return "before a collapse"
    if all(step == "never" for step in steps):
        return "never"
    return "in time" if all(step != "never" and step <= LATE for step in steps) else "too late"


def late(alarm, curves, step):
    """Return how many steps after a collapse an alarm fires; negative if before it."""
    fired = first_alarm(alarm, curves)
    return fired if isinstance(fired, str) else fired - step


def lateness(alarm, way):
    """Say when an alarm fires on all good runs, wrecked in one way at several steps."""
    runs = [*goods(held_out=False), *goods(held_out=True)]
    found = [late(alarm, wrecked(run, way, step), step) for run in runs for step in COLLAPSES]
    return {"it fires": promptness(found)}


@ex.property(
    "notices values that become NaN",
    cause="NaN is neither above nor below any threshold: use isfinite()",
)
def _(alarm, draw):
    fallen = recorded_run("overflow")
    late_by = late(alarm, fallen.curves, fallen.collapsed_at)
    return lateness(alarm, "ends") | {"in a recorded overflow": promptness([late_by])}


@ex.property("notices a distance that drifts", cause="recon isn't watched, or its mean is too slow")
def _(alarm, draw):
    return lateness(alarm, "drifts")


@ex.property(
    "notices discriminators that win",
    cause="d_accuracy isn't watched, or its mean is too slow",
)
def _(alarm, draw):
    return lateness(alarm, "discriminators win")


@ex.comparator
def _(data, expected):
    wanted = {"quiet": "never", "notices": "in time"}
    return {
        name: all(
            fired == wanted[name.split()[0]]
            for which, fired in found.items()
            if not which.startswith("if ")
        )
        for name, found in data.items()
    }


@ex.picture
def _(alarm):
    """Draw the known good run, wrecked at step 100 in each way, and when the alarm fires."""
    figure = Figure((7, 3), layout="constrained", facecolor="white")
    sentences, lines = [], {}
    ways = {"ends": "recon", "drifts": "recon", "discriminators win": "d_accuracy"}
    for axes, (way, name) in zip(figure.subplots(1, 3), ways.items(), strict=True):
        curves = wrecked(goods(held_out=False)[0], way, 100)
        fired = first_alarm(alarm, curves)
        axes.plot(curves[name].numpy(), color="#0072B2", linewidth=1)
        lines["the collapse"] = axes.axvline(100, color="#333333", linewidth=1)
        if not isinstance(fired, str):
            lines["your alarm"] = axes.axvline(fired, color="#D55E00", linestyle="--", linewidth=2)
        axes.set_title(f"{way}:\nfires {fired if isinstance(fired, str) else f'at {fired}'}")
        axes.set(xlabel="step", ylabel=name)
        sentences.append(f"{way}: the collapse is at step 100, the alarm fires: {fired}.")
    figure.legend(lines.values(), lines, loc="outside lower center", ncols=2, frameon=False)
    return figure, " ".join(sentences)


ex.mutant(
    "always",
    says="Your alarm fires at its first call, on every run. If it wakes you every night for nothing, you will switch it off.",
    source="def alarm(curves):\n    return True\n",
)
ex.mutant(
    "never",
    says="Your alarm is quiet on good runs, and on all the others too. It has to notice something.",
    source="def alarm(curves):\n    return False\n",
)
ex.mutant(
    "one_step",
    says="Your alarm fires on good runs that you don't know, and so before some collapses. It wouldn't if no single step stood out. Good runs have hard batches, where the loss of one step is large: use means over some dozens of steps.",
    edit={"recon[-30:].mean() > 1.5 * recon[:30].mean()": "recon[-1] > 1.5 * recon.median()"},
)
ex.mutant(
    "one_step_low",
    says="Your alarm fires on the good run, and so before a collapse, too. It wouldn't if no single step stood out. Good runs have hard batches, where the loss of one step is large: use means over some dozens of steps.",
    edit={"recon[-30:].mean() > 1.5 * recon[:30].mean()": "recon[-1] > 1.3 * recon.median()"},
)
ex.mutant(
    "one_step_by_luck",
    says="Your alarm is quiet on the good run that you know, but only by luck: it fires on another good one, or on the same one, begun up to nine steps later. It wouldn't if no single step stood out: use means over some dozens of steps.",
    edit={"recon[-30:].mean() > 1.5 * recon[:30].mean()": "recon[-1] > 2 * recon.median()"},
)
ex.mutant(
    "fits_one_run",
    says="Your alarm is quiet on the good run that you know, and fires on others: it fits only that run. Leave more room. Good runs differ, and a drift goes up to three times.",
    edit={"1.5 * recon": "1.15 * recon"},
)
ex.mutant(
    "numbers_that_end_alone",
    says="Your alarm notices values that become NaN, and nothing else. In the other two ways all values stay finite: compare means over some dozens of steps.",
    edit={"return bool(drifts or right[-30:].mean() > 0.75)": "return False"},
)
ex.mutant(
    "deaf_to_nan",
    says="Your alarm misses an overflow. NaN is neither above nor below any threshold, so none notices it: use isfinite().",
    part="notices values that become NaN",
    edit={
        "    if not all(curve.isfinite().all() for curve in curves.values()):\n        return True\n": ""
    },
)
ex.mutant(
    "distance_alone",
    says="Your alarm stays quiet while the discriminators win. Discriminators that are nearly always right teach the generator nothing. Take the mean of the newest steps of d_accuracy: it comes close to 1.",
    part="notices discriminators that win",
    edit={"bool(drifts or right[-30:].mean() > 0.75)": "bool(drifts)"},
)
ex.mutant(
    "accuracy_alone",
    says="Your alarm stays quiet while the distance grows. A generator can go wrong while its discriminators stay near one half.",
    part="notices a distance that drifts",
    edit={"bool(drifts or right[-30:].mean() > 0.75)": "bool(right[-30:].mean() > 0.75)"},
)
ex.mutant(
    "mean_too_close",
    says="Your alarm fires on the good run, and not because of a single step: it would fire if none stood out. One of your comparisons is true of a good run, too: there, a mean of 30 steps comes up to 1.4 times its beginning for `recon` and to 2.2 times for `feat`, and discriminators are right in 50 to 60 % of cases.",
    edit={"1.5 * recon": "1.02 * recon"},
)
ex.mutant(
    "maps_that_double",
    says="Your alarm fires on the good run, and not because of a single step. In good runs a mean of `feat` may come to twice its beginning: watch `recon`, or leave more room.",
    edit={
        "recon[-30:].mean() > 1.5 * recon[:30].mean()": 'curves["feat"][-30:].mean() > 1.5 * curves["feat"][:30].mean()'
    },
)
ex.mutant(
    "text_for_a_truth_value",
    says="Your alarm returns a text, a list or a number. Python takes most of these for true. Return True or False.",
    edit={
        "return bool(drifts or right[-30:].mean() > 0.75)": "return 'stop' if drifts or right[-30:].mean() > 0.75 else ''"
    },
)
ex.mutant(
    "a_step_for_true",
    says="Your alarm returns a number other than 0 and 1, such as a step. Return True or False.",
    part="notices values that become NaN",
    edit={
        "        return True\n": "        return 2\n",
        "return bool(drifts or right[-30:].mean() > 0.75)": "return len(recon) if drifts or right[-30:].mean() > 0.75 else 0",
    },
)
ex.mutant(
    "too_early_index",
    says="The first call comes after ten steps, and the curves are that short. Ask for `len(recon)` before you use a later step.",
    edit={"    if len(recon) < 60:\n        return False\n": "    recon[100]\n"},
)
ex.mutant(
    "coin_as_threshold",
    says="Your alarm fires on good runs, as soon as they are long enough for it to look. Compute each of your conditions on "
    '`recorded_run("good").curves`: which one is true there?',
    edit={"right[-30:].mean() > 0.75": "right[-30:].mean() > 0.52"},
)
ex.mutant(
    "drift_too_slow",
    says="Your alarm notices that the distance drifts, and in some runs too late: it must fire within 60 steps. The drift takes 40 of them to reach three times. A threshold nearer to the good runs reacts sooner, and so does a mean over fewer steps.",
    edit={"1.5 * recon": "2.9 * recon"},
)
ex.mutant(
    "accuracy_too_slow",
    says="Your alarm notices discriminators that win, and in some runs too late: it must fire within 60 steps. A threshold nearer to the good runs reacts sooner, and so does a mean over fewer steps.",
    edit={"right[-30:].mean() > 0.75": "right[-60:].mean() > 0.85"},
)
ex.mutant(
    "curve_for_a_number",
    says="A comparison with a whole curve gives one truth value for each step, where a single one is needed. Compare a mean, or the newest value.",
    edit={
        "return bool(drifts or right[-30:].mean() > 0.75)": "return bool(recon > 1.5 * recon[:30].mean())",
        "    if len(recon) < 60:\n        return False\n": "",
    },
)
ex.mutant(
    "accuracy_of_a_good_run",
    says="Your alarm is quiet on the good run that you know, and fires on others, because of their accuracy: it wouldn't if their discriminators only guessed. Leave more room. Discriminators that win come close to 1.",
    edit={"right[-30:].mean() > 0.75": "right[-25:].mean() > 0.6"},
)
ex.mutant(
    "the_simple_alarm",
    says="Your alarm fires on the good run because of a single step, as the simple alarm in section 11 does: it wouldn't if no step stood out. Use means over some dozens of steps.",
    source="""def alarm(curves):
    recon = curves["recon"]
    return any(recon[k] > 2 * recon[:k].median() for k in range(20, len(recon)))
""",
)
ex.mutant(
    "first_calls_forgotten",
    says="Your alarm fires on the good run, and wouldn't if no step stood out. A mean of few steps still follows the batches, and the first calls see only ten or twenty: take more steps, or leave more room.",
    edit={
        "    if len(recon) < 60:\n        return False\n": "",
        "recon[-30:].mean() > 1.5 * recon[:30].mean()": "recon[-25:].mean() > 1.0",
    },
)
ex.mutant(
    "mean_of_everything",
    says="Your alarm notices the drift and the winning discriminators too late, or not at all. Either your means still contain many steps from before the collapse, or your thresholds are too far away: the drift ends at three times, and the accuracy near 0.98.",
    edit={
        "recon[-30:].mean() > 1.5 * recon[:30].mean()": "recon.mean() > 1.5 * recon[:30].mean()",
        "right[-30:].mean() > 0.75": "right.mean() > 0.9",
    },
)
ex.mutant(
    "too_slow",
    says="Your alarm notices the drift and the winning discriminators, and in some runs too late: it must fire within 60 steps, and the first collapse begins at step 70. Don't wait longer than that, and take means over fewer steps.",
    edit={
        "recon[-30:].mean() > 1.5 * recon[:30].mean()": "recon[-120:].mean() > 2.2 * recon[:30].mean()",
        "right[-30:].mean() > 0.75": "right[-120:].mean() > 0.85",
    },
)


@ex.alternative("medians, and the gap between scores")
def alarm_by_medians(curves):
    newest = {name: curve[-1] for name, curve in curves.items()}
    if any(not torch.isfinite(value) for value in newest.values()):
        return True
    recon = curves["recon"]
    if len(recon) < 50:
        return False
    gap = (curves["logits_real"] - curves["logits_fake"])[-20:].median()
    return bool(recon[-25:].median() > 1.55 * recon[:25].median() or gap > 2)


@ex.alternative("sums without torch")
def alarm_in_plain_python(curves):
    numbers = {name: curve.tolist() for name, curve in curves.items()}
    if any(value != value for values in numbers.values() for value in values):
        return True
    recon, paid = numbers["recon"], numbers["d_loss"]
    if len(recon) < 60:
        return False
    return sum(recon[-40:]) / 40 > 1.6 * sum(recon[:40]) / 40 or sum(paid[-30:]) / 30 < 1.0


ex.hints(
    "How much does the mean of 30 steps of `recon` vary in the good run, and how much does a single step?",
    "First check that all values are finite. Then compare the mean of the last 30 steps with that of the first 30, and ask whether the discriminators were nearly always right in the last 30 steps.",
    'any(____ for curve in curves.values())   or   recon[-30:].____() > ____ * recon[:30].mean()   or   curves["d_accuracy"][-30:].mean() > ____',
)
ex.why(
    "A mean over 30 steps averages out the batches: in every good run it stays below 1.3 times its beginning, while single steps come near twice the median, or above. So a threshold of 1.5 leaves room for good runs, and a drift to three times is far above it. NaN needs its own "
    "check, since it is above no threshold. Discriminators of good runs are right in 50 to 60 % of cases, so 75 % over 30 steps is no accident."
)
ex.leads_to("An alarm like yours can stop a long run before it wastes a night.")
ex.wrong_turn(
    "Putting the threshold right above the largest value of the one good run that you know. The next good run is a little worse, and the alarm fires on it."
)

# %% [markdown] id="07-5-head" tags=["exercise"]
# ### 07.5
# Change one thing. Seal a forecast, train pairs of runs, report both.
#
# | key | what |
# |---|---|
# | `change` | what you changed, in 4 words or more |
# | `metric` | such as `frame_comb_db` |
# | `better`, `no difference`, `worse` | your sealed probabilities, none 0 or 1 |
# | `seal` | its fingerprint |
# | `without`, `with` | one number per seed, the same 3 or more |
# | `verdict` | `better` or `worse` if all pairs agree, else `no difference` |
# | `limits` | what your result doesn't show, in 8 words or more |
#
#

# %% [markdown] id="07-5-options"
# What you can change, as arguments of `measured_after`:
#
# | argument | what | usual value |
# |---|---|---|
# | `discriminators` | registered names, such as `("mpd", "msd")` | `("msstftd",)` |
# | `adv_weight`, `feat_weight`, `recon_weight` | the weight of each loss of the generator | 1, 2, 1 |
# | `lr`, `d_lr` | the learning rate of the generator, and of each discriminator | 0.0005, 0.001 |
# | `batch`, `segment` | sounds in a batch, and samples of each | 6, 6144 |
# | `d_batch`, `d_segment` | the same for the discriminators | 4, 4096 |
# | `steps` | how long both runs train | 40 |
#
# Metrics are `"frame_comb_db"` (buzz), `"log_mel_l1"` (colour), `"onset_correlation"` (beats), `"f0_gross_error"` (wrong pitch), and
# more in `course_lib.gan.metrics.catalogue`. `metric(name).better` says whether lower or higher is better.
#
# The check compares your report with your seal, with the catalogue, and with the runs of `measured_after` on this machine: what each
# returned, its seed, and what it was trained with. Whether your limits are the ones that matter is for people to decide.


# %% id="07-5-given"
def measured_after(
    seed: int,
    discriminators: Sequence[str] = ("msstftd",),
    steps: int = 40,
    name: str = "frame_comb_db",
    **sizes: object,
) -> float:
    """Train for some steps from the pretrained generator; return a metric of held-out sounds.

    Args:
        seed: The seed of the run.
        discriminators: Names in the registry.
        steps: The number of training steps.
        name: The name of the metric.
        sizes: Other values of the preset, from the table above.
    """
    size = preset("tiny").replace(warm_steps=WARM_STAGE, steps=steps, **sizes)
    with TemporaryDirectory() as folder:
        config = TrainConfig(size, tuple(discriminators), seed=seed)
        run = train(config, f"{folder}/run", branch=WARM_CHECKPOINT)
        clips = synthetic_clips("tuning")
        value = evaluate(clips, run.generator()(clips.waves), [metric(name)])[name]
    # so that the check can compare your report with your runs
    settings = {"seed": seed, "discriminators": discriminators, "steps": steps, **sizes}
    return record_run("07.5", name, value, settings)


# %% id="07-5-seal"
# forecast = {"change": "____", "better": ____, "no difference": ____, "worse": ____}   # remove the first # of both lines
# seal("07.5", forecast)   # before you train: you can't change it afterwards

# %% id="07-5-runs"
# without = [measured_after(seed) for seed in (0, 1, 2)]                    # remove the first # of both lines:
# with_it = [measured_after(seed, feat_weight=0.0) for seed in (0, 1, 2)]   # about two minutes

# %% id="07-5-answer" tags=["answer"]
# @answer 07.5
# BEGIN SOLUTION
report = {
    "change": "MPD as the discriminator, instead of none",
    "metric": "log_mel_l1",
    "better": 0.3,
    "no difference": 0.5,
    "worse": 0.2,
    "seal": "847d631dd1a0",  # of the four entries above, without the metric
    "without": [0.483, 0.481, 0.486],
    "with": [0.553, 0.558, 0.556],
    "verdict": "worse",
    "limits": "one metric, tiny networks, 300 steps, synthetic sounds, and no listening test",
}
# END SOLUTION
# STUB: report = ...

# %% id="07-5-bank" tags=["bank"]
ex = Exercise("07.5", answer="report")


CHANCES = ("better", "no difference", "worse")
SEALED = ("change", *CHANCES)
KNOWN = "the runs of a known mistake"  # which nobody has made, so they come with it
# what no sound exceeds, by the unit of the metric: even noise and silence stay below
LARGEST = {"dB": 200, "Np": 20, "%": 100, "cents": 1200, "MOS": 5, "rad": 3.2, "": 1000}


def of_the_seal(report):
    """Say how a reported forecast fits the sealed one, or its fingerprint on another machine."""
    forecast, given = sealed_forecast("07.5"), report.get("seal")
    reported = "" if given is None else str(given).strip()
    if forecast is None:
        chosen = [
            {key: report[key] for key in keys if key in report}
            for keys in (SEALED, (*SEALED, "metric"))
        ]
        prints = [fingerprint_of(with_plain_numbers(entries)) for entries in chosen]
        no_match = "another one" if reported else "no fingerprint"
        return "as sealed" if reported in prints else no_match
    if not reported and "seal" in report:
        return "no fingerprint"
    same = all(plainly(forecast.get(key)) == plainly(report.get(key)) for key in SEALED)
    same = same and plainly(forecast.get("metric", report["metric"])) == plainly(report["metric"])
    # A forecast that was sealed on this machine is known, so its fingerprint may be left out.
    same = same and reported in ("", fingerprint_of(forecast))
    return "as sealed" if same else "another one"


def with_plain_numbers(entries):
    """Return the entries with Python's own numbers, in which a tensor's 0.3 is 0.3."""
    known = (str, int, float)
    return {k: v if isinstance(v, known) else round(float(v), 6) for k, v in entries.items()}


def plainly(value):
    """Return a text without capitals, outer blanks and a full stop, or a number that is rounded."""
    if isinstance(value, str):
        return " ".join(value.lower().split()).rstrip(".")
    return round(float(value), 6) if value is not None else None


def verdict_of(without, with_it, better):
    """Return the verdict that follows from pairs of numbers of a metric."""
    down, up = ("better", "worse") if better == "lower" else ("worse", "better")
    signs = {(b > a) - (b < a) for a, b in zip(without, with_it, strict=True)}
    return {frozenset({-1}): down, frozenset({1}): up}.get(frozenset(signs), "no difference")


def runs_to_compare(report):
    """Return the runs that were recorded on this machine, or those of a known mistake."""
    return recorded_runs("07.5") or [OwnRun(*run) for run in report.get(KNOWN, [])]


def of_the_numbers(pairs, found, runs):
    """Say whether a metric can have these values and, where the runs were recorded, had them."""
    numbers = [number for values in pairs for number in values]
    lowest = -LARGEST[found.unit] if found.better == "higher" else 0
    if not all(lowest <= number <= LARGEST[found.unit] for number in numbers):
        return "not of your runs"
    measured = [run for run in runs if run.metric == found.name]
    known = [all(any(gave(run.value, n) for run in measured) for n in values) for values in pairs]
    if len(runs) < len(numbers) and not any(known):
        return "possible"  # too few runs were recorded on this machine to compare with
    if not all(known):
        return "not of your runs"
    if any(run.settings is None for run in measured):
        return "possible"  # recorded by an earlier version, without what they were trained with
    return of_the_runs(pairs, measured)


def gave(value, number):
    """Return True if a run's value was reported as this number, rounded or cut off."""
    digits = Decimal(repr(number)).as_tuple().exponent
    return abs(value - number) <= max(10.0**digits, 1e-5 * abs(value)) or (
        number == round(number) and abs(value - number) < 1
    )


# arguments that are one change: they are in one row of the table
ROWS = {"feat_weight": "adv_weight", "recon_weight": "adv_weight", "d_lr": "lr"}
ROWS |= {"segment": "batch", "d_batch": "batch", "d_segment": "batch"}


def by_settings(runs):
    """Return {what was changed from the usual: {seed: values}} of recorded runs."""
    usual, groups = preset("tiny"), {}
    for run in runs:
        changed = {
            (name, str(value))
            for name, value in run.settings.items()
            if name != "seed" and value not in (getattr(usual, name, None), ["msstftd"])
        }
        seeds = groups.setdefault(frozenset(changed), {})
        seeds.setdefault(run.settings.get("seed"), []).append(run.value)
    return groups


def of_the_runs(pairs, runs):
    """Say how pairs of numbers fit recorded runs: two of the same seed, with one change between."""
    groups = by_settings(runs)
    sides = [
        {s for s, seeds in groups.items() if all(seeds_of(number, seeds) for number in values)}
        for values in pairs
    ]
    if not all(sides):
        return "several changes in one list"
    chosen = [(a, b) for a in sides[0] for b in sides[1] if a != b]
    if not chosen:
        return "nothing was changed"
    fitting = [
        of_the_change(a, b) for a, b in chosen if paired_by_seed(pairs, groups[a], groups[b])
    ]
    if not fitting:
        return "other pairs"
    return "possible" if "possible" in fitting else fitting[0]


def seeds_of(number, seeds):
    """Return the seeds whose run gave this number."""
    return {seed for seed, values in seeds.items() if any(gave(v, number) for v in values)}


def paired_by_seed(pairs, without, with_it):
    """Return True if both numbers of each pair can be of one seed, and each pair of its own."""
    common = [seeds_of(a, without) & seeds_of(b, with_it) for a, b in zip(*pairs, strict=True)]
    return all(common) and len(set().union(*common)) >= len(common)


def of_the_change(without, with_it):
    """Say whether one thing was changed, and whether the usual value is the one in `without`."""
    changed = {name for name, _ in without ^ with_it}
    if len({ROWS.get(name, name) for name in changed}) > 1:
        return "more than one change"
    usual = not changed & {name for name, _ in with_it}
    return "exchanged" if usual else "possible"


def one_pair_repeated(without, with_it):
    """Return True if all pairs are the same: other seeds give other digits."""
    return len(set(zip(without, with_it, strict=True))) == 1 and len(without) > 1


def of_the_verdict(given, pairs, found):
    """Say whether a verdict follows from its pairs, and if not, what they say."""
    if given not in CHANCES:
        return "none of the three words"
    follows = verdict_of(*pairs, found.better)
    if given == follows:
        return "follows"
    return follows if follows == "no difference" else f"all pairs agree, {found.better} is better"


def of_the_words(report, key, words, different):
    """Say whether a text has enough words that aren't always the same."""
    found = count_words(report[key])
    if found["words"] < words:
        return "too short"
    return "enough" if found["different"] >= different else "too few different words"


@ex.property(
    "the report", cause="a key is missing, or a list contains something other than numbers"
)
def _(report, draw):
    name = str(report["metric"]).strip()
    chances = [float(report[key]) for key in CHANCES]
    if any(isinstance(report[key], (int, float)) for key in ("without", "with")):
        raise TypeError("a number stands where a list is asked for")
    pairs = [[float(value) for value in report[key]] for key in ("without", "with")]
    paired = len(pairs[0]) == len(pairs[1]) > 0
    found = next((known for known in METRICS if known.name == name), None)
    measured = paired and found is not None
    verdict = str(report["verdict"]).strip().lower()
    return {
        "as many with as without": paired,
        "three or more": paired and len(pairs[0]) >= 3 and not one_pair_repeated(*pairs),
        "chances": abs(sum(chances) - 1) < 0.005 and all(0 < chance < 1 for chance in chances),
        "forecast": of_the_seal(report),
        "metric in the catalogue": found is not None,
        "numbers": of_the_numbers(pairs, found, runs_to_compare(report)) if measured else "unknown",
        "verdict": of_the_verdict(verdict, pairs, found) if measured else "unknown",
        "change": of_the_words(report, "change", 4, 3),
        "limits": of_the_words(report, "limits", 8, 6),
    }


@ex.comparator
def _(data, expected):
    given = data["the report"]
    return {
        "pairs of numbers": given["as many with as without"],
        "three pairs or more": given["three or more"],
        "a forecast that leaves room for surprise": given["chances"],
        "the forecast is the one that you sealed": given["forecast"] == "as sealed",
        "a metric of the catalogue": given["metric in the catalogue"],
        "numbers that this metric can have, and had in your runs": given["numbers"] == "possible",
        "the verdict follows from the numbers": given["verdict"] == "follows",
        "what was changed": given["change"] == "enough",
        "what it doesn't show": given["limits"] == "enough",
    }


def known_mistake(name, changes, says, part=""):
    """Add a known mistake: what changes in the solution's report."""
    source = f"{ex.answer_cell_source()}report |= {changes!r}\n"
    ex.mutant(name, says=says, source=source, part=part)


def runs_of(values, **settings):
    """Return recorded runs with seeds 0, 1, 2, …, as plain values."""
    return [("log_mel_l1", v, {"seed": seed, **settings}) for seed, v in enumerate(values)]


LESS, MORE = [0.483, 0.481, 0.486], [0.553, 0.558, 0.556]
BOTH = [*runs_of(LESS), *runs_of(MORE, feat_weight=0.0)]


known_mistake(
    "not_paired",
    {"with": [0.553, 0.558, 0.556, 0.55]},
    "`without` and `with` have different lengths. Each seed gives one number to both: you can only compare pairs. Nothing counts before there are pairs.",
    part="as many with as without",
)
known_mistake(
    "a_mean_for_a_list",
    {"without": 0.483, "with": 0.556},
    "`without` and `with` are lists, with one number for each seed. A mean hides whether all pairs agree.",
)
known_mistake(
    "one_seed",
    {"without": [0.483], "with": [0.553]},
    "You report fewer than three pairs, or one pair several times. Another seed may well reverse the sign, and you need at least three pairs, each of its own seed, to see that. If you rounded the numbers, report more digits.",
    part="three or more",
)
known_mistake(
    "certain",
    {"better": 1.0, "no difference": 0.0, "worse": 0.0},
    "Your forecast must be three probabilities that add up to 1, none of them 0 or 1. Write them as fractions, such as 0.3, not in per cent. They must also be the ones that you sealed.",
    part="chances",
)
known_mistake(
    "better_in_spite_of_the_pairs",
    {"verdict": "better"},
    'Your verdict doesn\'t follow from your numbers. All pairs agree, and for this metric lower is better: if `with` is lower than `without` in each, it is "better", otherwise "worse".',
    part="verdict",
)
known_mistake(
    "score_that_fell",
    {
        "metric": "onset_f1",
        "without": [0.8, 0.82, 0.81],
        "with": [0.7, 0.72, 0.71],
        "verdict": "better",
    },
    'Your verdict doesn\'t follow from your numbers. All pairs agree, and for this metric higher is better: if `with` is higher than `without` in each, it is "better", otherwise "worse".',
    part="verdict",
)
known_mistake(
    "pairs_that_disagree",
    {"with": [0.553, 0.471, 0.556]},
    'Your pairs don\'t all have the same sign, or some are equal. Then the verdict is "no difference", whatever their mean says. If you rounded the numbers, report them with more digits.',
    part="verdict",
)
known_mistake(
    "verdict_in_other_words",
    {"verdict": "it got worse"},
    'The verdict must be one of three: "better", "no difference" or "worse".',
    part="verdict",
)
known_mistake(
    "change_unnamed",
    {"change": "MPD"},
    "Say what you changed, in 4 words or more, as you sealed it. A reader should be able to repeat it.",
    part="change",
)
known_mistake(
    "never_sealed",
    {"seal": ""},
    "Your report has no fingerprint of a sealed forecast. Seal it before you train, and write the fingerprint under `seal`. If you have sealed it, `seal`, run again, shows the fingerprint.",
    part="forecast",
)
known_mistake(
    "forecast_adjusted",
    {"better": 0.11, "no difference": 0.53, "worse": 0.36},
    "The forecast in your report isn't the sealed one, or its fingerprint is another. Report what you sealed: `seal`, run again, shows the fingerprint.",
    part="forecast",
)
known_mistake(
    "metric_invented",
    {"metric": "niceness"},
    "There is no metric of this name in the catalogue. `metric(name)` says which there are. Without one, nobody can compare your numbers, or draw a verdict from them.",
    part="metric in the catalogue",
)
known_mistake(
    "impossible_numbers",
    {"with": [1e9, 1e9, 1e9]},
    "At least one of these numbers is from none of your runs: `measured_after` didn't return it on this machine, or this metric can't have it at all. Report what it returned.",
    part="numbers",
)
known_mistake(
    "lists_exchanged",
    {"without": MORE, "with": LESS, "verdict": "better", KNOWN: BOTH},
    "Your lists are exchanged: `without` has the numbers of the runs with your change, as they were recorded on this machine.",
    part="numbers",
)
known_mistake(
    "other_pairs",
    {"with": [0.558, 0.556, 0.553], KNOWN: BOTH},
    "The numbers are of your runs, but not pair by pair: both numbers of a pair belong to one seed. Write both lists in the order of the seeds.",
    part="numbers",
)
known_mistake(
    "more_than_one_change",
    {KNOWN: [*runs_of(LESS), *runs_of(MORE, feat_weight=0.0, lr=0.001)]},
    "More than one thing differs between the runs of your two lists, as they were recorded on this machine. Then nobody knows which of them made the difference.",
    part="numbers",
)
known_mistake(
    "several_changes_in_one_list",
    {KNOWN: [*runs_of(LESS), *runs_of(MORE[:2], feat_weight=0.0), *runs_of(MORE, lr=0.001)[2:]]},
    "The runs of one list weren't all trained with the same values, as they were recorded on this machine. Within a list, only the seed may differ.",
    part="numbers",
)
known_mistake(
    "nothing_changed",
    {KNOWN: runs_of(LESS + MORE)},
    "All your numbers are of runs with the same values, as they were recorded on this machine: between `without` and `with`, nothing was changed but the seed.",
    part="numbers",
)
known_mistake(
    "limits_repeated",
    {"limits": "bla bla bla bla bla bla bla bla"},
    "Your limits repeat the same word, or aren't words. Say in a sentence what your result doesn't show.",
    part="limits",
)
known_mistake(
    "no_limits",
    {"limits": "none"},
    "Say what your result doesn't show, in 8 words or more: how small, how short, which sounds, who listened.",
    part="limits",
)
ex.alternative(
    "a result that says no difference",
    source="from course_lib.classroom.progress.sealed_forecasts import fingerprint_of\n"
    'report = {"change": "MSD as the only discriminator", "better": 0.6, "no difference": 0.3, "worse": 0.1}\n'
    'report |= {"seal": fingerprint_of(report), "metric": "frame_comb_db", "without": (15.9, 16.2, 15.1), '
    '"with": (15.7, 16.4, 15.3), "verdict": "No difference", "limits": "three seeds '
    'share their clips, and the metric measures one artefact only"}',
)
ex.alternative(
    "five seeds, and better",
    source="from course_lib.classroom.progress.sealed_forecasts import fingerprint_of\n"
    'report = dict(change="twice as many steps for both players", metric="fd_fine", better=0.8, worse=0.1, without=[3.2, 3.1, 3.0, '
    '3.3, 3.2], verdict="better", limits="it also takes twice the time, and we did not keep that equal")\n'
    'report["with"], report["no difference"] = [2.1, 2.2, 2.0, 2.1, 2.3], 0.1\n'
    'report["seal"] = fingerprint_of({k: report[k] for k in ("change", "metric", "better", "no difference", "worse")})\n',
)
ex.alternative(
    "a metric for which higher is better",
    source="from course_lib.classroom.progress.sealed_forecasts import fingerprint_of\n"
    'report = {"change": "no feature matching at all", "better": 0.2, "no difference": 0.3, "worse": 0.5}\n'
    'report |= {"seal": fingerprint_of(report), "metric": "onset_f1", "without": [0.8, 0.82, 0.81], '
    '"with": [0.7, 0.72, 0.71], "verdict": "worse", "limits": "a short run on small networks says nothing about a long one"}',
)
ex.hints(
    "What would you bet on the three outcomes, before you have seen a number? Seal that bet.",
    "Train without and with the change, with seeds 0, 1 and 2. Write the numbers in the order of the seeds, and compare them pair by pair. The verdict "
    "is what the signs say, not what you hoped for.",
    '"without": [____, ____, ____], "with": [____, ____, ____], "verdict": "____"',
)
ex.why(
    "You change one thing, so that you know the cause. Both runs of a pair have the same seed, so they saw the same sounds in the same order. You can't adjust a sealed "
    "forecast afterwards. And the verdict follows a rule that was fixed beforehand: three signs agree by chance once in four, so even this is "
    "weak evidence, and the limits say so. A change that makes things worse, well shown, earns all points."
)
ex.leads_to("Lesson 08 compares runs in the same way, with more seeds and an interval.")
ex.wrong_turn(
    "Running seed after seed until one pair shows what you hoped for, and reporting that pair. Then the forecast comes true, and you have learnt "
    "nothing."
)

# %% tags=["bank"]
Question(
    "07.r1",
    "Lesson 05: you add up all losses, and both networks learn from the sum. With the hinge loss, what does the discriminator learn from fake sounds?",
    [
        Option(
            "a",
            "the same as before, and faster",
            because="For a fake sound, the discriminator's loss and the generator's loss pull in opposite directions.",
            misconception="M13",
        ),
        Option(
            "b",
            "nothing, wherever the score is above -1",
            right=True,
            because="relu(1 + f) and -f have opposite slopes there, and cancel.",
        ),
        Option(
            "c",
            "to score fake sounds as real",
            because="It would learn that from the generator's part alone. Together, the two parts cancel.",
        ),
    ],
    kind="recall",
)
Question(
    "07.r2",
    "Lesson 05: which network learns from feature matching?",
    [
        Option(
            "a",
            "the discriminator",
            because="Its maps are compared, but its optimiser takes no step from that. It only passes the gradient on.",
            misconception="M14",
        ),
        Option(
            "b",
            "the generator",
            right=True,
            because="The gradient runs through the discriminator's maps into the sound, and on into the generator.",
        ),
        Option(
            "c",
            "both",
            because="Then the discriminator would learn to see no difference at all.",
            misconception="M14",
        ),
    ],
    kind="recall",
)
Question(
    "07.r3",
    "Lesson 01: a multi-discriminator keeps its sub-discriminators in a plain Python list. What happens in training?",
    [
        Option(
            "a",
            "an error at the first step",
            because="Everything runs. That's what makes this bug hard to find.",
            misconception="M06",
        ),
        Option(
            "b",
            "the optimiser doesn't find their parameters, and they never learn",
            right=True,
            because="`parameters()` finds the networks in a `ModuleList`, but not those in a plain list.",
        ),
        Option(
            "c",
            "they share their weights",
            because="Their weights are separate, but torch doesn't see them.",
        ),
    ],
    kind="recall",
)
Question(
    "07.p1",
    "The buzz, colour and beat, and the pitch: in which order do these three come right?",
    [
        Option(
            "a",
            "the pitch first, then colour and beat, the buzz last",
            because="Most of the pitch is still wrong after 200 steps, when colour and beat have made most of their way.",
        ),
        Option(
            "b",
            "the buzz first, then colour and beat, the pitch last",
            because="The buzz is easy to hear, but 1000 steps of reconstruction leave it louder than it was.",
        ),
        Option(
            "c",
            "colour and beat first, then the pitch, the buzz last",
            right=True,
            because="Colour and beat make most of their way within 200 steps. Much of the buzz stays until a discriminator joins in.",
        ),
        Option(
            "d",
            "all three together, a little at each stage",
            because="They come one after the other: each loss is sensitive to something else.",
        ),
    ],
    later=Later(
        "After 200 steps of reconstruction, how loud is the buzz, compared with the untrained generator?",
        [
            Option(
                "a",
                "louder",
                right=True,
                because="It grows by more than 5 dB, while colour and beat get better.",
            ),
            Option(
                "b",
                "quieter",
                because="Colour and beat have. The buzz has grown.",
            ),
            Option(
                "c",
                "equally loud",
                because="It depends on training: it grows at first, and a discriminator removes much of it.",
            ),
        ],
    ),
)
Question(
    "07.p2",
    "A, B, C and D show the reconstruction loss of each generator. Which curve will end lowest?",
    [
        Option(
            "a",
            "the good run's",
            because="Against discriminators that learn, a generator gives up some reconstruction.",
            misconception="M12",
        ),
        Option(
            "b",
            "a broken run's",
            right=True,
            because="Its discriminators are frozen, so reconstruction keeps most of its generator's gradient.",
        ),
        Option(
            "c",
            "all four end at the same height",
            because="Most of the ups and downs come from the batches. But at the end, the curves do differ.",
        ),
    ],
    later=Later(
        "A colleague stops each run whose mean reconstruction loss isn't lower over the last 40 steps than over the first 40. What happens to the good run?",
        [
            Option(
                "a",
                "it goes on",
                because="Its sound gets better, but not its distance: over 200 steps that loss rises a little.",
                misconception="M12",
            ),
            Option(
                "b",
                "it is stopped",
                right=True,
                because="Its loss ends a little higher than it began, and the run is good all the same.",
            ),
            Option(
                "c",
                "it is stopped, and so is the one with frozen discriminators",
                because="That one goes on: its loss ends lower. The rule keeps a broken run and stops the good one.",
            ),
        ],
    ),
)
Question(
    "07.p3",
    "In the good run, how often are the discriminators right at the end? A coin is right half of the time.",
    [
        Option(
            "a",
            "between 50 and 60 %",
            right=True,
            because="Both players get better together, so neither wins by much.",
        ),
        Option(
            "b",
            "more than 90 %",
            because="None of our eight recorded runs ends above 70 %.",
        ),
        Option(
            "c",
            "50 % exactly",
            because="A discriminator that knows nothing is at 50 % as well. Compare with the frozen run.",
            misconception="M16",
        ),
        Option(
            "d",
            "below 40 %",
            because="None of our recorded runs ends there. Guessing alone is right more often.",
        ),
    ],
    later=Later(
        "And in the run with frozen discriminators: how often are they right at the end?",
        [
            Option(
                "a",
                "nearly never",
                because="They guess, and guessing is right more often than that.",
            ),
            Option(
                "b",
                "more often than in the good run",
                because="They know nothing about real sound, so they can only guess.",
            ),
            Option(
                "c",
                "half of the time",
                right=True,
                because="They guess. At one half, a perfect generator and useless discriminators look alike.",
            ),
        ],
    ),
)
Question(
    "07.p4",
    "Three families of discriminators or none: how much longer does a step take on a CPU?",
    [
        Option(
            "a",
            "about a quarter longer",
            because="They have few weights, but each weight is used at every position, so there is still a lot to compute.",
        ),
        Option(
            "b",
            "about three times as long",
            because="Each family has several sub-discriminators, and each of them scores four sounds in a step.",
        ),
        Option(
            "c",
            "about nine times as long",
            right=True,
            because="Ten sub-discriminators score real and fake in their own turn, and both again in the generator's.",
        ),
    ],
    later=Later(
        "One family of discriminators or none: how much longer does a step take on a CPU?",
        [
            Option(
                "a",
                "roughly nine times as long",
                because="That's what three families cost.",
            ),
            Option(
                "b",
                "roughly three times as long",
                right=True,
                because="A family has two to five sub-discriminators, and each of them runs four times.",
            ),
            Option(
                "c",
                "roughly a tenth longer",
                because="A weight of a convolution is used at every position: few weights can mean a lot of work.",
            ),
        ],
    ),
)
Question(
    "07.p8",
    "On a CPU, you give three families the same 50 seconds that MS-STFT-D had alone. How much buzz is left, compared with that run?",
    [
        Option(
            "a",
            "more",
            right=True,
            because="Three families take fewer steps in that time, and only MS-STFT-D removes much of this buzz.",
        ),
        Option(
            "b",
            "as much",
            because="For that, each of the slower steps would have to do much more. MPD and MSD alone remove hardly any of this buzz.",
        ),
        Option(
            "c",
            "less",
            because="They may find more faults, but a step with three families takes much longer, so they take fewer steps.",
        ),
    ],
    later=Later(
        "This time you don't look at the clock: both runs take 300 steps. Which one has more buzz left?",
        [
            Option(
                "a",
                "MS-STFT-D alone",
                because="The other two families had as many steps to help, and didn't.",
            ),
            Option(
                "b",
                "the one with three families",
                right=True,
                because="That was so with each of three seeds, though with one of them by very little.",
            ),
            Option(
                "c",
                "both have none left",
                because="With 300 steps, several dB were left in every run.",
            ),
        ],
    ),
)
Question(
    "07.p5",
    "You save all weights and the step number. You resume, and compare the next step with the one that the run would have taken. What do you find?",
    [
        Option(
            "a",
            "the same step",
            because="A network is its weights. A run also consists of what trains it.",
        ),
        Option(
            "b",
            "another step, even with the same batch",
            right=True,
            because="AdamW remembers two averages per weight. Without them, it takes a different step.",
        ),
        Option(
            "c",
            "another step if the batch is another, and the same step otherwise",
            because="Another batch would change the step, too. But AdamW also scales each step by what it remembers of the earlier ones.",
        ),
    ],
    later=Later(
        "The same, but with plain SGD: no momentum, a fixed rate, and the next batch is the same. You save the weights alone. Is the next step the same?",
        [
            Option(
                "a",
                "no",
                because="Plain SGD subtracts the gradient times the rate, and forgets it.",
            ),
            Option(
                "b",
                "only if the optimiser's state is saved, too",
                because="Without momentum there is nothing in it that the step depends on.",
            ),
            Option(
                "c",
                "yes",
                right=True,
                because="A step of plain SGD depends on weights, batch and rate only.",
            ),
        ],
    ),
)
Question(
    "07.p6",
    "Seven of the eight runs are broken. In how many of them do held-out clips end far worse than they began: more than 1.5 times as far from the original, or without any sound?",
    [
        Option(
            "a",
            "in none",
            because="The reconstruction loss keeps most of them on track. It can do nothing once the values are NaN.",
        ),
        Option(
            "b",
            "in all seven",
            because="A GAN is delicate, but this one has an anchor: it always pays for its distance from the original, whatever the discriminators do.",
        ),
        Option(
            "c",
            "in four or five",
            because="Training continues in spite of a fault. The reconstruction loss keeps most of these generators near where they began.",
            misconception="M12",
        ),
        Option(
            "d",
            "in one or two",
            right=True,
            because="Most faults make a run worse without wrecking it. That's why people find them so late.",
        ),
    ],
    later=Later(
        "You look at the held-out sounds once, at the end, and restart only the runs that collapsed. How many of the seven broken runs do you keep?",
        [
            Option("a", "six", right=True, because="Only the overflow collapses."),
            Option(
                "b",
                "three",
                because="That would be so if most faults wrecked the sound. One of them does.",
                misconception="M12",
            ),
            Option(
                "c",
                "none",
                because="You would keep all but one: most faults make a run worse without wrecking it.",
            ),
        ],
    ),
)
Question(
    "07.p7",
    "A simple alarm fires if the reconstruction loss of a step is more than twice its median so far. What will it do in the good run?",
    [
        Option(
            "a",
            "fire, but not soon",
            right=True,
            because="The loss of a single step depends on its batch, and good runs have hard batches too.",
        ),
        Option(
            "b",
            "stay quiet to the end",
            because="A good run has such steps, too, because some batches are harder than others.",
        ),
        Option(
            "c",
            "fire within the first steps",
            because="This run began with a trained generator, so its loss doesn't begin high. The alarm is quiet for more than a hundred steps, and then fires.",
        ),
    ],
    later=Later(
        "You make the same alarm more sensitive: it fires above 1.2 times the median. What will it do when the loss becomes NaN?",
        [
            Option(
                "a",
                "fire",
                because="A comparison doesn't know that. It only asks which number is larger.",
            ),
            Option(
                "b",
                "nothing",
                right=True,
                because="NaN is above no threshold, whatever it is.",
            ),
            Option(
                "c",
                "stop with an error",
                because="torch compares NaN like any other number. The answer is false, without an error.",
            ),
        ],
    ),
)
Question(
    "07.x1",
    "Lesson 04: a buzz repeats every 8 ms, so its harmonics are 125 Hz apart. The sample rate is 16 kHz. Which STFT window shows them as separate lines?",
    [
        Option(
            "a",
            "64 samples: the most precise in time",
            because="It lasts 4 ms, half a cycle of the buzz. In such a window all harmonics blur into one another.",
        ),
        Option(
            "b",
            "128 samples: exactly one cycle",
            because="One cycle isn't enough for a Hann window: its peaks are wider than the distance between two harmonics.",
        ),
        Option(
            "c",
            "1024 samples: eight cycles",
            right=True,
            because="A long window separates frequencies: its bins are 15.6 Hz apart. The larger window of your MS-STFT-D is one like this.",
        ),
    ],
    kind="exit",
)
Question(
    "07.x2",
    "Lesson 05: your balancer gets the weights adv 1, feat 2 and recon 1. How much of the first step's gradient, at the generator's output, comes from feat?",
    [
        Option(
            "a",
            "half",
            right=True,
            because="2 of 4 parts. The balancer divides each gradient by its own size before it applies the weights.",
        ),
        Option(
            "b",
            "it depends on how steep feat is",
            because="That is so with fixed weights. A balancer takes the steepness out.",
        ),
        Option(
            "c",
            "two thirds",
            because="That leaves recon out. All losses that the balancer gets share the gradient.",
        ),
    ],
    kind="exit",
)
Question(
    "07.x3",
    "The discriminators of a run are right in half of all cases. You give them white noise as if it were generated, and they score it like real sound. What do you conclude?",
    [
        Option(
            "a",
            "the generator is perfect",
            because="Its sounds may be anything: these discriminators don't even notice noise.",
            misconception="M16",
        ),
        Option(
            "b",
            "they have learnt next to nothing",
            right=True,
            because="They can't tell noise from real sound, so their accuracy says nothing about the generator.",
        ),
        Option(
            "c",
            "the generator produces noise",
            because="The noise came from you. The generator wasn't tested at all.",
        ),
    ],
    kind="exit",
)
Question(
    "07.e1",
    'A friend shows you a run: the discriminators are right in half of all cases, and all losses are flat. "It has converged," he says. "The discriminators no longer see a difference." What do you answer?',
    kind="explain",
    look_for=(
        "I said that a discriminator that never learnt is also at 50 %.",
        "I said that the losses of a game don't have to fall, so flat losses say little.",
        "I asked whether the scores move, or suggested testing the discriminators on clearly bad sounds.",
        "I asked to listen, or to measure on held-out sounds.",
    ),
)
