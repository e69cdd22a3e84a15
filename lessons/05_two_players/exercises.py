# %% [markdown]
# These seven exercises belong to the lesson *Two players, one sound*. The lesson says when to do which. It goes on with your
# losses (05.1), your steps (05.3) and your balancer (05.5), and lesson 07 trains a GAN with the same three. So save this
# notebook before you go back.
#
# None of the exercises needs another. Run the checks as often as you like; they cost nothing. If you're stuck, `hint("05.1")`
# gives one hint at a time, and `solution("05.1")` shows one solution and explains it.

# %% tags=["setup"]
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib import AdversarialLoss, FeatureMatchingLoss, MultiPeriodDiscriminator
from course_lib.classroom import seal, setup
from course_lib.gan.training.shipped import ready_generator
from course_lib.gan.training.thread_count import computing_with
from course_lib.instruments import spar
from course_lib.losses import (
    MultiScaleMelSpectrogramLoss,
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
    readonly,
)
from course_lib.losses.gradient_shares import shares_at_output, shares_in_parameters
from course_lib.sounds import pluck, vowel

Criterion = Callable[[Tensor], Tensor]

setup("05")

# %% tags=["bank"]
import inspect
import re

from course_lib.classroom import Exercise, Later, Option, Question
from course_lib.classroom.checking.free_text import count_words, letter_of, number_or_none
from course_lib.classroom.checking.gradients import ATTACHED, graph_of
from course_lib.classroom.exercises.measuring.seeded_inputs import Draw
from course_lib.classroom.progress.sealed_forecasts import fingerprint_of, sealed_forecast
from course_lib.display.figures.beside import curves_beside

# %% [markdown] id="05-1-head" tags=["exercise"]
# ### 05.1
# Write `criteria(name)`. It returns three losses, functions of scores: the generator's on fakes, the discriminator's on real, the
# discriminator's on fakes.
#
# | name | what one score costs |
# |---|---|
# | `"hinge"` | discriminator: how far a real score is below 1, a fake score above -1, otherwise nothing; generator: minus the score |
# | `"mse"` | squared distance from a target: 1 for real, 0 for fake; the generator's is 1 |
#
# | | |
# |---|---|
# | in, out | scores of any shape; their mean loss, one number |
# | no scores | the generator's loss: 0 with a graph, not NaN; the discriminator's: anything |
# | another name | raise `ValueError` |


# %% id="05-1-answer" tags=["answer"]
# @answer 05.1
def criteria(name: str) -> tuple[Criterion, Criterion, Criterion]:
    """Return three losses: generator on fake, discriminator on real, discriminator on fake."""
    # BEGIN SOLUTION
    if name == "hinge":
        return (
            lambda s: -s.mean() if s.numel() else s.sum(),
            lambda s: (1 - s).clamp(min=0).mean(),
            lambda s: (1 + s).clamp(min=0).mean(),
        )
    if name == "mse":
        return (
            lambda s: (s - 1).square().mean() if s.numel() else s.sum(),
            lambda s: (s - 1).square().mean(),
            lambda s: s.square().mean(),
        )
    raise ValueError(f"name must be hinge or mse, got {name!r}")
    # END SOLUTION
    # STUB: raise NotAttempted("05.1")


# %% id="05-1-bank" tags=["bank"]
ex = Exercise("05.1", answer="criteria")
PLAYERS = ("generator, fake", "discriminator, real", "discriminator, fake")


def at_single_scores(criteria):
    """Return the loss of each player at single scores, or what is there in place of three losses."""
    if isinstance(criteria, dict):
        return "a dict in place of three functions"
    criteria = tuple(criteria) if isinstance(criteria, tuple | list) else (criteria,)
    if len(criteria) != 3:
        return f"{len(criteria)} in place of three functions"
    if not all(callable(pay) for pay in criteria):
        return "something that isn't a function"
    scores = (-2.0, -1.0, 0.0, 1.0, 2.0)
    return {
        f"{who} {s:g}": float(pay(torch.tensor([s])))
        for who, pay in zip(PLAYERS, criteria, strict=True)
        for s in scores
    }


@ex.property("hinge, at single scores", cause="compare with the table, score by score")
def _(criteria, draw):
    return at_single_scores(criteria("hinge"))


@ex.property(
    "least squares, at single scores",
    cause="the generator aims at 1, the discriminator at 1 for real and 0 for fake",
)
def _(criteria, draw):
    return at_single_scores(criteria("mse"))


def on_every_side(draw, *shape):
    """Return scores in shuffled order: some in each stretch between -3, -1, 0, 1 and 3.

    No player's loss has a corner or a target inside a stretch, so every seed shows each of them.
    """
    stretches = [(-3.0, -1.2), (-0.8, -0.2), (0.2, 0.8), (1.2, 3.0)]
    count = torch.Size(shape).numel()
    scores = [draw.uniform(*stretches[i % len(stretches)]) for i in range(count)]
    return torch.tensor(draw.shuffled(scores)).reshape(shape)


@ex.property("the mean, of any shape", cause="a sum grows with the number of scores")
def _(criteria, draw):
    scores = on_every_side(draw, 2, 1, 5, 3)
    return [
        # a copy for each: if one changes its scores, the slopes show it, and the others get theirs
        {who: pay(scores.clone()) for who, pay in zip(PLAYERS, criteria(name), strict=False)}
        for name in ("hinge", "mse")
    ]


@ex.property("slopes", cause="the value is right, and autograd cannot follow it")
def _(criteria, draw):
    found = []
    for name in ("hinge", "mse"):
        slopes = {}
        for who, pay in zip(PLAYERS, criteria(name), strict=False):
            scores = on_every_side(draw, 7).requires_grad_()
            cost = pay(scores)
            attached = graph_of(cost) == ATTACHED
            slopes[who] = torch.autograd.grad(cost, scores)[0] if attached else graph_of(cost)
        found.append(slopes)
    return found


@ex.property("no scores", cause="the mean of nothing is NaN")
def _(criteria, draw):
    found = []
    for name in ("hinge", "mse"):
        cost = criteria(name)[0](torch.zeros(2, 1, 0).requires_grad_())
        found.append({"cost": float(cost), "the loss is": graph_of(cost)})
    return found


@ex.property("an unknown name is refused", cause="an unknown name should raise ValueError")
def _(criteria, draw):
    names = ("hing", "lsgan", "MSE", "wgan")
    return [draw.refusal(lambda name=name: criteria(name)) for name in names]


@ex.picture
def _(answer):
    scores = torch.linspace(-3, 3, 61)

    def curves(of, rule):
        losses = zip(PLAYERS, of(rule), strict=True)
        return {name: torch.stack([loss(s.reshape(1)) for s in scores]) for name, loss in losses}

    wrong = [
        rule for rule in ("hinge", "mse") if not _same(curves(answer, rule), curves(criteria, rule))
    ]
    rule = wrong[0] if wrong else "hinge"
    what = f"{rule}: the loss of one score"
    return curves_beside(
        curves(answer, rule), curves(criteria, rule), what, "score", "loss", at=scores
    )


def _same(yours, right):
    return all(torch.allclose(yours[name], right[name]) for name in right)


RIGHT = {
    "generator_hinge": "-s.mean() if s.numel() else s.sum()",
    "real_hinge": "(1 - s).clamp(min=0).mean()",
    "fake_hinge": "(1 + s).clamp(min=0).mean()",
    "generator_mse": "(s - 1).square().mean() if s.numel() else s.sum()",
    "real_mse": "(s - 1).square().mean()",
    "fake_mse": "s.square().mean()",
}


def criteria_source(otherwise="raise ValueError(name)", **changed):
    """Return the source of the right answer with some losses changed."""
    cost = {**RIGHT, **changed}
    hinge, mse = (
        ", ".join(f"lambda s: {cost[f'{who}_{rule}']}" for who in ("generator", "real", "fake"))
        for rule in ("hinge", "mse")
    )
    return (
        f"def criteria(name):\n    if name == 'hinge':\n        return ({hinge})\n"
        f"    if name == 'mse':\n        return ({mse})\n    {otherwise.format(mse=mse)}\n"
    )


ex.mutant(
    "generator_sign",
    says="Your generator's hinge loss is +s, so it would learn to produce sounds with low scores. It wants high "
    "scores: -s.",
    source=criteria_source(generator_hinge="s.sum() / max(1, s.numel())"),
    part="hinge, at single scores",
)
ex.mutant(
    "generator_stops_at_one",
    says="Your generator's hinge has a corner at 1, like the discriminator's. The generator's loss is minus the "
    "score, everywhere: it has no corner.",
    source=criteria_source(generator_hinge="(1 - s).clamp(min=0).mean() if s.numel() else s.sum()"),
    part="hinge, at single scores",
)
ex.mutant(
    "discriminator_comes_first",
    says="Your three functions are in a different order. The generator's comes first, then the discriminator's for "
    "real, then for fakes.",
    source=criteria_source(
        **{
            f"{to}_{rule}": RIGHT[f"{of}_{rule}"]
            for rule in ("hinge", "mse")
            for to, of in (("generator", "real"), ("real", "fake"), ("fake", "generator"))
        }
    ),
)
ex.mutant(
    "discriminator_comes_first_without_nan",
    says="Your three functions are in a different order. The generator's comes first, then the discriminator's for "
    "real, then for fakes.",
    source=criteria_source(
        generator_hinge="(1 - s).clamp(min=0).mean() if s.numel() else s.sum()",
        real_hinge=RIGHT["fake_hinge"],
        fake_hinge=RIGHT["generator_hinge"],
        real_mse=RIGHT["fake_mse"],
        fake_mse=RIGHT["real_mse"],
    ),
)
ex.mutant(
    "half_the_square",
    says="Your least squares are half as large as they should be. The loss is the squared distance itself.",
    source=criteria_source(
        generator_mse="0.5 * (s - 1).square().mean() if s.numel() else s.sum()",
        real_mse="0.5 * (s - 1).square().mean()",
        fake_mse="0.5 * s.square().mean()",
    ),
    part="least squares, at single scores",
)
ex.mutant(
    "clamp_of_the_mean",
    says="Your hinge clamps the mean of the scores, so a score beyond its margin makes up for one that isn't there yet. Clamp "
    "the loss of each score, then take the mean.",
    source=criteria_source(
        real_hinge="(1 - s.mean()).clamp(min=0)", fake_hinge="(1 + s.mean()).clamp(min=0)"
    ),
    part="the mean, of any shape",
)
ex.mutant(
    "one_cost_per_score",
    says="You return one loss for each score. Return one number: their mean.",
    source=criteria_source(
        **{
            key: cost.replace(".mean()", "") if who != "generator" else cost
            for key, cost in RIGHT.items()
            for who in [key.split("_")[0]]
        }
    ),
)
ex.mutant(
    "hinge_margins_swapped",
    says="Your discriminator's two hinge losses are swapped: it is penalised for real sounds that score high.",
    source=criteria_source(real_hinge=RIGHT["fake_hinge"], fake_hinge=RIGHT["real_hinge"]),
    part="hinge, at single scores",
)
ex.mutant(
    "no_hinge",
    says="Your hinge never becomes flat: at a real score of 2 the discriminator should be content, but 1 - s is "
    "negative. Clamp the loss at 0.",
    source=criteria_source(real_hinge="(1 - s).mean()", fake_hinge="(1 + s).mean()"),
    part="hinge, at single scores",
)
ex.mutant(
    "margin_at_zero",
    says="Your hinges have their corners at 0. Real scores should reach 1 and fake scores -1: that is the 1 in the "
    "table.",
    source=criteria_source(
        real_hinge="(-s).clamp(min=0).mean()", fake_hinge="s.clamp(min=0).mean()"
    ),
    part="hinge, at single scores",
)
ex.mutant(
    "targets_swapped",
    says="Under least squares your discriminator aims at 0 for real sound and 1 for fakes. It should be the other way "
    "round.",
    source=criteria_source(real_mse=RIGHT["fake_mse"], fake_mse=RIGHT["real_mse"]),
    part="least squares, at single scores",
)
ex.mutant(
    "minus_one_for_fakes",
    says="Under least squares your discriminator pulls fakes to -1. That is the hinge's margin; here the target is 0.",
    source=criteria_source(fake_mse="(s + 1).square().mean()"),
    part="least squares, at single scores",
)
ex.mutant(
    "sums",
    says="You add up the losses instead of taking their mean, so a longer sound would count more than a short one.",
    source=criteria_source(**{key: cost.replace("mean", "sum") for key, cost in RIGHT.items()}),
    part="the mean, of any shape",
)
ex.mutant(
    "plain_numbers",
    says="Your losses are plain numbers, as `.item()` and `float(...)` return. Autograd can't follow a plain number, so nothing would "
    "learn. Return the tensor.",
    source=criteria_source(
        **{key: f"({cost}).item()" for key, cost in RIGHT.items()},
    ),
)
ex.mutant(
    "detached",
    says="Your losses are detached from their graph, so no gradient reaches the scores, and nothing would learn.",
    source=criteria_source(**{key: f"({cost}).detach()" for key, cost in RIGHT.items()}),
)


ex.mutant(
    "squared_hinge",
    says="Your hinge is squared. What a score costs is its distance to the margin, as it is.",
    source=criteria_source(
        real_hinge="(1 - s).clamp(min=0).square().mean()",
        fake_hinge="(1 + s).clamp(min=0).square().mean()",
    ),
    part="hinge, at single scores",
)
ex.mutant(
    "smooth_hinge",
    says="softplus is the loss of BCE. A hinge is straight down to its margin, and zero beyond it.",
    source=criteria_source(real_hinge="F.softplus(-s).mean()", fake_hinge="F.softplus(s).mean()"),
    part="hinge, at single scores",
)
ex.mutant(
    "margin_at_two",
    says="Your hinges have their corners at 2 and -2. The table has them at 1 and -1.",
    source=criteria_source(
        real_hinge="(2 - s).clamp(min=0).mean()", fake_hinge="(2 + s).clamp(min=0).mean()"
    ),
    part="hinge, at single scores",
)
ex.mutant(
    "generator_aims_at_zero",
    says="Under least squares your generator aims at 0, the discriminator's target for fakes. Its own target is 1.",
    source=criteria_source(generator_mse="s.square().mean() if s.numel() else s.sum()"),
    part="least squares, at single scores",
)
ex.mutant(
    "generator_without_a_target",
    says="Under least squares your generator's loss is minus the square of the score: it rewards low scores as well as high ones. "
    "Square the distance from 1.",
    source=criteria_source(generator_mse="-s.square().mean() if s.numel() else s.sum()"),
    part="least squares, at single scores",
)
ex.mutant(
    "distance_not_squared",
    says="You take the distance from the target. Least squares squares it.",
    source=criteria_source(
        generator_mse="(s - 1).abs().mean() if s.numel() else s.sum()",
        real_mse="(s - 1).abs().mean()",
        fake_mse="s.abs().mean()",
    ),
    part="least squares, at single scores",
)
ex.mutant(
    "median",
    says="You take the median of the losses. The table asks for their mean.",
    source=criteria_source(**{key: cost.replace("mean", "median") for key, cost in RIGHT.items()}),
)
ex.mutant(
    "median_of_losses",
    says="You take the median of the losses. The table asks for their mean.",
    source=criteria_source(
        **{
            **{key: cost.replace("mean", "median") for key, cost in RIGHT.items()},
            "generator_hinge": "(-s).median() if s.numel() else s.sum()",
        }
    ),
)
ex.mutant(
    "one_cost_per_score_even_for_none",
    says="You return one loss for each score. Return one number: their mean.",
    source=criteria_source(
        **{key: cost.replace(".mean()", "").split(" if ")[0] for key, cost in RIGHT.items()}
    ),
)
ex.mutant(
    "one_cost_per_score_for_all",
    says="You return one loss for each score. Return one number: their mean.",
    source=criteria_source(**{key: cost.replace(".mean()", "") for key, cost in RIGHT.items()}),
)
for corner, flat in ((0, "-s"), (-1, "-1 - s")):
    ex.mutant(
        f"generator_flat_from_{corner}",
        says=f"Your generator's hinge is flat above {corner}: there its sounds would no longer be pulled up. Its loss is minus "
        "the score, everywhere.",
        source=criteria_source(
            generator_hinge=f"({flat}).clamp(min=0).mean() if s.numel() else s.sum()"
        ),
        part="hinge, at single scores",
    )
for flipped, cost in (("(-1 - s)", "below"), ("(s - 1)", "above")):
    ex.mutant(
        f"fake_hinge_{cost}",
        says={
            "below": "Your hinge for fakes charges scores below -1. Those are low enough; charge how far a score is above -1.",
            "above": "Your hinge for fakes begins at 1. The discriminator wants fakes below -1: charge how far a score is above that.",
        }[cost],
        source=criteria_source(fake_hinge=f"{flipped}.clamp(min=0).mean()"),
        part="hinge, at single scores",
    )
ex.mutant(
    "bce",
    says="For mse you return the losses of BCE. Least squares is the squared distance from a target.",
    source=criteria_source(
        generator_mse="F.softplus(-s).mean() if s.numel() else s.sum()",
        real_mse="F.softplus(-s).mean()",
        fake_mse="F.softplus(s).mean()",
    ),
    part="least squares, at single scores",
)
ex.mutant(
    "a_root",
    says="You take the root of the mean square. Least squares has no root.",
    source=criteria_source(
        generator_mse="(s - 1).square().mean().sqrt() if s.numel() else s.sum()",
        real_mse="(s - 1).square().mean().sqrt()",
        fake_mse="s.square().mean().sqrt()",
    ),
)
for who, cost in (("real", "(1 - s.mean())"), ("fake", "(1 + s.mean())")):
    ex.mutant(
        f"clamp_of_the_mean_of_{who}",
        says=f"Your hinge on {who} scores clamps their mean, so a score beyond its margin makes up for one that isn't there yet. "
        "Clamp the loss of each score, then take the mean.",
        source=criteria_source(**{f"{who}_hinge": f"{cost}.clamp(min=0)"}),
        part="the mean, of any shape",
    )
ex.mutant(
    "divided_by_len",
    says="You divide by the length of the first dimension only. A mean divides by the number of all scores, s.numel().",
    source=criteria_source(
        **{
            key: cost.split(" if ")[0].replace("mean()", "sum() / max(1, len(s))")
            for key, cost in RIGHT.items()
        }
    ),
    part="the mean, of any shape",
)
ex.mutant(
    "hinges_divided_by_len",
    says="You divide by the length of the first dimension only. A mean divides by the number of all scores, s.numel().",
    source=criteria_source(
        real_hinge="(1 - s).clamp(min=0).sum() / max(1, len(s))",
        fake_hinge="(1 + s).clamp(min=0).sum() / max(1, len(s))",
    ),
    part="the mean, of any shape",
)
for player, cost in RIGHT.items():
    of_all = cost.split(" if ")[0].replace(".mean()", ".sum() / max(1, len(s))")
    ex.mutant(
        f"{player}_divided_by_len",
        says="One of your losses is divided by the length of the first dimension only. A mean divides by the number of all scores, "
        "s.numel().",
        source=criteria_source(**{player: of_all}),
    )
