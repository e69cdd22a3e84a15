# %% tags=["setup"]
import copy

import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from course_lib import (
    DiscriminatorOutput,
    MultiDiscriminator,
    MultiPeriodDiscriminator,
    MultiScaleDiscriminator,
    MultiScaleSTFTDiscriminator,
    create,
    register,
)
from course_lib.classroom import (
    checklist,
    explain,
    look_back,
    own_parts,
    predict,
    recall,
    reveal,
    setup,
)
from course_lib.display import show_source
from course_lib.gan import Clips, synthetic_clips
from course_lib.gan.experiments.failures import failed_runs, recorded_run
from course_lib.gan.metrics import evaluate
from course_lib.gan.metrics.evaluation import metric
from course_lib.gan.training.sessions import plan_session
from course_lib.gan.training.shipped import READY, ready_generator
from course_lib.gan.training.step import train_step
from course_lib.instruments import (
    TrainingView,
    failure_zoo,
    in_haste,
    listen,
    run_curves,
)
from course_lib.losses import (
    AdversarialLoss,
    FeatureMatchingLoss,
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)
from course_lib.sounds import Sound

setup("07")

# %% [markdown]
# ## Before we start
# Three questions on what you know already. Answer from memory. Looking up costs you the effect.

# %% tags=["recall"]
recall("07")

# %% [markdown]
# ## 1 · Five ages of a generator
# A **generator** makes sound. Ours gets a sound, squeezes it through a bottleneck, and has to make it again: a codec. You hear one of them
# at five ages. It was never trained on this sound: the sound is **held out**.
#
# | age | what it had learnt from |
# |---|---|
# | 0 to 1000 steps | **reconstruction** alone: it pays for its distance from the original |
# | the last | 500 steps more of that, then 3500 against a discriminator as well |
#
# Before you listen: three things have to come right. The *colour and beat*: which bands are loud, and when. The *pitch*. And a *buzz*, which comes from
# building the sound in frames of 8 ms.

# %% tags=["predict"]
predict("07.p1")

# %%
clips = synthetic_clips("tuning")
few = Clips(list(clips)[::6], clips.sample_rate)
with torch.no_grad():
    made = {step: ready_generator(step)(few.waves) for step in READY}

# %% tags=["demo"]
rulers = ("log_mel_l1", "onset_correlation", "f0_gross_error", "frame_comb_db")


def five_ages():
    print("step    colour   beats   wrong pitch   buzz")
    for step, waves in made.items():
        colour, beats, pitch, buzz = evaluate(few, waves, map(metric, rulers)).values()
        print(f"{step:5} {colour:8.2f} {beats:8.2f} {pitch:9.0f} % {buzz:8.1f} dB")
    sounds = {"the original": few.waves[0, 0]} | {f"step {n}": x[0, 0] for n, x in made.items()}
    return listen({name: Sound(x.clamp(-1, 1), 16_000, name) for name, x in sounds.items()})


reveal("07.p1", five_ages)

# %% [markdown]
# More *beats* is better; in the other columns less is better. What to listen for: a rough hum that stays on top of each note until the last age.
#
# Reconstruction brings colour and beat, then pitch. It leaves the buzz, since its loss hardly hears it. Or did it only need more steps? We trained three
# generators both ways, from 1500 steps on. After 300 steps without a discriminator, their buzz was at 15.9 to 17.4 dB; after 300 against one, at 7.7 to 10.0 dB.
# That is what discriminators are for. Not all gets better: the beats are a little worse at the last age than at the one before. In this lesson you train
# against yours.

# %% [markdown]
# ## 2 · Your own parts
# You have built every part. This cell takes your answers out of your exercise notebooks, if they pass their checks. Where one is missing, the
# course's solution takes its place, and a line says so. On Colab, save your notebooks to Drive and add
# `folder="/content/drive/MyDrive/Colab Notebooks"` to both calls.

# %%
Committee, PeriodJudge, ScaleJudge = own_parts("01.2", "02.3", "03.2")
WindowJudge, AdversarialStep = own_parts("04.2", "05.3")


# %% [markdown]
# Your judges become three families: committees with a name, so that the trainer finds them. The contract of lesson 01 is all it asks for.


# %%
class Family(MultiDiscriminator):
    """Your committee, behind the contract."""

    def __init__(self, members):
        super().__init__()
        self.committee = Committee(members)

    @property
    def num_discriminators(self):
        return self.committee.num_discriminators

    def forward(self, wave):
        return DiscriminatorOutput(*self.committee(wave))


