# %% tags=["setup"]
import torch
from torch.testing import assert_close

from course_lib import DiscriminatorSTFT, MultiScaleSTFTDiscriminator, check_contract
from course_lib.classroom import (
    checklist,
    explain,
    look_back,
    predict,
    recall,
    reveal,
    setup,
)
from course_lib.discriminators.norm_convs import NormConv2d
from course_lib.instruments import (
    ab,
    listen,
    logit_fields,
    logit_samples,
    random_phase,
    read_out,
    resolution_trade,
    scale_views,
    tones_and_clicks,
)
from course_lib.sounds import beat, click, tone, vowel

setup("04")

# %% [markdown]
# ## Before we start
# Three questions on what you know already. Answer from memory. Looking up costs you the effect.

# %% tags=["recall"]
recall("04")

# %% [markdown]
# ## 1 · Two tones and two clicks
# Below are two tones, 15 Hz apart, two clicks, 8 ms apart, and a clip that holds both pairs. What to listen for: can you
# hear that the tones are two? That the clicks are two?

# %%
clip = tones_and_clicks()
tones = tone(1000, 0.6).with_samples((tone(1000, 0.6).samples + tone(1015, 0.6).samples) / 2)
listen(
    {
        "two tones": tones.renamed("two tones"),
        "two clicks": click((0.3, 0.308), 0.6),
        "both pairs": clip,
    },
    listen_for="how many tones, and how many clicks",
)

# %% [markdown]
# Your ear makes something of both: a tone that throbs, and a click that is a little rough. The judges of this lesson get
# the same clip as a picture. They belong to the discriminator MS-STFT-D, the only one that
# AudioCraft's published training setup uses. The letters stand for multi-scale **STFT**.
#
# That is a short-time Fourier transform: cut out a short stretch of the wave, fade it at both ends,
# and ask how strong each frequency is in it. Move on a little, and do it again.
#
# | name | what it counts, in samples |
# |---|---|
# | `window` | the stretch that is cut out. It has the shape of a bell, called Hann window |
# | `n_fft` | what the transform takes: the window, and zeros if it is longer |
# | `hop` | from the start of one stretch, or **frame**, to the next |
#
# Each frame has `n_fft // 2 + 1` numbers, one per **bin**. Bins lie 24 000 / `n_fft` Hz apart.

# %% [markdown]
# ## 2 · One window
# Along frequency, two tones make one hill or two. Along time, so do two clicks. We say that a pair is **split** if the
# valley between its hills is at most half as high as the lower hill, in power.

# %% tags=["predict"]
predict("04.p1")


# %% tags=["demo"]
def tones_through_each_window():
    for n in (512, 1024, 2048, 4096):
        print(f"window {n:4}: tones split: {read_out(n_fft=n, hop=n // 4).tones_split}")


reveal("04.p1", tones_through_each_window)

# %% tags=["predict"]
predict("04.p2")


# %% tags=["demo"]
def both_through_each_window():
    for n in (64, 128, 256, 512, 1024, 4096):
        print(f"window {n:4}: {read_out(n_fft=n, hop=n // 4)}")


reveal("04.p2", both_through_each_window)

# %% [markdown]
# Now your own hands. On the left is the picture that a judge would get, on the right are the two curves that decide. The
# dashed lines stand where the tones and clicks really are.
#
# Your target: split both pairs at once. Give it three honest minutes with one window. Mind the hop as well: if it is too
# long, no frame falls into the valley. Then let the button try every window, and then add a second one.

# %%
trade = resolution_trade()
trade

# %% tags=["predict"]
predict("04.p3")


# %% tags=["demo"]
def zeros_behind_the_window():
    print("window  256, n_fft  256:", read_out(n_fft=256, hop=64, window=256))
    print("window  256, n_fft 4096:", read_out(n_fft=4096, hop=64, window=256))
    print("window 4096, n_fft 4096:", read_out(n_fft=4096, hop=64, window=4096))


reveal("04.p3", zeros_behind_the_window)

# %% [markdown]
# Zeros draw the same broad hill with more dots. Set `n_fft` to 4096 and `window` to 256 in the instrument, and count them.
# So `n_fft` sets how many bins there are. The **window** sets what they can tell apart.
#
# Why does no window do both? A Hann window of `N` samples splits tones from about two bins on: 2 · 24 000 / `N` Hz. It splits
# clicks from half a window on: `N` / 2 samples. Multiply the two limits.

# %% tags=["check-output"]
for N in (64, 256, 1024, 4096):
    hertz, seconds = 2 * 24_000 / N, N / 2 / 24_000
    print(f"window {N:4}: {hertz:5.1f} Hz × {1000 * seconds:5.2f} ms = {hertz * seconds:g}")
