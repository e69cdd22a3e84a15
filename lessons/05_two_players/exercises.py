# %% [markdown]
# Six exercises on the lesson *Two players, one sound*. What you build in 05.1, 05.3 and 05.5 trains the GAN of lesson 07.
#
# Do them in order or not: each stands alone. Run the check as often as you like. It costs nothing.
# Stuck? `hint("05.1")` gives one rung at a time, `solution("05.1")` shows a way and says why.

# %% tags=["setup"]
from collections.abc import Callable, Mapping, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.classroom import setup
from course_lib.losses import readonly

Criterion = Callable[[Tensor], Tensor]

setup("05")

# %% tags=["bank"]
from course_lib.classroom import Exercise, Option, Question

# %% [markdown] id="05-1-head" tags=["exercise"]
# ### 05.1
# Write `criteria(name)`: three functions of scores. What the generator pays for its fakes, what the judge pays for real
# sound, what the judge pays for fakes.
#
# | name | generator, fake | judge, real | judge, fake |
# |---|---|---|---|
# | `"hinge"` | -s | max(0, 1 - s) | max(0, 1 + s) |
# | `"mse"` | (s - 1)² | (s - 1)² | s² |
#
# | | |
# |---|---|
# | in | scores `s` of any shape |
# | out | their mean cost, one number |
# | no scores at all | the generator pays 0, not NaN; for the judge, anything |
# | another name | raise `ValueError` |


# %% id="05-1-answer" tags=["answer"]
# @answer 05.1
def criteria(name: str) -> tuple[Criterion, Criterion, Criterion]:
    """Choose what is paid for scores: (generator on fake, judge on real, judge on fake)."""
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
    raise ValueError(f"no criterion {name!r}: choose hinge or mse")
    # END SOLUTION
    # STUB: raise NotAttempted("05.1")


# %% id="05-1-bank" tags=["bank"]
ex = Exercise("05.1", answer="criteria")


def at_single_scores(criteria):
    """What each player pays for one score."""
    players = ("generator, fake", "judge, real", "judge, fake")
    scores = (-2.0, -1.0, 0.0, 1.0, 2.0)
    return {
        f"{who} {s:g}": float(pay(torch.tensor([s])))
        for who, pay in zip(players, criteria, strict=True)
        for s in scores
    }


@ex.property("hinge, at single scores", cause="compare with the table, score by score")
def _(criteria, draw):
    return at_single_scores(criteria("hinge"))


@ex.property(
    "least squares, at single scores",
    cause="the generator wants 1, the judge 1 for real and 0 for fake",
)
def _(criteria, draw):
    return at_single_scores(criteria("mse"))


@ex.property("the mean, of any shape", cause="a sum grows with the number of scores")
def _(criteria, draw):
    scores = 2 * draw.randn(2, 1, 5, 3)
    return [[pay(scores) for pay in criteria(name)] for name in ("hinge", "mse")]


@ex.property("slopes", cause="the value is right, and autograd cannot follow it")
def _(criteria, draw):
    slopes = []
    for name in ("hinge", "mse"):
        for pay in criteria(name):
            scores = (2 * draw.randn(7)).requires_grad_()
            slopes.append(torch.autograd.grad(pay(scores), scores)[0])
    return slopes


@ex.property("no scores", cause="the mean of nothing is NaN")
def _(criteria, draw):
    found = []
    for name in ("hinge", "mse"):
        cost = criteria(name)[0](torch.zeros(2, 1, 0).requires_grad_())
        found.append({"cost": float(cost.sum()), "shape": list(cost.shape)})
        found[-1]["has a graph"] = cost.requires_grad
    return found


@ex.property("an unknown name is refused", cause="a name that nobody knows raises ValueError")
def _(criteria, draw):
    names = ("hing", "lsgan", "MSE", "wgan")
    return [draw.refusal(lambda name=name: criteria(name)) for name in names]


RIGHT = {
    "generator_hinge": "-s.mean() if s.numel() else s.sum()",
    "real_hinge": "(1 - s).clamp(min=0).mean()",
    "fake_hinge": "(1 + s).clamp(min=0).mean()",
    "generator_mse": "(s - 1).square().mean() if s.numel() else s.sum()",
    "real_mse": "(s - 1).square().mean()",
    "fake_mse": "s.square().mean()",
}


def criteria_source(otherwise="raise ValueError(name)", **changed):
    """The source of an answer: the right one, with some costs changed."""
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
    says="Your generator pays +s under hinge: it would learn to make sounds that score low. It wants high scores: -s.",
    source=criteria_source(generator_hinge="s.sum() / max(1, s.numel())"),
)
ex.mutant(
    "generator_stops_at_one",
    says="Your generator's hinge has a corner at 1, as the judge's has. In the table its cost is -s, and never stops.",
    source=criteria_source(generator_hinge="(1 - s).clamp(min=0).mean() if s.numel() else s.sum()"),
)
ex.mutant(
    "judge_comes_first",
    says="Your three functions stand in another order. The generator's comes first, then the judge's for real, then for fakes.",
    source=criteria_source(
        **{
            f"{to}_{rule}": RIGHT[f"{of}_{rule}"]
            for rule in ("hinge", "mse")
            for to, of in (("generator", "real"), ("real", "fake"), ("fake", "generator"))
        }
    ),
)
ex.mutant(
    "one_cost_per_score",
    says="You return one cost for each score. Asked for is one number: their mean.",
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
    says="Your judge's two hinge costs are swapped: it pays for real sounds that score high.",
    source=criteria_source(real_hinge=RIGHT["fake_hinge"], fake_hinge=RIGHT["real_hinge"]),
)
ex.mutant(
    "no_hinge",
    says="Your hinge never stops paying: at a real score of 2 the judge is already content, and 1 - s is negative. "
    "Cut the cost off at 0.",
    source=criteria_source(real_hinge="(1 - s).mean()", fake_hinge="(1 + s).mean()"),
)
ex.mutant(
    "margin_at_zero",
    says="Your hinges have their corners at 0. Real scores should reach 1 and fake ones -1: that is the 1 in the table.",
    source=criteria_source(
        real_hinge="(-s).clamp(min=0).mean()", fake_hinge="s.clamp(min=0).mean()"
    ),
)
ex.mutant(
    "targets_swapped",
    says="Under least squares your judge wants 0 for real sound and 1 for fakes. It is the other way round.",
    source=criteria_source(real_mse=RIGHT["fake_mse"], fake_mse=RIGHT["real_mse"]),
)
ex.mutant(
    "minus_one_for_fakes",
    says="Under least squares your judge pulls fakes to -1. That is the hinge's margin; here the target is 0.",
    source=criteria_source(fake_mse="(s + 1).square().mean()"),
)
ex.mutant(
    "sums",
    says="You add up the scores instead of taking their mean: a longer sound would count more than a short one.",
    source=criteria_source(**{key: cost.replace("mean", "sum") for key, cost in RIGHT.items()}),
)
ex.mutant(
    "nan_for_nothing",
    says="With no scores at all your generator pays NaN, and one NaN spoils all its weights. Give it a zero.",
    source=criteria_source(generator_hinge="-s.mean()", generator_mse="(s - 1).square().mean()"),
)
ex.mutant(
    "any_name",
    says="A name that is neither hinge nor mse is not refused, so a spelling mistake trains another loss than was asked for, "
    "or none. Raise ValueError.",
    source=criteria_source(otherwise="return ({mse})"),
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
    "At which score is the judge content with a real sound under hinge? And what should a real sound that scores 2 cost?",
    "Each function maps scores to costs and takes their mean. A hinge is a cost cut off at zero. The generator first asks "
    "whether there are scores at all.",
    "lambda s: (1 - s).clamp(min=____).mean()   and   lambda s: (s - ____).square().mean()",
)
ex.why(
    "Each player's cost is a function of scores alone, so one judge can be trained with either rule. The mean makes a cost "
    "that does not depend on how many scores there are. The judge's hinge is flat beyond its margin: a sound that is judged "
    "well enough teaches nothing more."
)
ex.wrong_turn(
    "The hinge without its cut looks harmless, since its slopes have the right sign. But then the judge wins most by "
    "raising scores of real sound for ever, and its weights grow without end."
)

