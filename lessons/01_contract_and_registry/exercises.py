# %% [markdown]
# Here are eight exercises on the lesson *The contract and the registry*. You build a contract and a class that keeps it, a test, a registry, and
# a discriminator of your own. Later lessons use what you build here.
#
# Do them in any order. Write an answer, run its cell, then run its check, which explains what is wrong. Checking costs no points, so check as
# often as you like. Short of time? Begin with 01.2, 01.6, 01.7 and 01.8.
#
# The verdict below a check gives the points. PARTIAL gives the share of the properties that pass. WRONG gives none: without the first property of
# the list, the others don't count. (In 01.6, each counts on its own.) ERROR gives none either: your code stopped, or nobody could read what it returned.
#
# Stuck? `hint("01.1")` gives you one hint at a time, and `solution("01.1")` shows a solution and the reasons for it.

# %% tags=["setup"]
import copy
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

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
from course_lib.instruments import listen
from course_lib.sounds import spoil, vowel

setup("01")

# %% tags=["bank"]
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from unittest.mock import patch

from course_lib.classroom import Exercise, Later, Option, Question
from course_lib.classroom.checking.free_text import letter_of, number_or_none
from course_lib.classroom.checking.gradients import gradient_flow
from course_lib.discriminators.contract import CHECKS
from course_lib.discriminators.registry import entries, example
from course_lib.discriminators.registry.arguments import check_options
from course_lib.display.figure_style import BLUE, OKABE_ITO, new_figure
from course_lib.display.figures.beside import CLOSE, TITLE_POINTS, curves_beside
from course_lib.sounds import pluck

# %% [markdown] id="01-1-head" tags=["exercise"]
# ### 01.1
# These are the lines of a multi-discriminator's `forward(self, wave)`, shuffled. The indents are kept. One line doesn't belong. Answer with
# the letters in order, as in `order = ["B", "A", "C"]`.
#
# ```text
# A    logits, fmaps = [], []
# B        fmaps.extend(sub_fmaps)
# C        sub_logits, sub_fmaps = sub(wave)
# D    return logits, fmaps
# E        fmaps.append(sub_fmaps)
# F    for sub in self.discriminators:
# G        logits.append(sub_logits)
# ```

# %% id="01-1-answer" tags=["answer"]
# @answer 01.1
# BEGIN SOLUTION
order = ["A", "F", "C", "G", "E", "D"]
# END SOLUTION
# STUB: order = ...

# %% id="01-1-bank" tags=["bank"]
ex = Exercise("01.1", answer="order")


LETTERS = "ABCDEFG"


@ex.property("the lines in order", cause="read your list aloud as a program, line by line")
def _(order, draw):
    letters = [letter_from(entry) for entry in order if str(entry).strip()]
    # What is stored in one turn of the loop may be stored in any order.
    text = re.sub("[BEG]+", lambda stored: "".join(sorted(stored[0])), "".join(letters))
    return list(text)


def letter_from(entry):
    """Return the letter of a line; anything else can't be put in order."""
    letter = str(entry).strip().upper()
    if len(letter) != 1 or letter not in LETTERS:
        raise ValueError(f"letters from A to G are needed, not {entry!r}")
    return letter


ex.mutant(
    "flat_maps",
    says="Line B throws the maps of all sub-discriminators into one flat list. Then nobody knows which map belongs to "
    "which. Store each one's list as a whole.",
    source='order = ["A", "F", "C", "G", "B", "D"]',
)
ex.mutant(
    "both_lines",
    says="You use both B and E, so each map is stored twice. Only one of the two belongs.",
    source='order = ["A", "F", "C", "G", "E", "B", "D"]',
)
ex.mutant(
    "lists_in_the_loop",
    says="A is inside the loop, so both lists start again for each sub-discriminator, and only the last answer is "
    "left. Make the lists once, before the loop.",
    source='order = ["F", "A", "C", "G", "E", "D"]',
)
ex.mutant(
    "maps_forgotten",
    says="You never store the feature maps. The contract promises two lists.",
    source='order = ["A", "F", "C", "G", "D"]',
)
ex.mutant(
    "stored_before_asked",
    says="You store scores and maps before C has computed them.",
    source='order = ["A", "F", "G", "E", "C", "D"]',
)
ex.mutant(
    "scores_before_asked",
    says="G comes before C, so you store scores that nobody has computed yet.",
    source='order = ["A", "F", "G", "C", "E", "D"]',
)
ex.mutant(
    "maps_before_asked",
    says="E comes before C, so you store maps that nobody has computed yet.",
    source='order = ["A", "F", "E", "C", "G", "D"]',
)
ex.mutant(
    "in_the_order_of_the_sheet",
    says="These are the letters in the order of the alphabet. Which line has to run first, which last, and which not at all?",
    source='order = list("ABCDEFG")',
)
ex.mutant(
    "nothing_returned",
    says="You fill the two lists, but nobody gets them: the line that returns them is missing.",
    source='order = ["A", "F", "C", "G", "E"]',
)
ex.mutant(
    "return_first",
    says="D comes first, but there is nothing to return yet: a function ends where it returns.",
    source='order = ["D", "A", "F", "C", "G", "E"]',
)
ex.mutant(
    "asked_once",
    says="C comes before the loop, where `sub` doesn't exist yet. Each sub-discriminator has its turn inside the loop.",
    source='order = ["A", "C", "F", "G", "E", "D"]',
)
ex.mutant(
    "return_in_the_middle",
    says="D comes before the loop is finished. Return once, after all sub-discriminators have run.",
    source='order = ["A", "F", "C", "D", "G", "E"]',
)
ex.mutant(
    "return_before_the_maps",
    says="E comes after D, and nothing that follows a return is run. The maps have to be stored before.",
    source='order = ["A", "F", "C", "G", "D", "E"]',
)
ex.mutant(
    "scores_forgotten",
    says="You never store the scores. The contract promises two lists.",
    source='order = ["A", "F", "C", "E", "D"]',
)
ex.mutant(
    "no_loop",
    says="F is missing: without the loop, nothing gives `sub` a value.",
    source='order = ["A", "C", "G", "E", "D"]',
)
ex.mutant(
    "lists_made_twice",
    says="You use A twice. Each line that belongs is used once.",
    source='order = ["A", "A", "F", "C", "G", "E", "D"]',
)
ex.mutant(
    "stored_twice",
    says="You store the scores and the maps twice in each turn. Each line that belongs is used once.",
    source='order = ["A", "F", "C", "G", "E", "G", "E", "D"]',
)
ex.mutant(
    "return_before_the_loop",
    says="D comes before F: a function ends where it returns, so the loop never runs.",
    source='order = ["A", "D", "F", "C", "G", "E"]',
)
ex.mutant(
    "the_loop_alone",
    says="A and D are missing. G and E add to lists that nobody made, and nothing is returned.",
    source='order = ["F", "C", "G", "E"]',
)
ex.mutant(
    "asked_twice",
    says="You use C twice, so each sub-discriminator runs twice. Each line that belongs is used once.",
    source='order = ["A", "F", "C", "C", "G", "E", "D"]',
)
ex.alternative("maps before scores", source='order = ["A", "F", "C", "E", "G", "D"]')
ex.alternative("small letters", source='order = list("afcged")')
ex.hints(
    "The function returns two lists. When must they be made, and how often?",
    "Make two empty lists. For each sub-discriminator: run it, store its scores, store its list of maps. Then "
    "return both lists.",
    "A, F, ____, ____, ____, D",
)
ex.why(
    "Each turn of the loop adds one entry to each list. So `logits[k]` and `fmaps[k]` always belong to the same "
    "sub-discriminator. `append` adds its maps as one entry; `extend` would add each map as an entry of its own."
)
ex.leads_to("In 01.2 you write this `forward` as a class.")
ex.wrong_turn(
    "`extend` looks tidier, and a test that only asks for a list accepts it. With two sub-discriminators of one "
    "map each, even the length is right. The lesson shows what a loss does then."
)

# %% [markdown] id="01-2-head" tags=["exercise"]
# ### 01.2
# Write the contract as an abstract class, and a multi-discriminator that keeps it. Each sub-discriminator is a module: `sub(wave)` returns
# `(logits, maps)`, a tensor and a list.
#
# | | |
# |---|---|
# | `Contract` | a subclass that lacks `forward` **or** `num_discriminators` can't be built |
# | `SimpleMultiDiscriminator(subs)(wave)` | two lists with one entry per sub-discriminator, in the same order |
# | `num_discriminators` | the number of sub-discriminators, read without brackets |
# | weights | torch finds those of every sub-discriminator |


# %% id="01-2-answer" tags=["answer"]
# @answer 01.2
class Contract(ABC, nn.Module):
    """What every discriminator promises."""

    # BEGIN SOLUTION
    @abstractmethod
    def forward(self, wave: Tensor) -> tuple[list[Tensor], list[list[Tensor]]]:
        """Return the scores and the feature maps of a batch of waves."""

    @property
    @abstractmethod
    def num_discriminators(self) -> int:
        """The number of sub-discriminators."""

    # END SOLUTION
    # STUB: # two promises: forward, and num_discriminators


class SimpleMultiDiscriminator(Contract):
    """Run every sub-discriminator on the same wave."""

    def __init__(self, discriminators: Sequence[nn.Module]) -> None:
        super().__init__()
        # BEGIN SOLUTION
        self.discriminators = nn.ModuleList(discriminators)
        # END SOLUTION
        # STUB: raise NotAttempted("01.2")

    def forward(self, wave: Tensor) -> tuple[list[Tensor], list[list[Tensor]]]:
        # BEGIN SOLUTION
        outputs = [sub(wave) for sub in self.discriminators]
        return [out[0] for out in outputs], [out[1] for out in outputs]
        # END SOLUTION
        # STUB: raise NotAttempted("01.2")

    # BEGIN SOLUTION
    @property
    def num_discriminators(self) -> int:
        return len(self.discriminators)

    # END SOLUTION
    # STUB: # and num_discriminators


# %% id="01-2-bank" tags=["bank"]
ex = Exercise("01.2", answer="SimpleMultiDiscriminator")


class ToySubDiscriminator(nn.Module):
    """Scores that are every ``step``-th sample; two maps; two layers that only take up room."""

    def __init__(self, step):
        super().__init__()
        self.step = step
        self.layers = nn.ModuleList([nn.Identity(), nn.Identity()])

    def forward(self, wave):
        kept = self.layers[1](self.layers[0](wave[..., :: self.step]))
        return kept, [kept + 1, kept + 2]


@ex.property(
    "one entry for each sub-discriminator, in order",
    cause="a sub-discriminator was left out, or run twice",
)
def _(discriminator_class, draw):
    discriminator = discriminator_class(
        [ToySubDiscriminator(3), ToySubDiscriminator(2), ToySubDiscriminator(5)]
    )
    discriminator(draw.distinct(1, 1, 12))  # what a first call leaves behind mustn't show
    returned = list(discriminator(draw.distinct(1, 1, 12)))
    if len(returned) != 2:
        return f"{len(returned)} things, where two lists are needed"
    logits, fmaps = returned
    return {"logits": list(logits), "maps": list(fmaps)}


@ex.property("both are lists", cause="a tuple or a generator was returned")
def _(discriminator_class, draw):
    logits, fmaps = discriminator_class([ToySubDiscriminator(2), ToySubDiscriminator(3)])(
        draw.distinct(1, 1, 12)
    )
    inner = [type(maps).__name__ for maps in fmaps]
    return [type(logits).__name__, type(fmaps).__name__, *inner]


@ex.property(
    "num_discriminators counts the sub-discriminators",
    cause="it's a method, or it counts something else",
)
def _(discriminator_class, draw):
    # all are built before the first is read: a count kept in the class would be the last one's
    built = [discriminator_class([ToySubDiscriminator(2) for _ in range(n)]) for n in (1, 3, 4)]
    counts = [discriminator.num_discriminators for discriminator in built]
    return [count if isinstance(count, int) else type(count).__name__ for count in counts]


@ex.property(
    "the sub-discriminators are registered", cause="torch finds modules in an nn.ModuleList only"
)
def _(discriminator_class, draw):
    discriminator = discriminator_class([nn.Conv1d(1, 1, draw.integer(2, 4)), nn.Conv1d(1, 2, 3)])
    return {"weights": sum(weight.numel() for weight in discriminator.parameters())}


@ex.property(
    "each sub-discriminator is called once, and gradients flow back", cause="a call or a detach"
)
def _(discriminator_class, draw):
    asked = []
    subs = [ToySubDiscriminator(2), ToySubDiscriminator(3)]
    for sub in subs:
        sub.register_forward_hook(lambda *_: asked.append(1))
    discriminator = discriminator_class(subs)
    found = gradient_flow(discriminator, draw.randn(1, 1, 12))
    return {"calls": len(asked), "gradients": found["to the wave"]}


def refusals(discriminator_class, draw, *promises):
    """Say what comes of an object whose class, under ``Contract``, keeps some of the promises."""
    kept = {
        "forward": lambda self, wave: ([], []),
        "num_discriminators": property(lambda self: 0),
    }
    body = {name: kept[name] for name in promises}
    contract = discriminator_class.__bases__[0]
    if contract in (nn.Module, ABC, object):
        return {"a class under your contract": "your class is under no contract"}
    raised = draw.refusal(lambda: type("Some", (contract,), body)())
    return {"a class under your contract": BUILT.get(raised, raised)}


BUILT = {"nothing was raised": "can be built", "TypeError": "can't be built"}


@ex.property("without forward, nothing can be built", cause="@abstractmethod is missing")
def _(discriminator_class, draw):
    return refusals(discriminator_class, draw, "num_discriminators")


@ex.property("without a count, nothing can be built", cause="@abstractmethod is missing")
def _(discriminator_class, draw):
    return refusals(discriminator_class, draw, "forward")


