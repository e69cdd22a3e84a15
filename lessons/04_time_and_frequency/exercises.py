# %% [markdown]
# Here you build MS-STFT-D: the picture (04.1), the sub-discriminator that receives it (04.2), and the whole
# discriminator (04.7). Lesson 07 trains with it. Each exercise states a contract, and you write all the lines yourself.
#
# 04.2 looks at the wave through your 04.1, and 04.7 builds your 04.2. Until they work, the course's versions take their place, so you can
# do the exercises in any order.
#
# Run the checks as often as you like; they cost nothing. Each property that passes earns its share of the points, except that
# nothing counts while the first one fails (04.5 has no such rule). If you're stuck, `hint("04.1")` gives one hint at a time, and
# `solution("04.1")` shows one solution and explains it.

# %% tags=["setup"]
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.testing import assert_close

from course_lib.classroom import setup
from course_lib.discriminators.interface import DiscriminatorOutput, MultiDiscriminator
from course_lib.discriminators.mpd import PeriodDiscriminator
from course_lib.discriminators.msstftd import ComplexSpectrogram
from course_lib.discriminators.msstftd import DiscriminatorSTFT as LibraryDiscriminator
from course_lib.discriminators.msstftd import MultiScaleSTFTDiscriminator as LibraryMultiScaleSTFT
from course_lib.discriminators.norm_convs import NormConv2d
from course_lib.instruments import field_size, logit_field, logit_samples, read_out

setup("04")

# %% tags=["bank"]
from collections.abc import Iterator

from einops import rearrange

from course_lib.classroom import Draw, Exercise, Later, Option, Question
from course_lib.classroom.checking.fill_weights import fill_weights, logits_both_ways
from course_lib.classroom.checking.free_text import letter_of, number_or_none
from course_lib.classroom.checking.gradients import gradient_flow
from course_lib.display.figures.beside import grids_beside

# %% [markdown] id="04-1-head" tags=["exercise"]
# ### 04.1
# Write `stft_channels`: the picture of a wave that a sub-discriminator receives.
#
# | | |
# |---|---|
# | in | `wave` [batch, channels, time]; three lengths in samples |
# | out | [batch, 2 · channels, frames, bins]: all real parts, then all imaginary parts |
# | window | a periodic Hann window of `win_length` samples, in the middle of `n_fft` |
# | frames | the first begins at sample 0; no padding |
# | level | divided by the root of the window's energy, `window.square().sum().sqrt()` |
# | shorter than `n_fft` | `ValueError` |


# %% id="04-1-answer" tags=["answer"]
# @answer 04.1
def stft_channels(wave: Tensor, n_fft: int, hop_length: int, win_length: int) -> Tensor:
    """Turn a wave into real and imaginary channels: [batch, 2 * channels, frames, bins]."""
    # BEGIN SOLUTION
    if wave.shape[-1] < n_fft:
        raise ValueError(f"need at least n_fft = {n_fft} samples, got {wave.shape[-1]}")
    window = torch.hann_window(win_length, dtype=wave.dtype, device=wave.device)
    spectrum = torch.stft(
        wave.flatten(0, 1),
        n_fft,
        hop_length,
        win_length,
        window,
        center=False,
        return_complex=True,
    )
    spectrum = spectrum.unflatten(0, wave.shape[:2]) / window.square().sum().sqrt()
    return torch.cat([spectrum.real, spectrum.imag], dim=1).transpose(2, 3)
    # END SOLUTION
    # STUB: raise NotAttempted("04.1")


# %% id="04-1-bank" tags=["bank"]
ex = Exercise("04.1", answer="stft_channels")


@ex.property("a mono wave", cause="an axis, the window or the padding differs from the contract")
def _(stft_channels, draw):
    return stft_channels(draw.randn(1, 1, 40), 16, 8, 16)


@ex.property("the order of channels", cause="cat puts all real parts first; stacking alternates")
def _(stft_channels, draw):
    return stft_channels(draw.randn(2, 2, 24), 16, 4, 16)


@ex.property("the number of frames and bins", cause="(time - n_fft) // hop_length + 1 frames")
def _(stft_channels, draw):
    waves = [draw.randn(1, channels, time) for channels, time in ((1, 100), (3, 333))]
    return [list(stft_channels(wave, 32, 10, 32).shape) for wave in waves]


@ex.property(
    "a window shorter than n_fft", cause="the window has win_length samples; torch centres it"
)
def _(stft_channels, draw):
    return stft_channels(draw.randn(1, 1, 40), 16, 8, 10)


@ex.property("a wave that is too short is refused", cause="torch's error says nothing of n_fft")
def _(stft_channels, draw):
    # a frame takes n_fft samples, however short the window in it is
    waves = [draw.randn(1, 1, time) for time in (15, 16)]
    return [
        draw.refusal(lambda wave=wave, size=size: stft_channels(wave, 16, 4, size))
        for size in (16, 10)
        for wave in waves
    ]


@ex.property("the gradient of the wave", cause="the wave or the spectrum is detached")
def _(stft_channels, draw):
    wave = draw.randn(1, 2, 40).requires_grad_()
    channels = stft_channels(wave, 16, 8, 16)
    (gradient,) = torch.autograd.grad(channels.square().sum(), wave)
    return gradient


CAT = "torch.cat([spectrum.real, spectrum.imag], dim=1).transpose(2, 3)"
ex.mutant(
    "magnitude",
    says="You return magnitudes. A wave and its upside-down copy have the same magnitudes: keep the real and imaginary "
    "parts.",
    edit={CAT: "torch.cat([spectrum.abs(), spectrum.abs()], dim=1).transpose(2, 3)"},
)
ex.mutant(
    "magnitude_and_angle",
    says="You return magnitudes and angles. The contract asks for the real and imaginary parts: an angle jumps from π to -π, "
    "and a convolution would take that for a large step.",
    edit={CAT: "torch.cat([spectrum.abs(), spectrum.angle()], dim=1).transpose(2, 3)"},
)
ex.mutant(
    "bins_before_frames",
    says="Your bins come before your frames. torch.stft returns [..., bins, frames]; the contract asks for [..., "
    "frames, bins].",
    edit={".transpose(2, 3)": ""},
)
ex.mutant(
    "centred",
    says="Your frames are centred: by default `torch.stft` mirrors the wave at both ends. Pass `center=False`.",
    edit={"center=False": "center=True"},
)
ex.mutant(
    "alternating",
    says="Your channels alternate: re, im, re, im. All real parts should come first, then all imaginary parts.",
    edit={CAT: "torch.stack([spectrum.real, spectrum.imag], dim=2).flatten(1, 2).transpose(2, 3)"},
)
ex.mutant(
    "imaginary_first",
    says="Your imaginary parts come first. The contract puts the real parts first.",
    edit={"[spectrum.real, spectrum.imag]": "[spectrum.imag, spectrum.real]"},
)
ex.mutant(
    "no_level",
    says="You don't divide by the root of the window's energy, so a long window gives larger numbers than a short one.",
    edit={" / window.square().sum().sqrt()": ""},
)
ex.mutant(
    "torchs_level",
    says="`normalized=True` makes torch.stft divide by the root of n_fft. The contract asks for the root of the "
    "window's energy.",
    edit={
        " / window.square().sum().sqrt()": "",
        "center=False,": "center=False,\n        normalized=True,",
    },
)
ex.mutant(
    "window_of_n_fft",
    says="Your window covers all n_fft samples. It should cover win_length of them.",
    edit={
        "torch.hann_window(win_length,": "torch.hann_window(n_fft,",
        "        win_length,\n": "        n_fft,\n",
    },
)
ex.mutant(
    "window_at_the_start",
    says="Your window is at the start of each frame of n_fft samples. The contract puts it in the middle, with as many zeros "
    "before it as after it.",
    edit={
        "    spectrum = torch.stft(": "    level = window.square().sum().sqrt()\n"
        "    window = F.pad(window, (0, n_fft - win_length))\n    spectrum = torch.stft(",
        "        win_length,\n": "        n_fft,\n",
        " / window.square().sum().sqrt()": " / level",
    },
)
ex.mutant(
    "sum_of_the_window",
    says="You divide by the sum of the window. The contract asks for the root of its energy: then noise, not a tone, has the "
    "same level in every window.",
    edit={"window.square().sum().sqrt()": "window.sum()"},
)
ex.mutant(
    "energy_without_the_root",
    says="You divide by the window's energy. The contract asks for its root: `window.square().sum().sqrt()`.",
    edit={"window.square().sum().sqrt()": "window.square().sum()"},
)
ex.mutant(
    "numpys_window",
    says="`np.hanning` ends in a zero, like its first sample: it's symmetric, and torch.hann_window isn't. And NumPy can't pass a gradient "
    "on: use torch.fft or torch.stft.",
    edit={
        "    window = torch.hann_window(win_length, dtype=wave.dtype, device=wave.device)\n": (
            "    wave.numpy()\n    window = torch.hann_window(win_length, periodic=False)\n"
        )
    },
)
ex.mutant(
    "both_levels",
    says="You divide by the root of the window's energy, and `normalized=True` has divided by the root of n_fft before. Leave that argument out.",
    edit={"        center=False,\n": "        center=False,\n        normalized=True,\n"},
)
ex.mutant(
    "reshaped",
    says="Frames and bins have the right sizes, and their values are mixed up: `reshape` and `view` fill a new shape in the old order. Exchange the two axes: `transpose(2, 3)`.",
    edit={
        CAT: "torch.cat([spectrum.real, spectrum.imag], dim=1).flatten(2).unflatten(2, (-1, n_fft // 2 + 1))"
    },
)
ex.mutant(
    "root_of_the_length",
    says="You divide by the root of win_length. The contract asks for the root of the window's energy, "
    "`window.square().sum().sqrt()`: the bell makes it smaller.",
    edit={"window.square().sum().sqrt()": "win_length**0.5"},
)
ex.mutant(
    "length",
    says='You divide by n_fft, as `norm="forward"` does. The contract asks for the root of the window\'s energy, '
    "`window.square().sum().sqrt()`.",
    edit={"window.square().sum().sqrt()": "n_fft"},
)
ex.mutant(
    "mirrored",
    says="Your imaginary parts have the wrong sign, as after `.conj()` or after an inverse transform.",
    edit={"spectrum.imag]": "-spectrum.imag]"},
)
ex.mutant(
    "hamming",
    says="You fade with a Hamming window, which doesn't reach zero at its ends. The contract asks for a Hann window.",
    edit={"torch.hann_window(": "torch.hamming_window("},
)
ex.mutant(
    "mixed_down",
    says="You mix the channels of a wave before the transform. The contract asks for a real and an imaginary part of each.",
    edit={
        "    if wave.shape[-1] < n_fft:": "    wave = wave.mean(1, keepdim=True)\n    if wave.shape[-1] < n_fft:"
    },
)
ex.mutant(
    "left_channel_only",
    says="You transform the first channel of a wave, and drop the others. The contract asks for a real and an imaginary part of each.",
    edit={
        "    if wave.shape[-1] < n_fft:": "    wave = wave[:, :1]\n    if wave.shape[-1] < n_fft:"
    },
)
ex.mutant(
    "asserted",
    says="`assert` raises an AssertionError. The contract asks for a ValueError: code that catches that one won't catch yours.",
    edit={
        "    if wave.shape[-1] < n_fft:\n"
        '        raise ValueError(f"need at least n_fft = {n_fft} samples, got {wave.shape[-1]}")\n': (
            "    assert wave.shape[-1] >= n_fft\n"
        )
    },
)
ex.mutant(
    "exact_length_refused",
    says="You refuse a wave of exactly n_fft samples, which fills one frame. Refuse only shorter ones.",
    edit={"if wave.shape[-1] < n_fft": "if wave.shape[-1] <= n_fft"},
)
ex.mutant(
    "window_length_compared",
    says="You compare the wave with win_length. A frame takes n_fft samples, however short the window in it is.",
    edit={"if wave.shape[-1] < n_fft": "if wave.shape[-1] < win_length"},
)
ex.mutant(
    "rectangle",
    says="There's no Hann window, so torch.stft cuts with a rectangle, whose sharp edges splash energy over all bins.",
    edit={
        "        window,\n": "",
        "        win_length,\n": "        win_length,\n        torch.ones(win_length),\n",
    },
)
ex.mutant(
    "symmetric_window",
    says="Your Hann window ends in a zero, like its first sample: it's symmetric. Leave out `periodic=False`.",
    edit={"torch.hann_window(win_length,": "torch.hann_window(win_length, periodic=False,"},
)
ex.mutant(
    "no_refusal",
    says="A wave that is too short raises a RuntimeError, as `torch.stft` does. Compare `wave.shape[-1]` with "
    "`n_fft` first, and raise a ValueError.",
    edit={
        "    if wave.shape[-1] < n_fft:\n"
        '        raise ValueError(f"need at least n_fft = {n_fft} samples, got {wave.shape[-1]}")\n': ""
    },
)


@ex.picture
def _(answer):
    wave = torch.randn(1, 1, 40, generator=torch.Generator().manual_seed(0))
    yours, right = (of(wave, 16, 8, 16)[0].flatten(0, 1) for of in (answer, stft_channels))
    return grids_beside(yours, right, "real parts above imaginary parts")


@ex.alternative("frames cut by hand")
def channels_by_unfold(wave, n_fft, hop_length, win_length):
    if wave.shape[-1] < n_fft:
        raise ValueError("too short")
    window = torch.hann_window(win_length)
    before = (n_fft - win_length) // 2
    padded = F.pad(window, (before, n_fft - win_length - before))
    spectrum = torch.fft.rfft(wave.unfold(-1, n_fft, hop_length) * padded)
    return torch.cat([spectrum.real, spectrum.imag], dim=1) / window.square().sum().sqrt()


@ex.alternative("channel by channel")
def channels_in_a_loop(wave, n_fft, hop_length, win_length):
    if wave.shape[-1] < n_fft:
        raise ValueError("too short")
    window = torch.hann_window(win_length)
    level = window.pow(2).sum().sqrt()
    settings = {"hop_length": hop_length, "win_length": win_length, "window": window}
    spectra = [
        torch.stft(channel, n_fft, center=False, return_complex=True, **settings) / level
        for channel in wave.unbind(1)
    ]
    parts = [s.real for s in spectra] + [s.imag for s in spectra]
    return torch.stack(parts, dim=1).mT


ex.hints(
    "torch.stft takes [batch, time] and returns [batch, bins, frames]. What do you do with the channel axis "
    "before the transform, and what after it?",
    "Flatten batch and channels into one axis. Transform with center=False and return_complex=True. Restore both "
    "axes. Join real and imaginary parts on the channel axis. Swap the last two axes. Divide.",
    "torch.cat([spectrum.____, spectrum.____], dim=____).transpose(____, ____)",
)
ex.why(
    "`torch.stft` doesn't know about channels, so batch and channels share an axis during the transform. Joining "
    "the parts on axis 1 gives the order that AudioCraft's weights were trained with. After the division, noise "
    "has the same level in every window, so no sub-discriminator starts with a louder input than the others."
)
ex.leads_to("Your sub-discriminator in 04.2 looks at the wave through this function.")
ex.wrong_turn(
    "`torch.view_as_real` puts the parts on the last axis. If you fold that axis into the channels from the wrong "
    "side, you get re, im, re, im. For a mono wave this is the same, so a test with one channel doesn't notice."
)

