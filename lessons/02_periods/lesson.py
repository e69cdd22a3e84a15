# %% tags=["setup"]
from pathlib import Path

import torch
import torch.nn.functional as F
from torch.testing import assert_close

from course_lib import MultiPeriodDiscriminator, PeriodDiscriminator, check_contract, fold
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
from course_lib.instruments import (
    abx,
    alias_partners,
    column,
    fold_explorer,
    layer_fields,
    listen,
    logit_samples,
)
from course_lib.sounds import beat, load, tone, vowel

setup("02")

# %% [markdown]
# ## 1 · Two tones
# Press play, and switch between the two tones while they sound. Headphones help in this lesson.

# %%
low, high = tone(500), tone(4300)
listen({"500 Hz": low, "4300 Hz": high}, listen_for="the pitch of each")

# %% [markdown]
# You'd never mistake one for the other. Now keep every fifth sample of each tone, and throw the other four away. What will you hear?
# Predict first: you learn more from a wrong guess of your own than from a right answer that you read.

# %% tags=["predict"]
predict("02.p1")

# %% tags=["demo"]
reveal(
    "02.p1",
    lambda: listen(
        {
            "500 Hz": low,
            "4300 Hz": high,
            "every fifth sample of 500 Hz": column(low, 5, 0),
            "every fifth sample of 4300 Hz": column(high, 5, 0),
        },
        listen_for="the pitch of 3 and 4: which tone are they like, 1 or 2?",
    ),
)

# %% [markdown] tags=["after"]
# Both are at the pitch of the low tone: in the picture, three lines are equally high. Can you distinguish the last two when you can't see their names? Find out with a blind test: X is one of
# the two, and you say which. They are equally loud, so loudness can't help you. At the end you see how often pure guessing does as well.

# %%
abx(column(low, 5, 0), column(high, 5, 0), trials=6)

# %% [markdown]
# One discriminator is built on this idea: it looks at every fifth sample, and also at every second, third, seventh and eleventh. It comes from
# the vocoder HiFi-GAN, and AudioCraft has it too: the **Multi-Period Discriminator**, MPD for short. Does it throw samples away, as we did?
# Section 2 answers that.
#
# In this lesson you build it. By the end you can explain why it looks at sound in such a strange way, what it can detect, and
# what it can't.
#
# | letter | what it counts |
# |---|---|
# | `B`, `C`, `T` | waves in the batch, channels, samples in time |
# | `p` | a distance in samples: 2, 3, 5, 7 or 11 in MPD |
#
# ## Before we go on
# Three questions on earlier lessons. Answer from memory: trying to remember teaches you more than looking it up.

# %% tags=["recall"]
recall("02")

# %% [markdown]
# ## 2 · Fold a wave
# Take a strip of paper with the samples on it, cut it into pieces of `p` samples, and put the pieces under each other. That is
# how you **fold** a wave: the line becomes a grid with rows of `p` samples. The number `p` is the **period**.

# %% tags=["predict"]
predict("02.p2")


# %% tags=["demo"]
def unfold_again():
    wave = torch.randn(1, 1, 24_000)
    back = fold(wave, 5).reshape(1, 1, -1)
    print("equal, sample for sample:", torch.equal(wave, back))


reveal("02.p2", unfold_again)

# %% [markdown]
# ### Rows and columns
# A vertical strip of the grid is a **column**. Column 0 has samples 0, `p`, 2`p`, and so on. Neighbours in a row are
# neighbours in time. Neighbours in a column are one period apart. Read the grid below in both directions: along the first row you find 0, 1, 2,
# and down column 0 you find 0, 3, 6, 9.

# %% tags=["check-output"]
wave = torch.arange(12.0).reshape(1, 1, 12)
for row in fold(wave, 3)[0, 0].int().tolist():
    print(row)
# → [0, 1, 2]
# → [3, 4, 5]
# → [6, 7, 8]
# → [9, 10, 11]

# %% [markdown]
# ### A row too short
# What if `p` doesn't divide the length? Then the last row is too short. MPD fills it by **reflection**: it reads the wave
# backwards from the end, without repeating the last sample.

# %% tags=["check-output"]
wave = torch.arange(10.0).reshape(1, 1, 10)
for row in fold(wave, 4)[0, 0].int().tolist():
    print(row)
# → [0, 1, 2, 3]
# → [4, 5, 6, 7]
# → [8, 9, 8, 7]