ex.mutant(
    "parameters_counted",
    says="Your `num_discriminators` is 0 for sub-discriminators without weights, so it counts weights, or something else. Take the "
    "length of the list that you were given.",
    edit={"return len(self.discriminators)": "return len(list(self.parameters()))"},
    part="num_discriminators counts the sub-discriminators",
)
ex.mutant(
    "container_counted",
    says="Your `num_discriminators` is 1, whatever you are given, as if you had counted the container. Count what is in it.",
    edit={"return len(self.discriminators)": "return len(list(self.children()))"},
    part="num_discriminators counts the sub-discriminators",
)
ex.mutant(
    "count_as_text",
    says="Your `num_discriminators` is a text. Others divide by it, so return the number itself.",
    edit={"return len(self.discriminators)": "return str(len(self.discriminators))"},
    part="num_discriminators counts the sub-discriminators",
)
ex.mutant(
    "count_kept_in_the_class",
    says="All your objects have the count of the one that was built last. Keep it in the object, or compute it from its list.",
    edit={
        "nn.ModuleList(discriminators)": (
            "nn.ModuleList(discriminators)\n        type(self).count = len(discriminators)"
        ),
        "return len(self.discriminators)": "return type(self).count",
    },
    part="num_discriminators counts the sub-discriminators",
)
ex.mutant(
    "lists_kept_in_the_object",
    says="Your lists still have the entries of the call before. Make two new lists in each call of `forward`.",
    edit={
        "nn.ModuleList(discriminators)": (
            "nn.ModuleList(discriminators)\n        self.logits, self.fmaps = [], []"
        ),
        "        return [out[0] for out in outputs], [out[1] for out in outputs]": (
            "        self.logits += [out[0] for out in outputs]\n"
            "        self.fmaps += [out[1] for out in outputs]\n"
            "        return self.logits, self.fmaps"
        ),
    },
)
ex.mutant(
    "maps_detached",
    says="No gradient flows from your maps to the wave, only from the scores. Leave out `detach()`.",
    edit={"[out[1] for out in outputs]": "[[fmap.detach() for fmap in out[1]] for out in outputs]"},
)
ex.mutant(
    "list_of_the_last_map",
    says="You keep only the last map of each sub-discriminator. Return its whole list.",
    edit={"[out[1] for out in outputs]": "[out[1][-1:] for out in outputs]"},
)
ex.mutant(
    "list_of_the_first_map",
    says="You keep only the first map of each sub-discriminator. Return its whole list.",
    edit={"[out[1] for out in outputs]": "[out[1][:1] for out in outputs]"},
)
ex.mutant(
    "scores_added_up",
    says="You add up the scores of each sub-discriminator. Return all of them, one for each stretch.",
    edit={"[out[0] for out in outputs],": "[out[0].sum() for out in outputs],"},
)
ex.mutant(
    "all_scores_added_up",
    says="You add up all scores. Return one tensor for each sub-discriminator, as it returned it.",
    edit={"[out[0] for out in outputs],": "[sum(out[0].sum() for out in outputs)],"},
)
ex.mutant(
    "scores_flattened",
    says="Your scores have lost their axes. Return them in the shape in which each sub-discriminator returned them.",
    edit={"[out[0] for out in outputs],": "[out[0].flatten() for out in outputs],"},
)
ex.mutant(
    "scores_as_a_tuple",
    says="Your scores are a tuple. The contract says two lists.",
    edit={"[out[0] for out in outputs],": "tuple(out[0] for out in outputs),"},
)
ex.mutant(
    "wave_halved",
    says="Your sub-discriminators receive the wave at half its level. Give them the wave as you got it.",
    edit={"sub(wave) for": "sub(wave / 2) for"},
)
ex.mutant(
    "maps_turned_round",
    says="The maps of each sub-discriminator are in the opposite order. Return its list as it is.",
    edit={"[out[1] for out in outputs]": "[out[1][::-1] for out in outputs]"},
)
ex.mutant(
    "entries_of_maps_turned_round",
    says="Your list of maps begins with the last sub-discriminator. Entry k of both lists belongs to sub-discriminator k.",
    edit={"[out[1] for out in outputs]": "[out[1] for out in outputs][::-1]"},
)
ex.mutant(
    "count_set_beside_the_property",
    says="`num_discriminators` is a property, so nothing can be stored under that name. Leave out the line in `__init__` that tries to.",
    edit={
        "nn.ModuleList(discriminators)": (
            "nn.ModuleList(discriminators)\n        self.num_discriminators = len(discriminators)"
        ),
    },
)
ex.mutant(
    "method_not_property",
    says="Your `num_discriminators` is a method, so reading it takes brackets. Put `@property` above it.",
    edit={
        "    @property\n    def num_discriminators(self) -> int:\n        return len(self.discriminators)": (
            "    def num_discriminators(self) -> int:\n        return len(self.discriminators)"
        )
    },
)
ex.mutant(
    "returns_tuples",
    says="You return tuples. The contract says lists, and losses and trainers rely on that.",
    edit={
        "[out[0] for out in outputs], [out[1] for out in outputs]": (
            "tuple(out[0] for out in outputs), tuple(out[1] for out in outputs)"
        )
    },
)
ex.mutant(
    "returns_a_zip",
    says="You return what `zip` gives, and that's one object, full of tuples. The contract says two lists, and losses and "
    "trainers rely on that.",
    edit={
        "return [out[0] for out in outputs], [out[1] for out in outputs]": "return zip(*outputs)"
    },
)
ex.mutant(
    "maps_first",
    says="You return the maps first and the scores second. The contract has them the other way round.",
    edit={
        "[out[0] for out in outputs], [out[1] for out in outputs]": (
            "[out[1] for out in outputs], [out[0] for out in outputs]"
        )
    },
)
ex.mutant(
    "one_list_of_pairs",
    says="You return one list, with a pair for each sub-discriminator. The contract asks for two lists: first all "
    "scores, then all maps.",
    edit={"[out[0] for out in outputs], [out[1] for out in outputs]": "outputs"},
)
ex.mutant(
    "a_dict",
    says="You return a dict. The contract asks for two lists: first all scores, then all maps.",
    edit={
        "[out[0] for out in outputs], [out[1] for out in outputs]": (
            '{"logits": [out[0] for out in outputs], "fmaps": [out[1] for out in outputs]}'
        )
    },
)
ex.mutant(
    "stacked",
    says="You stack the scores of all sub-discriminators into one tensor. Each works at its own resolution, so the shapes "
    "differ. Keep a list.",
    edit={"[out[0] for out in outputs],": "torch.stack([out[0] for out in outputs]),"},
)
ex.mutant(
    "maps_as_tuples",
    says="Your maps are a tuple. The contract says two lists.",
    edit={"[out[1] for out in outputs]": "tuple(out[1] for out in outputs)"},
)
ex.mutant(
    "plain_list",
    says="You keep the sub-discriminators in one of Python's own containers, where torch doesn't look. `nn.ModuleList` registers them.",
    edit={"nn.ModuleList(discriminators)": "list(discriminators)"},
)
ex.mutant(
    "averaged",
    says="You average the scores of each sub-discriminator. Return all of them, one for each stretch.",
    edit={"[out[0] for out in outputs],": "[out[0].mean() for out in outputs],"},
)
ex.mutant(
    "probabilities",
    says="You turn the scores into probabilities. The contract asks for them as each sub-discriminator returns them.",
    edit={"[out[0] for out in outputs],": "[torch.sigmoid(out[0]) for out in outputs],"},
)
ex.mutant(
    "scores_detached",
    says="No gradient flows from your scores to the wave, only from the maps. Leave out `detach()`.",
    edit={"[out[0] for out in outputs],": "[out[0].detach() for out in outputs],"},
)
ex.mutant(
    "last_map_only",
    says="You keep only the last map of each sub-discriminator. Return its whole list.",
    edit={"[out[1] for out in outputs]": "[out[1][-1] for out in outputs]"},
)
ex.mutant(
    "first_map_only",
    says="You keep only the first map of each sub-discriminator. Return its whole list.",
    edit={"[out[1] for out in outputs]": "[out[1][0] for out in outputs]"},
)
ex.mutant(
    "joined",
    says="You join all scores into one tensor. Keep a list, with one tensor for each sub-discriminator.",
    edit={"[out[0] for out in outputs],": "torch.cat([out[0] for out in outputs], -1),"},
)
ex.mutant(
    "called_as_one",
    says="You call the container itself, so the second sub-discriminator gets what the first one returned. Go through the container, "
    "and give each of them the wave.",
    edit={
        "nn.ModuleList(discriminators)": "nn.Sequential(*discriminators)",
        "        outputs = [sub(wave) for sub in self.discriminators]\n": "",
        "[out[0] for out in outputs], [out[1] for out in outputs]": "self.discriminators(wave)",
    },
)
ex.mutant(
    "keys_of_a_dict",
    says="A loop over a ModuleDict gives its keys, which are texts. Loop over its `.values()`, or take a ModuleList.",
    edit={
        "nn.ModuleList(discriminators)": (
            "nn.ModuleDict({str(k): sub for k, sub in enumerate(discriminators)})"
        )
    },
)
ex.mutant(
    "starred",
    says="`nn.ModuleList` takes one list. Leave out the star, which spreads it.",
    edit={"nn.ModuleList(discriminators)": "nn.ModuleList(*discriminators)"},
)
ex.mutant(
    "never_stored",
    says="Nothing is stored in `self.discriminators`. Without `self.` in front, a name is gone when `__init__` ends.",
    edit={"self.discriminators = nn": "discriminators = nn"},
)
ex.mutant(
    "no_super",
    says="`super().__init__()` is missing, or comes too late. It makes the tables in which torch registers modules, so call it first.",
    edit={"        super().__init__()\n": ""},
)
ex.mutant(
    "container_as_count",
    says="Your `num_discriminators` is the container, not a number. `len(...)` counts what is in it.",
    edit={"return len(self.discriminators)": "return self.discriminators"},
)
ex.mutant(
    "no_count",
    says="There is no `num_discriminators` yet. Promise it in Contract, and write it in the multi-discriminator.",
    edit={
        "    @property\n    @abstractmethod\n    def num_discriminators(self) -> int:\n"
        '        """The number of sub-discriminators."""\n': "",
        "    @property\n    def num_discriminators(self) -> int:\n        return len(self.discriminators)\n": "",
    },
)
ex.mutant(
    "count_only_in_init",
    says="Python refuses to build your class, because `num_discriminators` is still abstract in it. Setting it in `__init__` "
    "would be too late. Write it below `forward`, with `@property` above it.",
    edit={
        "    @property\n    def num_discriminators(self) -> int:\n        return len(self.discriminators)\n": "",
        "nn.ModuleList(discriminators)": (
            "nn.ModuleList(discriminators)\n        self.num_discriminators = len(discriminators)"
        ),
    },
)
ex.mutant(
    "reversed_order",
    says="Your entries are in the opposite order. Entry k of both lists belongs to sub-discriminator k.",
    edit={"for sub in self.discriminators]": "for sub in reversed(self.discriminators)]"},
)
ex.mutant(
    "under_no_contract",
    says="Your SimpleMultiDiscriminator doesn't inherit from Contract, so it has promised nothing. Put Contract between the "
    "brackets behind its name.",
    edit={"SimpleMultiDiscriminator(Contract)": "SimpleMultiDiscriminator(nn.Module)"},
)
ex.mutant(
    "fed_on",
    says="A sub-discriminator receives the scores of the one before it. Each must receive the same wave, as it was "
    "given.",
    edit={
        "outputs = [sub(wave) for sub in self.discriminators]": (
            "outputs = []\n        for sub in self.discriminators:\n"
            "            outputs.append(sub(wave))\n            wave = outputs[-1][0]"
        )
    },
)
ex.mutant(
    "run_twice",
    says="Each sub-discriminator runs twice, once for the scores and once for the maps. That takes twice the time. Call it "
    "once, and use both parts of what it returns.",
    edit={
        "        outputs = [sub(wave) for sub in self.discriminators]\n": "",
        "[out[0] for out in outputs], [out[1] for out in outputs]": (
            "[sub(wave)[0] for sub in self.discriminators], "
            "[sub(wave)[1] for sub in self.discriminators]"
        ),
    },
)
ex.mutant(
    "no_gradient",
    says="No gradient flows from your lists to the wave, so nothing can learn from them. Leave out `torch.no_grad()` and "
    "`detach()`.",
    edit={
        "        outputs = [sub(wave) for sub in self.discriminators]": (
            "        with torch.no_grad():\n"
            "            outputs = [sub(wave) for sub in self.discriminators]"
        )
    },
)
ex.mutant(
    "counts_layers",
    says="You count every module inside, layers included. A sub-discriminator counts once, however many layers it has.",
    edit={"len(self.discriminators)": "len(list(self.discriminators.modules())) - 1"},
)
ex.mutant(
    "count_written_down",
    says="Your count is a fixed number. It must follow from the sub-discriminators that are given.",
    edit={"len(self.discriminators)": "3"},
)
ex.mutant(
    "flat_maps",
    says="Your maps are one flat list. Each sub-discriminator needs its own list of maps.",
    edit={"[out[1] for out in outputs]": "[fmap for out in outputs for fmap in out[1]]"},
)
ex.mutant(
    "first_only",
    says="You run only one sub-discriminator. Run every one in the list.",
    edit={"for sub in self.discriminators]": "for sub in self.discriminators[:1]]"},
)
ex.mutant(
    "forward_not_abstract",
    says="`forward` of Contract is an ordinary method. So a class without it can be built, and fails only when it's "
    "called. Put `@abstractmethod` above it.",
    edit={"    @abstractmethod\n    def forward": "    def forward"},
)
ex.mutant(
    "count_not_abstract",
    says="`num_discriminators` of Contract isn't abstract, so a class without it can be built. Put two lines "
    "above it: first `@property`, then `@abstractmethod`.",
    edit={"    @property\n    @abstractmethod\n": "    @property\n"},
)
ex.mutant(
    "empty_contract",
    says="Your Contract doesn't insist on anything yet: a class that keeps neither promise can be built. That takes two things: "
    "`@abstractmethod` above each promise, and `ABC` among the bases.",
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
class MultiDiscriminatorByLoop(_PromiseBoth):
    def __init__(self, discriminators):
        super().__init__()
        self.discriminators = nn.ModuleList(discriminators)

    @property
    def num_discriminators(self):
        return sum(1 for _ in self.discriminators)

    def forward(self, wave):
        logits, fmaps = [], []
        for sub in self.discriminators:
            sub_logits, sub_fmaps = sub(wave)
            logits.append(sub_logits)
            fmaps.append(sub_fmaps)
        return logits, fmaps


@ex.alternative("with zip, and a count that is set once")
class MultiDiscriminatorByZip(_PromiseBoth):
    num_discriminators = 0

    def __init__(self, discriminators):
        super().__init__()
        self.discriminators = nn.ModuleList(discriminators)
        self.num_discriminators = len(self.discriminators)

    def forward(self, wave):
        logits, fmaps = zip(*(sub(wave) for sub in self.discriminators), strict=True)
        return list(logits), list(fmaps)


ex.hints(
    "What should happen if someone forgets `forward`: an error when the object is built, or an error later, in "
    "the middle of training?",
    "Put @abstractmethod above both promises; above the count, put @property on top of that. Keep the "
    "sub-discriminators where torch looks for modules. In forward, run each sub-discriminator, and collect the first parts and the second parts in two "
    "lists.",
    "outputs = [____(wave) for ____ in self.discriminators]   then   return [out[____] for out in outputs], "
    "[out[____] for out in outputs]",
)
ex.why(
    "`ABC` and `@abstractmethod` move the error to the moment when the object is built, before any training. The count is "
    "a property because it's a fact, not an action. If it's computed from the list, it's always up to date."
)
ex.leads_to("Lesson 07 combines its discriminators with your class.")
ex.wrong_turn(
    "`raise NotImplementedError` in `forward` looks similar. But it lets you build the object, and complains "
    "only at the first call, perhaps an hour into a run."
)

# %% [markdown] id="01-3-head" tags=["exercise"]
# ### 01.3
# A colleague's discriminator is part of a larger model. Its scores look fine. But training never changes its weights, and the saved file
# contains none of them. Find out why, and write a fixed copy.
#
# | | |
# |---|---|
# | keep | the constructor, the name `discriminators`, one tensor of scores for each stride |
# | fix | every weight is trained, saved, and moved to another device |


# %% id="01-3-given"
class ColleaguesDiscriminator(nn.Module):
    """One small convolution for each stride. What is wrong?"""

    def __init__(self, strides: Sequence[int] = (1, 2, 4)) -> None:
        super().__init__()
        self.discriminators = [nn.Conv1d(1, 1, 5, stride, padding=2) for stride in strides]

    def forward(self, wave: Tensor) -> list[Tensor]:
        return [sub(wave) for sub in self.discriminators]


# %% id="01-3-answer" tags=["answer"]
# @answer 01.3
class FixedDiscriminator(nn.Module):
    """The colleague's class, with sub-discriminators that torch can find."""

    def __init__(self, strides: Sequence[int] = (1, 2, 4)) -> None:
        super().__init__()
        # BEGIN SOLUTION
        convs = [nn.Conv1d(1, 1, 5, stride, padding=2) for stride in strides]
        self.discriminators = nn.ModuleList(convs)
        # END SOLUTION
        # STUB: raise NotAttempted("01.3")

    def forward(self, wave: Tensor) -> list[Tensor]:
        return [sub(wave) for sub in self.discriminators]


# %% id="01-3-bank" tags=["bank"]
ex = Exercise("01.3", answer="FixedDiscriminator")


@ex.property("weights that the optimiser sees", cause="torch finds only what is registered")
def _(discriminator_class, draw):
    # never three, as many as the default has: then a class that ignores its argument would pass
    # below 5: strides and kernels exchanged never have as many weights as the colleague's layers
    strides = [draw.integer(2, 4) for _ in range(draw.choice((2, 4)))]
    strides[-1] = strides[0]  # one stride twice: an entry for each, not for each value
    found = sum(parameter.numel() for parameter in discriminator_class(strides).parameters())
    return {f"weights of strides {strides}": found}


@ex.property("names in the saved file", cause="a sub-discriminator has another name, or none")
def _(discriminator_class, draw):
    # in sheets of version 0.1 the list was called members
    names = [
        re.sub(r"^members\.", "discriminators.", name)
        for name in discriminator_class((2, 3, 4)).state_dict()
    ]
    inside = sorted(name for name in names if name.startswith("discriminators."))
    return {"in discriminators": inside, "others": len(names) - len(inside)}


@ex.property(
    "one step of training moves every sub-discriminator",
    cause="a sub-discriminator isn't registered",
)
def _(discriminator_class, draw):
    discriminator = discriminator_class((1, 2, 3, 4))
    wave = draw.randn(1, 1, 24)
    before = discriminator(wave)
    optimiser = torch.optim.SGD(discriminator.parameters(), lr=1.0)
    sum(scores.square().sum() for scores in before).backward()
    optimiser.step()
    pairs = zip(before, discriminator(wave), strict=True)
    return ["moved" if bool((old != new).any()) else "stood still" for old, new in pairs]


@ex.property(
    "each sub-discriminator has its own stride and weights",
    cause="one module is used twice, or a layer was changed",
)
def _(discriminator_class, draw):
    discriminator, wave = discriminator_class((2, 3, 4, 2)), draw.randn(1, 1, 24)
    scores = discriminator(wave)
    alike = scores[0].shape == scores[3].shape and bool((scores[0] == scores[3]).all())
    return {
        "frames": [part.shape[-1] for part in scores],
        "first and last": "one and the same" if alike else "different",
        "with known weights, the scores are": scores_with_known_weights(discriminator, wave),
    }


def scores_with_known_weights(discriminator, wave):
    """Say whether the layers do what the colleague's do when their weights are 1 to 5."""
    kernel = torch.arange(1.0, 6.0).view(1, 1, 5)
    with torch.no_grad():
        for p in discriminator.parameters():
            p.copy_(kernel if p.shape == kernel.shape else torch.zeros_like(p))
    right = [F.conv1d(wave, kernel, stride=stride, padding=2) for stride in (2, 3, 4, 2)]
    pairs = list(zip(discriminator(wave), right, strict=False))
    same = all(a.shape == b.shape and torch.allclose(a, b, atol=1e-4) for a, b in pairs)
    return "the colleague's" if same else "others"


@ex.property("the strides without an argument", cause="the default strides are 1, 2, 4")
def _(discriminator_class, draw):
    return [scores.shape[-1] for scores in discriminator_class()(draw.randn(1, 1, 24))]


@ex.property("gradients flow from every score to the wave", cause="the wave or a score is detached")
def _(discriminator_class, draw):
    return gradient_flow(discriminator_class((2, 3)), draw.randn(1, 1, 24))


ex.mutant(
    "unchanged",
    says="The sub-discriminators aren't registered. Torch doesn't look into plain lists, tuples or dicts: the optimiser "
    "gets nothing, and nothing is saved.",
    edit={"nn.ModuleList(convs)": "convs"},
)
ex.mutant(
    "only_parameters",
    says="You taught `parameters()` where the weights are, so they are trained. But they still aren't saved or moved: "
    "every other method of the module is still blind.",
    edit={
        "        self.discriminators = nn.ModuleList(convs)\n": (
            "        self.discriminators = convs\n"
            "        self.parameters = lambda: (p for c in convs for p in c.parameters())\n"
        )
    },
)
ex.mutant(
    "first_alone",
    says="Only the first sub-discriminator is registered. The others are still where torch doesn't look.",
    edit={
        "nn.ModuleList(convs)": "[*nn.ModuleList(convs)]\n        self.first = self.discriminators[0]"
    },
)
ex.mutant(
    "one_for_all",
    says="All entries are the same module, so they share one stride and one set of weights. Make a new module for "
    "each entry.",
    edit={"nn.ModuleList(convs)": "nn.ModuleList(convs[:1] * len(convs))"},
)
ex.mutant(
    "strides_counted",
    says="Your strides are 0, 1, 2 and so on, as `range(len(strides))` counts. Take the entries of `strides` themselves.",
    edit={
        "for stride in strides]\n        self": "for stride in range(len(strides))]\n        self"
    },
)
ex.mutant(
    "strides_counted_from_one",
    says="Your strides are 1, 2, 3 and so on, whatever you are given. Take the entries of `strides` themselves.",
    edit={
        "for stride in strides]\n        self": "for stride in range(1, len(strides) + 1)]\n        self"
    },
)
ex.mutant(
    "one_of_stride_one",
    says="All entries are one and the same module, of stride 1, so they share one set of weights. Make a new module for each "
    "stride.",
    edit={"nn.ModuleList(convs)": "nn.ModuleList([nn.Conv1d(1, 1, 5, 1, padding=2)] * len(convs))"},
)
ex.mutant(
    "keys_of_a_dict",
    says="A loop over a ModuleDict gives its keys, which are texts. Loop over its `.values()`, or take a ModuleList, whose loop gives the "
    "modules.",
    edit={"nn.ModuleList(convs)": "nn.ModuleDict({str(k): conv for k, conv in enumerate(convs)})"},
)
ex.mutant(
    "named_by_stride",
    says="Your entries are named by their strides. Two sub-discriminators of one stride share a name, so one of them is lost. "
    "Number the entries.",
    edit={
        "nn.ModuleList(convs)": "nn.ModuleDict(dict(zip(map(str, strides), convs)))",
        "[sub(wave) for sub in self.discriminators]": (
            "[sub(wave) for sub in self.discriminators.values()]"
        ),
    },
)
ex.mutant(
    "called_as_one",
    says="You call the container itself, so each layer gets what the one before it returned. Go through the container, and "
    "give each sub-discriminator the wave.",
    edit={
        "nn.ModuleList(convs)": "nn.Sequential(*convs)",
        "[sub(wave) for sub in self.discriminators]": "self.discriminators(wave)",
    },
)
ex.mutant(
    "chained",
    says="Each sub-discriminator gets the scores of the one before it. Give each of them the wave.",
    edit={
        "        return [sub(wave) for sub in self.discriminators]": (
            "        scores = [wave]\n"
            "        for sub in self.discriminators:\n"
            "            scores.append(sub(scores[-1]))\n"
            "        return scores[1:]"
        )
    },
)
ex.mutant(
    "one_tensor",
    says="You join all scores into one tensor. Return one tensor of scores for each stride.",
    edit={
        "[sub(wave) for sub in self.discriminators]": (
            "torch.cat([sub(wave) for sub in self.discriminators], -1)"
        )
    },
)
ex.mutant(
    "other_names",
    says="Everything is registered, but not under `discriminators.0`, `discriminators.1` and so on, so files that "
    "others saved won't load. Give the name `discriminators` to one of torch's containers: it numbers what is in it.",
    edit={
        "self.discriminators = nn.ModuleList(convs)": (
            "self.subs = nn.ModuleList(convs)\n        object.__setattr__(self, 'discriminators', convs)"
        )
    },
)
ex.mutant(
    "stride_left_out",
    says="All your sub-discriminators have stride 1. Only the list has to change, not the layers.",
    edit={"5, stride, padding=2": "5, 1, padding=2"},
)
ex.mutant(
    "wave_thinned_out",
    says="Your numbers of scores are right, but you leave out samples of the wave. With a stride, the layer skips scores, "
    "and each score still comes from five neighbours.",
    edit={
        "        self.discriminators = nn.ModuleList(convs)\n": (
            "        self.discriminators = nn.ModuleList(convs)\n        self.strides = strides\n"
        ),
        "5, stride, padding=2": "5, 1, padding=2",
        "[sub(wave) for sub in self.discriminators]": (
            "[sub(wave[..., ::s]) for sub, s in zip(self.discriminators, self.strides)]"
        ),
    },
)
ex.mutant(
    "kernel_and_stride_exchanged",
    says="Your kernels are as long as the strides should be, and your stride is always 5. In `nn.Conv1d`, the kernel comes before the "
    "stride.",
    edit={"1, 5, stride,": "1, stride, 5,"},
)
ex.mutant(
    "strides_sorted",
    says="You sorted the strides. Sub-discriminator `k` has the stride `strides[k]`, in the order in which they're given.",
    edit={"for stride in strides]": "for stride in sorted(strides)]"},
)
ex.mutant(
    "strides_as_a_set",
    says="A set or a dict keeps each stride once. Two sub-discriminators may have the same one: take `strides` as it is.",
    edit={"for stride in strides]": "for stride in set(strides)]"},
)
ex.mutant(
    "last_alone",
    says="Only the last sub-discriminator is registered. The others are still where torch doesn't look.",
    edit={
        "        self.discriminators = nn.ModuleList(convs)\n": (
            "        self.discriminators = convs\n"
            "        for conv in convs:\n            self.conv = conv\n"
        )
    },
)
ex.mutant(
    "made_in_forward",
    says="Your layers don't exist until `forward` runs, so an optimiser that is built before gets none. Make them in `__init__`.",
    edit={
        "        convs = [nn.Conv1d(1, 1, 5, stride, padding=2) for stride in strides]\n"
        "        self.discriminators = nn.ModuleList(convs)\n": "        self.strides = strides\n",
        "        return [sub(wave)": (
            "        self.discriminators = nn.ModuleList(\n"
            "            nn.Conv1d(1, 1, 5, stride, padding=2) for stride in self.strides\n        )\n"
            "        return [sub(wave)"
        ),
    },
)
ex.mutant(
    "buffers_of_both_kinds",
    says="You registered the weights as buffers. Those are saved, but no optimiser gets them: it gets parameters.",
    edit={
        "        self.discriminators = nn.ModuleList(convs)\n": (
            "        self.discriminators = convs\n"
            "        for k, conv in enumerate(convs):\n"
            "            self.register_buffer(f'weight{k}', conv.weight.data)\n"
            "            self.register_buffer(f'bias{k}', conv.bias.data)\n"
        )
    },
)
ex.mutant(
    "in_float64",
    says="Your weights are float64, and the wave isn't. Leave out `double()`, and let your users choose the type.",
    edit={"nn.ModuleList(convs)": "nn.ModuleList(convs).double()"},
)
ex.mutant(
    "shorter_kernels",
    says="Your kernels have 3 samples, the colleague's 5. Only the list has to change, not the layers.",
    edit={"nn.Conv1d(1, 1, 5, stride, padding=2)": "nn.Conv1d(1, 1, 3, stride, padding=1)"},
)
ex.mutant(
    "padding_left_out",
    says="You left out `padding=2`, so each sub-discriminator returns fewer scores than the colleague's. Only the list has to "
    "change, not the layers.",
    edit={"5, stride, padding=2": "5, stride"},
)
ex.mutant(
    "frozen",
    says="The weights are registered, but frozen: without `requires_grad`, training can't change them.",
    edit={"nn.ModuleList(convs)": "nn.ModuleList(convs).requires_grad_(False)"},
)
ex.mutant(
    "scores_without_a_graph",
    says="The scores have no graph, so no gradient gets from them to the weights. Leave out `torch.no_grad()` and `detach()`.",
    edit={
        "        return [sub(wave) for sub in self.discriminators]": (
            "        with torch.no_grad():\n"
            "            return [sub(wave) for sub in self.discriminators]"
        )
    },
)
ex.mutant(
    "starred",
    says="`nn.ModuleList` takes one list. Leave out the star, which spreads it.",
    edit={"nn.ModuleList(convs)": "nn.ModuleList(*convs)"},
)
ex.mutant(
    "a_list_in_the_list",
    says="You give `nn.ModuleList` a list inside a list. Leave out one pair of square brackets.",
    edit={"nn.ModuleList(convs)": "nn.ModuleList([convs])"},
)
ex.mutant(
    "no_bias",
    says="Your layers have no bias, the colleague's have one. Only the list has to change, not the layers.",
    edit={"5, stride, padding=2": "5, stride, padding=2, bias=False"},
)
ex.mutant(
    "as_buffers",
    says="You registered the weights as buffers. Those are saved, but no optimiser gets them: it gets parameters.",
    edit={
        "        self.discriminators = nn.ModuleList(convs)\n": (
            "        self.discriminators = convs\n"
            "        for k, conv in enumerate(convs):\n"
            "            self.register_buffer(f'weight{k}', conv.weight)\n"
        )
    },
)
ex.mutant(
    "no_super",
    says="`super().__init__()` is missing, or comes too late. It makes the tables in which torch registers modules, so call it first.",
    edit={"        super().__init__()\n": ""},
)
ex.mutant(
    "fixed_strides",
    says="You wrote the strides 1, 2 and 4 into the class, so the argument does nothing.",
    edit={"for stride in strides]": "for stride in (1, 2, 4)]"},
)


@ex.alternative("append one by one")
class FixedByAppend(nn.Module):
    def __init__(self, strides=(1, 2, 4)):
        super().__init__()
        self.discriminators = nn.ModuleList()
        for stride in strides:
            self.discriminators.append(nn.Conv1d(1, 1, kernel_size=5, stride=stride, padding=2))

    def forward(self, wave):
        return [sub(wave) for sub in self.discriminators]


@ex.alternative("a Sequential, never called as one")
class FixedBySequential(nn.Module):
    def __init__(self, strides=(1, 2, 4)):
        super().__init__()
        self.discriminators = nn.Sequential(*(nn.Conv1d(1, 1, 5, s, padding=2) for s in strides))

    def forward(self, wave):
        return [sub(wave) for sub in self.discriminators]


ex.hints(
    "What does `list(ColleaguesDiscriminator().parameters())` return?",
    "Torch finds modules that are attributes themselves, and modules in one of torch's own containers. Put the "
    "sub-discriminators into such a container.",
    "self.discriminators = nn.____(____ for stride in strides)",
)
ex.why(
    "`nn.ModuleList` is a list that torch knows. This one line makes all of these work: `parameters()`, "
    "`state_dict()`, `.to(device)`, `.train()`, `.eval()`."
)
ex.leads_to("In 01.5, a discriminator of yours keeps several convolutions in such a list.")
ex.wrong_turn(
    "If you pass the weights to the optimiser by hand, the loss moves and the bug seems to be gone. But the next "
    "checkpoint still contains none of them."
)

# %% [markdown] id="01-4-head" tags=["exercise"]
# ### 01.4
# Write `contract_test(discriminator)`: it raises an error if the contract is broken (use `assert`), and returns nothing if it's kept. Correct
# discriminators must all pass. Each broken kind that you catch counts. `check_contract` is switched off.
#
# | promise | a broken one |
# |---|---|
# | structure | has flat `fmaps` |
# | count | promises 3 and returns 2, or its lists differ in length |
# | gradient | detaches its logits |
# | batch | mixes its items during training |
# | the wave | is edited in place |
# | silence | becomes NaN |
# | device, dtype | leaves a constant behind |


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


class SmallSubDiscriminator(nn.Module):
    """A sub-discriminator: a convolution that is its only map, and a second one that scores."""

    def __init__(self, stride, maps):
        super().__init__()
        self.conv = nn.Conv1d(1, 4, 7, stride, padding=3)
        self.post = nn.Conv1d(4, 1, 3, padding=1)
        self.maps = maps

    def forward(self, wave):
        x = torch.nn.functional.leaky_relu(self.conv(wave), 0.2)
        return self.post(x), [x] * 1 if self.maps == 1 else [x, 2 * x]


class Subject(MultiDiscriminator):
    """A correct multi-discriminator; each broken one changes one of its steps."""

    num_discriminators = 2

    def __init__(self, maps=(1, 1)):
        super().__init__()
        first, second = SmallSubDiscriminator(2, maps[0]), SmallSubDiscriminator(3, maps[1])
        self.discriminators = nn.ModuleList([first, second])

    def before(self, wave):
        return wave

    def after(self, logits, fmaps):
        return logits, fmaps

    def forward(self, wave):
        wave = self.before(wave)
        outputs = [sub(wave) for sub in self.discriminators]
        return self.after([out[0] for out in outputs], [out[1] for out in outputs])


class Roomy(Subject):
    """Correct, too: a constant that moves along, and sub-discriminators with two maps and one."""

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


class SaysOne(Subject):
    num_discriminators = 1


class LosesMaps(Subject):
    def after(self, logits, fmaps):
        return logits, fmaps[:1]


class HasMoreLogits(LosesMaps):
    num_discriminators = 1


class LosesLogits(Subject):
    def after(self, logits, fmaps):
        return logits[:1], fmaps


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


class DividesOneHalfByLoudness(Subject):
    """On silence, only some of the scores are NaN."""

    def before(self, wave):
        first, second = wave.tensor_split(2, dim=-1)
        return torch.cat([first / first.abs().amax(-1, keepdim=True), second], -1)


class LeavesAConstant(Subject):
    def __init__(self):
        super().__init__()
        self.kernel = torch.ones(1, 1, 3) / 3

    def before(self, wave):
        return torch.nn.functional.conv1d(wave, self.kernel, padding=1)


LIBRARY = ("mpd", "msd", "msstftd")
CORRECT = (Subject, Roomy, *(partial(example, name) for name in LIBRARY))


def incognito(make):
    """Build a discriminator whose name reveals nothing."""
    discriminator = make()
    if isinstance(discriminator, Subject):
        kind = type(discriminator)
        discriminator.__class__ = type("Discriminator", (kind,), {"__module__": "discriminators"})
    return discriminator


def described(make):
    """Name a discriminator for the message about a test that is wrong about it."""
    names = {
        Subject: "a correct discriminator",
        Roomy: "a correct one that has a buffer",
    }
    if isinstance(make, partial):
        return f"the library's {', '.join(make.args)}"
    return names.get(make, "a broken discriminator")


def result_on(contract_test, make, draw):
    """Return what a learner's test does with a discriminator; the library's own kit is off."""
    discriminator, given = incognito(make), []
    with patch.dict(CHECKS, clear=True):
        raised = draw.refusal(
            lambda: given.append(contract_test(discriminator)), of=described(make)
        )
    if raised != "nothing was raised":
        return "refused"
    return "accepted" if given == [None] else "accepted, by returning a value"


def caught_among_correct_ones(contract_test, kind, draw, *more):
    """Hide broken discriminators among correct ones, in an order that nobody has seen."""
    line = draw.shuffled([kind, *(more or (kind,)), Subject, Roomy])
    return [result_on(contract_test, make, draw) for make in line]


@ex.property("correct discriminators", cause="the test asks for more than the contract promises")
def _(contract_test, draw):
    # an AssertionError is a result; any other error is a bug in the test, and is reported as one
    with patch.dict(CHECKS, clear=True), suppress(AssertionError):
        contract_test(incognito(Subject))
    return [result_on(contract_test, make, draw) for make in draw.shuffled(CORRECT)]


@ex.property("refuses flat fmaps", cause="no line asks whether each entry is a list")
def _(contract_test, draw):
    return caught_among_correct_ones(contract_test, FlatMaps, draw)


@ex.property("refuses a wrong count", cause="num_discriminators is not compared")
def _(contract_test, draw):
    return caught_among_correct_ones(
        contract_test, SaysThree, draw, SaysOne, LosesMaps, HasMoreLogits, LosesLogits
    )


@ex.property("refuses detached logits", cause="no line asks for requires_grad")
def _(contract_test, draw):
    return caught_among_correct_ones(contract_test, CutOff, draw)


@ex.property("refuses mixed items", cause="no item is scored alone and in a batch")
def _(contract_test, draw):
    return caught_among_correct_ones(contract_test, MixesItems, draw)


@ex.property("refuses an edited wave", cause="no clone is compared with it afterwards")
def _(contract_test, draw):
    return caught_among_correct_ones(contract_test, EditsTheWave, draw)


@ex.property("refuses NaN on silence", cause="no wave of zeros is scored")
def _(contract_test, draw):
    return caught_among_correct_ones(
        contract_test, DividesByLoudness, draw, DividesOneHalfByLoudness
    )


@ex.property("refuses a constant left behind", cause="no moved copy is run")
def _(contract_test, draw):
    return caught_among_correct_ones(contract_test, LeavesAConstant, draw)


@ex.comparator
def _(data, expected):
    results = {name: [result.split(",")[0] for result in data[name]] for name in expected}
    right = {name: results[name] == expected[name] for name in expected}
    correct, *kinds = right
    pairs = [pair for name in results for pair in zip(results[name], expected[name], strict=True)]
    no_guess = ("refused", "accepted") not in pairs  # a guess refuses a correct one, too
    fair = right[correct] and no_guess and any(right[kind] for kind in kinds)
    caught = {f"{kind}, and no correct one": fair and right[kind] for kind in kinds}
    return {"accepts the correct ones, and refuses a broken one": fair, **caught}


GRADIENT = '    assert all(scores.requires_grad for scores in logits), "no gradient"\n'
STRUCTURE = (
    '    assert all(isinstance(maps, list) for maps in fmaps), "fmaps is not a list of lists"\n'
)
ex.mutant(
    "accepts_everything",
    says="Your test accepts all of the broken discriminators. Start with one promise of the table and one "
    "`assert`, outside any `try`: an `except` would catch the error. (`check_contract` is switched off. `eval()` hides what mixes "
    "items, and `kept = wave` copies nothing.)",
    source="def contract_test(discriminator):\n    discriminator(torch.zeros(2, 1, 4000))\n",
)
ex.mutant(
    "returns_false",
    says="Your test returns a value. Nobody looks at what a test returns: it has to raise an error, as `assert` does.",
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
    says="Your test refuses correct discriminators: it asks for more than the contract promises. Run it on "
    '`create("mpd", filters=2)` and read which line refuses it.',
    edit={'"the count is wrong"': '"the count is wrong"\n    torch.stack(logits)'},
)
ex.mutant(
    "equal_numbers_of_maps",
    says="Your test refuses a correct discriminator because its sub-discriminators have different numbers of maps. "
    "The contract asks for one list for each of them, of any length.",
    edit={
        '"the count is wrong"': '"the count is wrong"\n'
        "    assert len({len(maps) for maps in fmaps}) <= 1"
    },
)
ex.mutant(
    "refuses_everything",
    says='Your test refuses correct discriminators. Run it on `create("mpd", filters=2)` and read the error. (Sums '
    "may run in another order for one item than for two: compare scores with a tolerance.)",
    edit={"assert torch.equal(wave, kept)": "assert not torch.equal(wave, kept)"},
)
ex.mutant(
    "always_fails",
    says="Your test refuses every discriminator, the correct ones, too. Look at the line below. Usual reasons: it compares scores "
    "exactly, and their last digits may differ; it compares shapes that differ (`a[0]` loses an axis, `a[:1]` keeps it); it asks for a gradient that nobody records (`torch.no_grad()`, or a wave without "
    "`requires_grad`); it asks for something that no contract promises, such as a tuple.",
    source='def contract_test(discriminator):\n    raise AssertionError("broken")\n',
)
ex.mutant(
    "no_channel",
    says="Your wave lacks the axis of the channel: it should be `[batch, 1, time]`.",
    source="def contract_test(discriminator):\n"
    "    logits, fmaps = discriminator(torch.randn(2, 4000))\n"
    "    assert len(logits) == len(fmaps) == discriminator.num_discriminators\n",
)
ex.mutant(
    "no_axes",
    says="A wave of yours has a single axis: it should be `[batch, 1, time]`.",
    source="def contract_test(discriminator):\n    discriminator(torch.zeros(4000))\n",
)
ex.mutant(
    "count_called",
    says="You call `num_discriminators`, but it's a property, and so a number already. Leave out the brackets.",
    source="def contract_test(discriminator):\n"
    "    logits, fmaps = discriminator(torch.randn(2, 1, 4000))\n"
    "    assert len(logits) == discriminator.num_discriminators()\n",
)
ex.mutant(
    "compared_with_equals",
    says="Between two tensors, `==` and `!=` compare value by value, and `assert` or `if` needs a single True or False. "
    "`torch.equal(a, b)` returns one.",
    source="def contract_test(discriminator):\n"
    "    wave = torch.randn(2, 1, 4000)\n"
    "    kept = wave.clone()\n"
    "    discriminator(wave)\n"
    "    assert wave == kept\n",
)
ex.mutant(
    "wave_stays_float32",
    says="You moved the discriminator to float64, but not the wave: give it `wave.double()`. And move a copy (`copy.deepcopy`): the "
    "one that you are given belongs to others.",
    source="def contract_test(discriminator):\n    discriminator.double()(torch.randn(2, 1, 4000))\n",
)
ex.mutant(
    "three_axes",
    says="Your test refuses `mpd` and `msstftd`, the two here whose scores have four axes. The contract doesn't say how many axes there are.",
    part="correct discriminators",
    source="def contract_test(discriminator):\n"
    "    logits, fmaps = discriminator(torch.randn(2, 1, 4000))\n"
    "    assert all(scores.ndim == 3 for scores in logits)\n",
)
ex.mutant(
    "three_expected",
    says="Your test asks for three sub-discriminators. There may be any number: compare with `num_discriminators`.",
    source="def contract_test(discriminator):\n"
    "    logits, fmaps = discriminator(torch.randn(2, 1, 4000))\n"
    "    assert len(logits) == 3\n",
)
ex.mutant(
    "reads_the_source",
    says="The classes here have no source that could be read. Try out what a discriminator does, not how it's written.",
    source="import inspect\n\n"
    "def contract_test(discriminator):\n"
    '    assert "detach" not in inspect.getsource(type(discriminator))\n',
)
ex.mutant(
    "flat_maps_pass",
    says="A flat list of maps gets past your test. Its length can be right by chance: look at each entry, and ask "
    "whether it's a list.",
    edit={STRUCTURE: ""},
    part="refuses flat fmaps",
)
ex.mutant(
    "wrong_count_passes",
    says="A discriminator whose count is wrong gets past your test. Compare `num_discriminators` with the length "
    "of both lists.",
    edit={"len(logits) == len(fmaps) == count": "len(logits) == len(fmaps)"},
)
ex.mutant(
    "detached_passes",
    says="Detached logits get past your test. Without a graph, the numbers look the same; ask for "
    "`scores.requires_grad`.",
    edit={GRADIENT: ""},
    part="refuses detached logits",
)
ex.mutant(
    "mixing_passes",
    says="A batch normalisation gets past your test. Score an item alone and in a batch: the scores must agree, in "
    "training mode, too. (In eval mode, a batch normalisation uses stored averages and mixes nothing.)",
    edit={
        "torch.testing.assert_close(in_pair[:1], by_itself, rtol=1e-3, atol=1e-4)": "in_pair, by_itself"
    },
    part="refuses mixed items",
)
ex.mutant(
    "edited_wave_passes",
    says="A discriminator that changes its wave gets past your test. Keep `wave.clone()` before the call, and compare "
    "after it. (`kept = wave` doesn't copy: both names mean the same tensor.)",
    edit={"kept = wave.clone()": "kept = wave"},
    part="refuses an edited wave",
)
ex.mutant(
    "silence_passes",
    says="A discriminator that divides by loudness gets past your test. Score a wave of zeros, and ask whether all "
    "scores are finite: `isfinite()`.",
    edit={"torch.zeros(1, 1, 4000)": "torch.ones(1, 1, 4000)"},
    part="refuses NaN on silence",
)
ex.mutant(
    "some_silence_passes",
    says="A discriminator gets past your test if only some of its scores become NaN. Ask for all of them: `isfinite().all()`.",
    edit={"scores.isfinite().all()": "scores.isfinite().any()"},
    part="refuses NaN on silence",
)
ex.mutant(
    "one_right_length_is_enough",
    says="A discriminator gets past your test if one of its two lists has the right length. Both have to: join the two "
    "comparisons with `and`.",
    edit={"len(logits) == len(fmaps) == count": "len(logits) == count or len(fmaps) == count"},
    part="refuses a wrong count",
)
ex.mutant(
    "constant_passes",
    says="A constant that is left behind gets past your test. Move a copy of the discriminator, as in "
    "`copy.deepcopy(discriminator).double()`, and score a wave of that dtype.",
    edit={"    moved(kept.double())\n": ""},
    part="refuses a constant left behind",
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
    "Take one row of the table. What does a broken discriminator do that a correct one doesn't, and how could "
    "you see it in two or three lines of code?",
    "Each promise is one comparison: types and lengths of the lists; requires_grad; the scores of item 0 alone "
    "and in a batch; the wave before and after; a wave of zeros; a copy moved by .double().",
    "assert all(isinstance(maps, ____) for maps in fmaps)   and   assert torch.equal(wave, ____)   and   for a, b in "
    "zip(discriminator(kept)[0], discriminator(kept[:1])[0]): torch.testing.assert_close(a[:____], b, rtol=1e-3, atol=1e-4)   "
    "and   copy.deepcopy(discriminator).double()(kept.____())",
)
ex.why(
    "The course's solution makes one small experiment for each promise. It never asks how the class is written, so it also "
    "works for discriminators that nobody has thought of yet. It compares scores with a tolerance, because sums may run in "
    "another order."
)
ex.leads_to(
    "The library's `check_contract` makes experiments of this kind with any discriminator, your own in 01.5 included."
)
ex.wrong_turn(
    "Counting entries looks thorough, and catches one of seven. Here the flat list even has the right length. A "
    "test is as good as the broken things it refuses, so break things on purpose and watch your test."
)

# %% [markdown] id="01-5-head" tags=["exercise"]
# ### 01.5
# Below is the lesson's discriminator, with one window of 256 samples. Write `WindowedEnergy`, which has a sub-discriminator for each window
# length, and register it.
#
# | | |
# |---|---|
# | argument | `windows`, a sequence of lengths in samples |
# | sub-discriminator `k` | log energies of frames of `windows[k]` samples, then its own `nn.Conv1d(1, 1, 5, padding=2)` |
# | its maps | `[log energies]` |
# | register as | `"windowed_energy"`, with a small `example` that has `windows` |
# | too short | a wave shorter than the longest window: a `ValueError` |


# %% id="01-5-given"
class EnergyDiscriminator(MultiDiscriminator):
    """Score how loud the frames of a sound are."""

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
    """Note the arguments: solution and mutants stay out of the registry, where a learner's class is."""

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
    """Score how loud the frames of a sound are, at several frame lengths."""

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
    name, options = found[0] if found else vars(cls).get("noted", ("not registered", None))
    known = name in ("windowed_energy", "not registered")
    return (name if known else "another name"), options


@ex.property("one sub-discriminator for each window", cause="the argument is not used")
def _(energy_class, draw):
    discriminator = energy_class(windows=(100, 30, 50))
    logits, _ = discriminator(draw.randn(2, 1, 610))
    frames = [scores.shape[-1] for scores in logits]
    return {"count": discriminator.num_discriminators, "frames": frames}


@ex.property("maps are log energies", cause="square, mean over the window, plus 1e-5, log")
def _(energy_class, draw):
    wave = 0.3 * draw.randn(1, 1, 200)
    wave[..., 100:] = 0  # silence has an energy, too
    return list(energy_class(windows=(50, 20))(wave)[1])


@ex.property("each sub-discriminator has its own weights", cause="one convolution is used for all")
def _(energy_class, draw):
    builds = [energy_class(windows=windows) for windows in ((50,), (50, 50, 20))]
    return [sum(p.numel() for p in build.parameters()) for build in builds]


@ex.property("a short wave is refused", cause="the longest window needs the most samples")
def _(energy_class, draw):
    discriminator = energy_class(windows=(50, 200, 20))
    return [draw.refusal(lambda n=n: discriminator(draw.randn(1, 1, n))) for n in (199, 200)]


@ex.property("the windows without an argument", cause="the defaults are 64, 256 and 1024 samples")
def _(energy_class, draw):
    # one sample more or less in a window changes a number of frames at one of the two lengths
    waves = [draw.randn(1, 1, time) for time in (2047, 2048)]
    return [[scores.shape[-1] for scores in energy_class()(wave)[0]] for wave in waves]


@ex.property(
    "gradients flow from scores and maps to the wave",
    cause="the wave, a map or a score is detached",
)
def _(energy_class, draw):
    discriminator = energy_class(windows=(20, 50))
    with (
        torch.no_grad()
    ):  # else an activation of the scores passes or not, as the weights are drawn
        for p in discriminator.parameters():
            p.fill_(0.1)
    return gradient_flow(discriminator, 10 * draw.randn(1, 1, 300))


@ex.property("it is registered, with an example", cause="the decorator goes above the class")
def _(energy_class, draw):
    name, options = registration(energy_class)
    return {"name": name, "example has windows": "windows" in (options or {})}


@ex.property("the example keeps the contract", cause="print(check_contract(...)) names the fault")
def _(energy_class, draw):
    options = dict(registration(energy_class)[1] or {})
    # names of the kit's checks, not its sentences: those contain the learner's lines
    failed = check_contract(energy_class(**options), length=300).failed
    return {"check_contract finds a fault in": ", ".join(failed) or "nothing"}


ex.mutant(
    "not_registered",
    says='The class is right, but nobody can find it by name. Put `@register("windowed_energy", example=...)` above '
    "it.",
    edit={'@register("windowed_energy", example={"windows": (64, 128)})\n': ""},
)
ex.mutant(
    "no_example",
    says="The class is registered without an example that has `windows`. Instruments and checks build a small instance from it: add "
    '`example={"windows": (64, 128)}`.',
    edit={', example={"windows": (64, 128)}': ""},
)
ex.mutant(
    "first_window_only",
    says="Every sub-discriminator uses the first window. Each needs its own.",
    edit={
        "wave.unfold(-1, window, window)": "wave.unfold(-1, self.windows[0], self.windows[0])",
    },
)
ex.mutant(
    "argument_ignored",
    says="You wrote the windows 64, 256 and 1024 into the class, so the argument does nothing.",
    edit={"self.windows = tuple(windows)": "self.windows = (64, 256, 1024)[-3:]"},
)
ex.mutant(
    "one_convolution",
    says="All sub-discriminators share one convolution. Each needs its own.",
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
    "steps_of_the_first_window",
    says="All your frames begin as far apart as the first window is long. In the given class, the step is the frame's own window.",
    edit={"wave.unfold(-1, window, window)": "wave.unfold(-1, window, self.windows[0])"},
)
ex.mutant(
    "last_frame_filled_up",
    says="You have one frame more than the given class: it leaves out samples at the end that fill no frame.",
    edit={
        "wave.unfold(-1, window, window)": (
            "F.pad(wave, (0, -wave.shape[-1] % window)).unfold(-1, window, window)"
        )
    },
)
ex.mutant(
    "windows_written_down",
    says="Your windows are 64, 256 and 1024, whatever is given. Keep the argument: `self.windows = tuple(windows)`.",
    edit={
        "self.windows = tuple(windows)": "self.windows = (64, 256, 1024)",
        "for _ in self.windows)": "for _ in windows)",
    },
)
ex.mutant(
    "minimum_too_large",
    says="You refuse a wave that is as long as the longest window. It's long enough: the minimum is `max(windows)`.",
    edit={"minimum=max(self.windows)": "minimum=max(self.windows) + 1"},
    part="a short wave is refused",
)
ex.mutant(
    "kernel_of_three",
    says="Your convolution has a kernel of 3. The table asks for `nn.Conv1d(1, 1, 5, padding=2)`.",
    edit={"5, padding=2": "3, padding=1"},
)
ex.mutant(
    "activation_after_the_convolution",
    says="You apply an activation to the scores. A score is a logit: it can be any number, so return what the convolution gives.",
    edit={"logits.append(conv(energy))": "logits.append(F.relu(conv(energy)))"},
)
ex.mutant(
    "root_after_the_floor",
    says="You take the root of the energy before the logarithm. The given class takes the logarithm of the energy itself.",
    edit={"+ 1e-5).log()": "+ 1e-5).sqrt().log()"},
)
ex.mutant(
    "three_written_down",
    says="Your `num_discriminators` is 3. Take the length of `windows`: the example of the registration may have another.",
    edit={"return len(self.windows)": "return 3"},
)
ex.mutant(
    "log_of_base_two",
    says="Your logarithm has base 2. The given class takes the natural one, `.log()`.",
    edit={"+ 1e-5).log()": "+ 1e-5).log2()"},
)
ex.mutant(
    "variance",
    says="You take the variance, which leaves out the mean of a frame. Energy is the mean of the squares.",
    edit={".square().mean(-1)": ".var(-1)"},
)
ex.mutant(
    "no_log",
    says="Your maps contain energies without the logarithm. Then loud frames drown out all the others: take the log.",
    edit={
        "(wave.unfold(-1, window, window).square().mean(-1) + 1e-5).log()": (
            "wave.unfold(-1, window, window).square().mean(-1) + 1e-5"
        )
    },
)
ex.mutant(
    "sums",
    says="Your energies are sums over the frame, so they grow with the window. Take the mean, as in the given class.",
    edit={".square().mean(-1)": ".square().sum(-1)"},
)
ex.mutant(
    "flat_maps",
    says="Your maps are one flat list. Each sub-discriminator needs a list of its own, even if it has one map: `[energy]`.",
    edit={"fmaps.append([energy])": "fmaps.append(energy)"},
)
ex.mutant(
    "logits_among_the_maps",
    says="Your maps contain the logits, too. Here the log energies are the only map.",
    edit={"fmaps.append([energy])": "fmaps.append([energy, logits[-1]])"},
)
ex.mutant(
    "windows_sorted",
    says="You sorted the windows. Sub-discriminator `k` has the window `windows[k]`, in the order in which they're given.",
    edit={"self.windows = tuple(windows)": "self.windows = tuple(sorted(windows))"},
)
ex.mutant(
    "overlapping",
    says="Your frames overlap: the step is half a window. In the given class, the step is a whole window.",
    edit={"wave.unfold(-1, window, window)": "wave.unfold(-1, window, window // 2)"},
)
ex.mutant(
    "a_frame_for_each_sample",
    says="Your frames begin at every sample. In the given class, the step is a whole window.",
    edit={"wave.unfold(-1, window, window)": "wave.unfold(-1, window, 1)"},
)
ex.mutant(
    "absolute_values",
    says="You average absolute values. Energy is the mean of the squares.",
    edit={".square().mean(-1)": ".abs().mean(-1)"},
)
ex.mutant(
    "another_floor",
    says="The number that you add before the logarithm isn't 1e-5, so silence gets another energy than in the given class.",
    edit={"+ 1e-5).log()": "+ 1e-8).log()"},
)
ex.mutant(
    "no_floor",
    says="Silence has no energy, and its logarithm is minus infinity. Add 1e-5 before the logarithm, as the given class does.",
    edit={" + 1e-5).log()": ").log()"},
)
ex.mutant(
    "root_of_the_energy",
    says="You take the root of the energy before the logarithm. The given class takes the logarithm of the energy itself.",
    edit={".square().mean(-1) + 1e-5": ".square().mean(-1).sqrt() + 1e-5"},
)
ex.mutant(
    "mean_over_frames",
    says="You average over the frames, and keep one energy for each place in a frame. Average over the samples of each frame: "
    "`.mean(-1)`.",
    edit={".square().mean(-1)": ".square().mean(-2)"},
)
ex.mutant(
    "scores_as_the_map",
    says="Your map is the scores. Here the log energies are the only map.",
    edit={"fmaps.append([energy])": "fmaps.append([logits[-1]])"},
)
ex.mutant(
    "shortest_is_enough",
    says="A wave that is shorter than the longest window gets as far as torch, whose error says nothing about windows. Raise a ValueError "
    "before you compute anything, as `check_wave(..., minimum=max(windows))` does.",
    edit={"minimum=max(self.windows)": "minimum=min(self.windows)"},
)
ex.mutant(
    "last_is_enough",
    says="You ask for as many samples as the last window has. Another window may be longer: `max` finds the longest.",
    edit={"minimum=max(self.windows)": "minimum=self.windows[-1]"},
)
ex.mutant(
    "other_name",
    says="Your class is registered, but not as `windowed_energy`, so nobody finds it under that name.",
    edit={'@register("windowed_energy"': '@register("energy_of_windows"'},
)
ex.mutant(
    "log_of_base_ten",
    says="Your logarithm has base 10. The given class takes the natural one, `.log()`.",
    edit={"+ 1e-5).log()": "+ 1e-5).log10()"},
)
ex.mutant(
    "no_padding",
    says="Your convolution has no padding, so it returns four scores fewer than there are frames. The table asks for `padding=2`.",
    edit={"5, padding=2": "5"},
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

    def equal(name):
        mine, other = yours[name].flatten(), right[name].flatten()
        return mine.shape == other.shape and torch.allclose(mine, other, *CLOSE)

    title = f"Your energies of a pluck are {'right' if all(map(equal, right)) else 'not right'}"
    return curves_beside(yours, right, title, "frame", "log energy")


class EnergyOfWindow(nn.Module):
    def __init__(self, window):
        super().__init__()
        self.window, self.conv = window, nn.Conv1d(1, 1, 5, padding=2)

    def forward(self, wave):
        count = wave.shape[-1] // self.window
        frames = wave[..., : count * self.window].reshape(*wave.shape[:-1], count, self.window)
        energy = torch.log(frames.pow(2).sum(-1) / self.window + 1e-5)
        return self.conv(energy), [energy]


@ex.alternative("with a class for the sub-discriminator")
@register("windowed_energy", example={"windows": (30, 70)})
class EnergyBySubs(MultiDiscriminator):
    def __init__(self, windows=(64, 256, 1024)):
        super().__init__()
        self.discriminators = nn.ModuleList(EnergyOfWindow(window) for window in windows)
        self.minimum_length = max(windows)

    @property
    def num_discriminators(self):
        return len(self.discriminators)

    def forward(self, wave):
        if wave.shape[-1] < self.minimum_length:
            raise ValueError(
                f"the wave must have {self.minimum_length} samples or more, got {wave.shape[-1]}"
            )
        outputs = [sub(wave) for sub in self.discriminators]
        return DiscriminatorOutput([out[0] for out in outputs], [out[1] for out in outputs])


ex.hints(
    "What do you need one of for each window, and what can all sub-discriminators share?",
    "Store the windows, make a ModuleList with one convolution for each, and loop over both in forward. The "
    "longest window decides how short a wave may be. The decorator goes above `class`.",
    'for window, conv in zip(self.windows, self.____, strict=True): ...   and   @register("____", example={"windows": '
    "(64, ____)})",
)
ex.why(
    "A short window shows more exactly when a sound begins, a long one averages over more of it. One loop handles them all. And because the "
    "registry can build a small instance from `example`, instruments and checks can use your class without "
    "asking you."
)
ex.leads_to('Instruments and `create("windowed_energy")` now find your class by its name.')
ex.wrong_turn(
    "`[nn.Conv1d(...)] * n` makes a list that contains the same convolution n times. Shapes and counts are "
    "right, but all n sub-discriminators share one set of weights."
)

# %% [markdown] id="01-6-head" tags=["exercise"]
# ### 01.6
# `f` is a fake's score, and `p = torch.sigmoid(f)` the probability of "real". A generator learns from slopes. Measure three with autograd,
# in float64, and fill a dict.
#
# | key | value |
# |---|---|
# | `slope_p_at_0`, `slope_p` | slopes of `p` at 0, and at -10: a fake that fools nobody |
# | `slope_log_p` | slope of `F.logsigmoid(f)` at -10 |
# | `times` | how many times weaker `slope_p` is than `slope_p_at_0` |
# | `reason` | why logits? `"A"`: they're between 0 and 1. `"B"`: a loss can keep a slope where the discriminator is sure. `"C"`: they save time. |

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
ex = Exercise("01.6", answer="slopes", independent_parts=True)


@ex.property(
    "the slopes",
    cause="the answer is a dict with the five keys of the table: four numbers and a letter",
)
def _(slopes, draw):
    keys = ("slope_p_at_0", "slope_p", "slope_log_p", "times")
    if not isinstance(slopes, Mapping):
        raise TypeError(
            f"a dict with the five keys of the table is needed, not a {type(slopes).__name__}"
        )
    # a part that is missing, or is no number, is wrong, and the others still count
    reason = letter_of(slopes.get("reason"))
    read = {key: number_read(slopes.get(key)) for key in keys}
    added = number_or_none(slopes.get("slope_log_p"))
    if added is not None and 0 < 1 - added < 1e-8:  # both slopes at -10: 2e-9 below 1
        read["slope_log_p"] = "two slopes added"
    return {
        **read,
        "reason": reason if reason in ("A", "B", "C") else "no letter",
    }


def number_read(value):
    """Return a number with three digits, so that a known mistake is known however it's rounded."""
    if isinstance(value, tuple | list):
        return "in a tuple" if len(value) == 1 else f"{len(value)} values"
    if isinstance(value, Tensor) and value.numel() > 1:
        return f"{value.numel()} values"
    number = number_or_none(value)
    return number if number is None else float(f"{number:.3g}")


@ex.comparator
def _(data, expected):
    given, right = data["the slopes"], expected["the slopes"]

    def close(key):
        found = given[key]
        return isinstance(found, float) and abs(found - right[key]) <= 0.02 * abs(right[key])

    return {
        "the slope of p at 0": close("slope_p_at_0"),
        "the slope of p at -10": close("slope_p"),
        "the slope of log p at -10": close("slope_log_p"),
        "how many times weaker": close("times"),
        "the reason": given["reason"] == right["reason"],
    }


def slopes_source(at_zero, at_minus_ten, of_log, times, reason="B"):
    """Return the source of an answer."""
    return (
        f'slopes = {{"slope_p_at_0": {at_zero}, "slope_p": {at_minus_ten}, '
        f'"slope_log_p": {of_log}, "times": {times}, "reason": "{reason}"}}'
    )


ex.mutant(
    "values_not_slopes",
    says="These are values of the sigmoid, not its slopes. The value at 0 is 0.5; how fast does it rise there?",
    source=slopes_source(0.5, 4.54e-5, -10.0, 11013),
)
ex.mutant(
    "value_at_zero",
    says="0.5 is the value of the sigmoid at 0. How fast does it rise there?",
    source=slopes_source(0.5, 4.54e-5, 1.0, 11013),
    part="slope_p_at_0",
)
# If one number alone is wrong and no known mistake gives it, learners read the first of its kind.
ex.mutant(
    "log_of_base_ten",
    says="Your slope of log p isn't the slope of `F.logsigmoid(f)` at f = -10. Ask autograd for it; the logarithm is "
    "the natural one.",
    source=slopes_source(0.25, 4.54e-5, 0.4343, 5507),
)
ex.mutant(
    "other_slopes_divided",
    says="Your `times` doesn't match your slopes. Divide the slope of p at 0 by the slope of p at -10, before you "
    "round anything.",
    source=slopes_source(0.25, 4.54e-5, 1.0, 22025),
)
ex.mutant(
    "log_of_the_other",
    says="Your `slope_log_p` is the slope of log(1 - p): `F.logsigmoid(-f)`. Asked is the slope of `F.logsigmoid(f)`.",
    source=slopes_source(0.25, 4.54e-5, -4.54e-5, 5507),
    part="slope_log_p",
)
ex.mutant(
    "times_in_db",
    says="Your `times` is in dB. Asked is how many times weaker the slope is: divide the two.",
    source=slopes_source(0.25, 4.54e-5, 1.0, 74.8),
    part="times",
)
ex.mutant(
    "a_step_of_one",
    says="0.231 is how far the sigmoid rises from 0 to 1, and half as far as from -1 to 1. That's a mean slope. Ask autograd for the slope at 0.",
    source=slopes_source(0.231, 7.8e-5, 1.0, 2962),
    part="slope_p_at_0",
)
ex.mutant(
    "value_of_log",
    says="Your `slope_log_p` is -10: the value of log p at -10, or the logarithm of a slope. Asked is the slope of log p.",
    source=slopes_source(0.25, 4.54e-5, -10.0, 5507),
    part="slope_log_p",
)
ex.mutant(
    "sign_lost",
    says="Your `slope_log_p` has the wrong sign. p rises with f everywhere, and so does its logarithm.",
    source=slopes_source(0.25, 4.54e-5, -1.0, 5507),
    part="slope_log_p",
)
ex.mutant(
    "swapped",
    says="Your `slope_p_at_0` and `slope_p` are swapped: the first belongs to f = 0.",
    source=slopes_source(4.54e-5, 0.25, 1.0, 5507),
)
ex.mutant(
    "all_signs_lost",
    says="All three slopes have the wrong sign. p rises with f everywhere, and so does its logarithm.",
    source=slopes_source(-0.25, -4.54e-5, -1.0, 5507),
)
ex.mutant(
    "at_plus_ten",
    says="Your `slope_log_p` is that of log p at f = +10, a fake that passes for real, or that of p itself. Take log p, and f = -10.",
    source=slopes_source(0.25, 4.54e-5, 4.54e-5, 5507),
    part="slope_log_p",
)
ex.mutant(
    "slope_of_the_log",
    says="Your `slope_p` is almost 1. That's the slope of log p, perhaps with that of p added: `backward()` adds to what is in `f.grad`. "
    "Asked is the slope of p alone.",
    source=slopes_source(0.25, 1.0, 1.0, 0.25),
    part="slope_p",
)
ex.mutant(
    "slopes_added",
    says="Your `slope_log_p` is the sum of both slopes at -10: `backward()` adds to what is in `f.grad`. Make a new `f` for each slope, "
    "or use `torch.autograd.grad`.",
    source=slopes_source(0.25, 4.54e-5, 0.9999999979, 5507),
    part="slope_log_p",
)
ex.mutant(
    "no_number",
    says="Your `slope_p_at_0` is missing, or it's no number. (`f.grad` is None until `backward()` has run.)",
    source=slopes_source(None, 4.54e-5, 1.0, 5507),
    part="slope_p_at_0",
)
ex.mutant(
    "slope_over_p",
    says="Your `slope_log_p` is 1/p: the slope of log p over p. Asked is the slope over f, so p's own slope belongs in it.",
    source=slopes_source(0.25, 4.54e-5, 22026, 5507),
    part="slope_log_p",
)
ex.mutant(
    "upside_down",
    says="Your `times` is upside down: divide the slope at 0 by the slope at -10, not the other way round.",
    source=slopes_source(0.25, 4.54e-5, 1.0, 1.816e-4),
    part="times",
)
ex.mutant(
    "a_difference",
    says="Your `times` is 0.25. How many times weaker is a ratio: divide the slope at 0 by the slope at -10.",
    source=slopes_source(0.25, 4.54e-5, 1.0, 0.25),
    part="times",
)
ex.mutant(
    "rounded_to_zero",
    says="Your slope of p at -10 is 0, or far too small. It's small, but not that small: keep more digits, and ask for the slope of the sigmoid.",
    source=slopes_source(0.25, 0.0, 1.0, 5507),
    part="slope_p",
)
ex.mutant(
    "slope_of_one_digit",
    says="Your `slope_p` is rounded to a single digit, which is too far off. Keep three.",
    source=slopes_source(0.25, 5e-5, 1.0, 5507),
    part="slope_p",
)
ex.mutant(
    "times_from_a_rounded_slope",
    says="Your `times` was computed from a slope with a single digit. Divide the slopes as autograd gives them.",
    source=slopes_source(0.25, 4.54e-5, 1.0, 5000),
    part="times",
)
ex.mutant(
    "left_in_tuples",
    says="`torch.autograd.grad` returns a tuple, even for a single slope. Take the slope out of it: "
    "`(slope,) = torch.autograd.grad(...)`.",
    source=slopes_source("(0.25,)", "(4.54e-5,)", "(1.0,)", 5507),
    part="slope_p",
)
ex.mutant(
    "both_in_one",
    says="Your `slope_p` has two values. Each key takes one number: if f is 0 and -10 in one tensor, take entry 0 or 1 of its slopes.",
    source=slopes_source("[0.25, 4.54e-5]", "[0.25, 4.54e-5]", "[0.5, 1.0]", 5507),
    part="slope_p",
)
ex.mutant(
    "zero_for_both",
    says="Your `slope_p` is the slope at f = 0. Ask for the one at f = -10.",
    source=slopes_source(0.25, 0.25, 1.0, 1),
    part="slope_p",
)
ex.mutant(
    "no_letter",
    says='Your reason is none of the three letters. Write `"A"`, `"B"` or `"C"`.',
    source=slopes_source(0.25, 4.54e-5, 1.0, 5507, "the slope remains"),
    part="reason",
)
ex.mutant(
    "bounded",
    says="Your reason isn't the right one: probabilities are between 0 and 1, but a logit can be any number.",
    source=slopes_source(0.25, 4.54e-5, 1.0, 5507, "A"),
    part="reason",
)
ex.mutant(
    "saves_time",
    says="Your reason isn't the right one: a sigmoid costs next to nothing. Compare the two slopes at -10.",
    source=slopes_source(0.25, 4.54e-5, 1.0, 5507, "C"),
    part="reason",
)
ex.alternative("by formula", source=slopes_source(0.25, "0.25 / 5507.2", 0.99995, 5507.2))
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
    "Sketch the S of the sigmoid. Where is it steep? And where on it is a fake that fools nobody?",
    "Make f a float64 tensor with requires_grad=True, compute p, and ask torch.autograd.grad for the slope. Do "
    "the same for F.logsigmoid.",
    "f = torch.tensor(____, dtype=torch.float64, requires_grad=True)   then   (slope,) = torch.autograd.grad(torch.sigmoid(____), f)",
)
ex.why(
    "Where the discriminator is sure, the sigmoid is flat, and almost no slope is left. If a loss gets the "
    "logit, it can choose a form whose slope remains: that of log p is still almost 1. And many losses, such as "
    "hinge, don't use a probability at all."
)
ex.leads_to("Lesson 05 builds the losses that use this, hinge and least squares.")
ex.wrong_turn(
    "`torch.sigmoid(f)` followed by `torch.log` is the same in exact arithmetic. But in float32, the sigmoid of "
    "a very negative score becomes 0, and its log becomes minus infinity. `logsigmoid` starts from the logit and "
    "never has this problem."
)

# %% [markdown] id="01-7-head" tags=["exercise"]
# ### 01.7
# Write a registry of your own: a class that finds other classes by name.
#
# | | |
# |---|---|
# | `@registry.register("energy")` | stores the class below it, and leaves that class as it is |
# | `registry.create("energy", window=64)` | a new object of that class, built with these options |
# | `registry.names()` | a list of the names, in alphabetical order |
# | a name that is taken | `ValueError`; the first class keeps its name |
# | a name that nobody registered | `ValueError` or `KeyError`, with the known names in its message |


# %% id="01-7-answer" tags=["answer"]
# @answer 01.7
class Registry:
    """Classes that can be found by name."""

    def __init__(self) -> None:
        # BEGIN SOLUTION
        self.classes: dict[str, type] = {}
        # END SOLUTION
        # STUB: raise NotAttempted("01.7")

    def register(self, name: str) -> Callable[[type], type]:
        """Return a decorator that stores a class under a name."""

        # BEGIN SOLUTION
        def store(cls: type) -> type:
            if name in self.classes:
                raise ValueError(f"{name!r} is taken by {self.classes[name].__name__}.")
            self.classes[name] = cls
            return cls

        return store
        # END SOLUTION
        # STUB: raise NotAttempted("01.7")

    def create(self, name: str, **options: object) -> object:
        """Return a new object of the class with this name."""
        # BEGIN SOLUTION
        if name not in self.classes:
            raise ValueError(f"nothing is called {name!r}. Known: {', '.join(self.names())}.")
        return self.classes[name](**options)
        # END SOLUTION
        # STUB: raise NotAttempted("01.7")

    def names(self) -> list[str]:
        """Return the names in alphabetical order."""
        # BEGIN SOLUTION
        return sorted(self.classes)
        # END SOLUTION
        # STUB: raise NotAttempted("01.7")


# %% id="01-7-bank" tags=["bank"]
ex = Exercise("01.7", answer="Registry")

WORDS = ("pulse", "reed", "bell", "string", "drum", "voice")


class Plain(nn.Module):
    """A class to register."""

    def __init__(self, window=7, hop=3):
        super().__init__()
        self.given = [window, hop]  # only what the class is called with gets in here


class Other(Plain):
    """A second class to register."""


def described_object(found):
    """Return the class of an object and its options, or what it is instead."""
    if isinstance(found, Plain):
        later = ["options stored afterwards"] if {"window", "hop"} & set(vars(found)) else []
        return [named(type(found)), *found.given, *later]
    return f"no object of the class, but {type(found).__name__}"


def named(kind):
    """Return the name of one of the classes here, and only the kind of any other."""
    if kind in (Plain, Other):
        return kind.__name__
    return "a class derived from it" if issubclass(kind, Plain) else "another class"


def refusal(call):
    """Return the error about a name, or None if there was none.

    Errors that Python itself raises because a line is wrong are no refusals.
    """
    try:
        call()
    except (TypeError, AttributeError, NameError):
        raise
    except Exception as error:
        return error
    return None


def kind_of(error):
    """Name the kind of an error, the most special that the sheet or a message names."""
    if error is None:
        return "nothing"
    kinds = (ValueError, KeyError, LookupError, AssertionError, RuntimeError)
    kind = next((kind.__name__ for kind in kinds if isinstance(error, kind)), "another error")
    return {"another error": kind, "AssertionError": f"an {kind}"}.get(kind, f"a {kind}")


def fresh(registry_class):
    """Return a subclass with copies of the containers that belong to the class."""
    shared = {
        key: copy.copy(x) for key, x in vars(registry_class).items() if isinstance(x, dict | list)
    }
    return type(registry_class.__name__, (registry_class,), shared)


def filled(registry_class, names):
    """Return a registry that has Plain under each of the names."""
    registry = registry_class()
    for name in names:
        registry.register(name)(Plain)
    return registry


@ex.property("built by name, with the options", cause="look up the class, then call it")
def _(registry_class, draw):
    one = draw.choice(WORDS)
    two = one.upper()  # another name: a registry doesn't change what it's given
    registry = fresh(registry_class)()
    registry.register(one)(Plain)
    registry.register(two)(Other)
    registry.register(f"{one} ")(Other)  # and a third: the blank belongs to it
    window = draw.integer(10, 99)
    calls = {one: {"window": window, "hop": 5}, two: {"hop": window}}
    built = [registry.create(name, **options) for name, options in calls.items()]
    return [described_object(found) for found in built]


@ex.property("the options can be omitted", cause="the class has its own defaults")
def _(registry_class, draw):
    name = draw.choice(WORDS)
    return described_object(filled(fresh(registry_class), [name]).create(name))


@ex.property("each call builds a new object", cause="an object was stored, not the class")
def _(registry_class, draw):
    name = draw.choice(WORDS)
    registry = filled(fresh(registry_class), [name])
    return "the same twice" if registry.create(name) is registry.create(name) else "a new one"


@ex.property("the decorator leaves the class as it is", cause="it returns nothing")
def _(registry_class, draw):
    given = type("Given", (Plain,), {})
    before = set(vars(given))
    kept = fresh(registry_class)().register(draw.choice(WORDS))(given)
    if kept is not given:
        kind = "another class" if isinstance(kept, type) else type(kept).__name__
        return f"no longer the class, but {kind}"
    return "the class, with more attributes" if set(vars(given)) - before else "the class"


@ex.property("the names in alphabetical order", cause="sorted(...) returns a sorted list")
def _(registry_class, draw):
    registry = filled(fresh(registry_class), draw.shuffled(WORDS))
    registry.names()  # asking twice changes nothing
    names = registry.names()
    return names if isinstance(names, list) else f"no list, but {type(names).__name__}"


def built_class(found):
    """Return the name of the class of an object, or of the class itself."""
    return named(found if isinstance(found, type) else type(found))


@ex.property("a taken name is refused", cause="a dict replaces what it has, without a word")
def _(registry_class, draw):
    name = draw.choice(WORDS)
    registry = filled(fresh(registry_class), [name])
    before = registry.names()
    error = refusal(lambda: registry.register(name)(Other))
    built = []
    unbuilt = refusal(lambda: built.append(registry.create(name)))
    return {
        "raised": kind_of(error),
        "the name now builds": built_class(built[0]) if unbuilt is None else "nothing",
        "names": "as before" if registry.names() == before else "others",
    }


@ex.property("an unknown name is refused, and the known ones are listed", cause="the message")
def _(registry_class, draw):
    wanted, *names = draw.shuffled(WORDS)
    error = refusal(lambda: filled(fresh(registry_class), names).create(wanted))
    listed = [name for name in names if error is not None and name in str(error)]
    # a LookupError, too, since a KeyError is one
    allowed = error is None or isinstance(error, (ValueError, LookupError))
    refused = error is not None if allowed else f"by {kind_of(error)}"
    return {"refused": refused, "known names in the message": listed}


@ex.property("an option that the class lacks isn't dropped", cause="let Python's TypeError through")
def _(registry_class, draw):
    registry = filled(fresh(registry_class), [draw.choice(WORDS)])
    try:
        registry.create(registry.names()[0], colour=1)
    except Exception:  # Python's own, or one that says more
        return "an error"
    return "an object that was built without it"


@ex.property("two registries share nothing", cause="the dict belongs to the class")
def _(registry_class, draw):
    one, two = draw.shuffled(WORDS)[:2]
    registry_class = fresh(registry_class)
    first, second = filled(registry_class, [one]), filled(registry_class, [two])
    return [sorted(first.names()), sorted(second.names())]


ex.mutant(
    "replaces",
    says="A second class can take a name that is in use, and the first one is gone. Raise a ValueError before you store "
    "anything.",
    edit={
        "            if name in self.classes:\n"
        '                raise ValueError(f"{name!r} is taken by {self.classes[name].__name__}.")\n': ""
    },
)
ex.mutant(
    "refuses_too_late",
    says="You refuse a taken name, but you've already stored the new class under it. Check first, then store.",
    edit={
        "            if name in self.classes:\n": (
            "            taken = name in self.classes\n"
            "            self.classes[name] = cls\n            if taken:\n"
        )
    },
    part="a taken name is refused",
)
ex.mutant(
    "refused_by_create",
    says="A taken name raises nothing until somebody builds it, and then not even the first class can be built. Raise the error where "
    "the name is registered.",
    edit={
        '                raise ValueError(f"{name!r} is taken by {self.classes[name].__name__}.")\n': (
            "                vars(self).setdefault('twice', set()).add(name)\n                return cls\n"
        ),
        "        return self.classes[name](**options)": (
            "        if name in vars(self).get('twice', ()):\n            raise ValueError(name)\n"
            "        return self.classes[name](**options)"
        ),
    },
    part="a taken name is refused",
)
ex.mutant(
    "taken_as_a_runtime_error",
    says="You refuse a taken name with a RuntimeError. The table asks for a ValueError, so that others know what to catch.",
    edit={'raise ValueError(f"{name!r} is taken': 'raise RuntimeError(f"{name!r} is taken'},
    part="a taken name is refused",
)
ex.mutant(
    "taken_as_a_lookup_error",
    says="You refuse a taken name with a LookupError, which says that something wasn't found. Raise a ValueError, as the table asks.",
    edit={'raise ValueError(f"{name!r} is taken': 'raise LookupError(f"{name!r} is taken'},
    part="a taken name is refused",
)
ex.mutant(
    "taken_by_assert",
    says="You refuse a taken name with an AssertionError, and store the new class first. Check before you store, and raise a ValueError.",
    edit={
        "            if name in self.classes:\n"
        '                raise ValueError(f"{name!r} is taken by {self.classes[name].__name__}.")\n'
        "            self.classes[name] = cls\n": (
            "            taken = name in self.classes\n"
            "            self.classes[name] = cls\n            assert not taken\n"
        ),
    },
    part="a taken name is refused",
)
ex.mutant(
    "options_by_position",
    says="`create` passes the values on without their names, so they land in the first arguments. Two stars keep the names: "
    "`(**options)`.",
    edit={"self.classes[name](**options)": "self.classes[name](*options.values())"},
    part="built by name, with the options",
)
ex.mutant(
    "options_stored_afterwards",
    says="You build the object without the options, and store them in it afterwards. What its `__init__` makes of them is then missing: "
    "call the class with them, `(**options)`.",
    edit={
        "        return self.classes[name](**options)": (
            "        made = self.classes[name]()\n        vars(made).update(options)\n        return made"
        )
    },
)
ex.mutant(
    "options_dropped_after_an_error",
    says="If the class doesn't take an option, you build it without, and nobody learns of the typo. Leave out the `except`.",
    edit={
        "        return self.classes[name](**options)": (
            "        try:\n            return self.classes[name](**options)\n"
            "        except TypeError:\n            return self.classes[name]()"
        )
    },
)
ex.mutant(
    "stores_a_subclass",
    says="You store a class that is derived from the one you're given. Store that class itself.",
    edit={
        "            self.classes[name] = cls\n": (
            "            self.classes[name] = type('Kept', (cls,), {})\n"
        )
    },
    part="built by name, with the options",
)
ex.mutant(
    "blanks_cut_off",
    says='Your registry cuts blanks off a name, so "energy" and "energy " are one to it. Store a name as it is given.',
    edit={
        "            self.classes[name] = cls\n": "            self.classes[name.strip()] = cls\n"
    },
    part="built by name, with the options",
)
ex.mutant(
    "names_grow",
    says="`names()` returns more each time it's called: it adds to a list that it keeps. Make a new list in each call.",
    edit={
        "return sorted(self.classes)": (
            "self.found = vars(self).get('found', []) + list(self.classes)\n        return sorted(self.found)"
        )
    },
    part="the names in alphabetical order",
)
ex.mutant(
    "names_by_length",
    says="Your names are in the order of their lengths. The table asks for alphabetical order: `sorted(...)` without a `key`.",
    edit={"sorted(self.classes)": "sorted(self.classes, key=len)"},
    part="the names in alphabetical order",
)
ex.mutant(
    "names_of_the_classes",
    says="`names()` lists what the classes are called. Asked are the names under which they were registered.",
    edit={"sorted(self.classes)": "sorted(cls.__name__ for cls in self.classes.values())"},
    part="the names in alphabetical order",
)
ex.mutant(
    "only_one_known_name",
    says="Your message lists one of the known names. List all of them.",
    edit={"', '.join(self.names())": "self.names()[0]"},
)
ex.mutant(
    "keeps_quiet",
    says="You keep the first class, but nobody learns that the second one was dropped. Raise a ValueError.",
    edit={
        '                raise ValueError(f"{name!r} is taken by {self.classes[name].__name__}.")\n': (
            "                return cls\n"
        )
    },
)
ex.mutant(
    "taken_as_missing",
    says="You refuse a taken name with a KeyError, which says that a key is missing. Raise a ValueError, as the table asks.",
    edit={'raise ValueError(f"{name!r} is taken': 'raise KeyError(f"{name!r} is taken'},
)
ex.mutant(
    "unknown_passes",
    says="An unknown name raises no error: `create` returns as if all was well. Raise a ValueError that lists the known names.",
    edit={
        "            raise ValueError(f\"nothing is called {name!r}. Known: {', '.join(self.names())}.\")": (
            "            return None"
        )
    },
)
ex.mutant(
    "none_is_called",
    says="For an unknown name, your dict gives None (as `.get` does), and None can't be called. Refuse the name before that, with "
    "an error that lists the known ones.",
    edit={
        "        if name not in self.classes:\n"
        "            raise ValueError(f\"nothing is called {name!r}. Known: {', '.join(self.names())}.\")\n": "",
        "return self.classes[name](**options)": "return self.classes.get(name)(**options)",
    },
)
ex.mutant(
    "sort_returns_nothing",
    says="`names()` returns None. A list's `.sort()` sorts the list itself and returns nothing; `sorted(...)` returns a sorted list.",
    edit={
        "', '.join(self.names())": "', '.join(self.classes)",
        "sorted(self.classes)": "list(self.classes).sort()",
    },
    part="the names in alphabetical order",
)
ex.mutant(
    "backwards",
    says="Your names are in the opposite order: the table asks for A first.",
    edit={"sorted(self.classes)": "sorted(self.classes, reverse=True)"},
)
ex.mutant(
    "names_a_property",
    says="Your `names` is a property, so `registry.names()` calls the list that it returns. Leave out `@property`.",
    edit={
        "    def names(self)": "    @property\n    def names(self)",
        "', '.join(self.names())": "', '.join(self.names)",
    },
)
ex.mutant(
    "names_as_a_set",
    says="`names()` returns a set, which has no order. `sorted(...)` makes a list of it.",
    edit={"sorted(self.classes)": "set(self.classes)"},
)
ex.mutant(
    "names_as_a_tuple",
    says="`names()` returns a tuple, and the table asks for a list. `sorted(...)` returns one.",
    edit={"sorted(self.classes)": "tuple(sorted(self.classes))"},
)
ex.mutant(
    "wraps_the_class",
    says="Your decorator makes a class of its own from the one that it's given. The table says that the class stays as it is: store that "
    "class, and return it.",
    edit={
        "            self.classes[name] = cls\n": (
            "            cls = type('Wrapped', (cls,), {})\n            self.classes[name] = cls\n"
        )
    },
)
ex.mutant(
    "no_decorator",
    says="`register` returns nothing, so there is no decorator to put above a class. Return the inner function, the one that stores the "
    "class.",
    edit={"            return cls\n\n        return store": "            return cls\n"},
)
ex.mutant(
    "no_decorator_but_itself",
    says="`register` returns the registry, which can't take a class. Return the inner function, the one that stores the class.",
    edit={"        return store\n": "        return self\n"},
)
ex.mutant(
    "returns_nothing",
    says="Your decorator returns None, and Python binds the name of the class to what a decorator returns. End it "
    "with `return cls`.",
    edit={"            return cls\n\n        return store": "\n        return store"},
)
ex.mutant(
    "stores_an_object",
    says="You store an object, so everybody who asks gets the same one, and options come too late. Store the class.",
    edit={
        "self.classes[name] = cls": "self.classes[name] = cls()",
        "self.classes[name].__name__": "name",
        "return self.classes[name](**options)": "return self.classes[name]",
    },
)
ex.mutant(
    "returns_the_class",
    says="`create` returns the class. Call the class with the options, and return the object that you get.",
    edit={"return self.classes[name](**options)": "return self.classes[name]"},
)
ex.mutant(
    "options_as_one_dict",
    says="`create` passes the options on as one dict, which lands in the first argument. Two stars spread it: `(**options)`.",
    edit={"self.classes[name](**options)": "self.classes[name](options)"},
)
ex.mutant(
    "one_object_for_all",
    says="`create` keeps the first object and returns it again. Each call has to build a new one.",
    edit={
        "        return self.classes[name](**options)": (
            '        made = vars(self).setdefault("made", {})\n'
            "        if name not in made:\n"
            "            made[name] = self.classes[name](**options)\n"
            "        return made[name]"
        )
    },
)
ex.mutant(
    "returns_a_function",
    says="Your decorator returns a function in place of the class, so nobody can inherit from it any more. End it with "
    "`return cls`.",
    edit={
        "            return cls\n\n        return store": "            return lambda **options: cls(**options)\n\n        return store"
    },
)
ex.mutant(
    "writes_into_the_class",
    says="Your decorator adds an attribute to the class. The table says that the class stays as it is: keep what you need in "
    "the registry.",
    edit={
        "            self.classes[name] = cls\n": "            self.classes[name] = cls\n            cls.name = name\n"
    },
)
ex.mutant(
    "lowers_names",
    says='Your registry changes the names: "energy" and "ENERGY" are one to it. Store a name as it is given.',
    edit={
        "        def store(cls: type) -> type:\n": "        name = name.lower()\n\n        def store(cls: type) -> type:\n",
        "        if name not in self.classes:\n": "        name = name.lower()\n        if name not in self.classes:\n",
    },
)
ex.mutant(
    "drops_the_options",
    says="`create` doesn't pass the options on, so everybody gets the defaults.",
    edit={"self.classes[name](**options)": "self.classes[name]()"},
)
ex.mutant(
    "only_a_key_error",
    says="The error about an unknown name doesn't say which names there are. After a typo, that's what you want to know.",
    edit={
        "        if name not in self.classes:\n"
        "            raise ValueError(f\"nothing is called {name!r}. Known: {', '.join(self.names())}.\")\n": ""
    },
)
ex.mutant(
    "unsorted",
    says="Your names are in the order in which they were registered. Sort them.",
    edit={"sorted(self.classes)": "list(self.classes)"},
)
ex.mutant(
    "names_not_a_list",
    says="`names()` returns the keys of your dict, and they are neither a list nor sorted. `sorted(...)` makes both of them.",
    edit={"sorted(self.classes)": "self.classes.keys()"},
)
ex.mutant(
    "asserts",
    says="You refuse a taken name with an AssertionError. Python leaves out every `assert` when it's run with -O, so raise "
    "a ValueError.",
    edit={
        "            if name in self.classes:\n"
        '                raise ValueError(f"{name!r} is taken by {self.classes[name].__name__}.")\n': (
            "            assert name not in self.classes\n"
        )
    },
    part="a taken name is refused",
)
ex.mutant(
    "asserts_that_it_knows",
    says="You refuse an unknown name with an AssertionError. Python leaves out every `assert` when it's run with -O, so raise a ValueError.",
    edit={
        "        if name not in self.classes:\n"
        "            raise ValueError(f\"nothing is called {name!r}. Known: {', '.join(self.names())}.\")\n": (
            "        assert name in self.classes, self.names()\n"
        )
    },
    part="refused",
)
ex.mutant(
    "one_for_all",
    says="All your registries share one dict, because it belongs to the class. Make a new dict in `__init__`.",
    edit={
        '    """Classes that can be found by name."""': "    classes: dict[str, type] = {}",
        "        self.classes: dict[str, type] = {}": "        pass",
    },
)


class NameProblem(LookupError):
    """An error class of one's own."""


@ex.alternative("a dict with methods")
class RegistryAsDict(dict):
    def register(self, name):
        if name in self:
            raise ValueError(f"{name} is already in use")

        def decorator(cls):
            self.setdefault(name, cls)
            return cls

        return decorator

    def create(self, name, **options):
        try:
            cls = self[name]
        except KeyError:
            raise KeyError(f"{name}: choose one of {list(self)}") from None
        return cls(**options)

    def names(self):
        return sorted(self.keys())


@ex.alternative("with two lists and an error of its own")
class RegistryOfLists:
    def __init__(self):
        self.known, self.kinds = [], []

    def register(self, name):
        def decorator(cls):
            if name in self.known:
                raise ValueError(name)
            self.known.append(name)
            self.kinds.append(cls)
            return cls

        return decorator

    def create(self, name, **options):
        for known, cls in zip(self.known, self.kinds, strict=True):
            if known == name:
                return cls(**options)
        raise NameProblem(f"{name}? There are: {' '.join(self.known)}")

    def names(self):
        result = list(self.known)
        result.sort()
        return result


ex.hints(
    "Which of Python's own containers finds a value by its name?",
    "Keep a dict in the object, from names to classes. `register(name)` returns a function that receives a class, checks "
    "the name, stores the class and returns it.",
    "def store(cls):   if name in ____: raise ValueError(...)   self.classes[____] = cls   return ____   and   return "
    "self.classes[name](____)",
)
ex.why(
    "A registry is a dict that complains. It refuses what a dict would do silently: replace a class that somebody else "
    "relies on. And its error helps, because a wrong name is usually a typo."
)
ex.leads_to(
    "At the end of the lesson, your registry builds your own discriminator. The course's `register` and `create` work "
    "in the same way."
)
ex.wrong_turn(
    "A dict that is written right below `class Registry:` belongs to the class, so all registries share it. As long as "
    "there is only one, nobody notices."
)

# %% [markdown] id="01-8-head" tags=["exercise"]
# ### 01.8
# Design a discriminator that notices a buzz, without training. Play the two sounds below. What differs? Say it in words, then in about three
# lines of code.
#
# | | the check measures |
# |---|---|
# | contract | `check_contract` finds no fault, with waves of 4000 samples |
# | scores | six other vowels get a higher mean logit without the buzz, whichever is louder |
# | place | logits `[batch, 1, time]`: if one half buzzes, its scores fall most |
#
# Whether your idea is good is for people to say: swap with someone, and find a flaw that theirs misses.

# %% id="01-8-given"
clean = vowel(f0=150, vowel="a")
buzzing = spoil(clean, "comb buzz")
listen(
    {"clean": clean, "with a buzz": buzzing},
    match="rms",
    listen_for="a fine, steady buzz on top of the vowel",
)


# %% id="01-8-answer" tags=["answer"]
# @answer 01.8
class FirstDiscriminator(MultiDiscriminator):
    """Score how clean each stretch of a sound is."""

    num_discriminators = 1

    def __init__(self) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(()))  # the only weight, for a trainer to change

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        check_wave(wave, channels=1, minimum=512, who="FirstDiscriminator")
        # BEGIN SOLUTION
        frames = wave.unfold(-1, 512, 512)
        energy, roughness = frames.square().mean(-1), frames.diff(n=2).square().mean(-1)
        cleanness = (energy + 1e-9).log() - (roughness + 1e-9).log()
        # END SOLUTION
        # STUB: raise NotAttempted("01.8")  # cleanness: [batch, 1, time], high where it's clean
        return DiscriminatorOutput([self.gain * cleanness], [[cleanness]])


