# %% tags=["setup"]
import copy
from abc import ABC, abstractmethod

import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from course_lib import MultiDiscriminator, check_contract, create, register
from course_lib.classroom import (
    checklist,
    exit_ticket,
    explain,
    look_back,
    own_parts,
    predict,
    recall,
    reveal,
    setup,
)
from course_lib.discriminators.interface import DiscriminatorOutput, check_wave
from course_lib.discriminators.registry import entry, example, names
from course_lib.instruments import abx, listen, logit_inspector, score_map
from course_lib.sounds import Sound, pluck, spoil, vowel

setup("01")

# %% [markdown]
# Here are two sounds. B is A turned upside down: every sample was multiplied by −1. Can you hear a difference?

# %% tags=["demo"]
voice = vowel(f0=150, vowel="a")
flipped = voice.with_samples(-voice.samples).renamed(f"{voice.name}, upside down")
listen({"A": voice, "B": flipped}, listen_for="any difference at all between A and B")

# %% [markdown]
# Keep your answer in mind. Near the end, a blind test asks you again, and you'll see which discriminators notice anything.
#
# ## Before we start
# Three questions about lesson 00. Answer from memory, without looking anything up.

# %% tags=["recall"]
recall("01")

# %% [markdown]
# ## 1 · What comes back
# In lesson 00 you were the discriminator: you heard a clip and gave it a score. Now let's ask three small networks.
#
# All three receive the same vowel. Each of them is a **sub-discriminator**, and together they are a **multi-discriminator**. Nobody has trained
# them, so a high score means nothing yet. But their answer already has the right form. Which form?

# %% tags=["predict"]
predict("01.p1")

# %% tags=["demo"]
torch.manual_seed(0)
msd = create("msd", filters=4, max_filters=16, downsample_scales=(4, 2))
reveal("01.p1", lambda: score_map(msd, voice))

# %% [markdown] tags=["after"]
# There is one curve for each sub-discriminator. A point of a curve is a **logit**: a raw score for one stretch of the sound, from left to right.
# Training will push it up for real sound and down for fakes. It is unbounded: a logit can be −40 or 3000. A sigmoid would turn it into a
# probability, but the discriminators of this course never apply one. Exercise 01.6 lets you measure why.
#
# Look at the shape of the curves, not at their heights. On the right, magnified, each repeats, as the vowel does. Only within 20 ms of either end
# does it leave its range: there, the stretches reach past the sound.
#
# What are so many scores good for? Let's damage the vowel in a single place, first for you and then for the network. In the picture, the click
# is an upright bar.

# %%
samples = voice.samples.clone()
samples[12_000] += 0.8
clicked = Sound(samples, name="vowel with a click")
listen({"vowel": voice, "with a click": clicked}, listen_for="the click, half-way through")

# %% tags=["predict"]
predict("01.p2")

# %% tags=["demo"]
reveal("01.p2", lambda: score_map(msd, voice, clicked))

# %% [markdown] tags=["after"]
# Look at the marks, and at their number in each panel: they all lie within 20 ms of the click. Every other score stayed the same to the last
# bit. So the scores show *when* the sound changed.
#
# Why not average the scores into a single number? Because a loss could then no longer treat them differently. One loss of lesson 05 leaves a
# stretch of real sound alone once its score is above 1, and pushes the others up. With an average, all stretches would get the same push.
#
# **Your turn:** exercise 01.6. (Each exercise comes where you have what it needs, so their numbers aren't in order here.) Then we'll look at what
# else comes back.

# %% [markdown]
# ## 2 · Two lists
# On the way to its scores, a sub-discriminator computes other tensors, layer by layer. Each of them is a **feature map**. A generator can learn
# from them, too: it can be asked for sounds that produce the same feature maps as real ones. So they are returned along with the scores.
#
# You write `logits, fmaps = msd(wave)`. The first result is a list of tensors, the second a list of lists. The shape of a batch is written
# `[waves, channels, samples]`, and sub-discriminators are counted from zero.

# %% tags=["predict"]
predict("01.p3")


# %% tags=["demo"]
def shapes():
    logits, fmaps = msd(torch.randn(2, 1, 24_000))
    for k, (scores, maps) in enumerate(zip(logits, fmaps, strict=True)):
        print(f"sub-discriminator {k}: logits {list(scores.shape)}, {len(maps)} feature maps")
    print("maps of sub-discriminator 1:", *(list(fmap.shape) for fmap in fmaps[1]), sep="\n  ")


reveal("01.p3", shapes)

# %% [markdown] tags=["after"]
# Why not one big tensor? Look at the last axis of the logits: each sub-discriminator works at its own resolution, so the shapes differ. A list
# doesn't mind.
#
# Now read the feature maps of sub-discriminator 1 from top to bottom, from its first layer to its last. The steps in time become fewer, and the
# channels more, from 4 to 16. The last map is the logits.