# %% [markdown] id="05-2-head" tags=["exercise"]
# ### 05.2
# These are the lines of one training step, shuffled. One line does not belong. The judge learns first; then the
# generator faces the judge as it is now. Answer with the letters in order, as in `order = ["B", "A"]`.
#
# ```text
# A    judge_optimizer.step()
# B    fake = generator(real)
# C    with readonly(judge): generator_loss = adv(judge(fake))
# D    judge_loss.backward()
# E    judge_loss = loss_real(judge(real)) + loss_fake(judge(fake.detach()))
# F    generator_optimizer.step()
# G    judge_optimizer.zero_grad()
# H    generator_loss.backward()
# I    generator_optimizer.zero_grad()
# J    judge_loss = loss_real(judge(real)) + loss_fake(judge(fake))
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
    letters = [str(letter).strip().upper() for letter in order]
    # old gradients may be cleared at any time but between their backward and their step
    rest = [letter for letter in letters if letter not in "GI"]
    cleared = [
        letters.count(clear) == 1
        and not letters.index(back) < letters.index(clear) < letters.index(step)
        for clear, back, step in (("G", "D", "A"), ("I", "H", "F"))
        if back in letters and step in letters
    ]
    where = [-1 if all(cleared) else letters.index(c) if c in letters else -2 for c in "GI"]
    return {"lines": rest, "cleared": cleared, "where": where}


ex.mutant(
    "no_detach",
    says="Line J lets the judge's loss run back into the generator. Then the generator is taught to be caught, or the second "
    "backward fails, since the first one has used up the graph.",
    source='order = ["B", "J", "G", "D", "A", "C", "I", "H", "F"]',
)
ex.mutant(
    "cleared_after_backward",
    says="G stands between D and A: the gradients are cleared before the optimizer has seen them, and the judge never learns.",
    source='order = ["B", "E", "D", "G", "A", "C", "I", "H", "F"]',
)
ex.mutant(
    "generator_cleared_too_late",
    says="I stands between H and F: the generator's gradients are gone when its optimizer looks for them.",
    source='order = ["B", "E", "G", "D", "A", "C", "H", "I", "F"]',
)
ex.mutant(
    "asks_the_old_judge",
    says="C stands before A: the generator asks the judge as it was before its step. Then A changes weights that H still "
    "needs, and torch refuses.",
    source='order = ["B", "E", "C", "G", "D", "A", "I", "H", "F"]',
)
ex.mutant(
    "generator_first",
    says="Your generator moves first. The judge should learn before it is asked.",
    source='order = ["B", "C", "I", "H", "F", "E", "G", "D", "A"]',
)
ex.mutant(
    "never_cleared",
    says="Nothing clears the old gradients: each step adds its own to all that were before.",
    source='order = ["B", "E", "D", "A", "C", "H", "F"]',
)
ex.mutant(
    "generator_never_cleared",
    says="I is missing: nothing clears the generator's gradients, and each step adds its own to all that were before.",
    source='order = ["B", "E", "G", "D", "A", "C", "H", "F"]',
)
ex.mutant(
    "judge_never_cleared",
    says="G is missing: nothing clears the judge's gradients, and each step adds its own to all that were before.",
    source='order = ["B", "E", "D", "A", "C", "I", "H", "F"]',
)
ex.mutant(
    "step_before_backward",
    says="A stands before D: the judge's optimizer moves before there is a gradient to move along.",
    source='order = ["B", "E", "G", "A", "D", "C", "I", "H", "F"]',
)
ex.mutant(
    "both_judge_losses",
    says="Both E and J are in your list, and only one of them belongs.",
    source='order = ["B", "J", "E", "G", "D", "A", "C", "I", "H", "F"]',
)
ex.alternative("gradients cleared at the start", source='order = list("GIBEDACHF")')
ex.alternative("gradients cleared at the end", source='order = list("BEDAGCHFI")')
ex.alternative("small letters", source='order = list("begdaichf")')
ex.hints(
    "Who makes the fake, and how often must it be made? Whose gradients does each backward fill?",
    "Make the fake. The judge: pay for a detached fake, clear, backward, step. The generator: ask the judge through "
    "readonly, clear, backward, step.",
    "B, ____, G, D, ____, C, I, ____, F",
)
ex.why(
    "The fake is made once and used twice: without its graph for the judge, with it for the generator. Clearing "
    "may stand anywhere but between its own backward and step. `readonly` lets the gradient through the judge without leaving any in it."
)
ex.wrong_turn(
    "J works for one line, and then H raises an error about a graph that has been used. Many add `retain_graph=True` to D. "
    "The error goes away, and the generator is taught by the judge's loss."
)

# %% [markdown] id="05-3-head" tags=["exercise"]
# ### 05.3
# Write both steps. It is `AdversarialLoss` of the library, in small, and takes its place in lesson 07. The judge returns
# `(logits, fmaps)`, a list each, one entry per member. All costs are means over the members; the judge's cost of one is
# fake plus real.
#
# | | |
# |---|---|
# | `train_adv(fake, real)` | one step of the judge; returns its cost, without a graph |
# | `forward(fake, real)` | returns `adv`, `feat`: what the generator pays |
# | `loss_feat(maps_fake, maps_real)` | compares the maps of one member; if it is None, `feat` is 0 |
# | after `train_adv` | no gradient at `fake` or `real` |
# | after `forward` and backward | one at `fake`, none at `real`, none in the judge; it can learn as before |


