# %% tags=["setup"]
import copy
import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from course_lib import MultiScaleDiscriminator, ScaleDiscriminator, check_contract
from course_lib.classroom import (
    checklist,
    explain,
    look_back,
    predict,
    recall,
    reveal,
    setup,
)
from course_lib.display import show_source
from course_lib.instruments import (
    as_heard,
    connections,
    decimator_curves,
    listen,
    scale_listener,
    scale_playhead,
    waves_heard,
    what_scale_hears,
)
from course_lib.sounds import beat, drum, tone, vowel

small = {"filters": 4, "max_filters": 32}  # few channels, so that every cell is quick

setup("03")

# %% [markdown]
# ## Before we start
# Here are three questions on what you already know. Answer from memory.

# %% tags=["recall"]
recall("03")

# %% [markdown]
# ## 1 · Eight minutes against a famous library
# The vocoder MelGAN brought an idea from images to sound: instead of one discriminator, use three, and give them the same sound at three sample
# rates. The first receives the wave itself. The second receives it at half the sample rate, the third at a quarter. These
# are the three **scales**, numbered 0, 1 and 2. Together they form a **Multi-Scale Discriminator**, MSD for short.
#
# The library AudioCraft has an MSD, too. `audiocraft_compat=True` builds one that behaves exactly like theirs. Its tests
# pass. They look like this:

# %% tags=["check-output"]
torch.manual_seed(0)
suspect = MultiScaleDiscriminator(audiocraft_compat=True, **small)
logits, fmaps = suspect(torch.randn(2, 1, 16_000))

print("one entry per sub-discriminator:", len(logits) == len(fmaps) == 3)
print("batch of two:", all(logit.shape[0] == 2 for logit in logits))
print("three axes:", all(logit.ndim == 3 for logit in logits))
print("contract kept:", check_contract(suspect).ok)
# → one entry per sub-discriminator: True
# → batch of two: True
# → three axes: True
# → contract kept: True

# %% [markdown]
# And yet it's broken: its scales are not scales. **Write any test that shows it.** Give it eight minutes. It isn't graded, and
# getting stuck is fine: what you try now helps you remember the rest of the lesson.
#
# You have `suspect`, its three sub-discriminators in `suspect.discriminators`, and any wave you like.


# %%
def my_test(msd):
    """Raise an AssertionError if the scales aren't scales."""


my_test(suspect)  # no error: it finds nothing yet

# %% [markdown]
# Stop after eight minutes, however far you got. Now let's do it together, one question at a time.
#
# The first question is about lengths. Each sub-discriminator returns one logit for every 256 samples that it receives.

# %% tags=["predict"]
predict("03.p1")


# %% tags=["demo"]
def lengths():
    logits, _ = suspect(torch.randn(1, 1, 16_000))
    print([logit.shape[-1] for logit in logits])


reveal("03.p1", lengths)

# %% [markdown]
# That's odd, but it isn't proof. Perhaps something makes the maps equally long on purpose. So let's ask a sharper question.
#
# The three sub-discriminators differ only in their weights. In a copy, we give the other two the weights of number 0. Any difference
# that remains must come from the waves that they receive.

# %% tags=["predict"]
predict("03.p2")


# %% tags=["demo"]
def with_equal_weights():
    equal = copy.deepcopy(suspect)
    weights = equal.discriminators[0].state_dict()
    for sub_discriminator in equal.discriminators[1:]:
        sub_discriminator.load_state_dict(weights)
    logits, _ = equal(torch.randn(1, 1, 16_000))
    for k in (1, 2):
        print(f"logits {k} equal logits 0, bit for bit:", torch.equal(logits[k], logits[0]))


reveal("03.p2", with_equal_weights)

# %% [markdown]
# Three sub-discriminators, and all logits are the same. To remove the last doubt, look at their inputs. `waves_heard` records
# what each sub-discriminator receives.

# %% tags=["check-output"]
wave = torch.randn(1, 1, 16_000)
first, second, third = waves_heard(suspect, wave)
print("sub-discriminator 1 receives the whole wave:", torch.equal(second, wave))
print("sub-discriminator 2 receives the whole wave:", torch.equal(third, wave))
# → sub-discriminator 1 receives the whole wave: True
# → sub-discriminator 2 receives the whole wave: True

