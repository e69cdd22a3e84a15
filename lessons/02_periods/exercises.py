# %% [markdown]
# Eight exercises on the lesson *Periods*. Each one has a contract, a cell for your answer, a check
# that explains what went wrong, and a verdict that gives your points.
#
# You can do them in any order, except that 02.7 builds on 02.3. Fill in a cell, run it, then run its check. Check as often as you
# like: it costs no points. A check lists the properties that it tried. The first one is essential: if it fails, there are no points for the
# others. Only in 02.8 each part counts by itself.
#
# If you get stuck, `hint("02.1")` gives you one hint at a time, and `solution("02.1")` shows one way and explains it.

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
from course_lib.instruments import alias_partners, logit_samples

norm_conv = partial(NormConv2d, norm="weight_norm")

setup("02")

# %% tags=["bank"]
import inspect
import re
from math import gcd, isfinite

from course_lib.classroom import Exercise, Later, NotAttempted, Option, Question
from course_lib.classroom.checking.fill_weights import fill_weights, logits_both_ways
from course_lib.classroom.checking.free_text import count_words, letter_of, number_or_none
from course_lib.classroom.checking.gradients import gradient_flow
from course_lib.discriminators.meta_device import meta_device
from course_lib.discriminators.mpd import PeriodDiscriminator as LibraryPeriodDiscriminator
from course_lib.display.figures.beside import grids_beside

# %% [markdown] id="02-1-head" tags=["exercise"]
# ### 02.1
# Write `fold`: cut the wave into rows of `period` samples and stack the rows.
#
# | | |
# |---|---|
# | in | `wave` [batch, channels, time], `period`: the number of samples in a row |
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
    return fold(draw.distinct(1, 1, 10), 6)  # two are missing, four are over


@ex.property("nothing is added when the period divides the length", cause="p - T % p is p, not 0")
def _(fold, draw):
    return list(fold(draw.distinct(1, 1, 12), 4).shape)


@ex.property("batches and channels aren't mixed", cause="an axis other than time was reshaped")
def _(fold, draw):
    return fold(draw.distinct(2, 3, 8), 4)


@ex.property(
    "only a wave that is too short is refused", cause="torch's own error doesn't mention periods"
)
def _(fold, draw):
    # three samples can be mirrored, four can't
    wave = draw.distinct(1, 1, 4)
    return [draw.refusal(lambda period=period: fold(wave, period)) for period in (6, 7, 8, 11)]


@ex.property(
    "gradients flow back into the wave", cause="the wave was detached, or copied into a new tensor"
)
def _(fold, draw):
    wave = draw.randn(1, 1, 10).requires_grad_()
    rows = fold(wave, 4)
    # Only whether they flow: that the right samples are repeated is a property of its own.
    reached = torch.autograd.grad(rows.square().sum(), wave)[0] if rows.requires_grad else None
    return f"to {0 if reached is None else int((reached != 0).sum())} of 10 samples"


