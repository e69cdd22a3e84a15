# %% [markdown]
# Five exercises on the lesson *Train a small GAN*. Each has a contract, a cell for your answer, a check that explains what went
# wrong, and a verdict that counts.
#
# Do them in order or not: each stands alone. Run the check as often as you like. It costs nothing.
# Stuck? `hint("07.1")` gives one rung at a time, `solution("07.1")` shows a way and says why.

# %% tags=["setup"]
import copy
from collections.abc import Callable, Mapping, Sequence
from tempfile import TemporaryDirectory

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.classroom import seal, setup
from course_lib.display.source import find_source
from course_lib.gan import TrainConfig, preset, synthetic_clips, train
from course_lib.gan.experiments.failures import failed_runs, healthy_run, recorded_run
from course_lib.gan.metrics import evaluate
from course_lib.gan.metrics.evaluation import metric
from course_lib.gan.training import toy
from course_lib.gan.training.sessions import WARM_CHECKPOINT, WARM_STAGE
from course_lib.gan.training.toy import ToyRun, restore
from course_lib.instruments import failure_zoo
from course_lib.losses import FeatureMatchingLoss

setup("07")

# %% tags=["bank"]
from matplotlib.figure import Figure

from course_lib.classroom import Exercise, Option, Question

# %% [markdown] id="07-1-head" tags=["exercise"]
# ### 07.1
# Write one step of the game. What each player pays is given below; who learns when is yours.
#
# | | |
# |---|---|
# | first | the judge learns from `real` and from what the generator makes of it; the generator gets no gradient from that |
# | then | the generator pays `distance(fake, real)` + `generator_pays` + 2 · `maps_differ`, asked of the judge *as it is now* |
# | never | a gradient that is left from another turn moves a player |
# | out | a dict of floats: `"judge"`, `"recon"`, `"adv"`, `"feat"`, before weighting |
#
# `judge(wave)` returns `(logits, fmaps)`, two lists, as ever.


# %% id="07-1-given"
def judge_pays(real_logits: list[Tensor], fake_logits: list[Tensor]) -> Tensor:
    """Hinge: real scores below 1 and fake scores above -1 cost; mean over the judges."""
    pairs = zip(real_logits, fake_logits, strict=True)
    costs = [F.relu(1 - real).mean() + F.relu(1 + fake).mean() for real, fake in pairs]
    return torch.stack(costs).mean()


def generator_pays(fake_logits: list[Tensor]) -> Tensor:
    """Hinge for the generator: low scores cost; mean over the judges."""
    return torch.stack([-fake.mean() for fake in fake_logits]).mean()


def maps_differ(fake_maps: list[list[Tensor]], real_maps: list[list[Tensor]]) -> Tensor:
    """Feature matching; mean over the judges."""
    matching = FeatureMatchingLoss(relative=True)
    pairs = zip(fake_maps, real_maps, strict=True)
    return torch.stack([matching(fake, real) for fake, real in pairs]).mean()


# %% id="07-1-answer" tags=["answer"]
# @answer 07.1
def gan_step(
    generator: nn.Module,
    judge: nn.Module,
    g_optimizer: torch.optim.Optimizer,
    d_optimizer: torch.optim.Optimizer,
    real: Tensor,
    distance: Callable[[Tensor, Tensor], Tensor],
) -> dict[str, float]:
    """Let the judge learn, then the generator; return what each term cost."""
    # BEGIN SOLUTION
    fake = generator(real)

    real_logits, _ = judge(real)
    fake_logits, _ = judge(fake.detach())
    d_loss = judge_pays(real_logits, fake_logits)
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()

    logits, fake_maps = judge(fake)
    with torch.no_grad():
        _, real_maps = judge(real)
    recon = distance(fake, real)
    adv, feat = generator_pays(logits), maps_differ(fake_maps, real_maps)
    g_optimizer.zero_grad()
    (recon + adv + 2 * feat).backward()
    g_optimizer.step()

    losses = {"judge": d_loss, "recon": recon, "adv": adv, "feat": feat}
    return {name: loss.item() for name, loss in losses.items()}
    # END SOLUTION
    # STUB: raise NotAttempted("07.1")


# %% id="07-1-bank" tags=["bank"]
ex = Exercise("07.1", answer="gan_step")


class ToyJudge(nn.Module):
    """Two judges of one hidden layer each, without chance."""

    def __init__(self):
        super().__init__()
        self.first = nn.ModuleList([nn.Conv1d(1, 2, 3), nn.Conv1d(1, 2, 5, stride=2)])
        self.last = nn.ModuleList([nn.Conv1d(2, 1, 1), nn.Conv1d(2, 1, 1)])

    def forward(self, wave):
        maps = [torch.tanh(conv(wave)) for conv in self.first]
        logits = [conv(hidden) for conv, hidden in zip(self.last, maps, strict=True)]
        return logits, [[hidden] for hidden in maps]


class Watched(torch.optim.SGD):
    """An optimiser that writes down what gradients there are when it moves."""

    def __init__(self, name, own, other, events):
        super().__init__(own.parameters(), lr=0.05)
        self.name, self.own, self.other, self.events = name, own, other, events

    def step(self, closure=None):
        self.events.append({"moves": self.name, "the other was pulled": has_gradient(self.other)})
        return super().step(closure)


def has_gradient(module):
    """Whether any parameter holds a gradient that is not zero."""
    grads = [p.grad for p in module.parameters() if p.grad is not None]
    return any(bool(grad.abs().sum() > 0) for grad in grads)


def table(draw, answer, steps=1):
    """Play some steps with drawn players; return losses, both players, and who moved when."""
    generator, judge, events = nn.Conv1d(1, 1, 3, padding=1), ToyJudge(), []
    with torch.no_grad():
        for _, parameter in sorted([*generator.named_parameters(), *judge.named_parameters()]):
            parameter.copy_(0.5 * draw.randn(*parameter.shape))
    players = (
        Watched("generator", generator, judge, events),
        Watched("judge", judge, generator, events),
    )
    costs = [
        answer(generator, judge, *players, draw.randn(2, 1, 40), F.l1_loss) for _ in range(steps)
    ]
    weights = {name: [*module.parameters()] for name, module in (("g", generator), ("d", judge))}
    return costs, weights, events