# %% id="05-3-given"
class Step(nn.Module):
    """A judge, its optimizer, and what both players pay."""

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
    """Both steps: the judge learns, and the generator is judged."""

    def train_adv(self, fake: Tensor, real: Tensor) -> Tensor:
        """Let the judge learn from one batch."""
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
        """Judge the fake for the generator."""
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
ex = Exercise("05.3", answer="AdversarialStep")


class Member(nn.Module):
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


class TwoMembers(nn.Module):
    """A judge with two members of different size, all weights drawn."""

    def __init__(self, draw):
        super().__init__()
        self.members = nn.ModuleList([Member(draw, 1), Member(draw, 3)])

    def forward(self, wave):
        logits, fmaps = zip(*(member(wave) for member in self.members), strict=True)
        return list(logits), list(fmaps)


def maps_differ(maps_fake, maps_real):
    pairs = zip(maps_fake, maps_real, strict=True)
    return torch.stack([(f - r).square().mean() / r.abs().mean() for f, r in pairs]).sum()


def bench(step_class, draw, matching=maps_differ):
    """A judge, a step that trains it, and a batch whose gradients can be seen."""
    judge = TwoMembers(draw)
    pays = (lambda s: -s.mean(), lambda s: F.relu(1 - s).mean(), lambda s: F.relu(1 + s).mean())
    step = step_class(judge, torch.optim.SGD(judge.parameters(), 0.1), *pays, matching)
    fake, real = (draw.randn(2, 1, 24).requires_grad_() for _ in range(2))
    return judge, step, fake, real


def go_back(cost):
    """Send a gradient back, where the cost has a graph."""
    if cost.requires_grad:
        cost.backward()


def seen(*tensors):
    """Which of them have got a gradient other than zero."""
    return [t.grad is not None and bool(t.grad.abs().sum() > 0) for t in tensors]


@ex.property("the judge takes one step", cause="the cost, zero_grad, backward and step, in order")
def _(step_class, draw):
    judge, step, fake, real = bench(step_class, draw)
    cost = step.train_adv(fake, real)
    return {"cost": cost.detach(), "weights": list(judge.parameters())}


@ex.property("two steps", cause="the second step must not count the gradients of the first")
def _(step_class, draw):
    judge, step, fake, real = bench(step_class, draw)
    for _ in range(2):
        step.train_adv(fake, real)
    return list(judge.parameters())


@ex.property(
    "the generator is left alone", cause="the judge's loss must not run back into the sounds"
)
def _(step_class, draw):
    _, step, fake, real = bench(step_class, draw)
    cost = step.train_adv(fake, real)
    return {"gradient at fake, real": seen(fake, real), "cost has a graph": cost.requires_grad}


@ex.property("the sounds given keep their graph", cause="detach_() cuts the caller's own tensor")
def _(step_class, draw):
    _, step, made, real = bench(step_class, draw)
    fake = 2 * made
    step.train_adv(fake, real)
    go_back(sum(step(fake, real)))
    return {"gradient at what made the fake": made.grad, "real": real.requires_grad}


@ex.property("what the generator pays", cause="means over members; feat compares maps, not scores")
def _(step_class, draw):
    _, step, fake, real = bench(step_class, draw)
    return list(step(fake, real))


@ex.property("the gradient at the fake", cause="the gradient must pass through the judge")
def _(step_class, draw):
    _, step, fake, real = bench(step_class, draw)
    adv, feat = step(fake, real)
    go_back(adv + 3 * feat)
    return {"fake": fake.grad, "at real": seen(real)}


@ex.property(
    "the judge keeps out", cause="its parameters need no gradient while the generator pays"
)
def _(step_class, draw):
    judge, step, fake, real = bench(step_class, draw)
    frozen = judge.members[1].post.bias.requires_grad_(False)
    adv, feat = step(fake, real)
    go_back(adv + feat)
    return {
        "gradients": sum(seen(*judge.parameters())),
        "can learn": sum(parameter.requires_grad for parameter in judge.parameters()),
        "what was frozen can learn": frozen.requires_grad,
    }


@ex.property("without feature matching", cause="feat is a zero that can be added to a loss")
def _(step_class, draw):
    _, step, fake, real = bench(step_class, draw, matching=None)
    adv, feat = step(fake, real)
    go_back(adv + feat)
    return {"feat": float(feat), "gradient": fake.grad}


CLEAR, BACK = "        self.optimizer.zero_grad()\n", "        cost.backward()\n"
ex.mutant(
    "no_detach",
    says="Your judge's loss runs back into the fake, so the generator is taught to be caught. Detach the fake in "
    "train_adv.",
    edit={"self.adversary(fake.detach())": "self.adversary(fake)"},
)
ex.mutant(
    "judge_learns_in_forward",
    says="In forward, the judge's parameters collect gradients of the generator's loss. Use readonly around it.",
    edit={
        "        with readonly(self.adversary):\n            scores, maps_fake = self.adversary(fake)\n"
        "            with torch.no_grad():\n                _, maps_real = self.adversary(real)\n": (
            "        scores, maps_fake = self.adversary(fake)\n"
            "        with torch.no_grad():\n            _, maps_real = self.adversary(real)\n"
        )
    },
)
ex.mutant(
    "frozen_for_ever",
    says="You switched the judge's requires_grad off in forward and did not bring it back as it was.",
    edit={
        "        with readonly(self.adversary):\n": (
            "        self.adversary.requires_grad_(False)\n        if True:\n"
        )
    },
)
ex.mutant(
    "all_switched_on",
    says="After forward every parameter can learn, even one that was frozen before. Bring back what was: readonly does.",
    edit={
        "        with readonly(self.adversary):\n": (
            "        self.adversary.requires_grad_(False)\n        if True:\n"
        ),
        "        adv = torch.stack": (
            "        self.adversary.requires_grad_(True)\n        adv = torch.stack"
        ),
    },
)
ex.mutant(
    "cleared_before_the_step",
    says="Your judge never moves. Its gradients are cleared between backward and step, so that the optimizer finds none, or "
    "the step is missing.",
    edit={CLEAR + BACK: BACK + CLEAR},
)
ex.mutant(
    "never_cleared",
    says="Your judge's gradients are never cleared: each step adds its own to all that were before.",
    edit={CLEAR: ""},
)
ex.mutant(
    "sum_over_members",
    says="You add up the members. Their mean is asked for: with more members no player should pay more.",
    edit={
        "torch.stack(costs).mean()": "torch.stack(costs).sum()",
        "for f in scores]).mean()": "for f in scores]).sum()",
        "for f, r in pairs]).mean()": "for f, r in pairs]).sum()",
    },
)
ex.mutant(
    "fake_without_graph",
    says="No gradient reaches the fake: it is judged under no_grad, or detached, in forward. That is where the generator "
    "learns from.",
    edit={
        "scores, maps_fake = self.adversary(fake)": "scores, maps_fake = self.adversary(fake.detach())"
    },
)
ex.mutant(
    "real_with_graph",
    says="In forward, a gradient reaches the real sound. Nobody learns from it: judge it under no_grad and save the memory.",
    edit={"with torch.no_grad():": "if True:"},
)
ex.mutant(
    "maps_swapped",
    says="You give loss_feat the real maps first. It takes those of the fake first: a relative one divides by the second.",
    edit={"self.loss_feat(f, r)": "self.loss_feat(r, f)"},
)
ex.mutant(
    "mean_over_both_sounds",
    says="Your judge's cost is half of what it should be. A member pays for fake plus real; the mean is taken over members.",
    edit={"torch.stack(costs).mean()": "torch.stack(costs).mean() / 2"},
)
ex.mutant(
    "roles_swapped",
    says="Your judge pays loss_real for fakes and loss_fake for real sounds: it learns to prefer fakes.",
    edit={"self.loss_fake(f) + self.loss_real(r)": "self.loss_fake(r) + self.loss_real(f)"},
)
ex.mutant(
    "cost_with_graph",
    says="The cost that train_adv returns still holds its graph. Whoever keeps it for a plot keeps every graph in memory.",
    edit={"return cost.detach()": "return cost"},
)
ex.mutant(
    "generator_pays_loss_fake",
    says="Your generator pays loss_fake, the judge's cost. It has its own, `loss`, which wants the opposite.",
    edit={"[self.loss(f) for f in scores]": "[self.loss_fake(f) for f in scores]"},
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
    "Which tensors must a gradient reach in each of the two methods, and which ones not? Write the two lists first.",
    "train_adv: detach both sounds, score them, pay per member, take the mean, clear, backward, step. forward: readonly; "
    "the fake with its graph, the real sound under no_grad; two means.",
    "with readonly(____):  scores, maps_fake = self.adversary(____)   and   with torch.no_grad(): _, maps_real = "
    "self.adversary(____)",
)
ex.why(
    "`detach` cuts the judge's loss off from the generator. `readonly` cuts the generator's loss off from the judge, and "
    "still lets the gradient through to the fake. The real sound needs no graph in forward: its maps are a target. "
    "So the two players share one sound and no gradient."
)
ex.wrong_turn(
    "`torch.no_grad()` around the whole judge in forward also keeps gradients out of its parameters. It cuts off the fake as "
    "well, and then the generator learns nothing from the judge, without any error if another loss is added."
)

