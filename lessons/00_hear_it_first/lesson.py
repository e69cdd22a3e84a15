# %% tags=["setup"]
# Run this cell first (Shift+Enter): it loads what the lesson uses.
from statistics import fmean

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
    exit_ticket,
    explain,
    judge_by_ear,
    look_back,
    predict,
    readiness,
    recall,
    reveal,
    setup,
)
from course_lib.discriminators.registry import example
from course_lib.gan.metrics.comb import frame_comb_db
from course_lib.gan.training.plan_session import plan_session
from course_lib.instruments import (
    TrainingView,
    abx,
    artefact_zoo,
    as_notebook_players_do,
    blind_pair,
    ear_test_clips,
    fast_mode,
    listen,
    originals,
    roc_curves,
    time_machine,
    unblinded_pair,
)
from course_lib.instruments.abx.statistics import guessing_p_value
from course_lib.instruments.time_machine.model import spectral_distance
from course_lib.sounds import Sound, beat, load, pluck, spoil, tone, vowel

setup("00")

# %% [markdown]
# ## 1 · Two clips
# One clip is an original. The other is a copy: a small neural network squeezed each 128 samples of the original into 16 numbers, and rebuilt the sound from them. Both play at the same level. Put on headphones, if you have them: which is which?

# %% tags=["demo"]
listen(*blind_pair(), match="rms", pictures=False, listen_for="what follows each pluck")

# %% tags=["predict"]
predict("00.p1")

# %% tags=["demo"]
reveal(
    "00.p1",
    lambda: listen(
        *unblinded_pair(),
        match="rms",
        listen_for="the strings: those of A waver, those of B are steady",
    ),
)

# %% [markdown] tags=["after"]
# Perhaps you decided without knowing how. Now look at the pictures, too. Each one is a **spectrogram**: time runs to the right, frequency upwards, and the stronger the colour, the more sound
# there is. A string sounds at several frequencies at once, its **partials**: they are the horizontal lines. In which of the two are they steady?

# %% [markdown]
# ## 2 · The whole machine
# A network that makes sounds is a **generator**. Anything that tries to distinguish its output from real sound is a **discriminator**. You've been
# one for a minute. A discriminator that is a network gives each sound a **score**, high for real. Let the two networks play against each other:
#
#     original ──► generator ──► copy ──┐
#         │                             ├──► discriminator ──► scores ──► losses
#         └─────────────────────────────┘                                    │
#                   ▲                                ▲                       │
#                   └──────── both change a little ──┴───────────────────────┘
#
# The discriminator learns to give originals higher scores than copies. The generator learns to make copies that get high scores. It also learns from
# something plainer: the distance between a copy and its original. Two networks that learn against each other are called a GAN.
#
# The sounds that come with this course are computed from formulas. Here, a clip is *real* if the generator had to copy it, and
# *generated*, or *fake*, if it's the copy.

# %% [markdown]
# Today, all of the machine is ready-made. From the next lesson on, you replace one part after another.
#
# | part | what it does | yours from |
# |---|---|---|
# | you | listen, and give scores | today |
# | the contract | fixes what goes into a discriminator and what comes out | lesson 01 |
# | MPD, multi-period | looks at every second, third, fifth … sample | lesson 02 |
# | MSD, multi-scale | looks at the sound at lower sample rates, too | lesson 03 |
# | MS-STFT-D | looks at time and frequency together | lesson 04 |
# | losses and training step | turn scores into changes of both networks | lesson 05 |
# | the run | repeats the step; every part is yours except the generator | lesson 07 |
#
# What does the machine's work sound like? Here is the generator of section 1 at five stages of its training. At the first stage it knows nothing.

# %% tags=["predict"]
predict("00.p7")

# %% tags=["demo"]
machine = time_machine()
reveal("00.p7", lambda: machine)

# %% [markdown] tags=["after"]
# Listen for the plucks first, then for the pitches, then for the hum. Drag the point along the curve, or use the arrow keys. O plays the original, G the generator; while one plays, the number keys switch to any stage. Try
# the other sounds, too: *babble* is speech without words, *harmonic* a single held note. Or give it your own voice: `time_machine({"me": load("my_recording.wav", 16_000)})`.
#
# For its first 1500 steps, this generator learned only from the distance between its copies and the originals. For the last 3500 steps a
# discriminator scored it, too. What did the discriminator add? In section 11 you start such a run yourself. By then, your ears will know what to listen for.

