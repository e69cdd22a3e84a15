# %% tags=["setup"]
import torch
from torch.testing import assert_close

from course_lib import DiscriminatorSTFT, MultiScaleSTFTDiscriminator, check_contract
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
from course_lib.discriminators.norm_convs import NormConv2d
from course_lib.instruments import (
    abx,
    closest_pairs,
    complex_parts,
    listen,
    logit_fields,
    logit_samples,
    random_phase,
    read_out,
    resolution_trade,
    scale_views,
    tones_and_clicks,
    turning_arrows,
)
from course_lib.sounds import beat, click, tone, vowel

setup("04")
tones = tone(1000, 0.6).with_samples((tone(1000, 0.6).samples + tone(1015, 0.6).samples) / 2)
clicks = click((0.3, 0.308), 0.6)
pairs = {"two tones": tones, "two clicks": clicks, "both pairs": tones_and_clicks()}

# %% [markdown]
# Listen first, with headphones if you have some. There are two tones, 15 Hz apart, two clicks, 8 ms apart, and a clip with both pairs. Can
# you hear that there are *two* of each?

# %%
listen(pairs, listen_for="how many tones, and how many clicks")

# %% [markdown]
# ## Before we start
# Three questions on earlier lessons. Answer from memory, because remembering is what makes it stick.

# %% tags=["recall"]
recall("04")

# %% [markdown]
# ## 1 · A wave becomes a picture
# Together, the two tones throb 15 times a second. The clicks are over before you can count them. The discriminator of this
# lesson has to notice both, and it does so by looking at a picture of the wave.
#
# It's MS-STFT-D, the multi-scale **STFT** discriminator.
# [AudioCraft's settings](https://github.com/facebookresearch/audiocraft/blob/main/config/solver/compression/default.yaml)
# train EnCodec against it alone.
#
# An STFT, a short-time Fourier transform, cuts out a short stretch of the wave, fades both ends, and measures
# how strong each frequency is. Then it moves on.
#
# | name | what it counts, in samples |
# |---|---|
# | `window` | the length of the stretch. It's faded with a bell-shaped curve, a Hann window |
# | `n_fft` | the length of the transform's input: the window, plus zeros if `n_fft` is longer |
# | `hop` | the distance from the start of one stretch, or **frame**, to the start of the next |
#
# Each frame has `n_fft // 2 + 1` numbers, one per **bin**. The bins are 24 000 / `n_fft` Hz apart.

# %% [markdown]
# ## 2 · One window
# How long should the window be? Ask the clip that you heard at the start.
#
# Along the frequency axis, two tones make either one hill or two. Two clicks do the same along the time axis. We call a pair
# **split** if the valley between its hills is at most half as high as the lower hill, in power:
# at least 3 dB lower.

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

# %% tags=["predict"]
predict("04.p3")


# %% tags=["demo"]
def zeros_behind_the_window():
    print("window  256, n_fft  256:", read_out(n_fft=256, hop=64, window=256))
    print("window  256, n_fft 4096:", read_out(n_fft=4096, hop=64, window=256))
    print("window 4096, n_fft 4096:", read_out(n_fft=4096, hop=64, window=4096))


reveal("04.p3", zeros_behind_the_window)

# %% [markdown] tags=["after"]
# Zeros draw the same broad hill with more dots. So `n_fft` sets how many bins there are, but the **window** sets which tones they can
# separate. When the window grows, the picture gets finer along frequency and coarser along time, so a "higher resolution" is only ever higher
# along one axis.

# %% [markdown]
# Now try to win. On the left you see the clip through one window. On the right are the two curves that decide whether a pair is
# split. The dashed lines mark the true positions of the tones and clicks.
#
# Your target is to split both pairs at once. Drag the window in the picture, or use the sliders, and give it three honest minutes
# with one window. Watch the hop as well: if it's too long, no frame falls into the valley. Then press the button that tries
# every window. Last, add a second window: it begins as a copy of the first, so change one of them.

# %%
trade = resolution_trade()
trade

# %% [markdown]
# Would more patience have helped? For each window, let's measure the closest tones and the closest clicks that it still splits, and multiply
# the two distances.

# %% tags=["check-output"]
for window in (128, 256, 512, 1024):
    hertz, seconds = closest_pairs(window)
    print(f"window {window:4}: {hertz:3.0f} Hz × {1000 * seconds:5.2f} ms = {hertz * seconds:.1f}")
# → window  128: 377 Hz ×  2.67 ms = 1.0
# → window  256: 185 Hz ×  5.35 ms = 1.0
# → window  512:  91 Hz × 10.68 ms = 1.0
# → window 1024:  48 Hz × 21.41 ms = 1.0