GRID = 'return rearrange(wave, "b c (rows period) -> b c rows period", period=period)'
ex.mutant(
    "last_row_first",
    says="Your rows are in the opposite order: the first one should have the beginning of the wave.",
    edit={GRID: f"{GRID}.flip(2)"},
)
ex.mutant(
    "rows_backwards",
    says="Each of your rows runs backwards: time goes from left to right.",
    edit={GRID: f"{GRID}.flip(3)"},
)
ex.mutant(
    "batch_and_channels_in_one",
    says="Batch and channels share an axis. Keep both: `[batch, channels, rows, period]`.",
    edit={GRID: "return wave.reshape(-1, wave.shape[-1] // period, period)"},
)
ex.mutant(
    "batch_lost",
    says="Your grid has no axis for the batch. Keep all four: `[batch, channels, rows, period]`.",
    edit={GRID: "return wave.reshape(wave.shape[1], -1, period)"},
)
ex.mutant(
    "an_array",
    says="You return an array of numpy, and no gradient flows through it. Stay with torch.",
    edit={GRID: f"{GRID}.detach().numpy()"},
)
ex.mutant(
    "padded_wave_unused",
    says="`F.pad` returns a new tensor, and you go on with the old one. Store what it returns, and fold that.",
    edit={
        'wave = F.pad(wave, (0, missing), mode="reflect")': 'F.pad(wave, (0, missing), mode="reflect")',
        GRID: "return wave.reshape(*wave.shape[:2], -1, period)",
    },
)
ex.mutant(
    "transposed",
    says="Rows and columns are swapped. The second sample of the wave should be to the right of "
    "the first, but yours is below it: neighbours in time belong in the same row.",
    edit={'"b c (rows period) -> b c rows period"': '"b c (period rows) -> b c rows period"'},
)
ex.mutant(
    "zero_pad",
    says="You fill the last row with zeros. AudioCraft mirrors the end of the wave instead, so that "
    "the wave doesn't suddenly drop to zero.",
    edit={', mode="reflect")': ")"},
    part="the last row is filled by reflection",
)
ex.mutant(
    "always_pad",
    says="You add a whole row when the period already divides the length. `period - time % period` "
    "is `period` in that case. You need 0, and `-time % period` gives you that.",
    edit={"missing = -time % period": "missing = period - time % period"},
)
ex.mutant(
    "drop_tail",
    says="The samples after the last full row are gone. Folding must not lose any sample: fill the "
    "last row instead of dropping it.",
    edit={
        'wave = F.pad(wave, (0, missing), mode="reflect")': "wave = wave[..., : time - time % period]"
    },
    part="the last row is filled by reflection",
)
ex.mutant(
    "pad_left",
    says="Your padding is in front of the wave, so every sample moved to another column. "
    "`F.pad` takes (left, right).",
    edit={"(0, missing)": "(missing, 0)"},
)
ex.mutant(
    "repeat_last",
    says="You repeat the last sample. Reflection goes backwards: after … 7, 8, 9 come 8, 7, 6.",
    edit={'mode="reflect"': 'mode="replicate"'},
    part="the last row is filled by reflection",
)
ex.mutant(
    "last_twice",
    says="You mirror the wave behind its last sample, so that sample appears twice. Reflection starts one sample earlier.",
    edit={
        'wave = F.pad(wave, (0, missing), mode="reflect")': (
            "wave = torch.cat([wave, wave.flip(-1)[..., :missing]], dim=-1)"
        )
    },
    part="the last row is filled by reflection",
)
ex.mutant(
    "circular",
    says="You go on with the beginning of the wave, as in a loop. Reflection goes backwards from its end.",
    edit={'mode="reflect"': 'mode="circular"'},
    part="the last row is filled by reflection",
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


ex.mutant(
    "refuses_the_last_one",
    says="You refuse a wave that is long enough: `time - 1` missing samples can still be mirrored.",
    edit={"missing >= time": "missing >= time - 1"},
)
ex.mutant(
    "refuses_below_the_period",
    says="You refuse every wave that is shorter than the period. But four samples fill a row of seven: three of them can be mirrored.",
    edit={"missing >= time": "time < period"},
)
ex.mutant(
    "rows_and_period_swapped",
    says="Your grid has `period` rows. It should have rows of `period` samples: the period is the last axis.",
    edit={'rows period", period=period)': 'rows period", rows=period)'},
)
REFUSAL = (
    "    if missing >= time:\n"
    '        raise ValueError(f"cannot fold {time} samples at period {period}: the wave is too short")\n'
)
FILL = 'wave = F.pad(wave, (0, missing), mode="reflect")'
LAST = 'return rearrange(wave, "b c (rows period) -> b c rows period", period=period)'
# Two mistakes at once: without a refusal, each of these three gets further with a short wave.
ex.mutant(
    "zero_pad_unrefused",
    says="You fill the last row with zeros, where the table asks for the mirrored end. And you refuse no wave that is too short.",
    edit={REFUSAL: "", ', mode="reflect")': ")"},
)
ex.mutant(
    "always_pad_unrefused",
    says="You add a whole row when the period already divides the length: `-time % period` is 0 in that case. And you refuse no wave "
    "that is too short.",
    edit={REFUSAL: "", "missing = -time % period": "missing = period - time % period"},
)
ex.mutant(
    "drop_tail_unrefused",
    says="The samples after the last full row are gone. Fill that row instead of dropping it. And you refuse no wave that is too short.",
    edit={REFUSAL: "", FILL: "wave = wave[..., : time - time % period]"},
)
ex.mutant(
    "copied_forwards",
    says="You copy the samples before the last one in their own order. A mirror reverses them.",
    edit={FILL: "wave = torch.cat([wave, wave[..., -missing - 1 : -1]], dim=-1)"},
    part="the last row is filled by reflection",
)
ex.mutant(
    "mirrored_beginning",
    says="You mirror the beginning of the wave. The last row goes on from the end, so mirror the end.",
    edit={FILL: "wave = torch.cat([wave, wave[..., 1 : missing + 1].flip(-1)], dim=-1)"},
    part="the last row is filled by reflection",
)
ex.mutant(
    "padded_on_both_sides",
    says="You pad on both sides, so the samples move to other columns. Pad on the right only: `F.pad` takes (left, right).",
    edit={"(0, missing)": "(missing // 2, missing - missing // 2)"},
    part="the last row is filled by reflection",
)
ex.mutant(
    "asserted",
    says="You refuse the right waves, but with an AssertionError. Raise a ValueError: Python can be told to skip each `assert`.",
    edit={REFUSAL: "    assert missing < time\n"},
    part="only a wave that is too short is refused",
)
ex.mutant(
    "silent",
    says="A wave that is too short raises nothing in your code. Use `raise ValueError(...)`, so that the caller notices.",
    edit={REFUSAL: "    if missing >= time:\n        return None\n"},
    part="only a wave that is too short is refused",
)
ex.mutant(
    "refuses_too_late",
    says="You refuse one wave too few. The last sample isn't repeated, so `time` missing samples can't be mirrored, only `time - 1`.",
    edit={"missing >= time": "missing > time"},
    part="only a wave that is too short is refused",
)
ex.mutant(
    "rows_before_channels",
    says="Your rows come before the channels. The result should be [batch, channels, rows, period].",
    edit={LAST: "return wave.reshape(wave.shape[0], -1, wave.shape[1], period)"},
)
ex.mutant(
    "detached",
    says="No gradient flows back into the wave: `detach`, numpy, or a new tensor with the same values cuts its path. A generator "
    "couldn't learn from your grid.",
    edit={LAST: LAST.replace("(wave,", "(wave.detach(),")},
    part="gradients flow back into the wave",
)
ex.mutant(
    "still_a_line",
    says="You return a line of samples, not a grid. Cut it into rows: the result has four axes.",
    edit={LAST: "return wave"},
)
ex.mutant(
    "channels_merged",
    says="All channels end up in one. Split only the time axis, and keep batch and channels as they are.",
    edit={LAST: "return wave.reshape(wave.shape[0], 1, -1, period)"},
)
ex.mutant(
    "all_in_one",
    says="All waves and channels end up in one long grid. Split only the time axis, and keep batch and channels as they are.",
    edit={LAST: "return wave.reshape(1, 1, -1, period)"},
    part="batches and channels aren't mixed",
)
ex.mutant(
    "rows_overlap",
    says="Your rows overlap: each begins one sample after the row above. The next row begins `period` samples later.",
    edit={LAST: "return wave.unfold(-1, period, 1)"},
    part="row-major order",
)
ex.mutant(
    "never_filled",
    says="Nothing fills the last row, so your code only works if the period divides the length.",
    edit={'    wave = F.pad(wave, (0, missing), mode="reflect")\n': ""},
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
    "Now take ten samples and period 4: how many samples are missing from the last row?",
    "Use a remainder to find the number of missing samples. Pad by reflection on the right, then split "
    "the time axis into rows and period, in that order.",
    "missing = -time % ____;   if missing ____ time: raise ____;   F.pad(wave, (0, ____), mode=____);   "
    'rearrange(wave, "b c (____ ____) -> b c rows period", period=period)',
)
ex.why(
    "`-time % period` is the number of samples missing from the last row, and it's 0 when none are "
    "missing. Reflection doesn't repeat the last sample, so it can add at most `time - 1` samples: that's "
    "the comparison. Time is split into rows first, and then into places in a row, so neighbours in time stay side by side."
)
ex.leads_to("MPD folds every wave in this way: 02.3 builds the network that reads the columns.")
ex.wrong_turn(
    "`wave.view(b, c, period, -1).transpose(2, 3)` has the right shape, but the wrong samples in each "
    "row: neighbours in time end up below each other. A test that only looks at shapes lets it pass."
)

# %% [markdown] id="02-2-head" tags=["exercise"]
# ### 02.2
# Here are the lines of `PeriodDiscriminator.forward(self, wave)`, shuffled, with their indentation. One line doesn't
# belong. Answer with the letters in order, as in `order = ["B", "A", "C"]`.
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


def comes_before(first, second, letters):
    """Return True if both lines are in the list, in this order."""
    both = first in letters and second in letters
    return both and letters.index(first) < letters.index(second)


@ex.property("the lines in order", cause="read your lines as a program, one after the other")
def _(order, draw):
    ordered = not isinstance(order, set | frozenset)  # a set has another order in each session
    letters = (
        []
        if not ordered
        else re.findall(r"\b[A-Z]\b" if "," in str(order) else "[A-Z]", str(order).upper())
    )
    # The empty list may be created anywhere before the loop: move it to the front.
    early = comes_before("G", "D", letters)
    lines = list(letters)
    if early:
        lines.remove("G")
        lines.insert(0, "G")
    late = {pair: comes_before(*pair, letters) for pair in ("DE", "DG", "AD", "HD", "HA", "IH")}
    needed = ("E", "G", "D", "A", "H", "IF", "C", "B")
    missing = [names for names in needed if not set(names) & set(letters)]
    return {
        "lines": lines,
        "missing": "all" if len(missing) == len(needed) else missing[0] if missing else "none",
        "posts": [post for post in "IF" if post in letters],
        "twice": len(set(letters)) < len(letters),
        **late,
    }


@ex.comparator
def _(data, expected):
    found, right = data["the lines in order"], expected["the lines in order"]
    return {"the lines in order": found["lines"] == right["lines"]}


ex.mutant(
    "activated_scores",
    says='Line F applies an activation to the logits. They should be raw scores: a strong "fake" must be '
    'able to go as far below zero as a strong "real" goes above it.',
    source='order = ["E", "G", "D", "A", "H", "F", "C", "B"]',
    part="posts",
)
ex.mutant(
    "stored_too_early",
    says="H comes before A, so each map is stored before its convolution: you store the folded wave "
    "and lose the last hidden map.",
    source='order = ["E", "G", "D", "H", "A", "I", "C", "B"]',
    part="HA",
)
ex.mutant(
    "no_logits_map",
    says="The logits are missing from the feature maps. In MPD they are the sixth map.",
    source='order = ["E", "G", "D", "A", "H", "I", "B"]',
    part="missing",
)
ex.mutant(
    "never_folded",
    says="Nothing folds the wave, so the two-dimensional convolutions receive a wave without rows.",
    source='order = ["G", "D", "A", "H", "I", "C", "B"]',
    part="missing",
)
ex.mutant(
    "list_in_the_loop",
    says="G comes after D, so the list isn't created once, before the loop, where it belongs.",
    source='order = ["E", "D", "G", "A", "H", "I", "C", "B"]',
    part="DG",
)
ex.mutant(
    "folded_too_late",
    says="E comes after D. The wave has to be folded before the loop, whose convolutions read a grid.",
    source='order = ["G", "D", "E", "A", "H", "I", "C", "B"]',
    part="DE",
)
ex.mutant(
    "convolved_before_the_loop",
    says="A comes before D. It is indented, so it belongs in the loop that D begins.",
    source='order = ["E", "G", "A", "D", "H", "I", "C", "B"]',
    part="AD",
)
ex.mutant(
    "stored_before_the_loop",
    says="H comes before D. It is indented, so it belongs in the loop that D begins.",
    source='order = ["E", "G", "H", "D", "A", "I", "C", "B"]',
    part="HD",
)
ex.mutant(
    "scored_too_early",
    says="I comes before H. It reads the last hidden map, so the loop has to end first.",
    source='order = ["E", "G", "I", "D", "A", "H", "C", "B"]',
    part="IH",
)
ex.mutant(
    "both_posts",
    says="Both I and F are in your list, but only one of them belongs there.",
    source='order = ["E", "G", "D", "A", "H", "I", "F", "C", "B"]',
    part="posts",
)
ex.mutant(
    "logits_stored_before_the_loop",
    says="C stores the logits before line I has computed them.",
    source='order = ["E", "G", "C", "D", "A", "H", "I", "B"]',
)
ex.mutant(
    "logits_stored_too_early",
    says="C comes before I, so it stores logits that don't exist yet.",
    source='order = ["E", "G", "D", "A", "H", "C", "I", "B"]',
)
ex.mutant(
    "returned_too_early",
    says="B returns before C has stored the logits.",
    source='order = ["E", "G", "D", "A", "H", "I", "B", "C"]',
)
ex.mutant(
    "never_convolved",
    says="Line A is missing, so no layer of `convs` is ever used.",
    source='order = ["E", "G", "D", "H", "I", "C", "B"]',
    part="missing",
)
ex.mutant(
    "no_letters",
    says='Answer with the letters of the lines, as in `order = ["B", "A", "C"]`.',
    source="order = [5, 7, 4, 1, 8, 9, 3, 2]",
    part="missing",
)
ex.mutant(
    "one_twice",
    says="One of your lines appears twice. Each line that belongs is needed once.",
    source='order = ["G", "E", "G", "D", "A", "H", "I", "C", "B"]',
    part="twice",
)
WITHOUT = {
    "D": "Line D is missing: without the loop, nothing says which convolution `conv` is.",
    "G": "Line G is missing, so there is no list to append to.",
    "H": "Line H is missing, so no hidden map is stored.",
    "I": "Neither I nor F is in your list, so nothing computes the logits.",
    "B": "Line B is missing, so `forward` returns nothing.",
}
for letter, says in WITHOUT.items():
    lines = "EGDAHICB".replace(letter, "")
    ex.mutant(f"without {letter}", says=says, source=f"order = list({lines!r})", part="missing")
ex.alternative("in one text", source='order = "E, G, D, A, H, I, C, B"')
ex.alternative("the empty list first", source='order = ["G", "E", "D", "A", "H", "I", "C", "B"]')
ex.alternative("small letters", source='order = list("gedahicb")')
ex.hints(
    "What has to happen to the wave before a two-dimensional convolution can read it?",
    "Fold; create an empty list; for each convolution: convolve, activate, store; then the last convolution, "
    "whose result is stored too; return both.",
    "E, G, D, ____, ____, ____, ____, B",
)
ex.why(
    "The loop convolves, applies the leaky ReLU, and stores. The last convolution turns channels into "
    "logits, without an activation. AudioCraft stores the logits as the sixth map as well."
)
ex.leads_to("02.3 puts these lines into the class, with the layers that they need.")
ex.wrong_turn(
    "Line F is tempting because it looks like the lines in the loop. But a leaky ReLU on the logits would make "
    "every negative score five times smaller."
)

# %% [markdown] id="02-3-head" tags=["exercise"]
# ### 02.3
# Build the period discriminator from its layer table. Use `library_fold` to fold. `norm_conv(c_in, c_out, kernel,
# stride=..., padding=...)` is a `Conv2d` with weight norm.
#
# | layer | name | kernel | stride | padding | channels out | after it |
# |---|---|---|---|---|---|---|
# | 0 … 3 | `convs[i]` | (5, 1) | (3, 1) | (2, 0) | `min(filters * 4 ** (i + 1), max_filters)` | leaky ReLU 0.2, store |
# | 4 | `convs[4]` | (5, 1) | (1, 1) | (2, 0) | the same formula | leaky ReLU 0.2, store |
# | last | `conv_post` | (3, 1) | (1, 1) | (1, 0) | 1 | store |


# %% id="02-3-answer" tags=["answer"]
# @answer 02.3
class PeriodDiscriminator(nn.Module):
    """Score a mono wave [batch, 1, time] by its columns: returns (logits, six feature maps)."""

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


def sizes_by_name(module):
    """Return the sizes of a module's parameters in words: (1, 5) isn't (5, 1) in another order."""
    state = sorted(module.state_dict().items())
    return {name: " x ".join(str(size) for size in tensor.shape) for name, tensor in state}


LOUD = 100  # times a wave of usual level: then the logits depend on it more than on the biases


@ex.property(
    "names and shapes of the parameters", cause="a kernel, a number of channels or a name differs"
)
def _(discriminator_class, draw):
    # Drawn anew for each seed, so that a memorised list doesn't pass.
    sizes = {"filters": draw.integer(2, 3), "max_filters": draw.integer(140, 160)}
    return sizes_by_name(discriminator_class(draw.integer(2, 9), **sizes))


@ex.property("sizes of the logits", cause="a stride or a padding differs from the table")
def _(discriminator_class, draw):
    discriminator = discriminator_class(3, filters=1, max_filters=2)
    lengths = (draw.integer(901, 1099), 4096, draw.integer(23_001, 24_999))
    logits = [discriminator(draw.randn(1, 1, length))[0] for length in lengths]
    return [
        list(x.shape) if isinstance(x, Tensor) else f"a {type(x).__name__}, not a tensor"
        for x in logits
    ]


@ex.property("six feature maps, the last is the logits", cause="the logits are a feature map, too")
def _(discriminator_class, draw):
    logits, fmaps = discriminator_class(3, filters=1, max_filters=2)(draw.randn(1, 1, 300))
    in_order = fmaps if isinstance(fmaps, list | tuple) and fmaps else [None]
    return {
        "type of the maps": type(fmaps).__name__,
        "number of maps": len(fmaps),
        "the last one is the logits": bool(in_order[-1] is logits),
    }


@ex.property(
    "scores, with given weights", cause="something comes after conv_post, or a slope differs"
)
def _(discriminator_class, draw):
    discriminator = fill_weights(discriminator_class(5, filters=2, max_filters=8), draw)
    wave = LOUD * draw.randn(2, 1, 160)
    one, two = (discriminator(wave)[0] for _ in range(2))
    if isinstance(one, Tensor) and not torch.equal(one, two):
        return "two calls with the same wave return different scores"
    return logits_both_ways(discriminator, wave)


@ex.property("hidden maps, with given weights", cause="a map is stored before its activation")
def _(discriminator_class, draw):
    discriminator = fill_weights(discriminator_class(2, filters=1, max_filters=2), draw)
    # The last map is the logits: they are compared above, with both signs.
    return list(discriminator(draw.randn(1, 1, 61))[1])[:-1]


@ex.property("the sizes without an argument", cause="the defaults are 8 filters, 1024 at most")
def _(discriminator_class, draw):
    period = draw.integer(2, 9)
    with meta_device():  # shapes without numbers: without a limit, there are 105 million
        return sizes_by_name(discriminator_class(period))


@ex.property(
    "gradients flow from every map to the wave", cause="a map or the wave is detached on the way"
)
def _(discriminator_class, draw):
    discriminator = fill_weights(discriminator_class(3, filters=1, max_filters=4), draw)
    return gradient_flow(discriminator, draw.randn(1, 1, 61))


ACTIVATED = "F.leaky_relu(conv(x), 0.2)"
ex.mutant(
    "dropout",
    says="Something in your network is random, such as a dropout. The table has nothing of the kind.",
    edit={ACTIVATED: f"F.dropout({ACTIVATED}, 0.1)"},
    part="scores, with given weights",
)
ex.mutant(
    "gelu",
    says="Your activation is a GELU. The table asks for a leaky ReLU with slope 0.2.",
    edit={ACTIVATED: "F.gelu(conv(x))"},
)
ex.mutant(
    "scores_squashed",
    says="You apply a tanh to the scores. The table has nothing after `conv_post`: return what it gives.",
    edit={"logits = self.conv_post(x)": "logits = torch.tanh(self.conv_post(x))"},
)
ex.mutant(
    "four_times_the_channels_before",
    says="Your first layer has 4 channels: you multiply the channels before it, 1, by 4. The formula begins with `filters`.",
    edit={"min(filters * 4 ** (layer + 1), max_filters)": "min(c_in * 4, max_filters)"},
)
ex.mutant(
    "square_kernels",
    says="Your kernels are 5 rows tall and 5 columns wide. The table's are 1 wide, so that no column meets another.",
    edit={
        "(5, 1), stride=(stride, 1), padding=(2, 0)": "(5, 5), stride=(stride, 1), padding=(2, 2)"
    },
)
ex.mutant(
    "last_layer_renamed",
    says="Your last layer has another name than `conv_post`, so saved weights don't find it.",
    edit={"self.conv_post = ": "self.post = ", "self.conv_post(x)": "self.post(x)"},
)
ex.mutant(
    "kernel_lies_down",
    says="Your kernels are 1 row tall and 5 columns wide: they read along a row, so they compare "
    "neighbours in time. MPD's are 5 tall and 1 wide: they read down a column.",
    edit={
        "(5, 1), stride=(stride, 1), padding=(2, 0)": "(1, 5), stride=(stride, 1), padding=(0, 2)"
    },
)
ex.mutant(
    "stride_along_the_row",
    says="Your stride of 3 goes along the row, so it skips columns. It belongs on the rows: (3, 1).",
    edit={"stride=(stride, 1)": "stride=(1, stride)"},
)
ex.mutant(
    "last_layer_strides",
    says="Your fifth convolution has a stride of 3, too. The table gives it (1, 1): it keeps all rows.",
    edit={"stride = 3 if layer < 4 else 1": "stride = 3"},
)
ex.mutant(
    "activated_scores",
    says="There's an activation after `conv_post`. Logits are raw scores.",
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
    says="You return five feature maps. AudioCraft's MPD returns six: the logits count as one.",
    edit={"return logits, [*fmaps, logits]": "return logits, fmaps"},
)
ex.mutant(
    "default_slope",
    says="Your leaky ReLU has the slope 0.01, torch's default. The table says 0.2.",
    edit={"F.leaky_relu(conv(x), 0.2)": "F.leaky_relu(conv(x))"},
)
ex.mutant(
    "stride_on_both_axes",
    says="Your stride applies to both axes, so it skips columns, too. Give one number for each axis: rows first.",
    edit={"stride=(stride, 1)": "stride=stride"},
)
ex.mutant(
    "no_padding",
    says="Your convolutions have no padding, so each one loses rows at both ends, until too few are left.",
    edit={", padding=(2, 0)": ""},
)
ex.mutant(
    "no_weight_norm",
    says="Your convolutions have no weight norm. Use `norm_conv` in place of `nn.Conv2d`.",
    edit={
        "norm_conv(c_in, c_out": "nn.Conv2d(c_in, c_out",
        "norm_conv(c_in, 1": "nn.Conv2d(c_in, 1",
    },
)
ex.mutant(
    "weight_norm_forgotten_in_the_loop",
    says="The five convolutions of `convs` have no weight norm. Use `norm_conv` for them, too.",
    edit={"norm_conv(c_in, c_out": "nn.Conv2d(c_in, c_out"},
)
ex.mutant(
    "weight_norm_forgotten_at_the_end",
    says="`conv_post` has no weight norm. Use `norm_conv` for it, too.",
    edit={"norm_conv(c_in, 1": "nn.Conv2d(c_in, 1"},
)
ex.mutant(
    "maps_first",
    says="You return the feature maps first. The logits come first, as in the docstring.",
    edit={"return logits, [*fmaps, logits]": "return [*fmaps, logits], logits"},
)
ex.mutant(
    "no_forward",
    says="Your class has no method `forward`, which torch calls for you. Is its name right, and is it indented as deep as `__init__`?",
    edit={"    def forward(self": "    def forwards(self"},
)
ex.mutant(
    "one_power_short",
    says="Your channels start with `filters`. The formula starts one power higher: filters * 4 ** 1.",
    edit={"4 ** (layer + 1)": "4**layer"},
)
ex.mutant(
    "no_limit",
    says="Your channels grow without a limit. The formula takes the smaller of two numbers: `min(…, max_filters)`.",
    edit={"min(filters * 4 ** (layer + 1), max_filters)": "filters * 4 ** (layer + 1)"},
)
ex.mutant(
    "not_folded",
    says="You don't fold: the whole wave is one column. Fold it with `library_fold(wave, self.period)`.",
    edit={"library_fold(wave, self.period)": "wave.unsqueeze(-1)"},
)
ex.mutant(
    "relu",
    says="Your activation is a ReLU, which sets negative numbers to zero. The table says: leaky ReLU, 0.2.",
    edit={"F.leaky_relu(conv(x), 0.2)": "F.relu(conv(x))"},
)
ex.mutant(
    "maps_detached",
    says="Your hidden maps are detached, so no gradient flows from them to the wave. Store each map as it is.",
    edit={"fmaps.append(x)": "fmaps.append(x.detach())"},
)
ex.mutant(
    "flat_logits",
    says="You flatten the logits, so their rows and columns are lost. Return what `conv_post` returns.",
    edit={"return logits, [*fmaps, logits]": "return logits.flatten(1), [*fmaps, logits]"},
)
ex.mutant(
    "logits_in_a_list",
    says="Your logits are in a list. One period has one tensor of logits; the class of 02.7 puts those of several periods into a list.",
    edit={"return logits, [*fmaps, logits]": "return [logits], [*fmaps, logits]"},
)
ex.mutant(
    "kernel_lies_down_padding_stands",
    says="Your kernels are 1 row tall and 5 columns wide, so they compare neighbours in time. MPD's are 5 tall and 1 wide: they read "
    "down a column.",
    edit={"(5, 1), stride=(stride, 1)": "(1, 5), stride=(stride, 1)"},
)
ex.mutant(
    "plain_list",
    says="Your convolutions are in a plain Python list, where torch finds none of their weights. Put them into an nn.ModuleList.",
    edit={"self.convs = nn.ModuleList()": "self.convs = []"},
)
ex.mutant(
    "always_period_5",
    says="Your fold always has period 5, whatever period the class is given. Fold at `self.period`.",
    edit={"library_fold(wave, self.period)": "library_fold(wave, 5)"},
)
ex.mutant(
    "channels_not_handed_on",
    says="Your `c_in` stays 1, so every convolution expects a single channel. After each layer, set it to the channels that came out.",
    edit={"            c_in = c_out\n": ""},
)
ex.mutant(
    "sigmoid_returned",
    says="Your sigmoid turns the logits into probabilities. Return them as they are: raw scores.",
    edit={"return logits, [*fmaps, logits]": "return torch.sigmoid(logits), [*fmaps, logits]"},
)
ex.mutant(
    "sigmoid_at_the_end",
    says="Your sigmoid turns the logits into probabilities. Leave it out: logits are raw scores.",
    edit={"logits = self.conv_post(x)": "logits = torch.sigmoid(self.conv_post(x))"},
)
ex.mutant(
    "last_one_unpadded",
    says="`conv_post` has no padding, so your logits have two rows fewer than its input. The table gives it (1, 0).",
    edit={"(3, 1), padding=(1, 0)": "(3, 1)"},
)
ex.mutant(
    "maps_left_out",
    says="You return the logits alone. Return a pair: the logits, and the list of feature maps.",
    edit={"return logits, [*fmaps, logits]": "return logits"},
)
ex.mutant(
    "maps_in_a_tuple",
    says="Your maps are in a tuple. Return them as a list, as the stub's annotation says.",
    edit={"return logits, [*fmaps, logits]": "return logits, (*fmaps, logits)"},
)
STRIDE = "stride = 3 if layer < 4 else 1"
RETURN = "return logits, [*fmaps, logits]"
ex.mutant(
    "maps_in_a_dict",
    says="Your maps are in a dict. Return them as a list, in the order of the layers.",
    edit={RETURN: "return logits, dict(enumerate([*fmaps, logits]))"},
)
ex.mutant(
    "logits_copied",
    says="Your last map isn't the tensor that you return as the logits. Put the same tensor into the list.",
    edit={RETURN: "return logits, [*fmaps, logits.clone()]"},
    part="the last one is the logits",
)
ex.mutant(
    "one_score",
    says="You return the average of the logits, a single number. Return all of them: one for each place in the last grid.",
    edit={RETURN: "return logits.mean(), [*fmaps, logits]"},
)
ex.mutant(
    "never_strided",
    says="None of your convolutions has a stride, so the logits have as many rows as the grid. The table gives (3, 1) to layers 0 to 3.",
    edit={STRIDE: "stride = 1"},
)
ex.mutant(
    "three_strides",
    says="Only three of your convolutions have a stride of 3. The table gives (3, 1) to layers 0 to 3, which are four.",
    edit={STRIDE: "stride = 3 if layer < 3 else 1"},
)
ex.mutant(
    "last_one_unnamed",
    says="Your last convolution is `convs[5]`. The table gives it a name of its own: `conv_post`.",
    edit={
        "self.conv_post = norm_conv(c_in, 1, (3, 1), padding=(1, 0))": (
            "self.convs.append(norm_conv(c_in, 1, (3, 1), padding=(1, 0)))"
        ),
        "in self.convs:": "in self.convs[:5]:",
        "self.conv_post(x)": "self.convs[5](x)",
    },
    part="names and shapes of the parameters",
)
ex.mutant(
    "last_one_like_the_others",
    says="Your `conv_post` has a kernel of (5, 1), as the others. The table gives it (3, 1).",
    edit={"(3, 1), padding=(1, 0)": "(5, 1), padding=(2, 0)"},
)
ex.mutant(
    "grid_stored",
    says="You store the folded wave, too, so there are seven maps. The first map is what comes after the first convolution.",
    edit={"fmaps: list[Tensor] = []": "fmaps: list[Tensor] = [x]"},
)
ex.mutant(
    "fixed_limit",
    says="Your limit is always 1024. Use the argument `max_filters`.",
    edit={"4 ** (layer + 1), max_filters)": "4 ** (layer + 1), 1024)"},
)
ex.mutant(
    "steep_slope",
    says="Your slope is 2, so negative numbers grow. The table says 0.2.",
    edit={"F.leaky_relu(conv(x), 0.2)": "F.leaky_relu(conv(x), 2)"},
)
ex.mutant(
    "flat_slope",
    says="Your slope is 0.1. The table says 0.2.",
    edit={"F.leaky_relu(conv(x), 0.2)": "F.leaky_relu(conv(x), 0.1)"},
)
ex.mutant(
    "larger_of_two",
    says="You take the larger of two numbers. `max_filters` is a limit, so take the smaller one.",
    edit={"min(filters": "max(filters"},
)
ex.mutant(
    "times_for_power",
    says="You multiply 4 by `i + 1`. The formula raises it to that power: `4 ** (i + 1)`.",
    edit={"filters * 4 ** (layer + 1)": "filters * 4 * (layer + 1)"},
)
ex.mutant(
    "padded_on_both_axes",
    says="Your padding is on both axes, so each layer adds columns of zeros. The table gives (2, 0).",
    edit={"padding=(2, 0)": "padding=(2, 2)"},
)
ex.mutant(
    "grid_transposed",
    says="You swap the axes of the grid after the fold, so your kernels read along the rows. Leave it as `library_fold` returns it.",
    edit={"library_fold(wave, self.period)": "library_fold(wave, self.period).transpose(2, 3)"},
)
ex.mutant(
    "padding_of_1",
    says="Your convolutions have a padding of (1, 0). A kernel of five rows needs two on each side: the table gives (2, 0).",
    edit={"padding=(2, 0)": "padding=(1, 0)"},
)
ex.mutant(
    "four_layers",
    says="Your `convs` has four layers. The table gives it five: 0 to 3, and 4 with a stride of (1, 1).",
    edit={"range(5)": "range(4)"},
)
ex.mutant(
    "no_gradient",
    says="You compute without gradients, so neither the discriminator nor a generator can learn.",
    edit={
        "        x = library_fold(wave, self.period)\n": (
            "        with torch.no_grad():\n            return self.score(wave)\n\n"
            "    def score(self, wave):\n        x = library_fold(wave, self.period)\n"
        )
    },
    part="gradients flow from every map to the wave",
)
ex.mutant(
    "wave_detached",
    says="You detach the wave, so no gradient reaches a generator.",
    edit={"library_fold(wave, self.period)": "library_fold(wave.detach(), self.period)"},
    part="gradients flow from every map to the wave",
)


@ex.alternative("a table of channels first")
class DiscriminatorFromTable(nn.Module):
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
class DiscriminatorWithModule(nn.Module):
    def __init__(self, period, filters=8, max_filters=1024):
        super().__init__()
        self.period, self.activation = period, nn.LeakyReLU(0.2)
        sizes = [min(filters * 4 ** (i + 1), max_filters) for i in range(5)]
        pairs = zip([1, *sizes[:-1]], sizes, [3, 3, 3, 3, 1], strict=True)
        self.convs = nn.ModuleList(
            [norm_conv(a, b, (5, 1), stride=(s, 1), padding=(2, 0)) for a, b, s in pairs]
        )
        self.conv_post = norm_conv(sizes[-1], 1, (3, 1), padding=(1, 0))

    def forward(self, wave):
        x, fmaps = library_fold(wave, self.period), []
        for conv in self.convs:
            x = self.activation(conv(x))
            fmaps += [x]
        x = self.conv_post(x)
        return x, [*fmaps, x]


ex.hints(
    "Which axis of [batch, channels, rows, period] may a kernel extend along, if columns must never mix?",
    "Build a ModuleList of five norm_conv in a loop that remembers the channels of the previous layer. "
    "Then add conv_post. In forward: fold, loop (convolve, activate, store), conv_post, store.",
    "norm_conv(c_in, c_out, (5, ____), stride=(____, 1), padding=(2, ____)); c_in = ____",
)
ex.why(
    "On the period axis, kernel and stride are 1 and the padding is 0, so columns never mix. The fifth layer "
    "keeps the number of rows. The logits come from a convolution without an activation, and they are the sixth "
    "map."
)
ex.leads_to("Lesson 07 builds one of its discriminators from your class.")
ex.wrong_turn(
    "A kernel of (1, 5) has as many weights as (5, 1), and everything runs. But it reads along the rows: it "
    "compares neighbouring samples, and never samples that are one period apart."
)

# %% [markdown] id="02-4-head" tags=["exercise"]
# ### 02.4
# Find two different tones below 12 000 Hz that neither period 5 **nor** period 7 can distinguish at 24 kHz, but
# period 11 can. Answer with the two frequencies in Hz.
#
# A column of period `p` has 24000 / p samples per second. Two tones look the same in it if their sum or their
# difference is a multiple of that rate. Each tone may be off by up to 1 Hz.

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


def alias_in_column(frequency, period, sample_rate=24_000):
    """Return the frequency, from 0 to half the column's rate, that a tone has in a column."""
    rate = sample_rate / period
    return abs(frequency - rate * round(frequency / rate))


def how_far_apart(first, second, period):
    """Return in words how far apart two tones are in a column: each may be off by 1 Hz."""
    distance = abs(alias_in_column(first, period) - alias_in_column(second, period))
    return "same" if distance <= 2 else "nearly the same" if distance <= 20 else "different"


@ex.property("the pair", cause="the answer must be two numbers in Hz")
def _(pair, draw):
    numbers = [number_or_none(each) for each in pair] if hasattr(pair, "__iter__") else []
    if len(numbers) != 2 or None in numbers:
        return {"tones": "not two numbers"} | dict.fromkeys(("period 5", "period 7", "period 11"))
    low, high = sorted(numbers)
    inside = "too low" if low <= 0 else "inside" if high < 12_000 else "too high"
    tones = "equal" if high - low <= 10 else inside
    kilohertz = "kHz" if low > 0 and high < 12 else tones  # 12 Hz can't be heard
    apart = {f"period {p}": how_far_apart(low, high, p) for p in (5, 7, 11)}
    return {"tones": kilohertz, **apart}


@ex.comparator
def _(data, expected):
    found = data["the pair"]
    return {
        "two different tones between 0 and 12 000 Hz": found["tones"] == "inside",
        "the same at period 5": found["period 5"] == "same",
        "the same at period 7": found["period 7"] == "same",
        "different at period 11": found["period 11"] == "different",
    }


ex.mutant(
    "same_tone",
    says="Your two tones are the same. Every period confuses a tone with itself; choose two different ones.",
    source="pair = (500.0, 500.0)",
    part="tones",
)
ex.mutant(
    "outside",
    says="One of your tones isn't below 12 000 Hz. A wave of 24 000 samples per second has no higher tones.",
    source="pair = (500.0, 24500.0)",
    part="tones",
)
ex.mutant(
    "not_above_0",
    says="One of your tones isn't positive. If you worked with a sum and a difference, the sum has to be the larger one.",
    source="pair = ((24000 / 7 - 24000 / 5) / 2, (24000 / 7 + 24000 / 5) / 2)",
    part="tones",
)
ex.mutant(
    "not_two",
    says="Answer with two numbers in Hz, as in `pair = (500.0, 4300.0)`.",
    source="pair = (685.71, 4114.29, 0)",
    part="tones",
)
ex.mutant(
    "kilohertz",
    says="Your numbers look like kHz. Answer in Hz.",
    source="pair = (0.68571, 4.11429)",
    part="tones",
)
ex.mutant(
    "only_five",
    says="They fool period 5, but period 7 can distinguish them. Use the sum for one period and the "
    "difference for the other.",
    source="pair = (500.0, 4300.0)",
)
ex.mutant(
    "only_seven",
    says="They fool period 7, but period 5 can distinguish them. Use the sum for one period and the "
    "difference for the other.",
    source="pair = (500.0, 500.0 + 24000 / 7)",
)
ex.mutant(
    "neither",
    says="Period 5 and period 7 can both distinguish them. Look at their sum and their difference: "
    "is one a multiple of 4800 Hz, the other of 3428.57 Hz?",
    source="pair = (500.0, 700.0)",
)
ex.mutant(
    "rounded_for_seven",
    says="At period 7 your tones are close to each other, but not close enough. If you have rounded them, keep the decimals.",
    source="pair = (690.0, 4110.0)",
    part="period 7",
)
ex.mutant(
    "rounded_for_five",
    says="At period 5 your tones are close to each other, but not close enough. If you have rounded them, keep the decimals.",
    source="pair = (680.0, 4110.0)",
    part="period 5",
)
ex.mutant(
    "eleven_too",
    says="They fool period 11, which should be able to distinguish them.",
    source="pair = (500.0, 24000 / 11 - 500.0)",
)
# Each is about one period, whatever the other two do.
ex.mutant(
    "told_apart_by_seven",
    says="Period 7 can distinguish them: neither their sum nor their difference is a multiple of 24000 / 7 = 3428.57 Hz.",
    source="pair = ((24000 / 5 - 24000 / 11) / 2, (24000 / 5 + 24000 / 11) / 2)",
    part="period 7",
)
ex.mutant(
    "told_apart_by_five",
    says="Period 5 can distinguish them: neither their sum nor their difference is a multiple of 24000 / 5 = 4800 Hz.",
    source="pair = ((24000 / 7 - 24000 / 11) / 2, (24000 / 7 + 24000 / 11) / 2)",
    part="period 5",
)
ex.alternative(
    "sum and difference swapped",
    source="total, difference = 24000 / 7 * 2, 24000 / 5\npair = ((total + difference) / 2, (total - difference) / 2)",
)
ex.alternative("numbers from a calculator", source="pair = [685.71, 4114.29]")
ex.hints(
    "500 Hz and 4300 Hz look the same at period 5. What is their sum? And what is 24000 / 5?",
    "Choose the sum as a multiple of one column rate, and the difference as a multiple of the other. "
    "Then solve the two equations.",
    "low + high = 24000 / ____   and   high - low = 24000 / ____,   where the sum is larger than the difference.   Add the two "
    "equations: the left side becomes 2 * ____.",
)
ex.why(
    "Use the sum for one period and the difference for the other: that gives two equations with two unknowns. A third "
    "period always helps. To fool three periods, two of them would have to share the sum or the difference. But "
    "the smallest number that is a multiple of both their rates is 24 000 Hz, which two tones below 12 000 Hz never reach."
)
ex.leads_to("02.6 asks for periods that share such blind spots as rarely as possible.")
ex.wrong_turn(
    "It seems natural to look for a difference that fits both periods. It must be a multiple of 4800 and of 3428.57, and the "
    "first such number is 24 000. That leaves no second tone below 12 000 Hz."
)

# %% [markdown] id="02-7-head" tags=["exercise"]
# ### 02.7
# Build the whole MPD from your own `PeriodDiscriminator` of 02.3. Run that cell first. The check puts the course's
# class in its place, so a fault in 02.3 costs nothing here.
#
# | | |
# |---|---|
# | `periods` | whole numbers, in any order; 2, 3, 5, 7 and 11 by default |
# | `discriminators` | an `nn.ModuleList` with one `PeriodDiscriminator(period, filters, max_filters)` for each period |
# | in | `wave` [batch, 1, time] |
# | out | two lists, with an entry for each period: its logits; its list of feature maps |
# | `num_discriminators` | how many there are, read without brackets |


# %% id="02-7-answer" tags=["answer"]
# @answer 02.7
class MultiPeriodDiscriminator(nn.Module):
    """Score a mono wave [batch, 1, time] at several periods: returns (logits, feature maps)."""

    def __init__(
        self,
        periods: Sequence[int] = (2, 3, 5, 7, 11),
        filters: int = 8,
        max_filters: int = 1024,
    ) -> None:
        super().__init__()
        # BEGIN SOLUTION
        self.discriminators = nn.ModuleList(
            PeriodDiscriminator(period, filters, max_filters) for period in periods
        )
        # END SOLUTION
        # STUB: raise NotAttempted("02.7")

    @property
    def num_discriminators(self) -> int:
        # BEGIN SOLUTION
        return len(self.discriminators)
        # END SOLUTION
        # STUB: raise NotAttempted("02.7")

    def forward(self, wave: Tensor) -> tuple[list[Tensor], list[list[Tensor]]]:
        # BEGIN SOLUTION
        outputs = [sub(wave) for sub in self.discriminators]
        return [logits for logits, _ in outputs], [fmaps for _, fmaps in outputs]
        # END SOLUTION
        # STUB: raise NotAttempted("02.7")


# %% id="02-7-bank" tags=["bank"]
ex = Exercise("02.7", answer="MultiPeriodDiscriminator")

NARROW = {"filters": 1, "max_filters": 2}


class RightPart(LibraryPeriodDiscriminator):
    """The library's class with the signature of 02.3. A copy for students has no answer to 02.3."""

    def __init__(self, period, filters=8, max_filters=1024):
        super().__init__(period, filters=filters, max_filters=max_filters)


RightPart.__name__ = "PeriodDiscriminator"


def is_written(part_class):
    """Return False for the stub of 02.3. What is wrong with an answer to it doesn't matter here."""
    try:
        part_class(2, **NARROW)(torch.zeros(1, 1, 400))
    except NotAttempted:
        return False
    except Exception:
        return True
    return True


def over_the_right_part(mpd_class):
    """Return a function that builds an MPD over the course's PeriodDiscriminator.

    A right answer must not fail because the one that it builds on is wrong. As long as 02.3 isn't
    written, the learner's own is left in place: then the check asks for it.
    """
    names = getattr(inspect.unwrap(mpd_class.__init__), "__globals__", {})
    own = names.get("PeriodDiscriminator")

    def build(*args, **kwargs):
        names["PeriodDiscriminator"] = RightPart
        try:
            return mpd_class(*args, **kwargs)
        finally:
            names["PeriodDiscriminator"] = own

    return mpd_class if own is None or not is_written(own) else build


def subs_of(mpd):
    """Return the sub-discriminators of an MPD, in order, whatever contains them."""
    found = mpd.discriminators
    return list(found.values() if isinstance(found, nn.ModuleDict) else found)


def shapes_of(module):
    """Return the shapes of a module's parameters, by name."""
    return {key: list(value.shape) for key, value in sorted(module.state_dict().items())}


def sizes_of(sub, period, *candidates):
    """Return the first (filters, max_filters) that give the shapes of a sub-discriminator.

    They are tried with the learner's own class, so that a fault of 02.3 isn't counted twice.
    """
    with meta_device():  # shapes without numbers: at full size, MPD takes 164 MB
        same = (c for c in candidates if shapes_of(type(sub)(period, *c)) == shapes_of(sub))
        return next(same, "other sizes")


def compared(given, own):
    """Return in words whether a list of tensors is what a sub-discriminator returns."""
    if not isinstance(given, list):
        return f"a {type(given).__name__}, not a list"
    if len(given) != len(own):
        return f"{len(given)} instead of {len(own)}"
    same = all(torch.equal(a, b) for a, b in zip(given, own, strict=True))
    return "as its sub-discriminator returns them" if same else "other values"


@ex.property(
    "two lists, with an entry for each period in order", cause="the logits' last axis is the period"
)
def _(mpd_class, draw):
    build = over_the_right_part(mpd_class)
    first = draw.integer(4, 9)  # never in rising order, never one period twice, never five of them
    logits, fmaps = build((first, 2, first + 1), **NARROW)(draw.randn(2, 1, 300))
    return {
        "types": [type(logits).__name__, type(fmaps).__name__],
        "entries of the maps": len(fmaps) if isinstance(fmaps, list) else "unknown",
        "periods": [list(tensor.shape[-1:]) for tensor in logits],
    }


@ex.property(
    "logits and maps of each period are those of its sub-discriminator", cause="zip, or the wave"
)
def _(mpd_class, draw):
    build = over_the_right_part(mpd_class)
    mpd = fill_weights(build((5, 3), **NARROW), draw)
    wave = draw.randn(2, 1, 160)
    before = wave.clone()
    calls = []
    for logits, fmaps in ([*map(list, mpd(wave))] for _ in range(2)):
        own = [sub(before) for sub in subs_of(mpd)]
        if not len(logits) == len(fmaps) == len(own):
            calls.append(
                f"{len(logits)} logits and {len(fmaps)} lists of maps, of {len(own)} periods"
            )
            continue
        calls.append(
            {
                "logits": [compared([g], [o[0]]) for g, o in zip(logits, own, strict=True)],
                "maps": [compared(g, o[1]) for g, o in zip(fmaps, own, strict=True)],
            }
        )
    return {"calls": calls, "wave": "unchanged" if torch.equal(wave, before) else "changed"}


@ex.property("torch finds the weights of every period", cause="a plain list isn't registered")
def _(mpd_class, draw):
    build = over_the_right_part(mpd_class)
    count = draw.choice((2, 3, 4))
    mpd = build(range(2, 2 + count), **NARROW)
    parts = sorted({".".join(key.split(".")[:2]) for key, _ in mpd.named_parameters()})
    return {"parts": parts, "modules": len(subs_of(mpd))}


@ex.property("the sizes are passed on", cause="filters or max_filters is ignored, or swapped")
def _(mpd_class, draw):
    build = over_the_right_part(mpd_class)
    filters, most = draw.integer(2, 3), draw.integer(20, 30)
    known = ((filters, most), (8, most), (filters, 1024), (8, 1024), (most, filters))
    with meta_device():
        subs = subs_of(build((3, 2), filters, most))
    found = [sizes_of(sub, period, *known) for sub, period in zip(subs, (3, 2), strict=True)]
    return {"filters and max_filters": found}


@ex.property("the defaults", cause="2, 3, 5, 7, 11, with 8 filters and 1024 at most")
def _(mpd_class, draw):
    build = over_the_right_part(mpd_class)
    small = build(filters=1, max_filters=1)
    periods = [tensor.shape[-1] for tensor in small(draw.randn(1, 1, 2000))[0]]
    with meta_device():
        mpd = build()
    subs = zip(subs_of(mpd), periods, strict=True)
    found = [sizes_of(sub, period, (8, 1024)) for sub, period in subs]
    return {"periods": periods, "filters and max_filters": found}


@ex.property("num_discriminators", cause="a method, or a number that was written down")
def _(mpd_class, draw):
    build = over_the_right_part(mpd_class)
    count = draw.choice((1, 2, 4))
    mpd = build(range(2, 2 + count), **NARROW)
    found = inspect.getattr_static(mpd, "num_discriminators", None)
    # Called by itself: nn.Module would report an AttributeError inside it as if it didn't exist.
    return found.fget(mpd) if isinstance(found, property) else mpd.num_discriminators


@ex.property(
    "gradients flow from every map to the wave", cause="a map or the wave is detached on the way"
)
def _(mpd_class, draw):
    build = over_the_right_part(mpd_class)
    mpd = fill_weights(build((3, 5), filters=1, max_filters=4), draw)
    return gradient_flow(mpd, draw.randn(1, 1, 61))


ex.mutant(
    "plain_list",
    says="Your sub-discriminators are in a plain Python list, where torch finds none of their weights: an optimiser "
    "would train nothing. Put them into an nn.ModuleList.",
    edit={
        "nn.ModuleList(\n            PeriodDiscriminator(period, filters, max_filters) for period in periods\n        )": (
            "[PeriodDiscriminator(period, filters, max_filters) for period in periods]"
        )
    },
)
ex.mutant(
    "pairs",
    says="You return one list of (logits, maps) pairs. The contract asks for two lists: all logits, then all lists of maps.",
    edit={
        "return [logits for logits, _ in outputs], [fmaps for _, fmaps in outputs]": "return outputs"
    },
)
ex.mutant(
    "flat_maps",
    says="Your feature maps are one flat list. Keep a list of maps for each period: otherwise nobody knows where one "
    "sub-discriminator ends and the next begins.",
    edit={"[fmaps for _, fmaps in outputs]": "[fmap for _, fmaps in outputs for fmap in fmaps]"},
)
ex.mutant(
    "one_period",
    says="All of your sub-discriminators fold at the first period. Each one needs its own.",
    edit={"PeriodDiscriminator(period, filters": "PeriodDiscriminator(periods[0], filters"},
)
ex.mutant(
    "one_module_repeated",
    says="Your list has one module several times: one period, and one set of weights. Create a module for each period.",
    edit={
        "PeriodDiscriminator(period, filters, max_filters) for period in periods\n": (
            "[PeriodDiscriminator(periods[0], filters, max_filters)] * len(periods)\n"
        )
    },
)
ex.mutant(
    "maps_first",
    says="You return the feature maps first. The contract asks for the logits first.",
    edit={
        "return [logits for logits, _ in outputs], [fmaps for _, fmaps in outputs]": (
            "return [fmaps for _, fmaps in outputs], [logits for logits, _ in outputs]"
        )
    },
)
ex.mutant(
    "sorted_periods",
    says="Your sub-discriminators are in rising order of their periods. Keep the order that was given.",
    edit={"for period in periods": "for period in sorted(periods)"},
)
ex.mutant(
    "fixed_periods",
    says="Your class ignores its argument `periods` and always has the five default ones.",
    edit={"for period in periods": "for period in (2, 3, 5, 7, 11)"},
)
ex.mutant(
    "sizes_left_out",
    says="Every sub-discriminator has the default sizes: `filters` and `max_filters` aren't passed on.",
    edit={"PeriodDiscriminator(period, filters, max_filters)": "PeriodDiscriminator(period)"},
)
ex.mutant(
    "limit_left_out",
    says="`max_filters` isn't passed on, so every sub-discriminator has the default limit of 1024.",
    edit={"(period, filters, max_filters)": "(period, filters)"},
)
ex.mutant(
    "filters_left_out",
    says="`filters` isn't passed on, so every sub-discriminator starts with the default of 8.",
    edit={"(period, filters, max_filters)": "(period, max_filters=max_filters)"},
)
ex.mutant(
    "sizes_swapped",
    says="`filters` and `max_filters` are swapped on their way to the sub-discriminators.",
    edit={"(period, filters, max_filters)": "(period, max_filters, filters)"},
)
ex.mutant(
    "powers_of_two",
    says="Your default periods are 2, 4, 8, 16 and 32, which share their blind spots. MPD's are 2, 3, 5, 7 and 11.",
    edit={"(2, 3, 5, 7, 11)": "(2, 4, 8, 16, 32)"},
)
ex.mutant(
    "tuples",
    says="You return tuples. The contract asks for two lists.",
    edit={
        "return [logits for logits, _ in outputs], [fmaps for _, fmaps in outputs]": (
            "return tuple(zip(*outputs, strict=True))"
        )
    },
)
ex.mutant(
    "a_tuple_of_logits",
    says="Your logits are in a tuple. The contract asks for a list.",
    edit={
        "return [logits for logits, _ in outputs],": "return tuple(logits for logits, _ in outputs),"
    },
    part="types",
)
ex.mutant(
    "a_tuple_of_maps",
    says="Your feature maps are in a tuple. The contract asks for a list, with a list of maps for each period.",
    edit={"[fmaps for _, fmaps in outputs]": "tuple(fmaps for _, fmaps in outputs)"},
    part="types",
)
ex.mutant(
    "maps_of_each_in_a_tuple",
    says="You make a tuple of each period's maps. Return each list as its sub-discriminator returned it.",
    edit={"[fmaps for _, fmaps in outputs]": "[tuple(fmaps) for _, fmaps in outputs]"},
)
ex.mutant(
    "lists_kept_in_the_object",
    says="Your lists still have the entries of the call before. Make two new lists in each call of `forward`.",
    edit={
        "        outputs = [sub(wave) for sub in self.discriminators]\n": (
            "        self.outputs = [*vars(self).get('outputs', []), *(sub(wave) for sub in self.discriminators)]\n"
            "        outputs = self.outputs\n"
        )
    },
    part="calls",
)
ex.mutant(
    "five_by_heart",
    says="`num_discriminators` is always five in your class, however many periods it is given.",
    edit={"return len(self.discriminators)": "return 5"},
)
ex.mutant(
    "a_method",
    says="`num_discriminators` has to be called in your class. Make it a property, so that it is read without brackets.",
    edit={"    @property\n": ""},
)
ex.mutant(
    "chained",
    says="Your second sub-discriminator doesn't receive the wave: each one must get the same wave.",
    edit={
        "        outputs = [sub(wave) for sub in self.discriminators]\n": (
            "        outputs = []\n"
            "        for sub in self.discriminators:\n"
            "            outputs.append(sub(wave))\n"
            "            wave = outputs[-1][0].flatten(2)\n"
        )
    },
)
ex.mutant(
    "chained_as_they_are",
    says="Your second sub-discriminator receives the logits of the first one. Each one must get the same wave.",
    edit={
        "        outputs = [sub(wave) for sub in self.discriminators]\n": (
            "        outputs = []\n"
            "        for sub in self.discriminators:\n"
            "            outputs.append(sub(wave))\n"
            "            wave = outputs[-1][0]\n"
        )
    },
)
ex.mutant(
    "maps_detached",
    says="Your feature maps are detached, so the feature-matching loss of lesson 05 would teach the generator nothing.",
    edit={
        "[fmaps for _, fmaps in outputs]": (
            "[[fmap.detach() for fmap in fmaps] for _, fmaps in outputs]"
        )
    },
)


LISTED = "nn.ModuleList(\n            PeriodDiscriminator(period, filters, max_filters) for period in periods\n        )"
OUTPUTS = "outputs = [sub(wave) for sub in self.discriminators]"
RESULT = "return [logits for logits, _ in outputs], [fmaps for _, fmaps in outputs]"
ex.mutant(
    "a_dict_of_modules",
    says="Your sub-discriminators are in an nn.ModuleDict, so their weights are named after the periods. Put them into an nn.ModuleList.",
    edit={
        LISTED: "nn.ModuleDict({str(p): PeriodDiscriminator(p, filters, max_filters) for p in periods})",
        OUTPUTS: OUTPUTS.replace("self.discriminators", "self.discriminators.values()"),
    },
)
ex.mutant(
    "a_set",
    says="You make a set of the periods. A set keeps no order: go through `periods` itself.",
    edit={"for period in periods": "for period in set(periods)"},
)
ex.mutant(
    "reversed_periods",
    says="Your sub-discriminators are in the opposite order. Keep the order that was given.",
    edit={"for period in periods": "for period in reversed(periods)"},
)
ex.mutant(
    "positions",
    says="You give each sub-discriminator its position, 0, 1, 2, …, in place of its period.",
    edit={"for period in periods": "for period in range(len(periods))"},
)
ex.mutant(
    "one_too_long",
    says="Each of your periods is one sample longer than the one that was given.",
    edit={"PeriodDiscriminator(period, filters": "PeriodDiscriminator(period + 1, filters"},
)
ex.mutant(
    "folded_before",
    says="You fold the wave before you hand it on. Each sub-discriminator folds by itself, so give it the wave as it is.",
    edit={OUTPUTS: OUTPUTS.replace("sub(wave)", "sub(library_fold(wave, sub.period))")},
)
ex.mutant(
    "one_tensor",
    says="Your logits are one tensor. Keep a list, with the logits of each period as they are.",
    edit={
        RESULT: RESULT.replace(
            "[logits for logits, _ in outputs]", "torch.cat([o[0].flatten(1) for o in outputs], 1)"
        )
    },
    part="types",
)
ex.mutant(
    "cut_into_waves",
    says="You cut the logits into those of each wave. Keep an entry for each period, with all waves of the batch in it.",
    edit={
        RESULT: RESULT.replace(
            "[logits for logits, _ in outputs]", "[one for logits, _ in outputs for one in logits]"
        )
    },
    part="periods",
)
ex.mutant(
    "averaged",
    says="Your logits are single numbers. Keep the whole grid of each period.",
    edit={RESULT: RESULT.replace("[logits for", "[logits.mean() for")},
    part="periods",
)
ex.mutant(
    "logits_not_a_map",
    says="You leave out the last map of each period. It's the logits, and MPD counts them as a map.",
    edit={RESULT: RESULT.replace("[fmaps for", "[fmaps[:-1] for")},
)
ex.mutant(
    "sorted_by_layer",
    says="Your maps are sorted by layer. Sort them by period: for each one, a list of its maps.",
    edit={
        RESULT: RESULT.replace(
            "[fmaps for _, fmaps in outputs]",
            "[list(layer) for layer in zip(*(o[1] for o in outputs), strict=True)]",
        )
    },
)
ex.mutant(
    "logits_changed",
    says="You change the logits that a sub-discriminator returns. Return them as they are: raw scores.",
    edit={RESULT: RESULT.replace("[logits for", "[torch.sigmoid(logits) for")},
)
ex.mutant(
    "no_gradient",
    says="You compute without gradients, so neither the discriminator nor a generator can learn.",
    edit={OUTPUTS: "with torch.no_grad():\n            " + OUTPUTS},
)
ex.mutant(
    "wave_detached",
    says="You detach the wave, so no gradient reaches a generator.",
    edit={OUTPUTS: OUTPUTS.replace("sub(wave)", "sub(wave.detach())")},
)


@ex.alternative("with zip")
class MPDWithZip(nn.Module):
    def __init__(self, periods=(2, 3, 5, 7, 11), filters=8, max_filters=1024):
        super().__init__()
        sizes = {"filters": filters, "max_filters": max_filters}
        self.discriminators = nn.ModuleList([PeriodDiscriminator(p, **sizes) for p in periods])

    num_discriminators = property(lambda self: len(self.discriminators))

    def forward(self, wave):
        logits, fmaps = zip(*(sub(wave) for sub in self.discriminators), strict=True)
        return list(logits), list(fmaps)


@ex.alternative("a loop that appends")
class MPDWithLoop(nn.Module):
    def __init__(self, periods=(2, 3, 5, 7, 11), filters=8, max_filters=1024):
        super().__init__()
        self.num_discriminators = 0
        self.discriminators = nn.ModuleList()
        for period in periods:
            self.discriminators.append(PeriodDiscriminator(period, filters, max_filters))
            self.num_discriminators += 1

    def forward(self, wave):
        all_logits, all_fmaps = [], []
        for sub in self.discriminators:
            logits, fmaps = sub(wave)
            all_logits += [logits]
            all_fmaps += [fmaps]
        return all_logits, all_fmaps


ex.hints(
    "In 01.2 you wrote a class that runs every sub-discriminator on the same wave. What does this one have to create itself?",
    "An nn.ModuleList with one PeriodDiscriminator for each period. In forward, call each of them with the wave, then sort the "
    "results into two lists.",
    "outputs = [____(wave) for ____ in self.discriminators]; return [logits for logits, _ in ____], [____ for _, fmaps in ____]",
)
ex.why(
    "The wave goes to every sub-discriminator as it is, and each one folds it at its own period. An nn.ModuleList registers "
    "them, so that an optimiser finds their weights. The names and the order are AudioCraft's, so its weights fit your class."
)
ex.leads_to("Lesson 07 trains a generator against this class.")
ex.wrong_turn(
    "`[PeriodDiscriminator(...)] * 5` creates one module and lists it five times: one period, and one set of weights."
)

# %% [markdown] id="02-5-head" tags=["exercise"]
# ### 02.5
# A colleague wrote a small multi-period discriminator. It runs, it trains, and its tests pass: they count
# five outputs. And yet most of its `periods` have no effect. Find out why, then write a repaired copy below.
#
# | | |
# |---|---|
# | keep | the constructor, the names `convs.0`, `convs.1`, …, the list of logits |
# | repair | sub-discriminator `k` should fold at `periods[k]` |


# %% id="02-5-given"
class ColleaguesMPD(nn.Module):
    """One small sub-discriminator for each period. What's wrong?"""

    def __init__(self, periods: Sequence[int] = (2, 3, 5, 7, 11)) -> None:
        super().__init__()
        self.folds = [lambda wave: library_fold(wave, period) for period in periods]
        self.convs = nn.ModuleList(nn.Conv2d(1, 1, (5, 1), (3, 1), (2, 0)) for _ in periods)

    def forward(self, wave: Tensor) -> list[Tensor]:
        return [conv(fold_k(wave)) for fold_k, conv in zip(self.folds, self.convs, strict=True)]


# %% id="02-5-answer" tags=["answer"]
# @answer 02.5
class RepairedMPD(nn.Module):
    """The colleague's class, in which each sub-discriminator folds at its own period."""

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
ex = Exercise("02.5", answer="RepairedMPD")


def last_axis(score):
    """Return the size of a score's last axis, or say that it has none."""
    return score.shape[-1] if score.dim() else "a number, without axes"


@ex.property("each one folds at its own period", cause="look at the last axis of each score")
def _(mpd_class, draw):
    first = draw.integer(4, 9)  # never in rising order, and never one period twice
    scores = mpd_class(periods=(first, 2, first + 1))(draw.randn(1, 1, 60))
    return [last_axis(score) for score in scores]


@ex.property("the names of the parameters", cause="a layer was renamed, added or shared")
def _(mpd_class, draw):
    # never five, as many as the default has: then a class that ignores its argument would pass
    return sorted(mpd_class(periods=range(2, draw.choice((5, 6, 8)))).state_dict())


@ex.property("the periods without an argument", cause="the default periods are 2, 3, 5, 7, 11")
def _(mpd_class, draw):
    return [last_axis(score) for score in mpd_class()(draw.randn(1, 1, 60))]


@ex.property("scores, with given weights", cause="one uses the weights of another")
def _(mpd_class, draw):
    first = draw.integer(4, 8)
    mpd = fill_weights(mpd_class(periods=(first, first - 1)), draw)
    wave = draw.randn(2, 1, 41)
    scores = [mpd(wave), mpd(wave)]
    return {
        "type": type(scores[0]).__name__,
        "scores of two calls": [list(each) for each in scores],
    }


@ex.property("gradients flow from every score to the wave", cause="the wave or a score is detached")
def _(mpd_class, draw):
    return gradient_flow(mpd_class(periods=(3, 5)), draw.randn(1, 1, 41))


ex.mutant(
    "unrepaired",
    says="Every sub-discriminator folds at the last period. If your folds are lambdas: a lambda looks its "
    "variable up when it's called, not when it's created; by then the loop has ended, and `period` has its "
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
    says="All of them now fold at the first period.",
    edit={"conv(library_fold(wave, period))": "conv(library_fold(wave, self.periods[0]))"},
)
ex.mutant(
    "argument_ignored",
    says="The periods 2, 3, 5, 7, 11 are hard-coded in the class, so the argument has no effect.",
    edit={
        "self.periods = tuple(periods)": "periods = (2, 3, 5, 7, 11)\n        self.periods = periods"
    },
)
ex.mutant(
    "sorted_periods",
    says="You sort the periods. If they come in another order, sub-discriminator k no longer folds at periods[k].",
    edit={"tuple(periods)": "tuple(sorted(periods))"},
)
ex.mutant(
    "one_set_of_weights",
    says="All sub-discriminators share the weights of the first one. Each needs its own.",
    edit={
        "[conv(library_fold(wave, period)) for period, conv in pairs]": (
            "[self.convs[0](library_fold(wave, period)) for period, _ in pairs]"
        )
    },
)


ex.mutant(
    "only_counted",
    says="Your folds always use the periods 2, 3, 5, …, whatever periods the class is given.",
    edit={
        "self.periods = tuple(periods)": "self.periods = (2, 3, 5, 7, 11)",
        "zip(self.periods, self.convs, strict=True)": "zip(self.periods, self.convs)",
    },
)
ex.mutant(
    "five_in_the_zip",
    says="Your folds use the periods 2, 3, 5, 7, 11, whatever periods the class is given. With three periods there are five folds "
    "and three convolutions, and zip refuses them.",
    edit={
        "self.periods = tuple(periods)": "self.periods = (2, 3, 5, 7, 11)",
    },
)
ex.mutant(
    "folded_again",
    says="Your loop puts the grid into `wave`, so the next sub-discriminator gets a grid instead of the wave. Give the grid a name of its own.",
    edit={
        "        return [conv(library_fold(wave, period)) for period, conv in pairs]": (
            "        scores = []\n"
            "        for period, conv in pairs:\n"
            "            wave = library_fold(wave, period)\n"
            "            scores.append(conv(wave))\n"
            "        return scores"
        )
    },
)
ex.mutant(
    "the_count_as_period",
    says="All of them fold at the number of periods. Fold at the periods themselves.",
    edit={"library_fold(wave, period)": "library_fold(wave, len(self.periods))"},
)
ex.mutant(
    "strides_of_the_period",
    says="Your convolutions have the period as their stride. Keep the stride of (3, 1): only the folds need a repair.",
    edit={"(3, 1), (2, 0)) for _ in periods": "(p, 1), (2, 0)) for p in periods"},
)
ex.mutant(
    "partial_without_a_name",
    says="`partial(library_fold, p)` fills in the first argument, which is the wave. Name the one you mean: "
    "`partial(library_fold, period=p)`.",
    edit={
        "self.periods = tuple(periods)": "self.folds = [partial(library_fold, p) for p in periods]",
        "pairs = zip(self.periods, self.convs, strict=True)": (
            "pairs = zip(self.folds, self.convs, strict=True)"
        ),
        "conv(library_fold(wave, period)) for period, conv": "conv(fold_k(wave)) for fold_k, conv",
    },
)


ex.mutant(
    "renamed",
    says="You renamed `convs` to `layers`. Keep the names: otherwise the colleague's saved weights don't fit your class.",
    edit={
        "self.convs = nn.ModuleList": "self.layers = nn.ModuleList",
        "zip(self.periods, self.convs, strict=True)": "zip(self.periods, self.layers, strict=True)",
    },
)
ex.mutant(
    "plain_list",
    says="Your convolutions are in a plain Python list, where torch finds none of their weights. Keep the nn.ModuleList.",
    edit={
        "nn.ModuleList(nn.Conv2d(1, 1, (5, 1), (3, 1), (2, 0)) for _ in periods)": (
            "[nn.Conv2d(1, 1, (5, 1), (3, 1), (2, 0)) for _ in periods]"
        )
    },
)
ex.mutant(
    "no_padding",
    says="Your convolutions have lost their padding of (2, 0), so the scores have fewer rows than the colleague's.",
    edit={"(3, 1), (2, 0))": "(3, 1))"},
)
SCORES = "[conv(library_fold(wave, period)) for period, conv in pairs]"
ex.mutant(
    "a_tuple",
    says="Your `forward` returns a tuple. Keep the list, as in the colleague's class.",
    edit={SCORES: f"tuple({SCORES})"},
    part="type",
)
ex.mutant(
    "a_generator",
    says="Your `forward` returns a generator, which can be read only once. Put the scores into a list.",
    edit={SCORES: f"({SCORES[1:-1]})"},
    part="type",
)
ex.mutant(
    "averaged",
    says="You average each score to a single number. Keep the grid: its last axis is the period.",
    edit={SCORES: SCORES.replace(")) for", ")).mean() for")},
)
ex.mutant(
    "reversed_periods",
    says="Your periods are in the opposite order: sub-discriminator 0 folds at the last one.",
    edit={"tuple(periods)": "tuple(periods)[::-1]"},
)
ex.mutant(
    "counted_from_two",
    says="You fold at 2, 3, 4, and so on, whatever is given. Fold at the entries of `periods`.",
    edit={"tuple(periods)": "range(2, 2 + len(periods))"},
)
ex.mutant(
    "used_up",
    says="Your periods are an iterator, which can be gone through only once: the second call finds none. Make a tuple of them.",
    edit={"tuple(periods)": "iter(tuple(periods))"},
)
ex.mutant(
    "one_convolution_for_all",
    says="All entries are the same convolution, so they share one set of weights. Make a new one for each period.",
    edit={
        "nn.ModuleList(nn.Conv2d(1, 1, (5, 1), (3, 1), (2, 0)) for _ in periods)": (
            "nn.ModuleList([nn.Conv2d(1, 1, (5, 1), (3, 1), (2, 0))] * len(periods))"
        )
    },
)
ex.mutant(
    "kernel_of_three",
    says="Your kernels have 3 rows, the colleague's 5. The layers are right: only the periods have to be repaired.",
    edit={"(5, 1), (3, 1), (2, 0)": "(3, 1), (3, 1), (1, 0)"},
)
ex.mutant(
    "joined",
    says="You join the scores into one tensor, and at different periods they don't fit together. Return a list.",
    edit={
        "return [conv(library_fold(wave, period)) for period, conv in pairs]": (
            "return torch.cat([conv(library_fold(wave, period)) for period, conv in pairs], 2)"
        )
    },
)
ex.mutant(
    "positions",
    says="You fold at the positions 0, 1, 2, …. Fold at the periods themselves.",
    edit={"tuple(periods)": "range(len(periods))"},
)
ex.mutant(
    "activated",
    says="You added an activation after the convolution. Return the scores as they are: only the folds need a repair.",
    edit={
        SCORES: SCORES.replace("[conv(", "[F.leaky_relu(conv(").replace(")) for", ")), 0.2) for")
    },
)
ex.mutant(
    "kernels_lie_down",
    says="You turned the kernels on their side, so they read along the rows. Keep them: (5, 1), with a stride of (3, 1).",
    edit={"(5, 1), (3, 1), (2, 0)": "(1, 5), (1, 3), (0, 2)"},
)
ex.mutant(
    "stride_left_out",
    says="Your convolutions have lost their stride of (3, 1), so the scores have more rows than the colleague's.",
    edit={"(5, 1), (3, 1), (2, 0)": "(5, 1), (1, 1), (2, 0)"},
)
ex.mutant(
    "wave_detached",
    says="You detach the wave, so no gradient reaches a generator.",
    edit={"library_fold(wave, period)": "library_fold(wave.detach(), period)"},
)


@ex.alternative("a default argument keeps the period")
class RepairedByDefault(nn.Module):
    def __init__(self, periods=(2, 3, 5, 7, 11)):
        super().__init__()
        self.folds = [lambda wave, period=period: library_fold(wave, period) for period in periods]
        self.convs = nn.ModuleList(nn.Conv2d(1, 1, (5, 1), (3, 1), (2, 0)) for _ in periods)

    def forward(self, wave):
        return [conv(fold_k(wave)) for fold_k, conv in zip(self.folds, self.convs, strict=True)]


@ex.alternative("a method that folds")
class RepairedByMethod(nn.Module):
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
    "Run ColleaguesMPD() on a wave and print the shape of each output. What should the last axis be, and what is it?",
    "A function that is created in a loop reads the loop's variable when it is called. Store the periods themselves, and "
    "fold in forward.",
    "self.periods = ____   and   [conv(library_fold(wave, ____)) for ____, conv in zip(self.periods, self.convs)]",
)
ex.why(
    "The periods are stored as data and read when they're needed. A default argument, `lambda wave, period=period:`, "
    "works too, because it is evaluated when the function is created. But lambdas can't be pickled, "
    "so it's better to store the data."
)
ex.leads_to(
    "Test what each part receives, and not only how many parts there are: 03.4 does so for the scales."
)
ex.wrong_turn(
    "Counting outputs, as the colleague's tests do, finds nothing: there are five of them. The last axis of each "
    "output shows the period it was folded at. A test of that axis would have found the bug. So would a "
    "linter: in ruff it's rule B023."
)

