# %% [markdown]
# Six exercises on the lesson *Periods*. Each one has a contract, a cell for your answer, a check
# that explains what went wrong, and a verdict that counts.
#
# Do them in order or not: each stands alone. Fill in a cell, run it, then run its check. Check as often as you like:
# it costs nothing.
# Stuck? `hint("02.1")` gives one rung at a time, `solution("02.1")` shows a way and says why.

# %% tags=["setup"]
from collections.abc import Sequence
from functools import partial

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from course_lib.classroom import setup
from course_lib.discriminators.mpd import fold as library_fold
from course_lib.discriminators.norm_convs import NormConv2d
from course_lib.instruments import alias_partners

norm_conv = partial(NormConv2d, norm="weight_norm")

setup("02")

# %% tags=["bank"]
from math import gcd

from course_lib.classroom import Exercise, Option, Question
from course_lib.classroom.checking.weights import fill_weights, logits_both_ways
from course_lib.display.figures.beside import grids_beside

# %% [markdown] id="02-1-head" tags=["exercise"]
# ### 02.1
# Write `fold`: cut the wave into rows of `period` samples and stack the rows.
#
# | | |
# |---|---|
# | in | `wave` [batch, channels, time], `period`: samples in a row |
# | out | [batch, channels, rows, period]; neighbours in time are neighbours in a row |
# | last row | if samples are missing, mirror the end of the wave, as `F.pad(..., mode="reflect")` does |
# | too short | mirroring can add at most `time - 1` samples; raise `ValueError` if more are missing |


# %% id="02-1-answer" tags=["answer"]
# @answer 02.1
def fold(wave: Tensor, period: int) -> Tensor:
    """Stack the wave in rows of ``period`` samples: [batch, channels, rows, period]."""
    # BEGIN SOLUTION
    time = wave.shape[-1]
    missing = -time % period
    if missing >= time:
        raise ValueError(f"cannot fold {time} samples at period {period}: the wave is too short")
    wave = F.pad(wave, (0, missing), mode="reflect")
    return rearrange(wave, "b c (rows period) -> b c rows period", period=period)
    # END SOLUTION
    # STUB: raise NotAttempted("02.1")


# %% id="02-1-bank" tags=["bank"]
ex = Exercise("02.1", answer="fold")


@ex.property("row-major order", cause="the axes are split in the wrong order, then swapped back")
def _(fold, draw):
    return fold(draw.distinct(1, 1, 12), 3)[:, :, :4]


@ex.property("the last row is filled by reflection", cause="the padding has the wrong kind or side")
def _(fold, draw):
    return fold(draw.distinct(1, 1, 10), 4)


@ex.property("nothing is added when the period divides the length", cause="p - T % p is p, not 0")
def _(fold, draw):
    return list(fold(draw.distinct(1, 1, 12), 4).shape)


@ex.property("batches and channels stay apart", cause="an axis other than time was reshaped")
def _(fold, draw):
    return fold(draw.distinct(2, 3, 8), 4)


@ex.property(
    "a wave that is too short is refused", cause="torch's own error says nothing of periods"
)
def _(fold, draw):
    return draw.refusal(lambda: fold(draw.distinct(1, 1, 4), 11))


ex.mutant(
    "transposed",
    says="Rows and columns are swapped. The second sample of the wave should sit to the right of "
    "the first, and yours sits below it: a row has to hold neighbours in time.",
    edit={'"b c (rows period) -> b c rows period"': '"b c (period rows) -> b c rows period"'},
)
ex.mutant(
    "zero_pad",
    says="You fill the last row with silence. AudioCraft mirrors the end of the wave, so that "
    "the judge meets no sudden drop to zero.",
    edit={', mode="reflect")': ")"},
)
ex.mutant(
    "always_pad",
    says="You add a whole row when the period already divides the length. `period - time % period` "
    "is `period` there, not 0; `-time % period` is what you need.",
    edit={"missing = -time % period": "missing = period - time % period"},
)
ex.mutant(
    "drop_tail",
    says="The samples after the last full row are gone. Folding must not lose a sample: fill the "
    "last row instead of cutting it off.",
    edit={
        'wave = F.pad(wave, (0, missing), mode="reflect")': "wave = wave[..., : time - time % period]"
    },
)
ex.mutant(
    "pad_left",
    says="The padding stands in front of the wave, so every sample moved to another column. "
    "`F.pad` takes (left, right).",
    edit={"(0, missing)": "(missing, 0)"},
)
ex.mutant(
    "repeat_last",
    says="You repeat the last sample. Reflection goes back: after … 7, 8, 9 come 8, 7, 6.",
    edit={'mode="reflect"': 'mode="replicate"'},
)
ex.mutant(
    "no_refusal",
    says="A wave that is too short raises a RuntimeError, as `F.pad` does, whose message says nothing about "
    "periods. Compare the missing samples with the samples you have, and raise a ValueError that says "
    "both.",
    edit={
        "    if missing >= time:\n"
        '        raise ValueError(f"cannot fold {time} samples at period {period}: the wave is too '
        'short")\n': ""
    },
)


