# %% tags=["setup"]
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
# Three questions on what you know already. Answer from memory.

# %% tags=["recall"]
recall("03")

# %% [markdown]
# ## 1 · Eight minutes against a famous library
# The vocoder MelGAN brought an idea: one judge is not enough, so let three judges hear the same sound at three speeds.
# The first gets the wave. The second gets it at half the sample rate, the third at a quarter. These are the three
# **scales**, numbered 0, 1 and 2. The whole is a **Multi-Scale Discriminator**, MSD for short.
#
# The library AudioCraft has an MSD, too. `audiocraft_compat=True` builds one that behaves exactly as theirs. Its tests
# pass. They look like this:

# %% tags=["check-output"]
torch.manual_seed(0)
suspect = MultiScaleDiscriminator(audiocraft_compat=True, **small)
logits, fmaps = suspect(torch.randn(2, 1, 16_000))

print("one entry per judge:", len(logits) == len(fmaps) == 3)
print("batch of two:", all(logit.shape[0] == 2 for logit in logits))
print("three axes:", all(logit.ndim == 3 for logit in logits))
print("contract kept:", check_contract(suspect).ok)
# → one entry per judge: True
# → batch of two: True
# → three axes: True
# → contract kept: True

# %% [markdown]
# And yet it is broken: its scales are not scales. **Write any test that shows it.** Take eight minutes. It is not
# graded, and you need not succeed: what you try now makes the rest of the lesson stick.
#
# You have `suspect`, its judges `suspect.discriminators`, and any wave you like.


# %%
def my_test(msd):
    """Raise an AssertionError if the scales are no scales."""


my_test(suspect)  # silent: nothing found yet

# %% [markdown]
# Stop after eight minutes, whatever you have. Now we do it together, one question at a time.
#
# The first question is about lengths. Each judge makes one score for 256 of the samples that it gets.

# %% tags=["predict"]
predict("03.p1")


# %% tags=["demo"]
def lengths():
    logits, _ = suspect(torch.randn(1, 1, 16_000))
    print([logit.shape[-1] for logit in logits])


reveal("03.p1", lengths)

# %% [markdown]
# That is odd, and it is no proof. Perhaps something makes the maps equally long on purpose. So we ask more sharply. The
# three judges differ in their weights only. We copy the weights of judge 0 into the other two. Then any difference that is
# left comes from what they hear.

# %% tags=["predict"]
predict("03.p2")


# %% tags=["demo"]
def with_equal_weights():
    weights = suspect.discriminators[0].state_dict()
    for judge in suspect.discriminators[1:]:
        judge.load_state_dict(weights)
    logits, _ = suspect(torch.randn(1, 1, 16_000))
    for k in (1, 2):
        print(f"judge {k} says what judge 0 says, to the bit:", torch.equal(logits[k], logits[0]))


reveal("03.p2", with_equal_weights)

# %% [markdown]
# Three judges, one opinion. The last doubt goes if we look at what reaches each judge. `waves_heard` hangs a recorder
# in front of every one of them.

# %% tags=["check-output"]
wave = torch.randn(1, 1, 16_000)
first, second, third = waves_heard(suspect, wave)
print("judge 1 hears the whole wave:", torch.equal(second, wave))
print("judge 2 hears the whole wave:", torch.equal(third, wave))
# → judge 1 hears the whole wave: True
# → judge 2 hears the whole wave: True

# %% [markdown]
# Proved. Now find the line. This is the heart of AudioCraft's `forward`, retold in our words:
#
# ```text
# A   for scale, judge in enumerate(self.discriminators):
# B       if scale != 0:
# C           self.downsample(x)
# D       outputs.append(judge(x))
# ```

# %% tags=["predict"]
predict("03.p3")


# %% tags=["demo"]
def try_each_line():
    loop = """for scale in range(0, 3):
    if scale != 0: downsample(x)
    heard.append(x)"""
    changes = {
        "A": ("range(0, 3)", "range(1, 4)"),
        "B": ("scale != 0", "scale == 0"),
        "C": ("downsample(x)", "x = downsample(x)"),
        "D": ("append(x)", "append(downsample(x))"),
    }
    for line, (old, new) in changes.items():
        names = {"downsample": nn.AvgPool1d(4, 2, padding=2), "x": wave, "heard": []}
        exec(loop.replace(old, new), names)
        print(f"{line} changed: the judges hear", [x.shape[-1] for x in names["heard"]])


