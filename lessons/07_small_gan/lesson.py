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
from course_lib.gan.experiments.failures import failed_runs, lettered_runs, recorded_run
from course_lib.gan.metrics import evaluate
from course_lib.gan.metrics.evaluation import metric
from course_lib.gan.training.own_parts import OwnParts
from course_lib.gan.training.plan_session import plan_session
from course_lib.gan.training.shipped import READY, ready_generator
from course_lib.gan.training.step import train_step
from course_lib.instruments import (
    TrainingView,
    abx,
    failure_zoo,
    fast_mode,
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
# Three questions about earlier lessons. Answer from memory: you learn more that way than by looking things up.

# %% tags=["recall"]
recall("07")

# %% [markdown]
# ## 1 · Five stages of a generator
# A **generator** produces sound. Ours is a codec: it receives a recording, squeezes it into a handful of numbers, and rebuilds the sound from them.
# You will hear one generator at five stages of its training. It was never trained on the sound that you will hear: that sound is **held out**.
#
# | stage | trained with |
# |---|---|
# | 0 to 1000 steps | **reconstruction** alone: its loss is the distance from the original |
# | the last | 500 steps more of that, then 3500 against a discriminator as well |
#
# Three things have to come right. The *colour and beat*: which bands are loud, and when. The *pitch*. And the *buzz* has to go. It comes from building the sound
# in frames of 8 ms.

# %% tags=["predict"]
predict("07.p1")

# %% tags=["demo"]
clips = synthetic_clips("tuning")
few = Clips(list(clips)[::6], clips.sample_rate)
with torch.no_grad():
    generated = {step: ready_generator(step)(few.waves) for step in READY}

names = ("log_mel_l1", "onset_correlation", "f0_gross_error", "frame_comb_db")


def five_stages():
    print("step    colour   beats   wrong pitch   buzz")
    for step, waves in generated.items():
        colour, beats, pitch, buzz = evaluate(few, waves, map(metric, names)).values()
        print(f"{step:5} {colour:8.2f} {beats:8.2f} {pitch:9.0f} % {buzz:8.1f} dB")
    sounds = {"the original": few.waves[0, 0]}
    sounds |= {f"step {step}": waves[0, 0] for step, waves in generated.items()}
    clips = {name: Sound(x.clamp(-1, 1), 16_000, name) for name, x in sounds.items()}
    return listen(clips, listen_for="the pitch, the beats and the buzz")


reveal("07.p1", five_stages)

# %% [markdown]
# For *beats*, higher is better; in the other columns, lower is better. What to listen for: a rough hum on top of every note, which is there until the last stage.
#
# Reconstruction fixes colour and beat first, then pitch. It leaves the buzz, because its loss is almost blind to it. Or did it only need more steps? We trained three
# generators both ways, from 1500 steps on. After 300 steps without a discriminator, their buzz was at 15.9 to 17.4 dB; after 300 against one, at 7.7 to 10.0 dB.
#
# That is what discriminators are for. Not everything improves: at the last stage, the beats are a little worse than at the one before. In this lesson you train
# a generator against the discriminators that you built.

# %% [markdown]
# ## 2 · Your own parts
# You have already built every part. The next cell takes your answers from your exercise notebooks, if they pass their checks. If one is missing, the
# course's solution takes its place, and a line says so. `parts` collects those that the trainer will use in place of its own. On Colab, save your notebooks to Drive and add
# `folder="/content/drive/MyDrive/Colab Notebooks"` to both calls.

# %%
OwnMulti, OwnPeriod, OwnScale = own_parts("01.2", "02.3", "03.2")
OwnWindow, own_criteria, OwnAdversarialStep, OwnBalancer = own_parts("04.2", "05.1", "05.3", "05.5")
parts = OwnParts(own_criteria, OwnAdversarialStep, OwnBalancer)


# %% [markdown]
# Your networks become three families. Each is a multi-discriminator that you register under a name, so that the trainer can find it. The contract of lesson 01 is all
# that the trainer asks for. `sizes` says how large each one is on a CPU (`tiny`) and on a GPU (`small`).


# %%
class Family(MultiDiscriminator):
    """Your multi-discriminator from lesson 01, with the library's interface."""

    def __init__(self, sub_discriminators):
        super().__init__()
        self.own = OwnMulti(sub_discriminators)

    @property
    def num_discriminators(self):
        return self.own.num_discriminators

    def forward(self, wave):
        return DiscriminatorOutput(*self.own(wave))


# %%
@register(
    "my_mpd",
    sizes={"tiny": {"filters": 4, "max_filters": 64}, "small": {"filters": 8, "max_filters": 256}},
)
class MyPeriods(Family):
    """Five sub-discriminators from lesson 02."""

    def __init__(self, filters=4, max_filters=64):
        super().__init__([OwnPeriod(p, filters, max_filters) for p in (2, 3, 5, 7, 11)])


@register("my_stft", sizes={"tiny": {"filters": 8}, "small": {"filters": 16}})
class MyWindows(Family):
    """Two sub-discriminators from lesson 04."""

    def __init__(self, filters=8):
        windows = [{"n_fft": n, "hop_length": n // 4, "win_length": n} for n in (1024, 256)]
        super().__init__([OwnWindow(filters, **window) for window in windows])


# %%
class Downsampled(nn.Module):
    """A sub-discriminator that receives the wave after its rate was halved some times."""

    def __init__(self, sub_discriminator, halvings):
        super().__init__()
        self.sub_discriminator, self.halvings = sub_discriminator, halvings

    def forward(self, wave):
        for _ in range(self.halvings):
            wave = F.avg_pool1d(wave, 4, 2, padding=2)
        return self.sub_discriminator(wave)


# %%
@register(
    "my_msd",
    sizes={"tiny": {"filters": 8, "max_filters": 64}, "small": {"filters": 16, "max_filters": 256}},
)
class MyScales(Family):
    """Three sub-discriminators from lesson 03, each at its own sample rate."""

    def __init__(self, filters=8, max_filters=64):
        scales = [OwnScale(filters, max_filters, (4, 4, 4)) for _ in range(3)]
        super().__init__([Downsampled(scale, halvings) for halvings, scale in enumerate(scales)])


# %% [markdown]
# Do they match the library's? With the same weights, they must return the same scores and the same feature maps, apart from rounding.

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
# And your losses and your training steps from lesson 05? The function below updates a discriminator once, then computes the generator's losses. It does so with yours and
# with the library's.

# %% tags=["derivation"]
hinge = [get("hinge") for get in (get_adv_criterion, get_real_criterion, get_fake_criterion)]
real, fake = torch.randn(2, 2, 1, 4096)


def both_turns(step_class, criteria):
    torch.manual_seed(0)
    discriminator = create("my_stft")
    optimizer = torch.optim.SGD(discriminator.parameters(), lr=0.01)
    step = step_class(discriminator, optimizer, *criteria, FeatureMatchingLoss())
    return [step.train_adv(fake, real), *step(fake, real)]


assert_close(
    both_turns(OwnAdversarialStep, own_criteria("hinge")), both_turns(AdversarialLoss, hinge)
)

# %% tags=["check-output"]
# how large are these networks?
sizes = {name: create(name) for name in library} | {"generator": ready_generator(0)}
for name, network in sizes.items():
    print(f"{name:10} {sum(p.numel() for p in network.parameters()):7} parameters")
# → my_mpd      336890 parameters
# → my_msd      142494 parameters
# → my_stft      12676 parameters
# → generator   716691 parameters

# %% [markdown]
# The generator reads 125 frames a second, keeps 16 numbers for each, rounds them to nine levels, and rebuilds the frames from them.
#
# Now read the training step that uses all these networks. You can skip `autocast` (speed on a GPU), `mean_over_ranks` (several machines) and `shares` (for the
# pictures). In 07.1 you write such a step yourself.

# %%
show_source(train_step)

# %% [markdown]
# **Your turn:** exercise 07.1, *The body of the training loop*.

# %% [markdown]
# ## 3 · Which curve should you watch?
# You start a run tonight and check it in the morning. Which curve do you look at? The next cell loads four recorded runs. All of them started from the same
# generator and saw the same sounds in the same order. One is good. In each of the other three, something was broken.

# %% tags=["predict"]
predict("07.p2")

# %% tags=["demo"]
runs = lettered_runs()


def one_curve(name, what, level=None):
    return run_curves({x: run.curves[name] for x, run in runs.items()}, what, level=level)


reveal("07.p2", lambda: one_curve("recon", "the generator's reconstruction loss"))

# %% [markdown]
# B is the good run. A ends lowest, and its discriminators are **frozen**: they are never updated, so almost nothing drives its generator away from what
# reconstruction wants. The spikes come from the sounds: all four runs saw the same batches.
#
# In a game between two players, no loss has to fall. When one player gets better, the other's loss rises. So let's look at something else: how often are the
# discriminators right?

# %% tags=["predict"]
predict("07.p3")

# %% tags=["demo"]
reveal(
    "07.p3", lambda: one_curve("d_accuracy", "how often the discriminators are right", level=0.5)
)

# %% [markdown]
# In the good run, the discriminators are right a little more often than a coin. In the frozen run they never learn, and are right as often as a coin. The two curves are
# close. A discriminator at 50 % may be facing a perfect generator, or it may have learnt nothing. Accuracy alone doesn't show the difference.
#
# The scores themselves do. Think of the scores of real sounds as one cloud, and of those of generated sounds as another. In a good run both clouds *move*. In the frozen
# run they never do.

# %%
one_curve("logits_fake", "mean score of generated sounds", level=0.0)

# %% [markdown]
# This is a good place for a break.
#
# ## 4 · Train
# With a GPU, the run has larger batches, and 12 minutes at most. Without one, it stops after 50 seconds. In both cases,
# it starts with the generator of 1000 steps, so its first step already has a discriminator.
#
# Start with MS-STFT-D. While it trains, switch between the sounds, and watch four things:
#
# | look at | and ask |
# |---|---|
# | distance | does the sound still follow the original? |
# | scores | do the distributions of real and generated sounds separate, and does each of them move? |
# | accuracy | is it near 0.5 or far from it, and for which family? |
# | shares | which loss drives the generator? A share is a loss's part of the gradient |
#
# Press **■** to stop; nothing is lost. Run the cell again, and training continues with all sounds, scores and curves. After a crash, it continues from the last saved step.

# %%
session = plan_session(("my_stft",), fast=fast_mode())
print(session)
with TrainingView(session.config, session.folder, minutes=session.minutes) as view:
    run = session.train(watch=[view], parts=parts)

# %% [markdown]
# On Colab, a machine can disappear with all its files. To be safe, run `from google.colab import drive; drive.mount("/content/drive")` in a new cell *before*
# `plan_session`. The run is then saved to your Drive every 100 steps, and a new machine resumes from the newest save.
#
# Now go back in time. Drag in a chart to an earlier step, and compare it with the start and the original. What to listen for: does the buzz change before
# the distance does?
#
# Then: is the difference large enough to hear without knowing which is which? This is a blind test of one held-out sound, from your generator before and after the run. What to listen for: the
# rough hum on top of each note. When you have finished, the cell after it measures what you heard: the buzz, and the other three columns of section 1.


# %%
def before_and_after(session):
    with torch.no_grad():
        return [generator(few.waves) for generator in session.generators()]


before, after = before_and_after(session)
abx(*(Sound(x[0, 0].clamp(-1, 1), 16_000) for x in (before, after)), trials=6)


# %%
def report(**waves):
    print("             colour   beats   wrong pitch   buzz")
    for name, generated in waves.items():
        colour, beats, pitch, buzz = evaluate(few, generated, map(metric, names)).values()
        print(f"{name:10} {colour:8.2f} {beats:8.2f} {pitch:9.0f} % {buzz:8.1f} dB")


report(before=before, after=after)

# %% [markdown]
# You removed part of the buzz, with a discriminator, losses and steps that you built. Look at the other columns, too. In our recorded runs, the colours ended a little further off with
# MS-STFT-D than without it, with each of three seeds.
#
# Now use all three families. First: what does a step cost?

# %% tags=["predict"]
predict("07.p4")


# %% tags=["demo"]
def measured_steps():
    print("measured on one CPU core: 0.07 s alone, 0.22 s with one family, 0.60 s with three")


reveal("07.p4", measured_steps)

# %% [markdown]
# The discriminators cost more than the generator. A step without them runs one network. Three families add ten sub-discriminators, and each of them scores two sounds in
# its own turn and two in the generator's.
#
# So within the same time, three families take fewer steps than one. Do they still win?

# %% tags=["predict"]
predict("07.p8")

# %%
all_three = plan_session(("my_mpd", "my_msd", "my_stft"), fast=fast_mode())
with TrainingView(all_three.config, all_three.folder, minutes=all_three.minutes) as view_of_three:
    all_three.train(watch=[view_of_three], parts=parts)

# %% tags=["demo"]
reveal("07.p8", lambda: report(one=after, three=before_and_after(all_three)[1]))

# %% [markdown]
# On a CPU, more of the buzz is left. It isn't only a matter of time: in our recorded runs, three families and MS-STFT-D alone took equally many steps, and more buzz was left with three, with each
# of three seeds. A third of the adversarial weight goes to each family here, and MPD and MSD hardly hear this buzz.
#
# One part of yours hasn't been used yet: the balancer of exercise 05.5. It gives each loss a fixed share of the gradient.

# %%
balanced = plan_session(("my_stft",), mode="balancer", fast=fast_mode())
with TrainingView(balanced.config, balanced.folder, minutes=balanced.minutes) as view_of_balanced:
    balanced.train(watch=[view_of_balanced], parts=parts)

with_balancer = before_and_after(balanced)[1]
report(weights=after, balancer=with_balancer)
listen(
    {
        "the original": Sound(few.waves[0, 0], 16_000),
        "before": Sound(before[0, 0].clamp(-1, 1), 16_000),
        "fixed weights": Sound(after[0, 0].clamp(-1, 1), 16_000),
        "your balancer": Sound(with_balancer[0, 0].clamp(-1, 1), 16_000),
    },
    listen_for="the buzz on top of every note",
)

# %% [markdown]
# With your balancer, less buzz is left after as many steps, but the colours are further off. Neither run is better in everything: what do *you* hear first?
#
# After 50 seconds on a CPU, don't expect more than a beginning. You heard in section 1 what 3500 steps do.

# %% [markdown]
# ## 5 · Continue where it stopped
# A **checkpoint** is what you save of a run. Suppose it contains all weights, of the generator and the discriminators, and the step number. You stop a run and resume
# it from this checkpoint. Is its next step the same as if you had never stopped?

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
    print("same next step, weights alone:", resumed_is_the_same(memory=False))
    print("same next step, with the optimiser's state:", resumed_is_the_same(memory=True))


reveal("07.p5", with_and_without)

# %% [markdown]
# AdamW remembers two averages for each weight. Without them it starts again from zero, and its next step is a different one. Note the `deepcopy`: a state dict contains the
# tensors themselves, not copies, and the run keeps changing them.
#
# A GAN has three more parts that you can lose without any error message: the second optimiser, the random number generator that draws the batches, and the **running mean**
# of the generator, which is what you hear.
#
# **Your turn:** exercise 07.2, *Resume without a trace*. Then take a break.

# %% [markdown]
# ## 6 · The failure zoo
# Here are eight recorded runs, in a secret order: a good one, and seven in which one thing was broken.

# %% tags=["predict"]
predict("07.p6")


# %% tags=["demo"]
def count_collapsed():
    broken = [run for run in failed_runs() if run.name != "good"]
    collapsed = [run for run in broken if run.collapsed_at is not None]
    print(f"{len(collapsed)} of {len(broken)} broken runs collapsed")


reveal("07.p6", count_collapsed)

# %% [markdown]
# A run can be broken without a **collapse**. A run collapses when its sound moves far away from the original and stays there. Here that means: more than 1.5 times as
# far as at its start, until the end. The other broken runs stay closer than that, and so does the good run. If you wait for a collapse, you miss six of the seven faults.
#
# Now it's your turn, with all eight. Look at the curves, and say what is wrong as early as you dare. Then you can listen, and change your mind. The less of a run you
# needed to see, the more points the zoo gives you.

# %%
zoo = failure_zoo()
zoo

# %% [markdown]
# What helped? Three questions separate the eight: *Do the clouds of scores move at all? Do they separate too far? Which loss drives the generator?* Listen only after that.
#
# **Your turn:** exercise 07.3, *Eight runs, eight diagnoses*.

# %% [markdown]
# ## 7 · An alarm
# Nobody watches a run all night, so let an **alarm** do it: a function that receives the curves so far and says whether to stop. It must fire soon after a collapse. And it must
# not cry wolf: if an alarm stops good runs, people switch it off.
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
        print(f"{name}: collapsed at {run.collapsed_at}, fires at {fires_at(run.curves['recon'])}")


reveal("07.p7", simple_alarm)

# %% [markdown]
# This shows two things. First, a single step says little, because its loss depends on the batch. Averages over some dozens of steps say more. Second, every comparison with NaN is
# false: a loss that isn't a number is never greater than anything, so the alarm missed the worst run of all.
#
# The best threshold for the runs you know may fail on the next one. That's why your alarm is scored on runs that you haven't seen.
#
# **Your turn:** exercise 07.4, *An alarm worth keeping on*.

# %% [markdown]
# ## 8 · One change, one forecast, one report
# Now you can train, resume, and recognise a bad run. Change something: a weight, a discriminator, a learning rate. Change one thing only, or you won't know what made the
# difference. Seal your forecast before you see a number, and use at least three seeds. With three pairs, chance alone makes all of them agree in 25 % of all
# cases, so agreement of three is weak evidence.
#
# **Your turn:** exercise 07.5, *One change, one honest report*.

# %% [markdown]
# ## 9 · Say it in your own words
# Write first. You get the list to compare with once your text is stored.

# %% tags=["explain"]
explain("07.e1")

# %% [markdown]
# ## 10 · Look back
# Questions that you were sure of and got wrong come back here. They are the ones you learn most from.

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
