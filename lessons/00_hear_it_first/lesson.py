# %% tags=["setup"]
import torch
from torch import nn

from course_lib import (
    MultiPeriodDiscriminator,
    MultiScaleDiscriminator,
    MultiScaleSTFTDiscriminator,
)
from course_lib.classroom import (
    checklist,
    enrol,
    explain,
    judge_by_ear,
    look_back,
    predict,
    readiness,
    recall,
    reveal,
    setup,
)
from course_lib.instruments import (
    abx,
    artefact_zoo,
    as_notebook_players_do,
    blind_pair,
    ear_test_clips,
    listen,
    roc_curves,
    time_machine,
    unblinded_pair,
)
from course_lib.instruments.abx.statistics import guessing_p_value
from course_lib.sounds import Sound, beat, pluck, spoil, tone, vowel

setup("00")

# %% [markdown]
# ## 1 · Two clips
# Put on headphones, if you have some. Here is one sound twice. One of the two is the original. The other went through a small
# neural network, which had to make it anew from few numbers.
#
# Listen first. Theory comes later.

# %% tags=["demo"]
listen(*blind_pair(), listen_for="the moment when a string is plucked, and what follows it")

# %% tags=["predict"]
predict("00.p1")

# %% tags=["demo"]
reveal("00.p1", lambda: listen(*unblinded_pair(), listen_for="which one you would call blurred"))

# %% [markdown]
# How did you decide? Perhaps you cannot say. You heard something, and a verdict was there.
#
# A network that makes sounds is a **generator**. A **discriminator** is whoever tells its sounds from real ones. You have been one for
# a minute. This course is about the others: networks that listen, tell, and so teach the generator. What do they hear?
#
# "Real" has a plain meaning here. All sounds of this course are made by formulas. Real is the sound that the generator
# had to copy.

# %% [markdown]
# ## 2 · Before we go on
# Six questions on what this course takes for granted. Answer from memory. Nobody keeps marks. Where something is missing, a refresher
# of five minutes waits at the end of this notebook.

# %% tags=["recall"]
recall("00")

# %%
readiness(
    {
        "R1 Shapes of convolutions": ("00.r1", "00.r2"),
        "R2 Decibels": ("00.r3", "00.r4"),
        "R3 autograd.grad": ("00.r5", "00.r6"),
    }
)

# %% [markdown]
# ## 3 · You are the discriminator
# Twelve clips, six real and six made. Hear each one, and say how real it sounds. Your answer is a **score**: 2 means "surely real", −2
# means "surely made", 0 means "I cannot tell". Nothing is told before the end.
#
# Your hands can stay on the keyboard. X plays, 1 to 5 answer.

# %%
real, made = ear_test_clips()
ear_test = judge_by_ear("00.ear", real, made)
ear_test

# %% [markdown]
# Each answer is stored on this machine at once. You can stop, and go on tomorrow.
#
# Now the formal part. Whatever takes a sound and hands back scores, high for real, can be a discriminator of this course. The sound comes
# as a tensor with three axes, `[batch, channels, time]`: so many clips, so many channels each, so many samples each. You qualify.
# The next line puts you on the list, under the name "you", beside the networks.

# %%
print(enrol())

# %% [markdown]
# For a clip that you judged, "you" returns your score. For any other it returns what you said of the most similar clips. That is a
# guess about you, made by a formula. Do not blame it for your taste.
#
# Three networks stand on the list already. You build them in lessons 02 to 04. They are called MPD, MSD and MS-STFT-D. Here they have random
# weights.

# %% tags=["predict"]
predict("00.p2")

# %% tags=["demo"]
reveal("00.p2", lambda: roc_curves(real, made))

# %% [markdown]
# To read the picture, take a threshold. Clips with a score above it are called real. How many of the real clips are? How many of the made ones, by
# mistake? That is one point. All thresholds together give a curve, the **ROC curve**.
#
# The area under it has a meaning that you can say aloud: of 100 pairs of a real and a made clip, in how many does the real one have the higher
# score? Guessing gives 0.5. Twelve clips are few, so an area of 0.4 or 0.6 is still luck.
#
# **Your turn:** exercise 00.1, *Four arrays*, and 00.4, *You, in numbers*.

# %% [markdown]
# ## 4 · Who is needed?
# Size is the next thing that people ask for. Let us count the weights of the three networks, as AudioCraft builds them. That is an open library
# for networks that make sound. EnCodec, which is part of it, is a **codec**: it packs a sound into few numbers, and makes it anew from them. Its
# published configurations train with discriminators from this list.

# %% tags=["predict"]
predict("00.p3")