# %% [markdown]
# That's proof. Now find the line that causes it. Here is the core of AudioCraft's `forward`, rewritten by us:
#
# ```text
# A   for scale, disc in enumerate(self.discriminators):
# B       if scale != 0:
# C           self.downsample(x)
# D       outputs.append(disc(x))
# ```

# %% tags=["predict"]
predict("03.p3")


# %% tags=["demo"]
def try_each_line():
    loop = """for scale in range(0, 3):
    if scale != 0: downsample(x)
    received.append(x)"""
    changes = {
        "A": ("range(0, 3)", "range(1, 4)"),
        "B": ("scale != 0", "scale == 0"),
        "C": ("downsample(x)", "x = downsample(x)"),
        "D": ("append(x)", "append(downsample(x))"),
    }
    for line, (old, new) in changes.items():
        names = {"downsample": nn.AvgPool1d(4, 2, padding=2), "x": wave, "received": []}
        exec(loop.replace(old, new), names)
        print(f"{line} changed: they receive", [x.shape[-1] for x in names["received"]], "samples")


reveal("03.p3", try_each_line)

# %% [markdown]
# Only `x =` is missing. There's no error and no warning, and two results of pooling are thrown away. AudioCraft's tests
# count the outputs, and the count is right.
#
# This gives you a rule for your own code: **use every result**. A call on a line of its own must be there for its side effect.
# Our library avoids such a line: it first makes all waves, then passes each one to its sub-discriminator.

# %%
show_source(MultiScaleDiscriminator.each)

# %% [markdown]
# ## 2 · One wave at three sample rates
# Now let's see how it was meant to work. A **decimator** lowers the sample rate: it replaces each sample by a weighted sum of
# its neighbours, and keeps every second one. AudioCraft weights four neighbours equally, so it averages them.
#
# Scale 1 gets the decimated wave. Scale 2 gets the wave of scale 1, decimated once more. Here are three ways to write that loop.
# `keep` stands for `waves.append(x)`.
#
# ```text
# one    for scale in range(3):  keep;  x = decimate(x)
# two    for scale in range(3):  x = decimate(x);  keep
# three  for scale in range(3):  keep;  x = decimate(wave)
# ```

# %% tags=["predict"]
predict("03.p4")


# %% tags=["demo"]
def three_loops():
    loops = {
        "one": "waves.append(x); x = decimate(x)",
        "two": "x = decimate(x); waves.append(x)",
        "three": "waves.append(x); x = decimate(wave)",
    }
    for name, body in loops.items():
        names = {"decimate": nn.AvgPool1d(4, 2, padding=2), "wave": wave, "x": wave, "waves": []}
        exec(f"for scale in range(3): {body}", names)
        print(f"{name:5}", [x.shape[-1] for x in names["waves"]])


reveal("03.p4", three_loops)

# %% [markdown]
# Let's build the three waves by hand, and compare them with those that a correct MSD gives to its sub-discriminators. `unfold`
# cuts a wave into windows of four samples, two samples apart.

# %% tags=["derivation"]
torch.manual_seed(0)
msd = MultiScaleDiscriminator(**small)
wave = torch.randn(1, 1, 16_000)


def average_and_halve(x):
    return F.pad(x, (2, 2)).unfold(-1, 4, 2).mean(-1)


half = average_and_halve(wave)
quarter = average_and_halve(half)
assert_close(waves_heard(msd, wave), [wave, half, quarter])

# %% [markdown]
# Now the sub-discriminators receive three different waves, and the lengths of their logits halve from scale to scale.

# %% tags=["check-output"]
logits, _ = msd(wave)
print([logit.shape[-1] for logit in logits])
# → [63, 32, 16]

# %% [markdown]
# Why would you want this? Because of the receptive field. All three have the same layers, so each logit depends on the same
# number of samples of the wave at its scale. But at a lower sample rate, these samples last longer. Let's ask autograd, as in
# lesson 02.

# %% tags=["check-output"]
discriminator = ScaleDiscriminator(**small).double()
wave = torch.randn(1, 1, 12_000, dtype=torch.float64, requires_grad=True)
discriminator(wave)[0][0, 0, 23].backward()
touched = wave.grad[0, 0].nonzero().flatten()