# %% [markdown]
# What does a fold show? Whether a sound repeats. A sung vowel at 160 Hz repeats every 150 samples, since 24 000 / 160 = 150. Fold
# it at 150, and each row has exactly one cycle. All rows look alike, so you see upright stripes.
#
# Drag the period. Near 150 the stripes slant, and at 150 they're upright. Then try 75, 149 and 5. The line above the picture gives their
# uprightness, from 0 to 1: how much all rows have in common. At 75 a row has half a cycle, so row 0 looks like rows 2 and 4, and unlike row 1. At 5, a
# period of MPD, a row is so short that the wave changes little within it: the stripes lie flat.

# %%
voice = vowel(f0=160, vowel="a")
fold_explorer(voice, beat=False)

# %% [markdown]
# A real voice works too: `fold_explorer(load("my_recording.wav"))`.
#
# **Your turn:** exercise 02.1, *Fold a wave*. Then we listen to a single column, and find out why the two tones became one.
#
# *A good place for a break.*
#
# ## 3 · A column has a lower sample rate
# One column of the fold at `p` has every `p`-th sample. It's a recording with 24 000 / `p` samples per second. A recorder would first
# filter out the tones that are too high for this rate. Here they stay, so there are **aliases**: different tones that become the same tone
# once you keep only every `p`-th sample.
#
# Two tones are aliases at period `p` if their sum or their difference is a multiple of 24 000 / `p`. For `p` = 5 that
# is 4800 Hz, and 500 + 4300 = 4800. We call 4300 Hz a **partner** of 500 Hz.

# %% tags=["check-output"]
for p in (2, 3, 5, 7, 11):
    print(
        f"period {p:2}: {24000 / p:7.1f} samples per second, partners: {len(alias_partners(500, p, 24_000))}"
    )
# → period  2: 12000.0 samples per second, partners: 1
# → period  3:  8000.0 samples per second, partners: 2
# → period  5:  4800.0 samples per second, partners: 4
# → period  7:  3428.6 samples per second, partners: 6
# → period 11:  2181.8 samples per second, partners: 10

# %% [markdown]
# The longer the period, the slower its columns, and the more tones become the same.
#
# What does that do to a voice? You can put the path of your own recording into the first line. The path that is there leads to a spoken phrase
# on many Linux systems. Where there is no such file, you hear a sung vowel.

# %%
recording = Path("/usr/share/sounds/alsa/Front_Center.wav")
speech = load(recording) if recording.exists() else vowel(f0=170, vowel="a")
listen(
    {
        "the voice": speech,
        "its column at period 5": column(speech, 5, 0),
        "its column at period 11": column(speech, 11, 0),
    },
    listen_for="what stays of the voice, and the tones that weren't there before",
)

# %% [markdown]
# Compare the pictures. A column ends at half of its rate: at 2400 Hz for period 5, and near 1090 Hz for period 11. What was above that has come
# back lower, as tones that the voice doesn't have.
#
# Do aliases matter to a network, or only in arithmetic? MPD has one sub-discriminator for each period: a *period
# discriminator*. Let's take the one for period 5, with random weights, and compare the scores that it gives to tones. A score also depends on
# where in its cycle a tone starts, its phase. So we try many phases, and take the average.

# %% tags=["check-output"]
torch.manual_seed(0)
small = {"filters": 2, "max_filters": 16}
discriminator = PeriodDiscriminator(5, **small)


def mean_score(frequency):
    phases = [2 * torch.pi * k / 24 for k in range(24)]
    waves = torch.cat([tone(frequency, phase=float(phase)).wave for phase in phases])
    with torch.no_grad():
        return discriminator(waves)[0].mean().item()


difference = abs(mean_score(500) - mean_score(700))
alias_difference = abs(mean_score(500) - mean_score(4300))
print(f"scores of 500 and  700 Hz: {1e6 * difference:.0f} millionths apart")
print(f"scores of 500 and 4300 Hz: {1e6 * alias_difference:.0f} millionth apart")
# → scores of 500 and  700 Hz: 84 millionths apart
# → scores of 500 and 4300 Hz: 1 millionth apart

# %% [markdown]
# 500 and 4300 Hz are much further apart than 500 and 700 Hz, and yet they get nearly the same score. This pair is a **blind spot** of the
# discriminator.
#
# **Your turn:** exercise 02.4, *Alias detective*. It asks for a pair of tones that fools two periods at once.
#
# One column has blind spots. But the grid has all of its columns, so can't the network compare them?