# %% [markdown] id="05-4-head" tags=["exercise"]
# ### 05.4
# Four colleagues, four bugs, one symptom each. Name each bug, and mend the function: a dict `{"A": ("P", mended_a), ...}`.
#
# | | symptom |
# |---|---|
# | A | real and fake scores rise together; half of the sounds end on the wrong side of 0 |
# | B | `adv` is logged and changes, but the generator trains as if there were no judge |
# | C | the judge's cost never falls; its weights never move |
# | D | the maps of real and fake stay alike, and so do their scores |
#
# | | bug |
# |---|---|
# | P | a sign in one margin |
# | Q | the fake is cut off where the generator should learn |
# | R | the fake is not cut off where only the judge should learn |
# | S | gradients are cleared at the wrong time |
# | T | the judge pays for feature matching |
# | U | the learning rate is too high |


# %% id="05-4-given"
def judge_pays_a(real: Tensor, fake: Tensor) -> Tensor:
    """What the judge pays for scores."""
    return (1 - real).clamp(min=0).mean() + (1 - fake).clamp(min=0).mean()


def generator_pays_b(judge: nn.Module, fake: Tensor, target: Tensor) -> Tensor:
    """Be close to the target, and score high."""
    scores = judge(fake.detach())
    return (fake - target).abs().mean() - scores.mean()


# %% id="05-4-given-too"
def judge_step_c(
    judge: nn.Module, optimizer: torch.optim.Optimizer, real: Tensor, fake: Tensor
) -> Tensor:
    """Let the judge learn; return its cost."""
    cost = (1 - judge(real)).clamp(min=0).mean() + (1 + judge(fake.detach())).clamp(min=0).mean()
    cost.backward()
    optimizer.zero_grad()
    optimizer.step()
    return cost.detach()


def judge_pays_d(
    real: Tensor, fake: Tensor, maps_real: Sequence[Tensor], maps_fake: Sequence[Tensor]
) -> Tensor:
    """What the judge pays for scores and feature maps."""
    matching = [(r - f).abs().mean() for r, f in zip(maps_real, maps_fake, strict=True)]
    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean() + sum(matching)


# %% id="05-4-answer" tags=["answer"]
# @answer 05.4
# BEGIN SOLUTION
def mended_a(real: Tensor, fake: Tensor) -> Tensor:
    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean()


def mended_b(judge: nn.Module, fake: Tensor, target: Tensor) -> Tensor:
    scores = judge(fake)
    return (fake - target).abs().mean() - scores.mean()


def mended_c(
    judge: nn.Module, optimizer: torch.optim.Optimizer, real: Tensor, fake: Tensor
) -> Tensor:
    cost = mended_a(judge(real), judge(fake.detach()))
    optimizer.zero_grad()
    cost.backward()
    optimizer.step()
    return cost.detach()


def mended_d(
    real: Tensor, fake: Tensor, maps_real: Sequence[Tensor], maps_fake: Sequence[Tensor]
) -> Tensor:
    return mended_a(real, fake)


repairs = {"A": ("P", mended_a), "B": ("Q", mended_b), "C": ("S", mended_c), "D": ("T", mended_d)}
# END SOLUTION
# STUB: repairs = ...

# %% id="05-4-bank" tags=["bank"]
ex = Exercise("05.4", answer="repairs")


def part(repairs, letter):
    name, mended = repairs[letter]
    return str(name).strip().upper(), mended


@ex.property("all", cause="a dict with the keys A to D, a letter and a function each, is needed")
def _(repairs, draw):
    return {letter: callable(part(repairs, letter)[1]) for letter in "ABCD"}


@ex.property("names", cause="compare the symptom with what the function does")
def _(repairs, draw):
    return {letter: part(repairs, letter)[0] for letter in "ABCD"}


@ex.property("A", cause="the judge wants real scores above 1 and fake ones below -1")
def _(repairs, draw):
    real, fake = ((2 * draw.randn(9)).requires_grad_() for _ in range(2))
    cost = part(repairs, "A")[1](real, fake)
    return {"cost": cost.detach(), "slopes": list(torch.autograd.grad(cost, [real, fake]))}


@ex.property("B", cause="both parts of the loss must reach the fake")
def _(repairs, draw):
    judge = Member(draw, 2)
    fake, target = draw.randn(1, 1, 20).requires_grad_(), draw.randn(1, 1, 20)
    cost = part(repairs, "B")[1](lambda wave: judge(wave)[0], fake, target)
    return {"cost": cost.detach(), "at the fake": torch.autograd.grad(cost, fake)[0]}