# → window   64: 750.0 Hz ×  1.33 ms = 1
# → window  256: 187.5 Hz ×  5.33 ms = 1
# → window 1024:  46.9 Hz × 21.33 ms = 1
# → window 4096:  11.7 Hz × 85.33 ms = 1

# %% [markdown]
# Always 1. Our target is 15 Hz × 0.008 s = 0.12, so no window reaches it. Some texts say that a larger `n_fft` has
# a "higher resolution". It has a higher resolution *in frequency*, and a lower one *in time*.
#
# That is the reason for several scales: each sees what the others blur. Here is a quarter of a second of drums through the
# five windows of EnCodec's training, with the same colours for all.

# %%
drums = beat(bpm=120, bars=1)
scale_views(drums.crop(0.4, 0.25), highest=6000)

# %% [markdown]
# Look at the hit at 0.1 s. Through the longest window it begins too early. Through the shortest it begins sharply, and all low
# tones share one thick bar.
#
# **Your turn:** exercise 04.6, *Scales for drums, scales for a violin*. You may also do it at the end.
#
# This is a good place for a break.

# %% [markdown]
# ## 3 · What the judge is given
# A bin is a **complex** number. It has a length, the **magnitude**: how strong this frequency is. And it has an angle: where in its
# cycle it stands when the frame begins. The pictures above show magnitudes only.
#
# Convolutions take real numbers. MS-STFT-D gives them the real part and the imaginary part, as two channels.

# %% tags=["derivation"]
judge = DiscriminatorSTFT(filters=2, n_fft=1024, hop_length=256, win_length=1024)
voice = vowel(f0=160, vowel="a")
image = judge.spec_transform(voice.wave)

# one frame, by hand: the third one begins two hops later
bell = torch.hann_window(1024)
frame = torch.fft.rfft(bell * voice.samples[512 : 512 + 1024]) / bell.square().sum().sqrt()

assert_close(frame.real, image[0, 0, 2], atol=1e-5, rtol=1e-4)
assert_close(frame.imag, image[0, 1, 2], atol=1e-5, rtol=1e-4)

# %% [markdown]
# Divided by the root of the window's energy, noise comes out equally strong from every window.
#
# With stereo there are four channels. To see their order, let only the right side sound.

# %% tags=["check-output"]
stereo_judge = DiscriminatorSTFT(filters=2, in_channels=2, n_fft=1024, hop_length=256)
only_right = torch.cat([torch.zeros_like(voice.wave), voice.wave], dim=1)
stereo_image = stereo_judge.spec_transform(only_right)
print("[batch, channels, frames, bins]:", list(stereo_image.shape))
print(
    "channels that hear something:", stereo_image.abs().amax((0, 2, 3)).nonzero().flatten().tolist()
)
# → [batch, channels, frames, bins]: [1, 4, 90, 513]
# → channels that hear something: [1, 3]

# %% [markdown]
# So the order is: all real parts, then all imaginary parts. re(left), re(right), im(left), im(right). And time comes before
# frequency.
#
# Now turn a wave upside down: each sample gets the other sign. That is a flip of its **polarity**.

# %% tags=["predict"]
predict("04.p4")


# %% tags=["demo"]
def flip_polarity():
    magnitude, flipped = image.square().sum(1), judge.spec_transform(-voice.wave)
    print("magnitudes are equal:", torch.equal(magnitude, flipped.square().sum(1)))
    print("both channels change sign:", torch.equal(flipped, -image))
    torch.manual_seed(0)
    wide = DiscriminatorSTFT(filters=32)
    with torch.no_grad():
        before, after = wide(voice.wave)[0], wide(-voice.wave)[0]
    moved = (before - after).norm() / (before - before.mean()).norm()
    print(f"logits move by {100 * moved:.0f} % of their spread")
    return ab(voice, voice.with_samples(-voice.samples).renamed("upside down"))


reveal("04.p4", flip_polarity)

# %% [markdown]
# To your ear, both are the same. To the judge, they are two different pictures, and its logits move by a good part of
# their own spread, though it has not learned anything yet. It is not looking at the spectrogram that you see in books.
#
# Is the angle worth so much? Let us throw it away.

# %% tags=["predict"]
predict("04.p5")


# %% tags=["demo"]
def lose_the_phases():
    lost = random_phase(drums)
    before, after = (torch.fft.rfft(s.samples.double()).abs() for s in (drums, lost))
    print(
        "every magnitude is kept:", torch.allclose(before, after, atol=1e-5 * float(before.max()))
    )
    return listen(
        {"the beat": drums, "phases random": lost},
        match="rms",
        listen_for="where the hits are",
    )


reveal("04.p5", lose_the_phases)

# %% [markdown]
# *When* something happens is written in the phases. So we ask for less: random phases in each short window. Now the frames
# keep the rhythm, and the phases only have to hold a window together.