reveal("03.p3", try_each_line)

# %% [markdown]
# Only `x =` is missing. No error, no warning, two poolings computed for nothing. AudioCraft's tests
# count the outputs, and the count is right.
#
# A rule for your own code: **every result is used**. A call that stands alone on its line must be there for its effect.
# Our library has no line where a result could get lost: it makes all waves first, then lets them be judged.

# %%
show_source(MultiScaleDiscriminator.forward)

# %% [markdown]
# ## 2 · Three speeds of one wave
# Now the way it was meant. A **decimator** makes a wave of fewer samples: it weighs some neighbours, and keeps every
# second sum. AudioCraft weighs four samples equally: an average.
#
# Scale 1 decimates the wave, scale 2 decimates what scale 1 got. Here are three ways to write that loop. `keep` stands for
# `waves.append(x)`.
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
# We build the three waves by hand and compare with what reaches the judges of the mended MSD. `unfold` cuts a wave
# into windows of four samples, two samples apart.

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
# The judges now disagree even with equal weights, and the lengths of their maps halve.

# %% tags=["check-output"]
logits, _ = msd(wave)
print([logit.shape[-1] for logit in logits])
# → [63, 32, 16]

# %% [markdown]
# Why would one want this? Because of reach. All judges have the same layers. One logit hears 4951 samples of the wave that
# its judge gets. We ask autograd, as in lesson 02.

# %% tags=["check-output"]
judge = ScaleDiscriminator(**small).double()
wave = torch.randn(1, 1, 12_000, dtype=torch.float64, requires_grad=True)
judge(wave)[0][0, 0, 23].backward()
heard = wave.grad[0, 0].nonzero().flatten()

first, last = int(heard[0]), int(heard[-1])
print(len(heard), "samples, without a gap:", len(heard) == last - first + 1)
for scale in range(3):
    print(f"scale {scale}: {4951 * 2**scale / 24:.0f} ms")
# → 4951 samples, without a gap: True
# → scale 0: 206 ms
# → scale 1: 413 ms
# → scale 2: 825 ms

# %%
scale_playhead(msd, beat(bpm=120))

# %% [markdown]
# Move the playhead through the beat. Three scores stand at one moment, and each judges another stretch. Play the
# stretches: slower scales hear more of the beat, and hear it duller. Then put `suspect` in place of `msd`.
#
# No comb this time: an unbroken stretch. At scale 2 it lasts 825 ms, longer than a beat at 120 bpm, for no extra weight in
# the layers. The price: fewer samples a second, so fewer high tones.
#
# **Your turn:** exercise 03.1, *How far does a stack reach?* You work out the 4951 without autograd.

# %% [markdown]
# *A good place for a break.*
#
# ## 3 · One judge from inside
# A judge of MSD is a stack of one-dimensional convolutions. Its inner kernels cover 41 samples, and the channels multiply
# by four from layer to layer, up to a limit. Dense kernels of that size would be huge. So the channels are cut into **groups** of four,
# and an output channel hears the four channels of its own group only.

# %%
connections(ScaleDiscriminator(**small).convs[3], channels=32)

# %% [markdown]
# How much does that save? For AudioCraft's full size, we count the weights of the layer from 256 to 1024 channels.

# %% tags=["check-output"]
dense = 1024 * 256 * 41
grouped = 1024 * 4 * 41
print(f"{dense:,} weights without groups, {grouped:,} with: {dense // grouped} times fewer")
# → 10,747,904 weights without groups, 167,936 with: 64 times fewer

# %% [markdown]
# Let us run the whole judge by hand. Its parts are in `judge.convs` and `judge.conv_post`. The pattern is that of lesson 02:
# convolve, bend, store; then the scores, without a bend, stored as the last map.

# %% tags=["derivation"]
judge = ScaleDiscriminator(**small)
wave = torch.randn(1, 1, 16_000)
logits, fmaps = judge(wave)