@ex.property("C", cause="clear, backward, step; and the fake stays detached")
def _(repairs, draw):
    judge = nn.Conv1d(1, 1, 5)
    with torch.no_grad():
        for parameter in judge.parameters():
            parameter.copy_(0.4 * draw.randn(*parameter.shape))
    real, fake = (draw.randn(2, 1, 20).requires_grad_() for _ in range(2))
    optimizer = torch.optim.SGD(judge.parameters(), 0.1)
    for _ in range(2):  # the first step leaves gradients to the second
        cost = part(repairs, "C")[1](judge, optimizer, real, fake)
    weights = [parameter.detach() for parameter in judge.parameters()]
    return {"cost": cost.detach(), "weights": weights, "at the fake": seen(fake)}


@ex.property("D", cause="what brings maps together teaches the judge to hear less")
def _(repairs, draw):
    real, fake = ((2 * draw.randn(6)).requires_grad_() for _ in range(2))
    maps = [draw.randn(2, 3).requires_grad_() for _ in range(4)]
    cost = part(repairs, "D")[1](real, fake, maps[:2], maps[2:])
    cost.backward()
    return {"cost": cost.detach(), "real": real.grad, "fake": fake.grad, "maps": seen(*maps)}


@ex.comparator
def _(data, expected):
    marks = {"four bugs, each with a function": data["all"] == expected["all"]}
    for letter in "ABCD":
        marks[f"{letter}, its name"] = data["names"][letter] == expected["names"][letter]
        marks[f"{letter}, mended"] = _near(data[letter], expected[letter])
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


ex.mutant(
    "a_unmended",
    says="A: fakes are still pushed up, like real sounds. The judge wants them below -1: the margin is 1 + fake.",
    edit={'"A": ("P", mended_a)': '"A": ("P", judge_pays_a)'},
)
ex.mutant(
    "b_unmended",
    says="B: the fake is still detached before it is judged. The scores change, and no gradient of theirs reaches the fake.",
    edit={"    scores = judge(fake)\n": "    scores = judge(fake.detach())\n"},
)
ex.mutant(
    "b_wants_low_scores",
    says="B: the gradient arrives, and it asks for low scores. The generator wants high ones: minus the mean.",
    edit={
        "(fake - target).abs().mean() - scores.mean()": "(fake - target).abs().mean() + scores.mean()"
    },
)
ex.mutant(
    "c_unmended",
    says="C: the gradients are still cleared between backward and step. Clear them before backward.",
    edit={
        "    optimizer.zero_grad()\n    cost.backward()\n": (
            "    cost.backward()\n    optimizer.zero_grad()\n"
        )
    },
)
ex.mutant(
    "c_never_cleared",
    says="C: nothing clears the gradients now. They pile up: each step is taken along all the steps before.",
    edit={"    optimizer.zero_grad()\n": ""},
)
ex.mutant(
    "c_not_detached",
    says="C: the judge learns now, and its loss reaches the fake. Keep the detach that was there.",
    edit={"judge(fake.detach()))\n    optimizer": "judge(fake))\n    optimizer"},
)
ex.mutant(
    "d_unmended",
    says="D: the judge still pays for maps that differ. It lowers that cost by hearing no difference.",
    edit={
        "    return mended_a(real, fake)\n\n\nrepairs": (
            "    return judge_pays_d(real, fake, maps_real, maps_fake)\n\n\nrepairs"
        )
    },
)
ex.mutant(
    "d_against_matching",
    says="D: you let the judge drive the maps apart. Nothing rewards it for that in the lesson's step: it pays for scores "
    "only.",
    edit={
        "    return mended_a(real, fake)\n\n\nrepairs": (
            "    return 2 * mended_a(real, fake) - judge_pays_d(real, fake, maps_real, maps_fake)\n\n\nrepairs"
        )
    },
)
ex.mutant(
    "b_is_named_r",
    says="Your functions are right, and B's bug has another name. There, a detach is in the way; R is one that is missing.",
    edit={'("Q", mended_b)': '("R", mended_b)'},
)
ex.mutant(
    "a_is_named_u",
    says="Your functions are right, and A's bug has another name. A lower rate would let both scores rise more slowly.",
    edit={'("P", mended_a)': '("U", mended_a)'},
)
ex.alternative(
    "in a few lines",
    source="def hinge(real, fake):\n    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()\n\n\n"
    "def close_and_high(judge, fake, target):\n    return F.l1_loss(fake, target) - judge(fake).mean()\n\n\n"
    "def learn(judge, optimizer, real, fake):\n    optimizer.zero_grad()\n"
    "    cost = hinge(judge(real), judge(fake.detach()))\n    cost.backward()\n    optimizer.step()\n"
    "    return cost.detach()\n\n\n"
    'repairs = {"A": ("p", hinge), "B": ("q", close_and_high), "C": ("s", learn),\n'
    '           "D": ("t", lambda real, fake, maps_real, maps_fake: hinge(real, fake))}\n',
)
ex.alternative(
    "with what was given",
    source="def a(real, fake):\n    return judge_pays_a(real, -fake)\n\n\n"
    "def b(judge, fake, target):\n"
    "    return generator_pays_b(judge, fake, target) + judge(fake.detach()).mean() - judge(fake).mean()\n\n\n"
    "def c(judge, optimizer, real, fake):\n    for p in judge.parameters():\n        p.grad = None\n"
    "    cost = a(judge(real), judge(fake.detach()))\n    cost.backward()\n    optimizer.step()\n    return cost.detach()\n\n\n"
    "def d(real, fake, maps_real, maps_fake):\n    return judge_pays_d(real, fake, [], [])\n\n\n"
    'repairs = {"A": ["P", a], "B": ["Q", b], "C": ["S", c], "D": ["T", d]}\n',
)
ex.hints(
    "For each function ask: which tensors should get a gradient from it, and in which direction?",
    "A: where do fakes end if this cost is lowered? B: follow the fake to the scores. C: read the last four lines as a "
    "story. D: what is the cheapest way for a judge to make its maps alike?",
    "mended_a: (1 - real)... + (1 ____ fake)...   mended_b: judge(____)   mended_c: zero_grad, ____, step   mended_d: no ____",
)
ex.why(
    "A and D lower a cost that the judge should not pay, B and C lose a gradient on its way. None of the four raises an "
    "error. What tells is a table: for each loss, which tensors get a gradient, and which way it points."
)
ex.wrong_turn(
    "For B, one often turns the weight of `adv` up, since it seems too weak. A gradient that is not there stays zero, whatever "
    "it is multiplied by."
)