# %% [markdown] id="04-2-head" tags=["exercise"]
# ### 04.2
# Write `DiscriminatorSTFT(filters, in_channels=1, n_fft=1024, hop_length=256, win_length=1024, dilations=(1, 2, 4))`.
# Called with a wave, it returns `(logits, fmaps)`. Strides and paddings follow from the sizes. `dilations` are for
# layers 1 to 3. After each of `convs`, a leaky ReLU of slope 0.2 gives a map; logits aren't one.
# Use `StftChannels` below, which wraps your 04.1, and `NormConv2d(c_in, c_out, kernel, stride=, padding=, dilation=, norm=)`.
#
# | name | weight if `filters=4` | norm | bins; 24 000 samples are 90 frames |
# |---|---|---|---|
# | `spec_transform` | | | 513 |
# | `convs.0` | [4, 2, 3, 9] | `"none"` | 513 |
# | `convs.1` | [4, 4, 3, 9] | `"weight_norm"` | 257 |
# | `convs.2` | [4, 4, 3, 9] | `"weight_norm"` | 129 |
# | `convs.3` | [4, 4, 3, 9] | `"weight_norm"` | 65 |
# | `convs.4` | [4, 4, 3, 3] | `"weight_norm"` | 65 |
# | `conv_post` | [1, 4, 3, 3] | `"weight_norm"` | 65 |


# %% id="04-2-given"
class StftChannels(ComplexSpectrogram):
    """Your 04.1 as a module. Until it agrees with the course's transform, that one is used."""

    def __init__(self, yours: Callable[..., Tensor], n_fft: int, hop: int, window: int) -> None:
        super().__init__(n_fft, hop, window, normalized=True)
        self.yours = yours
        wave = torch.arange(2.0 * (n_fft + 3 * hop)).square().sin().view(1, 2, -1)
        try:
            assert_close(yours(wave, n_fft, hop, window), super().forward(wave))
        except Exception:
            self.yours = None

    def forward(self, wave: Tensor) -> Tensor:
        if self.yours is None:
            return super().forward(wave)
        precise = wave.to(torch.promote_types(wave.dtype, torch.float32))  # an FFT needs float32
        picture = self.yours(precise, self.n_fft, self.hop_length, self.win_length)
        # convolutions are faster in this order
        return picture.to(wave.dtype, memory_format=torch.channels_last)


# %% id="04-2-answer" tags=["answer"]
# @answer 04.2
# BEGIN SOLUTION
class DiscriminatorSTFT(nn.Module):
    """Score a wave from its complex spectrogram; return (logits, five feature maps)."""

    def __init__(
        self,
        filters: int,
        in_channels: int = 1,
        n_fft: int = 1024,
        hop_length: int = 256,
        win_length: int = 1024,
        dilations: Sequence[int] = (1, 2, 4),
    ) -> None:
        super().__init__()
        self.spec_transform = StftChannels(stft_channels, n_fft, hop_length, win_length)
        first = NormConv2d(2 * in_channels, filters, (3, 9), padding=(1, 4), norm="none")
        self.convs = nn.ModuleList([first])
        for d in dilations:
            conv = NormConv2d(
                filters,
                filters,
                (3, 9),
                stride=(1, 2),
                padding=(d, 4),
                dilation=(d, 1),
                norm="weight_norm",
            )
            self.convs.append(conv)
        last = NormConv2d(filters, filters, (3, 3), padding=(1, 1), norm="weight_norm")
        self.convs.append(last)
        self.conv_post = NormConv2d(filters, 1, (3, 3), padding=(1, 1), norm="weight_norm")

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        x = self.spec_transform(wave)
        fmaps: list[Tensor] = []
        for conv in self.convs:
            x = F.leaky_relu(conv(x), 0.2)
            fmaps.append(x)
        return self.conv_post(x), fmaps


# END SOLUTION
# STUB: DiscriminatorSTFT = ...  # your class goes here


# %% id="04-2-bank" tags=["bank"]
ex = Exercise("04.2", answer="DiscriminatorSTFT")

SHORT = {"n_fft": 32, "hop_length": 8, "win_length": 32}


def shape_of(logits):
    """Return the shape of what should be a tensor, or what it is."""
    return list(logits.shape) if isinstance(logits, Tensor) else f"a {type(logits).__name__}"


LOUD = 100  # times a wave of usual level: then the logits depend on it more than on the biases


@ex.property("names and shapes of the parameters", cause="a kernel, a norm or a name differs")
def _(sub_class, draw):
    state = sub_class(3, in_channels=2, **SHORT).state_dict()
    return {key: list(value.shape) for key, value in sorted(state.items())}


@ex.property("sizes of the logits", cause="a stride or a padding: compare with the table's sizes")
def _(sub_class, draw):
    sub = sub_class(1, n_fft=512, hop_length=128, win_length=512)
    return [shape_of(sub(draw.randn(1, 1, time))[0]) for time in (1600, 4001)]


@ex.property(
    "five feature maps without the logits",
    cause="a list of five is asked for; here the logits are no feature map",
)
def _(sub_class, draw):
    logits, fmaps = sub_class(2, **SHORT)(draw.randn(1, 1, 200))
    sizes = [list(fmap.shape) for fmap in fmaps]
    return {"list": isinstance(fmaps, list), "sizes": sizes, "logits": list(logits.shape)}


@ex.property("logits, with given weights", cause="a dilation, a slope or the spectrogram differs")
def _(sub_class, draw):
    sub = fill_weights(sub_class(2, in_channels=2, **SHORT), draw)
    return logits_both_ways(sub, LOUD * draw.randn(1, 2, 200))


@ex.property("feature maps, with given weights", cause="a map is stored before its activation")
def _(sub_class, draw):
    sub = fill_weights(sub_class(1, **SHORT), draw)
    return list(sub(draw.randn(2, 1, 120))[1])


@ex.property("other dilations", cause="the argument dilations is not used")
def _(sub_class, draw):
    sub = fill_weights(sub_class(1, dilations=(3, 1), **SHORT), draw)
    wave = LOUD * draw.randn(1, 1, 160)
    return {"maps": len(sub(wave)[1]), **logits_both_ways(sub, wave)}


@ex.property("a window shorter than n_fft", cause="the argument win_length is not used")
def _(sub_class, draw):
    sub = sub_class(1, n_fft=32, hop_length=8, win_length=20)
    # the first maps: what differs in the spectrum is hardly left in the logits of drawn weights
    return list(fill_weights(sub, draw)(draw.randn(1, 1, 120))[1][:2])


@ex.property("the sizes without an argument", cause="the defaults are those of the contract")
def _(sub_class, draw):
    sub = sub_class(1)
    weights = {key: list(value.shape) for key, value in sorted(sub.state_dict().items())}
    # lengths at which one sample more in a window or a hop changes the number of frames
    times = (1024 + 4 * 256, 1024 + 5 * 255)
    logits = [list(sub(draw.randn(1, 1, time))[0].shape) for time in times]
    return {"weights": weights, "logits": logits}


@ex.property(
    "gradients flow from every map to the wave", cause="a map or the wave is detached on the way"
)
def _(sub_class, draw):
    sub = fill_weights(sub_class(1, **SHORT), draw)
    flow = gradient_flow(sub, draw.randn(1, 1, 120))
    # a list with one map too many is another property's matter
    detached = [k for k, arrives in enumerate(flow["to the wave"]) if not arrives]
    return {"detached": detached, "to every weight": flow["to every weight"]}


ex.mutant(
    "dilated_in_frequency",
    says="Your dilation spreads the kernels along frequency. It belongs to time, the first of the two axes: "
    "dilation=(d, 1).",
    edit={"padding=(d, 4)": "padding=(1, 4 * d)", "dilation=(d, 1)": "dilation=(1, d)"},
)
ex.mutant(
    "strided_in_time",
    says="Your stride of 2 is on time, so frames get lost. The table keeps all 90 frames and halves the bins: "
    "stride=(1, 2).",
    edit={"stride=(1, 2)": "stride=(2, 1)"},
)
ex.mutant(
    "not_dilated",
    says="Your layers 1 to 3 aren't dilated, so a logit covers fewer frames than it should.",
    edit={"padding=(d, 4)": "padding=(1, 4)", "dilation=(d, 1)": "dilation=(1, 1)"},
)
ex.mutant(
    "padding_without_dilation",
    says="A dilated kernel reaches further, but your padding doesn't grow with it, so frames get lost at both ends. A "
    "kernel of three rows with dilation d needs a padding of d.",
    edit={"padding=(d, 4)": "padding=(1, 4)"},
)
ex.mutant(
    "first_normed",
    says='Your first convolution has weight norm. The table says "none": AudioCraft has no norm in this layer, so its '
    "weights wouldn't load.",
    edit={'padding=(1, 4), norm="none"': 'padding=(1, 4), norm="weight_norm"'},
)
ex.mutant(
    "wide_last_kernel",
    says="Your fifth convolution has a kernel of 9 bins. The table gives it 3 and 3.",
    edit={
        "NormConv2d(filters, filters, (3, 3), padding=(1, 1)": (
            "NormConv2d(filters, filters, (3, 9), padding=(1, 4)"
        )
    },
)
ex.mutant(
    "logits_are_a_map",
    says="You return the logits as a sixth feature map, as MPD does. MS-STFT-D doesn't.",
    edit={
        "        return self.conv_post(x), fmaps": (
            "        logits = self.conv_post(x)\n        return logits, [*fmaps, logits]"
        )
    },
)
ex.mutant(
    "activated_scores",
    says="There's an activation after `conv_post`. Logits are raw scores: return them as they are.",
    edit={"return self.conv_post(x), fmaps": "return F.leaky_relu(self.conv_post(x), 0.2), fmaps"},
)
ex.mutant(
    "stored_before_activation",
    says="You store each map before its leaky ReLU. The order is: convolve, activate, store.",
    edit={
        "            x = F.leaky_relu(conv(x), 0.2)\n            fmaps.append(x)\n": (
            "            x = conv(x)\n            fmaps.append(x)\n            x = F.leaky_relu(x, 0.2)\n"
        )
    },
)
ex.mutant(
    "default_slope",
    says="Your leaky ReLU has the slope 0.01, torch's default. It should be 0.2.",
    edit={"F.leaky_relu(conv(x), 0.2)": "F.leaky_relu(conv(x))"},
)
ex.mutant(
    "dilations_written_in",
    says="You wrote the dilations 1, 2, 4 into the class, so the argument does nothing. You met such arguments in this "
    "lesson.",
    edit={"for d in dilations:": "for d in (1, 2, 4):"},
)


ex.mutant(
    "activated_only_in_the_maps",
    says="You activate what you store, but not what goes into the next layer. The activated map is both.",
    edit={
        "            x = F.leaky_relu(conv(x), 0.2)\n            fmaps.append(x)\n": (
            "            x = conv(x)\n            fmaps.append(F.leaky_relu(x, 0.2))\n"
        )
    },
)
ex.mutant(
    "no_channel_axis",
    says="Your logits have lost their channel axis. Return what `conv_post` returns: [batch, 1, frames, bins].",
    edit={"return self.conv_post(x), fmaps": "return self.conv_post(x)[:, 0], fmaps"},
)
ex.mutant(
    "nothing_stored",
    says="Your list of maps stays empty: append each map after its leaky ReLU.",
    edit={"            fmaps.append(x)\n": ""},
)
ex.mutant(
    "kernels_turned",
    part="convs.1.conv.weight_v",
    says="Your kernels of the middle layers cover 9 frames and 3 bins. The table's [4, 4, 3, 9] is 3 frames and 9 bins.",
    edit={
        "                (3, 9),\n": "                (9, 3),\n",
    },
)
ex.mutant(
    "strided_on_both_axes",
    says="Your stride of 2 is on both axes, so frames get lost. It belongs to the bins alone: `stride=(1, 2)`.",
    edit={"stride=(1, 2)": "stride=2"},
)
ex.mutant(
    "dilated_on_both_axes",
    says="Your dilation spreads the kernels along both axes. It belongs to time, the first of them: `dilation=(d, 1)`.",
    edit={"padding=(d, 4)": "padding=(d, 4 * d)", "dilation=(d, 1)": "dilation=d"},
)
ex.mutant(
    "hop_written_in",
    says="Your spectrogram always has a hop of 256, the default. Pass `hop_length` on.",
    edit={
        "StftChannels(stft_channels, n_fft, hop_length, win_length)": (
            "StftChannels(stft_channels, n_fft, 256, win_length)"
        )
    },
)
ex.mutant(
    "scores_between_0_and_1",
    says="There's a sigmoid after `conv_post`. Logits are raw scores: return them as they are.",
    edit={"return self.conv_post(x), fmaps": "return torch.sigmoid(self.conv_post(x)), fmaps"},
)
ex.mutant(
    "picture_as_a_map",
    says="Your list of maps begins with the picture itself. The maps are what comes after each of `convs`: five.",
    edit={"fmaps: list[Tensor] = []": "fmaps: list[Tensor] = [x]"},
)
ex.mutant(
    "padding_same",
    says='PyTorch refuses `padding="same"` where there\'s a stride. Write the padding as two numbers: frames, bins.',
    edit={"padding=(d, 4)": 'padding="same"'},
)
ex.mutant(
    "lengths_written_in_without_04_1",
    says="The window of your spectrogram always has the default length: pass `n_fft`, `hop_length` and `win_length` on.",
    part="spec_transform.window",
    edit={
        "StftChannels(stft_channels, n_fft, hop_length, win_length)": (
            "StftChannels(None, 1024, 256, 1024)"
        )
    },
)
ex.mutant(
    "dilated_in_frequency_padded_for_time",
    says="Your dilation spreads the kernels along frequency, and your padding is for one along time. Dilate along time, the first of "
    "the two axes: dilation=(d, 1).",
    edit={"dilation=(d, 1)": "dilation=(1, d)"},
)
ex.mutant(
    "dilations_backwards",
    says="Your dilations come in the opposite order: layer 1 has the last of them.",
    edit={"for d in dilations:": "for d in dilations[::-1]:"},
)
ex.mutant(
    "channels_not_doubled",
    says="Your first convolution takes two channels, whatever `in_channels` is. Each channel of the wave brings two: a real and an "
    "imaginary part.",
    edit={"2 * in_channels": "2"},
)
ex.mutant(
    "parts_forgotten",
    says="Your first convolution takes `in_channels` channels. Each channel of the wave brings two: a real and an imaginary part.",
    edit={"2 * in_channels": "in_channels"},
)
ex.mutant(
    "plain_list",
    says="Your convolutions are in a plain Python list, so `nn.Module` doesn't know them: an optimiser would get none of their "
    "weights. `nn.ModuleList` registers them.",
    edit={"nn.ModuleList([first])": "[first]"},
)
ex.mutant(
    "last_not_normed",
    says='Your `conv_post` has no weight norm. The table gives it "weight_norm", as AudioCraft does.',
    edit={
        'NormConv2d(filters, 1, (3, 3), padding=(1, 1), norm="weight_norm")': (
            "NormConv2d(filters, 1, (3, 3), padding=(1, 1))"
        )
    },
)
ex.mutant(
    "lengths_written_in",
    says="The window of your spectrogram always has the default length: pass `n_fft`, `hop_length` and `win_length` on.",
    part="spec_transform.window",
    edit={
        "StftChannels(stft_channels, n_fft, hop_length, win_length)": (
            "StftChannels(stft_channels, 1024, 256, 1024)"
        )
    },
)
ex.mutant(
    "hop_and_window_swapped",
    says="You swapped hop and window: `StftChannels` takes your 04.1, then `n_fft`, the hop, and the window.",
    edit={
        "StftChannels(stft_channels, n_fft, hop_length, win_length)": (
            "StftChannels(stft_channels, n_fft, win_length, hop_length)"
        )
    },
)
ex.mutant(
    "maps_first",
    says="You return the maps first. The contract asks for `(logits, fmaps)`.",
    edit={"return self.conv_post(x), fmaps": "return fmaps, self.conv_post(x)"},
)


