# %% [markdown]
# Eight exercises on the lesson *Scales*, with less help than in lesson 02. Two of your answers are for other people: a test, and a bug report.
# A third, your own MSD, trains a generator in lesson 07.
#
# Run the check as often as you like. If you get stuck, `hint("03.1")` gives you one hint at a time, and `solution("03.1")` shows one way
# and explains it.

# %% tags=["setup"]
import difflib
import math
from functools import partial
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import course_lib
from course_lib.classroom import seal, setup
from course_lib.discriminators.decimation import Decimator
from course_lib.discriminators.norm_convs import NormConv1d
from course_lib.instruments import listen, waves_heard
from course_lib.instruments.scale_listener.model import playable
from course_lib.sounds import Sound, drum, tone

norm_conv = partial(NormConv1d, norm="weight_norm")


def level(wave: Tensor) -> float:
    """Return the mean power of a wave in dB."""
    return 10 * math.log10(wave.square().mean().item())


setup("03")

# %% tags=["bank"]
import cmath
import inspect
import re
from contextlib import suppress
from itertools import accumulate
from unittest.mock import patch

from course_lib.classroom import Exercise, Later, Option, Question
from course_lib.classroom.checking.fill_weights import fill_weights, logits_both_ways
from course_lib.classroom.checking.free_text import count_words
from course_lib.classroom.checking.gradients import gradient_flow
from course_lib.discriminators.decimation import make_decimator
from course_lib.discriminators.interface import MultiDiscriminator, run_each
from course_lib.display.figures.beside import curves_beside

# %% [markdown] id="03-1-head" tags=["exercise"]
# ### 03.1
# How many samples of the wave does one output of a stack of convolutions depend on? Calculate it layer by layer.
#
# | | |
# |---|---|
# | in | `layers`: a list of `(kernel_size, stride)`, from the wave to the output |
# | out | a whole number of samples |
# | examples | `[(3, 1)]` reaches 3; `[(3, 2), (3, 1)]` reaches 7; no layers reach 1 |


# %% id="03-1-answer" tags=["answer"]
# @answer 03.1
def reach(layers: list[tuple[int, int]]) -> int:
    """Count the samples that one output of the stack depends on."""
    # BEGIN SOLUTION
    samples, step = 1, 1  # step: samples of the wave from one input of this layer to the next
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


@ex.property(
    "a discriminator of MSD", cause="a stride acts on all layers after its own, not on its own"
)
def _(reach, draw):
    layers = list(MSD_LAYERS)
    return [reach(layers), reach(layers)]  # the list belongs to the caller, who may ask again


@ex.property(
    "one layer, and none",
    cause="one layer reaches as far as its kernel, and an empty stack reaches one sample",
)
def _(reach, draw):
    return [reach([(draw.integer(3, 31), draw.integer(2, 5))]), reach([])]


@ex.property("any stack", cause="the strides of all previous layers multiply")
def _(reach, draw):
    sizes = [draw.integer(2, 9) for _ in range(12)]
    strides = [draw.integer(2, 4) for _ in range(12)]
    stacks = list(zip(sizes, strides, strict=True))
    return [reach(stacks[:3]), reach(stacks[3:7]), reach(stacks)]


ex.mutant(
    "list_used_up",
    says="You take the layers out of the list, which belongs to others: a second call finds it empty. Go through it with a `for`.",
    source="def reach(layers):\n"
    "    samples, step = 1, 1\n"
    "    while layers:\n"
    "        kernel_size, stride = layers.pop(0)\n"
    "        samples += (kernel_size - 1) * step\n"
    "        step *= stride\n"
    "    return samples\n",
)
ex.mutant(
    "kernels_multiplied",
    says="You multiply the kernels. Each further layer adds to the reach: `kernel - 1` steps of the layer before it.",
    source="def reach(layers):\n    return math.prod(kernel_size for kernel_size, _ in layers)\n",
)
ex.mutant(
    "no_product",
    says="You only use the stride of the previous layer. Strides multiply: after two strides of 4, neighbours are 16 "
    "samples apart.",
    edit={"step *= stride": "step = stride"},
)
ex.mutant(
    "own_stride",
    says="You multiply by a layer's own stride too early. A stride spaces out the outputs of its layer, so it "
    "counts from the next layer on.",
    edit={
        "        samples += (kernel_size - 1) * step\n        step *= stride\n": (
            "        step *= stride\n        samples += (kernel_size - 1) * step\n"
        )
    },
)
ex.mutant(
    "own_stride_alone",
    says="You multiply each kernel by its own stride. A stride spaces out the outputs of its layer. It counts from the next "
    "layer on, and there the strides of all previous layers multiply.",
    edit={"(kernel_size - 1) * step": "(kernel_size - 1) * stride"},
)
ex.mutant(
    "one_too_many",
    says="You add a whole kernel for each layer. One of its positions is already counted, so it adds `kernel_size - 1`.",
    edit={"(kernel_size - 1) * step": "kernel_size * step"},
)
ex.mutant(
    "starts_at_zero",
    says="Your result is one too small: even without layers, one output depends on one sample. Start at 1.",
    edit={"samples, step = 1, 1": "samples, step = 0, 1"},
)
ex.mutant(
    "no_strides",
    says="You add up the kernels, but leave out the strides. Deeper layers take larger steps.",
    edit={"(kernel_size - 1) * step": "kernel_size - 1"},
)
ex.mutant(
    "from_the_wrong_end",
    says="Your rule belongs to the other direction. From the wave on, each stride widens the steps that follow. From the output back, "
    "it widens the gaps that you have so far.",
    edit={"in layers:": "in reversed(layers):"},
)


ex.mutant(
    "strides_added",
    says="You add the strides up. They multiply: after two strides of 4, neighbours are 16 samples apart.",
    edit={"step *= stride": "step += stride"},
)
ex.mutant(
    "backwards_without_gaps",
    says="You go backwards, and multiply all outputs by the stride. Only the gaps between them grow, and there is one gap less "
    "than there are outputs.",
    source="def reach(layers):\n"
    "    samples = 1\n"
    "    for kernel_size, stride in reversed(layers):\n"
    "        samples = samples * stride + kernel_size\n"
    "    return samples\n",
)


ex.mutant(
    "whole_kernels_from_zero",
    says="You start at 0 and add a whole kernel for each layer. Start at 1, since without layers an output depends on one sample, and add `kernel_size - 1` steps.",
    edit={
        "samples, step = 1, 1": "samples, step = 0, 1",
        "(kernel_size - 1) * step": "kernel_size * step",
    },
)
ex.mutant(
    "returns_in_the_loop",
    says="You return inside the loop, after the first layer. Return after the loop.",
    edit={"        step *= stride\n": "        step *= stride\n        return samples\n"},
)


ex.mutant(
    "pairs_the_wrong_way_round",
    says="You read each pair as (stride, kernel size). The kernel size comes first.",
    edit={"for kernel_size, stride in layers": "for stride, kernel_size in layers"},
)
ex.mutant(
    "strides_added_to_one",
    says="Your step grows by `stride - 1` at each layer, as if strides added up. They multiply: after two strides of 4, neighbours "
    "are 16 samples apart.",
    edit={"step *= stride": "step += stride - 1"},
)
ex.mutant(
    "needs_a_first_layer",
    says="Your function takes the first layer out of the list, so it fails for a list without layers. Start with 1 sample and a step of 1, and go through all layers.",
    edit={
        "samples, step = 1, 1": "samples, step = layers[0]",
        "in layers:": "in layers[1:]:",
    },
)


@ex.alternative("backwards, from one output to the wave")
def reach_backwards(layers):
    samples = 1
    for kernel_size, stride in reversed(layers):
        samples = (samples - 1) * stride + kernel_size
    return samples


@ex.alternative("with the product of the previous strides")
def reach_by_products(layers):
    strides = [stride for _, stride in layers]
    return 1 + sum((k - 1) * math.prod(strides[:i]) for i, (k, _) in enumerate(layers))


ex.hints(
    "Suppose the first layer has stride 4. How far apart, in samples of the wave, are two neighbours that the second layer reads?",
    "Carry two numbers through the layers: the samples reached so far, and the step between neighbours. A layer adds "
    "one step for each position of its kernel except the first; then its stride multiplies the step.",
    "samples += (kernel_size - ____) * ____   then   step *= ____",
)
ex.why(
    "A kernel with k positions spans k - 1 gaps. In the first layer a gap is one sample. Each stride makes all later gaps wider, "
    "so a gap is as wide as the product of the previous strides. For MSD the gaps are 1, 1, 4, 16, 64, 256 and 256 samples: "
    "14 + 40 + 160 + 640 + 2560 + 1024 + 512, and 1 more, makes 4951."
)
ex.leads_to("Lesson 04 asks the same question of a spectrogram, in frames and bins.")
ex.wrong_turn(
    "It feels right to multiply by the stride of the same layer, because it's in the same tuple. For MSD that gives 15 151, "
    "three times as much."
)

# %% [markdown] id="03-2-head" tags=["exercise"]
# ### 03.2
# Build the discriminator of one scale. `norm_conv` is a convolution with weight norm: name its `stride`, `padding` and `groups`.
# `forward` returns `(logits, maps)`: `maps` is a list that ends with the logits.
#
# | part | channels out | kernel | stride | padding |
# |---|---|---|---|---|
# | `convs[0]`: `nn.Sequential(padding, conv)` | `filters` | 15 | 1 | reflect 7 |
# | `convs[1:-1]`: one per scale `s`, groups of four channels | in · `s` | 10 `s` + 1 | `s` | 5 `s` |
# | `convs[-1]` | in · 2 | 5 | 1 | 2 |
# | `conv_post` | 1 | 3 | 1 | 1 |
#
# `max_filters` limits all channels. Leaky ReLU 0.2 follows each of `convs`.


# %% id="03-2-answer" tags=["answer"]
# @answer 03.2
class ScaleDiscriminator(nn.Module):
    """Score a mono wave [batch, 1, time] by strided convolutions: returns (logits, maps)."""

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


@ex.property(
    "names of the layers", cause="a name differs, or a Sequential is missing or superfluous"
)
def _(discriminator_class, draw):
    return sorted({key.rpartition(".")[0] for key in discriminator_class(**TINY).state_dict()})


@ex.property("shapes of the weights", cause="a kernel, a number of channels or the groups differ")
def _(discriminator_class, draw):
    # [channels out, channels in that each of them depends on, kernel]
    states = [
        discriminator_class(**TINY).state_dict(),
        discriminator_class(4, 64, (2, 3)).state_dict(),
    ]
    return [
        {key: list(value.shape) for key, value in sorted(state.items()) if key.endswith("_v")}
        for state in states
    ]


@ex.property("sizes of all maps", cause="a stride or a padding differs from the table")
def _(discriminator_class, draw):
    discriminator = discriminator_class(**TINY)
    return [
        [list(m.shape) for m in discriminator(draw.randn(1, 1, t))[1]] for t in (100, 241, 1000)
    ]


@ex.property(
    "the maps are a list, and the last one is the logits", cause="the logits are a map, too"
)
def _(discriminator_class, draw):
    logits, fmaps = discriminator_class(**TINY)(draw.randn(1, 1, 100))
    return {
        "maps are a list": isinstance(fmaps, list),
        "number of maps": len(fmaps),
        "last map is the logits": bool(fmaps[-1] is logits),
    }


@ex.property("scores, with given weights", cause="an activation is missing or superfluous")
def _(discriminator_class, draw):
    discriminators = [fill_weights(discriminator_class(4, 8, (2,)), draw) for _ in range(4)]
    return [logits_both_ways(each, draw.randn(2, 1, 60)) for each in discriminators]


@ex.property("maps, with given weights", cause="the padding of the first layer, or the activation")
def _(discriminator_class, draw):
    discriminator = fill_weights(discriminator_class(4, 8, (2,)), draw)
    return list(discriminator(draw.randn(1, 1, 33))[1])[:-1]  # the last one is the logits


@ex.property("the sizes without an argument", cause="the defaults are 16, 1024 and (4, 4, 4, 4)")
def _(discriminator_class, draw):
    state = discriminator_class().state_dict()
    return {key: list(value.shape) for key, value in sorted(state.items()) if key.endswith("_v")}


@ex.property(
    "gradients flow from every map to the wave", cause="a map or the wave is detached on the way"
)
def _(discriminator_class, draw):
    discriminator = fill_weights(discriminator_class(4, 8, (2,)), draw)
    return gradient_flow(discriminator, draw.randn(1, 1, 40))


ex.mutant(
    "no_padding_of_the_scales",
    says="Your scales have no padding, so each loses samples at its ends. The table asks for `5 * s`.",
    edit={"stride=s, padding=5 * s, groups": "stride=s, groups"},
)
ex.mutant(
    "wide_padding_at_the_end",
    says="`conv_post` pads two samples on each side. The table asks for 1.",
    edit={"norm_conv(widest, 1, 3, padding=1)": "norm_conv(widest, 1, 3, padding=2)"},
)
ex.mutant(
    "first_map_left_out",
    says="The first map is missing. Each of `convs` stores one, `convs[0]` too.",
    edit={"[*fmaps, logits]": "[*fmaps[1:], logits]"},
)
ex.mutant(
    "last_map_without_a_gradient",
    says="Your last map isn't the logits, but a copy through which no gradient flows. Store the logits themselves.",
    edit={"[*fmaps, logits]": "[*fmaps, logits.detach()]"},
)
ex.mutant(
    "scores_averaged",
    says="You average the scores. Return all of them, as `conv_post` gives them.",
    edit={"return logits, [": "return logits.mean(-1), ["},
)
ex.mutant(
    "no_groups",
    says="At the sizes of this check each of your inner convolutions has one group, so that every output reads "
    "all channels. Each group should contain four of the channels that come in.",
    edit={", groups=channels // 4": ""},
)
ex.mutant(
    "four_groups",
    says="You make four groups. The table asks for groups of four channels, so the number of groups is the number of "
    "input channels divided by 4.",
    edit={"groups=channels // 4": "groups=4"},
)
ex.mutant(
    "kernel_without_one",
    says="Your inner kernels have 10 s positions. The table asks for an odd number, 10 s + 1, which has a middle.",
    edit={"10 * s + 1": "10 * s"},
)
ex.mutant(
    "no_ceiling",
    says="The number of your channels grows beyond `max_filters`.",
    edit={"min(channels * s, max_filters)": "channels * s"},
)
ex.mutant(
    "channels_by_powers",
    says="You work out the channels from a power of `s`. That fits only while all scales are equal. Multiply the channels that come in by `s`, layer by layer.",
    edit={"min(channels * s, max_filters)": "min(filters * s ** len(self.convs), max_filters)"},
)
ex.mutant(
    "no_doubling",
    says="Your last layer of `convs` keeps the number of channels. The table doubles it once more, up to `max_filters`.",
    edit={"min(channels * 2, max_filters)": "channels"},
)
ex.mutant(
    "zero_padding",
    says="Your first layer pads with zeros. The table mirrors the wave, seven samples at each end.",
    edit={"nn.ReflectionPad1d(7)": "nn.ConstantPad1d(7, 0.0)"},
)
ex.mutant(
    "no_stride",
    says="Your inner convolutions have no stride, so their maps stay as long as the wave.",
    edit={"stride=s, ": ""},
)
ex.mutant(
    "activated_scores",
    says="There's an activation after `conv_post`. Logits are raw scores.",
    edit={"logits = self.conv_post(x)": "logits = F.leaky_relu(self.conv_post(x), 0.2)"},
)
ex.mutant(
    "logits_not_a_map",
    says="The logits are missing from your maps. In MSD, as in MPD, they are the last map.",
    edit={"return logits, [*fmaps, logits]": "return logits, fmaps"},
)
ex.mutant(
    "maps_before_the_activation",
    says="Your scores are right, but you store what comes out of each convolution. Activate first, then store: a map is what the next layer receives.",
    edit={
        "            x = F.leaky_relu(conv(x), 0.2)\n            fmaps.append(x)": (
            "            fmaps.append(conv(x))\n            x = F.leaky_relu(fmaps[-1], 0.2)"
        )
    },
)
ex.mutant(
    "tuple_of_maps",
    says="Your maps are in a tuple. The contract of lesson 01 asks for a list.",
    edit={"[*fmaps, logits]": "(*fmaps, logits)"},
)
ex.mutant(
    "flat_logits",
    says="You flatten the logits that you return. They should be the last map itself, with batch, channel and time.",
    edit={"return logits, [*fmaps, logits]": "return logits.flatten(1), [*fmaps, logits]"},
)
ex.mutant(
    "default_slope",
    says="Your leaky ReLU has the slope 0.01, torch's default. AudioCraft's is 0.2.",
    edit={"F.leaky_relu(conv(x), 0.2)": "F.leaky_relu(conv(x))"},
)