ex.mutant(
    "generator_of_bce",
    says="For mse your generator's loss is that of BCE. Least squares is the squared distance from a target.",
    source=criteria_source(generator_mse="F.softplus(-s).mean() if s.numel() else s.sum()"),
    part="least squares, at single scores",
)
ex.mutant(
    "a_dict",
    says="You return a dict. Return the three functions one after the other: the generator's on fakes, then the discriminator's on real and "
    "on fakes.",
    source="def criteria(name):\n    return dict.fromkeys('grf', F.relu)\n",
    part="hinge, at single scores",
)
ex.mutant(
    "nothing_set_for_another_name",
    says="For another name you set no losses, so Python raises UnboundLocalError where they are returned. Raise a ValueError before "
    "that.",
    source=criteria_source(otherwise="raise UnboundLocalError(name)"),
    part="an unknown name is refused",
)
ex.mutant(
    "two_functions",
    says="You return two functions. Three are asked for: the generator's, and the discriminator's for real and for fakes.",
    source="def criteria(name):\n    return F.relu, F.relu\n",
)
ex.mutant(
    "no_functions",
    says="What you return can't be called. Return three functions, each of which takes scores.",
    source="def criteria(name):\n    return 1.0, 2.0, 3.0\n",
)
ex.mutant(
    "no_margin_for_fakes",
    says="Your hinge for fakes has its corner at 0. The discriminator wants fakes below -1: charge how far a score is above that.",
    source=criteria_source(fake_hinge="s.clamp(min=0).mean()"),
    part="hinge, at single scores",
)
ex.mutant(
    "distance_to_the_margin",
    says="Your hinges charge the distance to the margin on both sides. Beyond its margin a score costs nothing: clamp, don't take "
    "the absolute value.",
    source=criteria_source(real_hinge="(1 - s).abs().mean()", fake_hinge="(1 + s).abs().mean()"),
    part="hinge, at single scores",
)
ex.mutant(
    "scores_changed_in_place",
    says="One of your losses changes the scores that it is given, so the next loss gets others. Use operations without an underscore "
    "at the end, such as clamp in place of clamp_.",
    source=criteria_source(fake_hinge="s.add_(1).clamp_(min=0).mean()"),
)
ex.mutant(
    "zero_without_a_graph",
    says="With no scores your generator's loss is a zero without a graph, and a backward from it raises an error. `s.sum()` is "
    "a zero that has one.",
    source=criteria_source(
        generator_hinge="-s.mean() if s.numel() else torch.zeros(())",
        generator_mse="(s - 1).square().mean() if s.numel() else torch.zeros(())",
    ),
    part="no scores",
)
ex.mutant(
    "zero_as_a_number",
    says="With no scores your generator's loss is a plain 0, which has no graph: a backward from it raises an error. `s.sum()` "
    "is a zero that has one.",
    source=criteria_source(
        generator_hinge="-s.mean() if s.numel() else 0.0",
        generator_mse="(s - 1).square().mean() if s.numel() else 0.0",
    ),
    part="no scores",
)
ex.mutant(
    "nan_for_nothing",
    says="With no scores at all your generator's loss is NaN, and one NaN spoils all its weights. Return a zero.",
    source=criteria_source(generator_hinge="-s.mean()", generator_mse="(s - 1).square().mean()"),
    part="no scores",
)
ex.mutant(
    "any_name",
    says="Your function accepts a name that is neither hinge nor mse, so a spelling mistake would silently train "
    "another loss, or none. Raise ValueError.",
    source=criteria_source(otherwise="return ({mse})"),
    part="an unknown name is refused",
)
for error in ("KeyError", "NotImplementedError", "TypeError", "AssertionError"):
    ex.mutant(
        f"another_name_raises_{error}",
        says=f"For another name you raise {error}. The table asks for ValueError.",
        source=criteria_source(otherwise=f"raise {error}(name)"),
        part="an unknown name is refused",
    )


@ex.alternative("with relu and mse_loss")
def criteria_by_torch(name):
    def none(s):
        return s.sum() * 0

    if name == "hinge":
        return (
            lambda s: none(s) if s.numel() == 0 else (-s).mean(),
            lambda s: F.relu(1 - s).mean(),
            lambda s: F.relu(1 + s).mean(),
        )
    if name != "mse":
        raise ValueError(name)

    def towards(target):
        return lambda s: F.mse_loss(s, torch.full_like(s, target)) if s.numel() else none(s)

    return towards(1.0), towards(1.0), towards(0.0)


@ex.alternative("from a table")
def criteria_from_table(name):
    def paying(cost):
        return lambda s: cost(s).sum() / max(1, s.numel())

    table = {
        "hinge": (lambda s: -s, lambda s: F.relu(1 - s), lambda s: F.relu(1 + s)),
        "mse": (lambda s: (1 - s) ** 2, lambda s: (1 - s) ** 2, lambda s: s**2),
    }
    if name not in table:
        raise ValueError(f"unknown: {name}")
    return tuple(paying(cost) for cost in table[name])


ex.hints(
    "At which score is the discriminator content with a real sound under hinge? And what should a real sound that "
    "scores 2 cost?",
    "Each function maps scores to losses and takes their mean. A hinge is clamped at zero. The generator's "
    "functions first check whether there are any scores.",
    "lambda s: (1 - s).clamp(min=____).mean()   and   lambda s: (s - ____).square().mean()",
)
ex.why(
    "Each player's loss is a function of scores alone, so the same discriminator can be trained with either kind. "
    "The mean doesn't depend on how many scores there are. The discriminator's hinge is flat beyond its margin: a "
    "sound that is already scored well enough teaches it nothing more."
)
ex.leads_to(
    "From here on, the lesson uses your losses. Your step in 05.3 takes them as arguments, and lesson 07 trains a GAN with them."
)
ex.wrong_turn(
    "The hinge without its clamp looks harmless, since its slopes have the right sign. But then the discriminator "
    "can always lower its loss by raising real scores further, so its weights can grow without end."
)

# %% [markdown] id="05-2-head" tags=["exercise"]
# ### 05.2
# These are the lines of one training step, shuffled. One line doesn't belong. The discriminator learns first; then the generator's
# loss uses the updated discriminator. Answer with the letters in order, as in `order = ["B", "A"]`.
#
# ```text
# A    discriminator_optimizer.step()
# B    fake = generator(real)
# C    with readonly(discriminator): generator_loss = adv(discriminator(fake))
# D    discriminator_loss.backward()
# E    discriminator_loss = loss_real(discriminator(real)) + loss_fake(discriminator(fake.detach()))
# F    generator_optimizer.step()
# G    discriminator_optimizer.zero_grad()
# H    generator_loss.backward()
# I    generator_optimizer.zero_grad()
# J    discriminator_loss = loss_real(discriminator(real)) + loss_fake(discriminator(fake))
# ```

# %% id="05-2-answer" tags=["answer"]
# @answer 05.2
# BEGIN SOLUTION
order = ["B", "E", "G", "D", "A", "C", "I", "H", "F"]
# END SOLUTION
# STUB: order = ...

# %% id="05-2-bank" tags=["bank"]
ex = Exercise("05.2", answer="order")


@ex.property("the lines in order", cause="read the list aloud as a program, line by line")
def _(order, draw):
    order = re.findall(r"\w", order) if isinstance(order, str) else order
    letters = [str(letter).strip().upper() for letter in order]
    # old gradients may be cleared at any time but between their backward and their step
    rest = [letter for letter in letters if letter not in "GI"]
    return {
        "lines": rest,
        "G": cleared(letters, "DGA"),
        "I": cleared(letters, "HIF"),
        **{f"{letter} is there": letter in letters for letter in "ABCDEFGHI"},
        **{
            f"{a} before {b}": is_before(letters, a, b)
            for a, b in ("BE", "ED", "DA", "AC", "CH", "HF")
        },
        "a line twice": len(set(letters)) < len(letters),
        "another letter": not set(letters) <= set("ABCDEFGHIJ"),
    }


def is_before(letters, first, second):
    """Return False if the second line comes first; True if one of them isn't there."""
    there = first in letters and second in letters
    return not there or letters.index(first) < letters.index(second)


def cleared(letters, around):
    """Return how often the line in the middle occurs, or "between" if it is between its neighbours."""
    back, clear, step = (letters.index(c) if c in letters else None for c in around)
    if None not in (back, clear, step) and back < clear < step:
        return "between"
    return letters.count(around[1])


ex.mutant(
    "numbers_for_letters",
    says='Your list has something other than the letters A to J. Name each line by its letter, as in `["B", "A"]`.',
    source="order = [1, 4, 6, 3, 0, 2, 8, 7, 5]\n",
    part="another letter",
)
ex.mutant(
    "no_detach",
    says="Line J lets the discriminator's loss run back into the generator. Either the generator is trained to get low "
    "scores, or the second backward fails because the first one has used up the graph.",
    source='order = ["B", "J", "G", "D", "A", "C", "I", "H", "F"]',
)
ex.mutant(
    "cleared_after_backward",
    says="G is between D and A: the gradients are cleared before the optimizer uses them, so the discriminator never "
    "learns.",
    source='order = ["B", "E", "D", "G", "A", "C", "I", "H", "F"]',
)
ex.mutant(
    "generator_cleared_too_late",
    says="I is between H and F: the generator's gradients are cleared before its optimizer uses them.",
    source='order = ["B", "E", "G", "D", "A", "C", "H", "I", "F"]',
)
ex.mutant(
    "both_cleared_too_late",
    says="G is between D and A, and I is between H and F: both players' gradients are cleared before their optimizers use "
    "them.",
    source='order = ["B", "E", "D", "G", "A", "C", "H", "I", "F"]',
)
ex.mutant(
    "uses_the_old_discriminator",
    says="C comes before A, so the generator's loss uses the discriminator from before its step. Then A changes "
    "weights that H still needs, and torch raises an error.",
    source='order = ["B", "E", "C", "G", "D", "A", "I", "H", "F"]',
)
ex.mutant(
    "generator_first",
    says="Your generator moves first. The discriminator should learn before the generator's loss uses it.",
    source='order = ["B", "C", "I", "H", "F", "E", "G", "D", "A"]',
)
ex.mutant(
    "never_cleared",
    says="Nothing clears the old gradients: each step adds its own to all the earlier ones.",
    source='order = ["B", "E", "D", "A", "C", "H", "F"]',
)
ex.mutant(
    "generator_never_cleared",
    says="I is missing: nothing clears the generator's gradients, so each step adds its own to all the earlier ones.",
    source='order = ["B", "E", "G", "D", "A", "C", "H", "F"]',
)
ex.mutant(
    "discriminator_never_cleared",
    says="G is missing: nothing clears the discriminator's gradients, so each step adds its own to all the earlier "
    "ones.",
    source='order = ["B", "E", "D", "A", "C", "I", "H", "F"]',
)
ex.mutant(
    "step_before_backward",
    says="A comes before D: the discriminator's optimizer moves before it has a gradient to follow.",
    source='order = ["B", "E", "G", "A", "D", "C", "I", "H", "F"]',
    part="D before A",
)
ex.mutant(
    "both_discriminator_losses",
    says="Both E and J are in your list, and only one of them belongs.",
    source='order = ["B", "J", "E", "G", "D", "A", "C", "I", "H", "F"]',
)
ex.mutant(
    "both_discriminator_losses_e_first",
    says="Both E and J are in your list, and only one of them belongs.",
    source='order = ["B", "E", "J", "G", "D", "A", "C", "I", "H", "F"]',
)
ONE_ORDER = "BEGDACIHF"
for letter, why in {
    "A": "the discriminator never moves",
    "B": "nothing generates the fake",
    "C": "nothing computes the generator's loss",
    "D": "no gradient of the discriminator's loss is computed",
    "E": "nothing computes the discriminator's loss on a detached fake",
    "F": "the generator never moves",
    "H": "no gradient of the generator's loss is computed",
}.items():
    ex.mutant(
        f"without_{letter}",
        says=f"{letter} is missing: {why}.",
        source=f"order = list({ONE_ORDER.replace(letter, '')!r})",
        part=f"{letter} is there",
    )
for lines, why in {
    "BE": "E comes before B: it uses a fake that isn't there yet.",
    "ED": "D comes before E: there is no discriminator_loss yet that it could differentiate.",
    "AC": "C comes before A, so the generator's loss uses the discriminator from before its step.",
    "CH": "H comes before C: there is no generator_loss yet that it could differentiate.",
    "HF": "F comes before H: the generator's optimizer moves before it has a gradient to follow.",
}.items():
    a, b = lines
    rest = ONE_ORDER.replace(b, "")
    ex.mutant(
        f"{b}_before_{a}",
        says=why,
        source=f"order = list({rest.replace(a, b + a)!r})",
        part=f"{a} before {b}",
    )
ex.mutant(
    "a_line_twice",
    says="A line is in your list more than once. Each line of the step runs once.",
    source='order = list("BEGDABCIHF")',
    part="a line twice",
)
ex.mutant(
    "another_letter",
    says="A letter of your list isn't one of the lines A to J.",
    source='order = list("BEGDACIHK")',
    part="another letter",
)
ex.alternative("gradients cleared at the start", source='order = list("GIBEDACHF")')
ex.alternative("gradients cleared at the end", source='order = list("BEDAGCHFI")')
ex.alternative("small letters", source='order = list("begdaichf")')
ex.hints(
    "Which line generates the fake, and how often do you need it? Which gradients does each backward fill?",
    "Generate the fake. For the discriminator: loss with a detached fake, clear, backward, step. For the "
    "generator: score the fake through readonly, clear, backward, step.",
    "B, ____, G, D, ____, C, I, ____, F",
)
ex.why(
    "The fake is generated once and used twice: without its graph for the discriminator, with its graph for the "
    "generator. You can clear a player's gradients anywhere except between its backward and its step. `readonly` "
    "lets the gradient pass through the discriminator without leaving any in its parameters."
)
ex.leads_to("In 05.3 you write this order as a class.")
ex.wrong_turn(
    "J seems to work, until H raises an error about a graph that has been used up. Many people then add "
    "`retain_graph=True` to D. The error goes away, but if the generator's gradients aren't cleared in between, "
    "the discriminator's loss trains the generator as well."
)

# %% [markdown] id="05-3-head" tags=["exercise"]
# ### 05.3
# Write both training steps. `self.adversary(wave)` returns logits and feature maps: two lists, one entry per sub-discriminator.
# Compute a loss for each, then the mean. The discriminator's loss adds its losses on fake and real.
#
# | | |
# |---|---|
# | `train_adv(fake, real)` | updates the discriminator; returns its loss, a tensor without a graph; no gradient at the sounds |
# | `forward(fake, real)` | returns `adv` and `feat` |
# | `loss_feat(maps_fake, maps_real)` | compares one sub-discriminator's maps; if None, `feat` is 0 |
# | `forward`, then backward | a gradient at `fake`, none at `real` or in the discriminator, whose mode and `requires_grad` stay unchanged |


# %% id="05-3-given"
class Step(nn.Module):
    """A discriminator, its optimizer, and the losses of both players."""

    def __init__(
        self,
        adversary: nn.Module,
        optimizer: torch.optim.Optimizer,
        loss: Criterion,
        loss_real: Criterion,
        loss_fake: Criterion,
        loss_feat: Callable[[Sequence[Tensor], Sequence[Tensor]], Tensor] | None = None,
    ) -> None:
        super().__init__()
        self.adversary, self.optimizer = adversary, optimizer
        self.loss, self.loss_real, self.loss_fake = loss, loss_real, loss_fake
        self.loss_feat = loss_feat