# %% [markdown] id="02-8-head" tags=["exercise"]
# ### 02.8
# Refute three claims about MPD at 24 kHz: `refuted[key] = (number, letter)`. Measure with `library_fold`, and
# `logit_samples(period, length)`, which marks a logit's field.
#
# | key | claim | your number |
# |---|---|---|
# | `beat` | it follows a beat at 120 bpm | ms that a field of period 11 spans |
# | `loss` | folding at 5 loses samples | samples lost, of 24 000 |
# | `neighbours` | period 5 compares neighbours in time | smallest distance in a field, in samples |
#
# | | because |
# |---|---|
# | A | kernels are one column wide |
# | B | the columns together are the wave |
# | C | a beat lasts longer |
# | D | high tones return lower |
# | E | the periods share no factor |

# %% id="02-8-answer" tags=["answer"]
# @answer 02.8
# BEGIN SOLUTION
long = logit_samples(11, 9000).nonzero().flatten()
short = logit_samples(5, 9000).nonzero().flatten()
grid = library_fold(torch.arange(24_000.0).reshape(1, 1, -1), 5)
refuted = {
    "beat": (float(long[-1] - long[0] + 1) / 24, "C"),
    "loss": (24_000 - len(grid.unique()), "B"),
    "neighbours": (int(short.diff().min()), "A"),
}
# END SOLUTION
# STUB: refuted = ...