first, last = int(touched[0]), int(touched[-1])
print(len(touched), "samples, without a gap:", len(touched) == last - first + 1)
for scale in range(3):
    print(f"scale {scale}: {4951 * 2**scale / 24:.0f} ms")
# → 4951 samples, without a gap: True
# → scale 0: 206 ms
# → scale 1: 413 ms
# → scale 2: 825 ms

# %%
scale_playhead(msd, beat(bpm=120))

# %% [markdown]
# Move the playhead through the beat. At each moment there are three logits, and each depends on a stretch of a different length.
# Play the stretches: from scale to scale they get longer, and sound duller. Then replace `msd` by `suspect`.
#
# It isn't a comb this time, but an unbroken stretch. At scale 2 it lasts 825 ms, longer than a beat at 120 bpm, and the layers
# need no extra weights for that. The price is a lower sample rate, which can't carry the high tones.
#
# **Your turn:** exercise 03.1, *How far does a stack reach?* You work out the 4951 without autograd.

# %% [markdown]
# *A good place for a break.*
#
# ## 3 · Inside a scale discriminator
# The sub-discriminator of one scale is a stack of one-dimensional convolutions. Its inner kernels cover 41 positions, and the
# channels multiply by four from layer to layer, up to a limit.
#
# Kernels of that length that connect all channels would be huge. So the channels are cut into **groups** of four, and an
# output channel depends only on the four input channels of its own group. Look at the picture: a blue field is a connection.

# %%
connections(ScaleDiscriminator(**small).convs[3], channels=32)

# %% [markdown]
# How much does that save? Let's count the weights of one layer at full size, from 256 to 1024 channels, with four channels in
# a group.

# %% tags=["check-output"]
dense = 1024 * 256 * 41
grouped = 1024 * 4 * 41
print(f"{dense:,} weights without groups, {grouped:,} with: {dense // grouped} times fewer")
# → 10,747,904 weights without groups, 167,936 with: 64 times fewer

# %% [markdown]
# That is the default of AudioCraft's class. Its published configuration makes larger groups, which save less: there, this layer
# has 4 times fewer weights than without groups.
#
# Now let's run the whole network by hand. The pattern is the one of lesson 02: convolve, activate, store. The logits come last,
# without an activation, and are stored as the last map.

# %% tags=["derivation"]
discriminator = ScaleDiscriminator(**small)
wave = torch.randn(1, 1, 16_000)
logits, fmaps = discriminator(wave)

x, my_fmaps = wave, []
for conv in discriminator.convs:
    x = F.leaky_relu(conv(x), 0.2)
    my_fmaps.append(x)
my_fmaps.append(discriminator.conv_post(x))

assert_close(my_fmaps, fmaps)
assert_close(my_fmaps[-1], logits)

# %% tags=["check-output"]
for fmap in fmaps:
    print(list(fmap.shape))
# → [1, 4, 16000]
# → [1, 16, 4000]
# → [1, 32, 1000]
# → [1, 32, 250]
# → [1, 32, 63]
# → [1, 32, 63]
# → [1, 1, 63]

# %% [markdown]
# There are seven maps. The first layer keeps the length of the wave. Four layers have a stride of 4, and 4 · 4 · 4 · 4 = 256. The
# last two layers keep the length again.
#
# **Your turn:** exercise 03.2, *Build the scale discriminator*. You get less help than in lesson 02.

# %% [markdown]
# ## 4 · What a decimator lets through
# A wave with `r` samples per second can carry tones up to `r` / 2. That is its **Nyquist frequency**: 12 000 Hz for our
# sounds, 6000 Hz at scale 1, 3000 Hz at scale 2.
#
# From lesson 02 you know what happens to higher tones if you only keep every second sample: they come back as aliases. But MSD
# averages first. You may read that this averaging prevents any loss of information. Does it?

# %% tags=["predict"]
predict("03.p5")


# %% tags=["demo"]
def nine_kilohertz():
    high = tone(9000)
    at_scale_1 = as_heard(high, 1, "average")
    return listen(
        {"9000 Hz": high, "the same at scale 1": at_scale_1}, listen_for="the pitch of the second"
    )


reveal("03.p5", nine_kilohertz)

# %% [markdown]
# Does averaging at least preserve what we want? Take two tones with the same level, 5000 Hz and 7000 Hz. Scale 1 can carry
# the first one. It can't carry the second one, and 12 000 − 7000 = 5000: it comes back on top of the first.

