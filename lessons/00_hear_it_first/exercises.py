# %% [markdown]
# Four exercises on the lesson *Hear it first*. Each one has a contract, a cell for your answer, a check
# that explains what went wrong, and a verdict that counts.
#
# Do them in order or not: each stands alone. Fill in a cell, run it, then run its check. Check as often as you like:
# it costs nothing.
# Stuck? `hint("00.1")` gives one rung at a time, `solution("00.1")` shows a way and says why.

# %% tags=["setup"]
import torch
from torch import Tensor

from course_lib.classroom import setup
from course_lib.instruments import artefact_quiz
from course_lib.sounds import ARTEFACTS

setup("00")

# %% tags=["bank"]
from course_lib.classroom import Exercise, Option, Question
from course_lib.instruments.ear_test.clips import QUIZ

# %% [markdown] id="00-1-head" tags=["exercise"]
# ### 00.1
# A discriminator takes a wave [batch, channels, time], always with three axes. Bring four arrays into this form, without
# moving any sample to another clip, channel or time.
#
# | given | what | shape |
# |---|---|---|
# | `recording` | one mono recording | [time] |
# | `stereo` | a stereo file, as `soundfile` reads it | [time, channels] |
# | `clips` | mono clips of one length | [batch, time] |
# | `take` | one item of a batch | [channels, time] |


# %% id="00-1-answer" tags=["answer"]
# @answer 00.1
def as_waves(recording: Tensor, stereo: Tensor, clips: Tensor, take: Tensor) -> list[Tensor]:
    """Return the four as waves [batch, channels, time]."""
    # BEGIN SOLUTION
    return [recording[None, None], stereo.T[None], clips[:, None], take[None]]
    # END SOLUTION
    # STUB: raise NotAttempted("00.1")


# %% id="00-1-bank" tags=["bank"]
ex = Exercise("00.1", answer="as_waves")


def four_arrays(draw):
    """Draw arrays of four forms, with sizes that differ."""
    time, batch = draw.integer(7, 9), draw.integer(3, 5)
    return (
        draw.distinct(time),
        draw.distinct(time, 2),
        draw.distinct(batch, time),
        draw.distinct(2, time),
    )


@ex.property("a mono recording", cause="it is one clip with one channel")
def _(as_waves, draw):
    return as_waves(*four_arrays(draw))[0]


@ex.property("a stereo file", cause="time and channels must change places, not only names")
def _(as_waves, draw):
    return as_waves(*four_arrays(draw))[1]


@ex.property("a batch of mono clips", cause="the axis that is missing is that of the channels")
def _(as_waves, draw):
    return as_waves(*four_arrays(draw))[2]


@ex.property("one item of a batch", cause="the axis that is missing is that of the batch")
def _(as_waves, draw):
    return as_waves(*four_arrays(draw))[3]


ex.mutant(
    "stereo_reshaped",
    says="The stereo file has the right shape and the wrong order: left and right samples are mixed up. `reshape` counts "
    "through the numbers as they lie. Swap the two axes instead.",
    edit={"stereo.T[None]": "stereo.reshape(1, 2, -1)"},
)
ex.mutant(
    "stereo_not_turned",
    says="Your stereo wave is [1, time, channels]. Channels come before time: swap these two.",
    edit={"stereo.T[None]": "stereo[None]"},
)
ex.mutant(
    "clips_as_channels",
    says="Your mono clips have become the channels of one clip. Each clip is an item of the batch, with one channel.",
    edit={"clips[:, None]": "clips[None]"},
)
ex.mutant(
    "take_as_batch",
    says="The two channels of one item have become two clips. Its channels stay together: the batch axis is what is missing.",
    edit={"take[None]": "take[:, None]"},
)
ex.mutant(
    "both_two_axes_alike",
    says="Clips and take have two axes each, but not the same two. One lacks channels, the other lacks the batch.",
    edit={"clips[:, None], take[None]": "clips[None], take[:, None]"},
)
ex.mutant(
    "two_axes_only",
    says="Your recording has two axes. Mono is one channel, and not no channel: three axes are needed.",
    edit={"recording[None, None]": "recording[None]"},
)
ex.mutant(
    "time_first",
    says="In your recording time is not the last axis. Write batch, channels, time, in this order.",
    edit={"recording[None, None]": "recording[:, None, None]"},
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
    "For each array, say which of the three axes it has, and which are missing. Is their order right?",
    "Indexing with None adds an axis of length 1 at its place. One of the four also needs two axes swapped.",
    "[recording[None, None], stereo.____[None], clips[:, ____], take[____]]",
)
ex.why(
    "`None` adds an axis and moves nothing. Only the stereo file has its axes in another order, and there they must really "
    "change places: `.T` does that. Afterwards sample t of channel c is `wave[0, c, t]` in all four."
)
ex.wrong_turn(
    "`reshape` gives any shape that has the right number of samples, without a word. With a stereo file it mixes left and "
    "right. It sounds like a rattle, at twice the speed. A test on shapes alone does not find it."
)

