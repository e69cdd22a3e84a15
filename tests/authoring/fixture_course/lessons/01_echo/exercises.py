# ruff: noqa
"""The author's note above the first cell stays here."""

# %% [markdown]
# Two exercises on the lesson *Echo*.

# %%
from collections.abc import Sequence

# %% tags=["bank"]
from course_lib.classroom import Exercise, Option, Question

# %% [markdown] tags=["exercise"]
# ### 01.1
# Write `echo`: the sound, plus the same sound `late` samples later and half as loud.
#
# | | |
# |---|---|
# | in | `samples`, `late`: at least 0 |
# | out | as many samples as came in |


# %% tags=["answer"]
# @answer 01.1
def echo(samples: Sequence[float], late: int) -> list[float]:
    """Add one echo to the samples."""
    # BEGIN SOLUTION
    wall = [0.0] * late + list(samples)
    return [direct + 0.5 * back for direct, back in zip(samples, wall, strict=False)]
    # END SOLUTION
    # STUB: # your lines here
    # STUB: raise NotAttempted("01.1")


# %% tags=["bank"]
ex = Exercise("01.1", answer="echo")


@ex.property("the echo comes late", cause="the zeros are missing")
def _(echo, draw):
    return [round(value, 6) for value in echo([1.0, 0.0, 0.0, 0.0], draw.integer(1, 3))]


@ex.property("as many samples as before", cause="the tail was kept")
def _(echo, draw):
    return len(echo([1.0, 2.0, 3.0], 2))


ex.mutant("loud", says="Your echo is as loud as the sound.", edit={"0.5 * back": "back"})
ex.mutant("silent", says="There is no echo.", edit={"0.5 * back": "0.0"})
ex.mutant("early", says="Your echo is not late.", edit={"[0.0] * late + ": ""})
ex.mutant("alone", says="The sound itself is missing.", edit={"direct + 0.5": "0.5"})


@ex.alternative("with an index")
def echo_by_index(samples, late):
    back = [samples[k - late] if k >= late else 0.0 for k in range(len(samples))]
    return [sample + back[k] / 2 for k, sample in enumerate(samples)]


@ex.alternative("in a loop")
def echo_in_a_loop(samples, late):
    out = list(samples)
    for k in range(late, len(out)):
        out[k] += samples[k - late] * 0.5
    return out


ex.hints("What does the wall send back first?", "Zeros, then the sound.", "[0.0] * ____ + ____")
ex.why("The wall sends back silence until the sound has reached it. `zip` cuts the tail.")
ex.leads_to("The next exercise uses it.")
ex.wrong_turn("Cutting the first samples makes the echo early.")

# %% [markdown] id="wall-head" tags=["exercise"]
# ### 01.2
# A wall is 17 m away, sound goes 340 m in a second. How many samples late is the echo at 24 kHz?

# %% id="wall" tags=["answer"]
# @answer 01.2
# BEGIN SOLUTION
samples_late = 2400
# END SOLUTION
# STUB: samples_late = ...

# %% tags=["bank"]
ex = Exercise("01.2", answer="samples_late")


@ex.property("the number", cause="there and back is twice the way")
def _(samples_late, draw):
    return float(samples_late)


ex.mutant("one_way", says="Sound has to come back, too.", source="samples_late = 1200")
ex.mutant("seconds", says="These are seconds.", source="samples_late = 0.1")
ex.mutant("ms", says="These are milliseconds.", source="samples_late = 100")
ex.mutant("cd", says="That is at 44.1 kHz.", source="samples_late = 4410")
ex.alternative("calculated", source="samples_late = 2 * 17 / 340 * 24_000")
ex.hints("How far does the sound go?", "Way over speed, times the rate.", "2 * 17 / ____ * ____")
ex.why("There and back are 34 m: a tenth of a second.")
ex.leads_to("The next exercise uses it.")
ex.wrong_turn("Counting the way once.")

# %% [markdown]
# That was all.

# %% tags=["bank"]


def option(key, right=False):
    return Option(key, f"answer {key}", right=right, because=f"because of {key}")


for name in ("01.r1", "01.r2", "01.r3"):
    Question(name, "What is silence?", [option("a", right=True), option("b")], kind="recall")
for name in ("01.p1", "01.p2", "01.p3", "01.p4"):
    Question(name, "What comes now?", [option("a"), option("b", right=True)])
for name in ("01.x1", "01.x2", "01.x3"):
    Question(name, "What was it?", [option("a"), option("b", right=True)], kind="exit")
Question("01.e1", "What is an echo?", kind="explain", look_for=("I said: later.",))