# %% [markdown]
# What a longer window gains in frequency, it loses in time, in equal measure. The reason: a Hann window of `N` samples splits tones that are
# about two bins apart, `2 · 24 000 / N` Hz, and clicks that are about half a window apart, `N / 2` samples. In the product, `N` cancels. Our target
# is 15 Hz × 0.008 s = 0.12, so no window reaches it.
#
# That's why MS-STFT-D uses several scales: each one shows what the others blur. Here is a quarter of a second of drums
# through the five windows of EnCodec's training. A colour means the same level in all five pictures.

# %%
drums = beat(bpm=120, bars=2)
scale_views(
    drums.crop(0.4, 0.25),
    highest=1500,
    title="A long window smears the hit over time, a short one blurs its low tone",
)

# %% [markdown]
# Look at the hit at 0.1 s. Through the longest window it begins too early. Through the shortest one it begins sharply, but
# its low tone blurs into a thick bar.
#
# This is a good place for a break. These pictures are the ones you find in books. The sub-discriminator receives something richer.

# %% [markdown]
# ## 3 · An arrow in every bin
# Each bin is a **complex** number: an arrow. Its length is the **magnitude**, which says how strong this frequency is. Its angle, the
# **phase**, depends on where in its cycle this frequency is when the frame begins. The pictures above show lengths only.
#
# Think of a clock hand that you photograph at regular intervals. How far it seems to turn depends on the hand, and on the interval.

# %% tags=["predict"]
predict("04.p11")

# %% tags=["demo"]
reveal("04.p11", lambda: turning_arrows(hertz=1000, hop=240))

# %% [markdown] tags=["after"]
# Now raise the tone to 1010 Hz, and press Play. The arrow turns by 36° from frame to frame, because 10.1 cycles fit into one hop. The bins are
# 23.4 Hz apart, so the tone moved by less than half a bin, but the arrow shows it from one frame to the next. Then change the hop. The frequency and
# the hop decide how fast all arrows around the tone turn: `frequency · hop / 24 000` turns a frame.

# %% [markdown]
# A convolution takes real numbers. So MS-STFT-D receives each arrow's two shadows as two channels: the real part is the shadow on the
# horizontal axis, and the imaginary part is the one on the vertical axis. Here are all arrows of a sung vowel. The stripes are its
# harmonics. Where the magnitude is one even band, the two parts flicker: those are its arrows, turning.
#
# Below the picture, we make one column of such a picture by hand. The last step divides by the root of the window's energy. After it, noise has
# the same level in every window.

# %%
voice = vowel(f0=160, vowel="a")
complex_parts(voice.crop(0.3, 0.4), highest=1500)

# %% tags=["derivation"]
sub_discriminator = DiscriminatorSTFT(filters=2, n_fft=1024, hop_length=256, win_length=1024)
image = sub_discriminator.spec_transform(voice.wave)

# the third frame begins two hops after the first
bell = torch.hann_window(1024)
frame = torch.fft.rfft(bell * voice.samples[512 : 512 + 1024]) / bell.square().sum().sqrt()

assert_close(frame.real, image[0, 0, 2], atol=1e-5, rtol=1e-4)
assert_close(frame.imag, image[0, 1, 2], atol=1e-5, rtol=1e-4)
print("By hand, the third column is the same: real part and imaginary part.")

# %% [markdown]
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
# **Your turn:** exercise 04.1, *The wave as channels*. It's the first piece of your own MS-STFT-D. Then come back and find out whether the
# angles are worth the trouble.

# %% [markdown]
# ## 4 · Who notices the angles?
# Turn a wave upside down: change the sign of each sample. We say that its **polarity** is flipped.

# %% tags=["predict"]
predict("04.p4")


# %% tags=["demo"]
def flip_polarity():
    flipped = sub_discriminator.spec_transform(-voice.wave)
    equal = torch.equal(image.square().sum(1), flipped.square().sum(1))
    print("magnitudes are equal:", equal)
    print("both channels change sign:", torch.equal(flipped, -image))
    torch.manual_seed(0)
    wide = DiscriminatorSTFT(filters=32)
    with torch.no_grad():
        before, after = wide(voice.wave)[0], wide(-voice.wave)[0]
    moved = (before - after).norm() / (before - before.mean()).norm()
    print(f"logits move by {100 * moved:.0f} % of their spread")


reveal("04.p4", flip_polarity)

# %% [markdown] tags=["after"]
# All arrows turn by half a turn. The logits move by a good part of their own spread, although this network hasn't learned anything yet.

# %% [markdown]
# And you? Find out with a blind test, with headphones; both sounds have the same level. X is A or B, drawn anew in each trial. Play all three as
# often as you like, and listen for a change in the colour of the voice. Answer all ten trials. The **p-value** at the end says how often pure guessing
# would do as well: below 0.05, guessing is a poor explanation. The
# other number, d′, is lesson 00's: how different the two sounds are to your ear.

