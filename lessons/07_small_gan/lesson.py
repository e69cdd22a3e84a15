# %% tags=["setup"]
import io
from pathlib import Path

import torch
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
    exit_ticket,
    explain,
    look_back,
    own_parts,
    predict,
    recall,
    reveal,
    setup,
)
from course_lib.gan import Clips, synthetic_clips
from course_lib.gan.experiments.failures import failed_runs, lettered_runs, recorded_run
from course_lib.gan.metrics import evaluate
from course_lib.gan.metrics.evaluation import metric
from course_lib.gan.training.learner_parts import OwnParts
from course_lib.gan.training.plan_session import plan_session
from course_lib.gan.training.shipped import READY, ready_generator
from course_lib.instruments import (
    TrainingView,
    abx,
    failure_zoo,
    fast_mode,
    listen,
    runs_side_by_side,
)
from course_lib.sounds import Sound, load

setup("07")

RATE = 16_000
clips = synthetic_clips("tuning")
few = Clips(list(clips)[::6], clips.sample_rate)  # one of each kind
spoken = Path("/usr/share/sounds/alsa/Front_Center.wav")  # or a recording of your own
originals = [Sound(few.waves[0, 0], RATE, "tone")]
originals += [load(spoken, RATE)] if spoken.exists() else []
METRICS = ("onset_correlation", "frame_comb_db", "log_mel_l1", "f0_gross_error")


@torch.no_grad()
def copies(**generators):
    """Return each original, followed by what each generator makes of it."""
    sounds = {}
    for sound in originals:
        made = {
            name: g(sound.samples[None, None])[0, 0].clamp(-1, 1) for name, g in generators.items()
        }
        for name, samples in ({"original": sound.samples} | made).items():
            label = f"{sound.name} ({name.replace('_', ' ')})"
            sounds[label] = sound.with_samples(samples).renamed(label)
    return sounds


@torch.no_grad()
def report(**generators):
    """Print what four metrics say about each generator's copies of held-out sounds."""
    print("better:          higher     lower    lower         lower")
    print("                  beats      buzz   colour   wrong pitch")
    for name, generator in generators.items():
        found = evaluate(few, generator(few.waves), map(metric, METRICS))
        beats, buzz, colour, pitch = found.values()
        label = name.replace("_", " ")
        print(f"{label:16} {beats:6.2f} {buzz:6.1f} dB {colour:8.2f} {pitch:11.0f} %")


class Mine(MultiDiscriminator):
    """One of your discriminators, with the library's interface."""

    def __init__(self, own):
        super().__init__()
        self.own = own

    @property
    def num_discriminators(self):
        return len(self.own.discriminators)

    def forward(self, wave):
        return DiscriminatorOutput(*self.own(wave))


def take_step(network, optimizer, batch):
    """Let a network take one step towards an output of zero."""
    optimizer.zero_grad()
    network(batch).square().mean().backward()
    optimizer.step()


def player():
    """Return a small network and its optimiser."""
    network = nn.Linear(4, 1)
    return network, torch.optim.AdamW(network.parameters(), lr=0.01)


def through_a_file(*states):
    """Save states, and return what the file contains."""
    file = io.BytesIO()
    torch.save(states, file)
    file.seek(0)
    return torch.load(file)


# %% [markdown]
# ## 1 · A sound and its copy
# Put on headphones, and switch between the sounds while they play.

# %%
listen(
    copies(copy=ready_generator(READY[-1])),
    match="rms",
    listen_for="what the copy has lost, and what it has added",
)

# %% [markdown]
# A **generator** made the copy. It's a codec: it squeezes a recording into far fewer numbers, and rebuilds the sound from them.
# It was never trained on these sounds: they are **held out**. (If your system has Debian's speech samples, you also heard a voice. A
# recording of your own works, too: put its path into the set-up cell.)
#
# In this lesson you train such a generator against discriminators that you built. First, three questions about earlier lessons. Answer from memory: you learn
# more that way than by looking things up.

# %% tags=["recall"]
recall("07")