# %% id="01-8-bank" tags=["bank"]
ex = Exercise("01.8", answer="FirstDiscriminator")

HALF = 6000  # samples
ROUNDING = 1e-6  # float32 is exact to 1e-7; a mean that is taken away leaves about that much


def drawn_pairs(draw, count, level, other):
    """Return vowels without a buzz and with one, each at a level of its own."""
    pairs = []
    for name in draw.shuffled("aeiou")[:count]:
        plain = vowel(draw.uniform(90, 250), name, 0.5)
        buzz = spoil(plain, "comb buzz", 2, seed=draw.integer(0, 999))
        pairs.append((level * plain.wave, other * buzz.wave))
    return pairs


def mean_logit(discriminator, wave):
    """Return the mean of all logits."""
    with torch.no_grad():
        return float(torch.cat([scores.flatten() for scores in discriminator(wave)[0]]).mean())


def half_that_falls(discriminator, plain, spoilt):
    """Return the half of the sound in which the scores fall at least twice as much."""
    with torch.no_grad():
        before, after = discriminator(plain)[0], discriminator(spoilt)[0]
    found = {_half(a - b) for a, b in zip(before, after, strict=True)}
    return ", or ".join(sorted(found))


def _half(drop):
    steps = drop.shape[-1]
    if drop.ndim < 3:
        return "neither half: the scores lack an axis, they should be [batch, 1, time]"
    if steps == 1 < drop.shape[1]:
        return "neither half: the last axis should be the time, [batch, 1, time]"
    if steps == 1:
        return "neither half: there is one score for the whole sound"
    if bool((drop == drop[..., :1]).all()):
        alike = "all scores change by the same amount"
        return f"neither half: {alike}" if drop.any() else "neither half: no score changes"
    if steps < 8:
        return "neither half: too few scores along the last axis"
    first, second = (
        float(part.mean()) for part in (drop[..., : steps // 2], drop[..., (steps + 1) // 2 :])
    )
    if max(first, second) <= 2 * min(abs(first), abs(second)):
        return "neither half"
    return "the first half" if first > second else "the second half"


@ex.property(
    "the contract", cause="print(check_contract(FirstDiscriminator())) describes each fault"
)
def _(discriminator_class, draw):
    discriminator_class()(0.3 * draw.randn(2, 1, 4000))  # the call that a message shows
    unrecorded = type(discriminator_class.__name__, (discriminator_class,), {})()
    faults = check_contract(unrecorded, length=4000).faults
    return re.sub(r" \([^()]*, line \d+[^()]*\)", "", faults[0]) if faults else "no fault"


@ex.property("the clean sound gets the higher mean", cause="compare what differs, not the level")
def _(discriminator_class, draw):
    discriminator, found = discriminator_class(), {}
    for where, levels in {"louder": (0.8, 0.2), "softer": (0.2, 0.8)}.items():
        pairs = drawn_pairs(draw, 3, *levels)
        gains = [mean_logit(discriminator, a) - mean_logit(discriminator, b) for a, b in pairs]
        right = f"{sum(gain > 0 for gain in gains)} of 3 pairs"
        equal = all(abs(gain) < ROUNDING for gain in gains)
        found[f"if the clean one is {where}"] = "the same mean in each pair" if equal else right
    return found


@ex.property("the scores fall most where it buzzes", cause="one score for each stretch, in order")
def _(discriminator_class, draw):
    discriminator, found = discriminator_class(), {}
    # one half gets softer, the other louder: who follows the level is wrong about one of them
    for half, (name, level) in enumerate({"first": 0.25, "second": 4}.items()):
        plain = vowel(draw.uniform(90, 250), draw.choice("aeiou"), 0.5)
        spoilt, part = plain.wave.clone(), slice(half * HALF, (half + 1) * HALF)
        spoilt[..., part] = level * spoil(plain, "comb buzz").wave[..., part]
        where = half_that_falls(discriminator, plain.wave, spoilt)
        found[f"the {name} half buzzes, the scores fall in"] = where
    return found


CLEAN = "        cleanness = (energy + 1e-9).log() - (roughness + 1e-9).log()\n"
ex.mutant(
    "wrong_way_round",
    says="Your scores distinguish the two sounds, but the wrong way round: the buzz gets the higher ones. High means "
    "real, so change the sign.",
    edit={
        "(energy + 1e-9).log() - (roughness + 1e-9).log()": "(roughness + 1e-9).log() - (energy + 1e-9).log()"
    },
)
ex.mutant(
    "level",
    says="Your scores follow the level, so the quieter clip of a pair wins. Compare two parts of the same sound, such as "
    "what is rough and what is smooth: a ratio doesn't change with the level.",
    edit={CLEAN: "        cleanness = -(roughness + 1e-9).log()\n"},
)
ex.mutant(
    "minus_loudness",
    says="Your scores fall as the sound gets louder. But the clean sound can be the louder of the two. What remains different "
    "at equal levels?",
    edit={CLEAN: "        cleanness = -(energy + 1e-9).log()\n"},
)
ex.mutant(
    "loudness",
    says="Your scores measure loudness. Between the two sounds of a pair, the loudness differs for another reason: one "
    "of them was turned down. What remains different at equal levels?",
    edit={CLEAN: "        cleanness = (energy + 1e-9).log()\n"},
)
ex.mutant(
    "softer_wins",
    says="Whichever of the two sounds is softer gets the higher mean: your scores follow the level. What remains different at equal levels?",
    edit={CLEAN: "        cleanness = -(energy + 1e-9).log().mean(-1, keepdim=True)\n"},
    part="the clean sound gets the higher mean",
)
ex.mutant(
    "mean_taken_away",
    says="The mean of your scores is the same for both sounds of each pair, as it is after a softmax over time, or after you take the mean away. "
    "A score has to say how clean a stretch is, not which stretch is cleaner than the others.",
    edit={CLEAN: CLEAN + "        cleanness = cleanness - cleanness.mean(-1, keepdim=True)\n"},
    part="the clean sound gets the higher mean",
)
ex.mutant(
    "one_number",
    says="You return one number for the whole sound. It distinguishes the pairs, but it can't show where the buzz is. "
    "Keep a score for each frame.",
    edit={CLEAN: CLEAN + "        cleanness = cleanness.mean(-1, keepdim=True)\n"},
)
ex.mutant(
    "one_number_repeated",
    says="All your scores change by the same amount: each is about the whole sound, so they can't show where the buzz is. Measure each "
    "frame by itself.",
    edit={CLEAN: CLEAN + "        cleanness = 0 * cleanness + cleanness.mean(-1, keepdim=True)\n"},
    part="the scores fall most where it buzzes",
)
ex.mutant(
    "nothing_noticed",
    says="No score of yours changes where the buzz begins: what you measure is the same in both sounds.",
    edit={CLEAN: CLEAN + "        cleanness = 0 * cleanness\n"},
    part="the scores fall most where it buzzes",
)
ex.mutant(
    "edits_the_wave",
    says="You change the wave itself, with `/=`, `-=` or a method that ends in `_`. Others use it after you. Make a new tensor: "
    "`wave = wave / ...`.",
    edit={
        "        frames = wave.unfold": "        wave /= wave.abs().max() + 1e-6\n        frames = wave.unfold"
    },
    part="the contract",
)
ex.mutant(
    "frames_too_long",
    says="You return too few scores to show where the buzz is. Cut the sound into shorter frames.",
    edit={"minimum=512": "minimum=4000", "unfold(-1, 512, 512)": "unfold(-1, 4000, 4000)"},
)
ex.mutant(
    "time_before_channel",
    says="Your scores are right, but their axes are in another order than `[batch, 1, time]`: time comes last.",
    edit={CLEAN: CLEAN + "        cleanness = cleanness.transpose(1, 2)\n"},
)
ex.mutant(
    "no_channel",
    says="Your scores are right, but their shape isn't: keep the axis of the channel, `[batch, 1, time]`.",
    edit={CLEAN: CLEAN + "        cleanness = cleanness[:, 0]\n"},
)
ex.mutant(
    "detached",
    says="No gradient flows from your scores to the wave, so no generator can learn from them. Leave out `detach` and "
    "`torch.no_grad()`. A comparison such as `x < 0`, and so a count, cuts the gradient off, too.",
    edit={"frames = wave.unfold": "frames = wave.detach().unfold"},
)
ex.mutant(
    "no_floor",
    says="Silence has no energy, so neither a division by it nor its logarithm is finite. Add a small number first.",
    edit={"(energy + 1e-9).log() - (roughness + 1e-9).log()": "energy.log() - roughness.log()"},
)
ex.mutant(
    "flat_maps",
    says="Your feature maps aren't a list of lists: wrap them once more.",
    edit={"[[cleanness]]": "[cleanness]"},
)
ex.mutant(
    "no_super",
    says="`super().__init__()` is missing, or comes too late. It makes the tables in which torch registers weights, so call it first.",
    edit={"        super().__init__()\n": ""},
)
ex.mutant(
    "backwards",
    says="Your scores are right, but in reverse order: the first score has to belong to the beginning of the sound.",
    edit={CLEAN: CLEAN + "        cleanness = cleanness.flip(-1)\n"},
)


@ex.picture
def _(discriminator_class):
    plain = vowel(150, "a", 0.5)
    spoilt = torch.cat([plain.wave[..., :HALF], spoil(plain, "comb buzz").wave[..., HALF:]], -1)
    discriminator = discriminator_class()
    where = half_that_falls(discriminator, plain.wave, spoilt)
    figure, axes = new_figure(6.4, 2.8)
    for k, (name, wave) in enumerate({"clean": plain.wave, "half of it buzzes": spoilt}.items()):
        scores = discriminator(wave)[0][0].detach().flatten()
        times = torch.arange(len(scores)) * plain.seconds / len(scores)
        axes.plot(
            times, scores, label=name, color=(BLUE, OKABE_ITO[5])[k], linestyle=("-", "--")[k]
        )
    title = f"The second half buzzes; your scores fall in {where}"
    axes.set_title(title, fontsize=TITLE_POINTS, fontweight="bold", loc="left")
    axes.set(xlabel="time (s)", ylabel="score")
    axes.legend(frameon=False)
    return figure, f"Two curves of scores over time, with and without a buzz. {title}."


@ex.alternative("with a spectrum")
class BuzzBySpectrum(MultiDiscriminator):
    num_discriminators = 1

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, 1)
        nn.init.ones_(self.conv.weight)
        self.register_buffer("window", torch.hann_window(256))

    def forward(self, wave):
        check_wave(wave, channels=1, minimum=256, who="BuzzBySpectrum")
        spectrum = torch.stft(
            wave[:, 0], 256, 128, window=self.window, center=False, return_complex=True
        )
        power = torch.view_as_real(spectrum).square().sum(-1) + 1e-7
        contrast = (power[:, 4:40].sum(1) / power[:, 70:].sum(1)).log()[:, None]
        return DiscriminatorOutput([self.conv(contrast)], [[contrast]])


@ex.alternative("two sub-discriminators with fixed filters")
class BuzzByFilters(MultiDiscriminator):
    num_discriminators = 2

    def __init__(self):
        super().__init__()
        self.gains = nn.Parameter(torch.ones(2))
        self.register_buffer("high", torch.tensor([[[1.0, -4.0, 6.0, -4.0, 1.0]]]) / 16)

    def forward(self, wave):
        check_wave(wave, channels=1, minimum=1030, who="BuzzByFilters")
        high = F.conv1d(wave, self.high)
        logits, fmaps = [], []
        for gain, size in zip(self.gains, (256, 1024), strict=True):
            part, rest = (F.avg_pool1d(x.square(), size) + 1e-10 for x in (wave[..., 4:], high))
            ratio = torch.log10(part / rest)
            logits.append(gain * ratio)
            fmaps.append([ratio])
        return DiscriminatorOutput(logits, fmaps)


ex.hints(
    'Sing an "a", then say "zzz". Which of the two is rougher from one sample to the next?',
    "Measure two things in each frame: its energy, and the energy of something that the buzz makes larger, such as the "
    "steps between neighbouring samples, or what is above 6 kHz. Add a tiny number to each, for silence. Score the logarithm of "
    "their ratio. Which of the two has to be on top, so that clean sound scores high?",
    "frames = wave.unfold(-1, ____, ____)   then   energy = frames.square().mean(-1) + 1e-9   and   roughness = frames.diff().____ + 1e-9   "
    "then   cleanness = (____ / ____).log()",
)
ex.why(
    "A vowel is smooth: neighbouring samples are alike. The buzz has partials up to half the sample rate, so it makes "
    "large steps. Other measures find it, too, such as the energy above 6 kHz. What counts is a comparison within each frame: a "
    "ratio doesn't change with the level."
)
ex.leads_to(
    "The end of the lesson builds your discriminator with your registry. A buzz like this one is what the generator of lesson "
    "07 has to get rid of."
)
ex.wrong_turn(
    "A count of zero crossings distinguishes these sounds, too. But a count has no slope, so a generator can't learn "
    "anything from it. `check_contract` finds that out."
)

# %% tags=["bank"]
Question(
    "01.r1",
    "Lesson 00: you compare two clips by ear. What must be equal for a fair comparison?",
    [
        Option(
            "a",
            "their peaks",
            because="A single click sets the peak. Two clips with equal peaks can differ a lot in loudness.",
        ),
        Option(
            "b",
            "their level, measured as RMS",
            right=True,
            because="Otherwise the louder one easily passes for the better one. After that, both get the same gain.",
        ),
        Option(
            "c",
            "nothing: the player sets the loudness",
            because="Many players scale each clip to its own peak, without saying so.",
            misconception="M23",
        ),
    ],
    kind="recall",
)
Question(
    "01.r2",
    "Lesson 00: before each drum hit, you hear a short, faint rush. What is this artefact called?",
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
            because="A dull top lacks high frequencies all the time. This artefact comes before the hit.",
        ),
        Option(
            "c", "comb buzz", because="A comb buzz is a steady tone that isn't in the original."
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
            because="That's one clip with four channels. The batch comes first.",
        ),
        Option("b", "[4, 1, 24000]", right=True, because="Batch, channels, time."),
        Option(
            "c",
            "[4, 24000]",
            because="One axis is missing: mono means one channel, not zero channels.",
        ),
    ],
    kind="recall",
)
Question(
    "01.p1",
    "A multi-discriminator with three sub-discriminators scores a vowel that lasts one second. Which scores does it "
    "return?",
    [
        Option(
            "a",
            "one number between 0 and 1",
            because="It returns thousands of numbers, and they are unbounded.",
            misconception="M07",
        ),
        Option(
            "b",
            "three numbers, one for each sub-discriminator",
            because="Each sub-discriminator returns many scores: one for each stretch of the sound.",
            misconception="M07",
        ),
        Option(
            "c",
            "thousands of numbers",
            right=True,
            because="Each sub-discriminator scores the sound stretch by stretch. Some of the scores are positive, some are "
            "negative.",
        ),
    ],
    later=Later(
        "A multi-discriminator with five sub-discriminators scores a short pluck. Which scores does it return?",
        [
            Option(
                "a",
                "five tensors, with many scores in each",
                right=True,
                because="There is one tensor for each sub-discriminator, and in it one score for each stretch.",
            ),
            Option(
                "b",
                "five numbers",
                because="Each of the five returns a score for each stretch of the pluck.",
            ),
            Option(
                "c",
                "one number",
                because="There are five sub-discriminators, and each has a score for each stretch.",
            ),
        ],
    ),
)
Question(
    "01.p2",
    "We add one click in the middle of the vowel. The first sub-discriminator returns 3000 scores. How many of "
    "them change?",
    [
        Option(
            "a",
            "fewer than a hundred",
            right=True,
            because="Only those change whose stretch contains the click.",
        ),
        Option(
            "b",
            "all of them",
            because="Each score depends on one stretch of the sound. Most stretches don't contain the click.",
            misconception="M07",
        ),
        Option(
            "c",
            "exactly one",
            because="Neighbouring stretches overlap, so several of them contain the click.",
        ),
    ],
    later=Later(
        "A sub-discriminator returns 500 scores for a second of sound, one every 48 samples. Each depends on 400 samples "
        "in a row. One sample in the middle changes. How many scores change?",
        [
            Option(
                "a",
                "all 500",
                because="Only those change whose 400 samples contain the changed one.",
            ),
            Option(
                "b",
                "8 or 9",
                right=True,
                because="400 / 48 = 8.3: that many stretches contain any one sample.",
            ),
            Option(
                "c",
                "exactly 1",
                because="The stretches overlap: each sample is in several of them.",
            ),
        ],
    ),
)
Question(
    "01.p3",
    "Two waves, [2, 1, 24000], go into a multi-discriminator with three sub-discriminators. What are "
    "`len(logits)` and the first axis of `logits[0]`?",
    [
        Option(
            "a",
            "2 and 3",
            because="It's the other way round: the list counts sub-discriminators, the first axis counts waves.",
        ),
        Option(
            "b",
            "3 and 2",
            right=True,
            because="The list has one entry for each sub-discriminator; in each entry, the batch comes first.",
        ),
        Option(
            "c",
            "1 and 2",
            because="The scores of the three can't be one tensor, because their shapes differ.",
            misconception="M07",
        ),
    ],
    later=Later(
        "Five waves, [5, 1, 16000], go into a multi-discriminator with two sub-discriminators. What are `len(fmaps)` and "
        "the first axis of `logits[1]`?",
        [
            Option(
                "a",
                "length 5, axis 2",
                because="The lists count sub-discriminators, the first axis waves.",
            ),
            Option(
                "b",
                "length 2, axis 5",
                right=True,
                because="Both lists have one entry for each of the two sub-discriminators. In each, the batch comes first.",
            ),
            Option(
                "c",
                "length 2, axis 1",
                because="The first axis counts the waves of the batch: there are five.",
            ),
        ],
    ),
)
Question(
    "01.p4",
    "A class keeps three layers in a Python list. How many parameters does the optimiser get from "
    "`parameters()`?",
    [
        Option(
            "a",
            "none",
            right=True,
            because="Torch looks at attributes and at its own containers. It doesn't look into Python's lists.",
        ),
        Option(
            "b",
            "those of all three",
            because="Torch would have to look into the list, and it doesn't.",
            misconception="M06",
        ),
        Option(
            "c",
            "those of the first layer",
            because="Not even those: none of the layers is registered.",
        ),
    ],
    later=Later(
        "A class has one layer as an attribute, `self.post = nn.Conv1d(1, 1, 5)`, and two more in a plain list. How many "
        "tensors does `parameters()` return?",
        [
            Option(
                "a",
                "6 tensors",
                because="Torch doesn't look into the list, so it misses two layers.",
            ),
            Option(
                "b",
                "2 tensors",
                right=True,
                because="Only `post` is registered. It has a weight and a bias.",
            ),
            Option("c", "none", because="The list is hidden from torch, but `post` isn't in it."),
        ],
    ),
)
Question(
    "01.p5",
    "By mistake, `fmaps` is one flat list of 21 maps. There are 3 logits. A loss goes through `zip(logits, "
    "fmaps)`. What happens?",
    [
        Option(
            "a",
            "an error: the lengths differ",
            because="`zip` doesn't compare lengths unless you ask for it with `strict=True`.",
            misconception="M06",
        ),
        Option(
            "b",
            "3 maps are used and 18 are left out, without a warning",
            right=True,
            because="`zip` stops at the end of the shorter list. The loss is wrong, and looks like any other loss.",
        ),
        Option(
            "c",
            "the last 18 maps are paired with `None`",
            because="That's what `itertools.zip_longest` does. `zip` stops early.",
        ),
    ],
    later=Later(
        "`fmaps` is one flat list of 12 maps, and there are 2 logits. The loss goes through `zip(logits, fmaps, strict=True)`. "
        "What happens?",
        [
            Option(
                "a",
                "an error",
                right=True,
                because="`strict=True` raises a `ValueError`, since the lengths differ.",
            ),
            Option(
                "b",
                "2 maps are used, without a warning",
                because="That's what `zip` does without `strict=True`.",
            ),
            Option(
                "c",
                "all 12 maps are used",
                because="`zip` makes pairs, and there are only 2 logits to pair with.",
            ),
        ],
    ),
)
Question(
    "01.p6",
    "This discriminator runs, and its lists have the right lengths. We let it score a pluck. Then we play the "
    "wave that we gave it. What do you hear?",
    [
        Option(
            "a",
            "the pluck, as before",
            because="You would, if the class kept its contract. But its author's test only counts lists.",
            misconception="M06",
        ),
        Option(
            "b",
            "a distorted pluck",
            right=True,
            because="`clamp_` works in place: it cut the wave itself. Whatever uses the wave next gets the damaged one.",
        ),
        Option(
            "c",
            "silence",
            because="Only what was beyond the limits is cut off. The rest is still there.",
        ),
    ],
    later=Later(
        "All samples of a batch are positive. Another discriminator begins with `wave -= wave.mean()`. A loss uses the same batch "
        "afterwards. What does the loss receive?",
        [
            Option(
                "a",
                "the batch, without its mean",
                right=True,
                because="`-=` works in place, so everybody who uses the batch afterwards gets the changed one.",
            ),
            Option("b", "an error", because="Nothing fails. That's what makes it hard to notice."),
            Option(
                "c",
                "the batch, as it was",
                because="It would, with `wave = wave - wave.mean()`. But `-=` works in place.",
            ),
        ],
    ),
)
Question(
    "01.p7",
    "`energy` cuts the wave into pieces of 256 samples, and its convolution takes 5 pieces. How many samples "
    "does one score in the middle depend on?",
    [
        Option("a", "256", because="That's one piece. The convolution takes five of them."),
        Option("b", "5", because="There are five pieces, and each has 256 samples."),
        Option(
            "c", "1280", right=True, because="It depends on 5 pieces of 256 samples, without gaps."
        ),
        Option(
            "d",
            "all samples of the sound",
            because="Then every score would be about the same thing. In fact, each score has its own stretch.",
            misconception="M07",
        ),
    ],
    later=Later(
        "Another energy discriminator has pieces of 100 samples, and a kernel of 7 pieces. How many samples does one score in "
        "the middle depend on?",
        [
            Option(
                "a", "100 samples", because="That's one piece, and the convolution takes seven."
            ),
            Option(
                "b", "107 samples", because="Each of the 7 pieces has 100 samples, so multiply."
            ),
            Option(
                "c", "700 samples", right=True, because="It depends on 7 pieces of 100 samples."
            ),
        ],
    ),
)
Question(
    "01.p8",
    "We turn a vowel upside down: every sample times −1. Which discriminator's scores stay exactly the same?",
    [
        Option(
            "a",
            "only those of `energy`",
            right=True,
            because="A square has no sign. The other three use signed samples, or signed parts of a spectrum.",
        ),
        Option("b", "none", because="`energy` squares each sample, and that removes the sign."),
        Option(
            "c",
            "all of them, because it sounds the same",
            because="Perhaps it does, to you. But the others use the samples themselves, and every sample changed.",
        ),
    ],
    later=Later(
        "A discriminator takes the absolute value of each sample before its first convolution. You turn the sound upside down. "
        "What happens to its scores?",
        [
            Option(
                "a",
                "they change sign",
                because="The sign is gone before the convolution sees anything.",
            ),
            Option(
                "b",
                "they change",
                because="The convolution receives exactly what it received before.",
            ),
            Option(
                "c",
                "they stay exactly the same",
                right=True,
                because="An absolute value has no sign, and neither has a square.",
            ),
        ],
    ),
)
Question(
    "01.p9",
    "The colleague's test accepted this discriminator. How many faults does the course's kit find in it?",
    [
        Option(
            "a",
            "none: it runs, and it returns two lists",
            because="To run isn't enough. Others rely on what a discriminator promises.",
            misconception="M06",
        ),
        Option(
            "b",
            "one fault: what it does to the wave",
            because="That's the one that you heard. But it's also no `MultiDiscriminator`, it has no count, it crashes if the wave "
            "carries a gradient, and a wave that is too short gets torch's own error.",
        ),
        Option(
            "c",
            "five faults",
            right=True,
            because="Besides what it does to the wave, it's no `MultiDiscriminator`, it has no count, it crashes if the wave carries a "
            "gradient, and a wave that is too short gets torch's own error.",
        ),
        Option(
            "d",
            "two faults: what it does to the wave, and that `num_discriminators` is missing",
            because="Both are found. But it's also no `MultiDiscriminator`, it crashes if the wave carries a gradient, and a wave that is "
            "too short gets torch's own error.",
        ),
    ],
    later=Later(
        "In a discriminator that is right in all other ways, `num_discriminators` is an ordinary method. What does the kit say?",
        [
            Option(
                "a",
                "that `num_discriminators` isn't an integer",
                right=True,
                because="Read without brackets, it's a method. `@property` above it is missing.",
            ),
            Option(
                "b",
                "nothing: the number is there",
                because="It's there with brackets. A loss reads it without, and gets a method.",
            ),
            Option(
                "c",
                "that the class can't be built",
                because="Python only asks whether the name is there, not what it is.",
            ),
        ],
    ),
)
Question(
    "01.e1",
    "Explain to a friend who writes training loops: why does a discriminator return raw scores in a list, and "
    "feature maps in a list of lists, rather than one probability?",
    kind="explain",
    look_for=(
        "I said that each sub-discriminator scores the sound stretch by stretch, so there are many scores.",
        "I said that raw scores are unbounded, so that a loss can choose its own form and its slope doesn't vanish.",
        "I said that entry `k` of both lists belongs to sub-discriminator `k`.",
        "I said that with a flat list, `zip` drops maps without an error.",
    ),
)
Question(
    "01.x1",
    "Lesson 00: in a blind test of 6 trials, you get 4 right. What does that show?",
    [
        Option(
            "a",
            "that you hear a difference",
            because="Guessing gets 4 or more of 6 right in 34 % of such tests. That isn't rare.",
        ),
        Option(
            "b",
            "very little",
            right=True,
            because="Guessing does at least as well in 34 % of such tests. Take more trials.",
        ),
        Option(
            "c",
            "that there is no difference",
            because="A test can show that you hear a difference. With a few trials, it can't show that there is none.",
        ),
    ],
    kind="exit",
)
Question(
    "01.x2",
    "A discriminator with 5 sub-discriminators scores a batch of 8 waves. What is the first axis of `fmaps[3][0]`?",
    [
        Option(
            "a", "5, one for each sub-discriminator", because="That's the length of `fmaps` itself."
        ),
        Option(
            "b",
            "8, one for each wave",
            right=True,
            because="It's the first map of sub-discriminator 3, and in each map the batch comes first.",
        ),
        Option(
            "c",
            "3, the index",
            because="3 is the index of the sub-discriminator, and says nothing about the map.",
        ),
    ],
    kind="exit",
)
Question(
    "01.x3",
    "The scores of a discriminator look fine. But its saved file is empty, and training changes nothing. What is the likely cause?",
    [
        Option(
            "a",
            "its sub-discriminators are in a plain list",
            right=True,
            because="Then torch doesn't find them: they aren't saved and not trained, but `forward` still runs.",
        ),
        Option(
            "b",
            "its logits are detached",
            because="Then nothing is trained either, but the weights would still be in the file.",
        ),
        Option(
            "c",
            "its feature maps are one flat list",
            because="That breaks a loss. The weights would still be found, saved and trained.",
        ),
    ],
    kind="exit",
)