# %% tags=["demo"]
def count_weights():
    for kind in (MultiPeriodDiscriminator, MultiScaleDiscriminator, MultiScaleSTFTDiscriminator):
        number = sum(weights.numel() for weights in kind(**sizes.get(kind, {})).parameters())
        print(f"{kind.__name__:28} {number / 1e6:5.1f} million weights")


sizes = {MultiScaleSTFTDiscriminator: {"filters": 32}}
reveal("00.p3", count_weights)

# %% [markdown]
# EnCodec's configurations name the last one, and no other. So size is no measure of use, and the three need not come together. Whether more of
# them help is a question for an experiment. Lesson 08 makes it.

# %% [markdown]
# ## 5 · A fair comparison
# Take a tone, and add the same tone upside down. The two cancel. Let a thousandth of it remain. Such a rest is
# far too soft to be heard beside the tone.

# %% tags=["predict"]
predict("00.p4")


# %% tags=["demo"]
def what_remains():
    sound = tone(440, 0.8)
    rest = Sound(sound.samples - 0.999 * sound.samples, name="the rest")
    usual = as_notebook_players_do(rest)
    return listen({"the tone": sound, "the rest": rest, "the rest, in a usual player": usual})


reveal("00.p4", what_remains)

# %% [markdown]
# The usual player of notebooks turns each clip up until its largest sample is full. It says nothing about it. A whisper comes out as loud as a shout, and the
# louder of two clips is easily taken for the better one.
#
# A **gain** is the factor by which a sound is made louder or softer. In this course all clips that are compared get one common gain, and it
# stands below the players. Where loudness itself must not matter, their **RMS** is made equal first. That is the root of the mean of the squared samples: a
# measure of level that a single click hardly moves.
#
# **Your turn:** exercise 00.2, *Make it fair*.

# %% [markdown]
# ## 6 · Six artefacts
# An **artefact** is a fault that the making leaves behind. Here is one. We take a drum beat, and smear a part of each hit over windows of 128 ms. So
# some of it comes before the hit, and as much of it after.

# %% tags=["predict"]
predict("00.p5")


# %% tags=["demo"]
def smear():
    drums = beat(bpm=120)
    return listen({"clean": drums, "smeared": spoil(drums, "pre-echo", 2)}, listen_for="the hits")


reveal("00.p5", smear)

# %% [markdown]
# This is a **pre-echo**: a short, faint rush before each hit. A generator that works in windows makes it when a hit is smeared over a whole window.
#
# There are five more in the zoo, each at three strengths: comb buzz, a dull top, phasiness, DC thumps and clicks. Begin with strength 3, and go down to
# the faintest that you still hear. All buttons can be reached by the Tab key.

# %%
artefact_zoo()

# %% [markdown]
# With `artefact_zoo(load("my_recording.wav"))` you hear all six on a sound of your own; `load` comes from `course_lib.sounds`.
#
# Each artefact leaves another trace: lines, gaps, bumps. Remember that when you read in later lessons that one network looks at windows of the
# sound, and another at every fifth sample. Not every ear can find every trace.
#
# **Your turn:** exercise 00.3, *Name it by ear*.
#
# This is a good place for a break.

# %% [markdown]
# ## 7 · Do you hear it, or do you think so?
# Faint artefacts are treacherous: who knows that there is one will hear it. An **ABX test** is proof against that. You hear A and B, which differ, and X,
# which is one of them, drawn by a coin. You say which. Who hears nothing must guess, and is right half of the time.

# %% tags=["predict"]
predict("00.p6")


# %% tags=["demo"]
def luck():
    for right in (5, 6, 7, 8, 9, 10):
        print(
            f"{right:2} of 10 right: guessing does as well {guessing_p_value(right, 10):6.1%} of the time"
        )


reveal("00.p6", luck)

# %% [markdown]
# Now you. A is clean, B has faint clicks. Decide before you begin that you will answer all ten. Keys: A, B and X play. 1 says that X is A, 2 says that X is B.

# %%
string = pluck(196)
test = abx(string, spoil(string, "clicks", 1), trials=10)
test

# %% [markdown]
# Besides the share of luck you get **d′** (say "d prime"). It tells how far apart the two sounds lie for your ear: 0 is guessing, 1 is a faint difference, 3 a
# plain one. Unlike the number of right answers it does not grow with the number of trials. One case is different: who has all of them right gets
# the least d′ that so many trials can show.
#
# Try others: `abx(voice, spoil(voice, "phasiness", 1))` with `voice = vowel()`.

# %% [markdown]
# ## 8 · The time machine
# A generator is not born with its faults. Here is the one from section 1, at five ages of its training. It hears a sound, passes few numbers on, and
# makes the sound anew. At first it knows nothing.

# %% tags=["predict"]
predict("00.p7")

# %% tags=["demo"]
machine = time_machine()
reveal("00.p7", lambda: machine)

