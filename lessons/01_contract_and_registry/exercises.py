# %% [markdown]
# Six exercises on the lesson *The contract and the registry*. Each one has a contract, a cell for
# your answer, a check that explains what went wrong, and a verdict that counts.
#
# Do them in order or not: each stands alone. Run the check as often as you like. It costs nothing.
# Stuck? `hint("01.1")` gives one rung at a time, `solution("01.1")` shows a way and says why.

# %% tags=["setup"]
import copy
from abc import ABC, abstractmethod
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib import check_contract, create
from course_lib.classroom import setup
from course_lib.discriminators.interface import (
    DiscriminatorOutput,
    MultiDiscriminator,
    check_wave,
)
from course_lib.discriminators.registry import register

setup("01")

# %% tags=["bank"]
from contextlib import suppress
from unittest.mock import patch

from course_lib.classroom import Exercise, Option, Question
from course_lib.discriminators.contract import CHECKS
from course_lib.discriminators.registry import entries, example
from course_lib.discriminators.registry.arguments import check_options
from course_lib.display.figures.beside import curves_beside
from course_lib.sounds import pluck

# %% [markdown] id="01-1-head" tags=["exercise"]
# ### 01.1
# These are the lines of a committee's `forward(self, wave)`, shuffled. Indents are kept. One line does not
# belong. Answer with the letters in order, as in `order = ["B", "A", "C"]`.
#
# ```text
# A    logits, fmaps = [], []
# B        fmaps.extend(member_fmaps)
# C        member_logits, member_fmaps = member(wave)
# D    return logits, fmaps
# E        fmaps.append(member_fmaps)
# F    for member in self.members:
# G        logits.append(member_logits)
# ```

# %% id="01-1-answer" tags=["answer"]
# @answer 01.1
# BEGIN SOLUTION
order = ["A", "F", "C", "G", "E", "D"]
# END SOLUTION
# STUB: order = ...

# %% id="01-1-bank" tags=["bank"]
ex = Exercise("01.1", answer="order")


@ex.property("the lines in order", cause="read the list aloud as a program, line by line")
def _(order, draw):
    letters = [str(letter).strip().upper() for letter in order]
    # Scores and maps may be stored in either order: where maps stand right before G, swap them.
    text = "".join(letters).replace("EG", "GE").replace("BG", "GB")
    return list(text)


ex.mutant(
    "flat_maps",
    says="Line B throws the maps of all members into one flat list. Nobody can tell any more which "
    "map belongs to whom. Each member's list goes in whole.",
    source='order = ["A", "F", "C", "G", "B", "D"]',
)
ex.mutant(
    "both_lines",
    says="Both B and E are in your list: each map would be stored twice. Only one of them belongs.",
    source='order = ["A", "F", "C", "G", "E", "B", "D"]',
)
ex.mutant(
    "lists_in_the_loop",
    says="A stands inside the loop, so both lists are made anew for each member, and only the last "
    "member's answer is left. Make them once, before the loop.",
    source='order = ["F", "A", "C", "G", "E", "D"]',
)
ex.mutant(
    "maps_forgotten",
    says="The feature maps are never stored. The contract promises two lists.",
    source='order = ["A", "F", "C", "G", "D"]',
)
ex.mutant(
    "stored_before_asked",
    says="You store scores and maps before C has asked the member for them.",
    source='order = ["A", "F", "G", "E", "C", "D"]',
)
ex.mutant(
    "nothing_returned",
    says="The two lists are filled, and nobody gets them: the line that hands them back is missing.",
    source='order = ["A", "F", "C", "G", "E"]',
)
ex.mutant(
    "return_in_the_middle",
    says="D stands before the loop is over. Return once, after all members have spoken.",
    source='order = ["A", "F", "C", "D", "G", "E"]',
)
ex.alternative("maps before scores", source='order = ["A", "F", "C", "E", "G", "D"]')
ex.alternative("small letters", source='order = list("afcged")')
ex.hints(
    "Two lists are handed back. When must they be made, and how often?",
    "Make two empty lists; for each member: ask it, store its scores, store its list of maps; hand both "
    "lists back.",
    "A, F, ____, G, ____, D",
)
ex.why(
    "Each turn of the loop adds one entry to each list. So `logits[k]` and `fmaps[k]` always belong to "
    "the same member. `append` adds a member's list as one entry; `extend` would pour its maps out."
)
ex.wrong_turn(
    "`extend` looks tidier, and a test that asks for a list is content. With two members of one map each "
    "even the length is right. The lesson shows what a loss then does."
)

# %% [markdown] id="01-2-head" tags=["exercise"]
# ### 01.2
# Write the contract as an abstract class, and a committee that keeps it. A member is a module: `member(wave)` gives
# `(logits, maps)`, a tensor and a list.
#
# | | |
# |---|---|
# | `Contract` | without `forward` **and** `num_discriminators`, nothing can be built from it |
# | `Committee(members)(wave)` | two lists, one entry for each member, in the same order |
# | `num_discriminators` | how many members; read without brackets |


# %% id="01-2-answer" tags=["answer"]
# @answer 01.2
class Contract(ABC, nn.Module):
    """What every discriminator promises."""

    # BEGIN SOLUTION
    @abstractmethod
    def forward(self, wave: Tensor) -> tuple[list[Tensor], list[list[Tensor]]]:
        """Judge a batch of waves."""

    @property
    @abstractmethod
    def num_discriminators(self) -> int:
        """How many members there are."""

    # END SOLUTION
    # STUB: # two promises: forward, and num_discriminators


class Committee(Contract):
    """Let every member judge the same wave."""

    def __init__(self, members: Sequence[nn.Module]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, wave: Tensor) -> tuple[list[Tensor], list[list[Tensor]]]:
        # BEGIN SOLUTION
        verdicts = [member(wave) for member in self.members]
        return [v[0] for v in verdicts], [v[1] for v in verdicts]
        # END SOLUTION
        # STUB: raise NotAttempted("01.2")

    # BEGIN SOLUTION
    @property
    def num_discriminators(self) -> int:
        return len(self.members)

    # END SOLUTION
    # STUB: # and num_discriminators


# %% id="01-2-bank" tags=["bank"]
ex = Exercise("01.2", answer="Committee")


class ToyMember(nn.Module):
    """Scores that are every ``step``-th sample; two maps; two layers that only take up room."""

    def __init__(self, step):
        super().__init__()
        self.step = step
        self.layers = nn.ModuleList([nn.Identity(), nn.Identity()])

    def forward(self, wave):
        kept = self.layers[1](self.layers[0](wave[..., :: self.step]))
        return kept, [kept + 1, kept + 2]


@ex.property("one entry for each member, in order", cause="a member was left out, or asked twice")
def _(committee_class, draw):
    committee = committee_class([ToyMember(2), ToyMember(3), ToyMember(5)])
    logits, fmaps = committee(draw.distinct(1, 1, 12))
    return {"logits": list(logits), "maps": list(fmaps)}


@ex.property("both are lists", cause="a tuple or a generator was returned")
def _(committee_class, draw):
    logits, fmaps = committee_class([ToyMember(2), ToyMember(3)])(draw.distinct(1, 1, 12))
    inner = [type(maps).__name__ for maps in fmaps]
    return [type(logits).__name__, type(fmaps).__name__, *inner]


