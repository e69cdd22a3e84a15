# %% [markdown]
# Six exercises on the lesson *Scales, and a bug in a famous library*. You get less help than in lesson 02, and
# twice you write what others check with: a test, and a report.
#
# Run the check as often as you like. Stuck? `hint("03.1")` gives one rung at a time, `solution("03.1")` shows a way
# and says why.

# %% tags=["setup"]
import difflib
import math
from functools import partial
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import course_lib
from course_lib import MultiScaleDiscriminator
from course_lib.classroom import seal, setup
from course_lib.discriminators.norm_convs import NormConv1d
from course_lib.instruments import waves_heard
from course_lib.sounds import tone

norm_conv = partial(NormConv1d, norm="weight_norm")

setup("03")

# %% tags=["bank"]
import re
from contextlib import suppress

from course_lib.classroom import Exercise, Option, Question
from course_lib.classroom.checking.weights import fill_weights
from course_lib.discriminators.decimation import make_decimator
from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.interface import judge as let_judge
from course_lib.display.figures.beside import curves_beside

# %% [markdown] id="03-1-head" tags=["exercise"]
# ### 03.1
# How many samples of the wave does one output of a stack of convolutions depend on? Work it out layer by layer.
#
# | | |
# |---|---|
# | in | `layers`: a list of `(kernel_size, stride)`, from the wave to the output |
# | out | a whole number of samples |
# | example | `[(3, 1)]` reaches 3; `[(3, 2), (3, 1)]` reaches 7; no layers reach 1 |


# %% id="03-1-answer" tags=["answer"]
# @answer 03.1
def reach(layers: list[tuple[int, int]]) -> int:
    """Count the samples that one output of the stack depends on."""
    # BEGIN SOLUTION
    samples, step = 1, 1  # step: samples of the wave between two neighbours of this layer's input
    for kernel_size, stride in layers:
        samples += (kernel_size - 1) * step
        step *= stride
    return samples
    # END SOLUTION
    # STUB: raise NotAttempted("03.1")


# %% id="03-1-bank" tags=["bank"]
ex = Exercise("03.1", answer="reach")

MSD_LAYERS = [(15, 1), (41, 4), (41, 4), (41, 4), (41, 4), (5, 1), (3, 1)]


@ex.property("two layers", cause="the second layer counts in steps of the first one's stride")
def _(reach, draw):
    return [reach([(3, 2), (5, 1)]), reach([(5, 3), (3, 2)])]


@ex.property("a judge of MSD", cause="a stride acts on all layers after its own, not on its own")
def _(reach, draw):
    return reach(list(MSD_LAYERS))


@ex.property(
    "one layer, and none",
    cause="one layer reaches as far as its kernel, and no layer leaves one sample",
)
def _(reach, draw):
    return [reach([(draw.integer(3, 31), draw.integer(2, 5))]), reach([])]


@ex.property("any stack", cause="the strides of all layers before multiply")
def _(reach, draw):
    sizes = [draw.integer(2, 9) for _ in range(12)]
    strides = [draw.integer(2, 4) for _ in range(12)]
    stacks = list(zip(sizes, strides, strict=True))
    return [reach(stacks[:3]), reach(stacks[3:7]), reach(stacks[7:])]


ex.mutant(
    "no_product",
    says="You use the stride of the layer before only. Strides multiply: after two strides of 4, neighbours are 16 "
    "samples apart.",
    edit={"step *= stride": "step = stride"},
)
ex.mutant(
    "own_stride",
    says="You multiply by a layer's own stride before you use it. A stride moves its layers' *outputs* apart, so it "
    "counts from the next layer on.",
    edit={
        "        samples += (kernel_size - 1) * step\n        step *= stride\n": (
            "        step *= stride\n        samples += (kernel_size - 1) * step\n"
        )
    },
)
ex.mutant(
    "own_stride_alone",
    says="You multiply each kernel by its own stride. A stride moves the *outputs* of its layer apart. It counts from the next "
    "layer on, and all strides before multiply.",
    edit={"(kernel_size - 1) * step": "(kernel_size - 1) * stride"},
)
ex.mutant(
    "one_too_many",
    says="You add a whole kernel for each layer. One of its places is already counted, so it adds `kernel_size - 1`.",
    edit={"(kernel_size - 1) * step": "kernel_size * step"},
)
ex.mutant(
    "starts_at_zero",
    says="You are one short: even without layers, one output depends on one sample. Start at 1.",
    edit={"samples, step = 1, 1": "samples, step = 0, 1"},
)
ex.mutant(
    "no_strides",
    says="You add up kernels and leave the strides out. Deeper layers count in larger steps.",
    edit={"(kernel_size - 1) * step": "kernel_size - 1"},
)
ex.mutant(
    "from_the_wrong_end",
    says="The direction and the rule don't fit: you go through the layers one way, with the rule for the other "
    "way.",
    edit={"in layers:": "in reversed(layers):"},
)


@ex.alternative("backwards, from one output to the wave")
def reach_backwards(layers):
    samples = 1
    for kernel_size, stride in reversed(layers):
        samples = (samples - 1) * stride + kernel_size
    return samples


@ex.alternative("with the product of the strides before")
def reach_by_products(layers):
    strides = [stride for _, stride in layers]
    return 1 + sum((k - 1) * math.prod(strides[:i]) for i, (k, _) in enumerate(layers))


ex.hints(
    "Say a first layer has stride 4. How far apart, in samples of the wave, are two neighbours that the second layer reads?",
    "Carry two numbers through the layers: the samples reached so far, and the step between neighbours. A layer adds "
    "one step for each place of its kernel but the first; then its stride makes the step larger.",
    "samples += (kernel_size - ____) * ____   then   step *= ____",
)
ex.why(
    "A kernel of k places spans k - 1 gaps. In the first layer a gap is one sample. Each stride makes all later gaps wider, "
    "so the step is the product of the strides before. For MSD the gaps are 1, 1, 4, 16, 64, 256 and 256 samples: "
    "14 + 40 + 160 + 640 + 2560 + 1024 + 512, and 1 more, makes 4951."
)
ex.wrong_turn(
    "Multiplying by the stride of the same layer feels right, since it stands in the same line. It gives 15 151 for MSD, "
    "three times as much."
)

# %% [markdown] id="03-2-head" tags=["exercise"]
# ### 03.2
# Build the judge of one scale for mono waves. `norm_conv(c_in, c_out, kernel, stride=..., padding=..., groups=...)` is a
# `Conv1d` with weight norm. `forward` returns the logits and a list of all maps, the logits last.
#
# | part | channels out | kernel | stride | padding | groups |
# |---|---|---|---|---|---|
# | `convs[0]`, an `nn.Sequential` of padding and convolution | `filters` | 15 | 1 | reflect 7 | 1 |
# | `convs[1:-1]`, one for each scale `s` | channels in · `s` | 10 `s` + 1 | `s` | 5 `s` | four channels in each |
# | `convs[-1]` | channels in · 2 | 5 | 1 | 2 | 1 |
# | `conv_post` | 1 | 3 | 1 | 1 | 1 |
#
# No layer has more than `max_filters` channels. Leaky ReLU 0.2 as in lesson 02.