# %% [markdown] id="05-5-head" tags=["exercise"]
# ### 05.5
# Write the balancer: `backward(losses, output)` sends G into `output`, and on to what made it.
#
# G = Σ (w_i / Σ_j w_j) · g_i / a_i
#
# | | |
# |---|---|
# | g_i | gradient of loss i at `output` [batch, ...] |
# | n_i | its norm per item of the batch, averaged over the batch |
# | a_i | moving average of n_i: Σ_s decay^(t-s) n_i(s) / Σ_s decay^(t-s), the present call included |
# | j | the losses of this call; each has a weight |
# | a gradient of zero | adds nothing to G and nothing to its average; no NaN |


# %% id="05-5-answer" tags=["answer"]
# @answer 05.5
class Balancer:
    """Give each loss the part of the gradient that its weight promises."""

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
    """What arrives behind the output, call by call; each call gives sizes of gradients by name."""
    arrived = []
    for sizes in calls:
        made = draw.randn(batch, 1, 8).requires_grad_()
        output = 2 * made  # what made the output: half of G's way is still to go
        heard = output.sin()  # all losses share this piece of graph, as those of one judge do
        losses = {
            name: size * (draw.randn(batch, 1, 8) * heard).sum() for name, size in sizes.items()
        }
        balancer.backward(losses, output)
        arrived.append(made.grad)
    return arrived


@ex.property("one call", cause="weights over their sum, gradients over their size")
def _(balancer_class, draw):
    weights = {"adv": draw.integer(2, 5), "l1": draw.integer(6, 9)}
    return arrivals(balancer_class(weights), draw, [{"adv": 1e-3, "l1": 40.0}], batch=1)


@ex.property("each loss gets its share", cause="each gradient is divided by its own size")
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
def _(balancer_class, draw):
    calls = [{"a": 1.0, "b": 2.0}, {"a": 10.0, "b": 2.0}, {"a": 1.0, "b": 0.2}]
    return arrivals(balancer_class({"a": 1, "b": 1}, decay=0.7), draw, calls)


@ex.property("the usual size, without a decay given", cause="the default decay is 0.999")
def _(balancer_class, draw):
    calls = [{"a": 1.0, "b": 2.0}, {"a": 10.0, "b": 2.0}]
    return arrivals(balancer_class({"a": 1, "b": 1}), draw, calls)


@ex.property("norms per item", cause="norm of each item, then their mean")
def _(balancer_class, draw):
    return arrivals(balancer_class({"a": 1, "b": 3}), draw, [{"a": 1.0, "b": 5.0}], batch=6)


@ex.property("losses that come and go", cause="sum the weights of the losses of this call")
def _(balancer_class, draw):
    calls = [{"a": 1.0}, {"b": 3.0, "a": 1.0}, {"b": 30.0}]
    return arrivals(balancer_class({"a": 1, "b": 3, "never": 6}, decay=0.5), draw, calls)


@ex.property(
    "a gradient of zero", cause="0 / 0 is NaN, and a zero says nothing about the usual size"
)
def _(balancer_class, draw):
    calls = [{"a": 1.0, "b": 0.0}, {"a": 1.0, "b": 0.0}, {"a": 1.0, "b": 2.0}]
    return arrivals(balancer_class({"a": 1, "b": 1}, decay=0.9), draw, calls)


ex.mutant(
    "multipliers",
    says="Your weights are multipliers: no gradient is divided by its size. The loudest loss still takes all.",
    edit={"grad / usual": "grad"},
)
ex.mutant(
    "weights_not_normalised",
    says="Your weights are not divided by their sum, so doubling all of them doubles the step.",
    edit={"self.weights[name] / total * grad / usual": "self.weights[name] * grad / usual"},
)
ex.mutant(
    "present_size_only",
    says="You divide by the size of this very call. The usual size remembers the calls before, so that a loss may "
    "speak louder in a bad step.",
    edit={"self.sums[name] / self.counts[name]": "norm"},
)
ex.mutant(
    "no_bias_correction",
    says="Your average starts from zero and forgets slowly, so in the first calls it is far too small. Divide by the sum of the "
    "decays.",
    edit={
        "+ norm\n": "+ (1 - self.decay) * norm\n",
        "self.sums[name] / self.counts[name]": "self.sums[name]",
    },
)
ex.mutant(
    "plain_mean",
    says="All calls count alike in your average. Older ones count less: multiply sum and count by decay at each call.",
    edit={"self.decay * self.sums": "self.sums", "self.decay * self.counts": "self.counts"},
)
ex.mutant(
    "norm_of_the_batch",
    says="You take one norm over the whole batch. It grows with the batch: take the norm of each item, and their mean.",
    edit={"grad.flatten(1).norm(dim=1).mean()": "grad.norm()"},
)
ex.mutant(
    "all_weights_counted",
    says="You divide by the sum of all weights, also of losses that are not there in this call.",
    edit={"sum(self.weights[name] for name in losses)": "sum(self.weights.values())"},
)
ex.mutant(
    "sum_then_divide",
    says="You divide the whole sum by its size. Each gradient is divided by its own size before they are added.",
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
    says="A gradient of zero goes into your average and makes it smaller. When the loss wakes up, it is far too loud.",
    edit={
        "            if norm == 0:\n                continue\n": "",
        "grad / usual": "grad / (usual or 1.0)",
    },
)
ex.mutant(
    "graph_used_up",
    says="Your losses share a graph, as adv and feat of one judge do, and the first autograd.grad uses it up. Keep it: "
    "retain_graph=True.",
    edit={", retain_graph=True": ""},
)
ex.mutant(
    "stops_at_the_output",
    says="Your gradient stays at the output. Send it on to what made it: output.backward(G).",
    edit={
        "        output.backward(balanced)\n": "        output.retain_grad()\n        output.grad = balanced\n"
    },
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


@ex.alternative("an average that is mended step by step")
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
    "For each loss: differentiate at the output, keeping the graph; measure the norm per item; update its sum and its count; "
    "add weight / total · gradient / (sum / count). At the end one backward from the output.",
    "sums = decay * sums + ____; counts = decay * counts + ____; G += w / total * grad / (sums / ____); output.backward(____)",
)
ex.why(
    "A gradient divided by its own usual size has size 1, whatever the unit of its loss. Then the weights alone decide. The "
    "sum of decays below the average makes it right from the first call. All of it happens at the output: the generator behind "
    "it passes one loss on better than another, and no weight of the balancer knows that."
)
ex.wrong_turn(
    "An average that begins at 0 looks like the usual exponential one. With a decay of 0.999 the first norm counts a "
    "thousandth, so the first step is a thousand times too long. A published copy of this balancer had this mistake."
)

