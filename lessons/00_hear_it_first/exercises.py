# %% [markdown]
# Here are five exercises on the lesson *Hear it first*. Each one has a task, a cell for your answer, a check that explains what went
# wrong, and a verdict, which gives the points.
#
# Where a table has keys, your answer is a dict with these keys. You can do the exercises in any order; the lesson says when you know enough for each. Fill in a cell, run it, then run its check. Checking is free, so check as often as you like.
#
# Stuck? `hint("00.1")` gives you one hint at a time, and `solution("00.1")` shows a solution and the reasons for it.

# %% tags=["setup"]
# Run this cell first (Shift+Enter): it loads what the exercises use.
import torch
from torch import Tensor

from course_lib.classroom import own_number, setup
from course_lib.instruments import abx, area, artefact_quiz
from course_lib.sounds import ARTEFACTS, beat, load, pluck, spoil, vowel

setup("00")

# %% tags=["bank"]
import math
import re
from collections.abc import Iterator
from operator import eq

import numpy as np

from course_lib.classroom import Exercise, Later, Option, Question
from course_lib.classroom.checking.free_text import count_words, letter_of, number_or_none
from course_lib.classroom.progress.own_numbers import HIGHEST, LOWEST, drawn_number
from course_lib.display.figure_style import BLUE, new_figure
from course_lib.display.figures.beside import TITLE_POINTS, curves_beside
from course_lib.instruments.abx.statistics import guessing_p_value
from course_lib.instruments.ear_test.clips import QUIZ, quiz_items

# %% [markdown] id="00-1-head" tags=["exercise"]
# ### 00.1
# A discriminator takes a wave [batch, channels, time], always with three axes. Bring four arrays into this form. No sample may move to
# another clip, channel or time.
#
# | given | what | shape |
# |---|---|---|
# | `recording` | one mono recording | [time] |
# | `stereo` | a stereo file, as `soundfile` reads it | [time, channels] |
# | `clips` | mono clips of equal length | [batch, time] |
# | `take` | one item of a batch | [channels, time] |


# %% id="00-1-answer" tags=["answer"]
# @answer 00.1
def as_waves(recording: Tensor, stereo: Tensor, clips: Tensor, take: Tensor) -> list[Tensor]:
    """Return the four arrays as waves [batch, channels, time]."""
    # BEGIN SOLUTION
    return [recording[None, None], stereo.T[None], clips[:, None], take[None]]
    # END SOLUTION
    # STUB: raise NotAttempted("00.1")


# %% id="00-1-bank" tags=["bank"]
ex = Exercise("00.1", answer="as_waves")


def four_arrays(draw):
    """Draw arrays of four forms, with different sizes."""
    time, batch = draw.integer(7, 9), draw.integer(3, 5)
    return (
        draw.distinct(time),
        draw.distinct(time, 2),
        draw.distinct(batch, time),
        draw.distinct(2, time),
    )


def one_of(waves, index):
    """Return one of the four waves, or say in a few words why there aren't four."""
    if isinstance(waves, dict | Iterator | Tensor):
        return f"a {type(waves).__name__}, not a list"
    if isinstance(waves, list | tuple) and len(waves) != 4:
        return f"{len(waves)} instead of four"
    return waves[index]


@ex.property("a mono recording", cause="it is one clip with one channel")
def _(as_waves, draw):
    return one_of(as_waves(*four_arrays(draw)), 0)


@ex.property("a stereo file", cause="time and channels must swap places, not only names")
def _(as_waves, draw):
    return one_of(as_waves(*four_arrays(draw)), 1)


@ex.property("a batch of mono clips", cause="the channel axis is missing")
def _(as_waves, draw):
    return one_of(as_waves(*four_arrays(draw)), 2)


@ex.property("one item of a batch", cause="the batch axis is missing")
def _(as_waves, draw):
    return one_of(as_waves(*four_arrays(draw)), 3)


ex.mutant(
    "stereo_reshaped",
    says="The stereo file has the right shape, but the samples of left and right are mixed up. `reshape` reads the "
    "numbers in the order in which they are stored. Swap the two axes instead.",
    edit={"stereo.T[None]": "stereo.reshape(1, 2, -1)"},
    part="a stereo file",
)
ex.mutant(
    "stereo_not_turned",
    says="Your stereo wave is [1, time, channels]. Channels come before time: swap these two axes.",
    edit={"stereo.T[None]": "stereo[None]"},
    part="a stereo file",
)
ex.mutant(
    "clips_as_channels",
    says="Your mono clips have become the channels of a single clip. Each clip should be an item of the batch, with "
    "one channel.",
    edit={"clips[:, None]": "clips[None]"},
    part="a batch of mono clips",
)
ex.mutant(
    "take_as_batch",
    says="The two channels of one item have become two clips. Keep its channels together: only the batch axis is "
    "missing.",
    edit={"take[None]": "take[:, None]"},
    part="one item of a batch",
)
ex.mutant(
    "mixed_to_mono",
    says="You mixed left and right into one channel. A wave may have several channels: keep both.",
    edit={"stereo.T[None]": "stereo.mean(1)[None, None]"},
    part="a stereo file",
)
ex.mutant(
    "added_to_mono",
    says="You mixed left and right into one channel. A wave may have several channels: keep both.",
    edit={"stereo.T[None]": "stereo.sum(1)[None, None]"},
    part="a stereo file",
)
ex.mutant(
    "stereo_in_one_row",
    says="Your stereo wave is one channel, with left and right by turns. A wave may have several channels: keep both, each "
    "in its own row.",
    edit={"stereo.T[None]": "stereo.reshape(1, 1, -1)"},
    part="a stereo file",
)
ex.mutant(
    "mono_on_two_channels",
    says="Your recording is there twice, on two channels. Mono means one channel.",
    edit={"recording[None, None]": "recording.expand(1, 2, -1)"},
    part="a mono recording",
)
ex.mutant(
    "clips_on_two_channels",
    says="Each of your mono clips is there twice, on two channels. Mono means one channel.",
    edit={"clips[:, None]": "clips[:, None].expand(-1, 2, -1)"},
    part="a batch of mono clips",
)
ex.mutant(
    "first_clip_alone",
    says="Only the first of your mono clips is left. Each clip should be an item of the batch.",
    edit={"clips[:, None]": "clips[:1, None]"},
    part="a batch of mono clips",
)
ex.mutant(
    "shapes",
    says="You return the shapes of the waves. Return the waves themselves.",
    edit={
        "[recording[None, None], stereo.T[None], clips[:, None], take[None]]": (
            "[x.shape for x in (recording[None, None], stereo.T[None], clips[:, None], take[None])]"
        )
    },
)
ex.mutant(
    "an_axis_too_many",
    says="Each of your four waves has four axes. Leave out the first one: batch, channels and time are three.",
    edit={
        "[recording[None, None], stereo.T[None], clips[:, None], take[None]]": (
            "[x[None] for x in (recording[None, None], stereo.T[None], clips[:, None], take[None])]"
        )
    },
)
ex.mutant(
    "lists_in_a_list",
    says="Each of your four waves is in a list of its own. Return one list with the four waves in it.",
    edit={
        "[recording[None, None], stereo.T[None], clips[:, None], take[None]]": (
            "[[x] for x in (recording[None, None], stereo.T[None], clips[:, None], take[None])]"
        )
    },
)
ex.mutant(
    "left_alone",
    says="Your stereo wave is the left channel alone. A wave may have several channels: keep both.",
    edit={"stereo.T[None]": "stereo[:, 0][None, None]"},
    part="a stereo file",
)
ex.mutant(
    "an_axis_short_everywhere",
    says="Each of your four waves is one axis short. A single clip is a batch of one, and mono is one channel: both "
    "axes are there, with length 1.",
    edit={
        "[recording[None, None], stereo.T[None], clips[:, None], take[None]]": (
            "[recording[None], stereo.T, clips, take]"
        )
    },
)
ex.mutant(
    "one_axis_in_front_of_all",
    says="You put one axis in front of each array. That's right for `take` alone: find out for each of the others what "
    "is missing, and where.",
    edit={
        "[recording[None, None], stereo.T[None], clips[:, None], take[None]]": (
            "[recording[None], stereo[None], clips[None], take[None]]"
        )
    },
)
ex.mutant(
    "both_two_axes_alike",
    says="`clips` and `take` both have two axes, but not the same two. One lacks the channel axis, the other lacks "
    "the batch axis.",
    edit={"clips[:, None], take[None]": "clips[None], take[:, None]"},
)
ex.mutant(
    "clips_time_before_channel",
    says="Your mono clips are [batch, time, 1]. Channels come before time: put the new axis between the two.",
    edit={"clips[:, None]": "clips[:, :, None]"},
    part="a batch of mono clips",
)
ex.mutant(
    "clips_turned",
    says="You swapped the axes of the mono clips, so the samples of one time are together. Only the channel axis is missing, "
    "between the two.",
    edit={"clips[:, None]": "clips.T[None]"},
    part="a batch of mono clips",
)
ex.mutant(
    "clips_in_one_row",
    says="Your mono clips have become one long clip. Each clip should be an item of the batch, with one channel.",
    edit={"clips[:, None]": "clips.reshape(1, 1, -1)"},
    part="a batch of mono clips",
)
ex.mutant(
    "clips_as_given",
    says="Your mono clips still have two axes. Each has one channel: put the channel axis between batch and time.",
    edit={"clips[:, None]": "clips"},
    part="a batch of mono clips",
)
ex.mutant(
    "take_as_given",
    says="Your `take` still has two axes. It's a batch of one clip: put the batch axis in front.",
    edit={"take[None]": "take"},
    part="one item of a batch",
)
ex.mutant(
    "take_axis_last",
    says="In your `take`, the new axis comes last. It's the batch axis, and it comes first.",
    edit={"take[None]": "take[:, :, None]"},
    part="one item of a batch",
)
ex.mutant(
    "take_one_channel",
    says="Your fourth wave has the first channel of `take` alone. A wave may have several channels: keep both.",
    edit={"take[None]": "take[:1][None]"},
    part="one item of a batch",
)
ex.mutant(
    "take_mixed",
    says="You mixed the two channels of `take` into one. A wave may have several channels: keep both.",
    edit={"take[None]": "take.mean(0)[None, None]"},
    part="one item of a batch",
)
ex.mutant(
    "normalised",
    says="You divided the samples by their peak. The task is only about axes: leave the numbers as they are.",
    edit={
        "[recording[None, None], stereo.T[None], clips[:, None], take[None]]": (
            "[x / x.abs().max() for x in (recording[None, None], stereo.T[None], clips[:, None], take[None])]"
        )
    },
)
ex.mutant(
    "recording_as_given",
    says="Your recording still has one axis. It's a batch of one clip with one channel: two axes are missing.",
    edit={"recording[None, None]": "recording"},
    part="a mono recording",
)
ex.mutant(
    "two_axes_only",
    says="Your recording has two axes. It needs three: mono means one channel, not zero channels.",
    edit={"recording[None, None]": "recording[None]"},
    part="a mono recording",
)
ex.mutant(
    "time_first",
    says="In your recording, time isn't the last axis. The order is batch, channels, time.",
    edit={"recording[None, None]": "recording[:, None, None]"},
    part="a mono recording",
)