# %% [markdown]
# ## 2 · Five stages
# How does a generator get there? You will hear one at five stages of its training.
#
# | stage | trained with |
# |---|---|
# | 0 to 1000 steps | **reconstruction** alone: its loss is the distance from the original |
# | the last | 500 steps more of that, then 3500 against a discriminator as well |
#
# We follow four metrics, here in alphabetical order:
#
# | column | in the catalogue | what it measures | better |
# |---|---|---|---|
# | beats | `onset_correlation` | is each onset as strong as in the original? | higher |
# | buzz | `frame_comb_db` | how loud a hum is that comes from building the sound in frames of 8 ms | lower |
# | colour | `log_mel_l1` | how far off is the level of each frequency band? | lower |
# | wrong pitch | `f0_gross_error` | how often is the pitch off by more than a quarter tone? | lower |

# %% tags=["predict"]
predict("07.p1")


# %% tags=["demo"]
def five_stages():
    generators = {f"step_{step}": ready_generator(step) for step in READY}
    report(**generators)
    listen_for = "the pitch, the beats and the buzz"
    return listen(copies(**generators), match="rms", listen_for=listen_for)


reveal("07.p1", five_stages)

# %% [markdown] tags=["after"]
# Listen for a rough hum on top of the sound. Only at the last stage is it much softer.
#
# Reconstruction fixes colour and beat first, then pitch. It leaves a loud buzz. Or did it only need more steps? We trained three
# generators both ways, from 1500 steps on. After 300 steps without a discriminator, their buzz was at 15.9 to 17.4 dB; after 300 against one, at 7.7 to 10.0 dB.
#
# That is what a discriminator is for. Not everything improves: at the last stage, the beats are a little worse than at the one before.

# %% [markdown]
# ## 3 · Your own parts
# Now you train one, with discriminators, losses and a balancer that you have already built. The next cell takes your answers from your exercise notebooks, if they pass their checks. If one is missing, the
# course's solution takes its place, and a line says so. `parts` collects what the trainer will use in place of its own. On Colab, save your notebooks to Drive and add
# `folder="/content/drive/MyDrive/Colab Notebooks"` to both calls.

# %%
OwnRegistry, OwnMPD, OwnScale, OwnMSD = own_parts("01.7", "02.7", "03.2", "03.7")
OwnMSSTFTD, own_criteria, OwnStep, OwnBalancer = own_parts("04.7", "05.1", "05.3", "05.5")
parts = OwnParts(own_criteria, OwnStep, OwnBalancer)


# %% [markdown]
# Your three discriminators go into your registry. MSD needs three of your scale discriminators, and something that halves the sample rate. The trainer looks for
# discriminators in the library's registry, so each of yours gets a name there, too, and two `sizes`: one for a CPU (`tiny`), and a larger one for a GPU (`small`). `Mine`, in
# the set-up cell, gives them the interface of lesson 01.

# %%
mine = OwnRegistry()
mine.register("mpd")(OwnMPD)
mine.register("msstftd")(OwnMSSTFTD)


@mine.register("msd")
class ThreeScales(OwnMSD):
    """Your MSD, with three of your scale discriminators."""

    def __init__(self, filters, max_filters):
        scales = [OwnScale(filters, max_filters, (4, 4, 4)) for _ in range(3)]
        super().__init__(scales, nn.AvgPool1d(4, 2, padding=2))


# %%
@register(
    "my_mpd",
    sizes={"tiny": {"filters": 4, "max_filters": 64}, "small": {"filters": 8, "max_filters": 256}},
)
class MyMPD(Mine):
    def __init__(self, filters=4, max_filters=64):
        super().__init__(mine.create("mpd", filters=filters, max_filters=max_filters))


@register(
    "my_msd",
    sizes={"tiny": {"filters": 8, "max_filters": 64}, "small": {"filters": 16, "max_filters": 256}},
)
class MyMSD(Mine):
    def __init__(self, filters=8, max_filters=64):
        super().__init__(mine.create("msd", filters=filters, max_filters=max_filters))