# %% id="02-8-bank" tags=["bank"]
ex = Exercise("02.8", answer="refuted", independent_parts=True)


SWAPPED = "the letter comes first"


def number_and_letter(value):
    """Return a part of the answer; a part that isn't a pair is wrong, and the others still count."""
    try:
        number, letter = None if isinstance(value, set | frozenset | dict) else value
    except (TypeError, ValueError):
        return None, "not a pair"
    if number_or_none(number) is None and number_or_none(letter) is not None:
        return None, SWAPPED
    found = letter_of(letter)
    return number_or_none(number), found if found in tuple("ABCDE") else "no letter from A to E"


def rough(number, *classes):
    """Return the first class that a number belongs to: an answer in words, without the right one."""
    if number is None:
        return "no number"
    return next((name for name, belongs in classes if belongs(number)), "another number")


def three_digits(number):
    """Return a number as people round it, so that a known mistake is found in any rounding."""
    return None if number is None else float(f"{number:.3g}")


@ex.property("what you found", cause="the answer must be a dict with three pairs")
def _(refuted, draw):
    pairs = {key: number_and_letter(refuted.get(key)) for key in ("beat", "loss", "neighbours")}
    numbers = {f"{key}: number": three_digits(number) for key, (number, _) in pairs.items()}
    beat, loss, neighbours = (number for number, _ in pairs.values())
    kinds = {
        "beat: kind": rough(
            beat,
            ("tiny", lambda x: x < 30),
            ("short", lambda x: x < 250),
            ("long", lambda x: x > 350),
        ),
        "loss: kind": rough(loss, ("some", lambda x: x > 0)),
        "neighbours: kind": rough(
            neighbours,
            ("negative", lambda x: x < 0),
            ("far", lambda x: x >= 20),
            ("another column", lambda x: x % 5 != 0),
        ),
    }
    return numbers | {f"{key}: letter": letter for key, (_, letter) in pairs.items()} | kinds