x, my_fmaps = wave, []
for conv in judge.convs:
    x = F.leaky_relu(conv(x), 0.2)
    my_fmaps.append(x)
my_fmaps.append(judge.conv_post(x))

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
# Seven maps. The first layer only widens. Four layers stride by 4, and 4 · 4 · 4 · 4 = 256. The last two refine.
#
# **Your turn:** exercise 03.2, *Build the judge*. You get less help than in lesson 02.

# %% [markdown]
# ## 4 · What a decimator lets through
# A wave of `r` samples a second can carry tones up to `r` / 2. That is its **Nyquist frequency**: 12 000 Hz for our
# sounds, 6000 Hz at scale 1, 3000 Hz at scale 2. From lesson 02 you know what happens to higher tones if one only keeps every
# second sample: they come back as aliases. But MSD averages first. Some texts say that this keeps information from getting
# lost.

# %% tags=["predict"]
predict("03.p5")


# %% tags=["demo"]
def nine_kilohertz():
    high = tone(9000)
    heard = as_heard(high, 1, "average")
    return listen(
        {"9000 Hz": high, "the same at scale 1": heard}, listen_for="the pitch of the second"
    )


reveal("03.p5", nine_kilohertz)

# %% [markdown]
# Is the average at least kind to what belongs there? Take two tones of the same loudness, 5000 Hz and 7000 Hz. The first fits
# into scale 1. The second does not, and 12 000 − 7000 = 5000: it comes back on top of the first.

# %% tags=["predict"]
predict("03.p6")


# %% tags=["demo"]
def true_and_false():
    levels = {}
    for hertz in (5000, 7000):
        before, after = tone(hertz), what_scale_hears(tone(hertz), 1, "average")
        ratio = after.samples[100:-100].square().mean() / before.samples[100:-100].square().mean()
        levels[hertz] = 10 * math.log10(ratio)
        print(f"{hertz} Hz is heard at 5000 Hz, {-levels[hertz]:.1f} dB quieter than it was")
    print(f"the true tone is louder by {levels[5000] - levels[7000]:.1f} dB")


reveal("03.p6", true_and_false)

# %% [markdown]
# So the average does both: it takes away much of what the scale could carry, and lets through much of what it cannot. This
# instrument shows it for any sound. The dashed rails are drawn **before** anything is measured, by a formula. Try:
#
# 1. *sweep*, *average*, scale 1: a tone that rises from 0 to 12 000 Hz. Then *sinc*.
# 2. *tone*: push it past 6000 Hz.
# 3. *hat*: how much of what scale 1 hears was ever played? Listen to the false part alone.
# 4. *voice*: is there a problem at all?

# %%
scale_listener(drum("hat").renamed("hat"), clip="sweep")

# %% [markdown]
# The hi-hat lives above 6 kHz. All that scale 1 hears of it is false. The vowel has nothing up there, and nothing false
# is heard. How much aliasing matters depends on the sound.
#
# Where do the numbers come from? A tone is a turning arrow. Its next sample has turned on by an angle of 360° · `f` / `r`.
# Averaging two samples adds two arrows, and what is left is the cosine of half that angle.

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
# A better decimator is known. A **windowed sinc** weighs 64 samples instead of 4. Its weights are the wave that
# carries everything below a limit and nothing above, faded out at both ends.

# %%
decimator_curves()

# %% [markdown]
# The sinc, too, has a price: it begins to give up tones at 4500 Hz, to be clean from 6400 Hz on. In our library it is one
# option away. It adds no weight that is trained.

# %% tags=["check-output"]
clean = MultiScaleDiscriminator(decimator="sinc", **small)
heard = waves_heard(clean, tone(9000).wave)[1]
print("9000 Hz is heard at scale 1:", bool(heard[..., 100:-100].abs().max() > 0.001))
print("same weights to load:", clean.load_state_dict(msd.state_dict()))
# → 9000 Hz is heard at scale 1: False
# → same weights to load: <All keys matched successfully>

# %% [markdown]
# And a voice, as the three scales hear it, decimated cleanly. Hardly anything is false here: each scale hears a duller voice.