# %% tags=["predict"]
predict("03.p6")


# %% tags=["demo"]
def true_and_false():
    levels = {}
    for hertz in (5000, 7000):
        before, after = tone(hertz), what_scale_hears(tone(hertz), 1, "average")
        ratio = after.samples[100:-100].square().mean() / before.samples[100:-100].square().mean()
        levels[hertz] = 10 * math.log10(ratio)
        print(f"{hertz} Hz arrives as 5000 Hz, {-levels[hertz]:.1f} dB quieter than before")
    print(f"the true tone is louder by {levels[5000] - levels[7000]:.1f} dB")


reveal("03.p6", true_and_false)

# %% [markdown]
# So averaging fails twice: it removes much of what the scale could carry, and lets through much of what it can't.
#
# The next instrument shows this for any sound. The dashed lines are a prediction: a formula gives them **before** anything is
# measured. Try these:
#
# 1. *sweep*, *average*, scale 1: a tone that rises from 0 to 12 000 Hz. Then switch to *sinc*.
# 2. *tone*: push it past 6000 Hz.
# 3. *hat*: how much of the sound at scale 1 is in the original? Listen to the false part alone.
# 4. *voice*: is there a problem at all?

# %%
scale_listener(drum("hat").renamed("hat"), clip="sweep")

# %% [markdown]
# Nearly all of the hi-hat is above 6 kHz, so nearly everything that scale 1 receives of it is false. The vowel has almost
# nothing up there, so almost nothing false comes back. How much aliasing matters depends on the sound.
#
# Where do the numbers come from? Picture a tone as a turning arrow. From one sample to the next, it turns by an angle of
# 360° · `f` / `r`. To average two samples, add the two arrows and halve the result. Its length is that of one arrow times the
# cosine of half that angle.

# %% tags=["derivation"]
frequency = 9000
angle = math.pi * frequency / 24_000  # half the turn from sample to sample, in radians

wave = tone(frequency).wave.double()
average_of_two = F.avg_pool1d(wave, 2, 1)
measured = average_of_two.square().mean().sqrt() / wave.square().mean().sqrt()
assert_close(measured.item(), abs(math.cos(angle)), rtol=1e-3, atol=0)

# %% [markdown]
# **Your turn:** exercise 03.3, *The average of four*.
#
# ## 5 · A better decimator
# There is a better decimator. A **windowed sinc** combines 64 samples instead of 4. Its weights follow the sinc curve, which would
# pass every tone below a limit and none above it, if only it were infinitely long. A window fades it out at both ends.

# %%
decimator_curves()

# %% [markdown]
# The sinc has a price, too: it begins to weaken tones at 4500 Hz, so that it's clean from 6400 Hz on. In our library, it takes one
# option. It adds no trainable weights.

# %% tags=["check-output"]
clean = MultiScaleDiscriminator(decimator="sinc", **small)
at_scale_1 = waves_heard(clean, tone(9000).wave)[1]
print("9000 Hz reaches scale 1:", bool(at_scale_1[..., 100:-100].abs().max() > 0.001))
print("same weights to load:", clean.load_state_dict(msd.state_dict()))
# → 9000 Hz reaches scale 1: False
# → same weights to load: <All keys matched successfully>

# %% [markdown]
# Now listen to a voice at the three scales, decimated by the sinc. Hardly anything is false here. This vowel has almost nothing
# above 4500 Hz, so scale 1 loses almost nothing. Scale 2 loses everything above 3000 Hz.

# %%
voice = vowel(f0=150, vowel="i")
listen(
    {f"scale {scale}": as_heard(voice, scale, "sinc") for scale in range(3)},
    listen_for="the brightness, and the pitch",
)

# %% [markdown]
# *Another good place for a break.*
#
# ## 6 · A test that would have found it
# Back to the suspect. Here are four tests for it:
#
# 1. one counts the outputs: three tensors of logits, three lists of maps;
# 2. one checks the batch and the axes of the logits;
# 3. one checks that every weight gets a gradient;
# 4. one compares the lengths of the logits.

# %% tags=["predict"]
predict("03.p7")