ex.mutant(
    "no_last_ceiling",
    says="Your last layer of `convs` has more than `max_filters` channels. The limit holds for it, too.",
    edit={"min(channels * 2, max_filters)": "channels * 2"},
)
ex.mutant(
    "kernel_of_41",
    says="All your inner kernels have 41 positions. That fits a stride of 4. For a stride `s`, the table asks for 10 s + 1.",
    edit={"10 * s + 1": "41", "padding=5 * s": "padding=20"},
)
ex.mutant(
    "no_first_padding",
    says="Your first layer doesn't pad, so its map is shorter than the wave. The table mirrors seven samples at each end.",
    edit={"nn.ReflectionPad1d(7)": "nn.Identity()"},
)
ex.mutant(
    "no_sequential",
    says="Your `convs[0]` is a convolution alone. The table asks for an `nn.Sequential` of the padding and the convolution, and gives its weights their names.",
    edit={
        "nn.Sequential(nn.ReflectionPad1d(7), norm_conv(1, filters, 15))": (
            "norm_conv(1, filters, 15, padding=7)"
        )
    },
)
ex.mutant(
    "plain_list",
    says="Your `convs` is a plain list, so torch doesn't find its layers: an optimiser wouldn't train them. Use an `nn.ModuleList`.",
    edit={"nn.ModuleList([first])": "[first]"},
)
ex.mutant(
    "relu",
    says="You use ReLU, which removes what is negative. The leaky ReLU keeps a fifth of it.",
    edit={"F.leaky_relu(conv(x), 0.2)": "F.relu(conv(x))"},
)
ex.mutant(
    "maps_first",
    says="You return the maps first. The logits come first.",
    edit={"return logits, [*fmaps, logits]": "return [*fmaps, logits], logits"},
)


ex.mutant(
    "groups_of_the_output",
    says="You work out the number of groups from the channels that go out. Each group should have four of the channels that come in.",
    edit={"groups=channels // 4": "groups=wider // 4"},
)
ex.mutant(
    "as_many_groups_as_the_stride",
    says="You make as many groups as the stride. Each group should have four of the channels that come in, whatever the stride.",
    edit={"groups=channels // 4": "groups=s"},
)
ex.mutant(
    "no_weight_norm",
    says="Your convolutions have no weight norm. Make each of them with `norm_conv`.",
    edit={"super().__init__()": "super().__init__()\n        norm_conv = nn.Conv1d"},
)
ex.mutant(
    "no_weight_norm_at_the_end",
    says="Your `conv_post` has no weight norm. Make it with `norm_conv`, too.",
    edit={"self.conv_post = norm_conv(": "self.conv_post = nn.Conv1d("},
)
ex.mutant(
    "maps_detached",
    says="You detach the maps that you store, so no gradient gets from them to the wave.",
    edit={"fmaps.append(x)": "fmaps.append(x.detach())"},
)
ex.mutant(
    "wave_detached",
    says="You detach the wave, so no gradient gets back to it, and a generator can't learn from your scores.",
    edit={"x, fmaps = wave, []": "x, fmaps = wave.detach(), []"},
)
ex.mutant(
    "padding_too_wide",
    says="Your inner convolutions pad one sample more at each end than the table asks for.",
    edit={"padding=5 * s": "padding=5 * s + 1"},
)
ex.mutant(
    "called_twice",
    says="You call each convolution twice: the second time it receives its own output. Store `x`, which you have already.",
    edit={"fmaps.append(x)": "fmaps.append(conv(x))"},
)


ex.mutant(
    "padding_of_5",
    says="Your inner convolutions all pad 5 samples. The table asks for `5 * s`, so that a stride of `s` divides the length by `s`.",
    edit={"padding=5 * s": "padding=5"},
)
ex.mutant(
    "no_last_padding",
    says="Your last layer of `convs` doesn't pad, so its map loses four positions. The table pads two at each end.",
    edit={"norm_conv(channels, widest, 5, padding=2)": "norm_conv(channels, widest, 5)"},
)
ex.mutant(
    "last_layer_in_groups",
    says="Your last layer of `convs` has groups. Only the layers between the first and the last have them.",
    edit={"widest, 5, padding=2)": "widest, 5, padding=2, groups=channels // 4)"},
)
ex.mutant(
    "channels_forgotten",
    says="Your loop doesn't remember how many channels the last layer returned, so the next one expects too few. Update the number in each round.",
    edit={"            channels = wider\n": ""},
)
ex.mutant(
    "no_limit_at_all",
    says="Your channels aren't limited: none of your layers looks at `max_filters`.",
    edit={
        "min(channels * s, max_filters)": "channels * s",
        "min(channels * 2, max_filters)": "channels * 2",
    },
)
ex.mutant(
    "kernel_of_1_at_the_end",
    says="Your `conv_post` has a kernel of one position. The table asks for three, with one padded at each end.",
    edit={"norm_conv(widest, 1, 3, padding=1)": "norm_conv(widest, 1, 1)"},
)
ex.mutant(
    "last_layer_in_the_list",
    says="You put `conv_post` into `convs` as well. It's a layer of its own, and no activation follows it.",
    edit={
        "        self.conv_post =": (
            "        self.convs.append(norm_conv(widest, 1, 3, padding=1))\n        self.conv_post ="
        )
    },
)
ex.mutant(
    "repeated_edge",
    says="Your first layer repeats the sample at each end. The table mirrors the wave.",
    edit={"nn.ReflectionPad1d(7)": "nn.ReplicationPad1d(7)"},
)
ex.mutant(
    "activated_twice",
    says="Your first layer is activated twice, in the `nn.Sequential` and in `forward`. Leave one of them out: the table has only padding and convolution there.",
    edit={"norm_conv(1, filters, 15))": "norm_conv(1, filters, 15), nn.LeakyReLU(0.2))"},
)
ex.mutant(
    "always_four_scales",
    says="You always build four inner layers. There's one for each entry of `downsample_scales`.",
    edit={"for s in downsample_scales": "for s in (4, 4, 4, 4)"},
)
ex.mutant(
    "no_super",
    says="Call `super().__init__()` first. Without it, an `nn.Module` can't store layers.",
    edit={"        super().__init__()\n": ""},
)
ex.mutant(
    "zeros_from_the_convolution",
    says="Your `convs[0]` lets the convolution pad, with zeros. Put an `nn.ReflectionPad1d(7)` before it, in the same `nn.Sequential`.",
    edit={
        "nn.ReflectionPad1d(7), norm_conv(1, filters, 15)": "norm_conv(1, filters, 15, padding=7)"
    },
)
ex.mutant(
    "inputs_stored",
    says="You store what goes into each convolution, so the first map is the wave, and the last activation is missing. Convolve, activate, then store.",
    edit={
        "            x = F.leaky_relu(conv(x), 0.2)\n            fmaps.append(x)": (
            "            fmaps.append(x)\n            x = F.leaky_relu(conv(x), 0.2)"
        )
    },
)
ex.mutant(
    "padding_mode",
    says="`norm_conv` has no `padding_mode`. Mirror with `nn.ReflectionPad1d(7)`, in an `nn.Sequential` with the convolution.",
    edit={
        "nn.Sequential(nn.ReflectionPad1d(7), norm_conv(1, filters, 15))": (
            'norm_conv(1, filters, 15, padding=7, padding_mode="reflect")'
        )
    },
)
ex.mutant(
    "no_bias",
    says="`norm_conv` has no argument `bias`: each of its convolutions has a bias, as in AudioCraft.",
    edit={"10 * s + 1, stride=s,": "10 * s + 1, bias=False, stride=s,"},
)
ex.mutant(
    "stride_without_its_name",
    says="`norm_conv` wants `stride` and `padding` by their names: `stride=s, padding=5 * s`.",
    edit={"10 * s + 1, stride=s, padding=5 * s,": "10 * s + 1, s, 5 * s,"},
)


@ex.alternative("a list of channels first")
class DiscriminatorFromChannels(nn.Module):
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
class DiscriminatorWithModule(nn.Module):
    def __init__(self, filters=16, max_filters=1024, downsample_scales=(4, 4, 4, 4)):
        super().__init__()
        self.activation = nn.LeakyReLU(0.2)
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
            x = self.activation(conv(x))
            fmaps += [x]
        x = self.conv_post(x)
        return x, [*fmaps, x]


ex.hints(
    "Which number do you need from the previous layer for the channels, and which for the groups? Are they the same?",
    "Loop over the scales and remember the channels: wider is channels times s, at most max_filters; groups is channels // 4. "
    "Two more convolutions follow. In forward: convolve, activate, store; conv_post, store.",
    "norm_conv(channels, wider, 10 * s + ____, stride=____, padding=5 * s, groups=channels // ____); channels = ____",
)
ex.why(
    "The structure is that of lesson 02: a list of convolutions with an activation after each, then `conv_post`. The groups are "
    "new: their number depends on the input channels, so that each group has four. The first convolution is in "
    "a Sequential with its padding, which is why its weights are called `convs.0.1.conv...`, as in AudioCraft."
)
ex.leads_to("Next, in 03.7, you put three of them together. Lesson 07 trains with what you built.")
ex.wrong_turn(
    "`groups=4` and groups of four sound alike. With 64 channels in, four groups of 16 have four times as many weights. "
    "AudioCraft's configuration files set `groups: [4, 4, 4, 4]`, so their MSD has 56.6 million weights instead of 16.9."
)

# %% [markdown] id="03-7-head" tags=["exercise"]
# ### 03.7
# Put the scales together: your own MSD. Each scale must really receive a lower sample rate.
#
# | | |
# |---|---|
# | `sub_discriminators` | modules that return `(logits, maps)` of a wave, such as three of your 03.2; keep them in `self.discriminators`, an `nn.ModuleList` |
# | `downsample` | a module that halves the sample rate; keep it as `self.downsample` |
# | `waves(wave)` | what the scales receive, one after the other, scale 0 first |
# | `forward(wave)` | `(logits, fmaps)`: a list, and a list of lists |
#
# Each sub-discriminator runs once, and `downsample` once for each further scale: no result is thrown away.


# %% id="03-7-answer" tags=["answer"]
# @answer 03.7
class MultiScaleDiscriminator(nn.Module):
    """Score a mono wave [batch, 1, time] at one sample rate per sub-discriminator."""

    def __init__(self, sub_discriminators, downsample):
        # BEGIN SOLUTION
        super().__init__()
        self.discriminators = nn.ModuleList(sub_discriminators)
        self.downsample = downsample
        # END SOLUTION
        # STUB: raise NotAttempted("03.7")

    def waves(self, wave):
        # BEGIN SOLUTION
        waves = [wave]
        for _ in self.discriminators[1:]:
            waves.append(self.downsample(waves[-1]))
        return waves
        # END SOLUTION
        # STUB: raise NotAttempted("03.7")

    def forward(self, wave):
        # BEGIN SOLUTION
        pairs = zip(self.discriminators, self.waves(wave), strict=True)
        outputs = [discriminator(received) for discriminator, received in pairs]
        return [logits for logits, _ in outputs], [maps for _, maps in outputs]
        # END SOLUTION
        # STUB: raise NotAttempted("03.7")


# %% id="03-7-bank" tags=["bank"]
ex = Exercise("03.7", answer="MultiScaleDiscriminator")


