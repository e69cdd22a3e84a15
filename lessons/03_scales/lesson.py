# %% tags=["setup"]
import copy
import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from course_lib import MultiScaleDiscriminator, ScaleDiscriminator
from course_lib.classroom import (
    checklist,
    exit_ticket,
    explain,
    look_back,
    predict,
    recall,
    reveal,
    setup,
)
from course_lib.instruments import (
    abx,
    as_heard,
    connections,
    decimator_curves,
    listen,
    receptive_growth,
    scale_listener,
    scale_playhead,
    waves_heard,
    what_scale_hears,
)
from course_lib.sounds import beat, drum, tone, vowel

small = {"filters": 4, "max_filters": 32}  # few channels, so that every cell is quick
torch.manual_seed(0)
audiocraft_msd = MultiScaleDiscriminator(audiocraft_compat=True, **small)
msd = MultiScaleDiscriminator(**small)
groove = beat(bpm=120)
rates = ("24 000 samples per second", "12 000 samples per second", "6000 samples per second")
at_three_rates = {rate: as_heard(groove, scale, "sinc") for scale, rate in enumerate(rates)}

setup("03")

# %% [markdown]
# One beat, at three sample rates: this lesson's discriminator receives all three. Put on headphones, and switch between the rows while they play.

# %% tags=["demo"]
listen(at_three_rates, listen_for="what each copy keeps of the beat, and what it loses")

# %% [markdown]
# ## Before we start
# Three questions, to answer from memory.

# %% tags=["recall"]
recall("03")

# %% [markdown]
# ## 1 · One sound, three sample rates
# To check a recording, you'd listen twice: once closely, for clicks and hiss, and once from the next room, for the rhythm. The vocoder MelGAN does
# something similar, with three discriminators of the same build. The first receives the wave itself, the second the wave at half the sample rate,
# the third at a quarter. These are the three **scales**, numbered 0, 1 and 2. Together they form a **Multi-Scale Discriminator**, MSD for short.
#
# AudioCraft, Meta's library for audio models, has an MSD, and our `audiocraft_msd` computes the same numbers. Each sub-discriminator returns one logit for every 256 samples that it receives. How many logits do you expect from each?

# %% tags=["predict"]
predict("03.p1")


# %% tags=["demo"]
def lengths():
    logits, _ = audiocraft_msd(torch.randn(1, 1, 16_000))
    print([logit.shape[-1] for logit in logits])


reveal("03.p1", lengths)

# %% [markdown] tags=["after"]
# That's odd: at half and a quarter of the sample rate, it would be 32 and 16. But AudioCraft's tests pass. They count the outputs and their axes, and both are right.

# %% [markdown]
# ## 2 · Eight minutes as a detective
# A length is only a hint: with the right padding, even a short wave gives a long map. So ask a sharper question. **Write a test that shows whether each sub-discriminator
# receives a wave of its own.**
#
# Use `audiocraft_msd`, its sub-discriminators in `audiocraft_msd.discriminators`, and any wave. Getting stuck is fine: what you try now helps you remember the rest.


# %%
def my_test(msd):
    """Raise an AssertionError unless each sub-discriminator receives a wave of its own."""


my_test(audiocraft_msd)  # no error: it tests nothing yet

# %% [markdown]
# Stop after eight minutes. Here is one way.
#
# The sub-discriminators have different weights, so their logits differ in any case. But in a copy, we can give all three the weights of number 0. If their logits still differ,
# it's because of the waves that they receive.

# %% tags=["predict"]
predict("03.p2")


# %% tags=["demo"]
def with_equal_weights():
    equal = copy.deepcopy(audiocraft_msd)
    weights = equal.discriminators[0].state_dict()
    for sub_discriminator in equal.discriminators[1:]:
        sub_discriminator.load_state_dict(weights)
    wave = torch.randn(1, 1, 16_000)
    logits, _ = equal(wave)
    for k in (1, 2):
        print(f"logits {k} equal logits 0, bit for bit:", torch.equal(logits[k], logits[0]))
    received = waves_heard(audiocraft_msd, wave)
    print("all three receive the whole wave:", all(torch.equal(x, wave) for x in received))


reveal("03.p2", with_equal_weights)

# %% [markdown] tags=["after"]
# Three different waves would hardly give equal logits. `waves_heard` settles it: it records what each sub-discriminator receives. The three scales of AudioCraft's MSD are one scale.