# %% [markdown]
# Drag the slider, or use the arrow keys. O plays the original, G the generator. Which artefacts of the zoo do you meet? Look at `drums` after 1000 steps: is
# there a hum that the original does not have?
#
# Below the pictures stands a number: how far the two spectrograms are apart. For the chord it hardly falls from the stage before the last to the last. Is
# the sound hardly better, too? Listen for the hum. A number hears what it was made to hear.

# %% [markdown]
# For 1500 steps this generator was only told how far its spectrum was from the original's. For the last 3500 steps a discriminator listened, too. You
# have now seen the whole loop: a sound, a copy, a score, and a generator that changes because of it.
#
# Did the discriminator help, or only the time? We measured three shorter runs, each with and without a discriminator for its last 300 steps. With it, the buzz at
# multiples of 125 Hz was lower by 7 dB on average. Not all got better. The page [What was claimed, and what was measured](../docs/measured-claims.md) tells it honestly.

# %% [markdown]
# ## 9 · Say it in your own words
# Write first. The list to compare with comes after you have stored your text.

# %% tags=["explain"]
explain("00.e1")

# %% [markdown]
# ## 10 · Look back
# What you were certain of and got wrong comes up again. That is where most is learned.

# %%
look_back("00")

# %%
checklist("00")

# %% [markdown]
# ## An open question
# Twelve clips gave you a curve. Would a friend's curve look the same? Would yours, tomorrow? Ask somebody to take the test, and write down on which clips you
# differ. Lesson 08 shows how many clips it takes to be sure.
#
# ## Further reading
# - Pons and others, [Upsampling artifacts in neural audio synthesis](https://arxiv.org/abs/2010.14356): where a comb buzz comes from.
# - [AudioCraft, configurations of EnCodec](https://github.com/facebookresearch/audiocraft/tree/main/config/solver/compression): what EnCodec trains with; look for
#   `adversaries`.
# - [ITU-R BS.1116](https://www.itu.int/rec/R-REC-BS.1116): how listening tests are done where much depends on them.

# %% [markdown]
# ## Refresher R1 · Shapes of convolutions
# A convolution slides a kernel along the last axis. With input length `T`, kernel `k`, stride `s` and padding `p` on each side there are
# (`T` + 2`p` − `k`) // `s` + 1 places to stop. That is the new length. The second axis, channels, becomes whatever the layer was told.

# %% tags=["check-output"]
wave = torch.zeros(4, 1, 24000)  # batch, channels, time
layer = nn.Conv1d(1, 16, kernel_size=5, stride=4, padding=2)
print(list(layer(wave).shape), (24000 + 2 * 2 - 5) // 4 + 1)
# → [4, 16, 6000] 6000

# %% [markdown]
# Change one number at a time, say the shape aloud, then run. Three right guesses in a row, and you are done.

# %% [markdown]
# ## Refresher R2 · Decibels
# Ears hear ratios. So levels are given as ratios, on a ruler of logarithms: 20 · log10(ratio of amplitudes) decibels, short dB. Twice the amplitude is
# about 6 dB more, ten times is 20 dB more, a thousandth is 60 dB less. Decibels add where factors multiply.

# %% tags=["check-output"]
for ratio in (2, 10, 0.5, 0.001):
    print(f"{ratio:6} times: {20 * torch.tensor(float(ratio)).log10():6.1f} dB")
# →      2 times:    6.0 dB
# →     10 times:   20.0 dB
# →    0.5 times:   -6.0 dB
# →  0.001 times:  -60.0 dB

# %% [markdown]
# With `dBFS` the ratio is to the sample value 1, the largest there is. A peak of −1 dBFS is a sample of 0.89. Before you run the next cell, say how many dB lie between the two tones,
# and how loud you expect each to be.

# %%
listen({"0.5": tone(440, 0.7), "0.05": tone(440, 0.7, amplitude=0.05)})

# %% [markdown]
# ## Refresher R3 · autograd.grad
# `torch.autograd.grad(y, x)` says how much `y` would change for a small change of each number in `x`. Nothing is stored in `.grad`. Whatever `x` it is: weights, or a
# sound. Where the answer is zero, `y` does not depend on that sample.

# %% tags=["check-output"]
sound = torch.arange(6.0, requires_grad=True)
y = (sound[1] * sound[2]).square() + 3 * sound[4]
(slope,) = torch.autograd.grad(y, sound)
print(slope.tolist())
# → [0.0, 8.0, 4.0, 0.0, 3.0, 0.0]

# %% [markdown]
# Check two of them by hand: the square of (1 · 2), by the chain rule, and 3. Samples 0, 3 and 5 are not heard. This is how we shall ask a discriminator what it
# listens to.