@ex.property(
    "what each term costs", cause="a term is missing, has the wrong sign, or asks too late"
)
def _(gan_step, draw):
    costs, _, _ = table(draw, gan_step)
    names = ("judge", "recon", "adv", "feat")
    return {name: float(costs[0][name]) for name in names}


@ex.property("the judge after its turn", cause="it learnt from a wrong loss, or moved twice")
def _(gan_step, draw):
    return table(draw, gan_step)[1]["d"]


@ex.property("the generator after its turn", cause="a weight, a sign, or a judge of the past")
def _(gan_step, draw):
    return table(draw, gan_step)[1]["g"]


@ex.property("three steps in a row", cause="a gradient that was left over moved a player")
def _(gan_step, draw):
    return table(draw, gan_step, steps=3)[1]


@ex.property("who moves, and when", cause="the judge moves first, and pulls at nobody but itself")
def _(gan_step, draw):
    events = table(draw, gan_step)[2]
    turns = [event["moves"] for event in events]
    pulled = [event["the other was pulled"] for event in events if event["moves"] == "judge"]
    return {"turns": turns, "the generator was pulled in the judge's turn": pulled}


ex.mutant(
    "no_detach",
    says="You show the judge `fake` itself. Its backward pass then runs through the generator, too, and uses up the graph "
    "that the generator's turn needs. Detach: `fake.detach()`.",
    edit={"judge(fake.detach())": "judge(fake)"},
)
ex.mutant(
    "graph_kept",
    says="In the judge's turn the generator gets gradients as well. `retain_graph=True` would make the error "
    "go away and leave its cause. Judge `fake.detach()` instead.",
    edit={
        "judge(fake.detach())": "judge(fake)",
        "d_loss.backward()": "d_loss.backward(retain_graph=True)",
    },
)
ex.mutant(
    "judge_of_the_past",
    says="The generator faces the judge as it was before its turn. Ask the judge again, after it has moved.",
    edit={
        "    fake = generator(real)\n": "    fake = generator(real)\n    before = copy.deepcopy(judge)\n",
        "logits, fake_maps = judge(fake)": "logits, fake_maps = before(fake)",
        "        _, real_maps = judge(real)": "        _, real_maps = before(real)",
    },
)
ex.mutant(
    "maps_of_the_past",
    says="You keep the maps of `real` from the judge's own turn. The judge has moved since: ask it about both sounds again.",
    edit={
        "real_logits, _ = judge(real)": "real_logits, real_maps = judge(real)",
        "    with torch.no_grad():\n        _, real_maps = judge(real)\n": "    real_maps = [[fmap.detach() for fmap in maps] for maps in real_maps]\n",
    },
)
ex.mutant(
    "judge_never_cleared",
    says="The judge's gradients are never cleared. The generator's turn leaves gradients in the judge, and in the next step they "
    "move it. Call d_optimizer.zero_grad() before its backward.",
    edit={"    d_optimizer.zero_grad()\n": ""},
)
ex.mutant(
    "generator_never_cleared",
    says="The generator's gradients pile up from step to step. Call g_optimizer.zero_grad() before its backward.",
    edit={"    g_optimizer.zero_grad()\n": ""},
)
ex.mutant(
    "judge_moves_twice",
    says="The judge moves a second time, in the generator's turn, and by the generator's gradient: it learns to be fooled.",
    edit={"    g_optimizer.step()\n": "    g_optimizer.step()\n    d_optimizer.step()\n"},
)
ex.mutant(
    "wrong_sign",
    says="Your generator is paid for low scores: the adversarial term has the wrong sign.",
    edit={"generator_pays(logits)": "-generator_pays(logits)"},
)
ex.mutant(
    "matching_unweighted",
    says="Feature matching counts twice in the contract, and once in yours.",
    edit={"2 * feat": "feat"},
)
ex.mutant(
    "reconstruction_for_show",
    says="The reconstruction is measured and teaches nothing: no gradient of it reaches the generator. Detach "
    "in the judge's turn only.",
    edit={"distance(fake, real)": "distance(fake.detach(), real)"},
)
ex.mutant(
    "matching_for_show",
    says="Feature matching is measured and teaches nothing: no gradient from the maps of `fake` reaches the "
    "generator.",
    edit={
        "        _, real_maps = judge(real)\n": "        _, real_maps = judge(real)\n        _, fake_maps = judge(fake)\n"
    },
)


@ex.alternative("the judge frozen in the generator's turn")
def step_with_frozen_judge(generator, judge, g_optimizer, d_optimizer, real, distance):
    d_optimizer.zero_grad(set_to_none=True)
    with torch.no_grad():
        shown = generator(real)
    d_loss = judge_pays(judge(real)[0], judge(shown)[0])
    d_loss.backward()
    d_optimizer.step()
    judge.requires_grad_(False)
    fake = generator(real)
    (logits, fake_maps), (_, real_maps) = judge(fake), judge(real)
    terms = {
        "recon": distance(fake, real),
        "adv": generator_pays(logits),
        "feat": maps_differ(fake_maps, real_maps),
    }
    g_optimizer.zero_grad(set_to_none=True)
    (terms["recon"] + terms["adv"] + 2 * terms["feat"]).backward()
    g_optimizer.step()
    judge.requires_grad_(True)
    return {"judge": float(d_loss), **{name: float(term) for name, term in terms.items()}}


@ex.alternative("everything cleared at the top")
def step_cleared_first(generator, judge, g_optimizer, d_optimizer, real, distance):
    for optimizer in (g_optimizer, d_optimizer):
        optimizer.zero_grad()
    fake = generator(real)
    d_loss = judge_pays(judge(real)[0], judge(fake.detach())[0])
    d_loss.backward()
    d_optimizer.step()
    logits, maps = judge(fake)
    real_maps = [[fmap.detach() for fmap in sub] for sub in judge(real)[1]]
    recon, adv, feat = distance(fake, real), generator_pays(logits), maps_differ(maps, real_maps)
    recon.backward(retain_graph=True)
    adv.backward(retain_graph=True)
    (feat * 2).backward()
    g_optimizer.step()
    losses = {"judge": d_loss, "recon": recon, "adv": adv, "feat": feat}
    return {name: float(loss) for name, loss in losses.items()}