# %% [markdown]
# ### Which entry belongs to which?
# Entry `k` of both lists belongs to sub-discriminator `k`. To prove it, let's run two of them by hand. Number 1 works at half the sample rate, so
# we first halve the rate by averaging neighbours. Lesson 03 takes a close look at that step.

# %% tags=["derivation"]
wave = torch.randn(2, 1, 24_000)
logits, fmaps = msd(wave)
my_logits, my_fmaps = msd.discriminators[0](wave)
assert_close(my_logits, logits[0])
assert_close(my_fmaps, fmaps[0])

slower = F.avg_pool1d(wave, 4, stride=2, padding=2)
assert_close(msd.discriminators[1](slower)[0], logits[1])

# %% [markdown]
# The cell prints nothing, and that's the proof: `assert_close` raises an error if two tensors differ.
#
# **Your turn:** exercise 01.1. You've seen what comes back; now put together the code that returns it. In 01.2 you'll write it yourself.
#
# *This is a good place for a break.*

# %% [markdown]
# ## 3 · A promise in code
# Losses, trainers and plots rely on these two lists, no matter who wrote the discriminator. So a discriminator should promise them, and something
# should complain if it doesn't.
#
# In Python, a promise is an **abstract class**: it names methods without writing them, and each class that inherits from it has to write them all.
# Here is one for synthesisers.


# %%
class Synthesiser(ABC):
    @abstractmethod
    def play(self, seconds):
        """Return the samples of a sound."""

    @property
    @abstractmethod
    def sample_rate(self):
        """The number of samples in a second."""


# %% [markdown]
# `@abstractmethod` marks what a subclass must write, and the base class `ABC` makes Python insist on it. Because of `@property`, you read
# `synthesiser.sample_rate` without brackets. What happens to a subclass that keeps only one of the two promises?


# %% tags=["check-output"]
class Whistle(Synthesiser):
    def play(self, seconds):
        return torch.zeros(int(24_000 * seconds))


try:
    Whistle()
except TypeError:
    print("refused, before it played a note")
# → refused, before it played a note

# %% [markdown]
# So the mistake shows when the object is built, and not an hour into the training. A discriminator makes two promises as well:
#
# - `forward(wave)` returns the two lists.
# - `num_discriminators` is the number of sub-discriminators, read without brackets.
#
# Soon you'll write this contract, and a multi-discriminator that keeps it. Only one thing is missing: a place for its networks.

# %% [markdown]
# ## 4 · Networks in a list
# A multi-discriminator has to keep its sub-discriminators somewhere. A list comes to mind first. The class below runs, and returns three tensors
# of scores. To train it, an optimiser asks it for its `parameters()`.


# %%
class InAList(nn.Module):
    def __init__(self):
        super().__init__()
        self.discriminators = [nn.Conv1d(1, 1, 5), nn.Conv1d(1, 1, 5), nn.Conv1d(1, 1, 5)]

    def forward(self, wave):
        return [sub(wave) for sub in self.discriminators]


# %% tags=["predict"]
predict("01.p4")


# %% tags=["demo"]
def what_torch_finds():
    print("parameters:", len(list(InAList().parameters())))
    print("saved:", InAList().state_dict())


reveal("01.p4", what_torch_finds)

# %% [markdown] tags=["after"]
# `nn.Module` registers the modules that you assign as attributes. A plain list isn't a module, so nothing in it is registered.
#
# If an optimiser gets nothing but this class, it complains about an empty list. But as one part of a larger model, the class causes no error:
# training runs for hours, and never changes it.
#
# **Your turn:** exercise 01.3, then 01.2. There you write the contract, and a multi-discriminator that keeps it. Lesson 07 trains with your
# class. After that, back to the two lists, and to one way of getting them wrong.

# %% [markdown]
# ## 5 · One list for all maps
# Someone puts all the feature maps into one flat list. A loss then goes through logits and maps side by side.

# %% tags=["predict"]
predict("01.p5")


# %% tags=["demo"]
def flat_maps():
    logits = [torch.randn(1, 1, 9) for _ in range(3)]
    fmaps = [torch.randn(1, 4, 9) for _ in range(21)]
    used = [fmap for _, fmap in zip(logits, fmaps, strict=False)]
    print(f"{len(used)} of {len(fmaps)} maps used, and no error")


reveal("01.p5", flat_maps)

# %% [markdown] tags=["after"]
# Two habits protect you. Write `zip(..., strict=True)`, which raises an error if the lengths differ. And test the structure, because lengths can be
# equal by chance.