@ex.comparator
def _(data, expected):
    given, right = data["what you found"], expected["what you found"]

    def near(key, tolerance):
        number = given[f"{key}: number"]
        return number is not None and abs(number - right[f"{key}: number"]) <= tolerance

    def letter(key):
        return given[f"{key}: letter"] == right[f"{key}: letter"]

    return {
        "the time that one logit spans": near("beat", 0.01 * right["beat: number"]),
        "the samples that folding loses": near("loss", 0),
        "the smallest distance": near("neighbours", 0),
        "why it follows no beat": letter("beat"),
        "why no sample is lost": letter("loss"),
        "why it compares no neighbours": letter("neighbours"),
    }


def refuted_source(beat=(296.1, "C"), loss=(0, "B"), neighbours=(5, "A")):
    """Return the source of an answer."""
    return f'refuted = {{"beat": {beat!r}, "loss": {loss!r}, "neighbours": {neighbours!r}}}'


ex.mutant(
    "no_keys",
    says="Your three pairs have no keys. Write a dict: `refuted = {...}`, with the keys of the table.",
    source='refuted = [(296.1, "C"), (0, "B"), (5, "A")]',
)
ex.mutant(
    "letter_first",
    says="Your pairs begin with the letter. Write the number first: `(number, letter)`.",
    source=refuted_source(("C", 296.1), ("B", 0), ("A", 5)),
    part="beat: letter",
)
ex.mutant(
    "not_pairs",
    says="Write a pair for each of the three keys: `(number, letter)`.",
    source='refuted = {"beat": "C", "loss": "B", "neighbours": "A"}',
    part="beat: letter",
)
for key, right in {"loss": 0, "neighbours": 5}.items():
    ex.mutant(
        f"{key} without a pair",
        says="Write a pair for each of the three keys: `(number, letter)`.",
        source=refuted_source(**{key: right}),
        part=f"{key}: letter",
    )