# %%
abx(voice, voice.with_samples(-voice.samples).renamed("upside down"), trials=10, match="rms")

# %% tags=["predict"]
predict("04.p5")


# %% tags=["demo"]
def lose_the_phases():
    lost = random_phase(drums)
    before, after = (torch.fft.rfft(s.samples.double()).abs() for s in (drums, lost))
    same = torch.allclose(before, after, atol=1e-5 * float(before.max()))
    print("every magnitude is kept:", same)
    sounds = {"the beat": drums, "phases random": lost}
    return listen(sounds, match="rms", listen_for="where the hits are")


reveal("04.p5", lose_the_phases)

# %% [markdown] tags=["after"]
# The phases carry *when* something happens. They say where the waves of all frequencies add up to a hit, and where they cancel.

# %% [markdown]
# Next, we do less damage: random phases in each short window separately. The order of the frames keeps the rhythm, and only the detail
# within a window is lost. Neighbouring windows overlap, and now they disagree about the samples that they share.
#
# How short must the window be until you can't hear the damage? Take the test with 256 samples, and listen for the edge of each hit. If you get
# ten of ten, halve the window and run the cell again. Any sound will do: try `vowel`, or `load("my_song.wav").crop(0, 4)` from
# `course_lib.sounds` for a recording of your own.

# %%
window = 256
abx(drums, random_phase(drums, window), trials=10, match="rms")

# %% [markdown]
# Whatever you heard, the network has both in its input: lengths *and* angles. What does it do with them?
#
# ## 5 · How large are the maps?
# The convolutions treat the two channels as an image whose axes are time and frequency. The first five make feature maps, and the
# last one makes the logits.
#
# The kernels of the first four cover 3 frames and 9 bins; those of the last two cover 3 frames and 3 bins. The middle three have a
# **stride** of 2: along one axis, they move two cells at a time. Where a kernel covers 9 bins, the padding is 4 bins on each side.

# %% tags=["predict"]
predict("04.p6")


# %% tags=["demo"]
def sizes_of_the_maps():
    logits, fmaps = sub_discriminator(voice.wave)
    for fmap in fmaps:
        print("feature map", list(fmap.shape))
    print("logits     ", list(logits.shape))


reveal("04.p6", sizes_of_the_maps)

# %% [markdown] tags=["after"]
# The stride is along frequency, and half of an odd number is rounded up, as in lesson 02. One thing differs from MPD: the logits aren't a
# feature map, so there are five maps, not six. After the transform, the number of frames never changes. For `T` samples it's
# `(T - n_fft) // hop + 1`. Check it: for 24 000 samples that is 90.

# %% [markdown]
# **Your turn:** exercise 04.2, *Build one sub-discriminator*.
#
# ## 6 · How far does one logit reach?
# The middle three convolutions have one more setting, again along one axis: a **dilation** of 1, 2 and 4. A dilation of 4 means that
# neighbouring cells of the kernel look at cells of the map that are four apart.

# %% tags=["predict"]
predict("04.p7")

# %% tags=["demo"]
reveal(
    "04.p7",
    lambda: logit_fields(
        {
            "dilations 1 and 4": DiscriminatorSTFT(filters=2, dilations=(1, 4)),
            "dilations 1 and 1": DiscriminatorSTFT(filters=2, dilations=(1, 1)),
            "1 and 4, without stride": DiscriminatorSTFT(
                filters=2, dilations=(1, 4), stride=(1, 1)
            ),
        },
        title="A dilation makes the field wider in time, a stride makes it taller in frequency",
    ),
)

# %% [markdown] tags=["after"]
# The blue block is the receptive field of one logit, drawn in the spectrogram, for a network with two middle layers. The
# dilations change its width, the stride its height. Why does each axis have its own tool? In exercise 04.5 you measure the whole network, and decide.

# %% tags=["check-output"]
# How long is the receptive field in time? We ask autograd, as in lesson 02.
for n_fft in (2048, 1024, 512, 256, 128):
    hop = n_fft // 4
    narrow = DiscriminatorSTFT(filters=1, n_fft=n_fft, hop_length=hop, win_length=n_fft)
    where = logit_samples(narrow, length=n_fft + 60 * hop).nonzero().flatten()
    unbroken = len(where) == where[-1] - where[0] + 1
    print(f"window {n_fft:4}: {len(where) / 24:3.0f} ms, unbroken: {unbroken}")
# → window 2048: 512 ms, unbroken: True
# → window 1024: 256 ms, unbroken: True
# → window  512: 128 ms, unbroken: True
# → window  256:  64 ms, unbroken: True
# → window  128:  32 ms, unbroken: True

# %% [markdown]
# One logit of MPD depends on a comb of samples. Here it depends on an unbroken block, and the longest block is sixteen times
# as long as the shortest.
#
# **Your turn:** exercise 04.5, *Two axes, two tools*. Then take a break: after it, your sub-discriminator gets company.