# %% [markdown]
# ## 4 · Shuffle the columns
# We cut the grid into its columns, put them together in another order, and turn the result into a wave again.

# %% tags=["predict"]
predict("02.p3")


# %% tags=["demo"]
def shuffle_columns():
    shuffle = torch.tensor([3, 0, 4, 1, 2])
    wave = torch.randn(1, 1, 4000)
    shuffled = fold(wave, 5)[..., shuffle].reshape(1, 1, -1)
    with torch.no_grad():
        before, after = discriminator(wave)[0], discriminator(shuffled)[0]
    print(f"logits: {before.min():.3f} to {before.max():.3f}")
    print(f"largest difference: {(before[..., shuffle] - after).abs().max():.1e}")


reveal("02.p3", shuffle_columns)

# %% [markdown] tags=["after"]
# The difference is zero, up to rounding. A two-dimensional convolution usually reads in both directions. This one doesn't: its kernels are up to 5 rows tall
# and **1 column wide**.
#
# ```text
# column   0  1  2  3  4
# row 0    ·  ·  █  ·  ·
# row 1    ·  ·  █  ·  ·     one kernel:
# row 2    ·  ·  █  ·  ·     it compares samples
# row 3    ·  ·  █  ·  ·     5 apart, 10 apart,
# row 4    ·  ·  █  ·  ·     and so on
# row 5    ·  ·  ·  ·  ·
# ```
#
# So the discriminator never compares a sample with its neighbour in time. Its authors say the same: each sub-discriminator
# ["only accepts equally spaced samples of an input audio"](https://arxiv.org/abs/2010.05646) (HiFi-GAN, section 2.3).

# %% [markdown]
# *Another good place for a break.*
#
# ## 5 · Open the black box
# You know what goes in. What happens inside? You can read most of it from what comes out: six feature maps. Here are their sizes
# [batch, channels, rows, period] for a wave of 800 rows. The last number in each line is the average of the positive values, divided by the average
# size of the negative ones.

# %% tags=["check-output"]
torch.manual_seed(0)
black_box = PeriodDiscriminator(5, filters=8, max_filters=256)
wave = torch.randn(2, 1, 4000)
with torch.no_grad():
    logits, fmaps = black_box(wave)
for number, fmap in enumerate(fmaps, 1):
    ratio = fmap[fmap > 0].mean() / -fmap[fmap < 0].mean()
    print(f"map {number}: {list(fmap.shape)!s:17} positive / negative: {ratio:.0f}")
print("the last map is the logits:", fmaps[-1] is logits)
# → map 1: [2, 32, 267, 5]   positive / negative: 5
# → map 2: [2, 128, 89, 5]   positive / negative: 5
# → map 3: [2, 256, 30, 5]   positive / negative: 5
# → map 4: [2, 256, 10, 5]   positive / negative: 5
# → map 5: [2, 256, 10, 5]   positive / negative: 5
# → map 6: [2, 1, 10, 5]     positive / negative: 2
# → the last map is the logits: True

# %% [markdown]
# Read the list from top to bottom. The last number of each size, the period, never changes. The rows are divided by 3 four times and
# rounded up, and then stay. The channels grow by a factor of 4 until they reach a limit. And the ratio at the end of each line tells you more.

# %% tags=["predict"]
predict("02.p7")


# %% tags=["demo"]
def try_activations():
    noise = torch.randn(100_000)
    relu, leaky = F.relu(noise), F.leaky_relu(noise, 0.2)
    for name, x in {"nothing": noise, "ReLU": relu, "leaky ReLU": leaky}.items():
        negative = -x[x < 0].mean()
        print(f"{name}: positive {x[x > 0].mean():.2f}, negative {negative:.2f}")


reveal("02.p7", try_activations)

# %% [markdown] tags=["after"]
# "nan" means that no negative value is left. Of these three, only the **leaky ReLU** gives the ratio that you saw: it keeps positive numbers, and
# multiplies negative ones by 0.2. Stored before it, they would be about equally large. So each map is stored after its activation.
#
# The last map, the logits, is different. Its ratio depends on the random weights, so it tells you nothing here. But you know from lesson 01 what logits are:
# raw scores.