# %%
ab(
    voice,
    random_phase(voice, 1024),
    match="rms",
    listen_for="a choir, a hall, or one person?",
)

# %%
ab(drums, random_phase(drums, 1024), match="rms", listen_for="the edge of each hit")

# %% [markdown]
# The voice stays a voice, and becomes hoarse and far away. Windows overlap, and their frames no longer agree about the
# samples that they share. A generator that gets its magnitudes right and its phases wrong sounds like this. A judge that
# gets real and imaginary parts has both in front of it.
#
# **Your turn:** exercise 04.1, *The wave as channels*.

# %% [markdown]
# ## 4 · How large, and how far?
# The convolutions read an image whose axes are time and frequency. The first five make feature maps, the last one makes the logits.
# The kernels cover 3 frames and 9 bins. Those of the middle three have a **stride** of 2: they move two bins at a time. Padding
# is 4 bins on each side.

# %% tags=["predict"]
predict("04.p6")


# %% tags=["demo"]
def sizes_of_the_maps():
    logits, fmaps = judge(voice.wave)
    for fmap in fmaps:
        print("feature map", list(fmap.shape))
    print("logits     ", list(logits.shape))


reveal("04.p6", sizes_of_the_maps)

# %% [markdown]
# Half of an odd number is rounded up here, as in lesson 02. And one thing differs from MPD: the logits are no feature map. There are
# five maps, not six.
#
# The number of frames never changes after the transform. For `T` samples it is `(T - n_fft) // hop + 1`. Check it: for
# 24 000 samples that is 90.
#
# The middle three convolutions have something else: a **dilation** of 1, 2 and 4. A dilation of 4 means that the
# rows of a kernel look at every fourth row of the map.

# %% tags=["predict"]
predict("04.p7")

# %% tags=["demo"]
reveal(
    "04.p7",
    lambda: logit_fields(
        {
            "dilations 1, 2, 4": DiscriminatorSTFT(filters=2),
            "dilations 1, 1, 1": DiscriminatorSTFT(filters=2, dilations=(1, 1, 1)),
            "stride of 1": DiscriminatorSTFT(filters=2, stride=(1, 1)),
        }
    ),
)

# %% [markdown]
# The bright block is the receptive field of one logit, in the picture. The dilation stretches it along time, and every frame
# keeps its own logits. The stride stretches it along frequency, and makes the maps narrower. Two axes, two tools. Why
# these two? That is exercise 04.5.
#
# How long is the field in time? Ask autograd, as in lesson 02.

# %% tags=["check-output"]
for n_fft in (2048, 1024, 512, 256, 128):
    hop = n_fft // 4
    narrow = DiscriminatorSTFT(filters=1, n_fft=n_fft, hop_length=hop, win_length=n_fft)
    where = logit_samples(narrow, length=n_fft + 60 * hop).nonzero().flatten()
    unbroken = len(where) == where[-1] - where[0] + 1
    print(
        f"window {n_fft:4}: {len(where):5} samples, {len(where) / 24:3.0f} ms, unbroken: {unbroken}"
    )
# → window 2048: 12287 samples, 512 ms, unbroken: True
# → window 1024:  6143 samples, 256 ms, unbroken: True
# → window  512:  3071 samples, 128 ms, unbroken: True
# → window  256:  1535 samples,  64 ms, unbroken: True
# → window  128:   767 samples,  32 ms, unbroken: True

# %% [markdown]
# MPD heard a comb. These judges hear blocks, and the longest is sixteen times longer than the shortest. Each block is 21 frames:
# 20 hops and one window. The bell begins with a zero, so one sample is missing.
#
# **Your turn:** exercise 04.2, *Build one window's judge*, then 04.5, *Two axes, two tools*. Then take
# a break.

# %% [markdown]
# ## 5 · Two documented arguments
# AudioCraft's MS-STFT-D has the arguments `filters_scale` and `sep_channels`. Its documentation calls the first one `growth`:
# "Growth factor for the filters". So each layer should be that many times wider than the one before. Of the second one it says:
# "Separate channels to distinct samples for stereo support".

# %% tags=["predict"]
predict("04.p8")


# %% tags=["demo"]
def as_audiocraft_counts(filters=8, filters_scale=2):
    first = NormConv2d(2, filters, (3, 9))
    second = NormConv2d(filters_scale * filters, filters_scale * filters, (3, 9))
    try:
        second(first(torch.randn(1, 2, 30, 65)))
    except RuntimeError:
        print(f"RuntimeError: {filters_scale * filters} channels were expected, {filters} came")


reveal("04.p8", as_audiocraft_counts)

# %% [markdown]
# The two lines above count as AudioCraft counts. The bug is also in EnCodec, where
# [issue 93](https://github.com/facebookresearch/encodec/issues/93) reports it. One test with another value than 1 would
# have found it.
#
# **Your turn:** exercise 04.3, *Count the channels*.