@ex.property("num_discriminators counts members", cause="a method, or a count of something else")
def _(committee_class, draw):
    counts = [committee_class([ToyMember(2)] * n).num_discriminators for n in (1, 3, 4)]
    return [count if isinstance(count, int) else type(count).__name__ for count in counts]


def refusals(committee_class, draw, *promises):
    """Build a class under ``Contract`` that keeps some of the promises, and an object of it."""
    kept = {
        "forward": lambda self, wave: ([], []),
        "num_discriminators": property(lambda self: 0),
    }
    body = {name: kept[name] for name in promises}
    return draw.refusal(lambda: type("Some", (committee_class.__bases__[0],), body)())


@ex.property("without forward nothing can be built", cause="@abstractmethod is missing")
def _(committee_class, draw):
    return refusals(committee_class, draw, "num_discriminators")


@ex.property("without a count nothing can be built", cause="@abstractmethod is missing")
def _(committee_class, draw):
    return refusals(committee_class, draw, "forward")


ex.mutant(
    "method_not_property",
    says="`num_discriminators` is a method in your committee: it takes brackets to read it. Put "
    "`@property` above it.",
    edit={
        "    @property\n    def num_discriminators(self) -> int:\n        return len(self.members)": (
            "    def num_discriminators(self) -> int:\n        return len(self.members)"
        )
    },
)
ex.mutant(
    "returns_tuples",
    says="You hand back tuples. The contract says lists: losses and trainers append to them.",
    edit={
        "[v[0] for v in verdicts], [v[1] for v in verdicts]": (
            "tuple(v[0] for v in verdicts), tuple(v[1] for v in verdicts)"
        )
    },
)
ex.mutant(
    "maps_first",
    says="You hand back the maps first and the scores second. The contract has them the other way round.",
    edit={
        "[v[0] for v in verdicts], [v[1] for v in verdicts]": (
            "[v[1] for v in verdicts], [v[0] for v in verdicts]"
        )
    },
)
ex.mutant(
    "one_list_of_pairs",
    says="You hand back one list, with a pair for each member. The contract asks for two lists: first all scores, then all maps.",
    edit={"[v[0] for v in verdicts], [v[1] for v in verdicts]": "verdicts"},
)
ex.mutant(
    "fed_on",
    says="A member hears the scores of the member before it. All of them judge the same wave, as it was given.",
    edit={
        "verdicts = [member(wave) for member in self.members]": (
            "verdicts = []\n        for member in self.members:\n"
            "            verdicts.append(member(wave))\n            wave = verdicts[-1][0]"
        )
    },
)
ex.mutant(
    "counts_layers",
    says="You count every module inside, layers included. A member counts once, however many layers "
    "it has.",
    edit={"len(self.members)": "len(list(self.members.modules())) - 1"},
)
ex.mutant(
    "count_written_down",
    says="Your count is a fixed number. It must follow the members that are given.",
    edit={"len(self.members)": "3"},
)
ex.mutant(
    "flat_maps",
    says="Your maps are one flat list. Each member's maps are a list of their own.",
    edit={"[v[1] for v in verdicts]": "[fmap for v in verdicts for fmap in v[1]]"},
)
ex.mutant(
    "first_member_only",
    says="Only one member is asked. Ask every member of the list.",
    edit={"for member in self.members]": "for member in self.members[:1]]"},
)
ex.mutant(
    "forward_not_abstract",
    says="`forward` of Contract is an ordinary method, so a class that forgets it can be built, and fails "
    "only when it is called. Put `@abstractmethod` above it.",
    edit={"    @abstractmethod\n    def forward": "    def forward"},
)
ex.mutant(
    "count_not_abstract",
    says="`num_discriminators` of Contract is not abstract, so a class that forgets it can be built. "
    "Put `@property` and, below it, `@abstractmethod` above it.",
    edit={"    @property\n    @abstractmethod\n": "    @property\n"},
)
ex.mutant(
    "empty_contract",
    says="Your Contract promises nothing yet: a class that forgets both promises can be built. Write both, "
    "each under `@abstractmethod`.",
    edit={
        "    @abstractmethod\n    def forward": "    def forward",
        "    @property\n    @abstractmethod\n": "    @property\n",
    },
)


class _PromiseBoth(ABC, nn.Module):
    num_discriminators = property(abstractmethod(lambda self: 0))

    @abstractmethod
    def forward(self, wave):
        raise NotImplementedError


@ex.alternative("with a loop")
class CommitteeByLoop(_PromiseBoth):
    def __init__(self, members):
        super().__init__()
        self.members = nn.ModuleList(members)

    @property
    def num_discriminators(self):
        return sum(1 for _ in self.members)

    def forward(self, wave):
        logits, fmaps = [], []
        for member in self.members:
            member_logits, member_fmaps = member(wave)
            logits.append(member_logits)
            fmaps.append(member_fmaps)
        return logits, fmaps


@ex.alternative("with zip, and a count that is set once")
class CommitteeByZip(_PromiseBoth):
    num_discriminators = 0

    def __init__(self, members):
        super().__init__()
        self.members = nn.ModuleList(members)
        self.num_discriminators = len(self.members)

    def forward(self, wave):
        logits, fmaps = zip(*(member(wave) for member in self.members), strict=True)
        return list(logits), list(fmaps)


ex.hints(
    "What should happen when somebody forgets `forward`: an error when the object is built, or later, in "
    "the middle of training?",
    "Put @abstractmethod above both promises; above the count, put @property on top of that. In the committee, "
    "ask each member, and collect first parts and second parts in two lists.",
    "verdicts = [____(wave) for ____ in self.members]   then   return [v[____] for v in verdicts], "
    "[v[____] for v in verdicts]",
)
ex.why(
    "`ABC` and `@abstractmethod` move the error to the earliest moment: when the object is built. The count is a "
    "property, since it is a fact and not an action, and it is taken from the members, so it cannot become stale."
)
ex.wrong_turn(
    "`raise NotImplementedError` in `forward` looks alike. It lets you build the object, and complains when it is first "
    "called, perhaps an hour into a run."
)

# %% [markdown] id="01-3-head" tags=["exercise"]
# ### 01.3
# A colleague's committee is one part of a larger model. It gives good-looking scores. Yet training does not change them, and in the
# saved file nothing of it is found. Find out why, then write a mended copy below.
#
# | | |
# |---|---|
# | keep | the constructor, the name `members`, the list of scores |
# | mend | every weight is trained, saved, and moved to another device |


# %% id="01-3-given"
class ColleaguesCommittee(nn.Module):
    """One small convolution for each stride. What is wrong?"""

    def __init__(self, strides: Sequence[int] = (1, 2, 4)) -> None:
        super().__init__()
        self.members = [nn.Conv1d(1, 1, 5, stride, padding=2) for stride in strides]

    def forward(self, wave: Tensor) -> list[Tensor]:
        return [member(wave) for member in self.members]


# %% id="01-3-answer" tags=["answer"]
# @answer 01.3
class MendedCommittee(nn.Module):
    """The colleague's class, with members that torch can find."""

    def __init__(self, strides: Sequence[int] = (1, 2, 4)) -> None:
        super().__init__()
        # BEGIN SOLUTION
        members = [nn.Conv1d(1, 1, 5, stride, padding=2) for stride in strides]
        self.members = nn.ModuleList(members)
        # END SOLUTION
        # STUB: raise NotAttempted("01.3")

    def forward(self, wave: Tensor) -> list[Tensor]:
        return [member(wave) for member in self.members]