# %% [markdown] id="05-6-head" tags=["exercise"]
# ### 05.6
# Prove the cancellation, and say where it fails. Both players pay one sum: what the judge pays for a fake score f, and what
# the generator pays for it.
#
# | key | what |
# |---|---|
# | `flat_from` | hinge: the slope of the sum is 0 for every f above this |
# | `slope_below` | hinge: its slope below that |
# | `slope_weighted` | hinge, the generator's part times 4: its slope at f = 0 |
# | `mse_rests_at`, `bce_rests_at` | least squares, BCE: the f where the slope of the sum is 0 |
# | `who` | letter: whom does the hinge's zero keep from learning from fakes? |
#
# Least squares: the judge pays f², the generator (f - 1)². BCE: log(1 + exp(f)) and log(1 + exp(-f)).
#
# | A | B | C |
# |---|---|---|
# | the judge only | the generator only | both |

# %% id="05-6-answer" tags=["answer"]
# @answer 05.6
# BEGIN SOLUTION
proof = {
    "flat_from": -1.0,  # there max(0, 1 + f) - f = 1, a constant
    "slope_below": -1.0,  # below, max(0, 1 + f) is 0, and -f is left
    "slope_weighted": -3.0,  # 1 - 4
    "mse_rests_at": 0.5,  # 2 f + 2 (f - 1) = 0
    "bce_rests_at": 0.0,  # sigmoid(f) - sigmoid(-f) = 0
    "who": "C",
}
# END SOLUTION
# STUB: proof = ...

# %% id="05-6-bank" tags=["bank"]
ex = Exercise("05.6", answer="proof")
NUMBERS = ("flat_from", "slope_below", "slope_weighted", "mse_rests_at", "bce_rests_at")


@ex.property("the proof", cause="a dict with the six keys of the table is needed")
def _(proof, draw):
    return {**{key: float(proof[key]) for key in NUMBERS}, "who": str(proof["who"]).strip().upper()}


@ex.comparator
def _(data, expected):
    told, right = data["the proof"], expected["the proof"]

    def near(key):
        return abs(told[key] - right[key]) <= 0.02

    return {
        "where the hinge is flat": near("flat_from"),
        "its slope below": near("slope_below"),
        "the generator's part times 4": near("slope_weighted"),
        "where least squares rests": near("mse_rests_at"),
        "where BCE rests": near("bce_rests_at"),
        "who learns nothing": told["who"] == right["who"],
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
    says="The slope of -f is canceled only where the judge's hinge has a slope. For fakes it is max(0, 1 + f): from which f on "
    "does the judge pay? The margin of real sound is another one, at +1.",
    source=proof_source(flat_from=1.0),
)
ex.mutant(
    "flat_everywhere",
    says="Below that the judge pays nothing, and so nothing cancels what the generator pays: -f. Which slope has -f?",
    source=proof_source(slope_below=0.0),
)
ex.mutant(
    "weight_forgotten",
    says="With the generator's part times 4, its slope is -4, and the judge's +1 no longer cancels it. What is left?",
    source=proof_source(slope_weighted=0.0),
)
ex.mutant(
    "weight_upside_down",
    says="You weighted the judge's part. The generator's part is times 4: 1 - 4.",
    source=proof_source(slope_weighted=3.0),
)
ex.mutant(
    "mse_at_a_target",
    says="Under least squares one player pulls to 0, the other to 1, equally hard. Neither wins: where do they meet?",
    source=proof_source(mse_rests_at=1.0),
)
ex.mutant(
    "bce_as_probability",
    says="0.5 is the probability that BCE rests at. Which score has sigmoid(f) = 0.5?",
    source=proof_source(bce_rests_at=0.5),
)
ex.mutant(
    "only_the_judge",
    says="The sum has one slope at f. Whoever made the score, judge or generator, gets this slope times its own: zero "
    "times anything.",
    source=proof_source(who="A"),
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
    "Above -1: (1 + f) - f. Below: 0 - f. For the other two, set the slope of the sum to zero.",
    "2 f + 2 (f - ____) = 0   and   sigmoid(f) = sigmoid(____)",
)
ex.why(
    "For f above -1 the sum is 1 + f - f = 1: a constant. Its slope is 0, and by the chain rule so is every "
    "gradient that comes through f, in both players. Below -1 only -f is left. With other weights the parts do not cancel, and then both "
    "players, the judge too, push fakes the generator's way. Least squares and BCE do not cancel either: there both players agree to "
    "bring fakes to the middle, where the judge says nothing."
)
ex.wrong_turn(
    "It is tempting to say that the two players fight, and so their gradients cancel. In a right step they fight, too, and "
    "nothing cancels, since each pays its own loss and moves its own parameters."
)

