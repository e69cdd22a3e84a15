# %% tags=["setup"]
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from course_lib import MultiDiscriminator, check_contract, create, register
from course_lib.classroom import (
    checklist,
    explain,
    look_back,
    predict,
    recall,
    reveal,
    setup,
)
from course_lib.discriminators.interface import DiscriminatorOutput, check_wave
from course_lib.discriminators.registry import entry, example, names
from course_lib.display import show_source
from course_lib.instruments import abx, listen, logit_inspector, score_map
from course_lib.sounds import Sound, pluck, vowel

setup("01")

# %% [markdown]
# ## Before we start
# Three questions on what you know already. Answer from memory. Looking up costs you the effect.

# %% tags=["recall"]
recall("01")

# %% [markdown]
# ## 1 · What comes back
# In lesson 00 you were a discriminator. You heard a clip and gave a verdict. Now we ask a small one that AudioCraft has,
# too. Three sub-discriminators sit in it, and each hears the same vowel. Together we call them a **committee**, and each of them
# a member.
#
# These members have never been trained. Their opinions are worth nothing yet. The form of their answer is already the
# right one.

# %% tags=["predict"]
predict("01.p1")

# %% tags=["demo"]
voice = vowel(f0=150, vowel="a")
torch.manual_seed(0)
committee = create("msd", filters=4, max_filters=16, downsample_scales=(4, 2))
reveal("01.p1", lambda: score_map(committee, voice))

# %% [markdown]
# Each curve is one member's answer. A **logit** is one point of a curve: a raw score for one stretch of the sound. High means
# "real", low means "fake". No limit holds it: a logit can be −40 or 3000. To get a probability, one would put it through a
# sigmoid. The discriminators of this course never do. Exercise 01.6 shows the reason in numbers.
#
# What are so many scores good for? Let us spoil one place of the sound, and look.

# %% tags=["predict"]
predict("01.p2")


# %% tags=["demo"]
def add_a_click():
    samples = voice.samples.clone()
    samples[12_000] += 0.3
    return Sound(samples, name="with a click")


clicked = add_a_click()
reveal("01.p2", lambda: score_map(committee, voice, clicked))

# %% [markdown]
# The scores that change stand below the click, and nowhere else: many scores say *where* something is wrong. Now hear what the committee heard.

# %%
listen({"vowel": voice, "with a click": clicked}, listen_for="the click, half-way through")

# %% [markdown]
# A generator that learns from such a map is told where to mend the sound. One probability for the whole second could not
# tell it.
#
# **Your turn:** exercise 01.6, *Why logits?*

# %% [markdown]
# ## 2 · Two lists
# On the way to its scores a member calculates other arrays, layer by layer. Each of them is a **feature map**. A generator
# may be asked to make its sound cause the same maps as a real one. So the members hand them back as well.
#
# | letter | what it counts |
# |---|---|
# | `B`, `C`, `T` | waves in the batch, channels, samples in time |
# | `k` | a member of the committee |
#
# A call reads `logits, fmaps = committee(wave)`. The first is a list of tensors. The second is a list of lists.

# %% tags=["predict"]
predict("01.p3")


# %% tags=["demo"]
def shapes():
    logits, fmaps = committee(torch.randn(2, 1, 24_000))
    for k, (scores, maps) in enumerate(zip(logits, fmaps, strict=True)):
        print(f"member {k}: logits {list(scores.shape)}, {len(maps)} feature maps")


reveal("01.p3", shapes)

# %% [markdown]
# Why not one big tensor? The members work at different resolutions, so their shapes differ. A list does not mind.
#
# Here is one member's row of maps, from shallow to deep: more channels, fewer steps in time. The last map is the logits.

# %% tags=["check-output"]
wave = torch.randn(2, 1, 24_000)
logits, fmaps = committee(wave)
for fmap in fmaps[1]:
    print(list(fmap.shape))
# → [2, 4, 12001]
# → [2, 16, 3001]
# → [2, 16, 1501]
# → [2, 16, 1501]
# → [2, 1, 1501]

# %% [markdown]
# Entry `k` of both lists belongs to member `k`. We can prove it by asking the members one by one. Member 1 hears the wave
# at half the rate, so we slow it down first. Lesson 03 looks closely at that step.

# %% tags=["derivation"]
first, second, _ = committee.discriminators
my_logits, my_fmaps = first(wave)
assert_close(my_logits, logits[0])
assert_close(my_fmaps, fmaps[0])

slower = F.avg_pool1d(wave, 4, stride=2, padding=2)
assert_close(second(slower)[0], logits[1])

# %% [markdown]
# **Your turn:** exercise 01.1, *Put the lines in order*.

# %% [markdown]
# *A good place for a break.*
#
# ## 3 · A promise in code
# Losses, trainers and plots rely on these two lists. Whoever writes a discriminator promises to hand them back. Python can write such
# a promise down: as an **abstract class**. It names methods and does not write them. A class that inherits from it must write
# them all.