# %% [markdown]
# The maps show you most of the network. Its kernels, padding and weight norm don't show, so the exercise gives you those.
#
# ## 6 · Build it yourself
# **Your turn:** exercise 02.3, *Build the period discriminator*. If you'd like to practise its `forward` first, 02.2, *Put the lines in order*,
# is about that. Do 02.3 before you go on, because the next cells compare your class with the course's.

# %% tags=["derivation"]
(MyPeriodDiscriminator,) = own_parts("02.3")
mine = MyPeriodDiscriminator(5, filters=8, max_filters=256)
mine.load_state_dict(black_box.state_dict())
with torch.no_grad():
    my_logits, my_fmaps = mine(wave)
assert_close(my_logits, logits)
assert_close(my_fmaps, fmaps)

# %% [markdown]
# No error: with the same weights, both give the same logits and the same six maps. You know each layer now. But how much sound does
# the whole stack take in?
#
# ## 7 · What one logit depends on
# Which samples does one logit depend on? You don't need theory to find out, because autograd knows. Take one logit, call `backward`, and mark each sample whose gradient isn't zero.

# %% tags=["predict"]
predict("02.p4")


# %% tags=["demo"]
def touched_samples():
    position = (10, 2)  # row 10, column 2 of the logits
    touched = logit_samples(PeriodDiscriminator(5, **small), length=8000, position=position)
    where = touched.nonzero().flatten()
    print("the first ten samples:", *where[:10].tolist())
    print("remainders when divided by 5:", sorted(set((where % 5).tolist())))


reveal("02.p4", touched_samples)

# %% [markdown] tags=["after"]
# The samples that one logit depends on are its **receptive field**. This one is a comb: its teeth are five samples apart, all in one column.

# %% tags=["predict"]
predict("02.p8")


# %% tags=["demo"]
def grow():
    for p in (2, 3, 5, 7, 11):
        field = logit_samples(p, length=1400 * p).nonzero().flatten()
        print(f"period {p:2}: {len(field)} samples, {field.diff().unique().item()} apart")
    return layer_fields(discriminator)


reveal("02.p8", grow)

# %% [markdown] tags=["after"]
# Read the left picture from top to bottom: each layer with a stride of 3 makes the next one grow three times as fast. The last step is smaller,
# since that kernel spans three rows, not five. The right picture shows only the middle of each field: however far it grows, its teeth stay five
# samples apart. The number on a bar counts the samples, and the axis shows how far they reach.
#
# All periods have the same number of teeth, 647. A longer period only pulls them apart. How long is the longest comb? You measure it in exercise 02.8.

# %% [markdown]
# ## 8 · A drum beat
# What does MPD make of a drum beat?

# %% tags=["predict"]
predict("02.p5")

# %% tags=["demo"]
drums = beat(bpm=120, bars=1)
reveal("02.p5", lambda: fold_explorer(drums))

# %% [markdown] tags=["after"]
# No stripe is upright: the beat doesn't repeat from row to row. The stripes lie flat, because the drum's wave changes little within a row.
#
# Now look at the axis under the fold. MPD's five periods are far to the left. The period of a voice is in the middle. The
# beat is far to the right: 12 000 samples, about a thousand times longer than MPD's longest period. A logit of MPD compares samples a few steps
# apart, and all that it receives lasts less than one beat.

# %% [markdown]
# **Your turn:** exercise 02.8, *Three false claims*: you refute them with your own measurements.
#
# One thing is still open: the period-5 part can't distinguish our two tones. Can MPD?
#
# *One more place for a break.*
#
# ## 9 · Five periods together
# MPD has five sub-discriminators, with the periods 2, 3, 5, 7 and 11. Let's take 4300 Hz through all of them.

# %% tags=["predict"]
predict("02.p9")


# %% tags=["demo"]
def at_every_period():
    for p in (2, 3, 5, 7, 11):
        rate = 24_000 / p
        print(f"period {p:2}: 4300 Hz is heard at {abs(4300 - rate * round(4300 / rate)):.0f} Hz")
    columns = {f"4300 Hz at period {p}": column(high, p, 0) for p in (2, 3, 5, 7, 11)}
    return listen(
        {"500 Hz, whole": low, **columns},
        listen_for="the column that matches 500 Hz; the last one is very low",
    )


reveal("02.p9", at_every_period)