# %% tags=["bank"]
Question(
    "05.r1",
    "Lesson 04: two tones, 15 Hz apart, and two clicks, 8 ms apart. Which window splits both pairs?",
    [
        Option(
            "a",
            "the longest: the larger, the finer",
            because="Finer in frequency. Both clicks are inside it at once.",
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
            "a short one with many zeros behind it",
            because="Zeros give more bins. What can be told apart is set by the window.",
            misconception="M08",
        ),
    ],
    kind="recall",
)
Question(
    "05.r2",
    "Lesson 04: what does a judge of MS-STFT-D get?",
    [
        Option(
            "a",
            "the magnitude of each bin, as in a spectrogram",
            because="Magnitudes do not say when things happen. That is written in the phases.",
            misconception="M09",
        ),
        Option(
            "b",
            "real and imaginary parts, as channels",
            right=True,
            because="So it also sees where in its cycle each frequency stands.",
        ),
        Option(
            "c",
            "magnitude and phase, as channels",
            because="A phase jumps from 180 to -180 degrees. Real and imaginary parts do not jump.",
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
            because="A probability lies between 0 and 1. A logit does not.",
            misconception="M07",
        ),
        Option(
            "b",
            "a raw score, any number: high means real",
            right=True,
            because="And a judge gives many of them, one for each stretch of sound.",
        ),
        Option(
            "c",
            "one number for a whole sound",
            because="A judge gives a map of them, and a committee a list of maps.",
            misconception="M07",
        ),
    ],
    kind="recall",
)
Question(
    "05.p1",
    "One sum: hinge loss of the judge plus loss of the generator. A fake scores 0. Which way does this sum pull the score of the fake?",
    [
        Option(
            "a",
            "down: the judge is trained, too, and it wants fakes low",
            because="It does want them low. The generator's part pulls as hard the other way.",
            misconception="M13",
        ),
        Option(
            "b",
            "up: the generator wants fakes high",
            because="It does. The judge's part pulls as hard the other way.",
            misconception="M13",
        ),
        Option(
            "c",
            "not at all: the slope is exactly zero",
            right=True,
            because="1 + f from the judge, -f from the generator: the score drops out.",
        ),
        Option(
            "d",
            "a little of both: each player learns at half strength",
            because="There is one sum and one slope. Two pulls of 1 in opposite directions leave nothing.",
            misconception="M13",
        ),
    ],
)
Question(
    "05.p2",
    "We train two equal judges for 30 steps on the same sounds, one with its own hinge loss, one with the sum. For how many "
    "sounds is the second one right in the end: real above 0, fake below?",
    [
        Option(
            "a",
            "nearly all: it learns more slowly",
            because="From fakes it learns nothing at all, so it never learns to score them low.",
            misconception="M13",
        ),
        Option(
            "b",
            "half",
            right=True,
            because="Its loss still says: raise real scores. Raising all scores does that, and nothing speaks against it.",
        ),
        Option(
            "c",
            "half, and that means that the fakes are perfect",
            because="Half is right, and the fakes are as bad as before: you have heard them. A judge that learned nothing is "
            "at half, too.",
            misconception="M16",
        ),
        Option(
            "d",
            "none: it scores everything the wrong way round",
            because="It scores everything alike. So it is right on every real sound and wrong on every fake.",
        ),
    ],
)
Question(
    "05.p3",
    "A real sound already scores 3. Which way does the judge pull this score under hinge, and under least squares?",
    [
        Option(
            "a",
            "up under both: real should be as high as possible",
            because="Both rules know when it is enough. Hinge lets go above 1, least squares has the target 1.",
        ),
        Option(
            "b",
            "hinge lets go, least squares pulls it down",
            right=True,
            because="Beyond its margin the hinge is flat. Least squares pays for every distance from 1, also for 2 too much.",
        ),
        Option(
            "c",
            "both let go: 3 is real enough",
            because="Least squares has no margin. A score of 3 is 2 away from its target.",
        ),
    ],
)
Question(
    "05.p4",
    "The judge's step, once without detach. Which parameters have a gradient after its backward?",
    [
        Option(
            "a",
            "the judge's only; detach merely saves time",
            because="The fake is made by the generator. Backward follows the fake to where it came from.",
            misconception="M15",
        ),
        Option(
            "b",
            "the judge's and the generator's",
            right=True,
            because="And the generator's says: change so that the judge scores you lower.",
        ),
        Option(
            "c",
            "none: without detach, backward fails",
            because="It works. What fails is a second backward through the same fake.",
        ),
    ],
)
Question(
    "05.p5",
    "The generator is frozen: its sound stays the same to the last sample. The judge learns for 30 steps. What happens to the "
    "generator's two losses, adv and feat?",
    [
        Option(
            "a",
            "they stay: the sound stays",
            because="Both are measured by the judge, and the judge changes.",
            misconception="M12",
        ),
        Option(
            "b",
            "they fall: training makes losses fall",
            because="The judge's own loss falls. These two are what the judge makes of its opponent.",
            misconception="M12",
        ),
        Option(
            "c",
            "both rise",
            right=True,
            because="The judge scores the fake lower, and notices more differences in its maps.",
        ),
        Option(
            "d",
            "adv rises, feat falls",
            because="Where real and fake are told apart, the maps have to differ, too.",
            misconception="M14",
        ),
    ],
)
Question(
    "05.p6",
    "Suppose somebody adds feature matching to what the judge pays, with the weight 4. What will it learn?",
    [
        Option(
            "a",
            "to compare more carefully: it gets a second task",
            because="Its task would be to make the maps of real and fake alike. Hearing no difference solves it.",
            misconception="M14",
        ),
        Option(
            "b",
            "to hear less difference between real and fake",
            right=True,
            because="That is the cheapest way to make its own maps alike.",
        ),
        Option(
            "c",
            "nothing: feature matching has no gradient for the judge",
            because="The maps are made by its weights. It has one, and that is why readonly keeps it out.",
            misconception="M14",
        ),
    ],
)
Question(
    "05.p7",
    "Each judge has six maps, the last one holds the scores. We average the six differences. How much of the sum comes from the last map?",
    [
        Option(
            "a",
            "a sixth: it is one of six",
            because="The maps are not equally loud. A loud map has loud differences.",
            misconception="M24",
        ),
        Option(
            "b",
            "about half: deep maps are a little louder",
            because="Of this judge, much louder.",
            misconception="M24",
        ),
        Option(
            "c",
            "more than two thirds",
            right=True,
            because="Training makes scores spread, and so the last map is the loudest. The average follows it.",
        ),
    ],
)
Question(
    "05.p8",
    "The weights stay 4, 4, 0.1 and 2, as multipliers. Before the judge learns, adv makes up less than 1 % of the gradient at the "
    "output. And after its 30 steps?",
    [
        Option(
            "a",
            "still less than 1 %: the weights have not changed",
            because="A weight multiplies a gradient. The gradient has grown a hundredfold.",
            misconception="M19",
        ),
        Option(
            "b",
            "40 %: 4 of 10.1",
            because="That is its part of the weights. Multipliers know nothing of parts.",
            misconception="M19",
        ),
        Option(
            "c",
            "more than half",
            right=True,
            because="A judge that has learned is steep. The same multiplier now outweighs everything else.",
        ),
    ],
)
Question(
    "05.p9",
    "Two judges with equal weights: one is always right, the other has learned nothing. How does AudioCraft's balancer divide the "
    "gradient between them?",
    [
        Option(
            "a",
            "nearly all to the one that is right: weights follow performance",
            because="Nothing in it asks who is right. It sees sizes of gradients only.",
            misconception="M19",
        ),
        Option(
            "b",
            "half and half",
            right=True,
            because="Each gradient is divided by its own size. What the guesser says is made as loud as the rest.",
        ),
        Option(
            "c",
            "nearly all to the one that has learned nothing, so that it catches up",
            because="The generator's gradient teaches the generator. And sizes decide nothing here: they are divided out.",
            misconception="M19",
        ),
    ],
)
Question(
    "05.p10",
    "The balancer gives msspec 20 % of the gradient at the output. What part of the gradient does it have in the generator's parameters?",
    [
        Option(
            "a",
            "20 %: the generator passes on what it gets",
            because="It passes some directions on far better than others. A share at its output says nothing about what arrives.",
            misconception="M19",
        ),
        Option(
            "b",
            "another part, and one cannot know which without measuring",
            right=True,
            because="In this setting much less. With another judge, more. That is why one measures.",
        ),
        Option(
            "c",
            "0 %: only adv and feat reach the parameters",
            because="Every loss that depends on the output reaches them.",
        ),
    ],
)
Question(
    "05.e1",
    "A friend writes: my total loss is judge + generator + feature matching, one backward, Adam over all parameters. The judge is "
    "at 50 %, so my sounds must be perfect. What do you answer?",
    kind="explain",
    look_for=(
        "I said that under hinge the fake's score drops out of the sum, so nobody learns from it.",
        "I said that each player pays its own loss and moves its own parameters, with detach in one step and readonly in the other.",
        "I said that a judge at 50 % may have learned nothing.",
        "I said that feature matching, paid by the judge, teaches it to hear less.",
    ),
)