ex.mutant(
    "stereo_without_batch",
    says="Your stereo wave has two axes. One file is a batch of one clip: put the batch axis in front.",
    edit={"stereo.T[None]": "stereo.T"},
    part="a stereo file",
)
ex.mutant(
    "all_in_one_row",
    says="You laid all samples of an array in one row. Only `recording` is one row: keep the channels and the clips "
    "of the other three apart.",
    source="def as_waves(recording, stereo, clips, take):\n"
    "    return [each.reshape(1, 1, -1) for each in (recording, stereo, clips, take)]",
)
ex.mutant(
    "a_generator",
    says="You hand over the waves one at a time. Return a list of the four.",
    source="def as_waves(recording, stereo, clips, take):\n"
    "    yield from (recording[None, None], stereo.T[None], clips[:, None], take[None])",
)
ex.mutant(
    "left_and_right_as_clips",
    says="Left and right have become two clips. They are the two channels of one file: keep them together.",
    edit={"stereo.T[None]": "stereo.T[:, None]"},
    part="a stereo file",
)
ex.mutant(
    "channels_as_batch",
    says="In your stereo wave, the channels are the batch, and time comes second. Swap time and channels, then put the "
    "batch axis in front.",
    edit={"stereo.T[None]": "stereo[None].transpose(0, 2)"},
    part="a stereo file",
)
ex.mutant(
    "channels_exchanged",
    says="Left and right have changed places. Swap the two axes, and leave the order of the channels as it is.",
    edit={"stereo.T[None]": "stereo.flip(1).T[None]"},
    part="a stereo file",
)
ex.mutant(
    "time_reversed",
    says="Your stereo wave runs backwards. Swap the two axes, and leave the order of the samples as it is.",
    edit={"stereo.T[None]": "stereo.flip(0).T[None]"},
    part="a stereo file",
)
ex.mutant(
    "take_turned",
    says="You swapped the axes of `take`. It's [channels, time] already: only the batch axis is missing.",
    edit={"take[None]": "take.T[None]"},
    part="one item of a batch",
)
ex.mutant(
    "stereo_and_clips_exchanged",
    says="Your second wave is made of the mono clips, and your third of the stereo file. Keep the order of the "
    "arguments: recording, stereo, clips, take.",
    edit={
        "[recording[None, None], stereo.T[None], clips[:, None], take[None]]": (
            "[recording[None, None], clips[:, None], stereo.T[None], take[None]]"
        )
    },
)
ex.mutant(
    "three_waves",
    says="You return three waves. Return four, one for each array, in the order of the arguments.",
    edit={", take[None]]": "]"},
)
ex.mutant(
    "a_dict",
    says="You return a dict. Return a list: the four waves, in the order of the arguments.",
    source="def as_waves(recording, stereo, clips, take):\n    return {'recording': recording[None, None]}",
)
ex.mutant(
    "joined",
    says="You joined waves into one tensor. The four differ in their numbers of clips and channels: return a list of "
    "four.",
    source="def as_waves(recording, stereo, clips, take):\n"
    "    return torch.cat([recording[None, None], clips[:, None]])",
)


@ex.alternative("with unsqueeze")
def as_waves_by_unsqueeze(recording, stereo, clips, take):
    return [
        recording.unsqueeze(0).unsqueeze(0),
        stereo.transpose(0, 1).unsqueeze(0),
        clips.unsqueeze(1),
        take.unsqueeze(0),
    ]


@ex.alternative("with reshape where nothing changes places")
def as_waves_by_reshape(recording, stereo, clips, take):
    batch, time = clips.shape
    return [
        recording.reshape(1, 1, -1),
        stereo.permute(1, 0).reshape(1, stereo.shape[1], stereo.shape[0]),
        clips.reshape(batch, 1, time),
        take.reshape(1, *take.shape),
    ]


ex.hints(
    "For each array, say which of the three axes it has and which are missing. Are its axes in the right order?",
    "Indexing with `None` adds an axis of length 1 in that place. One of the four arrays also needs two axes "
    "swapped.",
    "`x[____]` puts an axis in front, `x[:, ____]` puts one after the first axis, and `x.____` swaps two axes. Choose for "
    "each array.",
)
ex.why(
    "`None` adds an axis and moves no sample. Only the stereo file has its axes in a different order, and `.T` "
    "swaps them. Now sample t of channel c is `wave[0, c, t]` in all four, so any discriminator can take them."
)
ex.leads_to(
    "From here on every discriminator, instrument and metric of the course takes waves of this form."
)
ex.wrong_turn(
    "`reshape` accepts any shape with the right number of samples, and never complains. On a stereo file it puts left and right by turns into "
    "both channels: each one plays at half the speed, the first half of the file on the left, the second on the right. A test of shapes alone "
    "doesn't notice."
)

# %% [markdown] id="00-2-head" tags=["exercise"]
# ### 00.2
# A colleague's function prepares two clips for a comparison. If one has a click in it, that clip comes out too soft. Fix the function.
#
# | | |
# |---|---|
# | in | `a`, `b`: samples [time], not silent, of any lengths |
# | level | both come out with the same RMS |
# | peak | the larger of the two peaks is −1 dBFS, which is 10 ** (−1 / 20) |
# | also | multiply each clip by one number, and leave `a` and `b` as they are |