# %% [markdown]
# ## 7 · Several windows together
# The whole discriminator is a list of sub-discriminators with different windows. They share nothing but the wave.

# %% tags=["derivation", "check-output"]
discriminator = MultiScaleSTFTDiscriminator(filters=2)
logits, fmaps = discriminator(voice.wave)

for one, logits_k, fmaps_k in zip(discriminator.discriminators, logits, fmaps, strict=True):
    my_logits, my_fmaps = one(voice.wave)
    assert_close(my_logits, logits_k)
    assert_close(my_fmaps, fmaps_k)
print("Each one alone returns the same as the whole discriminator.")
print("contract kept:", check_contract(discriminator).ok)
full = MultiScaleSTFTDiscriminator(filters=32)
print([one.spec_transform.win_length for one in full.discriminators])
print(f"{sum(p.numel() for p in full.parameters()) / 1e6:.2f} million parameters")
# → Each one alone returns the same as the whole discriminator.
# → contract kept: True
# → [1024, 2048, 512]
# → 0.28 million parameters

# %% [markdown]
# With its three default windows and 32 filters, MS-STFT-D has 0.28 million parameters, and MPD has 41.1 million. A further window adds
# little: EnCodec's training setup asks for five.
#
# **Your turn:** exercise 04.7, *Build the whole discriminator*. Lesson 07 trains a generator against your class. Before that, look at two
# arguments that you'll meet in AudioCraft's.

# %% [markdown]
# ## 8 · Two documented arguments
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

# %% [markdown] tags=["after"]
# The first two lines of this function count channels as AudioCraft does. The bug is also in EnCodec, where
# [issue 93](https://github.com/facebookresearch/encodec/issues/93) reports it. A single test with a value other than 1 would
# have found it.
#
# **Your turn:** exercise 04.3, *Count the channels*. The second argument needs a sharper eye.

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
    return list(before.shape), "left scores moved:", not torch.equal(before[:, 0], after[:, 0])


def compare_sep_channels():
    print("as in AudioCraft:", *change_the_right_side(sep_channels=False))
    print("in course_lib:   ", *change_the_right_side(sep_channels=True))


reveal("04.p9", compare_sep_channels)

# %% [markdown] tags=["after"]
# AudioCraft stores the argument and never reads it, so you get the first line there whatever you ask for. Our library does
# what the documentation promises: the same networks score each channel alone, and the scores are next to each other on the
# channel axis. The left score no longer moves. If no test uses an argument, you can only hope that it works.

# %% [markdown]
# How would you score each channel alone? Here are lines for one sub-discriminator, shuffled. Two of them look
# alike.
#
# ```text
# A    alone = wave.transpose(0, 1).flatten(0, 1).unsqueeze(1)
# B    scores = sub_discriminator(alone)[0]
# C    return scores.unflatten(0, wave.shape[:2]).flatten(1, 2)
# D    alone = wave.flatten(0, 1).unsqueeze(1)
# ```

# %% tags=["predict"]
predict("04.p10")


# %% tags=["demo"]
def lines_b_and_c(wave, alone):
    scores = sub_discriminator(alone)[0]
    return scores.unflatten(0, wave.shape[:2]).flatten(1, 2)


def compare_with_each_side():
    wave = torch.randn(3, 2, 4000)
    each = [sub_discriminator(wave[:, side : side + 1])[0] for side in (0, 1)]
    a = wave.transpose(0, 1).flatten(0, 1).unsqueeze(1)
    d = wave.flatten(0, 1).unsqueeze(1)
    for line, alone in {"A": a, "D": d}.items():
        scores = lines_b_and_c(wave, alone)
        equal = torch.allclose(scores, torch.cat(each, dim=1), atol=1e-5)
        print(f"{line}, B, C: {list(scores.shape)}, the scores of each side alone: {equal}")


reveal("04.p10", compare_with_each_side)

# %% [markdown] tags=["after"]
# The channels become waves of a larger batch, and afterwards their scores go back to the channel axis. That takes two
# reshapes and no new weight.

# %% [markdown]
# **More practice:** exercise 04.4, *Test an argument*: write the test that was missing.
#
# ## 9 · Windows of your own
# You now know what each window shows, and what it hides. **Your turn:** exercise 04.6, *Scales for drums, scales for a violin*.
#
# ## 10 · Say it in your own words
# Write first. The list to compare with comes after you have stored your text.

# %% tags=["explain"]
explain("04.e1")

# %% [markdown]
# ## 11 · Before you go
# Four short questions, scored once. Below them, predictions that you were sure of and got wrong come up again, most of them with other
# numbers or another twist. They are where you learn most.

# %% tags=["exit"]
exit_ticket("04")

# %%
look_back("04")
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