# %% [markdown]
# ## 3 · Six questions
# What does this course assume that you know? Answer from memory; nothing is graded here. If something is missing, a five-minute refresher is
# waiting at the end of this notebook.

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
# ## 4 · You are the discriminator
# Here are twelve clips: six real, six generated. Listen to each one, and say how real it sounds. Your answer is
# a score: 2 means "surely real", −2 means "surely made" by a generator, 0 means "cannot tell". You see your results after the last clip.
#
# On the keyboard, X plays, and the keys 1 to 5 give the scores −2 to 2. What to listen for: strings that blur, and a hum under the sound.

# %%
real, fake = ear_test_clips()
ear_test = judge_by_ear("00.ear", real, fake)
ear_test

# %% [markdown]
# Each answer is saved on this machine right away, so you can go on tomorrow.
#
# For this course, a discriminator is anything that takes a sound and returns scores, where a high score means real. The
# sound arrives as a tensor with three axes, `[batch, channels, time]`: the number of clips, the channels of each clip, and the samples of
# each channel. You qualify. The next line adds you to the list of discriminators, next to the networks. Your name there is "you".
#
# For a clip that you've scored, "you" returns your score. For any other clip, it returns what you said about the most similar ones: a
# formula's guess about you.

# %%
print(enrol())

# %% [markdown]
# ## 5 · How good are scores?
# Three networks are already on the list: MPD, MSD and MS-STFT-D. For now, their weights are random.
#
# Compare each real clip with each generated one. The share of the pairs in which the real one has the
# higher score is called the **area**; the picture below shows why. A tie counts half, and guessing gives 0.5.

# %% tags=["predict"]
predict("00.p2")


# %% tags=["demo"]
def untrained():
    for name in ("mpd", "msd", "msstftd"):
        areas = []
        for seed in range(20):
            torch.manual_seed(seed)
            areas.append(roc_curves(real, fake, {name: example(name)}).areas[name])
        above = sum(each > 0.5 for each in areas)
        print(f"{name:8} areas {min(areas):.2f} to {max(areas):.2f}, {above} of 20 above 0.5")
    return roc_curves(real, fake, title="A lucky draw: all three networks are above 0.5")


reveal("00.p2", untrained)

# %% [markdown] tags=["after"]
# In the picture, pick a threshold by dragging it. Every clip with a score above it counts as real. What share of the real clips counts as real? And
# what share of the generated ones, by mistake? That's one point. All thresholds together draw a curve, the **ROC curve**.
#
# The area under this curve equals the share of pairs that real clips win, hence its name. Twelve clips are few, so an area
# of 0.4 or 0.6 can still be luck.
#
# In this picture, all three networks are above 0.5. Do they hear something? The lines above it draw the weights twenty times, and each network lands on both
# sides of 0.5. If you've rated the clips, one curve is called "you".

# %% [markdown]
# ### Exercises
# **Your turn:** exercise 00.1, *Four arrays*, and 00.4, *You, in numbers*. They have their own notebook, linked at the top, and
# their own minutes.
#
# This is a good place for a break. After it: which of the three would *you* train with?

# %% [markdown]
# ## 6 · Which ones do you need?
# How many weights does each of the three have, as AudioCraft sets them for codecs?
#
# AudioCraft is an open library of networks that generate audio. EnCodec, one of them, is a **codec**: it squeezes a sound into fewer
# numbers, and rebuilds the sound from them, like our generator. Its published configurations train with something from our list.

# %% tags=["predict"]
predict("00.p3")


# %% tags=["demo"]
def count_weights():
    for kind in (MultiPeriodDiscriminator, MultiScaleDiscriminator, MultiScaleSTFTDiscriminator):
        number = sum(weights.numel() for weights in kind(**sizes.get(kind, {})).parameters())
        print(f"{kind.__name__:28} {number / 1e6:5.1f} million weights")


windows, hops = [1024, 2048, 512, 256, 128], [256, 512, 128, 64, 32]  # in samples
stft = {"filters": 32, "n_ffts": windows, "win_lengths": windows, "hop_lengths": hops}
sizes = {MultiScaleSTFTDiscriminator: stft}
reveal("00.p3", count_weights)