class TwoLayers(nn.Module):
    """A small sub-discriminator with one hidden map."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 2, 5, padding=2)
        self.conv_post = nn.Conv1d(2, 1, 3, padding=1)

    def forward(self, wave):
        hidden = F.leaky_relu(self.conv(wave), 0.2)
        logits = self.conv_post(hidden)
        return logits, [hidden, logits]


def parts_of_msd(draw, scales=3):
    """Return sub-discriminators and a decimator whose weights are drawn."""
    subs = [fill_weights(TwoLayers(), draw) for _ in range(scales)]
    return subs, fill_weights(nn.Conv1d(1, 1, 4, stride=2, padding=2), draw)


@ex.property("what each scale receives", cause="each wave is made from the one before it")
def _(msd_class, draw):
    return list(msd_class(*parts_of_msd(draw)).waves(draw.randn(2, 1, 40)))


@ex.property("logits and maps", cause="each sub-discriminator scores the wave of its own scale")
def _(msd_class, draw):
    logits, fmaps = msd_class(*parts_of_msd(draw))(draw.randn(2, 1, 33))
    return {"logits": list(logits), "maps": [list(maps) for maps in fmaps]}


@ex.property("one, two and four scales", cause="there is one scale for each sub-discriminator")
def _(msd_class, draw):
    found = []
    for scales in (1, 2, 4):
        logits, _ = msd_class(*parts_of_msd(draw, scales))(draw.randn(1, 1, 40))
        found.append([list(each.shape) for each in logits])
    return found


@ex.property("how often each part runs", cause="a result that nobody uses was computed")
def _(msd_class, draw):
    runs = []
    for scales in (1, 3):
        subs, halve = parts_of_msd(draw, scales)
        counts = {"downsample": 0, "sub-discriminators": 0}

        def count(name, counts=counts):
            return lambda *_: counts.update({name: counts[name] + 1})

        halve.register_forward_hook(count("downsample"))
        for sub in subs:
            sub.register_forward_hook(count("sub-discriminators"))
        msd_class(subs, halve)(draw.randn(1, 1, 40))
        runs.append(counts)
    return runs


@ex.property("lists", cause="losses expect a list of logits, and a list of lists of maps")
def _(msd_class, draw):
    logits, fmaps = msd_class(*parts_of_msd(draw))(draw.randn(1, 1, 40))
    return [type(logits).__name__, type(fmaps).__name__, *(type(m).__name__ for m in fmaps)]


@ex.property(
    "torch and the course's instruments find the parts",
    cause="torch finds modules in an nn.ModuleList only, and the names are part of the contract",
)
def _(msd_class, draw):
    subs, halve = parts_of_msd(draw)
    msd = msd_class(subs, halve)
    found = {
        "weights": sum(parameter.numel() for parameter in msd.parameters()),
        "self.discriminators": kept_in(msd, "discriminators", subs),
        "self.downsample": kept_in(msd, "downsample", [halve]),
    }
    if "missing" in found.values():  # the instruments would stop there
        return found
    found["received"] = [wave.shape[-1] for wave in waves_heard(msd, draw.randn(1, 1, 40))]
    return found


def kept_in(msd, name, given):
    """Say whether an attribute keeps the modules that were given, and not others like them."""
    kept = getattr(msd, name, None)
    if kept is None:
        return "missing"
    kept = list(kept) if isinstance(kept, list | tuple | nn.ModuleList | nn.Sequential) else [kept]
    same = len(kept) == len(given) and all(a is b for a, b in zip(kept, given, strict=True))
    return "as given" if same else "others"


@ex.property(
    "gradients flow from every scale to the wave", cause="a wave is detached on its way to a scale"
)
def _(msd_class, draw):
    return gradient_flow(msd_class(*parts_of_msd(draw)), draw.randn(1, 1, 40))


@ex.property("further calls depend on their own wave alone", cause="an earlier call left something")
def _(msd_class, draw):
    msd = msd_class(*parts_of_msd(draw))
    first, second = draw.randn(1, 1, 40), draw.randn(1, 1, 52)
    return [list(msd(wave)[0]) for wave in (first, second, first)]


ex.mutant(
    "kept_under_another_name",
    says="There is no `self.discriminators`. Others look for the sub-discriminators under this name: keep them there.",
    edit={"self.discriminators = nn.ModuleList": "self.subs = nn.ModuleList"},
    part="self.discriminators",
)
ex.mutant(
    "copies_kept",
    says="Your list has copies of the sub-discriminators. Keep the ones that you're given: others may train or read those.",
    edit={
        "nn.ModuleList(sub_discriminators)": (
            'nn.ModuleList(__import__("copy").deepcopy(list(sub_discriminators)))'
        )
    },
)
ex.mutant(
    "whole_outputs_as_maps",
    says="Your second list has all that a sub-discriminator returns, logits and maps. Take its maps alone.",
    edit={"[maps for _, maps in outputs]": "outputs"},
)
ex.mutant(
    "means_in_one_tensor",
    says="You average each scale's scores, and put the means into one tensor. Return a list of all logits, as each sub-discriminator gave them.",
    edit={
        "[logits for logits, _ in outputs],": "torch.stack([logits.mean() for logits, _ in outputs]),"
    },
)
ex.mutant(
    "thrown_away",
    says="You call `downsample` and drop its result, so each scale receives the whole wave. That is AudioCraft's bug.",
    edit={
        "            waves.append(self.downsample(waves[-1]))": (
            "            self.downsample(waves[-1])\n            waves.append(wave)"
        )
    },
)
ex.mutant(
    "from_the_original",
    says="You halve the original wave for each scale, so scale 2 receives the same as scale 1. Halve what the scale before it receives.",
    edit={"self.downsample(waves[-1])": "self.downsample(wave)"},
)
ex.mutant(
    "scale_0_too",
    says="You halve the wave before scale 0 receives it. Scale 0 receives the wave itself.",
    edit={"waves = [wave]": "waves = [self.downsample(wave)]"},
)
ex.mutant(
    "one_decimation_too_many",
    says="Your scales receive the right waves, but `downsample` also makes one that nobody receives. Stop before that.",
    edit={
        "        for _ in self.discriminators[1:]:\n            waves.append(self.downsample(waves[-1]))\n        return waves": (
            "        for _ in self.discriminators:\n            waves.append(self.downsample(waves[-1]))\n        return waves[:-1]"
        )
    },
)
ex.mutant(
    "plain_list",
    says="Your sub-discriminators are in a plain list, so torch doesn't find their weights: an optimiser wouldn't train them. Use an `nn.ModuleList`.",
    edit={"nn.ModuleList(sub_discriminators)": "list(sub_discriminators)"},
)
ex.mutant(
    "first_for_all",
    says="One sub-discriminator scores all scales. Each scale has its own.",
    edit={"discriminator(received) for": "self.discriminators[0](received) for"},
)
ex.mutant(
    "three_scales",
    says="You always make three waves. There are as many scales as sub-discriminators.",
    edit={"for _ in self.discriminators[1:]": "for _ in range(2)", ", strict=True": ""},
)
ex.mutant(
    "own_average",
    says="You average four neighbours yourself, and ignore the `downsample` that you were given. It may be another decimator.",
    edit={"self.downsample(waves[-1])": "F.avg_pool1d(waves[-1], 4, 2, padding=2)"},
)
ex.mutant(
    "every_second_sample",
    says="You keep every second sample yourself, and ignore the `downsample` that you were given. Without a filter, high tones would come back as false ones.",
    edit={"self.downsample(waves[-1])": "waves[-1][..., ::2]"},
)
ex.mutant(
    "flat_maps",
    says="Your maps are in one flat list. Losses need a list of lists: one list for each scale.",
    edit={"[maps for _, maps in outputs]": "[each for _, maps in outputs for each in maps]"},
)
ex.mutant(
    "detached",
    says="You detach the waves of the lower scales, so no gradient gets from their scores to the wave, and a generator can't learn from them.",
    edit={"self.downsample(waves[-1])": "self.downsample(waves[-1]).detach()"},
)
ex.mutant(
    "tuples",
    says="You return tuples. The contract of lesson 01 asks for lists, because losses check for them.",
    edit={
        "return [logits for logits, _ in outputs], [maps for _, maps in outputs]": (
            "return tuple(zip(*outputs))"
        )
    },
)


ex.mutant(
    "waves_not_used",
    says="Your `waves` is right, but `forward` doesn't use it: each sub-discriminator scores the whole wave.",
    edit={"self.waves(wave), strict=True": "[wave] * len(self.discriminators), strict=True"},
)
ex.mutant(
    "own_decimator",
    says="You keep a decimator of your own as `self.downsample`, and ignore the one that you were given.",
    edit={"self.downsample = downsample": "self.downsample = nn.AvgPool1d(4, 2, padding=2)"},
)
ex.mutant(
    "maps_without_logits",
    says="You drop the last map of each scale. It's the logits, and they are a map, too.",
    edit={"[maps for _, maps in outputs]": "[maps[:-1] for _, maps in outputs]"},
)
ex.mutant(
    "detached_before",
    says="You detach each wave before you halve it, so no gradient gets from a lower scale to the wave, and a generator can't learn from it.",
    edit={"self.downsample(waves[-1])": "self.downsample(waves[-1].detach())"},
)
ex.mutant(
    "from_the_original_each_time",
    says="Your waves are right, but `downsample` runs more often than it has to: you begin with the original for each scale. Go on from the scale before.",
    edit={
        "            waves.append(self.downsample(waves[-1]))": (
            "            waves.append(wave)\n"
            "            for _ in waves[1:]:\n"
            "                waves[-1] = self.downsample(waves[-1])"
        )
    },
)


ex.mutant(
    "one_wave_too_many",
    says="You make one wave more than there are scales. Start with the wave, and halve once for each further scale.",
    edit={"in self.discriminators[1:]": "in self.discriminators", ", strict=True": ""},
)
ex.mutant(
    "one_wave_too_many_strict",
    says="You make one wave more than there are scales, and so `zip` stops. Start with the wave, and halve once for each further scale.",
    edit={"in self.discriminators[1:]": "in self.discriminators"},
)
ex.mutant(
    "waves_reversed",
    says="Your `waves` come in the wrong order. Scale 0, with the whole wave, comes first.",
    edit={"return waves": "return waves[::-1]"},
)
ex.mutant(
    "handed_out_in_reverse",
    says="Your `waves` are right, but `forward` hands them out in the wrong order: the first sub-discriminator gets the last wave.",
    edit={"self.waves(wave), strict=True": "self.waves(wave)[::-1], strict=True"},
)
ex.mutant(
    "three_whole_waves",
    says="Your `waves` is right, but `forward` doesn't use it: it hands out the whole wave, three times.",
    edit={"self.waves(wave), strict=True": "[wave] * 3"},
)


ex.mutant(
    "no_super",
    says="Call `super().__init__()` first. Without it, an `nn.Module` can't store other modules.",
    edit={"        super().__init__()\n": ""},
)
ex.mutant(
    "pairs",
    says="You return one pair for each scale. Return two lists: one of the logits, one of the lists of maps.",
    edit={
        "return [logits for logits, _ in outputs], [maps for _, maps in outputs]": "return outputs"
    },
)
ex.mutant(
    "logits_joined",
    says="You join the logits of all scales into one tensor. Return a list, with one tensor for each scale.",
    edit={
        "return [logits for logits, _ in outputs],": (
            "return torch.cat([logits for logits, _ in outputs], -1),"
        )
    },
)
ex.mutant(
    "first_kept_for_all",
    says="You keep the first sub-discriminator for all scales. Keep all that you were given.",
    edit={
        "nn.ModuleList(sub_discriminators)": (
            "nn.ModuleList([sub_discriminators[0]] * len(sub_discriminators))"
        )
    },
)
ex.mutant(
    "sub_discriminators_reversed",
    says="You keep the sub-discriminators in reverse order. The first one belongs to scale 0.",
    edit={"nn.ModuleList(sub_discriminators)": "nn.ModuleList(reversed(sub_discriminators))"},
)
ex.mutant(
    "scored_twice",
    says="Your results are right, but each sub-discriminator runs twice. One call returns both: `logits, maps = discriminator(received)`.",
    edit={
        "[discriminator(received) for": "[(discriminator(received)[0], discriminator(received)[1]) for"
    },
)
ex.mutant(
    "halved_once_more_each_time",
    says="You halve once for scale 1, and then twice more for scale 2. Each further scale is one halving away from the scale before it.",
    edit={
        "            waves.append(self.downsample(waves[-1]))": (
            "            halved = waves[-1]\n"
            "            for _ in range(len(waves)):\n"
            "                halved = self.downsample(halved)\n"
            "            waves.append(halved)"
        )
    },
)


@ex.alternative("with accumulate")
class MSDWithAccumulate(nn.Module):
    def __init__(self, sub_discriminators, downsample):
        super().__init__()
        self.downsample = downsample
        self.discriminators = nn.ModuleList(sub_discriminators)

    def waves(self, wave):
        rest = range(len(self.discriminators) - 1)
        return list(accumulate(rest, lambda x, _: self.downsample(x), initial=wave))

    def forward(self, wave):
        logits, fmaps = [], []
        for k, received in enumerate(self.waves(wave)):
            score, maps = self.discriminators[k](received)
            logits.append(score)
            fmaps.append(maps)
        return logits, fmaps


@ex.alternative("a library base class, and a loop with a condition")
class MSDWithCondition(MultiDiscriminator):
    def __init__(self, sub_discriminators, downsample):
        super().__init__()
        self.discriminators = nn.ModuleList()
        for each in sub_discriminators:
            self.discriminators.append(each)
        self.downsample = downsample

    @property
    def num_discriminators(self):
        return len(self.discriminators)

    def waves(self, wave):
        waves = []
        for scale in range(len(self.discriminators)):
            if scale != 0:
                wave = self.downsample(wave)
            waves += [wave]
        return waves

    def forward(self, wave):
        return run_each(self.discriminators, self.waves(wave))


ex.hints(
    "After which scale is the first halved wave needed, and after which is none needed any more?",
    "Start a list with the wave. For each further scale, append the halved version of the list's last entry. In forward, go through "
    "sub-discriminators and waves side by side, and collect logits and maps in two lists.",
    "waves = [____]; for _ in self.discriminators[____:]: waves.append(self.downsample(waves[____]))",
)
ex.why(
    "All waves are made first, each from the one before it, and then each is scored. So there is no line whose result could get lost. "
    "Passing the decimator in keeps the class open: the average, a sinc, and your own of 03.8 all fit."
)
ex.leads_to(
    "Run your test of 03.4 on it. Lesson 07 trains a generator against this class, with three of your 03.2."
)
ex.wrong_turn(
    "A loop that scores first and halves afterwards looks tidy. But after the last scale it halves once more, for nobody. That costs time, and it hides the kind of "
    "line in which AudioCraft's bug lived."
)

# %% [markdown] id="03-3-head" tags=["exercise"]
# ### 03.3
# `gain_of_two` returns the gain of a tone when you average two neighbours, measured and by formula. Change a copy so that it averages **four**,
# as MSD's decimator does.
#
# | | |
# |---|---|
# | in | `frequency` in Hz, at 24 000 samples per second |
# | out | `(measured, by_formula)`, both in dB |
#
# For the formula: average two neighbours, then average two of these averages that are two samples apart.


# %% id="03-3-given"
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
    """Return the gain of a tone in an average of four, in dB: (measured, by formula)."""
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


def both(gains):
    """Return the two numbers of an answer by name, so that a message says which is which."""
    if isinstance(gains, dict):
        raise TypeError("two numbers are needed, (measured, by_formula), not a dict")
    measured, by_formula = gains
    return {"measured": float(measured), "by formula": float(by_formula)}


@ex.property("at 9000 Hz", cause="return two numbers in dB, the measured one first")
def _(gain_of_four, draw):
    return both(gain_of_four(9000))


@ex.property("at other frequencies", cause="return two numbers in dB, the measured one first")
def _(gain_of_four, draw):
    # not where the gain is so small that rounding errors dominate
    chosen = draw.shuffled([700, 1900, 3100, 4500, 7300, 8200, 9900, 10_700])[:3]
    return [both(gain_of_four(hertz)) for hertz in chosen]


def mistuned(frequency, *args, make=tone, **options):
    """Make a tone of 3100 Hz, whatever frequency is asked for."""
    return make(3100, *args, **options)


@ex.property(
    "with another tone in place of the one asked for",
    cause="nothing was measured: both numbers come from the formula, or they are swapped",
)
def _(gain_of_four, draw):
    # tone() makes 3100 Hz whatever is asked, so only what is measured changes
    names = getattr(inspect.unwrap(gain_of_four), "__globals__", {})
    with patch.dict(names, {"tone": mistuned}):
        return both(gain_of_four(9000))


@ex.comparator
def _(data, expected):
    first, others = data["at 9000 Hz"], data["at other frequencies"]
    misled, target = (
        part["with another tone in place of the one asked for"] for part in (data, expected)
    )
    pairs = list(zip(others, expected["at other frequencies"], strict=True))

    def close(given, right, name):
        return abs(given[name] - right[name]) <= 0.05

    # an answer that makes its own wave isn't misled; a measured level is never the formula's to the last digit
    own_wave = close(misled, first, "measured") and any(
        abs(each["measured"] - each["by formula"]) > 1e-9 for each in (first, *others)
    )
    marks = {}
    for name in ("by formula", "measured"):
        marks[f"{name}, at 9000 Hz: -11.4 dB"] = close(first, expected["at 9000 Hz"], name)
    for name in ("by formula", "measured"):
        marks[f"{name}, at other frequencies"] = all(close(*pair, name) for pair in pairs)
    marks["the first number comes from a wave, the second from the formula"] = close(
        misled, target, "by formula"
    ) and (close(misled, target, "measured") or own_wave)
    return marks


ex.mutant(
    "every_fourth_average",
    says="Your measured gain is that of every fourth average, 6000 a second. 9000 Hz falls on half that rate, where a level depends on "
    "where the averages begin. Measure with a stride of 1.",
    edit={"F.avg_pool1d(wave, 4, 1)": "F.avg_pool1d(wave, 4)"},
    part="measured",
)
ex.mutant(
    "sum_of_four",
    says="Your measured gain is 12 dB too high: you add four neighbours. An average divides the sum by 4.",
    edit={"F.avg_pool1d(wave, 4, 1)": "(4 * F.avg_pool1d(wave, 4, 1))"},
    part="measured",
)
ex.mutant(
    "sum",
    says="Neither number is the gain of an average of four. If both are 12 dB too high, you add four neighbours instead of "
    "averaging them.",
    edit={
        "F.avg_pool1d(wave, 4, 1)": "(4 * F.avg_pool1d(wave, 4, 1))",
        "abs(math.cos(angle)": "4 * abs(math.cos(angle)",
    },
)
ex.mutant(
    "positive",
    says="Your numbers have the wrong sign. The gain is the level after minus the level before, so it's negative when a tone gets quieter.",
    edit={"return measured, by_formula": "return -measured, -by_formula"},
)
ex.mutant(
    "unchanged",
    says="Both numbers are those of the average of two. Change the pooling and the formula.",
    edit={
        "F.avg_pool1d(wave, 4, 1)": "F.avg_pool1d(wave, 2, 1)",
        " * math.cos(2 * angle)": "",
    },
)
ex.mutant(
    "one_number",
    says="Return two numbers: what you measured and what the formula gives, in this order.",
    edit={"return measured, by_formula": "return measured"},
)
ex.mutant(
    "same_cosine_twice",
    says="Your measurement is right, but your formula isn't. It's a product of two cosines. The two averages are two samples "
    "apart, so the arrow turns twice as far between them: the second cosine is of twice the angle.",
    edit={"math.cos(2 * angle)": "math.cos(angle)"},
)
ex.mutant(
    "formula_of_two",
    says="You measure the average of four, but your formula is for two. The second averaging adds a second factor: the cosine "
    "of twice the angle.",
    edit={" * math.cos(2 * angle)": ""},
)
ex.mutant(
    "measured_two",
    says="Your formula is right, but you don't measure an average of four neighbours. Does the pooling still take two?",
    edit={"F.avg_pool1d(wave, 4, 1)": "F.avg_pool1d(wave, 2, 1)"},
)
ex.mutant(
    "nothing_measured",
    says="Both of your numbers come from the formula. Measure the first one: make a tone, average it, and compare the levels.",
    edit={"return measured, by_formula": "return by_formula, by_formula"},
)
ex.mutant(
    "twice_as_many_decibels",
    says="Both numbers are twice those of the average of two. That would be right if the second average took neighbours, too. It takes averages that are two samples apart, so it has a gain of its own.",
    edit={
        "level(F.avg_pool1d(wave, 4, 1)) - level(wave)": (
            "2 * (level(F.avg_pool1d(wave, 2, 1)) - level(wave))"
        ),
        "20 * math.log10(abs(math.cos(angle) * math.cos(2 * angle)))": (
            "40 * math.log10(abs(math.cos(angle)))"
        ),
    },
)
ex.mutant(
    "no_formula",
    says="Both of your numbers are measured. The second one comes from the formula, a product of two cosines.",
    edit={"return measured, by_formula": "return measured, measured"},
)
ex.mutant(
    "formula_first",
    says="Your two numbers are swapped. The measured one comes first.",
    edit={"return measured, by_formula": "return by_formula, measured"},
)
ex.mutant(
    "ten_for_twenty",
    says="Your formula converts an amplitude factor to dB with 10. Use 20 for amplitudes and 10 for powers.",
    edit={"by_formula = 20 * ": "by_formula = 10 * "},
)


ex.mutant(
    "no_absolute_value",
    says="Your formula takes the logarithm of a negative number: above 6000 Hz the second cosine is negative. Take the absolute value, as "
    "`gain_of_two` does.",
    edit={"abs(math.cos(angle) * math.cos(2 * angle))": "math.cos(angle) * math.cos(2 * angle)"},
)
ex.mutant(
    "one_cosine",
    says="Your formula is a single cosine, of a larger angle. Each of the two averagings has a cosine of its own, and they multiply.",
    edit={"math.cos(angle) * math.cos(2 * angle)": "math.cos(4 * angle)"},
)
ex.mutant(
    "second_cosine_alone",
    says="Your formula has the second cosine, but not the first. Each of the two averagings has one, and they multiply.",
    edit={"math.cos(angle) * math.cos(2 * angle)": "math.cos(2 * angle)"},
)
ex.mutant(
    "half_the_angle",
    says="Your second cosine is of half the angle. The two averages are further apart than neighbours, so their angle is larger.",
    edit={"math.cos(2 * angle)": "math.cos(angle / 2)"},
)
ex.mutant(
    "mean_of_cosines",
    says="You average the two cosines. The second averaging works on the result of the first, so the factors multiply.",
    edit={"math.cos(angle) * math.cos(2 * angle)": "(math.cos(angle) + math.cos(2 * angle)) / 2"},
)
ex.mutant(
    "neighbours_twice",
    says="You measure an average of neighbours, and then again one of neighbours. That weights three samples, by 1, 2 and 1. Four equal weights need averages that are two samples apart.",
    edit={"F.avg_pool1d(wave, 4, 1)": "F.avg_pool1d(F.avg_pool1d(wave, 2, 1), 2, 1)"},
)


ex.mutant(
    "angle_of_the_nyquist_frequency",
    says="Your angle is twice as large as it should be: you divide by 12 000. Half the turn from sample to sample is pi times the frequency, divided by the sample rate of 24 000.",
    edit={"24_000": "12_000"},
)
ex.mutant(
    "third_cosine",
    says="Your formula has three cosines. There are two averagings, and each has one.",
    edit={"math.cos(2 * angle)": "math.cos(2 * angle) * math.cos(3 * angle)"},
)


@ex.picture
def _(answer):
    # more of them around 6000 Hz, where the gain falls without end
    tones = [*range(500, 6000, 500), 5750, 5900, 6100, 6250, *range(6500, 12_000, 500)]

    def gains(of):
        found = [of(hertz) for hertz in tones]
        measured, by_formula = (torch.tensor(levels) for levels in zip(*found, strict=True))
        return {"measured": measured, "by formula": by_formula}

    names = "The average of four", "frequency (kHz)", "gain (dB)"
    khz = torch.tensor(tones) / 1000
    return curves_beside(gains(answer), gains(gain_of_four), *names, at=khz)


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
    "The first averaging scales the tone by the cosine of the angle, which is half the turn from sample to sample. The second "
    "combines two averages that are two samples apart. How far does the arrow turn between those?",
    "by_formula = 20 * math.log10(abs(math.cos(____) * math.cos(____))), one cosine for each averaging, each of half the turn between the two that it combines",
)
ex.why(
    "At 9000 Hz the two cosines are 0.383 and -0.707. The absolute value of their product, 0.271, is -11.4 dB. At 6000 Hz "
    "the second cosine is 0, at 12 000 Hz the first: these two tones are removed. Those between them aren't, and they come back as aliases."
)
ex.leads_to("In 03.4 you use such a tone to find out whether a decimator filters at all.")
ex.wrong_turn(
    "You might expect twice as many dB from four neighbours instead of two. But the gain of four isn't the square of the gain of "
    "two, because the second average combines samples at a different distance."
)

# %% [markdown] id="03-8-head" tags=["exercise"]
# ### 03.8
# Design a decimator with at most 16 weights, for sounds that you care about. Two tones say what it's worth: 5000 Hz, which fits into scale 1, should lose less than 6 dB; 7000 Hz, which doesn't,
# at least 18 dB.
#
# | key | what |
# |---|---|
# | `"weights"` | an even number of numbers, which add up to 1 |
# | `"gain_5000"`, `"gain_7000"` | both gains in dB, as `gain_of` measures them |
# | `"because"` | what you gave up, and for which sounds: 8 words or more |
#
# People decide whether your choice is a good one.


# %% id="03-8-tool"
def gain_of(weights: list[float], frequency: float) -> float:
    """Return the gain of a tone in dB when each sample becomes a weighted sum of its neighbours."""
    wave = tone(frequency).wave
    kernel = torch.as_tensor(weights, dtype=torch.float32).view(1, 1, -1)
    return level(F.conv1d(wave, kernel)) - level(wave)


def at_scale_1(sound: Sound, weights: list[float]) -> Sound:
    """Return what scale 1 receives with these weights, so that you can play it."""
    wave = Decimator(torch.as_tensor(weights), 2)(sound.wave)
    return playable(Sound(wave[0, 0], sound.sample_rate // 2, "at scale 1"), sound.sample_rate)


gain_of([0.25, 0.25, 0.25, 0.25], 5000)


# %% id="03-8-answer" tags=["answer"]
# @answer 03.8
# BEGIN SOLUTION
times = torch.arange(16) - 7.5
sinc = torch.sinc(0.9 * times / 2) * torch.hamming_window(16, periodic=False)
weights = (sinc / sinc.sum()).tolist()
design = {
    "weights": weights,
    "gain_5000": gain_of(weights, 5000),
    "gain_7000": gain_of(weights, 7000),
    "because": "for cymbals: false tones are much quieter, but some brightness below 6 kHz is lost",
}
# END SOLUTION
# STUB: design = ...

# %% id="03-8-hear"
# listen(drum("hat"), at_scale_1(drum("hat"), design["weights"]))   # remove the first # to hear your design

# %% id="03-8-bank" tags=["bank"]
ex = Exercise("03.8", answer="design")


def is_a_sentence(counted):
    """Return True for a text of 8 words or more that doesn't repeat the same few."""
    return counted["words"] >= 8 and counted["different"] >= 6