# %% id="01-3-bank" tags=["bank"]
ex = Exercise("01.3", answer="MendedCommittee")


@ex.property("weights that the optimiser sees", cause="torch finds only what is registered")
def _(committee_class, draw):
    strides = [draw.integer(2, 5) for _ in range(draw.integer(2, 4))]
    return sum(parameter.numel() for parameter in committee_class(strides).parameters())


@ex.property("names in the saved file", cause="a member has another name, or none")
def _(committee_class, draw):
    return sorted(committee_class((2, 3, 4)).state_dict())


@ex.property("one step of training moves every member", cause="a member is not registered")
def _(committee_class, draw):
    committee = committee_class((1, 2, 3, 4))
    wave = draw.randn(1, 1, 24)
    before = committee(wave)
    optimiser = torch.optim.SGD(committee.parameters(), lr=1.0)
    sum(scores.square().sum() for scores in before).backward()
    optimiser.step()
    pairs = zip(before, committee(wave), strict=True)
    return ["moved" if bool((old != new).any()) else "stood still" for old, new in pairs]


@ex.property(
    "each member has a stride and weights of its own",
    cause="one member is used twice, or a layer was changed",
)
def _(committee_class, draw):
    scores = committee_class((2, 3, 4, 2))(draw.randn(1, 1, 24))
    alike = scores[0].shape == scores[3].shape and bool((scores[0] == scores[3]).all())
    return {
        "frames": [member.shape[-1] for member in scores],
        "first and last": "one and the same" if alike else "different",
    }


ex.mutant(
    "unmended",
    says="The members aren't registered. Torch doesn't look into plain lists, tuples or dicts: the optimiser "
    "gets nothing, and nothing is saved.",
    edit={"nn.ModuleList(members)": "members"},
)
ex.mutant(
    "only_parameters",
    says="You told `parameters()` where the weights are, so they are trained. They are still not saved and not moved: "
    "every other method of the module is still blind.",
    edit={
        "        self.members = nn.ModuleList(members)\n": (
            "        self.members = members\n"
            "        self.parameters = lambda: (p for m in members for p in m.parameters())\n"
        )
    },
)
ex.mutant(
    "first_alone",
    says="Only the first member is registered. The others still sit where torch does not look.",
    edit={
        "nn.ModuleList(members)": "[*nn.ModuleList(members)]\n        self.first = self.members[0]"
    },
)
ex.mutant(
    "one_for_all",
    says="All entries are one and the same module, so all members share one stride and one set of weights. Make a new one "
    "for each.",
    edit={"nn.ModuleList(members)": "nn.ModuleList(members[:1] * len(members))"},
)
ex.mutant(
    "other_names",
    says="All is registered, but not under `members.0`, `members.1` and so on: files saved by others will not load.",
    edit={
        "self.members = nn.ModuleList(members)": (
            "self.judges = nn.ModuleList(members)\n        object.__setattr__(self, 'members', members)"
        )
    },
)
ex.mutant(
    "fixed_strides",
    says="The strides 1, 2 and 4 are written into the class, so the argument does nothing.",
    edit={"for stride in strides]": "for stride in (1, 2, 4)]"},
)


@ex.alternative("append one by one")
class MendedByAppend(nn.Module):
    def __init__(self, strides=(1, 2, 4)):
        super().__init__()
        self.members = nn.ModuleList()
        for stride in strides:
            self.members.append(nn.Conv1d(1, 1, kernel_size=5, stride=stride, padding=2))

    def forward(self, wave):
        return [member(wave) for member in self.members]


@ex.alternative("a Sequential, never called as one")
class MendedBySequential(nn.Module):
    def __init__(self, strides=(1, 2, 4)):
        super().__init__()
        self.members = nn.Sequential(*(nn.Conv1d(1, 1, 5, s, padding=2) for s in strides))

    def forward(self, wave):
        return [member(wave) for member in self.members]


ex.hints(
    "What does `list(ColleaguesCommittee().parameters())` give you?",
    "Torch finds modules that are attributes themselves, or that sit in one of torch's own containers. Put the members into "
    "such a container.",
    "self.members = nn.____(members)",
)
ex.why(
    "`nn.ModuleList` is a list that torch knows. Everything follows from that one line: `parameters()`, `state_dict()`, "
    "`.to(device)`, `.train()`, `.eval()`."
)
ex.wrong_turn(
    "Handing the weights to the optimiser by hand makes the loss move, so the bug seems gone. The next checkpoint still has none of them."
)

# %% [markdown] id="01-4-head" tags=["exercise"]
# ### 01.4
# Write `contract_test(discriminator)`. It returns nothing if the contract is kept, and raises if not: use `assert`.
# We run it on sound discriminators, which must pass, and on broken ones. Your points count the kinds that you catch.
# `check_contract` is switched off here.
#
# | promise | a broken one |
# |---|---|
# | structure | has flat `fmaps` |
# | count | says 3, and gives 2 |
# | gradient | detaches its logits |
# | items of a batch | mixes them, while training |
# | the wave | is edited in place |
# | silence | becomes NaN |
# | device and dtype | keeps a constant behind |


# %% id="01-4-answer" tags=["answer"]
# @answer 01.4
def contract_test(discriminator: nn.Module) -> None:
    """Raise an error if the discriminator breaks its contract."""
    wave = 0.3 * torch.randn(2, 1, 4000)
    kept = wave.clone()
    logits, fmaps = discriminator(wave)
    # BEGIN SOLUTION
    count = discriminator.num_discriminators
    assert all(isinstance(maps, list) for maps in fmaps), "fmaps is not a list of lists"
    assert len(logits) == len(fmaps) == count, "the count is wrong"
    assert all(scores.requires_grad for scores in logits), "no gradient"
    assert torch.equal(wave, kept), "the wave was changed"

    pair = discriminator(kept.clone())[0]
    alone = discriminator(kept[:1].clone())[0]
    for in_pair, by_itself in zip(pair, alone, strict=True):
        torch.testing.assert_close(in_pair[:1], by_itself, rtol=1e-3, atol=1e-4)

    silent = discriminator(torch.zeros(1, 1, 4000))[0]
    assert all(scores.isfinite().all() for scores in silent), "silence becomes NaN"

    moved = copy.deepcopy(discriminator).double()
    moved(kept.double())
    # END SOLUTION
    # STUB: raise NotAttempted("01.4")


# %% id="01-4-bank" tags=["bank"]
ex = Exercise("01.4", answer="contract_test")


class Ear(nn.Module):
    """A member: a convolution that is its only map, and a second one that scores."""

    def __init__(self, stride, maps):
        super().__init__()
        self.conv = nn.Conv1d(1, 4, 7, stride, padding=3)
        self.post = nn.Conv1d(4, 1, 3, padding=1)
        self.maps = maps

    def forward(self, wave):
        x = torch.nn.functional.leaky_relu(self.conv(wave), 0.2)
        return self.post(x), [x] * 1 if self.maps == 1 else [x, 2 * x]