# %% id="00-2-given"
def colleagues_pair(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Prepare two clips for a comparison. What's unfair about it?"""
    return a / a.abs().max(), b / b.abs().max()


# %% id="00-2-answer" tags=["answer"]
# @answer 00.2
def fair_pair(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Bring two clips to the same RMS, then to a common peak of -1 dBFS."""
    # BEGIN SOLUTION
    a, b = (clip / clip.square().mean().sqrt() for clip in (a, b))
    peak = max(a.abs().max(), b.abs().max())
    gain = 10 ** (-1 / 20) / peak
    return gain * a, gain * b
    # END SOLUTION
    # STUB: raise NotAttempted("00.2")


# %% id="00-2-bank" tags=["bank"]
ex = Exercise("00.2", answer="fair_pair")


def unequal_clips(draw):
    """Draw a soft clip with a click, and a louder one off centre; both peaks point down."""
    soft = 0.01 * draw.randn(draw.integer(3000, 3500))
    soft[draw.integer(500, 2500)] = -draw.uniform(0.5, 0.7)
    return soft, -0.05 + 0.1 * draw.randn(draw.integer(4000, 4500)).clamp(-2.5, 2.5)


def tensors(pair):
    """Return a pair of clips as tensors: NumPy arrays are as good."""
    return [torch.as_tensor(clip) for clip in pair]


def problem_of(pair):
    """Say in a few words why these aren't two clips, or return an empty text if they are."""
    if pair is None:
        raise TypeError("None isn't two clips")
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return "not two clips"
    if not all(isinstance(clip, Tensor | np.ndarray) and clip.ndim == 1 for clip in pair):
        return "not two clips of samples"
    return "NaN in a clip" if any(clip.isnan().any() for clip in tensors(pair)) else ""


def decibels(ratio):
    return round(20 * torch.tensor(float(ratio)).clamp(min=1e-9).log10().item(), 1) + 0.0


def level(clip):
    return float(clip.square().mean().sqrt())


@ex.property("the same RMS", cause="each clip was scaled by its own peak, not by its RMS")
def _(fair_pair, draw):
    given = unequal_clips(draw)
    pair = fair_pair(*given)
    if problem := problem_of(pair):
        return {"difference in dB": problem, "it comes from": "no clips"}
    a, b = tensors(pair)
    difference = decibels(level(a) / max(level(b), 1e-9))
    # a clip that was cut off has lost its level by that, so learners read of the cut first
    why = next(filter((CUT, SQUEEZED).__contains__, how_both_changed(given, pair)), "the gains")
    return {"difference in dB": difference, "it comes from": why if difference else "nowhere"}


@ex.property("the larger peak at -1 dBFS", cause="the last gain must be one number for both clips")
def _(fair_pair, draw):
    a, b = unequal_clips(draw)
    pairs = {
        "the click in the first clip": fair_pair(a, b),
        "the click in the second": fair_pair(b, a),
        "no click": fair_pair(b[:2000] / 10, b),
    }
    if problem := next(filter(None, map(problem_of, pairs.values())), ""):
        return {"larger peak in dBFS": problem}
    peaks = {
        f"larger peak in dBFS, {where}": decibels(max(clip.abs().max() for clip in tensors(pair)))
        for where, pair in pairs.items()
    }
    levels = {decibels(level(clip)) for pair in pairs.values() for clip in tensors(pair)}
    return {
        **peaks,
        "one level, whatever the peaks": len(levels) == 1,
        "the larger peak in the three pairs": (
            "not the same" if len(set(peaks.values())) > 1 else where_it_is(*peaks.values())
        ),
    }


def where_it_is(peak, *_):
    """Say whether a peak is where it should be."""
    return "at -1 dBFS" if peak == -1 else "at another level, the same one each time"


@ex.property("one factor a clip", cause="some samples were cut off or faded")
def _(fair_pair, draw):
    given = unequal_clips(draw)
    pair = fair_pair(*given)
    return problem_of(pair) or how_both_changed(given, pair)


CUT = "the samples above a limit were cut off"
SQUEEZED = "large samples got another factor than small ones"


def how_both_changed(given, pair):
    """Say what became of each of two clips."""
    cases = zip(given, reversed(given), tensors(pair), strict=True)
    return [how_changed(before, other, after.to(before.dtype)) for before, other, after in cases]


def how_changed(before, other, after):
    """Say what became of a clip."""
    if other.shape == after.shape and is_multiple(other, after):
        return "it is the other clip"
    if before.shape != after.shape:
        return "its length was changed"
    if is_multiple(before, after):
        return "scaled"
    if is_multiple(before - before.mean(), after - after.mean()):
        return "it was moved up or down"
    below = after.abs() < (1 - 1e-6) * after.abs().max()
    if is_multiple(before[below], after[below]):
        return CUT
    risen = after[before.argsort()].diff() >= 0
    return SQUEEZED if risen.all() else "its form was changed"


def is_multiple(before, after):
    factor = (after @ before) / (before @ before)
    # rounding to 16 bits is off by more than this, and float32 by much less
    return bool((after - factor * before).norm() <= 1e-4 * after.norm())


@ex.property(
    "the clips given stay as they are",
    cause="an operation changes them in place, such as a *= gain",
)
def _(fair_pair, draw):
    given = unequal_clips(draw)
    kept = [clip.clone() for clip in given]
    fair_pair(*given)
    pairs = zip(given, kept, strict=True)
    return ["unchanged" if torch.equal(now, before) else "changed" for now, before in pairs]


ex.mutant(
    "peak_each",
    says="In the end, you scale each clip by its own peak, so a single click decides how loud the whole clip is. "
    "Give both the same RMS, and then one gain.",
    source="def fair_pair(a, b):\n    top = 10 ** (-1 / 20)\n"
    "    return top * a / a.abs().max(), top * b / b.abs().max()",
)
ex.mutant(
    "colleagues",
    says="This is the colleague's function: both peaks are at full scale, and the levels differ. Measure RMS, and "
    "leave 1 dB of room below full scale.",
    source="def fair_pair(a, b):\n    return a / a.abs().max(), b / b.abs().max()",
)
ex.mutant(
    "mean_square",
    says="Your gains go by the mean of the squares. RMS is its square root: a clip of twice the amplitude has four "
    "times the mean square. In decibels, too: 20 is for amplitudes, 10 for power.",
    edit={".square().mean().sqrt()": ".square().mean()"},
)
ex.mutant(
    "norm_of_all",
    says="Your gains go by the sum of the squares. The sum grows with the length of a clip, so the longer clip comes "
    "out too soft. RMS uses the mean: each sum is divided by the length of its own clip.",
    edit={"clip.square().mean().sqrt()": "clip.square().sum().sqrt()"},
)
ex.mutant(
    "mean_of_abs",
    says="You divided by the mean of the absolute values. RMS squares the samples first, so large samples count for "
    "more.",
    edit={"clip.square().mean().sqrt()": "clip.abs().mean()"},
)
ex.mutant(
    "standard_deviation",
    says="`std` subtracts the mean of the clip before it squares. RMS doesn't: if a clip is off centre, its offset "
    "counts towards its level.",
    edit={"clip.square().mean().sqrt()": "clip.std()"},
)
ex.mutant(
    "peak_without_abs",
    says="Your peak is the largest sample. But a wave also points down, as the click does here. Take `abs()` first.",
    edit={"max(a.abs().max(), b.abs().max())": "max(a.max(), b.max())"},
)
ex.mutant(
    "cut_to_one_length",
    says="You cut the longer clip. The clips may differ in length: each one has its own RMS, over all of its samples.",
    edit={
        "    a, b = (clip /": "    both = min(len(a), len(b))\n    a, b = a[:both], b[:both]\n"
        "    a, b = (clip /"
    },
    part="one factor a clip",
)
ex.mutant(
    "gain_without_rms",
    says="One common gain keeps the difference in level that the clips had before. First, give both the same RMS.",
    edit={"(clip / clip.square().mean().sqrt() for clip in (a, b))": "(a, b)"},
)
ex.mutant(
    "own_gains_at_the_end",
    says="You made the RMS equal, and then gave each clip its own gain for its peak. Now the levels differ again. The "
    "last gain must be one number for both.",
    edit={
        "peak = max(a.abs().max(), b.abs().max())\n    gain = 10 ** (-1 / 20) / peak\n"
        "    return gain * a, gain * b": (
            "top = 10 ** (-1 / 20)\n"
            "    return (a * (0.99 * top / a.abs().max()), b * (0.99 * top / b.abs().max()))"
        )
    },
)
ex.mutant(
    "clipped",
    says="You cut off the samples above the limit. That adds a crackle that wasn't in the clip. Find one gain with "
    "which nothing needs to be cut.",
    source="def fair_pair(a, b):\n    top = 10 ** (-1 / 20)\n"
    "    a, b = (0.25 * c / c.square().mean().sqrt() for c in (a, b))\n"
    "    return a.clamp(-top, top), b.clamp(-top, top)",
    part="it comes from",
)
ex.mutant(
    "squeezed",
    says="Large samples got another factor than small ones. That changes the levels again, and the form of the waves. "
    "Multiply each clip by one number only.",
    source="def fair_pair(a, b):\n    top = 10 ** (-1 / 20)\n"
    "    a, b = (c / c.square().mean().sqrt() for c in (a, b))\n"
    "    return top * a.tanh(), top * b.tanh()",
    part="it comes from",
)
ex.mutant(
    "another_level",  # true of all gains that leave a difference: read when no mistake above fits
    says="Your two clips differ in RMS. Divide each clip by its own RMS: the root of the mean of its squares, over all of its "
    "samples. What comes after that must be one number for both.",
    edit={"clip.square().mean().sqrt()": "clip.square().mean().pow(0.4)"},
    part="it comes from",
)
ex.mutant(
    "one_faded",
    says="You faded one clip and not the other, so listeners will hear the fade. Multiply each clip by one number "
    "only.",
    edit={
        "    peak = max(": "    b = b * torch.linspace(0, 1, len(b))\n"
        "    b = b / b.square().mean().sqrt()\n    peak = max("
    },
)
ex.mutant(
    "rms_only",
    says="Both clips now have an RMS of 1, and peaks far above full scale. The last gain is missing: one number for "
    "both, which brings the larger peak to −1 dBFS.",
    edit={"return gain * a, gain * b": "return a, b"},
)
ex.mutant(
    "full_scale",
    says="The larger peak is at full scale, 0 dBFS. Leave 1 dB of room, because between two samples a wave can be higher "
    "than both: −1 dB is the factor 10 ** (−1 / 20), not −1.",
    edit={"10 ** (-1 / 20) / peak": "1 / peak"},
)
ex.mutant(
    "power_decibels",
    says="Your peak is at −2 dBFS. For amplitudes, use 20 in 10 ** (dB / 20); 10 is for power.",
    edit={"10 ** (-1 / 20)": "10 ** (-1 / 10)"},
)
ex.mutant(
    "in_place",
    says="You changed the clips that you were given. If anyone plays the originals afterwards, they hear something "
    "else. Return new clips instead.",
    edit={
        "a, b = (clip / clip.square().mean().sqrt() for clip in (a, b))": (
            "a /= a.square().mean().sqrt()\n    b /= b.square().mean().sqrt()"
        )
    },
)

ex.mutant(
    "times_rms",
    says="You multiplied by the RMS, so the louder clip came out louder still. Divide by it.",
    edit={"clip / clip.square()": "clip * clip.square()"},
)
ex.mutant(
    "peak_of_a",
    says="Your gain comes from the first clip's peak alone, and the second clip's may be higher. Take the larger of the two.",
    edit={"max(a.abs().max(), b.abs().max())": "a.abs().max()"},
)
ex.mutant(
    "peak_of_b",
    says="Your gain comes from the second clip's peak alone, and the first clip's may be higher. Take the larger of the two.",
    edit={"max(a.abs().max(), b.abs().max())": "b.abs().max()"},
)
ex.mutant(
    "peaks_as_given",
    says="Your gain comes from the peaks of the clips as given. Take the peaks after both have the same RMS.",
    source="def fair_pair(a, b):\n    peak = max(a.abs().max(), b.abs().max())\n"
    "    a, b = (c / c.square().mean().sqrt() for c in (a, b))\n"
    "    return 10 ** (-1 / 20) / peak * a, 10 ** (-1 / 20) / peak * b",
)
ex.mutant(
    "smaller_peak",
    says="Your gain comes from the smaller of the two peaks, so the other clip goes far above full scale. Take the larger one.",
    edit={"max(a.abs().max(), b.abs().max())": "min(a.abs().max(), b.abs().max())"},
)
ex.mutant(
    "sum_of_peaks",
    says="You divided by the sum of the two peaks, so both come out too soft. Take the larger of the two.",
    edit={"max(a.abs().max(), b.abs().max())": "(a.abs().max() + b.abs().max())"},
)
ex.mutant(
    "nine_tenths",
    says="A peak of 0.9 isn't −1 dBFS, though it's close. Use 10 ** (−1 / 20).",
    edit={"10 ** (-1 / 20)": "0.9"},
)
ex.mutant(
    "plus_one",
    says="Your larger peak is at +1 dBFS, above full scale. The decibels are negative: −1.",
    edit={"(-1 / 20)": "(1 / 20)"},
)
ex.mutant(
    "only_when_too_high",
    says="You turn the clips down if a peak is too high, and otherwise leave them as they are. The larger peak should be at −1 "
    "dBFS in every case: turn soft clips up, too.",
    edit={"gain = 10 ** (-1 / 20) / peak": "gain = min(0.1, 10 ** (-1 / 20) / peak)"},
)
ex.mutant(
    "level_of_a",
    says="The levels are equal now. The last gain is missing: one number for both, which brings the larger peak to −1 dBFS.",
    source="def fair_pair(a, b):\n    rms_a, rms_b = a.square().mean().sqrt(), b.square().mean().sqrt()\n"
    "    return 1 * a, b * (rms_a / rms_b)",
)
ex.mutant(
    "clipped_at_rms_1",
    says="You made the RMS equal, and then cut off all samples above the limit. That changes the levels again, and adds a "
    "crackle. Find one gain with which nothing needs to be cut.",
    source="def fair_pair(a, b):\n    top = 10 ** (-1 / 20)\n"
    "    a, b = (c / c.square().mean().sqrt() for c in (a, b))\n"
    "    return a.clamp(-top, top), b.clamp(-top, top)",
)
ex.mutant(
    "clipped_softer",
    says="You brought both clips to one level, and then cut off the samples above the limit. That changes the levels again, "
    "and adds a crackle. Find one gain with which nothing needs to be cut.",
    source="def fair_pair(a, b):\n    top = 10 ** (-1 / 20)\n"
    "    a, b = (0.1 * c / c.square().mean().sqrt() for c in (a, b))\n"
    "    return a.clamp(-top, top), b.clamp(-top, top)",
)
ex.mutant(
    "level_of_b",
    says="The levels are equal now. The last gain is missing: one number for both, which brings the larger peak to −1 dBFS.",
    source="def fair_pair(a, b):\n    rms_a, rms_b = a.square().mean().sqrt(), b.square().mean().sqrt()\n"
    "    return a * (rms_b / rms_a), 1 * b",
)
ex.mutant(
    "level_in_decibels",
    says="You divided by the level in decibels, which is a logarithm. Divide by the RMS itself.",
    edit={
        "clip / clip.square().mean().sqrt()": "clip / (20 * clip.square().mean().sqrt().log10())"
    },
)
ex.mutant(
    "abs_kept",
    says="Your clips never go below zero: you took `abs()` of the clip itself. Take it only to find the peak.",
    edit={"    a, b = (clip /": "    a, b = a.abs(), b.abs()\n    a, b = (clip /"},
)
ex.mutant(
    "mean_removed",
    says="You moved each clip up or down. Multiply it by one number, and do nothing else.",
    edit={
        "    a, b = (clip /": "    a, b = a - a.mean(), b - b.mean()\n    a, b = (clip /",
    },
    part="one factor a clip",
)
ex.mutant(
    "exchanged",
    says="You return the clips in the opposite order: the first result has the length of the second clip.",
    edit={"return gain * a, gain * b": "return gain * b, gain * a"},
    part="one factor a clip",
)
for name, twice in {"first_clip_twice": "a", "second_clip_twice": "b"}.items():
    ex.mutant(
        name,
        says="You return the same clip twice. Return one for `a` and one for `b`.",
        edit={"return gain * a, gain * b": f"return gain * {twice}, gain * {twice}"},
        part="one factor a clip",
    )
ex.mutant(
    "as_given",
    says="You return the clips as they came, so the levels differ as before. Give both the same RMS, and then one gain.",
    source="def fair_pair(a, b):\n    return 1 * a, 1 * b",
)
ex.mutant(
    "one_clip",
    says="You don't return two clips. Return the pair: `return first, second`.",
    source="def fair_pair(a, b):\n    return a / a.square().mean().sqrt()",
    part="difference in dB",
)
ex.mutant(
    "two_numbers",
    says="You return two things that aren't clips. Return the samples of both, each multiplied by its gain.",
    source="def fair_pair(a, b):\n    return a.abs().max(), b.abs().max()",
    part="difference in dB",
)
ex.mutant(
    "nan",
    says="At least one clip comes out as NaN. Look for the root of a negative number, or for a division by zero. Did you "
    "square the samples before you took their mean?",
    edit={"clip.square().mean().sqrt()": "(-clip.square().mean()).sqrt()"},
    part="difference in dB",
)
ex.mutant(
    "one_level_for_all",
    says="You bring every clip to a fixed level, so the larger peak is another one in each pair. The last gain is "
    "missing: one number for both, which brings the larger peak to −1 dBFS.",
    edit={"return gain * a, gain * b": "return 0.1 * a, 0.1 * b"},
    part="one level, whatever the peaks",
)
# These two are true of every wrong gain, so learners read them when no mistake above fits.
ex.mutant(
    "another_room",
    says="Your larger peak is at the same level in each pair, but that level isn't −1 dBFS, the factor 10 ** (−1 / 20).",
    edit={"10 ** (-1 / 20)": "0.95"},
    part="the larger peak in the three pairs",
)
ex.mutant(
    "another_room_each_time",
    says="Your larger peak isn't at the same level in all pairs. When both clips have one RMS, divide by the larger of their two "
    "peaks, whatever it is, and only then multiply by 10 ** (−1 / 20).",
    edit={"max(a.abs().max(), b.abs().max())": "(a.abs().max() + b.abs().max()) / 2"},
    part="the larger peak in the three pairs",
)
ex.mutant(
    "median",
    says="You divided by the median of the absolute values. RMS is the root of the mean of the squares.",
    edit={"clip.square().mean().sqrt()": "clip.abs().median()"},
)
ex.mutant(
    "padded",
    says="You made the shorter clip longer. The clips may differ in length: each keeps its own, and has its own RMS.",
    edit={
        "    a, b = (clip /": "    a = torch.cat([a, torch.zeros(len(b) - len(a))]) if len(a) < len(b) else a\n"
        "    a, b = (clip /"
    },
    part="one factor a clip",
)


@ex.picture
def _(fair_pair):
    string = pluck(220, seconds=0.6).samples
    clicked = 0.3 * pluck(220, seconds=0.9).samples
    clicked[9600] = -0.7

    def levels(pair):
        names = ("a pluck", "a longer, softer one with a click")
        of = tensors(pair)
        parts = (clip[: len(clip) // 480 * 480].unflatten(0, (-1, 480)) for clip in of)  # 20 ms
        rms = (part.square().mean(1).sqrt().clamp(min=1e-4) for part in parts)
        return {name: 20 * each.log10() for name, each in zip(names, rms, strict=True)}

    pair = fair_pair(string.clone(), clicked.clone())
    if problem_of(pair):
        return None
    apart = decibels(level(tensors(pair)[0]) / level(tensors(pair)[1]))
    found = "have the same RMS" if not apart else f"differ by {abs(apart)} dB in RMS"
    yours, right = map(levels, (pair, fair_pair_from_above(string, clicked)))
    title = f"Your two clips {found}"
    return curves_beside(yours, right, title, "time (s)", "RMS (dBFS)", at=0.02, one_scale=True)


@ex.alternative("the louder one is brought down")
def fair_pair_from_above(a, b):
    levels = [torch.linalg.vector_norm(clip) / len(clip) ** 0.5 for clip in (a, b)]
    softer = min(levels)
    fair = [clip * (softer / level) for clip, level in zip((a, b), levels, strict=True)]
    gain = 0.8912509381337456 / max(float(clip.abs().max()) for clip in fair)
    return fair[0] * gain, fair[1] * gain


@ex.alternative("with NumPy")
def fair_pair_with_numpy(a, b):
    pair = [clip.numpy() / (clip.numpy() ** 2).mean() ** 0.5 for clip in (a, b)]
    gain = 10 ** (-1 / 20) / max(abs(clip).max() for clip in pair)
    return pair[0] * gain, pair[1] * gain


@ex.alternative("all in one factor each")
def fair_pair_by_factors(a, b):
    rms_a, rms_b = a.pow(2).mean().pow(0.5), b.pow(2).mean().pow(0.5)
    crest = torch.maximum(a.abs().max() / rms_a, b.abs().max() / rms_b)
    target = 10 ** (-0.05) / crest
    return a * (target / rms_a), b * (target / rms_b)


ex.hints(
    "The colleague's clips have equal peaks. What does a click do to the rest of its clip?",
    "Divide each clip by its own RMS. Then find the larger of the two peaks, and one gain that brings it to −1 "
    "dBFS.",
    "Scale each clip by 1 / clip.____().mean().sqrt(). Only then, gain = 10 ** (____ / 20) / max(a.abs().max(), ____).",
)
ex.why(
    "The first division makes the levels equal. The last gain is the same for both, so the levels stay equal, "
    'with some room below full scale. In the library, `for_listening(..., match="rms")` does the same, and fades '
    "both clips in and out."
)
ex.leads_to(
    'The ear test of this lesson gives its clips one RMS in this way, and so does a player with `match="rms"`.'
)
ex.wrong_turn(
    "Equal peaks look fair when you draw the waves. But a peak is a single sample. With equal peaks, a clip with "
    "a click and a clip without one differ in loudness by many decibels."
)

# %% [markdown] id="00-3-head" tags=["exercise"]
# ### 00.3
# Here are eight clips with one artefact each; two artefacts appear twice. Other learners have other clips. Listen, and write down your number and the
# eight names in order. Six right names earn all points. The check says how many are right, not which. The lesson's zoo stays open.
#
# | key | what |
# |---|---|
# | `quiz` | your number, which the cell below shows |
# | `names` | eight names, clip 1 first: `"comb buzz"`, `"pre-echo"`, `"dull top"`, `"phasiness"`, `"DC thump"`, `"clicks"` |

# %% id="00-3-given"
artefact_quiz(own_number("00.3"))

# %% id="00-3-answer" tags=["answer"]
# @answer 00.3
# BEGIN SOLUTION
heard = {
    "quiz": 0,  # artefact_quiz(0) plays these clips; yours have another number
    "names": [
        "clicks",
        "pre-echo",
        "comb buzz",
        "phasiness",
        "dull top",
        "DC thump",
        "comb buzz",
        "phasiness",
    ],
}
# END SOLUTION
# STUB: heard = ...

# %% id="00-3-bank" tags=["bank"]
ex = Exercise("00.3", answer="heard", also_takes=(list, tuple))
CLIPS, ENOUGH = 8, 6
TRUE_NAMES = [name for name, _, _ in QUIZ]


PATTERNS = ("one name for all", "in the opposite order", "those of quiz 0")


def pattern_of(names, true):
    """Say in what way eight names were given."""
    same, backwards, example = PATTERNS
    if len(set(names)) == 1:
        return same
    if sum(map(eq, reversed(names), true)) >= ENOUGH:
        return backwards
    return example if names == TRUE_NAMES != true else "eight"


@ex.property(
    "the names you heard",
    cause="play the clips once more, and look for the same artefacts in the zoo",
)
def _(heard, draw):
    known = {name.lower().replace("-", " "): name for name in ARTEFACTS}
    mine = drawn_number("00.3")  # 0 where nothing was drawn, as when a sheet is graded
    # a list alone, as in sheets of version 0.1, is about the clips of this machine
    pair = heard if isinstance(heard, dict) else {"quiz": mine, "names": heard}
    number, given = number_or_none(pair.get("quiz")), pair.get("names")
    if number is None or not number.is_integer():
        return {"names": "without a number", "right": 0}
    if number not in (0, mine) and (mine or not LOWEST <= number <= HIGHEST):
        return {"names": "of clips with another number", "right": 0}
    if not isinstance(given, list | tuple | np.ndarray) or len(given) != CLIPS:
        return {"names": "not eight", "right": 0}
    spelt = [str(name).strip().lower().replace("-", " ").replace("_", " ") for name in given]
    names = [known.get(name) for name in spelt]
    true = [name for name, _, _ in quiz_items(int(number))]
    if not any(names):
        return {"names": "none of the six", "right": 0}
    right = sum(map(eq, names, true))
    foreign = None in names and right < ENOUGH
    return {"names": "some of the six" if foreign else pattern_of(names, true), "right": right}


@ex.comparator
def _(data, expected):
    given = data["the names you heard"]
    counted = {f"at least {count} right": given["right"] >= count for count in range(1, ENOUGH + 1)}
    eight = given["names"] in ("eight", "some of the six", *PATTERNS)
    return {"eight names": eight, **counted}


def heard_source(*names):
    """The source of an answer."""
    return f"heard = {{'quiz': 0, 'names': {list(names)!r}}}"


# for each artefact another one
OTHERS = dict(zip(ARTEFACTS, (*ARTEFACTS[1:], ARTEFACTS[0]), strict=True))

ex.mutant(
    "one_name_for_all",
    says="You gave the same name eight times, and that's right only now and then. Listen to each clip, and name its "
    "one artefact.",
    source=heard_source(*["clicks"] * 8),
)
ex.mutant(
    "a_name_that_comes_twice",
    says="You gave the same name eight times. Two of the clips have this artefact, and the others don't: listen to "
    "each one.",
    source=heard_source(*["comb buzz"] * 8),
)
ex.mutant(
    "too_few",
    says="Give `names` as a list of eight names, one for each clip, clip 1 first.",
    source=heard_source("clicks", "pre-echo", "comb buzz"),
)
ex.mutant(
    "other_words",
    says="Use the six names from the table, spelt exactly as they are there. Other words can't be compared.",
    source=heard_source("tick", "echo", "hum", "hollow", "dark", "bass", "hum", "hollow"),
)
for right in range(ENOUGH):
    count, are = right or "None", "is" if right < 2 else "are"
    ex.mutant(
        f"some_other_words_{right}",
        says=f"{count} of your names {are} right. At least one name isn't among the six of the table, so it counts as "
        "wrong: give each clip one of the six.",
        source=heard_source(
            *(TRUE_NAMES[:right] or ["pre-echo"]), *["hum"] * (CLIPS - (right or 1))
        ),
    )
    ex.mutant(
        f"right_{right}",
        says=f"{count} of your eight names {are} right, and six are enough. Ask of each clip: is the flaw "
        "there all the time or at moments, high or deep?",
        source=heard_source(
            *TRUE_NAMES[:right],
            *(OTHERS[name] for name in TRUE_NAMES[right:]),
        ),
    )
ex.mutant(
    "no_number",
    says="Your `quiz` is missing, or it isn't a whole number. Write the number that the cell with the clips shows.",
    source=f"heard = {{'quiz': ..., 'names': {TRUE_NAMES!r}}}",
)
ex.mutant(
    "not_mine",
    says="Your `quiz` isn't the number of the clips that you got here, so the check can't compare your names. Run the "
    "cell with the clips: it shows your number, which is stored on this machine. Name those clips.",
    source=f"heard = {{'quiz': 77, 'names': {TRUE_NAMES!r}}}",
)
ex.mutant(
    "backwards",
    says="Your names are in the opposite order. Clip 1 comes first.",
    source=heard_source(*reversed(TRUE_NAMES)),
)
ex.mutant(
    "another_quiz",
    says="These are the names of quiz 0. The number in your answer must be that of the clips that you named.",
    source=f"heard = {{'quiz': 1001, 'names': {TRUE_NAMES!r}}}",
)
ex.alternative(
    "six right",
    source=heard_source(
        "clicks",
        "pre-echo",
        "comb buzz",
        "dull top",
        "dull top",
        "clicks",
        "comb buzz",
        "phasiness",
    ),
)
ex.alternative(
    "seven right and a typo",
    source=heard_source("klicks", *TRUE_NAMES[1:]),
)
ex.alternative(
    "capitals and no hyphen",
    source=heard_source(*(n.title().replace("-", " ") for n in TRUE_NAMES)),
)
ex.alternative("the names alone, as earlier sheets ask", source=f"heard = {TRUE_NAMES!r}")
ex.alternative(
    "the clips of another number",
    source="from course_lib.instruments.ear_test.clips import quiz_items\n"
    "heard = {'quiz': 4321, 'names': tuple(name for name, _, _ in quiz_items(4321))}",
)
ex.shows(
    "# Each number has clips of its own, so this shows how to answer, not what.\n"
    "heard = {\n"
    '    "quiz": ...,  # your number, which the cell with the clips shows\n'
    '    "names": ["dull top", "clicks", ...],  # what you hear in clip 1, clip 2, and so on: eight names\n'
    "}\n"
    "# Play a clip again, and the zoo at strength 3, until two sound alike.\n"
    "# artefact_quiz(1234, pictures=True), with your number, adds their pictures."
)
ex.hints(
    "Ask three questions about each clip. Is something added or missing? All the time, or at moments? High or "
    "deep?",
    "All the time: buzz (added tone), dull top (missing), phasiness (blurred). At moments: clicks (bright), thumps (deep), pre-echo (before a hit).",
    "Look, too: artefact_quiz(____, pictures=____) shows the wave and the spectrogram. Lines, gaps, bumps: compare "
    "them with the zoo.",
)
ex.why(
    "Each artefact has its place in time and in frequency. If you ask for these two places, six names are few. "
    "Networks do the same: some resolve time finely, others resolve frequency."
)
ex.leads_to(
    "You will listen for these artefacts whenever a discriminator misses something, and lesson 07 measures the buzz."
)
ex.wrong_turn(
    'If you decide by "it sounds bad", you confuse artefacts of equal strength. Describe what you hear before '
    "you name it."
)

# %% [markdown] id="00-4-head" tags=["exercise"]
# ### 00.4
# A listener gave three real clips the scores 2, 1, −1, and three generated ones 1, −1, −2.
#
# | key | what |
# |---|---|
# | `area` | share of pairs that the real clip wins; ties count half |
# | `doubled` | the area with all scores doubled |
# | `flipped` | the area with all signs changed |
# | `reason` | letter: why is a listener a discriminator? |
#
# - A: has more weights than networks
# - B: puts a number on each sound, larger if it seems more real
# - C: is right more often
# - D: needs no scores

# %% id="00-4-answer" tags=["answer"]
# @answer 00.4
# BEGIN SOLUTION
listener = {
    "area": (3 + 2.5 + 1.5) / 9,  # the wins of 2, of 1 and of -1
    "doubled": 7 / 9,
    "flipped": 2 / 9,
    "reason": "B",
}
# END SOLUTION
# STUB: listener = ...

# %% id="00-4-bank" tags=["bank"]
ex = Exercise("00.4", answer="listener", independent_parts=True)
# what the area is if pairs are counted in this way; two digits are enough
COUNTS = {
    "right": 7 / 9,
    "ties lost": 6 / 9,
    "ties won": 8 / 9,
    "own partners only": 1.0,
    "ties left out": 6 / 7,
    "wins of the generated": 2 / 9,
}


SEVERAL = re.compile(r"\W*[a-d](\W+(and\W+|or\W+)?[a-d])+\W*", re.IGNORECASE)  # "B or C"


def near(given, number):
    return given is not None and number is not None and abs(given - number) < 0.01


def how_counted(area):
    """Name the count that gives this area."""
    if not is_share(area):
        return "no number" if area is None else "no share"
    return next((name for name, share in COUNTS.items() if near(area, share)), "another count")


def is_share(area):
    return area is not None and 0 <= area <= 1


def how_doubled(doubled, area):
    """Compare the area after doubling with the right one, then with the area before."""
    if doubled is None:
        return "no number"
    # the area was counted wrong, and stays as it is: nothing is wrong about the doubling
    if near(doubled, COUNTS["right"]) or (is_share(area) and near(doubled, area)):
        return "right"
    if how_counted(area) == "no share":
        return "as the area"
    return "twice the area" if area and near(doubled, 2 * area) else "another number"


def how_flipped(flipped, area):
    """Compare the area after a change of sign with the right one, then with the area before."""
    if flipped is None:
        return "no number"
    counted = how_counted(area)
    # counted again, in the same way
    again = {"ties lost": 1 / 9, "ties won": 3 / 9}.get(counted)
    turned = is_share(area) and near(flipped, 1 - area) and not near(flipped, area)
    if near(flipped, 1 - COUNTS["right"]) or near(flipped, again) or turned:
        return "right"
    if counted == "no share":
        return "from the area"
    if near(flipped, area):
        return "as the area"
    return "below 0" if flipped < 0 else "another number"


@ex.property(
    "your four answers",
    cause="the answer is a dict with the four keys of the table; there are nine pairs, and a tie counts half",
)
def _(listener, draw):
    if not isinstance(listener, dict):
        return dict.fromkeys(("area", "doubled", "flipped", "reason"), "no dict")
    # a part that is missing, or is no number, is wrong, and the others still count
    given = (listener.get(key) for key in ("area", "doubled", "flipped"))
    area, doubled, flipped = (None if isinstance(x, bool) else number_or_none(x) for x in given)
    letter = letter_of(listener["reason"]) if "reason" in listener else "missing"
    if SEVERAL.fullmatch(str(listener.get("reason"))):
        letter = "several"
    return {
        "area": how_counted(area),
        "doubled": how_doubled(doubled, area),
        "flipped": how_flipped(flipped, area),
        "reason": letter if letter in ("A", "B", "C", "D", "missing") else "no letter",
    }


@ex.comparator
def _(data, expected):
    given, true = data["your four answers"], expected["your four answers"]
    marks = {
        "area": "the area",
        "doubled": "the area after doubling",
        "flipped": "the area after a change of sign",
        "reason": "the reason",
    }
    return {mark: given[key] == true[key] for key, mark in marks.items()}


def listener_source(area="7 / 9", doubled="7 / 9", flipped="2 / 9", reason="B"):
    """The source of an answer: the right one, with some values changed."""
    return (
        f'listener = {{"area": {area}, "doubled": {doubled}, "flipped": {flipped}, '
        f'"reason": "{reason}"}}'
    )


# First, because it's true of every wrong count: learners read it when no known count fits.
ex.mutant(
    "another_count",
    says="Your area isn't the share of pairs that the real clip wins. Write down all nine pairs: 2 against 1, −1 and "
    "−2, then 1 against each, then −1. A win is 1, a tie a half, a loss 0.",
    source=listener_source("0.5", "0.5", "0.5"),
    part="area",
)
ex.mutant(
    "ties_lost",
    says="This is the share if a tie counts as a loss, and also the share of right answers at the threshold 0. Two of "
    "the nine pairs are ties: 1 against 1, and −1 against −1. Each counts half.",
    source=listener_source("6 / 9", "6 / 9", "1 / 9"),
    part="area",
)
ex.mutant(
    "ties_won",
    says="This is the area if a tie counts as a win. Two of the nine pairs are ties: 1 against 1, and −1 "
    "against −1. Each counts half.",
    source=listener_source("8 / 9", "8 / 9", "3 / 9"),
    part="area",
)
ex.mutant(
    "ties_left_out",
    says="This is the share if the two ties are left out. They stay in: of nine pairs, six are wins, and each tie counts "
    "half.",
    source=listener_source("6 / 7", "6 / 7", "1 / 7"),
    part="area",
)
ex.mutant(
    "own_partners_only",
    says="This is the share if the first meets only the first, the second only the second, and so on. Every "
    "real clip meets every generated one: nine pairs.",
    source=listener_source("3 / 3", "3 / 3", "0 / 3"),
    part="area",
)
ex.mutant(
    "wins_of_the_generated",
    says="This is the share of pairs that the generated clip wins, with ties as halves. The area is the share of the real "
    "clips.",
    source=listener_source("2 / 9", "2 / 9", "7 / 9"),
    part="area",
)
DOUBLED = (
    "If you double all scores, no pair changes its winner: the higher score stays higher. So the area doesn't "
    "change."
)
# wrong numbers beside the right area: what to say, and the values
WRONG_NUMBERS = {
    "doubled_area": (DOUBLED, {"doubled": "14 / 9"}),
    "flip_forgotten": (
        "A change of sign turns every win into a loss, and ties remain ties. The area becomes 1 minus the old one.",
        {"flipped": "7 / 9"},
    ),
    "another_doubled": (DOUBLED, {"doubled": "0.9"}),
    "another_flipped": (
        "Your `flipped` isn't right. Count all nine pairs again: with changed signs, the real clips have −2, −1 and 1, and the "
        "generated ones −1, 1 and 2.",
        {"flipped": "0.5"},
    ),
    "negative_share": (
        "A share of pairs is between 0 and 1. Count again, with the signs of the scores changed.",
        {"flipped": "-7 / 9"},
    ),
    "doubled_and_flip_forgotten": (
        f"{DOUBLED} A change of sign does change it: every win becomes a loss.",
        {"doubled": "14 / 9", "flipped": "7 / 9"},
    ),
    "doubled_and_negative": (
        f"{DOUBLED} And no share of pairs is below 0: count again, with the signs of the scores changed.",
        {"doubled": "14 / 9", "flipped": "-7 / 9"},
    ),
}
WRONG_REASONS = {
    "size": ("A", "a discriminator may have any number of weights. See section 6."),
    "being_right": (
        "C",
        "a discriminator that guesses is still a discriminator, only a poor one. Ask what goes in and what comes out.",
    ),
    "verdicts_only": (
        "D",
        "a discriminator returns scores, and so did you in section 4. Without them, there'd be no area.",
    ),
}
ex.mutant(
    "percent",
    says="Your area isn't a share between 0 and 1. Divide the number of wins by the nine pairs.",
    source=listener_source("7", "7", "2"),
    part="area",
)
for key in ("area", "doubled", "flipped"):
    ex.mutant(
        f"no_{key}",
        says=f"Your `{key}` is missing, or it isn't a number. Write a fraction or a decimal, without quotes.",
        source=listener_source(**{key: "..."}),
        part=key,
    )
for name, (says, values) in WRONG_NUMBERS.items():
    part = next(iter(values)) if len(values) == 1 else ""
    ex.mutant(name, says=says, source=listener_source(**values), part=part)
ex.mutant(
    "words_for_a_letter",
    says="Your reason isn't one of the letters A, B, C and D. Write one of them, alone.",
    source=listener_source(reason="high means real"),
    part="reason",
)
ex.mutant(
    "no_letter_at_all",
    says="Your `reason` is missing: one of the letters A, B, C and D.",
    source='listener = {"area": 7 / 9, "doubled": 7 / 9, "flipped": 2 / 9}',
    part="reason",
)
ex.mutant(
    "a_list",
    says='Your answer isn\'t a dict. Write {"area": ..., "doubled": ..., "flipped": ..., "reason": ...}.',
    source='listener = [7 / 9, 7 / 9, 2 / 9, "B"]',
)
for why, (letter, says) in WRONG_REASONS.items():
    ex.mutant(
        why,
        says=f"Your numbers are right. Your reason isn't: {says}",
        source=listener_source(reason=letter),
    )
    ex.mutant(
        f"another_count_and_{why}",
        says=f"Neither your area nor your reason is right. Write down all nine pairs: a win is 1, a tie a half, a loss 0. And {says}",
        source=listener_source("0.5", "0.5", "0.5", letter),
    )
    for name, (first, values) in WRONG_NUMBERS.items():
        ex.mutant(
            f"{name}_and_{why}",
            says=f"{first} Your reason isn't right, either: {says}",
            source=listener_source(**values, reason=letter),
        )
ex.alternative("decimals", source=listener_source("0.778", "0.778", "0.222", "b"))
ex.alternative(
    "counted by a loop",
    source=(
        "pairs = [(r, m) for r in (2, 1, -1) for m in (1, -1, -2)]\n"
        "share = sum((r > m) + 0.5 * (r == m) for r, m in pairs) / 9\n"
        'listener = {"area": share, "doubled": share, "flipped": 1 - share, "reason": "B"}'
    ),
)
ex.hints(
    "Take the real clip with the score 2. How many of the three generated clips does it beat? Then take the one "
    "with 1.",
    "There are nine pairs. A win counts 1, a tie a half. Doubling keeps every winner; a change of sign swaps "
    "winner and loser.",
    '{"area": (3 + 2.5 + ____) / 9, "doubled": ____, "flipped": 1 - ____, "reason": "____"}',
)
ex.why(
    "The area depends only on the order of the scores. So you can compare a person, with scores from −2 to 2, "
    "and a network, with scores of any size, in one picture. The d′ of a listening test answers the same question "
    "in another unit: how well can the two kinds be distinguished?"
)
ex.leads_to(
    "This area appears again wherever a discriminator, or you, separates real from generated sound."
)
ex.wrong_turn(
    "Counting right answers at the threshold 0 gives 4 of 6. That number changes if a listener is cautious and "
    "answers 'generated' more often. The area doesn't."
)

# %% [markdown] id="00-5-head" tags=["exercise"]
# ### 00.5
# Without a network, write a score that catches one artefact and misses another, which you hear. `area_of` measures areas. Only people can check
# your blind test and your reason.
#
# | key | what |
# |---|---|
# | `score` | a function: `wave` [batch, channels, time] in, one number per clip out, high for clean |
# | `catches` | `(artefact, strength)`, strength 1 to 3, area 0.9 or more |
# | `misses` | another one, area 0.4 to 0.6 |
# | `heard` | its blind test: `(right, trials)`, ten trials or more, at most 5 % luck |
# | `because` | why your score misses it, in 8 words or more |


# %% id="00-5-given"
CLEAN = [vowel(f0=110), vowel(f0=220, vowel="o"), pluck(165), pluck(330, seed=2)]
CLEAN += [beat(bpm=120), beat(bpm=150, seed=3)]


def area_of(score, artefact: str, strength: int) -> float:
    """Return the area for six clean clips against the same six with an artefact."""
    spoilt = [spoil(clip, artefact, strength) for clip in CLEAN]
    numbers = [torch.as_tensor(score(clip.wave.clone())).item() for clip in [*CLEAN, *spoilt]]
    numbers = [float(f"{number:.4g}") for number in numbers]  # rounding errors become ties
    return area(numbers[:6], numbers[6:])


# %% id="00-5-listen"
# better with a recording of yours: mine = load("my_recording.wav")
mine = vowel(f0=150, vowel="e")
abx(mine, spoil(mine, "clicks", 2), trials=10)  # test the artefact that your score misses


# %% id="00-5-answer" tags=["answer"]
# @answer 00.5
# BEGIN SOLUTION
def treble(wave: Tensor) -> Tensor:
    """Return the share of each clip's energy above 2000 Hz. At 24 kHz, the bins end at 12 000 Hz."""
    power = torch.fft.rfft(wave.mean(1)).abs().square()
    return power[:, power.shape[-1] // 6 :].sum(-1) / power.sum(-1)


finding = {
    "score": treble,
    "catches": ("dull top", 3),
    "misses": ("pre-echo", 3),
    "heard": (10, 10),
    "because": "it adds up the whole clip, so it can't know when something sounds",
}
# END SOLUTION
# STUB: finding = ...

# %% id="00-5-bank" tags=["bank"]
ex = Exercise("00.5", answer="finding", independent_parts=True)
CAUGHT, MISSED, LUCK, WORDS = 0.9, (0.4, 0.6), 0.05, 8
SCORE_KEYS = (
    "numbers for two clips",
    "each clip alone gets the same number",
    "the same clips get the same numbers again",
)


def numbers_of(score, wave):
    """Return what a score gives, as a flat list of floats: an empty one if it gives no numbers."""
    try:
        given = score(wave.clone())  # a score may work in place
    except Exception as error:
        given = f"Your score was given a wave of shape {list(wave.shape)}"
        error.args = (f"{error}. {given}, and should take any number of clips and samples",)
        raise
    try:
        numbers = torch.as_tensor(given).detach()
    except (TypeError, ValueError, RuntimeError):  # nothing, a dict, words
        return []
    return [] if numbers.is_complex() else numbers.double().flatten().tolist()


def artefact_of(pair):
    """Return the name and the strength in an answer, with the name as the course spells it.

    If the answer has no such pair, say in a few words why.
    """
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        return "not an artefact and its strength"
    known = {each.lower().replace("-", " "): each for each in ARTEFACTS}
    name, other = (
        known.get(str(each).strip().lower().replace("-", " ").replace("_", " ")) for each in pair
    )
    if name is None:
        return "the strength first" if other else "none of the six artefacts"
    strength = number_or_none(pair[1])
    return (name, int(strength)) if strength in (1, 2, 3) else "no strength from 1 to 3"


def how_it_scores(score, artefact, strength):
    """Say what an area means. The numbers differ from score to score, and only this counts."""
    if not callable(score):
        return "the score is no function"
    once, again = (numbers_of(score, CLEAN[0].wave) for _ in range(2))
    if len(once) != 1:
        return "not one number for a clip"
    clips = [*CLEAN, *(spoil(clip, artefact, strength) for clip in CLEAN)]
    numbers = [number for clip in clips for number in numbers_of(score, clip.wave)]
    if any(math.isnan(number) for number in numbers):
        return "NaN for a clip"
    if again != once:
        return "not the same number again"
    if len(set(numbers)) == 1:
        return "every clip gets the same number"
    under = area_of(score, artefact, strength)
    if under < MISSED[0]:
        return "spoilt clips score higher: below 0.4"
    if under <= MISSED[1]:
        return "missed: 0.4 to 0.6"
    return "caught: 0.9 or more" if under >= CAUGHT else "noticed: above 0.6, below 0.9"


def gives_one_a_channel(score, wave):
    """Return whether a score gives two numbers for a clip with two channels."""
    try:
        return len(numbers_of(score, wave.expand(-1, 2, -1))) == 2 * len(wave)
    except Exception:  # it takes one channel, as the clips of this exercise have
        return False


@ex.property("score", cause="it averages over the batch, or gives one number a sample")
def _(finding, draw):
    first, *_, last = (clip.wave[..., :12_000] for clip in CLEAN)
    last = last / 2  # so that a score that divides by the largest of the batch shows
    score, both = finding.get("score"), torch.cat([first, last])
    if not callable(score):
        return dict.fromkeys(SCORE_KEYS, "no function")
    together, again = numbers_of(score, both), numbers_of(score, both)
    alone = [number for wave in (first, last) for number in numbers_of(score, wave)]
    close = len(alone) == len(together) and torch.allclose(
        torch.tensor(alone), torch.tensor(together), rtol=1e-3, atol=1e-6
    )
    if any(math.isnan(number) for number in together):
        return dict.fromkeys(SCORE_KEYS, "NaN")
    count = len(together) if len(together) <= 2 else "more than two"
    if count == 2 and gives_one_a_channel(score, both):
        count = "one for each channel"
    return dict(zip(SCORE_KEYS, (count, close, again == together), strict=True))


@ex.property("areas", cause="the artefact changes what the score looks at, or it doesn't")
def _(finding, draw):
    pairs = {key: artefact_of(finding.get(key)) for key in ("catches", "misses")}
    found = {
        key: pair if isinstance(pair, str) else how_it_scores(finding.get("score"), *pair)
        for key, pair in pairs.items()
    }
    same = pairs["catches"][0] == pairs["misses"][0] and isinstance(pairs["misses"], tuple)
    return {**found, "different artefacts": 1 if same else 2}


@ex.property("blind test", cause="fewer than ten trials, or a result that guessing often reaches")
def _(finding, draw):
    heard = finding.get("heard")
    given = heard if isinstance(heard, tuple | list) else ()
    numbers = [number for each in given if (number := number_or_none(each)) is not None]
    if len(numbers) != 2 or not all(each >= 0 and each.is_integer() for each in numbers):
        return {"trials": "not (right, trials)", "luck": "unknown"}
    right, trials = map(int, numbers)
    if right > trials:
        return {"trials": "fewer than the right answers", "luck": "unknown"}
    luck = guessing_p_value(right, trials) if trials else 1.0
    return {
        "trials": "ten or more" if trials >= 10 else "fewer than ten",
        "luck": "at most 5 %" if luck <= LUCK else "more than 5 %",
    }


@ex.property("reason", cause="too few words")
def _(finding, draw):
    because = finding.get("because", "")
    if "why your score misses it" in str(because).lower():
        return {"words": "the words of the task"}
    counted = count_words(because)
    if counted["words"] < WORDS:
        return {"words": "fewer than 8"}
    again = counted["different"] < WORDS - 2
    return {"words": "the same words again" if again else "a sentence of 8 or more"}


@ex.comparator
def _(data, expected):
    def right(prop, *keys):
        measured = data[prop] or {}  # None if it raised an error
        return all(measured.get(key) == expected[prop][key] for key in keys)

    return {
        "score: one number a clip": right("score", *expected["score"]),
        "areas: it catches an artefact": right("areas", "catches"),
        "areas: it misses another": right("areas", "misses", "different artefacts"),
        "blind test: ten trials or more": right("blind test", "trials"),
        "blind test: at most 5 % luck": right("blind test", "luck"),
        "reason: a sentence": right("reason", "words"),
    }


ex.mutant(
    "one_for_the_batch",
    says="Your score gives one number for the whole batch. Take the mean, sum or maximum over channels and time only, and keep the first axis.",
    edit={
        "power[:, power.shape[-1] // 6 :].sum(-1) / power.sum(-1)": (
            "power[:, power.shape[-1] // 6 :].sum() / power.sum()"
        )
    },
    part="numbers for two clips",
)
ex.mutant(
    "no_return",
    says="Your score doesn't return a tensor, an array or a list of real numbers, one for each clip. Is a `return` missing?",
    source="def treble(wave):\n    wave.abs().amax((1, 2))\n\n\n"
    "finding = {'score': treble, 'catches': ('dull top', 3), 'misses': ('pre-echo', 3), 'heard': (10, 10), "
    "'because': 'it adds up the whole clip, so it does not know when something sounds'}",
    part="numbers for two clips",
)
ex.mutant(
    "one_for_each_sample",
    says="Your score gives more than one number for a clip. Take the mean, sum or maximum over channels and time, so that one number is left.",
    edit={
        "power[:, power.shape[-1] // 6 :].sum(-1) / power.sum(-1)": "wave.abs()",
    },
    part="numbers for two clips",
)
ex.mutant(
    "one_for_each_channel",
    says="Your score gives a number for each channel. The clips here have one, but a wave may have several: take the mean, sum "
    "or maximum over channels, too.",
    source="finding = {'score': lambda wave: -wave.mean(-1).abs(), 'catches': ('DC thump', 3), "
    "'misses': ('clicks', 2), 'heard': (10, 10), 'because': 'a click adds next to nothing to the mean of a clip'}",
    part="numbers for two clips",
)
ex.mutant(
    "random",
    says="Your score gives other numbers when it's asked again. A score may depend on the clip only.",
    edit={"/ power.sum(-1)": "/ power.sum(-1) + torch.randn(len(wave))"},
    part="the same clips get the same numbers again",
)
ex.mutant(
    "nan",
    says="Your score gives NaN instead of a number. Look for a division by zero, or for the logarithm of zero.",
    edit={"/ power.sum(-1)": "/ power.sum(-1) * float('nan')"},
    part="numbers for two clips",
)
ex.mutant(
    "no_function",
    says="Your `score` isn't a function. Write its name without parentheses and without a wave: the check calls it.",
    edit={'"score": treble': '"score": treble(CLEAN[0].wave)'},
    part="numbers for two clips",
)
ex.mutant(
    "nan_for_a_clip",
    says="For at least one of the clips, your score is NaN. Look for the logarithm of a negative number, or for a division by "
    "zero.",
    edit={"/ power.sum(-1)": "/ power.sum(-1) * (float('nan') if wave.shape[-1] > 12_000 else 1)"},
    part="catches",
)
ex.mutant(
    "upside_down",
    says="On the artefact that it should catch, your score prefers the spoilt clips. A minus in front turns the area into 1 minus what it was. Or catch another artefact.",
    edit={"return power": "return -power"},
    part="catches",
)
ex.mutant(
    "constant",
    says="Your score gives every clip the same number. Every pair is then a tie, and an area of 0.5 catches nothing.",
    source="finding = {'score': lambda wave: torch.zeros(len(wave)), 'catches': ('dull top', 3), "
    "'misses': ('clicks', 3), 'heard': (10, 10), 'because': 'it knows nothing about any of the clips at all'}",
    part="catches",
)
ex.mutant(
    "scaled_by_the_batch",
    says="Your score of a clip depends on the clips beside it, as when you divide by the largest value of the batch. A clip alone then gets another number.",
    edit={
        "return power": "share = power",
        "/ power.sum(-1)": "/ power.sum(-1)\n    return share / share.max()",
    },
    part="each clip alone gets the same number",
)
ex.mutant(
    "misses_what_it_should_catch",
    says="Your score misses the artefact that it should catch: the area is between 0.4 and 0.6. Print `area_of` for all six "
    "artefacts.",
    edit={'("dull top", 3)': '("phasiness", 2)'},
    part="catches",
)
ex.mutant(
    "too_weak",
    says="Your score notices the artefact that it should catch, but the clean clip wins in fewer than 9 of 10 pairs. Take it at a higher strength, or look closer at what it changes.",
    edit={'("dull top", 3)': '("dull top", 2)'},
    part="catches",
)
# Before the mistakes about `misses` alone: the message describes `catches` first.
# What is wrong with an artefact and its strength: what to say, and the artefact
UNREADABLE = {
    "turned_round": (
        'Your `{key}` has the strength first. Write the artefact, then its strength, such as ("comb buzz", 2).',
        '(2, "clicks")',
    ),
    "no_pair": (
        'Your `{key}` is missing, or it isn\'t an artefact and its strength. Write both, such as ("comb buzz", 2).',
        '"comb buzz"',
    ),
    "misspelt": (
        "The artefact in your `{key}` isn't one of the six. Spell it as in 00.3.",
        '("hum", 2)',
    ),
    "no_strength": (
        "The strength in your `{key}` isn't 1, 2 or 3. At strength 0, nothing is changed.",
        '("pre-echo", 0)',
    ),
}
for key, right in {"catches": '("dull top", 3)', "misses": '("pre-echo", 3)'}.items():
    for name, (says, wrong) in UNREADABLE.items():
        ex.mutant(f"{name}_{key}", says=says.format(key=key), edit={right: wrong}, part=key)
ex.mutant(
    "noticed",
    says="Your score doesn't miss the second artefact: more often than not, the clean clips get the higher scores. Make the artefact fainter, or find another.",
    source="def steady(wave):\n    power = torch.fft.rfft(wave[:, 0]).abs() ** 2\n"
    "    bins = round(40 / 12000 * power.shape[1])\n    return -power[:, :bins].sum(1) / power.sum(1)\n"
    "finding = {'score': steady, 'catches': ('DC thump', 3), 'misses': ('phasiness', 3), 'heard': (10, 10), "
    "'because': 'it looks at the deep bins only and phases are not in it'}",
    part="misses",
)
ex.mutant(
    "preferred",
    says="Your score doesn't miss the second artefact: it prefers the spoilt clips, so it notices them. An area near 0.5 is a miss, not one near 0.",
    edit={'("pre-echo", 3)': '("comb buzz", 3)'},
    part="misses",
)
ex.mutant(
    "same_artefact",
    says="You gave the same artefact twice, at two strengths. Find another one that your score misses.",
    edit={'("pre-echo", 3)': '("dull top", 1)'},
    part="different artefacts",
)
ex.mutant(
    "no_result",
    says="Your `heard` is missing, or it isn't two counts. Write (right, trials), such as (9, 10).",
    edit={'"heard": (10, 10)': '"heard": 0.9'},
    part="trials",
)
ex.mutant(
    "few_trials",
    says="Your blind test has fewer than ten trials. Take it to the end: with few trials, luck does too well.",
    edit={'"heard": (10, 10)': '"heard": (6, 6)'},
    part="trials",
)
ex.mutant(
    "more_right_than_trials",
    says="Your blind test has more right answers than trials. The order is (right, trials).",
    edit={'"heard": (10, 10)': '"heard": (10, 9)'},
    part="trials",
)
ex.mutant(
    "guessed",
    says="Guessing reaches your result in more than 5 % of all tests, so it doesn't show that your ear hears the artefact. Try a stronger one, or another that your score misses.",
    edit={'"heard": (10, 10)': '"heard": (7, 10)'},
    part="luck",
)
ex.mutant(
    "no_reason",
    says="Say in 8 words or more why your score can't notice the artefact. What does it look at, and what does the artefact change?",
    edit={"it adds up the whole clip, so it can't know when something sounds": "no idea"},
    part="words",
)
ex.mutant(
    "words_of_the_task",
    says="These are the words of the task. Say what your score looks at, and what the artefact changes.",
    edit={
        "it adds up the whole clip, so it can't know when something sounds": (
            "why your score misses it, in 8 words or more"
        )
    },
    part="words",
)
ex.mutant(
    "one_word_again_and_again",
    says="Your reason repeats the same few words. Say in a sentence what your score looks at, and what the artefact changes.",
    edit={"it adds up the whole clip, so it can't know when something sounds": "no " * 9},
    part="words",
)
ex.alternative(
    "what is below 40 Hz",
    source="def steady(wave):\n    power = torch.fft.rfft(wave[:, 0]).abs() ** 2\n"
    "    bins = round(40 / 12000 * power.shape[1])\n    return -power[:, :bins].sum(1) / power.sum(1)\n"
    "finding = {'score': steady, 'catches': ['DC thump', 2], 'misses': ['clicks', 2], 'heard': [14, 15], "
    "'because': 'a click has its energy at all frequencies and hardly any of it below 40 Hz'}",
)
ex.alternative(
    "how flat the spectrum is",
    source="class Flatness(torch.nn.Module):\n    def forward(self, wave):\n"
    "        power = torch.fft.rfft(wave.mean(1)).abs().square() + 1e-9\n"
    "        flat = power.log().mean(-1) - power.mean(-1).log()\n        return -flat[:, None, None]\n"
    "finding = {'score': Flatness(), 'catches': ('clicks', 3), 'misses': ('dc thump', 3), 'heard': (9, 10), "
    "'because': 'the thumps are few deep bins and the mean over all bins hides them'}",
)


@ex.picture
def _(finding):
    score, areas = finding["score"], {}
    for key in ("catches", "misses"):
        pair = artefact_of(finding.get(key))
        if isinstance(pair, str) or not callable(score):
            continue
        name, strength = pair
        areas[f"{key}: {name} {strength}"] = area_of(score, name, strength)
    if not areas:
        return None
    named = (f"{each:.2f} for {bar.split(': ')[1]}" for bar, each in areas.items())
    named = " and\n".join(named)
    title = f"Your score has an area of {named}"
    figure, axes = new_figure(6.4, 2.0)
    axes.axvspan(*MISSED, color="0.75", zorder=0)  # a lighter grey is lost on a dark ground
    axes.axvline(CAUGHT, color="black", linestyle="--")
    axes.barh(list(areas), list(areas.values()), height=0.4, color=BLUE)
    axes.invert_yaxis()  # what is caught comes first, as in the title
    axes.set_title(title, fontsize=TITLE_POINTS, fontweight="bold", loc="left")
    axes.set(xlim=(0, 1), xlabel="area (grey: missed; right of the dashes: caught)")
    return figure, f"Two bars. {title}."


ex.hints(
    "Pick one artefact. What does it change: the top, the bottom, the quiet moments, the largest jump from one sample to the next?",
    "Compute that one number for each clip, with a minus if the artefact makes it larger. Print `area_of` for all six artefacts at strength 3, then pick.",
    "power = torch.fft.rfft(wave.mean(1)).abs().square(); the share above some bin is power[:, ____:].sum(____) / power.sum(____)",
)
ex.why(
    "Any number that you compute from a clip looks at one thing and is blind to others. A share of energy over the whole clip, for example, can't know when "
    "something sounds, so a pre-echo passes. A generator that trained against such a score alone would have no reason to avoid what the score misses."
)
ex.leads_to(
    "In lesson 01 you give such a score the form of a discriminator. Lessons 02 to 04 ask of three networks what you asked of your score: what do they miss?"
)
ex.wrong_turn(
    "If a score catches everything, it's tempting to call it good. Look at areas below 0.5, too: some scores prefer spoilt clips, and a generator would learn to spoil."
)

# %% tags=["bank"]
Question(
    "00.r1",
    "A tensor of shape [4, 1, 24000] goes through `nn.Conv1d(1, 16, kernel_size=5, stride=4, padding=2)`. What shape comes out?",
    [
        Option(
            "a",
            "[4, 16, 24000]",
            because="A stride of 4 makes the last axis shorter. See refresher R1.",
        ),
        Option(
            "b",
            "[4, 16, 6000]",
            right=True,
            because="(24000 + 4 − 5) // 4 + 1 = 6000, with 16 channels.",
        ),
        Option(
            "c",
            "[16, 1, 6000]",
            because="The batch stays first; the channels change. See refresher R1.",
        ),
    ],
    kind="recall",
)
Question(
    "00.r2",
    "What does `nn.Conv1d(1, 1, kernel_size=3)`, without padding, do to the length of its input?",
    [
        Option(
            "a",
            "it stays the same",
            because="The kernel can't hang over the two ends. See refresher R1.",
        ),
        Option(
            "b",
            "it loses 3 samples",
            because="The kernel fits in T − 3 + 1 places. See refresher R1.",
        ),
        Option(
            "c", "it loses 2 samples", right=True, because="A kernel of 3 stops at T − 2 places."
        ),
    ],
    kind="recall",
)
Question(
    "00.r3",
    "You make a sound 20 dB softer. By which number do you multiply its samples?",
    [
        Option("a", "0.1", right=True, because="20 · log10(0.1) = −20."),
        Option(
            "b",
            "0.01",
            because="That's 40 dB softer: for amplitudes, put 20 in front of the logarithm. See refresher R2.",
        ),
        Option("c", "0.8", because="That's about 2 dB softer. See refresher R2."),
    ],
    kind="recall",
)
Question(
    "00.r4",
    "You make a sound 6 dB louder, and then 6 dB louder again. About how many times larger is its amplitude now?",
    [
        Option("a", "12 times", because="Decibels add, factors multiply. See refresher R2."),
        Option("b", "4 times", right=True, because="6 dB is a factor of about 2, and 2 · 2 = 4."),
        Option("c", "2.4 times", because="Decibels add, factors multiply. See refresher R2."),
    ],
    kind="recall",
)
Question(
    "00.r5",
    "`x = torch.tensor([1., 2.], requires_grad=True)`, and `y = (x ** 2).sum()`. What does `torch.autograd.grad(y, x)` return?",
    [
        Option(
            "a",
            "`(tensor([2., 4.]),)`",
            right=True,
            because="The slope of x² is 2x, and the result is a tuple.",
        ),
        Option(
            "b",
            "`(tensor(6.),)`",
            because="You get one number for each number in `x`, not their sum. See refresher R3.",
        ),
        Option(
            "c",
            "`None`, and `x.grad` is filled",
            because="That's what `y.backward()` does. See refresher R3.",
        ),
    ],
    kind="recall",
)
Question(
    "00.r6",
    "A network's output never jumps. Its slope with respect to sample 100 of the sound is exactly 0, for every sound. What follows?",
    [
        Option(
            "a",
            "the network was not trained",
            because="Networks with random weights have slopes, too. See refresher R3.",
        ),
        Option(
            "b",
            "sample 100 was silent",
            because="A slope describes changes, and even a silent sample can have one. See refresher R3.",
        ),
        Option(
            "c",
            "the output does not depend on sample 100",
            right=True,
            because="However that sample changes, the output stays the same. A zero for one sound alone wouldn't prove it.",
        ),
    ],
    kind="recall",
)
Question(
    "00.p1",
    "One of the two clips is the original, the other was rebuilt by a network. Which one did the network make?",
    [
        Option(
            "a",
            "A",
            right=True,
            because="Its strings are blurred: their partials aren't steady.",
        ),
        Option(
            "b",
            "B",
            because="B is the original. Listen to both again: in A, each string is blurred.",
        ),
        Option(
            "c",
            "I hear no difference",
            because="Then compare the moments right after a pluck, with headphones: in A, each string is blurred.",
        ),
    ],
    later=Later(
        "You see the spectrograms of a plucked string and of a copy by a network. Which one is the copy?",
        [
            Option(
                "a",
                "the one with thin, steady lines",
                because="Those are the steady partials of the string itself.",
            ),
            Option(
                "b",
                "the one with blurred lines",
                right=True,
                because="The network of section 1 blurs the partials: they aren't steady.",
            ),
            Option(
                "c",
                "no one can tell from a picture",
                because="In section 1 the partials of the copy are blurred, and those of the original aren't.",
            ),
        ],
    ),
)
Question(
    "00.p2",
    "MPD, MSD and MS-STFT-D score the same twelve clips, and you draw their random weights twenty times. Where do "
    "the areas lie?",
    [
        Option(
            "a",
            "above 0.5 nearly every time: even random weights hear something",
            because="In the picture it looks like that: all three areas are above 0.5. Draw the weights again, and a network that was above may be below.",
        ),
        Option(
            "b",
            "the more weights a network has, the higher",
            because="Weights that have learned nothing know nothing, however many there are.",
            misconception="M17",
        ),
        Option(
            "c",
            "well above 0.5 in some draws, well below it in others",
            right=True,
            because="Over 20 draws of the weights, the areas go from 0.2 to 0.7, and most are below 0.5: the picture shows a lucky draw. A discriminator knows only what it has learned.",
        ),
        Option(
            "d",
            "close to 0.5 every time: they can only guess",
            because="Each draw of the weights puts the clips in an order of its own, good or bad. With so few clips, luck goes far.",
        ),
    ],
    later=Later(
        "A colleague tries five untrained networks on your twelve clips. One of them reaches an area of 0.7. What does that show?",
        [
            Option(
                "a",
                "this network hears something",
                because="Draw its weights again, and its area is another one, as with the three of section 5.",
            ),
            Option(
                "b",
                "nothing yet",
                right=True,
                because="Of five scores that mean nothing, one reaches 0.7 on twelve clips in about half of all cases.",
            ),
            Option(
                "c",
                "its weights were already trained",
                because="They don't have to be: luck is enough.",
            ),
        ],
    ),
)
Question(
    "00.p3",
    "Which discriminators do EnCodec's published configurations train with?",
    [
        Option(
            "a",
            "all three: they work only together",
            because="Nothing in AudioCraft requires that. EnCodec's list has one of them.",
            misconception="M18",
        ),
        Option(
            "b",
            "the largest of the three",
            because="MPD is the largest by far, and EnCodec does without it.",
            misconception="M17",
        ),
        Option(
            "c",
            "the smallest of the three",
            right=True,
            because="EnCodec's list has MS-STFT-D and nothing else. MPD has more than 80 times as many weights.",
        ),
    ],
    later=Later(
        "A colleague has room for 1 million weights of discriminators. Which of AudioCraft's three fit?",
        [
            Option(
                "a", "MSD, since it is the middle one", because="MSD alone has 17 million weights."
            ),
            Option(
                "b",
                "MS-STFT-D, and it is enough to train against",
                right=True,
                because="It has fewer than 1 million weights, and EnCodec needs no other.",
            ),
            Option(
                "c",
                "MS-STFT-D, but it is of no use without the other two",
                because="EnCodec trains with it alone.",
                misconception="M18",
            ),
        ],
    ),
)
Question(
    "00.p4",
    "A tone and its upside-down copy leave a thousandth of the tone. You play this remainder in a notebook's "
    "usual player. What do you hear?",
    [
        Option(
            "a",
            "nothing, or next to nothing",
            because="That's what the numbers say, but the player doesn't play these numbers.",
            misconception="M23",
        ),
        Option(
            "b",
            "the tone, at full loudness",
            right=True,
            because="The player scales each clip by the clip's own peak, however small that is.",
        ),
        Option("c", "a click", because="Nothing jumps here: a softer tone is still a tone."),
    ],
    later=Later(
        "Now 0.0001 of the tone remains. You play the tone and the remainder side by side with this course's `listen`. How does the remainder sound?",
        [
            Option(
                "a",
                "as loud as the tone",
                because="That's the usual player. `listen` gives both the same gain.",
                misconception="M23",
            ),
            Option(
                "b",
                "80 dB softer than the tone: you hear nothing, or next to nothing",
                right=True,
                because="One gain for both keeps their ratio, and 0.0001 is 80 dB less.",
            ),
            Option(
                "c",
                "40 dB softer than the tone",
                because="40 dB less is a hundredth.",
            ),
        ],
    ),
)
Question(
    "00.p5",
    "Part of each hit is smeared, as far before the hit as after it. Where will you notice the smear?",
    [
        Option(
            "a",
            "after the hits, as an echo",
            because="The drum is still sounding there, and covers the smear.",
        ),
        Option(
            "b",
            "before the hits",
            right=True,
            because="There the smear is on its own, because the drum before it has died away. After the hit, the drum covers it.",
        ),
        Option(
            "c",
            "equally on both sides",
            because="It's there on both sides, but on one side the drum covers it.",
        ),
    ],
    later=Later(
        "A codec smears each hit over windows of 32 ms instead of 128 ms. Where can you hear the smear on its own?",
        [
            Option(
                "a",
                "in the 128 ms before each hit",
                because="A smear reaches no further than its window: 32 ms here.",
            ),
            Option(
                "b",
                "in the 32 ms before each hit",
                right=True,
                because="It reaches as far as its window, and only before the hit nothing covers it.",
            ),
            Option(
                "c", "in the 32 ms after each hit", because="After the hit, the drum covers it."
            ),
        ],
    ),
)
Question(
    "00.p6",
    "Someone gets 7 of 10 right in an ABX test. How often would a person who hears no difference do as well or "
    "better?",
    [
        Option("a", "about once in a hundred tests", because="For that, you need 9 or 10 right."),
        Option(
            "b",
            "about once in six tests",
            right=True,
            because="Guessing does it 17 % of the time, so 7 of 10 proves little.",
        ),
        Option("c", "in every second test", because="That would be 5 of 10, more or less."),
    ],
    later=Later(
        "Someone gets 14 of 20 right, the same share as 7 of 10. How often would a person who hears no difference do as well or better?",
        [
            Option(
                "a",
                "about once in six tests, as with 7 of 10",
                because="The same share is harder to reach by luck in more trials.",
            ),
            Option(
                "b",
                "in about one of 17 tests",
                right=True,
                because="Guessing does it 5.8 % of the time. The same share in twice as many trials proves more.",
            ),
            Option(
                "c",
                "about once in a thousand tests",
                because="For that, you need 17 of 20 or more.",
            ),
        ],
    ),
)
Question(
    "00.p7",
    "The generator learns to copy a chord whose strings are plucked one after the other. What does it get right "
    "first?",
    [
        Option(
            "a",
            "which pitches sound",
            because="The pitches come late: at 200 steps there is still no trace of them. The lines in the picture after 50 steps are the generator's own hum, at multiples of 125 Hz.",
        ),
        Option(
            "b",
            "when something sounds",
            right=True,
            because="After 50 steps the plucks are where they should be, and the pitches are missing.",
        ),
        Option(
            "c",
            "both at the same time",
            because="Compare the first pictures: the plucks are in one of them, and the pitches are in none.",
        ),
    ],
    later=Later(
        "You stop the training of section 2 after 50 steps. What does the copy of the chord lack?",
        [
            Option(
                "a",
                "the plucks: they aren't where they should be",
                because="When something sounds is what the generator gets right first.",
            ),
            Option(
                "b",
                "the pitches of the strings",
                right=True,
                because="The pitches come late: at 200 steps there is still no trace of them.",
            ),
            Option(
                "c",
                "nothing but loudness",
                because="It's softer, too. But turn it up, and you still hear no pitch of a string.",
            ),
        ],
    ),
)
Question(
    "00.p8",
    "Now MS-STFT-D joins in, and both networks train. A second run takes as many steps without it. What does MS-STFT-D change?",
    [
        Option(
            "a",
            "the copies get better in every measure",
            because="Not in every one. In three measured pairs of runs, the loudness of the frequency bands was further off with the discriminator, each time.",
        ),
        Option(
            "b",
            "the hum gets weaker, and nothing else changes",
            because="In three measured pairs of runs, the loudness of the frequency bands was further off with the discriminator, each time.",
        ),
        Option(
            "c",
            "the hum gets weaker, and something else gets worse",
            right=True,
            because="In three measured pairs of runs, the buzz was much lower with the discriminator, and the loudness of the frequency bands was further off.",
        ),
        Option(
            "d",
            "nothing: only the number of steps counts",
            because="We took as many steps without it: the buzz stayed above 15 dB in all three runs. With it, it ended at 10 dB or less.",
        ),
    ],
    later=Later(
        "A colleague lets a discriminator join a run. The hum gets much weaker, and she writes: the discriminator has improved the copies. What is still missing?",
        [
            Option(
                "a",
                "nothing: she has heard it",
                because="The generator also took more steps, and she has looked at the hum alone.",
            ),
            Option(
                "b",
                "as many steps without it, and a look at more than the hum",
                right=True,
                because="Without such a run, the steps alone may have done it. And in our three pairs of runs, the loudness of the frequency bands was further off with the discriminator.",
            ),
            Option(
                "c",
                "a larger discriminator",
                because="Size answers neither question: was it the discriminator, and what got worse?",
            ),
        ],
    ),
)
Question(
    "00.x1",
    "Two clips have the same music at the same level. One of them also has a single click, four times as high as any other sample. You play both in a usual notebook player. What do you hear?",
    [
        Option(
            "a",
            "the music is equally loud in both",
            because="The player scales each clip by its own largest sample. In one clip, that's the click. See section 7.",
        ),
        Option(
            "b",
            "the music beside the click is softer",
            right=True,
            because="The player brings the click to the top, so the music ends up at a quarter, 12 dB lower.",
        ),
        Option(
            "c",
            "the music beside the click is louder",
            because="The click uses up the room: the music can only come out softer. See section 7.",
        ),
    ],
    kind="exit",
)
Question(
    "00.x2",
    "A discriminator gives three real clips the scores 0.51, 0.52 and 0.53, and three generated ones 0.48, 0.49 and 0.50. How large is its area?",
    [
        Option(
            "a",
            "a little above 0.5, since all scores are close to 0.5",
            because="The size of the scores doesn't matter, only their order. See section 5.",
        ),
        Option(
            "b",
            "exactly 1",
            right=True,
            because="Each real clip has a higher score than each generated one: all nine pairs are won.",
        ),
        Option(
            "c",
            "you can't know without a threshold",
            because="The area is over all thresholds at once. See section 5.",
        ),
    ],
    kind="exit",
)
Question(
    "00.x3",
    "One step of the machine of section 2 is over. Which of the two networks has changed?",
    [
        Option(
            "a",
            "the generator: only its sounds should get better",
            because="A discriminator that never learns knows nothing: in section 5 you saw how it scores. See section 2.",
        ),
        Option(
            "b",
            "the discriminator: it learns what is real, and the generator is trained afterwards",
            because="Neither waits until the other has learned: in each step, both change a little. See section 2.",
        ),
        Option(
            "c",
            "both",
            right=True,
            because="The discriminator learned to score originals higher than copies, and the generator to make copies with higher scores.",
        ),
    ],
    kind="exit",
)
Question(
    "00.x4",
    "Someone trains a codec against MS-STFT-D alone. A colleague says: without MPD and MSD, this discriminator can't do its work. What do you answer?",
    [
        Option(
            "a",
            "that's right: each hears only what the other two leave over",
            because="Each takes the whole sound and scores it by itself. EnCodec trains with this one alone. See section 6.",
            misconception="M18",
        ),
        Option(
            "b",
            "it works alone; whether the others would add something, an experiment shows",
            right=True,
            because="EnCodec trains with it alone. That doesn't show yet that one is as good as three.",
        ),
        Option(
            "c",
            "it would work alone if it were as large as MPD",
            because="EnCodec trains with it alone, and it has fewer weights than either of the other two. See section 6.",
            misconception="M17",
        ),
    ],
    kind="exit",
)
Question(
    "00.e1",
    "Explain to a friend why a person with a keyboard can be on the same list as a neural network that scores "
    "sounds. What do you need to do before you can compare the two fairly?",
    kind="explain",
    look_for=(
        "I said that a discriminator takes a sound and returns scores, high for real, and that a person can do that, "
        "too.",
        "I said that a curve over all thresholds, or the area under it, compares scores of any size.",
        "I said that both must score the same clips, at the same level, without knowing which is which.",
        "I said that with few clips, luck plays a large part.",
    ),
)