for key, (text, letter) in {
    "beat": ("296.1 ms", "C"),
    "loss": ("0 samples", "B"),
    "neighbours": ("5 samples", "A"),
}.items():
    ex.mutant(
        f"{key} with a unit",
        says="The first place of a pair takes a number alone, without a unit or words.",
        source=refuted_source(**{key: (text, letter)}),
        part=f"{key}: number",
    )
for rate in (16, 22.05, 44.1, 48):
    ex.mutant(
        f"at {rate} kHz",
        says="Your span is right for another sample rate. Here the wave has 24 samples per millisecond.",
        source=refuted_source(beat=(round(7107 / rate, 2), "C")),
        part="beat: number",
    )
ex.mutant(
    "the_last_sample",
    says="That is where the field ends, in ms from the start of the wave. Subtract where it begins.",
    source=refuted_source(beat=(8013 / 24, "C")),
    part="beat: number",
)
ex.mutant(
    "the_beat_in_samples",
    says="That is how long a beat lasts, in samples. The table asks for a stretch in ms: the one that a logit depends on.",
    source=refuted_source(beat=(12_000, "C")),
    part="beat: number",
)
for span in (53.875, 54, 80.79, 81, 188.46):
    ex.mutant(
        f"a_shorter_period_{span}",
        says="That is the span at a shorter period. The table asks for period 11, the longest.",
        source=refuted_source(beat=(span, "C")),
        part="beat: number",
    )
for length, span in {1000: 991, 2000: 1992, 4000: 3994, 5000: 4995, 6000: 5994, 7000: 6982}.items():
    ex.mutant(
        f"a_wave_of_{length}",
        says="Your wave is shorter than the field of the logit, so its ends cut the field off. Give `logit_samples` more samples, "
        "until the span stops growing.",
        source=refuted_source(beat=(span / 24, "C")),
        part="beat: number",
    )
ex.mutant(
    "samples_for_ms",
    says="Your span is right in samples. The table asks for milliseconds: divide by 24.",
    source=refuted_source(beat=(7107, "C")),
    part="beat: number",
)
ex.mutant(
    "seconds",
    says="Your span is right in seconds. The table asks for milliseconds.",
    source=refuted_source(beat=(0.2961, "C")),
    part="beat: number",
)
ex.mutant(
    "period_for_span",
    says="That is how long one period lasts. The table asks how long the stretch is that one logit depends on.",
    source=refuted_source(beat=(11 / 24, "C")),
    part="beat: number",
)
ex.mutant(
    "period_rounded",
    says="That is how long one period lasts. The table asks how long the stretch is that one logit depends on.",
    source=refuted_source(beat=(0.46, "C")),
    part="beat: number",
)
ex.mutant(
    "counted_for_spanned",
    says="You converted the number of samples in the field. They are 11 apart, so the field spans 11 times as long.",
    source=refuted_source(beat=(647 / 24, "C")),
    part="beat: number",
)
ex.mutant(
    "counted",
    says="That is the number of samples in the field, not the time from the first to the last.",
    source=refuted_source(beat=(647, "C")),
    part="beat: number",
)
ex.mutant(
    "the_beat_itself",
    says="That is how long a beat lasts. The table asks how long the stretch is that one logit depends on.",
    source=refuted_source(beat=(500, "C")),
    part="beat: number",
)
ex.mutant(
    "another_period",
    says="That is the span at period 5. The table asks for period 11, the longest.",
    source=refuted_source(beat=(134.625, "C")),
    part="beat: number",
)
ex.mutant(
    "four_of_five",
    says="19 200 is what one column leaves out. But the grid has all five columns: unfold it, and compare it with the wave.",
    source=refuted_source(loss=(19_200, "B")),
    part="loss: number",
)
ex.mutant(
    "one_column",
    says="4800 is the length of one column. How many samples are in none of the five?",
    source=refuted_source(loss=(4800, "B")),
    part="loss: number",
)
ex.mutant(
    "four",
    says="One column takes one sample of five and leaves out four. The other four columns take those.",
    source=refuted_source(loss=(4, "B")),
    part="loss: number",
)
ex.mutant(
    "one_apart",
    says="A distance of 1 would mean that the field contains neighbours in time. Look at the first ten samples in it.",
    source=refuted_source(neighbours=(1, "A")),
    part="neighbours: number",
)
ex.mutant(
    "none_apart",
    says="A distance of 0 would be one sample twice. Take the differences of neighbouring entries: `.diff()`.",
    source=refuted_source(neighbours=(0, "A")),
    part="neighbours: number",
)
ex.mutant(
    "apart_at_11",
    says="That is the smallest distance at period 11. The claim in this row is about period 5.",
    source=refuted_source(neighbours=(11, "A")),
    part="neighbours: number",
)
ex.mutant(
    "between_them",
    says="You count the samples that are skipped. The distance from one to the next is one more.",
    source=refuted_source(neighbours=(4, "A")),
    part="neighbours: number",
)
ex.mutant(
    "the_next_but_one",
    says="Some samples of the field are closer to each other than that. Take the smallest difference of all.",
    source=refuted_source(neighbours=(10, "A")),
    part="neighbours: number",
)
ex.mutant(
    "apart_by_a_stride",
    says="A stride moves the kernel by three rows, 15 samples. But one kernel reads rows that follow each other.",
    source=refuted_source(neighbours=(15, "A")),
    part="neighbours: number",
)
ex.mutant(
    "apart_in_ms",
    says="Your smallest distance is right in milliseconds. The table asks for samples.",
    source=refuted_source(neighbours=(5 / 24, "A")),
    part="neighbours: number",
)
ex.mutant(
    "length_for_distance",
    says="That is the number of samples in the field. The table asks how close two of them come.",
    source=refuted_source(neighbours=(647, "A")),
    part="neighbours: number",
)

LETTERS = {
    "beat A": "Kernels one column wide say which samples meet, not how long the field is. Compare your number with the length of a beat.",
    "beat B": "That the columns together are the wave says nothing about a beat. Compare your number with the length of a beat.",
    "beat D": "Which tones return lower has nothing to do with a beat. Compare your number with the length of a beat.",
    "beat E": "That the periods share no factor has nothing to do with a beat. Compare your number with the length of a beat.",
    "loss A": "The width of the kernels matters after the fold. The claim is about the fold itself: what do its columns contain?",
    "loss C": "The claim about lost samples isn't about time. What do all five columns together contain?",
    "loss D": "Aliases change what a column sounds like, but they don't lose a sample. What do all five columns together contain?",
    "loss E": "The claim is about one period, and a common factor takes two. What do all five columns together contain?",
    "neighbours B": "The grid has all neighbours, but does the network compare them? Ask which part of it decides which samples meet.",
    "neighbours C": "The claim about neighbours isn't about a beat. Which part of the network decides whether they meet?",
    "neighbours D": "Aliases are about tones. The claim is about neighbours in time: which part of the network decides whether they meet?",
    "neighbours E": "That the periods share no factor says something about two periods. The claim is about one period and its neighbours in "
    "time: which part of the network decides whether they meet?",
}
for name, says in LETTERS.items():
    key, letter = name.split()
    wrong = {key: ({"beat": 296.1, "loss": 0, "neighbours": 5}[key], letter)}
    ex.mutant(name, says=says, source=refuted_source(**wrong), part=f"{key}: letter")

for key, number in {"beat": 296.1, "loss": 0, "neighbours": 5}.items():
    ex.mutant(
        f"{key} in words",
        says="Write the letter of a reason, from A to E.",
        source=refuted_source(**{key: (number, "because it is so")}),
        part=f"{key}: letter",
    )