class Subject(MultiDiscriminator):
    """A sound committee; each broken one changes one of its steps."""

    num_discriminators = 2

    def __init__(self, maps=(1, 1)):
        super().__init__()
        self.ears = nn.ModuleList([Ear(2, maps[0]), Ear(3, maps[1])])

    def before(self, wave):
        return wave

    def after(self, logits, fmaps):
        return logits, fmaps

    def forward(self, wave):
        wave = self.before(wave)
        verdicts = [ear(wave) for ear in self.ears]
        return self.after([v[0] for v in verdicts], [v[1] for v in verdicts])


class Roomy(Subject):
    """Sound, too: a constant that moves along, and members with two maps and with one."""

    def __init__(self):
        super().__init__(maps=(2, 1))
        self.register_buffer("gain", torch.tensor(0.5))

    def before(self, wave):
        return self.gain * wave


class FlatMaps(Subject):
    def after(self, logits, fmaps):
        return logits, [fmap for maps in fmaps for fmap in maps]


class SaysThree(Subject):
    num_discriminators = 3


class CutOff(Subject):
    def after(self, logits, fmaps):
        return [scores.detach() for scores in logits], fmaps


class MixesItems(Subject):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(1)

    def before(self, wave):
        return self.norm(wave)


class EditsTheWave(Subject):
    def before(self, wave):
        with torch.no_grad():
            wave.clamp_(-0.2, 0.2)
        return wave


class DividesByLoudness(Subject):
    def before(self, wave):
        return wave / wave.abs().amax(-1, keepdim=True)


class LeavesAConstant(Subject):
    def __init__(self):
        super().__init__()
        self.kernel = torch.ones(1, 1, 3) / 3

    def before(self, wave):
        return torch.nn.functional.conv1d(wave, self.kernel, padding=1)


SOUND = (
    Subject,
    Roomy,
    lambda: example("mpd"),
    lambda: example("msd"),
    lambda: example("msstftd"),
)


def incognito(make):
    """Build a discriminator that cannot be told by its name."""
    discriminator = make()
    if isinstance(discriminator, Subject):
        kind = type(discriminator)
        discriminator.__class__ = type("Discriminator", (kind,), {"__module__": "discriminators"})
    return discriminator


def described(make):
    """Name a discriminator for the message about a test that is wrong about it."""
    names = {
        Subject: "a sound discriminator",
        Roomy: "a sound discriminator with a buffer, and with two maps and one",
    }
    broken = isinstance(make, type) and make not in names
    return "a broken discriminator" if broken else names.get(make, "a sound one of the library")


def verdict_on(contract_test, make, draw):
    """Say whether a learner's test lets a discriminator pass; the library's own kit is silent."""
    discriminator, given = incognito(make), []
    with patch.dict(CHECKS, clear=True):
        said = draw.refusal(lambda: given.append(contract_test(discriminator)), of=described(make))
    if said != "nothing was raised":
        return "refused"
    return "accepted" if given == [None] else "accepted, by returning a value"


def caught_among_sound_ones(contract_test, kind, draw):
    """Hide broken discriminators among sound ones, in an order that nobody has seen."""
    line = draw.shuffled([kind, kind, Subject, Roomy])
    return [verdict_on(contract_test, make, draw) for make in line]


@ex.property("sound discriminators", cause="the test asks for more than the contract promises")
def _(contract_test, draw):
    # an AssertionError is a verdict; any other error is a slip in the test, and is told as such
    with patch.dict(CHECKS, clear=True), suppress(AssertionError):
        contract_test(incognito(Subject))
    return [verdict_on(contract_test, make, draw) for make in draw.shuffled(SOUND)]


@ex.property("catches flat fmaps", cause="no line asks whether each entry is a list")
def _(contract_test, draw):
    return caught_among_sound_ones(contract_test, FlatMaps, draw)


@ex.property("catches a wrong count", cause="num_discriminators is not compared")
def _(contract_test, draw):
    return caught_among_sound_ones(contract_test, SaysThree, draw)


@ex.property("catches detached logits", cause="no line asks for requires_grad")
def _(contract_test, draw):
    return caught_among_sound_ones(contract_test, CutOff, draw)


@ex.property("catches mixed items", cause="no item is judged alone and in a batch")
def _(contract_test, draw):
    return caught_among_sound_ones(contract_test, MixesItems, draw)


@ex.property("catches an edited wave", cause="no clone is compared with it afterwards")
def _(contract_test, draw):
    return caught_among_sound_ones(contract_test, EditsTheWave, draw)


@ex.property("catches NaN on silence", cause="no wave of zeros is judged")
def _(contract_test, draw):
    return caught_among_sound_ones(contract_test, DividesByLoudness, draw)


@ex.property("catches a constant left behind", cause="no moved copy judges")
def _(contract_test, draw):
    return caught_among_sound_ones(contract_test, LeavesAConstant, draw)


@ex.comparator
def _(data, expected):
    said = {name: [verdict.split(",")[0] for verdict in data[name]] for name in expected}
    right = {name: said[name] == expected[name] for name in expected}
    sound, *kinds = right
    verdicts = [pair for name in said for pair in zip(said[name], expected[name], strict=True)]
    no_guess = ("refused", "accepted") not in verdicts  # whoever guesses refuses a sound one, too
    fair = right[sound] and no_guess and any(right[kind] for kind in kinds)
    caught = {kind: fair and right[kind] for kind in kinds}
    return {"accepts the sound ones, and refuses a broken one": fair, **caught}


GRADIENT = '    assert all(scores.requires_grad for scores in logits), "no gradient"\n'
STRUCTURE = (
    '    assert all(isinstance(maps, list) for maps in fmaps), "fmaps is not a list of lists"\n'
)
ex.mutant(
    "accepts_everything",
    says="Your test accepts all of the broken discriminators. Start with one promise of the table and one "
    "`assert`; `check_contract` is switched off here.",
    source="def contract_test(discriminator):\n    discriminator(torch.zeros(2, 1, 4000))\n",
)
ex.mutant(
    "returns_false",
    says="Your test returns a value. Nobody looks at what a test returns: it has to raise, as `assert` does.",
    source="def contract_test(discriminator):\n"
    "    logits, fmaps = discriminator(torch.randn(2, 1, 4000))\n"
    "    return len(logits) == len(fmaps) == discriminator.num_discriminators\n",
)
ex.mutant(
    "counts_only",
    says="Your test catches a wrong count only: six of seven broken discriminators get past. Take the next "
    "promise from the table.",
    source="def contract_test(discriminator):\n"
    "    logits, fmaps = discriminator(torch.randn(2, 1, 4000))\n"
    "    assert len(logits) == len(fmaps) == discriminator.num_discriminators\n",
)
ex.mutant(
    "too_strict",
    says="Your test refuses sound discriminators: it asks for more than the contract promises. Run it on "
    '`create("mpd", filters=2)` and read which line refuses it.',
    edit={'"the count is wrong"': '"the count is wrong"\n    torch.stack(logits)'},
)
ex.mutant(
    "equal_numbers_of_maps",
    says="Your test refuses a sound discriminator whose members have different numbers of maps. The contract asks for one list a member, "
    "and says nothing of its length.",
    edit={
        '"the count is wrong"': '"the count is wrong"\n'
        "    assert len({len(maps) for maps in fmaps}) <= 1"
    },
)
ex.mutant(
    "refuses_everything",
    says='Your test refuses sound discriminators. Run it on `create("mpd", filters=2)` and read the error. (Sums may run in another '
    "order for one item than for two: compare scores with a tolerance.)",
    edit={"assert torch.equal(wave, kept)": "assert not torch.equal(wave, kept)"},
)
ex.mutant(
    "flat_maps_pass",
    says="A flat list of maps gets past. Its length can be right by chance: look at each entry, and ask whether it is "
    "a list.",
    edit={STRUCTURE: ""},
)
ex.mutant(
    "wrong_count_passes",
    says="A discriminator that says 3 and gives 2 gets past. Compare `num_discriminators` with the length of both lists.",
    edit={"len(logits) == len(fmaps) == count": "len(logits) == len(fmaps)"},
)
ex.mutant(
    "detached_passes",
    says="Detached logits get past. Numbers look the same without a graph; ask `scores.requires_grad`.",
    edit={GRADIENT: ""},
)
ex.mutant(
    "mixing_passes",
    says="A batch normalisation gets past. Judge an item alone and in a batch: its scores must agree, in training mode too. "
    "(In eval mode a batch normalisation uses stored averages, and mixes nothing.)",
    edit={
        "torch.testing.assert_close(in_pair[:1], by_itself, rtol=1e-3, atol=1e-4)": "in_pair, by_itself"
    },
)
ex.mutant(
    "edited_wave_passes",
    says="A discriminator that changes its wave gets past. Keep `wave.clone()` before, and compare after. (`kept = wave` "
    "is no copy: both names mean one tensor.)",
    edit={"kept = wave.clone()": "kept = wave"},
)
ex.mutant(
    "silence_passes",
    says="A discriminator that divides by loudness gets past. Judge a wave of zeros, and ask whether all scores "
    "`isfinite()`.",
    edit={"torch.zeros(1, 1, 4000)": "torch.ones(1, 1, 4000)"},
)
ex.mutant(
    "constant_passes",
    says="A constant that stays behind gets past. Move a copy of the discriminator, as in "
    "`copy.deepcopy(discriminator).double()`, and judge a wave of that dtype.",
    edit={"    moved(kept.double())\n": ""},
)