# %% tags=["predict"]
predict("04.p9")


# %% tags=["demo"]
def change_the_right_side(**options):
    windows = {"n_ffts": (256,), "hop_lengths": (64,), "win_lengths": (256,)}
    committee = MultiScaleSTFTDiscriminator(filters=2, in_channels=2, **windows, **options)
    left, right, other = torch.randn(3, 1, 1, 4000)
    with torch.no_grad():
        before = committee(torch.cat([left, right], dim=1))[0][0]
        after = committee(torch.cat([left, other], dim=1))[0][0]
    return list(before.shape), "first score moved:", not torch.equal(before[:, 0], after[:, 0])


def compare_sep_channels():
    print("as in AudioCraft:", *change_the_right_side(sep_channels=False))
    print("in course_lib:   ", *change_the_right_side(sep_channels=True))


reveal("04.p9", compare_sep_channels)

# %% [markdown]
# In AudioCraft the argument is stored and never read, so the first line is what you get there, whatever you ask for. Our
# library does what the word promises: each channel is judged alone, all by the same networks, and the verdicts stand side
# by side on the channel axis. The left score no longer moves.
#
# A shape would have told. So would any test that uses the argument. An argument that no test uses is a wish.
#
# How is it mended? Here are the lines of a repair for one judge, shuffled. One line does not belong.
#
# ```text
# A    wave = wave.mean(1, keepdim=True)
# B    scores = judge(alone)[0]
# C    return scores.unflatten(0, wave.shape[:2]).flatten(1, 2)
# D    alone = wave.flatten(0, 1).unsqueeze(1)
# ```

# %% tags=["predict"]
predict("04.p10")


# %% tags=["demo"]
def repair(wave):
    alone = wave.flatten(0, 1).unsqueeze(1)
    scores = judge(alone)[0]
    return scores.unflatten(0, wave.shape[:2]).flatten(1, 2)


def compare_with_each_side():
    wave = torch.randn(3, 2, 4000)
    sides = torch.cat([judge(wave[:, :1])[0], judge(wave[:, 1:])[0]], dim=1)
    print(
        "the repair gives what each side gives alone:",
        torch.allclose(repair(wave), sides, atol=1e-5),
    )


reveal("04.p10", compare_with_each_side)

# %% [markdown]
# Channels become waves of a larger batch, and go back to their place afterwards. Two reshapes, and no new weight.
#
# **Your turn:** exercise 04.4, *Test an argument*.

# %% [markdown]
# ## 6 · A committee of windows
# The whole discriminator is a list of judges with different windows. You have seen such a list twice, so this is short.

# %% tags=["derivation"]
committee = MultiScaleSTFTDiscriminator(filters=2)
logits, fmaps = committee(voice.wave)

for one, logits_k, fmaps_k in zip(committee.discriminators, logits, fmaps, strict=True):
    my_logits, my_fmaps = one(voice.wave)
    assert_close(my_logits, logits_k)
    assert_close(my_fmaps, fmaps_k)

# %% tags=["check-output"]
print("contract kept:", check_contract(committee).ok)
full = MultiScaleSTFTDiscriminator(filters=32)
print([one.spec_transform.win_length for one in full.discriminators])
print(f"{sum(p.numel() for p in full.parameters()) / 1e6:.2f} million parameters")
# → contract kept: True
# → [1024, 2048, 512]
# → 0.28 million parameters

# %% [markdown]
# Three windows are what the class takes if nobody says otherwise. EnCodec's training asks for five.
#
# 0.28 million, where MPD has 41.1 million. The number of parameters does not say what a judge can hear.

# %% [markdown]
# ## 7 · Say it in your own words
# Write first. The list to compare with comes after you have stored your text.

# %% tags=["explain"]
explain("04.e1")

# %% [markdown]
# ## 8 · Look back
# What you were certain of and got wrong comes up again. That is where most is learned.

# %%
look_back("04")

# %%
checklist("04")

# %% [markdown]
# ## An open question
# None of AudioCraft's windows splits tones 15 Hz apart. But look again at the picture through a short window: the tones throb,
# and a throb is a pattern in time. Could a judge with a short window hear two tones in this way? The
# clicks leave stripes in the long window, too. What is really lost, and what only moves elsewhere?
#
# ## Further reading
# - Défossez and others, [EnCodec](https://arxiv.org/abs/2210.13438), section 3.4: the discriminator of this lesson, in one page.
# - EnCodec, [issue 93](https://github.com/facebookresearch/encodec/issues/93): how users met `filters_scale`.
# - EnCodec, [issue 63](https://github.com/facebookresearch/encodec/issues/63): somebody asks why real and imaginary parts are
#   joined. You can answer now.
# - Gabor, "Theory of communication", 1946: the paper that first drew time and frequency as one plane of cells.
