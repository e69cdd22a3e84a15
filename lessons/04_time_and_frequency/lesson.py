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
# Here are three questions on earlier lessons. Answer from memory: looking things up would spoil the effect.

# %% tags=["recall"]
recall("04")

# %% [markdown]
# ## 1 · Two tones and two clicks
# Below are two tones, 15 Hz apart, two clicks, 8 ms apart, and a clip with both pairs. While you listen, ask yourself: can
# you hear that there are two tones? Can you hear that there are two clicks?

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
# Your ear notices something in both: the tone throbs, and the click is a little rough. The sub-discriminators of this lesson
# receive the same clip as a picture. Together they form MS-STFT-D, the only discriminator in AudioCraft's published training
# setup. The name is short for multi-scale **STFT** discriminator.
#
# An STFT is a short-time Fourier transform. It cuts out a short stretch of the wave, fades both ends, and measures
# how strong each frequency is. Then it moves on a little and repeats.
#
# | name | what it counts, in samples |
# |---|---|
# | `window` | the length of the stretch. It is faded with a bell-shaped curve, called a Hann window |
# | `n_fft` | the length of the transform's input: the window, plus zeros if `n_fft` is longer |
# | `hop` | the distance from the start of one stretch, or **frame**, to the start of the next |
#
# Each frame has `n_fft // 2 + 1` numbers, one per **bin**. The bins are 24 000 / `n_fft` Hz apart.

# %% [markdown]
# ## 2 · One window
# Along the frequency axis, two tones make either one hill or two. Two clicks do the same along the time axis. We call a pair
# **split** if the valley between its hills is at most half as high as the lower hill, in power.

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
# Now try it yourself. On the left you see a picture of the clip, as a sub-discriminator would receive it. On the right are the
# two curves that decide whether a pair is split. The dashed lines mark the true positions of the tones and clicks.
#
# Your target is to split both pairs at once. Drag the window in the picture, or use the sliders, and give it three honest minutes
# with one window. Watch the hop as well: if it is too long, no frame falls into the valley. Then press the button that tries
# every window, and add a second window.

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
# Zeros draw the same broad hill with more dots. Set `n_fft` to 4096 and `window` to 256 in the instrument, and count the
# hills. So `n_fft` sets how many bins there are, but the **window** sets which tones they can separate.
#
# Why can't one window do both? A Hann window of `N` samples splits two tones if they are at least about two bins apart, which
# is 2 · 24 000 / `N` Hz. It splits two clicks if they are at least about half a window apart, which is `N` / 2 samples. Let's
# multiply the two limits.

# %% tags=["check-output"]
for N in (64, 256, 1024, 4096):
    hertz, seconds = 2 * 24_000 / N, N / 2 / 24_000
    print(f"window {N:4}: {hertz:5.1f} Hz × {1000 * seconds:5.2f} ms = {hertz * seconds:g}")
# → window   64: 750.0 Hz ×  1.33 ms = 1
# → window  256: 187.5 Hz ×  5.33 ms = 1
# → window 1024:  46.9 Hz × 21.33 ms = 1
# → window 4096:  11.7 Hz × 85.33 ms = 1

# %% [markdown]
# The product is 1 for every window, because `N` cancels: what a longer window gains in frequency, it loses in time. Our target
# is 15 Hz × 0.008 s = 0.12, so no window reaches it.
#
# Some texts say that a larger `n_fft` has a "higher resolution". If the window grows with it, the resolution gets higher
# *in frequency* and lower *in time*.
#
# That is why MS-STFT-D uses several scales: each one shows what the others blur. Here is a quarter of a second of drums
# through the five windows that EnCodec was trained with. All five pictures use the same colours.

# %%
drums = beat(bpm=120, bars=1)
scale_views(drums.crop(0.4, 0.25), highest=6000)

# %% [markdown]
# Look at the hit at 0.1 s. Through the longest window it begins too early. Through the shortest window it begins sharply, but
# all low tones blur into one thick bar.
#
# **Your turn:** exercise 04.6, *Scales for drums, scales for a violin*. You can also leave it for the end.
#
# This is a good place for a break. After it, we look at what is in each bin: more than these pictures show.

# %% [markdown]
# ## 3 · What a sub-discriminator receives
# Each bin is a **complex** number. Its length is the **magnitude**, which says how strong this frequency is. Its angle, the
# phase, says where in its cycle the frequency is when the frame begins. The pictures above show magnitudes only.
#
# Convolutions take real numbers, so MS-STFT-D passes the real part and the imaginary part as two channels.

# %% tags=["derivation"]
sub_discriminator = DiscriminatorSTFT(filters=2, n_fft=1024, hop_length=256, win_length=1024)
voice = vowel(f0=160, vowel="a")
image = sub_discriminator.spec_transform(voice.wave)

# one frame, by hand: the third one begins two hops later
bell = torch.hann_window(1024)
frame = torch.fft.rfft(bell * voice.samples[512 : 512 + 1024]) / bell.square().sum().sqrt()

assert_close(frame.real, image[0, 0, 2], atol=1e-5, rtol=1e-4)
assert_close(frame.imag, image[0, 1, 2], atol=1e-5, rtol=1e-4)