@ex.alternative("with errors of its own")
def test_with_errors(discriminator):
    wave = torch.linspace(-0.9, 0.9, 2 * 3000).sin().reshape(2, 1, 3000)
    before = wave.clone()
    out = discriminator(wave)
    if not (wave - before).abs().max() == 0:
        raise ValueError("the wave was edited")
    if any(isinstance(maps, Tensor) for maps in out[1]):
        raise TypeError("flat maps")
    if {len(out[0]), len(out[1])} != {discriminator.num_discriminators}:
        raise ValueError("wrong count")
    torch.autograd.grad([scores.sum() for scores in out[0]], next(discriminator.parameters()))
    discriminator.train()
    for first, second in zip(discriminator(before)[0], discriminator(before[:1])[0], strict=True):
        assert (first[0] - second[0]).abs().max() < 1e-3
    for scores in discriminator(torch.zeros_like(wave))[0]:
        assert not scores.isnan().any()
    copy.deepcopy(discriminator).to(torch.float64)(wave.to(torch.float64))


@ex.alternative("by changing a neighbour")
def test_by_a_louder_neighbour(discriminator):
    torch.manual_seed(3)
    wave = torch.randn(3, 1, 6000).clamp(-1, 1)
    louder = torch.stack([wave[0], 9 * wave[1], wave[2]])
    copies = wave.clone(), louder.clone()
    (logits, fmaps), (others, _) = discriminator(wave), discriminator(louder)
    assert (wave == copies[0]).all()
    assert (louder == copies[1]).all()
    assert [type(maps) for maps in fmaps] == [list] * discriminator.num_discriminators
    assert len(logits) == discriminator.num_discriminators
    for scores, other in zip(logits, others, strict=True):
        assert scores.grad_fn is not None
        assert torch.allclose(scores[0], other[0], atol=1e-4)
    quiet = discriminator(0 * wave)[0]
    assert all(bool(torch.isfinite(scores.sum())) for scores in quiet)
    constants = [v for m in discriminator.modules() for v in vars(m).values()]
    assert not any(isinstance(value, Tensor) for value in constants)


ex.hints(
    "Take one row of the table. What would you see, in two or three lines of code, that a broken discriminator does and a "
    "sound one does not?",
    "Each promise is one comparison: types and lengths of the lists; requires_grad; the scores of item 0 alone and in a "
    "batch; the wave before and after; a wave of zeros; a copy moved by .double().",
    "assert all(isinstance(maps, ____) for maps in fmaps)   and   assert torch.equal(wave, ____)   and   "
    "copy.deepcopy(discriminator).double()(kept.____())",
)
ex.why(
    "Each promise gets the smallest experiment that can show it broken. None of them asks how the class is written, so "
    "the test holds for discriminators that nobody has thought of yet. Small differences are allowed where sums run in another "
    "order."
)
ex.wrong_turn(
    "Counting entries looks thorough and catches one of seven. The flat list here has even the right length. A test is as "
    "good as the broken things it refuses, so break things on purpose and watch it."
)

# %% [markdown] id="01-5-head" tags=["exercise"]
# ### 01.5
# Below is the lesson's discriminator, with one window of 256 samples. Write `WindowedEnergy`: one member for each
# window length, each with its own convolution. Register it.
#
# | | |
# |---|---|
# | argument | `windows`, a sequence of lengths in samples |
# | member `k` | frame energies of `windows[k]` samples: log, then `nn.Conv1d(1, 1, 5, padding=2)` |
# | maps of member `k` | `[log energies]` |
# | register as | `"windowed_energy"`, with a small `example` that has `windows` |
# | too short | fewer samples than the longest window: a `ValueError` |


# %% id="01-5-given"
class EnergyDiscriminator(MultiDiscriminator):
    """Judge how loud the frames of a sound are."""

    num_discriminators = 1

    def __init__(self, window: int = 256) -> None:
        super().__init__()
        self.window = window
        self.conv = nn.Conv1d(1, 1, 5, padding=2)

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        check_wave(wave, channels=1, minimum=self.window, who="EnergyDiscriminator")
        frames = wave.unfold(-1, self.window, self.window)
        energy = (frames.square().mean(-1) + 1e-5).log()
        return DiscriminatorOutput([self.conv(energy)], [[energy]])


# %% tags=["bank"]
def register(name, *, example=None, sub=None, sub_excludes=()):
    """Note what was said: solution and mutants stay out of the registry, where a learner's class is."""

    def note(cls):
        check_options(cls, example or {})
        cls.noted = (name, example)
        return cls

    return note


# %% id="01-5-answer" tags=["answer"]
# @answer 01.5
# BEGIN SOLUTION
@register("windowed_energy", example={"windows": (64, 128)})
# END SOLUTION
# STUB: # the decorator that registers the class goes here
class WindowedEnergy(MultiDiscriminator):
    """Judge how loud the frames of a sound are, at several frame lengths."""

    def __init__(self, windows: Sequence[int] = (64, 256, 1024)) -> None:
        super().__init__()
        # BEGIN SOLUTION
        self.windows = tuple(windows)
        self.convs = nn.ModuleList(nn.Conv1d(1, 1, 5, padding=2) for _ in self.windows)
        # END SOLUTION
        # STUB: raise NotAttempted("01.5")

    @property
    def num_discriminators(self) -> int:
        # BEGIN SOLUTION
        return len(self.windows)
        # END SOLUTION
        # STUB: raise NotAttempted("01.5")

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        # BEGIN SOLUTION
        check_wave(wave, channels=1, minimum=max(self.windows), who="WindowedEnergy")
        logits, fmaps = [], []
        for window, conv in zip(self.windows, self.convs, strict=True):
            energy = (wave.unfold(-1, window, window).square().mean(-1) + 1e-5).log()
            logits.append(conv(energy))
            fmaps.append([energy])
        return DiscriminatorOutput(logits, fmaps)
        # END SOLUTION
        # STUB: raise NotAttempted("01.5")