def kind_of(counted):
    """Return what a text is: a sentence, or what it lacks."""
    if counted["words"] < 8:
        return "fewer than 8 words"
    return "a sentence" if is_a_sentence(counted) else "the same few words"


MOST_WEIGHTS, KEPT_DB, REMOVED_DB = 16, -6.0, -18.0
NO_LEVEL_DB = -60.0  # below this, a measured gain is mostly rounding


def response(weights, frequency):
    """Return the gain of a tone in dB, from the weights alone."""
    turn = 2 * math.pi * frequency / 24_000
    arrows = [weight * cmath.exp(-1j * turn * k) for k, weight in enumerate(weights)]
    return 20 * math.log10(max(abs(sum(arrows)), 1e-12))


def kind_of_weights(weights):
    """Return whether weights are as the exercise asks, or what is wrong with them."""
    if len(weights) > MOST_WEIGHTS:
        return "too many"
    if len(weights) % 2:
        return "an odd number"
    if abs(sum(weights)) < 0.005:
        return "a sum of 0"
    return "as asked" if abs(sum(weights) - 1) < 0.005 else "another sum"


def finite(value):
    """Return a number that can be calculated with."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise TypeError("weights and gains should be finite numbers")
    return number


@ex.property(
    "the design",
    cause="the answer must be a dict with the four keys of the table, and numbers in it",
)
def _(design, draw):
    # what the weights do, without the weights: so a known mistake is found in any other design
    weights = [finite(weight) for weight in design["weights"]]
    stated = {hertz: finite(design[f"gain_{hertz}"]) for hertz in (5000, 7000)}
    weighed = kind_of_weights(weights)
    fit = weighed == "as asked"
    found = {hertz: response(weights, hertz) for hertz in (5000, 7000)}
    kept, removed = found[5000] > KEPT_DB, found[7000] <= REMOVED_DB

    def close(hertz):
        # room for a number rounded to half a dB
        return (
            abs(stated[hertz] - found[hertz]) <= 0.3
            or max(stated[hertz], found[hertz]) < NO_LEVEL_DB
        )

    same = "those of the weights" if close(5000) and close(7000) else "not those of the weights"
    if all(abs(stated[hertz] + found[hertz]) <= 0.3 for hertz in stated):
        same = "those of the weights, with the other sign"
    if abs(stated[5000] - found[7000]) <= 0.3 and abs(stated[7000] - found[5000]) <= 0.3:
        same = "exchanged"
    if same.startswith("not") and all(stated[hertz] == round(found[hertz]) for hertz in stated):
        same = "those of the weights, in whole dB"
    if all(abs(stated[hertz] - 10 ** (found[hertz] / 20)) <= 0.01 for hertz in stated):
        same = "those of the weights, as factors"
    return {
        "weights": weighed,
        "5000 Hz": ("kept" if kept else "too quiet") if fit else "not measured",
        "7000 Hz": ("removed" if removed else "too loud") if fit else "not measured",
        # gains and reasons of something else earn nothing
        "gains": same if fit and kept and removed else "not compared",
        "because": kind_of(count_words(design["because"])),
    }


@ex.comparator
def _(data, expected):
    given = data["the design"]
    kept, removed = given["5000 Hz"] == "kept", given["7000 Hz"] == "removed"
    return {
        "an even number of weights, 16 at most, which add up to 1": given["weights"] == "as asked",
        "such weights, and 5000 Hz loses less than 6 dB": kept,
        "such weights, and 7000 Hz loses at least 18 dB": removed,
        "both tones fit, and your two gains are those of your weights": given["gains"]
        == "those of the weights",
        "both tones fit, and you say what you gave up, and for which sounds": kept
        and removed
        and given["because"] == "a sentence",
    }


REASON = "for cymbals: false tones are much quieter, but some brightness below 6 kHz is lost"


def decimator_source(weights, first="gain_of(w, 5000)", second="gain_of(w, 7000)", why=REASON):
    """Return the source of an answer."""
    return (
        f'w = {weights}\ndesign = {{"weights": w, "gain_5000": {first}, "gain_7000": {second}, '
        f'"because": "{why}"}}'
    )


def windowed(taps, cut, window="torch.hamming_window({}, periodic=False)"):
    """Return the source of a windowed sinc."""
    made = (
        f"torch.sinc({cut} * (torch.arange({taps}) - {(taps - 1) / 2}) / 2) * {window.format(taps)}"
    )
    return f"(lambda s: (s / s.sum()).tolist())({made})"


GOOD = windowed(16, 0.9)
ex.mutant(
    "the_average",
    says="Your weights take too much from 5000 Hz and too little from 7000 Hz, as equal weights do. Let them fall off, and go below zero, as the sinc's do.",
    source=decimator_source([0.25] * 4),
)
ex.mutant(
    "dull",
    says="Your 7000 Hz is quiet enough, but 5000 Hz loses too much. Move the limit of a sinc up. Equal weights have no limit to move: let them follow a sinc instead.",
    source=decimator_source(windowed(16, 0.7)),
)
ex.mutant(
    "lets_through",
    says="Your 5000 Hz is kept, but 7000 Hz gets through as well. Move the limit of your filter down, or use more of your 16 weights.",
    source=decimator_source(windowed(16, 1.1)),
)
ex.mutant(
    "too_many",
    says="You have more than 16 weights. The point is to choose with few.",
    part="weights",
    source=decimator_source(windowed(32, 0.9)),
)
ex.mutant(
    "odd_number",
    says="You have an odd number of weights. The check asks for an even number, so that as many are before the new sample as after it.",
    part="weights",
    source=decimator_source(windowed(15, 0.9)),
)
ex.mutant(
    "another_sum",
    says="Your weights don't add up to 1, so they change the level of the lowest tones. Divide each by the sum of all.",
    part="weights",
    source=decimator_source(f"[2 * x for x in {windowed(16, 0.9)}]"),
)
ex.mutant(
    "a_sum_of_zero",
    says="Your weights add up to 0, so they remove the lowest tones, which a decimator should keep. The weights near the middle should all be positive.",
    part="weights",
    source=decimator_source(f"[x * (-1) ** k for k, x in enumerate({GOOD})]"),
)
ex.mutant(
    "gains_exchanged",
    says="Your weights do their work, but your two gains are exchanged: `gain_5000` is the larger one.",
    source=decimator_source(GOOD, "gain_of(w, 7000)", "gain_of(w, 5000)"),
)
ex.mutant(
    "losses_for_gains",
    says="Your weights do their work, but your two gains have the wrong sign: a tone that gets quieter has a negative gain.",
    source=decimator_source(GOOD, "-gain_of(w, 5000)", "-gain_of(w, 7000)"),
)
ex.mutant(
    "not_measured",
    says="Your weights do their work, but at least one of your two gains isn't the one of these weights. Measure both with `gain_of`.",
    source=decimator_source(GOOD, "-1.0", "-30.0"),
)
ex.mutant(
    "whole_decibels",
    says="Your weights do their work, but you rounded both gains to whole dB. Give at least one decimal.",
    source=decimator_source(
        windowed(16, 0.9167), "round(gain_of(w, 5000))", "round(gain_of(w, 7000))"
    ),
)
ex.mutant(
    "factors_for_gains",
    says="Your weights do their work, but you give the gains as factors. Give them in dB, as `gain_of` does.",
    source=decimator_source(GOOD, "10 ** (gain_of(w, 5000) / 20)", "10 ** (gain_of(w, 7000) / 20)"),
)
ex.mutant(
    "no_reason",
    says="Say what you gave up, and for which sounds, in 8 words or more.",
    part="because",
    source=decimator_source(GOOD, why="sounds good"),
)
ex.mutant(
    "words_repeated",
    says="Your reason has too few different words. Say in a sentence what you gave up, and for which sounds.",
    part="because",
    source=decimator_source(GOOD, why="bright bright bright bright bright bright bright bright"),
)
ex.alternative(
    "eight weights without a window",
    source=decimator_source(
        windowed(8, 0.9, "1"),
        why="eight weights are cheap, and my speech needs no more than this",
    ),
)
ex.alternative(
    "a Kaiser window, rounded by hand",
    source=decimator_source(
        f"[round(x, 4) for x in {windowed(16, 0.85, 'torch.kaiser_window({}, False, 3.0)')}]",
        why="my drums have loud cymbals, so I gave up some brightness below 6 kHz",
    ),
)
ex.hints(
    "What do the 64 weights of the lesson's picture look like near the middle? What would the middle 16 do on their own?",
    "Take a sinc, times a window that fades it out at both ends, and divide by the sum. Then move the limit, the factor in the sinc, up or down until both tones fit.",
    "times = torch.arange(16) - 7.5; sinc = torch.sinc(____ * times / 2) * torch.hamming_window(16, periodic=False); weights = (sinc / ____).tolist()",
)
ex.why(
    "With 16 weights, the step from keeping to removing is wide. Moving it down removes more false tones and more brightness; moving it up keeps both. There is no best answer: for cymbals "
    "false tones are worse, for a voice there is hardly anything up there to come back."
)
ex.leads_to(
    '`MultiScaleDiscriminator([...], Decimator(torch.tensor(design["weights"]), 2))` puts it into your MSD of 03.7.'
)
ex.wrong_turn(
    "You might average more neighbours. But equal weights always have side lobes: frequencies far above the limit that come through again."
)

# %% [markdown] id="03-4-head" tags=["exercise"]
# ### 03.4
# Write the test that AudioCraft lacks. It gets an `msd` (mono, 24 kHz, two or more scales, any weights, any low-pass filter), and raises an `AssertionError` for a
# broken promise.
#
# | promise | |
# |---|---|
# | 1 | scale 0 receives the wave itself |
# | 2 | each further scale receives half the samples of the one before, ±1 |
# | 3 | at each further scale, a tone of 7 to 11 kHz has less than half its amplitude |
# | 4 | no two scales share an entry of `msd.discriminators` |
#
# `waves_heard(msd, wave)` lists what each receives.


# %% id="03-4-answer" tags=["answer"]
# @answer 03.4
def test_scales(msd) -> None:
    """Raise an AssertionError if ``msd`` breaks a promise."""
    # BEGIN SOLUTION
    wave = torch.randn(1, 1, 2000)
    received = waves_heard(msd, wave)
    assert torch.equal(received[0], wave), "scale 0 must receive the wave itself"
    for before, after in pairwise(received):
        assert abs(after.shape[-1] - before.shape[-1] / 2) <= 1, "each scale must receive half"

    too_high = tone(11_000, seconds=0.1).wave
    received = waves_heard(msd, too_high)
    for scale in received[1:]:
        assert scale.abs().mean() < 0.5 * too_high.abs().mean(), "a high tone must get quieter"

    subs = list(msd.discriminators)
    assert len({id(sub) for sub in subs}) == len(subs), "each scale needs its own discriminator"
    # END SOLUTION
    # STUB: raise NotAttempted("03.4")


# %% id="03-4-try"
# own = MultiScaleDiscriminator([ScaleDiscriminator(4, 8) for _ in range(3)], nn.AvgPool1d(4, 2, padding=2))
# test_scales(own)   # remove the first # of both lines: your own MSD should pass your own test

# %% id="03-4-bank" tags=["bank"]
ex = Exercise("03.4", answer="test_scales")


class HiddenDecimator(nn.Module):
    """Halves the sample rate, without showing how."""

    def __init__(self, decimate):
        super().__init__()
        self.forward = lambda wave: decimate(wave)


class OneLayer(nn.Module):
    """The smallest sub-discriminator."""

    def __init__(self):
        super().__init__()
        self.conv_post = nn.Conv1d(1, 1, 5, stride=4, padding=2)

    def forward(self, wave):
        logits = self.conv_post(wave)
        return logits, [logits]


class GivenMSD(MultiDiscriminator):
    """A discriminator to be tested. Right or broken, it looks the same: only its behaviour differs."""

    num_discriminators = 3

    def __init__(self, recipe, decimate, scales):
        super().__init__()
        self.num_discriminators = scales
        self.discriminators = nn.ModuleList(OneLayer() for _ in range(scales))
        self.downsample = HiddenDecimator(decimate)
        self.waves = lambda wave: recipe(self, wave)

    def forward(self, wave):
        return run_each(self.discriminators, self.waves(wave))


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


def pyramid_of_another_wave(msd, wave):
    late = wave.roll(1, -1)  # as long as the wave, as loud, and not the wave
    return [late, *pyramid(msd, wave)[1:]]


def pyramid_without_a_filter_at_scale_1(msd, wave):
    return [wave, make_decimator("nearest", 2)(wave), *pyramid(msd, wave)[2:]]


def pyramid_without_a_filter_at_scale_2(msd, wave):
    # from sample 1 on: sample 0 of a sine is 0, and so is each fourth one at 9 kHz
    return [wave, msd.downsample(wave), wave[..., 1::4]]


def built(make=pyramid, decimator="average", scales=3, downsample=None):
    return GivenMSD(make, downsample or make_decimator(decimator, 2), scales)


def with_a_shared_sub_discriminator():
    """The first and the last scale share one, which no comparison of neighbours shows."""
    msd = built()
    first, second, _ = msd.discriminators
    msd.discriminators = nn.ModuleList([first, second, first])
    return msd


def with_equal_weights():
    """Each scale has its own sub-discriminator, and all begin with the same weights."""
    msd = built()
    for sub in msd.discriminators[1:]:
        sub.load_state_dict(msd.discriminators[0].state_dict())
    return msd


RIGHT = {
    "the average": [built, built],
    "equal weights": [with_equal_weights],
    "two and four scales": [partial(built, scales=2), partial(built, scales=4)],
    "a sinc": [partial(built, decimator="sinc")],
}
BROKEN = {
    "the result is thrown away": partial(built, pyramid_thrown_away),
    "scale 0 is decimated, too": partial(built, pyramid_too_early),
    "scale 0 receives the wave a sample late": partial(built, pyramid_of_another_wave),
    "scale 2 is made from the original": partial(built, pyramid_from_the_original),
    "two scales share one discriminator": with_a_shared_sub_discriminator,
    "no low-pass filter": partial(built, decimator="nearest"),
    "no low-pass filter before scale 1": partial(built, pyramid_without_a_filter_at_scale_1),
    "no low-pass filter before scale 2": partial(built, pyramid_without_a_filter_at_scale_2),
    "each scale receives a quarter": partial(built, downsample=nn.AvgPool1d(4, 4, padding=2)),
}


def verdicts(test, makers, draw):
    """Run a learner's test on several discriminators, one after the other."""
    found = []
    for make, msd in [(make, make()) for make in makers]:
        given = []
        broken = make in BROKEN.values()
        of = "a broken MSD" if broken else f"a right MSD with {msd.num_discriminators} scales"
        said = draw.refusal(lambda msd=msd, given=given: given.append(test(msd)), of=of)
        returned = "passed" if given == [None] else "passed, by returning a value"
        found.append(returned if said == "nothing was raised" else "failed")
    return found