# %% id="03-2-answer" tags=["answer"]
# @answer 03.2
class ScaleDiscriminator(nn.Module):
    """Judge a mono wave [batch, 1, time] by strided convolutions: returns (logits, maps)."""

    def __init__(self, filters=16, max_filters=1024, downsample_scales=(4, 4, 4, 4)):
        # BEGIN SOLUTION
        super().__init__()
        first = nn.Sequential(nn.ReflectionPad1d(7), norm_conv(1, filters, 15))
        self.convs = nn.ModuleList([first])
        channels = filters
        for s in downsample_scales:
            wider = min(channels * s, max_filters)
            self.convs.append(
                norm_conv(
                    channels, wider, 10 * s + 1, stride=s, padding=5 * s, groups=channels // 4
                )
            )
            channels = wider
        widest = min(channels * 2, max_filters)
        self.convs.append(norm_conv(channels, widest, 5, padding=2))
        self.conv_post = norm_conv(widest, 1, 3, padding=1)
        # END SOLUTION
        # STUB: raise NotAttempted("03.2")

    def forward(self, wave):
        # BEGIN SOLUTION
        x, fmaps = wave, []
        for conv in self.convs:
            x = F.leaky_relu(conv(x), 0.2)
            fmaps.append(x)
        logits = self.conv_post(x)
        return logits, [*fmaps, logits]
        # END SOLUTION
        # STUB: raise NotAttempted("03.2")


# %% id="03-2-bank" tags=["bank"]
ex = Exercise("03.2", answer="ScaleDiscriminator")

TINY = {"filters": 4, "max_filters": 12, "downsample_scales": (2, 3)}


@ex.property("names of the layers", cause="a name differs, or a Sequential is missing or too much")
def _(judge_class, draw):
    return sorted({key.rpartition(".")[0] for key in judge_class(**TINY).state_dict()})


@ex.property("shapes of the weights", cause="a kernel, a channel number or the groups")
def _(judge_class, draw):
    # [channels out, channels that each of them hears, kernel]
    states = [judge_class(**TINY).state_dict(), judge_class(4, 64, (2,)).state_dict()]
    return [
        {key: list(value.shape) for key, value in sorted(state.items()) if key.endswith("_v")}
        for state in states
    ]


@ex.property("sizes of all maps", cause="a stride or a padding differs from the table")
def _(judge_class, draw):
    judge = judge_class(**TINY)
    return [[list(m.shape) for m in judge(draw.randn(1, 1, t))[1]] for t in (100, 241, 1000)]


@ex.property("the last map is the logits", cause="the scores are a map, too")
def _(judge_class, draw):
    logits, fmaps = judge_class(**TINY)(draw.randn(1, 1, 100))
    return {"list": isinstance(fmaps, list), "maps": len(fmaps), "last": bool(fmaps[-1] is logits)}


@ex.property("scores, with given weights", cause="an activation is missing or too much")
def _(judge_class, draw):
    judges = [fill_weights(judge_class(4, 8, (2,)), draw) for _ in range(4)]
    return [judge(draw.randn(2, 1, 60))[0] for judge in judges]


@ex.property("maps, with given weights", cause="the padding of the first layer, or the bend")
def _(judge_class, draw):
    judge = fill_weights(judge_class(4, 8, (2,)), draw)
    return list(judge(draw.randn(1, 1, 33))[1])


ex.mutant(
    "no_groups",
    says="At the sizes of this check each of your inner convolutions has one group, so that every output reads "
    "all channels. Each group should contain four of the channels that come in.",
    edit={", groups=channels // 4": ""},
)
ex.mutant(
    "four_groups",
    says="You make four groups. The table asks for groups of four channels: their number is the channels that come "
    "in, divided by 4.",
    edit={"groups=channels // 4": "groups=4"},
)
ex.mutant(
    "kernel_without_one",
    says="Your inner kernels cover 10 s places. An odd number, 10 s + 1, has a middle.",
    edit={"10 * s + 1": "10 * s"},
)
ex.mutant(
    "no_ceiling",
    says="Your channels grow beyond `max_filters`.",
    edit={"min(channels * s, max_filters)": "channels * s"},
)
ex.mutant(
    "no_doubling",
    says="Your last layer of `convs` keeps its channels. The table doubles them once more, up to `max_filters`.",
    edit={"min(channels * 2, max_filters)": "channels"},
)
ex.mutant(
    "zero_padding",
    says="Your first layer pads with silence. The table mirrors the ends of the wave, seven samples at each.",
    edit={"nn.ReflectionPad1d(7)": "nn.ConstantPad1d(7, 0.0)"},
)
ex.mutant(
    "no_stride",
    says="Your inner convolutions do not stride, so their maps stay as long as the wave.",
    edit={"stride=s, ": ""},
)
ex.mutant(
    "activated_scores",
    says="There is an activation after `conv_post`. Logits are raw scores.",
    edit={"logits = self.conv_post(x)": "logits = F.leaky_relu(self.conv_post(x), 0.2)"},
)
ex.mutant(
    "logits_not_a_map",
    says="The logits are missing from your maps. In MSD, as in MPD, they are the last map.",
    edit={"return logits, [*fmaps, logits]": "return logits, fmaps"},
)
ex.mutant(
    "default_slope",
    says="Your leaky ReLU has the slope 0.01, torch's default. AudioCraft's is 0.2.",
    edit={"F.leaky_relu(conv(x), 0.2)": "F.leaky_relu(conv(x))"},
)