# %% [markdown]
# Here is the code that hands out the waves: the core of AudioCraft's `forward`, rewritten by us. `self.downsample` is an average pooling, `nn.AvgPool1d(4, 2, padding=2)`.
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
def what_the_pooling_does():
    x = torch.randn(1, 1, 16_000)
    before = x.clone()
    returned = audiocraft_msd.downsample(x)
    print("x after the call:", x.shape[-1], "samples, unchanged:", torch.equal(x, before))
    print("what the call returned:", returned.shape[-1], "samples")


reveal("03.p3", what_the_pooling_does)

# %% [markdown] tags=["after"]
# There's no error and no warning, but nobody uses what the pooling returns. A rule for your own code: **use every result**. If a call is alone on its line, it must be there for its side effect.
#
# You'll fix the line in section 10. First, see how it was meant to work.

# %% [markdown]
# ## 3 · How it was meant
# A **decimator** lowers the sample rate: it replaces each sample by a weighted sum of its neighbours, and keeps every second one. AudioCraft's decimator gives four neighbours
# equal weights: it averages them.
#
# The first scale should get the wave itself, and each further one half the sample rate of the one before. Three people wrote a loop for that:
#
# | loop | in each round |
# |---|---|
# | one | hand over the wave you have, then halve it |
# | two | halve the wave you have, then hand it over |
# | three | hand over the wave you have, then halve the original |

# %% tags=["predict"]
predict("03.p4")


# %% tags=["demo"]
def three_loops():
    halve, wave = nn.AvgPool1d(4, 2, padding=2), torch.randn(1, 1, 16_000)
    rounds = {
        "one": (wave, halve(wave), halve(halve(wave))),
        "two": (halve(wave), halve(halve(wave)), halve(halve(halve(wave)))),
        "three": (wave, halve(wave), halve(wave)),
    }
    for name, waves in rounds.items():
        print(f"{name:5}", [x.shape[-1] for x in waves])
    assert_close(waves_heard(msd, wave), list(rounds["one"]))
    print("a correct MSD hands over the waves of loop one")


reveal("03.p4", three_loops)

# %% [markdown]
# ## 4 · How far one logit reaches
# Why lower the rate at all? Because of the receptive field, the stretch of the wave that one logit depends on. The picture measures it with autograd, layer by layer. What to see: the first layers hardly reach anywhere. After each stride, the next kernel's positions lie four times as far apart.

# %%
receptive_growth(ScaleDiscriminator(**small))

# %% [markdown]
# Unlike the comb of lesson 02, the receptive field is an unbroken stretch of 4951 samples. That is 206 ms at scale 0. At a lower sample rate, as many samples last longer: 413 ms at scale 1, and 825 ms at scale 2.
#
# Now move the playhead through the beat, and play the three stretches. What to see: how wide each blue stretch is. (The dots are the scores of a network that has learnt nothing yet, so they hardly move.)

# %%
scale_playhead(msd, groove)

# %% [markdown]
# At scale 2, one logit covers more than a whole beat at 120 bpm, and the layers need no extra weights for that. The price is that a lower sample rate can't carry high tones. Put `audiocraft_msd` in place of `msd`, and all three stretches last 206 ms.
#
# **Your turn:** exercise 03.1, *How far does a stack reach?* You work out the 4951 without autograd.
#
# Next: the network behind each logit.

# %% [markdown]
# *A good place for a break.*
#
# ## 5 · Inside a scale discriminator
# A scale's sub-discriminator is a stack of one-dimensional convolutions. Its inner kernels cover 41 positions, and the channels multiply by four from layer to layer, up to a limit.
#
# If each output channel depended on all input channels, such long kernels would need millions of weights. So the channels are cut into **groups** of four, and an output channel depends only on the four input channels of its own
# group. What to see: blue marks what is connected. All the rest is saved.

# %%
connections(ScaleDiscriminator(**small).convs[3], channels=32)

# %% [markdown]
# How much does that save? Careful: AudioCraft's class makes groups of four channels by default, but its published configuration makes four groups. Here are the weights of one layer,
# from 256 to 1024 channels: without groups, with four groups, and with groups of four channels.