ex.mutant(
    "rounded",
    says="Your span is close, but not within 1 %. If you have rounded it, keep more digits.",
    source=refuted_source(beat=(300, "C")),
    part="beat: number",
)
# Each is about one number that no mistake above explains.
ex.mutant(
    "tiny",
    says="Your span is shorter than the field of any period of MPD. Is it in ms? And is it the distance from the first sample to the last?",
    source=refuted_source(beat=(0.3, "C")),
    part="beat: kind",
)
ex.mutant(
    "backwards",
    says="A distance isn't negative. Subtract the earlier sample from the later one.",
    source=refuted_source(neighbours=(-5, "A")),
    part="neighbours: kind",
)
ex.mutant(
    "too_short",
    says="Your span is too short. Give `logit_samples` a longer wave, and see whether the span grows: at the ends of a short one, the field is "
    "cut off.",
    source=refuted_source(beat=(200, "C")),
    part="beat: kind",
)
ex.mutant(
    "too_long",
    says="Your span is too long. Subtract the first sample of the field from the last one, then convert the difference to milliseconds.",
    source=refuted_source(beat=(400, "C")),
    part="beat: kind",
)
ex.mutant(
    "some_lost",
    says="That many aren't lost. Fold a wave whose samples are all different, and count how many of its values are missing from the grid.",
    source=refuted_source(loss=(80, "B")),
    part="loss: kind",
)
ex.mutant(
    "another_column",
    says="Your distance isn't a multiple of 5, so it leads into another column. All samples of the field are in one. Print the first ten of them.",
    source=refuted_source(neighbours=(2, "A")),
    part="neighbours: kind",
)
ex.mutant(
    "too_far_apart",
    says="Some samples of the field are closer to each other than that. Take the smallest difference of all.",
    source=refuted_source(neighbours=(3231, "A")),
    part="neighbours: kind",
)
ex.alternative("rows times period", source=refuted_source(beat=(647 * 11 / 24, "C")))
ex.alternative("small letters", source=refuted_source((296.125, "c"), (0.0, "b"), (5.0, "a")))
ex.hints(
    "Which samples does one logit of period 11 depend on? `logit_samples(11, 9000)` marks them. What is the distance from the first "
    "to the last?",
    "`.nonzero().flatten()` gives the numbers of the samples: take the last minus the first for the span, and `.diff().min()` for the "
    "smallest distance. For the loss, fold a wave whose samples are all different.",
    "span in ms = (last - first + 1) / ____;   smallest distance = samples.diff().____();   lost = 24_000 - number of different values in ____",
)
ex.why(
    "A logit of the longest period spans 296 ms, and a beat at 120 bpm lasts 500 ms. Folding moves every sample into some column, so "
    "nothing is lost. A kernel one column wide never brings two columns together, so the nearest samples that it compares are one period apart."
)
ex.leads_to("In lesson 04 you compare this field with that of a spectrogram's logit.")
ex.wrong_turn(
    "The word *period* suggests rhythm, and *every fifth sample* suggests that four are lost. Both claims sound right until they are measured."
)

# %% [markdown] id="02-6-head" tags=["exercise"]
# ### 02.6
# Choose five periods for 16 kHz, and defend them. No two of them may share an alias partner of a 437.3 Hz tone;
# `alias_partners(f, p, 16000)` lists the tones that period `p` confuses with `f` Hz. The check reads your numbers. Your reason is
# for people.
#
# | key | what |
# |---|---|
# | `periods` | five different whole numbers from 2 to 256 |
# | `shared_aliases` | how many of your ten pairs of periods share a partner |
# | `longest_ms` | your longest period in ms |
# | `slowest_rate` | the rate of its columns in Hz |
# | `why` | your reason, in a sentence |

# %% id="02-6-answer" tags=["answer"]
# @answer 02.6
# BEGIN SOLUTION
choice = {
    "periods": (2, 3, 5, 7, 11),  # 9 instead of 11 would have a common factor with 3
    "shared_aliases": 0,
    "longest_ms": 1000 * 11 / 16000,
    "slowest_rate": 16000 / 11,
    "why": "No two share a factor, and short periods keep the columns' rates high.",
}
# END SOLUTION
# STUB: choice = ...

# %% id="02-6-bank" tags=["bank"]
ex = Exercise("02.6", answer="choice")


def pairs_that_share(periods):
    """Count the pairs with a common factor: up to 256, only those share a partner of 437.3 Hz."""
    return sum(gcd(p, q) > 1 for k, p in enumerate(periods) for q in periods[:k])


def kind_of(periods):
    """Return in words what is wrong with the periods as numbers, or "fine"."""
    if len(periods) != 5:
        return "not five"
    if any(p is None or not isfinite(p) or p != int(p) for p in periods):
        return "not whole"
    if len(set(periods)) < 5:
        return "one twice"
    return "too small" if min(periods) < 2 else "too large" if max(periods) > 256 else "fine"


def count_of(shared, right):
    """Return in words whether a count of pairs is right."""
    if shared is None:
        return "no number"
    return "right" if shared == right else "0 of some" if shared == 0 else "other"


def nearest(value, names):
    """Return the name of the only number that a value is, to one percent: people round."""
    if value is None:
        return "no number"
    found = [name for name, x in names.items() if abs(value - x) <= 0.01 * abs(x)]
    if len(found) == 1 or "right" in found:
        return "right" if "right" in found else found[0]
    return "close" if not found and abs(value - names["right"]) <= 0.1 * names["right"] else "other"


@ex.property("the choice", cause="the answer must be a dict with the four keys of the table")
def _(choice, draw):
    if not isinstance(choice, dict):
        return dict.fromkeys(("periods", "share", "count", "longest", "slowest"), "not a dict")
    given = choice.get("periods")
    several = hasattr(given, "__iter__") and not isinstance(given, str)
    periods = [number_or_none(p) for p in given] if several else []
    shared, longest_ms, slowest = (
        number_or_none(choice.get(key)) for key in ("shared_aliases", "longest_ms", "slowest_rate")
    )
    numbers = [p for p in periods if p is not None and isfinite(p) and p >= 1]
    count = pairs_that_share([int(p) for p in numbers])
    longest, shortest = max(numbers, default=1), min(numbers, default=1)
    return {
        "periods": kind_of(periods) if several else "not several",
        "share": "some" if count else "none",
        "count": count_of(shared, count),
        "longest": nearest(
            longest_ms,
            {
                "right": longest / 16,
                "at 24 kHz": longest / 24,
                "seconds": longest / 16_000,
                "microseconds": 1000 * longest / 16,
                "upside down": 16 / longest,
                "samples": longest,
                "the shortest": shortest / 16,
                "the field": 647 * longest / 16,
                "the field at 24 kHz": 647 * longest / 24,
            },
        ),
        "slowest": nearest(
            slowest,
            {
                "right": 16_000 / longest,
                "at 24 kHz": 24_000 / longest,
                "half": 8000 / longest,
                "the fastest": 16_000 / shortest,
                "kHz": 16 / longest,
                "ms": longest / 16,
            },
        ),
    }


@ex.comparator
def _(data, expected):
    found = data["the choice"]
    return {
        "five different whole periods": found["periods"] == "fine",
        "no two periods share an alias": found["share"] == "none",
        "your count of shared aliases is right": found["count"] == "right",
        "your longest period in ms is right": found["longest"] == "right",
        "your slowest rate is right": found["slowest"] == "right",
    }


def choice_source(periods, shared, longest_ms, slowest_rate):
    """Return the source of an answer."""
    return (
        f'choice = {{"periods": {periods}, "shared_aliases": {shared}, '
        f'"longest_ms": {longest_ms}, "slowest_rate": {slowest_rate}}}'
    )


PRIMES = (2, 3, 5, 7, 11)

ex.mutant(
    "not_a_dict",
    says="Your answer has no keys. Write a dict: `choice = {...}`, with the five keys of the table.",
    source="choice = [2, 3, 5, 7, 11]",
)
ex.mutant(
    "four_periods",
    says="Choose five periods: the table asks for five different whole numbers.",
    source=choice_source((2, 3, 5, 7), 0, "7 / 16", "16000 / 7"),
    part="periods",
)
ex.mutant(
    "not_whole",
    says="One of your periods isn't a whole number. A row has a whole number of samples.",
    source=choice_source((2.5, 3, 5, 7, 11), 0, "11 / 16", "16000 / 11"),
    part="periods",
)
ex.mutant(
    "one_twice",
    says="One of your periods appears twice. Two equal periods have all their blind spots in common.",
    source=choice_source((2, 3, 5, 7, 7), 1, "7 / 16", "16000 / 7"),
    part="periods",
)
ex.mutant(
    "out_of_range",
    says="Your periods must be from 2 to 256. At period 1 the grid has one column, which is the wave itself.",
    source=choice_source((1, 2, 3, 5, 7), 0, "7 / 16", "16000 / 7"),
    part="periods",
)
ex.mutant(
    "too_large",
    says="One of your periods is longer than 256 samples. The table asks for numbers from 2 to 256.",
    source=choice_source((2, 3, 5, 7, 257), 0, "257 / 16", "16000 / 257"),
    part="periods",
)
ex.mutant(
    "in_a_text",
    says="Your periods aren't several numbers. Write five of them in brackets, separated by commas.",
    source=choice_source("'2, 3, 5, 7, 11'", 0, "11 / 16", "16000 / 11"),
    part="periods",
)
ex.mutant(
    "no_count",
    says="Your answer has no number for `shared_aliases`: of your ten pairs, how many share a partner?",
    source=choice_source(PRIMES, "'none'", "11 / 16", "16000 / 11"),
    part="count",
)
ex.mutant(
    "shared_but_denied",
    says="Some of your periods have a common factor, so they share aliases, but your count is 0. Count the "
    "pairs with alias_partners.",
    source=choice_source((2, 4, 6, 8, 10), 0, "10 / 16", "16000 / 10"),
    part="count",
)
ex.mutant(
    "even_numbers",
    says="Some of your periods have a common factor, so they share a blind spot. Choose numbers without a "
    "common factor.",
    source=choice_source((2, 4, 6, 8, 10), 10, "10 / 16", "16000 / 10"),
    part="share",
)
ex.mutant(
    "miscounted",
    says="Your count of shared aliases is wrong. For each of the ten pairs, compare what `alias_partners` lists for both periods.",
    source=choice_source(PRIMES, 3, "11 / 16", "16000 / 11"),
    part="count",
)
ex.mutant(
    "both_at_24_khz",
    says="Both numbers are those for 24 kHz. At 16 kHz a sample lasts longer.",
    source=choice_source(PRIMES, 0, "11 / 24", "24000 / 11"),
)
ex.mutant(
    "longest_at_24_khz",
    says="Your longest period is in ms at 24 kHz. At 16 kHz a sample lasts longer.",
    source=choice_source(PRIMES, 0, "11 / 24", "16000 / 11"),
    part="longest",
)
ex.mutant(
    "seconds",
    says="Your longest period is in seconds. The table asks for milliseconds.",
    source=choice_source(PRIMES, 0, "11 / 16000", "16000 / 11"),
    part="longest",
)
ex.mutant(
    "samples",
    says="Your longest period is in samples. The table asks for milliseconds: at 16 kHz, one ms has 16 samples.",
    source=choice_source(PRIMES, 0, 11, "16000 / 11"),
    part="longest",
)
ex.mutant(
    "longest_rounded",
    says="Your longest period is close, but not within 1 %. If you have rounded it, keep more digits.",
    source=choice_source(PRIMES, 0, 0.7, "16000 / 11"),
    part="longest",
)
ex.mutant(
    "rate_rounded",
    says="Your slowest rate is close, but not within 1 %. If you have rounded it, keep more digits.",
    source=choice_source(PRIMES, 0, "11 / 16", 1500),
    part="slowest",
)
ex.mutant(
    "the_shortest",
    says="That is your shortest period in ms. The table asks for the longest.",
    source=choice_source(PRIMES, 0, "2 / 16", "16000 / 11"),
    part="longest",
)
ex.mutant(
    "the_field",
    says="That is how long the field of a logit is. The table asks for the period alone, one row of the grid.",
    source=choice_source(PRIMES, 0, "647 * 11 / 16", "16000 / 11"),
    part="longest",
)
ex.mutant(
    "the_field_at_24_khz",
    says="That is how long the field of a logit is, and at 24 kHz. The table asks for the period alone, one row of the grid, at 16 kHz.",
    source=choice_source(PRIMES, 0, "647 * 11 / 24", "16000 / 11"),
    part="longest",
)
ex.mutant(
    "rate_at_24_khz",
    says="Your slowest rate is the one at 24 kHz. Here the wave has 16 000 samples per second.",
    source=choice_source(PRIMES, 0, "11 / 16", "24000 / 11"),
    part="slowest",
)
ex.mutant(
    "half_the_rate",
    says="Half the rate is the highest tone that a column can carry. The table asks for the rate.",
    source=choice_source(PRIMES, 0, "11 / 16", "8000 / 11"),
    part="slowest",
)
ex.mutant(
    "the_fastest",
    says="That is the rate at your shortest period, the fastest one. The slowest columns are those of the longest.",
    source=choice_source(PRIMES, 0, "11 / 16", "16000 / 2"),
    part="slowest",
)
ex.mutant(
    "rate_in_khz",
    says="Your slowest rate is in kHz. The table asks for Hz.",
    source=choice_source(PRIMES, 0, "11 / 16", "16 / 11"),
    part="slowest",
)
ex.mutant(
    "microseconds",
    says="Your longest period is in microseconds. The table asks for milliseconds.",
    source=choice_source(PRIMES, 0, 687.5, "16000 / 11"),
    part="longest",
)
ex.mutant(
    "upside_down",
    says="You divided 16 by your longest period. Divide the period by the 16 samples of a millisecond.",
    source=choice_source(PRIMES, 0, "16 / 11", "16000 / 11"),
    part="longest",
)
ex.mutant(
    "period_for_rate",
    says="Your slowest rate is your longest period in ms. The table asks how many samples per second one of its columns has.",
    source=choice_source(PRIMES, 0, "11 / 16", "11 / 16"),
    part="slowest",
)
# Each is about a number that no mistake above explains.
ex.mutant(
    "another_length",
    says="Your longest period in ms is wrong. Take the largest of your periods: how many samples does a millisecond have at 16 kHz?",
    source=choice_source(PRIMES, 0, 50, "16000 / 11"),
    part="longest",
)
ex.mutant(
    "another_rate",
    says="Your slowest rate is wrong. Take the largest of your periods: a column keeps one sample in each row. How many rows does a second have?",
    source=choice_source(PRIMES, 0, "11 / 16", 3000),
    part="slowest",
)
ex.alternative("not all primes", source=choice_source((3, 4, 5, 7, 11), 0, "11 / 16", "16000 / 11"))
ex.alternative("longer ones", source=choice_source((13, 7, 5, 9, 4), 0, 0.8125, 1230.77))
ex.hints(
    "Which tones does period 4 confuse? Which does period 8? Do both confuse some of the same tones?",
    "Two periods share an alias partner of this tone exactly when they have a common factor. Choose numbers without one.",
    "shared_aliases = number of pairs with gcd(p, q) > ____; longest_ms = 1000 * p / ____; slowest_rate = ____ / p",
)
ex.why(
    "Numbers without a common factor share no alias partner of this tone, so what one period confuses, another can "
    "distinguish. They needn't be primes: 4 and 9 go well together. At 16 kHz a sample lasts longer, so the same "
    "periods reach 1.5 times as far in time as at 24 kHz."
)
ex.leads_to('`create("mpd", periods=...)` builds the discriminator that you designed.')
ex.wrong_turn(
    "Powers of two look tidy. But every pair of tones that period 2 confuses is also confused by 4, 8 and 16: "
    "all of them share a blind spot."
)