ex.hints(
    "Which of the two players may learn from the first backward pass? What keeps the other out of it?",
    "Make the fake once. Judge real and detached fake; clear, go backwards, move the judge. Ask the judge again, about the fake "
    "that is not detached; add up; clear, go backwards, move the generator.",
    "fake_logits, _ = judge(____)   …   logits, fake_maps = judge(____)   …   (recon + adv + ____ * feat).backward()",
)
ex.why(
    "One fake serves both turns. Detached, it tells the judge how the generator sounds and nothing flows back. In the second turn the "
    "gradient runs through the judge into the generator, and leaves gradients in the judge on its way: they are cleared "
    "before the judge's next backward pass. The generator asks the judge after it has moved, as AudioCraft does."
)
ex.wrong_turn(
    "torch says: trying to backward through the graph a second time. Its advice, retain_graph=True, silences the error. The judge's "
    "loss still pulls at the generator, and only the zero_grad() that happens to follow hides it."
)

# %% [markdown] id="07-2-head" tags=["exercise"]
# ### 07.2
# A colleague's run was stopped and resumed, and went another way than before. Below are the run and `restore`, which are right. The fault is in
# `colleagues_snapshot`. Write `snapshot` so that nobody can tell that the run was ever stopped.
#
# | | |
# |---|---|
# | in | `run`, a `ToyRun` between two steps |
# | out | a dict: what `restore` needs, by the names of the run's parts |
# | test | the resumed run takes the same next steps, to the last bit |
# | keep | the run goes on after `snapshot`; what was saved must not change with it |


# %% id="07-2-run"
find_source(toy)


# %% id="07-2-given"
def colleagues_snapshot(run: ToyRun) -> dict[str, object]:
    """Return what the colleague saves."""
    return {
        "generator": run.generator.state_dict(),
        "judge": run.judge.state_dict(),
        "step": run.step,
    }


# %% id="07-2-answer" tags=["answer"]
# @answer 07.2
def snapshot(run: ToyRun) -> dict[str, object]:
    """Return all that the next step depends on, safe from the steps to come."""
    # BEGIN SOLUTION
    parts = ("generator", "judge", "ema", "g_optimizer", "d_optimizer")
    states = {name: getattr(run, name).state_dict() for name in parts}
    return copy.deepcopy({**states, "dice": run.dice.get_state(), "step": run.step})
    # END SOLUTION
    # STUB: raise NotAttempted("07.2")


# %% id="07-2-bank" tags=["bank"]
ex = Exercise("07.2", answer="snapshot")


def begun(draw, steps=3):
    """A run after some steps."""
    run = ToyRun(draw.integer(2, 10_000))
    for _ in range(steps):
        run.take_step()
    return run


def weights(run):
    """All weights of a run, one after the other."""
    players = {"generator": run.generator, "judge": run.judge, "ema": run.ema}
    return {
        name: torch.cat([p.detach().flatten() for p in m.parameters()])
        for name, m in players.items()
    }


def further(run, steps):
    """The weights after some more steps."""
    for _ in range(steps):
        run.take_step()
    return weights(run)


def same_bits(one, other):
    """Which players agree to the last bit."""
    return {name: torch.equal(one[name], other[name]) for name in one}


@ex.property(
    "the weights that were saved", cause="a player is missing, or restore gets a wrong name"
)
def _(snapshot, draw):
    run = begun(draw)
    before = weights(run)
    after = weights(restore(snapshot(run)))
    return {"bits": same_bits(before, after), "generator": after["generator"]}


@ex.property("the next step", cause="the dice, an optimiser, or the step is missing")
def _(snapshot, draw):
    run = begun(draw)
    resumed = restore(snapshot(run))
    straight, again = further(run, 1), further(resumed, 1)
    return {
        "bits": same_bits(straight, again),
        "judge": again["judge"],
        "generator": again["generator"],
    }


@ex.property("six steps on", cause="something that acts slowly was lost, as the running mean is")
def _(snapshot, draw):
    run = begun(draw)
    resumed = restore(snapshot(run))
    straight, again = further(run, 6), further(resumed, 6)
    return {"bits": same_bits(straight, again), "step": resumed.step, **again}


@ex.property(
    "the saved state stays as it was", cause="state_dict() hands out the tensors themselves"
)
def _(snapshot, draw):
    run = begun(draw)
    before, saved = weights(run), snapshot(run)
    further(run, 3)
    return {"bits": same_bits(before, weights(restore(saved))), "again": further(restore(saved), 1)}


@ex.property("saving disturbs nothing", cause="a step was taken, or dice were thrown, to save")
def _(snapshot, draw):
    run = begun(draw)
    twin = copy.deepcopy({"state": weights(run), "dice": run.dice.get_state(), "step": run.step})
    snapshot(run)
    kept = torch.equal(twin["dice"], run.dice.get_state()) and twin["step"] == run.step
    return {"bits": same_bits(twin["state"], weights(run)), "dice and step": kept}


def without(name):
    """The solution without one part."""
    return {f'"{name}", ' if name != "d_optimizer" else ', "d_optimizer"': ""}