@ex.alternative("a list of channels first")
class JudgeFromChannels(nn.Module):
    def __init__(self, filters=16, max_filters=1024, downsample_scales=(4, 4, 4, 4)):
        super().__init__()
        channels = [filters]
        for s in (*downsample_scales, 2):
            channels.append(min(channels[-1] * s, max_filters))
        inner = [
            norm_conv(a, b, 10 * s + 1, stride=s, padding=5 * s, groups=a // 4)
            for a, b, s in zip(channels, channels[1:-1], downsample_scales, strict=False)
        ]
        opening = nn.Sequential(nn.ReflectionPad1d(7), norm_conv(1, filters, 15))
        closing = norm_conv(channels[-2], channels[-1], 5, padding=2)
        self.convs = nn.ModuleList([opening, *inner, closing])
        self.conv_post = norm_conv(channels[-1], 1, 3, padding=1)

    def forward(self, wave):
        maps = [wave]
        for conv in self.convs:
            maps.append(F.leaky_relu(conv(maps[-1]), negative_slope=0.2))
        maps.append(self.conv_post(maps[-1]))
        return maps[-1], maps[1:]


@ex.alternative("with a module for the activation")
class JudgeWithModule(nn.Module):
    def __init__(self, filters=16, max_filters=1024, downsample_scales=(4, 4, 4, 4)):
        super().__init__()
        self.bend = nn.LeakyReLU(0.2)
        self.convs = nn.ModuleList()
        self.convs.append(nn.Sequential(nn.ReflectionPad1d(7), norm_conv(1, filters, 15)))
        now = filters
        for s in downsample_scales:
            then = min(now * s, max_filters)
            margin = (10 * s + 1) // 2
            self.convs.append(
                norm_conv(now, then, 10 * s + 1, stride=s, padding=margin, groups=now // 4)
            )
            now = then
        then = min(2 * now, max_filters)
        self.convs.append(norm_conv(now, then, 5, padding=2))
        self.conv_post = norm_conv(then, 1, 3, padding=1)

    def forward(self, wave):
        fmaps, x = [], wave
        for conv in self.convs:
            x = self.bend(conv(x))
            fmaps += [x]
        x = self.conv_post(x)
        return x, [*fmaps, x]


ex.hints(
    "Which number of the layer before do you need for the channels, and which for the groups? Are they the same?",
    "Remember the channels in a loop over the scales: wider is channels times s, at most max_filters; groups is channels // 4. "
    "Two more convolutions follow. In forward: convolve, bend, store; conv_post, store.",
    "norm_conv(channels, wider, 10 * s + ____, stride=____, padding=5 * s, groups=channels // ____); channels = ____",
)
ex.why(
    "The judge has the shape of lesson 02's: a list of convolutions with a bend after each, then `conv_post`. What is new are the "
    "groups: their number follows the channels that come in, so that each holds four. The first convolution stands in "
    "a Sequential with its padding, which is why its weights are called `convs.0.1.conv...`, as in AudioCraft."
)
ex.wrong_turn(
    "`groups=4` and groups of four sound alike. With 64 channels in, four groups of 16 make four times as many weights. "
    "The configuration files of AudioCraft set `groups: [4, 4, 4, 4]`, and their MSD has 56.6 million weights instead of 16.9."
)

# %% [markdown] id="03-3-head" tags=["exercise"]
# ### 03.3
# `gain_of_two` says how much quieter a tone gets if two neighbours are averaged: measured, and by formula. Change a copy so that
# it averages **four** neighbours, as MSD's decimator does.
#
# | | |
# |---|---|
# | in | `frequency` in Hz, at 24 000 samples a second |
# | out | `(measured, by_formula)`, both in dB |
#
# For the formula: average two neighbours, then average two such averages that lie two samples apart.


# %% id="03-3-given"
def level(wave: Tensor) -> float:
    """Measure a wave's mean power, in dB."""
    return 10 * math.log10(wave.square().mean().item())


def gain_of_two(frequency: float) -> tuple[float, float]:
    wave = tone(frequency).wave
    measured = level(F.avg_pool1d(wave, 2, 1)) - level(wave)
    angle = math.pi * frequency / 24_000
    by_formula = 20 * math.log10(abs(math.cos(angle)))
    return measured, by_formula


gain_of_two(9000)


# %% id="03-3-answer" tags=["answer"]
# @answer 03.3
def gain_of_four(frequency: float) -> tuple[float, float]:
    """Say how much quieter a tone gets by an average of four, in dB: (measured, by formula)."""
    # BEGIN SOLUTION
    wave = tone(frequency).wave
    measured = level(F.avg_pool1d(wave, 4, 1)) - level(wave)
    angle = math.pi * frequency / 24_000
    by_formula = 20 * math.log10(abs(math.cos(angle) * math.cos(2 * angle)))
    return measured, by_formula
    # END SOLUTION
    # STUB: raise NotAttempted("03.3")


# %% id="03-3-bank" tags=["bank"]
ex = Exercise("03.3", answer="gain_of_four")


@ex.property("at 9000 Hz", cause="two numbers in dB are needed, the measured one first")
def _(gain_of_four, draw):
    measured, by_formula = gain_of_four(9000)
    return [float(measured), float(by_formula)]


@ex.property("at other frequencies", cause="two numbers in dB are needed, the measured one first")
def _(gain_of_four, draw):
    # none where the gain is so small that rounding decides
    chosen = draw.shuffled([700, 1900, 3100, 4500, 7300, 8200, 9900, 10_700])[:3]
    return [[float(number) for number in gain_of_four(hertz)] for hertz in chosen]


@ex.comparator
def _(data, expected):
    def close(got, wanted):
        return abs(got - wanted) <= 0.05

    here, there = data["at 9000 Hz"], data["at other frequencies"]
    right, rights = expected["at 9000 Hz"], expected["at other frequencies"]
    pairs = list(zip(there, rights, strict=True))
    return {
        "by formula, at 9000 Hz": close(here[1], right[1]),
        "measured, at 9000 Hz": close(here[0], right[0]),
        "by formula, at other frequencies": all(close(a[1], b[1]) for a, b in pairs),
        "measured, at other frequencies": all(close(a[0], b[0]) for a, b in pairs),
    }


ex.mutant(
    "sum",
    says="Neither number is the gain of an average of four. If both are 12 dB too high, you add four neighbours where you "
    "should average them.",
    edit={
        "F.avg_pool1d(wave, 4, 1)": "(4 * F.avg_pool1d(wave, 4, 1))",
        "abs(math.cos(angle)": "4 * abs(math.cos(angle)",
    },
)
ex.mutant(
    "positive",
    says="Your numbers have the wrong sign. What gets quieter has a negative gain: its level after, minus its level before.",
    edit={"return measured, by_formula": "return -measured, -by_formula"},
)
ex.mutant(
    "unchanged",
    says="Both numbers belong to the average of two. Change the pooling, and the formula.",
    edit={
        "F.avg_pool1d(wave, 4, 1)": "F.avg_pool1d(wave, 2, 1)",
        " * math.cos(2 * angle)": "",
    },
)
ex.mutant(
    "one_number",
    says="Two numbers are asked for: return what you measured and what the formula gives, in this order.",
    edit={"return measured, by_formula": "return measured"},
)
ex.mutant(
    "same_cosine_twice",
    says="What you measure is right, and your formula is not. It is a product of two cosines. The two averages lie two samples "
    "apart, so the arrow between them turns by twice the angle.",
    edit={"math.cos(2 * angle)": "math.cos(angle)"},
)
ex.mutant(
    "formula_of_two",
    says="You measure the average of four, and calculate that of two. The second averaging brings a second cosine, of twice "
    "the angle.",
    edit={" * math.cos(2 * angle)": ""},
)
ex.mutant(
    "measured_two",
    says="Your formula is right, and what you measure is not an average of four neighbours. Does the pooling still take two?",
    edit={"F.avg_pool1d(wave, 4, 1)": "F.avg_pool1d(wave, 2, 1)"},
)
ex.mutant(
    "ten_for_twenty",
    says="Your formula turns a factor of amplitude into dB with 10. For amplitudes it is 20, for powers 10.",
    edit={"by_formula = 20 * ": "by_formula = 10 * "},
)


@ex.picture
def _(answer):
    def gains(of):
        found = [of(hertz) for hertz in range(500, 12_000, 500) if hertz != 6000]
        measured, by_formula = (torch.tensor(levels) for levels in zip(*found, strict=True))
        return {"measured": measured, "by formula": by_formula}

    names = "The average of four, from 500 to 11 500 Hz", "step of 500 Hz", "gain (dB)"
    return curves_beside(gains(answer), gains(gain_of_four), *names)


@ex.alternative("a quotient of sines")
def gain_by_sines(frequency):
    wave = tone(frequency).samples
    four = (wave[:-3] + wave[1:-2] + wave[2:-1] + wave[3:]) / 4
    angle = math.pi * frequency / 24_000
    return level(four) - level(wave), 20 * math.log10(
        abs(math.sin(4 * angle) / (4 * math.sin(angle)))
    )


@ex.alternative("a sum of arrows")
def gain_by_arrows(frequency):
    pooled = F.avg_pool1d(tone(frequency).wave, 4, 2, padding=2)[..., 5:-5]
    turn = 2 * math.pi * frequency / 24_000
    arrows = torch.polar(torch.full((4,), 0.25), turn * torch.arange(4.0))
    measured = level(pooled) - level(tone(frequency).wave)
    return measured, 20 * torch.log10(arrows.sum().abs()).item()


ex.hints(
    "Average samples 0 and 1, and samples 2 and 3. Then average these two. Is that the average of all four?",
    "The first averaging scales the tone by the cosine of the angle. The second joins two averages that lie twice as far "
    "apart, so it scales by the cosine of twice the angle. The factors multiply.",
    "F.avg_pool1d(wave, ____, 1)   and   math.cos(angle) * math.cos(____ * angle)",
)
ex.why(
    "At 9000 Hz the two cosines are 0.383 and -0.707. Their product, 0.271, is -11.4 dB. At 6000 Hz the second cosine is 0, at "
    "12 000 Hz the first: there the average of four is deaf. In between it is not, and that is the leak."
)
ex.wrong_turn(
    "Four neighbours instead of two suggest twice the dB. The gain of four is not the square of the gain of two: the second "
    "average joins samples at another distance."
)

# %% [markdown] id="03-4-head" tags=["exercise"]
# ### 03.4
# Write the test that AudioCraft lacks. It gets discriminators built by others, and raises an `AssertionError` (a failing `assert`
# does) if one breaks a promise.
#
# | | |
# |---|---|
# | in | `msd`: mono, 24 kHz, two or more scales, any weights |
# | promise 1 | scale 0 hears the wave itself |
# | promise 2 | each further scale hears half as many samples as the one before, give or take one |
# | promise 3 | before that, tones that do not fit are made quieter, by whatever decimator |
# | promise 4 | every scale has a judge of its own |
#
# `waves_heard(msd, wave)` lists what the scales hear.


# %% id="03-4-answer" tags=["answer"]
# @answer 03.4
def test_scales(msd) -> None:
    """Raise an AssertionError if the scales of ``msd`` are no scales."""
    # BEGIN SOLUTION
    wave = torch.randn(1, 1, 2000)
    heard = waves_heard(msd, wave)
    assert torch.equal(heard[0], wave), "scale 0 hears the wave itself"
    for before, after in pairwise(heard):
        assert abs(after.shape[-1] - before.shape[-1] / 2) <= 1, "each scale hears half"

    too_high = tone(11_000, seconds=0.1).wave
    heard = waves_heard(msd, too_high)
    for scale in heard[1:]:
        assert scale.abs().mean() < 0.5 * too_high.abs().mean(), "what does not fit is made quieter"

    judges = list(msd.discriminators)
    assert len({id(judge) for judge in judges}) == len(judges), "every scale has its own judge"
    # END SOLUTION
    # STUB: raise NotAttempted("03.4")


# %% id="03-4-bank" tags=["bank"]
ex = Exercise("03.4", answer="test_scales")


class Decimator(nn.Module):
    """Halves a wave, and does not show how."""

    def __init__(self, decimate):
        super().__init__()
        self.forward = lambda wave: decimate(wave)


class OneLayer(nn.Module):
    """The smallest judge."""

    def __init__(self):
        super().__init__()
        self.conv_post = nn.Conv1d(1, 1, 5, stride=4, padding=2)

    def forward(self, wave):
        logits = self.conv_post(wave)
        return logits, [logits]


class GivenMSD(MultiDiscriminator):
    """A discriminator to be tested. Right or broken, it has the same look: only what it does tells."""

    num_discriminators = 3

    def __init__(self, recipe, decimate, scales):
        super().__init__()
        self.num_discriminators = scales
        self.discriminators = nn.ModuleList(OneLayer() for _ in range(scales))
        self.downsample = Decimator(decimate)
        self.waves = lambda wave: recipe(self, wave)

    def forward(self, wave):
        return let_judge(self.discriminators, self.waves(wave))


def pyramid(msd, wave):
    waves = [wave]
    while len(waves) < len(msd.discriminators):
        waves.append(msd.downsample(waves[-1]))
    return waves


def pyramid_thrown_away(msd, wave):
    for _ in msd.discriminators:
        msd.downsample(wave)
    return [wave] * len(msd.discriminators)


def pyramid_too_early(msd, wave):
    return pyramid(msd, msd.downsample(wave))


def pyramid_from_the_original(msd, wave):
    return [wave] + [msd.downsample(wave)] * (len(msd.discriminators) - 1)


def built(make=pyramid, decimator="average", scales=3, downsample=None):
    return GivenMSD(make, downsample or make_decimator(decimator, 2), scales)


def with_one_judge():
    msd = built()
    msd.discriminators = nn.ModuleList([msd.discriminators[0]] * 3)
    return msd


RIGHT = {
    "the average": [built, built],
    "two and four scales": [partial(built, scales=2), partial(built, scales=4)],
    "a sinc": [partial(built, decimator="sinc")],
}
BROKEN = {
    "the result thrown away": partial(built, pyramid_thrown_away),
    "scale 0 decimated, too": partial(built, pyramid_too_early),
    "scale 2 made from the original": partial(built, pyramid_from_the_original),
    "one judge at all scales": with_one_judge,
    "no low-pass": partial(built, decimator="nearest"),
    "width and step swapped": partial(built, downsample=nn.AvgPool1d(2, 4, padding=1)),
}


def verdicts(test, makers, draw):
    """Let a learner's test look at discriminators, one after the other."""
    found = []
    for make, msd in [(make, make()) for make in makers]:
        given = []
        broken = make in BROKEN.values()
        of = "a broken MSD" if broken else f"a right MSD with {msd.num_discriminators} scales"
        said = draw.refusal(lambda msd=msd, given=given: given.append(test(msd)), of=of)
        returned = "passed" if given == [None] else "passed, by returning a value"
        found.append(returned if said == "nothing was raised" else "failed")
    return found


@ex.property("lets a right MSD pass", cause="a promise is tested too strictly")
def _(test_scales, draw):
    # an AssertionError is a verdict; any other error is a slip in the test, and is told as such
    with suppress(AssertionError):
        test_scales(built())
    return verdicts(test_scales, RIGHT["the average"], draw)


@ex.property("lets two and four scales pass", cause="the number of scales is counted on")
def _(test_scales, draw):
    return verdicts(test_scales, RIGHT["two and four scales"], draw)


@ex.property("lets a sinc pass", cause="one way of decimating is asked for")
def _(test_scales, draw):
    return verdicts(test_scales, RIGHT["a sinc"], draw)


def hides(kind):
    """Hide a mutant among right ones, in an order that a test cannot know: it has to look."""

    @ex.property(f"kills the mutant: {kind}", cause="a promise is not tested")
    def _(test_scales, draw):
        return verdicts(
            test_scales, draw.shuffled([BROKEN[kind], BROKEN[kind], built, built]), draw
        )


for kind in BROKEN:
    hides(kind)


@ex.comparator
def _(data, expected):
    said = {name: [verdict.split(",")[0] for verdict in data[name]] for name in expected}
    right = {name: said[name] == expected[name] for name in expected}
    first, mutants = "lets a right MSD pass", [name for name in right if "mutant" in name]
    pairs = [pair for name in mutants for pair in zip(said[name], expected[name], strict=True)]
    no_guess = ("failed", "passed") not in pairs  # whoever guesses fails a right one, too
    fair = right[first] and no_guess and any(right[name] for name in mutants)
    others = {name: fair and right[name] for name in right if name != first}
    return {"lets a right MSD pass, and kills a mutant": fair, **others}


ex.mutant(
    "counts_only",
    says="Your test passes everything, the broken ones included. Ask what each scale receives.",
    source="def test_scales(msd):\n"
    "    logits, fmaps = msd(torch.randn(2, 1, 2000))\n"
    "    assert len(logits) == len(fmaps) == msd.num_discriminators\n",
)
ex.mutant(
    "returns_a_bool",
    says="Your test returns a value, and nobody reads what a test returns. A test fails by raising: write "
    "`assert`.",
    source="def test_scales(msd):\n"
    "    heard = waves_heard(msd, torch.randn(1, 1, 2000))\n"
    "    return all(a.shape[-1] > b.shape[-1] for a, b in zip(heard, heard[1:]))\n",
)
ex.mutant(
    "lengths_only",
    says="Two kinds of broken discriminators get past you. In one, a tone that doesn't fit into a scale stays "
    "as loud as it was; in the other, one sub-discriminator serves all scales.",
    edit={
        '        assert scale.abs().mean() < 0.5 * too_high.abs().mean(), "what does not fit is made quieter"\n': (
            "        pass\n"
        ),
        '    assert len({id(judge) for judge in judges}) == len(judges), "every scale has its own judge"\n': "",
    },
)
ex.mutant(
    "only_shorter",
    says="A decimator that takes every fourth sample gets past you. Ask how many samples each scale receives: "
    "half, give or take one.",
    edit={"abs(after.shape[-1] - before.shape[-1] / 2) <= 1": "after.shape[-1] < before.shape[-1]"},
)
ex.mutant(
    "no_scale_0",
    says="A pyramid that is decimated once too often gets past you. Compare scale 0 with the wave itself.",
    edit={
        '    assert torch.equal(heard[0], wave), "scale 0 hears the wave itself"\n': "",
    },
)
ex.mutant(
    "no_own_judge",
    says="One judge at all scales gets past you. Two scales may not share their weights: compare the judges, or the "
    "storage of their parameters.",
    edit={
        '    assert len({id(judge) for judge in judges}) == len(judges), "every scale has its own judge"\n': ""
    },
)
ex.mutant(
    "no_low_pass",
    says="A decimator without a low-pass gets past you: it keeps every second sample, and a high tone comes back as loud "
    "as it was. Send in a tone that does not fit.",
    edit={
        '        assert scale.abs().mean() < 0.5 * too_high.abs().mean(), "what does not fit is made quieter"\n': (
            "        pass\n"
        )
    },
)
ex.mutant(
    "wants_the_average",
    says="A right MSD with a sinc fails your test. The promise allows any way of decimating that makes high "
    "tones quieter.",
    edit={
        'assert abs(after.shape[-1] - before.shape[-1] / 2) <= 1, "each scale hears half"': (
            "assert torch.allclose(after, F.avg_pool1d(before, 4, 2, padding=2), atol=1e-5)"
        )
    },
)
ex.mutant(
    "three_scales",
    says="A right MSD with two or with four scales fails your test. The promise is about two scales or more.",
    edit={
        "    for before, after in pairwise(": "    assert len(heard) == 3\n    for before, after in pairwise("
    },
)
ex.mutant(
    "exactly_half",
    says="Your test fails on every MSD, the right ones included. Run it on a right one and read which line "
    "refuses it.",
    edit={
        "abs(after.shape[-1] - before.shape[-1] / 2) <= 1": "2 * after.shape[-1] == before.shape[-1]"
    },
)


@ex.alternative("the highest tone of all, and the storage of the weights")
def test_by_behaviour(msd):
    wave = torch.rand(1, 1, 999)
    heard = waves_heard(msd, wave)
    lengths = [x.shape[-1] for x in heard]
    assert torch.allclose(heard[0], wave)
    assert all(b in (a // 2, a // 2 + 1) for a, b in pairwise(lengths))
    alternating = torch.ones(1, 1, 800)
    alternating[..., 1::2] = -1
    middle = waves_heard(msd, alternating)[1][..., 50:-50]
    assert middle.square().mean() < 0.3
    places = [p.data_ptr() for judge in msd.discriminators for p in judge.parameters()]
    assert len(places) == len(set(places))


@ex.alternative("with an assertion of torch.testing")
def test_with_messages(msd):
    high = torch.sin(2 * math.pi * 9000 / 24_000 * torch.arange(4800))[None, None]
    heard = waves_heard(msd, high)
    torch.testing.assert_close(heard[0], high)
    for k, x in enumerate(heard):
        expected = 4800 / 2**k
        if not expected - 1 <= x.shape[-1] <= expected + 2:
            raise AssertionError(f"scale {k} hears {x.shape[-1]} samples")
    for x in heard[1:]:
        assert 10 * math.log10(x.square().mean() / high.square().mean() + 1e-12) < -6
    for k, judge in enumerate(msd.discriminators):
        assert all(judge is not other for other in msd.discriminators[:k])


ex.hints(
    "What do you know about the wave at scale 1 without knowing the decimator? Its length is one thing. What happens to a "
    "tone of 11 000 Hz is another.",
    "Four checks, one for each promise: the first wave equals yours; each length is half of the one before; a high tone is "
    "much quieter at scale 1; no two judges are the same object.",
    "heard = waves_heard(msd, wave); assert torch.equal(heard[0], ____); assert abs(after.shape[-1] - before.shape[-1] / ____) <= 1; "
    "heard = waves_heard(msd, tone(____).wave)",
)
ex.why(
    "Each check is true for every right MSD, whatever its weights and its decimator, so the test can stay when the code "
    "changes. 11 000 Hz is a good choice: far above 6000 Hz, and not one of the tones that the average happens to silence. "
    "Half of the amplitude is a loose threshold on purpose. It lets an average pass and stops one that removes nothing."
)
ex.wrong_turn(
    "Comparing with `msd.downsample(...)` looks thorough. But it asks the suspect for the truth: if its decimator is wrong, the test "
    "agrees with it."
)

# %% [markdown] id="03-5-head" tags=["exercise"]
# ### 03.5
# `RETOLD` is the bug, in our words. Repair it with the smallest patch you can, and report it.
#
# | key | what |
# |---|---|
# | `"patch"` | a unified diff of `msd.py`; `difflib.unified_diff` writes one |
# | `"title"` | what is wrong, in 20 to 72 characters, with the name of the call |
# | `"steps"` | code that raises an `AssertionError` before the patch and none after it; it may use `torch` and `MultiScaleDiscriminator`, which `class_from` makes of a text |
# | `"expected"` | a sentence with the lengths of the three logit maps for 16 000 samples, as they should be |
# | `"observed"` | the same, as they are |

# %% id="03-5-given"
RETOLD = """\
class MultiScaleDiscriminator(nn.Module):
    def __init__(self, **options):
        super().__init__()
        self.discriminators = nn.ModuleList(ScaleDiscriminator(**options) for _ in range(3))
        self.downsample = nn.AvgPool1d(4, 2, padding=2)

    def forward(self, x):
        outputs = []
        for scale, judge in enumerate(self.discriminators):
            if scale != 0:
                self.downsample(x)
            outputs.append(judge(x))
        return [logits for logits, _ in outputs], [fmaps for _, fmaps in outputs]
"""


# %% id="03-5-tool"
def class_from(source: str) -> type[nn.Module]:
    """Run the text of msd.py and return its class, to try your steps on."""
    names = {"nn": nn, "ScaleDiscriminator": course_lib.ScaleDiscriminator}
    exec(source, names)
    return names["MultiScaleDiscriminator"]


# %% id="03-5-answer" tags=["answer"]
# @answer 03.5
# BEGIN SOLUTION
repaired = RETOLD.replace("    self.downsample(x)\n", "    x = self.downsample(x)\n")
lines = [text.splitlines(keepends=True) for text in (RETOLD, repaired)]
report = {
    "patch": "".join(difflib.unified_diff(*lines, "a/msd.py", "b/msd.py")),
    "title": "MSD: the result of self.downsample(x) is thrown away",
    "steps": "msd = MultiScaleDiscriminator(filters=4, max_filters=32)\n"
    "logits, _ = msd(torch.randn(1, 1, 16000))\n"
    "lengths = [logit.shape[-1] for logit in logits]\n"
    "assert lengths[0] > lengths[1] > lengths[2], lengths\n",
    "expected": "Each scale halves the sample rate: logit maps of 63, 32 and 16 positions.",
    "observed": "All scales hear the same wave: logit maps of 63, 63 and 63 positions.",
}
# END SOLUTION
# STUB: report = ...

# %% id="03-5-bank" tags=["bank"]
ex = Exercise("03.5", answer="report")


def hunks(patch):
    """Cut a unified diff into hunks: (first old line, old lines, new lines)."""
    found = []
    for line in patch.splitlines(keepends=True):
        head = re.match(r"@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@", line)
        if head:
            found.append((int(head[1]), [], []))
        elif found and line[:1] in (" ", "-", "+", "\n"):
            text = line[1:] if line[:1] != "\n" else line
            if line[:1] != "+":
                found[-1][1].append(text)
            if line[:1] != "-":
                found[-1][2].append(text)
    return found


def patched(original, patch):
    """Apply a unified diff, or raise ValueError if one of its lines does not fit."""
    lines, shift = original.splitlines(keepends=True), 0
    parts = hunks(patch)
    if not parts:
        raise ValueError("no line begins with @@")
    for first, old, new in parts:
        begin = first - 1 + shift
        if [x.rstrip() for x in lines[begin : begin + len(old)]] != [x.rstrip() for x in old]:
            raise ValueError(f"the lines at {first} are not those of the file")
        lines[begin : begin + len(old)] = new
        shift += len(new) - len(old)
    return "".join(lines)


def changed_lines(patch):
    marks = [line for line in patch.splitlines() if line[:3] not in ("---", "+++")]
    return sum(line[:1] in "-+" and bool(line) for line in marks)


def lengths_of(msd_class):
    torch.manual_seed(0)
    msd = msd_class(filters=4, max_filters=8)
    heard = [wave.shape[-1] for wave in waves_heard(msd, torch.randn(1, 1, 16_000))]
    logits, _ = msd(torch.randn(1, 1, 16_000))
    return {"heard": heard, "logits": [logit.shape[-1] for logit in logits]}


def outcome_of_steps(steps, msd_class):
    try:
        exec(
            compile(steps, "steps", "exec"),
            {"torch": torch, "nn": nn, "MultiScaleDiscriminator": msd_class},
        )
    except Exception as fault:
        return type(fault).__name__
    return "no error"


@ex.property(
    "the patch",
    cause="it is no unified diff (a line with @@ is needed), does not fit the file, or changes something else",
)
def _(report, draw):
    patch = str(report["patch"])
    after = draw.outcome(lambda: lengths_of(class_from(patched(RETOLD, patch))))
    return {"changed lines": changed_lines(patch), "after it": after}


@ex.property("the steps", cause="they have to tell the broken class from the repaired one")
def _(report, draw):
    steps = str(report["steps"])
    repaired = RETOLD.replace("    self.downsample(x)\n", "    x = self.downsample(x)\n")
    return {
        "before": outcome_of_steps(steps, class_from(RETOLD)),
        "after": outcome_of_steps(steps, class_from(repaired)),
    }


@ex.property("the words", cause="a title, and the lengths of the three maps, twice")
def _(report, draw):
    numbers = {
        key: [
            int(n)
            for n in re.findall(r"\b\d+\b", re.sub(r"(?<=16)\W(?=000)", "", str(report[key])))
        ]
        for key in ("expected", "observed")
    }
    title = str(report["title"])
    return {"title": title, "names the call": "downsample" in title.lower(), **numbers}


@ex.comparator
def _(data, expected):
    patch, steps, words = data["the patch"], data["the steps"], data["the words"]
    after = patch["after it"]
    works = after == expected["the patch"]["after it"]

    def lengths(key):
        # the first three: "63, 63, 63 instead of 63, 32, 16" is a good sentence
        return [n for n in words[key] if n in (63, 32, 16)][:3]

    same_length = ([63, 63, 63], [63])  # "all three are 63" says it once

    return {
        "the patch applies and runs": "raises" not in after,
        "the patch repairs": works,
        "the patch changes one line only": works and patch["changed lines"] == 2,
        "the steps fail before the patch": steps["before"] == "AssertionError",
        "the steps pass after the patch": steps["before"] != "no error"
        and steps["after"] == "no error",
        "the title names the call, in 20 to 72 characters": words["names the call"]
        and 20 <= len(words["title"]) <= 72,
        "the lengths as they should be": lengths("expected") == [63, 32, 16],
        "the lengths as they are": lengths("observed") in same_length,
    }


ex.mutant(
    "backwards",
    says="Your patch does not fit the file, or what comes out does not run. Two usual reasons: it is made the wrong way round, "
    "from the repaired text to the broken one; or there are empty lines between its lines. Keep the line ends, and join with "
    "an empty text.",
    edit={"for text in (RETOLD, repaired)": "for text in (repaired, RETOLD)"},
)
ex.mutant(
    "empty_patch",
    says="Your patch changes nothing: it has no line that begins with `@@`. Compare the lines of `RETOLD` with those of a repaired "
    "copy, and make sure that the copy is different.",
    edit={"    x = self.downsample(x)\\n": "    self.downsample(x)\\n"},
)
ex.mutant(
    "scale_0_too",
    says="Your patch applies, and a scale hears the wrong wave: scale 0 should hear it whole, and each further scale half of what "
    "the one before heard. Keep the condition on the line above.",
    edit={
        "repaired = RETOLD.replace(": "repaired = RETOLD.replace('if scale != 0:', 'if True:').replace("
    },
)
ex.mutant(
    "other_name",
    says="Your patch keeps the result under another name, and the judge still gets the old `x`.",
    edit={"x = self.downsample(x)": "half = self.downsample(x)"},
)
ex.mutant(
    "whole_file",
    says="Your patch repairs, and it touches more than one line. A maintainer has to read every line that changes: keep "
    "all others as they are, blanks included.",
    edit={'x = self.downsample(x)\\n")': 'x = self.downsample(x)\\n").replace("outputs", "all")'},
)
ex.mutant(
    "steps_count",
    says="Your steps do not fail on the broken class. Let them look at the lengths of the maps.",
    edit={"assert lengths[0] > lengths[1] > lengths[2], lengths": "assert len(lengths) == 3"},
)
ex.mutant(
    "steps_with_an_unknown_name",
    says="Your steps break off with an error before they can judge, on both classes. A stranger has `torch` and "
    "`MultiScaleDiscriminator`, and what the steps import themselves.",
    edit={'"msd = MultiScaleDiscriminator(': '"msd = class_from(RETOLD)('},
)
ex.mutant(
    "steps_raise_another_error",
    says="Your steps notice the broken class, and raise another error than an AssertionError. Say it with `assert`, as tests do.",
    edit={
        '"assert lengths[0] > lengths[1] > lengths[2], lengths\\n"': (
            '"if not lengths[0] > lengths[1]: raise ValueError(lengths)\\n"'
        )
    },
)
ex.mutant(
    "steps_always_fail",
    says="Your steps fail after the patch as well, so they prove nothing. Run them against the repaired class.",
    edit={"lengths[0] > lengths[1] > lengths[2]": "lengths[0] < lengths[1]"},
)
ex.mutant(
    "vague_title",
    says="A maintainer reads a hundred titles. Name the call whose result is lost, in 20 to 72 characters.",
    edit={"MSD: the result of self.downsample(x) is thrown away": "MSD is broken"},
)
ex.mutant(
    "halved_too_often",
    says="The lengths that you expect are not those of a repaired MSD. Run the repaired class and read them off.",
    edit={"63, 32 and 16": "63, 31 and 15"},
)
ex.mutant(
    "observed_missing",
    says="Say what you saw: the three lengths as they are.",
    edit={"logit maps of 63, 63 and 63 positions": "the logit maps are equally long"},
)
ex.alternative(
    "written by hand",
    source='report = {\n    "patch": """diff --git a/msd.py b/msd.py\n--- a/msd.py\n+++ b/msd.py\n@@ -10,3 +10,3 @@\n'
    "             if scale != 0:\n-                self.downsample(x)\n+                x = self.downsample(x)\n"
    '             outputs.append(judge(x))\n""",\n'
    '    "title": "MultiScaleDiscriminator drops the output of downsample",\n'
    '    "steps": """\na = MultiScaleDiscriminator(filters=4, max_filters=8)\nfor sub in a.discriminators:\n'
    "    sub.load_state_dict(a.discriminators[0].state_dict())\n"
    'one, two, _ = a(torch.randn(1, 1, 4000))[0]\nassert not torch.equal(one, two)\n""",\n'
    '    "expected": "For 16 000 samples: 63, 32, 16.",\n    "observed": "For 16 000 samples: 63, 63, 63.",\n}',
)
ex.alternative(
    "without lines around the change",
    source='new = RETOLD.replace("self.downsample(x)", "x = self.downsample(x)")\n'
    'report = {\n    "patch": "".join(difflib.unified_diff(RETOLD.splitlines(True), new.splitlines(True), n=0)),\n'
    '    "title": "Output of downsample is ignored in MultiScaleDiscriminator",\n'
    '    "steps": "m = MultiScaleDiscriminator(filters=4, max_filters=8); x = torch.zeros(1, 1, 16000); '
    'assert m(x)[0][2].shape[-1] == 16",\n'
    '    "expected": "63, 32, 16", "observed": "63, 63, 63",\n}',
)
ex.hints(
    "Which single line would you change? And what would a stranger have to run to see that it matters?",
    "Make a repaired copy of RETOLD with `replace`, split both into lines with their ends, and let difflib compare them. The steps: build, "
    "run 16 000 samples, assert that the lengths fall.",
    'repaired = RETOLD.replace("    self.downsample(x)\\n", "    ____ = self.downsample(x)\\n"); '
    '"".join(difflib.unified_diff(____, ____, "a/msd.py", "b/msd.py"))',
)
ex.why(
    "One line, because every further line is one more to be argued about. Steps that fail before and pass after are worth more "
    "than a page of prose: they become the test that stays. The lengths 63, 32, 16 tell a reader in one second what was meant."
)
ex.wrong_turn(
    "It is tempting to tidy the file while one is there. Two changes in one patch are two discussions, and the small one waits for the "
    "large one."
)

# %% [markdown]
# Take it with you: `print(report["patch"])`. For AudioCraft itself, make the same change in your own clone of the library. `git diff`
# writes the patch that fits there.

# %% [markdown] id="03-6-head" tags=["exercise"]
# ### 03.6
# In lesson 08, two runs of the small GAN will differ in one thing: three equal ears, or three real scales. Forecast the
# spectral distance on sounds held back.
#
# | key | what |
# |---|---|
# | `"better"`, `"no difference"`, `"worse"` | your probabilities for the run with real scales; they add up to 1 |
# | `"because"` | your reason, in 8 words or more |
# | `"seeds"` | how many pairs of runs you would want before you believe a result |
# | `"would_change_my_mind"` | what you would have to see, in 8 words or more |
#
# Any honest forecast earns all points.

# %% id="03-6-answer" tags=["answer"]
# @answer 03.6
# BEGIN SOLUTION
forecast = {
    "better": 0.3,
    "no difference": 0.6,
    "worse": 0.1,
    "because": "the spectral losses look at long stretches already, so slow ears add little",
    "seeds": 5,
    "would_change_my_mind": "the same sign in all pairs, and an interval that leaves zero out",
}
# END SOLUTION
# STUB: forecast = ...

# %% id="03-6-bank" tags=["bank"]
ex = Exercise("03.6", answer="forecast")


@ex.property(
    "the forecast",
    cause="a key is missing, or a probability is in per cent: they are numbers from 0 to 1",
)
def _(forecast, draw):
    chances = [float(forecast[key]) for key in ("better", "no difference", "worse")]
    words = {key: len(str(forecast[key]).split()) for key in ("because", "would_change_my_mind")}
    return {"chances": chances, "seeds": int(forecast["seeds"]), **words}


@ex.comparator
def _(data, expected):
    told = data["the forecast"]
    chances = told["chances"]
    return {
        "three probabilities that add up to 1": abs(sum(chances) - 1) < 0.005
        and all(0 <= chance <= 1 for chance in chances),
        "none of them is 0 or 1": all(0 < chance < 1 for chance in chances),
        "a reason": told["because"] >= 8,
        "at least three seeds": told["seeds"] >= 3,
        "what would change your mind": told["would_change_my_mind"] >= 8,
    }


ex.mutant(
    "percent",
    says="Your three probabilities do not add up to 1. If you wrote per cent, divide by 100.",
    edit={'"better": 0.3': '"better": 30', "0.6": "60", "0.1": "10"},
)
ex.mutant(
    "certain",
    says="One of your probabilities is 0 or 1. That says: nothing could ever change my mind. Leave a little room.",
    edit={'"better": 0.3': '"better": 0.0', "0.6": "1.0", "0.1": "0.0"},
)
ex.mutant(
    "one_seed",
    says="You would believe fewer than three pairs of runs. Two runs with different random numbers differ, too: three pairs is the "
    "least that shows by how much.",
    edit={'"seeds": 5': '"seeds": 1'},
)
ex.mutant(
    "no_reason",
    says="Give your reason, in 8 words or more. In lesson 08 you will want to know what you were thinking.",
    edit={
        "the spectral losses look at long stretches already, so slow ears add little": "a feeling"
    },
)
ex.mutant(
    "stubborn",
    says="Say what you would have to see to change your mind, in 8 words or more. A forecast that nothing can refute says nothing.",
    edit={"the same sign in all pairs, and an interval that leaves zero out": "nothing"},
)
ex.alternative(
    "confident that it helps",
    source='forecast = {"better": 0.85, "no difference": 0.1, "worse": 0.05, "because": "scale 2 hears four times as '
    'long and nobody else listens to that", "seeds": 8, "would_change_my_mind": "if the mean difference of eight pairs '
    'is closer to zero than its error"}',
)
ex.alternative(
    "no idea, and says so",
    source='forecast = dict(zip(("better", "no difference", "worse"), (1 / 3, 1 / 3, 1 / 3)), seeds=3, because="I see '
    'good reasons on both sides and no measurement yet", would_change_my_mind="three pairs of runs that all point in one direction")',
)
ex.hints(
    "If you had to bet ten coins, how would you spread them over the three outcomes?",
    "Divide your coins by ten: these are your probabilities. Leave at least one coin's part on each. Then write what you know and what "
    "you do not.",
    '"better": ____, "no difference": ____, "worse": 1 - the other two',
)
ex.why(
    "There is no right forecast here. There are honest ones: they add up, leave room for surprise, give a reason, and say what would "
    "refute them. That repairing a bug must help is a belief, too. Published codecs train well with MS-STFT-D alone."
)
ex.wrong_turn(
    "Many put everything on 'better', because the repaired code is right. Right code and better sound are two things. The second "
    "needs a measurement."
)

# %%
# seal("03.6", forecast)   # remove the first # and run: from then on it stays as it is

# %% tags=["bank"]
Question(
    "03.r1",
    "Lesson 02: why can period 5 not tell 500 Hz from 4300 Hz, at 24 kHz?",
    [
        Option(
            "a",
            "both are multiples of 100 Hz",
            because="700 Hz is one as well, and period 5 can tell it from 500 Hz.",
        ),
        Option(
            "b",
            "their sum is the rate of a column, 4800 Hz",
            right=True,
            because="A column keeps every fifth sample, unfiltered: the two become one tone.",
        ),
        Option(
            "c",
            "folding loses four of five samples",
            because="Folding keeps every sample. One column holds a fifth of them.",
            misconception="M04",
        ),
    ],
    kind="recall",
)
Question(
    "03.r2",
    "Lesson 02: which samples does one logit of an MPD judge hear?",
    [
        Option(
            "a",
            "an unbroken stretch",
            because="Its kernels are one column wide, so it never sees a neighbour in time.",
            misconception="M02",
        ),
        Option(
            "b",
            "a comb: every p-th sample of a long stretch",
            right=True,
            because="647 samples, all in one column.",
        ),
        Option(
            "c", "one row of the fold", because="A row is one period. Kernels never lie along it."
        ),
    ],
    kind="recall",
)
Question(
    "03.r3",
    "Lesson 01: a discriminator returns all its feature maps in one flat list. What does a loss that zips real and fake "
    "lists do?",
    [
        Option(
            "a", "it raises an error", because="zip takes lists of any things, and says nothing."
        ),
        Option(
            "b",
            "it runs, and compares the wrong things without a word",
            right=True,
            because="That is why the contract says a list of lists, and why a test should, too.",
        ),
        Option(
            "c",
            "the same as before",
            because="Per judge and per map is lost: what ran before now means something else.",
            misconception="M06",
        ),
    ],
    kind="recall",
)
Question(
    "03.p1",
    "16 000 samples go into the suspect. The map of judge 0 has 63 positions. How long are those of judges 1 and 2?",
    [
        Option(
            "a",
            "32 and 16",
            because="So it should be, if each judge heard half the samples of the one before.",
            misconception="M06",
        ),
        Option(
            "b",
            "63 and 63",
            right=True,
            because="Three maps of one length, from three judges that should hear at three speeds.",
        ),
        Option(
            "c", "126 and 252", because="Fewer samples would make shorter maps, not longer ones."
        ),
        Option(
            "d",
            "different each time",
            because="Lengths depend on the number of samples alone.",
        ),
    ],
)
Question(
    "03.p2",
    "We copy the weights of judge 0 into judges 1 and 2. What becomes of the three sets of logits?",
    [
        Option(
            "a",
            "they differ: equal maps may be an accident of padding",
            because="Then some number would differ somewhere. None does.",
            misconception="M06",
        ),
        Option(
            "b",
            "they are equal, to the last bit",
            right=True,
            because="Same weights and same output: the judges must hear the same.",
        ),
        Option(
            "c",
            "they are close, and not equal",
            because="Close would mean similar waves. These are the same wave.",
        ),
    ],
)
Question(
    "03.p3",
    "Which of the lines A to D is wrong?",
    [
        Option(
            "a",
            "A: it should count from 1",
            because="Then downsample would be called for scale 0, too. Its result would be lost as before.",
        ),
        Option(
            "b",
            "B: the condition should be scale == 0",
            because="Then only scale 0 would call downsample, and its result would still be lost.",
        ),
        Option(
            "c",
            "C: its result is not used",
            right=True,
            because="A module does not change its input. It returns a new tensor, and nobody takes it.",
        ),
        Option(
            "d",
            "D: it should be judge(self.downsample(x))",
            because="Then all three judges hear the same half of the samples, judge 0 as well.",
        ),
    ],
)
Question(
    "03.p4",
    "Which of the three loops gives each judge the wave that it should get?",
    [
        Option(
            "a",
            "one",
            right=True,
            because="Keep first, then decimate: whole, half, quarter. The last result is not used here. Our library stops before it.",
        ),
        Option("b", "two", because="It decimates before it keeps: nobody hears the whole wave."),
        Option(
            "c",
            "three",
            because="It decimates the original each time: scale 2 hears a half again, not a quarter.",
        ),
    ],
)
Question(
    "03.p5",
    "A tone of 9000 Hz goes through the average, and every second sum is kept. What does scale 1 hear?",
    [
        Option(
            "a",
            "nothing: the average removes what does not fit",
            because="Four equal weights are a poor filter. They make 9000 Hz quieter by 11.4 dB only.",
            misconception="M05",
        ),
        Option(
            "b",
            "a tone of 3000 Hz, well audible",
            right=True,
            because="12 000 - 9000 = 3000. It is 11.4 dB quieter than the 9000 Hz were: about a quarter of their amplitude.",
        ),
        Option(
            "c",
            "a tone of 4500 Hz",
            because="Fewer samples a second do not slow a tone down. They only hide which of two tones it is.",
        ),
        Option(
            "d",
            "a tone of 9000 Hz, quieter",
            because="12 000 samples a second cannot carry it: 6000 Hz is the limit.",
        ),
    ],
)
Question(
    "03.p6",
    "At scale 1, by how much is the true 5000 Hz louder than the false 5000 Hz, which were 7000 Hz?",
    [
        Option(
            "a",
            "by more than 40 dB",
            because="A good low-pass would do that. The average is none.",
            misconception="M05",
        ),
        Option(
            "b", "by about 12 dB", because="Less. The average dulls the true tone nearly as much."
        ),
        Option(
            "c",
            "by about 2 dB",
            right=True,
            because="13.8 dB are taken from the true tone and 16.1 dB from the false one: nearly as much.",
        ),
    ],
)
Question(
    "03.p7",
    "Four tests look at the suspect. Which of them fail?",
    [
        Option(
            "a",
            "all four",
            because="Three of them ask nothing about scales, and what they ask is in order.",
        ),
        Option(
            "b",
            "the one that compares the lengths of the maps, alone",
            right=True,
            because="It is the only one that knows what a scale is.",
        ),
        Option(
            "c",
            "the one on gradients, alone",
            because="Every judge is used, so every weight gets a gradient. They all hear the same, that is all.",
            misconception="M06",
        ),
        Option(
            "d",
            "none: the contract is kept",
            because="The contract says nothing about scales. A test of lengths does.",
            misconception="M06",
        ),
    ],
)
Question(
    "03.e1",
    "A colleague says: our tests pass, so our discriminator is right. Explain, with this lesson's bug, what such tests can "
    "miss, and what to do about it.",
    kind="explain",
    look_for=(
        "I said that the result of a call was thrown away, so that all judges heard the same wave.",
        "I said that the tests counted outputs, and that the count was right.",
        "I named a property that holds for every right version, such as: each scale hears half the samples.",
        "I said how to see whether a test is any good: break the code on purpose, and look whether it fails.",
    ),
)
