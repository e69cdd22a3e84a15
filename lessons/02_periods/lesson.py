# %% tags=["setup"]
import torch
import torch.nn.functional as F
from torch.testing import assert_close

from course_lib import MultiPeriodDiscriminator, PeriodDiscriminator, check_contract, fold
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
    abx,
    alias_partners,
    column,
    fold_explorer,
    listen,
    logit_samples,
)
from course_lib.sounds import beat, tone, vowel

setup("02")

# %% [markdown]
# ## Before we start
# Here are three questions on what you already know. Answer from memory: you learn more from trying to remember than from
# looking it up.

# %% tags=["recall"]
recall("02")

# %% [markdown]
# ## 1 · Every fifth sample
# Here are two tones: 500 Hz and 4300 Hz. You'd never mistake one for the other.
#
# Now keep every fifth sample of each, and throw the other four away. Before you listen, predict what you'll hear. You
# learn more from a wrong prediction of your own than from a right answer that you read.

# %% tags=["predict"]
predict("02.p1")

# %% tags=["demo"]
low, high = tone(500), tone(4300)
reveal(
    "02.p1",
    lambda: listen(
        {
            "500 Hz": low,
            "4300 Hz": high,
            "every fifth sample of 500 Hz": column(low, 5, 0),
            "every fifth sample of 4300 Hz": column(high, 5, 0),
        },
        listen_for="the pitch of each",
    ),
)

# %% [markdown]
# Listen to the first two, then to the last two, and pay attention to the pitch. Could you distinguish the last two without
# their names? Find out with a blind test: X is one of them, and you say which. Headphones help.

# %%
abx(column(low, 5, 0), column(high, 5, 0), trials=6)

# %% [markdown]
# One discriminator listens exactly like this: to every fifth sample, and also to every second, third, seventh and
# eleventh. It comes from the vocoder HiFi-GAN, and AudioCraft has it too. It's called the
# **Multi-Period Discriminator**, MPD for short.
#
# In this lesson you build it. By the end, you can explain why it looks at sound in such a strange way, what it can detect,
# and what it can't.
#
# | letter | what it counts |
# |---|---|
# | `B`, `C`, `T` | waves in the batch, channels, samples in time |
# | `p` | a distance in samples: 2, 3, 5, 7 or 11 |

# %% [markdown]
# ## 2 · Fold a wave
# Take a strip of paper with the samples on it, cut it into pieces of `p` samples, and put the pieces under each other. That is
# how you **fold** a wave: the line becomes a grid with rows of `p` samples. The number `p` is the **period**.
#
# A vertical strip of the grid is a **column**. Column 0 has samples 0, `p`, 2`p`, and so on. Neighbours in a row are
# neighbours in time. Neighbours in a column are one period apart.

# %% tags=["check-output"]
wave = torch.arange(12.0).reshape(1, 1, 12)
for row in fold(wave, 3)[0, 0].int().tolist():
    print(row)
# → [0, 1, 2]
# → [3, 4, 5]
# → [6, 7, 8]
# → [9, 10, 11]

# %% [markdown]
# Read the grid in both directions. Along the first row: 0, 1, 2. Down column 0: 0, 3, 6, 9.

# %% tags=["predict"]
predict("02.p2")


# %% tags=["demo"]
def unfold_again():
    wave = torch.randn(1, 1, 24_000)
    back = fold(wave, 5).reshape(1, 1, -1)
    print("equal, sample for sample:", torch.equal(wave, back))


reveal("02.p2", unfold_again)

# %% [markdown]
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
# Here is the same in three lines of our own. A cell like this one checks that we've understood the library: the two results
# must be exactly equal.

# %% tags=["derivation"]
missing = -wave.shape[-1] % 4
padded = F.pad(wave, (0, missing), mode="reflect")
my_grid = padded.unflatten(-1, (-1, 4))
assert_close(my_grid, fold(wave, 4), rtol=0, atol=0)

# %% [markdown]
# Why fold at all? Because many sounds repeat. A sung vowel at 160 Hz repeats every 150 samples, since 24 000 / 160 = 150. Fold
# it at 150, and each row has exactly one cycle. All rows look alike, so you see upright stripes.
#
# Drag the period. Near 150 the stripes lean, and at 150 they're upright. Then try 75, 149 and 5.

# %%
voice = vowel(f0=160, vowel="a")
explorer = fold_explorer(voice)
explorer

# %% [markdown]
# It works with your own recordings too: `fold_explorer(load("my_recording.wav"))`, with `load` from
# `course_lib.sounds`.
#
# **Your turn:** exercise 02.1, *Fold a wave*.