# %% tags=["check-output"]
dense = 1024 * 256 * 41
for channels_in_a_group in (256, 64, 4):
    weights = 1024 * channels_in_a_group * 41
    groups = 256 // channels_in_a_group
    print(f"number of groups: {groups:2}, weights: {weights:10,}, 1/{dense // weights} of all")
# → number of groups:  1, weights: 10,747,904, 1/1 of all
# → number of groups:  4, weights:  2,686,976, 1/4 of all
# → number of groups: 64, weights:    167,936, 1/64 of all

# %% [markdown]
# How does one map become the next? As in lesson 02: convolve, activate, store. The logits come last, without an activation, and are stored as the last map.

# %% tags=["check-output"]
discriminator = ScaleDiscriminator(**small)
wave = torch.randn(1, 1, 16_000)
logits, fmaps = discriminator(wave)

for before, conv, after in zip([wave, *fmaps], discriminator.convs, fmaps, strict=False):
    assert_close(F.leaky_relu(conv(before), 0.2), after)
assert_close(discriminator.conv_post(fmaps[-2]), logits)
assert_close(fmaps[-1], logits)
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
# There are seven maps. Four layers have a stride of 4, and 4 · 4 · 4 · 4 = 256. The other three keep the length.
#
# **Your turn:** exercise 03.2, *Build the scale discriminator*, with less help than in lesson 02.
#
# One part is still a black box: the decimator between the scales.

# %% [markdown]
# ## 6 · What a decimator lets through
# A wave with `r` samples per second can carry tones up to `r` / 2. That is its **Nyquist frequency**: 12 000 Hz for our sounds, 6000 Hz at scale 1, 3000 Hz at scale 2.
#
# You know from lesson 02 what becomes of higher tones if you only keep every second sample: they come back as aliases. But MSD averages first.

# %% tags=["predict"]
predict("03.p5")


# %% tags=["demo"]
def nine_kilohertz():
    high = tone(9000)
    at_scale_1 = as_heard(high, 1, "average")
    hertz = torch.fft.rfft(at_scale_1.samples).abs().argmax().item()  # of one second
    return listen(
        {"9000 Hz": high, "the same at scale 1": at_scale_1},
        listen_for=f"the second: it's a tone of {hertz} Hz",
    )


reveal("03.p5", nine_kilohertz)

# %% [markdown] tags=["after"]
# Now two tones with the same level. Scale 1 can carry 5000 Hz. It can't carry 7000 Hz, and 12 000 − 7000 = 5000: if any of that tone survives, it comes back on top of the first.

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

# %% [markdown] tags=["after"]
# So averaging fails twice: it removes much of what the scale could carry, and lets through much of what it can't.

# %% [markdown]
# The next instrument shows what a scale makes of any sound. With a tone or a sweep, dashed lines show what a formula predicts, **before** anything is measured. Try these:
#
# 1. *sweep*, *average*, scale 1: a tone that rises from 0 to 12 000 Hz. Then switch to *sinc*.
# 2. *tone*: push it past 6000 Hz.
# 3. *hat*: how much of the sound at scale 1 is in the original? Listen to the false part alone.
# 4. *voice*: is there a problem at all?
#
# A recording of yours works, too: put `load("me.wav")` in place of the hat, with `load` from `course_lib.sounds`.

# %%
scale_listener(drum("hat").renamed("hat"), clip="sweep")

# %% [markdown]
# Nearly all of the hi-hat is above 6 kHz, so nearly everything that scale 1 receives of it is false. The vowel has almost nothing up there, so almost nothing false comes back. How much
# aliasing matters depends on the sound.
#
# Where do these levels come from? Picture a tone as a turning arrow. From one sample to the next, it turns by an angle of 360° · `f` / `r`. To average two samples, add the two arrows and
# halve the result. It's as long as one arrow, times the cosine of half that angle.
#
# **Your turn:** exercise 03.3, *The average of four*. You find out which tones four weights can remove, and which they can't.
#
# Could other weights do better? Let your ears answer first.

# %% [markdown]
# *Another good place for a break.*
#
# ## 7 · Sixty-four weights instead of four
# Decimate the beat in two ways: once with the four equal weights, once with 64 weights that follow a sinc curve. An infinitely long sinc would pass every tone below a limit and none above it. Ours ends:
# a window fades it out on both sides, which makes it a **windowed sinc**.
#
# This blind test plays both at scale 1, at the same level. Listen to the hi-hat that sounds with each kick: is it there, and how bright is it? Headphones help.