ex.mutant(
    "weights_alone",
    says="As your colleague, you save what plays and not what learns: both optimisers, the dice and the running mean begin "
    "anew. List the parts of ToyRun: which of them does the next step read?",
    source="snapshot = lambda run: copy.deepcopy(colleagues_snapshot(run))\n",
)
ex.mutant(
    "generators_memory_lost",
    says="The generator's optimiser is missing. AdamW remembers two averages for each weight; without them the next step of the "
    "generator is another one.",
    edit=without("g_optimizer"),
)
ex.mutant(
    "judges_memory_lost",
    says="The judge's optimiser is missing. The judge takes another next step, and soon the generator does, too.",
    edit=without("d_optimizer"),
)
ex.mutant(
    "dice_lost",
    says="The dice are missing: the resumed run draws other batches than the run would have drawn.",
    edit={'"dice": run.dice.get_state(), ': ""},
)
ex.mutant(
    "first_seed_kept",
    says="You set the dice back to their first throw: the resumed run sees its first batches once more. Save their state, "
    "not their seed.",
    edit={
        "run.dice.get_state()": "torch.Generator().manual_seed(run.dice.initial_seed()).get_state()"
    },
)
ex.mutant(
    "running_mean_lost",
    says="The running mean, `ema`, is missing. Every step looks right, and the generator that people hear is another one.",
    edit=without("ema"),
)
ex.mutant(
    "step_lost",
    says="The number of the step is missing. The learning rate depends on it, and jumps back to its beginning.",
    edit={', "step": run.step': ""},
)
ex.mutant(
    "aliased",
    says="state_dict() hands out the tensors themselves, not copies. The run goes on, and your saved state goes with it. Copy: "
    "copy.deepcopy.",
    edit={"copy.deepcopy({**states": "({**states"},
)
ex.mutant(
    "step_taken",
    says="Saving takes a step. A run that is saved more often would be another run.",
    edit={"    parts = (": "    run.take_step()\n    parts = ("},
)


@ex.alternative("part by part, each copied")
def snapshot_by_part(run):
    saved = {"step": int(run.step), "dice": run.dice.get_state().clone()}
    for module in ("generator", "ema", "judge"):
        saved[module] = {k: v.clone() for k, v in getattr(run, module).state_dict().items()}
    for optimizer in ("d_optimizer", "g_optimizer"):
        saved[optimizer] = copy.deepcopy(getattr(run, optimizer).state_dict())
    return saved


@ex.alternative("whatever the run has")
def snapshot_of_everything(run):
    saved = {}
    for name, part in vars(run).items():
        if hasattr(part, "state_dict"):
            saved[name] = copy.deepcopy(part.state_dict())
        else:
            saved[name] = part.get_state() if name == "dice" else part
    return saved


ex.hints(
    "Read take_step line by line. What does each line read that was not made in the same step?",
    "Save the state of both players, of the running mean, of both optimisers and of the dice, and the number of the step. Then copy all of "
    "it.",
    'copy.deepcopy({"generator": run.generator.state_dict(), …, "dice": run.dice.____(), "step": run.____})',
)
ex.why(
    "A step is a function of what it reads: weights, Adam's averages, the dice, the number of the step. Save all of them, and the next step is "
    "the same to the last bit. The running mean is read by nobody but the listeners, so its loss shows in no loss curve. The copy "
    "cuts the tie to the tensors that go on changing."
)
ex.wrong_turn(
    "A test that restores at once and compares weights passes without optimisers, and without a copy. Let the run go on first, then "
    "restore, then take a step."
)

# %% [markdown] id="07-3-head" tags=["exercise"]
# ### 07.3
# Open `failure_zoo()` and diagnose runs 1 to 8 in its order. Answer with a dict: the number of the run, then its diagnosis by name and what made you say so, in 5 words or
# more: `{1: ("overflow", "lines end at step 60"), ...}`.
#
# | name | what was done |
# |---|---|
# | `"good"` | nothing |
# | `"d_rate_x20"`, `"d_frozen"` | judges learn 20 times faster, or never |
# | `"no_detach"`, `"sign_error"` | the generator also pays what judges pay; or its own cost has the wrong sign |
# | `"no_feature_matching"`, `"one_family"` | no feature maps; only MPD is listened to |
# | `"overflow"` | gradients in half precision, scaled up too far |

# %% id="07-3-zoo"
failure_zoo()

# %% id="07-3-answer" tags=["answer"]
# @answer 07.3
# BEGIN SOLUTION
diagnoses = {
    1: ("no_detach", "the adversarial loss stands still, and has no part in the gradient"),
    2: ("one_family", "MS-STFT-D is right ever more often, and nobody listens"),
    3: ("no_feature_matching", "feature maps have no part in the gradient"),
    4: ("good", "both clouds move, and part only a little"),
    5: ("d_frozen", "no score ever moves, accuracy stays at one half"),
    6: ("sign_error", "made scores are driven down, judges are right more often"),
    7: ("d_rate_x20", "the scores jump within the first ten steps"),
    8: ("overflow", "lines end in the middle, batches are skipped"),
}
# END SOLUTION
# STUB: diagnoses = ...

# %% id="07-3-bank" tags=["bank"]
ex = Exercise("07.3", answer="diagnoses")

EVIDENCE = 5  # words


@ex.property("runs 1 to 8", cause="it is a dict from the run's number to a pair: name, evidence")
def _(diagnoses, draw):
    told = {int(number): pair for number, pair in dict(diagnoses).items()}
    names = [
        str(told[number][0]).strip().lower().replace(" ", "_") if number in told else ""
        for number in range(1, 9)
    ]
    evidence = sum(len(str(pair[1]).split()) >= EVIDENCE for pair in told.values())
    return {"names": names, "with evidence": evidence}


@ex.comparator
def _(data, expected):
    told, known = (part["runs 1 to 8"] for part in (data, expected))
    right = sum(a == b for a, b in zip(told["names"], known["names"], strict=True))
    return {
        "two right": right >= 2,
        "four right": right >= 4,
        "six right": right >= 6,
        "evidence for six": told["with evidence"] >= 6,
    }


def answer_source(changes, evidence=True):
    """An answer with other names for some runs."""
    pairs = {
        number: (changes.get(number, name), why if evidence else "")
        for number, (name, why) in diagnoses.items()
    }
    return f"diagnoses = {pairs!r}\n"


def renamed(**names):
    """The numbers of the runs of these names, with other names."""
    return {number: names[name] for number, (name, _) in diagnoses.items() if name in names}