# %%
@register("my_mpd", example={"filters": 4, "max_filters": 64})
class MyPeriods(Family):
    """Five judges of lesson 02."""

    def __init__(self, filters=4, max_filters=64):
        super().__init__([PeriodJudge(p, filters, max_filters) for p in (2, 3, 5, 7, 11)])


@register("my_stft", example={"filters": 8})
class MyWindows(Family):
    """Two judges of lesson 04."""

    def __init__(self, filters=8):
        windows = [{"n_fft": n, "hop_length": n // 4, "win_length": n} for n in (1024, 256)]
        super().__init__([WindowJudge(filters, **window) for window in windows])


# %%
class Slower(nn.Module):
    """A judge that hears the wave after some halvings of its rate."""

    def __init__(self, judge, halvings):
        super().__init__()
        self.judge, self.halvings = judge, halvings

    def forward(self, wave):
        for _ in range(self.halvings):
            wave = F.avg_pool1d(wave, 4, 2, padding=2)
        return self.judge(wave)


# %%
@register("my_msd", example={"filters": 8, "max_filters": 64})
class MyScales(Family):
    """Three judges of lesson 03, and scales that are scales."""

    def __init__(self, filters=8, max_filters=64):
        judges = [ScaleJudge(filters, max_filters, (4, 4, 4)) for _ in range(3)]
        super().__init__([Slower(judge, halvings) for halvings, judge in enumerate(judges)])


# %% [markdown]
# Are they the library's? With the same weights they must give the same scores and the same maps, to the last digits.

# %% tags=["derivation"]
windows = {"n_ffts": (1024, 256), "hop_lengths": (256, 64), "win_lengths": (1024, 256)}
library = {
    "my_mpd": MultiPeriodDiscriminator(filters=4, max_filters=64),
    "my_msd": MultiScaleDiscriminator(filters=8, max_filters=64, downsample_scales=(4, 4, 4)),
    "my_stft": MultiScaleSTFTDiscriminator(filters=8, **windows),
}
wave = torch.randn(2, 1, 4096)
for name, theirs in library.items():
    mine = create(name)
    mine.load_state_dict(dict(zip(mine.state_dict(), theirs.state_dict().values(), strict=True)))
    assert_close(mine(wave), theirs(wave))

# %% [markdown]
# And your two turns of lesson 05? Each class below lets a judge learn once, and then asks it about the generator's sound.

# %% tags=["derivation"]
hinge = [get("hinge") for get in (get_adv_criterion, get_real_criterion, get_fake_criterion)]
real, fake = torch.randn(2, 2, 1, 4096)


def both_turns(turns):
    torch.manual_seed(0)
    judge = create("my_stft")
    optimizer = torch.optim.SGD(judge.parameters(), lr=0.01)
    step = turns(judge, optimizer, *hinge, FeatureMatchingLoss())
    return [step.train_adv(fake, real), *step(fake, real)]


assert_close(both_turns(AdversarialStep), both_turns(AdversarialLoss))

# %% [markdown]
# How large is all that?

# %% tags=["check-output"]
sizes = {name: create(name) for name in library} | {"generator": ready_generator(0)}
for name, network in sizes.items():
    print(f"{name:10} {sum(p.numel() for p in network.parameters()):7} parameters")
# → my_mpd      336890 parameters
# → my_msd      142494 parameters
# → my_stft      12676 parameters
# → generator   716691 parameters

# %% [markdown]
# The generator reads 125 frames a second, keeps 16 numbers of each, rounds them to nine levels, and builds the frames again. Read the step that all these play.
# You may pass over `autocast` (a graphics card's speed), `mean_over_ranks` (several machines) and `shares` (for the pictures). You write a step yourself in 07.1.

# %%
show_source(train_step)

# %% [markdown]
# **Your turn:** exercise 07.1, *The body of the loop*.

# %% [markdown]
# ## 3 · Which curve tells?
# You start a run tonight and look at it in the morning. At which curve do you look? The next cell brings four recorded runs. All began with one
# generator and saw the same sounds in the same order. One is good. In the other three, something was broken.

# %% tags=["predict"]
predict("07.p2")

# %% tags=["demo"]
four = {"A": "d_frozen", "B": "good", "C": "no_feature_matching", "D": "sign_error"}
runs = {letter: recorded_run(name) for letter, name in four.items()}


def one_curve(name, what, level=None):
    return run_curves({x: run.curves[name] for x, run in runs.items()}, what, level=level)


reveal("07.p2", lambda: one_curve("recon", "what the generator pays for reconstruction"))

# %% [markdown]
# B is the good run. A pays least at the end, and its judges are **frozen**: they never learn, so hardly anything drives its generator away from what
# reconstruction wants. The spikes are the sounds: all four met the same batches.
#
# In a game between two players no loss has to fall. If one player gets better, the other pays more. Look at something else, then: how often are the judges
# right?

# %% tags=["predict"]
predict("07.p3")

# %% tags=["demo"]
reveal("07.p3", lambda: one_curve("d_accuracy", "how often the judges are right", level=0.5))

# %% [markdown]
# In the good run they are right a little more often than a coin; in the frozen run, where nobody learns, as often as a coin. The two are close. A judge at 50 % may
# have met a perfect generator, or may know nothing. Accuracy alone cannot tell.
#
# What tells is the *movement* of both clouds of scores. In the frozen run they never move.

# %%
one_curve("logits_fake", "mean score of made sounds", level=0.0)

# %% [markdown]
# This is a good place for a break.

# %% [markdown]
# ## 4 · Train
# `plan_session` looks at your machine. With a graphics card it plans a larger network from its first step, for 12 minutes at most. Without one, it begins with
# the generator of 1000 steps and stops after 50 seconds. The rest of this lesson is the same on both.

# %%
session = plan_session(("my_mpd", "my_msd", "my_stft"), fast=in_haste())
session

# %% [markdown]
# A step with judges costs more than one without. How much more?

# %% tags=["predict"]
predict("07.p4")

# %% [markdown]
# Now start it. While it runs, watch four things:
#
# | look at | what it tells |
# |---|---|
# | distance | does the sound still follow the original? |
# | ridges | do real and made scores part, and does each cloud move? |
# | accuracy | near 0.5 or far from it, and for which family? |
# | shares | which loss steers the generator? a share is its part of the gradient |
#
# **■ stops** it, after the step that runs, and keeps all. Run the cell again, and it goes on from there. So it does after a crash.

# %%
with TrainingView(session.config, session.folder) as view:
    run = session.train(watch=[view])

# %% [markdown]
# On Colab, a machine may vanish with all its files. Run `from google.colab import drive; drive.mount("/content/drive")` in a new cell *before* `plan_session`.
# What is saved then goes to your Drive, every 100 steps, and a new machine resumes from the newest.


# %% tags=["demo"]
def time_per_step():
    judged = [line for line in run.history if "d_my_mpd" in line]
    if len(judged) > 1:
        steps, seconds = (judged[-1][key] - judged[0][key] for key in ("step", "seconds"))
        print(f"here: {seconds / steps:.2f} s per step against three families")
    print("measured on one CPU core: 0.07 s alone, 0.22 s with one family, 0.60 s with three")


reveal("07.p4", time_per_step)

# %% [markdown]
# Judging costs more than making. A step without judges is one network; with three families there are ten judges. Each hears two sounds in its own turn and two
# in the generator's.
#
# Now go back in time. Drag the slider to earlier steps, and listen from left to right. What to listen for: does the buzz change before the distance does?

# %%
view

# %% [markdown]
# After 50 seconds on a CPU, do not expect more than a beginning. What 3500 steps do you have heard in section 1.

# %% [markdown]
# ## 5 · Go on where it stopped
# A **checkpoint** is what is saved of a run. Suppose it holds all weights, of generator and judges, and the number of the step. A run is stopped, and resumed from
# it. Is its next step the step that it would have taken?

# %% tags=["predict"]
predict("07.p5")


# %%
def take_step(network, optimizer, batch):
    optimizer.zero_grad()
    network(batch).square().mean().backward()
    optimizer.step()


def player():
    network = nn.Linear(4, 1)
    return network, torch.optim.AdamW(network.parameters(), lr=0.01)


# %% tags=["demo"]
def resumed_is_the_same(memory):
    first, second, third = torch.randn(3, 16, 4)
    (straight, optimizer), (resumed, new_optimizer) = player(), player()
    take_step(straight, optimizer, first)
    take_step(straight, optimizer, second)
    resumed.load_state_dict(straight.state_dict())
    if memory:
        new_optimizer.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    take_step(straight, optimizer, third)
    take_step(resumed, new_optimizer, third)
    return torch.equal(straight.weight, resumed.weight)


def with_and_without():
    print("next step the same, weights alone:", resumed_is_the_same(memory=False))
    print("next step the same, with the optimiser's memory:", resumed_is_the_same(memory=True))


reveal("07.p5", with_and_without)

# %% [markdown]
# AdamW remembers two averages for each weight. Without them it begins anew, and its next step is another one. Note the `deepcopy`: a state dict holds the tensors themselves, and the
# run goes on changing them.
#
# A GAN has three more things that are lost without a word: the second optimiser, the dice, and the **running mean** of the generator, which is what you hear.
#
# **Your turn:** exercise 07.2, *Nobody can tell that it was stopped*. Then take a break.

# %% [markdown]
# ## 6 · The failure zoo
# Here are eight recorded runs, in a secret order: a good one, and seven in which one thing was broken.

# %% tags=["predict"]
predict("07.p6")


# %% tags=["demo"]
def who_collapsed():
    broken = [run for run in failed_runs() if run.name != "good"]
    fallen = [run for run in broken if run.collapsed_at is not None]
    print(f"{len(fallen)} of {len(broken)} broken runs collapsed")


reveal("07.p6", who_collapsed)

# %% [markdown]
# To be broken and to **collapse** are two things. A run collapses when its sound goes far away from the original, and stays there. Here that means: half as far
# again as at its start, until the end. The others stay nearer than that, and so does the good run: who waits for a collapse misses six faults of seven.
#
# Now it is your turn, with all eight. Look at the curves; say what is wrong as early as you dare. Then you may listen, and change your mind. The less you had to see, the more
# points the zoo gives.

# %%
zoo = failure_zoo()
zoo

# %% [markdown]
# What helped? Three questions split the eight: *Do the clouds of scores move at all? Do they part too far? Who steers the generator?* Only then listen.
#
# **Your turn:** exercise 07.3, *Eight runs, eight diagnoses*.

# %% [markdown]
# ## 7 · An alarm
# Nobody watches a run all night. An **alarm** does: a function that gets the curves so far and says whether to stop. It must fire soon after a collapse. And it must not cry wolf: an alarm that
# stops good runs will be switched off.
#
# The distance on held-out sounds would tell, and costs time at each look. What training measures anyway is free.

# %% tags=["predict"]
predict("07.p7")


# %% tags=["demo"]
def fires_at(curve):
    doubled = (k for k in range(20, len(curve)) if curve[k] > 2 * curve[:k].median())
    return next(doubled, "never")


def simple_alarm():
    for name in ("good", "overflow"):
        run = recorded_run(name)
        print(f"{name}: collapsed at {run.collapsed_at}, fires at {fires_at(run.curves['recon'])}")


reveal("07.p7", simple_alarm)

# %% [markdown]
# Two lessons. Single steps say little: the batch decides. Averages over some dozens of steps say more. And every comparison with NaN is false: a loss that is no number
# is not greater than anything, so the alarm slept through the worst of all.
#
# The best threshold on the runs that you know may fail on the next. So your alarm is scored on runs that you have not seen.
#
# **Your turn:** exercise 07.4, *An alarm that is not switched off*.

# %% [markdown]
# ## 8 · One change, one forecast, one report
# Now you can train, resume, and tell a good run from a bad one. Change something: a weight, a judge, a rate. One thing, or you will not know what it was. Seal
# your forecast before you see a number, and use three seeds at least. A result that says "no difference", well shown, is a result.
#
# **Your turn:** exercise 07.5, *One change, one honest report*.

# %% [markdown]
# ## 9 · Say it in your own words
# Write first. The list to compare with comes after you have stored your text.

# %% tags=["explain"]
explain("07.e1")

# %% [markdown]
# ## 10 · Look back
# What you were certain of and got wrong comes up again. That is where most is learned.

# %%
look_back("07")

# %%
checklist("07")

# %% [markdown]
# ## An open question
# The adversarial loss takes away the buzz, and the log-mel distance ends larger than without it. Is there a loss without any judge that hears the buzz? You know where it comes from: frames of 8 ms.
# Lesson 08 shows how to measure whether yours does as well.
#
# ## Further reading
# - Goodfellow and others, [Generative Adversarial Networks](https://arxiv.org/abs/1406.2661): the game, as it was first told.
# - Mescheder, Geiger and Nowozin, [Which Training Methods for GANs do actually Converge?](https://arxiv.org/abs/1801.04406): why the losses circle instead of falling.
# - Défossez and others, [EnCodec](https://arxiv.org/abs/2210.13438), section 3.4: the game at full size, and the balancer.
# - Siuzdak, [Vocos](https://arxiv.org/abs/2306.00814): a generator that builds its frames as ours does.