# %% [markdown] tags=["after"]
# EnCodec's configurations name the last one and no other. So size doesn't show which discriminator is useful, and the three don't have to
# come together. Would adding the other two help? Only an experiment can answer that. You'll run it in lesson 07.

# %% [markdown]
# ## 7 · A thousandth of a tone
# You'll trust your ears in every lesson. So check first what reaches them.
#
# Take a tone, and add the same tone upside down. The two cancel. Now let a thousandth of the tone remain: it's 60 dB softer
# than the tone.

# %% tags=["predict"]
predict("00.p4")


# %% tags=["demo"]
def what_remains():
    sound = tone(440, 0.8)
    remainder = Sound(sound.samples - 0.999 * sound.samples, name="the remainder")
    usual = as_notebook_players_do(remainder)
    return listen(
        {"the tone": sound, "the remainder": remainder, "the remainder, in a usual player": usual},
        listen_for="the remainder: all but silent as it is, loud in a usual player",
    )


reveal("00.p4", what_remains)

# %% [markdown] tags=["after"]
# Beside a name you read how much softer the sound is than the loudest of the three. Give the usual player in a notebook an array of samples, and the player turns all of them up, until the highest peak is as high as it can be. It doesn't say so. A whisper comes out as
# loud as a shout, and the louder of two clips easily passes for the better one.

# %% [markdown]
# ### A fair comparison
# A **gain** is the factor that makes a sound louder or softer. In this course, the clips that you compare get one gain, the same for all. You
# read it above the clips.
#
# When loudness itself shouldn't matter, each clip first gets a gain of its own, and then all have the same **RMS**: the root of the mean of the squared samples. It's a
# measure of level that a single click hardly moves.
#
# **Your turn:** exercise 00.2, *Make it fair*.

# %% [markdown]
# ## 8 · Six artefacts
# What reaches your ears is fair now. What should you listen for? An **artefact** is a flaw that a generator leaves in a sound. Let's make one on purpose. We take
# a drum beat, and smear a part of each hit over windows of 128 ms. Some of the smear comes before the hit, and as much of it after.

# %% tags=["predict"]
predict("00.p5")


# %% tags=["demo"]
def smear():
    drums = beat(bpm=120)
    before = "the moment before each hit: the smear is on its own there"
    return listen({"clean": drums, "smeared": spoil(drums, "pre-echo", 2)}, listen_for=before)


reveal("00.p5", smear)

# %% [markdown] tags=["after"]
# This is a **pre-echo**: a short, faint rush before each hit. A generator that works window by window can leave one: each hit is smeared over its whole
# window.

# %% [markdown]
# ### The zoo
# The zoo has all six artefacts of this course, each at three strengths. Begin with strength 3, on key 4, and go
# down to the faintest one that you can still hear.

# %%
artefact_zoo()

# %% [markdown]
# How do they sound on your own voice? Record a sentence, put the file beside this notebook, and run
# `artefact_zoo(load("my_recording.wav"))`.
#
# Each artefact leaves a different trace: lines, gaps, bumps. Can one discriminator find them all?
#
# **Your turn:** exercise 00.3, *Name it by ear*.
#
# This is a good place for a break. After it, you find out which of these faults you *really* hear.

# %% [markdown]
# ## 9 · Do you hear it, or do you only think so?
# Faint artefacts are treacherous: if you know that one is there, it's easy to believe that you hear it. An **ABX test** protects you from that.
#
# You hear A and B, which differ, and X, which is one of the two, picked by a coin flip. You say which one. If you hear no difference, you
# can only guess, and on average you're right half of the time.

# %% tags=["predict"]
predict("00.p6")


# %% tags=["demo"]
def luck():
    for right in (5, 6, 7, 8, 9, 10):
        chance = guessing_p_value(right, 10)
        print(f"{right:2} of 10 right: guessing does as well or better {chance:6.1%} of the time")


reveal("00.p6", luck)

# %% [markdown]
# ### Your turn to be tested
# A is clean, B has faint clicks. Before you begin, promise yourself to answer all ten. The keys A, B and X play; 1 says that
# X is A, and 2 that X is B. What to listen for: a soft tick after the pluck.