# %% id="01-5-bank" tags=["bank"]
ex = Exercise("01.5", answer="WindowedEnergy")


def registration(cls):
    """Find the name and the example under which a class was registered, or noted."""
    found = [(entry.name, entry.example) for entry in entries() if entry.cls is cls]
    return found[0] if found else vars(cls).get("noted", ("not registered", None))


@ex.property("one member for each window", cause="the argument is not used")
def _(energy_class, draw):
    discriminator = energy_class(windows=(100, 30, 50))
    logits, _ = discriminator(draw.randn(2, 1, 610))
    frames = [scores.shape[-1] for scores in logits]
    return {"count": discriminator.num_discriminators, "frames": frames}


@ex.property("maps are log energies", cause="square, mean over the window, plus 1e-5, log")
def _(energy_class, draw):
    wave = 0.3 * draw.randn(1, 1, 200)
    wave[..., 100:] = 0  # silence, too, has an energy that can be drawn
    return list(energy_class(windows=(50, 20))(wave)[1])


@ex.property("each member has weights of its own", cause="one convolution is used for all")
def _(energy_class, draw):
    builds = [energy_class(windows=windows) for windows in ((50,), (50, 50, 20))]
    return [sum(p.numel() for p in build.parameters()) for build in builds]


@ex.property("a short wave is refused", cause="the longest window needs the most samples")
def _(energy_class, draw):
    discriminator = energy_class(windows=(50, 200, 20))
    return [draw.refusal(lambda n=n: discriminator(draw.randn(1, 1, n))) for n in (199, 200)]


@ex.property("it is registered, with an example", cause="the decorator stands above the class")
def _(energy_class, draw):
    name, options = registration(energy_class)
    return {"name": name, "example has windows": "windows" in (options or {})}


@ex.property("the example keeps the contract", cause="print(check_contract(...)) names the fault")
def _(energy_class, draw):
    options = dict(registration(energy_class)[1] or {})
    return check_contract(energy_class(**options), length=300).ok


ex.mutant(
    "not_registered",
    says='The class is right, but nobody can find it by name. Put `@register("windowed_energy", example=...)` above it.',
    edit={'@register("windowed_energy", example={"windows": (64, 128)})\n': ""},
)
ex.mutant(
    "no_example",
    says="The class is registered without an example. Instruments and checks build a small instance from it: give "
    '`example={"windows": (64, 128)}`.',
    edit={', example={"windows": (64, 128)}': ""},
)
ex.mutant(
    "first_window_only",
    says="Every member uses the first window. Take each member's own.",
    edit={
        "wave.unfold(-1, window, window)": "wave.unfold(-1, self.windows[0], self.windows[0])",
    },
)
ex.mutant(
    "argument_ignored",
    says="The windows 64, 256 and 1024 are written into the class, so the argument does nothing.",
    edit={"self.windows = tuple(windows)": "self.windows = (64, 256, 1024)[-3:]"},
)
ex.mutant(
    "one_convolution",
    says="All members share one convolution. Each needs its own.",
    edit={
        "nn.ModuleList(nn.Conv1d(1, 1, 5, padding=2) for _ in self.windows)": (
            "nn.ModuleList([nn.Conv1d(1, 1, 5, padding=2)] * len(self.windows))"
        )
    },
)
ex.mutant(
    "plain_list",
    says="The convolutions aren't registered, so torch doesn't find them: this is the bug of 01.3. Use "
    "nn.ModuleList.",
    edit={
        "nn.ModuleList(nn.Conv1d(1, 1, 5, padding=2) for _ in self.windows)": (
            "[nn.Conv1d(1, 1, 5, padding=2) for _ in self.windows]"
        )
    },
)
ex.mutant(
    "no_log",
    says="Your maps hold energies without the logarithm. Loud frames then drown all others: take the log.",
    edit={
        "(wave.unfold(-1, window, window).square().mean(-1) + 1e-5).log()": (
            "wave.unfold(-1, window, window).square().mean(-1) + 1e-5"
        )
    },
)
ex.mutant(
    "overlapping",
    says="Your frames overlap: the step is half a window. In the given class, the step is the window itself.",
    edit={"wave.unfold(-1, window, window)": "wave.unfold(-1, window, window // 2)"},
)
ex.mutant(
    "shortest_is_enough",
    says="A wave shorter than the longest window is let in: it has no frame of that length. Refuse it at the door with a ValueError, as "
    "`check_wave(..., minimum=max(windows))` does.",
    edit={"minimum=max(self.windows)": "minimum=min(self.windows)"},
)


@ex.alternative("with average pooling")
@register("windowed_energy", example={"windows": [40]})
class EnergyByPooling(MultiDiscriminator):
    def __init__(self, windows=(64, 256, 1024)):
        super().__init__()
        self.posts = nn.ModuleList([nn.Conv1d(1, 1, 5, padding=2) for _ in windows])
        self.windows = list(windows)

    @property
    def num_discriminators(self):
        return len(self.windows)

    def forward(self, wave):
        check_wave(wave, channels=1, minimum=max(self.windows), who="EnergyByPooling")
        powers = [torch.nn.functional.avg_pool1d(wave**2, window) for window in self.windows]
        energies = [torch.log(power + 1e-5) for power in powers]
        logits = [post(e) for post, e in zip(self.posts, energies, strict=True)]
        return DiscriminatorOutput(logits, [[e] for e in energies])


@ex.picture
def _(energy_class):
    wave = pluck(220, seconds=0.4).wave

    def energies(cls):
        _, fmaps = cls(windows=(64, 512))(wave)
        return {"64 samples": fmaps[0][0], "512 samples": fmaps[1][0]}

    yours, right = energies(energy_class), energies(WindowedEnergy)
    return curves_beside(yours, right, "Energies of a pluck", "frame", "log energy")


class EnergyMember(nn.Module):
    def __init__(self, window):
        super().__init__()
        self.window, self.conv = window, nn.Conv1d(1, 1, 5, padding=2)

    def forward(self, wave):
        count = wave.shape[-1] // self.window
        frames = wave[..., : count * self.window].reshape(*wave.shape[:-1], count, self.window)
        energy = torch.log(frames.pow(2).sum(-1) / self.window + 1e-5)
        return self.conv(energy), [energy]


@ex.alternative("with a class for the member")
@register("windowed_energy", example={"windows": (30, 70)})
class EnergyByMembers(MultiDiscriminator):
    def __init__(self, windows=(64, 256, 1024)):
        super().__init__()
        self.members = nn.ModuleList(EnergyMember(window) for window in windows)
        self.minimum_length = max(windows)

    @property
    def num_discriminators(self):
        return len(self.members)

    def forward(self, wave):
        if wave.shape[-1] < self.minimum_length:
            raise ValueError(f"{self.minimum_length} samples are needed, not {wave.shape[-1]}")
        verdicts = [member(wave) for member in self.members]
        return DiscriminatorOutput([v[0] for v in verdicts], [v[1] for v in verdicts])


