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
# Three questions on what you already know. Answer from memory: that's what makes you remember, so don't look anything up.

# %% tags=["recall"]
recall("01")

# %% [markdown]
# ## 1 · What comes back
# In lesson 00 you were the discriminator: you listened to a clip, and gave it a score. Now let's ask a small network. It's a design that
# AudioCraft has, too.
#
# It consists of three networks that all score the same vowel. Each of the three is a **sub-discriminator**. Together they are a
# **multi-discriminator**.
#
# They have never been trained, so their scores mean nothing yet. But their answer already has the right form.

# %% tags=["predict"]
predict("01.p1")

# %% tags=["demo"]
voice = vowel(f0=150, vowel="a")
torch.manual_seed(0)
msd = create("msd", filters=4, max_filters=16, downsample_scales=(4, 2))
reveal("01.p1", lambda: score_map(msd, voice))

# %% [markdown]
# Each curve is the answer of one sub-discriminator. A **logit** is one point of a curve: a raw score for one stretch of the sound. High means
# "real", low means "fake". It is unbounded: a logit can be −40 or 3000. To turn a logit into a probability, you'd put it through a sigmoid.
# The discriminators of this course never do that. Exercise 01.6 shows the reason in numbers.
#
# What are so many scores good for? Let's damage the sound in one place, and look.

# %% tags=["predict"]
predict("01.p2")


# %% tags=["demo"]
def add_a_click():
    samples = voice.samples.clone()
    samples[12_000] += 0.3
    return Sound(samples, name="with a click")


clicked = add_a_click()
reveal("01.p2", lambda: score_map(msd, voice, clicked))

# %% [markdown]
# The scores that change are right below the click, and nowhere else: many scores show *where* something is wrong. Now listen to the two
# sounds.

# %%
listen({"vowel": voice, "with a click": clicked}, listen_for="the click, half-way through")

# %% [markdown]
# With such a map, a loss can treat each stretch of the sound separately. A single number for the whole second would show that something is
# wrong, but not where.
#
# **Your turn:** exercise 01.6, *Why logits?*

# %% [markdown]
# ## 2 · Two lists
# On the way to its scores, a sub-discriminator computes other arrays, layer by layer. Each of them is a **feature map**. A generator can
# learn from these, too: we may ask it for sounds that produce the same feature maps as real ones. That's why they are returned as well.
#
# | letter | what it counts |
# |---|---|
# | `B`, `C`, `T` | waves in the batch, channels, samples in time |
# | `k` | sub-discriminators, from zero |
#
# You write `logits, fmaps = msd(wave)`. The first result is a list of tensors. The second is a list of lists.

# %% tags=["predict"]
predict("01.p3")


# %% tags=["demo"]
def shapes():
    logits, fmaps = msd(torch.randn(2, 1, 24_000))
    for k, (scores, maps) in enumerate(zip(logits, fmaps, strict=True)):
        print(f"sub-discriminator {k}: logits {list(scores.shape)}, {len(maps)} feature maps")


reveal("01.p3", shapes)

# %% [markdown]
# Why not one big tensor? The sub-discriminators work at different resolutions, so the shapes differ. A list doesn't mind.
#
# Here are the feature maps of one sub-discriminator, from the first layer to the last: more channels, fewer steps in time. The last map is
# the logits.

# %% tags=["check-output"]
wave = torch.randn(2, 1, 24_000)
logits, fmaps = msd(wave)
for fmap in fmaps[1]:
    print(list(fmap.shape))
# → [2, 4, 12001]
# → [2, 16, 3001]
# → [2, 16, 1501]
# → [2, 16, 1501]
# → [2, 1, 1501]

# %% [markdown]
# Entry `k` of both lists belongs to sub-discriminator `k`. To prove it, let's run the sub-discriminators one by one. Number 1 receives the
# wave at half the sample rate, so we first lower the rate by averaging neighbours. Lesson 03 looks closely at that step.

# %% tags=["derivation"]
first, second, _ = msd.discriminators
my_logits, my_fmaps = first(wave)
assert_close(my_logits, logits[0])
assert_close(my_fmaps, fmaps[0])

slower = F.avg_pool1d(wave, 4, stride=2, padding=2)
assert_close(second(slower)[0], logits[1])

# %% [markdown]
# **Your turn:** exercise 01.1, *Put the lines in order*.