# %%
string = pluck(196)
test = abx(string, spoil(string, "clicks", 1), trials=10)
test

# %% [markdown]
# In the result, **d′** (say "d prime") measures how different the two sounds are to your ear: 0 is guessing, 1 is a faint difference, 3 a plain one.
#
# Try others: `abx(voice, spoil(voice, "phasiness", 1))` with `voice = vowel()`, or with a recording of yours.

# %% [markdown]
# ## 10 · A score without a network
# Any number that you compute from a clip is a score. Take its loudest sample, with a minus in front. A DC thump of strength 3 raises the loudest sample of our pluck, so the score
# falls. The clicks of section 9 leave it as it is: this score misses them. What does yours miss that you hear?
#
# **Your turn:** exercise 00.5, *What does your score miss?*

# %% [markdown]
# ## 11 · Close the loop
# Now run the whole machine of section 2. It starts with the generator at 1000 steps, which has learned only from the distance to the originals. Its
# copies have a hum, or buzz: it's the comb buzz of the zoo. The generator builds sound from pieces of 8 ms, 125 of them a second, and the hum is at multiples of 125 Hz. You'll give
# it an opponent, a fresh MS-STFT-D that has learned nothing yet.

# %% tags=["predict"]
predict("00.p8")

# %% [markdown]
# Start the run. On a CPU it takes 50 seconds at most. Switch between *start*, *now* and *original* while it trains, and listen for the hum. All have the same RMS. Press ■ to stop; nothing is lost. Little change yet? Run the cell again: training continues. After the last step of
# the plan, the cell ends at once.

# %%
session = plan_session(("msstftd",), fast=fast_mode())
seconds = 50
view = TrainingView(session.config, session.folder, minutes=seconds / 60, sounds_only=True)
with view:
    session.train(watch=[view], minutes=seconds / 60)

# %% tags=["demo"]
voices = list(originals(("babble",), each=3).values())  # or [load("my_recording.wav", 16_000)]


def start_and_now():
    played, hums = {"original": voices[0]}, []
    for name, generator in zip(("start", "now"), session.generators(), strict=True):
        with torch.no_grad():
            waves = [generator(voice.wave)[0, 0].clamp(-1, 1) for voice in voices]
        copies = [voice.with_samples(wave) for voice, wave in zip(voices, waves, strict=True)]
        distance = fmean(map(spectral_distance, voices, copies))
        hums.append(fmean(map(buzz_of, voices, copies)))
        print(f"{name:5} 3 voices: mean buzz {hums[-1]:.1f} dB, mean distance {distance:.1f} dB")
        played[name] = copies[0]
    return listen(played, match="rms", listen_for=f"the hum: {hums[0]:.0f}, then {hums[1]:.0f} dB")


def buzz_of(voice, copy):
    return float(frame_comb_db(voice.samples[None], copy.samples[None]))


reveal("00.p8", start_and_now)

# %% [markdown] tags=["after"]
# Was it the discriminator, or only the extra steps? And what got worse? Your two lines can't say: your run has no twin without a discriminator. We measured three
# runs, each with and without one for its last 300 steps:
#
# | mean of the three | without | with |
# |:---|---:|---:|
# | buzz at multiples of 125 Hz | 16.4 dB | 9.0 dB |
# | loudness of the frequency bands, off by | 4.2 dB | 4.7 dB |
# | PESQ, a score for speech, high for good | 1.59 | 1.50 |
#
# The last two got worse in each of the three runs. [What was claimed, and what was measured](../docs/measured-claims.md) has the whole result.

# %% [markdown] tags=["after"]
# The generator never trained on these voices. Press *blind test* in the player: do you hear the change, or do you only think so? To hear your own voice,
# put a recording into `voices` and run the cell again. Then go back to the time machine. For
# the chord, the curve hardly falls between the last two stages. Does the sound hardly improve, too? A number notices only what it was designed to measure.

# %% [markdown]
# ### What's next
# You've run the whole machine once. What does its discriminator hear? Lesson 01 opens the box, and you write your first discriminator.

# %% [markdown]
# ## 12 · Say it in your own words
# Write first. A list to compare with appears once you've stored your text.

# %% tags=["explain"]
explain("00.e1")

# %% [markdown]
# ## 13 · Before you leave
# Four questions, without scrolling up. The first try counts.