ex.hints(
    "What must there be one of for each window, and what can all members share?",
    "Keep the windows, make a ModuleList with one convolution for each, and loop over both in forward. The longest window "
    "decides how short a wave may be. The decorator stands above `class`.",
    'for window, conv in zip(self.windows, self.____, strict=True): ...   and   @register("____", example={"windows": '
    "(64, ____)})",
)
ex.why(
    "A short window follows an attack, a long one follows a tremolo. One loop serves them all, and the registry knows how "
    "to build a small one from `example`, so that instruments and checks can use it without asking you."
)
ex.wrong_turn(
    "`[nn.Conv1d(...)] * n` makes a list with the same convolution n times. Shapes and counts are right, and n members share "
    "one set of weights."
)

# %% [markdown] id="01-6-head" tags=["exercise"]
# ### 01.6
# Why logits and not probabilities? Let `f` be the score of a fake, and `p = torch.sigmoid(f)` the probability "real".
# A generator learns from the slope. Measure it with autograd, in float64, at a fake that is recognised at once: `f = -10`.
#
# | key | what |
# |---|---|
# | `slope_p_at_0` | slope of `p` at `f = 0` |
# | `slope_p` | slope of `p` at `f = -10` |
# | `slope_log_p` | slope of `F.logsigmoid(f)` at `f = -10` |
# | `times` | how many times weaker `slope_p` is than `slope_p_at_0` |
# | `reason` | the letter of the best reason to hand back logits |
#
# A: they lie between 0 and 1. B: a loss may choose a form whose slope stays where the discriminator is sure. C: they need no
# activation, which saves time.

# %% id="01-6-answer" tags=["answer"]
# @answer 01.6
# BEGIN SOLUTION
f = torch.tensor([0.0, -10.0], dtype=torch.float64, requires_grad=True)
(slope_p,) = torch.autograd.grad(torch.sigmoid(f).sum(), f)
(slope_log_p,) = torch.autograd.grad(F.logsigmoid(f).sum(), f)
slopes = {
    "slope_p_at_0": slope_p[0].item(),
    "slope_p": slope_p[1].item(),
    "slope_log_p": slope_log_p[1].item(),
    "times": (slope_p[0] / slope_p[1]).item(),
    "reason": "B",
}
# END SOLUTION
# STUB: slopes = ...

# %% id="01-6-bank" tags=["bank"]
ex = Exercise("01.6", answer="slopes")


@ex.property(
    "the slopes",
    cause="a dict with the five keys of the table is needed: four numbers and a letter",
)
def _(slopes, draw):
    keys = ("slope_p_at_0", "slope_p", "slope_log_p", "times")
    numbers = {key: float(slopes[key]) for key in keys}
    return {**numbers, "reason": str(slopes["reason"]).strip().upper()[:1]}


@ex.comparator
def _(data, expected):
    told, right = data["the slopes"], expected["the slopes"]

    def close(key):
        return abs(told[key] - right[key]) <= 0.02 * abs(right[key])

    return {
        "the slope of p at 0": close("slope_p_at_0"),
        "the slope of p at -10": close("slope_p"),
        "the slope of log p at -10": close("slope_log_p"),
        "how many times weaker": close("times"),
        "the reason": told["reason"] == right["reason"],
    }


def told(at_zero, at_minus_ten, of_log, times, reason="B"):
    """The source of an answer."""
    return (
        f'slopes = {{"slope_p_at_0": {at_zero}, "slope_p": {at_minus_ten}, '
        f'"slope_log_p": {of_log}, "times": {times}, "reason": "{reason}"}}'
    )


ex.mutant(
    "values_not_slopes",
    says="These are values of the sigmoid, not its slopes. The value at 0 is 0.5; how fast does it rise there?",
    source=told(0.5, 4.54e-5, -10.0, 11013),
)
ex.mutant(
    "value_at_zero",
    says="0.5 is the value of the sigmoid at 0. How fast does it rise there?",
    source=told(0.5, 4.54e-5, 1.0, 11013),
)
# Where one number alone is wrong and no known mistake gives it, the first of its kind is told.
ex.mutant(
    "log_of_base_ten",
    says="Your slope of log p is not the slope of `F.logsigmoid(f)` at f = -10. Ask autograd for it; the logarithm is the natural one.",
    source=told(0.25, 4.54e-5, 0.4343, 5507),
)
ex.mutant(
    "other_slopes_divided",
    says="Your `times` does not fit to your slopes. Divide the slope of p at 0 by the slope of p at -10, before any rounding.",
    source=told(0.25, 4.54e-5, 1.0, 22025),
)
ex.mutant(
    "value_of_log",
    says="`slope_log_p` is the value of log p, about -10. Its slope is what the generator feels.",
    source=told(0.25, 4.54e-5, -10.0, 5507),
)
ex.mutant(
    "sign_lost",
    says="One slope has the wrong sign. p rises with f everywhere, and so does its logarithm.",
    source=told(0.25, 4.54e-5, -1.0, 5507),
)
ex.mutant(
    "at_plus_ten",
    says="Your slope of log p belongs to f = +10, a fake that is taken for real. Look at f = -10.",
    source=told(0.25, 4.54e-5, 4.54e-5, 5507),
)
ex.mutant(
    "upside_down",
    says="Your `times` is upside down: divide the slope at 0 by the slope at -10, not the other way round.",
    source=told(0.25, 4.54e-5, 1.0, 1.816e-4),
)
ex.mutant(
    "rounded_to_zero",
    says="Your slope of p at -10 is 0, or rounded too far. It is small, and not nothing: keep more digits.",
    source=told(0.25, 0.0, 1.0, 5507),
)
ex.mutant(
    "bounded",
    says="Your numbers are right. Your reason is not: probabilities lie between 0 and 1. A logit may be any number.",
    source=told(0.25, 4.54e-5, 1.0, 5507, "A"),
)
ex.mutant(
    "saves_time",
    says="Your numbers are right. Your reason is not: a sigmoid costs next to nothing. Compare the two slopes at -10 that you "
    "measured.",
    source=told(0.25, 4.54e-5, 1.0, 5507, "C"),
)
ex.alternative("by formula", source=told(0.25, "0.25 / 5507.2", 0.99995, 5507.2))
ex.alternative(
    "by finite differences",
    source="import math\n\n"
    "def p(f):\n    return 1 / (1 + math.exp(-f))\n\n"
    "def slope(g, f, step=1e-4):\n    return (g(f + step) - g(f - step)) / (2 * step)\n\n"
    'slopes = {"slope_p_at_0": slope(p, 0), "slope_p": slope(p, -10),\n'
    '          "slope_log_p": slope(lambda f: math.log(p(f)), -10),\n'
    '          "times": slope(p, 0) / slope(p, -10), "reason": "b"}',
)
ex.hints(
    "Sketch the S of the sigmoid. Where is it steep, and where is a fake that nobody believes?",
    "Make f a float64 tensor with requires_grad=True, compute p, and ask torch.autograd.grad for the slope. Do the same for "
    "F.logsigmoid.",
    "f = torch.tensor(____, dtype=torch.float64, requires_grad=True); torch.autograd.grad(torch.sigmoid(____), f)",
)
ex.why(
    "Where the discriminator is sure, the sigmoid is flat, and its slope has all but gone. From the logit a loss can choose a form "
    "whose slope stays: log p keeps almost 1. And many losses, such as hinge, use no probability at all."
)
ex.wrong_turn(
    "`torch.sigmoid(f)` and then `torch.log` is the same in exact numbers. In float32 the sigmoid of a very negative score becomes 0, and "
    "its log minus infinity. `logsigmoid` takes the logit and never meets that."
)