# %% tags=["demo"]
def four_tests():
    wave = torch.randn(2, 1, 16_000, requires_grad=True)
    logits, fmaps = suspect(wave)
    sum(logit.sum() for logit in logits).backward()
    lengths = [logit.shape[-1] for logit in logits]
    answers = {
        "counts the outputs": len(logits) == len(fmaps) == 3,
        "checks batch and axes": all(logit.shape[:2] == (2, 1) for logit in logits),
        "checks the gradients": all(p.grad is not None for p in suspect.parameters()),
        "compares the lengths of the logits": lengths[0] > lengths[1] > lengths[2],
    }
    for name, passed in answers.items():
        print(f"{'passes' if passed else 'FAILS':7}{name}")


reveal("03.p7", four_tests)

# %% [markdown]
# The three that pass would pass whatever waves the sub-discriminators receive. Only the fourth is about *scales*: each one must be
# shorter than the one before. A statement like this, true for every correct version whatever its weights, is a property. A test
# of it is a **property test**.
#
# How good is a test? Break the code on purpose and see if the test fails. A version that's broken on purpose is a **mutant**, and
# a test that fails on it kills it. The checks of this course are built like this. Now you build one.
#
# **Your turn:** exercise 03.4, *Write the test that is missing*. Six mutants are waiting. Comparing lengths kills some of them.

# %% [markdown]
# ## 7 · Report it
# You've found the bug, and you can prove it and fix it. Now others can benefit. A maintainer needs only two things:
#
# - a **patch**: the lines that change, with a few lines around them, in a format that tools can apply;
# - an issue: what to run, what you expected, what you saw.
#
# A patch of one line looks like this. Lines with `-` are removed, lines with `+` are added, and lines that start with a space
# stay. The line with `@@` says where: three lines from line 1 on become three lines.
#
# ```diff
# --- a/greeting.py
# +++ b/greeting.py
# @@ -1,3 +1,3 @@
#  def greet(name):
# -    name.title()
# +    name = name.title()
#      return f"Hello, {name}"
# ```
#
# Before you post: check whether it has already been reported, run your steps on today's version, and be kind. The people who
# wrote this code gave you a library.
#
# **Your turn:** exercise 03.5, *Patch and report*. At its end, you try your patch on AudioCraft's own file.

# %% [markdown]
# ## 8 · Does it matter?
# The bug is real, but how much harm does it do? The published EnCodec models were trained with MS-STFT-D alone, so it can't have
# hurt them. And three networks with different weights can still disagree, even if they receive the same wave.
#
# | real scales might help | or not |
# |---|---|
# | a logit at scale 2 covers 825 ms | other losses look at long stretches, too |
# | each sub-discriminator has its own task | three that receive the full wave may be strong together |
# | less to compute | scales 1 and 2 receive false tones, unless decimated well |
#
# Others disagree, too. DAC's released configuration has no MSD: it
# [didn't help](https://github.com/descriptinc/descript-audio-codec/issues/48), says an author. [HiFi++](https://arxiv.org/abs/2203.13086) lets small networks all
# receive the full wave.
#
# We don't know until we measure it. Lesson 08 does. Until then, commit to a forecast in numbers.
#
# **Your turn:** exercise 03.6, *Seal a forecast*.

# %% [markdown]
# ## 9 · Say it in your own words
# Write first. When you've stored your text, you get a list to compare it with.

# %% tags=["explain"]
explain("03.e1")

# %% [markdown]
# ## 10 · Look back
# The questions that you were sure about and got wrong come back here.

# %%
look_back("03")

# %%
checklist("03")

# %% [markdown]
# ## An open question
# The sinc removes what would be false. But the false tones also carry information: they show whether there was anything
# above 6 kHz. Could an MSD with aliases be better for hi-hats? You have all the parts to try it.
#
# ## Further reading
# - Kumar and others, [MelGAN](https://arxiv.org/abs/1910.06711), section 2.2: where the scales come from.
# - Kong, Kim and Bae, [HiFi-GAN](https://arxiv.org/abs/2010.05646), section 2.3: MSD together with MPD, and why both.
# - Ahn and others, [HILCodec](https://arxiv.org/abs/2405.04752): aliasing in wave discriminators, and what to do about it.
# - J. O. Smith, [Spectral Audio Signal Processing](https://ccrma.stanford.edu/~jos/sasp/): the windowed sinc, from the ground up.
# - [Hypothesis](https://hypothesis.readthedocs.io): a library that searches for inputs that break your properties.