# %% tags=["exit"]
exit_ticket("00")

# %% [markdown]
# ## 14 · Look back
# Answers that you were sure of and got wrong come up again, in another form.

# %%
look_back("00")

# %%
checklist("00")

# %% [markdown]
# ## An open question
# Twelve clips gave you a curve. Would a friend's curve look the same? Would yours, tomorrow? Ask someone to take the test, and note the clips
# on which you disagree. Lesson 08 will show how many clips it takes to be sure.
#
# ## Further reading
# - Pons and others, [Upsampling artifacts in neural audio synthesis](https://arxiv.org/abs/2010.14356): another place where a steady buzz comes from.
# - [AudioCraft, configurations of EnCodec](https://github.com/facebookresearch/audiocraft/tree/main/config/solver/compression): what EnCodec
#   trains with; look for `adversaries`.
# - [IPython, issue 8608](https://github.com/ipython/ipython/issues/8608): the experiment of section 7, as a bug report.
# - [ITU-R BS.1116](https://www.itu.int/rec/R-REC-BS.1116): how listening tests are run when a lot depends on them.

# %% [markdown]
# ## Refresher R1 · Shapes of convolutions
# A convolution slides a kernel along the last axis. With input length `T`, kernel size `k`, stride `s` and padding `p` on each side, the
# kernel stops at (`T` + 2`p` − `k`) // `s` + 1 places. That's the new length. The second axis, channels, takes the number of output channels
# that you gave the layer.
#
# In the next cell, change one number at a time, say the shape aloud, then run it. After three right guesses in a row, you're done.

# %% tags=["check-output"]
wave = torch.zeros(4, 1, 24000)  # batch, channels, time
layer = nn.Conv1d(1, 16, kernel_size=5, stride=4, padding=2)
print(list(layer(wave).shape), (24000 + 2 * 2 - 5) // 4 + 1)
# → [4, 16, 6000] 6000

# %% [markdown]
# ## Refresher R2 · Decibels
# Ears respond to ratios. So a level is given as the logarithm of a ratio: 20 · log10(ratio of amplitudes) decibels, dB for short. Twice
# the amplitude is about 6 dB more, ten times is 20 dB more, a thousandth is 60 dB less. Where factors multiply, decibels add.

# %% tags=["check-output"]
for ratio in (2, 10, 0.5, 0.001):
    print(f"{ratio:6} times: {20 * torch.tensor(float(ratio)).log10():6.1f} dB")
# →      2 times:    6.0 dB
# →     10 times:   20.0 dB
# →    0.5 times:   -6.0 dB
# →  0.001 times:  -60.0 dB

# %% [markdown]
# With `dBFS`, the ratio is to the sample value 1, the largest that plays undistorted. A peak of −1 dBFS is a sample of 0.89. Before you run the next cell,
# say how many dB there are between the two tones, and how loud you expect each one to be.

# %%
tones = {"amplitude 0.5": tone(440, 0.7), "amplitude 0.05": tone(440, 0.7, amplitude=0.05)}
listen(tones, listen_for="how much softer the second one is")

# %% [markdown]
# ## Refresher R3 · autograd.grad
# Change one number in `x` a little: how fast does `y` change? That's the slope, and `torch.autograd.grad(y, x)` returns one for each number
# in `x`. It stores nothing in `.grad`. `x` can be weights, or a sound.
#
# A slope of zero at one sound proves little: `x ** 2` has a slope of zero at `x = 0`, and still depends on `x`. But if the slope is zero for *every*
# sound, and `y` never jumps, then `y` doesn't depend on that sample. Rounding is a function that jumps: all its slopes are zero, and it still depends on `x`.

# %% tags=["check-output"]
sound = torch.arange(6.0, requires_grad=True)
y = (sound[1] * sound[2]).square() + 3 * sound[4]
(slope,) = torch.autograd.grad(y, sound)
print(slope.tolist())
# → [0.0, 8.0, 4.0, 0.0, 3.0, 0.0]

# %% [markdown]
# Check two of them by hand: the square of (1 · 2), by the chain rule, and 3. Samples 0, 3 and 5 don't appear in the formula for `y`, so
# their slopes are zero for every sound. This is how we'll find out which samples a discriminator's score depends on.