# %% [markdown]
# *A good place for a break.*
#
# ## 3 · A column has a lower sample rate
# One column of the fold at `p` has every `p`-th sample. It's a recording with 24 000 / `p` samples per second, and no filter
# came before it. So it has **aliases**: different tones that become the same tone once you keep only every `p`-th sample. You
# heard a pair in section 1.
#
# Two tones are aliases at period `p` if their sum or their difference is a multiple of 24 000 / `p`. For `p` = 5 that
# is 4800 Hz, and 500 + 4300 = 4800. We call 4300 Hz a **partner** of 500 Hz.

# %% tags=["check-output"]
for p in (2, 3, 5, 7, 11):
    print(
        f"period {p:2}: {24000 / p:7.1f} samples per second, {len(alias_partners(500, p, 24_000))} partners"
    )
# → period  2: 12000.0 samples per second, 1 partners
# → period  3:  8000.0 samples per second, 2 partners
# → period  5:  4800.0 samples per second, 4 partners
# → period  7:  3428.6 samples per second, 6 partners
# → period 11:  2181.8 samples per second, 10 partners

# %% [markdown]
# Do these aliases matter to a network, or only in arithmetic? MPD has one sub-discriminator for each period: a *period
# discriminator*. Let's take the one for period 5, with random weights, give it tones at many phases, and compare the average
# scores.

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
print("4300 Hz and 500 Hz get nearly the same score:", alias_difference < 0.05 * difference)
# → 4300 Hz and 500 Hz get nearly the same score: True

# %% [markdown]
# 500 and 4300 Hz are far apart, and yet their scores differ by less than a twentieth as much as those of 500 and 700 Hz. This
# pair is a blind spot of the discriminator.
#
# **Your turn:** exercise 02.4, *Alias detective*. It asks for a pair of tones that fools two periods at once.

# %% [markdown]
# ## 4 · Kernels one column wide
# The period discriminator reads the grid with two-dimensional convolutions. Their kernels are up to 5 rows tall and **1 column
# wide**. So what happens if we shuffle the columns before the discriminator receives them?

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

# %% [markdown]
# Only rounding is left. The discriminator never compares a sample with its neighbour in time. It only compares samples that are
# exactly 5 apart, 10 apart, and so on.
#
# You may read that MPD sees patterns inside a period and across periods at once. Our test shows that the first part, "inside a
# period", is wrong.
#
# *Another good place for a break.*
#
# ## 5 · The period discriminator, step by step
# You know what goes in. Now let's read the code that does the work.

# %%
show_source(PeriodDiscriminator.forward)

# %% [markdown]
# Apart from a check of the input, it has three steps:
#
# 1. fold the wave;
# 2. five times: *convolve, activate, store*;
# 3. one last convolution, which turns channels into logits.
#
# The activation is a leaky ReLU: it keeps positive numbers and multiplies negative ones by 0.2. The logits are stored too, as
# the sixth feature map. Let's do the same by hand.

# %% tags=["derivation"]
wave = torch.randn(2, 1, 4000)
logits, fmaps = discriminator(wave)

x = fold(wave, 5)
my_fmaps = []
for conv in discriminator.convs:
    x = F.leaky_relu(conv(x), 0.2)
    my_fmaps.append(x)
my_logits = discriminator.conv_post(x)
my_fmaps.append(my_logits)

assert_close(my_logits, logits)
assert_close(my_fmaps, fmaps)

# %% [markdown]
# How large are the feature maps? Each of the first four layers moves 3 rows at a time, so it divides the number of rows by 3.
# The period axis keeps its length.

# %% tags=["check-output"]
for fmap in fmaps:
    print(list(fmap.shape))
# → [2, 8, 267, 5]
# → [2, 16, 89, 5]
# → [2, 16, 30, 5]
# → [2, 16, 10, 5]
# → [2, 16, 10, 5]
# → [2, 1, 10, 5]

# %% [markdown]
# **Your turn:** exercise 02.2, *Put the lines in order*, then 02.3, *Build the period discriminator*.

# %% [markdown]
# ## 6 · What one logit depends on
# Each logit scores one stretch of sound. Which samples does it depend on? You don't need theory to find out, because autograd
# knows. Take one logit, call `backward`, and mark each sample whose gradient isn't zero.

# %% tags=["predict"]
predict("02.p4")


# %% tags=["demo"]
def touched_samples():
    touched = logit_samples(PeriodDiscriminator(5, **small), length=8000, position=(10, 2))
    where = touched.nonzero().flatten()
    print(len(where), "samples, from", int(where[0]), "to", int(where[-1]))
    print("the first ten:", where[:10].tolist())
    print("remainders when divided by 5:", sorted(set((where % 5).tolist())))


reveal("02.p4", touched_samples)

# %% [markdown]
# It's a comb. The samples that one logit depends on are its **receptive field**: 647 samples in one column. How long is that in
# time? That depends on the period.