# %%
four = as_heard(groove, 1, "average").renamed("four equal weights")
long = as_heard(groove, 1, "sinc").renamed("windowed sinc")
abx(four, long, trials=8, match="rms")

# %% [markdown]
# The p-value is the chance of doing at least that well by guessing. Below 0.05, call it a difference. Then try `vowel()` in place of `groove`.
#
# Now look at the weights, on the left, and at what they do to each frequency, on the right. What to see: a good decimator stays at 0 dB up to 6 kHz. Above, where tones come back false, it goes down and stays down. The curves stop at −60 dB; the sinc goes further.

# %%
decimator_curves()

# %% [markdown]
# So if the average left you more of a hi-hat, most of that was false: scale 1 has no room for the real one. The sinc has a price, too: it begins to weaken tones at 4500 Hz, so that it's clean from 6400 Hz on. And it takes 16 times as many weights.
#
# **Your turn:** exercise 03.7, *Put the scales together*: whole, half, quarter, as in section 3. But your MSD gets its decimator as an argument, so that you can exchange it. In lesson 07 you train a generator against it.
#
# ## 8 · A decimator for your sounds
# In our library, you choose the sinc with an option. It adds no trainable weights.

# %% tags=["check-output"]
clean = MultiScaleDiscriminator(decimator="sinc", **small)
at_scale_1 = waves_heard(clean, tone(9000).wave)[1]
print("9000 Hz reaches scale 1:", bool(at_scale_1[..., 100:-100].abs().max() > 0.001))
print("same weights to load:", clean.load_state_dict(msd.state_dict()))
# → 9000 Hz reaches scale 1: False
# → same weights to load: <All keys matched successfully>

# %% [markdown]
# Now a voice at the three scales, decimated by the sinc. This vowel has almost nothing above 4500 Hz, so scale 1 loses almost nothing. Scale 2 loses nearly everything above 3000 Hz: listen to how dull it gets, while the pitch stays.

# %%
voice = vowel(f0=150, vowel="i")
listen(
    {f"scale {scale}": as_heard(voice, scale, "sinc") for scale in range(3)},
    listen_for="the brightness, and the pitch",
)

# %% [markdown]
# **Your turn:** exercise 03.8, *Your own decimator*. You get 16 weights: too few for everything. What do you give up?
#
# Back to AudioCraft's MSD, and to its tests.

# %% [markdown]
# ## 9 · Which test notices?
# Here are four tests for AudioCraft's MSD:
#
# 1. one counts the outputs, three tensors of logits and three lists of maps, and checks their axes;
# 2. one checks that every weight gets a gradient;
# 3. one checks that no two scales return the same logits;
# 4. one checks that each scale returns fewer logits than the one before.

# %% tags=["predict"]
predict("03.p7")


# %% tags=["demo"]
def four_tests():
    wave = torch.randn(2, 1, 16_000, requires_grad=True)
    logits, fmaps = audiocraft_msd(wave)
    sum(logit.sum() for logit in logits).backward()
    lengths = [logit.shape[-1] for logit in logits]
    answers = {
        "1 outputs and axes": [logit.shape[:2] for logit in logits] == [(2, 1)] * len(fmaps),
        "2 gradients": all(p.grad is not None for p in audiocraft_msd.parameters()),
        "3 no equal logits": not any(torch.equal(logits[k], logits[k - 1]) for k in range(3)),
        "4 fewer logits": lengths[0] > lengths[1] > lengths[2],
    }
    for name, passed in answers.items():
        print(f"{'passes' if passed else 'FAILS':7}{name}")


reveal("03.p7", four_tests)

# %% [markdown] tags=["after"]
# The three that pass would pass whatever waves the sub-discriminators receive: the third one only notices that their weights differ. Only the last one is about *scales*.

# %% [markdown]
# What is true for every correct version, whatever its weights, is a property. A test of it is a **property test**.
#
# How good is a test? Break the code on purpose and see if the test fails. A version that's broken on purpose is a **mutant**, and a test that fails on it kills it.
#
# **Your turn:** exercise 03.4, *Write the test that is missing*. Nine mutants are waiting. Comparing lengths kills some of them.
#
# A test convinces you. To convince a maintainer, you need a little more.