# %% [markdown]
# *This is a good place for a break.*
#
# ## 3 · A promise in code
# Losses, trainers and plots rely on these two lists. If you write a discriminator, you promise to return them. In Python you can write such a
# promise as an **abstract class**. It names methods without writing them. A class that inherits from it must write them all.

# %%
show_source(MultiDiscriminator)

# %% [markdown]
# There are two promises. `forward` scores a batch of waves. `num_discriminators` is the number of sub-discriminators, and because of
# `@property` you read it without brackets. `@abstractmethod` marks what a subclass must write, and the base class `ABC` makes Python insist
# on it.
#
# What happens to a class that keeps only one of the two promises?


# %% tags=["check-output"]
class HalfDone(MultiDiscriminator):
    def forward(self, wave):
        return [wave], [[wave]]


try:
    HalfDone()
except TypeError:
    print("refused, before it scored any sound")
# → refused, before it scored any sound

# %% [markdown]
# **Your turn:** exercise 01.2, *Write the contract, and keep it*.

# %% [markdown]
# ## 4 · Networks in a list
# A multi-discriminator has to keep its sub-discriminators somewhere. A Python list comes to mind first.


# %%
class InAList(nn.Module):
    def __init__(self):
        super().__init__()
        self.discriminators = [nn.Conv1d(1, 1, 5), nn.Conv1d(1, 1, 5), nn.Conv1d(1, 1, 5)]

    def forward(self, wave):
        return [sub(wave) for sub in self.discriminators]


# %% [markdown]
# It runs, and returns three tensors of scores. To train it, an optimiser gets its weights from `parameters()`.

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
# `nn.Module` registers the submodules that you assign as attributes. A plain list isn't a module, so nothing in it is registered.
#
# If you give an optimiser nothing but this class, it complains about an empty list. But as one part of a larger model, the class causes no
# error: training runs for hours and never changes it.
#
# **Your turn:** exercise 01.3, *The discriminator that never learns*.

# %% [markdown]
# ## 5 · The right length, the wrong maps
# The next mistake is as quiet. Someone puts all the maps into one flat list. A loss goes through logits and maps side by side.

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
# Two habits protect you. Write `zip(..., strict=True)`, which raises an error if the lengths differ. And test the structure, because lengths
# can be equal by chance.
#
# Now here is a discriminator that its author has tested. The test counts: three tensors, three lists. It passes.


# %%
class Colleagues(nn.Module):
    def __init__(self):
        super().__init__()
        self.discriminators = nn.ModuleList(nn.Conv1d(1, 1, 9, stride) for stride in (1, 2, 4))

    def forward(self, wave):
        wave.clamp_(-0.05, 0.05)
        logits = [sub(wave) for sub in self.discriminators]
        return logits, [[scores] for scores in logits]


# %% tags=["predict"]
predict("01.p6")


# %% tags=["demo"]
def score_and_listen():
    string = pluck(220)
    given = string.samples.clone()
    logits, fmaps = Colleagues()(given[None, None])
    print("the author's test passes:", len(logits) == len(fmaps) == 3)
    return listen(
        {"before": string, "after": Sound(given, name="after")},
        match="rms",
        listen_for="what was done to the pluck",
    )


reveal("01.p6", score_and_listen)

# %% [markdown]
# Listen for the buzz, and notice how long the sound now stays loud: everything above the limit was cut off. The loss that comes next
# receives this sound, and no longer the pluck. Counting lists didn't notice.

# %% [markdown]
# *This is another good place for a break.*
#
# ## 6 · A test for every discriminator
# The course has a kit that tests behaviour. It calls a discriminator with many waves and looks at what comes back. It describes each fault in
# a sentence, with its usual cause.

# %%
print(check_contract(Colleagues()))

# %% [markdown]
# Which of these faults did you expect? For each one, the kit says what is wrong, what it breaks, and what the usual cause is. What does it say
# about the network from section 1?

# %% tags=["check-output"]
print("contract kept:", check_contract(msd, length=2000).ok)
# → contract kept: True

# %% [markdown]
# How good is such a kit? Count the broken discriminators that it catches. A test that can't fail proves nothing. In the next exercise you
# write a small kit, and we'll measure it in this way.
#
# **Your turn:** exercise 01.4, *A test that catches*.