# %%
WINDOWS = {"n_ffts": (1024, 256), "hop_lengths": (256, 64), "win_lengths": (1024, 256)}


@register("my_msstftd", sizes={"tiny": {"filters": 8}, "small": {"filters": 16}})
class MyMSSTFTD(Mine):
    def __init__(self, filters=8):
        super().__init__(mine.create("msstftd", filters=filters, **WINDOWS))


# %% [markdown]
# Do they match the library's? With the same weights, they must return the same scores and the same feature maps, apart from rounding.

# %% tags=["check-output"]
library = {
    "my_mpd": MultiPeriodDiscriminator(filters=4, max_filters=64),
    "my_msd": MultiScaleDiscriminator(filters=8, max_filters=64, downsample_scales=(4, 4, 4)),
    "my_msstftd": MultiScaleSTFTDiscriminator(filters=8, **WINDOWS),
}
wave = torch.randn(2, 1, 4096)
for name, theirs in library.items():
    own = create(name)
    own.load_state_dict(dict(zip(own.state_dict(), theirs.state_dict().values(), strict=True)))
    assert_close(own(wave), theirs(wave))

# how large are these networks?
sizes = {name: create(name) for name in library} | {"generator": ready_generator(0)}
for name, network in sizes.items():
    print(f"{name:10} {sum(p.numel() for p in network.parameters()):7} parameters")
# → my_mpd      336890 parameters
# → my_msd      142494 parameters
# → my_msstftd   12676 parameters
# → generator   716691 parameters

# %% [markdown]
# The generator reads 125 frames a second, keeps 16 numbers for each, rounds them to nine levels, and rebuilds the frames from them.
#
# What is missing is the loop that lets all of them play: which network learns from what, and when?
#
# **Your turn:** exercise 07.1, *The body of the training loop*. When yours passes, read the trainer's in a new cell. It takes the same two turns with several
# discriminators:
#
# ```python
# from course_lib.display import show_source
# from course_lib.gan.training.step import train_step
#
# show_source(train_step)
# ```
#
# Before you start a run, decide what you will look at while it trains.

# %% [markdown]
# ## 4 · Which curve should you watch?
# You start a run tonight and check it in the morning. Which curve do you look at? The next cell loads four recorded runs. All of them started from the same
# generator and saw the same sounds in the same order. One is good. In each of the other three, something was broken.

# %% tags=["predict"]
predict("07.p2")


# %% tags=["demo"]
def one_curve(name, what, finding, level=None):
    curves = {letter: run.curves[name] for letter, run in lettered_runs().items()}
    generated = name == "logits_fake"
    return runs_side_by_side(curves, what, level=level, finding=finding, generated=generated)


def reconstruction():
    end_of_a = float(lettered_runs()["A"].curves["recon"][-40:].mean())
    finding = "At the end, A is lowest; the good run, B, is higher"
    return one_curve("recon", "reconstruction loss", finding, level=end_of_a)


reveal("07.p2", reconstruction)

# %% [markdown] tags=["after"]
# The thick lines are means over 20 steps. The dotted line is A's mean over the last 40: over these steps A is lowest, D is close to it, and B, the good run, is higher by about 10 %. A's
# discriminators are **frozen**: they are never updated. So reconstruction keeps about 70 % of the gradient in its generator's parameters; in B it has about a third. The ups and downs come from
# the sounds: all four runs saw the same batches.
#
# In a game between two players, no loss has to fall: what one player gains, the other often pays for.

# %% [markdown]
# So let's look at something else: how often are the discriminators right?

# %% tags=["predict"]
predict("07.p3")

# %% tags=["demo"]
reveal(
    "07.p3",
    lambda: one_curve(
        "d_accuracy", "share scored right", "B is right a little more often than a coin", level=0.5
    ),
)

# %% [markdown] tags=["after"]
# The dotted line is a coin. In the good run, B, the discriminators are right a little more often than that. In the frozen run, A, they never learn, and are right as
# often as a coin. The two curves are close. A discriminator at 50 % may be facing a perfect generator, or it may have learnt nothing. Accuracy alone doesn't show the
# difference.