ALL = {number: name for number, (name, _) in diagnoses.items()}
ex.mutant(
    "off_by_one",
    says="Fewer than two are right. Are your numbers those of the zoo, from 1 to 8, in its own order? Begin with the two that no other can be: the one whose lines end, and the one "
    "whose scores never move.",
    source=answer_source({number: ALL[number % 8 + 1] for number in ALL}),
)
ex.mutant(
    "all_good",
    says="You call every run good. The grey lines are a good run: look for the panel in which yours leaves them first.",
    source=answer_source(dict.fromkeys(ALL, "good")),
)
ex.mutant(
    "losses_alone",
    says="Two or three are right. Look at the parts of the generator's gradient: one run has no feature maps in it. And look at both judges apart: in one run only one of them is listened "
    "to.",
    source=answer_source(
        renamed(
            no_detach="sign_error",
            sign_error="no_detach",
            no_feature_matching="good",
            good="no_feature_matching",
            one_family="good",
        )
    ),
)
ex.mutant(
    "look_alikes_swapped",
    says="Four or five are right. Look again at those that end near the good run: which loss steers, and how far do real and made scores part?",
    source=answer_source(
        renamed(
            one_family="good", good="one_family", no_detach="sign_error", sign_error="no_detach"
        )
    ),
)
ex.mutant(
    "no_evidence",
    says="The names are well chosen. Say for each what made you say so, in 5 words or more: a panel, and what it shows.",
    source=answer_source({}, evidence=False),
)
ex.alternative(
    "two confused, as six are enough",
    source=answer_source(renamed(one_family="good", good="one_family")),
)
ex.alternative(
    "as lists, in capitals, with spaces",
    source=f"diagnoses = {[[n, [name.upper().replace('_', ' '), 'as the panels of scores show']] for n, (name, _) in diagnoses.items()]!r}\n",
)
ex.hints(
    "Which panel would be flat if judges never learnt? Which would have a line at zero without feature matching?",
    "First the lines that end, or never move. Then the parts of the gradient. Then how far real and made scores part, and in which direction the generator drives its own. "
    "Listen last.",
    '{1: ("____", "the panel ____ shows that ____"), 2: …}',
)
ex.why(
    "Two need one look: an overflow ends, and frozen judges never move. Two more show in the parts of the gradient: without feature matching one part is zero, and without detach "
    "the adversarial part is next to nothing, since what both players pay cancels. With a wrong sign the generator drives its own scores down, so judges are right more often. "
    "If only MPD is listened to, MS-STFT-D is right more and more often, and MPD is not. What is left are judges that are too fast, whose scores jump at once, and the good run."
)
ex.wrong_turn(
    "To judge by the distance alone. The run whose judges are frozen has the smallest one, since nothing drives its generator away from reconstruction."
)

# %% [markdown] id="07-4-head" tags=["exercise"]
# ### 07.4
# Write an alarm. It is asked after every tenth step of a run, and sees what training measured so far. A copy of a good run collapses at a step that you do not know, in one of three ways. Your alarm must
# fire within 60 steps, and never before.
#
# | | |
# |---|---|
# | in | `curves`: by name a tensor [steps so far]; a value may be NaN |
# | names | `recon`, `d_loss`, `d_accuracy`, `logits_real`, `logits_fake`, `g_adv`, `feat` |
# | out | `True` to stop the run, else `False` |
# | ways | the numbers end; `recon` and `feat` drift to three times as much; the judges win: `d_accuracy` stays near 1 |
# | never | on any of the good runs, of which you know one: `recorded_run("good").curves` |


# %% id="07-4-answer" tags=["answer"]
# @answer 07.4
def alarm(curves: Mapping[str, Tensor]) -> bool:
    """Say whether this run should be stopped, from its curves so far."""
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


def first_alarm(alarm, curves):
    """The step at which an alarm fires, or "never"."""
    for step in range(EVERY, len(curves["recon"]) + 1, EVERY):
        if bool(alarm({name: curves[name][:step].clone() for name in SEEN})):
            return step
    return "never"


def late(alarm, curves, step):
    """How many steps after a collapse an alarm fires; negative: before."""
    fired = first_alarm(alarm, curves)
    return fired if fired == "never" else fired - step


def wrecked(run, way, step):
    """The curves of a good run that collapses at a step, in one of three ways."""
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
    """The good run that the lesson shows, or others."""
    found = [run for run in failed_runs(held_out) if run.name == "good"]
    return [*found, healthy_run()] if held_out else found


@ex.property(
    "quiet on the good run that you know",
    cause="one step is too little: take means over some dozens",
)
def _(alarm, draw):
    return {"fires at": [first_alarm(alarm, run.curves) for run in goods(held_out=False)]}


@ex.property(
    "quiet on good runs that you do not know",
    cause="the threshold fits the one run that you know",
)
def _(alarm, draw):
    return {"fires at": [first_alarm(alarm, run.curves) for run in goods(held_out=True)]}


def lateness(alarm, draw, way):
    """How late an alarm is on all good runs, wrecked in one way at drawn steps."""
    runs = [*goods(held_out=False), *goods(held_out=True)]
    steps = [draw.integer(70, 120) for _ in runs]
    found = [
        late(alarm, wrecked(run, way, step), step) for run, step in zip(runs, steps, strict=True)
    ]
    return {"fires, in steps after the collapse": found}


@ex.property("notices numbers that end", cause="every comparison with NaN is false: ask isfinite()")
def _(alarm, draw):
    fallen = recorded_run("overflow")
    found = lateness(alarm, draw, "ends")
    return found | {"a recorded overflow": [late(alarm, fallen.curves, fallen.collapsed_at)]}


@ex.property(
    "notices a distance that drifts", cause="recon is not watched, or its mean is too slow"
)
def _(alarm, draw):
    return lateness(alarm, draw, "drifts")


@ex.property("notices judges that win", cause="d_accuracy is not watched, or its mean is too slow")
def _(alarm, draw):
    return lateness(alarm, draw, "judges win")


def in_time(lateness):
    """Whether an alarm fired after a collapse, and soon."""
    return lateness != "never" and 0 <= lateness <= LATE


@ex.comparator
def _(data, expected):
    fits = {"quiet": lambda fired: fired == "never", "notices": in_time}
    return {
        name: all(fits[name.split()[0]](step) for steps in found.values() for step in steps)
        for name, found in data.items()
    }