# %% tags=["bank"]
Question(
    "01.r1",
    "Lesson 00: two clips are compared by ear. What must be equal before the comparison is fair?",
    [
        Option(
            "a",
            "their peaks",
            because="A single click sets the peak. Two clips with equal peaks can differ much in loudness.",
        ),
        Option(
            "b",
            "their level, measured as RMS",
            right=True,
            because="Otherwise the louder one is easily taken for the better one. A last gain is common to both.",
        ),
        Option(
            "c",
            "nothing: the player sets the loudness",
            because="Many players scale each clip to its own peak, without a word.",
            misconception="M23",
        ),
    ],
    kind="recall",
)
Question(
    "01.r2",
    "Lesson 00: before each drum hit you hear a short, faint rush. What is this artefact called?",
    [
        Option(
            "a",
            "pre-echo",
            right=True,
            because="The hit is smeared, and part of it comes too early.",
        ),
        Option(
            "b",
            "a dull top",
            because="A dull top lacks high frequencies all the time. This one comes before the hit.",
        ),
        Option(
            "c", "comb buzz", because="A comb buzz is a steady tone that does not belong there."
        ),
    ],
    kind="recall",
)
Question(
    "01.r3",
    "Lesson 00: four mono clips of one second at 24 kHz make one batch. What shape does a discriminator get?",
    [
        Option(
            "a",
            "[1, 4, 24000]",
            because="That is one clip with four channels. The batch comes first.",
        ),
        Option("b", "[4, 1, 24000]", right=True, because="Batch, channels, time."),
        Option(
            "c",
            "[4, 24000]",
            because="One axis is missing: mono is one channel, and not no channel.",
        ),
    ],
    kind="recall",
)
Question(
    "01.p1",
    "A committee of three members judges a vowel that lasts one second. What comes back as its verdict?",
    [
        Option(
            "a",
            "one number between 0 and 1",
            because="No. There are thousands of numbers, and they know no limits.",
            misconception="M07",
        ),
        Option(
            "b",
            "three numbers, one for each member",
            because="Each member speaks many times: once for each stretch of the sound.",
            misconception="M07",
        ),
        Option(
            "c",
            "thousands of numbers",
            right=True,
            because="Each member scores the sound stretch by stretch. Positive and negative ones are both there.",
        ),
    ],
)
Question(
    "01.p2",
    "We put one click into the middle of the vowel. The first member gives 3000 scores. How many of them change?",
    [
        Option(
            "a",
            "all of them",
            because="Each score looks at a stretch of the sound. Most stretches do not hold the click.",
            misconception="M07",
        ),
        Option(
            "b", "fewer than a hundred", right=True, because="Those whose stretch holds the click."
        ),
        Option(
            "c",
            "exactly one",
            because="Neighbouring stretches overlap, so several of them hold the click.",
        ),
    ],
)
Question(
    "01.p3",
    "Two waves, [2, 1, 24000], go into a committee of three. What are `len(logits)` and the first axis of `logits[0]`?",
    [
        Option(
            "a",
            "2 and 3",
            because="The other way round: the list counts members, the first axis counts waves.",
        ),
        Option(
            "b",
            "3 and 2",
            right=True,
            because="One entry for each member; inside, the batch first.",
        ),
        Option(
            "c",
            "1 and 2",
            because="The scores of three members cannot be one tensor: their shapes differ.",
            misconception="M07",
        ),
    ],
)
Question(
    "01.p4",
    "A class keeps three layers in a plain Python list. How many parameters does `parameters()` give to the optimiser?",
    [
        Option(
            "a", "those of all three", because="It would, with nn.ModuleList.", misconception="M06"
        ),
        Option("b", "those of the first layer", because="Not even those: none is registered."),
        Option(
            "c",
            "none",
            right=True,
            because="Torch looks at attributes and at its own containers. It does not look into plain lists.",
        ),
    ],
)
Question(
    "01.p5",
    "By mistake, fmaps is one flat list of 21 maps. There are 3 logits. A loss goes through `zip(logits, fmaps)`. "
    "What happens?",
    [
        Option(
            "a",
            "an error: the lengths differ",
            because="zip does not compare lengths, unless you ask with strict=True.",
            misconception="M06",
        ),
        Option(
            "b",
            "3 maps are used, 18 are left out, without a word",
            right=True,
            because="zip stops at the end of the shorter list. The loss is wrong, and looks like a loss.",
        ),
        Option(
            "c",
            "the last 18 maps are paired with None",
            because="That is itertools.zip_longest. zip stops early.",
        ),
    ],
)
Question(
    "01.p6",
    "This discriminator runs, and its lists have the right lengths. We let it judge a pluck. Then we play the wave that we "
    "gave it. What do you hear?",
    [
        Option(
            "a",
            "the pluck, as before",
            because="It would be so if the class kept its contract. Its test counted lists, and nothing else.",
            misconception="M06",
        ),
        Option(
            "b",
            "a distorted pluck",
            right=True,
            because="clamp_ works in place: the wave itself was cut. Whoever listens next hears the damage.",
        ),
        Option(
            "c",
            "silence",
            because="Only what was louder than the limit was cut. The rest is still there.",
        ),
    ],
)
Question(
    "01.p7",
    "`energy` cuts the wave into pieces of 256 samples, and its convolution takes 5 pieces. On how many samples does one score in the "
    "middle depend?",
    [
        Option("a", "256", because="That is one piece. The convolution looks at five of them."),
        Option("b", "5", because="Five pieces, and each is made of 256 samples."),
        Option("c", "1280", right=True, because="5 pieces of 256 samples, without gaps."),
        Option(
            "d",
            "all samples of the sound",
            because="Then all scores would be opinions on the same thing. Each has its own stretch.",
            misconception="M07",
        ),
    ],
)
Question(
    "01.p8",
    "We turn a vowel upside down: every sample times -1. Whose scores stay exactly as they were?",
    [
        Option("a", "nobody's", because="energy squares each sample, and the sign is gone."),
        Option(
            "b",
            "everybody's, since it sounds the same",
            because="To you. The others read samples, and every sample changed.",
        ),
        Option(
            "c",
            "those of energy alone",
            right=True,
            because="A square knows no sign. The other three read signed samples, or signed parts of a spectrum.",
        ),
    ],
)
Question(
    "01.e1",
    "Explain to a friend who writes training loops: why does a discriminator hand back raw scores in a list and feature maps "
    "in a list of lists, and not one probability?",
    kind="explain",
    look_for=(
        "I said that each member judges the sound stretch by stretch, so there are many scores.",
        "I said that raw scores have no limits, so that a loss can choose its own form and its slope does not vanish.",
        "I said that entry k of both lists belongs to member k.",
        "I said that a flat list lets zip drop maps without an error.",
    ),
)