@ex.property("lets a right MSD pass", cause="your test is too strict about a promise")
def _(test_scales, draw):
    # an AssertionError is a verdict; any other error is a bug in the test, and is shown as one
    with suppress(AssertionError):
        test_scales(built())
    return verdicts(test_scales, RIGHT["the average"], draw)


@ex.property("lets two and four scales pass", cause="your test assumes a number of scales")
def _(test_scales, draw):
    return verdicts(test_scales, RIGHT["two and four scales"], draw)


@ex.property("lets equal weights pass", cause="promise 4 is about objects, not about values")
def _(test_scales, draw):
    return verdicts(test_scales, RIGHT["equal weights"], draw)


@ex.property("lets a sinc pass", cause="your test assumes one way of decimating")
def _(test_scales, draw):
    return verdicts(test_scales, RIGHT["a sinc"], draw)


def hides(kind):
    """Hide a mutant among right ones, in an order that a test can't know: it has to measure."""

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
    no_guess = ("failed", "passed") not in pairs  # a test that guesses fails a right one, too
    fair = right[first] and no_guess and any(right[name] for name in mutants)
    others = {name: fair and right[name] for name in right if name != first}
    return {"lets a right MSD pass, and kills a mutant": fair, **others}


ex.mutant(
    "returns_for_the_lengths",
    says="Where a scale doesn't receive half the samples, your test returns a value, and a test that returns has passed. Raise an error there, as "
    "`assert` does.",
    edit={
        '        assert abs(after.shape[-1] - before.shape[-1] / 2) <= 1, "each scale must receive half"\n': (
            "        if abs(after.shape[-1] - before.shape[-1] / 2) > 1:\n            return False\n"
        )
    },
    part="kills the mutant: the result is thrown away",
)
ex.mutant(
    "tone_at_the_last_scale_alone",
    says="An MSD without a low-pass filter before scale 1 gets past your test. Promise 3 is about each further scale, not only about the last.",
    edit={"received[1:]": "received[-1:]"},
    part="kills the mutant: no low-pass filter before scale 1",
)
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
    "    received = waves_heard(msd, torch.randn(1, 1, 2000))\n"
    "    return all(a.shape[-1] > b.shape[-1] for a, b in zip(received, received[1:]))\n",
)
ex.mutant(
    "returns_for_scale_0",
    says="Where scale 0 doesn't receive the wave, your test returns a value, and nobody reads what a test returns. Write `assert`.",
    part="kills the mutant: scale 0 is decimated, too",
    edit={
        '    assert torch.equal(received[0], wave), "scale 0 must receive the wave itself"\n': (
            "    if not torch.equal(received[0], wave):\n        return False\n"
        )
    },
)
ex.mutant(
    "weights_compared",
    says="A correct MSD whose sub-discriminators begin with equal weights fails your test. The promise says: any weights. Compare "
    "objects, or where the parameters are stored.",
    edit={
        "len({id(sub) for sub in subs}) == len(subs)": (
            "all(not torch.equal(a.conv_post.bias, b.conv_post.bias) for k, a in enumerate(subs) for b in subs[:k])"
        )
    },
)
ex.mutant(
    "neighbouring_weights_compared",
    says="A correct MSD whose sub-discriminators begin with equal weights fails your test. The promise says: any weights. And two scales that "
    "aren't neighbours can share one. Compare all of them, as objects.",
    edit={
        "len({id(sub) for sub in subs}) == len(subs)": (
            "all(not torch.equal(next(a.parameters()), next(b.parameters())) for a, b in pairwise(subs))"
        )
    },
)
ex.mutant(
    "scale_0_alone",
    says="AudioCraft's bug gets past you: all scales receive the whole wave. Ask how many samples each further scale receives.",
    part="kills the mutant: the result is thrown away",
    source="def test_scales(msd):\n"
    "    wave = torch.randn(1, 1, 2000)\n"
    "    assert torch.equal(waves_heard(msd, wave)[0], wave)\n"
    "    assert len(set(msd.discriminators)) == len(msd.discriminators)\n",
)
ex.mutant(
    "scale_0_by_shape",
    says="Another wave of the same length gets past you at scale 0. Compare its samples with yours.",
    part="kills the mutant: scale 0 receives the wave a sample late",
    edit={"torch.equal(received[0], wave)": "received[0].shape == wave.shape"},
)
ex.mutant(
    "lengths_only",
    says="Two kinds of broken discriminators get past you. In one, a tone that doesn't fit into a scale stays "
    "as loud as it was; in the other, two scales share one sub-discriminator.",
    edit={
        '        assert scale.abs().mean() < 0.5 * too_high.abs().mean(), "a high tone must get quieter"\n': (
            "        pass\n"
        ),
        '    assert len({id(sub) for sub in subs}) == len(subs), "each scale needs its own discriminator"\n': "",
    },
)
ex.mutant(
    "halves_only",
    says="You compare how many samples the scales receive, and nothing else. Four kinds of broken discriminators get past you: scale 0 is decimated or late, no filter stops "
    "high tones, or two scales share one sub-discriminator.",
    edit={
        '    assert torch.equal(received[0], wave), "scale 0 must receive the wave itself"\n': "",
        '        assert scale.abs().mean() < 0.5 * too_high.abs().mean(), "a high tone must get quieter"\n': (
            "        pass\n"
        ),
        '    assert len({id(sub) for sub in subs}) == len(subs), "each scale needs its own discriminator"\n': "",
    },
)
ex.mutant(
    "only_shorter",
    says="A decimator that leaves a quarter of the samples gets past you. Ask how many samples each scale receives: "
    "half, give or take one.",
    part="kills the mutant: each scale receives a quarter",
    edit={"abs(after.shape[-1] - before.shape[-1] / 2) <= 1": "after.shape[-1] < before.shape[-1]"},
)
ex.mutant(
    "no_scale_0",
    says="Two broken discriminators get past you at scale 0: one decimates the wave, the other receives it a sample late. Compare what "
    "scale 0 receives with the wave itself.",
    edit={
        '    assert torch.equal(received[0], wave), "scale 0 must receive the wave itself"\n': "",
    },
)
ex.mutant(
    "no_own_sub_discriminator",
    says="An MSD passes your test although two of its scales share one sub-discriminator: the first and the last. Check that no two "
    "are the same object, or compare where their parameters are stored.",
    part="kills the mutant: two scales share one discriminator",
    edit={
        '    assert len({id(sub) for sub in subs}) == len(subs), "each scale needs its own discriminator"\n': ""
    },
)
ex.mutant(
    "no_low_pass",
    says="A decimator without a low-pass filter passes your test: it only keeps every second sample, so a high tone comes back "
    "as loud as it was. Test with a tone that the scale can't carry.",
    part="kills the mutant: no low-pass filter",
    edit={
        '        assert scale.abs().mean() < 0.5 * too_high.abs().mean(), "a high tone must get quieter"\n': (
            "        pass\n"
        )
    },
)
ex.mutant(
    "wants_the_average",
    says="A correct MSD with a sinc fails your test. The promise allows any way of decimating that makes high "
    "tones quieter.",
    edit={
        'assert abs(after.shape[-1] - before.shape[-1] / 2) <= 1, "each scale must receive half"': (
            "assert torch.allclose(after, F.avg_pool1d(before, 4, 2, padding=2), atol=1e-5)"
        )
    },
)
ex.mutant(
    "three_scales",
    says="A correct MSD with two or with four scales fails your test. The promise is about two scales or more.",
    edit={
        "    for before, after in pairwise(": "    assert len(received) == 3\n    for before, after in pairwise("
    },
)
ex.mutant(
    "tone_on_the_limit",
    says="Two MSDs that don't filter before scale 1 get past you. Every second sample of a tone exactly on the limit is zero, so nothing arrives, with a filter or without. "
    "Take one of the tones of promise 3.",
    edit={"tone(11_000, seconds=0.1)": "tone(6000, seconds=0.1)"},
)
ex.mutant(
    "needs_scale_2",
    says="A correct MSD with two scales fails your test, which needs a scale 2. Go through the scales that there are.",
    edit={
        "    for before, after in pairwise(": "    assert len(received) > 2\n    for before, after in pairwise("
    },
)
ex.mutant(
    "tone_at_scale_1_alone",
    says="An MSD whose scale 2 receives a high tone unfiltered gets past you. Promise 3 is about each further scale, not about scale 1 alone.",
    part="kills the mutant: no low-pass filter before scale 2",
    edit={"for scale in received[1:]": "for scale in received[1:2]"},
)
ex.mutant(
    "average_alone",
    says="You compare each wave with an average of the one before. A correct MSD with a sinc fails that. And you don't notice when two scales share one sub-discriminator.",
    edit={
        'assert abs(after.shape[-1] - before.shape[-1] / 2) <= 1, "each scale must receive half"': (
            "assert torch.allclose(after, F.avg_pool1d(before, 4, 2, padding=2), atol=1e-5)"
        ),
        '        assert scale.abs().mean() < 0.5 * too_high.abs().mean(), "a high tone must get quieter"\n': (
            "        pass\n"
        ),
        '    assert len({id(sub) for sub in subs}) == len(subs), "each scale needs its own discriminator"\n': "",
    },
)
ex.mutant(
    "tensors_compared_as_one",
    says="`==` compares two tensors sample by sample, and `assert` can't decide on so many answers. Use `torch.equal`.",
    edit={"torch.equal(received[0], wave)": "received[0] == wave"},
)
ex.mutant(
    "exactly_half",
    says="Your test fails on every MSD, the correct ones included. The line below refuses a correct one: it asks for more than its promise says.",
    edit={
        "abs(after.shape[-1] - before.shape[-1] / 2) <= 1": "2 * after.shape[-1] == before.shape[-1]"
    },
)