# %% [markdown]
# Look at the scores themselves. Think of the scores of real sounds as one cloud, and of those of generated sounds as another. This is the height of the second cloud:

# %%
one_curve("logits_fake", "mean score", "Generated sounds: their scores move in all runs but A", 0.0)

# %% [markdown]
# In a run that learns, the clouds *move*. That isn't enough: those of C and D move, too, and both runs are broken. Section 10 asks what distinguishes them from B. So watch the clouds, not the losses, and listen.
#
# This is a good place for a break. After it, you train.

# %% [markdown]
# ## 5 · Train
# Your MS-STFT-D goes first, alone. With a GPU, the run has larger batches, and 12 minutes at most. Without one, it stops after 300 steps or 50 seconds. In both cases,
# it starts with the generator of 1000 steps. To train on recordings of your own, add `data="path/of/a/folder"` to `plan_session`.
#
# Press **■** to stop, and run the cell again to continue. While it trains, switch between the sounds. You hear the **running mean** of the generator, an average of its
# weights over recent steps. Watch four things:
#
# | look at | and ask |
# |---|---|
# | distance | does the sound still follow the original? |
# | scores | do both clouds move, and do they separate? |
# | accuracy | is it near 0.5 or far from it, and for which family? |
# | shares | which loss has most of the gradient, and so drives the generator? |

# %%
session = plan_session(("my_msstftd",), fast=fast_mode())
print(session)
with TrainingView(session.config, session.folder, minutes=session.minutes) as view:
    run = session.train(watch=[view], parts=parts)

# %% [markdown]
# Two more runs follow in this lesson, with the same limits. (The card's machine time is that without a GPU.)
#
# On Colab, a machine can disappear with all its files. To be safe, run `from google.colab import drive; drive.mount("/content/drive")` in a new cell *before*
# `plan_session`. The run is then saved to your Drive every 100 steps, and a new machine resumes from the newest save.
#
# Now go back in time. Drag in a chart to an earlier step, and compare it with the start and the original. What to listen for: does the buzz change before
# the distance does?

# %% [markdown]
# ## 6 · Do you hear it?
# Is the difference large enough to hear without knowing which is which? This is a blind test of a sound that was held out: your generator before the run and after
# it, equally loud. Put on headphones, and listen for the hum on top of the sound. The p-value says how often pure guessing would do as well, or better. When you have finished, the cell after it measures what you heard, in the columns of section 2.

# %%
before, after = session.generators()
pair = copies(before=before, after=after)
abx(
    *(pair[f"{originals[-1].name} ({when})"] for when in ("before", "after")), trials=6, match="rms"
)

# %%
report(before=before, after=after)

# %% [markdown]
# Did your discriminator remove some of the buzz? In our recorded runs, 300 steps against MS-STFT-D removed 6 to 8 dB of it. A longer run gets further: you heard in section 2 what
# 3500 steps do.
#
# There is a price. The colours ended further off than without a discriminator, and two metrics of speech fell: PESQ, which estimates its quality, and ESTOI, which
# estimates how well it can be understood. That was so with each of three seeds.
#
# You have two more discriminators. Would they help?

# %% [markdown]
# ## 7 · Three families
# First: what does a step cost?

# %% tags=["predict"]
predict("07.p4")


# %% tags=["demo"]
def measured_steps():
    print("measured on one CPU core: 0.07 s alone, 0.22 s with one family, 0.60 s with three")


reveal("07.p4", measured_steps)

# %% [markdown] tags=["after"]
# The discriminators cost more than the generator. A step without them runs one network. Three families add ten sub-discriminators, and each of them scores two sounds in
# its own turn and two in the generator's.

# %% tags=["predict"]
predict("07.p8")

# %%
all_three = plan_session(("my_mpd", "my_msd", "my_msstftd"), fast=fast_mode())
with TrainingView(all_three.config, all_three.folder, minutes=all_three.minutes) as view_of_three:
    all_three.train(watch=[view_of_three], parts=parts)