@ex.picture
def _(answer):
    yours, right = (
        # the third map: two dilations are behind it
        fill_weights(sub_class(1, **SHORT), Draw(0, "04.2", "weights"))(wave)[1][2][0, 0]
        for wave in [torch.randn(1, 1, 200, generator=torch.Generator().manual_seed(0))]
        for sub_class in (answer, DiscriminatorSTFT)
    )
    return grids_beside(yours, right, "the third map, frames from top to bottom")


@ex.alternative("from a table")
class DiscriminatorFromTable(nn.Module):
    def __init__(
        self,
        filters,
        in_channels=1,
        n_fft=1024,
        hop_length=256,
        win_length=1024,
        dilations=(1, 2, 4),
    ):
        super().__init__()
        self.spec_transform = ComplexSpectrogram(n_fft, hop_length, win_length, normalized=True)
        rows = [(2 * in_channels, 9, 1, 1, "none")]
        rows += [(filters, 9, 2, d, "weight_norm") for d in dilations]
        rows += [(filters, 3, 1, 1, "weight_norm")]
        self.convs = nn.ModuleList(
            NormConv2d(
                c_in,
                filters,
                (3, width),
                stride=(1, step),
                padding=(d, width // 2),
                dilation=(d, 1),
                norm=norm,
            )
            for c_in, width, step, d, norm in rows
        )
        self.conv_post = NormConv2d(filters, 1, (3, 3), padding=1, norm="weight_norm")

    def forward(self, wave):
        maps = [self.spec_transform(wave)]
        for conv in self.convs:
            maps.append(F.leaky_relu(conv(maps[-1]), negative_slope=0.2))
        return self.conv_post(maps[-1]), maps[1:]


@ex.alternative("with a module for the activation")
class DiscriminatorWithModule(nn.Module):
    def __init__(
        self,
        filters,
        in_channels=1,
        n_fft=1024,
        hop_length=256,
        win_length=1024,
        dilations=(1, 2, 4),
    ):
        super().__init__()
        self.spec_transform = ComplexSpectrogram(n_fft, hop_length, win_length, True)
        self.bend = nn.LeakyReLU(0.2)
        layers = [NormConv2d(2 * in_channels, filters, (3, 9), padding=(1, 4))]
        for d in dilations:
            options = {"stride": (1, 2), "padding": (d, 4), "dilation": (d, 1)}
            layers.append(NormConv2d(filters, filters, (3, 9), **options, norm="weight_norm"))
        square = {"padding": (1, 1), "norm": "weight_norm"}
        layers.append(NormConv2d(filters, filters, (3, 3), **square))
        self.convs = nn.ModuleList(layers)
        self.conv_post = NormConv2d(filters, 1, (3, 3), **square)

    def forward(self, wave):
        x, fmaps = self.spec_transform(wave), []
        for conv in self.convs:
            x = self.bend(conv(x))
            fmaps += [x]
        return self.conv_post(x), fmaps


ex.hints(
    "Compare the sizes in two neighbouring rows of the table. Which axis shrinks, and by how much? And which "
    "padding keeps the size of an axis if the kernel has 3 rows that are d apart?",
    "convs: one plain convolution from 2 * in_channels; one per dilation, which halves the bins; one with a "
    "square kernel. Then conv_post. In forward: compute the spectrogram, loop over convs (convolve, activate, "
    "store), apply conv_post.",
    'NormConv2d(filters, filters, (3, 9), stride=(1, ____), padding=(____, 4), dilation=(____, 1), norm="weight_norm")',
)
ex.why(
    "A kernel of 3 rows with dilation d spans 2d + 1 frames, so a padding of d keeps the number of frames. Nine "
    "bins need a padding of 4, and the stride of 2 halves what is left, rounded up: 513, 257, 129, 65. In "
    "AudioCraft the first convolution has no norm, so its weight is named `convs.0.conv.weight`."
)
ex.leads_to("04.7 puts several of them side by side, and lesson 07 trains with the result.")
ex.wrong_turn(
    "dilation=(1, d) looks right if you think of width first, as we do with pictures. Here the axes are [frames, "
    "bins]. With matching padding every size agrees, and only the values show the mistake."
)

# %% [markdown] id="04-7-head" tags=["exercise"]
# ### 04.7
# Write the whole `MultiScaleSTFTDiscriminator`, with one sub-discriminator for each window. Build them with
# `working(DiscriminatorSTFT)`, defined below: it's your 04.2, or the course's class until yours works.
#
# | | |
# |---|---|
# | arguments | `filters, in_channels=1, n_ffts=(1024, 2048, 512), hop_lengths=(256, 512, 128), win_lengths=(1024, 2048, 512)` |
# | `discriminators` | the sub-discriminators in order, so that their weights are its own |
# | `num_discriminators` | a property: how many there are |
# | called with `wave` | a pair: the list of logits, and a list with each one's list of maps |
# | the three lists are empty or differ in length | `ValueError` |


# %% id="04-7-given"
def working(yours: Callable[..., nn.Module]) -> Callable[..., nn.Module]:
    """Return your 04.2. Until it agrees with the course's class, return that one."""

    def course(filters, in_channels=1, n_fft=1024, hop_length=256, win_length=1024):
        lengths = {"n_fft": n_fft, "hop_length": hop_length, "win_length": win_length}
        return LibraryDiscriminator(filters, in_channels, **lengths)

    wave = torch.arange(400.0).square().sin().view(1, 2, -1)
    try:
        with torch.random.fork_rng([]):  # trying it out doesn't change what is drawn later
            one, other = (build(2, 2, 32, 8, 20) for build in (yours, course))
            one.load_state_dict(other.state_dict())
            assert_close(tuple(one(wave)), tuple(other(wave)))
    except Exception:
        return course
    return yours


# %% id="04-7-answer" tags=["answer"]
# @answer 04.7
# BEGIN SOLUTION
class MultiScaleSTFTDiscriminator(MultiDiscriminator):
    """Score a wave with one sub-discriminator per window."""

    def __init__(
        self,
        filters: int,
        in_channels: int = 1,
        n_ffts: Sequence[int] = (1024, 2048, 512),
        hop_lengths: Sequence[int] = (256, 512, 128),
        win_lengths: Sequence[int] = (1024, 2048, 512),
    ) -> None:
        super().__init__()
        windows = list(zip(n_ffts, hop_lengths, win_lengths, strict=True))
        if not windows:
            raise ValueError("give at least one window, got none")
        sub_class = working(DiscriminatorSTFT)
        self.discriminators = nn.ModuleList(
            sub_class(filters, in_channels, *window) for window in windows
        )

    @property
    def num_discriminators(self) -> int:
        """The number of windows."""
        return len(self.discriminators)

    def forward(self, wave: Tensor) -> DiscriminatorOutput:
        outputs = [sub(wave) for sub in self.discriminators]
        return DiscriminatorOutput([out[0] for out in outputs], [out[1] for out in outputs])


# END SOLUTION
# STUB: MultiScaleSTFTDiscriminator = ...  # your class goes here


# %% id="04-7-bank" tags=["bank"]
ex = Exercise("04.7", answer="MultiScaleSTFTDiscriminator")

# the windows differ in every length, so nothing can be mixed up unnoticed
WINDOWS = {"n_ffts": (32, 64), "hop_lengths": (16, 8), "win_lengths": (24, 64)}


@ex.property(
    "names and shapes of the parameters", cause="a plain list, an attribute's name, or in_channels"
)
def _(multi_class, draw):
    state = multi_class(3, in_channels=2, **WINDOWS).state_dict()
    return {key: list(value.shape) for key, value in sorted(state.items())}


@ex.property("a list of logits, and a list of lists of maps", cause="pairs, or one flat list")
def _(multi_class, draw):
    def kind(value):
        return "a list" if isinstance(value, list) else f"a {type(value).__name__}"

    output = multi_class(1, **WINDOWS)(draw.randn(2, 1, 200))
    pair = isinstance(output, (tuple, list))
    logits, fmaps = output if pair else ([], [])
    return {
        "what is returned": "a pair" if pair else f"an object of type {type(output).__name__}",
        "the logits": kind(logits),
        "the maps": kind(fmaps),
        "each one's maps": [kind(maps) for maps in fmaps],
        "logits": [shape_of(x) for x in logits],
        "maps": [[shape_of(fmap) for fmap in maps] for maps in fmaps],
    }


@ex.property("how many there are", cause="a method in place of a property, or a fixed number")
def _(multi_class, draw):
    one = {"n_ffts": [32], "hop_lengths": [8], "win_lengths": [32]}
    return [multi_class(1, **windows).num_discriminators for windows in (one, WINDOWS)]


@ex.property("logits and maps, with given weights", cause="a window's lengths go astray")
def _(multi_class, draw):
    multi = fill_weights(multi_class(1, in_channels=2, **WINDOWS), draw)
    logits, fmaps = multi(draw.randn(1, 2, 120))
    return {"logits": list(logits), "maps": [list(maps[:2]) for maps in fmaps]}


@ex.property("one window alone, and three", cause="the number of windows is written in")
def _(multi_class, draw):
    found = []
    for n_ffts in ((64,), (16, 32, 64)):
        hops = [n // 4 for n in n_ffts]
        logits, fmaps = multi_class(1, 1, n_ffts, hops, n_ffts)(draw.randn(1, 1, 100))
        found.append([[list(x.shape) for x in logits], [len(maps) for maps in fmaps]])
    return found


@ex.property("the windows without an argument", cause="the defaults are those of the contract")
def _(multi_class, draw):
    multi = multi_class(1)
    # lengths at which one sample more in a window or a hop changes a number of frames
    times = (2048 + 4 * 512, 2048 + 512 * 5 - 5)
    sizes = [[list(x.shape) for x in multi(draw.randn(1, 1, time))[0]] for time in times]
    state = multi.state_dict()
    return {"logits": sizes, "weights": {k: list(v.shape) for k, v in sorted(state.items())}}


@ex.property("lists that don't fit together are refused", cause="zip stops at the shortest list")
def _(multi_class, draw):
    def refusal(n_ffts, hops, windows):
        return draw.refusal(lambda: multi_class(1, 1, n_ffts, hops, windows))

    pair, one = (32, 32), (32,)
    return {
        "win_lengths shorter": refusal(pair, pair, one),
        "hop_lengths shorter": refusal(pair, one, pair),
        "n_ffts shorter": refusal(one, pair, pair),
        "three empty lists": refusal((), (), ()),
        "three lists of one": refusal(one, one, one),
    }


@ex.property("a second call returns the same", cause="results are collected in an attribute")
def _(multi_class, draw):
    multi, wave = multi_class(1, **WINDOWS), draw.randn(1, 1, 100)
    first, second = multi(wave), multi(wave)
    same = [bool(a.equal(b)) for a, b in zip(first[0], second[0], strict=True)]
    return {"logits": same, "maps": [[len(maps) for maps in call[1]] for call in (first, second)]}


@ex.property("gradients flow from every output to the wave", cause="something is detached")
def _(multi_class, draw):
    multi = fill_weights(multi_class(1, **WINDOWS), draw)
    return gradient_flow(multi, draw.randn(1, 1, 100))


SUBS = """        self.discriminators = nn.ModuleList(
            sub_class(filters, in_channels, *window) for window in windows
        )
"""
BOTH = "return DiscriminatorOutput([out[0] for out in outputs], [out[1] for out in outputs])"
ex.mutant(
    "plain_list",
    says="Your sub-discriminators are in a plain Python list, so `nn.Module` doesn't know them: an optimiser would "
    "get no weights at all. `nn.ModuleList` registers them.",
    edit={
        SUBS: "        self.discriminators = [\n"
        "            sub_class(filters, in_channels, *window) for window in windows\n"
        "        ]\n"
    },
)
ex.mutant(
    "pairs",
    says="You return one pair (logits, maps) for each window. The contract of lesson 01 asks for one pair of lists: all "
    "logits, then all maps.",
    edit={BOTH: "return outputs"},
)
ex.mutant(
    "flat_maps",
    says="You put the maps of all windows into one list. Keep a list for each sub-discriminator: feature matching weighs "
    "them one by one.",
    edit={BOTH: "return [out[0] for out in outputs], [m for out in outputs for m in out[1]]"},
)
ex.mutant(
    "channels_forgotten",
    says="Your sub-discriminators are built for mono waves. Pass `in_channels` on; if you do, it gets lost in your 04.2, and "
    "`working(DiscriminatorSTFT)` replaces that.",
    edit={"sub_class(filters, in_channels, *window)": "sub_class(filters, 1, *window)"},
)
ex.mutant(
    "channels_forgotten_with_the_library",
    says="Your sub-discriminators are built for mono waves. Pass `in_channels` on; if you do, it gets lost in your 04.2, and "
    "`working(DiscriminatorSTFT)` replaces that.",
    edit={
        "sub_class(filters, in_channels, *window)": (
            "LibraryDiscriminator(\n"
            "                filters, n_fft=window[0], hop_length=window[1], win_length=window[2]\n"
            "            )"
        )
    },
)
ex.mutant(
    "window_ignored",
    says="Each of your windows is as long as its transform: `win_lengths` isn't used. This lesson began with what that "
    "changes.",
    edit={
        "sub_class(filters, in_channels, *window)": (
            "sub_class(filters, in_channels, window[0], window[1], window[0])"
        )
    },
)
ex.mutant(
    "hop_of_a_quarter",
    says="Your hops are always a quarter of the transform: `hop_lengths` isn't used.",
    edit={
        "sub_class(filters, in_channels, *window)": (
            "sub_class(filters, in_channels, window[0], window[0] // 4, window[2])"
        )
    },
)
ex.mutant(
    "lengths_that_differ",
    says="`zip` stops at the shortest list, so a missing hop silently drops a window. Pass `strict=True`, or compare the "
    "lengths yourself.",
    edit={"strict=True": "strict=False"},
)
ex.mutant(
    "empty",
    says="You accept three empty lists. Such a discriminator has no score, and its loss would be the mean of nothing.",
    edit={
        "        if not windows:\n"
        '            raise ValueError("give at least one window, got none")\n': ""
    },
)
ex.mutant(
    "no_refusal",
    says="You refuse nothing: neither lists that differ in length, nor three empty ones. `zip` stops at the shortest list, so a "
    "missing hop silently drops a window.",
    edit={
        "strict=True": "strict=False",
        "        if not windows:\n"
        '            raise ValueError("give at least one window, got none")\n': "",
    },
)
ex.mutant(
    "tuples",
    says="You return tuples, as `zip` makes them. The contract asks for two lists: `list(logits)`, `list(fmaps)`.",
    edit={BOTH: "return tuple(zip(*outputs))"},
)
ex.mutant(
    "one_tensor",
    says="You join all logits into one tensor. Keep a list with one entry for each window: a loss averages over each one by itself.",
    edit={
        BOTH: "return torch.cat([out[0].flatten(1) for out in outputs], 1), [out[1] for out in outputs]"
    },
)
ex.mutant(
    "maps_first",
    says="You return the maps first. The contract asks for the list of logits, then the lists of maps.",
    edit={BOTH: "return [out[1] for out in outputs], [out[0] for out in outputs]"},
)
ex.mutant(
    "the_same_one",
    says="You build one sub-discriminator, with the first window's lengths, and repeat it. Build one for each window.",
    edit={
        "            sub_class(filters, in_channels, *window) for window in windows\n": (
            "            [sub_class(filters, in_channels, *windows[0])] * len(windows)\n"
        )
    },
)
ex.mutant(
    "default_lengths",
    says="The windows of your sub-discriminators have the default length: pass each one its `n_fft`, hop and window.",
    part="discriminators.0.spec_transform.window",
    edit={"sub_class(filters, in_channels, *window)": "sub_class(filters, in_channels)"},
)
ex.mutant(
    "asserted",
    says="`assert` raises an AssertionError. The contract asks for a ValueError: code that catches that one won't catch yours.",
    edit={
        "        windows = list(zip(n_ffts, hop_lengths, win_lengths, strict=True))\n": (
            "        windows = list(zip(n_ffts, hop_lengths, win_lengths))\n"
            "        assert windows and len(n_ffts) == len(hop_lengths) == len(win_lengths)\n"
        ),
    },
)
ex.mutant(
    "zip_itself",
    says="You return what `zip` makes, not a pair of lists: build `list(logits)` and `list(fmaps)`.",
    edit={BOTH: "return zip(*outputs)"},
)
ex.mutant(
    "three_written_in",
    says="`num_discriminators` is always 3 here. Count the sub-discriminators.",
    edit={"return len(self.discriminators)": "return 3"},
)
ex.mutant(
    "hops_and_windows_swapped",
    says="You swapped hops and windows: a sub-discriminator takes `n_fft`, then the hop, then the window.",
    edit={
        "zip(n_ffts, hop_lengths, win_lengths, strict=True)": "zip(n_ffts, win_lengths, hop_lengths, strict=True)"
    },
)
ex.mutant(
    "backwards",
    says="Your sub-discriminators are in the opposite order. Keep that of `n_ffts`.",
    edit={"for window in windows\n": "for window in reversed(windows)\n"},
)
ex.mutant(
    "only_the_transforms",
    says="You make hop and window from `n_fft`, so `hop_lengths` and `win_lengths` do nothing.",
    edit={
        "sub_class(filters, in_channels, *window)": (
            "sub_class(filters, in_channels, window[0], window[0] // 4, window[0])"
        )
    },
)
ex.mutant(
    "transform_written_in",
    says="Your sub-discriminators always have an `n_fft` of 1024: pass each one its own.",
    edit={
        "sub_class(filters, in_channels, *window)": (
            "sub_class(filters, in_channels, 1024, window[1], window[2])"
        )
    },
)
ex.mutant(
    "one_after_the_other",
    says="You give each sub-discriminator the logits of the one before. They share the wave: give it to each of them.",
    edit={
        "        outputs = [sub(wave) for sub in self.discriminators]\n": (
            "        outputs = []\n        for sub in self.discriminators:\n"
            "            wave, maps = sub(wave)\n            outputs.append((wave, maps))\n"
        )
    },
)
ex.mutant(
    "one_after_the_other_without_04_2",
    says="You give each sub-discriminator the logits of the one before. They share the wave: give it to each of them.",
    edit={
        "working(DiscriminatorSTFT)": "working(...)",
        "        outputs = [sub(wave) for sub in self.discriminators]\n": (
            "        outputs = []\n        for sub in self.discriminators:\n"
            "            wave, maps = sub(wave)\n            outputs.append((wave, maps))\n"
        ),
    },
)
ex.mutant(
    "transform_written_in_without_04_2",
    says="Your sub-discriminators always have an `n_fft` of 1024: pass each one its own.",
    edit={
        "working(DiscriminatorSTFT)": "working(...)",
        "sub_class(filters, in_channels, *window)": (
            "sub_class(filters, in_channels, 1024, window[1], window[2])"
        ),
    },
)
ex.mutant(
    "only_the_first",
    says="You return the logits and maps of the first sub-discriminator only. If there's a loop, `return` belongs after it.",
    edit={"for sub in self.discriminators]": "for sub in self.discriminators[:1]]"},
)
ex.mutant(
    "unwritten_04_2",
    says="You build `DiscriminatorSTFT` itself, and its cell has no class yet. `working(DiscriminatorSTFT)` returns the course's class until "
    "yours works.",
    edit={"sub_class = working(DiscriminatorSTFT)": "sub_class = ..."},
)
ex.mutant(
    "error_returned",
    says="You return the ValueError. Raise it: `raise ValueError(...)`.",
    edit={
        "        windows = list(zip(n_ffts, hop_lengths, win_lengths, strict=True))\n": (
            "        windows = list(zip(n_ffts, hop_lengths, win_lengths))\n"
            "        if not windows or not len(n_ffts) == len(hop_lengths) == len(win_lengths):\n"
            "            return ValueError()\n"
        ),
    },
)
ex.mutant(
    "method",
    says="`num_discriminators` is a method here. Write `@property` above it, as the interface of lesson 01 does.",
    edit={
        "class MultiScaleSTFTDiscriminator(MultiDiscriminator)": "class MultiScaleSTFTDiscriminator(nn.Module)",
        "    @property\n": "",
    },
)


@ex.alternative("with two loops")
class MultiScaleInLoops(nn.Module):
    def __init__(
        self,
        filters,
        in_channels=1,
        n_ffts=(1024, 2048, 512),
        hop_lengths=(256, 512, 128),
        win_lengths=(1024, 2048, 512),
    ):
        super().__init__()
        if len(n_ffts) == 0 or not len(n_ffts) == len(hop_lengths) == len(win_lengths):
            raise ValueError("one entry per window, please")
        self.discriminators = nn.ModuleList()
        for k in range(len(n_ffts)):
            self.discriminators.append(
                DiscriminatorSTFT(
                    filters,
                    in_channels=in_channels,
                    n_fft=n_ffts[k],
                    hop_length=hop_lengths[k],
                    win_length=win_lengths[k],
                )
            )

    @property
    def num_discriminators(self):
        return len(self.discriminators)

    def forward(self, wave):
        logits, fmaps = [], []
        for sub in self.discriminators:
            one, maps = sub(wave)
            logits.append(one)
            fmaps.append(maps)
        return logits, fmaps


@ex.alternative("with the library's sub-discriminator, and map")
class MultiScaleByMap(MultiDiscriminator):
    def __init__(
        self,
        filters,
        in_channels=1,
        n_ffts=(1024, 2048, 512),
        hop_lengths=(256, 512, 128),
        win_lengths=(1024, 2048, 512),
    ):
        super().__init__()
        if not n_ffts or {len(n_ffts)} != {len(hop_lengths), len(win_lengths)}:
            raise ValueError(
                f"got {len(n_ffts)}, {len(hop_lengths)} and {len(win_lengths)} lengths"
            )

        def build(n_fft, hop, window):
            lengths = {"n_fft": n_fft, "hop_length": hop, "win_length": window}
            return LibraryDiscriminator(filters, in_channels, **lengths)

        self.discriminators = nn.ModuleList(map(build, n_ffts, hop_lengths, win_lengths))

    @property
    def num_discriminators(self):
        return len(self.discriminators)

    def forward(self, wave):
        logits, fmaps = zip(*(sub(wave) for sub in self.discriminators), strict=True)
        return DiscriminatorOutput(list(logits), list(fmaps))


ex.hints(
    "Lesson 02 put sub-discriminators of several periods side by side. What is different here, and what stays?",
    "Walk through the three lists together, and refuse them if one is shorter. Keep the sub-discriminators in a module "
    "list. Then collect each one's logits in one list and each one's maps in another.",
    "windows = list(zip(n_ffts, hop_lengths, win_lengths, strict=____))   and   "
    "outputs = [sub(____) for sub in self.____]",
)
ex.why(
    "The windows share nothing, so the whole is a list. `nn.ModuleList` registers their weights, and the two lists are the "
    "contract that every loss in this course is written for. `zip(..., strict=True)` raises ValueError by itself if a "
    "length is missing: a forgotten hop must not cost you a window."
)
ex.leads_to(
    "Lesson 07 trains with your class. Inside it are your 04.2 and your 04.1, if they pass too."
)
ex.wrong_turn(
    "Building one sub-discriminator and using it for all windows runs, because a convolution takes any number of bins. "
    "But then all windows share their weights, and none can specialise."
)

# %% [markdown] id="04-3-head" tags=["exercise"]
# ### 04.3
# `audiocraft_widths` counts channels as AudioCraft does. Write `fixed_widths`, which returns the right pairs (in, out).
#
# | layer | in | out |
# |---|---|---|
# | `convs.0` | 2 (real, imaginary) | `filters` |
# | `convs.i`, i = 1 … 4 | from the layer before | `filters * filters_scale ** i`, at most `max_filters` |
# | `conv_post` | from the layer before | 1 |


# %% id="04-3-given"
def audiocraft_widths(
    filters: int, filters_scale: int = 1, max_filters: int = 1024
) -> list[tuple[int, int]]:
    """Return the channels (in, out) of convs.0 to convs.4 and of conv_post. What is wrong?"""
    pairs = [(2, filters)]
    c_in = min(filters * filters_scale, max_filters)
    for i in range(3):
        c_out = min(filters * filters_scale ** (i + 1), max_filters)
        pairs.append((c_in, c_out))
        c_in = c_out
    c_out = min(filters * filters_scale**4, max_filters)
    return [*pairs, (c_in, c_out), (c_out, 1)]


# %% id="04-3-answer" tags=["answer"]
# @answer 04.3
def fixed_widths(
    filters: int, filters_scale: int = 1, max_filters: int = 1024
) -> list[tuple[int, int]]:
    """Return the channels (in, out) of convs.0 to convs.4 and of conv_post: six pairs."""
    # BEGIN SOLUTION
    widths = [min(filters * filters_scale**i, max_filters) for i in range(1, 5)]
    outs = [filters, *widths, 1]
    return list(zip([2, *outs[:-1]], outs, strict=True))
    # END SOLUTION
    # STUB: raise NotAttempted("04.3")


# %% id="04-3-bank" tags=["bank"]
ex = Exercise("04.3", answer="fixed_widths")

KERNELS = ((3, 9), (3, 9), (3, 9), (3, 9), (3, 3), (3, 3))


def passage(pairs, draw):
    """Say what becomes of a wave in a chain of convolutions of these widths."""
    if isinstance(pairs, Iterator):
        return "no list of pairs: an iterator"
    if not isinstance(pairs, (list, tuple)):
        return f"no list of pairs: an object of type {type(pairs).__name__}"
    x = draw.randn(1, 2, 4, 40)
    if not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):
        return f"no pairs (in, out): {pairs}"
    for i, ((c_in, c_out), kernel) in enumerate(zip(pairs, KERNELS, strict=False)):
        if x.shape[1] != c_in:
            return f"pair {i} expects {c_in} channels, and {x.shape[1]} come"
        x = NormConv2d(c_in, c_out, kernel, padding=(1, kernel[1] // 2))(x)
    return f"{len(pairs)} pairs, channels at the end: {x.shape[1]}"


@ex.property("a wave goes through", cause="a layer expects other channels than come to it")
def _(widths_of, draw):
    return [passage(widths_of(2, scale), draw) for scale in (1, 2, 4)]


@ex.property("the first layer", cause="it makes `filters` channels, whatever the other arguments")
def _(widths_of, draw):
    filters, scale = draw.integer(3, 9), draw.integer(2, 4)
    given = (widths_of(filters, scale), widths_of(filters + 50, scale, max_filters=50))
    first = [next(iter(pairs)) for pairs in given]
    return {
        "its pairs": [list(pair) if isinstance(pair, (list, tuple)) else pair for pair in first],
        "the same pairs for 3 filters and 7": list(widths_of(3, 2)) == list(widths_of(7, 3)),
    }


@ex.property("the widths grow", cause="the scale is taken to the wrong power")
def _(widths_of, draw):
    filters, scale = draw.integer(3, 7), draw.integer(2, 3)
    return [list(pair) for pair in widths_of(filters, scale)]


@ex.property(
    "no layer is wider than max_filters", cause="the limit is missing, or in a wrong place"
)
def _(widths_of, draw):
    given = [widths_of(draw.integer(3, 7), 3, max_filters=50), widths_of(600, 2)]
    given.append(widths_of(60, 2, max_filters=50))  # what layer 0 puts out isn't limited
    return [[list(pair) for pair in pairs] for pairs in given]


@ex.property("AudioCraft's weights still fit", cause="at scale 1 nothing may change")
def _(widths_of, draw):
    state = LibraryDiscriminator(filters=draw.integer(2, 6)).state_dict()
    shapes = [list(state["convs.0.conv.weight"].shape)]
    shapes += [list(state[f"convs.{i}.conv.weight_v"].shape) for i in range(1, 5)]
    shapes += [list(state["conv_post.conv.weight_v"].shape)]
    pairs = widths_of(shapes[0][0])
    return [[c_out, c_in] for c_in, c_out in pairs] == [shape[:2] for shape in shapes]


def widths_source(body):
    """Return the source of an answer."""
    return f"def fixed_widths(filters, filters_scale=1, max_filters=1024):\n{body}"


ex.mutant(
    "unmended",
    says="As in AudioCraft's count, layer 1 expects filters * filters_scale channels, but layer 0 puts out `filters`. "
    "Each layer must take in what the one before puts out.",
    source=widths_source("    return audiocraft_widths(filters, filters_scale, max_filters)\n"),
)
ex.mutant(
    "wide_first_layer",
    says="You widened the first layer to fit the second. It runs, but the table gives layer 0 `filters` channels: the "
    "growth begins after it.",
    edit={"outs = [filters, *widths, 1]": "outs = [widths[0], *widths, 1]"},
)
ex.mutant(
    "power_too_low",
    says="Your layer 1 is as wide as layer 0. In layer i, filters_scale has the power i.",
    edit={"filters_scale**i": "filters_scale**(i - 1)"},
)
ex.mutant(
    "power_too_high",
    says="Each of your layers is one power too wide. Layer 0 makes `filters` channels, and layer i has the power i.",
    source=widths_source(
        "    outs = [min(filters * filters_scale ** (i + 1), max_filters) for i in range(5)]\n"
        "    return list(zip([2, *outs], [*outs, 1]))\n"
    ),
)
ex.mutant(
    "power_too_high_after_the_first",
    says="Layer 0 is right, and each layer after it is one power too wide: layer 1 has the power 1.",
    edit={"filters_scale**i": "filters_scale**(i + 1)"},
)
ex.mutant(
    "no_power",
    says="All your layers after the first are equally wide. Each should be filters_scale times as wide as the one "
    "before: take the scale to the power i.",
    edit={"filters_scale**i": "filters_scale"},
)
ex.mutant(
    "multiplied",
    says="Your widths grow by the same number of channels in each layer. They should grow by the same factor: use a "
    "power, not a product.",
    edit={"filters_scale**i": "filters_scale * i"},
)
ex.mutant(
    "scale_ignored",
    says="No layer grows, because filters_scale isn't used. The crash is gone, but now the argument does nothing.",
    edit={"filters * filters_scale**i": "filters"},
)
ex.mutant(
    "no_limit",
    says="Some of your widths exceed max_filters. None should.",
    edit={"min(filters * filters_scale**i, max_filters)": "filters * filters_scale**i"},
)
ex.mutant(
    "last_does_not_grow",
    says="Your layer convs.4 is as wide as convs.3. It should grow too: filters_scale to the power 4.",
    edit={
        "outs = [filters, *widths, 1]": "widths[3] = widths[2]\n    outs = [filters, *widths, 1]"
    },
)


ex.mutant(
    "power_too_low_before_the_last",
    says="Your layers convs.1 to convs.3 are one power too narrow, and convs.4 is right: in layer i, filters_scale has the power i.",
    edit={
        "widths = [min(filters * filters_scale**i, max_filters) for i in range(1, 5)]": (
            "widths = [min(filters * filters_scale**i, max_filters) for i in (0, 1, 2, 4)]"
        )
    },
)
ex.mutant(
    "five_pairs_with_the_last",
    says="You return five pairs: convs.4 is missing. The table has six rows of layers: convs.0 to convs.4, and conv_post.",
    edit={"outs = [filters, *widths, 1]": "outs = [filters, *widths[:3], 1]"},
)
ex.mutant(
    "first_layer_limited",
    part="its pairs",
    says="You limited the first layer too. The table gives it `filters` channels, whatever max_filters is.",
    edit={"outs = [filters, *widths, 1]": "outs = [min(filters, max_filters), *widths, 1]"},
)
ex.mutant(
    "second_layer_limited",
    says="Layer 1 takes in at most max_filters channels, but layer 0 puts out `filters`, which can be more. Begin with c_in = filters.",
    edit={
        "list(zip([2, *outs[:-1]], outs, strict=True))": (
            "list(zip([2, min(filters, max_filters), *outs[1:-1]], outs))"
        )
    },
)
ex.mutant(
    "scale_in_the_first_layer",
    says="Your layer 0 makes filters * filters_scale channels. The table gives it `filters`: the growth begins after it.",
    edit={"outs = [filters, *widths, 1]": "outs = [filters * filters_scale, *widths, 1]"},
)
ex.mutant(
    "limit_written_in",
    says="Your limit is always 1024, the default. Use `max_filters`.",
    edit={"max_filters) for i": "1024) for i"},
)
ex.mutant(
    "iterator",
    says="You return an iterator, as `zip` makes it. The contract asks for a list: `list(...)`.",
    edit={
        "return list(zip([2, *outs[:-1]], outs, strict=True))": "return zip([2, *outs[:-1]], outs)"
    },
)
ex.mutant(
    "constants",
    says="Your pairs are the same for 3 filters and for 7, so they don't depend on `filters`. Compute them from the arguments.",
    source=widths_source(
        "    return [(2, 32), (32, 64), (64, 128), (128, 256), (256, 512), (512, 1)]\n"
    ),
    part="the same pairs for 3 filters and 7",
)
ex.mutant(
    "filters_at_the_end",
    says="Your last pair ends with `filters` channels. `conv_post` puts out one: the logits.",
    edit={"outs = [filters, *widths, 1]": "outs = [filters, *widths, filters]"},
)
ex.mutant(
    "last_pair_as_wide",
    says="Your last pair ends with as many channels as it takes in. `conv_post` puts out one: the logits.",
    edit={"outs = [filters, *widths, 1]": "outs = [filters, *widths, widths[-1]]"},
)
ex.mutant(
    "turned",
    says="Your pairs are (out, in), as in the shape of a weight. The contract asks for (in, out).",
    edit={
        "list(zip([2, *outs[:-1]], outs, strict=True))": "list(zip(outs, [2, *outs[:-1]], strict=True))"
    },
)
ex.mutant(
    "outs_alone",
    says="You return the channels that each layer puts out. The contract asks for pairs (in, out).",
    edit={"list(zip([2, *outs[:-1]], outs, strict=True))": "outs"},
)
ex.mutant(
    "a_dict",
    says="You return a dict. Two layers that take in as many channels share a key, and one of them is lost: return a list of pairs.",
    edit={"list(zip([2, *outs[:-1]], outs, strict=True))": "dict(zip([2, *outs[:-1]], outs))"},
)
ex.mutant(
    "five_pairs",
    says="You return five pairs. The sixth is that of conv_post, with one channel out.",
    edit={"outs = [filters, *widths, 1]": "outs = [filters, *widths]"},
)


@ex.alternative("the wrong line, corrected")
def widths_in_a_loop(filters, filters_scale=1, max_filters=1024):
    pairs, c_in = [(2, filters)], filters
    for i in range(1, 5):
        c_out = min(filters * filters_scale**i, max_filters)
        pairs.append((c_in, c_out))
        c_in = c_out
    pairs.append((c_in, 1))
    return pairs


@ex.alternative("each width from the one before")
def widths_step_by_step(filters, filters_scale=1, max_filters=1024):
    outs = [2, filters]
    while len(outs) < 6:
        outs.append(min(outs[-1] * filters_scale, max_filters))
    outs.append(1)
    return [(outs[k], outs[k + 1]) for k in range(6)]


ex.hints(
    "Print audiocraft_widths(4, 2). Where does the first number of a pair differ from the second number of the "
    "pair before it?",
    "Write down the output width of each layer. The input widths are then the same list shifted by one.",
    "outs = [filters, *(min(filters * filters_scale ** ____, ____) for i in range(1, 5)), 1]",
)
ex.why(
    "If the output widths are one list, the input widths are the same list shifted by one, so they can't "
    "disagree. AudioCraft counts the same thing twice: `c_in` begins at filters * filters_scale, although layer 0 "
    "puts out `filters`. At scale 1 both are equal, so no test with the default can notice."
)
ex.leads_to(
    "`MultiScaleSTFTDiscriminator` counts its channels in this way, whatever its `filters_scale`."
)
ex.wrong_turn(
    "Widening layer 0 also stops the crash. But then `filters` no longer says how many channels the first map "
    "has, and a run with filters=32 and scale 2 starts with 64."
)

# %% [markdown] id="04-4-head" tags=["exercise"]
# ### 04.4
# Write a test for `sep_channels=True`. `make(in_channels=2)` builds a small discriminator with this option. A test passes if it
# returns and fails if it raises. Yours will run on right and broken ones, in a random order. Try it with
# `LibraryMultiScaleSTFT(2, 2, sep_channels=True)`; 4000 samples are enough.
#
# | promise | |
# |---|---|
# | alone | a channel's output depends on no other channel and no other wave |
# | every channel | has its own output, in order |
# | same networks | swapped channels give swapped outputs |
# | shapes | `logits[k]` [batch, channels, frames, bins]; `fmaps[k][i]` [batch, channels · width, frames, bins] |


# %% id="04-4-answer" tags=["answer"]
# @answer 04.4
def test_sep_channels(make: Callable[..., MultiDiscriminator]) -> None:
    """Raise AssertionError unless the discriminator scores each channel alone."""
    # BEGIN SOLUTION
    discriminator = make(in_channels=2)
    wave = torch.randn(3, 2, 4000)
    other = wave.clone()
    other[1, 1] = torch.randn(4000)  # change the right channel of the second wave

    with torch.no_grad():
        before, after, swapped = (discriminator(x) for x in (wave, other, wave.flip(1)))

    def outputs_of(output: DiscriminatorOutput) -> list[Tensor]:
        maps = [*output.logits, *(fmap for fmaps in output.fmaps for fmap in fmaps)]
        return [x.unflatten(1, (2, -1)) for x in maps]

    for b, a, s in zip(*map(outputs_of, (before, after, swapped)), strict=True):
        moved = [[not torch.equal(b[i, c], a[i, c]) for c in (0, 1)] for i in range(3)]
        assert moved == [[False, False], [False, True], [False, False]]
        assert_close(s, b.flip(1))
    # END SOLUTION
    # STUB: raise NotAttempted("04.4")


# %% id="04-4-bank" tags=["bank"]
ex = Exercise("04.4", answer="test_sep_channels")

TINY = {"n_ffts": (32,), "hop_lengths": (16,), "win_lengths": (32,)}


class ChannelByChannel(MultiDiscriminator):
    """Scores each channel alone, one after the other; the broken ones below inherit from it."""

    def __init__(self, in_channels=1):
        super().__init__()
        self.channels = in_channels
        self.scorer = LibraryMultiScaleSTFT(filters=2, **TINY)

    @property
    def num_discriminators(self):
        return self.scorer.num_discriminators

    def score(self, wave, channel):
        return self.scorer(wave[:, channel : channel + 1])

    def join(self, parts):
        return torch.cat(parts, dim=1)

    def forward(self, wave):
        alone = [self.score(wave, channel) for channel in range(self.channels)]
        logits = [self.join(list(parts)) for parts in zip(*(a.logits for a in alone), strict=True)]
        fmaps = [
            [self.join(list(maps)) for maps in zip(*subs, strict=True)]
            for subs in zip(*(a.fmaps for a in alone), strict=True)
        ]
        return DiscriminatorOutput(logits, fmaps)


def right(in_channels=1):
    return LibraryMultiScaleSTFT(2, in_channels, sep_channels=True, **TINY)


def right_with_two_windows(in_channels=1):
    windows = {"n_ffts": (32, 64), "hop_lengths": (16, 32), "win_lengths": (32, 64)}
    return LibraryMultiScaleSTFT(2, in_channels, sep_channels=True, **windows)


def ignored(in_channels=1):
    return LibraryMultiScaleSTFT(2, in_channels, sep_channels=False, **TINY)


def ignored_in_shape_too(in_channels=1):
    # one score per channel, as promised, but each depends on both channels
    return LibraryMultiScaleSTFT(
        2, in_channels, out_channels=in_channels, sep_channels=False, **TINY
    )


class Leaking(ChannelByChannel):
    def score(self, wave, channel):
        return self.scorer(wave[:, channel : channel + 1] + 0.1 * wave.mean(1, keepdim=True))


class Scrambled(ChannelByChannel):
    def join(self, parts):
        # channels and batch change places: [b c ...] is filled as if it were [c b ...]
        stacked = torch.stack(parts)
        return rearrange(stacked.flatten(0, 1), "(b c) f t q -> b (c f) t q", c=len(parts))


class LeftOnly(ChannelByChannel):
    def score(self, wave, channel):
        return self.scorer(wave[:, :1])


class Silent(ChannelByChannel):
    def score(self, wave, channel):
        return self.scorer(0 * wave[:, :1])


class Backwards(ChannelByChannel):
    def join(self, parts):
        return torch.cat(parts[::-1], dim=1)


class Strangers(ChannelByChannel):
    def __init__(self, in_channels=1):
        super().__init__(in_channels)
        self.others = LibraryMultiScaleSTFT(filters=2, **TINY)

    def score(self, wave, channel):
        scorer = self.others if channel else self.scorer
        return scorer(wave[:, channel : channel + 1])


class MixedMaps(ChannelByChannel):
    def forward(self, wave):
        output = super().forward(wave)
        mean = wave.mean(1, keepdim=True).expand_as(wave)
        return DiscriminatorOutput(output.logits, super().forward(mean).fmaps)


def nameless(maker):
    """Hide the names of a maker and of what it makes."""

    def make(in_channels=1):
        found = maker(in_channels)
        if isinstance(found, ChannelByChannel):
            names = {"__module__": "discriminators"}
            found.__class__ = type("Discriminator", (type(found),), names)
        return found

    return make


def outcomes(test, draw, *broken):
    """Run the test on right and broken discriminators, in a secret order."""
    found = []
    for original in draw.shuffled([right, ChannelByChannel, *broken]):
        maker = nameless(original)
        of = "a broken discriminator" if original in broken else "a right discriminator"
        torch.manual_seed(draw.integer(0, 10_000))  # other weights and waves each time
        refused = draw.refusal(lambda maker=maker: test(maker), of=of) != "nothing was raised"
        found.append("failed" if refused else "passed")
    return found


@ex.property(
    "right discriminators pass",
    cause="your test asks for more than the promises, or breaks off: run it on one discriminator",
)
def _(test, draw):
    makers = [nameless(maker) for maker in (right, ChannelByChannel, right_with_two_windows)]
    return [
        "failed"
        if draw.refusal(lambda m=m: test(m), of="a right discriminator") != "nothing was raised"
        else "passed"
        for m in makers
    ]


@ex.property(
    "finds an argument that is ignored, whatever the shapes",
    cause="only shapes are compared; change one channel, and see which outputs move",
)
def _(test, draw):
    return outcomes(test, draw, ignored, ignored_in_shape_too)


@ex.property(
    "finds channels that leak",
    cause="the other output moves a little; a channel that didn't change must not move at all",
)
def _(test, draw):
    return outcomes(test, draw, Leaking)


@ex.property(
    "finds waves that change places",
    cause="a batch of one wave cannot show it; take three, and change one channel of one wave",
)
def _(test, draw):
    return outcomes(test, draw, Scrambled)


@ex.property(
    "finds a channel that nobody hears",
    cause="you ask that others stay, and not that the changed channel moves its own output",
)
def _(test, draw):
    return outcomes(test, draw, LeftOnly, Backwards, Silent)


@ex.property(
    "finds other networks for other channels",
    cause="the channels are never swapped; then the outputs must swap",
)
def _(test, draw):
    return outcomes(test, draw, Strangers)


@ex.property(
    "finds feature maps that mix",
    cause="only the logits are looked at; ask the same of every feature map",
)
def _(test, draw):
    return outcomes(test, draw, MixedMaps)


@ex.comparator
def _(data, expected):
    # a test that never fails, or always does, finds nothing
    agrees = {name: data[name] == expected[name] for name in expected}
    first, *kinds = agrees
    pairs = [pair for kind in kinds for pair in zip(data[kind], expected[kind], strict=True)]
    no_guess = ("failed", "passed") not in pairs  # a guess also fails a right one
    fair = agrees[first] and no_guess and any(agrees[kind] for kind in kinds)
    return {f"{first}, and a broken one fails": fair, **{k: fair and agrees[k] for k in kinds}}


MOVED = "assert moved == [[False, False], [False, True], [False, False]]"
ex.mutant(
    "only_shapes",
    says="A discriminator can have the right shapes and mix all channels, and yours lets it pass: change one "
    "channel, and see which scores move.",
    source="def test_sep_channels(make):\n"
    "    output = make(in_channels=2)(torch.randn(3, 2, 4000))\n"
    "    assert all(x.shape[:2] == (3, 2) for x in output.logits)\n"
    "    assert all(f.shape[:2] == (3, 4) for maps in output.fmaps for f in maps)\n",
)
ex.mutant(
    "only_the_logits_shapes",
    says="Your test looks at the shape of the logits only. A discriminator can return a score for each channel and mix all channels in "
    "it: change one channel, and see which scores move.",
    source="def test_sep_channels(make):\n"
    "    logits = make(in_channels=2)(torch.randn(3, 2, 4000)).logits\n"
    "    assert all(x.shape[1] == 2 for x in logits)\n",
)
ex.mutant(
    "only_logits_never_swapped",
    says="Two kinds get past your test. Swap the channels: the scores must swap, because the promise is the same network for all. And ask "
    "of every feature map what you ask of the logits.",
    edit={
        "[*output.logits, *(fmap for fmaps in output.fmaps for fmap in fmaps)]": "output.logits",
        "        assert_close(s, b.flip(1))\n": "",
    },
)
ex.mutant(
    "batch_of_one",
    says="Waves that change places within a batch get past your test. Take a batch of several waves, and "
    "change one channel of one of them.",
    edit={
        "torch.randn(3, 2, 4000)": "torch.randn(1, 2, 4000)",
        "other[1, 1]": "other[0, 1]",
        "for i in range(3)]": "for i in range(1)]",
        MOVED: "assert moved == [[False, True]]",
    },
)
ex.mutant(
    "only_logits",
    says="Feature maps that mix the channels get past your test. Feature matching trains on them: ask of every "
    "map what you ask of the logits.",
    edit={"[*output.logits, *(fmap for fmaps in output.fmaps for fmap in fmaps)]": "output.logits"},
)
ex.mutant(
    "nothing_need_move",
    says="A discriminator that reads one channel only gets past your test. Ask that the changed channel's own "
    "scores move, too.",
    edit={
        MOVED: "assert not any(m for i, row in enumerate(moved) for c, m in enumerate(row) if (i, c) != (1, 1))",
        "        assert_close(s, b.flip(1))\n": "",
    },
)
ex.mutant(
    "silence_passes",
    says="A discriminator that returns the same scores for every wave gets past your test. Ask that the changed channel's own "
    "scores move, too.",
    edit={
        MOVED: "assert not any(m for i, row in enumerate(moved) for c, m in enumerate(row) if (i, c) != (1, 1))"
    },
)
ex.mutant(
    "mono",
    says="You call `make()` and get a discriminator for mono waves. Write `make(in_channels=2)`.",
    source="def test_sep_channels(make):\n"
    "    discriminator, wave = make(), torch.randn(3, 2, 4000)\n"
    "    other = wave.clone()\n"
    "    other[:, 1] = torch.randn(4000)\n"
    "    before, after = discriminator(wave), discriminator(other)\n"
    "    for b, a in zip(before.logits, after.logits, strict=True):\n"
    "        assert torch.equal(b[:, 0], a[:, 0])\n",
)
ex.mutant(
    "never_swapped",
    says="Other networks for other channels get past your test. The promise is: all channels by the same "
    "network. Swap the channels, and the scores must swap.",
    edit={"        assert_close(s, b.flip(1))\n": ""},
)
ex.mutant(
    "only_swapped",
    says="A discriminator that mixes the channels, and treats them alike, gets past your test: change one "
    "channel alone, and see which scores move.",
    edit={f"        {MOVED}\n": ""},
)
ex.mutant(
    "nearly_equal",
    says="A channel that leaks a little gets past your test. A channel that nobody touched must not move at "
    "all: compare with torch.equal.",
    edit={
        "not torch.equal(b[i, c], a[i, c])": (
            "bool((b[i, c] - a[i, c]).norm() > 0.5 * b[i, c].norm())"
        ),
        MOVED: "assert not moved[1][0] and not any(moved[0] + moved[2])",
    },
)
STAYS = """def test_sep_channels(make):
    discriminator = make(in_channels=2)
    wave = torch.randn(1, 2, 4000)
    other = wave.clone()
    other[:, 1] = torch.randn(4000)
    for b, a in zip(discriminator(wave)[0], discriminator(other)[0], strict=True):
        assert torch.equal(b[:, 0], a[:, 0])
"""
ex.mutant(
    "left_stays",
    says="Your test asks only that a score stays, of the logits of one wave. Also ask that the changed channel's own scores move, that swapped "
    "channels swap them, that other waves in a batch stay, and the same of every map.",
    source=STAYS,
)
ex.mutant(
    "left_stays_right_moves",
    says="Your test looks at the logits of one wave. Take a batch of several, and change one channel of one wave; swap the channels; and ask of "
    "every feature map what you ask of the logits.",
    source=STAYS + "        assert not torch.equal(b[:, 1], a[:, 1])\n",
)
ex.mutant(
    "all_stay",
    says="Your test asks that the changed channel's scores stay, too. They must move; compare the other channel alone.",
    source=STAYS.replace("b[:, 0], a[:, 0]", "b, a"),
)
ex.mutant(
    "never_fails",
    says="Your test passes all discriminators, the broken ones included. Change one channel of one wave, and assert which scores "
    "move, and that no others do.",
    source="def test_sep_channels(make):\n"
    "    output = make(in_channels=2)(torch.randn(3, 2, 4000))\n"
    "    output.logits[0].shape[1] == 2\n",
)
ex.mutant(
    "always_fails",
    says="Your test fails for every discriminator, right ones too: it asks for something that was never promised, or breaks off. Try it on "
    "one that keeps all promises, `LibraryMultiScaleSTFT(2, 2, sep_channels=True)`.",
    source="def test_sep_channels(make):\n"
    "    discriminator = make(in_channels=2)\n"
    "    assert discriminator(torch.randn(1, 1, 4000)).logits[0].shape[1] == 1\n",
)


@ex.alternative("each channel in turn")
def test_by_silence(make):
    discriminator = make(in_channels=3)
    wave = torch.randn(2, 3, 300)

    def parts(x):
        with torch.no_grad():
            logits, fmaps = discriminator(x)
        flat = [*logits, *(f for maps in fmaps for f in maps)]
        return [torch.stack(t.chunk(3, dim=1), dim=1) for t in flat]

    before = parts(wave)
    for item in range(2):
        for channel in range(3):
            changed = wave.clone()
            changed[item, channel] = 0
            for b, a in zip(before, parts(changed), strict=True):
                same = (b == a).flatten(2).all(2)
                assert not same[item, channel]
                assert int(same.sum()) == 5
    for b, a in zip(before, parts(wave.roll(1, dims=1)), strict=True):
        assert_close(a, b.roll(1, dims=1))


@ex.alternative("twins and strangers")
def test_with_twins(make):
    discriminator = make(in_channels=2)
    one, two, three = torch.randn(3, 1, 1, 300)
    rows = [torch.cat(pair, dim=1) for pair in ((one, two), (one, three), (two, one), (one, one))]
    with torch.no_grad():
        output = discriminator(torch.cat(rows))
    for x in [*output.logits, *(fmap for maps in output.fmaps for fmap in maps)]:
        left, right = x.chunk(2, dim=1)
        assert torch.allclose(left[0], left[1], rtol=1e-5, atol=1e-6)
        assert torch.allclose(left[0], right[2], rtol=1e-5, atol=1e-6)
        assert torch.allclose(left[2], right[0], rtol=1e-5, atol=1e-6)
        assert torch.allclose(left[3], right[3], rtol=1e-5, atol=1e-6)
        assert not torch.allclose(left[0], right[0])
        assert not torch.allclose(right[0], right[1])


ex.hints(
    "Take three stereo waves and change the right channel of one. Each wave has two outputs, one per channel. "
    "Which of the six may move, and which must?",
    "Score a batch of three stereo waves three times: unchanged, with one channel of one wave changed, and with "
    "swapped channels. Split each logits tensor and each feature map into two halves on the channel axis, and "
    "compare.",
    "parts = x.unflatten(1, (2, -1));  moved = not torch.equal(before[i, c], after[i, c]);  assert moved == (i == "
    "____ and c == ____)",
)
ex.why(
    "Changing one channel of one wave tests three promises at once: the output that must move moves, no other "
    "channel moves, and no other wave moves. Swapping the channels tests that they share the same networks. The "
    "test asks the same of the feature maps. It doesn't depend on how the discriminator is built."
)
ex.leads_to("The library keeps `sep_channels=True`, and a test such as yours makes sure of it.")
ex.wrong_turn(
    "A test of the shapes comes to mind first, and it would have caught AudioCraft's bug. But one more "
    "output channel makes the shape right, while each score would still depend on both sides."
)

# %% [markdown] id="04-5-head" tags=["exercise"]
# ### 04.5
# Why is the dilation on time and the stride on frequency? Measure with `field_size(logit_field(LibraryDiscriminator(2, ...)))`, which
# returns (frames, bins), and `logit_samples(discriminator, 20_000)`. Then choose the reasons.
#
# | key | of one logit |
# |---|---|
# | `frames`, `bins` | as built |
# | `frames_undilated` | with `dilations=(1, 1, 1)` |
# | `bins_unstrided` | with `stride=(1, 1)` |
# | `window_samples`, `period_samples` | of `LibraryDiscriminator(2)`, and of `PeriodDiscriminator(5, filters=2)` |
# | `dilation`, `stride` | a letter |
#
# | | a logit covers … |
# |---|---|
# | A | more frequencies; each bin keeps its logits |
# | B | more time; each frame keeps its logits |
# | C | finer bins |
# | D | more frequencies; the maps shrink |
# | E | more time; frames are skipped |

# %% id="04-5-answer" tags=["answer"]
# @answer 04.5
# BEGIN SOLUTION
built = LibraryDiscriminator(2)
frames, bins = field_size(logit_field(built))
reach = {
    "frames": frames,
    "bins": bins,
    "frames_undilated": field_size(logit_field(LibraryDiscriminator(2, dilations=(1, 1, 1))))[0],
    "bins_unstrided": field_size(logit_field(LibraryDiscriminator(2, stride=(1, 1))))[1],
    "window_samples": int(logit_samples(built, 20_000).sum()),
    "period_samples": int(logit_samples(PeriodDiscriminator(5, filters=2), 20_000).sum()),
    "dilation": "B",
    "stride": "D",
}
# END SOLUTION
# STUB: reach = ...

# %% id="04-5-bank" tags=["bank"]
ex = Exercise("04.5", answer="reach", independent_parts=True)


@ex.property("what you found", cause="a dict with the eight keys of the table is needed")
def _(reach, draw):
    if not isinstance(reach, dict):
        raise ValueError("write a dict with the eight keys of the table")
    numbers = ("frames", "bins", "frames_undilated", "bins_unstrided", "window_samples")
    # a part that is missing, or is no number, is wrong, and the others still count
    found = {key: number_or_none(reach.get(key)) for key in (*numbers, "period_samples")}
    letters = {key: letter_of(reach.get(key)) for key in ("dilation", "stride")}
    return {**found, **{key: one if one in set("ABCDE") else None for key, one in letters.items()}}


@ex.comparator
def _(data, expected):
    yours, true = data["what you found"], expected["what you found"]
    return {
        "the receptive field as built": yours["frames"] == true["frames"]
        and yours["bins"] == true["bins"],
        "without dilation and without stride": yours["frames_undilated"] == true["frames_undilated"]
        and yours["bins_unstrided"] == true["bins_unstrided"],
        "both discriminators on one clip": yours["window_samples"] == true["window_samples"]
        and yours["period_samples"] == true["period_samples"],
        "the reason for dilation": yours["dilation"] == "B",
        "the reason for stride": yours["stride"] == "D",
    }


def reach_source(**changed):
    """Return the source of the right answer with some values changed."""
    right = {
        "frames": 21,
        "bins": 97,
        "frames_undilated": 13,
        "bins_unstrided": 37,
        "window_samples": 6143,
        "period_samples": 647,
        "dilation": "B",
        "stride": "D",
    }
    return f"reach = { ({**right, **changed})!r}"


WRONG_DILATION = {
    "A": "Your reason for the dilation is about frequency. Compare the frames and the bins with and without dilation: "
    "which of the two changes?",
    "C": "A dilation can't make bins finer: only a longer window splits closer tones.",
    "D": "Your reason for the dilation is about frequency, and a dilation makes no map smaller. Compare the frames and the "
    "bins with and without it.",
    "E": "Time is the right axis for the dilation. But it doesn't skip frames in the output: it moves the cells of the "
    "kernel further apart. Look at the sizes of the maps: no frame gets lost.",
}
WRONG_STRIDE = {
    "A": "Frequency is the right axis for the stride. But do all bins keep their own logits? Look at the sizes "
    "of the maps.",
    "B": "Your reason for the stride is about time. Compare the frames and the bins with and without stride: which of "
    "the two changes?",
    "C": "A stride moves over the bins that exist and can't make them finer: only a longer window splits closer tones.",
    "E": "Your reason for the stride is about time. Compare the frames and the bins with and without stride: which of "
    "the two changes?",
}
for letter, sentence in WRONG_DILATION.items():
    ex.mutant(f"dilation_{letter}", says=sentence, source=reach_source(dilation=letter))
for letter, sentence in WRONG_STRIDE.items():
    ex.mutant(f"stride_{letter}", says=sentence, source=reach_source(stride=letter))
for first, about_dilation in WRONG_DILATION.items():
    for second, about_stride in WRONG_STRIDE.items():
        if (first, second) != ("D", "B"):
            ex.mutant(
                f"dilation_{first}_stride_{second}",
                says=f"{about_dilation} {about_stride}",
                source=reach_source(dilation=first, stride=second),
            )
for tool in ("dilation", "stride"):
    ex.mutant(
        f"no_letter_{tool}",
        says=f"`{tool}` should be one of the letters A to E.",
        source=reach_source(**{tool: "time"}),
        part=tool,
    )
ex.mutant(
    "axes_swapped",
    says="Neither of your reasons is right. Compare your own numbers: without dilation the field has fewer frames, "
    "without stride it has fewer bins. Then ask which of the two tools makes the maps smaller.",
    source=reach_source(dilation="D", stride="B"),
)
ex.mutant(
    "field_swapped",
    says="You swapped frames and bins: `field_size` returns (frames, bins).",
    source=reach_source(frames=97, bins=21, frames_undilated=97, bins_unstrided=21),
)
ex.mutant(
    "built_swapped",
    says="You swapped `frames` and `bins`: `field_size` returns (frames, bins).",
    source=reach_source(frames=97, bins=21),
)
ex.mutant(
    "others_swapped",
    says="`field_size` returns (frames, bins). `frames_undilated` is the first of the two, `bins_unstrided` the second.",
    source=reach_source(frames_undilated=97, bins_unstrided=21),
)
ex.mutant(
    "span_instead_of_count",
    says="Count the samples that `logit_samples` marks. One logit of the period discriminator depends on every fifth "
    "sample, so the distance from the first to the last is larger than their number.",
    source=reach_source(window_samples=6143, period_samples=3231),
    part="period_samples",
)
ex.mutant(
    "both_changed_at_once",
    says="For the numbers without dilation or without stride, change only that one argument. Leave everything else as "
    "built.",
    source=reach_source(frames_undilated=21, bins_unstrided=97),
)
for key, value, sentence in (
    (
        "frames_undilated",
        97,
        "`frames_undilated` is the first of the two numbers, frames. You took the second.",
    ),
    (
        "frames_undilated",
        21,
        "Your `frames_undilated` is measured with the dilations still on: pass `dilations=(1, 1, 1)`.",
    ),
    (
        "bins_unstrided",
        21,
        "`bins_unstrided` is the second of the two numbers, bins. You took the first.",
    ),
    (
        "bins_unstrided",
        97,
        "Your `bins_unstrided` is measured with the stride still on: pass `stride=(1, 1)`.",
    ),
    (
        "window_samples",
        20_000,
        "`window_samples` is the length of the clip here. `logit_samples` marks the samples that count: how many marks are True?",
    ),
    (
        "window_samples",
        6144,
        "Your `window_samples` is one too many: it's the length of the 21 frames. The first sample of a Hann window is zero, so the logit doesn't "
        "depend on it. Count what `logit_samples` marks.",
    ),
    (
        "window_samples",
        5376,
        "Your `window_samples` is 21 frames times the hop. The last frame is as long as a window. Count what `logit_samples` marks.",
    ),
    (
        "window_samples",
        21,
        "Your `window_samples` is a number of frames. Count the samples that `logit_samples` marks.",
    ),
    (
        "frames",
        5376,
        "Your `frames` is a number of samples. `field_size` returns frames: take its first number as it is.",
    ),
    (
        "period_samples",
        20_000,
        "`period_samples` is the length of the clip here. `logit_samples` marks the samples that count: how many marks are True?",
    ),
):
    ex.mutant(f"{key}_{value}", says=sentence, source=reach_source(**{key: value}), part=key)
PAIR = "`field_size` returns two, the frames and the bins: take one of them."
MARKS = "`logit_samples` marks each sample that counts: how many marks are True?"
for key in ("frames", "bins", "frames_undilated", "bins_unstrided"):
    says = f"`{key}` is missing, or isn't one number. {PAIR}"
    ex.mutant(f"{key}_no_number", says=says, source=reach_source(**{key: None}), part=key)
for key in ("window_samples", "period_samples"):
    says = f"`{key}` is missing, or isn't one number. {MARKS}"
    ex.mutant(f"{key}_no_number", says=says, source=reach_source(**{key: None}), part=key)
for key in ("window_samples", "period_samples"):
    ex.mutant(
        f"{key}_in_milliseconds",
        says=f"`{key}` is in milliseconds. Give the number of samples: {MARKS}",
        source=f"{reach_source()}\nreach[{key!r}] /= 24\n",
        part=key,
    )
ex.alternative("numbers by recurrence", source=reach_source())
ex.alternative("small letters", source=reach_source(dilation="b", stride="d"))
ex.hints(
    "Build the sub-discriminator three times: as it is, with other dilations, and with another stride. Which of "
    "the two numbers of the field changes each time?",
    "The dilation changes the frames, the stride changes the bins. Then ask what each of them does to the number "
    "of logits.",
    "field_size(logit_field(LibraryDiscriminator(2, dilations=(1, 1, ____))))[0]   and   "
    "field_size(logit_field(LibraryDiscriminator(2, stride=(1, ____))))[1]",
)
ex.why(
    "Along time, every frame should keep its own logits, because an artefact may last a single frame. Dilation "
    "extends the reach in time and skips nothing in the output. Along frequency we can summarise, because "
    "neighbouring bins often belong to one sound. There the stride extends the reach, and it halves the maps and "
    "their cost at each layer. On the same clip, one logit of the period discriminator depends on 647 samples in "
    "a comb, and one logit of MS-STFT-D's window on 6143 samples without a gap."
)
ex.leads_to(
    "The library's class takes both as arguments: with `dilations` and `stride` you can give a discriminator a longer or a taller field."
)
ex.wrong_turn(
    "In pictures we name the horizontal axis first, and there it's time. The tensors have [frames, bins], so the "
    "first number of a kernel, a stride or a dilation belongs to time."
)

# %% [markdown] id="04-6-head" tags=["exercise"]
# ### 04.6
# Design three scales each for drums and a violin. Whether they suit *your* music is for people: show somebody.
#
# | sound | `tones_apart`, Hz | `clicks_apart`, s |
# |---|---|---|
# | `drums` | 60: kick and tom | 0.004: two sticks |
# | `violin` | 20: two strings | 0.03: two bow strokes |
#
# | key | what |
# |---|---|
# | `drums`, `violin` | three `(n_fft, hop, window)`; the windows differ, up to 7200 |
# | `drums_read_outs`, `violin_read_outs` | `str(read_out(n_fft, hop, window, tones_apart=..., clicks_apart=...))` of each |
#
# Each sound's scales split its tones and clicks. No hop exceeds half its window. Together, at most 300 000 numbers a second:
# `(n_fft + 2) * 24000 / hop` each.

# %% id="04-6-answer" tags=["answer"]
# @answer 04.6
# BEGIN SOLUTION
drums = [(128, 32, 128), (512, 128, 512), (2048, 512, 2048)]
violin = [(1024, 256, 1024), (2048, 512, 2048), (4096, 1024, 4096)]
design = {
    "drums": drums,
    "violin": violin,
    "drums_read_outs": [
        str(read_out(*scale, tones_apart=60, clicks_apart=0.004)) for scale in drums
    ],
    "violin_read_outs": [
        str(read_out(*scale, tones_apart=20, clicks_apart=0.03)) for scale in violin
    ],
}
# END SOLUTION
# STUB: design = ...

# %% id="04-6-bank" tags=["bank"]
ex = Exercise("04.6", answer="design")

PAIRS = {
    "drums": {"tones_apart": 60, "clicks_apart": 0.004},
    "violin": {"tones_apart": 20, "clicks_apart": 0.03},
}
MOST_NUMBERS = 300_000


@ex.property(
    "the design",
    cause="each sound needs three tuples (n_fft, hop, window) with three windows, and three read-outs as texts",
)
def _(design, draw):
    scales = {name: [[int(n) for n in scale] for scale in design[name]] for name in PAIRS}
    texts = {f"{name}_read_outs": [str(r) for r in design[f"{name}_read_outs"]] for name in PAIRS}
    return {**scales, **texts}


def lengths(design, name):
    """Return what each scale of a sound splits, and the lengths that decide it."""
    scales = [[int(n) for n in scale] for scale in design[name]]
    if not well_formed(scales):
        return "three scales (n_fft, hop, window) are needed"
    hertz, seconds = PAIRS[name].values()
    tones, clicks = f"tones {hertz} Hz apart", f"clicks {1000 * seconds:g} ms apart"
    return {
        f"scale {k + 1}": f"{read_out(n_fft, hop, window, **PAIRS[name])}. Two bins: "
        f"{48_000 / window:.0f} Hz, {tones}. Half a window: {window / 48:.1f} ms, hop: {hop / 24:.1f} ms, {clicks}"
        f"{shorter_hop(n_fft, hop, window, name)}"
        for k, (n_fft, hop, window) in enumerate(scales)
    }


def shorter_hop(n_fft, hop, window, name):
    """Say that a shorter hop would split the clicks, if that is so."""
    quarter = max(1, window // 4)
    now, then = (read_out(n_fft, h, window, **PAIRS[name]).clicks_split for h in (hop, quarter))
    return f"; a hop of {quarter} would split them" if then and not now else ""


@ex.property("the drums", cause="a window is too long or too short, or a hop too long")
def _(design, draw):
    return lengths(design, "drums")


@ex.property("the violin", cause="a window is too long or too short, or a hop too long")
def _(design, draw):
    return lengths(design, "violin")


def shown(design, describe):
    """Return what describe says of each sound's scales, or what is wrong with their form."""
    scales = {name: [[int(n) for n in scale] for scale in design[name]] for name in PAIRS}
    return {
        name: describe(name, of)
        if well_formed(of)
        else "not three (n_fft, hop, window) with 1 <= window <= n_fft <= 7200"
        for name, of in scales.items()
    }


@ex.property("three different windows", cause="the window is the last of the three numbers")
def _(design, draw):
    return shown(design, lambda name, scales: f"windows of {[window for *_, window in scales]}")


@ex.property("no hop", cause="a scale is (n_fft, hop, window), in this order")
def _(design, draw):
    return shown(
        design,
        lambda name, scales: ", ".join(f"hop {hop} with window {w}" for _, hop, w in scales),
    )


@ex.property("no design", cause="a short hop makes many frames, a long n_fft many bins")
def _(design, draw):
    return shown(
        design,
        lambda name, scales: (
            f"{spaced(cost(scales))} numbers a second, at most {spaced(MOST_NUMBERS)}"
        ),
    )


@ex.property("your read-outs", cause="the distances of the sound weren't passed")
def _(design, draw):
    return shown(design, lambda name, scales: compared(design, name, scales))


def compared(design, name, scales):
    """Say whether the texts are those of the scales, and if not, whose they are."""
    texts = [str(text).strip() for text in design[f"{name}_read_outs"]]
    other = "violin" if name == "drums" else "drums"
    own, usual, others = (
        [str(read_out(*scale, **pair)) for scale in scales]
        for pair in (PAIRS[name], {}, PAIRS[other])
    )
    if texts == own:
        return "your texts are right"
    if [text.strip("'\"") for text in texts] == own:
        return "yours have quotes of their own, as repr makes them: take str"
    if texts == usual:
        return "yours belong to the default distances"
    if texts == others:
        return f"yours belong to the distances of the {other}"
    if texts == [str(text).strip() for text in design[f"{other}_read_outs"]]:
        return f"yours are those of the {other}"
    return own


def spaced(number):
    """Write a number with a space between its thousands."""
    return f"{number:,.0f}".replace(",", " ")


def cost(scales):
    """Return how many numbers all scales make a second."""
    return sum((n_fft + 2) * 24_000 / hop for n_fft, hop, _ in scales)


def well_formed(scales):
    """Return True for three possible scales of three numbers each."""
    if len(scales) != 3 or any(len(scale) != 3 for scale in scales):
        return False
    return all(1 <= window <= n_fft <= 7200 and hop >= 1 for n_fft, hop, window in scales)


@ex.comparator
def _(data, expected):
    given = data["the design"]
    formed = {name: well_formed(given[name]) for name in PAIRS}
    seen = {
        name: [read_out(*scale, **PAIRS[name]) for scale in given[name]] if formed[name] else []
        for name in PAIRS
    }
    everything = all(formed.values())
    scales = [scale for name in PAIRS for scale in given[name]] if everything else []

    def splits(name, pair):
        return any(getattr(found, pair) for found in seen[name])

    return {
        "three different windows for each sound": everything
        and all(len({window for _, _, window in given[name]}) == 3 for name in PAIRS),
        "the drums' clicks are split": splits("drums", "clicks_split"),
        "the drums' tones are split": splits("drums", "tones_split"),
        "the violin's tones are split": splits("violin", "tones_split"),
        "the violin's clicks are split": splits("violin", "clicks_split"),
        "no hop is longer than half its window": everything
        and all(hop <= window / 2 for _, hop, window in scales),
        "no design makes too many numbers": everything
        and all(cost(given[name]) <= MOST_NUMBERS for name in PAIRS),
        "your read-outs are those of your scales": everything
        and all(
            [text.strip() for text in given[f"{name}_read_outs"]] == [str(r) for r in seen[name]]
            for name in PAIRS
        ),
    }


def design_source(drums, violin, drums_read=None, violin_read=None):
    """Return the source of an answer; its read-outs are measured unless they are given."""
    read = (
        "[str(read_out(*scale, tones_apart={}, clicks_apart={})) for scale in {}]".format(*pair)
        for pair in ((60, 0.004, drums), (20, 0.03, violin))
    )
    first, second = (
        given or measured for given, measured in zip((drums_read, violin_read), read, strict=True)
    )
    return (
        f'design = {{"drums": {drums}, "violin": {violin}, "drums_read_outs": {first}, '
        f'"violin_read_outs": {second}}}'
    )


GOOD_DRUMS = "[(128, 32, 128), (512, 128, 512), (2048, 512, 2048)]"
GOOD_VIOLIN = "[(1024, 256, 1024), (2048, 512, 2048), (4096, 1024, 4096)]"
ex.mutant(
    "audiocrafts_scales",
    says="You use the same three scales for both sounds, with windows of 512 to 2048: they split neither the two "
    "sticks nor the two strings. Sticks need a shorter window, strings a longer one.",
    source=design_source(
        "[(1024, 256, 1024), (2048, 512, 2048), (512, 128, 512)]",
        "[(1024, 256, 1024), (2048, 512, 2048), (512, 128, 512)]",
    ),
)
ex.mutant(
    "no_long_window",
    says="None of the violin's windows is long enough, so the two strings blur into one hill. The window is what "
    "counts: extending n_fft with zeros splits nothing.",
    source=design_source(GOOD_DRUMS, "[(512, 128, 512), (1024, 256, 1024), (2048, 512, 2048)]"),
)
ex.mutant(
    "no_short_window",
    says="None of the drums' windows is short enough, with a short enough hop, so the two sticks blur into one hit. "
    "They must be more than half a window apart.",
    source=design_source("[(256, 64, 256), (512, 128, 512), (2048, 512, 2048)]", GOOD_VIOLIN),
)
ex.mutant(
    "zeros_for_a_window",
    says="The violin's scales have a large n_fft and short windows. Zeros after the window add bins and split nothing: "
    "make the window longer.",
    source=design_source(GOOD_DRUMS, "[(4096, 1024, 2048), (2048, 512, 1024), (1024, 256, 512)]"),
)
ex.mutant(
    "all_short",
    says="All windows for the drums are short: they split the two sticks, but not kick and tom. Keep one long window.",
    source=design_source("[(64, 16, 64), (128, 32, 128), (256, 64, 256)]", GOOD_VIOLIN),
)
ex.mutant(
    "all_long",
    says="All windows for the violin are long: they split the strings, but not the two bow strokes. Keep a shorter "
    "window.",
    source=design_source(GOOD_DRUMS, "[(3000, 750, 3000), (3600, 900, 3600), (4096, 1024, 4096)]"),
)
ex.mutant(
    "too_dense",
    says="Your hops are short, so your scales produce more than 300 000 numbers a second. A quarter of the window is "
    "enough.",
    source=design_source("[(128, 16, 128), (512, 16, 512), (2048, 64, 2048)]", GOOD_VIOLIN),
)
ex.mutant(
    "gaps",
    says="One of your hops is longer than half its window: samples near the edges of the bell hardly count in any "
    "frame.",
    source=design_source(
        "[(128, 32, 128), (512, 128, 512), (2048, 1500, 2048)]",
        "[(1024, 256, 1024), (2048, 1200, 2048), (4096, 1024, 4096)]",
    ),
)
ex.mutant(
    "one_window_three_times",
    says="Two of your windows are the same. Three scales need three windows.",
    source=design_source("[(128, 32, 128), (128, 64, 128), (2048, 512, 2048)]", GOOD_VIOLIN),
)
ex.mutant(
    "wishes",
    says="Your scales are well chosen, but your texts aren't what read_out returns for them. Use the distances of each "
    "sound, and str(...).",
    source=design_source(
        GOOD_DRUMS,
        GOOD_VIOLIN,
        '["tones split: yes; clicks split: yes"] * 3',
        '["tones split: yes; clicks split: yes"] * 3',
    ),
)
ex.alternative(
    "other windows",
    source=design_source(
        "[(1024, 256, 1024), (160, 40, 128), (2048, 512, 2048)]",
        "[(4096, 1024, 4096), (512, 128, 512), (1024, 256, 1024)]",
    ),
)
ex.alternative(
    "windows that aren't powers of two",
    source=design_source(
        "((100, 25, 100), (600, 150, 600), (1500, 375, 1500))",
        "[[900, 225, 900], [1800, 450, 1800], [3600, 900, 3600]]",
    ),
)
ex.hints(
    "A Hann window of N samples splits tones 2 · 24 000 / N Hz apart and clicks N / 2 samples apart. Which N does "
    "each of the four pairs need?",
    "The formulas give the limits. Sticks: below 192 samples. Kick and tom: above 800. Strings: above 2400. Bow "
    "strokes: below 1440. Pick one window well inside each limit, because at the limit itself nothing is split "
    "yet. Use a hop of a quarter of the window, and any third window.",
    "drums = [(n, n // ____, n) for n in (____, 512, ____)]",
)
ex.why(
    "Each pair limits the window: tones set a lower limit, clicks an upper one. For both sounds no single window "
    "satisfies both limits, so two windows are needed, and the third fills the gap. With a hop of a quarter, "
    "every scale makes about 96 000 numbers a second, whatever its window: the transform moves detail from one "
    "axis to the other and creates none."
)
ex.leads_to(
    "Give your scales to `MultiScaleSTFTDiscriminator` as `n_ffts`, `hop_lengths` and `win_lengths`: that's a discriminator made for your sound."
)
ex.wrong_turn(
    "A larger n_fft with the same window gives more bins and looks like more detail. But `read_out` doesn't "
    "change, because the hills are as broad as before."
)

# %% tags=["bank"]
Question(
    "04.r1",
    "Lesson 03: AudioCraft's multi-scale discriminator returns three logit maps. How many logits has each, on 16 "
    "000 samples?",
    [
        Option(
            "a",
            "63, 63, 63",
            right=True,
            because="The code computes the downsampled wave and never uses it: all three sub-discriminators receive the same "
            "wave.",
        ),
        Option(
            "b",
            "63, 32, 16",
            because="That would be right if each sub-discriminator received half as many samples as the one before. The code computes "
            "such waves and throws them away.",
            misconception="M06",
        ),
        Option(
            "c",
            "16 000, 8000, 4000",
            because="Each sub-discriminator has strides, so it returns far fewer logits than samples.",
        ),
    ],
    kind="recall",
)
Question(
    "04.r2",
    "Lesson 03: average pooling halves the rate of a 24 kHz wave that contains a 9 kHz tone. What is left of the "
    "tone?",
    [
        Option(
            "a",
            "nothing: 9 kHz doesn't fit into 12 000 samples a second",
            because="A good filter would remove it first. An average over four samples doesn't.",
            misconception="M05",
        ),
        Option(
            "b",
            "the same tone, at 9 kHz",
            because="12 000 samples a second can't represent anything above 6 kHz.",
        ),
        Option(
            "c",
            "a tone at 3 kHz, weaker",
            right=True,
            because="12 - 9 = 3 kHz. The average takes off 11.4 dB, and the rest comes back as an alias.",
        ),
    ],
    kind="recall",
)
Question(
    "04.r3",
    "Lesson 02: which samples of a wave does one logit of MPD's sub-discriminator of period 5 depend on?",
    [
        Option(
            "a",
            "an unbroken stretch",
            because="Its kernels are one column wide, so it never leaves its column.",
            misconception="M02",
        ),
        Option(
            "b",
            "every fifth sample of a stretch",
            right=True,
            because="It's a comb: all its samples are in one column.",
        ),
        Option(
            "c",
            "five samples",
            because="One kernel covers five rows. Six layers reach over many more.",
        ),
    ],
    kind="recall",
)
Question(
    "04.p1",
    "Two tones, 15 Hz apart. Windows of 512, 1024, 2048 and 4096 samples have bins 46.9, 23.4, 11.7 and 5.9 Hz apart. "
    "Which of them split the tones?",
    [
        Option(
            "a",
            "2048 and 4096: their bins are closer than 15 Hz",
            because="Each tone makes a hill that is several bins wide. At 2048 samples the two hills still blur into one: the "
            "tones have to be about two bins apart.",
            misconception="M08",
        ),
        Option(
            "b",
            "all of them: two tones are two tones",
            because="In a bin of 46.9 Hz there is room for both.",
        ),
        Option(
            "c",
            "4096 only",
            right=True,
            because="A tone's hill is wider than a bin. 15 Hz must be about two bins: 24 000 · 2 / 15 = 3200 samples.",
        ),
    ],
    later=Later(
        "Now the tones are 60 Hz apart. Which of the windows of 256, 512, 1024 and 2048 samples split them?",
        [
            Option(
                "a",
                "512 and longer: the bins of 512 are closer than 60 Hz",
                because="They are 46.9 Hz apart, and two bins are 94 Hz. The two hills still blur into one.",
                misconception="M08",
            ),
            Option(
                "b",
                "1024 and longer",
                right=True,
                because="Two bins must be at most about 60 Hz, so a window needs 24 000 · 2 / 60 = 800 samples.",
            ),
            Option(
                "c",
                "2048 only",
                because="With 1024 samples the bins are 23.4 Hz apart, so 60 Hz is more than two of them.",
            ),
        ],
    ),
)
Question(
    "04.p2",
    "Two clicks, 8 ms apart: 192 samples. Which windows split them?",
    [
        Option(
            "a",
            "128 and shorter: 256 samples can contain both clicks",
            because="They can, but a Hann window is faint at its edges. Half a window between the clicks is enough.",
        ),
        Option(
            "b",
            "256 and shorter",
            right=True,
            because="A window of 256 samples sometimes contains both clicks, but then they are near its faint edges.",
        ),
        Option(
            "c",
            "4096 again: the longer, the finer",
            because="A window of 4096 samples lasts 171 ms, so nearly every frame that contains one click contains both.",
            misconception="M08",
        ),
        Option(
            "d",
            "all of them",
            because="A frame combines everything in its window. If both clicks are inside, they make one frame.",
        ),
    ],
    later=Later(
        "Now the clicks are 2 ms apart: 48 samples. Which of the windows of 32, 64, 128 and 256 samples split them?",
        [
            Option(
                "a",
                "32 and 64",
                right=True,
                because="Half of a window of 64 is 32 samples, and the clicks are further apart than that.",
            ),
            Option(
                "b",
                "32 only: 64 samples can contain both",
                because="They can, but then both clicks are near the faint edges of the window.",
            ),
            Option(
                "c",
                "128 and longer: the longer, the finer",
                because="Finer along frequency. Along time, a longer window blurs more.",
                misconception="M08",
            ),
        ],
    ),
)
Question(
    "04.p3",
    "A window of 256 samples, and n_fft = 4096: zeros fill the rest. There are now 2049 bins instead of 129. Are "
    "the tones split?",
    [
        Option(
            "a",
            "no",
            right=True,
            because="The window decides what can be split, because its samples are all that the transform receives of the sound.",
        ),
        Option(
            "b",
            "yes: the bins are fine enough now",
            because="The bins are finer, but each hill is as broad as before. Zeros carry no information about the sound.",
            misconception="M08",
        ),
        Option(
            "c",
            "only if the hop is shorter too",
            because="A shorter hop gives more frames. It changes nothing within a frame.",
        ),
    ],
    later=Later(
        "A window of 512 samples, and n_fft = 4096. The bins are 5.9 Hz apart, the tones 30 Hz. Are the tones split?",
        [
            Option(
                "a",
                "no",
                right=True,
                because="A window of 512 samples splits tones that are about 94 Hz apart, whatever zeros follow.",
            ),
            Option(
                "b",
                "yes: there are five bins between them",
                because="The bins between them show one broad hill in more detail.",
                misconception="M08",
            ),
        ],
    ),
)
Question(
    "04.p11",
    "A steady tone of 1000 Hz, and a frame every 240 samples: every 10 ms. What does the arrow of the tone's bin do from frame to "
    "frame?",
    [
        Option(
            "a",
            "it points in a random direction each time",
            because="The phase looks random in a picture of music, but it follows a rule: it counts cycles.",
            misconception="M09",
        ),
        Option(
            "b",
            "it turns a little: the nearest bin isn't at exactly 1000 Hz",
            because="The arrow follows the tone, not the middle of the bin. All bins around the tone turn equally fast.",
        ),
        Option(
            "c",
            "it grows and shrinks, as the wave does",
            because="A frame contains many cycles of the wave. The length says how strong they are, and the tone is steady.",
        ),
        Option(
            "d",
            "it stands still",
            right=True,
            because="In 10 ms the tone makes ten whole cycles, so each frame begins at the same place in a cycle.",
        ),
    ],
    later=Later(
        "A steady tone of 1200 Hz, and a frame every 250 samples. What does the arrow do from frame to frame?",
        [
            Option(
                "a",
                "it stands still",
                because="It would after whole cycles. Here it's 12.5 of them.",
            ),
            Option("b", "it turns by a quarter", because="That would take 12.25 cycles in a hop."),
            Option(
                "c",
                "it flips to the opposite side",
                right=True,
                because="1200 · 250 / 24 000 = 12.5 cycles fit into one hop: half a turn is left.",
            ),
        ],
    ),
)
Question(
    "04.p4",
    "We turn a wave upside down. What changes for a sub-discriminator of MS-STFT-D?",
    [
        Option(
            "a",
            "its input and its logits",
            right=True,
            because="Every number of its input changes sign, and so its logits move.",
        ),
        Option(
            "b",
            "nothing: the spectrogram is the same",
            because="The magnitudes are the same. But the sub-discriminator receives real and imaginary parts, and both change "
            "sign.",
            misconception="M09",
        ),
        Option(
            "c",
            "its input, and the magnitudes as well",
            because="A number and its negative have the same magnitude.",
        ),
    ],
    later=Later(
        "Only the right side of a stereo wave is turned upside down. Which of the four channels change?",
        [
            Option(
                "a",
                "none: each bin keeps its magnitude",
                because="It does, but the channels are real and imaginary parts, and those of the right side change sign.",
                misconception="M09",
            ),
            Option(
                "b",
                "re(right) and im(right)",
                right=True,
                because="Each arrow of the right side turns by half a turn, so both its shadows change sign.",
            ),
            Option(
                "c",
                "im(right) only",
                because="That would mirror the arrows. A flipped polarity turns them by half a turn.",
            ),
        ],
    ),
)
Question(
    "04.p5",
    "We transform a whole drum beat at once, keep every magnitude, and draw every phase at random. What will you hear?",
    [
        Option(
            "a",
            "the same beat: the ear hears magnitudes",
            because="Over the whole clip, the magnitudes say which frequencies there are, but not when.",
            misconception="M09",
        ),
        Option(
            "b",
            "the beat, a little rough",
            because="That happens with short windows. Wait for the next sounds.",
        ),
        Option(
            "c",
            "the beat backwards",
            because="Reversing a sound mirrors its phases. It doesn't make them random.",
        ),
        Option(
            "d",
            "a steady wash of noise",
            right=True,
            because="The phases carry when the hits come. Without them, the energy of the hits is spread over the whole clip.",
        ),
    ],
)
Question(
    "04.p6",
    "The picture has 513 bins and 90 frames. Three convolutions have a stride of 2 along one of the axes, kernels of 9 bins and a padding "
    "of 4. How many bins do the logits have?",
    [
        Option(
            "a",
            "41: each layer also loses 8 bins at the edges",
            because="The padding makes up for them.",
        ),
        Option(
            "b",
            "64: 513 / 8, rounded down",
            because="At each layer it is rounded up: 257, 129, 65.",
        ),
        Option(
            "c",
            "65",
            right=True,
            because="513, 257, 129, 65: half, rounded up, three times.",
        ),
        Option(
            "d",
            "513: the stride is on time",
            because="The stride is on frequency, so the time axis keeps all its frames.",
            misconception="M10",
        ),
    ],
    later=Later(
        "With n_fft = 512, the picture has 257 bins. How many bins do the logits have now?",
        [
            Option(
                "a",
                "32 bins: 257 / 8, rounded down",
                because="It's rounded up each time: 129, 65, 33.",
            ),
            Option(
                "b",
                "33 bins",
                right=True,
                because="From 257 to 129, 65 and 33: half, rounded up, each time.",
            ),
            Option(
                "c",
                "65 bins, as before: the window is shorter, not the network",
                because="The network is the same, but its image has half as many bins.",
            ),
        ],
    ),
)
Question(
    "04.p7",
    "We set the dilations from 1, 2, 4 to 1, 1, 1. What happens to the receptive field of one logit?",
    [
        Option(
            "a",
            "it covers fewer bins",
            because="The bins stay as they are, because the dilation is on time.",
            misconception="M10",
        ),
        Option(
            "b",
            "it covers fewer frames",
            right=True,
            because="The dilations are along time. Without them, the kernels cover fewer frames. You'll count them in 04.5.",
        ),
        Option(
            "c",
            "it covers fewer of both",
            because="All these dilations are along time. Along frequency, neighbouring cells of a kernel look at neighbouring bins.",
            misconception="M10",
        ),
    ],
    later=Later(
        "Now the dilations stay, and the stride goes from (1, 2) to (1, 1). What happens to the receptive field of one logit?",
        [
            Option(
                "a",
                "it covers fewer frames",
                because="Along time, the stride was 1 before and is 1 now.",
                misconception="M10",
            ),
            Option(
                "b",
                "it covers fewer of both",
                because="The stride has one number for each axis, and only the second one changes.",
                misconception="M10",
            ),
            Option(
                "c",
                "it covers fewer bins",
                right=True,
                because="The second axis is frequency. Without the stride, no layer makes the steps of the next one longer.",
            ),
        ],
    ),
)
Question(
    "04.p8",
    "Someone sets filters_scale=2 in AudioCraft's MS-STFT-D. What happens at the first wave?",
    [
        Option(
            "a",
            "each layer is twice as wide as the one before, as documented",
            because="The documentation says so. But the second convolution expects twice as many channels as the first one puts "
            "out.",
            misconception="M11",
        ),
        Option(
            "b",
            "nothing: the argument is ignored",
            because="This argument is read, but the channels are counted wrongly.",
            misconception="M11",
        ),
        Option("c", "it crashes", right=True, because="8 channels come, 16 are expected."),
    ],
    later=Later(
        "filters=8 and filters_scale=4 in AudioCraft's count: how many channels come to the second convolution, and how many does "
        "it expect?",
        [
            Option(
                "a",
                "8 come, 32 are expected",
                right=True,
                because="The first convolution puts out `filters`, and the count for the second begins at filters * filters_scale.",
            ),
            Option(
                "b",
                "32 come, 32 are expected",
                because="The first convolution has `filters` channels, whatever the scale.",
                misconception="M11",
            ),
            Option(
                "c",
                "8 come, 8 are expected",
                because="That is so at scale 1, and no test with the default notices anything.",
            ),
        ],
    ),
)
Question(
    "04.p9",
    "And sep_channels=True, with a stereo wave?",
    [
        Option(
            "a",
            "nothing changes",
            right=True,
            because="The argument is stored, and no line of `forward` reads it.",
        ),
        Option(
            "b",
            "each channel is scored alone",
            because="The documentation says so. But the value is stored and never read.",
            misconception="M11",
        ),
        Option(
            "c",
            "it crashes",
            because="A crash would have been kinder: someone would have noticed.",
        ),
    ],
    later=Later(
        "AudioCraft's MS-STFT-D, with sep_channels=True, gets a batch of three stereo waves. How many channels do its logits have?",
        [
            Option(
                "a",
                "two: one for each side",
                because="That would be so if `forward` read the argument.",
                misconception="M11",
            ),
            Option(
                "b",
                "one: each score depends on both sides",
                right=True,
                because="The argument changes nothing, so both sides go into the same convolution.",
            ),
            Option(
                "c", "six: one for each side of each wave", because="The batch has its own axis."
            ),
        ],
    ),
)
Question(
    "04.p10",
    "Which lines, in which order, score each channel alone and put the scores next to each other?",
    [
        Option(
            "a",
            "A, B, C",
            because="Line A puts all left sides first, then all right sides. The sizes come out right, but C hands scores to the wrong "
            "waves.",
        ),
        Option(
            "b",
            "D, B, C",
            right=True,
            because="The channels become waves, are scored, and their scores go back to the channel axis.",
        ),
        Option(
            "c",
            "both A, B, C and D, B, C: A and D make a wave of each channel",
            because="They do, but in different orders. C expects the channels of one wave next to each other.",
        ),
    ],
)
Question(
    "04.x1",
    "Two strokes of a bow are 10 ms apart: 240 samples. You may choose one window. Which is the longest that splits them?",
    [
        Option(
            "a",
            "1024: a long window is precise",
            because="It's precise along frequency. A frame of 1024 samples contains both strokes.",
            misconception="M08",
        ),
        Option(
            "b",
            "512",
            because="Half of it is 256 samples, a little more than the distance of the strokes.",
        ),
        Option(
            "c",
            "256",
            right=True,
            because="The strokes are 240 samples apart, which is more than half a window.",
        ),
    ],
    kind="exit",
)
Question(
    "04.x2",
    "A generator gets the length of every arrow right and draws the angles at random. Which input of a discriminator shows the fault in "
    "every single bin?",
    [
        Option(
            "a",
            "the real and imaginary parts of each bin",
            right=True,
            because="They are the shadows of the arrow, so they change with its angle.",
        ),
        Option(
            "b",
            "the magnitudes of each bin",
            because="They are the lengths, and the lengths are right.",
            misconception="M09",
        ),
        Option("c", "n_fft, if it's large enough", because="It sets how many bins there are."),
    ],
    kind="exit",
)
Question(
    "04.x3",
    "Lesson 03: MSD's third scale receives 6000 samples a second, decimated with a good filter. A generator adds a false tone at 8 kHz. "
    "Can this scale notice it?",
    [
        Option(
            "a",
            "yes, at 8 kHz",
            because="6000 samples a second can't represent anything above 3 kHz.",
            misconception="M05",
        ),
        Option(
            "b",
            "no: the tone is above 3 kHz, and the filter removed it",
            right=True,
            because="Only the first scale receives it. In MS-STFT-D every window has a bin for it.",
        ),
        Option(
            "c",
            "yes: as an alias at 2 kHz",
            because="Dropping samples without a filter would put an alias at 2 kHz. A good filter doesn't.",
        ),
    ],
    kind="exit",
)
Question(
    "04.x4",
    "Lesson 02: MPD folds a wave at period 5. In the wave, a click comes 5 samples later than before. Where is it in the image?",
    [
        Option(
            "a",
            "one row further down, in the same column",
            right=True,
            because="A row has 5 samples, so 5 samples later is the same place in the next row.",
        ),
        Option(
            "b",
            "in the same row, further to the right",
            because="The row ends before that, and the next one begins.",
        ),
        Option(
            "c",
            "where it was: a fold only shows what repeats",
            because="A fold keeps every sample, and each one has its own place.",
        ),
    ],
    kind="exit",
)
Question(
    "04.e1",
    "A friend says: I use one STFT discriminator with n_fft = 4096, for the highest resolution, and I give it "
    "magnitudes, since those are what we hear. What do you answer?",
    kind="explain",
    look_for=(
        "I said that a long window is fine in frequency and coarse in time.",
        "I said that no single window splits close tones and close clicks, so there are several.",
        "I said that the window decides what can be split, and n_fft only how many bins there are.",
        "I said that phases carry when things happen, so the discriminator receives real and imaginary parts.",
    ),
)