# %% tags=["check-output"]
for p in (2, 3, 5, 7, 11):
    print(f"period {p:2}: {p / 24:.3f} ms between rows, {647 * p / 24:.0f} ms in all")
# → period  2: 0.083 ms between rows, 54 ms in all
# → period  3: 0.125 ms between rows, 81 ms in all
# → period  5: 0.208 ms between rows, 135 ms in all
# → period  7: 0.292 ms between rows, 189 ms in all
# → period 11: 0.458 ms between rows, 297 ms in all

# %% tags=["predict"]
predict("02.p5")

# %% tags=["demo"]
drums = beat(bpm=120, bars=1)
reveal("02.p5", lambda: fold_explorer(drums))

# %% [markdown]
# Look at the axis under the fold. MPD's five periods are far to the left. The period of a voice is in the middle. The
# beat is far to the right: 12 000 samples, about a thousand times longer than MPD's longest period.
#
# You may read that MPD finds rhythm. Don't let the word *period* mislead you. MPD looks at fine structure: whether samples a few
# steps apart fit together.

# %% [markdown]
# ## 7 · Five periods together
# A single period has blind spots: its aliases. So MPD has five sub-discriminators, with the periods 2, 3, 5, 7 and 11. Why
# these numbers?

# %% tags=["predict"]
predict("02.p6")


# %% tags=["demo"]
def common_partners(p, q, frequency=437.3):
    first = {round(f, 3) for f in alias_partners(frequency, p, 24_000)}
    return len(first & {round(f, 3) for f in alias_partners(frequency, q, 24_000)})


def compare_periods():
    for periods in ((2, 4, 8), (2, 3, 5)):
        pairs = [(p, q) for k, p in enumerate(periods) for q in periods[k + 1 :]]
        print(periods, {pair: common_partners(*pair) for pair in pairs})


reveal("02.p6", compare_periods)

# %% [markdown]
# Start with 2 and 4. Whatever period 2 confuses, period 4 confuses as well, so period 4 removes no blind spot of period 2. The
# reason is their common factor.
#
# Two numbers without a common factor are **coprime**. For nearly every tone, two coprime periods share no alias. Only a few
# special pairs of tones fool both.
#
# Different primes are always coprime, so they're a handy choice. They are not the only one: 4 and 9 would do.
#
# Even better: below 12 000 Hz, no pair of tones fools three coprime periods at once. In exercise 02.4 you find a pair that
# fools two, and learn why a third one always helps.

# %% [markdown]
# Now we can put the parts together. The Multi-Period Discriminator is a list of period discriminators. Each one receives the
# same wave.

# %% tags=["derivation"]
mpd = MultiPeriodDiscriminator(periods=(2, 3, 5), **small)
wave = torch.randn(1, 1, 3000)
logits, fmaps = mpd(wave)

for sub_k, logits_k, fmaps_k in zip(mpd.discriminators, logits, fmaps, strict=True):
    my_logits, my_fmaps = sub_k(wave)
    assert_close(my_logits, logits_k)
    assert_close(my_fmaps, fmaps_k)

# %% [markdown]
# Does it keep the contract of lesson 01? And how many parameters does it have at full size, with AudioCraft's defaults?

# %% tags=["check-output"]
print("contract kept:", check_contract(mpd).ok)
parameters = sum(p.numel() for p in MultiPeriodDiscriminator().parameters())
print(f"{parameters / 1e6:.1f} million parameters")
# → contract kept: True
# → 41.1 million parameters

# %% [markdown]
# **Your turn:** exercise 02.5, *The colleague's bug*, and 02.6, *Periods for 16 kHz*.

# %% [markdown]
# ## 8 · Say it in your own words
# Write first. When you've stored your text, you get a list to compare it with.

# %% tags=["explain"]
explain("02.e1")

# %% [markdown]
# ## 9 · Look back
# The questions that you were sure about and got wrong come back here. They're the ones you can learn most from.

# %%
look_back("02")

# %%
checklist("02")

# %% [markdown]
# ## An open question
# No sub-discriminator of MPD compares neighbours in time. Would a kernel two columns wide detect something that MPD misses, or
# would it undo what folding is for? You have all the parts to try it. Lesson 08 shows how to measure whether it matters.
#
# ## Further reading
# - Kong, Kim and Bae, [HiFi-GAN](https://arxiv.org/abs/2010.05646), section 2.3: where MPD comes from, and what its authors
#   say it's for.
# - Défossez and others, [EnCodec](https://arxiv.org/abs/2210.13438), section 3.4: a codec trained without MPD.
# - Ahn and others, [HILCodec](https://arxiv.org/abs/2405.04752): what aliasing in wave discriminators costs.