@ex.picture
def _(alarm):
    """The good run that is known, wrecked at step 100 in each way, and when the alarm fires."""
    figure = Figure((9, 2.4), layout="constrained", facecolor="white")
    told = []
    ways = {"ends": "recon", "drifts": "recon", "judges win": "d_accuracy"}
    for axes, (way, name) in zip(figure.subplots(1, 3), ways.items(), strict=True):
        curves = wrecked(goods(held_out=False)[0], way, 100)
        fired = first_alarm(alarm, curves)
        axes.plot(curves[name].numpy(), color="#0072B2", linewidth=1)
        axes.axvline(100, color="#333333", linewidth=1)
        if fired != "never":
            axes.axvline(fired, color="#D55E00", linestyle="--", linewidth=2)
        axes.set_title(f"{way}: fires {fired if fired == 'never' else f'at {fired}'}")
        axes.set_xlabel(f"step; {name}, collapse at 100")
        told.append(f"{way}: the collapse is at step 100, the alarm fires: {fired}.")
    return figure, " ".join(told)


ex.mutant(
    "always",
    says="Your alarm fires on the good run. Who hears it every night will switch it off.",
    source="def alarm(curves):\n    return True\n",
)
ex.mutant(
    "never",
    says="Your alarm is quiet on good runs, and on all others. It has to notice something.",
    source="def alarm(curves):\n    return False\n",
)
ex.mutant(
    "one_step",
    says="Your alarm fires on a good run. Good runs have hard batches, in which the loss of a single step is "
    "large: take means over some dozens of steps.",
    edit={"recon[-30:].mean() > 1.5 * recon[:30].mean()": "recon[-1] > 1.5 * recon.median()"},
)
ex.mutant(
    "fits_one_run",
    says="Your alarm is quiet on the good run that you know, and fires on others: it fits that one run. Leave more room: good runs differ, and a drift goes up to three times.",
    edit={"1.5 * recon": "1.15 * recon"},
)
ex.mutant(
    "numbers_that_end_alone",
    says="Your alarm notices numbers that end, and nothing else. The other two ways stay finite: compare means over some dozens of steps.",
    edit={"return bool(drifts or right[-30:].mean() > 0.75)": "return False"},
)
ex.mutant(
    "deaf_to_nan",
    says="Your alarm sleeps through an overflow. Every comparison with NaN is false, so no threshold notices it: ask isfinite().",
    edit={
        "    if not all(curve.isfinite().all() for curve in curves.values()):\n        return True\n": ""
    },
)
ex.mutant(
    "distance_alone",
    says="Your alarm sleeps while the judges win. Judges that are nearly always right teach nothing any more: "
    "choose a threshold for d_accuracy that they reach.",
    edit={"bool(drifts or right[-30:].mean() > 0.75)": "bool(drifts)"},
)
ex.mutant(
    "judges_alone",
    says="Your alarm sleeps while the distance grows. A generator may lose its way while its judges stay near "
    "one half.",
    edit={"bool(drifts or right[-30:].mean() > 0.75)": "bool(right[-30:].mean() > 0.75)"},
)
ex.mutant(
    "coin_as_threshold",
    says="Your alarm fires on good runs. In good runs, too, judges are better than a coin: 50 to 60 %.",
    edit={"right[-30:].mean() > 0.75": "right[-30:].mean() > 0.52"},
)
ex.mutant(
    "too_slow",
    says="Your alarm notices a collapse too late: 60 steps after the collapse it must have fired. A mean over "
    "fewer steps reacts sooner.",
    edit={
        "recon[-30:].mean() > 1.5 * recon[:30].mean()": "recon[-120:].mean() > 2.2 * recon[:30].mean()",
        "right[-30:].mean() > 0.75": "right[-120:].mean() > 0.85",
    },
)


@ex.alternative("medians, and all judges' curves")
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
    "How much does the mean of 30 steps of `recon` vary in the good run, and how much a single step?",
    "First: is any value no finite number? Then compare the mean of the last 30 steps with that of the first 30; and ask whether judges were nearly always right for the last 30 steps.",
    'recon[-30:].____() > ____ * recon[:30].mean()   or   curves["d_accuracy"][-30:].mean() > ____',
)
ex.why(
    "A mean over 30 steps averages the batches out: in every good run it stays below 1.3 times its beginning, while single steps come near twice the median, or above. So 1.5 leaves room for a good run, and a drift to three times is far above. NaN is asked for by "
    "name, since no comparison finds it. Judges of good runs are right in 50 to 60 % of cases: 75 % over 30 steps is no accident."
)
ex.wrong_turn(
    "To put the threshold right above the largest value of the one good run that you know. The next good run is a little worse, and the alarm cries wolf."
)

# %% [markdown] id="07-5-head" tags=["exercise"]
# ### 07.5
# Change one thing in the small GAN. Seal your forecast first, then train pairs of runs with `measured_after`, then report: the forecast once more, and what came out.
#
# | key | what |
# |---|---|
# | `"change"` | what you changed, and nothing else, in 4 words or more |
# | `"metric"` | what you measured: `"frame_comb_db"` (buzz), `"log_mel_l1"` (colour), or another; lower must mean better |
# | `"better"`, `"no difference"`, `"worse"` | your forecast: probabilities, none of them 0 or 1 |
# | `"without"`, `"with"` | the metric, one number per seed, same seeds in both; 3 seeds or more |
# | `"verdict"` | `"better"` or `"worse"` if all pairs agree, else `"no difference"` |
# | `"limits"` | what your result does not say, in 8 words or more |


# %% id="07-5-given"
def measured_after(
    seed: int,
    judges: Sequence[str] = ("msstftd",),
    steps: int = 40,
    name: str = "frame_comb_db",
    **sizes: object,
) -> float:
    """Train some steps from the ready generator, and measure on sounds held back."""
    size = preset("tiny").replace(warm_steps=WARM_STAGE, steps=steps, **sizes)
    with TemporaryDirectory() as folder:
        config = TrainConfig(size, tuple(judges), seed=seed)
        run = train(config, f"{folder}/run", branch=WARM_CHECKPOINT)
        clips = synthetic_clips("tuning")
        return evaluate(clips, run.generator()(clips.waves), [metric(name)])[name]


# %% id="07-5-seal"
# forecast = {"change": "____", "better": ____, "no difference": ____, "worse": ____}   # remove the first # of both lines
# seal("07.5", forecast)   # before you train: from then on it stays as it is