# %% tags=["demo"]
reveal("07.p8", lambda: report(one_family=after, three_families=all_three.generators()[1]))

# %% [markdown] tags=["after"]
# In our runs on a CPU, more of the buzz was left with three. It isn't only a matter of time: we also let three families and MS-STFT-D alone take equally many steps, and
# more buzz was left with three, with each of three seeds. MPD alone or MSD alone removed less than 1 dB of it. And with MSD alone, the pitch was wrong more often than without any
# discriminator, again with each seed.
#
# So here, two more families bought nothing. Measure before you add one.

# %% [markdown]
# ## 8 · Your balancer
# One part of yours hasn't been used yet. The balancer of exercise 05.5 gives each loss a fixed share of the gradient at the generator's output. The next run has it, and is set up like your first in everything else. It stops by the
# clock, too, so compare the numbers of steps before you compare the sounds.

# %%
balanced = plan_session(("my_msstftd",), mode="balancer", fast=fast_mode())
with TrainingView(balanced.config, balanced.folder, minutes=balanced.minutes) as view_of_balanced:
    balanced.train(watch=[view_of_balanced], parts=parts)

three_ways = {"before": before, "weights": after, "balancer": balanced.generators()[1]}
report(**three_ways)
listen(copies(**three_ways), match="rms", listen_for="the hum on top of the sound")

# %% [markdown]
# Did you see the chart of shares? It doesn't show the shares at the generator's output, but those in its parameters, where hardly anything of `recon` arrives. In our runs of equally many steps, less buzz was left with the
# balancer, but the colours were further off. Neither is better in everything: what do *you* hear first?
#
# The clock stopped these runs. What would it take to continue one tomorrow?

# %% [markdown]
# ## 9 · Continue where it stopped
# A **checkpoint** is what you save of a run. Suppose it contains all weights, of the generator and the discriminators, and the step number. You stop a run and resume
# it from this checkpoint. Is its next step the same as if you had never stopped?

# %% tags=["predict"]
predict("07.p5")


# %% tags=["demo"]
def resumed_is_the_same(memory):
    first, second, third = torch.randn(3, 16, 4)
    (straight, optimizer), (resumed, new_optimizer) = player(), player()
    take_step(straight, optimizer, first)
    take_step(straight, optimizer, second)
    weights, state = through_a_file(straight.state_dict(), optimizer.state_dict())
    resumed.load_state_dict(weights)
    new_optimizer.load_state_dict(state if memory else new_optimizer.state_dict())
    take_step(straight, optimizer, third)
    take_step(resumed, new_optimizer, third)
    return torch.equal(straight.weight, resumed.weight)


def with_and_without():
    print("same next step, weights alone:", resumed_is_the_same(memory=False))
    print("same next step, with the optimiser's state:", resumed_is_the_same(memory=True))


reveal("07.p5", with_and_without)

# %% [markdown] tags=["after"]
# AdamW remembers two averages for each weight. Without them it starts again from zero, and its next step is a different one.
#
# That was one player. A GAN has more parts that a checkpoint can lose without any error message. Which? You'll find them in the exercise.

# %% [markdown]
# **Your turn:** exercise 07.2, *Resume without a trace*. Then take a break. After it, something is broken.
#
# ## 10 · The failure zoo
# Here are eight recorded runs, in a secret order: a good one, and seven in which one thing was broken.

# %% tags=["predict"]
predict("07.p6")


# %% tags=["demo"]
def count_collapsed():
    broken = [run for run in failed_runs() if run.name != "good"]
    collapsed = [run for run in broken if run.collapsed_at is not None]
    print(f"{len(collapsed)} of {len(broken)} broken runs collapsed")


reveal("07.p6", count_collapsed)

# %% [markdown] tags=["after"]
# A run can be broken without a **collapse**. A run collapses when its sound moves far away from the original and stays there. Here that means: more than 1.5 times as
# far as at its start, or silent, until the end. The other broken runs stay closer than that, and so does the good run. If you wait for a collapse, you miss six of the seven faults.