# %%
show_source(MultiDiscriminator)

# %% [markdown]
# Two promises. `forward` listens. `num_discriminators` says how many members there are. Above it stands `@property`, so it is read
# without brackets. `@abstractmethod` marks what must be written by whoever inherits, and the base class `ABC` makes Python insist on it.
#
# What happens to a class that keeps one promise of the two?


# %% tags=["check-output"]
class HalfDone(MultiDiscriminator):
    def forward(self, wave):
        return [wave], [[wave]]


try:
    HalfDone()
except TypeError:
    print("refused, before any sound was judged")
# → refused, before any sound was judged

# %% [markdown]
# **Your turn:** exercise 01.2, *A contract and who keeps it*.

# %% [markdown]
# ## 4 · A committee in a list
# The members must sit somewhere. A Python list comes to mind first.


# %%
class InAList(nn.Module):
    def __init__(self):
        super().__init__()
        self.members = [nn.Conv1d(1, 1, 5), nn.Conv1d(1, 1, 5), nn.Conv1d(1, 1, 5)]

    def forward(self, wave):
        return [member(wave) for member in self.members]


# %% [markdown]
# It runs. It gives three tensors of scores. An optimiser gets its weights by `parameters()`.

# %% tags=["predict"]
predict("01.p4")

# %% tags=["demo"]
reveal(
    "01.p4",
    lambda: print(
        "parameters:", len(list(InAList().parameters())), "saved:", InAList().state_dict()
    ),
)

# %% [markdown]
# A module keeps a book of its parts. Setting an attribute to a module writes it into the book. A plain list is no module,
# so nothing is written. An optimiser that gets nothing but this class complains of an empty list. But where it is one part of a larger
# model, nobody complains: training runs for hours and never changes it.
#
# **Your turn:** exercise 01.3, *The committee that never learns*.

# %% [markdown]
# ## 5 · The right length, the wrong maps
# The next mistake is as quiet. Somebody pours all maps into one flat list. A loss walks through logits and maps side by side.

# %% tags=["predict"]
predict("01.p5")


# %% tags=["demo"]
def flat_maps():
    logits = [torch.randn(1, 1, 9) for _ in range(3)]
    fmaps = [torch.randn(1, 4, 9) for _ in range(21)]
    used = [fmap for _, fmap in zip(logits, fmaps, strict=False)]
    print(f"{len(used)} of {len(fmaps)} maps used, and no error")


reveal("01.p5", flat_maps)

# %% [markdown]
# Two habits protect you. Ask for `zip(..., strict=True)`: lengths that differ are then an error. And test the structure,
# for lengths can be equal by chance.
#
# Now a discriminator that its author has tested. The test counts: three tensors, three lists. It passes.


# %%
class Colleagues(nn.Module):
    def __init__(self):
        super().__init__()
        self.members = nn.ModuleList(nn.Conv1d(1, 1, 9, stride) for stride in (1, 2, 4))

    def forward(self, wave):
        wave.clamp_(-0.05, 0.05)
        logits = [member(wave) for member in self.members]
        return logits, [[scores] for scores in logits]


# %% tags=["predict"]
predict("01.p6")


# %% tags=["demo"]
def judge_and_listen():
    string = pluck(220)
    given = string.samples.clone()
    logits, fmaps = Colleagues()(given[None, None])
    print("the author's test passes:", len(logits) == len(fmaps) == 3)
    return listen({"before": string, "after": Sound(given, name="after")}, match="rms")


reveal("01.p6", judge_and_listen)

# %% [markdown]
# Listen for the buzz, and for how long the sound now stays loud: whatever rose above the limit was cut. The loss that comes next
# hears this, and no longer the pluck. Counting did not notice.

# %% [markdown]
# *Another good place for a break.*
#
# ## 6 · A test for every discriminator
# The course has a kit that tests behaviour. It calls a discriminator with many waves and looks at what comes back. Each fault is told in a
# sentence, with its usual cause.

# %%
print(check_contract(Colleagues()))

# %% [markdown]
# Which of these faults did you foresee? The kit tells what is wrong, what it breaks, and the usual cause. And the committee of section 1?

# %% tags=["check-output"]
print("contract kept:", check_contract(committee, length=2000).ok)
# → contract kept: True

# %% [markdown]
# How good is such a kit? Count the broken discriminators that it catches. A test that cannot fail says nothing. In the next
# exercise you write a small kit, and we try it in this way.
#
# **Your turn:** exercise 01.4, *A test that catches*.