# %% [markdown]
# ## 7 · A name for it
# One more idea, and others can use your discriminators, too. A **registry** is a list of names, with a class behind each. If you want a
# discriminator, you ask for it by name: `create("msd", filters=4)`. You don't need to know which file it's in.
#
# Here is a complete discriminator. It cuts the wave into short pieces, measures the energy of each piece, and takes the logarithm. Then a
# convolution scores the pieces. The line at the top puts the class into the registry.

# %% [markdown]
# Three helpers are new:
#
# - `check_wave` raises a `ValueError` if a wave has the wrong shape or is too short.
# - `unfold(-1, n, n)` cuts the last axis into pieces of `n` samples, and drops what is left over.
# - `DiscriminatorOutput` is a pair with names: the two lists.
#
# The number of sub-discriminators never changes here, so a plain class attribute is enough to keep that promise.


# %%
@register("energy", example={"window": 256})
class EnergyDiscriminator(MultiDiscriminator):
    """Score how loud the frames of a sound are."""

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
# `example` gives the options for a small instance. Tools that try every discriminator build this one. Does the new class keep the contract?

# %% tags=["check-output"]
print("energy" in names(), "·", entry("energy").summary)
print("contract kept:", check_contract(example("energy"), length=2000).ok)
# → True · Score how loud the frames of a sound are.
# → contract kept: True

# %% [markdown]
# The next instrument contains no code for `EnergyDiscriminator`. It offers every name in the registry. Before you play with it, a question.

# %% tags=["predict"]
predict("01.p7")

# %% tags=["demo"]
inspector = logit_inspector(voice.crop(0, 0.5), start="energy")
reveal("01.p7", lambda: inspector)

# %% [markdown]
# Drag in the map, or move with the arrow keys. The samples that one score depends on light up.
# No formula finds them: autograd goes backwards from the score, and marks each sample that it reaches. Then play them.
#
# Next, choose `msd` and compare sub-discriminators 0 and 2. Which of the two looks at a longer stretch? Last, try `mpd`, and look closely at
# the magnified part. It's strange, and lesson 02 is about it.

# %% [markdown]
# All the discriminators are now in one list, yours too. So one loop can ask them all.

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
    upside_down = voice.with_samples(-voice.samples)
    return listen({"vowel": voice, "upside down": upside_down}, listen_for="any difference")


reveal("01.p8", upside_down)

# %% [markdown]
# Can you hear a difference? Find out with a blind test. Headphones help.

# %%
abx(voice.crop(0, 0.5), voice.with_samples(-voice.samples).crop(0, 0.5), trials=6)

# %% [markdown]
# If you did no better than guessing, then you and `energy` may well be deaf to the same thing. The other discriminators aren't. Which
# differences does a discriminator need to notice? That's the question of this whole course.
#
# From now on, every plot and instrument that goes through the registry shows `energy` next to the others, as long as this kernel runs. To
# have it in every lesson, put the class into a package: [Writing a plugin](../docs/writing-a-plugin.md) takes you there, step by step.
#
# **Your turn:** exercise 01.5, *Several windows, one name*.

# %% [markdown]
# ## 8 · Say it in your own words
# Write first. A list to compare with appears once you've stored your text.

# %% tags=["explain"]
explain("01.e1")

# %% [markdown]
# ## 9 · Look back
# Answers that you were sure of and got wrong come up again. That's where you learn the most.

# %%
look_back("01")

# %%
checklist("01")

# %% [markdown]
# ## An open question
# `energy` misses a lot: it can't distinguish a sound from its upside-down copy. Write down one flaw of a generated sound that it would catch,
# and one that it could never catch. In lesson 07 you can train with it and find out.
#
# ## Further reading
# - [AudioCraft, `adversarial/discriminators/base.py`](https://github.com/facebookresearch/audiocraft/blob/main/audiocraft/adversarial/discriminators/base.py):
#   the same two promises, in the library that this course follows.
# - [scikit-learn, `check_estimator`](https://scikit-learn.org/stable/developers/develop.html): the idea behind our contract kit, and what it did for
#   a whole family of libraries.
# - Isola and others, [Image-to-image translation](https://arxiv.org/abs/1611.07004), section 3.2.2: PatchGAN, where many local scores replaced a
#   single score for the whole image.