# %% [markdown]
# ## 10 · Report it
# A maintainer needs two things:
#
# - a **patch**: the lines that change, with a few lines around them, in a format that tools can apply;
# - an issue: what to run, what you expected, what you saw.
#
# This patch changes one line. `-` marks what goes, `+` what comes, a space what stays. The line with `@@` says where: three lines from line 1 on become three lines.
#
# ```diff
# --- a/greeting.py
# +++ b/greeting.py
# @@ -1,3 +1,3 @@
#  def greet(name):
# -    print("Hello" + name)
# +    print("Hello, " + name)
#      return name
# ```
#
# **Your turn:** exercise 03.5, *Patch and report*. You practise on our rewritten class, and then patch AudioCraft's own file.
# Before you post: check whether it has already been reported, try today's version, and be kind. These people gave you a library.
#
# They may ask what the bug has cost them. Do you know?

# %% [markdown]
# ## 11 · Does it matter?
# The bug is real, but does it do any harm? EnCodec's published models were trained with MS-STFT-D alone, so it can't have hurt them. Others have looked at scales, and disagree:
#
# | for real scales | against |
# |---|---|
# | [HiFi-GAN](https://arxiv.org/abs/2010.05646), ablation study: without MSD, listeners' ratings fell | [DAC](https://github.com/descriptinc/descript-audio-codec/issues/48) dropped MSD: it didn't help, says an author |
# | one logit covers up to 825 ms | [HiFi++](https://arxiv.org/abs/2203.13086) gives small networks the full wave, on purpose |
# | each scale has its own task | somebody [corrected the pooling of a MelGAN](https://github.com/jaywalnut310/MelGAN-Pytorch/issues/1), and two more things: it sounded worse |
#
# So we measured it. We trained the small GAN of lesson 07 with MSD, from three seeds, once with the bug and once with real scales. Then we counted wrong pitches: the share of the voiced time with a pitch more than a quarter tone off.

# %% tags=["predict"]
predict("03.p8")


# %% tags=["demo"]
def what_the_bug_costs():
    print("wrong pitch, % of voiced time      seed 0   seed 1   seed 2")
    print("MSD with the bug                     37.5     34.1     36.3")
    print("MSD with real scales                 26.9     26.3     28.9")
    print("no discriminator at all              23.1     21.9     23.1")


reveal("03.p8", what_the_bug_costs)

# %% [markdown] tags=["after"]
# The bug costs 7 to 11 points in each seed. Look at the last row, too: no discriminator at all makes the fewest pitch errors here. Why use one, then? Because pitch isn't all: with MSD, the generator buzzes a little less. You'll hear that buzz in lesson 07.
#
# This is one small generator with synthetic sounds. All numbers: `docs/measured-claims.md`.

# %% [markdown]
# Pitch is one measure. Lesson 08 takes another, and you forecast it now, in numbers.
#
# **Your turn:** exercise 03.6, *Seal a forecast*. Then explain all this to somebody else.
#
# ## 12 · Say it in your own words
# Write first. When you've stored your text, you get a list to compare it with.

# %% tags=["explain"]
explain("03.e1")

# %% [markdown]
# ## 13 · Before you go
# Four questions, scored once. Two go back to earlier lessons. Below them, the questions that you were sure about and got wrong come back in another form.

# %% tags=["exit"]
exit_ticket("03")

# %%
look_back("03")

# %%
checklist("03")

# %% [markdown]
# ## An open question
# The sinc removes what would be false. But the false tones also carry information: they show whether there was anything above 6 kHz. Could an MSD with aliases be better for hi-hats?
#
# ## Further reading
# - Kumar and others, [MelGAN](https://arxiv.org/abs/1910.06711), section 2.2: where the scales come from.
# - Kong, Kim and Bae, [HiFi-GAN](https://arxiv.org/abs/2010.05646), section 2.3: MSD together with MPD, and why both.
# - Ahn and others, [HILCodec](https://arxiv.org/abs/2405.04752): aliasing in wave discriminators, and what to do about it.
# - J. O. Smith, [Spectral Audio Signal Processing](https://ccrma.stanford.edu/~jos/sasp/): the windowed sinc, from the ground up.
# - [Hypothesis](https://hypothesis.readthedocs.io): a library that searches for inputs that break your properties.