# %% [markdown]
# ## 7 · A name for it
# One more idea, and your discriminators can be used by everybody. A **registry** is a list of names, with a class behind each. Whoever wants a
# discriminator asks by name: `create("msd", filters=4)`. Nobody needs to know the file it lives in.
#
# Here is a whole discriminator. It cuts the wave into short pieces, measures the energy of each, and takes the logarithm. Then a
# convolution scores the pieces. The line at the top puts it into the registry.
#
# Three helpers are new. `check_wave` refuses a wave of the wrong shape, or one that is too short, with a `ValueError`. `unfold(-1, n, n)` cuts the last axis
# into pieces of `n` samples and drops what is left over. `DiscriminatorOutput` is a pair with names: the two lists. The number of members never
# changes here, so a plain class attribute keeps that promise.


# %%
@register("energy", example={"window": 256})
class EnergyDiscriminator(MultiDiscriminator):
    """Judge how loud the frames of a sound are."""

    num_discriminators = 1

    def __init__(self, window=256):
        super().__init__()
        self.window = window
        self.conv = nn.Conv1d(1, 1, 5, padding=2)

    def forward(self, wave):
        check_wave(wave, channels=1, minimum=self.window, who="EnergyDiscriminator")
        frames = wave.unfold(-1, self.window, self.window)
        energy = (frames.square().mean(-1) + 1e-5).log()
        return DiscriminatorOutput([self.conv(energy)], [[energy]])


# %% [markdown]
# `example` gives the options of a small instance. Tools that try every discriminator build it from them. Does the new one keep the
# contract?

# %% tags=["check-output"]
print("energy" in names(), "·", entry("energy").summary)
print("contract kept:", check_contract(example("energy"), length=2000).ok)
# → True · Judge how loud the frames of a sound are.
# → contract kept: True

# %% [markdown]
# The next instrument knows nothing of `EnergyDiscriminator`. It goes through the names in the registry. Before you play with it, a
# question.

# %% tags=["predict"]
predict("01.p7")

# %% tags=["demo"]
inspector = logit_inspector(voice.crop(0, 0.5), start="energy")
reveal("01.p7", lambda: inspector)

# %% [markdown]
# Move along the map with the slider, or with the arrow keys once the slider has the focus. The samples that one score depends on light
# up. No formula finds them: autograd goes backwards from the score and marks each sample that it reaches. Then play them.
#
# Then choose `msd`, member 0, and member 2. Which of the two hears a longer stretch? At last try `mpd` and look closely at the
# magnified part. It is strange, and lesson 02 is about it.

# %% [markdown]
# All of them are now in one list, yours too. So one loop asks them all.

# %% tags=["predict"]
predict("01.p8")


# %% tags=["demo"]
def upside_down():
    for name in names():
        discriminator = example(name)
        with torch.no_grad():
            before, after = discriminator(voice.wave)[0], discriminator(-voice.wave)[0]
        changed = any(bool((a != b).any()) for a, b in zip(before, after, strict=True))
        print(f"{name:10}", "scores change" if changed else "scores stay exactly as they were")
    return listen({"vowel": voice, "upside down": voice.with_samples(-voice.samples)})


reveal("01.p8", upside_down)

# %% [markdown]
# Can you hear a difference? Take the blind test before you say so. Headphones help.

# %%
abx(voice.crop(0, 0.5), voice.with_samples(-voice.samples).crop(0, 0.5), trials=6)

# %% [markdown]
# If you were right no more often than by luck, then `energy` may well be deaf to the same thing as you. The others are not. Which ears a generator needs is the
# question of this whole course.
#
# From now on, every plot and instrument that goes through the registry shows `energy` beside the others, as long as this kernel
# runs. To have it in every lesson, put the class into a package: [Writing a plugin](../docs/writing-a-plugin.md) takes you there, step by step.
#
# **Your turn:** exercise 01.5, *Several windows, one name*.

# %% [markdown]
# ## 8 · Say it in your own words
# Write first. The list to compare with comes after you have stored your text.

# %% tags=["explain"]
explain("01.e1")

# %% [markdown]
# ## 9 · Look back
# What you were certain of and got wrong comes up again. That is where most is learned.

# %%
look_back("01")

# %%
checklist("01")

# %% [markdown]
# ## An open question
# `energy` is deaf to much: it cannot tell a sound from its upside-down copy. Write down one flaw of a generated sound that it would
# catch, and one that it could never catch. Lesson 07 lets you train with it and find out.
#
# ## Further reading
# - [AudioCraft, `adversarial/discriminators/base.py`](https://github.com/facebookresearch/audiocraft/blob/main/audiocraft/adversarial/discriminators/base.py):
#   the same two promises, in the library that this course follows.
# - [scikit-learn, `check_estimator`](https://scikit-learn.org/stable/developers/develop.html): the idea behind our contract kit, and what it did for
#   a whole family of libraries.
# - Isola and others, [Image-to-image translation](https://arxiv.org/abs/1611.07004), section 3.2.2: PatchGAN, where many local scores replaced one
#   verdict.