# %% [markdown]
# *This is another good place for a break.*
#
# ## 6 · A discriminator with a test
# A colleague has tested the discriminator below. The test counts three tensors of scores and three lists of maps, and it passes.


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
    print("the colleague's test passes:", len(logits) == len(fmaps) == 3)
    return listen(
        {"the pluck": string, "what the loss receives": Sound(given, name="after")},
        match="rms",
        listen_for="a buzz, and how long the sound stays loud",
    )


reveal("01.p6", score_and_listen)

# %% [markdown] tags=["after"]
# Everything beyond ±0.05 was cut off. In the picture, the second sound has partials up to the top, and keeps them for longer. The loss that comes
# next receives this sound, and no longer the pluck. A test that counts lists doesn't notice. Which test would?

# %% [markdown]
# The course has a kit that tests every discriminator: `check_contract(discriminator)`. It asks the class about itself, for example how many
# sub-discriminators it has. Then it has the class score many waves: short ones, silent ones, and waves that carry a gradient. It describes each
# fault. Let's give it the colleague's discriminator.

# %% tags=["predict"]
predict("01.p9")


# %% tags=["demo"]
def what_the_kit_says():
    print(check_contract(Colleagues()))
    print(check_contract(msd, length=2000))


reveal("01.p9", what_the_kit_says)

# %% [markdown] tags=["after"]
# Each point of the list says what is wrong, and most of them say what usually causes it. The last line is about the network from section 1, which
# has no fault.

# %% [markdown]
# ## 7 · Faults that only show on a GPU
# You may not have a GPU here. But you can move a *copy* of a discriminator to another dtype instead. Whatever the class has registered moves along.
# A tensor that it didn't register stays float32, like the kernel below.