# %%
voice = vowel(f0=150, vowel="i")
listen(
    {f"scale {scale}": as_heard(voice, scale, "sinc") for scale in range(3)},
    listen_for="brightness that goes, and a pitch that stays",
)

# %% [markdown]
# *Another good place for a break.*
#
# ## 6 · A test that would have told
# Back to the suspect. Four tests are waiting for it:
#
# 1. one counts the outputs: three logits, three lists of maps;
# 2. one looks at batch and axes of the logits;
# 3. one asks every weight for a gradient;
# 4. one compares the lengths of the maps.

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
        "looks at batch and axes": all(logit.shape[:2] == (2, 1) for logit in logits),
        "asks every weight for a gradient": all(p.grad is not None for p in suspect.parameters()),
        "compares the lengths of the maps": lengths[0] > lengths[1] > lengths[2],
    }
    for name, passed in answers.items():
        print(f"{'passes' if passed else 'FAILS':7}{name}")


reveal("03.p7", four_tests)

# %% [markdown]
# The three that pass would pass for any three judges. The fourth says something about *scales*. Such a sentence, true for every
# right version whatever its weights, is a property, and its test is a **property test**.
#
# How good is a test? Break the code on purpose and see whether it complains. A version broken on purpose is a **mutant**,
# and a test that fails on it kills it. The checks of this course are made in this way. Now it is your turn to make one.
#
# **Your turn:** exercise 03.4, *Write the test that is missing*. Six mutants wait. Comparing lengths kills some of them.

# %% [markdown]
# ## 7 · Give it back
# You found it, you can prove it, you can repair it. Others should profit. What a maintainer can use is small:
#
# - a **patch**: the lines that change, with a few lines around them, in a format that tools can apply;
# - an issue: what to run, what you expected, what you saw.
#
# A patch of one line looks like this. `-` goes, `+` comes, a line with a blank in front stays. The line with `@@` says where:
# from line 1 on, three lines before and three after.
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
# Before you post: look whether somebody was faster, run your steps on today's version, and be kind. Whoever wrote this gave you a
# library.
#
# **Your turn:** exercise 03.5, *Patch and report*.

# %% [markdown]
# ## 8 · Does it matter?
# An honest question. The published EnCodec models were trained with MS-STFT-D alone, so this bug cannot have hurt them. And three
# judges with different weights are still three opinions, even if they hear the same.
#
# | real scales might help | or not |
# |---|---|
# | scale 2 hears 825 ms at once | other losses look at long stretches, too |
# | each judge has its own task | three judges of the fine wave are a strong committee |
# | less to compute | scales 1 and 2 hear false tones, unless decimated well |
#
# Nobody knows before it is measured. Lesson 08 measures it. Until then, you commit yourself in numbers.
#
# **Your turn:** exercise 03.6, *Seal a forecast*.

# %% [markdown]
# ## 9 · Say it in your own words
# Write first. The list to compare with comes after you have stored your text.

# %% tags=["explain"]
explain("03.e1")

# %% [markdown]
# ## 10 · Look back
# What you were certain of and got wrong comes up again.

# %%
look_back("03")

# %%
checklist("03")

# %% [markdown]
# ## An open question
# The sinc removes what would be false. But false tones also tell a judge, in their way, whether there was anything
# above 6 kHz. Could an MSD with aliases be the better judge of hi-hats? You have all the parts to try.
#
# ## Further reading
# - Kumar and others, [MelGAN](https://arxiv.org/abs/1910.06711), section 2.2: where the scales come from.
# - Kong, Kim and Bae, [HiFi-GAN](https://arxiv.org/abs/2010.05646), section 2.3: MSD beside MPD, and why both.
# - Ahn and others, [HILCodec](https://arxiv.org/abs/2405.04752): aliasing in wave discriminators, and what to do about it.
# - J. O. Smith, [Spectral Audio Signal Processing](https://ccrma.stanford.edu/~jos/sasp/): the windowed sinc, from the ground up.
# - [Hypothesis](https://hypothesis.readthedocs.io): a library that looks for inputs which break your properties.