# %% [markdown] id="00-2-head" tags=["exercise"]
# ### 00.2
# A colleague makes two clips ready to be compared. The one with a click in it now sounds too soft, and wins or loses for that. Mend
# the function below.
#
# | | |
# |---|---|
# | in | `a`, `b`: samples [time], not silent, lengths may differ |
# | level | both come out with the same RMS |
# | peak | the larger peak of the two is −1 dBFS, which is 10 ** (−1 / 20) |
# | else | each clip is multiplied by one number, and nothing else; `a` and `b` stay as they are |


# %% id="00-2-given"
def colleagues_pair(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Make two clips ready to be compared. What is unfair?"""
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
    """Draw a soft clip with a click that points down, and a louder one that lies off centre."""
    soft = 0.01 * draw.randn(draw.integer(3000, 3500))
    soft[draw.integer(500, 2500)] = -draw.uniform(0.5, 0.7)
    return soft, 0.05 + 0.1 * draw.randn(draw.integer(4000, 4500)).clamp(-2.5, 2.5)


def decibels(ratio):
    return round(20 * torch.tensor(float(ratio)).clamp(min=1e-9).log10().item(), 1) + 0.0


def level(clip):
    return float(clip.square().mean().sqrt())


@ex.property("the same RMS", cause="each clip was scaled by its own peak, not by its RMS")
def _(fair_pair, draw):
    a, b = fair_pair(*unequal_clips(draw))
    return {"difference in dB": decibels(level(a) / max(level(b), 1e-9))}


@ex.property("the larger peak at -1 dBFS", cause="the last gain must be one number for both")
def _(fair_pair, draw):
    a, b = fair_pair(*unequal_clips(draw))
    return {"larger peak in dBFS": decibels(max(a.abs().max(), b.abs().max()))}


@ex.property("one factor a clip", cause="samples were cut off or faded")
def _(fair_pair, draw):
    given = unequal_clips(draw)
    told = []
    for before, after in zip(given, fair_pair(*given), strict=True):
        if before.shape != after.shape:
            told.append("its length was changed")
            continue
        factor = (after @ before) / (before @ before)
        bent = (after - factor * before).norm() > 1e-3 * after.norm()
        told.append("its form was changed" if bent else "scaled")
    return told


@ex.property("the clips given stay as they are", cause="an operation in place, such as a *= gain")
def _(fair_pair, draw):
    given = unequal_clips(draw)
    kept = [clip.clone() for clip in given]
    fair_pair(*given)
    pairs = zip(given, kept, strict=True)
    return ["unchanged" if torch.equal(now, before) else "changed" for now, before in pairs]


ex.mutant(
    "peak_each",
    says="Each clip is still scaled by its own peak. One click decides how loud the whole clip is. Measure RMS instead.",
    source="def fair_pair(a, b):\n    top = 10 ** (-1 / 20)\n"
    "    return top * a / a.abs().max(), top * b / b.abs().max()",
)
ex.mutant(
    "colleagues",
    says="This is the colleague's function: both peaks are full scale, and the levels differ. Measure RMS, and leave 1 dB "
    "of room.",
    source="def fair_pair(a, b):\n    return a / a.abs().max(), b / b.abs().max()",
)
ex.mutant(
    "mean_square",
    says="You divided by the mean of the squares. RMS is the root of it: a clip of twice the amplitude has four times the mean square.",
    edit={".square().mean().sqrt()": ".square().mean()"},
)
ex.mutant(
    "norm_of_all",
    says="You divided by the root of the *sum* of the squares. It grows with the length of a clip, so the longer one comes out too "
    "soft. RMS takes the mean.",
    edit={"clip.square().mean().sqrt()": "clip.square().sum().sqrt()"},
)
ex.mutant(
    "standard_deviation",
    says="`std` takes the mean of a clip away before it squares. RMS does not: a clip that lies off centre has its offset in its level.",
    edit={"clip.square().mean().sqrt()": "clip.std()"},
)
ex.mutant(
    "peak_without_abs",
    says="Your peak is the largest sample. A wave has valleys, too: here a click points down. Take `abs()` first.",
    edit={"max(a.abs().max(), b.abs().max())": "max(a.max(), b.max())"},
)
ex.mutant(
    "cut_to_one_length",
    says="You cut the longer clip. The contract allows clips of different lengths: each has an RMS of its own, over all of it.",
    edit={
        "    a, b = (clip /": "    both = min(len(a), len(b))\n    a, b = a[:both], b[:both]\n"
        "    a, b = (clip /"
    },
)
ex.mutant(
    "gain_without_rms",
    says="One common gain keeps the difference in level that the clips came with. Here both must first have the same RMS.",
    edit={"(clip / clip.square().mean().sqrt() for clip in (a, b))": "(a, b)"},
)
ex.mutant(
    "own_gains_at_the_end",
    says="The RMS was made equal, and then each clip got a gain of its own for its peak: the levels differ again. "
    "The last gain is one number for both.",
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
    says="Samples above the limit were cut off. That adds a crackle that the clip did not have. Find one gain at which nothing "
    "must be cut.",
    source="def fair_pair(a, b):\n    top = 10 ** (-1 / 20)\n"
    "    a, b = (0.25 * c / c.square().mean().sqrt() for c in (a, b))\n"
    "    return a.clamp(-top, top), b.clamp(-top, top)",
)
ex.mutant(
    "one_faded",
    says="One clip is faded and the other is not. Then the fade is what people hear. Multiply each clip by one number only.",
    edit={
        "    peak = max(": "    b = b * torch.linspace(0, 1, len(b))\n"
        "    b = b / b.square().mean().sqrt()\n    peak = max("
    },
)
ex.mutant(
    "rms_only",
    says="Both clips have an RMS of 1 now, and peaks far beyond full scale. What is missing is the last gain: one number for both that "
    "puts the larger peak at −1 dBFS.",
    edit={"return gain * a, gain * b": "return a, b"},
)
ex.mutant(
    "full_scale",
    says="The larger peak is full scale, 0 dBFS. Leave 1 dB of room: between two samples a wave can be higher than both.",
    edit={"10 ** (-1 / 20) / peak": "1 / peak"},
)
ex.mutant(
    "power_decibels",
    says="Your peak is at −2 dBFS. Amplitudes take 20 in 10 ** (dB / 20); 10 is for power.",
    edit={"10 ** (-1 / 20)": "10 ** (-1 / 10)"},
)
ex.mutant(
    "in_place",
    says="You change the clips that you were given. Whoever plays the original afterwards hears another one. Make new ones.",
    edit={
        "a, b = (clip / clip.square().mean().sqrt() for clip in (a, b))": (
            "a /= a.square().mean().sqrt()\n    b /= b.square().mean().sqrt()"
        )
    },
)


@ex.alternative("the louder one is brought down")
def fair_pair_from_above(a, b):
    levels = [torch.linalg.vector_norm(clip) / len(clip) ** 0.5 for clip in (a, b)]
    softer = min(levels)
    fair = [clip * (softer / level) for clip, level in zip((a, b), levels, strict=True)]
    gain = 0.8912509381337456 / max(float(clip.abs().max()) for clip in fair)
    return fair[0] * gain, fair[1] * gain


@ex.alternative("all in one factor each")
def fair_pair_by_factors(a, b):
    rms_a, rms_b = a.pow(2).mean().pow(0.5), b.pow(2).mean().pow(0.5)
    crest = torch.maximum(a.abs().max() / rms_a, b.abs().max() / rms_b)
    target = 10 ** (-0.05) / crest
    return a * (target / rms_a), b * (target / rms_b)


ex.hints(
    "The colleague's clips have equal peaks. What has the click done to the rest of its clip?",
    "Divide each clip by its own RMS. Then find the larger of the two peaks, and one gain that puts it at −1 dBFS.",
    "gain = 10 ** (____ / 20) / max(a.abs().max(), ____)   after   clip / clip.____().mean().sqrt()",
)
ex.why(
    "The first division makes the levels equal. The last gain is common, so it keeps them equal and leaves room below full scale. "
    '`for_listening(..., match="rms")` of the library does the same, with fades at both ends of both clips.'
)
ex.wrong_turn(
    "Equal peaks look fair in a picture of the waves. But a peak is one sample. A clip with a click and a clip without differ in loudness "
    "by many decibels at equal peaks."
)

# %% [markdown] id="00-3-head" tags=["exercise"]
# ### 00.3
# Eight clips, one artefact each; some artefacts come twice. Listen, and write down the eight names in order. Six right names
# give all points. Visit the zoo of the lesson as often as you like.
#
# | | |
# |---|---|
# | names | `"comb buzz"`, `"pre-echo"`, `"dull top"`, `"phasiness"`, `"DC thump"`, `"clicks"` |
# | form | `heard = ["clicks", ...]`, eight of them, clip 1 first |

# %% id="00-3-given"
artefact_quiz()

# %% id="00-3-answer" tags=["answer"]
# @answer 00.3
# BEGIN SOLUTION
heard = ["clicks", "pre-echo", "comb buzz", "phasiness"]
heard += ["dull top", "DC thump", "comb buzz", "phasiness"]
# END SOLUTION
# STUB: heard = ...

# %% id="00-3-bank" tags=["bank"]
ex = Exercise("00.3", answer="heard")
TRUE_NAMES = [name for name, _, _ in QUIZ]
ENOUGH = 6


@ex.property(
    "the names you heard",
    cause="hear the clips that fail once more, and find their like in the zoo",
)
def _(heard, draw):
    known = {name.lower().replace("-", " "): name for name in ARTEFACTS}
    told = [str(name).strip().lower().replace("-", " ") for name in heard]
    return [known.get(name, f"unknown: {name}") for name in told]


@ex.comparator
def _(data, expected):
    told = data["the names you heard"]
    eight = len(told) == len(TRUE_NAMES)
    padded = [*told, *[""] * len(TRUE_NAMES)]  # a list that is too short still has eight marks
    hits = [eight and given == true for given, true in zip(padded, TRUE_NAMES, strict=False)]
    full = sum(hits) >= ENOUGH
    marks = {f"clip {k}": full or hit for k, hit in enumerate(hits, start=1)}
    return {"eight names": eight, **marks}


def heard_source(*names):
    """The source of an answer."""
    return f"heard = {list(names)!r}"


def with_names(**changed):
    """The right names, some of them taken for others."""
    swaps = {old.replace("_", " "): new for old, new in changed.items()}
    return heard_source(*(swaps.get(name.replace("-", " "), name) for name in TRUE_NAMES))


ex.mutant(
    "buzz_as_phasiness",
    says="You took buzz and phasiness for each other. A comb buzz is a steady tone beside the sound. Phasiness is the sound itself, hollow "
    "and blurred.",
    source=with_names(comb_buzz="phasiness", phasiness="comb buzz"),
)
ex.mutant(
    "ticks_and_blows",
    says="The clips with single events were named wrong: clicks are bright and dry, DC thumps deep and soft, and a pre-echo comes before "
    "each hit. Go through these three in the zoo.",
    source=with_names(clicks="DC thump", DC_thump="clicks", pre_echo="clicks"),
)
ex.mutant(
    "drums_and_voice",
    says="Pre-echo, dull top and phasiness were mixed up. Ask of each clip: is something added before the hits, is the top missing, or is "
    "the sound blurred?",
    source=with_names(pre_echo="phasiness", dull_top="pre-echo", phasiness="dull top"),
)
ex.mutant(
    "one_name_for_all",
    says="One name eight times is right by chance now and then. Listen to each clip, and name the one artefact that it has.",
    source=heard_source(*["clicks"] * 8),
)
ex.mutant(
    "too_few",
    says="Eight names are needed, one for each clip, clip 1 first.",
    source=heard_source("clicks", "pre-echo", "comb buzz"),
)
ex.mutant(
    "other_words",
    says="Use the six names of the table, letter by letter. Other words cannot be compared.",
    source=heard_source("tick", "echo", "hum", "hollow", "dark", "bass", "hum", "hollow"),
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
    "seven right and a slip of the pen",
    source=heard_source("klicks", *TRUE_NAMES[1:]),
)
ex.alternative(
    "capitals and no hyphen",
    source=heard_source(*(n.title().replace("-", " ") for n in TRUE_NAMES)),
)
ex.hints(
    "Ask three questions of each clip. Is something added or missing? All the time, or at moments? High or deep?",
    "All the time: buzz (added tone), dull top (missing), phasiness (blurred). At moments: clicks (bright), thumps (deep), pre-echo (before a hit).",
    "Look, too: artefact_quiz(pictures=____) shows wave and spectrogram. Lines, gaps, bumps: see the zoo.",
)
ex.why(
    "Each artefact has a place in time and in frequency. Once you ask for the two places, six names are not many. Networks do the same: "
    "one looks where time is fine, another where frequency is."
)
ex.wrong_turn(
    'Who decides by "it sounds bad" confuses artefacts of one strength. Describe what you hear before you name it.'
)

# %% [markdown] id="00-4-head" tags=["exercise"]
# ### 00.4
# A listener gave three real clips the scores 2, 1, −1, and three made clips 1, −1, −2. Compare each real clip with each
# made one. In what share of the pairs does the real one win? A tie counts half.
#
# | key | what |
# |---|---|
# | `area` | this share, the area under the ROC curve |
# | `doubled` | the same after every score was multiplied by 2 |
# | `flipped` | the same after every score changed its sign |
# | `reason` | the letter of the best reason |
#
# | | "A listener is a discriminator, because ..." |
# |---|---|
# | A | ears have more weights than any network |
# | B | a sound goes in, scores come out, and high means real: nothing else is asked of a discriminator |
# | C | a listener is right more often than a network |
# | D | a listener says real or made, and scores are not needed |

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
ex = Exercise("00.4", answer="listener")


@ex.property(
    "your four answers",
    cause="a dict with the four keys of the table is needed; nine pairs, a tie counts half",
)
def _(listener, draw):
    numbers = {key: float(listener[key]) for key in ("area", "doubled", "flipped")}
    return {**numbers, "reason": str(listener["reason"]).strip().upper()[:1]}


@ex.comparator
def _(data, expected):
    told, true = data["your four answers"], expected["your four answers"]

    def close(key):
        return abs(told[key] - true[key]) < 0.01

    return {
        "the area": close("area"),
        "the area after doubling": close("doubled"),
        "the area after a change of sign": close("flipped"),
        "the reason": told["reason"] == true["reason"],
    }


def listener_source(area="7 / 9", doubled="7 / 9", flipped="2 / 9", reason="B"):
    """The source of an answer: the right one, with some values changed."""
    return (
        f'listener = {{"area": {area}, "doubled": {doubled}, "flipped": {flipped}, '
        f'"reason": "{reason}"}}'
    )


# First, since it is true of every wrong count: where no known count fits, it is the one told.
ex.mutant(
    "another_count",
    says="Your area is not the share of pairs that the real clip wins. Write down all nine pairs: 2 against 1, −1 and −2, then 1, then "
    "−1. A win is 1, a tie a half, a loss 0.",
    source=listener_source("0.5", "0.5", "0.5"),
)
ex.mutant(
    "ties_lost",
    says="This is the area if a tie counts as a loss. Two of the nine pairs are ties: 1 against 1, and −1 "
    "against −1. Each counts half.",
    source=listener_source("6 / 9", "6 / 9", "1 / 9"),
)
ex.mutant(
    "ties_won",
    says="This is the area if a tie counts as a win. Two of the nine pairs are ties: 1 against 1, and −1 "
    "against −1. Each counts half.",
    source=listener_source("8 / 9", "8 / 9", "3 / 9"),
)
ex.mutant(
    "own_partners_only",
    says="This is the share if the first meets only the first, the second only the second, and so on. Every "
    "real clip meets every generated one: nine pairs.",
    source=listener_source("3 / 3", "3 / 3", "0 / 3"),
)
ex.mutant(
    "doubled_area",
    says="Doubling all scores changes no pair's winner: what is higher stays higher. So the area stays as it is.",
    source=listener_source(doubled="14 / 9"),
)
ex.mutant(
    "flip_forgotten",
    says="A change of sign turns every win into a loss. Ties stay ties. The area becomes 1 minus what it was.",
    source=listener_source(flipped="7 / 9"),
)
ex.mutant(
    "negative_share",
    says="A share of pairs lies between 0 and 1. Count again, with the signs of the scores changed.",
    source=listener_source(flipped="-7 / 9"),
)
ex.mutant(
    "percent",
    says="Your numbers are no shares between 0 and 1. Divide the wins by the nine pairs.",
    source=listener_source("7", "7", "2"),
)
ex.mutant(
    "size",
    says="Your numbers are right. Your reason is not: the number of weights says nothing of what is asked of a discriminator. See section 4.",
    source=listener_source(reason="A"),
)
ex.mutant(
    "being_right",
    says="Your numbers are right. Your reason is not: a discriminator that guesses is still one, if a poor one. Ask what goes in and what "
    "comes out.",
    source=listener_source(reason="C"),
)
ex.mutant(
    "verdicts_only",
    says="Your numbers are right. Your reason is not: without scores there would be one threshold, one point, and no curve.",
    source=listener_source(reason="D"),
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
    "Take the real clip with score 2. Against how many of the three made clips does it win? Then the one with 1.",
    "Nine pairs. A win counts 1, a tie a half. Doubling keeps every winner, a change of sign turns every winner round.",
    '{"area": (3 + 2.5 + ____) / 9, "doubled": ____, "flipped": 1 - ____, "reason": "____"}',
)
ex.why(
    "The area looks at order alone. So the scores of a person, from −2 to 2, and those of a network, of any size, can stand in one picture. "
    "d′ of a listening test is the same idea in another unit: how far apart the scores of two kinds lie."
)
ex.wrong_turn(
    "Counting right verdicts at the threshold 0 gives 4 of 6. That number changes when somebody is cautious and says 'made' "
    "more often. The area does not."
)

# %% tags=["bank"]
Question(
    "00.r1",
    "A tensor of shape [4, 1, 24000] goes through nn.Conv1d(1, 16, kernel_size=5, stride=4, padding=2). What shape comes out?",
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
            because="The batch stays in front; channels change. See refresher R1.",
        ),
    ],
    kind="recall",
)
Question(
    "00.r2",
    "What does nn.Conv1d(1, 1, kernel_size=3), without padding, do to the length of its input?",
    [
        Option(
            "a",
            "it stays",
            because="At both ends there is no room for the kernel. See refresher R1.",
        ),
        Option("b", "3 samples less", because="The kernel has T − 3 + 1 places. See refresher R1."),
        Option(
            "c", "2 samples less", right=True, because="A kernel of 3 has T − 2 places to stop."
        ),
    ],
    kind="recall",
)
Question(
    "00.r3",
    "A sound is made 20 dB softer. By which number are its samples multiplied?",
    [
        Option("a", "0.1", right=True, because="20 · log10(0.1) = −20."),
        Option(
            "b",
            "0.01",
            because="That is 40 dB softer: amplitudes take 20 in front of the logarithm. See refresher R2.",
        ),
        Option("c", "0.8", because="That is about 2 dB softer. See refresher R2."),
    ],
    kind="recall",
)
Question(
    "00.r4",
    "A sound is made 6 dB louder, and then 6 dB louder again. About how many times is its amplitude larger now?",
    [
        Option("a", "12 times", because="Decibels add, factors multiply. See refresher R2."),
        Option("b", "4 times", right=True, because="6 dB is a factor of about 2, and 2 · 2 = 4."),
        Option("c", "2.4 times", because="Decibels add, factors multiply. See refresher R2."),
    ],
    kind="recall",
)
Question(
    "00.r5",
    "x = torch.tensor([1., 2.], requires_grad=True), and y = (x ** 2).sum(). What does torch.autograd.grad(y, x) return?",
    [
        Option(
            "a",
            "(tensor([2., 4.]),)",
            right=True,
            because="The slope of x² is 2x; the result is a tuple.",
        ),
        Option(
            "b",
            "(tensor(6.),)",
            because="One number for each number in x, not their sum. See refresher R3.",
        ),
        Option(
            "c", "None, and x.grad is filled", because="That is y.backward(). See refresher R3."
        ),
    ],
    kind="recall",
)
Question(
    "00.r6",
    "The slope of a network's output with respect to sample 100 of the sound is exactly 0, for every sound. What follows?",
    [
        Option(
            "a",
            "the network was not trained",
            because="Random weights have slopes, too. See refresher R3.",
        ),
        Option(
            "b",
            "sample 100 was silent",
            because="A slope is about changes: silence can have one. See refresher R3.",
        ),
        Option(
            "c",
            "the output does not depend on sample 100",
            right=True,
            because="However it changes, the output stays.",
        ),
    ],
    kind="recall",
)
Question(
    "00.p1",
    "One of the two is the original, the other was made anew by a network. Which is the one that was made?",
    [
        Option(
            "a",
            "A",
            right=True,
            because="Its strings are blurred: their partials do not stand still.",
        ),
        Option(
            "b", "B", because="B is the original. Hear both again: in A each string is blurred."
        ),
    ],
)
Question(
    "00.p2",
    "MPD, MSD and MS-STFT-D judge the same twelve clips, with random weights. Which of them tells real from made?",
    [
        Option(
            "a",
            "all of them, at least a little",
            because="Any scores put twelve clips into some order. With other random weights the order is another.",
        ),
        Option(
            "b",
            "the one with the most weights",
            because="Weights that have learnt nothing know nothing, however many there are.",
            misconception="M17",
        ),
        Option(
            "c",
            "none, but for luck",
            right=True,
            because="Their areas lie on both sides of 0.5, and other random weights give others. What a discriminator knows, it has learnt.",
        ),
    ],
)
Question(
    "00.p3",
    "Which discriminators do EnCodec's published configurations train with?",
    [
        Option(
            "a",
            "all three: they only work together",
            because="Nothing in AudioCraft asks for that. One of them is on EnCodec's list.",
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
            because="MS-STFT-D alone stands there. It has less than a hundredth of MPD's weights.",
        ),
    ],
)
Question(
    "00.p4",
    "A tone and its upside-down copy leave a thousandth of the tone. A notebook's usual player gets this rest. What do you hear?",
    [
        Option(
            "a",
            "nothing, or next to nothing",
            because="That is what the numbers say. The player does not play the numbers.",
            misconception="M23",
        ),
        Option(
            "b",
            "the tone, at full loudness",
            right=True,
            because="The player scales each clip to its own peak, whatever the peak was.",
        ),
        Option("c", "a click", because="Nothing jumps here: a softer tone is still a tone."),
    ],
)
Question(
    "00.p5",
    "Part of each hit is smeared, as far before the hit as after it. Where will you notice it?",
    [
        Option(
            "a",
            "after the hits, as an echo",
            because="There the drum itself still sounds, and covers the smear.",
        ),
        Option(
            "b",
            "before the hits",
            right=True,
            because="There it stands alone: the drum before has died away. After the hit the drum covers it.",
        ),
        Option(
            "c",
            "equally on both sides",
            because="It lies there on both sides. But on one side the drum covers it.",
        ),
    ],
)
Question(
    "00.p6",
    "Somebody gets 7 of 10 right in an ABX test. How often would somebody do as well or better who hears no difference?",
    [
        Option("a", "about once in a hundred tests", because="For that, 9 or 10 right are needed."),
        Option(
            "b",
            "about once in six tests",
            right=True,
            because="17 % of the time: 7 of 10 proves little.",
        ),
        Option("c", "in every second test", because="That would be 5 of 10, more or less."),
    ],
)
Question(
    "00.p7",
    "The generator learns to copy a chord whose strings are plucked one after the other. What does it get right first?",
    [
        Option(
            "a",
            "which pitches sound",
            because="They come late: at 200 steps there is still no trace of them.",
        ),
        Option(
            "b",
            "when something sounds",
            right=True,
            because="After 50 steps the plucks stand where they should, and the pitches are missing.",
        ),
        Option(
            "c",
            "both at the same time",
            because="After 50 steps the plucks stand where they should, and the pitches are missing.",
        ),
    ],
)
Question(
    "00.e1",
    "Explain to a friend why a person with a keyboard can stand on the same list as a neural network that judges sounds, and what one must do "
    "before the two can be compared fairly.",
    kind="explain",
    look_for=(
        "I said that a discriminator takes a sound and hands back scores, high for real, and that a person can do that, too.",
        "I said that a curve over all thresholds, or its area, compares scores of any size.",
        "I said that both must judge the same clips, at one level, without knowing which is which.",
        "I said that few clips leave much to luck.",
    ),
)