# %% [markdown]
# The last step divides by the root of the window's energy. After it, noise has the same level in every window.
#
# A stereo wave gives four channels. To find out their order, we use a wave with a silent left side.

# %% tags=["check-output"]
stereo = DiscriminatorSTFT(filters=2, in_channels=2, n_fft=1024, hop_length=256)
only_right = torch.cat([torch.zeros_like(voice.wave), voice.wave], dim=1)
stereo_image = stereo.spec_transform(only_right)
print("[batch, channels, frames, bins]:", list(stereo_image.shape))
print(
    "channels that aren't silent:", stereo_image.abs().amax((0, 2, 3)).nonzero().flatten().tolist()
)
# → [batch, channels, frames, bins]: [1, 4, 90, 513]
# → channels that aren't silent: [1, 3]

# %% [markdown]
# So all real parts come first, then all imaginary parts: re(left), re(right), im(left), im(right). And the time axis comes
# before the frequency axis.
#
# Now turn a wave upside down: change the sign of each sample. We say that its **polarity** is flipped.

# %% tags=["predict"]
predict("04.p4")


# %% tags=["demo"]
def flip_polarity():
    magnitude = image.square().sum(1)
    flipped = sub_discriminator.spec_transform(-voice.wave)
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
# To your ear, both waves are the same. The sub-discriminator receives two different pictures, and its logits move by a good
# part of their own spread, although it hasn't learned anything yet. Its input isn't the spectrogram that you see in books.
#
# Are the angles worth that much? Let's throw them away.

# %% tags=["predict"]
predict("04.p5")


# %% tags=["demo"]
def lose_the_phases():
    lost = random_phase(drums)
    before, after = (torch.fft.rfft(s.samples.double()).abs() for s in (drums, lost))
    same = torch.allclose(before, after, atol=1e-5 * float(before.max()))
    print("every magnitude is kept:", same)
    return listen(
        {"the beat": drums, "phases random": lost},
        match="rms",
        listen_for="where the hits are",
    )


reveal("04.p5", lose_the_phases)

# %% [markdown]
# The phases carry *when* something happens. Let's change less this time: we draw random phases in each short window
# separately. Now the order of the frames keeps the rhythm, and only the detail within each window is lost.

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
# The voice is still a voice, but it sounds hoarse and far away. Neighbouring windows overlap, and with random phases they
# disagree about the samples that they share. A generator that gets its magnitudes right and its phases wrong sounds
# like this. A sub-discriminator that receives real and imaginary parts can notice it, because both are in its input.
#
# **Your turn:** exercise 04.1, *The wave as channels*.

# %% [markdown]
# ## 4 · How large, and how far?
# The convolutions treat this input as an image whose axes are time and frequency. The first five make feature maps, and the
# last one makes the logits.
#
# The kernels of the first four cover 3 frames and 9 bins; the last two have small square kernels. The middle three have a
# **stride** of 2: they move two bins at a time. Where a kernel covers 9 bins, the padding is 4 bins on each side.

# %% tags=["predict"]
predict("04.p6")


# %% tags=["demo"]
def sizes_of_the_maps():
    logits, fmaps = sub_discriminator(voice.wave)
    for fmap in fmaps:
        print("feature map", list(fmap.shape))
    print("logits     ", list(logits.shape))


reveal("04.p6", sizes_of_the_maps)

# %% [markdown]
# Half of an odd number is rounded up here, as in lesson 02. One thing differs from MPD: the logits aren't a feature map, so
# there are five maps, not six.
#
# The number of frames never changes after the transform. For `T` samples it is `(T - n_fft) // hop + 1`. Check it: for
# 24 000 samples that is 90.
#
# The middle three convolutions have one more setting: a **dilation** of 1, 2 and 4. A dilation of 4 means that neighbouring
# rows of the kernel look at rows of the map that are four frames apart.

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
# The blue block is the receptive field of one logit, drawn in the spectrogram. The dilation stretches it along time, while
# every frame keeps its own logits. The stride stretches it along frequency and makes the maps narrower. Two axes, two
# tools: exercise 04.5 asks why each axis has its own.
#
# How long is the receptive field in time? Ask autograd, as in lesson 02.

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
# One logit of MPD depends on a comb of samples. Here it depends on an unbroken block, and the longest block is sixteen times
# as long as the shortest. Each block is 21 frames long, which means 20 hops and one window. The bell begins with a zero, so
# one sample is missing.
#
# **Your turn:** exercise 04.2, *Build one sub-discriminator*, then 04.5, *Two axes, two tools*. Then take a break.

# %% [markdown]
# ## 5 · Two documented arguments
# AudioCraft's MS-STFT-D has the arguments `filters_scale` and `sep_channels`. Its documentation calls the first one `growth`:
# "Growth factor for the filters". So each layer should be that many times as wide as the one before. About the second one it
# says: "Separate channels to distinct samples for stereo support". Do they do what they say?

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
# The first two lines of this function count channels as AudioCraft does. The bug is also in EnCodec, where
# [issue 93](https://github.com/facebookresearch/encodec/issues/93) reports it. A single test with a value other than 1 would
# have found it.
#
# **Your turn:** exercise 04.3, *Count the channels*.