# %% [markdown] tags=["after"]
# This pair fools only period 5. That's the idea of MPD, in its authors' words: its parts "capture different implicit structures from each other by
# looking at different parts of an input audio" ([HiFi-GAN](https://arxiv.org/abs/2010.05646), section 2.3).

# %% [markdown]
# ## 10 · Put them together
# **Your turn:** exercise 02.7, *Build the whole MPD*, from your own 02.3. Then 02.5, *The colleague's bug*: an MPD
# that runs, but is wrong. The next cell compares your MPD with the course's: same weights, same wave.

# %% tags=["derivation"]
(MyMPD,) = own_parts("02.7")
library = MultiPeriodDiscriminator(periods=(2, 3, 5), **small)
mine = MyMPD(periods=(2, 3, 5), **small)
mine.load_state_dict(library.state_dict())
wave = torch.randn(1, 1, 3000)
for got, expected in zip(mine(wave), library(wave), strict=True):
    assert_close(got, expected)

# %% [markdown]
# Does MPD keep the contract of lesson 01? And how many parameters does it have at full size, with AudioCraft's defaults?

# %% tags=["check-output"]
print("contract kept:", check_contract(library).ok)
parameters = sum(p.numel() for p in MultiPeriodDiscriminator().parameters())
print(f"{parameters / 1e6:.1f} million parameters")
# → contract kept: True
# → 41.1 million parameters

# %% [markdown]
# In lesson 07, a discriminator that you have built here trains a generator. So the periods should be well chosen.
#
# ## 11 · Why these five numbers?
# All five are primes. Is that chance?

# %% tags=["predict"]
predict("02.p6")


# %% tags=["demo"]
def common_partners(p, q, frequency=437.3):
    first = {round(f, 3) for f in alias_partners(frequency, p, 24_000)}
    return len(first & {round(f, 3) for f in alias_partners(frequency, q, 24_000)})


def compare_periods():
    for periods in ((2, 4, 8), (2, 3, 5)):
        pairs = [(p, q) for k, p in enumerate(periods) for q in periods[k + 1 :]]
        for p, q in pairs:
            print(f"partners of 437.3 Hz at both periods, {p} and {q}: {common_partners(p, q)}")


reveal("02.p6", compare_periods)

# %% [markdown] tags=["after"]
# Start with 2 and 4. Whatever period 2 confuses, period 4 confuses as well: they have a common factor. Two numbers without one are **coprime**.
# For nearly every tone, two coprime periods share no alias. Only a few special pairs of tones fool both.
#
# Different primes are always coprime, so they're a handy choice. They are not the only one: 4 and 9 would do. HiFi-GAN's authors set the five
# ["to avoid overlaps as much as possible"](https://arxiv.org/abs/2010.05646).
#
# Even better: below 12 000 Hz, no pair of tones fools three coprime periods at once. Two of the three would have to share
# the sum or the difference. But the smallest number that is a multiple of both their rates is 24 000 Hz, which two tones below 12 000 Hz never reach.

# %% [markdown]
# **Your turn:** exercise 02.6, *Periods for 16 kHz*: you choose five for another sample rate, and defend them with numbers.
#
# ## 12 · Say it in your own words
# Write first. When you've stored your text, you get a list to compare it with.

# %% tags=["explain"]
explain("02.e1")

# %% [markdown]
# ## 13 · Before you leave
# Four short questions, scored at the first try. Two of them go back to earlier lessons.

# %% tags=["exit"]
exit_ticket("02")

# %% [markdown]
# What you were sure about and got wrong comes back here, with other numbers. You can learn most from these questions.

# %%
look_back("02")

# %%
checklist("02")

# %% [markdown]
# ## An open question
# No sub-discriminator of MPD compares neighbours in time. Would a kernel two columns wide detect something that MPD misses, or
# would it undo what folding is for? You have all the parts to try it.
#
# Next, lesson 03: a discriminator that does compare neighbours, at three sample rates.
#
# ## Further reading
# - Kong, Kim and Bae, [HiFi-GAN](https://arxiv.org/abs/2010.05646), section 2.3: where MPD comes from, and what its authors
#   say it's for.
# - Défossez and others, [EnCodec](https://arxiv.org/abs/2210.13438), section 3.4: a codec trained without MPD.
# - Ahn and others, [HILCodec](https://arxiv.org/abs/2405.04752): what aliasing in wave discriminators costs.