# %% id="07-5-runs"
# without = [measured_after(seed) for seed in (0, 1, 2)]                    # remove the first # of both lines:
# with_it = [measured_after(seed, feat_weight=0.0) for seed in (0, 1, 2)]   # about two minutes

# %% id="07-5-answer" tags=["answer"]
# @answer 07.5
# BEGIN SOLUTION
report = {
    "change": "MPD judges, where nobody judged before",
    "metric": "log_mel_l1",
    "better": 0.3,
    "no difference": 0.5,
    "worse": 0.2,
    "without": [0.483, 0.481, 0.486],
    "with": [0.553, 0.558, 0.556],
    "verdict": "worse",
    "limits": "one metric, tiny networks, 300 steps, synthetic sounds, and nobody listened to them",
}
# END SOLUTION
# STUB: report = ...

# %% id="07-5-bank" tags=["bank"]
ex = Exercise("07.5", answer="report")


@ex.property("the report", cause="a key is missing, or a list holds something else than numbers")
def _(report, draw):
    chances = [float(report[key]) for key in ("better", "no difference", "worse")]
    pairs = [[float(value) for value in report[key]] for key in ("without", "with")]
    words = {key: len(str(report[key]).split()) for key in ("change", "metric", "limits")}
    verdict = str(report["verdict"]).strip().lower()
    return {"chances": chances, "without": pairs[0], "with": pairs[1], "verdict": verdict, **words}


def verdict_of(without, with_it):
    """What pairs of numbers say, where lower is better."""
    signs = {(b > a) - (b < a) for a, b in zip(without, with_it, strict=True)}
    return {frozenset({-1}): "better", frozenset({1}): "worse"}.get(
        frozenset(signs), "no difference"
    )


@ex.comparator
def _(data, expected):
    told = data["the report"]
    chances, pairs = told["chances"], (told["without"], told["with"])
    paired = len(pairs[0]) == len(pairs[1]) > 0
    return {
        "pairs of numbers": paired,
        "three pairs or more": paired and len(pairs[0]) >= 3,
        "a forecast that leaves room for surprise": abs(sum(chances) - 1) < 0.005
        and all(0 < chance < 1 for chance in chances),
        "the verdict follows from the numbers": paired and told["verdict"] == verdict_of(*pairs),
        "what was changed, and what was measured": told["change"] >= 4 and told["metric"] >= 1,
        "what it does not say": told["limits"] >= 8,
    }


ex.mutant(
    "not_paired",
    says="`without` and `with` have different lengths. Each seed gives one number to both: only pairs can be compared.",
    edit={"[0.553, 0.558, 0.556]": "[0.553, 0.558, 0.556, 0.55]"},
)
ex.mutant(
    "one_seed",
    says="You report fewer than three pairs. Another seed may well turn the sign: three pairs are the least that shows it.",
    edit={"[0.483, 0.481, 0.486]": "[0.483]", "[0.553, 0.558, 0.556]": "[0.553]"},
)
ex.mutant(
    "certain",
    says="Your forecast is no honest bet: its three probabilities add up to 1, and none of them is 0 or 1. Write "
    "shares, not per cent.",
    edit={
        '"better": 0.3': '"better": 1.0',
        'difference": 0.5': 'difference": 0.0',
        '"worse": 0.2': '"worse": 0.0',
    },
)
ex.mutant(
    "verdict_of_the_heart",
    says='Your verdict is not what your numbers say. Lower is better: all pairs lower is "better", all higher is "worse", and anything '
    'else is "no difference".',
    edit={'"verdict": "worse"': '"verdict": "better"'},
)
ex.mutant(
    "change_unnamed",
    says="Say what you changed, in 4 words or more, and what you measured. Whoever reads it should be able to do it again.",
    edit={"MPD judges, where nobody judged before": "MPD"},
)
ex.mutant(
    "no_limits",
    says="Say what your result does not say, in 8 words or more: how small, how short, which sounds, who listened.",
    edit={
        "one metric, tiny networks, 300 steps, synthetic sounds, and nobody listened to them": "none"
    },
)
ex.alternative(
    "a result that says no difference",
    source='report = {"change": "MSD judges and nobody else does", "metric": "frame_comb_db", "better": 0.6, "no difference": 0.3, '
    '"worse": 0.1, "without": (15.9, 16.2, 15.1), "with": (15.7, 16.4, 15.3), "verdict": "No difference", "limits": "three seeds '
    'share their clips, and the metric hears one artefact only"}',
)
ex.alternative(
    "five seeds, and better",
    source='report = dict(change="twice as many steps for both players", metric="fd_fine", better=0.8, worse=0.1, without=[3.2, 3.1, 3.0, '
    '3.3, 3.2], verdict="better", limits="it also costs twice the time, which was not held equal here")\n'
    'report["with"], report["no difference"] = [2.1, 2.2, 2.0, 2.1, 2.3], 0.1\n',
)
ex.hints(
    "What would you bet on the three outcomes, before you have seen a number? Seal that.",
    "Train without and with the change, with seeds 0, 1 and 2. Write the numbers in the order of the seeds. Compare pair by pair. The verdict "
    "is what the signs say, not what you hoped.",
    '"without": [____, ____, ____], "with": [____, ____, ____], "verdict": "____"',
)
ex.why(
    "One change, so that it can be the cause. Pairs with one seed each, so that both runs met the same sounds in the same order. A forecast that was "
    "sealed cannot bend. And a verdict by a rule that was fixed before: three signs agree by chance once in four, so even this is "
    "weak, and the limits say so. A change that makes things worse, well shown, earns all points."
)
ex.wrong_turn(
    "To run seed after seed until one pair shows what was hoped for, and to report that pair. The forecast was right then, and nothing was "
    "learnt."
)