# %% tags=["check-output"]
class Smoother(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = torch.ones(1, 1, 3) / 3  # a plain tensor: torch doesn't know it

    def forward(self, wave):
        return F.conv1d(wave, self.kernel)


for module in (msd, Smoother()):
    try:
        copy.deepcopy(module).double()(wave.double())
        print("everything moved along")
    except RuntimeError:
        print("the convolution refuses: its kernel stayed float32")
# → everything moved along
# → the convolution refuses: its kernel stayed float32

# %% [markdown]
# This catches a constant in a convolution. It misses one that is only multiplied: float32 times float64 is float64, without an error. So
# `check_contract` also pretends to have a second device.
#
# How good is such a kit? Count the broken discriminators that it catches.
#
# **Your turn:** exercise 01.4. You write a small kit of your own, and we'll measure it in this way.

# %% [markdown]
# ## 8 · A name for it
# Tools that should work with everybody's discriminators can't import each class. They ask for it by name: `create("msd", filters=4)`. The list of
# names, with a class behind each, is a **registry**. At heart it's a `dict`, but it complains about mistakes:

# %% tags=["check-output"]
try:
    create("mds")
except LookupError as error:
    print(str(error).split(" Known")[0])
# → no discriminator is called 'mds'. Did you mean 'msd'?

# %% [markdown]
# It also refuses a name that another class has. **Your turn:** exercise 01.7, a registry in ten lines.
#
# *This is a third good place for a break.*

# %% [markdown]
# ## 9 · A new name
# Now let's give the course's registry something new. This discriminator cuts the wave into short pieces and measures the energy of each, as a
# logarithm. A convolution then scores the pieces. The line at the top puts the class into the registry. Its `example` has the options for a
# small instance, for tools that try every discriminator.
#
# - `check_wave` raises a `ValueError` if a wave has the wrong shape or is too short.
# - `unfold(-1, n, n)` cuts the last axis into pieces of `n` samples, and drops the rest.
# - `DiscriminatorOutput` is a pair with names: the two lists.
#
# There is always one sub-discriminator, so a plain class attribute keeps that promise.


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


# %% tags=["check-output"]
print("energy" in names(), "·", entry("energy").summary)
print("contract kept:", check_contract(example("energy"), length=2000).ok)
# → True · Score how loud the frames of a sound are.
# → contract kept: True

# %% [markdown]
# ## 10 · The samples behind a score
# The new class is there, and keeps the contract. What is that good for? The next instrument contains no code for `EnergyDiscriminator`, and yet
# it can show it: it offers every name in the registry. It shows which samples a score depends on. But first, a question.

# %% tags=["predict"]
predict("01.p7")

# %% tags=["demo"]
inspector = logit_inspector(voice.crop(0, 0.5), start="energy")
reveal("01.p7", lambda: inspector)

# %% [markdown] tags=["after"]
# Drag in the map, or use the arrow keys. The samples that this one score depends on light up. No formula finds them: autograd goes backwards from
# the score, and marks each sample that it reaches. Then play them. (Bars at either end stand out because the convolution reaches past the sound.)
#
# Next, choose `msd` and compare sub-discriminators 0 and 2. Which of the two looks at a longer stretch? Last, try `mpd`, and look closely at the
# magnified part. It's strange, and lesson 02 explains it.
#
# **Your turn:** exercise 01.5, with several windows at once. Then back to the two sounds from the beginning.

# %% [markdown]
# ## 11 · Upside down
# Remember the two sounds from the beginning: B was A upside down. One loop can now ask every discriminator in the registry whether it notices.

# %% tags=["predict"]
predict("01.p8")


# %% tags=["demo"]
def upside_down():
    for name in names():
        discriminator = example(name)
        with torch.no_grad():
            before, after = discriminator(voice.wave)[0], discriminator(flipped.wave)[0]
        changed = any(bool((a != b).any()) for a, b in zip(before, after, strict=True))
        print(f"{name:10}", "scores change" if changed else "scores stay exactly as they were")


reveal("01.p8", upside_down)

# %% [markdown] tags=["after"]
# Energy squares each sample, and a square has no sign. So to `energy`, these two sounds are one and the same. And to you? Put on headphones and
# find out with a blind test. Listen to the first instant and to the colour of the vowel. The test ends with a p-value: how often guessing does at
# least as well as you did.

# %%
abx(voice.crop(0, 0.5), flipped.crop(0, 0.5), trials=6)

# %% [markdown]
# ## 12 · A discriminator of your own
# Which differences should a discriminator notice? That's the question of this whole course, and now you get to answer it for the first time.
#
# You know this flaw from lesson 00: the comb buzz. Here it begins half-way through the vowel. The first halves of the two sounds are the same,
# sample for sample. So the player leaves their levels as they are: matched in RMS, even these halves would differ.

# %%
buzzing = spoil(voice, "comb buzz").samples
half = Sound(torch.cat([voice.samples[:12_000], buzzing[12_000:]]), name="half-buzzing vowel")
listen(
    voice.renamed("clean"), half, listen_for="a fine buzz in the second half of the second sound"
)

# %% [markdown]
# In the picture, the right half of the second sound is filled up to the top: that's the buzz.
#
# **Your turn:** exercise 01.8. Design a discriminator that notices it, in about three lines and without any training. Then save the exercise
# notebook, come back, and run the next cell. It takes your registry and your discriminator from there. If one is missing, the course's takes its
# place, and a line says so. (On Colab, save the notebook to Drive and add
# `folder="/content/drive/MyDrive/Colab Notebooks"` to the call of `own_parts`.)

# %%
Registry, FirstDiscriminator = own_parts("01.7", "01.8")
mine = Registry()
mine.register("first")(FirstDiscriminator)
first = mine.create("first")
score_map(first, voice, half)

# %% [markdown]
# The marks are the scores that the buzz changes. They should fill the second half, and lie lower than the scores of the first. Nobody trained this
# discriminator: *you* decided what it notices. A generator could now learn from it to avoid the buzz. In lesson 07, you train a generator whose sounds buzz. To have your
# discriminator in every lesson and every instrument, put it into a package: [Writing a plugin](../docs/writing-a-plugin.md) takes you there step by step.
#
# Which samples does it use for one score? The inspector takes your discriminator as well as any other. Try a score before and one after the middle,
# where the buzz begins.

# %%
logit_inspector(half.crop(0.25, 0.5), {"first": first})

# %% [markdown]
# ## 13 · Before you go
# First, say it in your own words. A list to compare with appears once you've stored your text.
#
# Then come three questions, one try each. Two right answers are a good sign that you can move on. Below them, predictions that you were certain of
# and got wrong come up again, with other numbers.

# %% tags=["explain"]
explain("01.e1")

# %% tags=["exit"]
exit_ticket("01")

# %%
look_back("01")
checklist("01")

# %% [markdown]
# ## An open question
# `energy` can't distinguish a sound from its upside-down copy. Write down one flaw of generated sound that it would catch, one that it could never
# catch, and the same for your own discriminator.
#
# ## Further reading
# - [AudioCraft, `adversarial/discriminators/base.py`](https://github.com/facebookresearch/audiocraft/blob/main/audiocraft/adversarial/discriminators/base.py):
#   the same two promises, in the library that this course follows.
# - [scikit-learn, `check_estimator`](https://scikit-learn.org/stable/developers/develop.html): the idea behind our contract kit, and what it did for
#   a whole family of libraries.
# - Isola and others, [Image-to-image translation](https://arxiv.org/abs/1611.07004), section 3.2.2: PatchGAN, where many local scores replaced a
#   single score for the whole image.