# %% tags=["predict"]
predict("04.p9")


# %% tags=["demo"]
def change_the_right_side(**options):
    windows = {"n_ffts": (256,), "hop_lengths": (64,), "win_lengths": (256,)}
    discriminator = MultiScaleSTFTDiscriminator(filters=2, in_channels=2, **windows, **options)
    left, right, other = torch.randn(3, 1, 1, 4000)
    with torch.no_grad():
        before = discriminator(torch.cat([left, right], dim=1))[0][0]
        after = discriminator(torch.cat([left, other], dim=1))[0][0]
    return list(before.shape), "first score moved:", not torch.equal(before[:, 0], after[:, 0])


def compare_sep_channels():
    print("as in AudioCraft:", *change_the_right_side(sep_channels=False))
    print("in course_lib:   ", *change_the_right_side(sep_channels=True))


reveal("04.p9", compare_sep_channels)

# %% [markdown]
# AudioCraft stores the argument and never reads it, so you get the first line there whatever you ask for. Our library does
# what the documentation promises: the same networks score each channel alone, and the scores are next to each other on the
# channel axis. The left score no longer moves.
#
# Checking a shape would have shown the bug, and so would any other test that uses the argument. If no test uses an argument,
# you can only hope that it works.
#
# How can we repair it? Here are the lines of a repair for one sub-discriminator, shuffled. One line doesn't belong.
#
# ```text
# A    wave = wave.mean(1, keepdim=True)
# B    scores = sub_discriminator(alone)[0]
# C    return scores.unflatten(0, wave.shape[:2]).flatten(1, 2)
# D    alone = wave.flatten(0, 1).unsqueeze(1)
# ```

# %% tags=["predict"]
predict("04.p10")


# %% tags=["demo"]
def repair(wave):
    alone = wave.flatten(0, 1).unsqueeze(1)
    scores = sub_discriminator(alone)[0]
    return scores.unflatten(0, wave.shape[:2]).flatten(1, 2)


def compare_with_each_side():
    wave = torch.randn(3, 2, 4000)
    each = [sub_discriminator(wave[:, side : side + 1])[0] for side in (0, 1)]
    equal = torch.allclose(repair(wave), torch.cat(each, dim=1), atol=1e-5)
    print("the repair returns the scores of each side alone:", equal)


reveal("04.p10", compare_with_each_side)

# %% [markdown]
# The channels become waves of a larger batch, and afterwards their scores go back to the channel axis. That takes two
# reshapes and no new weight.
#
# **Your turn:** exercise 04.4, *Test an argument*.

# %% [markdown]
# ## 6 · Several windows together
# The whole discriminator is a list of sub-discriminators with different windows. You have seen such a list twice, so this
# section is short.

# %% tags=["derivation"]
discriminator = MultiScaleSTFTDiscriminator(filters=2)
logits, fmaps = discriminator(voice.wave)

for one, logits_k, fmaps_k in zip(discriminator.discriminators, logits, fmaps, strict=True):
    my_logits, my_fmaps = one(voice.wave)
    assert_close(my_logits, logits_k)
    assert_close(my_fmaps, fmaps_k)

# %% tags=["check-output"]
print("contract kept:", check_contract(discriminator).ok)
full = MultiScaleSTFTDiscriminator(filters=32)
print([one.spec_transform.win_length for one in full.discriminators])
print(f"{sum(p.numel() for p in full.parameters()) / 1e6:.2f} million parameters")
# → contract kept: True
# → [1024, 2048, 512]
# → 0.28 million parameters

# %% [markdown]
# The class uses three windows by default. EnCodec's training setup asks for five.
#
# MS-STFT-D has 0.28 million parameters, and MPD has 41.1 million. The number of parameters doesn't say what a
# discriminator can detect.

# %% [markdown]
# ## 7 · Say it in your own words
# Write first. The list to compare with comes after you have stored your text.

# %% tags=["explain"]
explain("04.e1")

# %% [markdown]
# ## 8 · Look back
# The answers that you were sure of and got wrong come up again. They are where you learn most.

# %%
look_back("04")

# %%
checklist("04")

# %% [markdown]
# ## An open question
# None of AudioCraft's windows splits tones 15 Hz apart. But look again at the picture through a short window: the tones throb,
# and a throb is a pattern in time. Could a sub-discriminator with a short window detect two tones this way? In the same way,
# the clicks leave stripes in the picture through the long window. What is really lost, and what only moves to the other axis?
#
# ## Further reading
# - Défossez and others, [EnCodec](https://arxiv.org/abs/2210.13438), section 3.4: describes the discriminator of this lesson in
#   one page.
# - EnCodec, [issue 93](https://github.com/facebookresearch/encodec/issues/93): shows how users ran into `filters_scale`.
# - EnCodec, [issue 63](https://github.com/facebookresearch/encodec/issues/63): someone asks why real and imaginary parts are
#   concatenated. Now you can answer.
# - Gabor, "Theory of communication", 1946: the paper that first drew time and frequency as one plane of cells.