# %% id="05-3-answer" tags=["answer"]
# @answer 05.3
class AdversarialStep(Step):
    """Train the discriminator, and compute the losses of the generator."""

    def train_adv(self, fake: Tensor, real: Tensor) -> Tensor:
        """Train the discriminator on one batch; return its loss."""
        # BEGIN SOLUTION
        scores_fake, _ = self.adversary(fake.detach())
        scores_real, _ = self.adversary(real.detach())
        costs = [
            self.loss_fake(f) + self.loss_real(r)
            for f, r in zip(scores_fake, scores_real, strict=True)
        ]
        cost = torch.stack(costs).mean()
        self.optimizer.zero_grad()
        cost.backward()
        self.optimizer.step()
        return cost.detach()
        # END SOLUTION
        # STUB: raise NotAttempted("05.3")

    def forward(self, fake: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
        """Return the losses of the generator: (adv, feat)."""
        # BEGIN SOLUTION
        with readonly(self.adversary):
            scores, maps_fake = self.adversary(fake)
            with torch.no_grad():
                _, maps_real = self.adversary(real)
        adv = torch.stack([self.loss(f) for f in scores]).mean()
        if self.loss_feat is None:
            return adv, torch.zeros_like(adv)
        pairs = zip(maps_fake, maps_real, strict=True)
        return adv, torch.stack([self.loss_feat(f, r) for f, r in pairs]).mean()
        # END SOLUTION
        # STUB: raise NotAttempted("05.3")


# %% id="05-3-bank" tags=["bank"]
# networks this small are slower with more threads, if the machine is busy
one_thread = computing_with(1)
ex = Exercise("05.3", answer="AdversarialStep")


class SmallDiscriminator(nn.Module):
    def __init__(self, draw, stride):
        super().__init__()
        self.conv = nn.Conv1d(1, 2, 5, stride)
        self.post = nn.Conv1d(2, 1, 3)
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.copy_(0.4 * draw.randn(*parameter.shape))

    def forward(self, wave):
        middle = F.leaky_relu(self.conv(wave), 0.2)
        return self.post(middle), [middle]


class SubDiscriminators(nn.Module):
    """Two or three sub-discriminators of different size, all weights drawn."""

    def __init__(self, draw, count):
        super().__init__()
        self.sub_discriminators = nn.ModuleList(
            SmallDiscriminator(draw, stride) for stride in (1, 3, 2)[:count]
        )

    def forward(self, wave):
        logits, fmaps = zip(*(sub(wave) for sub in self.sub_discriminators), strict=True)
        return list(logits), list(fmaps)


def maps_differ(maps_fake, maps_real):
    pairs = zip(maps_fake, maps_real, strict=True)
    return torch.stack([(f - r).square().mean() / r.abs().mean() for f, r in pairs]).sum()


def bench(step_class, draw, matching=maps_differ, count=2):
    """Return a discriminator, a step that trains it, and a batch that collects gradients."""
    discriminator = SubDiscriminators(draw, count)
    pays = (lambda s: -s.mean(), lambda s: F.relu(1 - s).mean(), lambda s: F.relu(1 + s).mean())
    step = step_class(
        discriminator, torch.optim.SGD(discriminator.parameters(), 0.1), *pays, matching
    )
    fake, real = (draw.randn(2, 1, 24).requires_grad_() for _ in range(2))
    return discriminator, step, fake, real


def go_back(cost):
    """Send a gradient back if the cost has a graph."""
    if graph_of(cost) == ATTACHED:
        cost.backward()


def seen(*tensors):
    """Return for each tensor whether it has a gradient other than zero."""
    return [t.grad is not None and bool(t.grad.abs().sum() > 0) for t in tensors]


@ex.property(
    "one step of the discriminator", cause="the loss, zero_grad, backward and step, in order"
)
@one_thread
def _(step_class, draw):
    discriminator, step, fake, real = bench(step_class, draw, count=3)
    cost = step.train_adv(fake, real)
    cost = "nothing was returned" if cost is None else float(cost)
    return {"cost": cost, "weights": list(discriminator.parameters())}


@ex.property("two steps", cause="the second step must not count the gradients of the first")
@one_thread
def _(step_class, draw):
    discriminator, step, fake, real = bench(step_class, draw)
    for _ in range(2):
        step.train_adv(fake, real)
    return list(discriminator.parameters())


@ex.property(
    "the generator is left alone",
    cause="the discriminator's loss must not send a gradient into the sounds",
)
@one_thread
def _(step_class, draw):
    _, step, fake, real = bench(step_class, draw)
    cost = step.train_adv(fake, real)
    return {"gradient at fake, real": seen(fake, real), "the loss is": graph_of(cost)}


@ex.property(
    "the losses of the generator",
    cause="means over sub-discriminators; feat compares maps, not scores",
)
@one_thread
def _(step_class, draw):
    _, step, fake, real = bench(step_class, draw, count=3)
    losses = list(step(fake, real))
    if len(losses) != 2:
        return f"{len(losses)} in place of two"
    return dict(zip(("adv", "feat"), losses, strict=True))


@ex.property("the gradient at the fake", cause="the gradient must pass through the discriminator")
@one_thread
def _(step_class, draw):
    _, step, fake, real = bench(step_class, draw)
    adv, feat = step(fake, real)
    go_back(adv + 3 * feat)
    return {"fake": fake.grad, "at real": seen(real)}


@ex.property("the sounds given keep their graph", cause="detach_() cuts the caller's own tensor")
@one_thread
def _(step_class, draw):
    _, step, made, real = bench(step_class, draw)
    fake = 2 * made
    step.train_adv(fake, real)
    go_back(sum(step(fake, real)))
    return {"gradient at what made the fake": seen(made), "real": real.requires_grad}


@ex.property(
    "no gradient in the discriminator", cause="its parameters need none in the generator's step"
)
@one_thread
def _(step_class, draw):
    discriminator, step, fake, real = bench(step_class, draw)
    frozen = discriminator.sub_discriminators[1].post.bias.requires_grad_(False)
    adv, feat = step(fake, real)
    go_back(adv + feat)
    return {
        "gradients": sum(seen(*discriminator.parameters())),
        "can learn": sum(parameter.requires_grad for parameter in discriminator.parameters()),
        "what was frozen can learn": frozen.requires_grad,
        "in training mode": discriminator.training,
    }


@ex.property("without feature matching", cause="feat is a zero that can be added to a loss")
@one_thread
def _(step_class, draw):
    _, step, fake, real = bench(step_class, draw, matching=None)
    adv, feat = step(fake, real)
    if feat is None:
        return {"feat": "None in place of a zero"}
    go_back(adv + feat)
    return {"feat": float(feat), "gradient": fake.grad}


CLEAR, BACK = "        self.optimizer.zero_grad()\n", "        cost.backward()\n"
ex.mutant(
    "two_steps_from_one_backward",
    says="train_adv takes two steps from one backward pass. One backward pass, one step.",
    edit={
        "        self.optimizer.step()\n": "        self.optimizer.step()\n        self.optimizer.step()\n"
    },
)
ex.mutant(
    "none_as_feat",
    says="Without loss_feat, forward returns None as feat, and nothing can be added to None. Return a zero, as a tensor or as a number.",
    edit={"torch.zeros_like(adv)": "None"},
    part="feat",
)
ex.mutant(
    "no_detach",
    says="Your discriminator's loss runs back into the fake, so it trains the generator to get low scores. Detach the "
    "fake in train_adv.",
    edit={"self.adversary(fake.detach())": "self.adversary(fake)"},
    part="the generator is left alone",
)
ex.mutant(
    "neither_sound_detached",
    says="Your discriminator's loss runs back into both sounds, so it trains the generator to get low scores. Detach fake and "
    "real in train_adv.",
    edit={
        "self.adversary(fake.detach())": "self.adversary(fake)",
        "self.adversary(real.detach())": "self.adversary(real)",
    },
    part="the generator is left alone",
)
ex.mutant(
    "discriminator_learns_in_forward",
    says="In forward, the discriminator's parameters collect gradients of the generator's loss. Use readonly around "
    "the calls.",
    edit={
        "        with readonly(self.adversary):\n            scores, maps_fake = self.adversary(fake)\n"
        "            with torch.no_grad():\n                _, maps_real = self.adversary(real)\n": (
            "        scores, maps_fake = self.adversary(fake)\n"
            "        with torch.no_grad():\n            _, maps_real = self.adversary(real)\n"
        )
    },
    part="no gradient in the discriminator",
)
ex.mutant(
    "frozen_for_ever",
    says="You switched the discriminator's requires_grad off in forward and didn't restore it.",
    edit={
        "        with readonly(self.adversary):\n": (
            "        self.adversary.requires_grad_(False)\n        if True:\n"
        )
    },
    part="no gradient in the discriminator",
)
ex.mutant(
    "all_switched_on",
    says="After forward every parameter can learn, even one that was frozen before. Restore the earlier state, as "
    "readonly does.",
    edit={
        "        with readonly(self.adversary):\n": (
            "        self.adversary.requires_grad_(False)\n        if True:\n"
        ),
        "        adv = torch.stack": (
            "        self.adversary.requires_grad_(True)\n        adv = torch.stack"
        ),
    },
    part="no gradient in the discriminator",
)
ex.mutant(
    "cleared_before_the_step",
    says="Your discriminator never moves: no step of its optimizer finds a gradient. First zero_grad, then backward, then "
    "step.",
    edit={CLEAR + BACK: BACK + CLEAR},
    part="one step of the discriminator",
)
ex.mutant(
    "never_cleared",
    says="Your discriminator's gradients are never cleared: each step adds its own to all the earlier ones.",
    edit={CLEAR: ""},
    part="two steps",
)
ex.mutant(
    "sum_over_sub_discriminators",
    says="You add up the losses of the sub-discriminators. Take their mean: with more sub-discriminators, no player's "
    "loss should grow.",
    edit={
        "torch.stack(costs).mean()": "torch.stack(costs).sum()",
        "for f in scores]).mean()": "for f in scores]).sum()",
        "for f, r in pairs]).mean()": "for f, r in pairs]).sum()",
    },
)
ex.mutant(
    "sum_in_train_adv",
    says="In train_adv you add up the losses of the sub-discriminators. Take their mean: with more "
    "sub-discriminators, the discriminator's loss shouldn't grow.",
    edit={"torch.stack(costs).mean()": "torch.stack(costs).sum()"},
    part="one step of the discriminator",
)
ex.mutant(
    "sum_in_forward",
    says="In forward you add up the losses of the sub-discriminators. Take their mean: with more "
    "sub-discriminators, the generator's losses shouldn't grow.",
    edit={
        "for f in scores]).mean()": "for f in scores]).sum()",
        "for f, r in pairs]).mean()": "for f, r in pairs]).sum()",
    },
    part="the losses of the generator",
)
ex.mutant(
    "feat_summed",
    says="Your feat is the sum over the sub-discriminators. Like adv, it should be their mean.",
    edit={"for f, r in pairs]).mean()": "for f, r in pairs]).sum()"},
    part="the losses of the generator",
)
ex.mutant(
    "all_scores_at_once",
    says="In train_adv you put the scores of all sub-discriminators into one loss, so the one with the most scores counts "
    "most. Compute a loss for each, then their mean.",
    edit={
        "cost = torch.stack(costs).mean()": (
            "cost = self.loss_fake(torch.cat([f.flatten() for f in scores_fake]))\n"
            "        cost = cost + self.loss_real(torch.cat([r.flatten() for r in scores_real]))"
        )
    },
    part="one step of the discriminator",
)
ex.mutant(
    "all_maps_at_once",
    says="You give loss_feat the maps of all sub-discriminators at once. It compares those of one: call it for each, and take "
    "the mean.",
    edit={
        "torch.stack([self.loss_feat(f, r) for f, r in pairs]).mean()": (
            "self.loss_feat(maps_fake, maps_real)"
        )
    },
    part="the losses of the generator",
)
ex.mutant(
    "left_in_eval",
    says="After forward the discriminator is in eval mode, and nothing switches it back. Leave its mode as it was.",
    edit={
        "        with readonly(self.adversary):\n": (
            "        self.adversary.eval()\n        with readonly(self.adversary):\n"
        )
    },
    part="no gradient in the discriminator",
)
ex.mutant(
    "plain_number",
    says="train_adv returns a plain number. Return a tensor without a graph: the loss, detached.",
    edit={"return cost.detach()": "return cost.item()"},
    part="the generator is left alone",
)
ex.mutant(
    "fake_without_graph",
    says="No gradient reaches the fake: in forward you score it under no_grad, or detached. The generator learns from "
    "this gradient.",
    edit={
        "scores, maps_fake = self.adversary(fake)": "scores, maps_fake = self.adversary(fake.detach())"
    },
    part="the gradient at the fake",
)
ex.mutant(
    "real_with_graph",
    says="In forward, a gradient reaches the real sound. Nothing learns from it: score the real sound under no_grad "
    "and save the memory.",
    edit={"with torch.no_grad():": "if True:"},
    part="the gradient at the fake",
)
ex.mutant(
    "maps_swapped",
    says="You pass the real maps to loss_feat first. It takes the maps of the fake first, because a relative loss "
    "divides by the second.",
    edit={"self.loss_feat(f, r)": "self.loss_feat(r, f)"},
    part="the losses of the generator",
)
ex.mutant(
    "mean_over_both_sounds",
    says="Your discriminator's loss is half of what it should be. For one sub-discriminator it is fake plus real; take "
    "the mean over sub-discriminators only.",
    edit={"torch.stack(costs).mean()": "torch.stack(costs).mean() / 2"},
    part="one step of the discriminator",
)
ex.mutant(
    "always_divided_by_two",
    says="You divide by 2, however many sub-discriminators there are. Divide by their number: len(...) of the list of logits.",
    edit={
        "torch.stack(costs).mean()": "torch.stack(costs).sum() / 2",
        "for f in scores]).mean()": "for f in scores]).sum() / 2",
        "for f, r in pairs]).mean()": "for f, r in pairs]).sum() / 2",
    },
)
ex.mutant(
    "train_adv_divided_by_two",
    says="train_adv divides by 2, however many sub-discriminators there are. Divide by their number: len(...) of the list of logits.",
    edit={"torch.stack(costs).mean()": "torch.stack(costs).sum() / 2"},
    part="one step of the discriminator",
)
ex.mutant(
    "forward_divided_by_two",
    says="forward divides by 2, however many sub-discriminators there are. Divide by their number: len(...) of the list of logits.",
    edit={
        "for f in scores]).mean()": "for f in scores]).sum() / 2",
        "for f, r in pairs]).mean()": "for f, r in pairs]).sum() / 2",
    },
    part="adv",
)
ex.mutant(
    "roles_swapped",
    says="Your discriminator uses loss_real for fakes and loss_fake for real sounds, so it learns to prefer fakes.",
    edit={"self.loss_fake(f) + self.loss_real(r)": "self.loss_fake(r) + self.loss_real(f)"},
    part="one step of the discriminator",
)
ex.mutant(
    "cost_with_graph",
    says="The loss that train_adv returns still has its graph. If you collect such losses for a plot, you keep every "
    "graph in memory.",
    edit={"return cost.detach()": "return cost"},
    part="the generator is left alone",
)
ex.mutant(
    "generator_pays_loss_fake",
    says="Your generator uses loss_fake, the discriminator's loss. It has its own, `loss`, which wants the opposite.",
    edit={"[self.loss(f) for f in scores]": "[self.loss_fake(f) for f in scores]"},
    part="the losses of the generator",
)

ex.mutant(
    "train_adv_returns_nothing",
    says="train_adv trains, and returns nothing. Return its loss, detached.",
    edit={"        return cost.detach()\n": "        cost.detach()\n"},
    part="one step of the discriminator",
)
ex.mutant(
    "adv_summed",
    says="Your adv is the sum over the sub-discriminators. Like feat, it should be their mean.",
    edit={"for f in scores]).mean()": "for f in scores]).sum()"},
    part="the losses of the generator",
)
ex.mutant(
    "generator_pays_loss_real",
    says="Your generator uses loss_real, the discriminator's loss on real sounds. It has its own: `loss`.",
    edit={"[self.loss(f) for f in scores]": "[self.loss_real(f) for f in scores]"},
    part="the losses of the generator",
)
ex.mutant(
    "discriminator_pays_loss",
    says="In train_adv you use `loss` for the fakes, the generator's. The discriminator's is loss_fake.",
    edit={"self.loss_fake(f) + self.loss_real(r)": "self.loss(f) + self.loss_real(r)"},
    part="one step of the discriminator",
)
ex.mutant(
    "first_sub_discriminator_only",
    says="train_adv uses the scores of the first sub-discriminator only. Each has its own loss; take their mean.",
    edit={"cost = torch.stack(costs).mean()": "cost = costs[0]"},
    part="one step of the discriminator",
)
ex.mutant(
    "feat_of_scores",
    says="You give loss_feat the scores. It compares feature maps, the second list that self.adversary returns.",
    edit={
        "_, maps_real = self.adversary(real)": "maps_real, _ = self.adversary(real)",
        "        pairs = zip(maps_fake,": "        pairs = zip(scores,",
    },
    part="the losses of the generator",
)
ex.mutant(
    "feat_of_scores_with_gradients",
    says="You give loss_feat the scores, and compute those of the real sound outside readonly and no_grad. It compares "
    "feature maps, the second list that self.adversary returns.",
    edit={
        "        pairs = zip(maps_fake, maps_real,": "        pairs = zip(scores, self.adversary(real)[0],"
    },
)
ex.mutant(
    "none_is_called",
    says="If loss_feat is None, your forward still calls it. Return a zero as feat then.",
    edit={
        "        if self.loss_feat is None:\n            return adv, torch.zeros_like(adv)\n": "",
    },
)
ex.mutant(
    "feat_without_gradient",
    says="Your feat has the right value, but no gradient of it reaches the fake: you detached the fake's maps.",
    edit={
        "self.loss_feat(f, r) for f, r in pairs": "self.loss_feat([m.detach() for m in f], r) for f, r in pairs"
    },
)
ex.mutant(
    "backward_in_forward",
    says="forward calls backward, and that uses up the graph. Only return the losses: the training loop adds them to the others and calls backward once.",
    edit={"for f in scores]).mean()\n": "for f in scores]).mean()\n        adv.backward()\n"},
)
ex.mutant(
    "backward_in_forward_but_kept",
    says="forward calls backward, so adv reaches the fake twice. Only return the losses: the training loop adds them to the others and calls backward once.",
    edit={
        "for f in scores]).mean()\n": "for f in scores]).mean()\n        adv.backward(retain_graph=True)\n"
    },
)
ex.mutant(
    "adv_upside_down",
    says="You changed the sign of adv. `loss` is already the generator's: the higher the scores, the lower it is.",
    edit={"[self.loss(f) for f in scores]": "[-self.loss(f) for f in scores]"},
    part="the losses of the generator",
)
IN_PAIRS = (
    "adversary returns two lists, all logits and then all maps. You unpack it as pairs of logits and maps, one for each "
    "sub-discriminator."
)
ex.mutant(
    "pairs_in_train_adv",
    says=IN_PAIRS,
    edit={
        "scores_fake, _ = self.adversary(fake.detach())": (
            "scores_fake = [s for s, _ in self.adversary(fake.detach())]"
        ),
        "scores_real, _ = self.adversary(real.detach())": (
            "scores_real = [s for s, _ in self.adversary(real.detach())]"
        ),
    },
)
ex.mutant(
    "pairs_everywhere",
    says=IN_PAIRS,
    edit={
        "scores_fake, _ = self.adversary(fake.detach())": (
            "scores_fake = [s for s, _ in self.adversary(fake.detach())]"
        ),
        "scores_real, _ = self.adversary(real.detach())": (
            "scores_real = [s for s, _ in self.adversary(real.detach())]"
        ),
        "scores, maps_fake = self.adversary(fake)": (
            "scores, maps_fake = zip(*self.adversary(fake), strict=True)"
        ),
        "_, maps_real = self.adversary(real)": (
            "_, maps_real = zip(*self.adversary(real), strict=True)"
        ),
    },
)
RETURNED = "return adv, torch.stack([self.loss_feat(f, r) for f, r in pairs]).mean()"
ex.mutant(
    "only_adv",
    says="forward returns one loss. It should return two: adv and feat.",
    edit={"return adv, torch.zeros_like(adv)": "return adv", RETURNED: "return adv"},
)
ex.mutant(
    "feat_comes_first",
    says="forward returns feat first. adv comes first, then feat.",
    edit={RETURNED: RETURNED.replace("return adv, ", "return ") + ", adv"},
)
ex.mutant(
    "feat_comes_first_each_time",
    says="forward returns feat first. adv comes first, then feat.",
    edit={
        "return adv, torch.zeros_like(adv)": "return torch.zeros_like(adv), adv",
        RETURNED: RETURNED.replace("return adv, ", "return ") + ", adv",
    },
)


@ex.alternative("one batch for both sounds")
class StepInOneBatch(nn.Module):
    def __init__(self, adversary, optimizer, loss, loss_real, loss_fake, loss_feat=None):
        super().__init__()
        self.adversary, self.optimizer, self.loss_feat = adversary, optimizer, loss_feat
        self.pays = (loss, loss_real, loss_fake)

    def train_adv(self, fake, real):
        self.optimizer.zero_grad(set_to_none=False)
        logits, _ = self.adversary(torch.cat([fake, real]).detach())
        count, cost = len(fake), 0.0
        for scores in logits:
            cost = cost + self.pays[2](scores[:count]) + self.pays[1](scores[count:])
        cost = cost / len(logits)
        cost.backward()
        self.optimizer.step()
        return cost.detach()

    def forward(self, fake, real):
        was = [parameter.requires_grad for parameter in self.adversary.parameters()]
        self.adversary.requires_grad_(False)
        logits, maps_fake = self.adversary(fake)
        adv = sum(self.pays[0](scores) for scores in logits) / len(logits)
        feat = 0 * adv.detach()
        if self.loss_feat is not None:
            _, maps_real = self.adversary(real.detach())
            for f, r in zip(maps_fake, maps_real, strict=True):
                feat = feat + self.loss_feat(f, r) / len(logits)
        for parameter, flag in zip(self.adversary.parameters(), was, strict=True):
            parameter.requires_grad_(flag)
        return adv, feat


@ex.alternative("gradients by autograd.grad")
class StepByGrad(nn.Module):
    def __init__(self, adversary, optimizer, loss, loss_real, loss_fake, loss_feat=None):
        super().__init__()
        self.adversary, self.optimizer = adversary, optimizer
        self.loss, self.loss_real, self.loss_fake, self.loss_feat = (
            loss,
            loss_real,
            loss_fake,
            loss_feat,
        )

    def train_adv(self, fake, real):
        with torch.no_grad():
            fake, real = fake.clone(), real.clone()
        logits_fake, logits_real = self.adversary(fake)[0], self.adversary(real)[0]
        costs = [self.loss_fake(f) for f in logits_fake] + [self.loss_real(r) for r in logits_real]
        cost = sum(costs) / len(logits_fake)
        learning = [p for p in self.adversary.parameters() if p.requires_grad]
        for parameter, grad in zip(learning, torch.autograd.grad(cost, learning), strict=True):
            parameter.grad = grad
        self.optimizer.step()
        return cost.detach()

    def forward(self, fake, real):
        with readonly(self.adversary):
            logits, maps_fake = self.adversary(fake)
            with torch.no_grad():
                maps_real = self.adversary(real)[1]
        adv = sum(map(self.loss, logits)) / len(logits)
        if not self.loss_feat:
            return adv, adv.new_zeros(())
        return adv, sum(map(self.loss_feat, maps_fake, maps_real)) / len(logits)


ex.hints(
    "In each of the two methods, which tensors must a gradient reach, and which ones not? Write the two lists "
    "first.",
    "train_adv: detach both sounds, score them, add the losses of each sub-discriminator, take the mean, clear, "
    "backward, step. forward: readonly; the fake with its graph, the real sound under no_grad; two means.",
    "with readonly(____):  scores, maps_fake = self.adversary(____)   and   with torch.no_grad(): _, maps_real = "
    "self.adversary(____)",
)
ex.why(
    "`detach` keeps the discriminator's loss away from the generator. `readonly` keeps the generator's loss out "
    "of the discriminator's parameters, but still lets the gradient pass through to the fake. In forward the real "
    "sound needs no graph, because its maps are a target. So the two players share a sound but no gradient."
)
ex.leads_to(
    "The next cell of the lesson plays the gradient that your step sends to the generator. Lesson 07 trains with your class."
)
ex.wrong_turn(
    "`torch.no_grad()` around the whole discriminator in forward also keeps gradients out of its parameters. But "
    "it cuts off the fake as well. Then the generator learns nothing from the discriminator, and if you add "
    "another loss, no error tells you."
)

# %% [markdown] id="05-4-head" tags=["exercise"]
# ### 05.4
# Four functions, four bugs. Name each bug and fix its function: `{"A": ("P", fixed_a), ...}`.
#
# | | symptom |
# |---|---|
# | A | real and fake scores rise together |
# | B | `adv` changes, yet the generator learns nothing from the discriminator |
# | C | the discriminator's weights never move |
# | D | maps and scores of real and fake stay alike |
#
# | | bug |
# |---|---|
# | P | a wrong sign |
# | Q | fake detached where the generator learns |
# | R | fake not detached where only the discriminator learns |
# | S | gradients cleared too late |
# | T | feature matching in the discriminator's loss |
# | U | the learning rate is too high |


# %% id="05-4-given"
def discriminator_loss_a(real: Tensor, fake: Tensor) -> Tensor:
    """Return the discriminator's loss from scores."""
    return (1 - real).clamp(min=0).mean() + (1 - fake).clamp(min=0).mean()


def generator_loss_b(discriminator: nn.Module, fake: Tensor, target: Tensor) -> Tensor:
    """Return the generator's loss: be close to the target, and score high."""
    scores = discriminator(fake.detach())
    return (fake - target).abs().mean() - scores.mean()


# %% id="05-4-given-too"
def discriminator_step_c(
    discriminator: nn.Module, optimizer: torch.optim.Optimizer, real: Tensor, fake: Tensor
) -> Tensor:
    """Train the discriminator for one step; return its loss."""
    on_real = (1 - discriminator(real)).clamp(min=0).mean()
    on_fake = (1 + discriminator(fake.detach())).clamp(min=0).mean()
    loss = on_real + on_fake
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.detach()


def discriminator_loss_d(
    real: Tensor, fake: Tensor, maps_real: Sequence[Tensor], maps_fake: Sequence[Tensor]
) -> Tensor:
    """Return the discriminator's loss from scores and feature maps."""
    matching = [(r - f).abs().mean() for r, f in zip(maps_real, maps_fake, strict=True)]
    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean() + sum(matching)


# %% id="05-4-answer" tags=["answer"]
# @answer 05.4
# BEGIN SOLUTION
def fixed_a(real: Tensor, fake: Tensor) -> Tensor:
    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean()


def fixed_b(discriminator: nn.Module, fake: Tensor, target: Tensor) -> Tensor:
    scores = discriminator(fake)
    return (fake - target).abs().mean() - scores.mean()


def fixed_c(
    discriminator: nn.Module, optimizer: torch.optim.Optimizer, real: Tensor, fake: Tensor
) -> Tensor:
    cost = fixed_a(discriminator(real), discriminator(fake.detach()))
    optimizer.zero_grad()
    cost.backward()
    optimizer.step()
    return cost.detach()


def fixed_d(
    real: Tensor, fake: Tensor, maps_real: Sequence[Tensor], maps_fake: Sequence[Tensor]
) -> Tensor:
    return fixed_a(real, fake)


repairs = {"A": ("P", fixed_a), "B": ("Q", fixed_b), "C": ("S", fixed_c), "D": ("T", fixed_d)}
# END SOLUTION
# STUB: repairs = ...

# %% id="05-4-bank" tags=["bank"]
ex = Exercise("05.4", answer="repairs", independent_parts=True)
NO_FUNCTION = "no function yet"


class ScoresAlone(nn.Module):
    """A discriminator that returns a tensor of scores."""

    def __init__(self, discriminator):
        super().__init__()
        self.discriminator = discriminator

    def forward(self, wave):
        return self.discriminator(wave)[0]


def value_of(cost):
    """Return a loss as a number, or what is there in place of one."""
    if cost is None:
        return "nothing was returned"
    one = not torch.is_tensor(cost) or cost.numel() == 1
    return float(cost) if one else "one loss for each score"


def slopes_of(cost, places):
    """Return the gradient of a loss at each place, or what the loss is if it has none."""
    if graph_of(cost) != ATTACHED or isinstance(value_of(cost), str):
        return [graph_of(cost)] * len(places)
    found = torch.autograd.grad(cost, places, allow_unused=True)
    return ["no gradient" if slope is None else slope for slope in found]


def given_for(repairs, letter):
    """Return what the answer has for a function: a pair, one of the two alone, or nothing."""
    repairs = repairs if isinstance(repairs, Mapping) else {}
    given = repairs.get(letter, repairs.get(letter.lower(), ()))
    return list(given) if isinstance(given, list | tuple) else [given]


def part(repairs, letter):
    """Return the name of a bug and the corrected function, in either order: None for what isn't there."""
    given = given_for(repairs, letter)
    names = [letter_of(entry) for entry in given if isinstance(entry, str)]
    functions = [entry for entry in given if callable(entry)]
    known = all(name in "PQRSTU" for name in names)
    name = (names[0] if known else "no letter of the table") if names else None
    return name, functions[0] if functions else None


def in_words(repairs, letter):
    """Return in words what comes with the name of a bug."""
    if part(repairs, letter)[1] is not None:
        return "a function"
    return "something else" if len(given_for(repairs, letter)) > 1 else NO_FUNCTION


def ready(repairs, letter, count):
    """Return a repaired function that takes as many arguments as the sheet's, or why there is none."""
    function = part(repairs, letter)[1]
    if function is None:
        return NO_FUNCTION
    try:
        inspect.signature(function).bind(*range(count))
    except (TypeError, ValueError):
        return "takes other arguments"
    return function


@ex.property("all", cause="a dict with the keys A to D, a letter and a function each, is needed")
def _(repairs, draw):
    return {f"what comes with {letter}": in_words(repairs, letter) for letter in "ABCD"}


@ex.property("A", cause="the discriminator should score real above 1 and fake below -1")
def _(repairs, draw):
    if isinstance(fixed := ready(repairs, "A", 2), str):
        return fixed
    real, fake = (on_every_side(draw, 9).requires_grad_() for _ in range(2))
    cost = fixed(real, fake)
    return {"cost": value_of(cost), "slopes": slopes_of(cost, [real, fake])}


@ex.property("B", cause="both parts of the loss must reach the fake")
@one_thread
def _(repairs, draw):
    if isinstance(fixed := ready(repairs, "B", 3), str):
        return fixed
    discriminator = SmallDiscriminator(draw, 2)
    fake, target = draw.randn(1, 1, 20).requires_grad_(), draw.randn(1, 1, 20)
    cost = fixed(ScoresAlone(discriminator), fake, target)
    return {"cost": value_of(cost), "at the fake": slopes_of(cost, [fake])[0]}


@ex.property("C", cause="clear, backward, step; and the fake stays detached")
@one_thread
def _(repairs, draw):
    if isinstance(fixed := ready(repairs, "C", 4), str):
        return fixed
    discriminator = nn.Conv1d(1, 1, 5)
    with torch.no_grad():
        for parameter in discriminator.parameters():
            parameter.copy_(0.4 * draw.randn(*parameter.shape))
    real, fake = (draw.randn(2, 1, 20).requires_grad_() for _ in range(2))
    optimizer = torch.optim.SGD(discriminator.parameters(), 0.1)
    for _ in range(2):  # the first step leaves gradients to the second
        cost = fixed(discriminator, optimizer, real, fake)
    weights = [parameter.detach() for parameter in discriminator.parameters()]
    return {"cost": value_of(cost), "weights": weights, "at the fake": seen(fake)}


@ex.property(
    "D", cause="a loss that brings maps together trains the discriminator to ignore differences"
)
def _(repairs, draw):
    if isinstance(fixed := ready(repairs, "D", 4), str):
        return fixed
    real, fake = (on_every_side(draw, 6).requires_grad_() for _ in range(2))
    maps = [draw.randn(2, 3).requires_grad_() for _ in range(4)]
    cost = fixed(real, fake, maps[:2], maps[2:])
    if value_of(cost) != "one loss for each score":
        go_back(cost)
    found = {"real": real.grad, "fake": fake.grad, "maps": seen(*maps)}
    return {"cost": value_of(cost), "the loss is": graph_of(cost), **found}


@ex.property("names", cause="compare the symptom with what the function does")
def _(repairs, draw):
    return {f"the name of {letter}": part(repairs, letter)[0] for letter in "ABCD"}


@ex.comparator
def _(data, expected):
    marks = {"four bugs, each with a function": data["all"] == expected["all"]}
    for letter in "ABCD":
        marks[f"{letter}, fixed"] = _near(data[letter], expected[letter])
    for letter in "ABCD":
        name = f"the name of {letter}"
        marks[f"{letter}, its name"] = data["names"][name] == expected["names"][name]
    return marks


def _near(data, expected):
    """Compare measured data with a tolerance, whatever its form."""
    if isinstance(expected, dict):
        return isinstance(data, dict) and all(_near(data.get(k), v) for k, v in expected.items())
    if isinstance(expected, list):
        return (
            isinstance(data, list)
            and len(data) == len(expected)
            and all(map(_near, data, expected))
        )
    if isinstance(expected, float):
        return isinstance(data, float) and abs(data - expected) <= 1e-4 * abs(expected) + 1e-5
    return data == expected


MENDED_C = (
    "    cost = (1 - discriminator(real)).clamp(min=0).mean()\n"
    "    cost = cost + (1 + discriminator(fake.detach())).clamp(min=0).mean()\n"
)
MENDED_D = "    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean()\n\n\nrepairs"
REPAIRS_LINE = (
    'repairs = {"A": ("P", fixed_a), "B": ("Q", fixed_b), "C": ("S", fixed_c), "D": ("T", fixed_d)}'
)
ex.mutant(
    "a_unmended",
    says="A: fakes are still pushed up, like real sounds. The discriminator wants them below -1: the margin is 1 + "
    "fake.",
    edit={'"A": ("P", fixed_a)': '"A": ("P", discriminator_loss_a)'},
    part="A",
)
ex.mutant(
    "a_real_turned",
    says="A: you turned the sign at the real score. The wrong one was at the fake score.",
    edit={
        "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 - real).clamp(min=0).mean() + (1 + fake)": (
            "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 + real).clamp(min=0).mean() + (1 - fake)"
        ),
        "    cost = fixed_a(discriminator(real), discriminator(fake.detach()))\n": MENDED_C,
        "    return fixed_a(real, fake)\n\n\nrepairs": MENDED_D,
    },
    part="A",
)
ex.mutant(
    "a_both_turned",
    says="A: fakes go down now, and real scores, too. Only the sign at the fake score was wrong.",
    edit={
        "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 - real).clamp(min=0).mean() + (1 + fake)": (
            "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 + real).clamp(min=0).mean() + (1 + fake)"
        ),
        "    cost = fixed_a(discriminator(real), discriminator(fake.detach()))\n": MENDED_C,
        "    return fixed_a(real, fake)\n\n\nrepairs": MENDED_D,
    },
    part="A",
)
ex.mutant(
    "a_without_its_margin",
    says="A: the direction is right, but the hinge at the fake score is gone. Its margin is -1: below it, a fake costs nothing.",
    edit={
        "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean()\n": (
            "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 - real).clamp(min=0).mean() + fake.mean()\n"
        ),
        "    cost = fixed_a(discriminator(real), discriminator(fake.detach()))\n": MENDED_C,
        "    return fixed_a(real, fake)\n\n\nrepairs": MENDED_D,
    },
    part="A",
)
ex.mutant(
    "a_without_its_hinges",
    says="A: the signs are right, but the clamps are gone. Beyond its margin, a score costs nothing.",
    edit={
        "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean()\n": (
            "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 - real).mean() + (1 + fake).mean()\n"
        ),
        "    cost = fixed_a(discriminator(real), discriminator(fake.detach()))\n": MENDED_C,
        "    return fixed_a(real, fake)\n\n\nrepairs": MENDED_D,
    },
    part="A",
)
ex.mutant(
    "only_named",
    says="Your four names are right. Your four functions still do what those of the sheet do: fix them, too.",
    edit={
        REPAIRS_LINE: 'repairs = {"A": ("P", discriminator_loss_a), "B": ("Q", generator_loss_b), '
        '"C": ("S", discriminator_step_c), "D": ("T", discriminator_loss_d)}'
    },
)
ex.mutant(
    "b_unmended",
    says="B: the fake is still detached before it is scored. The scores change, but no gradient of theirs reaches the "
    "fake.",
    edit={"    scores = discriminator(fake)\n": "    scores = discriminator(fake.detach())\n"},
    part="B",
)
ex.mutant(
    "b_doubled",
    says="B: the scores arrive now, with another weight than before. Its bug is the missing gradient alone: subtract their mean, as it is.",
    edit={"    scores = discriminator(fake)\n": "    scores = 2 * discriminator(fake)\n"},
)
ex.mutant(
    "b_louder",
    says="B: the scores still send no gradient to the fake, and with a larger weight they send none either: zero times "
    "anything is zero.",
    edit={
        "    scores = discriminator(fake)\n": "    scores = 100 * discriminator(fake.detach())\n",
    },
    part="at the fake",
)
ex.mutant(
    "b_wants_low_scores",
    says="B: the gradient arrives, but it asks for low scores. The generator wants high ones: minus the mean.",
    edit={
        "(fake - target).abs().mean() - scores.mean()": "(fake - target).abs().mean() + scores.mean()"
    },
    part="B",
)
ex.mutant(
    "c_unmended",
    says="C: the gradients are still cleared between backward and step. Clear them before backward.",
    edit={
        "    optimizer.zero_grad()\n    cost.backward()\n": (
            "    cost.backward()\n    optimizer.zero_grad()\n"
        )
    },
    part="C",
)
ex.mutant(
    "c_never_cleared",
    says="C: now nothing clears the gradients. They pile up, so each step follows the sum of all gradients so far.",
    edit={"    optimizer.zero_grad()\n": ""},
    part="C",
)
ex.mutant(
    "c_not_detached",
    says="C: the discriminator learns now, but its loss reaches the fake. Keep the detach that was there.",
    edit={"discriminator(fake.detach()))\n    optimizer": "discriminator(fake))\n    optimizer"},
    part="C",
)
ex.mutant(
    "d_unmended",
    says="D: the discriminator's loss still includes feature matching. It can lower that by ignoring all differences.",
    edit={
        "    return fixed_a(real, fake)\n\n\nrepairs": (
            "    return discriminator_loss_d(real, fake, maps_real, maps_fake)\n\n\nrepairs"
        )
    },
    part="D",
)
ex.mutant(
    "d_against_matching",
    says="D: your loss makes the discriminator drive the maps apart. In the lesson's step nothing rewards that: its "
    "loss uses scores only.",
    edit={
        "    return fixed_a(real, fake)\n\n\nrepairs": (
            "    return 2 * fixed_a(real, fake) - discriminator_loss_d(real, fake, maps_real, maps_fake)\n\n\nrepairs"
        )
    },
    part="D",
)
ex.mutant(
    "d_matching_detached",
    says="D: feature matching is still in the number that you return, although its maps are detached and it trains nothing. "
    "Leave it out.",
    edit={
        "    return fixed_a(real, fake)\n\n\nrepairs": (
            "    pairs = zip(maps_real, maps_fake, strict=True)\n"
            "    return fixed_a(real, fake) + sum((r - f).abs().mean().detach() for r, f in pairs)\n\n\nrepairs"
        )
    },
    part="D",
)
ex.mutant(
    "d_real_maps_detached",
    says="D: you detached the maps of the real sound only. Those of the fake still get a gradient, so the discriminator can "
    "still make its maps alike.",
    edit={
        "    return fixed_a(real, fake)\n\n\nrepairs": (
            "    pairs = zip(maps_real, maps_fake, strict=True)\n"
            "    return fixed_a(real, fake) + sum((r.detach() - f).abs().mean() for r, f in pairs)\n\n\nrepairs"
        )
    },
    part="D",
)
ex.mutant(
    "b_with_a_margin",
    says="B: you gave the scores a margin. The function of the sheet takes minus their mean: only the detach was wrong.",
    edit={"- scores.mean()": "+ (1 - scores).clamp(min=0).mean()"},
    part="B",
)
ex.mutant(
    "d_in_part",
    says="D: feature matching is still in the loss, and sends a gradient into the maps. Leave it out.",
    edit={
        "    return fixed_a(real, fake)\n\n\nrepairs": (
            "    pairs = zip(maps_real, maps_fake, strict=True)\n"
            "    return fixed_a(real, fake) + 0.1 * sum((r - f).abs().mean() for r, f in pairs)\n\n\nrepairs"
        )
    },
    part="maps",
)
ex.mutant(
    "b_forgets_the_target",
    says="B: the part that keeps the fake close to its target is gone. That part was right; only the scores had lost their "
    "gradient.",
    edit={"(fake - target).abs().mean() - scores.mean()": "-scores.mean()"},
    part="B",
)
ex.mutant(
    "a_minus_the_fake",
    says="A: you turned the sign of the whole part for fakes, so this loss falls without end as fakes go down. The margin is 1 "
    "+ fake.",
    edit={
        "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean()\n": (
            "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 - real).clamp(min=0).mean() - (1 - fake).clamp(min=0).mean()\n"
        ),
        "    cost = fixed_a(discriminator(real), discriminator(fake.detach()))\n": MENDED_C,
        "    return fixed_a(real, fake)\n\n\nrepairs": MENDED_D,
    },
    part="A",
)
ex.mutant(
    "a_negated",
    says="A: a minus in front of the whole loss turns the real scores as well: now both would fall. Only the sign at the fake score "
    "was wrong.",
    edit={
        "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean()\n": (
            "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return -discriminator_loss_a(real, fake)\n"
        ),
        "    cost = fixed_a(discriminator(real), discriminator(fake.detach()))\n": MENDED_C,
        "    return fixed_a(real, fake)\n\n\nrepairs": MENDED_D,
    },
    part="A",
)
ex.mutant(
    "a_summed",
    says="A: you add up the scores' losses. The function that was given took their mean: keep it.",
    edit={
        "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean()\n": (
            "def fixed_a(real: Tensor, fake: Tensor) -> Tensor:\n    return (1 - real).clamp(min=0).sum() + (1 + fake).clamp(min=0).sum()\n"
        ),
        "    cost = fixed_a(discriminator(real), discriminator(fake.detach()))\n": MENDED_C,
        "    return fixed_a(real, fake)\n\n\nrepairs": MENDED_D,
    },
    part="A",
)
ex.mutant(
    "d_fake_maps_detached",
    says="D: you detached the maps of the fake only. Those of the real sound still get a gradient, so the discriminator can "
    "still make its maps alike.",
    edit={
        "    return fixed_a(real, fake)\n\n\nrepairs": (
            "    pairs = zip(maps_real, maps_fake, strict=True)\n"
            "    return fixed_a(real, fake) + sum((r - f.detach()).abs().mean() for r, f in pairs)\n\n\nrepairs"
        )
    },
    part="D",
)
ex.mutant(
    "names_without_functions",
    says='A name alone earns its part. For the rest, each letter needs a pair: the name and the repaired function, as in ("P", '
    "fixed_a).",
    edit={REPAIRS_LINE: 'repairs = {"A": "P", "B": "Q", "C": "S", "D": "T"}'},
)
ex.mutant(
    "no_dict",
    says="Give a dict with the keys A to D, each with the name of its bug and the repaired function.",
    source="repairs = ['P', 'Q', 'S', 'T']",
)
RIGHT_NAMES = {"A": "P", "B": "Q", "C": "S", "D": "T"}
for letter, name in RIGHT_NAMES.items():
    right = f'("{name}", fixed_{letter.lower()})'
    ex.mutant(
        f"{letter.lower()}_is_called",
        says=f"{letter}: what comes with the name isn't a function. Give the function itself, without calling it.",
        edit={right: f'("{name}", 1.0)'},
        part=f"what comes with {letter}",
    )
    ex.mutant(
        f"{letter.lower()}_takes_other_arguments",
        says=f"{letter}: your function takes other arguments than the one of the sheet. Keep those.",
        edit={right: f'("{name}", lambda: 0.0)'},
        part=letter,
    )
    ex.mutant(
        f"{letter.lower()}_returns_nothing",
        says=f"{letter}: your function returns nothing. Return the loss.",
        edit={right: f'("{name}", lambda *given: None)'},
        part="cost",
    )
    if letter != "C":  # C calls backward itself, which raises then
        ex.mutant(
            f"{letter.lower()}_returns_one_loss_per_score",
            says=f"{letter}: you return one loss for each score. Return one number, as the function of the sheet does.",
            edit={right: f'("{name}", lambda *given: torch.zeros(3))'},
            part="cost",
        )
    ex.mutant(
        f"{letter.lower()}_is_named_in_words",
        says=f"{letter}: name its bug by a letter of the table, from P to U.",
        edit={right: f'("in words", fixed_{letter.lower()})'},
        part=f"the name of {letter}",
    )
SYMPTOMS = {  # of each bug: what its function shows, and what that says of a wrong name
    "A": "What does its loss ask of a fake score?",
    "B": "Follow the fake from the generator to the scores: where does its graph end?",
    "C": "What does the optimizer find when it steps?",
    "D": "Which loss of the generator is in D?",
}
NOT_THIS = {
    "AU": "With a lower learning rate both scores would still rise, only more slowly.",
    "AR": "A works on scores, and detaches nothing.",
    "BR": "In B there is a detach too many; R is about one that is missing.",
    "BU": "No learning rate helps where no gradient arrives.",
    "CU": "At any learning rate its weights stay.",
    "CR": "C detaches its fake.",
    "DU": "Its loss asks for maps that are alike at any learning rate.",
    "DP": "With the other sign, the discriminator would drive the maps apart.",
}
for letter, question in SYMPTOMS.items():
    right = f'("{RIGHT_NAMES[letter]}", fixed_{letter.lower()})'
    for wrong in "PQRSTU":
        if wrong != RIGHT_NAMES[letter]:
            ex.mutant(
                f"{letter.lower()}_is_named_{wrong.lower()}",
                says=" ".join(
                    filter(
                        None,
                        (
                            f"{letter}'s bug has another name than {wrong}.",
                            NOT_THIS.get(letter + wrong),
                            question,
                        ),
                    )
                ),
                edit={right: f'("{wrong}", fixed_{letter.lower()})'},
                part=f"the name of {letter}",
            )
ex.alternative(
    "in a few lines",
    source="def hinge(real, fake):\n    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()\n\n\n"
    "def close_and_high(discriminator, fake, target):\n    return F.l1_loss(fake, target) - discriminator(fake).mean()\n\n\n"
    "def learn(discriminator, optimizer, real, fake):\n    optimizer.zero_grad()\n"
    "    cost = hinge(discriminator(real), discriminator(fake.detach()))\n    cost.backward()\n    optimizer.step()\n"
    "    return cost.detach()\n\n\n"
    'repairs = {"A": ("p", hinge), "B": ("q", close_and_high), "C": ("s", learn),\n'
    '           "D": ("t", lambda real, fake, maps_real, maps_fake: hinge(real, fake))}\n',
)
ex.alternative(
    "with what was given",
    source="def a(real, fake):\n    return discriminator_loss_a(real, -fake)\n\n\n"
    "def b(discriminator, fake, target):\n"
    "    return generator_loss_b(discriminator, fake, target) + discriminator(fake.detach()).mean() - discriminator(fake).mean()\n\n\n"
    "def c(discriminator, optimizer, real, fake):\n    for p in discriminator.parameters():\n        p.grad = None\n"
    "    cost = a(discriminator(real), discriminator(fake.detach()))\n    cost.backward()\n    optimizer.step()\n    return cost.detach()\n\n\n"
    "def d(real, fake, maps_real, maps_fake):\n    return discriminator_loss_d(real, fake, [], [])\n\n\n"
    'repairs = {"A": ["P", a], "B": ["Q", b], "C": ["S", c], "D": ["T", d]}\n',
)
ex.hints(
    "For each function ask: which tensors should get a gradient from it, and in which direction?",
    "A: where do fakes end if this loss is lowered? B: follow the fake to the scores. C: what does each of the last "
    "four lines do to the gradients? D: what is the cheapest way for a discriminator to make its maps alike?",
    "fixed_a: (1 - real)... + (1 ____ fake)...   fixed_b: discriminator(____)   fixed_c: zero_grad, ____, step   "
    "fixed_d: no ____",
)
ex.why(
    "In A and D the discriminator lowers a loss that it shouldn't have; in B and C a gradient gets lost on its "
    "way. None of the four raises an error. You find such bugs with a table: for each loss, which tensors get a "
    "gradient, and which way does it point?"
)
ex.leads_to("Lesson 07 shows what such bugs look like in the curves of a whole run.")
ex.wrong_turn(
    "For B, many people raise the weight of `adv`, because it seems too weak. But a gradient of zero stays zero, "
    "whatever you multiply it by."
)

# %% [markdown] id="05-5-head" tags=["exercise"]
# ### 05.5
# Write the balancer: `backward(losses, output)` sends the gradient G into `output`, and on to what made it.
#
# G = Σ (w_i / Σ_j w_j) · g_i / a_i
#
# | | |
# |---|---|
# | g_i | gradient of loss i at `output` [batch, ...] |
# | n_i | its norm per item, averaged over the batch |
# | a_i | average of n_i over the calls with loss i, s = 1, …, t (this one): Σ_s decay^(t-s) n_i(s) / Σ_s decay^(t-s) |
# | j | the losses of this call; each has a weight |
# | a gradient of zero | adds nothing to G or a_i; no NaN |


# %% id="05-5-answer" tags=["answer"]
# @answer 05.5
class Balancer:
    """Give each loss the share of the gradient that its weight promises."""

    def __init__(self, weights: Mapping[str, float], decay: float = 0.999) -> None:
        # BEGIN SOLUTION
        self.weights, self.decay = dict(weights), decay
        self.sums: dict[str, float] = {}
        self.counts: dict[str, float] = {}
        # END SOLUTION
        # STUB: raise NotAttempted("05.5")

    def backward(self, losses: Mapping[str, Tensor], output: Tensor) -> None:
        """Send the balanced gradient into the output."""
        # BEGIN SOLUTION
        total = sum(self.weights[name] for name in losses)
        balanced = torch.zeros_like(output)
        for name, loss in losses.items():
            (grad,) = torch.autograd.grad(loss, output, retain_graph=True)
            norm = float(grad.flatten(1).norm(dim=1).mean())
            if norm == 0:
                continue
            self.sums[name] = self.decay * self.sums.get(name, 0.0) + norm
            self.counts[name] = self.decay * self.counts.get(name, 0.0) + 1
            usual = self.sums[name] / self.counts[name]
            balanced += self.weights[name] / total * grad / usual
        output.backward(balanced)
        # END SOLUTION
        # STUB: raise NotAttempted("05.5")


# %% id="05-5-bank" tags=["bank"]
ex = Exercise("05.5", answer="Balancer")


def arrivals(balancer, draw, calls, batch=2):
    """Return the gradient that arrives before the output, for each call with sizes by name."""
    arrived = {}
    for number, sizes in enumerate(calls, 1):
        made = draw.randn(batch, 2, 4).requires_grad_()
        output = 2 * made  # G has to travel on from the output to what made it
        shared = output.sin()  # all losses share this piece of graph
        losses = {
            name: size * (draw.randn(batch, 2, 4) * shared).sum() for name, size in sizes.items()
        }
        balancer.backward(losses, output)
        arrived[f"call {number}"] = made.grad
    return arrived


@ex.property("one call", cause="weights over their sum, gradients over their size")
@one_thread
def _(balancer_class, draw):
    weights = {"adv": draw.integer(2, 5), "l1": draw.integer(6, 9)}
    return arrivals(balancer_class(weights), draw, [{"adv": 1e-3, "l1": 40.0}], batch=1)


@ex.property("each loss gets its share", cause="each gradient is divided by its own size")
@one_thread
def _(balancer_class, draw):
    weights = {"a": 4.0, "b": 4.0, "c": 0.1, "d": 2.0}
    grads = {name: draw.randn(1, 1, 8) for name in weights}
    parts = {}
    for name in weights:  # leave one out: what is missing is its part
        made = torch.zeros(1, 1, 8, requires_grad=True)
        sizes = {"a": 1e-3, "b": 50.0, "c": 1.0, "d": 700.0}
        losses = {n: sizes[n] * (g * made).sum() * (n == name) for n, g in grads.items()}
        balancer_class(weights).backward(losses, made)
        parts[name] = made.grad.norm()
    return parts


@ex.property("the usual size", cause="a moving average, right from the first call on")
@one_thread
def _(balancer_class, draw):
    calls = [{"a": 1.0, "b": 2.0}, {"a": 10.0, "b": 2.0}, {"a": 1.0, "b": 0.2}]
    return arrivals(balancer_class({"a": 1, "b": 1}, decay=0.7), draw, calls)


@ex.property("the usual size, without a decay given", cause="the default decay is 0.999")
@one_thread
def _(balancer_class, draw):
    calls = [{"a": 1.0, "b": 2.0}, {"a": 10.0, "b": 2.0}]
    return arrivals(balancer_class({"a": 1, "b": 1}), draw, calls)


@ex.property("norms per item", cause="norm of each item, then their mean")
@one_thread
def _(balancer_class, draw):
    return arrivals(balancer_class({"a": 1, "b": 3}), draw, [{"a": 1.0, "b": 5.0}], batch=6)


@ex.property("losses that come and go", cause="sum the weights of the losses of this call")
@one_thread
def _(balancer_class, draw):
    calls = [{"a": 1.0}, {"b": 3.0, "a": 1.0}, {"b": 30.0}]
    return arrivals(balancer_class({"a": 1, "b": 3, "never": 6}, decay=0.5), draw, calls)


@ex.property(
    "a gradient of zero", cause="0 / 0 is NaN, and a zero says nothing about the usual size"
)
@one_thread
def _(balancer_class, draw):
    calls = [{"a": 1.0, "b": 0.0}, {"a": 1.0, "b": 0.0}, {"a": 1.0, "b": 2.0}]
    return arrivals(balancer_class({"a": 1, "b": 1}, decay=0.9), draw, calls)


@ex.picture
def _(answer):
    calls = [{"a": 10.0 if 3 <= call < 6 else 1.0, "b": 2.0} for call in range(12)]

    def lengths(balancer_class):
        draw = Draw(0, "05.5", "the picture")
        sent = arrivals(balancer_class({"a": 1, "b": 1}, decay=0.7), draw, calls)
        return {"G": torch.stack([gradient.norm() for gradient in sent.values()])}

    what = "How long G is, with one of two losses ten times as steep in calls 3 to 5"
    return curves_beside(lengths(answer), lengths(Balancer), what, "call", "length")


ex.mutant(
    "the_losses_themselves",
    says="You run the losses backward themselves, so the balanced G arrives nowhere. Send G: output.backward(G).",
    source="""class Balancer:
    def __init__(self, weights, decay=0.999):
        pass

    def backward(self, losses, output):
        sum(losses.values()).backward()
""",
)
ex.mutant(
    "multipliers",
    says="Your weights are multipliers: no gradient is divided by its size. The loudest loss still dominates.",
    edit={"grad / usual": "grad"},
)
ex.mutant(
    "multipliers_as_they_are",
    says="Your weights are multipliers: no gradient is divided by its size, and the weights aren't divided by their sum.",
    edit={"self.weights[name] / total * grad / usual": "self.weights[name] * grad"},
)
ex.mutant(
    "times_the_size",
    says="You multiply each gradient by its usual size. Divide by it.",
    edit={"grad / usual": "grad * usual"},
)
ex.mutant(
    "sum_in_place_of_the_average",
    says="You divide by the sum of the sizes, which grows from call to call. Divide that sum by the sum of the decays first.",
    edit={"self.sums[name] / self.counts[name]": "self.sums[name]"},
)
ex.mutant(
    "decay_of_the_sizes_only",
    says="You multiply the sum by the decay, but not the count. Multiply both.",
    edit={"self.decay * self.counts": "self.counts"},
)
ex.mutant(
    "sum_of_the_norms",
    says="You add up the norms of the items, so a larger batch gets a smaller step. Take their mean.",
    edit={"norm(dim=1).mean()": "norm(dim=1).sum()"},
)
ex.mutant(
    "median_of_the_norms",
    says="You take the median of the items' norms. The table asks for their average.",
    edit={"norm(dim=1).mean()": "norm(dim=1).median()"},
)
ex.mutant(
    "squared_norm",
    says="You take the square of each norm, which isn't in the unit of the gradient: dividing by it leaves a size. Take the root.",
    edit={"norm(dim=1).mean()": "square().sum(dim=1).mean()"},
)
ex.mutant(
    "stops_at_a_zero",
    says="After a loss with a gradient of zero you leave the loop, so the losses behind it get nothing. Go on with the next.",
    edit={"                continue\n": "                break\n"},
)
ex.mutant(
    "size_of_the_loss",
    says="You divide by the value of each loss. Divide by the size of its gradient: the norm per item.",
    edit={"float(grad.flatten(1).norm(dim=1).mean())": "float(loss)"},
)
ex.mutant(
    "never_sent",
    says="You compute G and don't send it: nothing arrives before the output. End with output.backward(G).",
    edit={"output.backward(balanced)": "return balanced"},
)
ex.mutant(
    "weights_not_normalised",
    says="You don't divide the weights by their sum, so doubling all of them doubles the step.",
    edit={"self.weights[name] / total * grad / usual": "self.weights[name] * grad / usual"},
)
ex.mutant(
    "present_size_only",
    says="You divide by the size in this one call. The usual size also remembers earlier calls, so a loss can be "
    "louder in an unusual step.",
    edit={"self.sums[name] / self.counts[name]": "norm"},
)
ex.mutant(
    "no_bias_correction",
    says="Your average starts from zero and changes slowly, so in the first calls it is far too small. Divide by the "
    "sum of the decays.",
    edit={
        "+ norm\n": "+ (1 - self.decay) * norm\n",
        "self.sums[name] / self.counts[name]": "self.sums[name]",
    },
)
ex.mutant(
    "starts_at_the_first_size",
    says="Your average starts at the size in the first call, and this call then counts far more than the later ones. Each call "
    "should count decay times as much as the next: divide the sum of the sizes by the sum of the decays.",
    edit={
        "self.sums.get(name, 0.0) + norm\n": "self.sums.get(name, norm) + (1 - self.decay) * norm\n",
        "self.sums[name] / self.counts[name]": "self.sums[name]",
    },
)
ex.mutant(
    "earlier_calls_only",
    says="You divide by the average of the earlier calls. This call counts as well: update the sum and the count first, then "
    "divide.",
    edit={
        "            self.sums[name] = self.decay": (
            "            earlier = self.sums[name] / self.counts[name] if name in self.sums else norm\n"
            "            self.sums[name] = self.decay"
        ),
        "usual = self.sums[name] / self.counts[name]": "usual = earlier",
    },
)
ex.mutant(
    "plain_mean",
    says="All calls count the same in your average. Older ones should count less: multiply sum and count by decay at "
    "each call.",
    edit={"self.decay * self.sums": "self.sums", "self.decay * self.counts": "self.counts"},
)
ex.mutant(
    "norm_of_the_batch",
    says="You take one norm over the whole batch, which grows with the batch. Take the norm of each item, and then "
    "their mean.",
    edit={"grad.flatten(1).norm(dim=1).mean()": "grad.norm()"},
)
ex.mutant(
    "root_mean_square",
    says="You take the root of the mean square of each item. Its norm is the root of the sum of squares.",
    edit={
        "grad.flatten(1).norm(dim=1).mean()": "grad.flatten(1).square().mean(dim=1).sqrt().mean()"
    },
)
ex.mutant(
    "norm_of_the_mean",
    says="You average the gradient over the batch and take the norm of that. Take the norm of each item first, and then the "
    "mean of the norms.",
    edit={"grad.flatten(1).norm(dim=1).mean()": "grad.mean(dim=0).norm()"},
)
ex.mutant(
    "zero_gives_up_its_weight",
    says="You leave the weight of a loss with a zero gradient out of the sum of weights, so the other losses get more than "
    "their part. All losses of this call count.",
    edit={
        "sum(self.weights[name] for name in losses)": (
            "sum(self.weights[n] for n in losses\n"
            "            if torch.autograd.grad(losses[n], output, retain_graph=True)[0].any()) or 1.0"
        )
    },
)
ex.mutant(
    "all_weights_counted",
    says="You divide by the sum of all weights, including those of losses that aren't in this call.",
    edit={"sum(self.weights[name] for name in losses)": "sum(self.weights.values())"},
)
ex.mutant(
    "sum_then_divide",
    says="You divide the whole sum by its size. Divide each gradient by its own size before you add them.",
    edit={
        "            balanced += self.weights[name] / total * grad / usual\n": (
            "            balanced += self.weights[name] / total * grad\n"
        ),
        "        output.backward(balanced)": (
            "        size = balanced.flatten(1).norm(dim=1).mean()\n"
            "        output.backward(balanced / size if size else balanced)"
        ),
    },
)
ex.mutant(
    "zeros_count",
    says="A gradient of zero goes into your average and makes it smaller. When that loss comes back, it is far too "
    "loud.",
    edit={
        "            if norm == 0:\n                continue\n": "",
        "grad / usual": "grad / (usual or 1.0)",
    },
)
ex.mutant(
    "graph_used_up",
    says="Your losses share a graph, like adv and feat of one discriminator, and the first autograd.grad uses it up. "
    "Keep it: retain_graph=True.",
    edit={", retain_graph=True": ""},
)
ex.mutant(
    "stops_at_the_output",
    says="Your gradient stays at the output. Send it on to what made the output: output.backward(G).",
    edit={
        "        output.backward(balanced)\n": "        output.retain_grad()\n        output.grad = balanced\n"
    },
)

NORM_LINE = "            norm = float(grad.flatten(1).norm(dim=1).mean())\n"
ex.mutant(
    "norm_of_the_last_dimension",
    says="You take the norm over the last dimension only. An item is everything but the batch: flatten it first.",
    edit={"grad.flatten(1).norm(dim=1).mean()": "grad.norm(dim=-1).mean()"},
)
ex.mutant(
    "largest_norm",
    says="You take the largest norm in the batch. Take the mean of the norms.",
    edit={"grad.flatten(1).norm(dim=1).mean()": "grad.flatten(1).norm(dim=1).max()"},
)
ex.mutant(
    "output_without_its_graph",
    says="The losses were computed from output itself, not from output.detach(). Differentiate at output.",
    edit={
        "torch.autograd.grad(loss, output, retain_graph=True)": (
            "torch.autograd.grad(loss, output.detach(), retain_graph=True)"
        )
    },
)
ex.mutant(
    "each_item_by_its_own",
    says="You divide each item by its own norm. The norms are averaged over the batch first, and all items are divided by this "
    "one size.",
    edit={
        NORM_LINE: "            norms = grad.flatten(1).norm(dim=1)\n            norm = float(norms.mean())\n",
        "grad / usual": "grad / norms.clamp(min=1e-12).reshape(-1, *[1] * (grad.ndim - 1))",
    },
)
ex.mutant(
    "a_usual_size_for_each_item",
    says="You keep a usual size for each item of the batch. Average the norms over the batch first: there is one usual size for "
    "each loss.",
    edit={
        NORM_LINE: "            norm = grad.flatten(1).norm(dim=1).reshape(-1, *[1] * (grad.ndim - 1))\n",
        "            if norm == 0:\n": "            if not grad.any():\n",
    },
    part="norms per item",
)
ex.mutant(
    "the_oldest_counts_most",
    says="In your average the first call counts most, and the newest least. Multiply the older sizes by decay, once more at each "
    "new call.",
    edit={
        "            self.sums[name] = self.decay * self.sums.get(name, 0.0) + norm\n": (
            "            new = self.decay ** getattr(self, name, 0)\n"
            "            setattr(self, name, getattr(self, name, 0) + 1)\n"
            "            self.sums[name] = self.sums.get(name, 0.0) + new * norm\n"
        ),
        "self.decay * self.counts.get(name, 0.0) + 1": "self.counts.get(name, 0.0) + new",
    },
)
ex.mutant(
    "root_mean_square_of_all",
    says="You take the root of the mean square. A norm is the root of the sum of squares, one for each item.",
    edit={"grad.flatten(1).norm(dim=1).mean()": "grad.square().mean().sqrt()"},
)
ex.mutant(
    "sum_of_absolute_values",
    says="You add up absolute values. A norm is the root of the sum of squares.",
    edit={"grad.flatten(1).norm(dim=1).mean()": "grad.flatten(1).abs().sum(dim=1).mean()"},
)
ex.mutant(
    "zero_over_zero",
    says="A loss with a gradient of zero has the usual size 0, and 0 / 0 is NaN. Leave such a loss out of G.",
    edit={
        "            norm = float(grad.flatten(1).norm(dim=1).mean())\n            if norm == 0:\n                continue\n": (
            "            norm = grad.flatten(1).norm(dim=1).mean()\n"
        )
    },
)
ex.mutant(
    "decay_upside_down",
    says="Your sum and your count shrink by 1 - decay at each call. They should shrink by decay: with 0.999, an old call still "
    "counts nearly as much as a new one.",
    edit={
        "self.decay * self.sums": "(1 - self.decay) * self.sums",
        "self.decay * self.counts": "(1 - self.decay) * self.counts",
    },
)
ex.mutant(
    "one_average_for_all",
    says="All losses share one average, so a loud loss makes a quiet one quieter. Each loss has its own.",
    edit={
        "self.sums[name] = self.decay * self.sums.get(name, 0.0)": (
            "self.sums[0] = self.decay * self.sums.get(0, 0.0)"
        ),
        "self.counts[name] = self.decay * self.counts.get(name, 0.0)": (
            "self.counts[0] = self.decay * self.counts.get(0, 0.0)"
        ),
        "self.sums[name] / self.counts[name]": "self.sums[0] / self.counts[0]",
    },
)
ex.mutant(
    "decay_ignored",
    says="Your balancer ignores the decay that it is given, and always takes 0.999.",
    edit={"dict(weights), decay\n": "dict(weights), 0.999\n"},
)
for default in (0.9, 0.99):
    ex.mutant(
        f"another_default_{100 * default:.0f}",
        says="With a given decay your average is right, but without one you take another default than 0.999.",
        edit={"decay: float = 0.999": f"decay: float = {default}"},
    )
ex.mutant(
    "equal_shares",
    says="Your weights have no effect: each loss gets the same share. Multiply by its weight over the sum of the weights.",
    edit={"self.weights[name] / total * grad": "grad / len(losses)"},
)


@ex.alternative("weighted sum of rescaled losses")
class BalancerByLosses:
    def __init__(self, weights, decay=0.999):
        self.weights, self.decay, self.past = weights, decay, {name: [] for name in weights}

    def backward(self, losses, output):
        scales = {}
        for name, loss in losses.items():
            grad = torch.autograd.grad(loss, [output], retain_graph=True)[0]
            norm = torch.stack([item.norm() for item in grad]).mean().item()
            if norm:
                self.past[name].append(norm)
                ages = range(len(self.past[name]) - 1, -1, -1)
                decays = [self.decay**age for age in ages]
                summed = sum(d * n for d, n in zip(decays, self.past[name], strict=True))
                scales[name] = self.weights[name] * sum(decays) / summed
        total = sum(self.weights[name] for name in losses)
        sum(losses[name] * scale / total for name, scale in scales.items()).backward()


@ex.alternative("an average that is corrected step by step")
class BalancerStepByStep:
    def __init__(self, weights, decay=0.999):
        self.weights, self.decay, self.state = dict(weights), decay, {}

    def usual(self, name, norm):
        average, power = self.state.get(name, (0.0, 1.0))
        power *= self.decay
        average = self.decay * average + (1 - self.decay) * norm
        self.state[name] = (average, power)
        return average / (1 - power)

    def backward(self, losses, output):
        parts = []
        for name in losses:
            grad = torch.autograd.grad(losses[name], output, retain_graph=True)[0]
            norm = grad.reshape(len(grad), -1).square().sum(1).sqrt().mean().item()
            if norm > 0:
                parts.append(grad * (self.weights[name] / self.usual(name, norm)))
        total = sum(self.weights[name] for name in losses)
        torch.autograd.backward(output, torch.stack(parts).sum(0) / total)


ex.hints(
    "If a loss is multiplied by 1000, what becomes of g_i, of n_i, of g_i / n_i?",
    "For each loss: differentiate at the output, keeping the graph; measure the norm per item; update its sum and "
    "its count; add weight / total · gradient / (sum / count). At the end, call backward once from the output.",
    "self.sums[name] = self.decay * self.sums.get(name, 0.0) + ____",
)
ex.why(
    "A gradient divided by its own usual size has about size 1, whatever the unit of its loss, so the weights "
    "alone decide. Dividing by the sum of the decays makes the average right from the first call. All of this "
    "happens at the output: the generator passes one loss on better than another, and the balancer doesn't know "
    "about that."
)
ex.leads_to(
    "The lesson compares yours with the library's, and lesson 07 balances the losses of its generator with yours. "
    "`course_lib/losses/balancer.py` does the same on several GPUs."
)
ex.wrong_turn(
    "An average that begins at 0 looks like the usual exponential one. With a decay of 0.999 the first norm "
    "counts a thousandth, so the first step is a thousand times too long."
)

# %% [markdown] id="05-6-head" tags=["exercise"]
# ### 05.6
# Both players lower one sum: the discriminator's loss on a fake score f, plus the generator's. What does it train?
#
# | key | what |
# |---|---|
# | `flat_from` | hinge: above this f, the slope of the sum is 0 |
# | `slope_below` | hinge: the slope below it |
# | `slope_weighted` | hinge, the generator's part times 4: the slope at f = 0 |
# | `mse_rests_at`, `bce_rests_at` | least squares, BCE: where the slope is 0 |
# | `who` | who learns nothing from fakes where this sum has no slope: A discriminator, B generator, C both |
#
# BCE: log(1 + exp(f)) and log(1 + exp(-f)).

# %% id="05-6-answer" tags=["answer"]
# @answer 05.6
# BEGIN SOLUTION
proof = {
    "flat_from": -1.0,  # there max(0, 1 + f) - f = 1, a constant
    "slope_below": -1.0,  # below, max(0, 1 + f) is 0, so only -f is left
    "slope_weighted": -3.0,  # 1 - 4
    "mse_rests_at": 0.5,  # 2 f + 2 (f - 1) = 0
    "bce_rests_at": 0.0,  # sigmoid(f) - sigmoid(-f) = 0
    "who": "C",
}
# END SOLUTION
# STUB: proof = ...

# %% id="05-6-bank" tags=["bank"]
ex = Exercise("05.6", answer="proof", independent_parts=True)
PLACES_OF = {  # where a number may be: below or above these, or between them
    "flat_from": (-1.0,),
    "slope_below": (-1.0,),
    "slope_weighted": (-3.0,),
    "mse_rests_at": (0.0, 0.5, 1.0),
    "bce_rests_at": (0.0,),
}
NUMBERS = tuple(PLACES_OF)


def side(number, *places):
    """Return in words where a number is: at one of the places, below the first, between, or above."""
    if number is None:
        return "no number"
    at = [place for place in places if abs(number - place) <= 0.02]
    below = [place for place in places if place < number]
    return f"at {at[0]:g}" if at else f"above {below[-1]:g}" if below else f"below {places[0]:g}"


@ex.property("the proof", cause="a dict with the six keys of the table is needed")
def _(proof, draw):
    # a part that is missing, or is no number, is wrong, and the others still count
    proof = proof if isinstance(proof, Mapping) else {}
    numbers = {key: number_or_none(proof.get(key)) for key in NUMBERS}
    who = letter_of(proof.get("who", "nothing"))
    sides = {f"{key}, roughly": side(numbers[key], *PLACES_OF[key]) for key in NUMBERS}
    return {**numbers, **sides, "who": who if who in ("A", "B", "C", "nothing") else "no letter"}


@ex.comparator
def _(data, expected):
    given, right = data["the proof"], expected["the proof"]

    def near(key):
        return given[key] is not None and abs(given[key] - right[key]) <= 0.02

    return {
        "where the hinge is flat": near("flat_from"),
        "its slope below": near("slope_below"),
        "the generator's part times 4": near("slope_weighted"),
        "where least squares rests": near("mse_rests_at"),
        "where BCE rests": near("bce_rests_at"),
        "which players learn nothing": given["who"] == right["who"],
    }


def proof_source(**changed):
    """The source of an answer: the right one, with some values changed."""
    right = {
        "flat_from": -1.0,
        "slope_below": -1.0,
        "slope_weighted": -3.0,
        "mse_rests_at": 0.5,
        "bce_rests_at": 0.0,
        "who": "C",
    }
    return f"proof = { ({**right, **changed})!r}"


ex.mutant(
    "flat_from_one",
    says="The slope of -f is cancelled only where the discriminator's hinge has a slope. For fakes the hinge is max(0, "
    "1 + f): from which f on is it above zero? The margin at +1 belongs to real sound.",
    source=proof_source(flat_from=1.0),
    part="flat_from",
)
ex.mutant(
    "flat_from_zero",
    says="At f = 0 nothing changes for the sum: a little below it, the discriminator's part, max(0, 1 + f), still has a slope. Down "
    "to which f does it have one?",
    source=proof_source(flat_from=0.0),
    part="flat_from",
)
ex.mutant(
    "flat_everywhere",
    says="Below the corner of the hinge the discriminator's part is 0, so nothing cancels the generator's part, -f. Which slope "
    "does -f have?",
    source=proof_source(slope_below=0.0),
    part="slope_below",
)
ex.mutant(
    "slope_upside_down",
    says="Below the corner of the hinge only the generator's part is left, -f. Its slope doesn't have your sign.",
    source=proof_source(slope_below=1.0),
    part="slope_below",
)
ex.mutant(
    "slopes_upside_down",
    says="Both of your slopes have the opposite sign. Minus the slope is the pull on the score; the table asks for the slope.",
    source=proof_source(slope_below=1.0, slope_weighted=3.0),
)
ex.mutant(
    "weight_alone",
    says="-4 is the slope of the generator's part alone. At f = 0 the discriminator's part has a slope as well.",
    source=proof_source(slope_weighted=-4.0),
    part="slope_weighted",
)
ex.mutant(
    "weight_forgotten",
    says="The generator's part times 4 has the slope -4, and the discriminator's +1 no longer cancels it. What is "
    "left?",
    source=proof_source(slope_weighted=0.0),
    part="slope_weighted",
)
ex.mutant(
    "weight_upside_down",
    says="Your slope at f = 0 has the opposite sign: the generator's part is the steeper one, and it falls as f rises.",
    source=proof_source(slope_weighted=3.0),
    part="slope_weighted",
)
ex.mutant(
    "mse_at_a_target",
    says="1 is the generator's target, where its part has no slope. The discriminator's part still has one there: its target is "
    "0.",
    source=proof_source(mse_rests_at=1.0),
    part="mse_rests_at",
)
ex.mutant(
    "mse_at_the_other_target",
    says="0 is the discriminator's target, where its part has no slope. The generator's part still has one there: its target is "
    "1.",
    source=proof_source(mse_rests_at=0.0),
    part="mse_rests_at",
)
ex.mutant(
    "bce_as_probability",
    says="0.5 is the probability at which BCE comes to rest. Which score has sigmoid(f) = 0.5?",
    source=proof_source(bce_rests_at=0.5),
    part="bce_rests_at",
)
ex.mutant(
    "only_the_discriminator",
    says="The sum has one slope at f. Both networks receive this slope and multiply it by their own: zero times "
    "anything.",
    source=proof_source(who="A"),
    part="who",
)
ex.mutant(
    "only_the_generator",
    says="It's true of the generator. But the sum has one slope at f, and the discriminator receives this slope, too.",
    source=proof_source(who="B"),
    part="who",
)
ex.mutant(
    "who_in_words",
    says="`who` is one letter of the table: A, B or C.",
    source=proof_source(who="everybody"),
    part="who",
)
ex.mutant(
    "no_dict",
    says="Give a dict with the six keys of the table.",
    source="proof = [-1.0, -1.0, -3.0, 0.5, 0.0, 'C']",
)
ex.mutant(
    "no_who",
    says="`who` has no letter yet.",
    source=proof_source(who="nothing"),
    part="who",
)
for key in NUMBERS:
    ex.mutant(
        f"no_{key}",
        says=f"`{key}` has no number yet.",
        source=proof_source(**{key: None}),
        part=key,
    )
ex.mutant(
    "slope_twice",
    says="Below the corner of the hinge only one part has a slope, the generator's -f. The discriminator's is 0 there.",
    source=proof_source(slope_below=-2.0),
    part="slope_below",
)
ex.mutant(
    "weights_added",
    says="The two slopes at f = 0 have opposite signs: the discriminator's is 1, and the generator's is -4.",
    source=proof_source(slope_weighted=5.0),
    part="slope_weighted",
)
ex.mutant(
    "weights_added_downwards",
    says="The two slopes at f = 0 have opposite signs: the discriminator's is 1, and the generator's is -4.",
    source=proof_source(slope_weighted=-5.0),
    part="slope_weighted",
)
ex.mutant(
    "mse_as_a_loss",
    says="0.25 is what each part costs where they meet. Asked for is the score at which they meet.",
    source=proof_source(mse_rests_at=0.25),
    part="mse_rests_at",
)
ELSEWHERE = (  # what is true of any other number on one side of the right one
    (
        "flat_from",
        -1.7,
        "Your flat_from is too low: a little above it the discriminator's part is 0, so the sum is -f there, and falls.",
    ),
    (
        "flat_from",
        0.4,
        "Your flat_from is too high: a little below it the sum is flat as well. Where does max(0, 1 + f) begin to rise?",
    ),
    (
        "slope_below",
        -1.6,
        "Below the corner of the hinge only the generator's -f has a slope, and it's the same at every f.",
    ),
    (
        "slope_below",
        1.6,
        "Below the corner of the hinge only the generator's -f has a slope, and it's the same at every f.",
    ),
    ("slope_weighted", -7.0, "At f = 0 the sum is (1 + f) - 4 f. Your slope is steeper."),
    ("slope_weighted", 7.0, "At f = 0 the sum is (1 + f) - 4 f. Which slope does that have?"),
    (
        "mse_rests_at",
        -0.7,
        "There both parts of least squares pull the same way: the score is on one side of both targets, 0 and 1.",
    ),
    (
        "mse_rests_at",
        2.0,
        "There both parts of least squares pull the same way: the score is on one side of both targets, 0 and 1.",
    ),
    (
        "mse_rests_at",
        0.3,
        "At your score the pull towards 1 is the stronger one, since the score is further from 1 than from 0.",
    ),
    (
        "mse_rests_at",
        0.7,
        "At your score the pull towards 0 is the stronger one, since the score is further from 0 than from 1.",
    ),
    (
        "bce_rests_at",
        1.0,
        "At your score, one part of BCE pulls harder than the other: their slopes are sigmoid(f) and -sigmoid(-f).",
    ),
    (
        "bce_rests_at",
        -1.0,
        "At your score, one part of BCE pulls harder than the other: their slopes are sigmoid(f) and -sigmoid(-f).",
    ),
)
for key, number, says in ELSEWHERE:
    ex.mutant(
        f"{key}_near_{number:g}",
        says=says,
        source=proof_source(**{key: number}),
        part=f"{key}, roughly",
    )
ex.alternative(
    "by autograd",
    source="def slope(f, weight=1.0, rule='hinge'):\n"
    "    f = torch.tensor(float(f), requires_grad=True)\n"
    "    pays = {'hinge': F.relu(1 + f) - weight * f, 'mse': f**2 + weight * (f - 1) ** 2,\n"
    "            'bce': F.softplus(f) + weight * F.softplus(-f)}[rule]\n"
    "    return float(torch.autograd.grad(pays, f)[0])\n\n"
    "def rests(rule):\n"
    "    low, high = -3.0, 3.0\n"
    "    for _ in range(60):\n"
    "        middle = (low + high) / 2\n"
    "        low, high = (middle, high) if slope(middle, rule=rule) < 0 else (low, middle)\n"
    "    return low\n\n"
    "grid = [i / 100 for i in range(-300, 301)]\n"
    "proof = {'flat_from': max(f for f in grid if slope(f) != 0), 'slope_below': slope(-2),\n"
    "         'slope_weighted': slope(0, 4.0), 'mse_rests_at': rests('mse'),\n"
    "         'bce_rests_at': rests('bce'), 'who': 'C'}\n",
)
ex.alternative(
    "small letter, whole numbers",
    source=proof_source(flat_from=-1, slope_below=-1, slope_weighted=-3, bce_rests_at=0, who=" c"),
)
ex.hints(
    "Write the sum for hinge without max: once for f above -1, once below. What is left of f?",
    "Above -1: (1 + f) - f. Below: 0 - f. With the part times 4, differentiate at 0: (1 + f) - 4 f. For the other two, set the "
    "slope of the sum to zero. For `who`, follow a slope of zero back through each network.",
    "2 f + 2 (f - ____) = 0   and   sigmoid(f) = sigmoid(____)",
)
ex.why(
    "For f above -1 the sum is 1 + f - f = 1: a constant. Its slope is 0, and by the chain rule so is every "
    "gradient that passes through f, in both players. Below -1 only -f is left. With other weights the parts "
    "don't cancel: if the generator's part counts more, both players, even the discriminator, push these fakes up; if it "
    "counts less, both push them down. Least squares and BCE don't cancel either: there both players agree to bring fakes to the middle, where the discriminator "
    "is undecided."
)
ex.leads_to(
    "That's why a training step has two losses and two turns, as in 05.2. Lesson 07 shows a run in which this cancellation happens."
)
ex.wrong_turn(
    "It is tempting to say that the two players fight, and that their gradients cancel for this reason. In a "
    "correct step they fight too, but nothing cancels, because each has its own loss and moves its own "
    "parameters."
)

# %% [markdown] id="05-7-head" tags=["exercise"]
# ### 05.7
# Choose two of the losses `adv`, `feat`, `l1`, `msspec`, and weights. Which has more of the gradient? Forecast it for the
# generator's output and parameters, seal that, then measure with three discriminators.
#
# | key | what |
# |---|---|
# | `"losses"` | two losses with weights |
# | `"output"`, `"parameters"` | sealed forecast: a loss, or `"depends"` |
# | `"seal"` | the fingerprint |
# | `"measured"` | `measured_shares` for seeds 0, 1, 2 |
# | `"came_true"` | how many of the two forecasts; a loss wins if it has more than half with every seed |
# | `"because"` | your explanation for people, 8 words or more |
#
# A wrong forecast, honestly reported, earns all points.


# %% id="05-7-given"
def trained_step(real: Tensor, fake: Tensor, seed: int) -> AdversarialLoss:
    """Return the library's step with a discriminator that has learned for 30 steps."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        sizes = {"filters": 4, "filters_scale": 2, "max_filters": 32}
        discriminator = MultiPeriodDiscriminator(periods=(3, 5), **sizes)
    getters = (get_adv_criterion, get_real_criterion, get_fake_criterion)
    loss, on_real, on_fake = (get("hinge") for get in getters)
    spar(discriminator, real, fake, lambda f, r: on_fake(f) + on_real(r))
    optimizer = torch.optim.Adam(discriminator.parameters())
    return AdversarialLoss(discriminator, optimizer, loss, on_real, on_fake, FeatureMatchingLoss())


# %% id="05-7-given-too"
@cache
@computing_with(1)  # such small networks are slower with more threads, if the machine is busy
def four_losses(seed: int) -> tuple[dict[str, Tensor], Tensor, nn.Module]:
    """Return the losses of the generator from the lesson, its output, and the generator."""
    sounds = vowel(160, seconds=0.4, sample_rate=16_000), pluck(220, 0.4, sample_rate=16_000)
    target = torch.stack([sound.samples[:5120] for sound in sounds]).unsqueeze(1)
    generator = ready_generator(200).requires_grad_(True)
    output = generator(target)
    real, fake = target[..., 1024:4608], output[..., 1024:4608]
    adv, feat = trained_step(real, fake.detach(), seed)(fake, real)
    spectra = MultiScaleMelSpectrogramLoss(16_000, f_min=64, normalized=True, alphas=False)
    l1, msspec = F.l1_loss(output, target), spectra(output, target)
    return {"adv": adv, "feat": feat, "l1": l1, "msspec": msspec}, output, generator


# %% id="05-7-measure"
@computing_with(1)
def measured_shares(weights: Mapping[str, float], seed: int) -> dict[str, dict[str, float]]:
    """Return the share of each loss at the generator's output, and in its parameters."""
    losses, output, generator = four_losses(seed)
    weighted = {name: weight * losses[name] for name, weight in weights.items()}
    in_parameters = shares_in_parameters(weighted, generator.parameters())
    return {"output": shares_at_output(weighted, output), "parameters": in_parameters}


# %% id="05-7-seal"
# losses = {"____": ____, "____": ____}   # remove the first # of all three lines
# forecast = {**losses, "output": "____", "parameters": "____"}
# seal("05.7", forecast)   # before you measure: you can't change it afterwards

# %% id="05-7-runs"
# measured = [measured_shares(losses, seed) for seed in (0, 1, 2)]   # remove the first #
# measured

# %% id="05-7-answer" tags=["answer"]
# @answer 05.7
# BEGIN SOLUTION
report = {
    "losses": {"adv": 1.0, "msspec": 2.0},
    "output": "msspec",
    "parameters": "adv",
    "seal": "e3353a3c95be",
    "measured": [
        {
            "output": {"adv": 0.360, "msspec": 0.640},
            "parameters": {"adv": 0.711, "msspec": 0.289},
        },
        {
            "output": {"adv": 0.317, "msspec": 0.683},
            "parameters": {"adv": 0.650, "msspec": 0.350},
        },
        {
            "output": {"adv": 0.667, "msspec": 0.333},
            "parameters": {"adv": 0.576, "msspec": 0.424},
        },
    ],
    "came_true": 1,
    "because": "adv passes through the generator better than msspec, but each discriminator has its own slopes",
}
# END SOLUTION
# STUB: report = ...

# %% id="05-7-bank" tags=["bank"]
ex = Exercise("05.7", answer="report")

LOSSES = ("adv", "feat", "l1", "msspec")
PLACES = ("output", "parameters")
SEEDS = (0, 1, 2)
FINGERPRINT = re.compile(r"\b[0-9a-f]{12}\b")


def of_the_seal(report):
    """Return in words how the reported forecast and fingerprint fit the sealed forecast."""
    reported = {**report["losses"], **{place: str(report[place]) for place in PLACES}}
    forecast = sealed_forecast("05.7")
    shown = FINGERPRINT.search(str(report["seal"]))  # it may be copied with the words around it
    if forecast is not None and not all(
        plainly(forecast.get(key)) == plainly(reported[key]) for key in reported
    ):
        return "another forecast"
    if shown is None:
        return "no fingerprint"
    prints = {fingerprint_of(entries) for entries in with_plain_numbers(reported)}
    prints |= {fingerprint_of(forecast)} if forecast else set()
    return "as sealed" if shown[0] in prints else "another forecast"


def with_plain_numbers(entries):
    """Yield the entries as they may have been sealed: 2 and 2.0 have different fingerprints."""

    def plain(value):
        return value if isinstance(value, int | float) else round(float(value), 6)

    for number in (plain, float, lambda v: int(v) if float(v).is_integer() else plain(v)):
        yield {k: v if isinstance(v, str) else number(v) for k, v in entries.items()}


def plainly(value):
    """Return a text without capitals and outer blanks, or a rounded number."""
    if isinstance(value, str):
        return value.strip().lower()
    return None if value is None else round(float(value), 6)


def of_the_losses(losses):
    """Return in words whether these are two of the four losses, with finite weights above 0."""
    if not losses:
        return "no weights"
    if len(losses) != 2:
        return "one loss" if len(losses) == 1 else "another number of losses"
    if not set(losses) <= set(LOSSES):
        return "another name"
    usable = all(0 < weight < float("inf") for weight in losses.values())
    return "two losses" if usable else "a weight that isn't above 0"


EXACTLY, ROUNDED = 1e-6, 0.02


def are_near(given, measured, room):
    """Return True for the same losses with the same shares, but for some room."""
    return given.keys() == measured.keys() and all(
        abs(given[name] - measured[name]) <= room for name in measured
    )


def winner(shares):
    """Return the loss with more than half of the gradient in each measurement, or "depends"."""
    ahead = {name for one in shares for name in one if one[name] > 0.5}
    always = [name for name in ahead if all(one[name] > 0.5 for one in shares)]
    return always[0] if always else "depends"


def of_the_shares(given, losses, measured):
    """Return in words what the reported shares are: the measured ones, or which others."""
    equal = dict.fromkeys(losses, 1.0)
    parts = {name: weight / sum(losses.values()) for name, weight in losses.items()}
    known = {
        "as measured": lambda seed: measured[seed],
        "places swapped": lambda seed: {
            "output": measured[seed]["parameters"],
            "parameters": measured[seed]["output"],
        },
        "one seed": lambda seed: measured[0],
        "seeds in another order": lambda seed: measured[2 - seed],
        "equal weights": lambda seed: measured_shares(equal, seed),
        "parts of the weights": lambda seed: dict.fromkeys(PLACES, parts),
    }
    if len(given) != len(SEEDS):
        return "fewer than three" if len(given) < len(SEEDS) else "more than three"
    # all shares of two losses may be nearly the same: then only all their digits tell which are given
    for room in (EXACTLY, ROUNDED):
        for what, shares in known.items():
            if all(
                are_near(given[seed][place], shares(seed)[place], room)
                for seed in SEEDS
                for place in PLACES
            ):
                return what
    return "other numbers"


def of_the_count(answer, came_true):
    """Return in words whether the number of forecasts that came true is right."""
    given = number_or_none(answer)
    if given is None or isinstance(answer, bool):
        return "no number"
    return "right" if given == came_true else "too many" if given > came_true else "too few"


def of_the_reason(text):
    """Return in words whether an explanation can be one: its length, and that its words differ."""
    found = count_words(text)
    if found["words"] < 8:
        return "too short"
    return "words that differ" if found["different"] >= 6 else "repeated words"


def numbers_by_name(given):
    """Return numbers by name; nothing for what isn't a dict of numbers."""
    numbers = {str(name): number_or_none(x) for name, x in dict(given).items()} if given else {}
    return {} if None in numbers.values() else numbers


def shares_in(measured):
    """Return the reported shares by place, one dict for each measurement, or None for another form."""
    try:
        shares = [{p: numbers_by_name(one[p]) for p in PLACES} for one in measured]
    except (TypeError, KeyError, ValueError):
        return None
    return shares if all(one[place] for one in shares for place in PLACES) else None


@ex.property("the report", cause="the answer must be a dict with the seven keys of the table")
def _(report, draw):
    if not isinstance(report, Mapping):
        return {"losses": "no report", "because": "too short"}
    given = {key: report.get(key) for key in ("losses", "seal", "measured", "because", *PLACES)}
    losses = numbers_by_name(given["losses"] if isinstance(given["losses"], Mapping) else {})
    forecast = {place: plainly(str(given[place])) for place in PLACES}
    shares = shares_in(given["measured"])
    found = {"losses": of_the_losses(losses), "because": of_the_reason(str(given["because"] or ""))}
    if found["losses"] != "two losses":
        return found
    found["seal"] = of_the_seal({**given, "losses": losses})
    measured = [measured_shares(losses, seed) for seed in SEEDS]
    named = all(forecast[place] in (*losses, "depends") for place in PLACES)
    came_true = sum(forecast[place] == winner([one[place] for one in measured]) for place in PLACES)
    return {
        **found,
        "forecast": "one of the two, or depends" if named else "another word",
        "measured": "another form" if shares is None else of_the_shares(shares, losses, measured),
        "came_true": of_the_count(report.get("came_true"), came_true),
    }


@ex.comparator
def _(data, expected):
    given = data["the report"]
    three = given.get("measured") not in (
        None,
        "another form",
        "fewer than three",
        "more than three",
    )
    return {
        "two losses with weights": given["losses"] == "two losses",
        "the forecast names one of them, or depends": given.get("forecast")
        == "one of the two, or depends",
        "the forecast is the one that you sealed": given.get("seal") == "as sealed",
        "three measurements": three,
        "the shares of your losses, in the order of the seeds": given.get("measured")
        == "as measured",
        "how many forecasts came true": given.get("came_true") == "right",
        "an explanation": given["because"] == "words that differ",
    }


def report_source(weights, at_output, in_parameters, right, reason, **changed):
    """Return the source of an answer that was sealed and measured, with some entries changed."""
    changes = "".join(f"report[{key!r}] = {value}\n" for key, value in changed.items())
    return (
        "from course_lib.classroom.progress.sealed_forecasts import fingerprint_of\n"
        f"losses = {weights}\n"
        f"forecast = {{'output': {at_output!r}, 'parameters': {in_parameters!r}}}\n"
        "measured = [measured_shares(losses, seed) for seed in (0, 1, 2)]\n"
        "report = {'losses': losses, **forecast, 'seal': fingerprint_of({**losses, **forecast}),\n"
        f"          'measured': measured, 'came_true': {right}, 'because': {reason!r}}}\n{changes}"
    )


HONEST = (
    "msspec",
    "adv",
    1,
    "adv reaches the parameters better, and each discriminator has its own slopes",
)
CHOSEN = "{'adv': 1.0, 'msspec': 2.0}"
ex.mutant(
    "a_third_loss",
    says='Your forecast names a loss that isn\'t one of your two. Name one of them, or "depends".',
    source=report_source(CHOSEN, "feat", "adv", 1, HONEST[3]),
    part="forecast",
)
ex.mutant(
    "never_sealed",
    says="Your report has no fingerprint of a sealed forecast. Seal yours before you measure, and copy the fingerprint that it "
    "shows.",
    source=report_source(CHOSEN, *HONEST, seal="''"),
    part="seal",
)
ex.mutant(
    "forecast_adjusted",
    says="Your report isn't what you sealed: its losses, weights, forecast or fingerprint differ. Report what you sealed. A wrong "
    "forecast costs nothing.",
    source=report_source(CHOSEN, *HONEST, output="'depends'", came_true="2"),
    part="seal",
)
for number, place, loss in (("one", "output", "depends"), ("other", "parameters", "msspec")):
    ex.mutant(
        f"forecast_adjusted_alone_at_the_{number}_place",
        says="The forecast in your report isn't the sealed one, and the number that came true doesn't fit it. Report what you "
        "sealed. A wrong forecast costs nothing.",
        source=report_source(CHOSEN, *HONEST, **{place: repr(loss)}),
    )
ex.mutant(
    "too_many_came_true",
    says="Fewer of your forecasts came true. A loss wins only if it has more than half with all three seeds; otherwise the "
    'result is "depends".',
    source=report_source(CHOSEN, *HONEST, came_true="2"),
    part="came_true",
)
ex.mutant(
    "too_few_came_true",
    says='More of your forecasts came true. A loss wins if it has more than half with all three seeds, and "depends" comes '
    "true if neither wins.",
    source=report_source(CHOSEN, *HONEST, came_true="0"),
    part="came_true",
)
ex.mutant(
    "same_seed_three_times",
    says="You measured three times with the same discriminator. Give each measurement its own seed: 0, 1, 2.",
    source=report_source(
        CHOSEN, *HONEST, measured="[measured_shares(losses, 0) for _ in range(3)]"
    ),
    part="measured",
)
ex.mutant(
    "seeds_in_another_order",
    says="Your measurements are in another order than the seeds: 0, 1, 2.",
    source=report_source(CHOSEN, *HONEST, measured="measured[::-1]"),
    part="measured",
)
ex.mutant(
    "weights_left_out",
    says="These are the shares with equal weights. Measure with the weights that you sealed.",
    source=report_source(
        CHOSEN,
        *HONEST,
        measured="[measured_shares(dict.fromkeys(losses, 1.0), seed) for seed in (0, 1, 2)]",
    ),
    part="measured",
)
ex.mutant(
    "parts_of_the_weights",
    says="These are the parts of the weights. A share is measured: copy what measured_shares returns.",
    source=report_source(
        CHOSEN,
        *HONEST,
        measured="3 * [dict.fromkeys(forecast, {n: w / sum(losses.values()) for n, w in losses.items()})]",
    ),
    part="measured",
)
ex.mutant(
    "places_swapped",
    says="You report the shares at the output as those in the parameters, and the other way round.",
    source=report_source(
        CHOSEN,
        *HONEST,
        measured="[{'output': m['parameters'], 'parameters': m['output']} for m in measured]",
    ),
    part="measured",
)
ex.mutant(
    "other_numbers",
    says="These aren't the shares that measured_shares returns for your losses and weights with the seeds 0, 1 and 2, as parts "
    "of 1. Copy what the cell shows.",
    source=report_source(
        CHOSEN,
        *HONEST,
        measured="[{p: {n: 100 * x for n, x in m[p].items()} for p in m} for m in measured]",
    ),
    part="measured",
)
ex.mutant(
    "one_measurement",
    says="You report fewer than three measurements. Another discriminator may well give another winner: measure with seeds "
    "0, 1 and 2.",
    source=report_source(CHOSEN, *HONEST, measured="measured[:1]"),
    part="measured",
)
ex.mutant(
    "no_dict",
    says="The report is a dict with the seven keys of the table.",
    source="report = ['adv', 'msspec']",
)
ex.mutant(
    "one_loss",
    says="You chose a single loss, which has the whole gradient whatever its weight. Choose two.",
    source=report_source("{'adv': 1.0}", "adv", "adv", 2, HONEST[3]),
    part="losses",
)
ex.mutant(
    "three_losses",
    says="Choose two losses. With another number of them, none may have more than half.",
    source=report_source("{'adv': 1.0, 'feat': 1.0, 'l1': 1.0}", "adv", "adv", 2, HONEST[3]),
    part="losses",
)
ex.mutant(
    "a_weight_of_zero",
    says="Give both losses a weight above 0. A loss with the weight 0 has no share.",
    source=report_source("{'adv': 1.0, 'msspec': 0.0}", "adv", "adv", 2, HONEST[3]),
    part="losses",
)
ex.mutant(
    "another_loss",
    says="Your losses have a name that isn't adv, feat, l1 or msspec.",
    source=report_source("{'adv': 1.0, 'msspec': 2.0}", *HONEST, losses="{'adv': 1.0, 'mel': 2.0}"),
    part="losses",
)
ex.mutant(
    "losses_without_weights",
    says='Give each of your two losses a number as its weight, as in {"adv": 1, "l1": 10}.',
    source=report_source(CHOSEN, *HONEST, losses="['adv', 'msspec']"),
    part="losses",
)
ex.mutant(
    "nothing_measured",
    says="`measured` is a list of what measured_shares returns, one dict for each seed.",
    source=report_source(CHOSEN, *HONEST, measured="None"),
    part="measured",
)
ex.mutant(
    "four_measurements",
    says="You report more than three measurements. Three are asked for, with the seeds 0, 1 and 2.",
    source=report_source(CHOSEN, *HONEST, measured="[*measured, measured[0]]"),
    part="measured",
)
ex.mutant(
    "nothing_counted",
    says="`came_true` is a number: how many of your two forecasts came true.",
    source=report_source(CHOSEN, *HONEST, came_true="None"),
    part="came_true",
)
ex.mutant(
    "no_reason",
    says="Say why you think it came out this way, in 8 words or more.",
    source=report_source(CHOSEN, *HONEST, because="'luck'"),
    part="because",
)
ex.mutant(
    "words_repeated",
    says="Your explanation repeats its words. Say in a sentence why you think it came out this way.",
    source=report_source(CHOSEN, *HONEST, because="'because ' * 9"),
    part="because",
)
ex.alternative(
    "two other losses, both forecasts right",
    source=report_source(
        "{'l1': 100, 'feat': 1}",
        "l1",
        "l1",
        2,
        "a weight of a hundred lifts even a loss whose gradient is small",
    ),
)
ex.alternative(
    "nothing came true",
    source=report_source(
        "{'msspec': 1, 'adv': 2.5}",
        "msspec",
        "msspec",
        0,
        "I expected the spectra to win, since they won before the discriminator learned",
    ),
)
ex.hints(
    "In the lesson, which loss had more of the gradient at the output after training? And in the parameters?",
    "Weights 1 and 1 are a start. Remove the # signs in the two cells above, run them, and copy what they show. Then look at "
    "one place at a time: is the same loss above one half with all three seeds?",
    'report = {"losses": losses, "output": forecast["output"], ..., "seal": "____", "measured": ____, ...}',
)
ex.why(
    "A weight multiplies a gradient, so the loss with the larger share is the one whose weight times gradient is larger. How "
    "large a gradient is depends on the discriminator and on the place. With adv 1 and msspec 2, the winner at the output depends on "
    "the seed, while adv wins in the parameters each time. Only a measurement shows that. A forecast that failed, honestly "
    "reported, taught you the same."
)
ex.leads_to(
    "07.5 asks for the same three things of a training run: a sealed forecast, pairs of measurements, a verdict by a rule."
)
ex.wrong_turn(
    "It is tempting to measure first, with one seed, and to forecast what you saw. Then the forecast comes true and says "
    "nothing, and the next discriminator may prove it wrong."
)

# %% tags=["bank"]
Question(
    "05.r1",
    "Lesson 04: two tones, 15 Hz apart, and two clicks, 8 ms apart. Which window splits both pairs?",
    [
        Option(
            "a",
            "the longest: the longer, the finer",
            because="It is finer in frequency, but both clicks are inside it at once.",
            misconception="M08",
        ),
        Option(
            "b",
            "none",
            right=True,
            because="The tones need more than 3000 samples, the clicks fewer than 400. So there are several scales.",
        ),
        Option(
            "c",
            "a short one with many zeros after it",
            because="Zeros give more bins. The window decides what can be split.",
            misconception="M08",
        ),
    ],
    kind="recall",
)
Question(
    "05.r2",
    "Lesson 04: what does a sub-discriminator of MS-STFT-D receive?",
    [
        Option(
            "a",
            "the magnitude of each bin, as in a spectrogram",
            because="Magnitudes don't say when things happen. The phases carry that.",
            misconception="M09",
        ),
        Option(
            "b",
            "real and imaginary parts, as channels",
            right=True,
            because="So it also receives where in its cycle each frequency is.",
        ),
        Option(
            "c",
            "magnitude and phase, as channels",
            because="A phase jumps from 180 to -180 degrees. Real and imaginary parts don't jump.",
        ),
    ],
    kind="recall",
)
Question(
    "05.r3",
    "Lesson 01: what is a logit?",
    [
        Option(
            "a",
            "the probability that a sound is real",
            because="A probability is a number from 0 to 1. A logit is unbounded.",
            misconception="M07",
        ),
        Option(
            "b",
            "a raw score, any number: high means real",
            right=True,
            because="And a discriminator returns many of them, one for each stretch of sound.",
        ),
        Option(
            "c",
            "one number for a whole sound",
            because="A sub-discriminator returns a map of logits, and a multi-discriminator returns a list of maps.",
            misconception="M07",
        ),
    ],
    kind="recall",
)
Question(
    "05.p11",
    "You have tried some lines. Is there one that reaches the goal?",
    [
        Option(
            "a",
            "yes: fake scores minus real scores",
            because="That is right for the discriminator. But then the generator moves its fakes down, too.",
            misconception="M13",
        ),
        Option(
            "b",
            "yes: all losses added up, with the right weights",
            because="Weights change how steep the sum is at a score. Both players still receive the same slope.",
            misconception="M13",
        ),
        Option(
            "c",
            "yes, but it takes a curve: a square, a product, a maximum",
            because="A curve has different slopes at different scores. At each score, it is one slope for both players.",
            misconception="M13",
        ),
        Option(
            "d",
            "no: what helps one player here hurts the other",
            right=True,
            because="Both players move a fake's score along the same slope, so they always move it the same way.",
        ),
    ],
    later=Later(
        "Someone writes `(r - f).mean()`, and both players lower it. For whom is this line right?",
        [
            Option(
                "a",
                "for the discriminator: it compares real with fake",
                because="It lowers this number by moving real scores down and fakes up, the wrong way round.",
                misconception="M13",
            ),
            Option(
                "b",
                "for the generator alone: it moves fakes up",
                right=True,
                because="Lowering it moves fakes up, as the generator wants. The discriminator moves them up as well.",
            ),
            Option(
                "c",
                "for both: r and f have opposite signs",
                because="Real and fake scores move in opposite directions. But a fake's score moves one way for both players.",
                misconception="M13",
            ),
        ],
    ),
)
Question(
    "05.p1",
    "One sum: the discriminator's hinge loss plus the generator's loss. A fake scores 0. Which way does this sum "
    "pull the score of the fake?",
    [
        Option(
            "a",
            "down: the discriminator is trained too, and it wants fakes low",
            because="It does want them low. The generator's part pulls equally hard the other way.",
            misconception="M13",
        ),
        Option(
            "b",
            "up: the generator wants fakes high",
            because="It does. The discriminator's part pulls equally hard the other way.",
            misconception="M13",
        ),
        Option(
            "c",
            "not at all: the slope is exactly zero",
            right=True,
            because="The discriminator adds 1 + f and the generator adds -f: the score drops out.",
        ),
        Option(
            "d",
            "a little of both: each player learns at half strength",
            because="There is one sum and one slope. Two pulls of 1 in opposite directions leave nothing.",
            misconception="M13",
        ),
    ],
    later=Later(
        "The same sum, except that the generator's part is multiplied by a half. A fake scores 0. Which way does the sum pull its score?",
        [
            Option(
                "a",
                "not at all: the two parts still cancel",
                because="They cancelled because their slopes were equally large. Now one of them is half as large.",
                misconception="M13",
            ),
            Option(
                "b",
                "down",
                right=True,
                because="The discriminator's slope is 1 and the generator's is now a half, the other way. The larger one wins.",
            ),
            Option(
                "c",
                "up",
                because="The generator does pull up, but only half as hard as the discriminator pulls down.",
                misconception="M13",
            ),
        ],
    ),
)
Question(
    "05.p2",
    "We train two identical discriminators for 30 steps on the same sounds, one with its own hinge loss, one with "
    "the sum. At the end, how many sounds does the second one score on the right side of 0: real above, fake below?",
    [
        Option(
            "a",
            "nearly all: it learns more slowly",
            because="It learns nothing at all from fakes, so it never learns to score them low.",
            misconception="M13",
        ),
        Option(
            "b",
            "half, whatever the fakes sound like",
            right=True,
            because="What is left of its loss asks for higher real scores. Raising all scores achieves that, and nothing opposes "
            "it.",
        ),
        Option(
            "c",
            "half, and that means that the fakes are perfect",
            because="Half is right, but the fakes are as bad as before: you have heard them. A discriminator that scores all sounds "
            "alike is at half too.",
            misconception="M16",
        ),
        Option(
            "d",
            "none: it scores everything the wrong way round",
            because="It gives every sound a similar score, so it is right on every real sound and wrong on every fake.",
        ),
    ],
    later=Later(
        "A discriminator gives every sound the score -2. You test it on 10 real sounds and 30 fakes. How often is it right?",
        [
            Option(
                "a",
                "half of the time: it has learned nothing",
                because="It has learned nothing, and it is right on every fake. There are more fakes than real sounds.",
                misconception="M16",
            ),
            Option(
                "b",
                "75 % of the time: a low score suits a fake",
                right=True,
                because="It is right on all fakes, and on no real sound. An accuracy also depends on how many of each you test.",
            ),
            Option(
                "c",
                "never: it scores everything the same",
                because="A score below 0 is right for a fake, and it gives that score to all of them.",
            ),
        ],
    ),
)
Question(
    "05.p3",
    "A real sound already scores 3. Which way does the discriminator pull this score under hinge, and under least "
    "squares?",
    [
        Option(
            "a",
            "up under both: real should be as high as possible",
            because="Both losses know when a score is high enough. Hinge lets go above 1, and least squares has the target 1.",
        ),
        Option(
            "b",
            "hinge lets go, least squares pulls it down: 3 is too high",
            right=True,
            because="Beyond its margin the hinge is flat. Least squares pulls every real score to its target 1, and this one is 2 too high.",
        ),
        Option(
            "c",
            "both let go: 3 is real enough",
            because="Least squares has no margin. A score of 3 is 2 away from its target.",
        ),
    ],
    later=Later(
        "A fake already scores -3. Which way does the discriminator pull this score under hinge, and under least squares?",
        [
            Option(
                "a",
                "down under both: a fake should be as low as possible",
                because="Hinge lets go below -1, and least squares has the target 0.",
            ),
            Option(
                "b",
                "hinge lets go, least squares pulls it up: -3 is too low",
                right=True,
                because="Beyond its margin the hinge is flat. Least squares pulls every fake to 0, from below as well.",
            ),
            Option(
                "c",
                "both let go: -3 is low enough",
                because="Least squares has no margin: away from its target, it always pulls.",
            ),
        ],
    ),
)
Question(
    "05.p12",
    "Both players have their own LSGAN loss and move in turn, many times. Where do the scores of the fakes end?",
    [
        Option(
            "a",
            "at 1: the generator wins",
            because="Whenever a fake comes near 1, the discriminator's pull towards 0 is the stronger one.",
        ),
        Option(
            "b",
            "at 0: the discriminator wins",
            because="Whenever a fake comes near 0, the generator's pull towards 1 is the stronger one.",
        ),
        Option(
            "c",
            "they settle in the middle, where both pulls are equally strong",
            because="Equally strong isn't zero. In the middle, the player whose turn it is still moves them.",
            misconception="M12",
        ),
        Option(
            "d",
            "nowhere: they go back and forth",
            right=True,
            because="Each player undoes the other's last move. There is no score at which neither pulls.",
        ),
    ],
    later=Later(
        "Now both players use BCE, and move in turn. Where do the scores of the fakes end?",
        [
            Option(
                "a",
                "they settle at 0, which means a probability of one half",
                because="At 0 both pulls are equally strong, but not zero, and the players don't move at the same time.",
                misconception="M12",
            ),
            Option(
                "b",
                "nowhere: they go back and forth around 0",
                right=True,
                because="The discriminator pulls every fake down, the generator pulls it up, and each moves in its turn.",
            ),
            Option(
                "c",
                "ever higher: BCE has no target",
                because="That is true of real scores. On fakes, the two players pull in opposite directions.",
            ),
        ],
    ),
)
Question(
    "05.p4",
    "We run the discriminator's step once without detach. Which parameters have a gradient after its backward?",
    [
        Option(
            "a",
            "only the discriminator's; detach merely saves time",
            because="The generator made the fake, and backward follows the fake to where it came from.",
            misconception="M15",
        ),
        Option(
            "b",
            "the discriminator's and the generator's: both made these scores",
            right=True,
            because="And the generator's gradient says: change so that the discriminator scores you lower.",
        ),
        Option(
            "c",
            "none: without detach, backward fails",
            because="It works. What fails is a second backward through the same fake.",
        ),
    ],
    later=Later(
        "This time it's the generator's step, and readonly is missing. Which parameters have a gradient after its backward?",
        [
            Option(
                "a",
                "only the generator's: the loss is the generator's",
                because="Backward doesn't know whose loss it is. It fills every parameter on its way.",
                misconception="M15",
            ),
            Option(
                "b",
                "the generator's and the discriminator's: the way leads through both",
                right=True,
                because="The way to the generator leads through the discriminator. What is left there would be added to its next step.",
            ),
            Option(
                "c",
                "only the discriminator's: it computed the scores",
                because="The fake still has its graph, so the gradient goes on to the generator.",
            ),
        ],
    ),
)
Question(
    "05.p5",
    "The generator is frozen: its sound stays the same to the last sample. The discriminator learns for 30 steps. "
    "What happens to the generator's two losses, adv and feat?",
    [
        Option(
            "a",
            "they stay: the sound stays",
            because="The discriminator computes both, and the discriminator changes.",
            misconception="M12",
        ),
        Option(
            "b",
            "they fall: training makes losses fall",
            because="The discriminator's own loss falls. These two measure the fake with the discriminator, its opponent.",
            misconception="M12",
        ),
        Option(
            "c",
            "both rise: the discriminator gets better",
            right=True,
            because="The discriminator scores the fake lower, and its maps of real and fake move apart.",
        ),
        Option(
            "d",
            "adv rises, feat falls: only one of them is about scores",
            because="To give real and fake different scores, a discriminator needs maps that differ too.",
            misconception="M14",
        ),
    ],
    later=Later(
        "Now the discriminator is frozen, and the generator learns. Under hinge, adv falls. What do you know?",
        [
            Option(
                "a",
                "the sound has become better",
                because="It may have. But this discriminator may ignore what you hear, and adv says only what it scores.",
                misconception="M12",
            ),
            Option(
                "b",
                "this discriminator scores the fakes higher",
                right=True,
                because="Under hinge, adv is minus the mean score of the fakes, and their scores come from one fixed network.",
            ),
            Option(
                "c",
                "nothing: adv says as much about the discriminator",
                because="The discriminator is frozen, so what changed is the fake.",
                misconception="M12",
            ),
        ],
    ),
)
Question(
    "05.p6",
    "Suppose someone adds feature matching to the discriminator's loss, with the weight 4. What will it learn?",
    [
        Option(
            "a",
            "to compare more carefully: it gets a second task",
            because="Its second task would be to make the maps of real and fake alike. Ignoring every difference solves it.",
            misconception="M14",
        ),
        Option(
            "b",
            "to notice less: its maps of real and fake should be alike",
            right=True,
            because="That is the cheapest way to make its own maps alike.",
        ),
        Option(
            "c",
            "nothing: feature matching has no gradient for the discriminator",
            because="Its weights compute the maps, so there is a gradient. That is why readonly keeps it out.",
            misconception="M14",
        ),
    ],
    later=Later(
        "Someone forgets readonly in the generator's step, and calls backward and then the discriminator's step, with nothing cleared in between. What does this step do to the generator's feat?",
        [
            Option(
                "a",
                "nothing: feat is a loss of the generator",
                because="Its gradient has passed through the discriminator and left some in its parameters. The step uses what it finds.",
                misconception="M14",
            ),
            Option(
                "b",
                "it lowers feat: the discriminator learns to see less difference",
                right=True,
                because="What is left in its parameters is the slope of feat, too. The step follows it, as if feat were part of the discriminator's loss.",
            ),
            Option(
                "c",
                "it raises feat: the two players are opponents",
                because="They are, but a step follows minus the gradient, whichever loss it comes from. So it lowers feat.",
                misconception="M14",
            ),
        ],
    ),
)
Question(
    "05.p7",
    "Each sub-discriminator has six maps, and the last one contains the scores. We average the six differences. "
    "How much of the sum comes from the last map?",
    [
        Option(
            "a",
            "a sixth: it is one of six",
            because="The maps aren't equally loud. A loud map has loud differences.",
            misconception="M24",
        ),
        Option(
            "b",
            "about half: deep maps are a little louder",
            because="For this discriminator, the last one is much louder.",
            misconception="M24",
        ),
        Option(
            "c",
            "more than two thirds: the scores differ most",
            right=True,
            because="Training spreads the scores, so the last map is the loudest, and the average follows it.",
        ),
    ],
    later=Later(
        "A relative loss divides the difference of each map by the mean size of the real map. Then all values of one map, real and "
        "fake, are multiplied by 10. What happens to its part?",
        [
            Option(
                "a",
                "it becomes 10 times as large: the map is louder now",
                because="That is so in the plain average. Here the difference is divided by a size that has grown as much.",
                misconception="M24",
            ),
            Option(
                "b",
                "nothing: the size grows as much",
                right=True,
                because="Difference and size are both multiplied by 10, so their ratio stays.",
            ),
            Option(
                "c",
                "it becomes a tenth: it is divided by a larger size",
                because="The size grows, and the difference by as much.",
                misconception="M24",
            ),
        ],
    ),
)
Question(
    "05.p8",
    "The weights stay 4, 4, 0.1 and 2, as multipliers. Before the discriminator learns, adv makes up less than 1 "
    "% of the gradient at the output. And after its 30 steps?",
    [
        Option(
            "a",
            "still less than 1 %: the weights haven't changed",
            because="A weight multiplies a gradient. The gradient has grown more than a hundredfold.",
            misconception="M19",
        ),
        Option(
            "b",
            "40 %: 4 of 10.1",
            because="That is its part of the weights. But multipliers don't make shares.",
            misconception="M19",
        ),
        Option(
            "c",
            "more than half: training makes its slopes steeper",
            right=True,
            because="The same multiplier now outweighs everything else.",
        ),
    ],
    later=Later(
        "As multipliers, the weights gave adv 60 % of the gradient at the output. Now all four are doubled. And adv's share?",
        [
            Option(
                "a",
                "larger: its multiplier is twice as large",
                because="The other three multipliers are twice as large as well, so the shares stay.",
                misconception="M19",
            ),
            Option(
                "b",
                "still 60 %, but the gradient is twice as long",
                right=True,
                because="All lengths double, so their ratios stay. Multipliers also set how large the whole gradient is.",
            ),
            Option(
                "c",
                "40 %: its part of the weights",
                because="That would be so with a balancer. A multiplier multiplies whatever length the gradient has.",
                misconception="M19",
            ),
        ],
    ),
)
Question(
    "05.p9",
    "Two discriminators have equal weights: one is always right, the other has learned nothing. How does "
    "AudioCraft's balancer divide the gradient between them?",
    [
        Option(
            "a",
            "nearly all to the one that is right: weights follow performance",
            because="The balancer never checks which one is right. It uses only the sizes of gradients.",
            misconception="M19",
        ),
        Option(
            "b",
            "half and half: equal weights, equal parts",
            right=True,
            because="Each gradient is divided by its own usual size, so the guesser's becomes as large as the other.",
        ),
        Option(
            "c",
            "nearly all to the one that has learned nothing, so that it catches up",
            because="This gradient trains the generator, not the discriminators. And sizes decide nothing here, because they are "
            "divided out.",
            misconception="M19",
        ),
    ],
    later=Later(
        "A balancer's weights are 3 and 1. The gradient of the second loss is 1000 times as long as that of the first. What share does the second get in the first step?",
        [
            Option(
                "a",
                "nearly all: it is so much longer",
                because="Its length is divided out.",
                misconception="M19",
            ),
            Option(
                "b",
                "a quarter: only the weights count",
                right=True,
                because="Both gradients are divided by their own size. Only the weights are left: 1 of 4.",
            ),
            Option(
                "c",
                "half: the balancer equalises",
                because="It equalises the sizes, and then multiplies by the weights.",
                misconception="M19",
            ),
        ],
    ),
)
Question(
    "05.p10",
    "The balancer gives msspec 20 % of the gradient at the output. With the lesson's networks, what is its share of the gradient "
    "in the generator's parameters?",
    [
        Option(
            "a",
            "20 % again: the generator passes on what it gets",
            because="It passes some directions on far better than others. A share at its output doesn't say how much arrives.",
            misconception="M19",
        ),
        Option(
            "b",
            "less than half of that: the generator passes on the others better",
            right=True,
            because="Here the generator passes it on worse than the others. With another discriminator its share became larger. That is why you measure.",
        ),
        Option(
            "c",
            "more than twice that: spectra depend on every sample",
            because="So do the others. How well a gradient is passed on depends on its direction, and here it is much less.",
        ),
    ],
    later=Later(
        "With a balancer, two losses have half of the gradient each at the output. In the parameters, one of them has almost everything. What follows?",
        [
            Option(
                "a",
                "the balancer is broken: it promises the same shares everywhere",
                because="It promises them at the output. It ignores the parameters.",
                misconception="M19",
            ),
            Option(
                "b",
                "nothing is broken: the generator passes one of them on better",
                right=True,
                because="A balancer ends at the output. What the generator makes of a gradient on the way to its parameters is another question.",
            ),
            Option(
                "c",
                "the average needs more steps, then it will be half and half",
                because="The average is about sizes at the output, and there it is half and half already.",
                misconception="M19",
            ),
        ],
    ),
)
Question(
    "05.x1",
    "After the discriminator's step, you find gradients in the generator's parameters. What was forgotten?",
    [
        Option(
            "a",
            "readonly around the discriminator",
            because="`readonly` protects the discriminator, in the generator's step.",
            misconception="M15",
        ),
        Option(
            "b",
            "detach on the fake",
            right=True,
            because="Without it, the discriminator's loss runs back into the network that made the fake.",
        ),
        Option(
            "c",
            "zero_grad on the discriminator's optimizer",
            because="That clears the discriminator's gradients. It has no access to the generator's.",
        ),
    ],
    kind="exit",
)
Question(
    "05.x2",
    "In a run, the discriminator's accuracy falls to 50 %. Which finding shows that the generator still isn't perfect?",
    [
        Option(
            "a",
            "adv has been rising for a while",
            because="`adv` is computed by the discriminator. It can rise while the sound stays the same.",
            misconception="M12",
        ),
        Option(
            "b",
            "in a blind test, you recognise its sounds every time",
            right=True,
            because="Then there is a difference, and the discriminator doesn't use it.",
        ),
        Option(
            "c",
            "the accuracy itself: a perfect generator would push it to 0 %",
            because="Against a perfect generator, a discriminator can only guess, and guessing is right half of the time.",
            misconception="M16",
        ),
    ],
    kind="exit",
)
Question(
    "05.x3",
    "Lesson 02: can a sub-discriminator of MPD compare a sample with its neighbour in the wave?",
    [
        Option(
            "a",
            "yes: its kernels cover several samples",
            because="They do, but along a column, where each entry is a whole period after the one before.",
            misconception="M02",
        ),
        Option(
            "b",
            "no: only with samples that are whole periods away",
            right=True,
            because="Neighbours are in different columns, and no layer mixes columns.",
        ),
        Option(
            "c",
            "only in its last layer, which has seen everything",
            because="The last layer's kernels are one column wide as well.",
            misconception="M02",
        ),
    ],
    kind="exit",
)
Question(
    "05.e1",
    "A friend writes: my total loss is discriminator + generator + feature matching, one backward, Adam over all "
    "parameters. The discriminator is at 50 %, so my sounds must be perfect. What do you answer?",
    kind="explain",
    look_for=(
        "I said that under hinge a fake's score above -1 drops out of the sum, so neither player learns from it.",
        "I said that each player has its own loss and moves its own parameters, with detach in one step and readonly "
        "in the other.",
        "I said that a discriminator at 50 % may be one that doesn't distinguish anything.",
        "I said that feature matching in the discriminator's loss trains it to ignore differences.",
    ),
)