@ex.alternative("the highest tone of all, and the storage of the weights")
def test_by_behaviour(msd):
    wave = torch.rand(1, 1, 999)
    received = waves_heard(msd, wave)
    lengths = [x.shape[-1] for x in received]
    assert torch.allclose(received[0], wave)
    assert all(b in (a // 2, a // 2 + 1) for a, b in pairwise(lengths))
    alternating = torch.ones(1, 1, 800)
    alternating[..., 1::2] = -1
    for heard in waves_heard(msd, alternating)[1:]:
        assert heard[..., 50:-50].square().mean() < 0.2
    addresses = [p.data_ptr() for sub in msd.discriminators for p in sub.parameters()]
    assert len(addresses) == len(set(addresses))


@ex.alternative("with an assertion of torch.testing")
def test_with_messages(msd):
    high = torch.sin(2 * math.pi * 9000 / 24_000 * torch.arange(4800))[None, None]
    received = waves_heard(msd, high)
    torch.testing.assert_close(received[0], high)
    for k, x in enumerate(received):
        expected = 4800 / 2**k
        if not expected - 1 <= x.shape[-1] <= expected + 2:
            raise AssertionError(f"scale {k} receives {x.shape[-1]} samples")
    for x in received[1:]:
        assert 10 * math.log10(x.square().mean() / high.square().mean() + 1e-12) < -6
    for k, sub in enumerate(msd.discriminators):
        assert all(sub is not other for other in msd.discriminators[:k])


ex.hints(
    "What do you know about the wave at scale 1 without knowing the decimator? You know its length. You also know what must "
    "happen to a tone of 11 000 Hz.",
    "Write four checks, one for each promise: the first wave equals yours; each length is half of the one before; at each further scale, "
    "a high tone has less than half of the amplitude that you gave it; no two sub-discriminators are the same object.",
    "received = waves_heard(msd, wave); assert torch.equal(received[0], ____); assert abs(after.shape[-1] - before.shape[-1] / ____) <= 1; "
    "received = waves_heard(msd, tone(____).wave)",
)
ex.why(
    "Each check is true for every correct MSD, whatever its weights and its decimator, so the test can stay when the code "
    "changes. 11 000 Hz is a good choice: far above 6000 Hz, and not one of the tones that the average happens to remove. "
    "Half of the amplitude is a loose threshold on purpose: an average passes, but a decimator without a filter doesn't."
)
ex.leads_to(
    "Your test is what AudioCraft lacks: it fails on their class, and passes on the library's. A bug report comes next, in 03.5."
)
ex.wrong_turn(
    "Comparing with `msd.downsample(...)` looks thorough. But it takes the expected result from the code under test: if the "
    "decimator is wrong, your test agrees with it."
)

# %% [markdown] id="03-5-head" tags=["exercise"]
# ### 03.5
# `RETOLD` is AudioCraft's class, rewritten by us, with its bug. Fix it with the smallest patch, and report it.
#
# | key | what |
# |---|---|
# | `"patch"` | a unified diff of `msd.py`, as `difflib.unified_diff` writes it |
# | `"title"` | what is wrong, in 20 to 72 characters, with the name of the call |
# | `"steps"` | code, as text: it raises an `AssertionError` before the patch and nothing after it, and has `torch` and `MultiScaleDiscriminator` |
# | `"expected"`, `"observed"` | a sentence each, with the three logits' lengths for 16 000 samples, in figures |
#
# `class_from(source)` lets you try your steps.

# %% id="03-5-given"
RETOLD = """\
class MultiScaleDiscriminator(nn.Module):
    def __init__(self, **options):
        super().__init__()
        self.discriminators = nn.ModuleList(ScaleDiscriminator(**options) for _ in range(3))
        self.downsample = nn.AvgPool1d(4, 2, padding=2)

    def forward(self, x):
        outputs = []
        for scale, disc in enumerate(self.discriminators):
            if scale != 0:
                self.downsample(x)
            outputs.append(disc(x))
        return [logits for logits, _ in outputs], [fmaps for _, fmaps in outputs]
"""


# %% id="03-5-tool"
def class_from(source: str) -> type[nn.Module]:
    """Run the source of msd.py and return its class, so that you can try your steps on it."""
    names = {"nn": nn, "ScaleDiscriminator": course_lib.ScaleDiscriminator}
    exec(source, names)
    return names["MultiScaleDiscriminator"]


# %% id="03-5-answer" tags=["answer"]
# @answer 03.5
# BEGIN SOLUTION
fixed = RETOLD.replace("    self.downsample(x)\n", "    x = self.downsample(x)\n")
lines = [text.splitlines(keepends=True) for text in (RETOLD, fixed)]
report = {
    "patch": "".join(difflib.unified_diff(*lines, "a/msd.py", "b/msd.py")),
    "title": "MSD: the result of self.downsample(x) is thrown away",
    "steps": "msd = MultiScaleDiscriminator(filters=4, max_filters=32)\n"
    "logits, _ = msd(torch.randn(1, 1, 16000))\n"
    "lengths = [logit.shape[-1] for logit in logits]\n"
    "assert lengths[0] > lengths[1] > lengths[2], lengths\n",
    "expected": "Each scale halves the sample rate: logit maps of 63, 32 and 16 positions.",
    "observed": "All scales receive the same wave: logit maps of 63, 63 and 63 positions.",
}
# END SOLUTION
# STUB: report = ...

# %% id="03-5-bank" tags=["bank"]
ex = Exercise("03.5", answer="report")


FIXED = RETOLD.replace("    self.downsample(x)\n", "    x = self.downsample(x)\n")
KEYS = ("patch", "title", "steps", "expected", "observed")


def hunks(patch):
    """Split a unified diff into hunks: (first old line, old lines, new lines)."""
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


def place_of(old, lines, begin):
    """Return where lines are in a file: where they should be, or else where they are once."""

    def fits(start):
        return [x.rstrip() for x in lines[start : start + len(old)]] == [x.rstrip() for x in old]

    if begin >= 0 and fits(begin):
        return begin
    places = [start for start in range(len(lines)) if old and fits(start)]
    if len(places) != 1:
        raise ValueError("its lines are not those of the file")
    return places[0]


def patched(original, patch):
    """Apply a unified diff, or raise ValueError if one of its lines doesn't fit.

    As `git apply` does, it looks elsewhere if the lines aren't where the patch says.
    """
    lines, shift = original.splitlines(keepends=True), 0
    parts = hunks(patch)
    if not parts:
        raise ValueError("no line begins with @@")
    for first, old, new in parts:
        begin = place_of(old, lines, first - 1 + shift)
        lines[begin : begin + len(old)] = new
        shift += len(new) - len(old)
    return "".join(lines)


def goes_backwards(patch):
    """Return True if a patch turns a fixed source into the broken one."""
    try:
        return bool(hunks(patch)) and patched(FIXED, patch) == RETOLD
    except ValueError:
        return False


def kind_of_patch(patch):
    """Return what kind of patch it is, so that a known mistake doesn't speak for another one."""
    if not isinstance(patch, str):
        return "not a text"
    if not hunks(patch):
        whole = patch.startswith("class ") or "\nclass " in patch
        return "a whole file" if whole else "no line that begins with @@"
    if goes_backwards(patch):
        return "from the fixed source to the broken one"
    if "\n\n" in patch:
        return "with empty lines"
    body = patch.partition(" @@\n")[2]
    if len(body) >= 10 and re.fullmatch(r"(?:[ +-].)+", body, re.DOTALL):
        return "of single letters"
    return "a unified diff" if "\n" in body.strip() else "all its lines are one"


def kept_result(patch):
    """Return what the lines that a patch adds do with the result of the call."""
    added = [line for line in patch.splitlines() if line[:1] == "+" and line[:3] != "+++"]
    if any(re.search(r"(?<![\w.])x\s*=\s*self\.downsample\(", line) for line in added):
        return "stored as x"
    stored = any(re.search(r"\w\s*=\s*self\.downsample\(", line) for line in added)
    return "stored under another name" if stored else "not stored"


def changed_lines(patch):
    marks = [line for line in patch.splitlines() if line[:3] not in ("---", "+++")]
    return sum(line[:1] in "-+" and bool(line) for line in marks)


def lengths_of(msd_class):
    torch.manual_seed(0)
    msd = msd_class(filters=4, max_filters=8)
    received = [wave.shape[-1] for wave in waves_heard(msd, torch.randn(1, 1, 16_000))]
    logits, _ = msd(torch.randn(1, 1, 16_000))
    return {"received": received, "logits": [logit.shape[-1] for logit in logits]}


def outcome_of_steps(steps, msd_class):
    names = {"torch": torch, "nn": nn, "MultiScaleDiscriminator": msd_class}
    try:
        exec(compile(steps, "steps", "exec"), names)
        fault = "no error"
    except Exception as raised:
        fault = type(raised).__name__
    return fault, names["MultiScaleDiscriminator"] is msd_class


@ex.property(
    "the patch",
    cause="it isn't a unified diff (a line with @@ is missing), doesn't fit the file, or changes something else",
)
def _(report, draw):
    patch, *_ = (str(report[key]) for key in KEYS)  # a report without a key can't be read
    after = draw.outcome(lambda: lengths_of(class_from(patched(RETOLD, patch))))
    changed = {0: "none", 2: "one"}.get(changed_lines(patch), "more than one")
    kind = kind_of_patch(report["patch"])
    return {
        "the patch is": kind,
        "changed lines": changed,
        "the call's result": kept_result(patch),
        "after it": after,
    }


@ex.property("the steps", cause="they must fail with the broken class and pass with the fixed one")
def _(report, draw):
    steps = report["steps"]
    if not isinstance(steps, str):
        return {
            "before": "nothing was raised",
            "after": "nothing was raised",
            "the class": "not run",
        }
    before, given = outcome_of_steps(steps, class_from(RETOLD))
    after, _ = outcome_of_steps(steps, class_from(FIXED))
    return {"before": before, "after": after, "the class": "the given one" if given else "another"}


@ex.property("the words", cause="a title, and the lengths of the three maps, twice")
def _(report, draw):
    # what is said, not how: so a known mistake is found behind any title and any sentence
    title = str(report["title"])
    size = "too short" if len(title) < 20 else "too long" if len(title) > 72 else "fits"
    said = {key: lengths_in(str(report[key]), key) for key in LENGTHS}
    others = {"expected": [[63, 63, 63]], "observed": [[63, 32, 16]]}
    exchanged = all(first_lengths(str(report[key])) in others[key] for key in others)
    return {
        "title": size,
        "names the call": "downsample" in title.lower(),
        "exchanged": exchanged,
        **said,
    }


LENGTHS = {
    "expected": [[63, 32, 16]],
    "observed": [[63, 63, 63], [63]],
}  # "all are 63" says it once


def lengths_in(sentence, key):
    """Return whether a sentence states the lengths of the maps, others, or none."""
    if first_lengths(sentence) in LENGTHS[key]:
        return "the right lengths"
    numbers = set(numbers_in(sentence)) - {16_000}
    if numbers & {8000, 8001, 4000, 4001}:
        return "the lengths of the waves"
    return "other lengths" if numbers else "no length"


def first_lengths(sentence):
    """Return the first three lengths: "63, 63, 63 instead of 63, 32, 16" is a good sentence."""
    return [number for number in numbers_in(sentence) if number in (63, 32, 16)][:3]


def numbers_in(sentence):
    plain = re.sub(r"(?<=16)\W(?=000)", "", sentence)
    return [int(number) for number in re.findall(r"\b\d+\b", plain)]


@ex.comparator
def _(data, expected):
    patch, steps, words = data["the patch"], data["the steps"], data["the words"]
    after = patch["after it"]
    works = after == expected["the patch"]["after it"]
    return {
        "the patch applies and runs": "raises" not in after,
        "the patch fixes the bug": works,
        "the patch changes one line only": works and patch["changed lines"] == "one",
        "the steps fail before the patch": steps["before"] == "AssertionError",
        "the steps pass after the patch": steps["before"] != "no error"
        and steps["after"] == "no error",
        "the title names the call, in 20 to 72 characters": words["names the call"]
        and words["title"] == "fits",
        "the expected lengths": words["expected"] == "the right lengths",
        "the observed lengths": words["observed"] == "the right lengths",
    }


ex.mutant(
    "backwards",
    says="Your patch goes the wrong way, from the fixed source to the broken one. Give `unified_diff` the broken one first.",
    part="the patch",
    edit={"for text in (RETOLD, fixed)": "for text in (fixed, RETOLD)"},
)
ex.mutant(
    "empty_lines",
    says="Your patch has empty lines that aren't in the file. Keep the line ends, with `splitlines(keepends=True)`, and join the lines with an empty string.",
    part="the patch",
    edit={'"".join(difflib': '"\\n".join(difflib', "keepends=True": "keepends=False"},
)
ex.mutant(
    "other_lines",
    says="Your patch doesn't apply: the lines around the change aren't those of `RETOLD`. Let `unified_diff` compare `RETOLD` with a fixed copy.",
    edit={
        "for text in (RETOLD, fixed)": "for text in (RETOLD.replace('outputs', 'all'), fixed.replace('outputs', 'all'))"
    },
)
ex.mutant(
    "another_format",
    says="Your patch has no line that starts with `@@`, so no tool can apply it. Use `difflib.unified_diff`, which writes such lines.",
    part="the patch",
    edit={'difflib.unified_diff(*lines, "a/msd.py", "b/msd.py")': "difflib.ndiff(*lines)"},
)
ex.mutant(
    "no_diff",
    says="Your patch is a whole file. A patch has only the lines that change, with a few around them. Let `difflib.unified_diff` compare `RETOLD` with your copy.",
    part="the patch",
    edit={'"".join(difflib.unified_diff(*lines, "a/msd.py", "b/msd.py"))': "fixed"},
)
ex.mutant(
    "halves_the_original",
    says="Your patch applies, but each scale halves the original, so scale 2 receives the same as scale 1. Halve what the scale before it receives.",
    part="the patch",
    edit={
        '"    self.downsample(x)\\n", "    x = self.downsample(x)\\n"': '"disc(x)", "disc(self.downsample(x) if scale else x)"'
    },
)
ex.mutant(
    "halves_the_original_in_two_lines",
    says="Your patch applies, but each scale halves the original, so scale 2 receives the same as scale 1. Halve what the scale before it receives.",
    part="the patch",
    edit={
        '"    x = self.downsample(x)\\n"': (
            '"    outputs.append(disc(self.downsample(x)))\\n                continue\\n"'
        )
    },
)
ex.mutant(
    "a_name_that_the_file_lacks",
    says="Your patch uses `F`, and the file has no such name. You need no other pooling: `self.downsample` is there.",
    part="the patch",
    edit={'"    x = self.downsample(x)\\n"': '"    x = F.avg_pool1d(x, 4, 2, 2)\\n"'},
)
ex.mutant(
    "empty_patch",
    says="Your patch changes nothing: it has no line that starts with `@@`. Compare the lines of `RETOLD` with those of a fixed "
    "copy, and make sure that the copy is different.",
    part="the patch",
    edit={"    x = self.downsample(x)\\n": "    self.downsample(x)\\n"},
)
ex.mutant(
    "scale_0_too",
    says="Your patch applies, but a scale receives the wrong wave: scale 0 should receive all of it, and each further scale half as "
    "many samples as the one before. Keep the condition on the line above.",
    edit={
        "fixed = RETOLD.replace(": "fixed = RETOLD.replace('if scale != 0:', 'if True:').replace("
    },
)
ex.mutant(
    "other_name",
    says="Your patch stores the result under another name, so the sub-discriminator still receives the old `x`.",
    part="the patch",
    edit={"x = self.downsample(x)": "half = self.downsample(x)"},
)
ex.mutant(
    "other_condition",
    says="Your patch changes another line. The result of `self.downsample(x)` is still thrown away.",
    part="the patch",
    edit={
        '"    self.downsample(x)\\n", "    x = self.downsample(x)\\n"': (
            '"scale != 0", "scale == 0"'
        )
    },
)
ex.mutant(
    "halved_for_all",
    says="Your patch halves where the sub-discriminators are called, so each of them receives half of the whole wave, even number 0.",
    part="the patch",
    edit={
        '"    self.downsample(x)\\n", "    x = self.downsample(x)\\n"': (
            '"disc(x)", "disc(self.downsample(x))"'
        )
    },
)
ex.mutant(
    "halved_twice",
    says="Your patch halves twice for each scale. Once is enough.",
    part="the patch",
    edit={"    x = self.downsample(x)": "    x = self.downsample(self.downsample(x))"},
)
ex.mutant(
    "line_ends_lost",
    says="The lines of your patch have lost their ends, so all of them run together. Split with `splitlines(keepends=True)`.",
    part="the patch",
    edit={"keepends=True": "keepends=False"},
)
ex.mutant(
    "letters",
    says="Your patch compares letters: `unified_diff` got two texts. Give it two lists of lines.",
    part="the patch",
    edit={"text.splitlines(keepends=True) for text": "text for text"},
)
ex.mutant(
    "list_of_lines",
    says='Your patch is a list of lines. Join them into one text, with `"".join(...)`.',
    part="the patch",
    edit={
        '"".join(difflib.unified_diff(*lines, "a/msd.py", "b/msd.py"))': (
            'list(difflib.unified_diff(*lines, "a/msd.py", "b/msd.py"))'
        )
    },
)
ex.mutant(
    "another_indentation",
    says="The line that your patch adds isn't indented as the one that it replaces, so Python can't read the file.",
    part="the patch",
    edit={
        '"    self.downsample(x)\\n", "    x = self.downsample(x)\\n"': (
            '"    self.downsample(x)\\n", "x = self.downsample(x)\\n"'
        )
    },
)
ex.mutant(
    "tabs",
    says="The line that your patch adds begins with tabs. The file indents with spaces, and Python refuses the mixture.",
    part="the patch",
    edit={
        "    x = self.downsample(x)": "\t\tx = self.downsample(x)",
        '"    self': '"                self',
    },
)
ex.mutant(
    "whole_file",
    says="Your patch fixes the bug, but it touches more than one line. A maintainer has to read every line that changes, so keep "
    "all others as they are, including spaces.",
    part="the patch",
    edit={'x = self.downsample(x)\\n")': 'x = self.downsample(x)\\n").replace("outputs", "all")'},
)
ex.mutant(
    "steps_count",
    says="Your steps pass with both classes. Assert the lengths of the logits of the given `MultiScaleDiscriminator`, in a line that runs.",
    part="the steps",
    edit={"assert lengths[0] > lengths[1] > lengths[2], lengths": "assert len(lengths) == 3"},
)
ex.mutant(
    "steps_are_a_function",
    says="Your steps aren't a text. Write the code between quotes, as someone would paste it.",
    part="the steps",
    edit={'"observed": "All': '"steps": print,\n    "observed": "All'},
)
ex.mutant(
    "steps_bring_a_class",
    says="Your steps bring a `MultiScaleDiscriminator` of their own, so they never test the one that they are given. Leave yours out.",
    part="the steps",
    edit={
        '"msd = MultiScaleDiscriminator(': (
            '"from course_lib import MultiScaleDiscriminator\\nmsd = MultiScaleDiscriminator('
        )
    },
)
ex.mutant(
    "steps_bring_a_broken_class",
    says="Your steps bring a `MultiScaleDiscriminator` of their own, which fails with the patch and without. Leave it out: they are given one.",
    part="the steps",
    edit={
        '"msd = MultiScaleDiscriminator(': (
            '"from course_lib import MultiScaleDiscriminator\\nmsd = MultiScaleDiscriminator(audiocraft_compat=True, '
        )
    },
)
ex.mutant(
    "steps_with_an_unknown_name",
    says="Your steps stop with another error before they test anything, with both classes. Someone else only has `torch`, "
    "`MultiScaleDiscriminator`, and what the steps import themselves.",
    part="the steps",
    edit={'"msd = MultiScaleDiscriminator(': '"msd = class_from(RETOLD)('},
)
ex.mutant(
    "steps_raise_another_error",
    says="Your steps find the broken class, but don't raise an AssertionError. Use `assert`, as tests do.",
    part="the steps",
    edit={
        '"assert lengths[0] > lengths[1] > lengths[2], lengths\\n"': (
            '"if not lengths[0] > lengths[1]: raise ValueError(lengths)\\n"'
        )
    },
)
ex.mutant(
    "steps_always_fail",
    says="Your steps fail after the patch as well, so they prove nothing. Run them with the fixed class.",
    part="the steps",
    edit={"lengths[0] > lengths[1] > lengths[2]": "lengths[0] < lengths[1]"},
)
ex.mutant(
    "steps_the_wrong_way",
    says="Your steps pass with the broken class and fail with the fixed one. Assert what a correct class does.",
    part="the steps",
    edit={"lengths[0] > lengths[1] > lengths[2]": "lengths[0] == lengths[1]"},
)
ex.mutant(
    "steps_are_no_code",
    says="Your steps stop with a SyntaxError, so nothing runs. Is a line incomplete, or did you keep the marks around a block of code?",
    part="the steps",
    edit={'"msd = MultiScaleDiscriminator(': '"```python\\nmsd = MultiScaleDiscriminator('},
)
ex.mutant(
    "steps_with_a_wrong_call",
    says="Your steps stop with a TypeError before they test anything, with both classes. Run them on `class_from(RETOLD)`: what does the message say?",
    part="the steps",
    edit={"(filters=4, max_filters=32)": "(3)"},
)
ex.mutant(
    "steps_that_import_the_file",
    says="Your steps import a module that isn't there. They have `torch` and `MultiScaleDiscriminator` without an import.",
    part="the steps",
    edit={
        '"msd = MultiScaleDiscriminator(': (
            '"from msd import MultiScaleDiscriminator\\nmsd = MultiScaleDiscriminator('
        )
    },
)
ex.mutant(
    "lengths_of_the_waves",
    says="Your `expected` gives the lengths of the waves. Give those of the logits that come out: `logit.shape[-1]`.",
    part="expected",
    edit={
        "logit maps of 63, 32 and 16 positions": "waves of 16000, 8001 and 4001 samples",
        "logit maps of 63, 63 and 63 positions": "waves of 16000 samples",
    },
)
ex.mutant(
    "vague_title",
    says="A maintainer reads many titles. Name the call whose result is lost, in 20 to 72 characters.",
    edit={"MSD: the result of self.downsample(x) is thrown away": "MSD is broken"},
)
ex.mutant(
    "title_without_the_call",
    says="Your title doesn't name the call whose result is lost. With its name, a maintainer finds the line before reading on.",
    part="names the call",
    edit={
        "MSD: the result of self.downsample(x) is thrown away": "MSD: all scales receive the same wave"
    },
)
ex.mutant(
    "title_too_long",
    says="Your title names the call, but has more than 72 characters, and lists of issues cut it off. Leave the details to the report.",
    edit={
        "MSD: the result of self.downsample(x) is thrown away": (
            "MSD: the result of self.downsample(x) is thrown away, so that all three scales receive one wave"
        )
    },
)
ex.mutant(
    "halved_too_often",
    says="The lengths that you expect aren't those of a correct MSD. Run the fixed class and print them.",
    part="expected",
    edit={"63, 32 and 16": "63, 31 and 15"},
)
ex.mutant(
    "observed_missing",
    says="Say in figures what you saw: the three lengths that the broken class gives.",
    part="observed",
    edit={"logit maps of 63, 63 and 63 positions": "the logit maps are equally long"},
)
ex.mutant(
    "observed_others",
    says="What you saw isn't what the broken class gives. Run it on 16 000 samples and print the lengths of the logits.",
    part="observed",
    edit={"63, 63 and 63 positions": "63, 32 and 16 positions"},
)
ex.mutant(
    "both_other_lengths",
    says="Neither of your two sentences has the right lengths of the three logits. Run the broken class and the fixed one on 16 000 samples, and print them: what a correct class gives is expected, "
    "what the broken one gives is observed.",
    edit={
        "63, 32 and 16 positions": "63, 31 and 15 positions",
        "63, 63 and 63 positions": "63, 32 and 16 positions",
    },
)
ex.mutant(
    "exchanged",
    says="Your two sentences are exchanged: what a correct class gives is expected, and what the broken one gives is observed.",
    edit={
        "63, 32 and 16 positions": "63, 63, 63 positions",
        "63, 63 and 63 positions": "63, 32 and 16 positions",
    },
)
ex.mutant(
    "expected_missing",
    says="Say in figures what you expected: the three lengths that a correct class gives.",
    part="expected",
    edit={"logit maps of 63, 32 and 16 positions": "logit maps that get shorter"},
)
ex.alternative(
    "written by hand",
    source='report = {\n    "patch": """diff --git a/msd.py b/msd.py\n--- a/msd.py\n+++ b/msd.py\n@@ -10,3 +10,3 @@\n'
    "             if scale != 0:\n-                self.downsample(x)\n+                x = self.downsample(x)\n"
    '             outputs.append(disc(x))\n""",\n'
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
    "Which single line would you change? And what could someone else run to see that it matters?",
    "Make a fixed copy of RETOLD with `replace`, split both into lines with their line ends, and let difflib compare them. The steps: "
    "build the class, run it on 16 000 samples, assert that the lengths get smaller.",
    'fixed = RETOLD.replace("    self.downsample(x)\\n", "    ____ = self.downsample(x)\\n"); '
    '"".join(difflib.unified_diff(____, ____, "a/msd.py", "b/msd.py"))',
)
ex.why(
    "Keep it to one line, because every other line is one more to discuss. Steps that fail before and pass after can "
    "become the test that keeps the bug from coming back. And the lengths 63, 32, 16 show at a glance what was meant."
)
ex.leads_to(
    "Next: the real file. The cells below fetch AudioCraft's own msd.py, try your patch on it, and draft the issue and the pull request."
)
ex.wrong_turn(
    "It's tempting to tidy up the file while you're there. But two changes in one patch are two discussions, and the small fix has "
    "to wait for the large one."
)

# %% [markdown]
# ### Now the real file
# Line numbers and indentation differ in AudioCraft's own `msd.py`. Remove the first `# ` of each line, make the same change there, and run the cells one by one. The first downloads AudioCraft 1.3.0 from PyPI, checks its hash and
# unpacks it where this notebook runs. Then `git apply` tries your patch on a copy, and each scale's samples are counted before and after. The last cell drafts the issue and the pull request. It isn't graded: without a network, your patch of `RETOLD` is what counts.

# %%
# from course_lib.classroom.audiocraft_patch import draft, try_upstream, upstream_msd
# original = upstream_msd(download=True)
# print(original[original.index("    def forward", original.index("class MultiScale")):])

# %%
# fixed = original.replace("...", "...")  # your change, in AudioCraft's own words
# lines = [text.splitlines(keepends=True) for text in (original, fixed)]
# real_patch = "".join(difflib.unified_diff(*lines, "a/msd.py", "b/msd.py"))
# print(try_upstream(real_patch))

# %%
# print(draft(report, real_patch))

# %% [markdown] id="03-6-head" tags=["exercise"]
# ### 03.6
# Lesson 08 compares two small GANs: one with the bug, one with real scales. Forecast the **spectral distance** to
# held-out sounds, the mean difference of log spectrograms: 0 for a perfect copy.
#
# | key | what |
# |---|---|
# | `"better"`, `"no difference"`, `"worse"` | probabilities for real scales, each above 0, together 1 |
# | `"because"` | why, in 8 words or more |
# | `"seeds"` | pairs of runs that would convince you, 3 or more |
# | `"would_change_my_mind"` | what would, in 8 other words |
#
# People decide whether your reason is good.

# %% id="03-6-answer" tags=["answer"]
# @answer 03.6
# BEGIN SOLUTION
forecast = {
    "better": 0.3,
    "no difference": 0.6,
    "worse": 0.1,
    "because": "the spectral losses already cover long stretches, so lower scales add little",
    "seeds": 5,
    "would_change_my_mind": "the same sign in all pairs, and an interval that leaves zero out",
}
# END SOLUTION
# STUB: forecast = ...

# %% id="03-6-bank" tags=["bank"]
ex = Exercise("03.6", answer="forecast")


def number_of_seeds(seeds):
    """Return whether a number of seeds is enough, or what is wrong with it."""
    if seeds < 3:
        return "fewer than 3"
    return "3 or more" if seeds.is_integer() else "not a whole number"


@ex.property(
    "the forecast",
    cause="a key is missing, or a probability is in per cent instead of a number from 0 to 1",
)
def _(forecast, draw):
    # what kind of forecast it is, without its numbers: so a known mistake is found in any other
    chances = [float(forecast[key]) for key in ("better", "no difference", "worse")]
    whole = abs(sum(chances) - 1) < 0.005
    lowest = min(chances)
    room = "each above 0" if lowest > 0 else "one is 0" if lowest == 0 else "one is negative"
    because, other = (str(forecast[key]) for key in ("because", "would_change_my_mind"))
    repeated = because.split() == other.split()
    return {
        "together": "1" if whole else "not 1",
        "chances": room if whole else "not compared",
        "seeds": number_of_seeds(float(forecast["seeds"])),
        "because": kind_of(count_words(forecast["because"])),
        "would_change_my_mind": (
            "the reason again"
            if repeated
            else kind_of(count_words(forecast["would_change_my_mind"]))
        ),
    }


@ex.comparator
def _(data, expected):
    given = data["the forecast"]
    return {
        "three probabilities that add up to 1": given["together"] == "1",
        "they add up to 1, and none of them is 0 or 1": given["chances"] == "each above 0",
        "a reason": given["because"] == "a sentence",
        "three seeds or more": given["seeds"] == "3 or more",
        "what would change your mind": given["would_change_my_mind"] == "a sentence",
    }


ex.mutant(
    "percent",
    says="Your three probabilities don't add up to 1. If you wrote per cent, divide by 100.",
    part="together",
    edit={'"better": 0.3': '"better": 30', "0.6": "60", "0.1": "10"},
)
ex.mutant(
    "certain",
    says="One of your probabilities is 0 or 1. That means that nothing could ever change your mind. Leave a little room.",
    part="chances",
    edit={'"better": 0.3': '"better": 0.0', "0.6": "1.0", "0.1": "0.0"},
)
ex.mutant(
    "negative",
    says="One of your probabilities is below 0. Each lies between 0 and 1.",
    part="chances",
    edit={'"better": 0.3': '"better": -0.1', "0.6": "1.0"},
)
ex.mutant(
    "one_seed",
    says="You would trust fewer than three pairs of runs. But runs also differ when only their seed differs. The check asks for "
    "at least three pairs, so that you see by how much.",
    part="seeds",
    edit={'"seeds": 5': '"seeds": 1'},
)
ex.mutant(
    "part_of_a_seed",
    says="Give a whole number of seeds: nobody can run a part of a pair, or pairs without end.",
    part="seeds",
    edit={'"seeds": 5': '"seeds": 4.5'},
)
ex.mutant(
    "no_reason",
    says="Give your reason, in 8 words or more. In lesson 08 you'll want to know what you were thinking.",
    part="because",
    edit={
        "the spectral losses already cover long stretches, so lower scales add little": "a feeling"
    },
)
ex.mutant(
    "words_repeated",
    says="Your reason has too few different words. Say in a sentence what you expect, and why.",
    part="because",
    edit={
        "the spectral losses already cover long stretches, so lower scales add little": (
            "because because because because because because because because"
        )
    },
)
ex.mutant(
    "stubborn",
    says="Say what you would have to see to change your mind, in 8 words or more. A forecast that nothing can refute is worth nothing.",
    part="would_change_my_mind",
    edit={"the same sign in all pairs, and an interval that leaves zero out": "nothing"},
)
ex.mutant(
    "reason_again",
    says="What would change your mind is your reason once more. Say what you would have to see.",
    part="would_change_my_mind",
    edit={
        "the same sign in all pairs, and an interval that leaves zero out": (
            "the spectral losses already cover long stretches, so lower scales add little"
        )
    },
)
ex.alternative(
    "confident that it helps",
    source='forecast = {"better": 0.85, "no difference": 0.1, "worse": 0.05, "because": "a logit at scale 2 covers four times '
    'as long and no other part does", "seeds": 8, "would_change_my_mind": "if the mean difference of eight pairs '
    'is closer to zero than its error"}',
)
ex.alternative(
    "undecided, and honest about it",
    source='forecast = dict(zip(("better", "no difference", "worse"), (1 / 3, 1 / 3, 1 / 3)), seeds=3, because="I see '
    'good reasons on both sides and no measurement yet", would_change_my_mind="three pairs of runs that all point in one direction")',
)
ex.hints(
    "If you had to bet ten coins, how would you divide them between the three outcomes?",
    "Divide each number of coins by ten: these are your probabilities. No outcome may get 0 or 1. Then write why, and which result "
    "would prove you wrong.",
    '"better": ____, "no difference": ____, "worse": 1 - the other two; "would_change_my_mind": "if in ____ of ____ pairs the spectral distance is ____"',
)
ex.why(
    "There's no right forecast here, only honest ones: they add up to 1, leave room for surprise, give a reason, and say what would "
    "refute them. You might expect that fixing a bug must help, but that isn't certain. EnCodec was trained with MS-STFT-D alone."
)
ex.leads_to("Seal it in the next cell. Lesson 08 opens it again, beside the measurement.")
ex.wrong_turn(
    "It's tempting to bet everything on 'better', because the fixed code is right. But correct code and better sound are two different "
    "things. The second one needs a measurement."
)

# %%
# seal("03.6", forecast)   # remove the first # and run this cell: after that, your forecast can't be changed

# %% tags=["bank"]
Question(
    "03.r1",
    "Lesson 02: why can't period 5 distinguish 500 Hz from 4300 Hz, at 24 kHz?",
    [
        Option(
            "a",
            "their sum is the rate of a column, 4800 Hz",
            right=True,
            because="A column keeps every fifth sample, without a filter: the two become one tone.",
        ),
        Option(
            "b",
            "both are multiples of 100 Hz",
            because="700 Hz is one as well, but period 5 can distinguish it from 500 Hz.",
        ),
        Option(
            "c",
            "folding loses four of five samples",
            because="Folding keeps every sample. One column has a fifth of them.",
            misconception="M04",
        ),
    ],
    kind="recall",
)
Question(
    "03.r2",
    "Lesson 02: which samples does one logit of a period discriminator depend on?",
    [
        Option(
            "a",
            "an unbroken stretch",
            because="Its kernels are one column wide, so it never compares neighbours in time.",
            misconception="M02",
        ),
        Option(
            "b",
            "a comb: every p-th sample of a long stretch",
            right=True,
            because="647 samples, all in one column.",
        ),
        Option(
            "c", "one row of the fold", because="A row is one period, but no kernel reads along it."
        ),
    ],
    kind="recall",
)
Question(
    "03.r3",
    "Lesson 01: a discriminator returns all its feature maps in one flat list. A loss zips the list of a real sound with that of "
    "a fake one. What happens?",
    [
        Option(
            "a", "it raises an error", because="zip accepts lists of anything, without an error."
        ),
        Option(
            "b",
            "nothing new: it compares the same maps as before",
            because="A flat list no longer says which map belongs to which sub-discriminator, so the same code means something else.",
            misconception="M06",
        ),
        Option(
            "c",
            "it runs, and silently compares the wrong things",
            right=True,
            because="That's why the contract asks for a list of lists, and why a test should check it.",
        ),
    ],
    kind="recall",
)
Question(
    "03.p1",
    "16 000 samples go into AudioCraft's MSD. The logits of sub-discriminator 0 have 63 positions. How many have those of 1 and 2?",
    [
        Option(
            "a",
            "32 and 16",
            because="That would be right if each one received half as many samples as the one before.",
            misconception="M06",
        ),
        Option(
            "b",
            "63 and 63",
            right=True,
            because="All three have the same length, although they should receive waves at three sample rates.",
        ),
        Option("c", "126 and 252", because="Fewer samples would give fewer logits, not more."),
        Option(
            "d",
            "different each time",
            because="The lengths depend only on the number of samples.",
        ),
    ],
    later=Later(
        "Now AudioCraft's MSD receives 32 000 samples, and sub-discriminator 0 returns 125 logits. How many do 1 and 2 return?",
        [
            Option("a", "63 and 32", because="With real scales it would be so."),
            Option("b", "both 63", because="No sub-discriminator receives half of the samples."),
            Option(
                "c",
                "both 125",
                right=True,
                because="All three receive the same wave, at the full rate.",
            ),
        ],
    ),
)
Question(
    "03.p2",
    "We copy the weights of sub-discriminator 0 into 1 and 2. How do the three sets of logits compare?",
    [
        Option(
            "a",
            "they differ: the equal lengths may be an accident of padding",
            because="Then some logit would differ somewhere. None does.",
            misconception="M06",
        ),
        Option(
            "b",
            "they are equal, to the last bit",
            right=True,
            because="Networks with the same weights, given the same wave, compute the same logits.",
        ),
        Option(
            "c",
            "they are close, but not equal",
            because="Similar waves would give close logits. These waves are the same.",
        ),
    ],
    later=Later(
        "Now a correct MSD: sub-discriminators 1 and 2 get the weights of number 0. How do the three sets of logits compare?",
        [
            Option(
                "a",
                "they are equal, to the last bit",
                because="Equal weights give equal logits only for equal waves.",
            ),
            Option(
                "b",
                "they differ, even in length",
                right=True,
                because="Each scale receives half as many samples as the one before.",
            ),
            Option(
                "c",
                "only the first halves agree",
                because="A decimated wave isn't the beginning of the wave: its samples are averages.",
            ),
        ],
    ),
)
Question(
    "03.p3",
    "Which of the lines A to D is wrong?",
    [
        Option(
            "a",
            "A: it should count from 1",
            because="Then downsample would be called for scale 0, too, and its result would still be lost.",
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
            because="Pooling doesn't change its input. It returns a new tensor, and this line drops it.",
        ),
        Option(
            "d",
            "D: it should be disc(self.downsample(x))",
            because="Then all three receive the same wave at half the sample rate, even scale 0.",
        ),
    ],
    later=Later(
        "Somebody fixes only line C: y = self.downsample(x). Line D still says disc(x). What do the three receive?",
        [
            Option("a", "the whole wave, the half, the quarter", because="x never changes."),
            Option(
                "b",
                "the whole wave, all three",
                right=True,
                because="Line D hands over x. A result under a name that nobody reads is lost, too.",
            ),
            Option(
                "c",
                "the whole wave, the half, the half",
                because="Each y is a half, but no line uses it.",
            ),
        ],
    ),
)
Question(
    "03.p4",
    "Which of the three loops gives each scale the wave that it should get?",
    [
        Option(
            "a",
            "one",
            right=True,
            because="Whole, half, quarter. But the last halving is for nobody: a good loop stops before it.",
        ),
        Option(
            "b", "two", because="It halves before it hands over, so no scale gets the whole wave."
        ),
        Option(
            "c",
            "three",
            because="It halves the original each time, so scale 2 gets half the samples again, not a quarter.",
        ),
    ],
    later=Later(
        "Another loop takes the original in each round, halves it once for every earlier round, and hands the result over. Is that right?",
        [
            Option(
                "a",
                "no: scale 0 is halved, too",
                because="Before the first round there was none, so it halves nothing.",
            ),
            Option(
                "b",
                "no: scale 2 gets the same as scale 1",
                because="In round 2 it halves twice, so scale 2 gets a quarter.",
            ),
            Option(
                "c",
                "yes: whole, half, quarter",
                right=True,
                because="The waves are those of loop one. It only halves three times where two would do.",
            ),
        ],
    ),
)
Question(
    "03.p5",
    "We average a tone of 9000 Hz and keep every second result. What does scale 1 receive?",
    [
        Option(
            "a",
            "nothing: the average removes what the scale can't carry",
            because="Four equal weights are a poor filter. They make 9000 Hz only 11.4 dB quieter.",
            misconception="M05",
        ),
        Option(
            "b",
            "a tone of 3000 Hz, clearly audible",
            right=True,
            because="12 000 − 9000 = 3000. It is 11.4 dB quieter than the 9000 Hz tone was: about a quarter of its amplitude.",
        ),
        Option(
            "c",
            "a tone of 4500 Hz",
            because="Fewer samples per second don't slow a tone down. But two different tones can become the same.",
        ),
        Option(
            "d",
            "a tone of 9000 Hz, quieter",
            because="12 000 samples per second can't carry it: 6000 Hz is the limit.",
        ),
    ],
    later=Later(
        "Now the tone has 8000 Hz. We average, and keep every second result. What does scale 1 receive?",
        [
            Option(
                "a",
                "nothing: 8000 Hz is above the limit",
                because="The limit says what the scale can carry. It doesn't remove the rest.",
                misconception="M05",
            ),
            Option(
                "b",
                "a tone of 4000 Hz, about a quarter of its amplitude",
                right=True,
                because="12 000 − 8000 = 4000, and the two cosines are 0.5 and -0.5.",
            ),
            Option(
                "c",
                "a tone of 2000 Hz",
                because="That is how far it is above the limit. The alias is as far below it.",
            ),
        ],
    ),
)
Question(
    "03.p6",
    "At scale 1, how much louder is the true 5000 Hz tone than the false one, which was at 7000 Hz?",
    [
        Option(
            "a",
            "by more than 40 dB",
            because="A good low-pass filter would do that. The average isn't one.",
            misconception="M05",
        ),
        Option(
            "b",
            "by about 12 dB",
            because="Less. The average weakens the true tone nearly as much as the false one.",
        ),
        Option(
            "c",
            "by about 2 dB",
            right=True,
            because="The average takes 13.8 dB from the true tone and 16.1 dB from the false one: nearly as much.",
        ),
    ],
    later=Later(
        "At scale 1, how much louder is a true tone of 4000 Hz than the false one that was at 8000 Hz?",
        [
            Option(
                "a",
                "by more than 40 dB",
                because="A good low-pass filter would do that. The average isn't one.",
                misconception="M05",
            ),
            Option(
                "b",
                "about 5 dB louder",
                right=True,
                because="The true tone loses 7.3 dB, and the false one 12.0 dB.",
            ),
            Option("c", "they are equally loud", because="The average takes more from 8000 Hz."),
        ],
    ),
)
Question(
    "03.p7",
    "We run the four tests on AudioCraft's MSD. Which of them fail?",
    [
        Option(
            "a",
            "the last two: all scales receive the same wave",
            because="The waves are the same, but the weights aren't, so the logits differ, and the third test passes.",
            misconception="M06",
        ),
        Option(
            "b",
            "only the last: fewer logits from scale to scale",
            right=True,
            because="It's the only one that tests what makes a scale a scale.",
        ),
        Option(
            "c",
            "the second and the last: two scales are of no use, so their weights get no gradient",
            because="Every sub-discriminator scores the wave, so every weight gets a gradient.",
            misconception="M06",
        ),
        Option(
            "d",
            "none: the contract is kept",
            because="The contract says nothing about scales, but the last test does.",
            misconception="M06",
        ),
    ],
    later=Later(
        "In another broken MSD the waves are right, but all three scales share one sub-discriminator. Which of the four tests fail?",
        [
            Option(
                "a",
                "the third: equal weights give equal logits",
                because="Only for equal waves. These have three sample rates, so even the lengths differ.",
            ),
            Option(
                "b",
                "the second: shared weights get no gradient",
                because="The shared weights get a gradient, from all three scales.",
            ),
            Option(
                "c",
                "none",
                right=True,
                because="None of them compares the networks with one another. A promise that no test checks can be broken unnoticed.",
            ),
        ],
    ),
)
Question(
    "03.p8",
    "Three seeds, each trained with the bug and with real scales. What did the bug do to the pitch?",
    [
        Option(
            "a",
            "nothing that three seeds can show",
            because="The worst run with real scales, 28.9 %, is better than the best one with the bug, 34.1 %.",
        ),
        Option(
            "b",
            "fewer wrong pitches: three at the full rate are stronger",
            because="That is a fair guess, and HiFi++ builds on it. Here it was the other way round.",
        ),
        Option(
            "c",
            "more wrong pitches in each seed",
            right=True,
            because="37.5 instead of 26.9 %, 34.1 instead of 26.3 %, 36.3 instead of 28.9 %.",
        ),
    ],
    later=Later(
        "A colleague says: with no discriminator there are fewer wrong pitches than with real scales, so MSD is useless. What is wrong with that?",
        [
            Option(
                "a",
                "nothing: fewer errors are better",
                because="Fewer errors of pitch are. But pitch isn't all that one hears.",
            ),
            Option(
                "b",
                "it takes one measure for the whole sound",
                right=True,
                because="With MSD, the generator buzzes a little less, and a count of pitches doesn't show that.",
            ),
            Option(
                "c",
                "the seeds were different",
                because="Each row of the table has the same three seeds.",
            ),
        ],
    ),
)
Question(
    "03.x1",
    "You add a scale 3 below scale 2. Up to which frequency can it carry tones, for a sound at 24 000 Hz?",
    [
        Option("a", "3000 Hz", because="That is the limit of scale 2, at 6000 samples per second."),
        Option(
            "b",
            "8000 Hz",
            because="Each scale halves the limit of the one before: it isn't divided by three.",
        ),
        Option(
            "c",
            "1500 Hz",
            right=True,
            because="Three halvings leave 3000 samples per second, and half of that is the limit.",
        ),
    ],
    kind="exit",
)
Question(
    "03.x2",
    "Suppose each stride of 4 in a scale discriminator were 2, with the same kernels. How many samples would one logit depend on, instead of 4951?",
    [
        Option(
            "a",
            "711",
            right=True,
            because="Strides multiply: the last gaps are 16 samples wide instead of 256.",
        ),
        Option(
            "b",
            "about half as many",
            because="A stride widens all later layers, so four strides act together, not once.",
        ),
        Option(
            "c",
            "as many: the kernels are the same",
            because="A kernel spans more of the wave behind a larger stride.",
        ),
    ],
    kind="exit",
)
Question(
    "03.x3",
    "Lesson 02: a column of period 3 keeps every third sample of a wave at 24 000 Hz, without a filter. Which tone looks like 1000 Hz in it?",
    [
        Option(
            "a",
            "3000 Hz",
            because="It isn't a multiple that counts, but the distance to the rate of the column.",
        ),
        Option(
            "b",
            "7000 Hz",
            right=True,
            because="The column has 8000 samples per second, and 8000 − 1000 = 7000. A decimator and a column make aliases in the same way.",
        ),
        Option(
            "c",
            "none: each tone stays different",
            because="A tone and its alias have the same samples.",
            misconception="M04",
        ),
    ],
    kind="exit",
)
Question(
    "03.x4",
    "Lesson 01: an MSD of 3 scales scores a batch of 8 waves. Each scale stores 7 maps. What does `len(fmaps)` give?",
    [
        Option(
            "a",
            "21, one for each map",
            because="That would be one flat list. The contract asks for a list of lists.",
        ),
        Option("b", "8, one for each wave", because="The waves are the first axis of each map."),
        Option(
            "c",
            "3, one for each scale",
            right=True,
            because="Each entry is the list of one scale, with its 7 maps.",
        ),
    ],
    kind="exit",
)
Question(
    "03.e1",
    "A colleague says: our tests pass, so our discriminator is correct. Use this lesson's bug to explain what such tests can "
    "miss, and what to do about it.",
    kind="explain",
    look_for=(
        "I said that the result of a call was thrown away, so that all sub-discriminators received the same wave.",
        "I said that the tests counted outputs, and that the count was right.",
        "I named a property that is true for every correct version, such as: each scale receives half as many samples.",
        "I said how to find out if a test is any good: break the code on purpose, and see if it fails.",
    ),
)