# %% tags=["bank"]
Question(
    "07.r1",
    "Lesson 05: somebody adds up all losses and lets both players learn from the sum. What does the judge learn from made sounds, with hinge?",
    [
        Option(
            "a",
            "the same as before, and faster",
            because="The judge's cost of a made sound and the generator's cost of it pull in opposite directions.",
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
            "to call made sounds real",
            because="It would, from the generator's part alone. Both parts together cancel.",
        ),
    ],
    kind="recall",
)
Question(
    "07.r2",
    "Lesson 05: who learns from feature matching?",
    [
        Option(
            "a",
            "the judge: its feature maps get better",
            because="Its maps are compared, and it takes no step from that. It is only asked.",
            misconception="M14",
        ),
        Option(
            "b",
            "the generator",
            right=True,
            because="The gradient runs through the judge's maps into the sound, and on.",
        ),
        Option(
            "c",
            "both",
            because="Then the judge would learn to see no difference at all.",
            misconception="M14",
        ),
    ],
    kind="recall",
)
Question(
    "07.r3",
    "Lesson 01: a committee keeps its members in a plain Python list. What happens in training?",
    [
        Option(
            "a",
            "an error, at the first step",
            because="Everything runs. That is what makes it hard to find.",
            misconception="M06",
        ),
        Option(
            "b",
            "its optimiser finds no parameters of the members, and they never learn",
            right=True,
            because="Only members in a ModuleList are found.",
        ),
        Option("c", "the members share their weights", because="They are separate, and invisible."),
    ],
    kind="recall",
)
Question(
    "07.p1",
    "In which order do these three come right?",
    [
        Option(
            "a",
            "the pitch first, then colour and beat; the buzz is never there",
            because="Most of the pitch is still wrong after 200 steps. And the buzz grows before it shrinks.",
        ),
        Option(
            "b",
            "colour and beat first, then the pitch, the buzz last",
            right=True,
            because="Reconstruction pays most for colour. It hardly hears the buzz, which falls only when judges come.",
        ),
        Option(
            "c",
            "the buzz goes first: it is the plainest fault",
            because="To your ear. To a mel spectrogram, with its broad bands, it is next to nothing.",
        ),
        Option(
            "d",
            "all three together, a little at each age",
            because="They come one after the other: each loss hears something else.",
        ),
    ],
)
Question(
    "07.p2",
    "A, B, C and D show what each generator pays for reconstruction. In which will the curve end lowest?",
    [
        Option(
            "a",
            "in the good run: a run that goes well pays less and less",
            because="A generator that plays against judges that learn gives up some reconstruction for them.",
            misconception="M12",
        ),
        Option(
            "b",
            "in a broken run",
            right=True,
            because="Its judges are frozen. Reconstruction has its generator almost for itself.",
        ),
        Option(
            "c",
            "all four end equally",
            because="The batches make most of the ups and downs. At the end the curves do differ.",
        ),
    ],
)
Question(
    "07.p3",
    "In the good run, how often are the judges right at the end? A coin is right half of the time.",
    [
        Option(
            "a",
            "nearly always: they are good judges by now",
            because="Then the generator would get nowhere. You will meet such a run.",
        ),
        Option(
            "b",
            "between 50 and 60 %",
            right=True,
            because="Both players get better together, so neither wins by much.",
        ),
        Option(
            "c",
            "50 % exactly: the generator has won",
            because="A judge that knows nothing is at 50 % as well. Compare with the frozen run.",
            misconception="M16",
        ),
        Option(
            "d",
            "below 40 %",
            because="A judge that is wrong so often would learn the opposite within a few steps.",
        ),
    ],
)
Question(
    "07.p4",
    "Three families of judges against none: how much longer does a step take on a CPU?",
    [
        Option(
            "a",
            "a quarter more: they are small networks",
            because="Small in weights. A judge of few weights may still compute much: each weight is used at every place.",
        ),
        Option(
            "b",
            "three times: three families",
            because="Each family is a committee, and each member hears four waves in a step.",
        ),
        Option(
            "c",
            "about nine times",
            right=True,
            because="Ten judges hear real and made sound in their own turn, and both again in the generator's.",
        ),
    ],
)
Question(
    "07.p5",
    "All weights are saved, and the number of the step. Is the next step after a resume the step that the run would have taken?",
    [
        Option(
            "a",
            "yes: a network is its weights",
            because="A network is. A run also has optimisers, which remember, and dice.",
        ),
        Option(
            "b",
            "no",
            right=True,
            because="AdamW remembers two averages per weight. Without them it takes another step.",
        ),
        Option(
            "c",
            "yes, if the learning rate is right",
            because="The rate is one number. AdamW divides it by what it remembers.",
        ),
    ],
)
Question(
    "07.p6",
    "Seven of the eight runs are broken. In how many of them does the sound of held-out clips end far worse than it began: half as far again from the original, or no sound at all?",
    [
        Option(
            "a",
            "in none: reconstruction holds them all",
            because="Reconstruction holds most of them. It cannot hold numbers that are no numbers any more.",
        ),
        Option(
            "b",
            "in one or two",
            right=True,
            because="Most faults cost something and wreck nothing. That is why they are found so late.",
        ),
        Option(
            "c",
            "in four or five",
            because="A game with a fault in it goes on. Reconstruction keeps most of these generators near their beginning.",
            misconception="M12",
        ),
        Option(
            "d",
            "in all seven: a GAN is delicate",
            because="This one has a safe place to stand: it pays for its distance from the original, whatever its judges say.",
        ),
    ],
)
Question(
    "07.p7",
    "A simple alarm: fire if the reconstruction loss of a step is twice its median so far. What will it do in the good run?",
    [
        Option(
            "a",
            "stay quiet: a good run has no such steps",
            because="Some batches are hard: soft sounds, noise, silence.",
        ),
        Option(
            "b",
            "fire",
            right=True,
            because="The batch decides how large the loss of one step is. Good runs have hard batches, too.",
        ),
    ],
)
Question(
    "07.e1",
    'A friend shows you a run: the judges are right in half of all cases, and all losses are flat. "It has converged", he says. "The judges can no longer tell." What do you answer?',
    kind="explain",
    look_for=(
        "I said that 50 % is also what a judge gives that never learnt.",
        "I said that losses of a game need not fall, so flat losses say little.",
        "I asked to see whether the scores move, or to test the judges on sounds that are plainly bad.",
        "I asked to listen, or to measure on held-out sounds.",
    ),
)