# %% [markdown]
# Now it's your turn. Try one or two runs here; exercise 07.3 gives you eight in an order of your own. Look at the curves, and say what is wrong as early as you dare. Then you can
# listen, and change your mind. The less of a run you needed to see, the more points the zoo gives you.

# %%
failure_zoo()

# %% [markdown]
# Three questions separate the eight: *Do the clouds of scores move at all? Do they separate too far? Which loss drives the generator?* Listen only after that.
#
# **Your turn:** exercise 07.3, *Eight runs, eight diagnoses*. You needed eyes and ears for that. Can a few lines of code do it while you sleep?

# %% [markdown]
# ## 11 · An alarm
# Nobody watches a run all night, so let an **alarm** do it: a function that receives the curves so far and says whether to stop. It must fire soon after a collapse; in exercise 07.4, discriminators that are nearly always right
# count as one, too. And it must stay quiet on good runs, or people switch it off.
#
# The distance on held-out sounds would show a collapse, but it takes time to measure. What training measures anyway is free.

# %% tags=["predict"]
predict("07.p7")


# %% tags=["demo"]
def fires_at(curve):
    doubled = (k for k in range(20, len(curve)) if curve[k] > 2 * curve[:k].median())
    return next(doubled, "never")


def simple_alarm():
    for name in ("good", "overflow"):
        run = recorded_run(name)
        alarm = fires_at(run.curves["recon"])
        print(
            f"{name:8}  step of collapse: {run.collapsed_at or 'none'}, step of the alarm: {alarm}"
        )


reveal("07.p7", simple_alarm)

# %% [markdown] tags=["after"]
# This shows two things. First, a single step says little, because its loss depends on the batch. Averages over some dozens of steps say more. Second, a
# loss that isn't a number is never greater than anything, so the alarm missed the worst run of all.

# %% [markdown]
# The best threshold for the runs you know may fail on the next one. That's why your alarm is scored on runs that you haven't seen.
#
# **Your turn:** exercise 07.4, *An alarm worth keeping on*. Then you have all you need for an experiment of your own.

# %% [markdown]
# ## 12 · One change, one forecast, one report
# Now you can train, resume, and recognise a bad run. Change something: a weight, a discriminator, a learning rate. Change one thing only, or you won't know what made the
# difference. Seal your forecast before you see a number, and use at least three seeds. With three pairs, chance alone makes all of them agree in 25 % of all
# cases, so agreement of three is weak evidence.
#
# **Your turn:** exercise 07.5, *One change, one honest report*.

# %% [markdown]
# ## 13 · Say it in your own words
# Write first. You get the list to compare with once your text is stored. Then answer three more questions, without looking up. Two of them return to earlier lessons.

# %% tags=["explain"]
explain("07.e1")

# %% tags=["exit"]
exit_ticket("07")

# %% [markdown]
# ## 14 · Look back
# Questions that you were sure of and got wrong come back here, some of them in another form. They are the ones you learn most from.

# %%
look_back("07")

# %%
checklist("07")

# %% [markdown]
# ## An open question
# The adversarial loss removes the buzz, but the log-mel distance ends larger than without it. Is there a loss that detects the buzz without any discriminator? You know where it comes from: frames of 8 ms.
# Lesson 08 will show how to measure whether your loss works as well.
#
# ## Further reading
# - Goodfellow and others, [Generative Adversarial Networks](https://arxiv.org/abs/1406.2661): the paper that introduced the game.
# - Mescheder, Geiger and Nowozin, [Which Training Methods for GANs do actually Converge?](https://arxiv.org/abs/1801.04406): why the losses circle instead of falling.
# - Défossez and others, [EnCodec](https://arxiv.org/abs/2210.13438), section 3.4: the game at full size, and the balancer.
# - Siuzdak, [Vocos](https://arxiv.org/abs/2306.00814): a generator that builds its frames the way ours does.