# %% tags=["bank"]
Question(
    "02.r1",
    "Lesson 01: what does every discriminator of this course return?",
    [
        Option(
            "a",
            "one probability between 0 and 1",
            because="It returns many raw scores, not one probability. A high score means real.",
            misconception="M07",
        ),
        Option(
            "b",
            "a list of logits and a list of lists of feature maps",
            right=True,
            because="Each list has one entry per sub-discriminator.",
        ),
        Option(
            "c",
            "a list of feature maps, flat",
            because="With a flat list, zip silently pairs the wrong maps. That's why it's a list of lists.",
        ),
    ],
    kind="recall",
)
Question(
    "02.r2",
    "Lesson 01: a discriminator keeps its sub-discriminators in a plain Python list. How many of their parameters does "
    "the optimiser get?",
    [
        Option("a", "all of them", because="PyTorch doesn't find modules in a plain list."),
        Option(
            "b",
            "none",
            right=True,
            because="PyTorch only registers modules that are in a ModuleList or assigned as attributes.",
        ),
        Option("c", "those of the first", because="In a plain list, PyTorch finds none of them."),
    ],
    kind="recall",
)
Question(
    "02.r3",
    "Lesson 00: why does this course never let a player scale each clip by itself?",
    [
        Option(
            "a",
            "people take the louder clip for the better one",
            right=True,
            because="That's why clips that you compare share one gain.",
        ),
        Option(
            "b",
            "players can't change loudness",
            because="They can: many scale each clip to its own peak without saying so.",
            misconception="M23",
        ),
        Option(
            "c",
            "it costs time",
            because="Scaling is fast. The problem is that it makes the comparison unfair.",
        ),
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
            because="It was higher before. Keeping every fifth sample brought it down to 500 Hz.",
        ),
        Option(
            "b",
            "the same",
            right=True,
            because="500 + 4300 = 4800 = 24000 / 5. At 4800 samples per second, the two can differ only in phase.",
        ),
        Option(
            "c",
            "the second is silent",
            because="The tone doesn't disappear: it comes back at another frequency.",
        ),
    ],
    later=Later(
        "Every fourth sample of a 700 Hz tone, and every fourth sample of a 6500 Hz tone, both at 24 kHz. How do the two sound?",
        [
            Option(
                "a",
                "the same",
                because="Their sum is 7200 and their difference 5800. Neither is a multiple of 24000 / 4 = 6000.",
            ),
            Option(
                "b",
                "the second is lower",
                right=True,
                because="There are 6000 samples per second, and 6500 Hz comes back at 6500 - 6000 = 500 Hz.",
            ),
            Option(
                "c",
                "the second is higher",
                because="6500 Hz is more than a column of 6000 samples per second can carry. It comes back lower.",
            ),
        ],
    ),
)
Question(
    "02.p2",
    "A wave of 24 000 samples is folded at period 5. What is lost?",
    [
        Option(
            "a",
            "four of five samples",
            because="Folding keeps every sample. It only moves them into a grid.",
            misconception="M04",
        ),
        Option(
            "b",
            "nothing",
            right=True,
            because="Unfold the grid, and you get the wave back, bit for bit.",
        ),
        Option(
            "c",
            "everything above 2400 Hz",
            because="One column alone has that limit, but the grid has all five.",
            misconception="M04",
        ),
    ],
    later=Later(
        "A wave of 24 000 samples is now folded at period 7. What is lost?",
        [
            Option(
                "a",
                "the last row, which is incomplete",
                because="It has 4 samples, and 3 mirrored ones fill it. Nothing is dropped.",
            ),
            Option(
                "b",
                "everything above half of a column's rate",
                because="That is the limit of one column. The grid has all seven.",
                misconception="M04",
            ),
            Option(
                "c",
                "nothing; 3 samples are added",
                right=True,
                because="24 000 = 3428 · 7 + 4, so 3 mirrored samples fill the last row.",
            ),
        ],
    ),
)
Question(
    "02.p3",
    "We shuffle the five columns of a folded wave and give the result to the discriminator for period 5. What happens to "
    "its logits?",
    [
        Option(
            "a",
            "they change completely, since no column has the neighbours it had",
            because="That would need a kernel that reads along a row. MPD's kernels are one column wide.",
            misconception="M02",
        ),
        Option(
            "b",
            "nothing at all: each logit stays where it was, with the same value",
            because="Almost. Each column keeps its logits, but they move with it.",
        ),
        Option(
            "c",
            "they are shuffled in the same way, and are otherwise equal",
            right=True,
            because="Each column is scored alone. The discriminator never compares two of them.",
        ),
    ],
    later=Later(
        "You play a wave backwards: its samples in reverse order. Does the discriminator for period 5 still give each column the "
        "same logits, in another order?",
        [
            Option(
                "a",
                "yes: the columns only trade places",
                because="They trade places, but each one is also read from bottom to top, and a kernel isn't symmetric.",
                misconception="M02",
            ),
            Option(
                "b",
                "no: the order within each column is reversed, too",
                right=True,
                because="Kernels read down a column, so its order matters. Only the order of the columns doesn't.",
            ),
        ],
    ),
)
Question(
    "02.p4",
    "We ask autograd: which samples of the wave can change one given logit of the discriminator for period 5?",
    [
        Option(
            "a",
            "an unbroken stretch of the wave",
            because="That's true of a one-dimensional convolution. This one reads down a column of the grid.",
            misconception="M02",
        ),
        Option(
            "b",
            "every fifth sample over a long stretch",
            right=True,
            because="It's a comb: the logit belongs to one column, and depends on that column only.",
        ),
        Option(
            "c",
            "five samples",
            because="One kernel spans five rows. Six layers reach much further.",
        ),
        Option(
            "d",
            "every fifth sample of the whole wave",
            because="The first ten begin far from the start of the wave: six kernels only reach so far.",
        ),
    ],
    later=Later(
        "Sample 1000 can change a certain logit of the discriminator for period 7. Which of these samples may change it, too?",
        [
            Option(
                "a",
                "sample 1001",
                because="It's in the next column, and no logit depends on two columns.",
                misconception="M02",
            ),
            Option(
                "b",
                "sample 1070",
                right=True,
                because="70 is a multiple of 7, so the two samples are in the same column.",
            ),
            Option(
                "c",
                "sample 1100",
                because="100 is no multiple of 7, so the two are in different columns.",
            ),
        ],
    ),
)
Question(
    "02.p5",
    "Which of MPD's periods, 2, 3, 5, 7 or 11, matches the beat of a song at 120 beats per minute?",
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
            because="The longest stretch that one logit depends on is shorter than a beat.",
            misconception="M01",
        ),
        Option(
            "d",
            "none of them",
            right=True,
            because="A beat at 120 bpm has 12 000 samples. Even MPD's longest period is about a thousand times shorter.",
        ),
    ],
    later=Later(
        "Somebody sings a note of 200 Hz. How does one cycle of it compare with MPD's longest period, at 24 kHz?",
        [
            Option(
                "a",
                "it's shorter",
                because="One cycle is 24 000 / 200 = 120 samples. The longest period is 11.",
            ),
            Option(
                "b",
                "it's about eleven times as long",
                right=True,
                because="120 samples against 11. Even one cycle of a voice spans many rows of every fold in MPD.",
            ),
            Option(
                "c",
                "they're about equal, since MPD is made for voices",
                because="One cycle is 120 samples. No period of MPD comes near that.",
                misconception="M01",
            ),
        ],
    ),
)
Question(
    "02.p6",
    "Why are MPD's periods primes?",
    [
        Option(
            "a",
            "so that two periods share hardly any blind spots",
            right=True,
            because="If two periods have no common factor, only a few special pairs of tones fool both. Primes are one way to get that.",
        ),
        Option(
            "b",
            "music contains prime patterns",
            because="The reason is arithmetic: which tones become aliases of each other.",
            misconception="M03",
        ),
        Option(
            "c",
            "primes are faster to compute",
            because="The cost depends mainly on the number of samples, which folding hardly changes.",
        ),
        Option(
            "d",
            "so that no two tones fool more than one period",
            because="Nearly, but a few pairs of tones do fool two primes. Exercise 02.4 looks for one.",
        ),
    ],
    later=Later(
        "You add a sixth period to 3, 5, 7, 8 and 11. Which one shares fewest blind spots with them?",
        [
            Option("a", "9", because="9 and 3 have the common factor 3, so they share aliases."),
            Option(
                "b",
                "2, because it's a prime",
                because="2 divides 8: whatever period 2 confuses, period 8 confuses as well.",
                misconception="M03",
            ),
            Option("c", "13", right=True, because="13 has no common factor with any of them."),
        ],
    ),
)
Question(
    "02.p7",
    "In each of the first five maps, the positive values are on average about five times as far from zero as the negative ones. What "
    "happens after each of these convolutions?",
    [
        Option(
            "a",
            "a ReLU, then the map is stored",
            because="A ReLU sets negative numbers to zero. These maps have negative values.",
        ),
        Option(
            "b",
            "the map is stored, then comes an activation",
            because='Then positive and negative values would be about equally large, as in the line "nothing".',
        ),
        Option(
            "c",
            "a leaky ReLU, then the map is stored",
            right=True,
            because="It leaves positive numbers alone. Its slope of 0.2 makes negative ones five times smaller.",
        ),
    ],
    later=Later(
        "Before another leaky ReLU, positive and negative values are about equally far from zero. After it, the positive ones are "
        "about ten times as far. What is its slope?",
        [
            Option(
                "a", "10", because="The slope multiplies the negative values, and they got smaller."
            ),
            Option("b", "0.1", right=True, because="It makes negative values ten times smaller."),
            Option(
                "c", "0.2, as always", because="0.2 makes them five times smaller, not ten times."
            ),
        ],
    ),
)
Question(
    "02.p8",
    "The first five kernels span five rows each, the last one three. How many rows of its column does one logit depend on?",
    [
        Option(
            "a",
            "28, the sum of all kernels",
            because="That ignores the strides: a row of a later layer stands for 3, 9, 27 or 81 rows of the wave.",
        ),
        Option(
            "b",
            "all of them",
            because="Each logit has a neighbourhood of its own. A longer wave gives more logits, not longer fields.",
        ),
        Option(
            "c",
            "several hundred",
            right=True,
            because="It's 647. Each stride of 3 makes all later kernels reach three times as far.",
        ),
    ],
    later=Later(
        "Another network has three layers. Each kernel spans three rows and has a stride of 2. How many rows does one output depend on?",
        [
            Option(
                "a",
                "9",
                because="The strides make the later kernels reach further: 3, then 7, then more.",
            ),
            Option(
                "b",
                "15",
                right=True,
                because="1 + 2 · 1 + 2 · 2 + 2 · 4 = 15: each layer adds two rows, which are twice as far apart as before.",
            ),
            Option(
                "c", "27", because="Fields of neighbouring rows overlap, so they add up to less."
            ),
        ],
    ),
)
Question(
    "02.p9",
    "Period 5 confuses 4300 Hz with 500 Hz. Which of the other periods, 2, 3, 7 and 11, confuse them as well?",
    [
        Option(
            "a",
            "none of them",
            right=True,
            because="Each period has its own rate. 4300 Hz comes back at a different frequency in each.",
        ),
        Option(
            "b",
            "7 and 11, because their columns have even fewer samples",
            because="A lower rate makes more aliases, but others: there, 4300 Hz comes back at 871 and 64 Hz.",
        ),
        Option(
            "c",
            "all of them",
            because="Then the pair would fool MPD. Neither its sum nor its difference is a multiple of another period's rate.",
        ),
    ],
    later=Later(
        "Period 3 confuses 1600 Hz with 6400 Hz, at 24 kHz. Which of the other periods, 2, 5, 7 and 11, confuse them as well?",
        [
            Option(
                "a",
                "none of them",
                because="That's so for nearly every pair. But look at the difference of these two.",
            ),
            Option(
                "b",
                "5 alone",
                right=True,
                because="6400 - 1600 = 4800 = 24000 / 5. It's one of the few pairs that fool two periods.",
            ),
            Option(
                "c",
                "all of them",
                because="Their sum is 8000 and their difference 4800. Neither is a multiple of the rates at 2, 7 and 11.",
            ),
        ],
    ),
)
Question(
    "02.x1",
    "At 48 kHz, you keep every sixth sample. Which tone becomes the same as 1000 Hz?",
    [
        Option(
            "a",
            "6000 Hz",
            because="The rate is 48000 / 6 = 8000 Hz. 6000 Hz comes back at 2000 Hz.",
        ),
        Option(
            "b",
            "7000 Hz",
            right=True,
            because="The rate is 48000 / 6 = 8000 Hz, and 1000 + 7000 = 8000.",
        ),
        Option("c", "8000 Hz", because="8000 Hz is the rate itself: it comes back as a constant."),
    ],
    kind="exit",
)
Question(
    "02.x4",
    "Somebody's MPD has the periods 5, 7, 8, 9 and 11. A colleague calls 8 and 9 a mistake, since they aren't primes. Is it one?",
    [
        Option(
            "a",
            "no: no two of the five have a common factor",
            right=True,
            because="What counts is what two periods have in common, and these share no factor.",
        ),
        Option(
            "b",
            "yes: only primes keep blind spots apart",
            because="Those two have no common factor, so hardly any pair of tones fools both.",
            misconception="M03",
        ),
        Option(
            "c",
            "yes: 8 and 9 are so close that they confuse the same tones",
            because="Their rates are 3000 and 2667 Hz. Close periods make different aliases.",
        ),
    ],
    kind="exit",
)
Question(
    "02.x2",
    "Back to lesson 01: `logits, fmaps = mpd(wave)` with the periods 2, 3, 5, 7 and 11. Where are the logits of period 7?",
    [
        Option(
            "a",
            "only in logits[3]",
            because="MPD stores its logits as the last feature map, too.",
        ),
        Option(
            "b",
            "in logits[7]",
            because="The index is the position of the sub-discriminator, not its period.",
        ),
        Option(
            "c",
            "in logits[3], and again in fmaps[3][-1]",
            right=True,
            because="Period 7 is the fourth sub-discriminator, and the logits are its last map.",
        ),
    ],
    kind="exit",
)
Question(
    "02.x3",
    "Back to lesson 00: in a blind test of six trials, somebody is right in four. Did they hear a difference?",
    [
        Option(
            "a",
            "the test can't say",
            right=True,
            because="Guessing alone gives four or more in 34 % of such tests. More trials would help.",
        ),
        Option(
            "b",
            "yes, four of six is more than half",
            because="If you only guess, you get four or more right in 34 % of such tests.",
        ),
        Option(
            "c",
            "no, because two were wrong",
            because="A listener who hears a small difference also makes mistakes. This result fits both.",
        ),
    ],
    kind="exit",
)
Question(
    "02.e1",
    "Explain to a friend who trains vocoders: why does the period-5 part of MPD take 500 Hz and 4300 Hz for the same tone, "
    "and why isn't the whole MPD fooled?",
    kind="explain",
    look_for=(
        "I said that a column keeps every p-th sample, so it has 24000 / p samples per second.",
        "I said that the tones add up to, or differ by, a multiple of that rate.",
        "I said that kernels one column wide never compare columns, so no logit depends on more than one.",
        "I said that another period has another rate, at which the two tones stay different.",
    ),
)