@ex.picture
def _(answer):
    wave = torch.arange(10.0).reshape(1, 1, 10)
    return grids_beside(answer(wave, 4)[0, 0], fold(wave, 4)[0, 0], "samples 0 to 9, period 4")


@ex.alternative("with torch alone")
def fold_with_view(wave, period):
    batch, channels, time = wave.shape
    rows = -(-time // period)
    missing = rows * period - time
    if missing > time - 1:
        raise ValueError(f"{time} samples are too few for period {period}")
    mirrored = wave[..., time - 1 - missing : time - 1].flip(-1)
    return torch.cat([wave, mirrored], dim=-1).reshape(batch, channels, rows, period)


@ex.alternative("by indexing")
def fold_by_index(wave, period):
    time = wave.shape[-1]
    if -time % period >= time:
        raise ValueError(f"period {period} needs more than {time} samples")
    position = torch.arange(time + -time % period, device=wave.device)
    position = torch.where(position < time, position, 2 * (time - 1) - position)
    return wave[..., position].unflatten(-1, (-1, period))


ex.hints(
    "Twelve samples, period 3: how many rows are there, and which sample is first in row 1? "
    "Now take ten samples and period 4: how many are missing from the last row?",
    "Find the number of missing samples with a remainder, pad on the right by reflection, then split "
    "the time axis into rows and period, in that order.",
    "missing = -time % ____   then   F.pad(wave, (0, ____), mode=____)   then   "
    'rearrange(wave, "b c (____ ____) -> b c rows period", period=period)',
)
ex.why(
    "`-time % period` is the number of samples that the last row lacks, and it is 0 when none are "
    "lacking. Reflection needs one sample fewer than the wave has, hence the comparison with `time`. "
    "The pattern of `rearrange` says the order in words: rows first, then the place in the row."
)
ex.wrong_turn(
    "`wave.view(b, c, period, -1).transpose(2, 3)` has the right shape and the wrong samples: it "
    "puts neighbours in time below each other. A test of shapes alone lets it pass."
)

# %% [markdown] id="02-2-head" tags=["exercise"]
# ### 02.2
# These are the lines of `PeriodDiscriminator.forward(self, wave)`, shuffled. Indents are kept. One line does
# not belong. Answer with the letters in order, as in `order = ["B", "A", "C"]`.
#
# ```text
# A        x = F.leaky_relu(conv(x), 0.2)
# B    return logits, fmaps
# C    fmaps.append(logits)
# D    for conv in self.convs:
# E    x = fold(wave, self.period)
# F    logits = F.leaky_relu(self.conv_post(x), 0.2)
# G    fmaps = []
# H        fmaps.append(x)
# I    logits = self.conv_post(x)
# ```

# %% id="02-2-answer" tags=["answer"]
# @answer 02.2
# BEGIN SOLUTION
order = ["E", "G", "D", "A", "H", "I", "C", "B"]
# END SOLUTION
# STUB: order = ...

# %% id="02-2-bank" tags=["bank"]
ex = Exercise("02.2", answer="order")


@ex.property("the lines in order", cause="read the list aloud as a program, line by line")
def _(order, draw):
    letters = [str(letter).strip().upper() for letter in order]
    # The empty list may be made at any time before the loop: move it to the front.
    early = "G" in letters and "D" in letters and letters.index("G") < letters.index("D")
    return ["G"] * early + [letter for letter in letters if not (early and letter == "G")]


ex.mutant(
    "activated_scores",
    says='Line F bends the scores with an activation. Logits are raw: a strong "fake" must be able '
    'to go as far below zero as a strong "real" goes above it.',
    source='order = ["E", "G", "D", "A", "H", "F", "C", "B"]',
)
ex.mutant(
    "stored_too_early",
    says="H stands before A, so each map is stored before its convolution: you keep the folded wave "
    "and lose the last hidden map.",
    source='order = ["E", "G", "D", "H", "A", "I", "C", "B"]',
)
ex.mutant(
    "no_logits_map",
    says="The scores are missing from the feature maps. In MPD the sixth map is the logits.",
    source='order = ["E", "G", "D", "A", "H", "I", "B"]',
)
ex.mutant(
    "never_folded",
    says="Nothing folds the wave, so the two-dimensional convolutions get a wave without rows.",
    source='order = ["G", "D", "A", "H", "I", "C", "B"]',
)
ex.mutant(
    "list_in_the_loop",
    says="G stands after D: the list is made anew in each turn, or never. It belongs before the loop.",
    source='order = ["E", "D", "G", "A", "H", "I", "C", "B"]',
)
ex.mutant(
    "both_posts",
    says="Both I and F are in your list, and only one of them belongs.",
    source='order = ["E", "G", "D", "A", "H", "I", "F", "C", "B"]',
)
ex.alternative("the empty list first", source='order = ["G", "E", "D", "A", "H", "I", "C", "B"]')
ex.alternative("small letters", source='order = list("gedahicb")')
ex.hints(
    "What has to happen to the wave before a two-dimensional convolution can read it?",
    "Fold; make an empty list; for each convolution: convolve, bend, store; then the last convolution, "
    "stored too; return both.",
    "E, G, D, ____, ____, I, ____, B",
)
ex.why(
    "The loop convolves, bends with the leaky ReLU, and stores. The last convolution turns channels into "
    "scores, without a bend, and AudioCraft stores the scores as the sixth map as well."
)
ex.wrong_turn(
    "F looks like the lines in the loop, and symmetry tempts. A leaky ReLU on the scores would make every "
    "negative score five times smaller."
)

# %% [markdown] id="02-3-head" tags=["exercise"]
# ### 02.3
# Build the class from its layer table. `library_fold` folds for you. `norm_conv(c_in, c_out, kernel, stride=...,
# padding=...)` is a `Conv2d` with weight norm.
#
# | layer | name | kernel | stride | padding | channels out | after it |
# |---|---|---|---|---|---|---|
# | 0 … 3 | `convs[i]` | (5, 1) | (3, 1) | (2, 0) | `min(filters * 4 ** (i + 1), max_filters)` | leaky ReLU 0.2, store |
# | 4 | `convs[4]` | (5, 1) | (1, 1) | (2, 0) | the same formula | leaky ReLU 0.2, store |
# | last | `conv_post` | (3, 1) | (1, 1) | (1, 0) | 1 | store |


# %% id="02-3-answer" tags=["answer"]
# @answer 02.3
class PeriodDiscriminator(nn.Module):
    """Judge a mono wave [batch, 1, time] by its columns: returns (logits, six feature maps)."""

    def __init__(self, period: int, filters: int = 8, max_filters: int = 1024) -> None:
        super().__init__()
        self.period = period
        # BEGIN SOLUTION
        self.convs = nn.ModuleList()
        c_in = 1
        for layer in range(5):
            c_out = min(filters * 4 ** (layer + 1), max_filters)
            stride = 3 if layer < 4 else 1
            self.convs.append(norm_conv(c_in, c_out, (5, 1), stride=(stride, 1), padding=(2, 0)))
            c_in = c_out
        self.conv_post = norm_conv(c_in, 1, (3, 1), padding=(1, 0))
        # END SOLUTION
        # STUB: raise NotAttempted("02.3")

    def forward(self, wave: Tensor) -> tuple[Tensor, list[Tensor]]:
        # BEGIN SOLUTION
        x = library_fold(wave, self.period)
        fmaps: list[Tensor] = []
        for conv in self.convs:
            x = F.leaky_relu(conv(x), 0.2)
            fmaps.append(x)
        logits = self.conv_post(x)
        return logits, [*fmaps, logits]
        # END SOLUTION
        # STUB: raise NotAttempted("02.3")


# %% id="02-3-bank" tags=["bank"]
ex = Exercise("02.3", answer="PeriodDiscriminator")


@ex.property(
    "names and shapes of the parameters", cause="a kernel, a channel number or a name differs"
)
def _(judge_class, draw):
    # Drawn anew for each seed, so that a list learnt by heart is worth nothing.
    sizes = {"filters": draw.integer(2, 4), "max_filters": draw.integer(20, 40)}
    state = judge_class(draw.integer(2, 9), **sizes).state_dict()
    return {key: list(value.shape) for key, value in sorted(state.items())}


@ex.property("sizes of the logits", cause="a stride or a padding differs from the table")
def _(judge_class, draw):
    judge = judge_class(3, filters=1, max_filters=2)
    lengths = (draw.integer(901, 1099), 4096, draw.integer(23_001, 24_999))
    return [list(judge(draw.randn(1, 1, length))[0].shape) for length in lengths]


@ex.property("six feature maps, the last is the logits", cause="the scores are a feature map, too")
def _(judge_class, draw):
    logits, fmaps = judge_class(3, filters=1, max_filters=2)(draw.randn(1, 1, 300))
    return {"list": isinstance(fmaps, list), "maps": len(fmaps), "last": bool(fmaps[-1] is logits)}


@ex.property(
    "scores, with given weights", cause="something stands after conv_post, or a slope differs"
)
def _(judge_class, draw):
    judge = fill_weights(judge_class(5, filters=1, max_filters=4), draw)
    return logits_both_ways(judge, draw.randn(2, 1, 160))


@ex.property("feature maps, with given weights", cause="a map is stored before its activation")
def _(judge_class, draw):
    judge = fill_weights(judge_class(2, filters=1, max_filters=2), draw)
    return list(judge(draw.randn(1, 1, 61))[1])


ex.mutant(
    "kernel_lies_down",
    says="Your kernels are 1 tall and 5 wide: they read along a row, that is, neighbours in time. "
    "MPD's are 5 tall and 1 wide: they read down a column.",
    edit={
        "(5, 1), stride=(stride, 1), padding=(2, 0)": "(1, 5), stride=(stride, 1), padding=(0, 2)"
    },
)
ex.mutant(
    "stride_along_the_row",
    says="Your stride of 3 runs along the row, so columns get lost. It belongs to the rows: (3, 1).",
    edit={"stride=(stride, 1)": "stride=(1, stride)"},
)
ex.mutant(
    "last_layer_strides",
    says="Your fifth convolution strides, too. The table gives it (1, 1): it refines, it does not shrink.",
    edit={"stride = 3 if layer < 4 else 1": "stride = 3"},
)
ex.mutant(
    "activated_scores",
    says="There is an activation after `conv_post`. Logits are raw scores.",
    edit={"logits = self.conv_post(x)": "logits = F.leaky_relu(self.conv_post(x), 0.2)"},
)
ex.mutant(
    "stored_before_activation",
    says="You store each map before its leaky ReLU. The table says: leaky ReLU, then store.",
    edit={
        "            x = F.leaky_relu(conv(x), 0.2)\n            fmaps.append(x)\n": (
            "            x = conv(x)\n            fmaps.append(x)\n            x = F.leaky_relu(x, 0.2)\n"
        )
    },
)
ex.mutant(
    "logits_not_a_map",
    says="You return five feature maps. AudioCraft's MPD returns six: the scores count as one.",
    edit={"return logits, [*fmaps, logits]": "return logits, fmaps"},
)
ex.mutant(
    "default_slope",
    says="Your leaky ReLU has the slope 0.01, torch's default. The table says 0.2.",
    edit={"F.leaky_relu(conv(x), 0.2)": "F.leaky_relu(conv(x))"},
)
ex.mutant(
    "one_power_short",
    says="Your channels start at `filters`. The formula starts one power higher: filters * 4 ** 1.",
    edit={"4 ** (layer + 1)": "4**layer"},
)


@ex.alternative("a table of channels first")
class JudgeFromTable(nn.Module):
    def __init__(self, period, filters=8, max_filters=1024):
        super().__init__()
        self.period = period
        channels = [1] + [min(filters * 4**power, max_filters) for power in range(1, 6)]
        strides = (3, 3, 3, 3, 1)
        self.convs = nn.ModuleList(
            norm_conv(channels[i], channels[i + 1], (5, 1), stride=(strides[i], 1), padding=(2, 0))
            for i in range(5)
        )
        self.conv_post = norm_conv(channels[-1], 1, (3, 1), padding=(1, 0))

    def forward(self, wave):
        maps = [library_fold(wave, self.period)]
        for conv in self.convs:
            maps.append(F.leaky_relu(conv(maps[-1]), negative_slope=0.2))
        maps.append(self.conv_post(maps[-1]))
        return maps[-1], maps[1:]


@ex.alternative("with a module for the activation")
class JudgeWithModule(nn.Module):
    def __init__(self, period, filters=8, max_filters=1024):
        super().__init__()
        self.period, self.bend = period, nn.LeakyReLU(0.2)
        sizes = [min(filters * 4 ** (i + 1), max_filters) for i in range(5)]
        pairs = zip([1, *sizes[:-1]], sizes, [3, 3, 3, 3, 1], strict=True)
        self.convs = nn.ModuleList(
            [norm_conv(a, b, (5, 1), stride=(s, 1), padding=(2, 0)) for a, b, s in pairs]
        )
        self.conv_post = norm_conv(sizes[-1], 1, (3, 1), padding=(1, 0))

    def forward(self, wave):
        x, fmaps = library_fold(wave, self.period), []
        for conv in self.convs:
            x = self.bend(conv(x))
            fmaps += [x]
        x = self.conv_post(x)
        return x, [*fmaps, x]


ex.hints(
    "Which axis of [batch, channels, rows, period] may a kernel touch, if columns must never mix?",
    "Make a ModuleList of five norm_conv in a loop that remembers the channels of the layer before; "
    "then conv_post. In forward: fold, loop (convolve, bend, store), conv_post, store.",
    "norm_conv(c_in, c_out, (5, ____), stride=(____, 1), padding=(2, ____)); c_in = ____",
)
ex.why(
    "Kernel, stride and padding all have a 1 or 0 on the period axis: nothing moves along a row. The fifth "
    "layer keeps its size. The scores come from a convolution without activation and are the sixth map."
)
ex.wrong_turn(
    "A kernel of (1, 5) has as many weights as (5, 1), and everything runs. It makes five short-sighted "
    "judges of neighbouring samples, and the period no longer matters."
)

# %% [markdown] id="02-4-head" tags=["exercise"]
# ### 02.4
# Find two different tones below 12 000 Hz that period 5 **and** period 7 cannot tell apart at 24 kHz, but
# period 11 can. Answer with the two frequencies in Hz.
#
# A column of period `p` runs at 24000 / p samples per second. Two tones are the same to it if their sum or their
# difference is a multiple of that rate. An error of up to 1 Hz is forgiven.

# %% id="02-4-answer" tags=["answer"]
# @answer 02.4
# BEGIN SOLUTION
# The sum is 24000 / 5 and the difference is 24000 / 7.
total, difference = 24000 / 5, 24000 / 7
pair = ((total - difference) / 2, (total + difference) / 2)
# END SOLUTION
# STUB: pair = ...

# %% id="02-4-bank" tags=["bank"]
ex = Exercise("02.4", answer="pair")


def heard_as(frequency, period, sample_rate=24_000):
    """The frequency, from 0 to half the column's rate, at which a column hears a tone."""
    rate = sample_rate / period
    return abs(frequency - rate * round(frequency / rate))


@ex.property("the pair", cause="two numbers in Hz are needed")
def _(pair, draw):
    first, second = pair
    return [float(first), float(second)]


@ex.comparator
def _(data, expected):
    low, high = sorted(data["the pair"])
    apart = {p: abs(heard_as(low, p) - heard_as(high, p)) for p in (5, 7, 11)}
    different = low > 0 and high < 12_000 and high - low > 10
    return {
        "two different tones between 0 and 12 000 Hz": different,
        "the same to period 5": different and apart[5] <= 1,
        "the same to period 7": different and apart[7] <= 1,
        "different to period 11": different and apart[11] > 10,
    }


ex.mutant(
    "same_tone",
    says="These are one tone, or a tone outside 0 … 12 000 Hz. Two different ones are needed.",
    source="pair = (500.0, 500.0)",
)
ex.mutant(
    "only_five",
    says="Period 5 cannot tell them apart, but period 7 can. Use a sum for one period and a difference for "
    "the other.",
    source="pair = (500.0, 4300.0)",
)
ex.mutant(
    "only_seven",
    says="Period 7 cannot tell them apart, but period 5 can. Use a sum for one period and a difference for "
    "the other.",
    source="pair = (500.0, 500.0 + 24000 / 7)",
)
ex.mutant(
    "neither",
    says="Neither period 5 nor period 7 takes them for the same tone. Look at their sum and difference: "
    "is one a multiple of 4800 Hz, the other of 3428.57 Hz?",
    source="pair = (500.0, 700.0)",
)
ex.mutant(
    "eleven_too",
    says="Period 11 cannot tell them apart, and it should.",
    source="pair = (500.0, 24000 / 11 - 500.0)",
)
ex.alternative(
    "sum and difference swapped",
    source="total, difference = 24000 / 7 * 2, 24000 / 5\npair = ((total + difference) / 2, (total - difference) / 2)",
)
ex.alternative("numbers from a pocket calculator", source="pair = [685.71, 4114.29]")
ex.hints(
    "500 Hz and 4300 Hz are the same to period 5. What is their sum? And what is 24000 / 5?",
    "Let the sum of the two be a multiple of one column rate, and their difference a multiple of the other. "
    "Then solve the two equations.",
    "sum = 24000 / 5, difference = 24000 / ____; low = (sum - ____) / 2; high = (sum + ____) / 2",
)
ex.why(
    "Sum for one period, difference for the other: two equations, two unknowns. Period 11 always rescues you: to fool "
    "three periods, two of them would have to share the sum or the difference, and the smallest "
    "number that is a multiple of both their rates is 24 000 Hz, which two tones below 12 000 Hz never reach."
)
ex.wrong_turn(
    "A difference that fits both periods looks natural: it must be a multiple of 4800 and of 3428.57, and the "
    "first such number is 24 000. No second tone is left below 12 000 Hz."
)

# %% [markdown] id="02-5-head" tags=["exercise"]
# ### 02.5
# A colleague wrote a small multi-period discriminator. It runs, it trains, and its tests pass: they count
# five outputs. Yet its `periods` hardly matter. Find out why, then write a mended copy below.
#
# | | |
# |---|---|
# | keep | the constructor, the names `convs.0`, `convs.1`, …, the list of scores |
# | mend | judge `k` folds at `periods[k]` |


# %% id="02-5-given"
class ColleaguesMPD(nn.Module):
    """One small judge for each period. What is wrong?"""

    def __init__(self, periods: Sequence[int] = (2, 3, 5, 7, 11)) -> None:
        super().__init__()
        self.folds = [lambda wave: library_fold(wave, period) for period in periods]
        self.convs = nn.ModuleList(nn.Conv2d(1, 1, (5, 1), (3, 1), (2, 0)) for _ in periods)

    def forward(self, wave: Tensor) -> list[Tensor]:
        return [conv(fold_k(wave)) for fold_k, conv in zip(self.folds, self.convs, strict=True)]


# %% id="02-5-answer" tags=["answer"]
# @answer 02.5
class MendedMPD(nn.Module):
    """The colleague's class, with each judge at its own period."""

    def __init__(self, periods: Sequence[int] = (2, 3, 5, 7, 11)) -> None:
        super().__init__()
        # BEGIN SOLUTION
        self.periods = tuple(periods)
        self.convs = nn.ModuleList(nn.Conv2d(1, 1, (5, 1), (3, 1), (2, 0)) for _ in periods)
        # END SOLUTION
        # STUB: raise NotAttempted("02.5")

    def forward(self, wave: Tensor) -> list[Tensor]:
        # BEGIN SOLUTION
        pairs = zip(self.periods, self.convs, strict=True)
        return [conv(library_fold(wave, period)) for period, conv in pairs]
        # END SOLUTION
        # STUB: raise NotAttempted("02.5")


# %% id="02-5-bank" tags=["bank"]
ex = Exercise("02.5", answer="MendedMPD")


@ex.property("each judge folds at its own period", cause="look at the last axis of each score")
def _(mpd_class, draw):
    first = draw.integer(4, 9)  # never in rising order, and never one period twice
    scores = mpd_class(periods=(first, 2, first + 1))(draw.randn(1, 1, 60))
    return [score.shape[-1] for score in scores]


@ex.property("the names of the parameters", cause="a judge was renamed, added or shared")
def _(mpd_class, draw):
    return sorted(mpd_class(periods=range(2, draw.integer(5, 8))).state_dict())


@ex.property("the periods without an argument", cause="the default periods are 2, 3, 5, 7, 11")
def _(mpd_class, draw):
    return [score.shape[-1] for score in mpd_class()(draw.randn(1, 1, 60))]


@ex.property("scores, with given weights", cause="a judge uses another judge's weights")
def _(mpd_class, draw):
    first = draw.integer(4, 8)
    return fill_weights(mpd_class(periods=(first, first - 1)), draw)(draw.randn(2, 1, 41))


ex.mutant(
    "unmended",
    says="Every sub-discriminator folds at the last period. If your folds are lambdas: a lambda looks its "
    "variable up when it's called, not when it's made; by then the loop has ended, and `period` has its "
    "last value.",
    edit={
        "        self.periods = tuple(periods)\n": (
            "        self.folds = [lambda wave: library_fold(wave, period) for period in periods]\n"
        ),
        "pairs = zip(self.periods, self.convs, strict=True)": (
            "pairs = zip(self.folds, self.convs, strict=True)"
        ),
        "conv(library_fold(wave, period)) for period, conv": "conv(fold_k(wave)) for fold_k, conv",
    },
)
ex.mutant(
    "first_period",
    says="Every judge now folds at the first period.",
    edit={"conv(library_fold(wave, period))": "conv(library_fold(wave, self.periods[0]))"},
)
ex.mutant(
    "argument_ignored",
    says="The periods 2, 3, 5, 7, 11 are written into the class, so the argument does nothing.",
    edit={
        "self.periods = tuple(periods)": "periods = (2, 3, 5, 7, 11)\n        self.periods = periods"
    },
)
ex.mutant(
    "sorted_periods",
    says="The periods are sorted, so judge k no longer folds at periods[k] when they come in another order.",
    edit={"tuple(periods)": "tuple(sorted(periods))"},
)
ex.mutant(
    "one_set_of_weights",
    says="All judges share the first one's weights. Each needs its own.",
    edit={
        "[conv(library_fold(wave, period)) for period, conv in pairs]": (
            "[self.convs[0](library_fold(wave, period)) for period, _ in pairs]"
        )
    },
)


@ex.alternative("a default argument holds the period")
class MendedByDefault(nn.Module):
    def __init__(self, periods=(2, 3, 5, 7, 11)):
        super().__init__()
        self.folds = [lambda wave, period=period: library_fold(wave, period) for period in periods]
        self.convs = nn.ModuleList(nn.Conv2d(1, 1, (5, 1), (3, 1), (2, 0)) for _ in periods)

    def forward(self, wave):
        return [conv(fold_k(wave)) for fold_k, conv in zip(self.folds, self.convs, strict=True)]


@ex.alternative("a method that folds")
class MendedByMethod(nn.Module):
    def __init__(self, periods=(2, 3, 5, 7, 11)):
        super().__init__()
        self.periods = list(periods)
        self.convs = nn.ModuleList()
        for _ in self.periods:
            self.convs.append(nn.Conv2d(1, 1, (5, 1), stride=(3, 1), padding=(2, 0)))

    def score(self, k, wave):
        return self.convs[k](library_fold(wave, self.periods[k]))

    def forward(self, wave):
        return [self.score(k, wave) for k in range(len(self.periods))]


ex.hints(
    "Print the shape of each score of ColleaguesMPD(). What should the last axis be, and what is it?",
    "A function made in a loop reads the loop's variable when it is called. Keep the periods themselves, and "
    "fold in forward.",
    "self.periods = ____   and   [conv(library_fold(wave, ____)) for ____, conv in zip(self.periods, self.convs)]",
)
ex.why(
    "The period is kept as data and read when it is needed. A default argument, `lambda wave, period=period:`, "
    "works too: it is evaluated when the function is made. Functions in a plain list cannot be pickled, "
    "so the data is the better place."
)
ex.wrong_turn(
    "Counting outputs, as the colleague's tests do, finds nothing: there are five of them. The last axis of each "
    "score shows the period it was folded at. A test of that one line would have told. So would a "
    "linter: ruff knows this trap as rule B023."
)

# %% [markdown] id="02-6-head" tags=["exercise"]
# ### 02.6
# Choose five periods for sound at 16 kHz, and defend them with three numbers. `alias_partners(f, p, 16000)` lists
# the tones that period `p` cannot tell from a tone of `f` Hz.
#
# | key | what |
# |---|---|
# | `periods` | five different whole numbers from 2 to 256 |
# | `shared_aliases` | how many of your ten pairs of periods share an alias partner of a 437.3 Hz tone |
# | `longest_ms` | your longest period in milliseconds |
# | `slowest_rate` | the rate of its columns in Hz |

# %% id="02-6-answer" tags=["answer"]
# @answer 02.6
# BEGIN SOLUTION
choice = {
    "periods": (2, 3, 5, 7, 11),  # not 9 for 11: it has the factor 3 in common with 3
    "shared_aliases": 0,
    "longest_ms": 1000 * 11 / 16000,
    "slowest_rate": 16000 / 11,
}
# END SOLUTION
# STUB: choice = ...

# %% id="02-6-bank" tags=["bank"]
ex = Exercise("02.6", answer="choice")


def pairs_that_share(periods):
    """How many pairs have a common factor: up to 256, exactly those share a partner of 437.3 Hz."""
    return sum(gcd(p, q) > 1 for k, p in enumerate(periods) for q in periods[:k])


@ex.property("the choice", cause="a dict with the four keys of the table is needed")
def _(choice, draw):
    numbers = {key: float(choice[key]) for key in ("shared_aliases", "longest_ms", "slowest_rate")}
    return {"periods": [int(p) for p in choice["periods"]], **numbers}


@ex.comparator
def _(data, expected):
    told = data["the choice"]
    periods = told["periods"]
    sound = len(periods) == 5 == len(set(periods)) and min(periods) >= 2 and max(periods) <= 256
    longest = max(periods, default=1)

    def close(key, value):
        return sound and abs(told[key] - value) <= 0.01 * value

    return {
        "five different whole periods": sound,
        "no two periods share an alias": sound and pairs_that_share(periods) == 0,
        "your count of shared aliases is right": sound
        and told["shared_aliases"] == pairs_that_share(periods),
        "your longest period in ms is right": close("longest_ms", 1000 * longest / 16_000),
        "your slowest rate is right": close("slowest_rate", 16_000 / max(longest, 1)),
    }


def told(periods, shared, longest_ms, slowest_rate):
    """The source of an answer."""
    return (
        f'choice = {{"periods": {periods}, "shared_aliases": {shared}, '
        f'"longest_ms": {longest_ms}, "slowest_rate": {slowest_rate}}}'
    )


ex.mutant(
    "even_numbers",
    says="Some of your periods have a common factor, so they are deaf to the same aliases. Choose numbers that "
    "have none in common.",
    source=told((2, 4, 6, 8, 10), 10, "10 / 16", "16000 / 10"),
)
ex.mutant(
    "shared_but_denied",
    says="Some of your periods have a common factor, and your count says otherwise. Count the pairs with "
    "alias_partners.",
    source=told((2, 4, 6, 8, 10), 0, "10 / 16", "16000 / 10"),
)
ex.mutant(
    "miscounted",
    says="Your periods are well chosen, but your count of shared aliases is not theirs.",
    source=told((2, 3, 5, 7, 11), 3, "11 / 16", "16000 / 11"),
)
ex.mutant(
    "rate_of_24_khz",
    says="Both numbers belong to 24 kHz. At 16 kHz a sample lasts longer.",
    source=told((2, 3, 5, 7, 11), 0, "11 / 24", "24000 / 11"),
)
ex.mutant(
    "seconds",
    says="Your longest period is not in milliseconds, or it is that of another sample rate.",
    source=told((2, 3, 5, 7, 11), 0, "11 / 16000", "16000 / 11"),
)
ex.mutant(
    "half_the_rate",
    says="Your slowest rate is not 16000 / p for your longest period p. Half of it is the highest tone a column "
    "can carry; the table asks for the rate.",
    source=told((2, 3, 5, 7, 11), 0, "11 / 16", "8000 / 11"),
)
ex.mutant(
    "four_periods",
    says="Five different whole numbers from 2 to 256 are needed.",
    source=told((2, 3, 5, 7), 0, "7 / 16", "16000 / 7"),
)
ex.alternative("not all primes", source=told((3, 4, 5, 7, 11), 0, "11 / 16", "16000 / 11"))
ex.alternative("longer ones", source=told((13, 7, 5, 9, 4), 0, 0.8125, 1230.77))
ex.hints(
    "Which tones are deaf spots of period 4? Which of period 8? Are there common ones?",
    "Two periods share an alias partner of this tone exactly if they have a common factor. Choose numbers without any.",
    "shared_aliases = number of pairs with gcd(p, q) > ____; longest_ms = 1000 * p / ____; slowest_rate = ____ / p",
)
ex.why(
    "Numbers without a common factor share no alias partner of such a tone, so what one judge confuses another can "
    "tell. They need not be primes: 4 and 9 go well together. At 16 kHz the same periods reach half as far "
    "again in time as at 24 kHz."
)
ex.wrong_turn(
    "Powers of two look tidy. But every pair of tones that period 2 confuses is confused by 4, 8 and 16 as well: "
    "five judges with the same deaf spot."
)

# %% tags=["bank"]
Question(
    "02.r1",
    "Lesson 01: what does every discriminator of this course return?",
    [
        Option(
            "a",
            "one probability between 0 and 1",
            because="Many raw scores are returned, not one probability. High means real.",
            misconception="M07",
        ),
        Option(
            "b",
            "a list of logits and a list of lists of feature maps",
            right=True,
            because="One entry per sub-discriminator in each list.",
        ),
        Option(
            "c",
            "a list of feature maps, flat",
            because="A flat list makes zip pair the wrong maps, silently: a list of lists it is.",
        ),
    ],
    kind="recall",
)
Question(
    "02.r2",
    "Lesson 01: a discriminator keeps its judges in a plain Python list. How many parameters does the optimiser see?",
    [
        Option("a", "all of them", because="A plain list hides modules from PyTorch."),
        Option(
            "b",
            "none of theirs",
            right=True,
            because="Only modules in a ModuleList, or set as attributes, are registered.",
        ),
        Option("c", "those of the first", because="A plain list hides every one of them."),
    ],
    kind="recall",
)
Question(
    "02.r3",
    "Lesson 00: why does this course never let a player set the loudness of each clip by itself?",
    [
        Option(
            "a",
            "the louder clip is taken for the better one",
            right=True,
            because="So everything that is compared gets one common gain.",
        ),
        Option(
            "b",
            "players cannot change loudness",
            because="They do: many scale each clip to its own peak without saying so.",
            misconception="M23",
        ),
        Option("c", "it costs time", because="Scaling is fast. The trouble is that it is unfair."),
    ],
    kind="recall",
)
Question(
    "02.p1",
    "Every fifth sample of a 500 Hz tone, and every fifth sample of a 4300 Hz tone, both at 24 kHz. "
    "How do the two sound?",
    [
        Option(
            "a",
            "the second is higher",
            because="It was. Keeping every fifth sample made it come down to 500 Hz.",
        ),
        Option(
            "b",
            "the same",
            right=True,
            because="500 + 4300 = 4800 = 24000 / 5. At 4800 samples per second they differ in phase at most.",
        ),
        Option(
            "c",
            "the second is silent",
            because="No energy is lost: it comes back at another frequency.",
        ),
    ],
)
Question(
    "02.p2",
    "A wave of 24 000 samples is folded at period 5. What is lost?",
    [
        Option(
            "a",
            "four of five samples",
            because="Folding keeps every sample. It moves them into a grid.",
            misconception="M04",
        ),
        Option(
            "b", "nothing", right=True, because="Unfold the grid and the wave is back, bit for bit."
        ),
        Option(
            "c",
            "everything above 2400 Hz",
            because="One column alone has that limit. The grid holds all five of them.",
            misconception="M04",
        ),
    ],
)
Question(
    "02.p3",
    "We shuffle the five columns of a folded wave and give it to the judge of period 5. What happens to its logits?",
    [
        Option(
            "a",
            "they change completely",
            because="That would need a kernel that reads along a row. MPD's kernels are one column wide.",
            misconception="M02",
        ),
        Option(
            "b",
            "they are shuffled in the same way, and otherwise equal",
            right=True,
            because="Each column is judged alone. The judge never compares two of them.",
        ),
        Option(
            "c",
            "nothing at all",
            because="Almost: each column keeps its scores, and they move with it.",
        ),
    ],
)
Question(
    "02.p4",
    "We ask autograd: which samples of the wave can change this one logit of the judge of period 5?",
    [
        Option(
            "a",
            "an unbroken stretch of the wave",
            because="A one-dimensional convolution sees that. This judge reads down one column.",
            misconception="M02",
        ),
        Option(
            "b",
            "every fifth sample over a long stretch",
            right=True,
            because="A comb: the logit stands in one column, and knows that column only.",
        ),
        Option(
            "c", "five samples", because="Five rows are one kernel. Six layers reach much further."
        ),
    ],
)
Question(
    "02.p5",
    "Which of MPD's periods, 2, 3, 5, 7 or 11, hears the beat of a song at 120 beats per minute?",
    [
        Option(
            "a",
            "2, because the beat is even",
            because="Period 2 is two samples, 0.083 ms.",
            misconception="M01",
        ),
        Option(
            "b",
            "11, the longest",
            because="Eleven samples are 0.458 ms. A beat is 500 ms.",
            misconception="M01",
        ),
        Option(
            "c",
            "all five together",
            because="The longest stretch that one logit sees is shorter than a beat.",
            misconception="M01",
        ),
        Option(
            "d",
            "none of them",
            right=True,
            because="A beat at 120 bpm has 12 000 samples. MPD's periods are about a thousand times shorter.",
        ),
    ],
)
Question(
    "02.p6",
    "Why are MPD's periods primes?",
    [
        Option(
            "a",
            "music contains prime patterns",
            because="No such pattern is known. The reason is arithmetic, not music.",
            misconception="M03",
        ),
        Option(
            "b",
            "so that two periods share hardly a deaf spot",
            right=True,
            because="Periods without a common factor are fooled by the same pair for a few special tones only. Primes are one way to get that.",
        ),
        Option(
            "c",
            "primes are faster to compute",
            because="The cost depends on the number of samples. The period changes it little.",
        ),
    ],
)
Question(
    "02.e1",
    "Explain to a friend who trains vocoders: why does one judge of MPD take 500 Hz and 4300 Hz for the same tone, "
    "and why is the whole MPD not fooled?",
    kind="explain",
    look_for=(
        "I said that a column keeps every p-th sample, so it runs at 24000 / p samples per second.",
        "I said that the tones add up to, or differ by, a multiple of that rate.",
        "I said that kernels one column wide never compare columns, so no logit can tell.",
        "I said that another period has another rate, at which the two tones differ.",
    ),
)
